"""The lists with which one economy would answer another, under the law of a case's state."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.base.objective import Objective, Term
from cobden.cases import Case, load
from cobden.households import AnswerList, answer_lists
from cobden.households.jobs import jobs_by_sector
from cobden.products import ProductTable
from cobden.study.case_law import law_of, policy_of, state_of, world_of
from cobden.study.people_files import tables_of
from cobden.world.world import World


def lists(
    case: str | Path | Case,
    *,
    by: str,
    on: str,
    value: float,
    rate: float = 0.25,
    places: Sequence[str] = (),
    state: str | None = None,
    table: ProductTable | None = None,
) -> tuple[AnswerList, AnswerList]:
    """Return the list that hurts most and the one that spares the consumers of ``by``.

    ``places`` of ``on`` are those whose jobs are to be hurt; its real income where none is named.
    ``table`` is the trade of ``by`` by product. Raises ``InputError`` for what is not known.
    """
    case = case if isinstance(case, Case) else load(case)
    law = law_of(case, policy_of(case), state_of(case, state))
    world = world_of(case)
    if table is not None:
        world = world.with_products(table)
    hurt = jobs_in(case, world, on, places) if places else None
    return answer_lists(
        world, law, by=by, on=on, value=value, rate=rate, hurt=hurt, deficits=case.closure
    )


def jobs_in(case: Case, world: World, economy: str, places: Sequence[str]) -> Objective:
    """Return jobs in some places of an economy, as an objective.

    Raises ``InputError`` for places that nobody knows.
    """
    known = tables_of(case.folder, economy).places
    if known is None:
        raise InputError(
            f"the places of {economy} are not known.", where="--jobs",
            remedy=f"Put places.csv into people/{economy}/ of the case (docs/households.md).",
        )  # fmt: skip
    for name in places:
        if name not in known.places:
            raise unknown("place", name, known.places, where="--jobs")
    share = known.on(world)[[known.places.index(name) for name in places]].sum(axis=0)
    weights = share * jobs_by_sector(world, economy)
    if np.isnan(weights).any():
        raise InputError(
            f"the jobs of {economy} are not known.", where="--jobs",
            remedy="Leave --jobs out: real income is hurt then.",
        )  # fmt: skip
    term = Term("employment_mix", economy, sector_weights=tuple(weights.tolist()))
    return Objective(f"jobs in {', '.join(places)}", (term,))
