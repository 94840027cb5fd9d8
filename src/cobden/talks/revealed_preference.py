"""Revealed preference: under which weights was what was signed worth signing?

A choice reveals only that the chosen was at least as good as what was passed over. With payoffs
linear in weights that is a set of linear inequalities, so the weights that rationalise a choice
form a polyhedron: it is reported as such, never as a point. What choices deals reveal says
`precedents`, what those at a table reveal `settled_disputes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

from cobden.base.errors import InputError
from cobden.base.labels import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray


_CORNERS = 16  # of the set, sought for each outcome: what its shape is told from
_THINNED = 20  # steps from one draw to the next
_ALONG = 1e-9  # of its size: a direction whose slope is less runs along a side


@dataclass(frozen=True, eq=False)
class RevealedChoice:
    """One thing chosen over others.

    ``chosen`` [outcome]; ``passed`` [alternative, outcome]: those that were to be had and were not
    taken.

    >>> import cobden as cb
    >>> import numpy as np
    >>> cb.talks.RevealedChoice('deal', np.array([1.0, 0.0]), np.array([[0.0, 1.0]])).name
    'deal'
    """

    name: str
    chosen: "NDArray[np.float64]"
    passed: "NDArray[np.float64]"


@dataclass(frozen=True, eq=False)
class Rationalising:
    """The weights that rationalise choices: rows @ weights >= 0 within ``bounds``.

    ``rows`` [comparison, outcome], ``low`` and ``high`` [outcome] the range of each weight over
    the set, ``centre`` [outcome] the middle of the largest ball in it (weights measured in widths
    of their bounds). ``error`` is the least amount, in billions of dollars a year, by which some
    choice must be called a mistake: zero where the set is not empty, otherwise the set is that
    of the weights which come that close.
    """

    outcomes: tuple[str, ...]
    rows: "NDArray[np.float64]"
    bounds: "NDArray[np.float64]"
    error: float
    low: "NDArray[np.float64]"
    high: "NDArray[np.float64]"
    centre: "NDArray[np.float64]"

    def prefers(
        self, one: "NDArray[np.float64]", other: "NDArray[np.float64]"
    ) -> tuple[float, float]:
        """Return the least and the most by which ``one`` [outcome] beats ``other`` over the set."""
        difference = one - other
        limits = [_extreme(self, sign * difference) for sign in (1.0, -1.0)]
        return float(limits[0] @ difference), float(limits[1] @ difference)

    def draws(self, count: int, seed: int = 1) -> "NDArray[np.float64]":
        """Return ``count`` weights [draw, outcome], uniform over the set.

        By hit and run (Smith 1984, Operations Research 32(6)), in directions drawn with the
        covariance of the set's own corners: a set that is long and thin, as most here are, would
        else not be walked through in any number of steps.
        """
        random = np.random.default_rng(seed)
        width = self.bounds[:, 1] - self.bounds[:, 0]
        asked = random.normal(size=(_CORNERS * len(width), len(width)))
        asked = asked / np.where(width > 0, width, 1.0)
        corners = np.array([_extreme(self, objective) for objective in asked])
        spread = np.where(width > 0, corners - corners.mean(axis=0), 0.0).T
        sides = np.vstack([self.rows, np.eye(len(width)), -np.eye(len(width))])
        limits = np.concatenate(
            [np.full(len(self.rows), -self.error), self.bounds[:, 0], -self.bounds[:, 1]]
        )
        point, kept = corners.mean(axis=0), []
        for step in range(_THINNED * count):
            direction = spread @ random.normal(size=len(corners))
            slope, room = sides @ direction, sides @ point - limits
            along = np.abs(slope) <= _ALONG * (np.abs(sides) @ np.abs(direction))
            slope = np.where(along, 0.0, slope)
            with np.errstate(divide="ignore", invalid="ignore"):
                reach = -np.maximum(room, 0.0) / slope
            ahead = reach[slope < 0].min(initial=np.inf)
            behind = reach[slope > 0].max(initial=-np.inf)
            if np.isfinite(ahead) and np.isfinite(behind):
                point = point + random.uniform(behind, ahead) * direction
            if step % _THINNED == _THINNED - 1:
                kept.append(point)
        return np.array(kept)


def rationalising(
    outcomes: Sequence[str],
    choices: Sequence[RevealedChoice],
    bounds: Sequence[tuple[float, float]],
) -> Rationalising:
    """Return the set of weights that make every choice at least as good as what it passed over.

    ``bounds`` [outcome] limit each weight; one weight must be fixed (low equals high), or all
    could be scaled to nothing. Where no weights do, those with the smallest mistake are returned.

    >>> import cobden as cb
    >>> import numpy as np
    >>> cars = cb.talks.RevealedChoice('deal', np.array([1.0, 2.0]), np.array([[2.0, 0.0]]))
    >>> found = cb.talks.rationalising(('income', 'cars'), [cars], [(1.0, 1.0), (0.0, 3.0)])
    >>> found.error
    0.0
    """
    box = plain(bounds, "bounds")
    if box.shape != (len(outcomes), 2) or not (box[:, 0] <= box[:, 1]).all():
        raise InputError(
            "the bounds are not one (low, high) for each outcome.",
            where="bounds",
            remedy=f"Give {len(outcomes)} pairs.",
        )
    if not ((box[:, 0] == box[:, 1]) & (box[:, 0] != 0)).any():
        raise InputError(
            "no weight is fixed, so that all weights zero would rationalise anything.",
            where="bounds",
            remedy="Fix one, such as real income at 1 (so that others are in its dollars).",
        )
    rows = np.vstack([choice.chosen - choice.passed for choice in choices])
    count = len(outcomes)
    # The least mistake: rows @ weights + error >= 0.
    answer = linprog(
        np.r_[np.zeros(count), 1.0],
        A_ub=-np.c_[rows, np.ones(len(rows))],
        b_ub=np.zeros(len(rows)),
        bounds=[*map(tuple, box), (0.0, None)],
    )
    error = float(answer.x[-1]) * (1 + 1e-9) + 1e-9 * float(answer.x[-1] > 1e-9)
    empty = np.zeros(count)
    raw = Rationalising(tuple(outcomes), rows, box, error, empty, empty, empty)
    low = np.array([_extreme(raw, unit)[k] for k, unit in enumerate(np.eye(count))])
    high = np.array([_extreme(raw, -unit)[k] for k, unit in enumerate(np.eye(count))])
    return Rationalising(tuple(outcomes), rows, box, error, low, high, _centre(raw))


def _extreme(within: Rationalising, objective: "NDArray[np.float64]") -> "NDArray[np.float64]":
    answer = linprog(
        objective,
        A_ub=-within.rows,
        b_ub=np.full(len(within.rows), within.error),
        bounds=[tuple(pair) for pair in within.bounds],
    )
    return answer.x


def _centre(within: Rationalising) -> "NDArray[np.float64]":
    """Return the Chebyshev centre, in units of the widths of the bounds."""
    width = within.bounds[:, 1] - within.bounds[:, 0]
    scaled = within.rows * width
    norms = np.linalg.norm(scaled, axis=1)
    free = width > 0
    radius = np.r_[norms, np.ones(2 * free.sum())]
    unit = np.eye(len(width))[free]
    base = within.rows @ within.bounds[:, 0]
    answer = linprog(
        np.r_[np.zeros(len(width)), -1.0],
        A_ub=np.c_[np.vstack([-scaled, -unit, unit]), radius],
        b_ub=np.concatenate([base + within.error, np.zeros(free.sum()), np.ones(free.sum())]),
        bounds=[*((0.0, 1.0) for _ in width), (0.0, None)],
    )
    return within.bounds[:, 0] + answer.x[:-1] * width
