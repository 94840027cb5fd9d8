"""The compiled solver: one joint fixed point in wages, unit costs, outputs and export revenue."""

from functools import partial

import jax
import jax.numpy as jnp
from jax import Array

from cobden.equilibrium._model import largest_residual, residuals, step
from cobden.equilibrium._problem import Problem, State, VectorLayout, pack, unpack
from cobden.equilibrium._product_demand import Slopes, folded_at, slopes_at
from cobden.numerics.fixed_point import Point, anderson, newton_krylov

TOLERANCE = 1e-10
MAX_STEPS = 1000
_MOST_FOLDS = 20
_NO_NUMBER = jnp.finfo(float).max  # the residual of a search that never saw a finite one
_FIRST = 1e-4  # how exactly the first fold is solved: it is itself no better


def advance(vector: Array, problem: Problem) -> tuple[Array, Array]:
    """Return the next vector of unknowns and the largest residual at this one."""
    state = unpack(vector, problem)
    gap = residuals(state, problem)
    return pack(step(state, problem, gap)), largest_residual(state, problem, gap)


def advance_smoothly(vector: Array, problem: Problem) -> Array:
    """Return the next vector of unknowns, to be differentiated.

    The approximations behind the step are kept in single precision. In a solve their rounding
    errors vanish with the residuals; in the adjoint of a step they would stay.
    """
    exact = jax.tree.map(lambda part: part.astype(vector.dtype), problem.aggregation)
    return advance(vector, problem._replace(aggregation=exact))[0]


def scale(problem: Problem) -> Array:
    """Return what brings the unknowns into comparable units: logs as they are, values by size."""
    per_value = 1 / problem.endowment
    ones = jnp.ones_like(problem.log_productivity)
    premium = jnp.ones(0 if problem.lines is None else problem.lines.amount.shape)
    return pack(State(jnp.ones_like(per_value), ones, ones * per_value, per_value, premium))


@jax.jit
def fixed_point(
    problem: Problem, start: Array, tolerance: float, max_steps: int = MAX_STEPS
) -> Point:
    """Solve by Anderson acceleration from a vector of unknowns; within compiled code as well."""
    return anderson(lambda x: advance(x, problem), start, scale(problem), tolerance, max_steps)


@jax.jit
def newton(problem: Problem, start: Array, tolerance: float) -> Point:
    """Solve by Newton-Krylov, where Anderson acceleration has stalled."""
    return newton_krylov(lambda x: advance(x, problem), start, tolerance)


def refold(problem: Problem, vector: Array) -> tuple[Problem, Array]:
    """Return the problem with its products as they are at a vector, and the residual there."""
    state = _unpacked(VectorLayout.of(problem), vector)
    there = state.log_cost, state.log_premium
    now = []
    for nest, known in zip(problem.nests, problem.products, strict=True):
        # Lines bear what may be prohibitive: the slopes at the benchmark say little about them.
        apart = nest.lines is not None
        slopes = slopes_at(nest, *there) if apart else Slopes(known.slopes)
        now.append(folded_at(nest, *there, slopes))
    problem = problem._replace(products=tuple(now))
    return problem, residual_at(problem, vector)


def residual_at(problem: Problem, vector: Array) -> Array:
    """Return the largest residual at a vector.

    As the first step of a search sees it: a program of its own would take a second to compile.
    """
    return fixed_point(problem, vector, 0.0, 1).residual


@partial(jax.jit, static_argnums=0)
def _unpacked(layout: VectorLayout, vector: Array) -> State:
    return layout.state(vector)


def refolding(problem: Problem, start: Array, tolerance: float) -> tuple[Problem, Point]:
    """Solve with products: fold them, solve, and fold again until nothing moves."""
    point, steps, wanted = Point(start, jnp.array(jnp.inf), jnp.array(0)), 0, _FIRST
    for _ in range(_MOST_FOLDS):
        # The steps are given, if as ever: one program then serves `residual_at` too.
        point = fixed_point(problem, point.x, max(tolerance / 2, wanted), MAX_STEPS)
        steps += int(point.steps)
        problem, residual = refold(problem, point.x)
        point = Point(point.x, residual, jnp.array(steps))
        if not tolerance < float(residual) < _NO_NUMBER:
            break
        wanted = 1e-3 * float(residual)
    return problem, point
