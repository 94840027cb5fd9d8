"""The one door to the terminal: what others wrote passes it without what a terminal obeys."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from cobden.base.machine_readable import as_json
from cobden.base.printable import printable

if TYPE_CHECKING:
    from rich.console import Console


def terminal(*, stderr: bool = False, highlight: bool = True) -> "Console":
    """Return a console that shows text and its own colours alone, whatever it is given."""
    from rich.console import Console

    from cobden.cli.cleaning import Cleaning

    console = Console(stderr=stderr, highlight=highlight)
    console.push_render_hook(Cleaning())
    return console


def tell(values: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print an answer as JSON, for machines."""
    say(as_json(values, indent=1))


def say(text: str, *, stderr: bool = False) -> None:
    """Print plain text."""
    typer.echo(printable(text), err=stderr)
