"""Alternating offers: who proposes when, what waiting costs, and what a deadline does.

Payoffs are flows (billions of dollars a year). Waiting one round is worth, to each party,
(1 - discount) x inside + discount x (what it expects then): ``inside`` is what it gets while talks
go on. A responder may instead walk out and take ``outside``, which therefore matters only where it
is better than waiting (Binmore, Rubinstein & Wolinsky 1986; Binmore, Shaked & Sutton 1989).

This is Rubinstein bargaining (1982), with outside options and with a last day.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError, NotConverged
from cobden.base.labels import plain
from cobden.base.lazy import renamed
from cobden.talks.bargaining import checked, rational
from cobden.talks.convex_bargaining import Curve, root

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

CAKE = Curve(lambda x: x, lambda x: 1 - x)
"""One unit to divide, payoffs linear in the share: Rubinstein's own example."""


@dataclass(frozen=True)
class OfferTerms:
    """How two parties take turns: ``discount`` per round, ``inside`` and ``outside`` [party].

    ``outside`` None: nobody can walk out.

    >>> import cobden as cb
    >>> cb.talks.OfferTerms((0.9, 0.8)).discount
    (0.9, 0.8)
    """

    discount: tuple[float, float]
    inside: tuple[float, float] = (0.0, 0.0)
    outside: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not all(0 <= d < 1 for d in self.discount):
            raise InputError(
                f"discount factors {self.discount} are not all in [0, 1).",
                where="discount",
                remedy="Give what a payoff one round later is worth now, such as 0.99.",
            )

    def reserve(self, party: int, next_payoff: float) -> float:
        """Return the least that ``party`` accepts now, expecting ``next_payoff`` next round."""
        weight = self.discount[party]
        wait = (1 - weight) * self.inside[party] + weight * next_payoff
        return wait if self.outside is None else max(wait, self.outside[party])


def discount_per_round(annual_rate: float, days: float) -> float:
    """Return the discount factor of a round of ``days`` at ``annual_rate`` (0.05 is 5% a year)."""
    if annual_rate <= -1 or days <= 0:
        raise InputError(
            f"a rate of {annual_rate:g} a year over {days:g} days discounts nothing.",
            where="patience",
            remedy="Give an annual rate above -1 and a positive number of days.",
        )
    return (1 + annual_rate) ** (-days / 365.25)


def alternating(curve: Curve, terms: OfferTerms) -> tuple[float, float]:
    """Return the stationary proposals (x of the first party, x of the second) on ``curve``.

    Rubinstein (1982), Proposition: each proposes what makes the other just accept. On the unit
    cake with discounts a and b the first proposes (1 - b) / (1 - a b). With no round ever reached
    agreement is immediate, so the outcome is the proposal of whoever starts.

    >>> import cobden as cb
    >>> cake = cb.talks.Curve(first=lambda x: x, second=lambda x: 1 - x)
    >>> terms = cb.talks.OfferTerms(discount=(0.9, 0.9))
    >>> first, _ = cb.talks.alternating(cake, terms)
    >>> round(first, 6)  # (1 - 0.9) / (1 - 0.81)
    0.526316
    """

    _check_outside(curve, terms)

    def reply(x_first: float) -> float:
        return curve.where(0, terms.reserve(0, curve.payoffs(x_first)[0]))

    def surplus(x_first: float) -> float:
        wanted = terms.reserve(1, curve.payoffs(reply(x_first))[1])
        return float(curve.payoffs(x_first)[1] - wanted)

    if surplus(curve.high) >= 0:
        return curve.high, reply(curve.high)
    x_first = root(surplus, curve.low, curve.high)
    return x_first, reply(x_first)


def _check_outside(curve: Curve, terms: OfferTerms) -> None:
    if terms.outside is None:
        return
    first, second = terms.outside
    most = curve.payoffs(curve.high)[0], curve.payoffs(curve.where(0, first))[1]
    if most[0] < first or most[1] < second:
        raise InputError(
            f"the outside options {first:g} and {second:g} leave nothing to divide.",
            where="outside",
            remedy="Lower them: together they exceed every division.",
        )


