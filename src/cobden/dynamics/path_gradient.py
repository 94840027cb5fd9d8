"""Exact gradients of any outcome of a path with respect to every dated tariff."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.errors import InputError, NotConverged
from cobden.dynamics.path_equations import Trade
from cobden.dynamics.path_solver import TOLERANCE
from cobden.dynamics.path_solver import slopes as trade_slopes
from cobden.dynamics.surprise_slopes import through_surprises
from cobden.dynamics.world_path import WorldPath, outcome_name
from cobden.outcomes import BY_YEAR, STEADY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr

    from cobden.numerics.fixed_point import Point


@dataclass(frozen=True, eq=False)
class PathGradient:
    """The derivatives of one outcome of a path.

    Units are the outcome's own per unit of rate: per cent of consumption per 1.00 of tariff, say.

    - ``value``: the outcome there;
    - ``tariff`` [year, sector, importer, exporter]: with respect to each year's rates; the entry
      ``after`` is the law from then on, of which the steady state knows. On a path with surprises
      [announced, year, ...]: with respect to the rates of each year as they are believed in the
      year in which a plan is made, lived until the next plan (what is believed to last: the sum
      over ``year``);
    - ``residual``: how well the adjoint equations are solved, relative.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> found = cb.path(world, cb.Policy.load(), years=range(2024, 2027))
    >>> slope = cb.dynamics.path_gradient(found, 'consumption', 'USA', 2026)
    >>> slope.tariff.dims
    ('year', 'sector', 'importer', 'exporter')
    """

    value: float
    tariff: "xr.DataArray"
    residual: float
    steps: int


def path_gradient(path: WorldPath, of: str, economy: str, year: "int | str") -> PathGradient:
    """Return the gradient of an outcome by year (`cobden.outcomes.BY_YEAR`) of an economy.

    ``year`` is one of the path's, or ``after`` for the steady state; ``of="path_welfare"`` is the
    worth of the whole path, in any year. Where a wage floor just begins to bind there is a kink,
    and the gradient is that of one side. Raises ``InputError`` for a path whose law sets
    quantities, ``NotConverged`` if the adjoint equation is not
    solved.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> found = cb.path(world, cb.Policy.load(), years=range(2024, 2027))
    >>> slope = cb.dynamics.path_gradient(found, 'consumption', 'USA', 2026)
    >>> slope.residual < 1e-6
    True
    """
    if any(terms.targets.targets for terms in (*path.law, path.always)):
        raise InputError(
            "this path's law sets quantities, whose premiums move with every tariff.",
            where="path_gradient",
            remedy="Take the gradient of a path without them, or finite differences of two paths.",
        )
    t, n = path.place(economy, year)
    outcomes = path.outcomes
    if of == "path_welfare":
        place = np.zeros(outcomes.path_welfare.shape)
        place[n] = 1.0
        factor = 100 * np.exp(float(outcomes.path_welfare[n]))
        value = 100 * np.expm1(float(outcomes.path_welfare[n]))
    else:
        values = np.asarray(getattr(outcomes, outcome_name(of)))
        place = np.zeros(values.shape)
        place[t, n] = 1.0
        unit = BY_YEAR[of][1]
        factor = {
            "%": 100 * np.exp(float(values[t, n])),
            "points": 100.0,
            "billion USD": path.world.value_usd / 1e9,
            "share": 1.0,
        }[unit]
        value = float(path.scaled(of)[t, n])
    steps, residual, found = 0, 0.0, []
    for plan, slopes, point in _through(path, of, jnp.asarray(place)):
        if not float(point.residual) <= TOLERANCE:
            raise NotConverged(
                f"the adjoint equation of {of} is off by {float(point.residual):.1e}.",
                where="path_gradient",
                remedy="Switch mechanisms on one at a time to see which of them it is.",
            )
        steps, residual = steps + int(point.steps), max(residual, float(point.residual))
        found.append(factor * _by_tariff(plan, slopes))
    return PathGradient(value, _label(path, found, of), residual, steps)


def _through(path: WorldPath, of: str, place: Array) -> "Iterator[tuple[WorldPath, Trade, Point]]":
    """Yield each plan of a path with the slopes of an outcome by its weights of trade."""
    if path.plans:
        yield from through_surprises(path, of, place)
    else:
        problem, rules = path.problem, path.rules
        yield path, *trade_slopes(problem, path.vector, rules, path.base, of, place)


def _by_tariff(plan: WorldPath, slopes: Trade) -> "np.ndarray":
    """Return slopes by the rates of a plan's years [t, k, n, i], from those by its weights."""
    trade = plan.problem.trade
    theta = np.asarray(trade.elasticity)[..., None]
    customs = np.asarray(trade.customs) * np.asarray(slopes.customs)
    power = np.asarray(trade.purchase) * np.asarray(slopes.purchase) + customs
    if trade.producer is not None and slopes.producer is not None:
        producer = np.asarray(trade.producer) * np.asarray(slopes.producer)
        power, customs = power + producer, customs + producer
    rates = np.array([terms.wedges.tariff for terms in (*plan.law, plan.always)])
    return (-theta * power - customs) / (1 + rates)


def _label(path: WorldPath, found: "list[np.ndarray]", of: str) -> "xr.DataArray":
    import xarray as xr

    coords: dict[str, list[str]] = {
        path.calendar.by: [*map(str, path.periods), STEADY],
        "sector": list(path.world.sectors),
        "importer": list(path.world.economies),
        "exporter": list(path.world.economies),
    }
    attrs = {"long_name": f"{of} by tariff", "unit": "outcome's unit per 1.00 of rate"}
    if not path.plans:
        return xr.DataArray(found[0], coords, list(coords), attrs=attrs)
    years, values = len(path.periods), np.zeros((len(found), *found[0].shape))
    for number, ((first, _), own) in enumerate(zip(path.plans, found, strict=True)):
        ahead = years - first
        values[number, first:years] = own[:ahead]
        values[number, -1] = own[ahead:].sum(axis=0)  # the law believed of the last year goes on
    made = {"announced": [str(path.periods[first]) for first, _ in path.plans]}
    return xr.DataArray(values, {**made, **coords}, ["announced", *coords], attrs=attrs)
