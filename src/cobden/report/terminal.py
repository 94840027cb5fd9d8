"""The brief in a terminal, set with rich."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cobden.report import instruments, names, people_tables, pledges, year_tables
from cobden.report.brief import Brief
from cobden.report.brief_rows import WORLD, BalanceRow
from cobden.report.commodities import basis_grid, grid
from cobden.report.grid import SOFT, STRONG, Cell, Grid, Row, parts, side_by_side
from cobden.report.groups import members, summed
from cobden.report.panel import incomes, panel
from cobden.report.spread import Spread
from cobden.report.words import number, percent, span

if TYPE_CHECKING:
    import xarray as xr


def show(brief: Brief, console: Console, *, full: bool = False) -> None:
    """Print the brief: what an adviser reads in a minute, or in ``full``."""
    for block in blocks(brief) if full else _in_short(brief):
        console.print(Padding(block, (0, 0, 1, 0)))


def _in_short(brief: Brief) -> Iterable[RenderableType]:
    """Return the findings, the parties' real incomes by state, and what was asked for besides."""
    yield _title(brief)
    yield _findings(brief)
    heads = ("", *brief.titles.values())
    watched = [party.economy for party in brief.case.parties][:3]
    rows = tuple(incomes(brief, [*watched, WORLD]))
    yield Grid("Real income, %", heads, rows, short=tuple(brief.titles))
    parties = [party.economy for party in brief.case.parties]
    yield from year_tables.grids(brief.case_years, parties, brief.digits)
    if brief.spread is not None:
        yield _spread(brief, brief.spread)
    worst = max(row.residual for row in brief.certificates)
    yield Text(
        f"{brief.source}. Every condition of every equilibrium holds to {worst:.0e}. All tables: "
        "--full.",
        style=SOFT,
    )


def blocks(brief: Brief) -> Iterable[RenderableType]:
    """Return the parts of the brief in reading order."""
    yield _title(brief)
    yield _findings(brief)
    yield _states(brief)
    yield side_by_side(_welfare(brief, losing=True), _welfare(brief, losing=False))
    yield side_by_side(_money(brief), _labour(brief))
    seated = (brief.case.home, brief.case.counterpart)
    yield from (members(brief, name, most=10) for name in seated if name in brief.groups)
    yield _sectors(brief)
    if brief.case.file.brief.markets:
        for importer in brief.levying:
            yield side_by_side(
                *(_market(brief, importer, s) for s in brief.case.file.brief.markets)
            )
    if brief.instruments:
        yield instruments.grid(brief.instruments, brief.titles)
    if brief.pledges:
        yield pledges.grid(brief.pledges, brief.titles)
    yield _balances(brief)
    yield from people_tables.grids(brief.people)
    parties = [party.economy for party in brief.case.parties]
    yield from year_tables.grids(brief.case_years, parties, brief.digits)
    yield from _minerals(brief)
    if brief.variants is not None:
        yield _variants(brief, brief.variants)
    if brief.spread is not None:
        yield _spread(brief, brief.spread)
    yield _basis(brief)


def tables(brief: Brief) -> Iterator[Grid]:
    """Yield the tables among these parts, in reading order."""
    for block in blocks(brief):
        yield from parts(block)


def _minerals(brief: Brief) -> Iterable[RenderableType]:
    minerals = brief.minerals
    if minerals.missing:
        yield Group(Text("Minerals and gas", style=STRONG), Text(minerals.missing))
    yield from map(grid, minerals.answers)
    if minerals.basis:
        yield basis_grid(minerals)


def _title(brief: Brief) -> RenderableType:
    return Group(
        Text(brief.case.file.title, style="bold underline"),
        Text(brief.case.file.question, style=SOFT),
    )


def _findings(brief: Brief) -> RenderableType:
    lines = Table.grid(padding=(0, 1))
    for place, finding in enumerate(brief.findings, 1):
        lines.add_row(Text(f"{place}", style=STRONG), Text(finding))
    return lines


def _states(brief: Brief) -> Grid:
    heads = ("", *brief.titles.values())
    return Grid("The states side by side", heads, tuple(panel(brief)), short=tuple(brief.titles))


def _welfare(brief: Brief, *, losing: bool) -> Grid:
    rows = brief.losing if losing else brief.winning
    lines = []
    for row in rows[:6]:
        spread = ""
        if row.low is not None and row.high is not None:
            spread = span(row.low, row.high, brief.digits)
        figures = (Cell.signed(row.welfare, brief.digits), Cell(spread))
        figures += (_change(row.gain, brief.money_digits),)
        lines.append(Row(names.economy(row.economy), figures))
    title = f"{'Losers' if losing else 'Winners'}, real income"
    return Grid(title, ("", "%", "range", "bn $"), tuple(lines))


def _money(brief: Brief) -> Grid:
    rows = tuple(
        Row(
            names.economy(row.economy),
            (
                Cell.signed(row.gain, brief.money_digits),
                Cell(percent(row.welfare, brief.digits)),
            ),
        )
        for row in brief.losing_money[:6]
    )
    return Grid("Losers in dollars", ("", "bn $", "%"), rows)


def _labour(brief: Brief) -> Grid:
    rows = []
    for row in sorted(brief.single, key=lambda row: -row.labour_moved)[:6]:
        figures = (Cell(number(row.labour_moved)), Cell(percent(row.real_wage, brief.digits)))
        rows.append(Row(names.economy(row.economy), figures))
    heads = ("", "% of labour", "real wage")
    return Grid("Most labour moved between sectors", heads, tuple(rows))


