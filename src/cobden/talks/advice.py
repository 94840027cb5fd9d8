"""What to offer next, what to fall back on, what to swap, what to ask: advice to one side.

An offer is accepted or not, and then the next is made to an opponent about whom the refusal has
said something. The offers advised are those of which the whole sequence is worth most: each is
worth its payoff where it is accepted and no earlier one was, and where none is, talks break down
(or, with no deadline in sight, things stay as they stand). Against one seller of unknown
reservation price that is the known rising sequence of bids; here a bid is a package, and the price
a distribution over all that the other side may want.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import Infeasible
from cobden.talks.chair import Chair
from cobden.talks.deciders import preferred, told_by_answer
from cobden.talks.packages import (
    Chosen,
    describe,
    meets_links,
    single_changes,
)
from cobden.talks.values import Swap, swaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.solved import SolvedTalks

OFFERS = 4
"""The next offer, and three to fall back on."""

_DRAWS = 1000
_QUESTIONS = 3
_CONVERGED = 1e-9
_CONCESSION = 0.02  # of probability, from one offer to the next


@dataclass(frozen=True, eq=False)
class Offer:
    """A package to offer: ``gain`` is its expected payoff to who offers it (billions a year).

    ``accepted`` is the probability of a yes when it is put, all offers before it refused;
    ``beyond`` how much more it brings than going on.
    """

    row: "NDArray[np.int_]"
    levels: dict[str, str]
    gain: float
    accepted: float
    beyond: float


@dataclass(frozen=True, eq=False)
class _Options:
    """Packages that may be offered: ``rows`` [package, item], what each brings, and its yes.

    ``gains`` [package]; ``yes`` [draw, package] the probability that it is accepted.
    """

    rows: "NDArray[np.int_]"
    gains: "NDArray[np.float64]"
    yes: "NDArray[np.float64]"


@dataclass(frozen=True, eq=False)
class DemandReply:
    """The answer to a demand: its ``gain`` beside what one's own offers are worth (``instead``).

    ``counter`` is the best offer that differs from it in at most two items.
    """

    levels: dict[str, str]
    gain: float
    instead: float
    counter: Offer

    @property
    def accept(self) -> bool:
        """Whether to take it."""
        return self.gain >= self.instead


@dataclass(frozen=True)
class Probe:
    """Whether the other side would rather have ``one`` than the ``other``, beside the offer.

    Each an item and its level. ``bits`` are what the answer is expected to tell of what it wants,
    ``likely`` the probability that it is the former.
    """

    one: tuple[str, str]
    other: tuple[str, str]
    likely: float
    bits: float


@dataclass(frozen=True, eq=False)
class Advice:
    """What the side ``party`` does best.

    ``offers``: the next, then those to fall back on; ``value`` what they are worth together,
    ``going_on`` what it is worth to make none of them. ``reservation`` [percentile 10, 50, 90] is
    what the others together must be left with to sign, by party; ``by_level`` says how likely the
    first offer is accepted with one item at another level. ``considered`` packages were compared.
    """

    party: str
    offers: tuple[Offer, ...]
    value: float
    going_on: float
    reservation: "dict[str, NDArray[np.float64]]"
    by_level: dict[str, dict[str, float]]
    swaps: tuple[Swap, ...]
    questions: tuple[Probe, ...]
    reply: DemandReply | None
    considered: int


def advise(talks: "SolvedTalks", party: str, demand: Chosen | None = None) -> Advice:
    """Return what ``party`` does best against what is believed of the others (`talks.beliefs`).

    ``demand`` is a package that the other side asks for, to be answered. Raises ``Infeasible``
    where no package is better for the party than going on.
    """
    beliefs = talks.beliefs.some(np.arange(min(_DRAWS, talks.beliefs.count)))
    chair = Chair(talks, party, beliefs)
    rest, least = chair.going_on(), chair.breakdown()
    options = _options(chair, chair.candidates(), least)
    if not len(options.rows):
        raise Infeasible(
            f"no package is better for {party} than a breakdown ({least:+.2f} billion USD a year).",
            where="advise",
            remedy="Put more on the table, or wait.",
        )
    order, value = sequence(options.gains, options.yes, least, OFFERS)
    considered = len(options.rows)
    while True:  # what differs from an offer in one item may be better still
        best = options.rows[order]
        near = np.vstack([best, *(single_changes(talks.table, row) for row in best)])
        closer = _options(chair, chair.may_offer(near), least)
        turned, better = sequence(closer.gains, closer.yes, least, OFFERS)
        considered += len(closer.rows)
        if better <= value + _CONVERGED:
            break
        options, order, value = closer, turned, better
    offers = _as_offers(talks, options, rest, order)
    first = offers[0].row
    return Advice(
        party,
        offers,
        value,
        rest,
        {key: np.percentile(chair.reservation(key), (10, 50, 90)) for key in chair.others},
        _by_level(chair, first),
        swaps(talks.table, lambda rows: _expected(chair, rows), first),
        _questions(chair, first),
        None if demand is None else _reply(chair, talks.package(demand), value),
        considered,
    )


def sequence(
    gains: "NDArray[np.float64]", yes: "NDArray[np.float64]", rest: float, count: int
) -> tuple[list[int], float]:
    """Return which packages to offer, in order, and what the sequence is worth.

    ``gains`` [package], ``yes`` [draw, package] the probability of acceptance, ``rest`` what is
    left where all are refused. Each place is filled best given the others, in turns, until nothing
    changes; by one draw of the other side's wants refusals are independent. Each offer is a
    concession: likelier to be accepted than the one before.
    """
    order = [_filled(gains, yes, rest, [], 0)]
    while len(order) < count:
        order.append(_filled(gains, yes, rest, order, len(order)))
        if order[-1] < 0:  # nothing is likelier to be accepted
            order.pop()
            break
    value = _worth(gains, yes, rest, order)
    while True:
        for place in range(len(order)):
            order[place] = _filled(gains, yes, rest, order, place)
        better = _worth(gains, yes, rest, order)
        if better <= value + _CONVERGED:
            return order, better
        value = better


def _filled(
    gains: "NDArray[np.float64]",
    yes: "NDArray[np.float64]",
    rest: float,
    order: list[int],
    place: int,
) -> int:
    """Return the package that is best at a place of the sequence, the others as they are."""
    open_ = np.prod(1 - yes[:, order[:place]], axis=1)
    after = np.full(len(yes), rest)
    for k in reversed(order[place + 1 :]):
        after = yes[:, k] * gains[k] + (1 - yes[:, k]) * after
    worth = ((open_[:, None] * yes) * gains).mean(axis=0)
    worth += ((open_ * after)[:, None] * (1 - yes)).mean(axis=0)
    likely = yes.mean(axis=0)
    if place:
        worth[likely < likely[order[place - 1]] + _CONCESSION] = -np.inf
    if place + 1 < len(order):
        worth[likely > likely[order[place + 1]] - _CONCESSION] = -np.inf
    best = int(worth.argmax())
    return best if np.isfinite(worth[best]) else -1


def _worth(
    gains: "NDArray[np.float64]", yes: "NDArray[np.float64]", rest: float, order: list[int]
) -> float:
    after = np.full(len(yes), rest)
    for k in reversed(order):
        after = yes[:, k] * gains[k] + (1 - yes[:, k]) * after
    return float(after.mean())


def _options(chair: Chair, rows: "NDArray[np.int_]", least: float) -> _Options:
    """Return those packages that are better than a breakdown."""
    gains = chair.gain(rows)
    rows, gains = rows[gains > least], gains[gains > least]
    return _Options(rows, gains, chair.accepted(rows))


def _as_offers(
    talks: "SolvedTalks", options: _Options, rest: float, order: list[int]
) -> tuple[Offer, ...]:
    """Return the offers of a sequence, how likely each is accepted once those before it are not."""
    rows, gains, yes = options.rows, options.gains, options.yes
    open_, found = np.ones(len(yes)), []
    for k in order:
        chance = float((open_ * yes[:, k]).sum() / open_.sum())
        levels = describe(talks.table, rows[k])
        found.append(Offer(rows[k], levels, float(gains[k]), chance, float(gains[k] - rest)))
        open_ = open_ * (1 - yes[:, k])
    return tuple(found)


def _by_level(chair: Chair, row: "NDArray[np.int_]") -> dict[str, dict[str, float]]:
    """Return how likely the offer is accepted with each item at each of its levels."""
    table = chair.beliefs.table
    options = np.vstack([row, single_changes(table, row)])
    options = options[meets_links(table, options)]
    chance = chair.accepted(options).mean(axis=0)
    found: dict[str, dict[str, float]] = {}
    for position, (name, item) in enumerate(table.items.items()):
        others = np.arange(len(row)) != position
        mine = (options[:, others] == row[others]).all(axis=1)
        levels = list(item.levels)
        at = sorted(zip(options[mine, position].tolist(), chance[mine].tolist(), strict=True))
        found[name] = {levels[number]: yes for number, yes in at}
    return found


def _expected(chair: Chair, rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
    """Return the expected payoffs [package, party]: one's own weights known, others' drawn."""
    columns = []
    for key in chair.talks.parties:
        if key == chair.party:
            columns.append(chair.gain(rows))
        else:
            weights = chair.beliefs.weights(key)
            columns.append(chair.beliefs.worth(chair.talks.effects, rows, weights).mean(axis=0))
    return np.stack(columns, axis=1)


def _questions(chair: Chair, row: "NDArray[np.int_]") -> tuple[Probe, ...]:
    """Return what to ask: of two changes of the offer, which the other side would rather have.

    The more the answer is expected to say of its weights (Lindley 1956), the better.
    """
    table, beliefs = chair.beliefs.table, chair.beliefs
    options = chair.may_offer(single_changes(table, row))
    if not len(options) or len(chair.others) > 1:
        return ()
    other = next(iter(chair.others))
    worth = beliefs.worth(chair.talks.effects, options, beliefs.weights(other))
    changed = (options != row).argmax(axis=1)
    first, second = np.triu_indices(len(options), 1)
    apart = changed[first] != changed[second]
    first, second = first[apart], second[apart]
    says = preferred(worth[:, first] - worth[:, second], beliefs.noise(other)[:, None])
    told = told_by_answer(says)
    found: list[Probe] = []
    used: set[tuple[int, int]] = set()
    for k in np.argsort(-told, kind="stable"):
        pair = changed[first[k]], changed[second[k]]
        if pair in used:
            continue
        used.add(pair)
        names = [_named(chair, options[n], row) for n in (first[k], second[k])]
        found.append(Probe(names[0], names[1], float(says[:, k].mean()), float(told[k])))
        if len(found) == _QUESTIONS:
            break
    return tuple(found)


def _named(chair: Chair, changed: "NDArray[np.int_]", row: "NDArray[np.int_]") -> tuple[str, str]:
    position = int((changed != row).argmax())
    name = list(chair.beliefs.table.items)[position]
    return name, list(chair.beliefs.table.items[name].levels)[changed[position]]


def _reply(chair: Chair, row: "NDArray[np.int_]", value: float) -> DemandReply:
    """Return the answer to a demand: take it, or what to offer that is next to it."""
    talks, rest = chair.talks, chair.going_on()
    once = single_changes(talks.table, row)
    near = chair.may_offer(
        np.vstack([row[None], once, *(single_changes(talks.table, one) for one in once)])
    )
    gains = chair.gain(near)
    near, gains = near[gains > rest], gains[gains > rest]
    levels, gain = describe(talks.table, row), float(chair.gain(row[None])[0])
    if not len(near):
        raise Infeasible(
            "nothing next to the demand is better than going on.",
            where="demand",
            remedy="Refuse it, and make the offers advised.",
        )
    yes = chair.accepted(near)
    k = int((yes.mean(axis=0) * (gains - value)).argmax())
    counter = Offer(
        near[k],
        describe(talks.table, near[k]),
        float(gains[k]),
        float(yes[:, k].mean()),
        float(gains[k] - rest),
    )
    return DemandReply(levels, gain, value, counter)
