"""Reading chains: those that ship with Cobden, and a user's own folder."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from cobden.base.dates import parse_date
from cobden.base.economies import resolve_all
from cobden.base.errors import InputError, unknown
from cobden.base.faults import Faults
from cobden.base.files import is_there, read_yaml
from cobden.base.sources import Text, Value
from cobden.chains.chain import Chain
from cobden.chains.figures import Figures, read_figures
from cobden.chains.measures import MEASURE, Measure
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

DATA = Path(__file__).parent / "data"
EXAMPLE = Path(__file__).parent / "example"  # a chain to begin from
Row = TypeVar("Row")


class PlaceEntry(Value):
    """A place in ``chain.yaml``: its members are economies or groups, by any usual name."""

    economy: Text
    members: tuple[str, ...] = ()
    title: str = ""


Names = Annotated[tuple[Text, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]


class ReplayEntry(Value):
    """What of the chain a series of ``observed.csv`` is set beside.

    Trade in some goods from ``exporter`` to ``importer``, each one place or several, or the price
    of the one good at ``price_at``. ``factor`` is a formula of figures that brings the model's unit
    to that of the series; ``scenario`` says under which measures (the first).
    """

    goods: Names = Field(min_length=1)
    exporter: Names = ()
    importer: Names = ()
    price_at: str = ""
    factor: str = "1"
    scenario: str = ""

    @model_validator(mode="after")
    def _is_one_thing(self) -> "ReplayEntry":
        if bool(self.exporter or self.importer) == bool(self.price_at):
            raise ValueError("give exporter, importer or both, or else price_at")
        if self.price_at and len(self.goods) != 1:
            raise ValueError("a price is that of one good")
        return self


class Settings(Value):
    """The contents of ``chain.yaml``.

    ``tables`` names a folder whose tables and figures stand in for those that the chain's own
    folder does not have.
    """

    name: Text
    title: Text
    start: Any
    periods: int = Field(gt=0)
    step: Literal["month", "quarter", "year"] = "month"
    tail: int = Field(default=0, ge=0)
    discount: float = Field(default=0.0, ge=0)
    money: str = "USD"
    reference: str = ""
    note: str = ""
    tables: str = ""
    places: dict[str, PlaceEntry]
    replays: dict[str, ReplayEntry] = Field(default_factory=dict)
    measures: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)


def shipped() -> tuple[str, ...]:
    """Return the names of the chains that ship with Cobden.

    >>> import cobden as cb
    >>> 'lng' in cb.chains.shipped()
    True
    """
    return tuple(sorted(path.parent.name for path in DATA.glob("*/chain.yaml")))


def load(
    name: str | Path, *, scenario: str | None = None, values: Mapping[str, float] | None = None
) -> Chain:
    """Return the chain of a name or a folder, with the measures of a scenario (the first if None).

    ``values`` replaces figures by name, as an ensemble draws them. Raises ``InputError`` naming the
    file and line of every fault.

    >>> import cobden as cb
    >>> chain = cb.chains.load('gallium')
    >>> chain.name
    'gallium'
    """
    folder = _folder(name)
    settings = _settings(folder / "chain.yaml")
    scenario_measures = _scenario(folder, settings, scenario)
    settings = _replays_of(settings, scenario, where=str(folder / "chain.yaml"))
    folders = _table_folders(folder, settings)
    figures = Figures({}, str(folder / "figures.csv"))
    for place in reversed(folders):
        if is_there(place / "figures.csv") or place == folders[-1]:
            found = read_figures(place / "figures.csv")
            figures = replace(found, quantities={**figures.quantities, **found.quantities})
    if values:
        figures = figures.changed(values)
    return _assembled(folders, settings, figures, scenario_measures)


def scenarios(name: str | Path) -> tuple[str, ...]:
    """Return the names of a chain's scenarios: sets of measures.

    >>> import cobden as cb
    >>> len(cb.chains.scenarios('gallium')) > 0
    True
    """
    return tuple(_settings(_folder(name) / "chain.yaml").measures)


def _folder(name: str | Path) -> Path:
    for folder in (Path(name), DATA / str(name)):
        if is_there(folder / "chain.yaml"):
            return folder
    raise unknown("chain", name, shipped(), where="chain")


def tables_of(name: str | Path) -> list[Path]:
    """Return the folders that hold a chain's tables; of a table in several the first holds."""
    folder = _folder(name)
    return _table_folders(folder, _settings(folder / "chain.yaml"))


def _table_folders(folder: Path, settings: Settings) -> list[Path]:
    return list(dict.fromkeys([folder, (folder / settings.tables).resolve()]))


def _settings(path: Path) -> Settings:
    return read_yaml(path, Settings)


