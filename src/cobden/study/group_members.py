"""The members of a group at the table, on a world: each one's part of what packages bring."""

from typing import TYPE_CHECKING

import numpy as np

from cobden.base.economies import group
from cobden.base.errors import InputError
from cobden.base.population import population
from cobden.study.package_equilibria import PackageSolver
from cobden.talks.members import Members

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.effects import Effects
    from cobden.talks.table import Table
    from cobden.world.world import World

    Floats = NDArray[np.float64]


def groups_at(table: "Table", world: "World") -> tuple[str, ...]:
    """Return the parties that are groups whose members a world shows one by one.

    Raises ``InputError`` where members must assent and the world does not show them.
    """
    found = []
    for key, party in table.parties.items():
        several = group(party.economy) and party.economy not in world.economies
        if several and len(world.positions(party.economy)) > 1:
            found.append(key)
        elif party.assent is not None:
            raise InputError(
                f"the members of {party.economy} must assent, and this world does not show them "
                "one by one.",
                where=f"talks.yaml: parties.{key}.assent",
                remedy="Take a world that is not merged, or leave assent out.",
            )
    return tuple(found)


def members(
    solver: PackageSolver,
    key: str,
    like: "Effects",
    at: "NDArray[np.int_]",
    parts: "Floats",
    outside: "Floats",
) -> Members:
    """Return the members of the party ``key``.

    ``parts`` [package, part] are those of packages that ``like`` has at the positions ``at``
    [package], and unknown elsewhere; ``outside`` [party, part] of walking out.
    """
    world, party = solver.world, solver.table.parties[key]
    places = world.positions(party.economy)
    names = tuple(world.economies[n] for n in places)
    income = np.asarray(world.income)[places]
    income = income / income.sum()
    split = _split(solver, names, income)
    exact = np.full((len(names), *like.exact.shape), np.nan)
    exact[:, at] = parts @ split
    walked = outside[list(solver.table.parties).index(key)] @ split
    missing = tuple(code for code in group(party.economy) or () if code not in names)
    people = np.array([population(code) for code in names])
    return Members(names, income, people / people.sum(), exact, walked, missing)


def _split(solver: PackageSolver, names: tuple[str, ...], income: "Floats") -> "Floats":
    """Return what of each part of an outcome is each member's [member, part, outcome].

    A part of a member's own, or with a member, is that member's; any other is shared by income.
    """
    found = income[:, None, None] * solver.gather
    for number, (outcome, one) in enumerate(solver.read):
        own = next((name for name in (one.economy, one.partner) if name in names), None)
        if own is not None:
            found[:, number, outcome] = np.array(names) == own
    return found
