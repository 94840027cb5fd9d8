"""One party in many talks at once: each deal shifts what the others are worth.

Deals are numbered; a set of deals in force gives payoffs [party] before transfers, so that
externalities between deals are part of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.talks.bargaining import agree, checked_power

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Pair = tuple[int, int]
Signatories = tuple[int, ...]
InForce = Callable[[frozenset[int]], "NDArray[np.float64]"]


def _powers(
    deals: Sequence[Signatories], power: "Sequence[ArrayLike] | None"
) -> "list[NDArray[np.float64]]":
    """Return the powers of each deal's signatories, equal unless given."""
    if power is not None and len(power) != len(deals):
        raise InputError(
            f"{len(power)} divisions of power for {len(deals)} deals.",
            where="power",
            remedy="Give one power to each signatory of each deal.",
        )
    given = [None] * len(deals) if power is None else power
    return [checked_power(entry, len(sides)) for entry, sides in zip(given, deals, strict=True)]


def nash_in_nash_transfers(
    payoff: InForce, pairs: Sequence[Pair], power: "Sequence[ArrayLike] | None" = None
) -> "NDArray[np.float64]":
    """Return final payoffs [party] when all deals are in force and pairs can pay each other.

    Horn & Wolinsky (1988): each pair divides the gain from its own deal by power (equal by
    default), taking the other deals and their transfers as given; on a breakdown these stay.
    ``payoff`` maps the deals in force to payoffs before transfers, ``pairs`` names each deal's two
    parties. Unique, since transfers enter linearly.

    >>> import cobden as cb
    >>> import numpy as np
    >>> def payoff(deals):
    ...     return np.array([10.0 * len(deals), 0.0, 0.0])
    ...
    >>> cb.talks.nash_in_nash_transfers(payoff, [(0, 1), (0, 2)]).tolist()
    [10.0, 5.0, 5.0]
    """
    weights = _powers(pairs, power)
    deals = frozenset(range(len(pairs)))
    final = np.array(payoff(deals), dtype=np.float64)
    together = final.copy()
    for deal, (i, j) in enumerate(pairs):
        change = together - payoff(deals - {deal})
        paid = weights[deal][1] * (change[i] + change[j]) - change[j]
        final[i] -= paid
        final[j] += paid
    return final


def stole_zwiebel(
    payoff: InForce, pairs: Sequence[Pair], power: "Sequence[ArrayLike] | None" = None
) -> "NDArray[np.float64]":
    """Return final payoffs [party] when a breakdown makes everyone negotiate again.

    Stole & Zwiebel (1996): in every set of deals, each pair divides the gain that its deal adds
    by power, where without it the remaining deals are struck anew; those connected by deals
    divide among themselves all that they have. With equal power it is Myerson's (1977) value.
    Raises ``InputError`` where unequal powers round a cycle of deals contradict each other.

    >>> import cobden as cb
    >>> import numpy as np
    >>> def payoff(deals):
    ...     return np.array([10.0 * bool(deals), 0.0, 0.0])
    ...
    >>> cb.talks.stole_zwiebel(payoff, [(0, 1), (0, 2)]).round(3).tolist()
    [6.667, 1.667, 1.667]
    """
    weights = _powers(pairs, power)
    solved: dict[frozenset[int], NDArray[np.float64]] = {}

    def settle(deals: frozenset[int]) -> "NDArray[np.float64]":
        if deals in solved:
            return solved[deals]
        before = np.asarray(payoff(deals), dtype=np.float64)
        rows, sums = [], []
        for members in _connected(deals, pairs, len(before)):
            rows.append(np.isin(np.arange(len(before)), members).astype(float))
            sums.append(before[members].sum())
        for deal in sorted(deals):
            i, j = pairs[deal]
            without = settle(deals - {deal})
            row = np.zeros(len(before))
            row[i], row[j] = weights[deal][1], -weights[deal][0]
            rows.append(row)
            sums.append(row @ without)
        result, *_ = np.linalg.lstsq(np.array(rows), np.array(sums), rcond=None)
        miss = np.abs(np.array(rows) @ result - sums).max()
        if miss > 1e-9 * max(1.0, np.abs(sums).max()):
            raise InputError(
                "the powers along a cycle of deals contradict each other.",
                where="power",
                remedy="Use equal powers, or a network of deals with no cycle.",
            )
        solved[deals] = result
        return result

    return settle(frozenset(range(len(pairs))))


def _connected(deals: frozenset[int], pairs: Sequence[Pair], parties: int) -> list[list[int]]:
    group = list(range(parties))
    for deal in deals:
        old, new = group[pairs[deal][1]], group[pairs[deal][0]]
        group = [new if name == old else name for name in group]
    return [[p for p in range(parties) if group[p] == name] for name in dict.fromkeys(group)]


@dataclass(frozen=True)
class DealsInForce:
    """Fixed points of Nash-in-Nash without transfers, and whether the search ever went round.

    ``profiles`` [equilibrium, deal] are the terms of each deal (0: no deal), ``payoffs``
    [equilibrium, party]; ``cycles`` are sequences of profiles among which best replies go round;
    ``complete`` says whether every starting point was tried.
    """

    profiles: tuple[tuple[int, ...], ...]
    payoffs: "NDArray[np.float64]"
    cycles: tuple[tuple[tuple[int, ...], ...], ...]
    complete: bool


