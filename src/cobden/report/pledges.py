"""Investments that were pledged: what flows in a state, what they are worth, who bears the risk.

Money paid into a plant abroad is no loss of its sum: the investor owns the plant. Real income of
the years in which it is paid counts the payment all the same, so the two are shown apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.measures import Investment
from cobden.measures.amounts import money, of_benchmark
from cobden.report import names
from cobden.report.grid import Cell, Grid, Row, by_state
from cobden.report.words import number, percent

if TYPE_CHECKING:
    from cobden.measures import Enacted
    from cobden.world.world import World

RISK = {
    "investor": "the investor bears the risk that the returns do not come",
    "host": "the host guarantees the returns",
    "taxpayers": "the investor's treasury guarantees the returns: its taxpayers bear the risk",
}


@dataclass(frozen=True)
class PledgeRow:
    """An investment in a state, billion USD of the benchmark's year.

    - ``flow``: what the investor gets in the year of the state; below zero, what it pays;
    - ``total``: the sum; ``worth``: the present value to the investor of all that is paid and got;
    - ``returns``, ``breaks_even``: %, of the sum a year: assumed, and what would be enough.
    """

    state: str
    instrument: str
    investor: str
    host: str
    flow: float
    total: float
    worth: float
    returns: float
    breaks_even: float
    discount: float
    risk: str


def pledges(laws: "Mapping[str, Enacted]", world: "World") -> tuple[PledgeRow, ...]:
    """Return a row for each investment in force in each state."""
    rows = []
    for state, enacted in laws.items():
        for one in enacted.law.instruments:
            if not isinstance(one, Investment):
                continue
            paid = money(one.value, one.unit)
            assert paid is not None  # it was solved
            total = of_benchmark(paid, world.year) / 1e9
            rows.append(
                PledgeRow(
                    state,
                    one.name,
                    "+".join(one.by),
                    "+".join(one.on),
                    flow=total * one.flow(enacted.law.day),
                    total=total,
                    worth=total * one.worth(),
                    returns=100 * one.returns,
                    breaks_even=100 * one.breaks_even,
                    discount=100 * one.discount,
                    risk=RISK[one.risk],
                )
            )
    return tuple(rows)


def grid(rows: Iterable[PledgeRow], titles: Mapping[str, str]) -> Grid:
    """Return the table of the investments, a heading for each state that has some."""
    rows = tuple(rows)
    told = [
        Row(f"{_who(row.investor)} in {_who(row.host, the=True)}", _cells(row), row.risk)
        for row in rows
    ]
    return Grid(
        "Investments: what flows, and what it is worth to the investor, billion dollars",
        ("", "sum", "flow this year", "present value", "returns", "breaks even at"),
        tuple(by_state([row.state for row in rows], titles, told)),
        "Real income holds the flow of the year, not the value: what is paid in buys a claim. The "
        "present value counts all that is paid and got, discounted; returns are an assumption.",
    )


def _cells(row: PledgeRow) -> tuple[Cell, ...]:
    return (
        Cell(number(row.total, 1)),
        Cell.signed(row.flow, 1),
        Cell.signed(row.worth, 1, f"at {number(row.discount, 1)}%"),
        Cell(f"{number(row.returns, 1)}%"),
        Cell(f"{number(row.breaks_even, 1)}%"),
    )


def finding(rows: Iterable[PledgeRow], income: float) -> str:
    """Return what of the investor's real income (billion USD) is a flow; empty without one."""
    rows = [row for row in rows if row.flow]
    if not rows:
        return ""
    flow, worth = sum(row.flow for row in rows), sum(row.worth for row in rows)
    share = percent(100 * flow / income, 2)
    way = "pays into" if flow < 0 else "gets from"
    return (
        f"Of this {_who(rows[0].investor, the=True)} {way} its investments "
        f"{number(abs(flow), 1)} billion dollars a year ({share} of its income): a flow of the "
        f"year, not a loss. Their present value to it is {number(worth, 1, signed=True)} billion "
        f"dollars; {rows[0].risk}."
    )


def _who(codes: str, *, the: bool = False) -> str:
    return " and ".join((names.the if the else names.economy)(code) for code in codes.split("+"))
