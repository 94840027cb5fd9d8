"""Disputes that are settled, as choices: weights fitted on some of them predict the others.

In each dispute one party imposed duties. That it signed a package says that it preferred it to
walking out, and to every package that the other party would have been as glad of, which it could
have had; where nothing was signed, that walking out was at least as good as all packages that the
other would have been glad of. The weights that agree with all these choices are a set
(`revealed_preference`), and weights drawn from the set of all disputes but one say what would be
signed in that one: the Nash solution against walking out.

Whoever was hit answered with duties of its own or did not: a choice too, of what the answer brings,
what harm it does, and what it risks.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.talks.bargaining import agree
from cobden.talks.revealed_preference import Rationalising, RevealedChoice, rationalising

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHED = ("income", "balance", "revenue", "announced", "stated")
"""Real income, balance of goods with the other and tariff revenue (billion USD a year each), sums
announced (billion USD), and what else a table states, at the middle of its own weights (billion USD
a year): what the other side gives away, and what no other dispute has."""

BOUNDS = ((1.0, 1.0), (0.0, 0.3), (0.0, 1.0), (0.0, 0.02), (1.0, 1.0))
"""What a unit of each may be worth, in billions of dollars of real income a year."""

ANSWERED = ("gain", "harm", "risk")
"""Of who answers: its own gain, the other's loss, and its own loss if the other does the same."""

ANSWER_BOUNDS = ((1.0, 1.0), (0.0, 1.0), (-1.0, 0.0))

_DRAWS = 200


@dataclass(frozen=True, eq=False)
class SettledDispute:
    """A dispute and the package that ended it.

    ``packages`` [package, item] are all that could be signed, as levels of the items; ``outcomes``
    [package, outcome] those of ``WEIGHED`` of the party that imposed the duties, ``other``
    [package] what each is worth to the other party, in billions of dollars a year.
    ``walking_out`` [outcome] and ``other_out`` are what walking out brings. ``signed`` is the
    package that was signed, None where none was. ``most`` is the package in which the other gives
    all that it can, for the least that who imposed can give.
    """

    name: str
    packages: "NDArray[np.int_]"
    outcomes: "NDArray[np.float64]"
    other: "NDArray[np.float64]"
    walking_out: "NDArray[np.float64]"
    other_out: float
    signed: int | None
    most: int

    @property
    def choice(self) -> RevealedChoice:
        """What was chosen over what else was to be had."""
        nothing = self.signed is None
        chosen = self.walking_out if nothing else self.outcomes[self.signed]
        glad = self.other_out if nothing else self.other[self.signed]
        to_be_had = self.other >= glad
        if not nothing:
            to_be_had[self.signed] = False
        passed = self.outcomes[to_be_had]
        return RevealedChoice(
            self.name, chosen, passed if nothing else np.vstack([self.walking_out, passed])
        )

    def under(self, weights: "NDArray[np.float64]") -> int | None:
        """Return the package that ``weights`` [outcome] make of it (Nash); None for no deal."""
        payoffs = np.c_[self.outcomes @ weights, self.other]
        found = agree(payoffs, (float(self.walking_out @ weights), self.other_out), "nash")
        return None if found is None else found.choice


@dataclass(frozen=True, eq=False)
class Foretold:
    """One dispute as foretold from all others, beside what was signed.

    ``signs``: the share of weights under which some package is signed; ``package``: the one that
    most weights choose, None for no deal. ``unfitted``: the same by weights that no dispute has
    narrowed; ``income`` by real income alone; ``equal`` where a standard deviation of each outcome,
    over the packages of the other disputes, counts the same; ``most`` where who imposed gets all
    that the other can give for the least. ``usual``: whether most of the others ended in a deal.
    ``error`` is the least amount (billion dollars a year) by which some of the others' choices must
    be called a mistake.
    """

    name: str
    signed: int | None
    signs: float
    package: int | None
    unfitted: int | None
    income: int | None
    equal: int | None
    most: int
    usual: bool
    error: float
    packages: int


