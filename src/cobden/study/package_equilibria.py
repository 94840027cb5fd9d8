"""Many packages on one world: each an equilibrium, all by one compiled program.

Packages with the same tariffs share what a tariff costs to pose, and the equilibrium that their
promises are measured against. Each is looked for where its parts, solved before it, say that it
lies: only what all its items do together, beyond what fewer of them do, is left to find.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cobden.base.closures import Closure
from cobden.base.economies import group
from cobden.base.objective import Objective, Term
from cobden.base.terms import Terms
from cobden.equilibrium import LONG_RUN, EquilibriumPoint, Horizon, Problem, Reader, WorldSolver
from cobden.outcomes import kind_of
from cobden.study.package_terms import is_idle
from cobden.talks.table import Table
from cobden.talks.table_outcomes import TalksOutcome

Row = tuple[int, ...]
"""A package: the number of each item's level."""

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.world.world import World

    Floats = NDArray[np.float64]


def by_member(outcome: TalksOutcome, world: "World") -> list[TalksOutcome]:
    """Return an outcome of a group, or with one, as those of its members, which sum to it."""
    assert outcome.economy is not None
    sides = [outcome.economy] + ([outcome.partner] if outcome.partner else [])
    if not any(group(name) and name not in world.economies for name in sides):
        return [outcome]
    members = [[world.economies[n] for n in world.positions(name)] for name in sides]
    return [
        outcome.model_copy(update=dict(zip(("economy", "partner"), pair, strict=False)))
        for pair in product(*members)
    ]


def term(outcome: TalksOutcome, world: "World") -> Term:
    """Return an outcome of the equilibrium as a term of an objective."""
    assert outcome.in_equilibrium
    assert outcome.economy is not None
    weights = None
    if "sector_weights" in kind_of(outcome.kind).needs:
        given = {world.sectors[world.sector_index(k)]: w for k, w in outcome.sector_weights.items()}
        other = 0.0 if outcome.kind == "employment_mix" else 1.0
        weights = tuple(given.get(name, other) for name in world.sectors)
    axes = tuple(outcome.axes.items())
    if outcome.kind == "bilateral_balance" and not (outcome.sector or axes):
        axes = (("kind", "goods"),)  # what is said of a balance at a table is said of goods
    return Term(
        outcome.kind, outcome.economy, outcome.partner, outcome.sector, weights, axes,
        product=outcome.product,
    )  # fmt: skip


def unit_of(outcome: TalksOutcome, world: "World") -> float:
    """Return what turns a term of an objective into the unit of a table's outcome."""
    kind, per_cent = kind_of(outcome.kind), world.value_usd / 1e9 / 100
    if kind.as_money:
        return float(world.income[world.economy_index(outcome.economy or "")]) * per_cent
    return per_cent if kind.money else 1.0


class PackageOutcome(NamedTuple):
    """The equilibrium of a package, and what the table minds of it.

    ``parts`` [part] of the table's outcomes in its units, those of each member of a group apart;
    ``reached``: the unknowns, and how promises hold.
    """

    parts: "Floats"
    reached: EquilibriumPoint


@dataclass(frozen=True, eq=False)
class PackageSolver:
    """Solves terms on a ``world`` and reads the outcomes of a table off each equilibrium."""

    world: "World"
    closure: str | Closure
    table: Table
    horizon: Horizon = LONG_RUN

    @cached_property
    def solver(self) -> WorldSolver:
        """What solves, and reads the terms that are outcomes of the table."""
        terms = tuple(term(outcome, self.world) for _, outcome in self.read)
        reader = Reader.of(self.world, Objective("talks", terms))
        return WorldSolver(self.world, self.closure, reader, self.horizon)

    @cached_property
    def read(self) -> list[tuple[int, TalksOutcome]]:
        """The parts of outcomes that are read off, with the outcomes' positions.

        Of a group each member has one; outcomes that the table declares have none.
        """
        return [
            (k, part)
            for k, outcome in enumerate(self.table.outcomes.values())
            if outcome.in_equilibrium
            for part in by_member(outcome, self.world)
        ]

    @cached_property
    def gather(self) -> "Floats":
        """What sums parts to outcomes [part, outcome], zero where the table declares them."""
        found = np.zeros((len(self.read), len(self.table.outcomes)))
        found[np.arange(len(self.read)), [k for k, _ in self.read]] = 1.0
        return found

    @cached_property
    def _units(self) -> "Floats":
        return np.array([unit_of(outcome, self.world) for _, outcome in self.read])

    def group(
        self, terms: "Mapping[Row, Terms]", near: "Callable[[Row], Floats]"
    ) -> "Iterator[tuple[Row, PackageOutcome]]":
        """Yield the equilibria of packages whose ``terms`` differ in their promises alone, in turn.

        Each is looked for from ``near`` it. What holds without promises is solved first: promises
        are measured against it.
        """
        first, *_ = terms
        problem = self.solver.pose(terms[first])
        without = self.solver.solve(problem, near(first))
        for row, t in terms.items():
            reached = without
            if not is_idle(t):
                promised = self.solver.promised(problem, t, without)
                reached = self.solver.solve(promised, near(row), t)
            yield row, PackageOutcome(reached.terms * self._units, reached)

    def under(self, terms: Terms, near: "Floats") -> tuple[Problem, EquilibriumPoint]:
        """Return the problem and the equilibrium of ``terms``, with its promises held.

        Raises ``NotConverged``, or ``Infeasible`` for a promise that nothing can buy.
        """
        problem = self.solver.pose(terms)
        reached = self.solver.solve(problem, near)
        if not is_idle(terms):
            problem = self.solver.promised(problem, terms, reached)
            reached = self.solver.solve(problem, reached.vector, terms)
        return reached.problem, reached


def solve_packages(
    solver: PackageSolver,
    terms_of: "Callable[[Row], Terms]",
    rows: "Iterable[Row]",
    near: "Floats",
    told: Callable[[int, int], None],
) -> "dict[Row, PackageOutcome]":
    """Return the equilibria of packages, solved on two threads, the parts before the whole.

    Each is looked for where its parts say that it lies, or else from ``near``.
    """
    wanted = sorted(set(rows), key=_items)
    groups: dict[tuple, dict[Row, Terms]] = {}
    for row in wanted:
        terms = terms_of(row)
        groups.setdefault(_alike(terms), {})[row] = terms
    waves: dict[int, list[dict[Row, Terms]]] = {}
    for alike in groups.values():
        waves.setdefault(min(map(_items, alike)), []).append(alike)
    known: dict[Row, PackageOutcome] = {}

    def solve(alike: dict[Row, Terms]) -> None:
        for row, found in solver.group(alike, lambda row: _foreseen(row, known, near)):
            known[row] = found
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


def _foreseen(row: Row, known: "Mapping[Row, PackageOutcome]", near: "Floats") -> "Floats":
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
            total = total + (-1) ** (size + 1) * known[part].reached.vector
    return total
