"""How many flows and how much trade each measure of each state works on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.report.grid import Cell, Grid, Row
from cobden.report.words import number

if TYPE_CHECKING:
    from cobden.measures import Enacted


@dataclass(frozen=True)
class ReachRow:
    """A measure in force in a state, and what of the world it works on (see `measures.touched`).

    ``cells``: flows of one good from one economy to another; ``trade``: what of them it works on,
    billion USD at the benchmark, customs value; ``weights``: what tells how much of a sector's
    trade the goods of a tariff are.
    """

    state: str
    measure: str
    authority: str
    about: str
    cells: int
    trade: float
    weights: str


def reach(laws: "Mapping[str, Enacted]") -> tuple[ReachRow, ...]:
    """Return a row for each measure in force in each state, most trade first."""
    return tuple(
        ReachRow(state, row.measure, row.authority, row.about, row.cells, row.trade, row.weights)
        for state, law in laws.items()
        for row in sorted(law.touched, key=lambda row: -row.trade)
    )


def grid(rows: Iterable[ReachRow], title: str) -> Grid:
    """Return the table of one state's rows; those that work on nothing are named below it."""
    listed = list(rows)
    idle = {row.measure: row.about for row in listed if not row.cells and not row.trade}
    below = "A flow is one good that one economy sells to another; several measures can work on it."
    if idle:
        below += (
            f" {len(idle)} in force work on nothing that this world shows on its own or trades: "
            f"{'; '.join(f'{about} ({name})' for name, about in idle.items())}."
        )
    return Grid(
        f"What each measure works on: {title}",
        ("", "flows", "trade, billion dollars a year", "weights within sectors", "id, to drop it"),
        tuple(
            Row(
                row.about,
                (
                    Cell(str(row.cells)),
                    Cell(number(row.trade, 1)),
                    Cell(row.weights),
                    Cell("", row.measure),
                ),
            )
            for row in listed
            if row.measure not in idle
        ),
        below,
    )
