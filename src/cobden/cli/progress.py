"""How far a command has got, in the terminal while one waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cobden.cli.screen import terminal

if TYPE_CHECKING:
    from cobden.study import Progress


@contextmanager
def progress() -> "Iterator[Progress]":
    """Show a bar on the error stream; yields what to tell it, and leaves nothing behind."""
    from rich.progress import BarColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    look = (SpinnerColumn(), BarColumn(24), TextColumn("{task.description}"))
    with Bar(*look, console=terminal(stderr=True), transient=True) as bar:
        task = bar.add_task("Waking up", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
