"""The server of the live page as a process: how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

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
    assert plain(said) == []


def plain(said):
    return [line for line in said.splitlines() if line.strip() and "Waking up" not in line]


def children(process):
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
    named = {int(one): Path(f"/proc/{one}/cmdline").read_text(encoding="utf-8") for one in listed}
    return [one for one, command in named.items() if "spawn_main" in command]


@pytest.mark.validation
@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are counted by /proc")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_processes_share_answers_replace_each_other_and_end_together(sign):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [*COMMAND, "--workers", "2", "--public", "--per-reader", "0"]
    with subprocess.Popen(command, **pipes) as server:
        assert server.stdout is not None
        address = re.search(r"http://\S+", server.stdout.readline())[0]
        pair = until(lambda: len(found := children(server.pid)) == 2 and found)
        question = Request(
            f"{address}api/answer", b"{}", {"Content-Type": "application/json"}, method="POST"
        )
        answers = [urlopen(question).read() for _ in range(20)]
        assert len(set(answers)) == 1, "worked out once: the time it took is in it"
        assert json.loads(answers[0])["converged"]
        figures = urlopen(f"{address}metrics").read().decode()
        assert 'cobden_kept_answers_total{found="miss",what="answer"} 1.0' in figures
        os.kill(pair[0], signal.SIGKILL)
        until(lambda: len(found := children(server.pid)) == 2 and pair[0] not in found)
        assert json.loads(urlopen(f"{address}health").read())["status"] == "ok"
        server.send_signal(sign)
        _, said = server.communicate(timeout=120)
    assert plain(said) == []
    assert not [one for one in pair if Path(f"/proc/{one}").exists()]


def until(met, seconds=120):
    end = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < end
        time.sleep(0.2)
    return found
