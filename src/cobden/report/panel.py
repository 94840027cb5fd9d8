"""The states side by side: the one table that the terminal and the page share."""

from collections.abc import Callable

from cobden.report import names
from cobden.report.brief import Brief
from cobden.report.brief_rows import WORLD, EconomyRow
from cobden.report.grid import Cell, Row, aligned
from cobden.report.words import number, percent, span


def panel(brief: Brief) -> list[Row]:
    """Return the rows, a cell for each state in the case's order."""
    home, other = brief.case.home, brief.case.counterpart
    revenue = brief.sources_of_revenue if brief.instruments else "tariff revenue"
    return [
        *(row for importer in brief.levying for row in _duties(brief, importer)),
        Row("Real income, %"),
        *incomes(brief, [*(party.economy for party in brief.case.parties), WORLD]),
        Row("In money, billion dollars a year"),
        *(Row(names.economy(e), _each(brief, e, _gain(brief))) for e in (home, other, WORLD)),
        *(Row(f"{revenue}, {names.economy(e)}", _each(brief, e, _revenue)) for e in brief.levying),
        Row("Trade in goods, billion dollars"),
        Row(f"{names.economy(home)} to {names.the(other)}", _flow(brief, home, other)),
        Row(f"{names.economy(other)} to {names.the(home)}", _flow(brief, other, home)),
        Row(f"balance with {names.the(other)}", _balance(brief)),
    ]


def incomes(brief: Brief, economies: list[str]) -> list[Row]:
    """Return the real incomes of some economies, a cell for each state."""
    return aligned([Row(names.economy(e), _each(brief, e, _welfare)) for e in economies])


def _duties(brief: Brief, importer: str) -> list[Row]:
    case = brief.case
    partner = case.home if importer == case.counterpart else case.counterpart
    abroad = "from others" if importer in brief.groups else "bought abroad"
    return [
        Row(f"Duties of {names.the(importer)}"),
        Row(f"on goods from {names.the(partner)}, %", _duty(brief, importer, partner)),
        Row(f"on all goods {abroad}, %", _duty(brief, importer, WORLD)),
    ]


def _each(brief: Brief, economy: str, cell: Callable[[EconomyRow], Cell]) -> tuple[Cell, ...]:
    return tuple(cell(brief.of(state, economy)) for state in brief.titles)


def _welfare(row: EconomyRow) -> Cell:
    if abs(row.welfare) < 1e-9:
        return Cell("0")
    spread = ""
    if row.low is not None and row.high is not None and row.high - row.low > 1e-9:
        spread = span(row.low, row.high, row.digits)
    return Cell.signed(row.welfare, row.digits, spread, "%")


def _gain(brief: Brief) -> Callable[[EconomyRow], Cell]:
    return lambda row: Cell.signed(row.gain, brief.money_digits)


def _revenue(row: EconomyRow) -> Cell:
    return Cell(number(row.revenue, 1))


def _duty(brief: Brief, importer: str, exporter: str) -> tuple[Cell, ...]:
    pair = (importer, exporter)
    rates = {row.state: row.after for row in brief.duties if (row.importer, row.exporter) == pair}
    return tuple(Cell(number(rates[state], 1) if state in rates else "–") for state in brief.titles)


def _flow(brief: Brief, exporter: str, importer: str) -> tuple[Cell, ...]:
    sold = brief.sold(exporter, importer)
    before, after = sold["benchmark"], [sold[state] for state in brief.titles]
    return tuple(
        Cell(number(a, 1), percent(100 * (a / before - 1), 1) if before > 0 else "") for a in after
    )


def _balance(brief: Brief) -> tuple[Cell, ...]:
    key = (brief.case.home, brief.case.counterpart, "goods")
    rows = [row for row in brief.balances if (row.economy, row.partner, row.scope) == key]
    return tuple(Cell(number(row.after, 1, signed=True)) for row in rows)
