"""``cobden talks``: what is on the table, what it is worth, and what would be signed."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobden.cli.options import Case, Json
from cobden.cli.progress import progress
from cobden.cli.screen import say, tell, terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from cobden.report.grid import Grid
    from cobden.report.timing_tables import PackageYears
    from cobden.study import Progress, Study
    from cobden.talks.deal_weights import SignedBy
    from cobden.talks.learning import Told
    from cobden.talks.several_deals import SeveralDeals
    from cobden.talks.talks import Talks


TalksDay = Annotated[
    str | None, typer.Option(help="The day of the talks, YYYY-MM-DD.", show_default="the brief's")
]
PackageName = Annotated[
    str | None,
    typer.Option(help="The package looked at item by item.", show_default="the last named"),
]
ThirdParties = Annotated[
    list[str] | None,
    typer.Option(
        help="An economy whose answer is worked out; may be given several times.",
        show_default="the first third party of the case",
    ),
]
OtherDeals = Annotated[
    bool, typer.Option("--deals", help="Fit weights on other deals and predict each.")
]
Ranges = Annotated[
    bool, typer.Option("--ranges", help="Show how answers move with elasticities and closures.")
]
Assumptions = Annotated[
    bool, typer.Option("--assumptions", help="List every figure that nobody states.")
]
ByTiming = Annotated[
    bool,
    typer.Option(
        "--path", help="What the package is worth by when it comes and how long it lasts."
    ),
]
AllTables = Annotated[
    bool, typer.Option("--full", help="Print every table, not only who would sign what.")
]
Advised = Annotated[
    str | None,
    typer.Option(metavar="PARTY", help="What this side should offer, fall back on and ask."),
]
Demand = Annotated[
    str | None,
    typer.Option(help="With --advise: what they ask for, item=level,item=level or a package."),
]
Counterparts = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="DEAL",
        help="A deal of precedents.yaml bargained over beside; may be given several times.",
    ),
]
TalksPage = Annotated[
    Path | None, typer.Option(help="Write the page, or the mandate, as HTML to this file.")
]
Mandate = Annotated[
    Path | None, typer.Option(help="With --advise: write the mandate as Word (.docx).")
]
Charts = Annotated[Path | None, typer.Option(help="Write charts into this folder.")]


def talks(
    case: Case,
    on: TalksDay = None,
    package: PackageName = None,
    third: ThirdParties = None,
    deals: OtherDeals = False,
    ranges: Ranges = False,
    assumptions: Assumptions = False,
    path: ByTiming = False,
    full: AllTables = False,
    advise: Advised = None,
    demand: Demand = None,
    with_: Counterparts = None,
    html: TalksPage = None,
    out: Mandate = None,
    charts: Charts = None,
    as_json: Json = False,
) -> None:
    """Value the items of a negotiation, find what both would sign, and who would answer."""
    from cobden.base.dates import parse_date
    from cobden.base.economies import resolve

    _check(advise, demand, out, with_, path=path)
    day = parse_date(on, where="--on") if on else None
    answering = tuple(resolve(name, where="--third") for name in third or ())
    with progress() as told:
        from cobden import study  # after the first sign of life: it takes a second or two

        found = study.run(case, variants=False, progress=told)
        table = found.talks_on(day or found.talks_day, told)
        chosen = package or list(table.table.packages)[-1]
        table.package(chosen)
        elsewhere = _deals(found, table, told) if deals else None
        if advise is not None:
            known, _ = _learnt(table, elsewhere, told)
            show = _advice(found, known, advise, demand, told, html, out, as_json=as_json)
        else:
            solved = _solved(found, table, chosen, answering, elsewhere, with_, told, path=path)
            show = (
                partial(tell, solved.as_record())
                if as_json
                else solved.shown(html, charts, ranges=ranges, assumptions=assumptions, full=full)
            )
    show()


def _learnt(
    table: "Talks", elsewhere: "_Elsewhere | None", told: "Progress"
) -> "tuple[Talks, Told | None]":
    """Return the talks with what the rounds and deals elsewhere tell of weights, and that."""
    told("What the rounds told", 0, 1)
    seen = table.told(elsewhere.evidence if elsewhere else ())
    return (table if seen is None else table.knowing(seen.posterior.beliefs)), seen


def _advice(
    found: "Study",
    table: "Talks",
    party: str,
    demand: str | None,
    told: "Progress",
    html: Path | None,
    out: Path | None,
    *,
    as_json: bool,
) -> "Callable[[], None]":
    """Advise a side; return what prints the advice, and writes the mandate where asked."""
    from cobden.cli import talks_advice

    told(f"Advice to {party}", 0, 1)
    advice = talks_advice.advised(table, party, demand)
    title = found.case.file.title
    return partial(talks_advice.show, table, title, advice, html, out, as_json=as_json)


def _solved(
    found: "Study",
    table: "Talks",
    package: str,
    answering: tuple[str, ...],
    elsewhere: "_Elsewhere | None",
    counterparts: list[str] | None,
    told: "Progress",
    *,
    path: bool,
) -> "_Solved":
    """Solve the talks, with deals beside them and the package by its timing where asked."""
    thirds = (p.economy for p in found.case.parties if p.role == "third")
    those = answering or tuple(table.watching(thirds)[:1])
    known, seen = _learnt(table, elsewhere, told)
    beside = _beside(found, known, counterparts, told)
    timed = found.package_years(known, package, told) if path else None
    told("Solutions and answers", 0, 1)
    return _Solved(known, found.case.file.title, package, those, seen, elsewhere, beside, timed)


@dataclass(frozen=True, eq=False)
class _Solved:
    """Talks with all that was asked of them: what is printed, written and told to machines.

    ``title`` is the case's; ``package`` is the one looked at item by item, ``third`` the economies
    whose answers are worked out; ``seen`` is what the rounds told.
    """

    table: "Talks"
    title: str
    package: str
    third: tuple[str, ...]
    seen: "Told | None"
    elsewhere: "_Elsewhere | None"
    beside: "SeveralDeals | None"
    timed: "PackageYears | None"

    def asked(self, *, ranges: bool, assumptions: bool) -> "list[Grid]":
        """Return the tables that options ask for, beside those of any talks."""
        from cobden.report import advice_tables, several_tables, talks_tables, timing_tables

        found = list(advice_tables.learnt(self.table, self.seen)) if self.seen else []
        found += several_tables.grids(self.beside) if self.beside else ()
        if ranges:
            found.append(talks_tables.spread_grid(self.table, self.table.robustness()))
        found += self.elsewhere.grids(self.table) if self.elsewhere else []
        found += [talks_tables.assumptions(self.table)] if assumptions else []
        return found + ([] if self.timed is None else [*timing_tables.grids(self.timed)])

    def every(self, asked: "list[Grid]") -> "list[Grid]":
        """Return all tables, those ``asked`` for last."""
        from cobden.report import talks_tables

        return [*talks_tables.tables(self.table, self.package, self.third), *asked]

    def first(self) -> "list[Grid]":
        """Return who would sign what."""
        from cobden.report import talks_tables

        return [*talks_tables.answered(self.table, self.third)]

    def page(self, every: "list[Grid]") -> str:
        """Return the page with all tables."""
        from cobden.report import talks_page

        return talks_page.page(self.table, self.title, self.package, every)

    def shown(
        self,
        html: Path | None,
        charts: Path | None,
        *,
        ranges: bool,
        assumptions: bool,
        full: bool,
    ) -> "Callable[[], None]":
        """Make the tables; return what prints them, and writes page and charts where asked."""
        asked = self.asked(ranges=ranges, assumptions=assumptions)
        every = self.every(asked) if full or html else []
        shown = every if full else [*self.first(), *asked]
        page = self.page(every) if html else ""
        return partial(self.show, shown, page, html, charts, full=full)

    def show(
        self,
        shown: "list[Grid]",
        page: str,
        html: Path | None,
        charts: Path | None,
        *,
        full: bool,
    ) -> None:
        """Print tables, and write the page and the charts where they were asked for."""
        from cobden.base.writing import write_text
        from cobden.report import talks_charts, talks_page

        talks_page.show(self.table, self.package, shown, terminal())
        if not full:
            say("All tables: --full.")
        if html:
            say(f"Page: {write_text(html, page)}")
        for path in talks_charts.write(self.table, charts, self.package) if charts else ():
            say(f"Chart: {path}")

    def as_record(self) -> dict[str, Any]:
        """Return the talks as plain values."""
        from cobden.report import several_tables, talks_words, timing_tables

        told = dict(talks_words.as_record(self.table, self.package))
        if self.timed is not None:
            told["path"] = timing_tables.as_record(self.timed)
        if self.beside is not None:
            told["several"] = several_tables.as_record(self.beside)
        return told


def _beside(
    found: "Study", talks: "Talks", keys: list[str] | None, told: "Progress"
) -> "SeveralDeals | None":
    """Return several deals: with counterparts named, or of a table of three parties or more."""
    if keys:
        told("Other counterparts", 0, 1)
        return found.talks_with(talks, keys, told)
    return talks.several() if len(talks.parties) > 2 else None


def _check(
    advise: str | None,
    demand: str | None,
    out: Path | None,
    beside: list[str] | None,
    *,
    path: bool,
) -> None:
    """Raise ``InputError`` for options that do not go together."""
    from cobden.base.errors import InputError
    from cobden.report.office_files import check_office_files

    if out is not None and advise is None:
        raise InputError("only a mandate is written as a document.", where="--out",
                         remedy="Name its side, as --advise, or write --html.")  # fmt: skip
    if out is not None:
        check_office_files([out], (".docx",))
    if beside and advise is not None:
        raise InputError("advice is against the table's own other side.", where="--with",
                         remedy="Leave out --advise to see what deals beside change.")  # fmt: skip
    if demand is not None and advise is None:
        raise InputError("a demand is answered by a side.", where="--demand",
                         remedy="Name the side that answers, as --advise.")  # fmt: skip
    if path and advise is not None:
        raise InputError("advice is of payoffs once all has adjusted.", where="--path",
                         remedy="Leave out --advise for a package by its timing.")  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Elsewhere:
    """Deals of the same economy with others: what they say of its weights, and their tables."""

    evidence: "list[SignedBy]"
    grids: "Callable[[Talks], list[Grid]]"


def _deals(found: "Study", talks: "Talks", told: "Progress") -> _Elsewhere:
    """Solve the deals that the case names; those before the day of the talks are learnt from."""
    from cobden.report.deal_tables import deal_grids
    from cobden.study.deal_forecast import imports_of
    from cobden.talks.comparables import nearest, struck
    from cobden.talks.deal_weights import SignedBy, figures, learn_from
    from cobden.talks.precedent_deals import read_deals

    told("Other deals", 0, 1)
    on_world = found.precedents(talks.on)
    trials, first = on_world.trials(), talks.parties[0]
    before = [key for key, deal in on_world.deals.deals.items() if deal.on < talks.on]
    evidence = [SignedBy(trials[k], first) for k in before if len(trials[k].rates) > 1]

    def grids(table: "Talks") -> "list[Grid]":
        known = struck(before=table.on)
        sides = [party.economy for party in table.table.parties.values()]
        own = next((d for d in on_world.deals.deals.values() if d.partner in sides[1:]), None)
        size = {d.partner: imports_of(found.world, sides[0], d.partner) for d in known}
        near = () if own is None else nearest(
            known, own.threat.value, imports_of(found.world, sides[0], own.partner), size
        )  # fmt: skip
        learnt = learn_from(trials, figures(table.table, first))
        return list(deal_grids(table, read_deals(trials), learnt, known, near))

    return _Elsewhere(evidence, grids)
