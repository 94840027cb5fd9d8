"""Who pays in a case: households, places and jobs of one economy, under a state's law."""

from pathlib import Path

import numpy as np

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import InputError
from cobden.cases import Case
from cobden.equilibrium import Result, solve
from cobden.households import (
    Households,
    Places,
    incidence,
    job_changes,
    place_effects,
    read_households,
    read_places,
)
from cobden.households.jobs import SOURCE
from cobden.report.people_tables import (
    CasePeople,
    rows_of_hits,
    rows_of_households,
    rows_of_jobs,
    rows_of_places,
    rules,
)
from cobden.study.people_files import SHIPPED, tables_of

BY_PRODUCT = "What a category imports is its own products, each at its own price."


def people_shown(case: Case, result: Result) -> CasePeople:
    """Return who pays in the first party of whom something is known; empty where it is of none."""
    for code in (party.economy for party in case.parties):
        if code in result.world.economies:
            homes, places = tables_of(case.folder, code)
            if homes is not None or places is not None:
                return people(result, code, homes, places, deficits=case.closure)
    return CasePeople()


def people(
    result: Result,
    economy: str,
    households: Households | None,
    places: Places | None,
    *,
    deficits: str | Closure = WORLD_SHARE,
) -> CasePeople:
    """Return who pays in ``economy`` in an equilibrium, as far as there are tables.

    ``deficits`` is the treatment under which the answers of the others are solved alone.
    """
    groups, prices, found, hits, notes = (), (), (), (), ()
    if households is not None:
        by_rule = {rule: incidence(result, households, revenue=rule) for rule in rules(households)}
        groups, prices = rows_of_households(by_rule)
        by_product = by_rule["none"].baskets.products is not None
        notes = (*households.notes, *((BY_PRODUCT,) if by_product else ()))
    if places is not None:
        effects = place_effects(result, places)
        found = rows_of_places(effects, _answers(result, economy, places, deficits))
        hits = rows_of_hits(effects)
    moved = job_changes(result, economy)
    jobs = () if np.isnan(moved.benchmark).any() else rows_of_jobs(moved)
    sources = [part.source for part in (households, places) if part is not None]
    return CasePeople(economy, groups, prices, found, hits, jobs, (*sources, SOURCE), notes)


def _answers(result: Result, economy: str, places: Places, deficits: str | Closure):
    """Return the effects on places of what others newly levy on ``economy``, alone; None: nothing.

    Tariffs only: without export taxes, quotas and promises.
    """
    world = result.world
    n = world.economy_index(economy)
    tariff = np.array(world.tariff)
    tariff[:, :, n] = result.shock.wedges.tariff[:, :, n]
    tariff[:, n, n] = world.tariff[:, n, n]
    if np.array_equal(tariff, world.tariff) or world.products:
        return None
    return place_effects(solve(world, tariff=tariff, deficits=deficits), places)


def read_people(
    case: Case, economy: str, households: Path | None, places: Path | None
) -> tuple[Households | None, Places | None]:
    """Return the tables of a user's own files, else those of the case or the shipped ones.

    Raises ``InputError`` where nothing is known of the economy.
    """
    known, where = tables_of(case.folder, economy)
    found = (
        known if households is None else read_households(households, economy),
        where if places is None else read_places(places, economy),
    )
    if found == (None, None):
        raise InputError(
            f"nothing is known of the households or places of {economy}.",
            where="--of",
            remedy=f"Give --households FOLDER or --places FILE.csv; {', '.join(SHIPPED)} ships.",
        )
    return found