def finite_horizon(
    curve: Curve, terms: OfferTerms, rounds: int, after: "ArrayLike" = (0.0, 0.0)
) -> float:
    """Return the first party's proposal x with ``rounds`` rounds, by backward induction.

    The first party proposes in rounds 1, 3, ...; without agreement in the last round, both get
    ``after`` [party] at once (a deadline: no further waiting).

    >>> import cobden as cb
    >>> cake = cb.talks.Curve(first=lambda x: x, second=lambda x: 1 - x)
    >>> terms = cb.talks.OfferTerms(discount=(0.9, 0.9))
    >>> round(cb.talks.finite_horizon(cake, terms, 1), 6)  # the last to propose takes all
    1.0
    """
    if rounds < 1:
        raise InputError(f"{rounds} rounds.", where="rounds", remedy="There is at least one.")
    _check_outside(curve, terms)
    left = plain(after, "after")
    x = 0.0
    for number in range(rounds, 0, -1):
        proposer = (number - 1) % 2
        other = 1 - proposer
        last = number == rounds
        wanted = float(left[other]) if last else terms.reserve(other, float(left[other]))
        if last and terms.outside is not None:
            wanted = max(wanted, terms.outside[other])
        x = curve.where(other, wanted)
        left = curve.payoffs(x)
    return x


@dataclass(frozen=True)
class Play:
    """What happens round by round when packages are discrete.

    ``package`` [round] is the row agreed if that round is reached (-1: none in it), ``payoff``
    [round, party] what each expects when it begins; ``signed`` is the (round, row) of agreement,
    or None if no round agrees.
    """

    package: tuple[int, ...]
    payoff: "NDArray[np.float64]"
    signed: tuple[int, int] | None


def play(
    payoffs: "ArrayLike",
    terms: OfferTerms,
    proposers: "ArrayLike",
    after: "ArrayLike",
) -> Play:
    """Return the subgame-perfect play of offers from ``payoffs`` [package, party].

    ``proposers`` [round] names the party (0, 1) that proposes in each; after the last round both
    get ``after`` [party]. A proposer offers what it likes best among packages that the other would
    accept, or waits if that is better. Ties: the responder accepts, the proposer signs, and of
    equally good packages it offers the one that the other prefers.

    >>> import cobden as cb
    >>> pies = [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]  # [package, party]
    >>> played = cb.talks.play(pies, cb.talks.OfferTerms((0.9, 0.9)), [0, 1], [0.0, 0.0])
    >>> played.signed  # round and package: who would propose last gets it all
    (0, 2)
    """
    values, left, _ = checked(payoffs, after, None)
    turns = plain(proposers, "proposers").astype(int)
    if values.shape[1] != 2 or not len(turns) or not np.isin(turns, (0, 1)).all():
        raise InputError(
            "alternating offers need two parties, and a proposer 0 or 1 in each round.",
            where="proposers",
            remedy="Use nash_in_nash for more parties.",
        )
    package, expected = [], []
    for number in range(len(turns) - 1, -1, -1):
        if number == len(turns) - 1:
            wait = left
        else:
            wait = np.array([terms.reserve(i, float(left[i])) for i in (0, 1)])
        if terms.outside is not None:
            wait = np.maximum(wait, terms.outside)
        row = _offer(values, wait, int(turns[number]))
        left = wait if row < 0 else values[row]
        package.append(row)
        expected.append(left)
    package.reverse()
    signed = next(((n, row) for n, row in enumerate(package) if row >= 0), None)
    return Play(tuple(package), np.array(expected[::-1]), signed)


def _offer(values: "NDArray[np.float64]", wait: "NDArray[np.float64]", proposer: int) -> int:
    rows = rational(values, wait)
    if not len(rows):
        return -1
    order = np.lexsort((values[rows, 1 - proposer], values[rows, proposer]))
    return int(rows[order[-1]])


def critical_discount(cooperate: float, deviate: float, punish: float) -> float:
    """Return the discount factor from which a threat keeps a deal without any court.

    A party that breaks the deal gets ``deviate`` once and ``punish`` ever after instead of
    ``cooperate``; it keeps the deal if its discount factor is at least (deviate - cooperate) /
    (deviate - punish) (grim trigger). A snap-back clause sets ``punish``.
    """
    if deviate <= cooperate:
        return 0.0
    if punish >= cooperate:
        raise NotConverged(
            f"no patience keeps a deal whose breach is punished by {punish:g}, "
            f"not worse than keeping it ({cooperate:g}).",
            where="punish",
            remedy="Make the answer to a breach worse, or the deal better.",
        )
    return (deviate - cooperate) / (deviate - punish)


if not TYPE_CHECKING:
    __getattr__ = renamed(__name__, {"Terms": "OfferTerms"})
