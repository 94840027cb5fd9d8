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
    advise: Annotated[
        str | None,
        typer.Option(metavar="PARTY", help="What this side should offer, fall back on and ask."),
    ] = None,
    demand: Annotated[
        str | None,
        typer.Option(help="With --advise: what they ask for, item=level,item=level or a package."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(help="Write the page, or the mandate, as HTML to this file.")
    ] = None,
    charts: Annotated[Path | None, typer.Option(help="Write charts into this folder.")] = None,
    as_json: Json = False,
) -> None:
    """Value the items of a negotiation, find what both would sign, and who would answer."""

    from cobden.base.dates import parse_date
    from cobden.base.economies import resolve
    from cobden.base.errors import InputError

    if demand is not None and advise is None:
        raise InputError("a demand is answered by a side.", where="--demand",
                         remedy="Name the side that answers, as --advise.")  # fmt: skip
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
        from cobden.cli import talks_advice
        from cobden.report import advice_tables, talks_page, talks_tables, talks_words

        told("What the rounds told", 0, 1)
        seen = table.told()
        if seen is not None:
            table = table.knowing(seen.posterior.beliefs)
        title, advice, every, shown = found.case.file.title, [], [], []
        if advise is not None:
            told(f"Advice to {advise}", 0, 1)
            advice = talks_advice.advised(table, advise, demand)
        elif not as_json:
            told("Solutions and answers", 0, 1)
            those = tuple(answering or others[:1])
            asked = list(advice_tables.learnt(table, seen)) if seen else []
            evidence = _read(found, day, told) if deals else None
            spread = table.robustness() if ranges else None
            asked += talks_tables.asked(table, evidence, spread)
            asked += [talks_tables.assumptions(table)] if assumptions else []
            every = [*talks_tables.tables(table, chosen, those), *asked] if full or html else []
            shown = every if full else [*talks_tables.answered(table, those), *asked]
    if advice:
        talks_advice.show(table, title, advice, html, as_json=as_json)
    elif as_json:
        typer.echo(json.dumps(talks_words.as_record(table, chosen)))
    else:
        talks_page.show(table, chosen, shown, terminal())
        if not full:
            say("All tables: --full.")
        if html:
            _write(html, talks_page.page(table, title, chosen, every))
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
