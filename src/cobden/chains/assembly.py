"""From the tables of a folder to a chain: every cell read in its unit, every fault noted."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

from cobden.base.dates import parse_date
from cobden.base.economies import resolve_all
from cobden.base.errors import InputError, unknown
from cobden.base.faults import Faults
from cobden.chains.chain import Chain
from cobden.chains.chain_settings import Settings
from cobden.chains.figures import Figures
from cobden.chains.measures import Measure
from cobden.chains.replay import months_in
from cobden.chains.rows import (
    Capacity,
    Contract,
    Good,
    Observation,
    Option,
    Passage,
    Place,
    Process,
    Recycling,
    Replay,
    Route,
    Stock,
    Use,
)  # fmt: skip
from cobden.chains.table_reader import TABLES, TableRow, read_table

Row = TypeVar("Row")


@dataclass(frozen=True)
class _Tables:
    """The rows of a chain's tables, and what their cells are read with: units and figures.

    Faults of cells are noted in ``faults`` and what they should hold stays open, so that all are
    told at once; nothing is built from them.
    """

    rows: Mapping[str, Sequence[TableRow]]
    figures: Figures
    money: str
    units: Mapping[str, str]
    runs: Mapping[str, str]
    faults: Faults

    def each(self, table: str, build: Callable[[TableRow], Iterable[Row]]) -> tuple[Row, ...]:
        """Return what ``build`` makes of every row of a table that can be read."""
        made: list[Row] = []
        for row in self.rows[table]:
            with self.faults.noted():
                made.extend(build(row))
        return tuple(made)

    def numbers(self, row: TableRow, *names: str) -> dict[str, Any]:
        """Return the amounts in some cells, in the units of the row's good, use or process."""
        given = {"money": self.money}
        if "good" in row.cells and row.cells["good"] not in ("", "*"):
            given["good"] = _known(self.units, row, "good")
        elif "use" in row.cells:
            goods = (u.text("good") for u in self.rows["uses"] if u.text("use") == row.text("use"))
            given["good"] = self.units.get(next(goods, ""), "1")
        if "process" in row.cells:
            given["process"] = _known(self.runs, row, "process")
        read: dict[str, Any] = dict.fromkeys(names, math.nan)
        for name in names:
            with self.faults.noted():
                read[name] = row.amount(name, self.figures, **given)
        return read


def assembled(
    folders: Sequence[Path], settings: Settings, figures: Figures, measures: tuple[Measure, ...]
) -> Chain:
    """Return the chain of the first of ``folders``; raise ``InputError`` with all its faults."""
    faults, rows, folder = Faults(), {}, folders[0]
    for name in TABLES:
        rows[name] = []
        with faults.noted():
            rows[name] = read_table(folders, name)
    faults.tell()  # a table that cannot be read would seem to lack what others name
    places = tuple(
        Place(name, entry.economy, tuple(resolve_all(entry.members, where=f"{folder}, {name}")),
              entry.title or name)
        for name, entry in settings.places.items()
    )  # fmt: skip
    units = {row.cells["good"]: row.cells["unit"] for row in rows["goods"]}
    runs = {row.cells["process"]: row.cells["unit"] for row in rows["recipes"]}
    tables = _Tables(rows, figures, settings.money, units, runs, faults)
    parts = _rows(tables) | {
        "processes": _processes(tables),
        "routes": _routes(tables, [p.name for p in places]),
    }
    replays = tuple(
        Replay(series, **entry.model_dump()) for series, entry in settings.replays.items()
    )
    faults.tell()
    return Chain(
        name=settings.name, title=settings.title,
        start=parse_date(settings.start, where=f"{folder}, start"), periods=settings.periods,
        step={"month": 1, "quarter": 3, "year": 12}[settings.step], tail=settings.tail,
        discount=settings.discount, money=settings.money,
        reference=settings.reference or places[0].name, note=settings.note,
        places=places, figures=figures, measures=measures, replays=replays, **parts,
    )  # fmt: skip


def _rows(tables: _Tables) -> dict[str, tuple[Any, ...]]:
    """Return the rows of the chain's tables that need nothing but their own cells, by table."""
    numbers, seasons = tables.numbers, _seasons(tables)
    uses = tables.each(
        "uses",
        lambda row: [_use(row, numbers(row, *_OF_A_USE), seasons)],
    )
    options = tables.each(
        "options",
        lambda row: [
            Option(place, row.text("use"), row.text("name"), row.cells["good"] or None,
                   start=row.day("start"), **numbers(row, "amount", "cost", "limit", "speed"))
            for place in _places_with_use(row, uses)
        ],
    )  # fmt: skip
    plain = {
        name: tables.each(name, lambda row, made=made: [made(row, numbers)])
        for name, made in _PLAIN.items()
    }
    return {"uses": uses, "options": options, **plain}


_OF_A_USE = ("quantity", "price", "elasticity", "choke", "growth", "minimum", "contract")
_Numbers = Callable[..., dict[str, Any]]
_PLAIN: dict[str, Callable[[TableRow, _Numbers], Any]] = {
    "goods": lambda row, numbers: Good(
        row.text("good"), row.text("unit"), row.text("title"), row.text("sector")
    ),
    "observed": lambda row, numbers: Observation(
        row.text("series"), _months_of(row), _plain_number(row),
        row.text("unit"), row.text("source"), row.text("grade"),
    ),
    "passages": lambda row, numbers: Passage(
        row.text("passage"), row.text("good"), row.text("via"),
        tuple(filter(None, row.text("exporters").split("|"))), **numbers(row, "limit"),
    ),
    "capacities": lambda row, numbers: Capacity(
        row.text("place"), row.text("process"), row.text("step"),
        start=row.day("start"), end=row.day("end"),
        **numbers(row, "limit", "cost", "slope", "ramp"),
    ),
    "stocks": lambda row, numbers: Stock(
        row.text("place"), row.text("good"), row.text("owner"), strategic=row.flag("strategic"),
        **numbers(row, "initial", "limit", "holding", "salvage"),
    ),
    "contracts": lambda row, numbers: Contract(
        row.text("good"), row.text("exporter"), row.text("importer"),
        start=row.day("start"), end=row.day("end"), **numbers(row, "quantity", "penalty", "price"),
    ),
    "recycling": lambda row, numbers: Recycling(
        row.text("place"), row.text("use"), row.text("good"), start=row.day("start"),
        **numbers(row, "rate", "lag", "cost", "limit", "ramp"),
    ),
}  # fmt: skip
"""What a row of each table is, where its own cells say all."""


