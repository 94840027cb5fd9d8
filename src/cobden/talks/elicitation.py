"""What a side wants, asked of it: choices between two packages, each the one that tells most.

Weights are learnt from choices as from rounds (`learning`). The next pair is the one whose answer
is expected to say most of the weights, given all answers so far (Lindley 1956; for choices Houlsby
and others 2011).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import Infeasible
from cobden.talks.deciders import preferred, told_by_answer
from cobden.talks.learning import Posterior, learn
from cobden.talks.packages import meets_links, single_changes
from cobden.talks.unknowns import Beliefs, prior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.solved import SolvedTalks

_DRAWS = 1000
_SHARP = 0.1
"""Error of choice where the table states none: this part of how much packages differ in worth."""

_FEW = 150
_NOTHING = 1e-9  # bits


@dataclass(frozen=True, eq=False)
class Pair:
    """Two packages as rows of level numbers [item] to choose between, and the ``bits`` expected."""

    one: "NDArray[np.int_]"
    other: "NDArray[np.int_]"
    bits: float


@dataclass(frozen=True, eq=False)
class Preference:
    """The evidence of one choice of ``party``: ``first`` says that it took the first of a pair."""

    talks: "SolvedTalks"
    party: str
    pair: Pair
    first: bool
    noise: float | None

    def __call__(self, beliefs: Beliefs) -> "NDArray[np.float64]":
        """Return its log-likelihood [draw]."""
        chance = self.chance(beliefs)
        return np.log(np.clip(chance if self.first else 1 - chance, 1e-9, 1.0))

    def chance(self, beliefs: Beliefs) -> "NDArray[np.float64]":
        """Return the probability that the first is chosen [draw]."""
        rows = np.array([self.pair.one, self.pair.other])
        worth = beliefs.worth(self.talks.effects, rows, beliefs.weights(self.party))
        return preferred(worth[:, 0] - worth[:, 1], _noise(beliefs, self.party, self.noise))


@dataclass(frozen=True, eq=False)
class Elicited:
    """The choices made, what they say, and how likely each is by all of them together."""

    choices: tuple[Preference, ...]
    posterior: Posterior[Beliefs]

    @property
    def likely(self) -> "NDArray[np.float64]":
        """The probability of each choice [choice] by the weights that all of them make likely."""
        beliefs = self.posterior.beliefs
        return np.array([float(np.exp(one(beliefs)).mean()) for one in self.choices])

    @property
    def contradictions(self) -> tuple[int, ...]:
        """The numbers, from 0, of choices against what all of them say is wanted."""
        return tuple(np.flatnonzero(self.likely < 0.5).tolist())


def elicit(
    talks: "SolvedTalks", party: str, choose: Callable[[Pair], bool | None], most: int
) -> Elicited:
    """Return what ``party`` wants, by its choices between at most ``most`` pairs of packages.

    ``choose`` says whether it takes the first of a pair; None ends the questions. Pairs differ in
    one item or two. Raises ``Infeasible`` where the weights of the party have no range.
    """
    start = prior(talks.table, _DRAWS)
    rows = _options(talks)
    noise = _sharpness(talks, party, rows) if talks.table.parties[party].noise is None else None
    beliefs, made, posterior = start, [], learn(start, [])
    for number in range(most):
        pair = next_pair(talks, party, beliefs, rows, [one.pair for one in made], noise)
        first = choose(pair)
        if first is None:
            break
        made.append(Preference(talks, party, pair, first, noise))
        posterior = learn(start, made, seed=number + 1)
        beliefs = posterior.beliefs
    return Elicited(tuple(made), posterior)


def next_pair(
    talks: "SolvedTalks",
    party: str,
    beliefs: Beliefs,
    rows: "NDArray[np.int_]",
    asked: Sequence[Pair],
    noise: float | None,
) -> Pair:
    """Return the pair of ``rows`` [package, item] not asked yet whose answer tells most."""
    worth = beliefs.worth(talks.effects, rows, beliefs.weights(party))
    first, second = np.triu_indices(len(rows), 1)
    near = (rows[first] != rows[second]).sum(axis=1) <= 2
    done = {(tuple(pair.one), tuple(pair.other)) for pair in asked}
    fresh = np.array([
        (tuple(rows[i]), tuple(rows[j])) not in done for i, j in zip(first, second, strict=True)
    ])  # fmt: skip
    first, second = first[near & fresh], second[near & fresh]
    if not len(first):
        raise Infeasible("nothing is left to ask.", where="weigh", remedy="Stop here.")
    scale = _noise(beliefs, party, noise)[:, None]
    says = preferred(worth[:, first] - worth[:, second], scale)
    told = told_by_answer(says)
    best = int(told.argmax())
    if told[best] < _NOTHING:
        raise Infeasible(
            f"the weights of {party} have no range, so that no answer could tell anything.",
            where="weigh",
            remedy="Give its weights a low and a high in talks.yaml.",
        )
    return Pair(rows[first[best]], rows[second[best]], float(told[best]))


def _options(talks: "SolvedTalks") -> "NDArray[np.int_]":
    """Return packages to ask of: all where they are few, else the named and those next to them."""
    if len(talks.space) <= _FEW:
        return talks.space
    named = np.array([talks.package(name) for name in talks.table.packages] or [talks.space[0]])
    near = np.vstack([named, *(single_changes(talks.table, row) for row in named)])
    return np.unique(near[meets_links(talks.table, near)], axis=0)


def _sharpness(talks: "SolvedTalks", party: str, rows: "NDArray[np.int_]") -> float:
    weights = talks.weights[talks.parties.index(party)]
    return _SHARP * float((talks.effects.of(rows) @ weights).std())


def _noise(beliefs: Beliefs, party: str, noise: float | None) -> "NDArray[np.float64]":
    return beliefs.noise(party) if noise is None else np.full(beliefs.count, noise)
