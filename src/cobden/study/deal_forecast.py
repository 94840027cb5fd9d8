"""Forecasts of deals not yet struck, from those known on a day, beside rivals without a model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from cobden.study.precedents import DealsOnWorld
from cobden.talks.comparables import StruckDeal
from cobden.talks.deal_weights import chances, drawn_of, learn_from
from cobden.talks.precedent_deals import Precedent, Trial
from cobden.talks.table_entries import CitedFigure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.world.world import World

STEP = 2.5
"""Points between the rates that a deal may be struck at."""

MONTH = 30.44  # days
_LEAST = 5.0
_EIGHTY = 1.2816  # standard deviations to each side of the central 80%


@dataclass(frozen=True)
class RateForecast:
    """What is foretold of a deal's rate, per cent: the middle and the ends of the central 80%."""

    who: str
    low: float
    middle: float
    high: float
    densities: tuple[tuple[float, float], ...]

    def density(self, rate: float) -> float:
        """Return the density per point at a rate: that of the nearest rate foretold."""
        return min(self.densities, key=lambda pair: abs(pair[0] - rate))[1]


@dataclass(frozen=True)
class DealForecast:
    """What is foretold of a deal with ``partner`` under a ``threat``, per cent.

    ``rates`` by the model and its rivals; ``same_cars`` the probability that a rate on cars is set
    at that on goods, ``metals`` that the duty on metals is eased; ``per_point`` (low, middle, high)
    billions of dollars announced for a point of relief; ``within`` the probability of a deal in so
    many months.
    """

    partner: str
    threat: float
    imports: float
    rates: tuple[RateForecast, ...]
    same_cars: float
    metals: float
    per_point: tuple[float, float, float]
    within: dict[int, float]


def imports_of(world: "World", by: str, partner: str) -> float:
    """Return what ``by`` buys of a partner's goods, billions of dollars in the benchmark year."""
    places = world.positions(partner)
    n = world.positions(by)[0]
    return float(world.flow[:, n, places][world.goods].sum() * world.value_usd / 1e9)


def forecasts(
    on_world: DealsOnWorld,
    unknown: dict[str, CitedFigure],
    known: Sequence[StruckDeal],
    threats: Mapping[str, float],
    *,
    started: Date,
    on: Date,
    asked: Sequence[int] = (3, 6),
) -> list[DealForecast]:
    """Return what the ``known`` deals foretell of those under ``threats`` (partner: per cent).

    ``started`` is when the threats began, from which deals are counted for the hazard.
    """
    world, by = on_world.world, on_world.deals.by
    signed = [d for d in known if not d.truce and d.threat is not None and d.relief]
    size = {p: imports_of(world, by, p) for p in {*(d.partner for d in known), *threats}}
    pledges = _pledges(signed, size)
    trials = _trials(on_world, {d.partner: _precedent(d) for d in signed})
    learnt = learn_from(trials, unknown)
    rivals = _rivals(signed)
    hazard = _hazard(known, threats, size, started, on)
    found = []
    for partner, threat in threats.items():
        middle = float(np.exp(pledges[0] + pledges[1] * np.log(size[partner])))
        given = middle * max(threat - 15.0, STEP)
        trial = _trials(on_world, {partner: _asked(partner, threat, given)})[partner]
        mass = chances(trial, drawn_of(learnt.posterior.beliefs)).mean(axis=0)
        total = np.cumsum(mass)
        low, half, high = (
            float(trial.rates[np.searchsorted(total, q - 1e-12)]) for q in (0.1, 0.5, 0.9)
        )
        density = tuple(zip(trial.rates.tolist(), (mass / STEP).tolist(), strict=True))
        rates = [RateForecast("inverse bargaining", low, half, high, density)]
        rates += [rival(threat) for rival in rivals]
        cars = [d for d in signed if d.cars is not None]
        spread = float(np.exp(_EIGHTY * pledges[2]))
        found.append(
            DealForecast(
                partner, threat, size[partner], tuple(rates),
                (sum(d.cars == d.signed for d in cars) + 1) / (len(cars) + 2),
                (sum(d.metals for d in known if not d.truce) + 1)
                / (sum(not d.truce for d in known) + 2),
                (middle / spread, middle, middle * spread),
                {months: float(1 - np.exp(-hazard(size[partner]) * months)) for months in asked},
            )
        )  # fmt: skip
    return found


