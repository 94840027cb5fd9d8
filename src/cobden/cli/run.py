"""``cobden run``: a case becomes a brief."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli.options import Case, Seed
from cobden.cli.progress import progress
from cobden.cli.screen import say, terminal

if TYPE_CHECKING:
    from cobden.study import Progress, Study


def run(
    case: Case,
    output: Annotated[
        Path | None,
        typer.Option(help="Where the page and the tables go.", show_default="output/CASE"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the brief for machines; write no files.")
    ] = False,
    draws: Annotated[
        int, typer.Option(help="Draws of what is uncertain, for ranges and what drives them.")
    ] = 0,
    years: Annotated[
        float | None,
        typer.Option(help="Years since the change, for the draws.", show_default="the long run"),
    ] = None,
    seed: Seed = 0,
    dask: Annotated[
        str | None,
        typer.Option(help="Address of a Dask scheduler.", show_default="draw on this machine"),
    ] = None,
) -> None:
    """Compute a case, print its brief, and write it as a page with its tables.

    Draws are kept beside the page; stopped at any moment, the same command goes on from there.
    """

    if not as_json:
        from cobden.report import render

        render.wake()
    with progress() as told:
        from cobden import study  # after the first sign of life: it takes a second or two

        found = study.run(case, progress=told)
        folder = output or Path("output") / found.case.name
        if draws:
            found = _with_draws(found, draws, years, seed, folder, dask, told)
    if as_json:
        from cobden.report.table_files import as_records

        typer.echo(json.dumps(as_records(found.brief)))
        return

    from cobden.report.terminal import show

    show(found.brief, terminal())
    page = found.write_html(folder / "brief.html")
    found.write_tables(folder / "tables")
    say(f"Page: {page}\nTables: {folder / 'tables'}")
    if found.case.has_talks:
        say(f"On the table: cobden talks {case} --html {folder / 'talks.html'}")


def _with_draws(
    found: "Study",
    draws: int,
    years: float | None,
    seed: int,
    folder: Path,
    dask: str | None,
    told: "Progress",
) -> "Study":
    from dataclasses import replace
    from math import inf

    from cobden.study.uncertainty import ensemble

    horizon = "long-run" if years is None else f"{years:g}-years"
    made = ensemble(
        found.case,
        draws=draws,
        seed=seed,
        years=inf if years is None else years,
        store=folder / f"draws-{horizon}-{seed}",
        dask=dask,
        progress=lambda at: told(
            f"Draw {at.done:,} of {at.total:,}, {at.failed:,} failed", at.done, at.total
        ),
    )
    return replace(found, draws=made)
