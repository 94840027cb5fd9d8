"""What every lever is worth to each side: an equilibrium for each thing that could be otherwise."""

import hashlib
from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import CobdenError
from cobden.live.law_levers import LawLever
from cobden.live.levers import ITEM
from cobden.live.models.talks import LeverWorth, Worth
from cobden.live.scenario import Bench, Posed
from cobden.talks.effects import declared, weights

Told = Callable[[str, int, int], None]
Floats = NDArray[np.float64]
Row = NDArray[np.int_]
Named = dict[str, float]
UNIT = "billion USD a year"
WHAT = "What each is worth"


def worth(bench: Bench, posed: Posed, told: Told) -> Worth:
    """Return what each lever of the law and the table is worth to each party.

    ``told`` hears of each step, and may raise to stop.
    """
    value = Valuation(bench, posed)
    items = list(posed.table.items) if posed.table else []
    steps = len(items) + len(bench.laws)
    found: list[LeverWorth] = []
    for number, name in enumerate(items):
        told(WHAT, number, steps)
        found.append(value.item(number, name))
    for number, lever in enumerate(bench.laws.values(), start=len(items)):
        told(WHAT, number, steps)
        found.append(value.lever(lever))
    return Worth(
        digest=posed.digest, unit=UNIT, total=value.against(bench.unmoved(posed)), items=found
    )


class Valuation:
    """What changes of a scenario are worth to each party.

    That is what it minds, by the table; real income in dollars where the case has no table.
    """

    def __init__(self, bench: Bench, posed: Posed) -> None:
        self.bench, self.posed = bench, posed
        self._known: dict[bytes, Floats] = {}

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """The economies whose worth it is, as codes."""
        table = self.posed.table
        if table is None:
            return self.bench.case.home, self.bench.case.counterpart
        return tuple(party.economy for party in table.parties.values())

    @cached_property
    def _weights(self) -> Floats:
        table = self.posed.table
        return np.array([weights(table, key) for key in table.parties]) if table else np.eye(2)

    @cached_property
    def _now(self) -> Floats | None:
        return self._of(self.posed, self.posed.row)

    def item(self, number: int, name: str) -> LeverWorth:
        """Return the worth of an item's levels against its first."""
        levels = list(self.posed.table.items[name].levels) if self.posed.table else []
        rows = [self._with_level(number, level) for level in range(len(levels))]
        found = [self._of(self.posed, row) for row in rows]
        return LeverWorth(
            id=ITEM + name,
            values=self._named(found[self.posed.row[number]], found[0]),
            levels={
                level: self._named(one, found[0]) for level, one in zip(levels, found, strict=True)
            },
        )

    def lever(self, lever: LawLever) -> LeverWorth:
        """Return the worth of a lever of the law: of its move, and of one point less or a turn."""
        ground, scenario = self.posed.ground, self.posed.scenario
        stands = lever.value(ground.law)
        at = scenario.levers.get(lever.id, stands)
        unmoved = self._moved(lever, stands) if at != stands else self._now
        if lever.switch:
            other = self._moved(lever, not at)
        else:
            other = self._moved(lever, float(at) - 1 if float(at) >= 1 else float(at) + 1)
        less = self._named(other, self._now)
        if not lever.switch and float(at) < 1:
            less = {party: -worth for party, worth in less.items()}
        return LeverWorth(id=lever.id, values=self._named(self._now, unmoved), point=less)

    def against(self, other: Posed) -> Named:
        """Return what the scenario is worth against another."""
        return self._named(self._now, self._of(other, other.row))

    def _with_level(self, number: int, level: int) -> Row:
        row = self.posed.row.copy()
        row[number] = level
        return row

    def _moved(self, lever: LawLever, value: bool | float) -> Floats | None:
        levers = self.posed.scenario.levers | {lever.id: value}
        other = self.bench.pose(self.posed.scenario.model_copy(update={"levers": levers}))
        return self._of(other, self.posed.row)

    def _of(self, posed: Posed, row: Row) -> Floats | None:
        """Return what a package under a scenario is worth [party]; None where nothing solves it."""
        try:
            solved = self._solved(posed, row)
        except CobdenError:
            return None
        if posed.table is None:
            return solved
        stated = sum(
            levels[number] for levels, number in zip(declared(posed.table), row, strict=True)
        )
        return self._weights @ (solved + stated)

    def _named(self, one: Floats | None, other: Floats | None) -> Named:
        if one is None or other is None:
            return {}
        return {p: float(f"{v:.6g}") for p, v in zip(self.parties, one - other, strict=True)}

    def _solved(self, posed: Posed, row: Row) -> Floats:
        """Return the outcomes of a package [outcome], or real income in dollars [party]."""
        terms = posed.terms(row)
        key = hashlib.sha256(terms.wedges.tariff.tobytes() + repr(terms.targets).encode()).digest()
        if key not in self._known:
            if posed.setting is None:
                result = posed.ground.solve(terms)
                places = [result.world.economy_index(code) for code in self.parties]
                self._known[key] = result.equivalent_variation.values[places]
            else:
                near = np.asarray(posed.ground.result.vector)
                self._known[key] = posed.setting.outcomes(terms, near)
        return self._known[key]
