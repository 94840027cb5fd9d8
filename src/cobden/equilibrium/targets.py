"""Solve for quantities: the equilibrium in which targets hold, and what holds without them.

Targets are unknowns of the equilibrium like any other (see ``lines``): one solve without them gives
the amounts that they are relative to, a second, started there, meets them all at once.
"""

from typing import TYPE_CHECKING

import jax
import numpy as np
from jax import Array

from cobden.base.errors import Infeasible
from cobden.base.targets import Target
from cobden.equilibrium.lines import Traded, balance, measured, misses, traded
from cobden.equilibrium.model import Problem, allocate, cost_power, with_lines
from cobden.equilibrium.pose import Floats
from cobden.equilibrium.pose_lines import Amounts
from cobden.equilibrium.solver import unpack

if TYPE_CHECKING:
    from cobden.world.world import World

MET = 1e-8  # how closely a target is met, relative


@jax.jit
def observe_lines(problem: Problem, vector: Array) -> tuple[Traded, Array, Array, Array]:
    """Return lines as traded [l], and by target [m] what it measures, misses, and the premium."""
    lines = problem.lines
    assert lines is not None
    state = unpack(vector, problem)
    folded = with_lines(state, problem)
    found = allocate(state, folded)
    centre = cost_power(state.log_cost, problem.elasticity)[1]
    spending, powers = (found.intermediate, found.final), (found.power, centre)
    now = traded(lines, state.log_premium, problem, state.log_cost, spending, powers)
    value = jax.numpy.where(lines.balance, balance(lines, folded, found), measured(lines, now))
    miss = misses(state, problem, folded, found, centre)[0]
    return now, value, miss, state.log_premium


def amounts(world: "World", targets: tuple[Target, ...], before: Floats) -> Amounts:
    """Return what targets ask for, given what they measure without them, ``before`` [m]."""
    level = np.array([_level(t, b) for t, b in zip(targets, before, strict=False)])
    size = np.array([_size(world, t, a) for t, a in zip(targets, level, strict=True)])
    return Amounts(level, size)


def _level(target: Target, before: float) -> float:
    match target.basis:
        case "absolute":
            return target.amount
        case "change":
            return before * target.amount
        case "added":
            return before + target.amount


def _size(world: "World", target: Target, amount: float) -> float:
    """Return what a miss is relative to: the amount, or the trade that a balance is made of."""
    if target.economies is None:
        return abs(amount) or 1.0
    a, b = (world.economy_index(name) for name in target.economies)
    return float(world.flow[world.goods, a, b].sum() + world.flow[world.goods, b, a].sum())


def check_met(
    targets: tuple[Target, ...], value: Floats, miss: Floats, log_premium: Floats, unit: float
) -> float:
    """Return the largest miss; raise ``Infeasible`` where a premium ran into its bound.

    A limit that does not bind, and one that yields at its bound, are met.
    """
    worst = 0.0
    for t, found, off, premium in zip(targets, value, miss, log_premium, strict=False):
        free = t.sense != "equal" and premium == 0
        at_bound = premium in (np.log1p(t.least), np.log1p(t.most))
        if free or (at_bound and t.yields):
            continue
        if at_bound and abs(off) > MET:
            raise Infeasible(
                f"no premium from {t.least:.0%} to {t.most:.0%} reaches this: at "
                f"{np.expm1(premium):.1%} the {t.measured} is {found * unit:.6g} billion USD, "
                f"the {'largest' if off < 0 else 'smallest'} feasible value, off by "
                f"{abs(off):.1%}.",
                where=t.name,
                remedy="Ask for less, allow more, or name more lines of trade.",
            )
        worst = max(worst, abs(off))
    return float(worst)
