"""Heavier answers, told as they come: progress first, then the answer, or why there is none.

An event stream of a tab ends the tab's older one of the same kind; when the reader is gone, the
work stops at its next step. A result that several tabs want is worked out once, told to all, and
kept while there is room.
"""

import asyncio
import logging
import pickle
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Literal

from pydantic import BaseModel

from cobden.base.errors import CobdenError, InputError
from cobden.live.answer_cache import AnswerCache, key_of
from cobden.live.further_answers import people_of, products_of, years_of
from cobden.live.models.answers import Prices
from cobden.live.models.requests import AnswerProgress, Fault, Scenario
from cobden.live.prices import asked
from cobden.live.ranges import ranges
from cobden.live.scenario import Bench, PosedScenario
from cobden.live.scenario_talks import provisional, talks_of, view, worth
from cobden.live.solve_queue import Busy, Cancelled, Gate, SolveQueue, Superseded, Wanted
from cobden.live.worker import Worker
from cobden.talks.effects import Effects

Told = Callable[[str, int, int], None]
Make = Callable[[Told], Any]


@dataclass(eq=False)
class _Making:
    """A result in the making, and who listens to how far it is."""

    listeners: set[Told] = field(default_factory=set)
    kept_up: bool = False
    dropped: Event = field(default_factory=Event)
    task: "asyncio.Future[Any] | None" = None


