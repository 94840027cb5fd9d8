"""The brief in a terminal, set with rich."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich import box
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cobden.report import names
from cobden.report.brief import CLOSURES, Brief
from cobden.report.effects import WORLD, BalanceRow
from cobden.report.panel import panel
from cobden.report.spread import Spread
from cobden.report.words import number, percent, span

if TYPE_CHECKING:
    import xarray as xr

ACCENT, SOFT, GAIN, LOSS = "bold", "dim", "cyan", "yellow"


def show(brief: Brief, console: Console) -> None:
    """Print the brief."""
    for block in blocks(brief):
        console.print(Padding(block, (0, 0, 1, 0)))


def blocks(brief: Brief) -> Iterable[RenderableType]:
    """Return the parts of the brief in reading order."""
    yield _title(brief)
    yield _findings(brief)
    yield _states(brief)
    yield Columns([_welfare(brief, losing=True), _welfare(brief, losing=False)], padding=(0, 4))
    yield Columns([_money(brief), _labour(brief)], padding=(0, 4))
    yield _sectors(brief)
    if brief.case.file.brief.markets:
        yield Columns([_market(brief, s) for s in brief.case.file.brief.markets], padding=(0, 3))
    yield _balances(brief)
    if brief.variants is not None:
        yield _variants(brief, brief.variants)
    if brief.spread is not None:
        yield _spread(brief, brief.spread)
    yield _basis(brief)


def _title(brief: Brief) -> RenderableType:
    return Group(
        Text(brief.case.file.title, style="bold underline"),
        Text(brief.case.file.question, style=SOFT),
    )


def _findings(brief: Brief) -> RenderableType:
    lines = Table.grid(padding=(0, 1))
    for place, finding in enumerate(brief.findings, 1):
        lines.add_row(Text(f"{place}", style=ACCENT), Text(finding))
    return lines


def _states(brief: Brief) -> Table:
    table = _table("The states side by side", "", *brief.titles.values())
    for row in panel(brief):
        if not row.cells:
            table.add_section()
            table.add_row(Text(row.label, style=ACCENT, no_wrap=True))
            continue
        cells = []
        for cell in row.cells:
            text = Text(cell.main, style="" if not cell.sign else GAIN if cell.sign > 0 else LOSS)
            cells.append(text.append(f"\n{cell.small}", style=SOFT) if cell.small else text)
        table.add_row(Text(row.label, no_wrap=True), *cells)
    return table


def _welfare(brief: Brief, *, losing: bool) -> Table:
    rows = sorted(brief.single, key=lambda row: row.welfare if losing else -row.welfare)
    table = _table(f"{'Losers' if losing else 'Winners'}, real income", "", "%", "range", "bn $")
    for row in rows[:6]:
        known = row.low is not None and row.high is not None
        spread = span(row.low, row.high, brief.digits) if known else ""  # type: ignore[arg-type]  # known
        table.add_row(
            names.economy(row.economy),
            _signed(row.welfare, brief.digits),
            Text(spread, style=SOFT),
            number(row.gain, 1, signed=True),
        )
    return table


def _money(brief: Brief) -> Table:
    table = _table("Losers in dollars", "", "bn $", "%")
    for row in sorted(brief.single, key=lambda row: row.gain)[:6]:
        change = percent(row.welfare, brief.digits)
        table.add_row(names.economy(row.economy), _signed(row.gain, 1), change)
    return table


def _labour(brief: Brief) -> Table:
    table = _table("Most labour moved between sectors", "", "% of labour", "real wage")
    for row in sorted(brief.single, key=lambda row: -(row.labour_moved or 0.0))[:6]:
        moved, wage = row.labour_moved or 0.0, row.real_wage or 0.0
        table.add_row(names.economy(row.economy), number(moved), percent(wage, brief.digits))
    return table


def _sectors(brief: Brief) -> Table:
    case = brief.case
    rows = [row for row in brief.sectors if row.state == brief.shown and row.goods]
    table = _table(
        f"{names.economy(case.home)}: hardest-hit goods, {brief.titles[brief.shown]}",
        *("", "output, %", "value added, bn $", "labour, % of all"),
        *(f"sales to {names.the(case.counterpart)}, bn $", "change"),
    )
    for row in sorted(rows, key=lambda row: row.value_added_change)[:8]:
        table.add_row(
            Text(names.sector(row.sector), no_wrap=True),
            _signed(row.output, 1),
            number(row.value_added_change, signed=True),
            number(row.labour, 3, signed=True),
            number(row.sales_before, 1),
            number(row.sales_change, 1, signed=True),
        )
    return table


def _market(brief: Brief, sector: str) -> Table:
    rows = [r for r in brief.markets if r.state == brief.shown and r.sector == sector]
    table = _table(f"{names.sector(sector)}: origin, %", "", "before", "after")
    for row in sorted(rows, key=lambda row: -row.before)[:6]:
        after = Text(number(row.after, 1), style=GAIN if row.change > 0 else LOSS)
        table.add_row(names.economy(row.origin), number(row.before, 1), after)
    return table


def _balances(brief: Brief) -> RenderableType:
    columns = ["", str(brief.year or "benchmark"), *(brief.titles[s] for s in brief.changing)]
    table = _table("Balances (exports minus imports), bn $", *columns)
    lines: dict[str, dict[str, BalanceRow]] = {}
    for row in brief.balances:
        partner = "everybody" if row.partner == WORLD else names.the(row.partner)
        label = f"{names.economy(row.economy)} with {partner}, {row.scope}"
        lines.setdefault(label, {})[row.state] = row
    for label, rows in lines.items():
        before = next(iter(rows.values())).before
        figures = [before, *(rows[state].after for state in brief.changing)]
        table.add_row(
            Text(label, no_wrap=True), *(number(value, 1, signed=True) for value in figures)
        )
    note = (
        f"Customs value in the input-output table of {brief.year}: other years and definitions "
        "(a fiscal year's customs statistics, say) give other figures."
    )
    stated = [
        Text(f"{fact.statement}: {fact.figure} ({fact.as_of}; {fact.who}).", style=SOFT)
        for fact in brief.case.facts
        if fact.beside == "balances"
    ]
    return Group(table, Text(note, style=SOFT), *stated)


def _variants(brief: Brief, variants: "xr.DataArray") -> Table:
    """Show how far the treatment of deficits and the elasticities move the shown state."""
    watched = [party.economy for party in brief.case.parties][:3]
    table = _table(
        f"What it rests on: real income, %, {brief.titles[brief.shown]}",
        "trade deficits, over all elasticity sets",
        *map(names.economy, watched),
    )
    chosen = variants.sel(state=brief.shown)
    for closure, words in CLOSURES.items():
        found = [chosen.sel(deficits=closure, economy=economy) for economy in watched]
        ranges = (span(float(f.min()), float(f.max()), brief.digits) for f in found)
        table.add_row(words, *ranges)
    return table


def _spread(brief: Brief, spread: Spread) -> RenderableType:
    """Show the ranges of the draws, and which uncertain figure drives each."""
    table = _table(
        f"How sure it is, {brief.titles[brief.shown]}",
        *("", "5%", "median", "95%", "above zero", "driven by"),
    )
    for row in spread.rows:
        digits = brief.digits if row.name.endswith("real income") else 1
        ranked = sorted(row.drivers, key=lambda driver: -driver[1])[:1]
        table.add_row(
            f"{row.name}, {row.unit}",
            *(number(value, digits, signed=True) for value in (row.low, row.median, row.high)),
            f"{row.positive:.0%}",
            *(f"{name} {share:.0%}" for name, share in ranked),
        )
    return Group(table, Text(f"{spread.counted}.", style=SOFT))


def _basis(brief: Brief) -> RenderableType:
    worst = max(brief.certificates, key=lambda row: row.residual)
    steps = max(row.steps for row in brief.certificates)
    facts = brief.case.facts
    assumed = sum(fact.quantity.is_assumption for fact in facts)
    disagree = sum(fact.status == "disagree" for fact in facts)
    lines = {
        "data": brief.source,
        "model": "Caliendo & Parro (2015), long run, exact changes",
        "central": f"elasticities {brief.elasticity}; deficits {CLOSURES[brief.deficits]}",
        "certificate": f"every condition holds to {worst.residual:.0e} (worst: "
        f"{worst.condition.replace('_', ' ')}), {steps} steps at most",
        "facts": f"{len(facts) - assumed} with sources ({disagree} on which they disagree), "
        f"{assumed} assumptions",
    }
    grid = Table.grid(padding=(0, 2))
    for name, text in lines.items():
        grid.add_row(Text(name, style=ACCENT), Text(text))
    return grid


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=title,
        title_style="bold",
        title_justify="left",
        show_edge=False,
        box=box.SIMPLE_HEAD,
        header_style=SOFT,
        pad_edge=False,
        padding=(0, 1),
    )
    for place, column in enumerate(columns):
        left = place == 0
        table.add_column(
            column, justify="left" if left else "right", max_width=None if left else 15
        )
    return table


def _signed(value: float, digits: int) -> Text:
    style = "" if abs(value) < 1e-9 else GAIN if value > 0 else LOSS
    return Text(number(value, digits, signed=True), style=style)
