"""Read a case from its folder: ``case.yaml``, and the tables and instruments beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date as Date
from pathlib import Path

from cobden.base.closures import CLOSURES, Closure
from cobden.base.economies import group
from cobden.base.errors import InputError, nearest, shown, unknown
from cobden.base.files import is_folder, is_there, kind_of, place, read_csv, read_yaml
from cobden.base.sources import Quantity, Source
from cobden.base.writing import copy_new
from cobden.cases.agreements import read_agreements
from cobden.cases.own_closures import read_closure
from cobden.cases.schema import (
    CaseFile,
    CaseParty,
    EventRow,
    FactRow,
    MeasureRow,
    PolicyState,
    SourceRow,
)
from cobden.measures import Instrument, Measure, Tariff, read_instruments

BUNDLED = Path(__file__).parent
SKELETON = BUNDLED / "skeleton"


@dataclass(frozen=True)
class Fact:
    """A sourced figure of the case, or an assumption that is listed as one."""

    id: str
    statement: str
    quantity: Quantity
    as_of: str
    status: str
    beside: str | None = None

    @property
    def figure(self) -> str:
        """The figure with its unit, and its range if it has one."""
        known = self.quantity
        text = f"{known.value:,g} {known.unit}".replace("-", "−", known.value < 0)
        if known.low is None and known.high is None:
            return text
        low = known.value if known.low is None else known.low
        high = known.value if known.high is None else known.high
        return f"{text} ({low:,g} to {high:,g})"

    @property
    def who(self) -> str:
        """Who states it."""
        return "; ".join(source.citation for source in self.quantity.sources)


@dataclass(frozen=True)
class Event:
    """Something that happened, or was due, on a date."""

    date: Date
    event: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Case:
    """A dispute as data: complete, checked and frozen.

    ``rates`` are the ranges of its own duties on whose rate the sources differ, by id; ``held``
    are the ordinary duties that its benchmark has instead of those of the tables.
    ``closure`` is the treatment of the trade deficits behind its central figures. One of your own
    takes its place by ``dataclasses.replace(case, closure=...)``.

    >>> import cobden as cb
    >>> from cobden.cases import load
    >>> case = load('japan-us-2025')
    >>> case.home, case.counterpart
    ('JPN', 'USA')
    """

    name: str
    folder: Path
    file: CaseFile
    facts: tuple[Fact, ...]
    timeline: tuple[Event, ...]
    tariffs: tuple[Tariff, ...]
    instruments: tuple[Instrument, ...]
    sources: tuple[SourceRow, ...]
    closure: Closure
    agreements: Mapping[str, tuple[Tariff, ...]] = field(default_factory=dict)
    rates: Mapping[str, Quantity] = field(default_factory=dict)
    held: tuple[Tariff, ...] = ()

    @property
    def closures(self) -> tuple[Closure, ...]:
        """The closures that its ranges and draws cover: the shipped ones, and its own."""
        return CLOSURES if self.closure in CLOSURES else (*CLOSURES, self.closure)

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures of the case's own, by id."""
        return {measure.id: measure for measure in (*self.tariffs, *self.instruments)}

    @property
    def addable(self) -> Mapping[str, tuple[Measure, ...]]:
        """What its states can add, by name: a measure, or all that an agreement cuts."""
        return {name: (measure,) for name, measure in self.measures.items()} | dict(self.agreements)

    def file_of(self, measure: str) -> Path | None:
        """Return the file that holds a measure of the case's own, by its id; None for no such."""
        if any(tariff.id == measure for tariff in self.tariffs):
            return self.folder / "measures.csv"
        if any(instrument.id == measure for instrument in self.instruments):
            return self.folder / "instruments.yaml"
        if any(cut.id == measure for cuts in self.agreements.values() for cut in cuts):
            return self.folder / "agreements.yaml"
        return None

    @property
    def states(self) -> tuple[PolicyState, ...]:
        """The policies to compare, in the order of the file."""
        return self.file.states

    @property
    def home(self) -> str:
        """The economy that the brief is about."""
        return next(party.economy for party in self.file.parties if party.role == "home")

    @property
    def counterpart(self) -> str:
        """The economy that it is talking with (the first, if there are several)."""
        return next(party.economy for party in self.file.parties if party.role == "counterpart")

    @property
    def groups(self) -> tuple[str, ...]:
        """The parties that are groups of economies."""
        return tuple(p.economy for p in self.file.parties if group(p.economy))

    @property
    def parties(self) -> tuple[CaseParty, ...]:
        """Everybody at the table, and those who watch it."""
        return self.file.parties

    @property
    def has_talks(self) -> bool:
        """Whether something is on the table: a ``talks.yaml`` lies in the folder."""
        return (self.folder / "talks.yaml").exists()

    def fact(self, name: str) -> Fact:
        """Return the fact with the id ``name``; raise ``InputError`` naming the nearest."""
        for fact in self.facts:
            if fact.id == name:
                return fact
        raise unknown("fact", name, [fact.id for fact in self.facts], where=f"case {self.name}")


