"""``cobden new``: a case of one's own, commented, that runs as it is."""

from pathlib import Path
from typing import Annotated

import typer

from cobden.cli.screen import say


def new(folder: Annotated[Path, typer.Argument(help="The folder to make.")]) -> None:
    """Write the skeleton of a case into a new folder."""
    from cobden import cases

    made = cases.new(folder)
    say(f"Wrote {made}. Edit {made / 'case.yaml'}, then: cobden run {made}")
