"""``cobden talks``: what is on the table, what it is worth, and what would be signed."""

import json
from pathlib import Path
from typing import Annotated

import typer


def talks(
    case: Annotated[str, typer.Argument(help="A case's name, or the path of its folder.")],
    on: Annotated[
        str | None,
        typer.Option(help="The day of the talks, YYYY-MM-DD.", show_default="the brief's"),
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(help="The package looked at item by item.", show_default="the last named"),
    ] = None,
    third: Annotated[
        list[str] | None,
        typer.Option(help="An economy whose answer is worked out; may be given several times."),
    ] = None,
    deals: Annotated[
        bool, typer.Option("--deals", help="Fit weights on other deals and predict each.")
    ] = False,
    ranges: Annotated[
        bool, typer.Option("--ranges", help="Show how payoffs move with elasticities and closures.")
    ] = False,
    assumptions: Annotated[
        bool, typer.Option("--assumptions", help="List every figure that nobody states.")
    ] = False,
    charts: Annotated[Path | None, typer.Option(help="Write charts into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the page for machines.")] = False,
) -> None:
    """Value the items of a negotiation, find what both would sign, and who would answer."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    from cobden.base.dates import parse_date
    from cobden.base.economies import resolve

    day = parse_date(on, where="--on") if on else None
    answering = tuple(resolve(name, where="--third") for name in third or ["CHN"])
    look = (SpinnerColumn(), BarColumn(24), TextColumn("{task.description}"))
    with Progress(*look, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Waking up", total=None)

        from cobden import study  # after the first sign of life: it takes a second or two

        def told(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of)

        found = study.run(case, variants=False, progress=told)
        day = day or next(s.on for s in found.case.states if s.id == found.case.file.brief.state)
        table = found.talks_on(day, told)
        chosen = package or list(table.table.packages)[-1]
        table.package(chosen)
        predictions = None
        if deals:
            from cobden.talks.precedents import leave_one_out

            told("Other deals", 0, 1)
            predictions = leave_one_out(found.precedents(day).trials())
        spread = table.sensitivity() if ranges else None

    from cobden.report import talks_page

    if as_json:
        typer.echo(json.dumps(talks_page.as_record(table, chosen)))
        return
    console = Console()
    for block in talks_page.blocks(table, chosen, answering, predictions, spread):
        console.print(block)
        console.print()
    if assumptions:
        console.print(talks_page.assumptions(table))
    if charts:
        from cobden.report import talks_charts

        for path in talks_charts.write(table, charts, chosen):
            typer.echo(f"Chart: {path}")