def bundled() -> list[str]:
    """Return the names of the cases that come with Cobden."""
    found = (path.parent for path in BUNDLED.glob("*/case.yaml"))
    return sorted(folder.name for folder in found if folder != SKELETON)


def find(name: str | Path) -> Path:
    """Return the folder of a case: a path to one, or the name of one that comes with Cobden."""
    path = Path(name).expanduser()
    if path.name == "case.yaml" and kind_of(path) == "file":
        return path.parent
    if is_folder(path):
        return path
    if str(name) in bundled():
        return BUNDLED / name
    raise InputError(
        f"there is no case '{shown(name)}'.",
        where="case",
        remedy=f"{nearest(str(name), bundled())} Or give the path of a folder with a case.yaml.",
    )


def new(folder: Path) -> Path:
    """Write a commented case that runs as it is into ``folder``, which must not exist yet."""
    return copy_new(SKELETON, folder)


def load(name: str | Path) -> Case:
    """Read the case called ``name`` (or in the folder ``name``) and check that it hangs together.

    What its benchmark holds already (``world: holds``) is no measure that a state could add.

    Raises ``InputError`` with the file, the line, the key and the remedy.
    """
    folder = find(name)
    file = read_yaml(folder / "case.yaml", CaseFile)
    sources = _table(folder / "sources.csv", SourceRow)
    cited = {row.id: _source(row) for row in sources}
    facts = _table(folder / "facts.csv", FactRow)
    timeline = _table(folder / "timeline.csv", EventRow, key=None)
    measures = _table(folder / "measures.csv", MeasureRow)
    instruments = _instruments(folder / "instruments.yaml", [row.id for row in measures])
    taken = {*(row.id for row in measures), *(one.id for one in instruments)}
    tariffs = tuple(_tariff(row, cited, folder / "measures.csv") for row in measures)
    agreements = read_agreements(folder, {n: s.citation for n, s in cited.items()}, taken)
    held = file.world.holds
    return Case(
        name=folder.resolve().name,
        folder=folder,
        file=file,
        facts=tuple(_fact(row, cited, folder / "facts.csv") for row in facts),
        timeline=tuple(
            Event(row.date, row.event, _cite(row.sources, cited, f"{folder / 'timeline.csv'}"))
            for row in sorted(timeline, key=lambda row: row.date)
        ),
        tariffs=tuple(tariff for tariff in tariffs if tariff.id not in held),
        instruments=instruments,
        rates={
            row.id: Quantity(
                value=row.rate,
                low=row.rate_low,
                high=row.rate_high,
                unit="rate of duty",
                sources=_cite(row.sources, cited, f"{folder / 'measures.csv'}: {row.id}"),
            )
            for row in measures
            if row.rate_low is not None
        },
        sources=sources,
        agreements={name: some for name, some in agreements.items() if name not in held},
        held=_held(file, tariffs, agreements, folder / "case.yaml"),
        closure=read_closure(
            file.model.deficits, folder, where=place(folder / "case.yaml", "model", "deficits")
        ),
    )


