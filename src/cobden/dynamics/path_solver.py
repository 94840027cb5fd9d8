"""The compiled solver: one fixed point over all years and the steady state, and its adjoint."""

from functools import partial
from math import prod
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.path_equations import (
    PathAllocation,
    PathProblem,
    PathState,
    Trade,
    accounts,
    conditions,
    following,
    largest_gap,
)
from cobden.dynamics.path_outcome import PathBase, outcomes
from cobden.numerics.adjoint import solve_adjoint
from cobden.numerics.fixed_point import Point, anderson

TOLERANCE = 1e-9
MAX_STEPS = 600
_MEMORY = 12


def pack(state: PathState) -> Array:
    """Return a state as one vector."""
    return jnp.concatenate([jnp.ravel(part) for part in state])


def unpack(vector: Array, problem: PathProblem) -> PathState:
    """Return the state that a vector holds."""
    t, k, n = problem.log_productivity.shape
    cells, single = (t, k, n), (t, n)
    parts, at = [], 0
    for shape in (cells, cells, single, cells, single):
        size = prod(shape)
        parts.append(vector[at : at + size].reshape(shape))
        at += size
    return PathState(*parts)


@partial(jax.jit, static_argnames=("rules",))
def fixed_point(problem: PathProblem, start: Array, rules: Mechanisms, tolerance: float) -> Point:
    """Solve all years and the steady state together by Anderson acceleration."""

    def advance(vector: Array) -> tuple[Array, Array]:
        state, gap, _ = following(unpack(vector, problem), problem, rules)
        return pack(state), largest_gap(gap)

    return anderson(advance, start, jnp.ones_like(start), tolerance, MAX_STEPS, _MEMORY)


class ObservedPath(NamedTuple):
    """A state, what follows from it, the residuals, and what no equation imposes."""

    state: PathState
    found: PathAllocation
    gap: PathState
    walras: Array
    accounts: Array


@partial(jax.jit, static_argnames=("rules",))
def observe(problem: PathProblem, vector: Array, rules: Mechanisms) -> ObservedPath:
    """Return all that a vector of unknowns stands for."""
    state = unpack(vector, problem)
    gap, found = conditions(state, problem, rules)
    return ObservedPath(state, found, gap, *accounts(problem, found))


see = jax.jit(outcomes)


@partial(jax.jit, static_argnames=("kind",))
def _slopes_of(
    state: PathState,
    problem: PathProblem,
    found: PathAllocation,
    base: PathBase,
    kind: str,
    place: Array,
) -> tuple[PathState, Trade, PathAllocation]:
    """Return the slopes of an outcome by the state, the weights of trade and what follows."""

    def outcome(state: PathState, trade: Trade, found: PathAllocation) -> Array:
        values = getattr(outcomes(state, problem._replace(trade=trade), found, base), kind)
        return jnp.where(place > 0, values * place, 0.0).sum()

    return jax.grad(outcome, argnums=(0, 1, 2))(state, problem.trade, found)


@partial(jax.jit, static_argnames=("rules",))
def _adjoint(
    problem: PathProblem, vector: Array, rules: Mechanisms,
    slopes: tuple[PathState, Trade, PathAllocation],
) -> tuple[Trade, Point]:  # fmt: skip
    """Return the slopes of an outcome by the weights of trade, all told, and the adjoint's end."""

    def step(x: Array, trade: Trade) -> tuple[Array, PathAllocation]:
        posed = problem._replace(trade=trade)
        state, _, found = following(unpack(x, posed), posed, rules)
        return pack(state), found

    _, back = jax.vjp(step, vector, problem.trade)
    by_state, by_trade, by_found = slopes
    nothing = jax.tree.map(jnp.zeros_like, by_found)
    direct = pack(by_state) + back((jnp.zeros_like(vector), by_found))[0]
    found, end = solve_adjoint(
        lambda a: back((a, nothing))[0], direct, jnp.ones_like(direct), TOLERANCE / 10, MAX_STEPS,
        memory=_MEMORY,
    )  # fmt: skip
    return jax.tree.map(jnp.add, by_trade, back((found, by_found))[1]), end


def adjoint(
    problem: PathProblem, vector: Array, rules: Mechanisms, base: PathBase, kind: str, place: Array
) -> tuple[Trade, Point]:
    """Return the slopes of an outcome by the weights of trade, and the adjoint's end.

    By the implicit function theorem (``numerics.adjoint``). ``place`` has a one at the outcome's
    position in its array. What shapes the steps is kept in single precision; in the adjoint of a
    step its rounding errors would stay.
    """
    exact = problem.home._replace(inverse=problem.home.inverse.astype(vector.dtype))
    problem = problem._replace(home=exact)
    state, found, *_ = observe(problem, vector, rules)
    slopes = _slopes_of(state, problem, found, base, kind, place)
    return _adjoint(problem, vector, rules, slopes)
