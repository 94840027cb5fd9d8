"""Slopes of what depends on a fixed point, by the implicit function theorem.

With x = g(x, p) and J(x, p) the aim, the adjoint a = (dg/dx)' a + dJ/dx is solved once, by the same
accelerated iteration as the fixed point itself; then dJ/dp = (dg/dp)' a + the direct part. The
solver's own steps are never differentiated.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from cobden.numerics.fixed_point import Point, anderson


def solve_adjoint(
    back: Callable[[Array], Array],
    direct: Array,
    units: Array,
    tolerance: float,
    max_steps: int,
    *,
    guess: Array | None = None,
    memory: int = 10,
) -> tuple[Array, Point]:
    """Solve a = back(a) + direct; return a, and how the search for it ended.

    ``units`` [size] brings the unknowns of the fixed point into comparable units; the residual is
    relative to the adjoint's own size in them. From a ``guess``, or else from ``direct``.
    """
    size = jnp.abs(direct / units).max() + jnp.finfo(direct.dtype).tiny

    def following(adjoint: Array) -> tuple[Array, Array]:
        new = back(adjoint) + direct / size
        gap = jnp.abs((new - adjoint) / units).max()
        return new, gap / (1 + jnp.abs(new / units).max())

    start = (direct if guess is None else guess) / size
    end = anderson(following, start, 1 / units, tolerance, max_steps, memory)
    return end.x * size, end


class ImplicitSlopes(NamedTuple):
    """An aim at a fixed point, what came ``beside`` it, and its slopes by the parameters.

    ``slopes`` are in the parameters' own form; ``adjoint`` and ``end`` say how they were found.
    """

    value: Array
    beside: Any
    slopes: Any
    adjoint: Array
    end: Point


def implicit_slopes(
    aim: Callable[[Array, Any], tuple[Array, Any]],
    following: Callable[[Array, Any], Array],
    x: Array,
    parameters: Any,
    units: Array,
    tolerance: float,
    max_steps: int,
    guess: Array | None = None,
) -> ImplicitSlopes:
    """Return an aim and its slopes by ``parameters`` at the fixed point ``x`` of ``following``.

    ``aim`` and ``following`` are functions of x and the parameters; the former returns, beside what
    is differentiated, anything else. Other arguments as for `solve_adjoint`.
    """
    (value, beside), direct = jax.value_and_grad(aim, argnums=(0, 1), has_aux=True)(x, parameters)
    _, back = jax.vjp(following, x, parameters)
    adjoint, end = solve_adjoint(
        lambda a: back(a)[0], direct[0], units, tolerance, max_steps, guess=guess
    )
    slopes = jax.tree.map(jnp.add, direct[1], back(adjoint)[1])
    return ImplicitSlopes(value, beside, slopes, adjoint, end)
