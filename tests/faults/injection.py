"""Faults on purpose: the k-th step of a kind fails, for every k, until the work gets through.

A step is a write, a flush, a rename, a piece of memory asked for, or a line of Cobden's own during
which Ctrl-C is pressed. ``every_fault`` yields a context manager for each k; inside it the k-th
step of that kind fails, and only that one. It stops after the first k that the work has no step
for. Only files in the folder ``within`` fail to open: libraries open their own.
"""

import errno
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cobden

PACKAGE = str(Path(cobden.__file__).parent)

STEPS: dict[str, tuple[tuple[object, str], ...]] = {
    "open": ((io, "open"), (os, "open")),
    "fsync": ((os, "fsync"),),
    "rename": ((os, "replace"), (os, "link")),
    "folder": ((os, "mkdir"),),
    "memory": (
        (pa, "array"), (pa, "table"), (pa, "BufferOutputStream"), (pq, "write_table"),
        (pd.DataFrame, "to_csv"), (pd.DataFrame, "to_parquet"), (pd, "DataFrame"),
    ),
}  # fmt: skip
FAULTS = {
    "open": OSError(errno.EMFILE, os.strerror(errno.EMFILE)),
    "write": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "fsync": OSError(errno.EIO, os.strerror(errno.EIO)),
    "rename": OSError(errno.EACCES, os.strerror(errno.EACCES)),
    "folder": OSError(errno.EROFS, os.strerror(errno.EROFS)),
    "memory": MemoryError(),
}
KINDS = (*FAULTS, "interrupt")


class Counter:
    """Counts steps and fails the ``k``-th; ``hit`` tells whether there was one."""

    def __init__(self, k: int, fail: Callable[[], None]) -> None:
        self.k, self.fail, self.seen = k, fail, 0

    @property
    def hit(self) -> bool:
        return self.seen > self.k

    def step(self) -> None:
        self.seen += 1
        if self.seen == self.k + 1:
            self.fail()


def every_fault(
    kind: str, within: Path, *, stride: int = 1
) -> Iterator[tuple[int, Callable[[], AbstractContextManager["Counter"]]]]:
    """Yield k and the context in which the k-th step of ``kind`` fails, while there is one."""
    k, hit = 0, True
    while hit:
        seen: list[Counter] = []

        @contextmanager
        def failing(k: int = k, seen: list[Counter] = seen) -> Iterator[Counter]:
            with _failing(kind, k, within) as counter:
                seen.append(counter)
                yield counter

        yield k, failing
        hit = bool(seen) and seen[0].hit
        k += stride


@contextmanager
def _failing(kind: str, k: int, within: Path) -> Iterator[Counter]:
    if kind == "interrupt":
        with _interrupted(k) as counter:
            yield counter
        return

    def fail() -> None:
        raise FAULTS[kind]

    counter = Counter(k, fail)
    with pytest.MonkeyPatch.context() as patch:
        if kind == "write":
            patch.setattr(io, "open", _with_failing_writes(io.open, counter))
        else:
            for owner, name in STEPS[kind]:
                whose = within if kind == "open" else None
                patch.setattr(owner, name, _counted(getattr(owner, name), counter, whose))
        yield counter


def _counted(function: Callable, counter: Counter, within: Path | None) -> Callable:
    def counted(*given, **named):
        if within is None or str(given[0]).startswith(str(within)):
            counter.step()
        return function(*given, **named)

    return counted


def _with_failing_writes(really: Callable, counter: Counter) -> Callable:
    """Return ``open`` whose files write half of what the failing write was given."""

    def opened(*given, **named):
        file = really(*given, **named)
        if not file.writable():
            return file

        class Failing:
            def __getattr__(self, name):
                return getattr(file, name)

            def __enter__(self):
                file.__enter__()
                return self

            def __exit__(self, *fault):
                return file.__exit__(*fault)

            def write(self, content):
                try:
                    counter.step()
                except OSError:
                    file.write(content[: len(content) // 2])
                    raise
                return file.write(content)

        return Failing()

    return opened


@contextmanager
def _interrupted(k: int) -> Iterator[Counter]:
    """Press Ctrl-C at the k-th line of Cobden's that the work runs through."""
    assert threading.current_thread() is threading.main_thread()
    counter = Counter(k, lambda: signal.raise_signal(signal.SIGINT))

    def line(frame, event, _):
        if event == "line":
            counter.step()
        return line

    def call(frame, event, _):
        inside = frame.f_code.co_filename.startswith(PACKAGE)
        return line if inside and not counter.hit else None

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    tracing = sys.gettrace()
    sys.settrace(call)
    try:
        yield counter
    finally:
        sys.settrace(tracing)
        signal.signal(signal.SIGINT, before)