def _scenario(folder: Path, settings: Settings, scenario: str | None) -> tuple[Measure, ...]:
    if not settings.measures:
        return ()
    chosen = next(iter(settings.measures)) if scenario is None else scenario
    if chosen not in settings.measures:
        raise unknown("scenario", chosen, settings.measures, where=str(folder / "chain.yaml"))
    faults, read = Faults(), []
    for position, entry in enumerate(settings.measures[chosen], start=1):
        with faults.noted():
            where = f"{folder / 'chain.yaml'}, {chosen}, measure {position}"
            read.append(parse_measure(entry, where=where))
    faults.tell()
    return tuple(read)


def _replays_of(settings: Settings, scenario: str | None, *, where: str) -> Settings:
    """Return the settings with the replays of one scenario only; the first where none is named."""
    first = next(iter(settings.measures), None)
    for series, entry in settings.replays.items():
        if entry.scenario and entry.scenario not in settings.measures:
            place = f"{where}, replays: {series}"
            raise unknown("scenario", entry.scenario, settings.measures, where=place)
    kept = {
        series: entry
        for series, entry in settings.replays.items()
        if (entry.scenario or first) == (scenario or first)
    }
    return settings.model_copy(update={"replays": kept})


def parse_measure(entry: Mapping[str, Any], *, where: str = "measure") -> Measure:
    """Return the measure that ``entry`` spells; ``kind`` says which."""
    try:
        return MEASURE.validate_python(dict(entry))
    except ValidationError as error:
        raise _explained(error.errors()[0], where) from None


def _explained(fault: Any, where: str) -> InputError:
    """Say in one sentence what pydantic found wrong with a measure."""
    kinds = {kind.model_fields["kind"].default: kind for kind in get_args(Measure)}
    if fault["type"] == "union_tag_invalid":
        return unknown("kind", fault["ctx"]["tag"], kinds, where=where)
    if fault["type"] == "union_tag_not_found":
        remedy = f"Give one of {', '.join(kinds)}."
        return InputError("the measure has no kind.", where=where, remedy=remedy)
    kind, *path = map(str, fault["loc"])
    if fault["type"] == "extra_forbidden":
        return unknown("key", path[0], kinds[kind].model_fields, where=where)
    said = fault["msg"].removeprefix("Value error, ")
    what = f"{kind}, {'.'.join(path)}: {said}." if path else f"{kind}: {said}."
    return InputError(what, where=where, remedy="See docs/chains.md for its keys.")


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


def _assembled(
    folders: Sequence[Path], settings: Settings, figures: Figures, measures: tuple[Measure, ...]
) -> Chain:
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
    numbers, each = tables.numbers, tables.each
    seasons = _seasons(tables)
    uses = each(
        "uses",
        lambda row: [
            _use(row, numbers(row, "quantity", "price", "elasticity", "choke", "growth"), seasons)
        ],
    )
    return {
        "uses": uses,
        "goods": each(
            "goods",
            lambda row: [
                Good(row.text("good"), row.text("unit"), row.text("title"), row.text("sector"))
            ],
        ),
        "observed": each(
            "observed",
            lambda row: [
                Observation(row.text("series"), _months_of(row), _plain_number(row),
                            row.text("unit"), row.text("source"), row.text("grade"))
            ],
        ),
        "passages": each(
            "passages",
            lambda row: [
                Passage(row.text("passage"), row.text("good"), row.text("via"),
                        tuple(filter(None, row.text("exporters").split("|"))),
                        **numbers(row, "limit"))
            ],
        ),
        "capacities": each(
            "capacities",
            lambda row: [
                Capacity(
                    row.text("place"), row.text("process"), row.text("step"),
                    start=row.day("start"), end=row.day("end"),
                    **numbers(row, "limit", "cost", "slope", "ramp"),
                )
            ],
        ),
        "options": each(
            "options",
            lambda row: [
                Option(place, row.text("use"), row.text("name"), row.cells["good"] or None,
                       start=row.day("start"), **numbers(row, "amount", "cost", "limit", "speed"))
                for place in _places_with_use(row, uses)
            ],
        ),
        "stocks": each(
            "stocks",
            lambda row: [
                Stock(row.text("place"), row.text("good"), row.text("owner"),
                      strategic=row.flag("strategic"),
                      **numbers(row, "initial", "limit", "holding", "salvage"))
            ],
        ),
        "contracts": each(
            "contracts",
            lambda row: [
                Contract(row.text("good"), row.text("exporter"), row.text("importer"),
                         start=row.day("start"), end=row.day("end"),
                         **numbers(row, "quantity", "penalty", "price"))
            ],
        ),
        "recycling": each(
            "recycling",
            lambda row: [
                Recycling(row.text("place"), row.text("use"), row.text("good"),
                          start=row.day("start"),
                          **numbers(row, "rate", "lag", "cost", "limit", "ramp"))
            ],
        ),
    }  # fmt: skip


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
