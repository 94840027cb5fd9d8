"""What going on is worth: in each draw what bargaining would then bring, or a breakdown.

Who accepts gives up what the talks might still bring. That is, with the table's probability that
they end in a deal, the Nash package under the draw's own weights and powers, and otherwise walking
out; both discounted to the day of the breakdown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.talks.bargaining import tolerance, undominated
from cobden.talks.packages import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.effects import Effects
    from cobden.talks.unknowns import Beliefs

DAYS = 365.25
_AT_ONCE = 4_000_000  # payoffs held at a time


@dataclass(frozen=True, eq=False)
class Prospects:
    """What the parties may expect of going on with the draws of ``beliefs``.

    ``rows`` [package, item] are the packages that might be agreed, ``breakdown`` is the day on
    which talks that began ``on`` one end (None: none is in sight, and how things stand goes on).
    """

    effects: "Effects"
    rows: "NDArray[np.int_]"
    beliefs: "Beliefs"
    on: Date
    breakdown: Date | None

    def under(self, beliefs: "Beliefs") -> "Prospects":
        """Return the same with other draws."""
        if beliefs is self.beliefs:
            return self
        return replace(self, beliefs=beliefs)

    @cached_property
    def agreed(self) -> "NDArray[np.int_]":
        """The Nash package of each draw [draw], as a number of ``rows``; -1 where there is none."""
        return nash_packages(self.effects, self.rows, self.beliefs)

    def value(
        self,
        party: str,
        weights: "NDArray[np.float64]",
        days: "Sequence[Date | None]" = (None,),
        member: int | None = None,
    ) -> "NDArray[np.float64] | None":
        """Return what going on is worth [draw, day] to a party by ``weights`` [draw, outcome].

        On each of ``days``; None is that of the talks. To one ``member`` of it, where a number is
        given. None where the table states no probability of an agreement.
        """
        beliefs = self.beliefs
        if beliefs.table.agreement is None or not len(self.rows):
            return None
        effects = self.effects if member is None else self.effects.part(party, member)
        numbers, which = np.unique(self.agreed, return_inverse=True)
        worth = beliefs.worth(effects, self.rows[numbers], weights)
        found = worth[np.arange(beliefs.count), which]
        without, wait = np.zeros(beliefs.count), np.ones((beliefs.count, len(days)))
        if self.breakdown is not None:
            left = [max((self.breakdown - (day or self.on)).days, 0) / DAYS for day in days]
            without = beliefs.outside(effects, party, weights)
            patience = beliefs.values(f"parties.{party}.patience")
            wait = (1 + patience)[:, None] ** -np.array(left)
        agreed = np.where(self.agreed >= 0, found, without)
        chance = beliefs.values("agreement")
        return wait * (chance * agreed + (1 - chance) * without)[:, None]


def nash_packages(
    effects: "Effects", rows: "NDArray[np.int_]", beliefs: "Beliefs"
) -> "NDArray[np.int_]":
    """Return the number of the Nash package among ``rows`` [package, item] in each draw [draw].

    -1 where each leaves some party below how things stand or walking out.
    """
    step = max(1, _AT_ONCE // max(1, len(rows)))
    parts = [
        _nash(effects, rows, beliefs.some(np.arange(at, min(at + step, beliefs.count))))
        for at in range(0, beliefs.count, step)
    ]
    return np.concatenate(parts)


def _nash(effects: "Effects", rows: "NDArray[np.int_]", beliefs: "Beliefs") -> "NDArray[np.int_]":
    power = beliefs.power()
    score = np.zeros((beliefs.count, len(rows)))
    weights = [beliefs.weights(party) for party in beliefs.table.parties]
    gains = beliefs.worth_by_each(effects, rows, weights)
    for number, (party, gain) in enumerate(zip(beliefs.table.parties, gains, strict=True)):
        floor = np.maximum(beliefs.outside(effects, party, weights[number]), 0.0)[:, None]
        slack = tolerance(gain, floor)
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(gain, 0.0))
        # A party that can gain nothing anywhere has no say.
        movable = gain.max(axis=1, keepdims=True, initial=0.0) > slack
        score += np.where(movable, power[:, number, None] * logs, 0.0)
        score[gain < floor - slack] = -np.inf
    best = score.argmax(axis=1)
    return np.where(np.isfinite(score[np.arange(len(score)), best]), best, -1)


def contenders(
    effects: "Effects", rows: "NDArray[np.int_]", beliefs: "Beliefs"
) -> "NDArray[np.int_]":
    """Return the packages [package, item] of ``rows`` that are some draw's Nash package.

    Where any of what the equilibrium sees goes with any of the rest, what is undominated is made of
    undominated parts, so that few packages of each draw need be looked at.
    """
    parts = parts_of(effects, rows)
    if parts is None:
        found = np.unique(nash_packages(effects, rows, beliefs))
        return rows[found[found >= 0]]
    worth = [
        np.stack(
            [beliefs.worth(effects, part, beliefs.weights(key)) for key in beliefs.table.parties],
            axis=2,
        )
        for part in parts
    ]
    best = []
    for draw in range(beliefs.count):
        some = [part[undominated(w[draw])] for part, w in zip(parts, worth, strict=True)]
        together = (some[0][:, None] + some[1][None]).reshape(-1, rows.shape[1])
        chosen = nash_packages(effects, together, beliefs.some(np.array([draw])))[0]
        if chosen >= 0:
            best.append(together[chosen])
    return np.unique(np.array(best, dtype=int).reshape(-1, rows.shape[1]), axis=0)


def parts_of(
    effects: "Effects", rows: "NDArray[np.int_]"
) -> "tuple[NDArray[np.int_], NDArray[np.int_]] | None":
    """Return packages of what is seen alone and of the rest, if ``rows`` are all pairs of these."""
    seen, rest = rows.copy(), rows.copy()
    where = np.isin(np.arange(rows.shape[1]), effects.seen)
    seen[:, ~where], rest[:, where] = 0, 0
    seen, rest = distinct(effects.table, seen), distinct(effects.table, rest)
    return (seen, rest) if len(seen) * len(rest) == len(rows) else None
