"""What is checked of a case once its world is known, each fault with its place in the files."""

from typing import TYPE_CHECKING, Any

from cobden.base.economies import group
from cobden.base.errors import InputError, unknown
from cobden.base.files import place
from cobden.cases import Case
from cobden.cases.schema import PolicyState
from cobden.measures import Policy
from cobden.measures.goods import unknown_sector
from cobden.study.case_law import law_of, place_of
from cobden.world.world import World

if TYPE_CHECKING:
    from cobden.measures import Enacted


def refuse_idle(case: Case, policy: Policy, state: PolicyState) -> None:
    """Raise ``InputError`` for a key of a state without which its law would be the same."""
    law = law_of(case, policy, state)
    parts: list[tuple[str, tuple[str | int, ...], dict[str, tuple]]] = [
        (f"drop of '{name}'", ("drop",), {"drop": tuple(n for n in state.drop if n != name)})
        for name in state.drop
    ]
    parts += [
        ("terms", ("terms", at), {"terms": state.terms[:at] + state.terms[at + 1 :]})
        for at in range(len(state.terms))
    ]
    if state.lapse:
        parts.append(("lapse", ("lapse",), {"lapse": (), "lapse_except": ()}))
    for what, key, without in parts:
        if law.same(law_of(case, policy, state.model_copy(update=without))):
            raise InputError(
                f"{what} changes nothing: the law of {state.on} is the same without it.",
                where=place_of(case, state, *key),
                remedy="Check what is in force on that day (cobden rate), or leave it out.",
            )


def check_case(case: Case, world: World) -> None:
    """Raise ``InputError`` for a party, a market or a measure that its world cannot have."""
    path = case.folder / "case.yaml"
    for number, party in enumerate(case.parties):
        if not set(group(party.economy) or (party.economy,)) & set(world.economies):
            where = place(path, "parties", number, "economy")
            raise unknown("economy", party.economy, world.economies, where=where)
    for sector in case.file.brief.markets:
        if sector not in world.sectors:
            raise unknown_sector(sector, world.sectors, where=place(path, "brief", "markets"))
    for measure in (m for some in case.addable.values() for m in some):
        for name in (*measure.goods, *measure.goods_except):
            if not _known(name, world):
                where = f"{case.file_of(measure.id)}: {measure.id} (goods)"
                raise unknown_sector(name, world.sectors, where=where)
    for state in case.states:
        for measure in (m for name in state.add for m in case.addable.get(name, ())):
            if not measure.in_force(state.on):
                until = f" and ends on {measure.end}" if measure.end else ""
                raise InputError(
                    f"'{measure.id}' is not in force on {state.on}.",
                    where=place_of(case, state, "add"),
                    remedy=f"It starts on {measure.start}{until}; change these dates or the "
                    "state's.",
                )


def _known(goods: str, world: World) -> bool:
    return goods == "all" or goods[0] in "@0123456789" or goods in world.sectors


def enacted(case: Case, policy: Policy, state: PolicyState, world: World) -> "Enacted[Any]":
    """Return what the law of a state puts on the world; faults of its measures name their file."""
    try:
        return law_of(case, policy, state).enacted(world)
    except InputError as fault:
        path = case.file_of(fault.where.partition(":")[0])
        if path is None:
            raise
        raise InputError(fault.what, where=f"{path}: {fault.where}", remedy=fault.remedy) from None
