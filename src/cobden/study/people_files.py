"""Whose households and places are known in a case, and what they weigh sectors with at a table."""

from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.base.files import is_there
from cobden.base.writing import copy_new
from cobden.households import (
    Households,
    Places,
    read_flows,
    read_households,
    read_places,
    us_households,
    us_places,
)
from cobden.households.jobs import jobs_by_sector
from cobden.talks.table import Table
from cobden.talks.table_outcomes import TalksOutcome
from cobden.world.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FOLDER = "people"
Known = TypeVar("Known")
SHIPPED: dict[str, tuple[Callable[[], Households], Callable[[], Places]]] = {
    "USA": (us_households, us_places)
}


class PeopleTables(NamedTuple):
    """What is known of an economy's people: None where nothing.

    ``flows`` [buyer, seller] are sales between the places, which make them regions.
    """

    households: Households | None
    places: Places | None
    flows: "Floats | None" = None

    @property
    def known(self) -> bool:
        """Whether anything is."""
        return self.households is not None or self.places is not None


def tables_of(folder: Path, economy: str) -> PeopleTables:
    """Return what is known of the people of an economy: the case's own tables, else the shipped.

    A case has its own in ``people/CODE/`` of its folder: ``baskets.csv`` (with ``groups.csv``,
    ``final.csv`` and ``lines.csv``), ``places.csv`` and, beside that, ``flows.csv``.
    """
    own = folder / FOLDER / economy
    homes, shipped = SHIPPED.get(economy, (lambda: None, lambda: None))
    places = read_places(own / "places.csv", economy) if is_there(own / "places.csv") else shipped()
    return PeopleTables(
        read_households(own, economy) if is_there(own / "baskets.csv") else homes(),
        places,
        None if places is None or not is_there(own / "flows.csv")
        else read_flows(own / "flows.csv", places),
    )  # fmt: skip


def write_example(folder: Path) -> Path:
    """Write tables of households and regions, made up, into a new folder, to begin from.

    Raises ``InputError`` where something is there already.
    """
    with resources.as_file(resources.files("cobden.households") / "example") as source:
        return copy_new(source, folder)


def with_people(table: Table, folder: Path) -> Table:
    """Return a table whose groups and places are told as weights of sectors.

    Raises ``InputError`` for a group or place that nobody knows.
    """
    named = {key: o for key, o in table.outcomes.items() if o.group or o.place}
    if not named:
        return table
    world = World.load()
    told = {key: _weighed(key, outcome, folder, world) for key, outcome in named.items()}
    return table.model_copy(update={"outcomes": {**table.outcomes, **told}})


def _weighed(key: str, outcome: TalksOutcome, folder: Path, world: World) -> TalksOutcome:
    economy = outcome.economy or ""
    n = world.economy_index(economy)
    homes, places, _ = tables_of(folder, world.economies[n])
    where = f"talks.yaml: outcomes.{key}"
    if outcome.group:
        known = _known(homes, economy, where)
        at = _positions(outcome.group, known.groups, f"{where}.group")
        basket, country = known.on(world).spent[at].sum(axis=0), world.consumption_share[:, n]
        share = basket / basket.sum()
        weights = np.divide(share, country, out=np.zeros_like(share), where=country > 0)
    else:
        known = _known(places, economy, where)
        at = _positions(outcome.place, known.places, f"{where}.place")
        jobs = jobs_by_sector(world, economy)
        if np.isnan(jobs).any():
            raise InputError(
                f"the jobs of {economy} are not known.", where=where,
                remedy="Give sector_weights in place of the place.",
            )  # fmt: skip
        weights = known.on(world)[at].sum(axis=0) * jobs
    given = dict(zip(world.sectors, weights.tolist(), strict=True))
    return outcome.model_copy(update={"sector_weights": given})


def _known(table: Known | None, economy: str, where: str) -> Known:
    if table is None:
        raise InputError(
            f"nothing is known of the households or places of {economy}.",
            where=where,
            remedy=f"Put tables into {FOLDER}/{economy}/ of the case (docs/households.md).",
        )
    return table


def _positions(names: Sequence[str], known: Sequence[str], where: str) -> list[int]:
    for name in names:
        if name not in known:
            raise unknown(where.rpartition(".")[2], name, known, where=where)
    return [known.index(name) for name in names]
