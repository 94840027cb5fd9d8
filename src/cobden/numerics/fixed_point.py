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
from jax.scipy.linalg import solve
from jax.scipy.sparse.linalg import gmres

from cobden.numerics import backend as _backend  # noqa: F401  # double precision before any use
from cobden.numerics.mixer import ahead, stride

Advance = Callable[[Array], tuple[Array, Array]]

_REGULARISATION = 1e-13  # relative; keeps the least-squares problem solvable near convergence
_SETBACK = 1e3  # a residual this many times the best so far means the last steps misled


class Point(NamedTuple):
    """Where a solver stopped: the best x found, its residual, and the evaluations it took."""

    x: Array
    residual: Array
    steps: Array


class _Memory(NamedTuple):
    """The last moves of the residual g(x) - x, the strides they suggest, and inner products.

    Each move and stride [memory, size]; an empty slot has a zero on the diagonal of ``gram``
    [memory, memory].
    """

    moves: Array
    strides: Array
    gram: Array

    @classmethod
    def empty(cls, memory: int, like: Array) -> "_Memory":
        nothing = jnp.zeros((memory, like.size), like.dtype)
        return cls(nothing, nothing, jnp.zeros((memory, memory)))

    def keep(self, slot: Array, move: Array, stride: Array) -> "_Memory":
        """Return the memory with one slot overwritten; the Gram matrix changes by one row."""
        put = jax.lax.dynamic_update_index_in_dim  # in place: ``.at`` would rewrite all slots
        moves = put(self.moves, move, slot, 0)
        row = moves @ move
        gram = put(put(self.gram, row, slot, 0), row, slot, 1)
        return _Memory(moves, put(self.strides, stride, slot, 0), gram)

    def mix(self, move: Array) -> Array:
        """Return the combination [memory] of past moves that best cancels ``move``."""
        size = jnp.diag(self.gram)
        ridge = jnp.diag(_REGULARISATION * size + jnp.where(size == 0, 1.0, 0.0))
        onto = jnp.where(size > 0, self.moves @ move, 0.0)
        return solve(self.gram + ridge, onto, assume_a="pos")


class _Search(NamedTuple):
    """Where the search stands, and the best point it has seen."""

    step: Array
    x: Array
    last_x: Array
    last_move: Array
    memory: _Memory
    fresh: Array  # whether there is no last move to compare with
    damping: Array
    best: Point


def anderson(
    advance: Advance, start: Array, scale: Array, tolerance: float, max_steps: int, memory: int = 10
) -> Point:
    """Solve x = g(x) from ``start`` by Anderson's acceleration (see `mixer`).

    ``scale`` [size] puts the components into comparable units for the least squares. When the
    residual jumps far above the best one seen, or is not finite, the memory is dropped and the
    search resumes from the best point with half the step.
    """

    def proceed(s: _Search) -> Array:
        return (s.step < max_steps) & (s.best.residual > tolerance) & (s.damping > 1e-3)

    def one(s: _Search) -> _Search:
        g, residual = advance(s.x)
        setback = ~(residual < _SETBACK * s.best.residual)  # also true where it is not a number
        move = jnp.where(setback, 0.0, (g - s.x) * scale)
        better = residual < s.best.residual
        best = Point(
            jnp.where(better, s.x, s.best.x), jnp.where(better, residual, s.best.residual), s.step
        )
        on = jnp.where(s.fresh | setback, 0.0, 1.0).astype(move.dtype)
        turn = on * (move - s.last_move)
        along = on * stride(s.x, s.last_x, s.damping * turn / scale)
        kept = s.memory.keep(s.step % memory, turn, along)
        onward = ahead(s.x, s.damping * move / scale, kept.mix(move), kept.strides)
        return _Search(
            step=s.step + 1,
            x=jnp.where(setback, best.x, onward),
            last_x=s.x,
            last_move=move,
            memory=kept._replace(gram=kept.gram * jnp.where(setback, 0.0, 1.0)),
            fresh=setback,
            damping=jnp.where(setback, s.damping / 2, s.damping),
            best=best,
        )

    unseen = Point(start, jnp.array(jnp.finfo(start.dtype).max, start.dtype), jnp.array(0))
    begin = _Search(
        jnp.array(0), start, start, jnp.zeros_like(start), _Memory.empty(memory, start),
        jnp.array(True), jnp.array(1.0, start.dtype), unseen,
    )  # fmt: skip
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