class Shared:
    """Works out one result at a time; what nobody waits for any more is stopped."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._done: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, _Making] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="shared")

    def at_hand(self, key: Hashable) -> Any:
        """Return a finished result, or None."""
        if key in self._done:
            self._done.move_to_end(key)
        return self._done.get(key)

    async def get(self, key: Hashable, make: Make, told: Told, *, keep_up: bool = False) -> Any:
        """Return a result, made if need be; ``keep_up`` makes it even if nobody waits for it."""
        if key in self._done:
            return self.at_hand(key)
        making = self._making.get(key)
        if making is None or making.dropped.is_set():
            making = self._begin(key, make)
        making.kept_up |= keep_up
        making.listeners.add(told)
        assert making.task is not None
        try:
            return await asyncio.shield(making.task)
        finally:
            making.listeners.discard(told)
            if not making.listeners and not making.kept_up:
                making.dropped.set()

    def _begin(self, key: Hashable, make: Make) -> _Making:
        loop = asyncio.get_running_loop()
        making = _Making()

        def heard(what: str, done: int, of: int) -> None:
            for listener in list(making.listeners):
                listener(what, done, of)

        def told(what: str, done: int, of: int) -> None:
            if making.dropped.is_set():
                raise Cancelled
            loop.call_soon_threadsafe(heard, what, done, of)

        def made() -> Any:
            if making.dropped.is_set():
                raise Cancelled
            return make(told)

        making.task = loop.run_in_executor(self._thread, made)
        self._making[key] = making
        making.task.add_done_callback(lambda ended: self._end(key, making, ended))
        return making

    def _end(self, key: Hashable, making: _Making, ended: "asyncio.Future[Any]") -> None:
        if self._making.get(key) is making:
            del self._making[key]
        if ended.cancelled() or ended.exception() is not None:
            return
        self._done[key] = ended.result()
        while len(self._done) > self._most:
            self._done.popitem(last=False)

    def close(self) -> None:
        """Stop what is being made."""
        for making in self._making.values():
            making.dropped.set()
        self._thread.shutdown(wait=False, cancel_futures=True)


What = Literal["worth", "talks", "ranges", "chains", "people", "years", "products"]
Part = Callable[[BaseModel], None]
DONE = b"event: done"
HEARTBEAT = 10.0  # seconds of silence after which a comment keeps the line open
MOST_STREAMS = 256


@dataclass(eq=False)
class Heavy:
    """The heavier answers of a case: short ones in a thread, long ones in processes."""

    bench: Bench
    gate: Gate
    cache: AnswerCache = field(default_factory=AnswerCache)
    packages: Shared = field(default_factory=lambda: Shared(24))
    prices: Shared = field(default_factory=lambda: Shared(1))
    _open: dict[tuple[str, str], Wanted] = field(default_factory=dict)
    _kept_up: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        self._desk = SolveQueue(
            slots=1, most=MOST_STREAMS
        )  # with a gate of its own: it is not an answer
        self._writing = SolveQueue(slots=1, most=MOST_STREAMS)  # pages take minutes: nobody waits
        folder = self.bench.case.folder
        self.workers = {"packages": Worker(folder), "prices": Worker(folder)}

    def prepare(self) -> None:
        """Begin what every reader will want: the packages of the case's day, and the prices."""

        async def quietly(work: Awaitable[object]) -> None:
            try:
                await work
            except (CobdenError, Cancelled):
                return  # whoever asks for it will hear why

        async def in_turn() -> None:
            for what in ("ranges", "worth"):
                await quietly(self._shorter(what, Scenario(), f"prepared {what}", _quiet))
            usual = self.bench.pose(Scenario())
            if usual.setting is not None:
                await quietly(self._packages(usual, _quiet, keep_up=True))
            if asked(self.bench.case.folder):
                await quietly(self._prices(_quiet, keep_up=True))

        self._kept_up = asyncio.get_running_loop().create_task(in_turn())

    def close(self) -> None:
        """Stop everything."""
        if self._kept_up is not None:
            self._kept_up.cancel()
        for wanted in self._open.values():
            wanted.drop()
        for shared in (self.packages, self.prices):
            shared.close()
        for worker in self.workers.values():
            worker.close()
        self._desk.close()
        self._writing.close()

    def check_room(self) -> None:
        """Raise ``Busy`` where too many readers wait already."""
        if len(self._open) >= MOST_STREAMS:
            raise Busy

    async def ask(self, tab: str, what: str, work: Callable[[], Any]) -> Any:
        """Return what a shorter piece of heavier work gives, such as an export."""
        return await self._desk.ask(f"{tab} {what}", work)

    async def events(self, what: What, scenario: Scenario, tab: str) -> AsyncIterator[bytes]:
        """Yield the events of an answer: ``progress``, ``part``, and ``done`` or ``fault``.

        What was answered before is ``done`` at once.
        """
        name = key_of(what, scenario)
        kept = self.cache.get(name)
        if kept is not None:
            yield kept
            return

        def begun(wanted: Wanted, told: Told, part: Part) -> Awaitable[bytes]:
            return self._work(what, scenario, tab, wanted, told, part)

        async with aclosing(self._followed(tab, what, begun)) as line:
            async for event in line:
                if event.startswith(DONE):
                    self.cache.put(name, event)
                yield event

    async def page(self, write: Callable[[Told], BaseModel], tab: str) -> AsyncIterator[bytes]:
        """Yield the events of a page that is written, scenario by scenario; it is not kept."""

        def begun(wanted: Wanted, told: Told, _: Part) -> Awaitable[bytes]:
            def work() -> bytes:
                return _event("done", write(_checked(wanted, told)))

            return self._writing.ask(f"{tab} page", work)

        async with aclosing(self._followed(tab, "page", begun)) as line:
            async for event in line:
                yield event

    async def _followed(
        self, tab: str, what: str, begun: Callable[[Wanted, Told, Part], Awaitable[bytes]]
    ) -> AsyncGenerator[bytes]:
        """Yield the events of some work; it is dropped when nobody follows it any more."""
        wanted, key = Wanted(self.gate), (tab, what)
        if key in self._open:
            self._open[key].drop()
        self._open[key] = wanted
        line: asyncio.Queue[bytes] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def post(name: str, value: BaseModel) -> None:
            loop.call_soon_threadsafe(line.put_nowait, _event(name, value))

        def told(step: str, done: int, of: int) -> None:
            post("progress", AnswerProgress(what=step, done=done, of=of))

        work = asyncio.ensure_future(begun(wanted, told, lambda part: post("part", part)))
        try:
            async for event in _until(work, line):
                yield event
            yield _last(work)
        finally:
            wanted.drop()
            work.cancel()
            if self._open.get(key) is wanted:
                del self._open[key]

    async def _work(
        self, what: What, scenario: Scenario, tab: str, wanted: Wanted, told: Told, part: Part
    ) -> bytes:
        if what == "chains":
            return _event("done", await self._prices(told))
        place = f"{tab} {what}"
        if what == "talks":
            posed = await self._desk.ask(place, lambda: self.bench.pose(scenario))
            return _event("done", await self._talks(posed, place, told, part))
        return await self._shorter(what, scenario, place, _checked(wanted, told))

    async def _shorter(self, what: str, scenario: Scenario, place: str, told: Told) -> bytes:
        """Return an answer of a second or two; what another reader has waited for is at hand."""
        name = key_of(what, scenario)

        def work() -> bytes:
            made = self.cache.get(name)
            if made is None:
                posed = self.bench.pose(scenario)
                made = _event("done", SHORTER[what](self.bench, posed, told))
                self.cache.put(name, made)
            return made

        return await self._desk.ask(place, work)

    async def _talks(self, posed: PosedScenario, place: str, told: Told, part: Part) -> BaseModel:
        if posed.setting is None:
            raise InputError(
                "the case has nothing on the table.", where="talks", remedy="Write talks.yaml."
            )
        standing: Effects | None = self.packages.at_hand((posed.starting_point.start, ()))
        if standing is not None and posed.pairs and self.packages.at_hand(_key(posed)) is None:

            def first() -> BaseModel:
                effects = provisional(posed, standing)
                return view(self.bench, posed, talks_of(posed, effects), exact=False)

            part(await self._desk.ask(place, first))
        effects = await self._packages(posed, told)
        return await self._desk.ask(
            place, lambda: view(self.bench, posed, talks_of(posed, effects), exact=True)
        )

    def _packages(
        self, posed: PosedScenario, told: Told, *, keep_up: bool = False
    ) -> Awaitable[Effects]:
        law = {k: v for k, v in posed.scenario.levers.items() if k in self.bench.laws}
        bare = posed.scenario.model_copy(update={"levers": law})

        name = key_of("packages", bare)

        def make(heard: Told) -> Effects:
            if (known := self.cache.get(name)) is not None:  # worked out by another process
                return pickle.loads(known)
            found = self.workers["packages"].do("packages", bare, heard)
            self.cache.put(name, pickle.dumps(found))
            return found

        return self.packages.get(_key(posed), make, told, keep_up=keep_up)

    async def _prices(self, told: Told, *, keep_up: bool = False) -> Prices:
        worker = self.workers["prices"]

        def make(heard: Told) -> Prices:
            try:
                return worker.do("prices", None, heard)
            finally:
                worker.close()  # it is asked once

        return await self.prices.get("prices", make, told, keep_up=keep_up)


