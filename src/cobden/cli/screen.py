"""The one door to the terminal: what others wrote passes it without what a terminal obeys."""

from typing import TYPE_CHECKING

import typer

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


def say(text: str, *, stderr: bool = False) -> None:
    """Print plain text."""
    typer.echo(printable(text), err=stderr)