def _trials(on_world: DealsOnWorld, deals: dict[str, Precedent]) -> dict[str, Trial]:
    most = max(deal.threat.value for deal in deals.values())
    candidates = tuple(np.arange(_LEAST, most + STEP / 2, STEP).tolist())
    here = on_world.deals.model_copy(update={"deals": deals})
    return replace(on_world, deals=here, candidates=candidates).trials()


def _precedent(deal: StruckDeal) -> Precedent:
    assert deal.threat is not None
    return Precedent(
        title=deal.title, on=deal.announced, partner=deal.partner, rate=_cited(deal.signed),
        threat=_cited(deal.threat), headline=_cited(deal.pledged or 0.0, "billion USD"),
        cars=None if deal.cars is None else _cited(deal.cars),
    )  # fmt: skip


def _asked(partner: str, threat: float, given: float) -> Precedent:
    """Return a deal that nobody has struck: its rate is any of the candidates."""
    return Precedent(
        title=partner, on=Date(2025, 1, 1), partner=partner, rate=_cited(_LEAST),
        threat=_cited(threat), headline=_cited(given, "billion USD"),
    )  # fmt: skip


def _cited(value: float, unit: str = "percent") -> CitedFigure:
    return CitedFigure(value=value, unit=unit, sources=("deals_2025.csv",))


def _pledges(signed: Sequence[StruckDeal], size: Mapping[str, float]) -> tuple[float, float, float]:
    """Fit the log of pledges per point on the log of imports: intercept, slope, error."""
    told = [(np.log(size[d.partner]), np.log(d.per_point)) for d in signed if d.per_point]
    x, y = np.array(told).T
    slope, level = np.polyfit(x, y, 1)
    error = float(np.sqrt(((y - level - slope * x) ** 2).sum() / max(len(x) - 2, 1)))
    return float(level), float(slope), error


def _rivals(signed: Sequence[StruckDeal]) -> list[Callable[[float], RateForecast]]:
    """Return the rivals: each maps a threat to its forecast, with its own error among the known."""
    threat = np.array([d.threat for d in signed], dtype=float)
    rate = np.array([d.signed for d in signed])

    def median(_: float, skip: int) -> float:
        return float(np.median(np.delete(rate, skip) if skip >= 0 else rate))

    def half(to: float, _: int) -> float:
        return to / 2

    def kernel(to: float, skip: int) -> float:
        near = np.exp(-0.5 * (np.log(threat / to) / np.log(1.5)) ** 2)
        if skip >= 0:
            near[skip] = 0.0
        return float((near * rate).sum() / near.sum())

    def forecast(
        name: str, point: Callable[[float, int], float]
    ) -> Callable[[float], RateForecast]:
        errors = [point(threat[k], k) - rate[k] for k in range(len(rate))]
        sd = max(float(np.sqrt(np.mean(np.square(errors)))), STEP / 4)

        def foretold(to: float) -> RateForecast:
            middle = point(to, -1)
            grid = np.arange(_LEAST, 60 + STEP / 2, 0.5)
            bell = np.exp(-0.5 * ((grid - middle) / sd) ** 2) / (sd * np.sqrt(2 * np.pi))
            pairs = tuple(zip(grid.tolist(), bell.tolist(), strict=True))
            return RateForecast(name, middle - _EIGHTY * sd, middle, middle + _EIGHTY * sd, pairs)

        return foretold

    names = {
        "median of earlier deals": median,
        "half the threat": half,
        "kernel of the others": kernel,
    }
    return [forecast(name, point) for name, point in names.items()]


def _hazard(
    known: Sequence[StruckDeal],
    open_: Mapping[str, float],
    size: Mapping[str, float],
    started: Date,
    on: Date,
) -> Callable[[float], float]:
    """Return deals a month as a function of imports: log-linear, weakly held to be flat."""
    done = {d.partner: d.announced for d in known if not d.truce}
    rows = []
    for partner in {*done, *open_}:
        days = (done.get(partner, on) - started).days
        rows.append((np.log(size[partner]), float(partner in done), max(days / MONTH, 0.5)))
    x, event, months = np.array(rows).T
    centre = x.mean()

    def loss(b: "NDArray[np.float64]") -> float:
        rate = np.exp(b[0] + b[1] * (x - centre))
        return float((rate * months - event * np.log(rate)).sum() + 2 * b[1] ** 2)

    level, slope = minimize(loss, np.array([-3.0, 0.0])).x
    return lambda imports: float(np.exp(level + slope * (np.log(imports) - centre)))