def nash_in_nash(
    payoff: "Callable[[NDArray[np.int_]], NDArray[np.float64]]",
    terms: Sequence[int],
    pairs: Sequence[Signatories],
    power: "Sequence[ArrayLike] | None" = None,
    *,
    starts: int = 256,
) -> DealsInForce:
    """Return all fixed points found of simultaneous Nash bargaining over given terms.

    ``payoff`` maps profiles [profile, deal] to payoffs [profile, party]; deal e has ``terms[e]``
    possible terms, of which number 0 is no deal, and is signed by ``pairs[e]`` (two parties, or
    more). They sign the terms with the largest Nash product, given those of all other deals, which
    stay in force if this one breaks down. From
    each of up to ``starts`` starting profiles (all of them if there are no more), deals are settled
    in turn until nothing changes or a profile recurs.

    >>> import cobden as cb
    >>> import numpy as np
    >>> worth = np.array([[0.0, 0.0, 0.0], [1.0, 2.0, 0.0]])  # without and with the one deal
    >>> found = cb.talks.nash_in_nash(lambda profiles: worth[profiles[:, 0]], [2], [(0, 1)])
    >>> found.profiles
    ((1,),)
    """
    weights = _powers(pairs, power)
    replies: dict[tuple[int, tuple[int, ...]], int] = {}

    def reply(deal: int, profile: tuple[int, ...]) -> int:
        key = (deal, (*profile[:deal], 0, *profile[deal + 1 :]))
        if key not in replies:
            trials = np.tile(profile, (terms[deal], 1))
            trials[:, deal] = np.arange(terms[deal])
            replies[key] = _signed(np.asarray(payoff(trials)), pairs[deal], weights[deal])
        return replies[key]

    def settle(profile: tuple[int, ...]) -> tuple[int, ...]:
        for deal in range(len(pairs)):
            profile = (*profile[:deal], reply(deal, profile), *profile[deal + 1 :])
        return profile

    found: dict[tuple[int, ...], None] = {}
    cycles: dict[frozenset[tuple[int, ...]], tuple[tuple[int, ...], ...]] = {}
    total = int(np.prod([float(n) for n in terms]))
    for start in _starts(terms, starts, total):
        path = [start]
        while (after := settle(path[-1])) not in path:
            path.append(after)
        loop = tuple(path[path.index(after) :])
        if len(loop) == 1:
            found[after] = None
        else:
            cycles[frozenset(loop)] = loop
    profiles = tuple(found)
    values = payoff(np.array(profiles)) if profiles else np.empty((0, 0))
    return DealsInForce(profiles, np.asarray(values), tuple(cycles.values()), total <= starts)


def in_turn(
    worth: "ArrayLike",
    pairs: Sequence[Signatories],
    power: "Sequence[ArrayLike] | None" = None,
) -> "tuple[tuple[int, ...], NDArray[np.float64]]":
    """Return the terms of deals struck one after another, each foreseeing those after it.

    ``worth`` [terms of deal 1, ..., terms of deal n, party]: terms number 0 are no deal, ``pairs``
    names who signs each, in the order in which they are struck. Every deal is the Nash package of
    its signatories, given those before it and with what those after it will then be; where it
    breaks down, those after it are struck all the same (backward induction). Returns the terms
    [deal] and the payoffs [party].

    >>> import cobden as cb
    >>> import numpy as np
    >>> worth = np.zeros((2, 2, 3))
    >>> worth[1, :, :2] += 1.0  # the first deal is good for parties 0 and 1
    >>> worth[0, 1, [0, 2]] += 1.0  # the second for 0 and 2, unless the first is there
    >>> cb.talks.in_turn(worth, [(0, 1), (0, 2)])[0]
    (1, 0)
    """
    values = np.asarray(worth, dtype=np.float64)
    weights = _powers(pairs, power)
    if values.ndim != len(pairs) + 1:
        raise InputError(
            f"payoffs of {len(pairs)} deals have {len(pairs) + 1} axes, not {values.ndim}.",
            where="worth",
            remedy="Give one axis for the terms of each deal, and one for the parties.",
        )
    replies: list[NDArray[np.int_]] = []
    for deal in reversed(range(len(pairs))):
        flat = values.reshape(-1, *values.shape[-2:])
        chosen = [_signed(one, pairs[deal], weights[deal]) for one in flat]
        replies.insert(0, np.array(chosen).reshape(values.shape[:-2]))
        values = flat[np.arange(len(flat)), chosen].reshape(*values.shape[:-2], -1)
    profile: tuple[int, ...] = ()
    for reply in replies:
        profile = (*profile, int(reply[profile]))
    return profile, values


def _signed(worth: "NDArray[np.float64]", sides: Signatories, power: "NDArray[np.float64]") -> int:
    """Return which terms are signed by ``sides``, from payoffs [terms, party]; 0 is none."""
    gains = worth[:, list(sides)]
    found = agree(gains, gains[0], "nash", power)
    return 0 if found is None else found.choice


def _starts(terms: Sequence[int], starts: int, total: int) -> list[tuple[int, ...]]:
    if total <= starts:
        return [tuple(p) for p in product(*map(range, terms))]
    drawn = np.random.default_rng(0).integers(0, terms, size=(starts - 1, len(terms)))
    return [(0,) * len(terms), *(tuple(map(int, row)) for row in drawn)]
