"""``cobden run``: a case becomes a brief."""

import json
from pathlib import Path
from typing import Annotated

import typer


def run(
    case: Annotated[str, typer.Argument(help="A case's name, or the path of its folder.")],
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
    seed: Annotated[int, typer.Option(help="The same seed gives the same draws.")] = 0,
    dask: Annotated[
        str | None,
        typer.Option(help="Address of a Dask scheduler.", show_default="draw on this machine"),
    ] = None,
) -> None:
    """Compute a case, print its brief, and write it as a page with its tables.

    Draws are kept beside the page; stopped at any moment, the same command goes on from there.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    if not as_json:
        from cobden.report import render

        render.wake()
    waiting = Console(stderr=True)
    look = (SpinnerColumn(), BarColumn(24), TextColumn("{task.description}"))
    with Progress(*look, console=waiting, transient=True) as bar:
        task = bar.add_task("Waking up", total=None)

        from cobden import study  # after the first sign of life: it takes a second or two

        def told(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of)

        found = study.run(case, progress=told)
        if draws:
            from dataclasses import replace
            from math import inf

            from cobden.uncertainty import ensemble

            made = ensemble(
                found.case,
                draws=draws,
                seed=seed,
                years=inf if years is None else years,
                store=(output or Path("output") / found.case.name)
                / f"draws-{'long-run' if years is None else f'{years:g}-years'}-{seed}",
                dask=dask,
                progress=lambda at: told(
                    f"Draw {at.done:,} of {at.total:,}, {at.failed:,} failed", at.done, at.total
                ),
            )
            found = replace(found, draws=made)
    if as_json:
        from cobden.report.tables import as_records

        typer.echo(json.dumps(as_records(found.brief)))
        return

    from cobden.report.terminal import show

    show(found.brief, Console())
    folder = output or Path("output") / found.case.name
    page = found.write_html(folder / "brief.html")
    found.write_tables(folder / "tables")
    typer.echo(f"Page: {page}\nTables: {folder / 'tables'}")
    if found.case.has_talks:
        typer.echo(f"On the table: cobden talks {case} --html {folder / 'talks.html'}")
