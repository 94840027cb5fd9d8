"""Who pays in a case: households, places and jobs of one economy, under a state's law."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import InputError
from cobden.cases import Case
from cobden.cases.schema import PolicyState
from cobden.equilibrium import Result, solve
from cobden.households import (
    Places,
    RegionEffects,
    incidence,
    job_changes,
    place_effects,
    read_flows,
    read_households,
    read_places,
    with_regions,
)
from cobden.households.jobs import SOURCE
from cobden.report.people_tables import (
    CasePeople,
    rows_of_hits,
    rows_of_households,
    rows_of_jobs,
    rows_of_places,
    rows_of_regions,
    rules,
)
from cobden.study.case_law import law_of, policy_of, world_of
from cobden.study.people_files import SHIPPED, PeopleTables, tables_of

BY_PRODUCT = "What a category imports is its own products, each at its own price."
BY_SECTOR = "The regions' trade is by sector: products are told apart in the country alone."


def people_shown(case: Case, result: Result, state: PolicyState) -> CasePeople:
    """Return who pays in the first party of whom something is known; empty where it is of none."""
    for code in (party.economy for party in case.parties):
        if code in result.world.economies:
            tables = tables_of(case.folder, code)
            if tables.known:
                regions = regions_of(case, state, tables)
                return people(result, code, tables, regions, deficits=case.closure)
    return CasePeople()


def people(
    result: Result,
    economy: str,
    tables: PeopleTables,
    regions: RegionEffects | None = None,
    *,
    deficits: str | Closure = WORLD_SHARE,
) -> CasePeople:
    """Return who pays in ``economy`` in an equilibrium, as far as there are tables.

    ``regions`` are its places as regions of the equilibrium. ``deficits`` is the treatment under
    which the answers of the others are solved alone.
    """
    households, places, _ = tables
    whole = float(result.equivalent_variation.sel(economy=economy))
    found, notes = CasePeople(economy, whole), ()
    if households is not None:
        by_rule = {rule: incidence(result, households, revenue=rule) for rule in rules(households)}
        groups, prices = rows_of_households(by_rule)
        by_product = by_rule["none"].baskets.products is not None
        notes = (*households.notes, *((BY_PRODUCT,) if by_product else ()))
        found = replace(found, groups=groups, prices=prices)
    if places is not None:
        effects = place_effects(result, places)
        rows = rows_of_places(effects, _answers(result, economy, places, deficits))
        found = replace(found, places=rows, hits=rows_of_hits(effects))
        if regions is not None:
            found = replace(found, regions=rows_of_regions(regions, effects))
            notes = (*notes, *((BY_SECTOR,) if result.world.products else ()))
    moved = job_changes(result, economy)
    jobs = () if np.isnan(moved.benchmark).any() else rows_of_jobs(moved)
    sources = [part.source for part in (households, places) if part is not None]
    return replace(found, jobs=jobs, sources=(*sources, SOURCE), notes=notes)


def regions_of(case: Case, state: PolicyState, tables: PeopleTables) -> RegionEffects | None:
    """Return the places as regions of the equilibrium of a state; None without flows between."""
    if tables.places is None or tables.flows is None:
        return None
    world = replace(world_of(case), products=())
    regions = with_regions(world, tables.places, tables.flows)
    law = law_of(case, policy_of(case), state)
    return RegionEffects(tables.places, solve(regions, law, deficits=case.closure))


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
    case: Case, economy: str, households: Path | None, places: Path | None, flows: Path | None
) -> PeopleTables:
    """Return the tables of a user's own files, else those of the case or the shipped ones.

    Raises ``InputError`` where nothing is known of the economy, or of the places between which the
    flows are.
    """
    known = tables_of(case.folder, economy)
    where = known.places if places is None else read_places(places, economy)
    found = PeopleTables(
        known.households if households is None else read_households(households, economy),
        where,
        known.flows if places is None else None,
    )
    if not found.known:
        raise InputError(
            f"nothing is known of the households or places of {economy}.",
            where="--of",
            remedy=f"Give --households FOLDER or --places FILE.csv; {', '.join(SHIPPED)} ships.",
        )
    if flows is None:
        return found
    if where is None:
        raise InputError(
            f"the places of {economy} are not known.", where="--flows",
            remedy="Give them too: --places FILE.csv.",
        )  # fmt: skip
    return found._replace(flows=read_flows(flows, where))
