"""Who is served when: few solves at a time, the latest of each tab, no tab before the others.

A tab has at most one question waiting; a newer one takes its place, and the older is told so. What
waits is served in the order in which the tabs came, so that a tab that asks fifteen times a second
waits no less than one that asks once. Heavier work goes on only while nobody waits for an answer.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Condition, Event
from typing import Any


class Superseded(Exception):
    """A newer question of the same tab has taken this one's place."""


class Busy(Exception):
    """Too many wait already."""


class Cancelled(Exception):
    """Nobody wants the result any more."""


class Gate:
    """Lets heavier work go on only while no answer is being worked out."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0

    def __enter__(self) -> None:
        with self._changed:
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def wait(self, most: float) -> None:
        """Return once nobody is inside, or after ``most`` seconds: nothing starves."""
        with self._changed:
            self._changed.wait_for(lambda: self._inside == 0, most)


@dataclass
class _Waiting:
    work: Callable[[], Any]
    done: "asyncio.Future[Any]"


@dataclass(eq=False)
class SolveQueue:
    """Answers questions in threads: ``slots`` at a time, ``most`` waiting, one of each tab."""

    slots: int = 2
    most: int = 512
    gate: Gate = field(default_factory=Gate)
    _queue: "OrderedDict[str, _Waiting]" = field(default_factory=OrderedDict)
    _busy: int = 0

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(self.slots, thread_name_prefix="answer")

    async def ask(self, tab: str, work: Callable[[], Any]) -> Any:
        """Return what ``work`` returns; raise ``Superseded`` or ``Busy`` where it never starts."""
        older = self._queue.get(tab)
        if older is None and len(self._queue) >= self.most:
            raise Busy
        mine = _Waiting(work, asyncio.get_running_loop().create_future())
        self._queue[tab] = mine  # keeps the place of the question that it supersedes
        if older is not None and not older.done.done():
            older.done.set_exception(Superseded())
        self._serve()
        try:
            return await mine.done
        finally:
            if self._queue.get(tab) is mine:
                del self._queue[tab]

    def _serve(self) -> None:
        while self._busy < self.slots and self._queue:
            _, waiting = self._queue.popitem(last=False)
            if waiting.done.done():
                continue
            self._busy += 1
            loop = asyncio.get_running_loop()
            task = loop.run_in_executor(self._threads, self._work, waiting.work)
            task.add_done_callback(lambda ended, waiting=waiting: self._finish(waiting, ended))

    def _work(self, work: Callable[[], Any]) -> Any:
        with self.gate:
            return work()

    def _finish(self, waiting: _Waiting, ended: "asyncio.Future[Any]") -> None:
        self._busy -= 1
        if ended.cancelled():  # the server stops
            return
        fault = ended.exception()
        if not waiting.done.done():
            if fault is None:
                waiting.done.set_result(ended.result())
            else:
                waiting.done.set_exception(fault)
        self._serve()

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Wanted:
    """Whether a heavier piece of work is still wanted; it asks before each of its steps."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._off = Event()

    def drop(self) -> None:
        """Say that nobody wants it any more."""
        self._off.set()

    def check(self) -> None:
        """Wait while answers are worked out; raise ``Cancelled`` where it is no longer wanted."""
        if self._off.is_set():
            raise Cancelled
        self._gate.wait(0.5)
        if self._off.is_set():
            raise Cancelled
