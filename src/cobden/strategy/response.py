"""The world's answer to rates on lines: objectives, and their exact slopes by every line.

One compiled step: put the rates into the equations, solve from the last equilibrium, solve the
adjoint from the last adjoint. It is what every search here calls.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import NotConverged
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import (
    TOLERANCE,
    Floats,
    Problem,
    Reader,
    benchmark_vector,
    fixed_point,
    slopes_through,
    vector_of,
)  # fmt: skip
from cobden.strategy.controls import Moves, Room, moves_of, posed, put, put_compiled
from cobden.strategy.lines import Lines
from cobden.world.world import World

ADJOINT_SUFFICES = 1e-5  # though more is sought: the end of a search is certified otherwise
Combine = Literal["sum", "soft_minimum", "equal", "nash_product"]


class Combination(NamedTuple):
    """How several objectives become one number; ``weights`` [objective] and ``sharpness``."""

    weights: Array
    floor: Array
    sharpness: Array


class Answer(NamedTuple):
    """Objectives [objective], their combination, its slopes, and where the solvers ended.

    ``slopes``: by rate and by transfer.
    """

    values: Array
    combined: Array
    slopes: tuple[Array, Array]
    vector: Array
    adjoint: Array
    residual: Array
    adjoint_residual: Array
    steps: Array


def combine(how: Combine, values: Array, by: Combination) -> Array:
    """Return one number of several objectives.

    A weighted sum, a soft minimum, a weighted sum less a penalty on differences (the augmented
    Lagrangian of equality), or the sum of logs of gains above the floor.
    """
    if how == "sum":
        return by.weights @ values
    if how == "soft_minimum":
        lowest = jax.nn.logsumexp(-by.sharpness * values, b=by.weights)
        return -lowest / by.sharpness
    if how == "equal":
        return by.weights @ values - by.sharpness / 2 * ((values - values.mean()) ** 2).sum()
    gains = values - by.floor
    # beyond the floor the log goes on as its tangent at a small gain, so that a search can return
    small = 1e-3
    beyond = jnp.log(small) + (gains - small) / small
    return by.weights @ jnp.where(gains > small, jnp.log(jnp.maximum(gains, small)), beyond)


@partial(jax.jit, static_argnames=("owners", "how"))
def respond(
    problem: Problem,
    moves: Moves,
    rates: Array,
    transfers: Array,
    start: tuple[Array, Array],
    reader: Reader,
    owners: tuple[int, ...],
    combination: Combination,
    how: Combine,
    tolerance: float,
) -> Answer:
    """Return the objectives at some rates and transfers, and the slopes of their combination.

    ``owners`` says to which objective each term that the reader reads belongs.
    """

    def at(controls: tuple[Array, Array]) -> Problem:
        return put(problem, moves, *controls)

    def aim(x: Array, now: Problem) -> tuple[Array, Array]:
        terms = reader.terms(x, now)
        values = jnp.zeros(max(owners) + 1).at[jnp.array(owners)].add(terms)
        return combine(how, values, combination), values

    controls = (rates, transfers)
    found = fixed_point(at(controls), start[0], tolerance)
    there = slopes_through(aim, at, found.x, controls, guess=start[1])
    return Answer(
        there.beside, there.value, there.slopes, found.x, there.adjoint, found.residual,
        there.end.residual, found.steps + there.end.steps,
    )  # fmt: skip


@dataclass
class Response:
    """A world posed once, that answers to rates on lines; it remembers where it last stood.

    The memory only saves steps: answers do not depend on it beyond the tolerance. It counts its
    evaluations, and the solvers' steps in them.
    """

    world: World
    lines: Lines
    objectives: Sequence[Objective]
    wedges: Wedges
    deficits: str | Closure = WORLD_SHARE
    how: Combine = "sum"
    combination: Combination | None = None
    transfers: bool = False
    room: Room | None = None
    evaluations: int = 0
    steps: int = 0
    _start: tuple[Array, Array] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.problem = posed(self.world, self.lines, self.wedges, self.deficits)
        players = self.lines.players if self.transfers else ()
        self.room = self.room or Room.of(self.lines)
        self.moves = moves_of(self.world, self.lines, self.wedges, players, self.room)
        self.reader = Reader.of(self.world, *self.objectives)
        count = len(self.objectives)
        if self.combination is None:
            self.combination = Combination(jnp.ones(count), jnp.zeros(count), jnp.array(1.0))

    def __call__(self, controls: Floats) -> tuple[Floats, float, Floats]:
        """Return the objectives, their combination, and its slopes at ``controls``.

        Controls are the log of one plus the rate of each line, then the transfers where there are
        any. Raises ``NotConverged``.
        """
        answer = self._answer(controls, TOLERANCE)
        self._start = (answer.vector, answer.adjoint)
        by_rate, by_transfer = answer.slopes
        slopes = np.concatenate([np.asarray(by_rate)[: len(self.lines)], np.asarray(by_transfer)])
        return np.asarray(answer.values), float(answer.combined), slopes

    def glance(self, controls: Floats) -> float:
        """Return the combination at ``controls``, minus infinity where one try does not do."""
        rates, transfers = self._apart(controls)
        start = next(self._starts(rates, transfers, TOLERANCE))
        answer = self._try(rates, transfers, start, TOLERANCE)
        return float(answer.combined) if float(answer.residual) <= TOLERANCE else -np.inf

    def _answer(self, controls: Floats, tolerance: float) -> Answer:
        rates, transfers = self._apart(controls)
        missed = (np.inf, np.inf)
        for start in self._starts(rates, transfers, tolerance):
            answer = self._try(rates, transfers, start, tolerance)
            missed = (float(answer.residual), float(answer.adjoint_residual))
            if missed[0] <= tolerance and missed[1] <= ADJOINT_SUFFICES:
                return answer
        raise NotConverged(
            f"the equilibrium is off by {missed[0]:.1e}, its adjoint by {missed[1]:.1e}.",
            where="strategy",
            remedy="Narrow the bounds of the rates, or start nearer to the present ones.",
        )

    def _apart(self, controls: Floats) -> tuple[Array, Array]:
        """Return the rates, with room for more lines, and the transfers."""
        assert self.room is not None
        self.evaluations += 1
        count = len(self.lines)
        rates = jnp.asarray(np.pad(controls[:count], (0, self.room.lines - count)))
        return rates, jnp.asarray(controls[count:])

    def _try(
        self, rates: Array, transfers: Array, start: tuple[Array, Array], tolerance: float
    ) -> Answer:
        """Return what is reached from a start."""
        owners = tuple(j for j, aim in enumerate(self.objectives) for _ in aim.terms)
        assert self.combination is not None
        answer = respond(
            self.problem, self.moves, rates, transfers, start, self.reader, owners,
            self.combination, self.how, tolerance,
        )  # fmt: skip
        self.steps += int(answer.steps)
        return answer

    def _starts(
        self, rates: Array, transfers: Array, tolerance: float
    ) -> Iterator[tuple[Array, Array]]:
        """Yield where the solvers may start: the last end, the benchmark, and by longer ways."""
        if self._start is not None:
            yield self._start
        cold = benchmark_vector(self.world)
        yield cold, jnp.zeros_like(cold)
        now = put_compiled(self.problem, self.moves, rates, transfers)
        yield vector_of(self.world, now, tolerance=tolerance), jnp.zeros_like(cold)
