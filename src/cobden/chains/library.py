"""Reading chains: those that ship with Cobden, and a user's own folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field, ValidationError

from cobden.base.dates import parse_date
from cobden.base.economies import resolve_all
from cobden.base.errors import InputError, unknown
from cobden.base.files import is_there, read_yaml
from cobden.base.sources import Text, Value
from cobden.chains.chain import Chain
from cobden.chains.figures import Figures, read_figures
from cobden.chains.measures import MEASURE, Measure
from cobden.chains.rows import (
    Capacity,
    Contract,
    Good,
    Observation,
    Option,
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


class PlaceEntry(Value):
    """A place in ``chain.yaml``: its members are economies or groups, by any usual name."""

    economy: Text
    members: tuple[str, ...] = ()
    title: str = ""


class ReplayEntry(Value):
    """What of the chain a series of ``observed.csv`` is set beside: exports of some goods."""

    goods: tuple[Text, ...] = Field(min_length=1)
    exporter: Text
    importer: str | None = None


class Settings(Value):
    """The contents of ``chain.yaml``; ``tables`` names the folder of the tables, if another."""

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
    file and line of the first fault.

    >>> import cobden as cb
    >>> chain = cb.chains.load('gallium')
    >>> chain.name
    'gallium'
    """
    folder = _folder(name)
    settings = _settings(folder / "chain.yaml")
    scenario_measures = _scenario(folder, settings, scenario)
    folder = (folder / settings.tables).resolve()
    figures = read_figures(folder / "figures.csv")
    if values:
        figures = figures.changed(values)
    return _assembled(folder, settings, figures, scenario_measures)


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


def _settings(path: Path) -> Settings:
    return read_yaml(path, Settings)


def _scenario(folder: Path, settings: Settings, scenario: str | None) -> tuple[Measure, ...]:
    if not settings.measures:
        return ()
    chosen = next(iter(settings.measures)) if scenario is None else scenario
    if chosen not in settings.measures:
        raise unknown("scenario", chosen, settings.measures, where=str(folder / "chain.yaml"))
    return tuple(
        parse_measure(entry, where=f"{folder / 'chain.yaml'}, {chosen}, measure {position}")
        for position, entry in enumerate(settings.measures[chosen], start=1)
    )


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
    """The rows of a chain's tables, and what their cells are read with: units and figures."""

    rows: Mapping[str, Sequence[TableRow]]
    figures: Figures
    money: str
    units: Mapping[str, str]
    runs: Mapping[str, str]

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
        return {name: row.amount(name, self.figures, **given) for name in names}


def _assembled(
    folder: Path, settings: Settings, figures: Figures, measures: tuple[Measure, ...]
) -> Chain:
    rows = {name: read_table(folder, name) for name in TABLES}
    places = tuple(
        Place(name, entry.economy, tuple(resolve_all(entry.members, where=f"{folder}, {name}")),
              entry.title or name)
        for name, entry in settings.places.items()
    )  # fmt: skip
    goods = tuple(
        Good(row.text("good"), row.text("unit"), row.text("title"), row.text("sector"))
        for row in rows["goods"]
    )
    units = {good.name: good.unit for good in goods}
    processes = _processes(rows["recipes"], figures, units)
    runs = {process.name: process.unit for process in processes}
    tables = _Tables(rows, figures, settings.money, units, runs)
    return Chain(
        name=settings.name, title=settings.title,
        start=parse_date(settings.start, where=f"{folder}, start"), periods=settings.periods,
        step={"month": 1, "quarter": 3, "year": 12}[settings.step], tail=settings.tail,
        discount=settings.discount, money=settings.money,
        reference=settings.reference or places[0].name, note=settings.note,
        places=places, goods=goods, processes=processes, figures=figures, measures=measures,
        routes=_routes(rows["routes"], figures, units, [p.name for p in places], settings.money),
        observed=tuple(
            Observation(row.text("series"), row.text("month"), _plain_number(row), row.text("unit"),
                        row.text("source"), row.text("grade"))
            for row in rows["observed"]
        ),
        replays=tuple(
            Replay(series, entry.goods, entry.exporter, entry.importer)
            for series, entry in settings.replays.items()
        ),
        **_rows(tables),
    )  # fmt: skip


