"""Bargaining over convex sets: a curve that two parties divide, or lotteries over packages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import clarabel as _clarabel
import numpy as np
from scipy import sparse
from scipy.differentiate import derivative
from scipy.optimize import brentq, linprog

from cobden.base.errors import InputError, NotConverged, unknown
from cobden.base.labels import plain
from cobden.talks.bargaining import SOLUTIONS, checked, checked_power

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# A compiled module without type stubs.
clarabel: Any = _clarabel

_ROOT = np.float64(4 * np.finfo(float).eps)


@dataclass(frozen=True)
class Curve:
    """A two-party frontier: what each gets as x runs from ``low`` to ``high``.

    ``first`` rises in x, ``second`` falls, and the set below the curve is convex. Both take and
    return arrays.

    >>> import cobden as cb
    >>> cake = cb.talks.Curve(first=lambda x: x, second=lambda x: 1 - x)
    >>> cake.low, cake.high
    (0.0, 1.0)
    """

    first: "Callable[[NDArray[np.float64]], NDArray[np.float64]]"
    second: "Callable[[NDArray[np.float64]], NDArray[np.float64]]"
    low: float = 0.0
    high: float = 1.0

    def payoffs(self, x: float) -> "NDArray[np.float64]":
        """Return the payoffs [party] at ``x``."""
        return np.array([float(f(np.array(x))) for f in (self.first, self.second)])

    def where(self, party: int, payoff: float) -> float:
        """Return the x at which ``party`` (0 or 1) gets ``payoff``, or the end nearest to it."""
        ends = self.payoffs(self.low)[party] - payoff, self.payoffs(self.high)[party] - payoff
        if ends[0] * ends[1] >= 0:
            return self.low if abs(ends[0]) <= abs(ends[1]) else self.high
        return root(lambda x: self.payoffs(x)[party] - payoff, self.low, self.high)


def divide(
    curve: Curve,
    disagreement: "ArrayLike" = (0.0, 0.0),
    solution: str = "nash",
    power: "ArrayLike | None" = None,
) -> float:
    """Return the x that ``solution`` chooses on ``curve``; definitions as in ``bargaining.agree``.

    Raises ``InputError`` where no x leaves both parties at least at ``disagreement`` [party].

    >>> import cobden as cb
    >>> cake = cb.talks.Curve(first=lambda x: x, second=lambda x: 1 - x)
    >>> round(cb.talks.divide(cake, power=(0.75, 0.25)), 6)  # power divides a cake
    0.75
    """
    point = plain(disagreement, "disagreement")
    weights = checked_power(power, 2)
    if solution not in SOLUTIONS:
        raise unknown("solution", solution, SOLUTIONS, where="solution")
    low, high = curve.where(0, point[0]), curve.where(1, point[1])
    reachable = curve.payoffs(curve.high)[0] >= point[0], curve.payoffs(curve.low)[1] >= point[1]
    if low > high or not all(reachable):
        raise InputError(
            f"no division gives the parties {point[0]:g} and {point[1]:g}.",
            where="disagreement",
            remedy="Lower the disagreement payoffs: this pair has nothing to agree on.",
        )
    if solution in ("nash", "utilitarian"):
        return _climb(curve, point, weights, low, high, product=solution == "nash")
    scale = weights.copy()
    if solution == "kalai_smorodinsky":
        scale *= np.array([curve.payoffs(high)[0], curve.payoffs(low)[1]]) - point

    def difference(x: float) -> float:
        gains = curve.payoffs(x) - point
        return float(gains[0] * scale[1] - gains[1] * scale[0])

    if difference(high) <= 0:
        return high
    return low if difference(low) >= 0 else root(difference, low, high)


def _climb(
    curve: Curve,
    point: "NDArray[np.float64]",
    weights: "NDArray[np.float64]",
    low: float,
    high: float,
    *,
    product: bool,
) -> float:
    """Maximise the weighted product or sum of gains: the root of its slope, or an end."""

    def slope(x: float) -> float:
        rates = np.array([_slope(f, x, low, high) for f in (curve.first, curve.second)])
        gains = curve.payoffs(x) - point
        # Multiplied out, so that it stays finite where a gain is zero.
        return float(weights @ (rates * gains[::-1] if product else rates))

    inner = 1e-9 * (high - low)
    first, last = low + inner, high - inner
    if low == high or slope(first) <= 0:
        return low
    return high if slope(last) >= 0 else root(slope, first, last)


def _slope(
    function: "Callable[[NDArray[np.float64]], NDArray[np.float64]]",
    x: float,
    low: float,
    high: float,
) -> float:
    step = min(x - low, high - x) / 2
    result = derivative(function, x, initial_step=step, order=8, maxiter=12)
    return float(result.df)


def root(
    function: Callable[[float], float], low: float, high: float, tolerance: float = 1e-15
) -> float:
    """Return the root of ``function`` between ``low`` and ``high``."""
    answer = brentq(function, low, high, xtol=tolerance, rtol=_ROOT, maxiter=500, full_output=True)
    return float(answer[0])  # pyright: ignore[reportArgumentType]: the stub ignores full_output


@dataclass(frozen=True)
class Lottery:
    """An agreement to sign each package with some probability (or for some part of the time).

    ``share`` [package] sums to 1; ``payoff`` [party] is the expected one.
    """

    solution: str
    share: "NDArray[np.float64]"
    payoff: "NDArray[np.float64]"


def mix(
    payoffs: "ArrayLike",
    disagreement: "ArrayLike",
    solution: str = "nash",
    power: "ArrayLike | None" = None,
) -> Lottery | None:
    """Return the lottery over packages that ``solution`` chooses, or None if none is rational.

    The set of expected payoffs is convex, so the axiomatic solutions are unique there.
    ``payoffs`` [package, party], ``disagreement`` [party], ``power`` [party]; definitions as in
    ``bargaining.agree``. Accurate to about 1e-8 of the largest gain.
    """
    values, point, weights = checked(payoffs, disagreement, power)
    if solution not in SOLUTIONS:
        raise unknown("solution", solution, SOLUTIONS, where="solution")
    gains = (values - point) / max(float(np.abs(values - point).max()), np.finfo(float).tiny)
    if _best(gains, np.full(len(weights), 1.0), 0 * point) is None:
        return None
    floor = np.zeros(len(weights))
    ideals = [_best(gains, row, floor) for row in np.eye(len(weights))]
    ideal = np.array([share @ gains[:, i] for i, share in enumerate(ideals) if share is not None])
    movable = ideal > 1e-9
    if solution == "nash" and movable.any():
        share = _product(gains[:, movable] / ideal[movable], weights[movable])
    elif solution == "utilitarian":
        share = _best(gains, weights, floor)
    else:
        scale = weights * (ideal if solution == "kalai_smorodinsky" else 1.0)
        share = _even(gains[:, movable] / scale[movable], gains)
    if share is None:
        return None
    share = np.clip(share, 0.0, None) / np.clip(share, 0.0, None).sum()
    return Lottery(solution, share, share @ values)


def _best(
    gains: "NDArray[np.float64]", weights: "NDArray[np.float64]", floor: "NDArray[np.float64]"
) -> "NDArray[np.float64] | None":
    """Return the lottery [package] with the largest weighted gain above ``floor`` for each."""
    answer = linprog(
        -(gains @ weights),
        A_ub=-gains.T,
        b_ub=-floor,
        A_eq=np.ones((1, len(gains))),
        b_eq=[1.0],
    )
    return answer.x if answer.status == 0 else None


def _even(
    shares: "NDArray[np.float64]", gains: "NDArray[np.float64]"
) -> "NDArray[np.float64] | None":
    """Leximin by linear programs: raise the lowest share, fix who cannot rise, and go on."""
    count, parties = shares.shape
    floor, fixed = np.zeros(parties), np.zeros(parties, dtype=bool)
    slack = 1e-9 * max(1.0, float(np.abs(shares).max(initial=0.0)))
    while not fixed.all():
        raised = np.where(fixed, 0.0, 1.0)
        answer = linprog(
            np.r_[np.zeros(count), -1.0],
            A_ub=np.c_[-shares.T, raised],
            b_ub=-np.where(fixed, floor, 0.0),
            A_eq=np.r_[np.ones(count), 0.0][None],
            b_eq=[1.0],
        )
        if answer.status != 0:
            return None
        floor = np.where(fixed, floor, answer.x[-1] - slack)
        for party in np.flatnonzero(~fixed):
            most = _best(shares, np.eye(parties)[party], floor)
            fixed[party] = most is None or most @ shares[:, party] <= answer.x[-1] + 10 * slack
    if not parties:  # nobody can gain: any rational lottery will do
        return _best(gains, 0 * gains[0], 0 * gains[0])
    return _best(shares, np.ones(parties), floor)


def _product(gains: "NDArray[np.float64]", weights: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Maximise the sum of w log(gain) over lotteries: an exponential-cone program."""
    count, parties = gains.shape
    size = count + parties  # the lottery, then one logarithm for each party
    rows = [
        sparse.csc_matrix((np.ones(count), (np.zeros(count, int), np.arange(count))), (1, size)),
        sparse.csc_matrix((-np.ones(count), (np.arange(count), np.arange(count))), (count, size)),
    ]
    bounds = [np.ones(1), np.zeros(count)]
    for party in range(parties):  # (log, 1, gain) lies in the exponential cone
        block = np.zeros((3, size))
        block[0, count + party], block[2, :count] = -1.0, -gains[:, party]
        rows.append(sparse.csc_matrix(block))
        bounds.append(np.array([0.0, 1.0, 0.0]))
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-11
    solver = clarabel.DefaultSolver(
        sparse.csc_matrix((size, size)),
        np.r_[np.zeros(count), -weights],
        sparse.vstack(rows, format="csc"),
        np.concatenate(bounds),
        [clarabel.ZeroConeT(1), clarabel.NonnegativeConeT(count)]
        + [clarabel.ExponentialConeT()] * parties,
        settings,
    )
    answer = solver.solve()
    if str(answer.status) not in ("Solved", "AlmostSolved"):
        raise NotConverged(
            f"the Nash product over lotteries ended as {answer.status}.",
            where="mix",
            remedy="Scale the payoffs so that gains are neither tiny nor huge.",
        )
    return np.array(answer.x[:count])