def revealed(disputes: Sequence[SettledDispute]) -> Rationalising:
    """Return the weights that agree with every dispute, or come closest to it."""
    chosen = [dispute.choice for dispute in disputes]
    return rationalising(WEIGHED, [c for c in chosen if len(c.passed)], BOUNDS)


def foretold(dispute: SettledDispute, others: Sequence[SettledDispute], seed: int = 1) -> Foretold:
    """Return what weights fitted to ``others`` say of ``dispute``, beside rivals."""
    fitted = revealed(others)
    said = [dispute.under(weights) for weights in fitted.draws(_DRAWS, seed)]
    low, high = np.array(BOUNDS).T
    wide = np.random.default_rng(seed).uniform(low, high, (_DRAWS, len(WEIGHED)))
    return Foretold(
        dispute.name,
        dispute.signed,
        sum(package is not None for package in said) / len(said),
        _most_said(said),
        _most_said([dispute.under(weights) for weights in wide]),
        dispute.under(np.array([1.0, 0.0, 0.0, 0.0, 1.0])),
        dispute.under(_equal(others)),
        dispute.most,
        2 * sum(other.signed is not None for other in others) >= len(others),
        fitted.error,
        len(dispute.packages),
    )


def leave_one_out(disputes: Sequence[SettledDispute]) -> tuple[Foretold, ...]:
    """Return each dispute as foretold by weights fitted to all the others."""
    return tuple(
        foretold(dispute, [other for other in disputes if other is not dispute])
        for dispute in disputes
    )


def _most_said(said: Sequence[int | None]) -> int | None:
    return Counter(said).most_common(1)[0][0]


def _equal(others: Sequence[SettledDispute]) -> "NDArray[np.float64]":
    spread = np.vstack([other.outcomes for other in others]).std(axis=0)
    weights = np.divide(spread[0], spread, out=np.zeros(len(spread)), where=spread > 0)
    weights[-1] = 1.0
    return weights


@dataclass(frozen=True, eq=False)
class AnswerTaken:
    """Whether a party that was hit ``answered``, and what an answer of ten points does.

    ``gain`` is its own, ``harm`` what the other loses, ``risk`` what it loses itself if the other
    raises its duties as much again: billions of dollars a year. ``larger``: whether its economy is
    the larger.
    """

    name: str
    gain: float
    harm: float
    risk: float
    larger: bool
    answered: bool

    @property
    def choice(self) -> RevealedChoice:
        """The answer over none, or the other way round."""
        answer, none = np.array([self.gain, self.harm, self.risk]), np.zeros(3)
        if self.answered:
            return RevealedChoice(self.name, answer, none[None])
        return RevealedChoice(self.name, none, answer[None])


@dataclass(frozen=True, eq=False)
class AnswerForetold:
    """Whether a party answers, by all others: the share of weights under which it would.

    ``usual``: whether most of the others answered; ``error`` as of `Foretold`.
    """

    taken: AnswerTaken
    answers: float
    usual: bool
    error: float


def who_answers(taken: Sequence[AnswerTaken]) -> tuple[AnswerForetold, ...]:
    """Return each answer as foretold by weights fitted to all the others."""
    found = []
    for one in taken:
        others = [other for other in taken if other is not one]
        fitted = rationalising(ANSWERED, [other.choice for other in others], ANSWER_BOUNDS)
        worth = fitted.draws(_DRAWS) @ np.array([one.gain, one.harm, one.risk])
        usual = 2 * sum(other.answered for other in others) >= len(others)
        found.append(AnswerForetold(one, float((worth > 0).mean()), usual, fitted.error))
    return tuple(found)


def ranges(fitted: Rationalising) -> Mapping[str, tuple[float, float]]:
    """Return the range of each weight that was free, over the set."""
    free = fitted.bounds[:, 1] > fitted.bounds[:, 0]
    named = zip(fitted.outcomes, free, fitted.low, fitted.high, strict=True)
    return {name: (float(low), float(high)) for name, is_free, low, high in named if is_free}
