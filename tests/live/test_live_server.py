"""The server of the live page as a process: how it ends."""

import signal
import subprocess
import sys

import pytest

pytest.importorskip("fastapi", reason="the live page needs the extra 'web'")

COMMAND = [sys.executable, "-m", "cobden", "serve", "us-switzerland-2025", "--port", "0"]


@pytest.mark.validation
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_without_a_word(sign):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(COMMAND, **pipes) as server:
        assert server.stdout is not None
        assert "http://" in server.stdout.readline()
        server.send_signal(sign)
        _, said = server.communicate(timeout=120)
    words = [line for line in said.splitlines() if line.strip() and "Waking up" not in line]
    assert words == []
