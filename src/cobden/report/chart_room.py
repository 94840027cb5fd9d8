"""What a chart may fill on a wide page or a phone, and names folded to the lines it has."""

import textwrap
from dataclasses import dataclass
from typing import Any

Rows = list[dict[str, Any]]
LINES = "split(datum.label, '\\n')"  # Vega's expression for a label of several lines


@dataclass(frozen=True)
class ChartRoom:
    """What a drawing may fill.

    ``plot`` pixels for its marks and ``cell`` for one of a table; ``letters`` in a line of the
    names beside them, ``legend`` in one beneath and ``heading`` in one above; panels ``across``,
    more in further rows.
    """

    plot: int
    letters: int
    legend: int
    heading: int
    across: int
    cell: int

    def fit(self, most: int) -> int:
        """Return the pixels of one panel that fills ``most`` on a wide page."""
        return min(most, self.plot)

    def row(self, least: int, names: list[str]) -> int:
        """Return the pixels of a row of names, the longest over several lines."""
        return max(least, LINE * max(1 + name.count("\n") for name in names))


LINE = 14  # pixels of a line of names
WIDE = ChartRoom(620, letters=60, legend=80, heading=80, across=4, cell=66)
PHONE = ChartRoom(186, letters=16, legend=28, heading=40, across=1, cell=27)
"""A page of 390 pixels: 345 beside its margins, with names of some 120."""


def folded(rows: Rows, letters: int, key: str = "name") -> Rows:
    """Return rows with long names over several lines."""
    return [row | {key: textwrap.fill(row[key], letters)} for row in rows]


def wrapped(rows: Rows, states: list[str], most: int) -> tuple[Rows, list[str]]:
    """Return rows and titles of states with long titles over several lines of ``most`` letters."""
    lines = {title: "\n".join(textwrap.wrap(title, max(most, 12))) for title in states}
    return [row | {"state": lines[row["state"]]} for row in rows], list(lines.values())
