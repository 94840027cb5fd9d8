"""What each item is worth to each party: alone, at the margin of a package, and its fair share."""

from collections.abc import Callable
from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.talks.packages import crosses_red_lines, lawful, meets_links, single_changes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.table import Table

Payoff = Callable[["NDArray[np.int_]"], "NDArray[np.float64]"]
"""Maps packages [package, item] to payoffs [package, party]; no deal is worth zero."""

MOST_SHAPLEY = 16
LEAST_SWAP = 0.005  # billions of dollars a year: less is no gain to anybody


@dataclass(frozen=True, eq=False)
class ItemValue:
    """One item of a package; payoffs [party] in billions of dollars a year.

    ``alone``: what it brings by itself, with nothing else agreed (zero if it needs something);
    ``marginal``: what would be lost by taking it, and all that needs it, out of the package;
    ``shapley``: its mean contribution over all orders in which the package can be put together.
    The Shapley values of a package's items sum to its payoff.
    """

    item: str
    level: str
    alone: "NDArray[np.float64]"
    marginal: "NDArray[np.float64]"
    shapley: "NDArray[np.float64]"


def item_values(table: "Table", payoff: Payoff, row: "NDArray[np.int_]") -> tuple[ItemValue, ...]:
    """Return the value of each item of the package ``row`` [item]."""
    chosen = np.flatnonzero(row)
    if len(chosen) > MOST_SHAPLEY:
        raise InputError(
            f"the package has {len(chosen)} items: {2 ** len(chosen):,} sub-packages.",
            where="package",
            remedy=f"Value at most {MOST_SHAPLEY} items at a time.",
        )
    masks = (np.arange(2 ** len(chosen))[:, None] >> np.arange(len(chosen))) & 1 == 1
    rows = np.zeros((len(masks), len(row)), dtype=int)
    rows[:, chosen] = masks * row[chosen]
    rows = lawful(table, rows)
    worth = payoff(rows)
    fair = shapley(worth)
    names = list(table.items)
    values = []
    for k, item in enumerate(chosen):
        values.append(
            ItemValue(
                names[item],
                list(table.items[names[item]].levels)[row[item]],
                worth[1 << k],
                worth[-1] - worth[-1 - (1 << k)],
                fair[k],
            )
        )
    return tuple(values)


