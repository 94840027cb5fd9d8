"""The command line: one file per command; each parses, calls study, and prints."""

import sys

import typer

from cobden.base.errors import CobdenError
from cobden.cli import chain, new, rate, read, run, serve, strategy, talks, world

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Trade talks, computed.")
app.command()(run.run)
app.command()(new.new)
app.command()(serve.serve)
app.command()(rate.rate)
app.command()(read.read)
app.command()(talks.talks)
app.command()(strategy.optimal)
app.command()(strategy.nash)
app.command()(strategy.cooperate)
app.add_typer(chain.app, name="chain")
app.add_typer(world.app, name="world")


def main() -> None:
    """Run the command line; a fault of the user's is one paragraph and exit code 2."""
    try:
        app()
    except CobdenError as error:
        print(f"cobden: {error}", file=sys.stderr)
        sys.exit(2)
