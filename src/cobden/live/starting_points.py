"""What scenarios of one starting law share, worked out once: what levers move on.

A starting point is a body of law on a world under one treatment of the deficits, with its
equilibrium. Few are in use at a time, so the last ones are kept.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import date as Date
from functools import cached_property
from threading import Lock
from typing import Any, Generic, TypeVar

from cobden.base.closures import Closure, closure_of
from cobden.base.errors import unknown
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.cases import Case
from cobden.cases.schema import PolicyState
from cobden.equilibrium import AtBenchmark, Result, Shock, rebased_for, solve_shock
from cobden.measures import Enacted, Law, Policy
from cobden.measures.rate_columns import PartnerRates, column_of, with_columns
from cobden.study import law_of, policy_of, world_of
from cobden.study.negotiation import Negotiation, read_table
from cobden.talks.table import Table
from cobden.world.elasticities import DEFAULT, SETS
from cobden.world.world import World

Value = TypeVar("Value")
Pairs = set[tuple[str, str]]


class RecentlyUsed(Generic[Value]):
    """The last ``most`` values made, by key; each is made once, even when two ask at a time."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of ``key``, made if it is not at hand."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            try:
                value = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._values[key] = value
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
            return value


@dataclass(frozen=True)
class StartingLaw:
    """Where a scenario starts: a day or a state of the case, elasticities and a closure."""

    on: Date
    state: str | None
    elasticity: str
    deficits: str


@dataclass(frozen=True, eq=False)
class StartingPoint:
    """A starting law on a world, with its equilibrium and the table set on it.

    ``setting`` is None where the case has nothing on the table.
    """

    start: StartingLaw
    law: Law
    world: World
    wedges: Wedges
    result: Result
    setting: Negotiation | None
    columns: "RecentlyUsed[PartnerRates]" = field(default_factory=lambda: RecentlyUsed(2000))

    @property
    def deficits(self) -> Closure:
        """The closure that the solver is asked for."""
        return self.result.closure

    @cached_property
    def benchmark(self) -> AtBenchmark:
        """What the benchmark shows."""
        return AtBenchmark.of(self.world)

    def wedges_under(self, law: Law, pairs: Pairs) -> Wedges:
        """Return the wedges of a law that differs from the starting law on ``pairs`` alone.

        The figures are those of ``law.wedges``; each pair of importer and exporter is worked out
        once for each set of measures on it.
        """
        if not pairs:
            return self.wedges
        columns = {
            (by, on): self.columns.get(
                (by, on, tuple(law.reaching(by, on))),
                lambda by=by, on=on: column_of(law, self.world, by, on),
            )
            for by, on in pairs
        }
        return with_columns(self.world, self.wedges, columns)

    def solve(self, terms: Terms) -> Result:
        """Return the equilibrium under ``terms``, looked for from the starting law's."""
        shock = Shock.under(self.world, terms)
        return solve_shock(self.world, shock, self.deficits, start=self.result.vector)


@dataclass(frozen=True, eq=False)
class StartingPoints:
    """The starting points of one case."""

    case: Case
    _grounds: RecentlyUsed[StartingPoint] = field(default_factory=lambda: RecentlyUsed(12))
    _worlds: RecentlyUsed[World] = field(default_factory=lambda: RecentlyUsed(16))

    @cached_property
    def policy(self) -> Policy:
        """The body of law that the case names."""
        return policy_of(self.case)

    @cached_property
    def world(self) -> World:
        """The world with the case's own elasticities."""
        return world_of(self.case)

    @cached_property
    def table(self) -> Table | None:
        """What is on the table, if anything is."""
        return read_table(self.case.folder) if self.case.has_talks else None

    @property
    def usual(self) -> StartingLaw:
        """Where the page opens: the state that the case's brief shows."""
        model, shown = self.case.file.model, self.case.file.brief.state
        state = self.state(shown)
        return StartingLaw(state.on, shown, model.elasticity or DEFAULT, self.case.closure.name)

    def state(self, name: str) -> PolicyState:
        """Return a state of the case; raises ``InputError`` naming the nearest."""
        for state in self.case.states:
            if state.id == name:
                return state
        raise unknown("state", name, [s.id for s in self.case.states], where="state")

    def law(self, on: Date, state: str | None) -> Law:
        """Return the law of a day, or of a state of the case."""
        if state is None:
            return self.policy.on(on)
        return law_of(self.case, self.policy, self.state(state))

    def closure(self, name: str) -> Closure:
        """Return a closure of the case by its name; raises ``InputError`` naming the nearest."""
        return closure_of(name, self.case.closures)

    def basis_of(self, elasticity: str, deficits: str) -> tuple[World, Closure]:
        """Return the world with a set of elasticities, as a closure's name asks, and the closure.

        Raises ``InputError`` for a set or a closure that is not known.
        """
        if elasticity not in SETS and elasticity != self.case.file.model.elasticity:
            raise unknown("elasticity set", elasticity, SETS, where="elasticity")

        closure = self.closure(deficits)
        plain = self._worlds.get((elasticity, None), lambda: self.world.with_elasticity(elasticity))
        if closure.benchmark is None:
            return plain, closure
        rebased = self._worlds.get(
            (elasticity, closure.name), lambda: rebased_for(plain, closure)[0]
        )
        return rebased, replace(closure, benchmark=None)

    def at(self, start: StartingLaw) -> StartingPoint:
        """Return the starting point of a start."""
        return self._grounds.get(start, lambda: self._made(start))

    def _made(self, start: StartingLaw) -> StartingPoint:
        world, closure = self.basis_of(start.elasticity, start.deficits)
        law = self.law(start.on, start.state)
        wedges = law.wedges(world)
        terms = Enacted(law, wedges).terms(world)
        result = solve_shock(world, Shock.under(world, terms), closure)
        setting = None
        if self.table is not None:
            setting = Negotiation(self.table, world, law, wedges, self.outside, closure)
        return StartingPoint(start, law, world, wedges, result, setting)

    @cached_property
    def outside(self) -> dict[str, Enacted[Any]]:
        """The laws of the states that parties of the table walk out into."""
        parties = self.table.parties.values() if self.table else ()
        names = {party.outside.state for party in parties}
        return {
            s.id: self.law(s.on, s.id).enacted(self.world)
            for s in self.case.states
            if s.id in names
        }
