"""``cobden talks``: what is on the table, what it is worth, and what would be signed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobden.cli.options import Case, Json
from cobden.cli.progress import progress
from cobden.cli.screen import say, terminal

if TYPE_CHECKING:
    from datetime import date as Date

    from cobden.study import Progress, Study
    from cobden.talks.revealed_preference import DealsRead
    from cobden.talks.talks import Talks


def talks(
    case: Case,
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
        typer.Option(
            help="An economy whose answer is worked out; may be given several times.",
            show_default="the first third party of the case",
        ),
    ] = None,
    deals: Annotated[
        bool, typer.Option("--deals", help="Fit weights on other deals and predict each.")
    ] = False,
    ranges: Annotated[
        bool, typer.Option("--ranges", help="Show how answers move with elasticities and closures.")
    ] = False,
    assumptions: Annotated[
        bool, typer.Option("--assumptions", help="List every figure that nobody states.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Print every table, not only who would sign what.")
    ] = False,
    html: Annotated[Path | None, typer.Option(help="Write the page as HTML to this file.")] = None,
    charts: Annotated[Path | None, typer.Option(help="Write charts into this folder.")] = None,
    as_json: Json = False,
) -> None:
    """Value the items of a negotiation, find what both would sign, and who would answer."""

    from cobden.base.dates import parse_date
    from cobden.base.economies import resolve

    day = parse_date(on, where="--on") if on else None
    answering = [resolve(name, where="--third") for name in third or ()]
    with progress() as told:
        from cobden import study  # after the first sign of life: it takes a second or two

        found = study.run(case, variants=False, progress=told)
        others = [party.economy for party in found.case.parties if party.role == "third"]
        day = day or next(s.on for s in found.case.states if s.id == found.case.file.brief.state)
        table = found.talks_on(day, told)
        chosen = package or list(table.table.packages)[-1]
        table.package(chosen)
        from cobden.report import talks_page, talks_tables, talks_words

        if as_json:
            typer.echo(json.dumps(talks_words.as_record(table, chosen)))
            return
        evidence = _read(found, day, told) if deals else None
        spread = table.robustness() if ranges else None
        told("Solutions and answers", 0, 1)
        those = tuple(answering or others[:1])
        last = [talks_tables.assumptions(table)] if assumptions else []
        every = []
        if full or html:
            every = list(talks_tables.tables(table, chosen, those, evidence, spread)) + last
        shown = every
        if not full:
            first = talks_tables.answered(table, those)
            shown = [*first, *talks_tables.asked(table, evidence, spread), *last]
    talks_page.show(table, chosen, shown, terminal())
    if not full:
        say("All tables: --full.")
    if html:
        _write(html, talks_page.page(table, found.case.file.title, chosen, every))
    if charts:
        _draw(table, charts, chosen)


def _write(html: Path, page: str) -> None:
    from cobden.base.writing import write_text

    say(f"Page: {write_text(html, page)}")


def _draw(table: "Talks", folder: Path, chosen: str) -> None:
    from cobden.report import talks_charts

    for path in talks_charts.write(table, folder, chosen):
        say(f"Chart: {path}")


def _read(found: "Study", day: "Date", told: "Progress") -> "DealsRead":
    from cobden.talks.revealed_preference import read_deals

    told("Other deals", 0, 1)
    return read_deals(found.precedents(day).trials())
