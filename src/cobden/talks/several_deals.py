"""A table of several deals: at once, one after another, and with somebody left out.

An item is agreed between who gives it and those whom it is given ``to``; items agreed between the
same parties make one deal. With three parties or more there may be several, and what one of them
brings depends on the others: each is looked at as if all were bargained over at once (Nash-in-Nash:
Horn & Wolinsky 1988), in every order (each foreseeing those after it), and as what some parties
agree together while the others stand aside, or answer by tariff.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.economies import group
from cobden.base.errors import Infeasible, InputError
from cobden.talks.bargaining import agree, tolerance
from cobden.talks.networks import in_turn, nash_in_nash
from cobden.talks.packages import crosses_red_lines, meets_links
from cobden.talks.third_parties import TariffAnswer, TariffReaction, proportionate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.table import Table
    from cobden.talks.third_parties import ThirdParties

    Rows = NDArray[np.int_]
    Floats = NDArray[np.float64]

MOST_PROFILES = 200_000
"""Combinations of the terms of all deals that are looked at."""

MOST_ORDERED = 3
"""Deals of which every order is tried; of more, the table's and its reverse."""


@dataclass(frozen=True, eq=False)
class Accord:
    """A deal that can be struck by itself: its ``parties`` (positions) and ``terms`` [term, item].

    Terms number 0 are no deal.
    """

    parties: tuple[int, ...]
    terms: "Rows"


@dataclass(frozen=True, eq=False)
class Struck:
    """What is in force: the ``profile`` [deal] of terms, the package [item], payoffs [party]."""

    profile: tuple[int, ...]
    row: "Rows"
    payoff: "Floats"


@dataclass(frozen=True, eq=False)
class PartialAgreement:
    """What ``members`` (positions) agree together while the others stand aside.

    ``leave`` are members who would have more by standing aside themselves, ``join`` those outside
    who would have more inside, and whom no member would then have less for. ``answers`` are the
    tariffs by which those outside whom it harms would answer in proportion to the exports that they
    lose (None: no tariff is proportionate), ``answered`` [party] the payoffs with them.
    """

    members: tuple[int, ...]
    struck: Struck
    leave: tuple[int, ...]
    join: tuple[int, ...]
    answers: "dict[int, TariffAnswer | None]"
    answered: "Floats"


@dataclass(frozen=True, eq=False)
class SeveralDeals:
    """The deals of a ``table`` together.

    ``alone`` [deal]: each as it would be struck if no other were. ``at_once``: the fixed points of
    Nash-in-Nash; ``rounds``: how many sets of terms its best replies go round in; ``complete``: no
    other fixed point exists. ``in_turn`` by order of the deals; ``partial`` by members.
    """

    table: "Table"
    accords: tuple[Accord, ...]
    alone: tuple[Struck, ...]
    at_once: tuple[Struck, ...]
    rounds: int
    complete: bool
    in_turn: dict[tuple[int, ...], Struck]
    partial: tuple[PartialAgreement, ...]


Payoff = Callable[["Rows"], "Floats"]
"""Maps packages [package, item] to payoffs [package, party]; no deal is worth zero."""

Answer = Callable[[int, "Rows"], "tuple[TariffAnswer | None, Floats] | None"]
"""Maps somebody left out and a package to an answer and what it changes [party]; or to None."""


def accords(table: "Table") -> tuple[Accord, ...]:
    """Return the deals of a table, in the order of their first items, with all terms allowed."""
    keys, names = list(table.parties), list(table.items)
    sides = [table.signatories(name) for name in names]
    found = []
    for parties in dict.fromkeys(sides):
        mine = [k for k, those in enumerate(sides) if those == parties]
        sizes = [table.sizes[k] for k in mine]
        _not_too_many(sizes)
        rows = np.zeros((int(np.prod(sizes)), len(names)), dtype=int)
        rows[:, mine] = np.stack(np.unravel_index(np.arange(len(rows)), sizes), axis=1)
        kept = meets_links(table, rows)
        for key in parties:
            kept &= ~crosses_red_lines(table, rows, key)
        found.append(Accord(tuple(keys.index(key) for key in parties), rows[kept]))
    return tuple(found)


def _not_too_many(sizes: Sequence[int]) -> None:
    total = int(np.prod([float(size) for size in sizes]))
    if total > MOST_PROFILES:
        raise InputError(
            f"the terms of the deals make {total:,} combinations.",
            where="items",
            remedy=f"Give items fewer levels: at most {MOST_PROFILES:,} are looked at.",
        )


