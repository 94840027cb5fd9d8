"""Reading chains: those that ship with Cobden, and a user's own folder."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from cobden.base.errors import InputError, unknown
from cobden.base.faults import Faults
from cobden.base.files import is_there, read_yaml
from cobden.chains.assembly import assembled
from cobden.chains.chain import Chain
from cobden.chains.chain_settings import Settings
from cobden.chains.figures import Figures, read_figures
from cobden.chains.measures import MEASURE, Measure

DATA = Path(__file__).parent / "data"
EXAMPLE = Path(__file__).parent / "example"  # a chain to begin from


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
    return assembled(folders, settings, figures, scenario_measures)


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
    """Return the measure that ``entry`` spells; ``kind`` says which.

    >>> import cobden as cb
    >>> duty = cb.chains.parse_measure(
    ...     {'kind': 'tariff', 'name': 'duty', 'by': ['B'], 'goods': ['wheat'], 'rate': 0.2,
    ...      'start': '2025-01-01'}
    ... )
    >>> duty.rate
    0.2
    """
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
