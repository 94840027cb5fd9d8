"""The best package among astronomically many, proven: a mixed-integer program with tangent cuts.

Items are yes or no and their values add up. The Nash product of gains u to the powers w (summing
to 1) is concave and homogeneous, so for every point a it lies below its tangent
prod(a^w) x sum(w u / a). Maximising an upper bound built of such tangents, and adding the tangent
at each optimum found, ends with a package whose product equals the bound (outer approximation,
Duran & Grossmann 1986).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from cobden.base.errors import Infeasible, InputError, NotConverged, unknown
from cobden.base.labels import plain
from cobden.talks.bargaining import SOLUTIONS, checked_power

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class BestPackage:
    """Which items a solution picks, with the proof.

    ``chosen`` [item] is True for items in the package, ``gain`` [party] what they bring above
    disagreement, ``score`` the solution's own figure (the Nash product to the powers, the smallest
    share, the weighted sum), ``bound`` a proven upper bound on it, ``programs`` how many
    mixed-integer programs that took.
    """

    solution: str
    chosen: "NDArray[np.bool_]"
    gain: "NDArray[np.float64]"
    score: float
    bound: float
    programs: int


@dataclass(frozen=True, eq=False)
class _Space:
    """The rows common to all programs: links, and gains above the disagreement point."""

    values: "NDArray[np.float64]"  # [party, item]
    offset: "NDArray[np.float64]"  # [party]: payoff of nothing, above disagreement
    links: sparse.csr_matrix
    limits: "NDArray[np.float64]"

    def gain(self, chosen: "NDArray[np.float64]") -> "NDArray[np.float64]":
        return self.values @ chosen + self.offset


def best_package(
    values: "ArrayLike",
    *,
    needs: Sequence[tuple[int, int | tuple[int, ...]]] = (),
    excludes: Sequence[tuple[int, int]] = (),
    together: Sequence[tuple[int, int, int]] = (),
    solution: str = "nash",
    disagreement: "ArrayLike | None" = None,
    power: "ArrayLike | None" = None,
    relative_gap: float = 1e-10,
) -> BestPackage:
    """Return the package that ``solution`` picks among all sets of yes/no items, proven.

    ``values`` [party, item] add up; item i of a pair (i, j) in ``needs`` may be picked only with
    j (one of them, if j are several), of a pair in ``excludes`` only without j (never, if it is
    itself). ``together`` (i, j, k): with both i and j goes k. ``disagreement`` [party] is the
    payoff without a deal, relative to the package with no item (zero unless given). Nobody ends
    below it. For
    Kalai-Smorodinsky and egalitarian the smallest share is made as large as possible, and the sum
    of shares then breaks ties. Raises ``Infeasible`` where no package suits everyone.

    >>> import cobden as cb
    >>> found = cb.talks.best_package([[2.0, -1.0], [-1.0, 3.0]])  # [party, item]
    >>> found.chosen
    array([ True,  True])
    """
    space = _space(values, needs, excludes, together, disagreement)
    weights = checked_power(power, len(space.values))
    if solution not in SOLUTIONS:
        raise unknown("solution", solution, SOLUTIONS, where="solution")
    if solution == "nash":
        return _nash(space, weights, relative_gap)
    if solution == "utilitarian":
        chosen = _solve(space, weights @ space.values)[0]
        score = float(weights @ space.gain(chosen))
        return BestPackage(solution, chosen > 0.5, space.gain(chosen), score, score, 1)
    scale, programs = weights, 0
    if solution == "kalai_smorodinsky":
        ideal = [space.gain(_solve(space, row)[0])[i] for i, row in enumerate(space.values)]
        if min(ideal) <= 0:
            raise Infeasible(
                f"party number {int(np.argmin(ideal))} can gain nothing from any package.",
                where="values",
                remedy="Leave it out of the talks, or put an item on the table that it wants.",
            )
        scale, programs = weights * np.array(ideal), len(ideal)
    return _even(space, scale, solution, programs)


def _space(
    values: "ArrayLike",
    needs: Sequence[tuple[int, int | tuple[int, ...]]],
    excludes: Sequence[tuple[int, int]],
    together: Sequence[tuple[int, int, int]],
    disagreement: "ArrayLike | None",
) -> _Space:
    table = np.atleast_2d(plain(values, "values"))
    parties, items = table.shape
    if not np.isfinite(table).all():
        raise InputError("a value is not finite.", where="values", remedy="Give numbers.")
    rows: list[tuple[list[int], list[float], float]] = []  # items, their signs, at most
    for one, other in needs:
        others = [other] if isinstance(other, int) else list(other)
        rows.append(([one, *others], [1.0, *[-1.0] * len(others)], 0.0))
    rows += [([i, j], [1.0, 1.0], 1.0) for i, j in excludes]
    rows += [([i, j, k], [1.0, 1.0, -1.0], 1.0) for i, j, k in together]
    for named, _, _ in rows:
        if not all(0 <= i < items for i in named):
            raise InputError(
                f"the link {tuple(named)} names an item that is not there.",
                where="links",
                remedy=f"Items are numbered 0 to {items - 1}.",
            )
    at = np.repeat(np.arange(len(rows)), [len(named) for named, _, _ in rows])
    columns = np.array([i for named, _, _ in rows for i in named], dtype=int)
    signs = np.array([sign for _, signs, _ in rows for sign in signs])
    links = sparse.csr_matrix((signs, (at, columns)), shape=(len(rows), items))
    limits = np.array([most for _, _, most in rows])
    point = np.zeros(parties) if disagreement is None else plain(disagreement, "disagreement")
    return _Space(table, -point, links, limits)


def _solve(
    space: _Space,
    objective: "NDArray[np.float64]",
    extra: "tuple[NDArray[np.float64], NDArray[np.float64]] | None" = None,
    *,
    whole: bool = True,
    gap: float = 0.0,
) -> "tuple[NDArray[np.float64], float]":
    """Maximise ``objective`` [item, then one more variable if ``extra`` is given].

    ``extra`` = (rows, limits): rows x <= limits over the items and that variable. Returns the
    solution [item] and a proven bound on the objective.
    """
    parties, items = space.values.shape
    more = 0 if extra is None else 1
    wide = sparse.csr_matrix((len(space.limits), more))
    rows = [sparse.hstack([space.links, wide]), np.c_[-space.values, np.zeros((parties, more))]]
    limits = [space.limits, space.offset]
    if extra is not None:
        rows.append(extra[0])
        limits.append(extra[1])
    stacked = sparse.vstack([sparse.csr_matrix(r) for r in rows])
    most: Any = np.concatenate(limits)  # the stubs of scipy want floats here, it takes arrays
    low: Any = np.r_[np.zeros(items), np.full(more, -np.inf)]
    high: Any = np.r_[np.ones(items), np.full(more, np.inf)]
    answer = milp(
        -objective,
        constraints=LinearConstraint(stacked, -np.inf, most),
        bounds=Bounds(low, high),
        integrality=np.r_[np.full(items, int(whole)), np.zeros(more)],
        options={"mip_rel_gap": gap},
    )
    if answer.status == 2:
        raise Infeasible(
            "no package leaves every party at least at its disagreement payoff.",
            where="values",
            remedy="Lower a disagreement payoff, drop a link, or put another item on the table.",
        )
    if answer.status != 0:
        raise NotConverged(
            f"HiGHS ended with: {answer.message}", where="best_package", remedy="Scale the values."
        )
    bound = answer.fun if answer.get("mip_dual_bound") is None else answer.mip_dual_bound
    chosen = answer.x[:items]
    return (np.round(chosen) if whole else chosen), -float(bound)


def _tangent(
    space: _Space, point: "NDArray[np.float64]", weights: "NDArray[np.float64]"
) -> "tuple[NDArray[np.float64], float]":
    """Return the row [item, product] and limit of product <= tangent at gains ``point``."""
    slope = np.prod(point**weights) * weights / point
    return np.r_[-(slope @ space.values), 1.0], float(slope @ space.offset)


def _nash(space: _Space, weights: "NDArray[np.float64]", relative_gap: float) -> BestPackage:
    items = space.values.shape[1]
    objective = np.r_[np.zeros(items), 1.0]
    rows: list[NDArray[np.float64]] = []
    limits: list[float] = []
    best, best_score, bound, programs = None, -np.inf, np.inf, 0
    floor = 0.0

    def cut(gain: "NDArray[np.float64]") -> None:
        row, limit = _tangent(space, np.maximum(gain, floor), weights)
        rows.append(row)
        limits.append(limit)

    start = space.gain(_solve(space, weights @ space.values, whole=False)[0])
    floor = 1e-6 * max(float(start.max()), np.finfo(float).tiny)
    cut(start)
    # The relaxation's own optimum costs little and gives the tangents that matter.
    for _ in range(60):
        relaxed, bound = _solve(space, objective, (np.array(rows), np.array(limits)), whole=False)
        gain = np.maximum(space.gain(relaxed), 0.0)
        if bound - np.prod(gain**weights) <= 1e-7 * bound:
            break
        cut(gain)
    while best is None or bound - best_score > relative_gap * max(bound, np.finfo(float).tiny):
        if programs > 200:
            raise NotConverged(
                f"the Nash product lies between {best_score:.10g} and {bound:.10g}.",
                where="best_package",
                remedy="Ask for a larger relative_gap.",
            )
        chosen, bound = _solve(space, objective, (np.array(rows), np.array(limits)))
        programs += 1
        gain = space.gain(chosen)
        score = float(np.prod(np.maximum(gain, 0.0) ** weights))
        repeated = best is not None and np.array_equal(chosen, best)
        if score > best_score:
            best, best_score = chosen, score
        if repeated:
            break
        cut(gain)
    assert best is not None
    return BestPackage("nash", best > 0.5, space.gain(best), best_score, bound, programs)


def _even(space: _Space, scale: "NDArray[np.float64]", solution: str, programs: int) -> BestPackage:
    """Maximise the smallest of gain / scale, then their sum."""
    items = space.values.shape[1]
    rows = np.c_[-space.values / scale[:, None], np.ones(len(scale))]
    limits = space.offset / scale
    chosen, bound = _solve(space, np.r_[np.zeros(items), 1.0], (rows, limits))
    score = float((space.gain(chosen) / scale).min())
    floor = score - 1e-9 * abs(score)
    least = (np.c_[-space.values / scale[:, None], np.zeros(len(scale))], limits - floor)
    total = np.r_[(space.values / scale[:, None]).sum(axis=0), 0.0]
    chosen, _ = _solve(space, total, least)
    return BestPackage(
        solution, chosen > 0.5, space.gain(chosen),
        float((space.gain(chosen) / scale).min()), bound, programs + 2,
    )  # fmt: skip