SHORTER: dict[str, Callable[[Bench, PosedScenario, Told], BaseModel]] = {
    "worth": worth, "ranges": ranges, "people": people_of, "years": years_of,
    "products": products_of,
}  # fmt: skip


def _checked(wanted: Wanted, told: Told) -> Told:
    """Return what stops the work where it is no longer wanted, before it tells how far it is."""

    def checked(step: str, done: int, of: int) -> None:
        wanted.check()
        told(step, done, of)

    return checked


def _key(posed: PosedScenario) -> tuple[object, ...]:
    return posed.starting_point.start, posed.law_moves


async def _until(
    work: "asyncio.Future[bytes]", line: "asyncio.Queue[bytes]"
) -> AsyncIterator[bytes]:
    """Yield what is said until the work is done, and something in every long silence."""
    while True:
        said = asyncio.ensure_future(line.get())
        try:
            await asyncio.wait({work, said}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not said.done():
                said.cancel()
        if said.done():
            yield said.result()
            continue
        if work.done():
            while not line.empty():
                yield line.get_nowait()
            return
        yield b": still at it\n\n"


def _last(work: "asyncio.Future[bytes]") -> bytes:
    fault = work.exception()
    match fault:
        case None:
            return work.result()
        case CobdenError():
            found = Fault(what=fault.what, where=fault.where, remedy=fault.remedy)
        case Superseded() | Cancelled():
            found = Fault(what="a newer question of this tab came.")
        case Busy():
            found = Fault(what="too many questions wait.", remedy="Ask again.")
        case _:
            logging.getLogger(__name__).error("a heavier answer failed", exc_info=fault)
            found = Fault(what="the server failed at this; its log says how.")
    return _event("fault", found)


def _event(name: str, value: BaseModel) -> bytes:
    return f"event: {name}\ndata: {value.model_dump_json()}\n\n".encode()


def _quiet(what: str, done: int, of: int) -> None:
    """Tell nobody."""