def _known(units: Mapping[str, str], row: TableRow, kind: str) -> str:
    name = row.text(kind)
    if name not in units:
        raise unknown(kind, name, units, where=row.where)
    return units[name]


def _seasons(tables: _Tables) -> dict[str, tuple[float, ...]]:
    """Return the factor of each month of each season, January first."""
    found: dict[str, dict[str, float]] = {}

    def read(row: TableRow) -> Iterable[float]:
        months = [str(month) for month in range(1, 13)]
        if row.text("month") not in months:
            raise unknown("month", row.text("month"), months, where=row.where)
        factor = row.amount("factor", tables.figures) or 0.0
        found.setdefault(row.text("season"), {})[row.text("month")] = factor
        return ()

    tables.each("seasons", read)
    return {
        name: tuple(factors.get(str(month), 0.0) for month in range(1, 13))
        for name, factors in found.items()
    }


def _use(row: TableRow, amounts: dict[str, Any], seasons: Mapping[str, tuple[float, ...]]) -> Use:
    form = row.text("form")
    if form not in ("constant", "linear"):
        raise unknown("form", form, ("constant", "linear"), where=row.where)
    season = row.text("season")
    if season and season not in seasons:
        raise unknown("season", season, seasons, where=row.where)
    amounts["choke"] *= amounts["price"]
    return Use(
        row.text("place"), row.text("use"), row.text("good"), form=form,
        sector=row.text("sector"), season=seasons[season] if season else (), **amounts,
    )  # fmt: skip


def _places_with_use(row: TableRow, uses: Sequence[Use]) -> list[str]:
    if row.text("place") != "*":
        return [row.text("place")]
    return [use.place for use in uses if use.use == row.text("use")]


def _plain_number(row: TableRow) -> float:
    try:
        return float(row.text("value"))
    except ValueError:
        raise InputError(
            f"'{row.text('value')}' is not a number.", where=row.where, remedy="Write digits."
        ) from None


def _months_of(row: TableRow) -> str:
    months_in(row.text("month"), where=row.where)
    return row.text("month")


def _processes(tables: _Tables) -> tuple[Process, ...]:
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def read(row: TableRow) -> Iterable[Process]:
        if row.text("role") not in ("input", "output"):
            raise unknown("role", row.text("role"), ("input", "output"), where=row.where)
        entry = found.setdefault(
            (row.text("process"), row.text("place")),
            {"unit": row.text("unit"), "recipe": [], "title": ""},
        )
        entry["title"] = entry["title"] or row.text("title")
        amount = row.amount(
            "amount", tables.figures, good=_known(tables.units, row, "good"),
            process=row.text("unit"),
        )  # fmt: skip
        sign = 1 if row.text("role") == "output" else -1
        entry["recipe"].append((row.text("good"), sign * (amount or 0.0)))
        return ()

    tables.each("recipes", read)
    return tuple(
        Process(name, entry["unit"], tuple(entry["recipe"]), entry["title"], place or None)
        for (name, place), entry in found.items()
    )


def _routes(tables: _Tables, places: Sequence[str]) -> tuple[Route, ...]:
    """Return the routes; a row for named places overrides a row for all of them."""
    rows, units = tables.rows["routes"], tables.units
    found: dict[tuple[str, str, str, str], Route] = {}
    general = [row for row in rows if "*" in (row.text("exporter"), row.text("importer"))]
    for row in [*general, *(row for row in rows if row not in general)]:
        goods = list(units) if row.text("good") == "*" else [row.text("good")]
        ends = [places if row.text(end) == "*" else [row.text(end)]
                for end in ("exporter", "importer")]  # fmt: skip
        with tables.faults.noted():
            for good in goods:
                number = _way(tables, row, good)
                for source, target in product(*ends):
                    if source != target:
                        found[good, source, target, row.text("via")] = Route(
                            good, source, target, via=row.text("via"), **number
                        )
    return tuple(found.values())


def _way(tables: _Tables, row: TableRow, good: str) -> dict[str, float]:
    """Return cost, months and limit of a route for one good."""
    if good not in tables.units:
        raise unknown("good", good, tables.units, where=row.where)
    given = {"good": tables.units[good], "money": tables.money}
    number = {
        name: row.amount(name, tables.figures, **given)
        for name in ("distance", "freight", "fee", "months", "limit")
    }
    if (number["distance"] is None) != (number["freight"] is None):
        lacking = "distance" if number["distance"] is None else "freight"
        raise InputError(
            f"the route from {row.text('exporter')} to {row.text('importer')} has no {lacking}.",
            where=row.where,
            remedy=f"Give the {lacking}, or only a fee.",
        )
    sailing = (number["distance"] or 0.0) * (number["freight"] or 0.0)
    limit = number["limit"]
    return {
        "cost": sailing + (number["fee"] or 0.0),
        "months": number["months"] or 0.0,
        "limit": math.inf if limit is None else limit,
    }
