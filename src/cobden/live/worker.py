"""Work of many seconds, in a process of its own that gives way to the answers.

The process is a lower priority than the server's, so that a slider moves as before while it solves
hundreds of packages. It works on one thing at a time, tells how far it is, and stops when asked.
"""

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from cobden.base.errors import CobdenError, InputError
from cobden.live.solve_queue import Cancelled

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Told = Callable[[str, int, int], None]
NICE = 19  # it gets what the answers leave
BETWEEN = 0.15  # seconds between two words of progress
STOP = "stop"


class Worker:
    """A process that works for one case; it starts with its first task and again if it dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._process: Any = None
        self._pipe: Connection | None = None

    def do(self, task: str, payload: Any, told: Told) -> Any:
        """Return the result of a task; ``told`` hears how far it is, and may raise to stop it."""
        with self._lock:
            pipe = self._ready()
            pipe.send((task, payload))
            enough: BaseException | None = None
            while True:
                try:
                    kind, value = self._heard(pipe)
                    if kind == "progress" and enough is None:
                        told(*value)
                except (EOFError, OSError):
                    self.close()
                    raise InputError(
                        "the work was broken off: its process ended.", where=task,
                        remedy="Ask again; if it recurs, the machine may be short of memory.",
                    ) from None  # fmt: skip
                except BaseException as fault:
                    if enough is None:
                        pipe.send((STOP, None))
                    enough = fault
                    continue
                if kind == "done":
                    return value
                if kind in ("fault", "stopped"):
                    raise enough or value

    def _heard(self, pipe: "Connection") -> tuple[str, Any]:
        while not pipe.poll(0.5):
            if not self._process.is_alive():
                raise EOFError
        return pipe.recv()

    def _ready(self) -> "Connection":
        if self._process is None or not self._process.is_alive():
            context = get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs, self._folder), daemon=True)
            # A Ctrl-C is the server's to handle: the process begins with it shut out.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            self._process.start()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            theirs.close()
        assert self._pipe is not None
        return self._pipe

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(2)
            self._process = self._pipe = None


def _work(pipe: "Connection", folder: Path) -> None:
    """Do one task after another until the server is gone."""
    os.nice(NICE)
    known: dict[str, Any] = {}
    while True:
        try:
            task, payload = pipe.recv()
        except EOFError:
            return
        if task == STOP:  # of work that had just ended
            continue
        last = 0.0

        def told(what: str, done: int, of: int) -> None:
            nonlocal last
            if pipe.poll():
                pipe.recv()  # while it works it is told nothing but to stop
                raise Cancelled
            if monotonic() - last > BETWEEN:
                last = monotonic()
                pipe.send(("progress", (what, done, of)))

        try:
            pipe.send(("done", TASKS[task](folder, payload, told, known)))
        except Cancelled as fault:
            pipe.send(("stopped", fault))
        except CobdenError as fault:
            plain = InputError(fault.what, where=fault.where, remedy=fault.remedy)
            pipe.send(("fault", plain))


def _packages(folder: Path, scenario: Any, told: Told, known: dict[str, Any]) -> Any:
    """Return the effects of all packages under a scenario's law."""
    from cobden.cases import load
    from cobden.live.scenario import Bench

    told("Waking up", 0, 0)
    if "bench" not in known:
        known["bench"] = Bench.of(load(folder))
    setting = known["bench"].pose(scenario).setting
    assert setting is not None
    return setting.effects(told, idle=True)


def _prices(folder: Path, _: Any, told: Told, known: dict[str, Any]) -> Any:
    from cobden.live.prices import prices

    return prices(folder, told)


TASKS: dict[str, Callable[[Path, Any, Told, dict[str, Any]], Any]] = {
    "packages": _packages,
    "prices": _prices,
}
