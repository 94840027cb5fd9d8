"""A user's download becomes a world that is checked, kept, and named in a case."""

import re
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from cobden.base.errors import InputError
from cobden.measures.amounts import yearly_rates
from cobden.world.built import keep
from cobden.world.calibrate import InputOutputTable
from cobden.world.foreign import IN_EURO, kind_of_table, read_foreign
from cobden.world.icio import read, year_of
from cobden.world.icio_2023 import is_of_2023, read_2023
from cobden.world.mrio import on_benchmark
from cobden.world.world import World

CLOSES = 1e-9


@dataclass(frozen=True, eq=False)
class BuiltWorld:
    """A world that was built: its name, where it is kept, and how long reading it took."""

    name: str
    kind: str
    path: Path
    world: World
    seconds: float


def build(
    path: str | Path,
    *,
    kind: str | None = None,
    name: str | None = None,
    year: int | None = None,
    services_apart: bool = False,
) -> BuiltWorld:
    """Read a table, check that its benchmark closes, and keep it for cases to name.

    ``kind`` is a key of `cobden.world.foreign.KINDS`, told by the file's name without it.
    ``services_apart`` keeps the service industries of the OECD's table as sectors of their own.

    Raises ``InputError`` for a file that is not of its kind, and for accounts that do not close.
    """
    path, began = Path(path), perf_counter()
    kind = kind or kind_of_table(path)
    table = _table(path, kind, year, services_apart=services_apart)
    world = World.from_table(table)
    residual = max(world.residuals().values())
    if not residual < CLOSES:
        raise InputError(
            f"its accounts do not close: off by {residual:.1e} of world value added.",
            where=str(path),
            remedy="The file seems altered: download it again.",
        )
    given = name or f"{kind}-{table.year or re.sub(r'[^a-z0-9]+', '-', path.stem.casefold())}"
    given += "-services" if services_apart and name is None else ""
    kept = keep(table, given)
    return BuiltWorld(given, kind, kept, World.built(given), perf_counter() - began)


def _table(path: Path, kind: str, year: int | None, *, services_apart: bool) -> InputOutputTable:
    former = kind == "oecd" and is_of_2023(path)
    if kind == "oecd" and not former:
        return read(path, year=year, services_apart=services_apart)
    if services_apart:
        raise InputError(
            f"the services of a table of '{kind}'{' of 2023' * former} come together.",
            where="world build",
            remedy="Leave --services-apart out; the OECD's table of 2025 has them apart.",
        )
    if former:
        return on_benchmark(read_2023(path, year or year_of(path)))
    return on_benchmark(read_foreign(path, kind, year, _dollars(kind, year, path)))


def _dollars(kind: str, year: int | None, path: Path) -> float:
    """Return what a unit of the table's money was worth in dollars."""
    if kind not in IN_EURO:
        return 1.0
    known = {at: rates["EUR"] for at, rates in yearly_rates().items() if "EUR" in rates}
    told = re.findall(r"(?:19|20)\d\d", path.stem)
    at = year or (int(told[-1]) if told else None)
    if at not in known:
        raise InputError(
            "the year whose euro it is in is not known."
            if at is None
            else f"the mean rate of the euro in {at} is not known.",
            where=str(path),
            remedy=f"Give --year, from {min(known)} to {max(known)}.",
        )
    return 1.0 / known[at]
