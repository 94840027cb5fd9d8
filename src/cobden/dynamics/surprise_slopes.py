"""Slopes through surprises: what was lived of each plan, and where it left the next to start."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
from jax import Array

from cobden.dynamics.capital import root_of_rest
from cobden.dynamics.path_equations import PathAllocation, PathState
from cobden.dynamics.path_solver import Inputs, slopes_of_lived
from cobden.dynamics.plan_slopes import PlanSlopes, plan_slopes

if TYPE_CHECKING:
    from cobden.dynamics.world_path import WorldPath


def through_surprises(path: "WorldPath", kind: str, place: Array) -> Iterator[PlanSlopes]:
    """Yield, for each plan of a path, first to last, the slopes of an outcome by its tariffs.

    Backward: the last plan moves what was lived of it; each earlier one what was lived of it and,
    by where it left capital, labour, wages and prices, all later plans.
    """
    state = PathState(*map(jnp.asarray, path.state))
    by_state, by_trade, by_money, by_root = slopes_of_lived(
        path.problem, state, path.rules, path.base, kind, place
    )
    periods = len(path.periods)
    ends = [*(first for first, _ in path.plans[1:]), periods]
    found, later = [], None
    for (first, plan), end in reversed(list(zip(path.plans, ends, strict=True))):
        gone, is_last = end - first, end == periods
        ours = PathState(*(_lived(part, first, end, is_last=is_last) for part in by_state))
        money = _lived(by_money, first, end, is_last=is_last)
        if is_last:
            capital = plan.problem.capital
            log_capital = jnp.asarray(plan.state.log_capital)
            _, back = jax.vjp(lambda k, c=capital, t=gone: root_of_rest(c, k, t), log_capital)
            ours = ours._replace(log_capital=ours.log_capital + back(by_root)[0])
        by_found = jax.tree.map(jnp.zeros_like, PathAllocation(*map(jnp.asarray, plan.found)))
        by_found = by_found._replace(log_money=money)
        if later is not None:
            ours, by_found = _with_start(ours, by_found, later, gone)
        direct = jax.tree.map(lambda part, f=first, e=end, last=is_last: _lived(
            part, f, e, is_last=last), by_trade)  # fmt: skip
        found.append(plan_slopes(plan, ours, by_found, direct))
        later = found[-1].start
    yield from reversed(found)


def _lived(part: Array, first: int, end: int, *, is_last: bool) -> Array:
    """Return what falls on a plan's periods that are lived, at their place in it [t, ...]."""
    own = jnp.zeros_like(part).at[: end - first].set(part[first:end])
    return own.at[-1].set(part[-1]) if is_last else own


def _with_start(
    ours: PathState, by_found: PathAllocation, later: Inputs, gone: int
) -> tuple[PathState, PathAllocation]:
    """Return the slopes with those of a later plan by its start, which this one left it."""
    return ours._replace(
        log_capital=ours.log_capital.at[gone].add(later.capital),
        log_labour=ours.log_labour.at[gone].add(later.labour),
    ), by_found._replace(
        own_wage=by_found.own_wage.at[gone - 1].add(later.wage),
        consumer_price=by_found.consumer_price.at[gone - 1].add(later.price),
        log_money=by_found.log_money.at[gone - 1].add(later.price),
    )
