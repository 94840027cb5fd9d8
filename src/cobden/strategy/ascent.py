"""Climb an objective on exact slopes, go on after a bad trial, and question where the climb ends.

Controls are the log of one plus each line's rate, then the transfers where there are any, each
scaled by the curvature that theory expects: to first order, a tariff on a flow of value m lowers
welfare by theta m (1 - share) times its square over two. So scaled, L-BFGS needs 15 to 70
evaluations for thousands of lines, about as many as for ten. (Unscaled it needs hundreds; SLSQP's
cost grows with the cube of the lines.)

Slopes vanish where a rate prohibits trade, so a climb may stand there for ever though opening the
line would pay, and the other way round. Every good's lines are therefore opened and shut together,
and every shut line (on products: every flow's) opened by itself; where one of these brings more,
the climb goes on from there. That finds better optima, and still proves none to be the best of all.

Rates on products, of which there may be hundreds of thousands, are sought by way of one for each
flow. An exporter makes all its products of a sector at one cost, so for real income those are the
best already; for other aims the climb goes on from there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize

from cobden.base.errors import NotConverged
from cobden.equilibrium import Floats
from cobden.strategy.cells import bought_on_cells, elasticity_on_cells
from cobden.strategy.lines import Lines
from cobden.strategy.response import Response
from cobden.world.world import World

RUNGS = (0.0, 0.1, 0.3, 1.0)  # the rates at which a good is tried, and the bounds'
SHUT = 1.0  # the rate from which a line may be shut
APART = 1e-4  # what values of different optima differ by, in the objective's units
_LEAST = 1e-7  # what a question must bring
_ROUNDS = 8
_RETREATS = 40
_MOST = 400  # shut lines that are opened one by one
_TRANSFER = 1e-2  # a unit of transfers, in world value added
_FLATTEST = 1e-9
_LEAST_REST = 0.02
_HOW = {"maxcor": 20, "gtol": 1e-6, "ftol": 1e-15, "maxiter": 2000, "maxfun": 4000}

Told = Callable[[float], None]


@dataclass(frozen=True)
class Start:
    """Where a search began, what it reached (NaN: it did not converge), and its evaluations."""

    name: str
    value: float
    evaluations: int


def local_optima(starts: Sequence[Start]) -> int:
    """Return the number of different values that the starts reached."""
    values = sorted(start.value for start in starts if not np.isnan(start.value))
    return 1 + sum(b - a > APART for a, b in pairwise(values))


def sureness(starts: Sequence[Start]) -> str:
    """Return what was tried, and how sure it is that nothing is better."""
    reached = local_optima(starts)
    values = "one value" if reached == 1 else f"{reached} different values"
    failed = sum(np.isnan(start.value) for start in starts)
    lost = f", {failed} without an answer" if failed else ""
    return (
        f"a local optimum, the best of {len(starts)} searches ({values}{lost}); "
        "that none is better is not proved"
    )


def curvature(world: World, lines: Lines, purchases: tuple[Floats, Floats] | None = None) -> Floats:
    """Return the expected loss of its owner's welfare [line], %, per squared log rate, times two.

    Trade elasticity times the share of the flow in the owner's income times the market share of
    everybody else. ``purchases``: each covered cell's value and its share of its market [c]; at the
    benchmark unless given.
    """
    k, n, _ = lines.cell
    _, value, share = bought_on_cells(lines, world)
    if purchases is not None:
        value, share = purchases
    incomes = np.array([
        sum(world.income[world.economy_index(name)] for name in player.members)
        for player in lines.players
    ])  # fmt: skip
    markets = np.ravel_multi_index((lines.line, k, n), (len(lines), *world.expenditure.shape))
    if lines.product is not None:
        markets = markets * (int(lines.product.max()) + 2) + lines.product + 1
    _, at = np.unique(markets, return_inverse=True)
    in_market = np.bincount(at, share)[at]  # the line's share of one market
    loss = elasticity_on_cells(lines, world) * value * np.maximum(1 - in_market, _LEAST_REST)
    total = np.bincount(lines.line, 100 * loss / incomes[lines.owner[lines.line]], len(lines))
    return np.maximum(total, _FLATTEST * total.max())


def ascend(
    response: Response, start: Floats, bounds: tuple[float, float], told: Told | None = None
) -> tuple[Floats, float]:
    """Return the controls that a climb from ``start`` reaches, and the objective there.

    Where lines are products, it climbs with one rate for each flow before. Raises ``NotConverged``.
    """
    coarse, of = response.lines.over_products()
    if coarse is not response.lines:
        wide, count = replace(response, lines=coarse), len(of)
        weight = curvature(response.world, response.lines)
        mean = np.bincount(of, weight * start[:count]) / np.bincount(of, weight)
        flows, reached = _climb(wide, np.append(mean, start[count:]), bounds, told)
        response.evaluations, response.steps = wide.evaluations, wide.steps
        if reached > response.glance(start):
            start = np.append(flows[of], flows[len(coarse) :])
    return _climb(response, start, bounds, told)


def _climb(
    response: Response, start: Floats, bounds: tuple[float, float], told: Told | None
) -> tuple[Floats, float]:
    """Return what a climb over the response's own lines reaches.

    Where no equilibrium is found at a trial, the climb goes on from the best point so far within
    half the way to that trial. Raises ``NotConverged`` where the start itself has none, and where
    it does not end within 40 retreats.
    """
    transfers = len(start) - len(response.lines)
    curve = curvature(response.world, response.lines)
    unit = np.concatenate([1 / np.sqrt(curve), np.full(transfers, _TRANSFER)])
    low, high = (edge / unit for edge in _edges(bounds, len(response.lines), transfers))
    best, most, tried, radius = np.clip(start / unit, low, high), -np.inf, start, np.inf

    def down(controls: Floats) -> tuple[float, Floats]:
        nonlocal best, most, tried
        tried = controls.copy()
        _, value, slopes = response(controls * unit)
        if told is not None:
            told(value)
        if value > most:
            best, most = tried, value
        return -value, -slopes * unit

    for _ in range(_RETREATS):
        centre = best
        box = np.stack(
            [np.maximum(low, centre - radius), np.minimum(high, centre + radius)], axis=1
        )
        try:
            found = minimize(down, centre, jac=True, method="L-BFGS-B", bounds=box, options=_HOW)
        except NotConverged:
            if most == -np.inf:
                raise
            radius = np.abs(tried - best).max() / 2
            continue
        if np.all(np.abs(found.x - centre) < radius * (1 - 1e-9)):
            return found.x * unit, float(-found.fun)
        radius = 2 * radius
    raise NotConverged(
        f"a search leads where no equilibrium is found; the best so far is {most:.6g}.",
        where="strategy",
        remedy="Narrow the bounds of the rates, or start from others.",
    )


def question(
    response: Response,
    controls: Floats,
    value: float,
    bounds: tuple[float, float],
    told: Told | None = None,
) -> tuple[Floats, float]:
    """Return what is reached after opening and shutting goods, and the objective there."""
    for _ in range(_ROUNDS):
        better = []
        for lines, rate in _questions(response.lines, controls, bounds):
            gain = response.glance(_moved(controls, lines, rate)) - value
            if gain > _LEAST:
                better.append((gain, lines, rate))
            if told is not None:
                told(value + max(gain, 0.0))
        if not better:
            break
        better.sort(key=lambda item: item[0], reverse=True)
        together, seen = controls, np.zeros(len(controls), dtype=bool)
        for _, lines, rate in better:
            if not seen[lines].any():
                together = _moved(together, lines, rate)
                seen[lines] = True
        alone = _moved(controls, *better[0][1:])
        if response.glance(together) < value + better[0][0]:
            together = alone
        reached, more = ascend(response, together, bounds, told)
        if more < value + _LEAST:
            break
        controls, value = reached, more
    return controls, value


def _questions(
    lines: Lines, controls: Floats, bounds: tuple[float, float]
) -> Iterator[tuple[np.ndarray, float]]:
    """Yield lines that are set to one rate together, and the log of one plus that rate."""
    rungs = sorted({*np.clip(RUNGS, *bounds), bounds[1]})
    shut = np.flatnonzero(controls[: len(lines)] > np.log1p(SHUT))
    families = lines.by_good()
    alone = [family[0] for family in families if len(family) == 1]
    for members in (*families, *_by_flow(lines, np.setdiff1d(shut, alone))[:_MOST]):
        for rate in np.log1p(rungs):
            if np.abs(controls[members] - rate).max() > 1e-6:
                yield members, rate


def _by_flow(lines: Lines, shut: np.ndarray) -> list[np.ndarray]:
    """Return shut lines one by one, those on products of one flow together."""
    of = lines.over_products()[1][shut]
    order = np.argsort(of, kind="stable")
    return np.split(shut[order], np.flatnonzero(np.diff(of[order])) + 1) if len(shut) else []


def _moved(controls: Floats, lines: np.ndarray, rate: float) -> Floats:
    moved = controls.copy()
    moved[lines] = rate
    return moved


def _edges(bounds: tuple[float, float], lines: int, transfers: int) -> tuple[Floats, Floats]:
    """Return the least and the largest controls; transfers have none."""
    free = np.full(transfers, np.inf)
    low, high = np.log1p(bounds)
    return np.append(np.full(lines, low), -free), np.append(np.full(lines, high), free)
