"""From a scenario to what is solved: the law with its levers moved, and a package on top of it."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date as Date
from functools import cached_property

import numpy as np
from jax import Array
from numpy.typing import NDArray

from cobden.base.errors import InputError, unknown
from cobden.base.terms import Terms
from cobden.cases import Case
from cobden.equilibrium import Result
from cobden.live.instrument_levers import InstrumentLever, instrument_levers
from cobden.live.law_levers import LawLever
from cobden.live.levers import (
    HIGHEST,
    ITEM,
    WeightLever,
    checked_level,
    checked_rate,
    checked_switch,
    most_of,
    weight_levers,
    weighted,
)
from cobden.live.levers_of_case import law_levers
from cobden.live.models.requests import Scenario
from cobden.live.own_measures import added
from cobden.live.starting_points import (
    Pairs,
    RecentlyUsed,
    StartingLaw,
    StartingPoint,
    StartingPoints,
)
from cobden.measures import Enacted, Law, Tariff
from cobden.measures.quantities import Amount
from cobden.study.negotiation import Negotiation
from cobden.talks.table import Table
from cobden.world.world import World

AnyLever = LawLever | InstrumentLever


def _most(lever: AnyLever) -> float:
    """Return the highest figure that a reader may give."""
    if isinstance(lever, InstrumentLever) and isinstance(lever.instrument, Amount):
        return 10 * most_of(lever.instrument)
    return HIGHEST


@dataclass(frozen=True, eq=False)
class Bench:
    """A case made ready for scenarios: its starting points and its levers.

    ``first`` and ``last`` are the days between which scenarios lie; ``standing`` keeps what other
    elasticities and closures make of starting laws, ``by_product`` worlds with products told apart.
    """

    case: Case
    starting_points: StartingPoints
    laws: dict[str, AnyLever]
    weights: dict[str, WeightLever]
    first: Date
    last: Date
    standing: "RecentlyUsed[tuple[NDArray[np.float64], Array | None]]" = field(
        default_factory=lambda: RecentlyUsed(200)
    )
    by_product: RecentlyUsed[World] = field(default_factory=lambda: RecentlyUsed(2))

    @classmethod
    def of(cls, case: Case) -> "Bench":
        """Return the bench of a case."""
        starting_points = StartingPoints(case)
        days = [s.on for s in case.states] + [event.date for event in case.timeline]
        table = starting_points.table
        days += [moment.on for moment in table.clock] if table else []
        first, last = min(days), max(days)
        world = starting_points.world.economies
        laws: list[AnyLever] = [*law_levers(case, starting_points.policy, world, last)]
        laws += instrument_levers(case, last)
        weights = weight_levers(table) if table else ()
        by_id = {lever.id: lever for lever in laws}
        return cls(case, starting_points, by_id, {w.id: w for w in weights}, first, last)

    def start(self, scenario: Scenario) -> StartingLaw:
        """Return where a scenario starts; raises ``InputError`` for what the case does not have."""
        usual = self.starting_points.usual
        if scenario.case not in (None, self.case.name):
            raise InputError(
                f"the case '{scenario.case}' is not served here.",
                where="case",
                remedy=f"This server shows '{self.case.name}'; start another for another case.",
            )
        on, state = scenario.on, scenario.state
        if on is None and state is None:
            on, state = usual.on, usual.state
        elif state is not None:
            known = self.starting_points.state(state).on
            if on not in (None, known):
                raise InputError(
                    f"the state '{state}' is of {known}, not of {on}.",
                    where="on",
                    remedy="Leave out the day or the state.",
                )
            on = known
        assert on is not None
        if state is None and not self.first <= on <= self.last:
            raise InputError(
                f"{on} is outside the case.",
                where="on",
                remedy=f"Choose a day from {self.first} to {self.last}.",
            )
        elasticity = scenario.elasticity or usual.elasticity
        deficits = self.starting_points.closure(scenario.deficits or usual.deficits).name
        return StartingLaw(on, state, elasticity, deficits)

    def pose(self, scenario: Scenario) -> "PosedScenario":
        """Return a scenario ready to be solved; raises ``InputError`` for a lever that is wrong."""
        start = self.start(scenario)
        table = self.starting_points.table
        moved: dict[AnyLever, bool | float] = {}
        weights: dict[WeightLever, float] = {}
        row = np.zeros(len(table.items) if table else 0, dtype=int)
        for key, value in scenario.levers.items():
            if key in self.laws:
                lever = self.laws[key]
                moved[lever] = (
                    checked_switch(key, value)
                    if lever.switch
                    else checked_rate(key, value, 0.0, _most(lever))
                )
            elif key in self.weights:
                weights[self.weights[key]] = checked_rate(key, value, *self.weights[key].limits)
            elif table and key.startswith(ITEM) and key.removeprefix(ITEM) in table.items:
                name = key.removeprefix(ITEM)
                row[list(table.items).index(name)] = checked_level(key, table.items[name], value)
            else:
                raise unknown("lever", key, self.levers, where="levers")
        starting_point = self.starting_points.at(start)
        law, pairs = starting_point.law, set[tuple[str, str]]()
        for lever in sorted(moved, key=lambda one: not one.switch):
            new = lever.moved(law, moved[lever])
            if new is not law:
                law = new
                pairs |= lever.pairs
        own = added(law, scenario.measures, starting_point.world.economies, self.first)
        table = weighted(table, weights) if table and weights else table
        moves = {lever.id: value for lever, value in moved.items()}
        return PosedScenario(
            scenario, starting_point, own.law, moves, pairs | own.pairs, row, table, own.idle
        )

    def unmoved(self, posed: "PosedScenario") -> "PosedScenario":
        """Return a scenario with no lever of the law or the table moved."""
        kept = {k: v for k, v in posed.scenario.levers.items() if k in self.weights}
        return self.pose(posed.scenario.model_copy(update={"levers": kept, "measures": ()}))

    def overridden(self, posed: "PosedScenario") -> dict[str, list[str]]:
        """Return the levers that the package leaves nothing to move, with the items that do so."""
        terms = posed.terms_by_item()
        found = {}
        for lever in self.laws.values() if terms else ():
            if lever.displaced(posed.law, [t for some in terms.values() for t in some]):
                found[lever.id] = [
                    ITEM + item
                    for item, some in terms.items()
                    if isinstance(lever, LawLever) and any(lever.reached(t) for t in some)
                ]
        return found

    @property
    def levers(self) -> list[str]:
        """The ids of all levers."""
        items = self.starting_points.table.items if self.starting_points.table else ()
        return [*self.laws, *(ITEM + item for item in items), *self.weights]


@dataclass(frozen=True, eq=False)
class PosedScenario:
    """A scenario ready to be solved.

    ``law`` differs from the starting point's on ``pairs`` by the ``moves`` of its levers and by
    measures of the reader's own, of which ``idle`` are not in force; ``row``
    [item] is the package on top of it; ``table`` is what is on the table, with the reader's own
    weights.
    """

    scenario: Scenario
    starting_point: StartingPoint
    law: Law
    moves: dict[str, bool | float]
    pairs: Pairs
    row: "NDArray[np.int_]"
    table: Table | None
    idle: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """A short name of the scenario: the same for the same levers in any order."""
        start = self.starting_point.start
        moved = sorted(self.scenario.levers.items())
        own = [one.model_dump(mode="json") for one in self.scenario.measures]
        facts = [str(start.on), start.state, start.elasticity, start.deficits, moved, *own]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]

    @property
    def law_moves(self) -> tuple[tuple[str, object], ...]:
        """What the reader changed of the law: levers in order, then measures of his own."""
        if self.law is self.starting_point.law:
            return ()
        own = ((f"own-{n}", one) for n, one in enumerate(self.scenario.measures))
        return (*sorted(self.moves.items()), *own)

    def terms_by_item(self) -> dict[str, tuple[Tariff, ...]]:
        """Return the tariffs of the package, by item; items that set none are left out."""
        items = self.table.items.items() if self.table else ()
        levels = [
            (name, list(item.levels.values())[number])
            for (name, item), number in zip(items, self.row, strict=True)
        ]
        return {name: tuple(level.tariffs) for name, level in levels if level.tariffs}

    @cached_property
    def setting(self) -> Negotiation | None:
        """The table set on the scenario's law; None where there is no table."""
        base = self.starting_point.setting
        if base is None or self.table is None:
            return None
        wedges = self.starting_point.wedges_under(self.law, self.pairs)
        return replace(base, table=self.table, law=self.law, wedges=wedges)

    def terms(self, row: "NDArray[np.int_]") -> Terms:
        """Return what a package puts on the world under the scenario's law.

        Where it holds promises, all others stand in their places idle: one compiled program then
        serves all packages with promises, and a faster one those without.
        """
        if self.setting is None or not row.any():
            wedges = self.starting_point.wedges_under(self.law, self.pairs)
            return Enacted(self.law, wedges).terms(self.starting_point.world)
        terms = self.setting.offers.terms(row)
        return self.setting.offers.terms(row, alike=True) if terms.targets.targets else terms

    def solve(self) -> Result:
        """Return the equilibrium of the scenario, solved once."""
        return self._result

    @cached_property
    def _result(self) -> Result:
        return self.starting_point.solve(self.terms(self.row))