def _held(
    file: CaseFile,
    tariffs: tuple[Tariff, ...],
    agreements: Mapping[str, tuple[Tariff, ...]],
    path: Path,
) -> tuple[Tariff, ...]:
    """Return the ordinary duties that the benchmark holds already, by ``world: holds``."""
    day, where = file.world.tariffs_on, place(path, "world", "holds")
    known = {tariff.id: (tariff,) for tariff in tariffs} | dict(agreements)
    for name in file.world.holds:
        if name not in known:
            raise unknown("measure", name, known, where=where)
        for tariff in known[name]:
            if tariff.mode != "ordinary":
                raise InputError(
                    f"'{name}' is no ordinary duty.",
                    where=where,
                    remedy="Only a duty of mode ordinary, or an agreement, takes the place of what "
                    "the tables hold; let a state add the rest.",
                )
            if day is not None and not tariff.in_force(day):
                raise InputError(
                    f"'{name}' is not in force on {day}.",
                    where=where,
                    remedy="Change its start, or leave it out.",
                )
    return tuple(tariff for name in file.world.holds for tariff in known[name])


def _table(path: Path, model: type, *, key: str | None = "id") -> tuple:
    """Read a table that a case may leave out."""
    return read_csv(path, model, key=key) if is_there(path) else ()


def _instruments(path: Path, taken: list[str]) -> tuple[Instrument, ...]:
    """Return the instruments of a case, which may have none; each has an id that is its own."""
    known, found = set(taken), read_instruments(path) if is_there(path) else ()
    for number, instrument in enumerate(found):
        where = f"{path}: measures.{number}.id"
        if not instrument.id:
            raise InputError(
                f"'{instrument.name}' has no id.",
                where=where,
                remedy="Give it a short name in lower case, by which a state can add it.",
            )
        if instrument.id in known:
            raise InputError(
                f"id '{instrument.id}' is given twice in measures.csv and instruments.yaml.",
                where=where,
                remedy="Each id may stand once: rename or remove one.",
            )
        known.add(instrument.id)
    return found


def _source(row: SourceRow) -> Source:
    return Source(**row.model_dump(exclude={"id", "checked"}))


def _cite(names: Iterable[str], cited: dict[str, Source], where: str) -> tuple[Source, ...]:
    for name in names:
        if name not in cited:
            raise unknown("source", name, cited or ["(sources.csv has no rows)"], where=where)
    return tuple(cited[name] for name in names)


def _fact(row: FactRow, cited: dict[str, Source], path: Path) -> Fact:
    where = f"{path}: {row.id}"
    try:
        quantity = Quantity(
            value=row.value,
            unit=row.unit,
            low=row.low,
            high=row.high,
            sources=_cite(row.sources, cited, where),
            reason=row.reason,
        )
    except ValueError as fault:
        message = str(fault).split("Value error, ")[-1].split(" [type=")[0]
        raise InputError(
            f"{message}.", where=where, remedy="Cite a row of sources.csv, or complete the row."
        ) from None
    return Fact(row.id, row.statement, quantity, row.as_of, row.status, row.beside)


def _tariff(row: MeasureRow, cited: dict[str, Source], path: Path) -> Tariff:
    where = f"{path}: {row.id}"
    sources = _cite(row.sources, cited, where)
    try:
        return Tariff(
            **row.model_dump(exclude={"sources", "rate_low", "rate_high"}),
            source="; ".join(source.citation for source in sources),
        )
    except InputError as fault:
        raise InputError(
            fault.what, where=f"{where} ({fault.where})", remedy=fault.remedy
        ) from None
