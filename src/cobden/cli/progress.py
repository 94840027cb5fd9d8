"""How far a command has got, told while one waits."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cobden.cli.screen import terminal

if TYPE_CHECKING:
    from rich.console import Console

    from cobden.study import Progress

APART = 30.0  # seconds between two lines of a log


@contextmanager
def progress() -> "Iterator[Progress]":
    """Show a bar on the error stream, which leaves nothing behind; yields what to tell it.

    Where the stream is no terminal but a log, long work writes a line every half minute.
    """
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = terminal(stderr=True)
    if not console.is_terminal:
        yield logged(console, time.monotonic)
        return
    look = (
        SpinnerColumn(), BarColumn(24), TextColumn("{task.description}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Bar(*look, console=console, transient=True) as bar:
        task = bar.add_task("Waking up", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def logged(console: "Console", clock: Callable[[], float]) -> "Progress":
    """Return what writes how far work has got as a line, at most one in ``APART`` seconds."""
    last = clock()

    def told(what: str, done: int, of: int) -> None:
        nonlocal last
        if clock() - last >= APART:
            last = clock()
            console.print(f"{what} ({done:,} of {of:,})" if of else what)

    return told
