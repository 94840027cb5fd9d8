"""Ctrl-C that is heard while a compiled program runs, which Python itself cannot break off."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from time import sleep

STOPPED = 128 + signal.SIGINT
GRACE = 1.0  # seconds in which Python stops by itself, where it can


@contextmanager
def heard_at_once() -> Iterator[None]:
    """Let Ctrl-C end the process within seconds; for commands that write no files."""
    coming, going = os.pipe()
    os.set_blocking(going, False)
    before = signal.set_wakeup_fd(going, warn_on_full_buffer=False)
    Thread(target=_end_at_signal, args=(coming,), daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(going)


def _end_at_signal(coming: int) -> None:
    """Wait for a signal, or for the end of what is to be broken off."""
    with os.fdopen(coming, "rb", buffering=0) as line:
        while told := line.read(1):
            if told[0] == signal.SIGINT:
                sleep(GRACE)
                os._exit(STOPPED)
