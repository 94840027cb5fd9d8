"""Talks that others watch: who is not seated, how they answer, and deals that reckon with it."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.talks import third_parties
from cobden.talks.bargaining import Deal
from cobden.talks.packages import Chosen
from cobden.talks.several_deals import SeveralDeals, accords, answering, bargain
from cobden.talks.solved import SolvedTalks
from cobden.talks.third_parties import (
    Basis,
    TariffAnswer,
    TariffReaction,
    ThirdParties,
    anticipating,
    together,
)


@dataclass(frozen=True, eq=False, repr=False)
class WatchedTalks(SolvedTalks):
    """Talks with what the equilibrium says of those who are not at the table."""

    third_parties: ThirdParties | None = None

    def watching(self, names: Iterable[str]) -> list[str]:
        """Return those of ``names`` that are not at the table, and can answer what is agreed there.

        A member of a group at the table has its seat in it; a group that watches answers by its
        members.
        """
        known = self.third_parties.economies if self.third_parties else ()
        return [name for name in names if name in known]

    def answer(
        self,
        third: str,
        chosen: Chosen | None = None,
        *,
        on: str | None = None,
        basis: Basis = "value",
        best: bool = False,
    ) -> TariffAnswer:
        """Return how the economy ``third`` answers a package by a tariff on a party's goods.

        ``on`` is the party answered (the last of the table unless given); ``basis`` as in
        ``third_parties.proportionate``; ``best`` asks for its best tariff instead.
        """
        asked = self._asked(third)
        row, economy = self.package(chosen), self._economy(on)

        def respond(rate: float) -> TariffReaction:
            return asked.respond(row, third, economy, rate)

        if best:
            return third_parties.best(respond, by=third, on=economy)
        injury = asked.injury(row, third, basis)
        return third_parties.proportionate(respond, injury, by=third, on=economy, basis=basis)

    def coalitions(
        self,
        candidates: Sequence[str],
        chosen: Chosen | None = None,
        *,
        rate: float = 0.05,
        on: str | None = None,
    ) -> tuple[frozenset[str], ...]:
        """Return the groups of third economies that would answer a package together, and hold.

        Each member levies an additional ``rate`` on the goods of the party ``on`` (the last of
        the table unless given). Nobody in such a group gains by leaving it, no candidate outside
        by joining. The empty group means that nobody would.
        """
        asked = [self._asked(name) for name in candidates]
        return together(asked, candidates, self.package(chosen), self._economy(on), rate)

    def anticipating(
        self, third: str, *, on: str | None = None, solution: str = "nash", candidates: int = 12
    ) -> tuple[Deal, TariffAnswer]:
        """Return the package that parties sign when they reckon with ``third``'s answer to it.

        The answer is worked out for the ``candidates`` packages of the zone with the largest Nash
        products before it; the harm that it does is taken off the answered party's payoff.
        """
        return anticipating(
            self,
            self.number(on or self.parties[-1]),
            lambda row: self.answer(third, row, on=on),
            solution,
            candidates,
        )

    def several(self) -> SeveralDeals:
        """Return what becomes of a table's several deals: at once, in turn, somebody left out.

        Who is left out and harmed answers in proportion, where the equilibrium can be asked. Raises
        ``InputError`` for a table of two, which has one deal.
        """
        if len(self.parties) == 2:
            raise InputError(
                "the table has two parties, between whom there is one deal.",
                where="several",
                remedy="Seat a third party, or set counterparts beside with study.talks_with.",
            )
        weight = np.array([third_parties.income_weight(self, k) for k in range(len(self.parties))])
        answer = self.third_parties and answering(self.table, self.third_parties, weight)
        return bargain(self.table, self.payoff, accords(self.table), self.floor, answer)

    def reckoning(self, third: str, **options: Any) -> tuple[Deal, TariffAnswer]:
        """Return what `anticipating` does; the name of version 0.1."""
        warnings.warn("Talks.anticipating took its place", DeprecationWarning, stacklevel=2)
        return self.anticipating(third, **options)

    @property
    def thirds(self) -> ThirdParties | None:
        """What ``third_parties`` is; the name of version 0.1."""
        warnings.warn("Talks.third_parties took its place", DeprecationWarning, stacklevel=2)
        return self.third_parties

    def _economy(self, party: str | None) -> str:
        """Return the economy of a party, or itself; the last party's unless given."""
        name = party or self.parties[-1]
        return self.table.parties[name].economy if name in self.table.parties else name

    def _asked(self, third: str) -> ThirdParties:
        if self.third_parties is None:
            raise InputError(
                "these talks know nothing of third economies.",
                where="answer",
                remedy="Take study.talks, which can ask the equilibrium.",
            )
        if third not in self.third_parties.economies:
            raise unknown("economy", third, self.third_parties.economies, where="answer")
        return self.third_parties
