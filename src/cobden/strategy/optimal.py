"""One player's best rates, others' held: a quasi-Newton search on exact gradients.

Rates are searched as log(1 + rate), each scaled by the curvature that theory expects: to first
order, a tariff on a flow of value m lowers welfare by theta m (1 - share) times its square over
two. So scaled, L-BFGS needs 15 to 70 evaluations for thousands of lines, about as many as for ten.
(Unscaled it needs hundreds; SLSQP's cost grows with the cube of the lines.)

The optimal tariff of the literature: a large economy gains from better terms of trade until the
volume of trade that it gives up outweighs them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import Floats, Result, rebased_for, solve, value_of
from cobden.strategy.lines import Lines, Over, Player, Tax, lines_of
from cobden.strategy.response import Response
from cobden.world.world import World

BOUNDS = (0.0, 10.0)  # rates: no subsidies, nothing above 1000% (Ossa 2014)
STARTS = ("present", "low", "high")
LOW = 0.10
_MEMORY = 20
_FLATTEST = 1e-9
_LEAST_REST = 0.02

Progress = Callable[[str, int, float], None]


@dataclass(frozen=True)
class Start:
    """Where a search began, what it reached, and the evaluations it took."""

    name: str
    value: float
    evaluations: int


@dataclass(frozen=True)
class Optimality:
    """The proof of an optimum.

    - ``first_order``: the largest gain that any one line could still bring to first and second
      order, in the objective's units: slope squared over twice the expected curvature, for rates
      away from a bound, or at one that they press away from;
    - ``expected_gain``: the same, summed over the lines;
    - ``at_lower``, ``at_upper``: the number of lines at a bound;
    - ``starts``: what each start reached; where they differ there are several local optima.
    """

    first_order: float
    expected_gain: float
    at_lower: int
    at_upper: int
    starts: tuple[Start, ...]

    @property
    def local_optima(self) -> int:
        """The number of different values that the starts reached."""
        values = sorted(start.value for start in self.starts)
        return 1 + sum(b - a > 1e-4 for a, b in pairwise(values))


@dataclass(frozen=True, eq=False)
class Optimum:
    """A player's best rates.

    - ``rates`` [line], as rates; ``wedges``: the world's with these in place;
    - ``value`` and ``gain``: the objective there, and over the wedges as they were.
    """

    world: World
    deficits: Closure
    lines: Lines
    objective: Objective
    rates: Floats
    wedges: Wedges
    value: float
    gain: float
    optimality: Optimality

    @cached_property
    def result(self) -> Result:
        """The equilibrium at these rates."""
        return solve(self.world, self.wedges, deficits=self.deficits)


def optimal_tariffs(
    world: World,
    by: str | Player,
    over: Over | Lines = "line",
    *,
    objective: Objective | None = None,
    taxes: Sequence[Tax] = ("tariff",),
    partners: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
    bounds: tuple[float, float] = BOUNDS,
    wedges: Wedges | None = None,
    deficits: str | Closure = WORLD_SHARE,
    starts: Sequence[str] | Mapping[str, Floats] = STARTS,
    progress: Progress | None = None,
) -> Optimum:
    """Return the rates that maximise an objective of ``by``, all other wedges as in ``wedges``.

    ``by`` is an economy or a group such as ``EU27``; ``over`` and ``taxes`` say what it sets (see
    `lines_of`); the objective is its real income unless given. ``bounds`` are rates. ``starts``:
    ``present`` rates, ``low`` (10%), ``high`` (1 / trade elasticity), or named arrays [line]; the
    best of them is returned, and all are listed in the certificate. With ``progress`` each
    equilibrium reports the start's name, the number of equilibria so far, and the objective.
    ``deficits`` says what holds the trade deficits, as for `solve`.

    Raises ``InputError`` for faulty arguments and ``NotConverged``.
    """
    world, closure = rebased_for(world, deficits)
    player = by if isinstance(by, Player) else Player.of(world, by)
    lines = (
        over
        if isinstance(over, Lines)
        else lines_of(world, [player], over, taxes=taxes, partners=partners, sectors=sectors)
    )
    _check_bounds(bounds)
    wedges = wedges or Wedges.of(world.economies, world.sectors, tariff=world.tariff)
    objective = objective or player.welfare(world)
    response = Response(world, lines, [objective], wedges, closure)
    present = rates_in(lines, world, wedges)
    before = value_of(solve(world, wedges, deficits=closure), objective)
    found = [
        search(response, name, rates, bounds, progress)
        for name, rates in starts_of(world, lines, present, starts).items()
    ]
    start, rates = max(found, key=lambda item: item[0].value)
    return Optimum(
        world, closure, lines, objective, rates, with_rates(lines, rates, wedges), start.value,
        start.value - before,
        certify(response, rates, bounds, tuple(item[0] for item in found)),
    )  # fmt: skip


def _check_bounds(bounds: tuple[float, float]) -> None:
    if not -1 < bounds[0] < bounds[1]:
        raise InputError(
            f"the bounds are {bounds}.",
            where="bounds",
            remedy="Give rates: the lower above -1 and below the upper.",
        )


def starts_of(
    world: World, lines: Lines, present: Floats, starts: Sequence[str] | Mapping[str, Floats]
) -> dict[str, Floats]:
    """Return the rates [line] that a search may begin from, by name."""
    if isinstance(starts, Mapping):
        return {name: np.asarray(rates, dtype=float) for name, rates in starts.items()}
    theta = world.elasticity[lines.cell[0]]
    known = {
        "present": present,
        "low": np.full(len(lines), LOW),
        "high": 1 / lines.mean(theta, np.ones(len(theta))),
    }
    for name in starts:
        if name not in known:
            raise InputError(
                f"unknown start '{name}'.", where="starts", remedy=f"Known: {', '.join(known)}."
            )
    return {name: known[name] for name in starts}


def rates_in(lines: Lines, world: World, wedges: Wedges) -> Floats:
    """Return the present rate of each line: the trade-weighted mean over its cells.

    A tax on production starts from zero: what there is counts as an export tax.
    """
    cell = tuple(lines.cell)
    rates = np.where(lines.tariff, wedges.tariff[cell], wedges.export_tax[cell])
    return lines.mean(rates, world.flow[cell])


def with_rates(lines: Lines, rates: Floats, wedges: Wedges) -> Wedges:
    """Return ``wedges`` with the rates [line] in place on the cells that the lines cover."""
    tariff, export_tax = wedges.tariff.copy(), wedges.export_tax.copy()
    for levied, of in ((tariff, lines.tariff), (export_tax, ~lines.tariff)):
        cell = tuple(lines.cell[:, of])
        factor = np.ones_like(levied)  # two taxes on one flow compound
        np.multiply.at(factor, cell, 1 + rates[lines.line[of]])
        levied[cell] = factor[cell] - 1
    return Wedges.of(
        wedges.economies, wedges.sectors, tariff=tariff, export_tax=export_tax,
        trade_cost=wedges.trade_cost,
    )  # fmt: skip


def curvature(world: World, lines: Lines, purchases: tuple[Floats, Floats] | None = None) -> Floats:
    """Return the expected loss of its owner's welfare [line], %, per squared log rate, times two.

    Trade elasticity times the share of the flow in the owner's income times the market share of
    everybody else. ``purchases``: each covered cell's value and its share of its market [c]; at the
    benchmark unless given.
    """
    k, n, i = lines.cell
    share = world.trade_share[k, n, i]
    value = share * world.expenditure[k, n]
    if purchases is not None:
        value, share = purchases
    incomes = np.array([
        sum(world.income[world.economy_index(name)] for name in player.members)
        for player in lines.players
    ])  # fmt: skip
    markets = np.ravel_multi_index((lines.line, k, n), (len(lines), *world.expenditure.shape))
    _, at = np.unique(markets, return_inverse=True)
    in_market = np.bincount(at, share)[at]  # the line's share of one market
    loss = world.elasticity[k] * value * np.maximum(1 - in_market, _LEAST_REST)
    total = np.bincount(lines.line, 100 * loss / incomes[lines.owner[lines.line]], len(lines))
    return np.maximum(total, _FLATTEST * total.max())


def search(
    response: Response,
    name: str,
    start: Floats,
    bounds: tuple[float, float],
    progress: Progress | None = None,
) -> tuple[Start, Floats]:
    """Return what L-BFGS-B reaches from ``start`` (rates by line), and the rates."""
    lines = response.lines
    unit = 1 / np.sqrt(curvature(response.world, lines))
    low, high = np.log1p(bounds[0]) / unit, np.log1p(bounds[1]) / unit
    before = response.evaluations

    def down(controls: Floats) -> tuple[float, Floats]:
        _, value, slopes = response(controls * unit)
        if progress is not None:
            progress(name, response.evaluations - before, value)
        return -value, -slopes * unit

    found = minimize(
        down,
        np.clip(np.log1p(start) / unit, low, high),
        jac=True,
        method="L-BFGS-B",
        bounds=np.stack([low, high], axis=1),
        options={"maxcor": _MEMORY, "gtol": 1e-5, "ftol": 1e-15, "maxiter": 1000},
    )
    rates = np.clip(np.expm1(found.x * unit), *bounds)
    return Start(name, float(-found.fun), response.evaluations - before), rates


def certify(
    response: Response, rates: Floats, bounds: tuple[float, float], starts: tuple[Start, ...]
) -> Optimality:
    """Return the first-order conditions at ``rates``."""
    _, _, slopes = response(np.log1p(rates))
    lower, upper = rates <= bounds[0] + 1e-12, rates >= bounds[1] - 1e-12
    pressing = (lower & (slopes < 0)) | (upper & (slopes > 0))
    left = np.where(pressing, 0.0, slopes**2 / (2 * curvature(response.world, response.lines)))
    return Optimality(
        first_order=float(left.max()),
        expected_gain=float(left.sum()),
        at_lower=int(lower.sum()),
        at_upper=int(upper.sum()),
        starts=starts,
    )
