"""The one door to the terminal: what others wrote passes it without what a terminal obeys."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from cobden.base.machine_readable import as_json
from cobden.base.printable import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


def terminal(*, stderr: bool = False, highlight: bool = True) -> "Console":
    """Return a console that shows text and its own colours alone, whatever it is given."""
    from rich.console import Console

    from cobden.cli.cleaning import Cleaning

    console = Console(stderr=stderr, highlight=highlight)
    console.push_render_hook(Cleaning())
    return console


def house_table(*heads: str, title: str | None = None) -> "Table":
    """Return a table of words in the look of the brief's: a title, heads, one line below them."""
    from rich import box
    from rich.table import Table

    return Table(
        *heads, title=title, title_justify="left", title_style="bold", header_style="dim",
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False,
    )  # fmt: skip


def tell(values: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print an answer as JSON, for machines."""
    say(as_json(values, indent=1))


def say(text: str, *, stderr: bool = False) -> None:
    """Print plain text."""
    typer.echo(printable(text), err=stderr)
