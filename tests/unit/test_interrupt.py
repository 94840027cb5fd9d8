"""Ctrl-C while a compiled program runs: the process ends within seconds."""

import signal
import subprocess
import sys
import time

import pytest

# A compiled program that Python cannot break off: one call of sorting, many seconds long.
WORK = """
import sys, numpy as np
from cobden.cli.interrupt import heard_at_once
with heard_at_once():
    print("begun", flush=True)
    np.sort(np.random.default_rng(1).random(30_000_000), kind="stable")
print("ended", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="its Ctrl-C is another")
def test_ctrl_c_is_heard_while_compiled_code_runs():
    with subprocess.Popen([sys.executable, "-c", WORK], stdout=subprocess.PIPE, text=True) as work:
        assert work.stdout is not None
        assert work.stdout.readline() == "begun\n"
        time.sleep(0.3)
        work.send_signal(signal.SIGINT)
        said, _ = work.communicate(timeout=60)
    assert work.returncode in (130, 1, -signal.SIGINT)
    assert "ended" not in said


def test_what_ends_by_itself_is_not_ended_again():
    quick = WORK.replace("30_000_000", "10")
    done = subprocess.run([sys.executable, "-c", quick], capture_output=True, text=True, check=True)
    assert done.stdout == "begun\nended\n"


@pytest.mark.validation
@pytest.mark.skipif(sys.platform == "win32", reason="its Ctrl-C is another")
def test_a_search_for_tariffs_by_sector_ends_at_ctrl_c():
    command = [sys.executable, "-m", "cobden", "nash", "USA", "CHN", "--over", "sector"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **quiet) as search:
        time.sleep(15)
        assert search.poll() is None, "still at it"
        began = time.monotonic()
        search.send_signal(signal.SIGINT)
        search.communicate(timeout=60)
        assert time.monotonic() - began < 10
    assert search.returncode == 130
