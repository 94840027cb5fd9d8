"""Many laws on one world, one after another: by one compiled program, each reading a few figures.

Where `solve` returns all that an equilibrium shows, this returns what a ``Reader`` asks for, and
how promises hold; it starts where the caller says that the equilibrium lies.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.closures import Closure
from cobden.base.targets import Targets
from cobden.base.terms import Terms
from cobden.equilibrium._compiled import TOLERANCE, fixed_point
from cobden.equilibrium._horizon import LONG_RUN, Horizon
from cobden.equilibrium._meet_targets import amounts, check_met, observe_lines
from cobden.equilibrium._objectives import Reader
from cobden.equilibrium._pose import pose, posed_lines
from cobden.equilibrium._problem import PosedLines, Problem, VectorLayout
from cobden.equilibrium._shock import Floats, Shock
from cobden.equilibrium._solve import converge, vector_of
from cobden.numerics.fixed_point import Point
from cobden.world.world import World


class Held(NamedTuple):
    """How targets hold [m]: what each measures, by how much it is missed, its log premium."""

    value: Any
    miss: Any
    log_premium: Any


class EquilibriumPoint(NamedTuple):
    """An equilibrium: its unknowns, the terms that were read [term], how targets hold.

    And the problem that it solves, its products as they are there.
    """

    vector: Floats
    terms: Floats
    held: Held
    problem: Problem


@jax.jit
def _reach(problem: Problem, start: Array, reader: Reader) -> tuple[Point, Array, Held]:
    point = fixed_point(problem, start, TOLERANCE)
    return point, *_read(problem, point.x, reader)


@jax.jit
def _read(problem: Problem, vector: Array, reader: Reader) -> tuple[Array, Held]:
    none = jnp.zeros(0)
    terms = reader.terms(vector, problem) if reader.kinds else none
    held = Held(none, none, none)
    if problem.lines is not None:
        held = Held(*observe_lines(problem, vector)[1:])
    return terms, held


@dataclass(frozen=True, eq=False)
class WorldSolver:
    """Solves terms of law on a ``world`` under a ``closure``, and reads what ``reader`` asks."""

    world: World
    closure: str | Closure
    reader: Reader
    horizon: Horizon = LONG_RUN

    def pose(self, terms: Terms, like: Problem | None = None) -> Problem:
        """Return the problem of ``terms``, its promises idle, or posed as in another problem."""
        posed = pose(self.world, self._shock(terms), self.closure)
        return posed if like is None else posed._replace(lines=like.lines)

    def promised(self, problem: Problem, terms: Terms, without: EquilibriumPoint) -> Problem:
        """Return a problem in which promises hold, measured against what holds ``without`` them."""
        return problem._replace(lines=self._lines(terms, without.held.value))

    def solve(self, problem: Problem, near: Floats, terms: Terms | None = None) -> EquilibriumPoint:
        """Return the equilibrium of a problem; where ``terms`` are given, their promises held.

        Raises ``NotConverged``, or ``Infeasible`` for a promise that nothing can buy.
        """
        start = VectorLayout.of(problem).fitted(jnp.asarray(near))
        if problem.products:
            problem, vector = converge(self.world, problem, start, TOLERANCE)[:2]
            read, held = _read(problem, vector, self.reader)
        else:
            point, read, held = _reach(problem, start, self.reader)
            if not float(point.residual) <= TOLERANCE:
                longer = vector_of(self.world, problem)  # what was near led nowhere
                point, read, held = _reach(problem, longer, self.reader)
            vector = point.x
        held = Held(*map(np.asarray, held))
        if terms is not None:
            check_met(terms.targets.targets, *held, self.world.value_usd / 1e9)
        return EquilibriumPoint(np.asarray(vector), np.asarray(read), held, problem)

    def _shock(self, terms: Terms) -> Shock:
        return Shock.under(self.world, terms, self.horizon)

    def _lines(self, terms: Terms, before: Floats) -> PosedLines:
        """Return the lines on which the targets of ``terms`` hold, given what holds without."""
        targets = terms.targets
        asked = amounts(self.world, targets.targets, before)
        rates = tuple(self.world.rate_of(line, terms.wedges) for line in targets.lines)
        if (targets, rates) not in self._known_lines:
            lines = posed_lines(self.world, self._shock(terms), asked)
            self._known_lines[targets, rates] = lines
        known = self._known_lines[targets, rates]
        spare = len(known.amount) - len(asked.level)
        amount, size = np.pad(asked.level, (0, spare)), np.pad(asked.size, (0, spare), mode="edge")
        return known._replace(amount=jnp.asarray(amount), size=jnp.asarray(size))

    @cached_property
    def _known_lines(self) -> dict[tuple[Targets, tuple[float, ...]], PosedLines]:
        return {}
