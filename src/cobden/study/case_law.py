"""The world and the law of a case: the benchmark, the body of law, and what a state makes of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date as Date

from cobden.base.errors import InputError, unknown
from cobden.base.files import place
from cobden.cases import Case
from cobden.cases.schema import PolicyState
from cobden.measures import Law, Policy
from cobden.measures.stacking_rules import read_rules
from cobden.study.product_tables import tables_of
from cobden.study.state_by_day import StateByDay
from cobden.world.elasticities import DEFAULT
from cobden.world.world import World


def world_of(case: Case) -> World:
    """Return the benchmark of a case, with its elasticities: its year's flows, its day's tariffs.

    And the products of the importers that it names. Raises ``InputError`` for a day that the dated
    law does not cover, and for an importer whose products are not known.
    """
    world, tables = _holding(case, _benchmark_of(case)), tables_of(case)
    return world.with_products(*tables) if tables else world


def _benchmark_of(case: Case) -> World:
    world, day = _flows_of(case), _day_of(case)
    if day is None or day == world.tariffs_on:
        return world
    try:
        return Policy.load().rebased(world, day)
    except InputError as fault:
        where = place(case.folder / "case.yaml", "world", "tariffs_on")
        remedy = "Choose a day in it"
        if case.file.world.table is None and case.file.world.year < 2018:
            remedy += "; or leave tariffs_on out, and the benchmark holds the rates of its year"
        raise InputError(fault.what, where=where, remedy=f"{remedy}.") from None


def _holding(case: Case, world: World) -> World:
    """Return the world with the ordinary duties that the case says its benchmark holds."""
    day = case.file.world.tariffs_on
    if not case.held or day is None:
        return world
    held = tuple(tariff.model_copy(update={"in_benchmark": False}) for tariff in case.held)
    law = Policy(held).based_on(world.tariffs_on).on(day)
    return world.with_tariffs(law.wedges(world).tariff, day)


def _flows_of(case: Case) -> World:
    """Return the world with the flows that a case names, and the tariffs that come with them."""
    chosen, elasticity = case.file.world, case.file.model.elasticity or DEFAULT
    if chosen.table is None:
        return World.load(elasticity, year=chosen.year)
    try:
        return World.built(chosen.table, elasticities=elasticity)
    except InputError as fault:
        where = place(case.folder / "case.yaml", "world", "table")
        raise InputError(fault.what, where=where, remedy=fault.remedy) from None


def _day_of(case: Case) -> Date | None:
    """Return the day whose law is in a case's benchmark; None: as the tables of 2022 hold it."""
    chosen = case.file.world
    if chosen.table is None or chosen.tariffs_on is not None:
        return chosen.day
    return _flows_of(case).tariffs_on


def policy_of(case: Case) -> Policy:
    """Return the body of law that a case names, or an empty one, for the case's benchmark."""
    policy = Policy.load(case.file.law) if case.file.law else Policy(())
    own = case.folder / "stacking.toml"
    if own.exists():
        known = {m.authority for some in case.addable.values() for m in some}
        mine = read_rules(own, beside=policy.rules, known=known)
        policy = replace(policy, rules=policy.rules + mine)
    return policy.based_on(_day_of(case))


def law_of(case: Case, policy: Policy, state: PolicyState) -> Law:
    """Return the law of a state: of its day, with the measures and terms it adds or drops."""
    standing = {measure.id for measure in policy.measures}
    known = standing | set(case.addable)
    for key, names in (("add", state.add), ("drop", state.drop)):
        for name in names:
            if name not in known:
                raise unknown("measure", name, sorted(known), where=place_of(case, state, key))
    for name in state.add:
        if name in standing:
            raise InputError(
                f"'{name}' is part of the law that holds already.",
                where=place_of(case, state, "add"),
                remedy="Leave it out: add is for what measures.csv, instruments.yaml and "
                "agreements.yaml hold.",
            )
    with _at(case, state, "add"):
        added = [m for name, some in case.addable.items() if name in state.add for m in some]
        policy = policy + added
    with _at(case, state, "lapse"):
        if state.lapse:
            policy = policy.without_suspension(on=state.lapse, on_except=state.lapse_except)
    law = policy.on(state.on)
    for number, terms in enumerate(state.terms):
        with _at(case, state, "terms", number):
            authority = terms.authority or None
            law = law.with_terms(terms.of, policy.on(terms.as_on), authority=authority)
    # What is dropped stays in the benchmark, where it was in force.
    gone = {*state.drop, *(m.id for name in state.drop for m in case.agreements.get(name, ()))}
    held, instruments = (
        tuple(m for m in part if m.id not in gone) for part in (law.tariffs, law.instruments)
    )
    return replace(law, tariffs=held, instruments=instruments)


def state_of(case: Case, wanted: str | None) -> PolicyState:
    """Return a state of a case by its id, by default the one that the brief shows.

    Raises ``InputError`` for one that the case does not have.
    """
    name = wanted or case.file.brief.state
    for state in case.states:
        if state.id == name:
            return state
    raise unknown("state", name, [state.id for state in case.states], where=case.name)


def state_by_day(case: Case, policy: Policy, state: PolicyState) -> StateByDay:
    """Return what was in force before a state's day, and the state's law from then on."""

    def on(known: Policy, day: Date) -> Law:
        return law_of(case, known, state.model_copy(update={"on": day}))

    added = tuple(m for name, some in case.addable.items() if name in state.add for m in some)
    return StateByDay(policy, state.on, on, added)


@contextmanager
def _at(case: Case, state: PolicyState, *key: str | int) -> Iterator[None]:
    """Say of what is wrong in here that it is in a key of a state."""
    try:
        yield
    except InputError as fault:
        raise InputError(
            fault.what, where=place_of(case, state, *key), remedy=fault.remedy
        ) from None


def place_of(case: Case, state: PolicyState, *key: str | int) -> str:
    """Return where a key of a state stands, for errors."""
    return place(case.folder / "case.yaml", "states", state.id, *key)