def _sectors(brief: Brief) -> Grid:
    case = brief.case
    lines = tuple(
        Row(
            names.sector(row.sector),
            (
                Cell.signed(row.output, 1),
                _change(row.value_added_change),
                _change(row.labour, 3),
                Cell(number(row.sales_before, 1)),
                _change(row.sales_change, 1),
            ),
        )
        for row in brief.hit[:8]
    )
    return Grid(
        f"{names.economy(case.home)}: hardest-hit goods, {brief.titles[brief.shown]}",
        ("", "output, %", "value added", "labour, % of all", "sales", "change"),
        lines,
        f"Value added and sales to {names.the(case.counterpart)} in billion dollars.",
    )


def _market(brief: Brief, importer: str, sector: str) -> Grid:
    rows = brief.origins(importer, sector)
    lines = tuple(
        Row(
            names.economy(row.origin),
            (Cell(number(row.before, 1)), Cell(number(row.after, 1), "", _sign(row.change))),
        )
        for row in sorted(rows, key=lambda row: -row.before)[:6]
    )
    title = f"{names.sector(sector)} in {names.the(importer)}: origin, %"
    return Grid(title, ("", "before", "after"), lines)


def _balances(brief: Brief) -> RenderableType:
    lines: dict[str, dict[str, BalanceRow]] = {}
    for row in brief.balances:
        partner = "everybody" if row.partner == WORLD else names.the(row.partner)
        label = f"{names.economy(row.economy)} with {partner}, {row.scope}"
        lines.setdefault(label, {})[row.state] = row
    rows = []
    for label, found in lines.items():
        before = next(iter(found.values())).before
        figures = [before, *(found[state].after for state in brief.changing)]
        rows.append(Row(label, tuple(_change(value, 1) for value in figures)))
    heads = ("", str(brief.year or "benchmark"), *(brief.titles[s] for s in brief.changing))
    note = (
        f"Customs value in the input-output table of {brief.year}: other years and definitions "
        "(a fiscal year's customs statistics, say) give other figures."
    )
    stated = [
        Text(f"{fact.statement}: {fact.figure} ({fact.as_of}; {fact.who}).", style=SOFT)
        for fact in brief.case.facts
        if fact.beside == "balances"
    ]
    title, short = "Balances (exports minus imports), bn $", (heads[1], *brief.changing)
    return Group(Grid(title, heads, tuple(rows), note, short), *stated)


def _variants(brief: Brief, variants: "xr.DataArray") -> Grid:
    """Show how far the treatment of deficits and the elasticities move the shown state."""
    watched = [party.economy for party in brief.case.parties][:3]
    chosen = variants.sel(state=brief.shown)
    rows = []
    for closure, words in brief.closures.items():
        found = [chosen.sel(deficits=closure, economy=economy) for economy in watched]
        ranges = (span(float(f.min()), float(f.max()), brief.digits) for f in found)
        rows.append(Row(words, tuple(map(Cell, ranges))))
    return Grid(
        f"What it rests on: real income, %, {brief.titles[brief.shown]}",
        ("trade deficits, over all elasticity sets", *map(names.economy, watched)),
        tuple(rows),
    )


def _spread(brief: Brief, spread: Spread) -> Grid:
    """Show the ranges of the draws, and which uncertain figure drives each."""
    rows = []
    for row in spread.rows:
        digits = brief.digits if row.name.endswith("real income") else 1
        ranked = sorted(row.drivers, key=lambda driver: -driver[1])[:1]
        driver = "".join(f"{name} {share:.0%}" for name, share in ranked)
        figures = (_change(value, digits) for value in (row.low, row.median, row.high))
        cells = (*figures, Cell(f"{row.positive:.0%}"), Cell(driver))
        rows.append(Row(f"{row.name}, {row.unit}", cells))
    return Grid(
        f"How sure it is, {brief.titles[brief.shown]}",
        ("", "5%", "median", "95%", "above zero", "driven by"),
        tuple(rows),
        f"{spread.counted}.",
    )


def _basis(brief: Brief) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for name, text in basis(brief).items():
        grid.add_row(Text(name, style=STRONG), Text(text))
    return grid


def basis(brief: Brief) -> dict[str, str]:
    """Return what the figures rest on, by name."""
    worst = max(brief.certificates, key=lambda row: row.residual)
    steps = max(row.steps for row in brief.certificates)
    facts = brief.case.facts
    assumed = sum(fact.quantity.is_assumption for fact in facts)
    disagree = sum(fact.status == "disagree" for fact in facts)
    return {
        "data": brief.source,
        "model": "Caliendo & Parro (2015), long run with capital fixed, exact changes",
        "central": f"elasticities {names.elasticities(brief.elasticity, brief.citations)}; "
        f"deficits {brief.closures[brief.deficits]}",
        "certificate": f"every condition holds to {worst.residual:.0e} (worst: "
        f"{worst.condition.replace('_', ' ')}), {steps} steps at most",
        **({"caution": " ".join(brief.cautions)} if brief.cautions else {}),
        "facts": f"{len(facts) - assumed} with sources ({disagree} on which they disagree), "
        f"{assumed} assumptions",
        **{names.economy(name): summed(brief, name) for name in brief.groups},
    }


def _change(value: float, digits: int = 2) -> Cell:
    return Cell(number(value, digits, signed=True))


def _sign(value: float) -> int:
    return 1 if value > 0 else -1
