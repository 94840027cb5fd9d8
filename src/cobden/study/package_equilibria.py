"""Many packages on one world: each an equilibrium, all by one compiled program.

Packages with the same tariffs share what a tariff costs to pose, and the equilibrium that their
promises are measured against. Each is looked for where its parts, solved before it, say that it
lies: only what all its items do together, beyond what fewer of them do, is left to find.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from cobden.base.closures import Closure
from cobden.base.objective import Objective, Term
from cobden.base.targets import Line, Targets
from cobden.base.terms import Terms
from cobden.equilibrium import (
    LONG_RUN,
    MAX_STEPS,
    TOLERANCE,
    Horizon,
    PosedLines,
    Problem,
    Shock,
    advance,
    amounts,
    benchmark_of,
    check_met,
    converge,
    evaluate_each,
    locate,
    observe_lines,
    pose,
    posed_lines,
    scale,
    unpack,
)
from cobden.numerics.fixed_point import Point, anderson
from cobden.outcomes import Benchmark, Place, kind_of
from cobden.study.package_terms import is_idle
from cobden.talks.table import Table, TalksOutcome
from cobden.world.product_trade import refuse_products

Row = tuple[int, ...]
"""A package: the number of each item's level."""

if TYPE_CHECKING:
    from jax import Array
    from numpy.typing import NDArray

    from cobden.world.world import World

    Floats = NDArray[np.float64]


class Reader(NamedTuple):
    """What to read off an equilibrium: terms, where they look, and their ``unit`` [outcome].

    ``at`` [term] are the positions of the outcomes that are read; declared ones are not.
    """

    kinds: tuple[str, ...]
    places: tuple[Place, ...]
    base: Benchmark
    at: tuple[int, ...]
    unit: "Floats"

    @classmethod
    def of(cls, table: Table, world: "World") -> "Reader":
        """Return what reads the outcomes of ``table`` off an equilibrium of ``world``."""
        read = [(k, o) for k, o in enumerate(table.outcomes.values()) if o.kind != "declared"]
        found = locate(world, Objective("talks", tuple(term(o, world) for _, o in read)))
        unit = np.array([unit_of(o, world) for _, o in read])
        kept = jax.tree.map(jnp.asarray, found.places)
        base = jax.tree.map(jnp.asarray, benchmark_of(world))
        return cls(found.kinds, kept, base, tuple(k for k, _ in read), unit)


def term(outcome: TalksOutcome, world: "World") -> Term:
    """Return an outcome of the equilibrium as a term of an objective."""
    assert outcome.kind != "declared"
    assert outcome.economy is not None
    weights = None
    if outcome.kind == "political_income":
        given = {world.sectors[world.sector_index(k)]: w for k, w in outcome.sector_weights.items()}
        weights = tuple(given.get(name, 1.0) for name in world.sectors)
    axes = tuple(outcome.axes.items())
    if outcome.kind == "bilateral_balance" and not (outcome.sector or axes):
        axes = (("kind", "goods"),)  # what is said of a balance at a table is said of goods
    return Term(outcome.kind, outcome.economy, outcome.partner, outcome.sector, weights, axes)


def unit_of(outcome: TalksOutcome, world: "World") -> float:
    """Return what turns a term of an objective into the unit of a table's outcome."""
    kind, per_cent = kind_of(outcome.kind), world.value_usd / 1e9 / 100
    if kind.as_money:
        return float(world.income[world.economy_index(outcome.economy or "")]) * per_cent
    return per_cent if kind.money else 1.0


@partial(jax.jit, static_argnames=("kinds",))
def _settle(
    problem: Problem,
    start: "Array",
    kinds: tuple[str, ...],
    places: tuple[Place, ...],
    base: Benchmark,
) -> "tuple[Point, Array, Held]":
    """Return the equilibrium solved from ``start``, its terms [term], and how targets hold."""
    point = anderson(
        lambda x: advance(x, problem), start, scale(problem),
        TOLERANCE, MAX_STEPS,
    )  # fmt: skip
    state = unpack(point.x, problem)
    terms = evaluate_each(kinds, places, state, problem, base) if kinds else jnp.zeros(0)
    none = jnp.zeros(0)
    held = Held(none, none, none)
    if problem.lines is not None:
        held = Held(*observe_lines(problem, point.x)[1:])
    return point, terms, held


class Held(NamedTuple):
    """How targets hold [m]: what each measures, by how much it is missed, its log premium."""

    value: Any
    miss: Any
    log_premium: Any


class Settled(NamedTuple):
    """An equilibrium: its unknowns, its outcomes [outcome] (zero if declared), how targets hold."""

    vector: "Floats"
    outcomes: "Floats"
    held: Held


