"""The world's answer to rates on lines: objectives, and their exact slopes by every line.

One compiled step: put the rates into the equations, solve from the last equilibrium, solve the
adjoint from the last adjoint. It is what every search here calls.
"""

from collections.abc import Callable, Iterator, Sequence
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
    MAX_STEPS,
    TOLERANCE,
    Floats,
    Problem,
    Weights,
    advance,
    advance_smoothly,
    allocate,
    benchmark_of,
    benchmark_vector,
    converge,
    evaluate,
    evaluate_each,
    locate,
    scale,
    unpack,
)
from cobden.numerics.fixed_point import Point, anderson
from cobden.outcomes import Benchmark, Place
from cobden.strategy.controls import Moves, Room, moves_of, posed, put, put_compiled
from cobden.strategy.lines import Lines
from cobden.world.world import World

ADJOINT_TOLERANCE = 1e-8  # sought, relative to the adjoint's own size
ADJOINT_SUFFICES = 1e-5  # for a search, whose end is certified otherwise
Combine = Literal["sum", "soft_minimum", "nash_product"]


_Touched = tuple[Weights, Weights | None, Array]  # what controls change: weights, and transfers


class Aim(NamedTuple):
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


def combine(how: Combine, values: Array, aim: Aim) -> Array:
    """Return a weighted sum, a soft minimum, or the sum of logs of gains above the floor."""
    if how == "sum":
        return aim.weights @ values
    if how == "soft_minimum":
        lowest = jax.nn.logsumexp(-aim.sharpness * values, b=aim.weights)
        return -lowest / aim.sharpness
    gains = values - aim.floor
    # beyond the floor the log goes on as its tangent at a small gain, so that a search can return
    small = 1e-3
    beyond = jnp.log(small) + (gains - small) / small
    return aim.weights @ jnp.where(gains > small, jnp.log(jnp.maximum(gains, small)), beyond)


@partial(jax.jit, static_argnames=("kinds", "owners", "how"))
def respond(
    problem: Problem,
    moves: Moves,
    rates: Array,
    transfers: Array,
    start: tuple[Array, Array],
    kinds: tuple[str, ...],
    owners: tuple[int, ...],
    places: tuple[Place, ...],
    base: Benchmark,
    aim: Aim,
    how: Combine,
    tolerance: float,
) -> Answer:
    """Return the objectives at some rates and transfers, and the slopes of their combination.

    ``owners`` says to which objective each term belongs.
    """

    def touched(rates: Array, transfers: Array) -> _Touched:
        now = put(problem, moves, rates, transfers)
        return now.intermediate, now.final, now.transfer

    def at(parts: _Touched) -> Problem:
        return problem._replace(intermediate=parts[0], final=parts[1], transfer=parts[2])

    def aimed(x: Array, parts: _Touched) -> tuple[Array, Array]:
        now = at(parts)
        state = unpack(x, now)
        terms = evaluate_each(kinds, places, state, now, base)
        values = jnp.zeros(max(owners) + 1).at[jnp.array(owners)].add(terms)
        return combine(how, values, aim), values

    parts, to_controls = jax.vjp(touched, rates, transfers)
    now = at(parts)
    units = scale(problem)
    steps = MAX_STEPS
    found = anderson(lambda x: advance(x, now), start[0], units, tolerance, steps)
    vector = found.x
    (combined, values), direct = jax.value_and_grad(aimed, argnums=(0, 1), has_aux=True)(
        vector, parts
    )
    _, back = jax.vjp(lambda x, parts: advance_smoothly(x, at(parts)), vector, parts)
    adjoint, ended = _adjoint(lambda a: back(a)[0], direct[0], start[1], units)
    slopes = to_controls(jax.tree.map(jnp.add, direct[1], back(adjoint)[1]))
    return Answer(
        values, combined, slopes, vector, adjoint, found.residual, ended.residual,
        found.steps + ended.steps,
    )  # fmt: skip


@jax.jit
def purchases_on_cells(
    problem: Problem, vector: Array, cells: tuple[Array, Array, Array]
) -> tuple[Array, Array]:
    """Return purchases on cells at a solution, and their share of inputs bought in the market."""
    found = allocate(unpack(vector, problem), problem)
    k, n, i = cells
    inputs = problem.intermediate.purchase[cells] * found.power[k, i]
    final = inputs if problem.final is None else problem.final.purchase[cells] * found.power[k, i]
    share = inputs / found.intermediate_market.total[k, n]
    final_share = final / found.final_market.total[k, n]
    return share * found.intermediate[k, n] + final_share * found.final[k, n], share


