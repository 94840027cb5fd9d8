"""Bargaining solutions on a finite set of packages.

Payoffs are an array [package, party]; gains are payoffs above the disagreement point. Only
packages that leave nobody below it (individually rational ones) can be chosen. Each solution is
defined for any number of parties; on finite sets Kalai-Smorodinsky and egalitarian are the leximin
ones (Imai 1983): the smallest share is made as large as possible, then the next smallest.

With several best packages the undominated ones are kept, ``choice`` is the first of them, and
``ties`` lists all.

The packages that all would sign are the ZOPA, the zone of possible agreement.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from cobden.base.errors import InputError, unknown
from cobden.base.labels import plain

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Solution = Literal["nash", "kalai_smorodinsky", "egalitarian", "utilitarian"]
SOLUTIONS: tuple[Solution, ...] = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")

# Gains closer than this to each other, relative to the largest payoff, are equal: the rounding of
# sums and products, far below anything a model can tell apart.
_EQUAL = 1e-12


@dataclass(frozen=True)
class Agreement:
    """The package that a solution chooses.

    ``choice`` is its row in the payoffs, ``payoff`` and ``gain`` [party] what it brings, ``ties``
    all rows that are equally good, ``rational`` how many packages nobody would refuse.

    >>> import cobden as cb
    >>> table = [[2.0, 3.0], [2.6, 2.4], [0.0, 9.0]]  # [package, party]
    >>> signed = cb.talks.agree(table, [0, 0], 'nash')
    >>> signed.choice, signed.rational
    (1, 3)
    """

    solution: str
    choice: int
    payoff: "NDArray[np.float64]"
    gain: "NDArray[np.float64]"
    ties: tuple[int, ...]
    rational: int


def checked(
    payoffs: "ArrayLike", disagreement: "ArrayLike", power: "ArrayLike | None"
) -> "tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]":
    """Return payoffs [package, party], disagreement [party] and power [party] as valid arrays.

    Raises ``InputError`` for wrong shapes, figures that are not finite, or powers that are not
    positive or do not sum to 1. No power given means equal power.
    """
    values = np.atleast_2d(plain(payoffs, "payoffs"))
    point = plain(disagreement, "disagreement")
    parties = values.shape[-1]
    if point.shape != (parties,):
        raise InputError(
            f"the disagreement point has shape {point.shape}.",
            where="disagreement",
            remedy=f"Give one payoff for each of the {parties} parties.",
        )
    for name, array in (("payoffs", values), ("disagreement", point)):
        if not np.isfinite(array).all():
            raise InputError(
                f"a figure is not finite, at {np.argwhere(~np.isfinite(array))[0]}.",
                where=name,
                remedy="Leave out the package, or find out why its payoff could not be computed.",
            )
    return values, point, checked_power(power, parties)


def checked_power(power: "ArrayLike | None", parties: int) -> "NDArray[np.float64]":
    """Return bargaining powers [party], equal if none are given; raises unless they sum to 1."""
    if power is None:
        return np.full(parties, 1 / parties)
    weights = plain(power, "power")
    if weights.shape != (parties,) or not (weights > 0).all() or abs(weights.sum() - 1) > 1e-9:
        raise InputError(
            f"the powers {weights.tolist()} are no division of one.",
            where="power",
            remedy=f"Give {parties} positive numbers that sum to 1.",
        )
    return weights


def rational(payoffs: "NDArray[np.float64]", point: "NDArray[np.float64]") -> "NDArray[np.int_]":
    """Return the rows that leave nobody below the disagreement point."""
    return np.flatnonzero((payoffs >= point - tolerance(payoffs, point)).all(axis=1))


def tolerance(payoffs: "NDArray[np.float64]", point: "NDArray[np.float64]") -> float:
    """Return the difference below which two of these payoffs count as equal."""
    return _EQUAL * float(max(np.abs(payoffs).max(initial=0.0), np.abs(point).max(initial=0.0)))


def undominated(payoffs: "NDArray[np.float64]") -> "NDArray[np.int_]":
    """Return the rows that no other row matches for all parties and beats for one."""
    if payoffs.shape[1] == 2:  # after sorting, only the best second payoff so far matters
        order = np.lexsort((-payoffs[:, 1], -payoffs[:, 0]))
        first, second = payoffs[order].T
        best = np.maximum.accumulate(np.r_[-np.inf, second[:-1]])
        twin = np.r_[False, (np.diff(first) == 0) & (np.diff(second) == 0)]
        kept = second > best
        groups = np.cumsum(~twin) - 1
        return np.sort(order[kept[~twin][groups]])
    order = np.lexsort(-payoffs.T[::-1])
    kept: list[int] = []
    best = np.empty((0, payoffs.shape[1]))
    for row in order:
        value = payoffs[row]
        better = (best >= value).all(axis=1) & (best > value).any(axis=1)
        if not better.any():
            kept.append(int(row))
            best = np.vstack([best, value])
    return np.sort(np.array(kept, dtype=int))


def agree(
    payoffs: "ArrayLike",
    disagreement: "ArrayLike",
    solution: str = "nash",
    power: "ArrayLike | None" = None,
    outside: "ArrayLike | None" = None,
) -> Agreement | None:
    """Return what ``solution`` chooses from ``payoffs`` [package, party], or None.

    None means that each package leaves some party below ``disagreement`` [party]: what it has
    while talks go on. ``outside`` [party] is what it can get by walking out: it moves no gain but
    rules out packages that are worse (Binmore, Shaked & Sutton 1989). ``power`` [party] sums to 1,
    equal by default. With gains g, powers w and ideals m (the most that a party can get while
    nobody is below disagreement or outside option):

    - ``nash``: largest product of g to the power w (Nash 1950; Kalai 1977 for unequal power);
    - ``kalai_smorodinsky``: leximin of g / (m w) (Kalai & Smorodinsky 1975; Imai 1983);
    - ``egalitarian``: leximin of g / w (Kalai 1977, the proportional solution);
    - ``utilitarian``: largest sum of w g.

    A party that can gain nothing anywhere has no say in ``nash`` and ``kalai_smorodinsky``.

    >>> import cobden as cb
    >>> import numpy as np
    >>> found = cb.talks.agree(np.array([[1.0, 4.0], [3.0, 2.0]]), np.zeros(2), 'nash')
    >>> found.choice  # the package with the larger product of gains
    1
    """
    values, point, weights = checked(payoffs, disagreement, power)
    if solution not in SOLUTIONS:
        raise unknown("solution", solution, SOLUTIONS, where="solution")
    floor = point if outside is None else np.maximum(point, plain(outside, "outside"))
    rows = rational(values, floor)
    if not len(rows):
        return None
    slack = tolerance(values, point)
    gains = np.maximum(values[rows] - point, 0.0)
    ideal = gains.max(axis=0)
    movable = ideal > slack
    if solution == "nash":
        with np.errstate(divide="ignore"):
            logs = np.log(gains[:, movable] / ideal[movable])
        best = _largest(np.exp(logs @ weights[movable]), _EQUAL)
    elif solution == "utilitarian":
        best = _largest(gains @ weights, slack)
    elif solution == "kalai_smorodinsky":
        best = _leximin(gains[:, movable] / (ideal * weights)[movable], _EQUAL)
    else:
        best = _leximin(gains / weights, slack)
    best = best[undominated(gains[best])]
    ties = rows[best]
    choice = int(ties[0])
    return Agreement(
        solution, choice, values[choice], values[choice] - point, tuple(ties.tolist()), len(rows)
    )


def _largest(scores: "NDArray[np.float64]", slack: float) -> "NDArray[np.int_]":
    return np.flatnonzero(scores >= scores.max(initial=-np.inf) - slack)


def _leximin(shares: "NDArray[np.float64]", slack: float) -> "NDArray[np.int_]":
    """Return the rows whose sorted shares are lexicographically largest."""
    ranked = np.sort(shares, axis=1)
    rows = np.arange(len(ranked))
    for position in range(ranked.shape[1]):
        rows = rows[_largest(ranked[rows, position], slack)]
    return rows


def with_transfers(
    payoffs: "ArrayLike", disagreement: "ArrayLike", power: "ArrayLike | None" = None
) -> "tuple[Agreement, NDArray[np.float64]] | None":
    """Return the agreement and net transfers [party] when parties can also pay each other.

    The package with the largest sum of payoffs is signed and its surplus divided by power; Nash,
    Kalai-Smorodinsky and egalitarian then coincide. None where no package has a surplus.
    """
    values, point, weights = checked(payoffs, disagreement, power)
    surplus = (values - point).sum(axis=1)
    ties = _largest(surplus, tolerance(values, point))
    choice = int(ties[0])
    if surplus[choice] < 0:
        return None
    final = point + weights * surplus[choice]
    agreement = Agreement(
        "transferable",
        choice,
        final,
        final - point,
        tuple(ties.tolist()),
        int((surplus >= 0).sum()),
    )
    return agreement, final - values[choice]


def foremost(
    worth: "NDArray[np.float64]",
    floor: "NDArray[np.float64]",
    power: "NDArray[np.float64]",
    solution: str,
    count: int,
) -> "NDArray[np.intp]":
    """Return the ``count`` rows of ``worth`` [package, party] that a solution likes best.

    Only packages that leave nobody below its ``floor`` [party] are among them.
    """
    rows = rational(worth, floor)
    gains = np.maximum(worth[rows], 0.0)
    if solution not in SOLUTIONS:
        raise unknown("solution", solution, SOLUTIONS, where="solution")
    if solution == "nash":
        score = np.prod(gains**power, axis=1)
    elif solution == "utilitarian":
        score = gains @ power
    else:
        ideal = gains.max(axis=0, initial=1e-12) if solution == "kalai_smorodinsky" else 1.0
        score = (gains / ideal / power).min(axis=1)
    return rows[np.argsort(-score, kind="stable")[:count]]


@dataclass(frozen=True, eq=False)
class Deal:
    """A package with what it brings: ``levels`` by item, ``payoff`` [party] above how things stand.

    ``solution`` says what chose it, ``ties`` how many other packages are equally good by it,
    ``transfer`` [party] what is paid beside it (nothing, unless transfers are allowed).

    >>> import cobden as cb
    >>> import numpy as np
    >>> from datetime import date
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> nothing = np.zeros((len(table.parties), len(table.outcomes)))
    >>> effects = cb.talks.evaluate(
    ...     table, lambda rows: np.zeros((len(rows), len(table.outcomes))), nothing, idle=True
    ... )
    >>> deal = cb.Talks(effects, date(2025, 6, 5)).solve('nash')
    >>> isinstance(deal, cb.talks.Deal)
    True
    """

    solution: str
    row: "NDArray[np.int_]"
    levels: dict[str, str]
    payoff: "NDArray[np.float64]"
    transfer: "NDArray[np.float64]"
    ties: int
