"""Groups among the parties of a case: their members one by one, and how they are summed."""

from typing import TYPE_CHECKING

from cobden.base.economies import group
from cobden.report import names
from cobden.report.grid import Cell, Grid, Row
from cobden.report.words import listed, percent, span

if TYPE_CHECKING:
    from cobden.report.brief import Brief


def members(brief: "Brief", name: str, most: int | None = None) -> Grid:
    """Return the table of a group's members in the state shown, those who lose most money first.

    At most ``most`` of them: as many at either end.
    """
    inside = [row for row in brief.single if row.economy in brief.groups[name]]
    rows = sorted(inside, key=lambda row: row.gain)
    shown = rows
    if most is not None and len(rows) > most:
        shown = [*rows[: (most + 1) // 2], *rows[-(most // 2) :]]
    case = brief.case
    other = case.counterpart if name != case.counterpart else case.home
    lines = []
    for row in shown:
        spread = ""
        if row.low is not None and row.high is not None:
            spread = span(row.low, row.high, brief.digits)
        sold = brief.sold(row.economy, other)
        before, after = sold["benchmark"], sold[brief.shown]
        exports = percent(100 * (after / before - 1), 1) if before > 0 else "–"
        figures = (
            Cell.signed(row.welfare, brief.digits),
            Cell(spread),
            Cell.signed(row.gain, 2),
            Cell(exports),
        )
        lines.append(Row(names.economy(row.economy), figures))
    count = len(rows) if len(shown) == len(rows) else f"{len(shown)} of {len(rows)}"
    return Grid(
        f"{names.economy(name)}: {count} members, {brief.titles[brief.shown]}",
        ("", "real income, %", "range", "bn $", f"goods to {names.the(other)}"),
        tuple(lines),
    )


def summed(brief: "Brief", name: str) -> str:
    """Return how the figures of a group come from its members', in a sentence or two."""
    inside = brief.groups[name]
    missing = [names.economy(code) for code in group(name) or () if code not in inside]
    without = f" ({listed(missing)} left out: in the rest of the world)" if missing else ""
    return (
        f"{len(inside)} members{without}, each an economy of its own in the model. Together: real "
        "income weighted by income at the benchmark; output at benchmark prices; real wages and "
        "labour by labour income; trade, duties and balances with everybody else, their sales to "
        "each other left out. Market shares count those as any economy's own; rankings show "
        "members one by one."
    )
