"""The command line: one file per command; each parses, calls study, and prints."""

import sys

import typer

from cobden.base.errors import CobdenError
from cobden.cli import rate, read, world

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Trade talks, computed.")
app.add_typer(world.app, name="world")
app.command("rate")(rate.rate)
app.command("read")(read.read)


def main() -> None:
    """Run the command line; a fault of the user's is one paragraph and exit code 2."""
    try:
        app()
    except CobdenError as error:
        print(f"cobden: {error}", file=sys.stderr)
        sys.exit(2)
