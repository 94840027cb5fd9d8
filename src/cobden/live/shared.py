"""Results that several tabs want: each worked out once, told to all, kept while there is room."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from cobden.live.desk import Cancelled

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
