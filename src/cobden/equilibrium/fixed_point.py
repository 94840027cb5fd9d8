"""Solvers for x = g(x): Anderson's acceleration, and Newton-Krylov where that fails.

Both are traced by JAX and know nothing of economics. ``advance(x)`` returns g(x) and the largest
residual of the conditions that x should meet; convergence is judged on the latter, and a residual
that is not finite is a failure.
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.sparse.linalg import gmres

Advance = Callable[[Array], tuple[Array, Array]]

_REGULARISATION = 1e-13  # relative; keeps the least-squares problem solvable near convergence
_SETBACK = 1e3  # a residual this many times the best so far means the last steps misled


class Point(NamedTuple):
    """Where a solver stopped: the best x found, its residual, and the evaluations it took."""

    x: Array
    residual: Array
    steps: Array


class _Anderson(NamedTuple):
    step: Array
    x: Array
    last_x: Array
    last_move: Array
    x_moves: Array  # [memory, size]
    g_moves: Array  # [memory, size]
    gram: Array  # [memory, memory]
    filled: Array
    damping: Array
    residual: Array
    best: Point
    best_move: Array


def anderson(
    advance: Advance, start: Array, scale: Array, tolerance: float, max_steps: int, memory: int = 7
) -> Point:
    """Solve x = g(x) from ``start`` by Anderson's (1965) acceleration, type II.

    ``scale`` [size] puts the components into comparable units for the least squares. The Gram
    matrix is updated by one row a step. When the residual jumps far above the best one seen, or is
    not finite, the memory is dropped and the search resumes from the best point with half the step.
    """

    def proceed(s: _Anderson) -> Array:
        return (s.step < max_steps) & (s.best.residual > tolerance) & (s.damping > 1e-3)

    def one(s: _Anderson) -> _Anderson:
        g, residual = advance(s.x)
        move = (g - s.x) * scale
        setback = ~(residual < _SETBACK * s.best.residual)  # also true where it is not a number
        better = residual < s.best.residual
        best = Point(
            jnp.where(better, s.x, s.best.x),
            jnp.where(better, residual, s.best.residual),
            s.step,
        )
        best_move = jnp.where(better, move, s.best_move)

        slot = s.step % memory
        on = jnp.where(s.filled & ~setback, 1.0, 0.0)
        move_now = jnp.where(setback, 0.0, move)
        change = (move_now - s.last_move) * on
        g_moves = s.g_moves.at[slot].set(change)
        x_moves = s.x_moves.at[slot].set((s.x - s.last_x) * on)
        row = g_moves @ change
        gram = s.gram.at[slot].set(row).at[:, slot].set(row)
        size = jnp.diag(gram)
        ridge = jnp.diag(_REGULARISATION * size + jnp.where(size == 0, 1.0, 0.0))
        mix = jnp.linalg.solve(gram + ridge, jnp.where(size > 0, g_moves @ move_now, 0.0))
        ahead = s.x + s.damping * ((move_now - mix @ g_moves) / scale) - mix @ x_moves

        damping = jnp.where(setback, s.damping / 2, s.damping)
        retry = best.x + damping * best_move / scale
        keep = jnp.where(setback, 0.0, 1.0)
        return _Anderson(
            step=s.step + 1,
            x=jnp.where(setback, retry, ahead),
            last_x=s.x,
            last_move=move_now,
            x_moves=x_moves,
            g_moves=g_moves,
            gram=gram * keep,  # a zero diagonal marks an empty slot
            filled=~setback,
            damping=damping,
            residual=residual,
            best=best,
            best_move=best_move,
        )

    nothing = jnp.zeros((memory, start.size))
    begin = _Anderson(
        step=jnp.array(0),
        x=start,
        last_x=start,
        last_move=jnp.zeros_like(start),
        x_moves=nothing,
        g_moves=nothing,
        gram=jnp.zeros((memory, memory)),
        filled=jnp.array(False),
        damping=jnp.array(1.0),
        residual=jnp.array(jnp.inf),
        best=Point(start, jnp.array(jnp.finfo(start.dtype).max), jnp.array(0)),
        best_move=jnp.zeros_like(start),
    )
    end = jax.lax.while_loop(proceed, one, begin)
    return Point(end.best.x, end.best.residual, end.step)


def newton_krylov(advance: Advance, start: Array, tolerance: float, max_steps: int = 30) -> Point:
    """Solve x = g(x) by Newton's method; GMRES solves each step, a line search guards it."""

    def move(x: Array) -> Array:
        return advance(x)[0] - x

    def proceed(s: tuple[Array, Array, Array, Array]) -> Array:
        _, residual, steps, stuck = s
        return (steps < max_steps) & (residual > tolerance) & ~stuck

    def one(s: tuple[Array, Array, Array, Array]) -> tuple[Array, Array, Array, Array]:
        x, residual, steps, _ = s
        gap, tangent = jax.linearize(move, x)
        direction, _ = gmres(tangent, -gap, tol=1e-4, restart=40, maxiter=5)
        lengths = 0.5 ** jnp.arange(10.0)

        def trial(length: Array) -> Array:
            found = advance(x + length * direction)[1]
            return jnp.where(jnp.isfinite(found), found, jnp.inf)

        trials = jax.lax.map(trial, lengths)
        best = jnp.argmin(trials)
        better = trials[best] < residual
        x = jnp.where(better, x + lengths[best] * direction, x)
        return x, jnp.where(better, trials[best], residual), steps + 1, ~better

    begin = (start, advance(start)[1], jnp.array(0), jnp.array(False))
    x, residual, steps, _ = jax.lax.while_loop(proceed, one, begin)
    return Point(x, residual, steps)