def bargain(
    table: "Table",
    payoff: Payoff,
    deals: Sequence[Accord],
    floor: "Floats",
    answer: Answer | None = None,
) -> SeveralDeals:
    """Return what becomes of ``deals`` at once, in turn, and with somebody left out.

    ``floor`` [party] is the least for which a party enters an agreement with others. A deal that
    breaks down leaves what it is about as it stands, and the other deals as they are. Parties to a
    deal share power in the proportion of the table's.
    """
    sizes = [len(deal.terms) for deal in deals]
    _not_too_many(sizes)
    numbers = np.stack(np.unravel_index(np.arange(int(np.prod(sizes))), sizes), axis=1)
    rows = sum(deal.terms[numbers[:, k]] for k, deal in enumerate(deals))
    worth = payoff(np.asarray(rows)).reshape(*sizes, len(table.parties))
    shares = np.array([party.power.value for party in table.parties.values()])
    pairs = [deal.parties for deal in deals]
    power = [shares[list(pair)] / shares[list(pair)].sum() for pair in pairs]

    def struck(profile: Sequence[int]) -> Struck:
        row = sum(deal.terms[n] for deal, n in zip(deals, profile, strict=True))
        return Struck(tuple(map(int, profile)), np.asarray(row), worth[tuple(profile)])

    alone = []
    for k, pair in enumerate(pairs):
        only = tuple(slice(None) if other == k else 0 for other in range(len(deals)))
        (number,), _ = in_turn(worth[only], [pair], [power[k]])
        alone.append(struck([number if other == k else 0 for other in range(len(deals))]))
    fixed = nash_in_nash(lambda p: worth[tuple(p.T)], sizes, pairs, power)
    orders = list(permutations(range(len(deals))))
    if len(deals) > MOST_ORDERED:
        orders = [orders[0], orders[-1]]
    turns = {}
    for order in orders:
        first = [pairs[k] for k in order], [power[k] for k in order]
        profile, _ = in_turn(worth.transpose(*order, len(deals)), *first)
        turns[order] = struck([profile[order.index(k)] for k in range(len(deals))])
    return SeveralDeals(
        table, tuple(deals), tuple(alone), tuple(map(struck, fixed.profiles)),
        len(fixed.cycles), fixed.complete, turns,
        _partial(worth, pairs, shares, floor, struck, answer),
    )  # fmt: skip


def _partial(
    worth: "Floats",
    pairs: Sequence[tuple[int, ...]],
    shares: "Floats",
    floor: "Floats",
    struck: Callable[[Sequence[int]], Struck],
    answer: Answer | None,
) -> tuple[PartialAgreement, ...]:
    """Return what every group of parties between whom there is a deal would agree together."""
    parties = len(shares)
    found: dict[tuple[int, ...], Struck] = {}
    for count in range(2, parties + 1):
        for members in combinations(range(parties), count):
            inside = [set(pair) <= set(members) for pair in pairs]
            if {n for pair, own in zip(pairs, inside, strict=True) if own for n in pair} != {
                *members
            }:
                continue  # somebody would have nothing to sign
            part = worth[tuple(slice(None) if own else slice(1) for own in inside)]
            sizes, some = part.shape[:-1], list(members)
            power = shares[some] / shares[some].sum()
            together = part.reshape(-1, parties)[:, some]
            deal = agree(together, np.zeros(count), "nash", power, floor[some])
            place = 0 if deal is None else deal.choice
            found[members] = struck([int(n) for n in np.unravel_index(place, sizes)])
    nothing = np.zeros(parties)

    def of(members: Sequence[int]) -> "Floats":
        """Return what all have when just these agree; a rest with no deal between them has none."""
        key = tuple(sorted(members))
        return found[key].payoff if key in found else nothing

    return tuple(
        _agreement(members, one, of, parties, answer) for members, one in found.items()
    )  # fmt: skip


def _agreement(
    members: tuple[int, ...],
    one: Struck,
    of: "Callable[[Sequence[int]], Floats]",
    parties: int,
    answer: Answer | None,
) -> PartialAgreement:
    mine, slack = one.payoff, tolerance(one.payoff, np.zeros(parties))
    leave = tuple(k for k in members if of([m for m in members if m != k])[k] > mine[k] + slack)
    outside = [k for k in range(parties) if k not in members]
    join = []
    for k in outside:
        wider = of([*members, k])
        welcome = all(wider[m] >= mine[m] - slack for m in members)
        if wider[k] > mine[k] + slack and welcome:
            join.append(k)
    answers: dict[int, TariffAnswer | None] = {}
    after = mine.copy()
    for k in outside:
        said = answer(k, one.row) if answer is not None and mine[k] < -slack else None
        if said is not None:
            answers[k], change = said
            after += change
    return PartialAgreement(members, one, leave, tuple(join), answers, after)


def answering(table: "Table", thirds: "ThirdParties", weight: "Floats") -> Answer:
    """Return how somebody left out answers: in proportion, on who cut tariffs for others.

    ``weight`` [party] turns a party's real income into its payoff. What an answer does to others
    than these two is left aside; a group answers by no one rate, and is not asked.
    """
    keys = list(table.parties)
    economies = [party.economy for party in table.parties.values()]

    def answer(k: int, row: "Rows") -> "tuple[TariffAnswer | None, Floats] | None":
        if group(economies[k]):
            return None
        pairs = zip(table.items.values(), row.tolist(), strict=True)
        cut = [i.giver for i, n in pairs if n and list(i.levels.values())[n].tariffs]
        if not cut:
            return None
        on = keys.index(cut[0])

        def respond(rate: float) -> TariffReaction:
            return thirds.respond(row, economies[k], economies[on], rate)

        change = np.zeros(len(keys))
        injury = thirds.injury(row, economies[k], "value")
        try:
            said = proportionate(respond, injury, by=keys[k], on=keys[on])
        except Infeasible:
            return None, change
        change[on] -= weight[on] * said.reaction.harm
        change[k] += weight[k] * said.reaction.gain
        return said, change

    return answer
