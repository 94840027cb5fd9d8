"""States against each other, with a baseline of one's choice; cases side by side.

Two states of one case share a benchmark, so that one against the other is exact: real income is the
ratio of the two, and so is each variant, which gives a range of its own; money is the difference of
the two equivalent variations, at the benchmark's prices. Cases with benchmarks of their own only
stand side by side, each against its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.base.errors import InputError, unknown
from cobden.report import names
from cobden.report.brief_rows import WORLD
from cobden.report.grid import Cell, Grid, Row, aligned
from cobden.report.words import decimals, digits_for, number, percent, span

if TYPE_CHECKING:
    from cobden.report.brief import Brief


@dataclass(frozen=True)
class AgainstRow:
    """What a state does to an economy against another state: %, its range, billion USD a year."""

    economy: str
    change: float
    low: float | None
    high: float | None
    gain: float


def ratio(value: float, base: float) -> float:
    """Return the change from one change in per cent to another, %."""
    return 100 * ((1 + value / 100) / (1 + base / 100) - 1)


def state_of(brief: "Brief", name: str) -> str:
    """Return the id of the state ``name``; raise ``InputError`` naming the nearest."""
    if name not in brief.titles:
        raise unknown("state", name, brief.titles, where=f"case {brief.case.name}")
    return name


def against(brief: "Brief", state: str, base: str) -> tuple[AgainstRow, ...]:
    """Return real incomes in ``state`` against those in ``base``: parties, the world, the others.

    The others are sorted by what they lose in money.
    """
    state, base = state_of(brief, state), state_of(brief, base)
    parties = [party.economy for party in brief.case.parties]
    rows = {row.economy: _row(brief, state, base, row.economy) for row in brief.economies}
    others = [row for name, row in rows.items() if name not in (*parties, WORLD)]
    others.sort(key=lambda row: row.gain)
    return (*(rows[name] for name in (*parties, WORLD)), *others)


def _row(brief: "Brief", state: str, base: str, economy: str) -> AgainstRow:
    low = high = None
    one, other = brief.of(state, economy), brief.of(base, economy)
    if brief.variants is not None and economy in brief.variants.economy.values:
        each = [brief.variants.sel(state=s, economy=economy) for s in (state, base)]
        spread = 100 * ((1 + each[0] / 100) / (1 + each[1] / 100) - 1)
        low, high = float(spread.min()), float(spread.max())
    change = ratio(one.welfare, other.welfare)
    return AgainstRow(economy, change, low, high, one.gain - other.gain)


def grids(brief: "Brief", state: str, base: str, most: int = 6) -> list[Grid]:
    """Return the tables of ``state`` against ``base``."""
    rows = against(brief, state, base)
    seated = len(brief.case.parties) + 1
    others = rows[seated:]
    shown = [*rows[:seated], *others[: most // 2], *others[-(most // 2) :]]
    lines = []
    for row in shown:
        digits = decimals(row.change, row.low, row.high)
        spread = "" if row.low is None or row.high is None else span(row.low, row.high, digits)
        change = Cell.signed(row.change, digits)
        lines.append(
            Row(names.economy(row.economy), (change, Cell(spread), Cell.signed(row.gain, 1)))
        )
    title = f"{brief.titles[state]} against {brief.titles[base]}"
    note = (
        "Real income in the one over that in the other; the range is over all variants, each "
        "against itself. Those who lose and gain most money follow the parties."
    )
    heads = ("", "real income, %", "range, %", "bn $ a year")
    incomes = Grid(title, heads, tuple(aligned(lines)), note)
    return [incomes, _trade(brief, state, base), _sectors(brief, state, base)]


def _trade(brief: "Brief", state: str, base: str) -> Grid:
    home, other = brief.case.home, brief.case.counterpart
    rows = []
    for seller, buyer in ((home, other), (other, home)):
        sold = brief.sold(seller, buyer)
        change = percent(100 * (sold[state] / sold[base] - 1), 1) if sold[base] else "–"
        cells = (Cell(number(sold[base], 1)), Cell(number(sold[state], 1)), Cell(change))
        rows.append(Row(f"{names.economy(seller)} to {names.the(buyer)}, bn $", cells))
    for importer in brief.levying:
        partner = home if importer == other else other
        found = {
            row.state: row.after
            for row in brief.duties
            if (row.importer, row.exporter) == (importer, partner)
        }
        rows.append(_pair(f"duty of {names.the(importer)}, %", found.get(base), found.get(state)))
        revenue = [brief.of(s, importer).revenue for s in (base, state)]
        rows.append(_pair(f"tariff revenue of {names.the(importer)}, bn $", *revenue))
    heads = ("", brief.titles[base], brief.titles[state], "change")
    return Grid("Trade in goods, duties, revenue", heads, tuple(rows), short=("", base, state)[1:])


def _pair(label: str, before: float | None, after: float | None) -> Row:
    if before is None or after is None:
        return Row(label, (Cell("–"), Cell("–"), Cell("–")))
    change = Cell(number(after - before, 1, signed=True))
    return Row(label, (Cell(number(before, 1)), Cell(number(after, 1)), change))


def _sectors(brief: "Brief", state: str, base: str, most: int = 6) -> Grid:
    made = {(row.state, row.sector): row for row in brief.sectors}
    least = 1e-3 * sum(r.value_added_before for r in brief.sectors if r.state == base)
    sectors = [r for r in brief.sectors if r.state == base and r.value_added_before > least]
    changes = {row.sector: ratio(made[state, row.sector].output, row.output) for row in sectors}
    order = sorted(changes, key=lambda sector: -abs(changes[sector]))[:most]
    rows = tuple(
        Row(names.sector(s), (Cell.signed(changes[s], 1),))
        for s in sorted(order, key=lambda sector: changes[sector])
    )
    return Grid(f"{names.economy(brief.case.home)}: output that moves most", ("", "%"), rows)


def every(brief: "Brief", economy: str) -> Grid:
    """Return the real income of ``economy`` in every state (rows) against every other (columns)."""
    ids = list(brief.titles)
    income = {state: brief.of(state, economy).welfare for state in ids}
    apart = max((abs(ratio(income[a], income[b])) for a in ids for b in ids), default=0.0)
    digits = digits_for(apart)
    rows = tuple(
        Row(
            brief.titles[state],
            tuple(
                Cell("")
                if state == base
                else Cell(
                    percent(ratio(income[state], income[base]), digits),
                    "",
                    _sign(ratio(income[state], income[base])),
                )
                for base in ids
            ),
        )
        for state in ids
    )
    return Grid(
        f"{names.economy(economy)}: real income in each state against each other",
        ("", *(f"against {brief.titles[base]}" for base in ids)),
        rows,
        short=tuple(ids),
    )


def cases_side_by_side(briefs: "Sequence[tuple[Brief, str]]") -> Grid:
    """Return one state of each of several cases in columns, each against its own benchmark."""
    if len({brief.case.name for brief, _ in briefs}) < 2:
        raise InputError(
            "cases side by side are two or more.",
            where="compare",
            remedy="Name another case, or states of one: CASE:STATE CASE:STATE.",
        )
    columns = [_column(brief, state_of(brief, state)) for brief, state in briefs]
    labels = list(columns[0])
    rows = tuple(Row(label, tuple(column[label] for column in columns)) for label in labels)
    heads = ("", *(brief.case.file.title for brief, _ in briefs))
    note = "Each against its own benchmark: figures of different years are in dollars of their own."
    short = tuple(brief.case.name for brief, _ in briefs)
    return Grid("Cases side by side", heads, rows, note, short)


def _column(brief: "Brief", state: str) -> dict[str, Cell]:
    home, other = brief.case.home, brief.case.counterpart
    sold = brief.sold(home, other)
    duty = {(r.state, r.importer, r.exporter): r for r in brief.duties}.get((state, other, home))
    world = brief.of(state, WORLD)
    column = {
        "state": Cell(brief.titles[state]),
        "benchmark": Cell(str(brief.year or "")),
        "home": Cell(names.economy(home)),
        "counterpart": Cell(names.economy(other)),
        "duty of the counterpart on the home, %": (
            Cell("–") if duty is None else Cell(f"{number(duty.before, 1)} to "
                                                f"{number(duty.after, 1)}")
        ),
        "goods sold to the counterpart": Cell(
            percent(ratio(0, 100 * (sold["benchmark"] / sold[state] - 1)), 1)
            if sold["benchmark"] and sold[state]
            else "–"
        ),
    }  # fmt: skip
    for label, row in (
        ("home", brief.of(state, home)), ("counterpart", brief.of(state, other)), ("world", world)
    ):  # fmt: skip
        digits = row.digits
        spread = "" if row.low is None or row.high is None else span(row.low, row.high, digits)
        column[f"real income of the {label}"] = Cell(
            percent(row.welfare, digits), spread, _sign(row.welfare)
        )
        column[f"billion dollars a year, {label}"] = Cell.signed(row.gain, 1)
    return column


def _sign(value: float) -> int:
    return 0 if abs(value) < 1e-9 else 1 if value > 0 else -1
