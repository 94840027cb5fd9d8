"""A path on which what is believed of the law changes: what was lived of plans, put together."""

from collections.abc import Sequence
from dataclasses import replace

import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.terms import Terms
from cobden.dynamics.capital import root_of_rest
from cobden.dynamics.law_by_year import Plan
from cobden.dynamics.path_equations import PathProblem, PathState
from cobden.dynamics.path_products import Folds
from cobden.dynamics.path_quantities import PathQuantities, idle
from cobden.dynamics.path_setting import PathSetting
from cobden.dynamics.pose_path import Floats, PathStart
from cobden.dynamics.world_path import WorldPath


def surprised(
    setting: PathSetting, plans: list[Plan], start: PathStart, anew: set[int]
) -> WorldPath:
    """Return the path on which what is believed of the law changes, and each time as a surprise.

    ``plans`` [t]: what is believed in each period of it and of those after it. Each surprise, and
    each period of ``anew``, starts a foreseen path from where capital, labour, wages and prices
    then are; what is lived of each, until the next, is put together.
    """
    periods, laws = len(plans), [plan[0] for plan in plans]
    pace = setting.pace([*laws, *[laws[-1]] * periods])
    overtaken = {t for t in range(1, periods) if not _alike(plans[t - 1][1:], plans[t])}
    changed = sorted({0} | overtaken | anew)
    made = _made(setting, plans, start, changed, pace)
    return _together(setting, laws, start, made, pace[[*range(periods), -1]])


def _made(
    setting: PathSetting, plans: list[Plan], start: PathStart, changed: list[int], pace: Floats
) -> list[tuple[int, WorldPath]]:
    """Return each plan with the position at which it is made, from where the last one left off."""
    periods, made, begin, near = len(plans), [], start, None
    for first, after in zip(changed, [*changed[1:], periods], strict=True):
        believed = [*plans[first], *[plans[first][-1]] * first]
        ahead = pace[[*range(first, first + periods), -1]]
        plan = setting.solved(believed, begin, ahead, near)
        made.append((first, plan))
        if after < periods:
            gone = after - first
            begin = PathStart(
                np.asarray(plan.state.log_capital[gone]), np.asarray(plan.state.log_labour[gone]),
                np.asarray(plan.found.own_wage[gone - 1]),
                np.asarray((plan.found.consumer_price + plan.found.log_money)[gone - 1]),
            )  # fmt: skip
            later = np.minimum(np.arange(gone, gone + periods + 1), periods)
            near = PathState(*(jnp.asarray(part)[later] for part in plan.state))
    return made


def _together(
    setting: PathSetting, laws: Plan, start: PathStart, made: list[tuple[int, WorldPath]],
    pace: Floats,
) -> WorldPath:  # fmt: skip
    """Return what was lived of plans as one path; after the last period the last one goes on."""
    periods, (last, plan) = len(laws), made[-1]
    ends = [*(first for first, _ in made[1:]), periods]
    lived = [(one, slice(end - first)) for (first, one), end in zip(made, ends, strict=True)]
    lived.append((plan, slice(-1, None)))
    vector = _joined(
        [[np.asarray(one.state[j])[own] for one, own in lived] for j in range(len(plan.state))]
    )
    quantities = None
    if any(terms.targets.targets for terms in laws):
        quantities = PathQuantities.joined([(_quantities_of(one), own) for one, own in lived])
    premiums = None if quantities is None else quantities.premiums
    log_cost = np.concatenate([np.asarray(one.state.log_cost)[own] for one, own in lived])
    folds = Folds.of(setting.world, [*laws, laws[-1]], pace, log_cost)
    problem = setting.posed(laws, start, pace, premiums, folds)
    problem = _continued(problem, plan, periods - last)
    money = jnp.asarray(np.concatenate([one.found.log_money[own] for one, own in lived]))
    problem = problem._replace(money=problem.money._replace(lived=money))
    steps = sum(one.certificate.steps for _, one in made)
    worst = max((one for _, one in made), key=lambda one: one.certificate.largest)
    whole = setting.shown(laws, problem, vector, steps, proven=worst)
    return replace(whole, plans=tuple(made), quantities=quantities)


def _quantities_of(plan: WorldPath) -> PathQuantities:
    """Return how a plan meets quantities; nothing, where its law sets none."""
    none = idle((*plan.law, plan.always))
    slack = tuple(one.astype(bool) for one in none)
    return plan.quantities or PathQuantities(none, none, none, none, slack, 0.0)


def _joined(parts: Sequence[Sequence[Floats]]) -> Array:
    """Return the unknowns [t, ...] of stretches of years as one vector."""
    return jnp.concatenate([jnp.ravel(jnp.asarray(np.concatenate(part))) for part in parts])


def _alike(one: Plan, other: Plan) -> bool:
    return all(_same(a, b) for a, b in zip(one, other, strict=True))


def _continued(problem: PathProblem, plan: WorldPath, gone: int) -> PathProblem:
    """Return the problem in which capital goes on after the last year as the last plan has it."""
    root = root_of_rest(plan.problem.capital, jnp.asarray(plan.state.log_capital), gone)
    return problem._replace(capital=problem.capital._replace(root=root))


def _same(one: Terms, other: Terms) -> bool:
    def equal(a: Floats | None, b: Floats | None) -> bool:
        return a is b or (a is not None and b is not None and np.array_equal(a, b))

    return one is other or (
        one.wedges.same(other.wedges)
        and equal(one.transfer, other.transfer)
        and equal(one.productivity, other.productivity)
        and one.targets == other.targets
    )
