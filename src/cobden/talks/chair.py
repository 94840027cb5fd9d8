"""The talks from one side's chair: its own payoffs, and what it believes of the others."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.talks.bargaining import undominated
from cobden.talks.deciders import answers, combine, floors
from cobden.talks.going_on import parts_of
from cobden.talks.packages import crosses_red_lines, distinct, meets_links

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.solved import SolvedTalks
    from cobden.talks.unknowns import Beliefs

_FRONTIERS = 40  # draws whose frontier is looked along


@dataclass(frozen=True, eq=False)
class Chair:
    """The talks as one side sees them: its own payoffs, and what it believes of the others.

    It knows its own weights, which are the table's; what items bring is drawn, and expected.
    """

    talks: "SolvedTalks"
    party: str
    beliefs: "Beliefs"

    @property
    def others(self) -> tuple[str, ...]:
        """The other parties."""
        return tuple(key for key in self.talks.parties if key != self.party)

    def gain(self, rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
        """Return one's own expected payoff [package]."""
        own = self._own
        return self.beliefs.worth(self.talks.effects, rows, own).mean(axis=0)

    @property
    def _own(self) -> "NDArray[np.float64]":
        weights = self.talks.weights[self.talks.parties.index(self.party)]
        return np.tile(weights, (self.beliefs.count, 1))

    def going_on(self) -> float:
        """Return what going on is worth without an offer of one's own, or walking out if better."""
        outside = self.beliefs.outside(self.talks.effects, self.party, self._own).mean()
        ahead = self.talks.prospects.under(self.beliefs).value(self.party, self._own)
        return float(max(outside, 0.0 if ahead is None else ahead.mean()))

    def breakdown(self) -> float:
        """Return what is left when every offer is refused: walking out, or things as they stand."""
        if self.talks.prospects.breakdown is None:
            return 0.0
        return float(self.beliefs.outside(self.talks.effects, self.party, self._own).mean())

    def accepted(self, rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
        """Return the probability [draw, package] that all the others say yes."""
        effects, beliefs = self.talks.effects, self.beliefs
        ahead = self.talks.prospects.under(beliefs)
        found = np.ones((beliefs.count, len(rows)))
        for key in self.others:
            least = floors(effects, beliefs, key, ahead)
            said = combine(beliefs.table.parties[key], answers(effects, rows, beliefs, key, least))
            found *= np.where(crosses_red_lines(beliefs.table, rows, key), 0.0, said)
        return found

    def reservation(self, party: str) -> "NDArray[np.float64]":
        """Return what a party must be left with to sign [draw], by its own aims."""
        weights = self.beliefs.weights(party)
        outside = self.beliefs.outside(self.talks.effects, party, weights)
        ahead = self.talks.prospects.under(self.beliefs).value(party, weights)
        return np.maximum(outside, 0.0 if ahead is None else ahead[:, 0])

    def may_offer(self, rows: "NDArray[np.int_]") -> "NDArray[np.int_]":
        """Return those packages that meet the links and cross nobody's red line."""
        table = self.beliefs.table
        kept = meets_links(table, rows) & ~crosses_red_lines(table, rows) & rows.any(axis=1)
        return distinct(table, rows[kept])

    def candidates(self) -> "NDArray[np.int_]":
        """Return packages [package, item] worth offering: undominated under some draw."""
        talks, found = self.talks, [self.talks.contenders]
        parts = parts_of(talks.effects, talks.space) or (talks.space,)
        own = [self.gain(part) for part in parts]
        some = self.beliefs.some(np.arange(min(_FRONTIERS, self.beliefs.count)))
        theirs = [
            [some.worth(talks.effects, part, some.weights(key)) for key in self.others]
            for part in parts
        ]
        for draw in range(some.count):
            mixed = (
                np.zeros((1, talks.space.shape[1]), dtype=int),
                np.zeros((1, len(talks.parties))),
            )
            for part, mine, other in zip(parts, own, theirs, strict=True):
                worth = np.stack([mine, *(one[draw] for one in other)], axis=1)
                kept = undominated(worth)
                rows = (mixed[0][:, None] + part[kept]).reshape(-1, part.shape[1])
                sums = (mixed[1][:, None] + worth[kept]).reshape(len(rows), -1)
                best = undominated(sums)
                mixed = rows[best], sums[best]
            found.append(mixed[0])
        found.append(
            np.array([talks.package(name) for name in talks.table.packages]).reshape(
                -1, found[0].shape[1]
            )
        )
        return self.may_offer(np.vstack(found))
