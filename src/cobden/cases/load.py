"""Read a case from its folder: ``case.yaml`` and the CSV tables beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path

from cobden.base.errors import InputError, nearest, unknown
from cobden.base.files import read_csv, read_yaml
from cobden.base.sources import Quantity, Source
from cobden.cases.schema import CaseFile, EventRow, FactRow, MeasureRow, Party, SourceRow, State

BUNDLED = Path(__file__).parent


@dataclass(frozen=True)
class Fact:
    """A sourced figure of the case, or an assumption that is listed as one."""

    id: str
    statement: str
    quantity: Quantity
    as_of: str
    status: str


@dataclass(frozen=True)
class Event:
    """Something that happened, or was due, on a date."""

    date: Date
    event: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Case:
    """A dispute as data: complete, checked and frozen."""

    name: str
    folder: Path
    file: CaseFile
    facts: tuple[Fact, ...]
    timeline: tuple[Event, ...]
    measures: tuple[MeasureRow, ...]
    sources: tuple[SourceRow, ...]

    @property
    def states(self) -> tuple[State, ...]:
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
    def parties(self) -> tuple[Party, ...]:
        """Everybody at the table, and those who watch it."""
        return self.file.parties

    def fact(self, name: str) -> Fact:
        """Return the fact with the id ``name``; raise ``InputError`` naming the nearest."""
        for fact in self.facts:
            if fact.id == name:
                return fact
        raise unknown("fact", name, [fact.id for fact in self.facts], where=f"case {self.name}")


def bundled() -> list[str]:
    """Return the names of the cases that come with Cobden."""
    return sorted(path.parent.name for path in BUNDLED.glob("*/case.yaml"))


def find(name: str | Path) -> Path:
    """Return the folder of a case: a path to one, or the name of one that comes with Cobden."""
    path = Path(name).expanduser()
    if path.name == "case.yaml" and path.is_file():
        return path.parent
    if path.is_dir():
        return path
    if str(name) in bundled():
        return BUNDLED / name
    raise InputError(
        f"there is no case '{name}'.",
        where="case",
        remedy=f"{nearest(str(name), bundled())} Or give the path of a folder with a case.yaml.",
    )


def load(name: str | Path) -> Case:
    """Read the case called ``name`` (or in the folder ``name``) and check that it hangs together.

    Raises ``InputError`` with the file, the line, the key and the remedy.
    """
    folder = find(name)
    file = read_yaml(folder / "case.yaml", CaseFile)
    sources = _table(folder / "sources.csv", SourceRow)
    cited = {row.id: _source(row) for row in sources}
    facts = _table(folder / "facts.csv", FactRow)
    timeline = _table(folder / "timeline.csv", EventRow, key=None)
    measures = _table(folder / "measures.csv", MeasureRow)
    for state in file.states:
        for measure in state.add:
            if measure not in {row.id for row in measures}:
                raise unknown(
                    "measure",
                    measure,
                    [row.id for row in measures],
                    where=f"{folder / 'case.yaml'}: states.{state.id}.add",
                )
    for row in measures:
        _cite(row.sources, cited, f"{folder / 'measures.csv'}: {row.id}")
    return Case(
        name=folder.resolve().name,
        folder=folder,
        file=file,
        facts=tuple(_fact(row, cited, folder / "facts.csv") for row in facts),
        timeline=tuple(
            Event(row.date, row.event, _cite(row.sources, cited, f"{folder / 'timeline.csv'}"))
            for row in sorted(timeline, key=lambda row: row.date)
        ),
        measures=measures,
        sources=sources,
    )


def _table(path: Path, model: type, *, key: str | None = "id") -> tuple:
    """Read a table that a case may leave out."""
    return read_csv(path, model, key=key) if path.exists() else ()


def _source(row: SourceRow) -> Source:
    return Source(**row.model_dump(exclude={"id"}))


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
    return Fact(row.id, row.statement, quantity, row.as_of, row.status)
