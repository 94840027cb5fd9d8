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
    allocate,
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


@partial(jax.jit, static_argnames=("rules",))
def residual_at(problem: PathProblem, vector: Array, rules: Mechanisms) -> Array:
    """Return the largest residual at a vector of unknowns."""
    return largest_gap(conditions(unpack(vector, problem), problem, rules)[0])


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


class Inputs(NamedTuple):
    """What a path depends on: the weights of trade, where it starts, and licences' rates [m]."""

    trade: Trade
    capital: Array  # [n]
    labour: Array  # [k, n]
    wage: Array  # [k, n]
    price: Array  # [n]
    licences: Array | None

    @classmethod
    def of(cls, problem: PathProblem) -> "Inputs":
        """Return those of a problem."""
        p = problem
        rate = None if p.licences is None else p.licences.rate
        return cls(p.trade, p.capital.start, p.labour.start, p.money.start, p.money.level, rate)

    def put(self, problem: PathProblem) -> PathProblem:
        """Return a problem with these."""
        held = problem.licences
        if held is not None and self.licences is not None:
            held = held._replace(rate=self.licences)
        return problem._replace(
            licences=held,
            trade=self.trade,
            capital=problem.capital._replace(start=self.capital),
            labour=problem.labour._replace(start=self.labour),
            money=problem.money._replace(start=self.wage, level=self.price),
        )


@partial(jax.jit, static_argnames=("kind",))
def slopes_of(
    state: PathState,
    problem: PathProblem,
    found: PathAllocation,
    base: PathBase,
    kind: str,
    place: Array,
) -> tuple[PathState, Trade, PathAllocation]:
    """Return the slopes of an outcome by the state, the weights of trade and what follows.

    ``place`` has a one at the outcome's position in its array.
    """

    def outcome(state: PathState, trade: Trade, found: PathAllocation) -> Array:
        values = getattr(outcomes(state, problem._replace(trade=trade), found, base), kind)
        return jnp.where(place > 0, values * place, 0.0).sum()

    return jax.grad(outcome, argnums=(0, 1, 2))(state, problem.trade, found)


@partial(jax.jit, static_argnames=("rules",))
def _adjoint(
    problem: PathProblem, vector: Array, rules: Mechanisms, by_state: PathState,
    by_found: PathAllocation,
) -> tuple[Inputs, Point]:  # fmt: skip
    """Return the slopes of an outcome by the inputs, all told, and the adjoint's end."""

    def step(x: Array, inputs: Inputs) -> tuple[Array, PathAllocation]:
        posed = inputs.put(problem)
        state, _, found = following(unpack(x, posed), posed, rules)
        return pack(state), found

    _, back = jax.vjp(step, vector, Inputs.of(problem))
    nothing = jax.tree.map(jnp.zeros_like, by_found)
    direct = pack(by_state) + back((jnp.zeros_like(vector), by_found))[0]
    found, end = solve_adjoint(
        lambda a: back((a, nothing))[0], direct, jnp.ones_like(direct), TOLERANCE / 10, MAX_STEPS,
        memory=_MEMORY,
    )  # fmt: skip
    return back((found, by_found))[1], end


def adjoint(
    problem: PathProblem, vector: Array, rules: Mechanisms, by_state: PathState,
    by_found: PathAllocation,
) -> tuple[Inputs, Point]:  # fmt: skip
    """Return the slopes by a path's inputs of what has these by its state and what follows.

    By the implicit function theorem (``numerics.adjoint``). What shapes the steps is kept in single
    precision; in the adjoint of a step its rounding errors would stay.
    """
    exact = problem.home._replace(inverse=problem.home.inverse.astype(vector.dtype))
    return _adjoint(problem._replace(home=exact), vector, rules, by_state, by_found)


@partial(jax.jit, static_argnames=("rules", "kind"))
def slopes_of_lived(
    problem: PathProblem, state: PathState, rules: Mechanisms, base: PathBase, kind: str,
    place: Array,
) -> tuple[PathState, Trade, Array, Array]:  # fmt: skip
    """Return the slopes of an outcome of a path pieced together from plans.

    By its state, the weights of trade, the money that was lived [t, n], and the root at which
    capital goes on after the last year [n].
    """

    def outcome(state: PathState, trade: Trade, lived: Array, root: Array) -> Array:
        posed = problem._replace(
            trade=trade,
            money=problem.money._replace(lived=lived),
            capital=problem.capital._replace(root=root),
        )
        found = allocate(state, posed, rules)
        values = getattr(outcomes(state, posed, found, base), kind)
        return jnp.where(place > 0, values * place, 0.0).sum()

    assert problem.money.lived is not None
    at = (state, problem.trade, problem.money.lived, problem.capital.root)
    return jax.grad(outcome, argnums=(0, 1, 2, 3))(*at)