def _rows(tables: _Tables) -> dict[str, tuple[Any, ...]]:
    """Return the rows of the chain's tables that need nothing but their own cells, by table."""
    rows, numbers = tables.rows, tables.numbers
    uses = tuple(
        _use(row, numbers(row, "quantity", "price", "elasticity", "choke", "growth"))
        for row in rows["uses"]
    )
    return {
        "uses": uses,
        "capacities": tuple(
            Capacity(
                row.text("place"), row.text("process"), row.text("step"), start=row.day("start"),
                end=row.day("end"), **numbers(row, "limit", "cost", "slope", "ramp"),
            )
            for row in rows["capacities"]
        ),
        "options": tuple(
            Option(place, row.text("use"), row.text("name"), row.cells["good"] or None,
                   start=row.day("start"), **numbers(row, "amount", "cost", "limit", "speed"))
            for row in rows["options"]
            for place in _places_with_use(row, uses)
        ),
        "stocks": tuple(
            Stock(row.text("place"), row.text("good"), row.text("owner"),
                  strategic=row.flag("strategic"),
                  **numbers(row, "initial", "limit", "holding", "salvage"))
            for row in rows["stocks"]
        ),
        "contracts": tuple(
            Contract(row.text("good"), row.text("exporter"), row.text("importer"),
                     start=row.day("start"), end=row.day("end"),
                     **numbers(row, "quantity", "penalty", "price"))
            for row in rows["contracts"]
        ),
        "recycling": tuple(
            Recycling(row.text("place"), row.text("use"), row.text("good"), start=row.day("start"),
                      **numbers(row, "rate", "lag", "cost", "limit", "ramp"))
            for row in rows["recycling"]
        ),
    }  # fmt: skip


def _known(units: Mapping[str, str], row: TableRow, kind: str) -> str:
    name = row.text(kind)
    if name not in units:
        raise unknown(kind, name, units, where=row.where)
    return units[name]


def _use(row: TableRow, amounts: dict[str, Any]) -> Use:
    form = row.text("form")
    if form not in ("constant", "linear"):
        raise unknown("form", form, ("constant", "linear"), where=row.where)
    amounts["choke"] *= amounts["price"]
    return Use(
        row.text("place"), row.text("use"), row.text("good"), form=form,
        sector=row.text("sector"), **amounts,
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


def _processes(
    rows: Sequence[TableRow], figures: Figures, units: Mapping[str, str]
) -> tuple[Process, ...]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if row.text("role") not in ("input", "output"):
            raise unknown("role", row.text("role"), ("input", "output"), where=row.where)
        entry = found.setdefault(
            (row.text("process"), row.text("place")),
            {"unit": row.text("unit"), "recipe": [], "title": ""},
        )
        entry["title"] = entry["title"] or row.text("title")
        amount = row.amount(
            "amount", figures, good=_known(units, row, "good"), process=row.text("unit")
        )
        sign = 1 if row.text("role") == "output" else -1
        entry["recipe"].append((row.text("good"), sign * (amount or 0.0)))
    return tuple(
        Process(name, entry["unit"], tuple(entry["recipe"]), entry["title"], place or None)
        for (name, place), entry in found.items()
    )


def _routes(
    rows: Sequence[TableRow], figures: Figures, units: Mapping[str, str], places: Sequence[str],
    money: str,
) -> tuple[Route, ...]:  # fmt: skip
    """Return the routes; a row for named places overrides a row for all of them."""
    found: dict[tuple[str, str, str, str], Route] = {}
    general = [row for row in rows if "*" in (row.text("exporter"), row.text("importer"))]
    for row in [*general, *(row for row in rows if row not in general)]:
        goods = list(units) if row.text("good") == "*" else [row.text("good")]
        for good in goods:
            if good not in units:
                raise unknown("good", good, units, where=row.where)
            given = {"good": units[good], "money": money}
            number = {name: row.amount(name, figures, **given)
                      for name in ("distance", "freight", "fee", "months", "limit")}  # fmt: skip
            if (number["distance"] is None) != (number["freight"] is None):
                lacking = "distance" if number["distance"] is None else "freight"
                raise InputError(
                    f"the route from {row.text('exporter')} to {row.text('importer')} has no "
                    f"{lacking}.",
                    where=row.where,
                    remedy=f"Give the {lacking}, or only a fee.",
                )
            sailing = (number["distance"] or 0.0) * (number["freight"] or 0.0)
            ends = (
                places if row.text(end) == "*" else [row.text(end)]
                for end in ("exporter", "importer")
            )
            sources, targets = ends
            for source in sources:
                for target in targets:
                    if source != target:
                        found[good, source, target, row.text("via")] = Route(
                            good, source, target, sailing + (number["fee"] or 0.0),
                            row.text("via"), number["months"] or 0.0,
                            float("inf") if number["limit"] is None else number["limit"],
                        )  # fmt: skip
    return tuple(found.values())
