"""Whether what meets every equation is an economy: incomes, spending and outputs above zero.

The equations hold at negative incomes as well: who gives away more than it earns buys negative
amounts. Such a solution is no equilibrium. It may hide one that a path from smaller transfers leads
to; where none does, how far that path leads is the largest transfer that can be made.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jax import Array

from cobden.base.errors import Infeasible, NotConverged
from cobden.equilibrium._problem import Problem
from cobden.equilibrium._shock import Floats, Shock
from cobden.outcomes import Accounts
from cobden.world.world import World

NOISE = 1e-9  # of value added: what an output or spending of nothing may be below zero
_NOTEWORTHY = 0.5  # a rise of a tariff
_STEPS = 4
_HALVINGS = 12


class Signs(NamedTuple):
    """The smallest income over its benchmark value, and output or spending over value added.

    ``economy`` is where the worse of the two is, ``what`` which one it is.
    """

    least_income: float
    least_output: float
    economy: str
    what: str

    @property
    def hold(self) -> bool:
        """Whether all are as they must be."""
        return self.least_income > NOISE and self.least_output >= -NOISE


def signs(world: World, problem: Problem, found: Accounts) -> Signs:
    """Return the smallest income, and the smallest output or spending, of an equilibrium."""
    earned = np.asarray(problem.endowment)
    income = np.asarray(found.income) / world.income
    spent = (np.asarray(found.intermediate) + np.asarray(found.final)) / earned
    made = np.asarray(found.output) / earned
    least = {"income": income, "spending": spent.min(axis=0), "output": made.min(axis=0)}
    what = "income"
    if income.min() > NOISE:
        what = min(("spending", "output"), key=lambda name: least[name].min())
    economy = world.economies[int(np.argmin(least[what]))]
    smallest = float(min(least["spending"].min(), least["output"].min()))
    return Signs(float(income.min()), smallest, economy, what)


Solve = Callable[[Shock, Array | None], tuple[Array, Signs]]


class Reached(NamedTuple):
    """How much of the transfers can be made, the unknowns there, and the signs just beyond.

    ``share`` is 1 where all can be made; ``vector`` is None where not even none can; ``beyond`` is
    None where nothing beyond was solved.
    """

    share: float
    vector: Array | None
    beyond: Signs | None


def nearest(world: World, shock: Shock, solve: Solve) -> Reached:
    """Return how far a path of growing transfers leads.

    Where the shock moves none, they are the benchmark's own net transfers.
    """
    reached, vector, beyond = 0.0, None, None
    tries, step = [0.0], 1 / _STEPS
    while tries:
        at = tries.pop()
        try:
            tried, found = solve(shock._replace(transfer=part(world, shock, at)), vector)
            beyond = beyond if found.hold else found
        except NotConverged:
            tried, found = None, None
        if tried is not None and found is not None and found.hold:
            reached, vector = at, tried
        elif vector is None:
            break  # not even without transfers
        else:
            step /= 2
        if reached < 1 and step > 0.5**_HALVINGS:
            tries.append(min(reached + step, 1.0))
    return Reached(reached, vector, beyond)


def part(world: World, shock: Shock, share: float) -> Floats:
    """Return the transfers [n] of which a ``share`` of the shock's, or the benchmark's, is left."""
    return share * shock.transfer if shock.transfer.any() else (share - 1) * world.deficit


def infeasible(
    world: World, shock: Shock, closure: str, found: Signs, share: float | None = None
) -> Infeasible:
    """Return the error for signs that do not hold; ``share`` of the transfers can be made."""
    n = world.economies.index(found.economy)
    what = f"the {found.what} of {found.economy} would be negative, which no economy can have."
    if shock.targets.targets and share is None:
        names = ", ".join(f"'{target.name}'" for target in shock.targets.targets)
        return Infeasible(what, where=names, remedy="Ask for less, or over more lines of trade.")
    moved = shock.transfer if shock.transfer.any() else world.deficit
    where = "transfer" if shock.transfer.any() else f"deficits={closure!r}"
    if not share:
        return Infeasible(
            what,
            where=where,
            remedy="It is so without any transfer: lower the wedges and shocks that fall on it.",
        )
    most = abs(share * moved[n])
    return Infeasible(
        what,
        where=where,
        remedy=f"The largest part of these transfers with which all incomes and outputs are above "
        f"zero is {share:.1%}: {found.economy} then {'pays' if moved[n] < 0 else 'receives'} "
        f"{most:.4g} of world value added, {most * world.value_usd / 1e9:,.0f} billion USD.",
    )


def cautions(world: World, shock: Shock) -> tuple[str, ...]:
    """Return why the answer to a shock may be an artefact of demands that hardly react.

    Where the elasticity of substitution is below one, buyers spend more on what a tariff makes
    dearer: its revenue grows without limit, and so does the gain of who levies it.
    """
    theta = shock.horizon.elasticity(world.elasticity)
    raised = (shock.wedges.tariff - world.tariff).max(axis=(1, 2))
    found = [k for k in np.flatnonzero((theta < 0) & (raised > _NOTEWORTHY))]
    if not found:
        return ()
    worst = max(found, key=lambda k: raised[k])
    return (
        f"in {len(found)} sectors demand is inelastic at this horizon (elasticity of substitution "
        f"{1 + theta[worst]:.2f} in {world.sectors[worst]}) and tariffs rise by up to "
        f"{raised[worst]:.0%}: the gain of who levies them is the model's, not the world's",
    )
