"""The tables of a chain: what columns they have, and how their cells are read.

A chain is a folder: ``chain.yaml`` (name, time, places, measures) and one CSV file per table.
Cells that are amounts are formulas over ``figures.csv`` (:mod:`cobden.chains.figures`); ``TABLES``
says of each column what it holds, in which unit, and what an empty cell means.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from cobden.base.dates import parse_date
from cobden.base.errors import InputError, nearest
from cobden.base.files import csv_rows
from cobden.chains.figures import Figures

NEEDED = object()


@dataclass(frozen=True)
class TableColumn:
    """A column: ``unit`` may name {good}, {process} and {money}; NEEDED cells cannot be empty."""

    name: str
    holds: Literal["name", "amount", "date", "yes or no"]
    means: str
    unit: str = ""
    empty: object = NEEDED


def _name(name: str, means: str, empty: object = NEEDED) -> TableColumn:
    return TableColumn(name, "name", means, empty=empty)


def _amount(name: str, unit: str, means: str, empty: object = NEEDED) -> TableColumn:
    return TableColumn(name, "amount", means, unit, empty)


def _date(name: str, means: str) -> TableColumn:
    return TableColumn(name, "date", means, empty=None)


TABLES: dict[str, tuple[TableColumn, ...]] = {
    "goods": (
        _name("good", "what is balanced and priced"),
        _name("unit", "in which it is counted"),
        _name("title", "for people", ""),
        _name("sector", "the world's sector that it is a variety of", ""),
    ),
    "recipes": (
        _name("process", "what turns goods into goods"),
        _name("unit", "in which its runs are counted"),
        _name("role", "input or output"),
        _name("good", "what goes in or comes out"),
        _amount("amount", "{good}/{process}", "per unit run"),
        _name("place", "where this recipe holds; empty: everywhere", ""),
        _name("title", "for people", ""),
    ),
    "capacities": (
        _name("place", "where"),
        _name("process", "what can run"),
        _name("step", "which step of the cost curve", "existing"),
        _amount("limit", "{process}/month", "the greatest rate", float("inf")),
        _amount("cost", "{money}/{process}", "of a unit run, inputs apart", 0.0),
        _amount("slope", "{money}*month/{process}/{process}", "rise of cost with the rate", 0.0),
        _date("start", "first day; empty: from the start"),
        _amount("ramp", "month", "months to the full rate", 0.0),
        _date("end", "first day without it"),
    ),
    "routes": (
        _name("good", "what travels; * for all"),
        _name("exporter", "from where; * for everywhere else"),
        _name("importer", "to where; * for everywhere else"),
        _name("via", "which way, where there are several", ""),
        _amount("distance", "nm", "empty: none is needed", None),
        _amount("freight", "{money}/{good}/nm", "per distance", None),
        _amount("fee", "{money}/{good}", "canal, handling, insurance", 0.0),
        _amount("months", "month", "under way", 0.0),
        _amount("limit", "{good}/month", "the greatest rate", float("inf")),
    ),
    "uses": (
        _name("place", "where"),
        _name("use", "for what"),
        _name("good", "what is used"),
        _amount("quantity", "{good}/month", "at the calibrated point"),
        _amount("price", "{money}/{good}", "at the calibrated point"),
        _amount("elasticity", "1", "of demand with respect to its price; not positive"),
        _amount("choke", "1", "multiple of the price at which buyers do without", float("inf")),
        _name("form", "constant or linear", "constant"),
        _amount("growth", "1/year", "of demand", 0.0),
        _name("sector", "the world's sector that uses it", ""),
        _name("season", "which of the seasons; empty: none", ""),
        _amount("minimum", "1", "share of what is wanted below which a line stops", 0.0),
        _amount("contract", "1", "share bought under contract, and served first", 0.0),
    ),
    "seasons": (
        _name("season", "what it is called"),
        _name("month", "1 to 12, each once"),
        _amount("factor", "1", "what is wanted in the month, relative to the year's mean"),
    ),
    "passages": (
        _name("passage", "a strait or canal"),
        _name("good", "what goes through"),
        _name("via", "routes that go this way; empty: whichever", ""),
        _name("exporters", "from these, joined by |; empty: from all", ""),
        _amount("limit", "{good}/month", "of all its routes together", float("inf")),
    ),
    "options": (
        _name("place", "where; * for every place with the use"),
        _name("use", "which use is served another way"),
        _name("name", "how"),
        _name("good", "the substitute; empty for thrift", None),
        _amount("amount", "1", "of the substitute per unit of use", 0.0),
        _amount("cost", "{money}/{good}", "per unit of use"),
        _amount("limit", "1", "greatest share of the use"),
        _amount("speed", "1/month", "growth of that share at most"),
        _date("start", "first day; empty: from the start"),
    ),
    "stocks": (
        _name("place", "where"),
        _name("good", "what is kept"),
        _name("owner", "by whom"),
        _amount("initial", "{good}", "at the start"),
        _amount("limit", "{good}", "the greatest stock"),
        _amount("holding", "{money}/{good}/month", "cost of keeping a unit", 0.0),
        _amount("salvage", "{money}/{good}", "worth of a unit left at the end", 0.0),
        TableColumn("strategic", "yes or no", "shut until a measure releases it", empty=False),
    ),
    "contracts": (
        _name("good", "what"),
        _name("exporter", "from where"),
        _name("importer", "to where"),
        _amount("quantity", "{good}/month", "taken or paid for"),
        _amount("penalty", "{money}/{good}", "for a unit not taken"),
        _amount("price", "{money}/{good}", "where fixed; empty: the going one", None),
        _date("start", "first day"),
        _date("end", "first day without it"),
    ),
    "recycling": (
        _name("place", "where"),
        _name("use", "what is collected from"),
        _name("good", "what comes back"),
        _amount("rate", "1", "share of what was used"),
        _amount("lag", "month", "months after the use"),
        _amount("cost", "{money}/{good}", "per unit"),
        _amount("limit", "{good}/month", "the greatest rate"),
        _date("start", "first day; empty: from the start"),
        _amount("ramp", "month", "months to the full rate", 0.0),
    ),
    "observed": (
        _name("series", "what was observed"),
        _name("month", "YYYY-MM"),
        _name("value", "as stated"),
        _name("unit", "of the value"),
        _name("source", "who says so"),
        _name("grade", "A, B or C", ""),
    ),
}
"""The columns of each table, in order."""


@dataclass(frozen=True)
class TableRow:
    """One line of a table: its cells by column, and where it stands for messages."""

    cells: Mapping[str, str]
    where: str
    columns: tuple[TableColumn, ...]

    def text(self, name: str) -> str:
        """Return a cell that holds a name."""
        return str(self._read(name))

    def day(self, name: str) -> date | None:
        """Return a cell that holds a date, or None."""
        cell = self.cells[name]
        return parse_date(cell, where=f"{self.where}, {name}") if cell else None

    def amount(self, name: str, figures: Figures, **units: str) -> float | None:
        """Return a cell that holds a formula, in the column's unit."""
        cell, column = self.cells[name], self._column(name)
        if not cell:
            value = self._read(name)
            assert value is None or isinstance(value, float)
            return value
        unit = column.unit.format(**units)
        return figures.value(cell, unit, where=f"{self.where}, {name}")

    def flag(self, name: str) -> bool:
        """Return a cell that holds yes or no."""
        cell = self.cells[name]
        if cell not in ("", "yes", "no"):
            raise InputError(f"'{cell}' is neither yes nor no.", where=f"{self.where}, {name}",
                             remedy="Write yes, no, or nothing.")  # fmt: skip
        return cell == "yes"

    def _column(self, name: str) -> TableColumn:
        return next(column for column in self.columns if column.name == name)

    def _read(self, name: str) -> object:
        cell, column = self.cells[name], self._column(name)
        if cell:
            return cell
        if column.empty is NEEDED:
            raise InputError(
                f"the cell '{name}' is empty.",
                where=self.where,
                remedy=f"It holds: {column.means}.",
            )
        return column.empty


def _table(folders: Sequence[Path], name: str) -> Path | None:
    paths = (folder / f"{name}.csv" for folder in folders)
    return next((path for path in paths if path.exists()), None)


def read_table(folders: Path | Sequence[Path], name: str) -> list[TableRow]:
    """Return the rows of a table, of the first folder that has it; none if none does."""
    folders = [folders] if isinstance(folders, Path) else folders
    path, columns = _table(folders, name), TABLES[name]
    if path is None:
        return []
    known = [column.name for column in columns]
    lines = csv_rows(path)
    _, header = next(lines, ("", []))
    for heading in header:
        if heading not in known:
            raise InputError(
                f"unknown column '{heading}'.", where=f"{path}:1", remedy=nearest(heading, known)
            )
    empty = dict.fromkeys(known, "")
    return [
        TableRow(empty | dict(zip(header, cells, strict=True)), where, columns)
        for where, cells in lines
    ]
