"""Tables too large to solve package by package: a surrogate, its error, and the best of it.

The surrogate knows exactly what each level of each item does alone and what any two do together;
what three or more do beyond that is left out (an anchored decomposition; Rabitz & Alis 1999). Its
error is measured on packages drawn at random and solved. The best package by the surrogate is
proven by a mixed-integer program in which every pair is an item of its own; the tangent of the
Nash product there bounds every other, so that branch and bound finds the packages next to it. Those
are solved exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import Infeasible
from cobden.talks.bargaining import agree
from cobden.talks.effects import Model, declared, weights
from cobden.talks.packages import crosses_red_lines, meets_links
from cobden.talks.search import best_package

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.table import Table
    from cobden.talks.table_entries import Link

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int_]

MOST_OPEN = 400_000
"""Unfinished packages that branch and bound looks at side by side."""


@dataclass(frozen=True, eq=False)
class Surrogate:
    """Payoffs to second order: ``alone`` [item][level, party] and ``pairs`` by two items'
    positions [level, level, party], what they do together beyond what each does alone."""

    alone: "tuple[Floats, ...]"
    pairs: "Mapping[tuple[int, int], Floats]"

    def payoff(self, rows: "Rows") -> "Floats":
        """Return the payoffs [package, party] of packages [package, item]."""
        total = sum(values[rows[:, k]] for k, values in enumerate(self.alone))
        for (a, b), values in self.pairs.items():
            total = total + values[rows[:, a], rows[:, b]]
        return np.asarray(total)


@dataclass(frozen=True, eq=False)
class Screening:
    """The best package of a large table, and what stands behind it.

    ``row`` [item] and its exact ``payoff`` [party]; ``kept`` [package, item] are the packages
    solved exactly and ``worth`` [package, party] their payoffs, the best by the surrogate first;
    ``error`` [party] is the surrogate's largest error on ``sample`` packages drawn at random, and
    ``kept_error`` [party] that on those kept. ``solved`` counts equilibria.
    """

    row: "Rows"
    payoff: "Floats"
    kept: "Rows"
    worth: "Floats"
    error: "Floats"
    kept_error: "Floats"
    sample: int
    solved: int


def payoffs(table: "Table", model: Model, rows: "Rows") -> "Floats":
    """Return exact payoffs [package, party]: what the model finds and what the table declares."""
    aims = np.array([weights(table, party) for party in table.parties])
    stated = sum(levels[rows[:, k]] for k, levels in enumerate(declared(table)))
    return (model(rows) + stated) @ aims.T


def surrogate(table: "Table", model: Model) -> Surrogate:
    """Return the surrogate of a table: every level alone and every two together are solved."""
    items = list(table.items.values())
    seen = [k for k, item in enumerate(items) if any(x.in_model for x in item.levels.values())]
    rows, places = [np.zeros(len(items), dtype=int)], {}

    def asked(*moves: tuple[int, int]) -> int:
        row = np.zeros(len(items), dtype=int)
        for place, level in moves:
            row[place] = level
        key = row.tobytes()
        if row.any() and key not in places:
            places[key] = len(rows)
            rows.append(row)
        return places.get(key, 0)

    alone = [
        [asked((k, level)) for level in range(size)] for k, size in enumerate(table.sizes)
    ]  # fmt: skip
    both = {
        (a, b): [[asked((a, x), (b, y)) for y in range(table.sizes[b])]
                 for x in range(table.sizes[a])]
        for a, b in combinations(seen, 2)
    }  # fmt: skip
    found = payoffs(table, model, np.array(rows))
    single = tuple(found[at] for at in alone)
    pairs = {
        (a, b): found[np.array(at)] - single[a][:, None] - single[b][None]
        for (a, b), at in both.items()
    }
    return Surrogate(single, pairs)


def screen(
    table: "Table",
    model: Model,
    power: "Floats",
    *,
    keep: int = 300,
    sample: int = 60,
    seed: int = 1,
) -> Screening:
    """Return the Nash package of a table, of which only ``keep`` packages are solved exactly.

    ``power`` [party] sums to 1. ``model`` maps packages to outcomes (see ``effects``). Raises
    ``Infeasible`` where no package suits everyone.

    >>> import cobden as cb
    >>> import numpy as np
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> model = lambda rows: np.zeros((len(rows), len(table.outcomes)))
    >>> found = cb.talks.screen(table, model, np.full(len(table.parties), 0.5), keep=10, sample=4)
    >>> found is not None
    True
    """
    asked = 0

    def counted(rows: "Rows") -> "Floats":
        nonlocal asked
        asked += len(rows)
        return model(rows)

    guess = surrogate(table, counted)
    random = np.random.default_rng(seed)
    drawn = np.stack([random.integers(size, size=sample) for size in table.sizes], axis=1)
    error = np.abs(guess.payoff(drawn) - payoffs(table, counted, drawn)).max(axis=0)
    best = _proven(table, guess, power)
    kept = _around(table, guess, power, best, keep)
    worth = payoffs(table, counted, kept)
    off = np.abs(guess.payoff(kept) - worth).max(axis=0)
    deal = agree(worth, np.zeros(worth.shape[1]), "nash", power)
    if deal is None:
        raise Infeasible(
            "no package solved exactly suits everyone.", where="screen",
            remedy="Keep more of them, or put more on the table.",
        )  # fmt: skip
    row = kept[deal.choice]
    return Screening(row, deal.payoff, kept, worth, error, off, sample, asked)


def _proven(table: "Table", guess: Surrogate, power: "Floats") -> "Rows":
    """Return the package with the largest Nash product by the surrogate, proven."""
    place: dict[tuple[int, int], int] = {}
    values: list[Floats] = []
    for k, levels in enumerate(guess.alone):
        for level in range(1, len(levels)):
            place[k, level] = len(values)
            values.append(levels[level])
    needs, excludes, together = _links(table, place), _either(table, place), []
    for (a, b), effect in guess.pairs.items():
        for x, y in np.argwhere(np.abs(effect).max(axis=2) > 1e-9):
            one, other = place[a, int(x)], place[b, int(y)]
            needs += [(len(values), (one,)), (len(values), (other,))]
            together.append((one, other, len(values)))
            values.append(effect[x, y])
    found = best_package(
        np.array(values).T, needs=needs, excludes=excludes, together=together, power=power,
        relative_gap=1e-6,
    )  # fmt: skip
    row = np.zeros(len(table.items), dtype=int)
    for (k, level), at in place.items():
        if found.chosen[at]:
            row[k] = level
    return row


def _either(table: "Table", place: "dict[tuple[int, int], int]") -> list[tuple[int, int]]:
    """Return pairs that cannot both be picked: levels of one item, links, and red lines."""
    found = []
    for k, size in enumerate(table.sizes):
        found += [(place[k, x], place[k, y]) for x, y in combinations(range(1, size), 2)]
    names = list(table.items)
    for link in table.links:
        if link.kind == "excludes":
            one, other = (_levels(table, n, v) for n, v in _ends(link))
            a, b = names.index(link.item), names.index(link.other)
            found += [(place[a, x], place[b, y]) for x in one if x for y in other if y]
    for party in table.parties.values():
        for name, levels in party.red_lines.items():
            k = names.index(name)
            numbers = [table.items[name].position(level) for level in levels]
            found += [(place[k, n], place[k, n]) for n in numbers if n]
    return found


def _links(
    table: "Table", place: "dict[tuple[int, int], int]"
) -> "list[tuple[int, tuple[int, ...]]]":
    """Return which picks need one of which others."""
    names, found = list(table.items), []
    for link in table.links:
        if link.kind == "needs":
            one, other = (_levels(table, n, v) for n, v in _ends(link))
            a, b = names.index(link.item), names.index(link.other)
            if 0 not in other:
                options = tuple(place[b, y] for y in other)
                found += [(place[a, x], options) for x in one if x]
    return found


def _ends(link: "Link") -> "tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]":
    return (link.item, link.levels), (link.other, link.other_levels)


def _levels(table: "Table", name: str, levels: tuple[str, ...]) -> list[int]:
    item = table.items[name]
    return [item.position(x) for x in levels] or list(range(1, len(item.levels)))


def _around(table: "Table", guess: Surrogate, power: "Floats", best: "Rows", keep: int) -> "Rows":
    """Return the ``keep`` packages nearest to ``best`` by the tangent of the Nash product there."""
    gain = np.maximum(guess.payoff(best[None])[0], 1e-9)
    top = float(np.prod(gain**power))
    slope = top * power / gain
    single = [levels @ slope for levels in guess.alone]
    pairs = {ends: effect @ slope for ends, effect in guess.pairs.items()}
    margin, found = 0.02, best[None]
    while True:
        rows = _above(single, pairs, (1 - margin) * top)
        if rows is None:
            break
        lawful = meets_links(table, rows) & ~crosses_red_lines(table, rows)
        found = rows[lawful & (guess.payoff(rows) >= 0).all(axis=1)]
        if len(found) >= keep or margin > 2:
            break
        margin *= 1.5
    worth = np.maximum(guess.payoff(found), 0.0)
    return found[np.argsort(-np.prod(worth**power, axis=1), kind="stable")[:keep]]


def _above(
    single: "list[Floats]", pairs: "Mapping[tuple[int, int], Floats]", least: float
) -> "Rows | None":
    """Return all packages [package, item] that score ``least`` or more; None if too many open.

    Breadth first: one item is decided at a time, and a start is dropped once the best that the
    rest could add does not reach.
    """
    count = len(single)
    rows = np.zeros((1, 0), dtype=int)
    score = np.zeros(1)
    offer = [values[None] for values in single]  # what each level adds, given what is decided
    hope = [
        sum((_pair(pairs, j, later).max(axis=1) for later in range(j + 1, count)
             if _pair(pairs, j, later).size), np.zeros(len(single[j])))
        for j in range(count)
    ]  # fmt: skip
    for item in range(count):
        size = len(single[item])
        parent = np.repeat(np.arange(len(rows)), size)
        level = np.tile(np.arange(size), len(rows))
        score = score[parent] + offer[item][parent, level]
        rows = np.c_[rows[parent], level]
        ahead = np.zeros(len(rows))
        for later in range(item + 1, count):
            effect = _pair(pairs, item, later)
            offer[later] = offer[later][parent] + (effect[level] if effect.size else 0.0)
            ahead += (offer[later] + hope[later]).max(axis=1)
        open_ = score + ahead >= least
        if open_.sum() > MOST_OPEN:
            return None
        rows, score = rows[open_], score[open_]
        offer = [values[open_] if k > item else values for k, values in enumerate(offer)]
    return rows


def _pair(pairs: "Mapping[tuple[int, int], Floats]", a: int, b: int) -> "Floats":
    return pairs.get((a, b), np.zeros((0, 0)))
