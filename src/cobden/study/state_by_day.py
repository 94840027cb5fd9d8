"""The law of a state of a case, day by day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from cobden.measures import Law, Measure, Policy

LawOn = Callable[[Policy, date], Law]


@dataclass(frozen=True)
class StateByDay:
    """What was in force before the day of a state, and the state's law from then on.

    What a state adds counts from its own first day; what it drops, lets lapse or takes from
    another day counts from the state's. ``law_on`` returns the state's law on a day, ``added`` are
    the measures that it adds to ``policy``.
    """

    policy: Policy
    day: date
    law_on: LawOn
    added: tuple[Measure, ...] = ()

    @property
    def covers(self) -> tuple[date, date] | None:
        """The first and the last day of which the law is known; None: all."""
        return self.policy.covers

    def on(self, day: date) -> Law:
        """Return what is in force on a day."""
        if day >= self.day:
            return self.law_on(self.policy, day)
        return (self.policy + self.added).on(day)

    def changes(self) -> tuple[date, ...]:
        """Return the days on which something begins, ends, is suspended or resumes."""
        return tuple(sorted({self.day, *(self.policy + self.added).changes()}))

    def known_on(self, day: date) -> Self:
        """Return what had begun by a day, with the ends that it has."""
        known = self.policy.known_on(day)
        if day >= self.day:
            return replace(self, policy=known)
        added = Policy(self.added).known_on(day).measures
        return replace(self, policy=known, day=date.max, added=tuple(added))