def shapley(worth: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return Shapley values [player, ...] from ``worth`` [coalition, ...].

    Coalitions are numbered by their bits: player k is in coalition c where bit k of c is set
    (Shapley 1953).
    """
    players = int(np.log2(len(worth)))
    numbers = np.arange(len(worth))
    size = np.array([int(n).bit_count() for n in numbers])
    share = np.array(
        [factorial(s) * factorial(players - s - 1) / factorial(players) for s in range(players)]
    )
    result = []
    for k in range(players):
        without = numbers[(numbers >> k) & 1 == 0]
        gained = worth[without | (1 << k)] - worth[without]
        result.append(np.tensordot(share[size[without]], gained, axes=1))
    return np.array(result)


@dataclass(frozen=True)
class BreakEven:
    """How much of an item makes a party as well off as with nothing agreed.

    ``amount`` in the item's ``unit``, interpolated between its levels; None where even its
    highest level does not reach. ``at_most`` is the party's payoff at the highest level.
    """

    item: str
    unit: str
    amount: float | None
    at_most: float


def break_even(
    table: "Table", payoff: Payoff, base: "NDArray[np.int_]", party: int
) -> tuple[BreakEven, ...]:
    """Return, item by item, what would pay ``party`` for the package ``base`` [item].

    Only items that are not in ``base`` and whose levels have an ``amount`` are tried, each with
    nothing else added; links are left aside.
    """
    answers = []
    for position, (name, item) in enumerate(table.items.items()):
        amounts = [level.amount for level in item.levels.values()]
        if base[position] or any(amount is None for amount in amounts[1:]):
            continue
        rows = np.tile(base, (len(amounts), 1))
        rows[:, position] = np.arange(len(amounts))
        worth = payoff(rows)[:, party]
        sizes = np.array([0.0 if amount is None else amount for amount in amounts])
        answers.append(BreakEven(name, item.unit, _crossing(sizes, worth), float(worth[-1])))
    return tuple(answers)


def _crossing(sizes: "NDArray[np.float64]", worth: "NDArray[np.float64]") -> float | None:
    if worth[0] >= 0:
        return 0.0
    for k in range(1, len(sizes)):
        if worth[k] >= 0:
            part = -worth[k - 1] / (worth[k] - worth[k - 1])
            return float(sizes[k - 1] + part * (sizes[k] - sizes[k - 1]))
    return None


@dataclass(frozen=True, eq=False)
class Move:
    """A change of one item: ``gain`` [party] against the package it changes; ``keeps`` says
    whether all other parties still prefer the new package to no deal."""

    item: str
    before: str
    after: str
    gain: "NDArray[np.float64]"
    keeps: bool


def next_moves(
    table: "Table",
    payoff: Payoff,
    row: "NDArray[np.int_]",
    party: int,
    floor: "NDArray[np.float64]",
) -> tuple[Move, ...]:
    """Return the single changes of ``row`` [item] that help ``party``, the best first.

    Those that leave every other party at or above ``floor`` [party] come before those that do not.
    """
    rows, moves = [row], []
    for position, item in enumerate(table.items.values()):
        for level in range(len(item.levels)):
            if level != row[position]:
                changed = row.copy()
                changed[position] = level
                rows.append(changed)
                moves.append((position, level))
    options = np.array(rows)
    legal = meets_links(table, options) & ~crosses_red_lines(table, options)
    worth = payoff(options)
    names = list(table.items)
    found = []
    others = np.arange(worth.shape[1]) != party
    for number, (position, level) in enumerate(moves, start=1):
        gain = worth[number] - worth[0]
        if legal[number] and gain[party] > 0:
            levels = list(table.items[names[position]].levels)
            keeps = bool((worth[number] >= floor)[others].all())
            found.append(Move(names[position], levels[row[position]], levels[level], gain, keeps))
    return tuple(sorted(found, key=lambda move: (not move.keeps, -move.gain[party])))


@dataclass(frozen=True, eq=False)
class Swap:
    """Two items changed together, to the gain of all: ``gain`` [party].

    ``changes`` gives for each item its level before and after.
    """

    changes: dict[str, tuple[str, str]]
    gain: "NDArray[np.float64]"


def swaps(table: "Table", payoff: Payoff, row: "NDArray[np.int_]") -> tuple[Swap, ...]:
    """Return the pairs of changes of ``row`` [item] from which every party gains, the best first.

    Neither change alone does so. By the product of gains; one swap for each pair of items.
    """
    once = single_changes(table, row)
    first, second = np.triu_indices(len(once), 1)
    positions = (once != row).argmax(axis=1)
    apart = positions[first] != positions[second]
    first, second = first[apart], second[apart]
    both = once[first] + once[second] - row
    kept = meets_links(table, both) & ~crosses_red_lines(table, both)
    both, first, second = both[kept], first[kept], second[kept]
    before = payoff(row[None])
    gain, single = payoff(both) - before, payoff(once) - before
    one_sided = ~np.all(single > 0, axis=1)
    mutual = np.all(gain > LEAST_SWAP, axis=1) & one_sided[first] & one_sided[second]
    levels = [(name, list(item.levels)) for name, item in table.items.items()]
    found: dict[tuple[int, int], Swap] = {}
    for k in sorted(np.flatnonzero(mutual), key=lambda k: -float(gain[k].prod())):
        pair = int(positions[first[k]]), int(positions[second[k]])
        changes = {
            levels[at][0]: (levels[at][1][row[at]], levels[at][1][both[k, at]]) for at in pair
        }
        found.setdefault(pair, Swap(changes, gain[k]))
    return tuple(found.values())