@dataclass(frozen=True, eq=False)
class Settler:
    """Solves terms on a ``world`` and reads the outcomes of a table off each equilibrium."""

    world: "World"
    closure: str | Closure
    table: Table
    horizon: Horizon = LONG_RUN

    @cached_property
    def reader(self) -> Reader:
        """What is read."""
        return Reader.of(self.table, self.world)

    def group(
        self, terms: "Mapping[Row, Terms]", near: "Callable[[Row], Floats]"
    ) -> "Iterator[tuple[Row, Settled]]":
        """Yield the equilibria of packages whose ``terms`` differ in their promises alone, in turn.

        Each is looked for from ``near`` it. What holds without promises is solved first: promises
        are measured against it.
        """
        first, *_ = terms
        problem = self.pose(terms[first])
        without = self.settle(problem, near(first))
        for row, t in terms.items():
            if is_idle(t):
                yield row, without
            else:
                yield row, self.settle(self.promised(problem, t, without), near(row), t)

    def pose(self, terms: Terms) -> Problem:
        """Return the problem of ``terms``, promises idle."""
        refuse_products(self.world, "talks")
        return pose(self.world, self._shock(terms), self.closure)

    def _shock(self, terms: Terms) -> Shock:
        return Shock.under(self.world, terms, self.horizon)

    def promised(self, problem: Problem, terms: Terms, without: "Settled") -> Problem:
        """Return a problem in which promises hold, measured against what holds ``without`` them."""
        return problem._replace(lines=self._lines(terms, without.held.value))

    def under(self, terms: Terms, near: "Floats") -> tuple[Problem, Settled]:
        """Return the problem and the equilibrium of ``terms``, with its promises held."""
        problem = self.pose(terms)
        found = self.settle(problem, near)
        if not is_idle(terms):
            problem = self.promised(problem, terms, found)
            found = self.settle(problem, found.vector, terms)
        return problem, found

    def settle(self, problem: Problem, near: "Floats", terms: Terms | None = None) -> Settled:
        """Return the equilibrium of a problem; where ``terms`` are given, their promises held.

        Raises ``NotConverged``, or ``Infeasible`` for a promise that nothing can buy.
        """
        reader = self.reader
        ask = (reader.kinds, reader.places, reader.base)
        point, read, held = _settle(problem, _fitted(near, problem), *ask)
        if not float(point.residual) <= TOLERANCE:
            end = converge(self.world, problem, point.x, TOLERANCE)[0]
            point, read, held = _settle(problem, end, *ask)
        held = Held(*map(np.asarray, held))
        if terms is not None:
            check_met(terms.targets.targets, *held, self.world.value_usd / 1e9)
        outcomes = np.zeros(len(self.table.outcomes))
        outcomes[list(reader.at)] = np.asarray(read) * reader.unit
        return Settled(np.asarray(point.x), outcomes, held)

    def _lines(self, terms: Terms, before: "Floats") -> PosedLines:
        """Return the lines on which the targets of ``terms`` hold, given what holds without."""
        targets, tariff = terms.targets, terms.wedges.tariff
        asked = amounts(self.world, targets.targets, before)
        rates = tuple(float(tariff[_cell(self.world, line)]) for line in targets.lines)
        if (targets, rates) not in self._known_lines:
            lines = posed_lines(self.world, self._shock(terms), asked)
            self._known_lines[targets, rates] = lines
        known = self._known_lines[targets, rates]
        spare = len(known.amount) - len(asked.level)
        amount, size = np.pad(asked.level, (0, spare)), np.pad(asked.size, (0, spare), mode="edge")
        return known._replace(amount=jnp.asarray(amount), size=jnp.asarray(size))

    @cached_property
    def _known_lines(self) -> "dict[tuple[Targets, tuple[float, ...]], PosedLines]":
        return {}


def _cell(world: "World", line: Line) -> tuple[int, int, int]:
    return (
        world.sector_index(line.sector),
        world.economy_index(line.importer),
        world.economy_index(line.exporter),
    )


def settle_all(
    settler: Settler,
    terms_of: "Callable[[Row], Terms]",
    rows: "Iterable[Row]",
    near: "Floats",
    told: Callable[[int, int], None],
) -> "dict[Row, Settled]":
    """Return the equilibria of packages, solved on two threads, the parts before the whole.

    Each is looked for where its parts say that it lies, or else from ``near``.
    """
    wanted = sorted(set(rows), key=_items)
    groups: dict[tuple, dict[Row, Terms]] = {}
    for row in wanted:
        terms = terms_of(row)
        groups.setdefault(_alike(terms), {})[row] = terms
    waves: dict[int, list[dict[Row, Terms]]] = {}
    for group in groups.values():
        waves.setdefault(min(map(_items, group)), []).append(group)
    known: dict[Row, Settled] = {}

    def solve(group: dict[Row, Terms]) -> None:
        for row, settled in settler.group(group, lambda row: _foreseen(row, known, near)):
            known[row] = settled
            told(len(known), len(wanted))

    with ThreadPoolExecutor(2) as pool:  # solving leaves Python to the other thread
        for wave in sorted(waves):
            list(pool.map(solve, waves[wave]))
    return known


def _items(row: Row) -> int:
    return sum(1 for level in row if level)


def _alike(terms: Terms) -> tuple:
    """Return what terms that differ in their promises alone have in common."""
    shocks = tuple(
        None if part is None else part.tobytes() for part in (terms.transfer, terms.productivity)
    )
    return (id(terms.wedges), terms.targets.lines, shocks)  # equal tariffs are one value


def _foreseen(row: Row, known: "Mapping[Row, Settled]", near: "Floats") -> "Floats":
    """Return where the equilibrium of ``row`` lies if all its items together do nothing new.

    What k items do beyond all that fewer of them do together is left out (the Moebius transform
    of the parts; Grabisch 1997), and shrinks fast with k. ``near`` where parts are not known.
    """
    chosen = [place for place, level in enumerate(row) if level]
    if not chosen:
        return near
    total = np.zeros(1)
    for size in range(1, len(chosen) + 1):
        for out in combinations(chosen, size):
            part = tuple(0 if place in out else level for place, level in enumerate(row))
            if part not in known:
                return near
            total = total + (-1) ** (size + 1) * known[part].vector
    return total


def _fitted(vector: "Floats", problem: Problem) -> "Array":
    """Return ``vector`` with a premium for each target of ``problem``, zero where it has none."""
    k, n = problem.log_productivity.shape
    size = 2 * (n + k * n) + (0 if problem.lines is None else len(problem.lines.amount))
    return jnp.asarray(np.pad(vector[:size], (0, max(0, size - len(vector)))))
