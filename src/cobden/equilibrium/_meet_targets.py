"""Solve for quantities: the equilibrium in which targets hold, and what holds without them.

Targets are unknowns of the equilibrium like any other (see ``_line_demand``): one solve without
them gives the amounts that they are relative to, a second, started there, meets them all at once.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import jax
import numpy as np
from jax import Array

from cobden.base.errors import Infeasible
from cobden.base.targets import Target
from cobden.equilibrium._line_demand import Traded, balance, measured, misses, traded
from cobden.equilibrium._model import allocate, cost_power, with_lines
from cobden.equilibrium._pose_lines import Amounts
from cobden.equilibrium._problem import Problem, unpack
from cobden.equilibrium._shock import Floats

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


def without_slack(targets: tuple[Target, ...], level: Floats, unit: float) -> tuple[Target, ...]:
    """Return targets of which, where several are on the same trade, one alone can bind.

    That is the tightest limit, or an exact promise within it.

    ``level`` [m] is what each asks for, ``unit`` billion USD in one of world value added. Raises
    ``Infeasible`` naming both where a promise asks for more than a limit on the same trade allows.
    """
    limits = [m for m, t in enumerate(targets) if _is_limit(t)]
    for m, promise in enumerate(targets):
        if promise.measured != "volume" or promise.most > 0:
            continue
        for n in limits:
            if set(promise.on) <= set(targets[n].on) and level[m] > level[n] * (1 + MET):
                raise Infeasible(
                    f"it asks for {level[m] * unit:.6g} billion USD of what '{targets[n].name}' "
                    f"limits to {level[n] * unit:.6g} billion USD.",
                    where=promise.name,
                    remedy="Ask for no more than the limit allows, or raise the limit.",
                )
    tightest: dict[frozenset[int], int] = {}
    for m in limits:
        on = frozenset(targets[m].on)
        if on not in tightest or level[m] < level[tightest[on]]:
            tightest[on] = m
    exact = [frozenset(t.on) for t in targets if t.most <= 0 and t.sense == "equal"]
    slack = set(limits) - {m for on, m in tightest.items() if on not in exact}
    return tuple(replace(t, least=0.0, most=0.0) if m in slack else t
                 for m, t in enumerate(targets))  # fmt: skip


def _is_limit(target: Target) -> bool:
    return target.sense == "at_most" and target.measured == "volume" and not target.yields


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
            reached = f"{found:.6g}" if t.measured == "price" else f"{found * unit:.6g} billion USD"
            raise Infeasible(
                f"no premium from {t.least:.0%} to {t.most:.0%} reaches this: at "
                f"{np.expm1(premium):.1%} the {t.measured} is {reached}, "
                f"the {'largest' if off < 0 else 'smallest'} feasible value, off by "
                f"{abs(off):.1%}.",
                where=t.name,
                remedy="Ask for less, allow more, or name more lines of trade.",
            )
        worst = max(worst, abs(off))
    return float(worst)


def beyond_bounds(targets: tuple[Target, ...], log_premium: Floats) -> float:
    """Return by how much the largest premium is outside the bounds of its rate, in logs."""
    low, high = (np.log1p([getattr(t, name) for t in targets]) for name in ("least", "most"))
    premium = np.asarray(log_premium)[: len(targets)]
    return float(np.maximum(low - premium, premium - high).max(initial=0.0))
