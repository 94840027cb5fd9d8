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


# The command as it is, which is told to stop half a second after its search has begun.
SEARCH = """
import os, signal, sys, threading
from contextlib import contextmanager
from cobden.cli import main, strategy
whole = strategy.heard_at_once

@contextmanager
def begun():
    with whole():
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        yield

strategy.heard_at_once = begun
sys.argv = "cobden nash USA CHN JPN DEU MEX CAN GBR KOR --over sector".split()
main()
"""


@pytest.mark.validation
@pytest.mark.skipif(sys.platform == "win32", reason="its Ctrl-C is another")
def test_a_search_for_tariffs_by_sector_ends_at_ctrl_c():
    done = subprocess.run(
        [sys.executable, "-c", SEARCH], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 130
    assert "could still" not in done.stdout  # the head of the table that it ends with