@partial(jax.jit, static_argnames=("kinds",))
def slopes_on_cells(
    problem: Problem,
    vector: Array,
    guess: Array,
    kinds: tuple[str, ...],
    places: tuple[Place, ...],
    base: Benchmark,
    cells: tuple[Array, Array, Array],
) -> tuple[Array, Array, Array, Array, Array]:
    """Return an objective, its slopes by log tariff and by log export tax on cells, at a solution.

    And the adjoint, from ``guess``, with its residual. As `equilibrium.gradient`, but for many
    objectives at one equilibrium, each looking at few cells.
    """
    weights = (problem.intermediate, problem.final)

    def at(weights: tuple[Weights, Weights | None]) -> Problem:
        return problem._replace(intermediate=weights[0], final=weights[1])

    def objective(x: Array, weights: tuple[Weights, Weights | None]) -> Array:
        now = at(weights)
        return evaluate(kinds, places, unpack(x, now), now, base)

    value, direct = jax.value_and_grad(objective, argnums=(0, 1))(vector, weights)
    _, back = jax.vjp(lambda x, w: advance_smoothly(x, at(w)), vector, weights)
    adjoint, ended = _adjoint(lambda a: back(a)[0], direct[0], guess, scale(problem))
    total = jax.tree.map(jnp.add, direct[1], back(adjoint)[1])
    theta = problem.elasticity[cells[0], 0]
    tariff = export_tax = jnp.zeros(len(theta))
    for weight, slope in zip(weights, total, strict=True):
        if weight is None:
            continue
        of = jax.tree.map(lambda w, s: w[cells] * s[cells], weight, slope)
        producer = 0.0 if of.producer is None else of.producer
        power = -theta * (of.purchase + of.customs + producer)
        tariff = tariff + power - of.customs - producer
        export_tax = export_tax + power - producer
    return value, tariff, export_tax, adjoint, ended.residual


def _adjoint(
    back: Callable[[Array], Array], direct: Array, guess: Array, units: Array
) -> tuple[Array, Point]:
    """Solve a = back(a) + direct from a guess; return a, and how the search for it ended."""
    size = jnp.abs(direct / units).max() + jnp.finfo(direct.dtype).tiny  # of comparable parts

    def following(adjoint: Array) -> tuple[Array, Array]:
        new = back(adjoint) + direct / size
        gap = jnp.abs((new - adjoint) / units).max()
        return new, gap / (1 + jnp.abs(new / units).max())

    end = anderson(following, guess / size, 1 / units, ADJOINT_TOLERANCE, MAX_STEPS)
    return end.x * size, end


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
    aim: Aim | None = None
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
        self.terms = [locate(self.world, objective) for objective in self.objectives]
        self.base = benchmark_of(self.world)
        count = len(self.objectives)
        if self.aim is None:
            self.aim = Aim(jnp.ones(count), jnp.zeros(count), jnp.array(1.0))

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

    def _answer(self, controls: Floats, tolerance: float) -> Answer:
        self.evaluations += 1
        assert self.room is not None
        count = len(self.lines)
        rates = jnp.asarray(np.pad(controls[:count], (0, self.room.lines - count)))
        transfers = jnp.asarray(controls[count:])
        kinds = tuple(kind for terms in self.terms for kind in terms.kinds)
        places = tuple(place for terms in self.terms for place in terms.places)
        owners = tuple(j for j, terms in enumerate(self.terms) for _ in terms.kinds)
        assert self.aim is not None
        missed = (np.inf, np.inf)
        for start in self._starts(rates, transfers, tolerance):
            answer = respond(
                self.problem, self.moves, rates, transfers, start, kinds, owners,
                places, self.base, self.aim, self.how, tolerance,
            )  # fmt: skip
            self.steps += int(answer.steps)
            missed = (float(answer.residual), float(answer.adjoint_residual))
            if missed[0] <= tolerance and missed[1] <= ADJOINT_SUFFICES:
                return answer
        raise NotConverged(
            f"the equilibrium is off by {missed[0]:.1e}, its adjoint by {missed[1]:.1e}.",
            where="strategy",
            remedy="Narrow the bounds of the rates, or start nearer to the present ones.",
        )

    def _starts(
        self, rates: Array, transfers: Array, tolerance: float
    ) -> Iterator[tuple[Array, Array]]:
        """Yield where the solvers may start: the last end, the benchmark, and by longer ways."""
        if self._start is not None:
            yield self._start
        cold = benchmark_vector(self.world)
        yield cold, jnp.zeros_like(cold)
        now = put_compiled(self.problem, self.moves, rates, transfers)
        yield converge(self.world, now, None, tolerance)[1], jnp.zeros_like(cold)
