"""The command line: one file per command; each parses, calls study, and prints."""

import gc
import os
import sys
from contextlib import suppress
from typing import Annotated, Any

import typer

from cobden.base.errors import CobdenError
from cobden.base.printable import printable
from cobden.cli import (
    answer,
    cases,
    chain,
    compare,
    law,
    link,
    mcp,
    new,
    page,
    people,
    products,
    rate,
    read,
    run,
    scenarios,
    serve,
    strategy,
    talks,
    weigh,
    world,
)
from cobden.cli.encodings import fit_streams

app = typer.Typer(no_args_is_help=True, help="Trade talks, computed.")


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"cobden {version('cobden')}")
        raise typer.Exit


@app.callback()
def _options(
    asked: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Trade talks, computed."""


app.command()(run.run)
app.command()(new.new)
app.command()(cases.cases)
app.command()(compare.compare)
app.command()(scenarios.scenarios)
app.command()(serve.serve)
app.command()(link.link)
app.command()(page.page)
app.command()(mcp.mcp)
app.command()(rate.rate)
app.command()(read.read)
app.command()(people.people)
app.command()(answer.answer)
app.command()(talks.talks)
app.command()(weigh.weigh)
app.command()(strategy.optimal)
app.command()(strategy.nash)
app.command()(strategy.cooperate)
app.add_typer(chain.app, name="chain")
app.add_typer(law.app, name="law")
app.add_typer(products.app, name="products")
app.add_typer(world.app, name="world")


def console() -> None:
    """Run the command line as a process of its own."""
    # Cobden's matrices are small: threads that wait for work on them keep the solver's from it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    fit_streams()
    if not any(word.startswith("--dask") for word in sys.argv):
        # xarray loads all of Dask, where it is installed, to see that an array is none of its.
        modules: dict[str, Any] = sys.modules
        modules.setdefault("dask", None)
    gc.set_threshold(100_000, 20, 20)  # what libraries make while they load is no garbage
    status: object = 0
    try:
        main()
    except SystemExit as ended:
        status = ended.code or 0
    with suppress(BrokenPipeError):  # whoever read the output may have left
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 1)  # taking it all apart takes a second


def main() -> None:
    """Run the command line; a fault of the user's is one paragraph and exit code 2."""
    try:
        app()
    except CobdenError as error:
        print(printable(f"cobden: {error}"), file=sys.stderr)
        sys.exit(2)
