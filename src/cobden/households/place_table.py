"""Places inside an economy: which part of each industry is where.

One CSV file of a user's own, for any economy: ``place``, ``title`` (optional), ``sector`` and
``value``: value added, output or jobs, in any one unit for each sector. The places together are
the whole economy.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from cobden.base.economies import resolve
from cobden.base.errors import InputError, unknown
from cobden.base.files import read_csv
from cobden.base.sources import Text, Value
from cobden.world.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class PlaceRow(Value):
    """How much of a sector is in a place; any one unit for each sector."""

    place: Text
    title: str = ""
    sector: Text
    value: float = Field(ge=0)


@dataclass(frozen=True, eq=False)
class Places:
    """The places of an economy; ``value`` [p, k] says how much of each sector is where.

    Its unit may differ by sector: only the shares count.

    >>> import cobden as cb
    >>> states = cb.households.us_places()
    >>> cars = states.sectors.index('C29')
    >>> states.titles[states.value[:, cars].argmax()]
    'Michigan'
    """

    economy: str
    places: tuple[str, ...]
    titles: tuple[str, ...]
    sectors: tuple[str, ...]
    value: "Floats"
    source: str = ""

    def on(self, world: World) -> "Floats":
        """Return each place's share of each sector of ``world`` [p, k]; they sum to one.

        A sector that the table does not have, or has nowhere, is shared as all others together.
        Raises ``InputError`` for a world without this economy, or with other sectors.
        """
        n = world.economy_index(self.economy)
        made = world.value_added_share[:, n] * world.output[:, n]
        table = np.stack([self._share(name, world) for name in world.sectors], axis=1)
        known = ~np.isnan(table).any(axis=0)
        if not known.any():
            raise unknown(self.sectors[0], self.sectors[0], world.sectors, where="places")
        mean = table[:, known] @ made[known] / made[known].sum()
        return np.where(known, table, mean[:, None])

    def _share(self, name: str, world: World) -> "Floats":
        """Return the places' shares of a sector [p]; nan where the table has none of it."""
        old = {} if world.origin is None else dict(enumerate(world.origin.world.sectors))
        held = (
            {name: 1.0}
            if world.origin is None or name in self.sectors
            else {
                old[at]: world.origin.world.output[at].sum()
                for at in np.flatnonzero(world.origin.sectors[world.sectors.index(name)]).tolist()
            }
        )
        parts = [
            (weight, self.value[:, self.sectors.index(one)])
            for one, weight in held.items()
            if one in self.sectors and self.value[:, self.sectors.index(one)].sum() > 0
        ]
        if not parts:
            return np.full(len(self.places), np.nan)
        whole = sum(weight * value / value.sum() for weight, value in parts)
        return np.asarray(whole / sum(weight for weight, _ in parts))


def read_places(path: str | PathLike[str], economy: str, *, source: str = "") -> Places:
    """Return the places of ``economy`` in a CSV file (see this module).

    Raises ``InputError`` naming file, row and field at fault.

    >>> import cobden as cb
    >>> try:
    ...     cb.households.read_places('no-such-file.csv', 'JPN')
    ... except cb.InputError as fault:
    ...     print(fault.what)
    there is no such file.
    """
    file = Path(path)
    rows = read_csv(file, PlaceRow)
    if not rows:
        raise InputError("it has no rows.", where=str(file), remedy="Add some.")
    places = tuple(dict.fromkeys(row.place for row in rows))
    sectors = tuple(dict.fromkeys(row.sector for row in rows))
    titles = {row.place: row.title or row.place for row in reversed(rows)}
    value = np.full((len(places), len(sectors)), np.nan)
    for row in rows:
        at = places.index(row.place), sectors.index(row.sector)
        if not np.isnan(value[at]):
            raise InputError(
                f"sector {row.sector} of '{row.place}' stands twice.",
                where=str(file), remedy="Add them up into one row.",
            )  # fmt: skip
        value[at] = row.value
    return Places(
        resolve(economy), places, tuple(titles[name] for name in places), sectors,
        np.nan_to_num(value), source or str(file),
    )  # fmt: skip


@cache
def us_places() -> Places:
    """Return the 50 states and the District of Columbia, by value added of 2017.

    BEA, GDP by state; cells that it does not publish are filled by a rule
    (``households/data/README.md``).

    >>> import cobden as cb
    >>> len(cb.households.us_places().places)
    51
    """
    data = resources.files("cobden.households") / "data" / "usa" / "places.csv"
    with resources.as_file(data) as path:
        return read_places(path, "USA", source="BEA, GDP by state and industry, 2017")
