"""Talks solved: the packages, what they are worth to whom, and what is believed of the parties."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.talks import packages
from cobden.talks.clock import Standing, standing
from cobden.talks.effects import Effects
from cobden.talks.effects import weights as weights_of
from cobden.talks.going_on import Prospects, contenders
from cobden.talks.packages import Chosen
from cobden.talks.unknowns import Beliefs, prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.table import Table
    from cobden.talks.table_entries import Hazard

_FEW = 1000
_DRAWS_OF_THE_SPACE = 300
"""Draws under which bargaining chooses from all packages; more find few that are new."""


@dataclass(frozen=True, eq=False, repr=False)
class SolvedTalks:
    """The ``effects`` of packages on the day ``on``: what questions about talks start from.

    ``scenarios`` are the effects of packages under other elasticities and closures; ``learnt`` is
    what is thought of the table's figures where that is not what their ranges say.
    """

    effects: Effects
    on: Date
    scenarios: "Callable[[NDArray[np.int_]], Sequence[tuple[str, Effects]]] | None" = field(
        default=None, kw_only=True
    )
    learnt: Beliefs | None = field(default=None, kw_only=True)

    @property
    def table(self) -> "Table":
        """What is on the table."""
        return self.effects.table

    @property
    def parties(self) -> tuple[str, ...]:
        """The keys of the parties, in the order of all payoffs."""
        return tuple(self.table.parties)

    @property
    def hazards(self) -> "tuple[Hazard, ...]":
        """What may yet end a deal: an event of a day gone by is behind whoever signs now."""
        return tuple(h for h in self.table.hazards if h.on is None or h.on >= self.on)

    @property
    def power(self) -> "NDArray[np.float64]":
        """Bargaining power [party], summing to 1."""
        return np.array([party.power.value for party in self.table.parties.values()])

    @cached_property
    def space(self) -> "NDArray[np.int_]":
        """All packages [package, item] that meet the links and cross no red line."""
        return packages.allowed(self.table)

    @cached_property
    def worth(self) -> "NDArray[np.float64]":
        """The payoffs [package, party] of ``space``."""
        return self.payoff(self.space)

    @cached_property
    def outside(self) -> "NDArray[np.float64]":
        """What each party [party] gets by walking out."""
        rows = zip(self.weights, self.effects.outside, strict=True)
        return np.array([float(weight @ outcome) for weight, outcome in rows])

    @cached_property
    def weights(self) -> "NDArray[np.float64]":
        """What a unit of each outcome is worth to each party [party, outcome]."""
        return np.array([weights_of(self.table, party) for party in self.parties])

    @cached_property
    def worth_at_deadline(self) -> "NDArray[np.float64]":
        """The payoffs [package, party] of ``space`` when no time is left.

        Outcomes that count ``until_deadline`` stand for what then happens, which walking out holds
        itself: they would be counted twice.
        """
        counts = [not outcome.until_deadline for outcome in self.table.outcomes.values()]
        return self.effects.of(self.space) @ (self.weights * counts).T

    @property
    def floor(self) -> "NDArray[np.float64]":
        """The least that each party [party] signs for: how things stand, or walking out."""
        return np.maximum(self.outside, 0.0)

    def package(self, chosen: Chosen | None = None) -> "NDArray[np.int_]":
        """Return a package as a row of level numbers [item]; the table's first named by default."""
        if chosen is None:
            chosen = next(iter(self.table.packages), {})
        return packages.package(self.table, chosen)

    def payoff(self, rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
        """Return the payoffs [package, party] of packages [package, item]."""
        return self.effects.of(np.atleast_2d(rows)) @ self.weights.T

    @cached_property
    def beliefs(self) -> Beliefs:
        """What is thought of the figures with a range: draws of each."""
        return self.learnt or prior(self.table)

    @cached_property
    def contenders(self) -> "NDArray[np.int_]":
        """Packages [package, item] that bargaining may choose: all, or, of many, some draws'."""
        if len(self.space) <= _FEW:
            return self.space
        some = self.beliefs.some(np.arange(min(_DRAWS_OF_THE_SPACE, self.beliefs.count)))
        return contenders(self.effects, self.space, some)

    @cached_property
    def prospects(self) -> Prospects:
        """What going on may bring, by the table's probability of an agreement."""
        rows = self.space[:0] if self.table.agreement is None else self.contenders
        return Prospects(self.effects, rows, self.beliefs, self.on, self.breakdown)

    @property
    def breakdown(self) -> Date | None:
        """The day from which the outside options hold, or, where it is past, the next deadline."""
        starts = [party.outside.on for party in self.table.parties.values()]
        ahead = [day for day in starts if day is not None and day > self.on]
        end = max(ahead, default=None) or getattr(self.clock().deadline, "on", None)
        return None if end is None or end <= self.on else end

    def scenarios_of(self, rows: "NDArray[np.int_]") -> "Sequence[tuple[str, Effects]]":
        """Return the effects of ``rows`` [package, item] under other elasticities and closures."""
        if self.scenarios is None:
            raise InputError(
                "these talks know one set of elasticities and one closure.",
                where="scenarios",
                remedy="Take study.talks, which can solve the others.",
            )
        return self.scenarios(rows)

    def clock(self) -> Standing:
        """Return where the talks stand on their date."""
        return standing(self.table, self.on)

    def number(self, party: str) -> int:
        """Return the position of a party; raise ``InputError`` naming the nearest."""
        if party not in self.parties:
            raise unknown("party", party, self.parties, where="party")
        return self.parties.index(party)
