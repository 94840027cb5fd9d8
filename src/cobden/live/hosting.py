"""A page before many readers: what it is called, who may frame it, how often one may ask, and the
processes that serve it together.

All processes listen at one socket and share one cache of answers. The first is up before the others
start, so that what it had to compile they find on the disk.
"""

import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cobden.base.errors import InputError

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # where processes add their figures up
TO_WAKE = 600.0  # seconds


@dataclass(frozen=True)
class Hosting:
    """How a page is put before readers.

    ``names`` are hosts that readers know it by, ``base_path`` the path that it stands under,
    ``embed_in`` origins whose pages may frame it, ``proxies`` addresses whose word is taken for a
    reader's own, ``per_second`` how many answers one reader may ask (None: any), ``workers`` how
    many processes serve it.
    """

    names: tuple[str, ...] = ()
    base_path: str = ""
    embed_in: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    per_second: float | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        bad = [name for name in self.names if "/" in name or ":" in name or not name]
        if bad:
            raise InputError(
                f"'{bad[0]}' is not the name of a host.", where="--name",
                remedy="Write it without scheme, port and path, such as models.example.org.",
            )  # fmt: skip
        path = self.base_path
        if path and (not path.startswith("/") or path.endswith("/") or "//" in path):
            raise InputError(
                f"'{path}' is not a path that a page can stand under.", where="--base-path",
                remedy="Begin it with a stroke and end it without one, such as /trade.",
            )  # fmt: skip
        wrong = [site for site in self.embed_in if not site.startswith(("https://", "http://"))]
        if wrong or any(set(site) & set(" ;,'\"") for site in self.embed_in):
            raise InputError(
                f"'{(wrong or self.embed_in)[0]}' is not the origin of a site.", where="--embed-in",
                remedy="Write it with its scheme, such as https://www.example.org.",
            )  # fmt: skip

    @property
    def share(self) -> float | None:
        """How many answers a second one process gives a reader, who may meet any of them."""
        return self.per_second / self.workers if self.per_second else None


@dataclass(frozen=True)
class Place:
    """Where a server listens and who gets in: what each of its processes is told."""

    case: str
    host: str
    token: str | None
    hosting: Hosting


def serve_together(place: Place, bound: socket.socket, ready: Any) -> None:
    """Serve with several processes until Ctrl-C; ``ready`` is told once the first is up.

    One that ends by itself is started again.
    """
    with TemporaryDirectory(prefix="cobden-") as folder:
        os.environ[SHARED] = folder
        together = _Together(place, bound, Path(folder))
        try:
            together.start()
            ready()
            for _ in range(1, place.hosting.workers):
                together.start()
            together.watch()
        except KeyboardInterrupt:
            pass  # asked to stop
        finally:
            together.stop()


class _Together:
    """The processes of one server."""

    def __init__(self, place: Place, bound: socket.socket, folder: Path) -> None:
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


def _said(line: Connection) -> bool:
    try:
        return line.recv() == "ready"
    except EOFError:
        return False


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _serve(place: Place, bound: socket.socket, folder: Path, line: Connection, first: bool) -> None:
    """Serve as one process of several."""
    from cobden.live.server import ready

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        server = ready(place, bound, cache=folder / "answers.sqlite", prepare=first)
        line.send("ready")
        line.close()
        server.run()
    except KeyboardInterrupt:
        sys.exit(0)
