"""Whose households and places are known in a case, and what they weigh sectors with at a table."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.base.files import is_there
from cobden.households import (
    Households,
    Places,
    read_households,
    read_places,
    us_households,
    us_places,
)
from cobden.households.jobs import jobs_by_sector
from cobden.talks.table import Table
from cobden.talks.table_entries import TalksOutcome
from cobden.world.world import World

FOLDER = "people"
Known = TypeVar("Known")
SHIPPED: dict[str, tuple[Callable[[], Households], Callable[[], Places]]] = {
    "USA": (us_households, us_places)
}


def tables_of(folder: Path, economy: str) -> tuple[Households | None, Places | None]:
    """Return the households and places of an economy: the case's own, else the shipped.

    A case has its own in ``people/CODE/`` of its folder: ``baskets.csv`` (with ``groups.csv``,
    ``final.csv`` and ``lines.csv``) and ``places.csv``. None where there are none.
    """
    own = folder / FOLDER / economy
    homes, places = SHIPPED.get(economy, (lambda: None, lambda: None))
    return (
        read_households(own, economy) if is_there(own / "baskets.csv") else homes(),
        read_places(own / "places.csv", economy) if is_there(own / "places.csv") else places(),
    )


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
    homes, places = tables_of(folder, world.economies[n])
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
