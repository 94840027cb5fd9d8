"""Several processes that serve one page together.

All listen at one socket and share one cache of answers. The first is up before the others start, so
that what it had to compile they find on the disk.
"""

import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cobden.base.errors import InputError
from cobden.live.hosting import ServedAs
from cobden.live.metrics import SHARED
from cobden.live.server import ready

TO_WAKE = 600.0  # seconds


def serve_together(place: ServedAs, bound: socket.socket, up: Callable[[], None]) -> None:
    """Serve with several processes until Ctrl-C; ``up`` is told once the first is up.

    One that ends by itself is started again.
    """
    with TemporaryDirectory(prefix="cobden-") as folder:
        os.environ[SHARED] = folder
        together = _Together(place, bound, Path(folder))
        try:
            together.start()
            up()
            for _ in range(1, place.hosting.workers):
                together.start()
            together.watch()
        except KeyboardInterrupt:
            pass  # asked to stop
        finally:
            together.stop()


class _Together:
    """The processes of one server."""

    def __init__(self, place: ServedAs, bound: socket.socket, folder: Path) -> None:
        self._place, self._bound, self._folder = place, bound, folder
        self._context = get_context("spawn")
        self._processes: list[Any] = []
        signal.signal(signal.SIGTERM, _interrupt)

    def start(self) -> None:
        """Start one process, and wait until it answers."""
        ours, theirs = self._context.Pipe(duplex=False)
        first = not self._processes
        told = (self._place, self._bound, self._folder, theirs, first)
        process = self._context.Process(target=_serve, args=told)
        process.start()
        theirs.close()
        self._processes.append(process)
        if not ours.poll(TO_WAKE) or not _said(ours):
            raise InputError("a process of the server did not come up.", where="cobden serve")

    def watch(self) -> None:
        """Start again what ends by itself."""
        while True:
            wait([process.sentinel for process in self._processes])
            self._processes = [one for one in self._processes if one.is_alive()]
            if not self._processes:
                return
            self.start()

    def stop(self) -> None:
        """End them all."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                process.terminate()
        for process in self._processes:
            process.join(15)
            if process.is_alive():
                process.kill()


def _say(line: Connection) -> None:
    line.send("ready")
    line.close()


def _said(line: Connection) -> bool:
    try:
        return line.recv() == "ready"
    except EOFError:
        return False


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _serve(
    place: ServedAs, bound: socket.socket, folder: Path, line: Connection, first: bool
) -> None:
    """Serve as one process of several."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        server = ready(place, bound, cache=folder / "answers.sqlite", prepare=first)
        server.run(lambda: _say(line))
    except KeyboardInterrupt:
        sys.exit(0)
