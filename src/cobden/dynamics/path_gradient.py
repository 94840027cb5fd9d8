"""Exact gradients of any outcome of a path with respect to every dated tariff."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.errors import InputError, NotConverged
from cobden.dynamics.path_solver import TOLERANCE, observe, slopes_of
from cobden.dynamics.plan_slopes import PlanSlopes, plan_slopes
from cobden.dynamics.surprise_slopes import through_surprises
from cobden.dynamics.world_path import WorldPath, outcome_name
from cobden.outcomes import BY_YEAR, STEADY

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xarray as xr


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
    and the gradient is that of one side; so where the premium of a quantity does. A quantity that
    binds still holds as a tariff moves: its premium moves too. Raises ``InputError`` for a world
    with products, and for licences given to exporters on a path with surprises; ``NotConverged`` if
    the adjoint equation is not solved.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> found = cb.path(world, cb.Policy.load(), years=range(2024, 2027))
    >>> slope = cb.dynamics.path_gradient(found, 'consumption', 'USA', 2026)
    >>> slope.residual < 1e-6
    True
    """
    if path.plans and any(one.passed_on for terms in path.law for one in terms.targets.targets):
        raise InputError(
            "this path is put together from surprises, and its law gives licences to exporters.",
            where="path_gradient",
            remedy="Take the gradient with expectations='foresight', or finite differences.",
        )
    if path.world.products:
        raise InputError(
            "this path knows trade by product, and its slopes by rates on products are not known.",
            where="path_gradient",
            remedy="Take the gradient on the world without products, or finite differences.",
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
    for slopes in _through(path, of, jnp.asarray(place)):
        point = slopes.point
        if not float(point.residual) <= TOLERANCE:
            raise NotConverged(
                f"the adjoint equation of {of} is off by {float(point.residual):.1e}.",
                where="path_gradient",
                remedy="Switch mechanisms on one at a time to see which of them it is.",
            )
        steps, residual = steps + int(point.steps), max(residual, float(point.residual))
        found.append(factor * slopes.tariff)
    return PathGradient(value, _label(path, found, of), residual, steps)


def _through(path: WorldPath, of: str, place: Array) -> "Iterator[PlanSlopes]":
    """Yield the slopes of an outcome by the tariffs of each plan of a path."""
    if path.plans:
        yield from through_surprises(path, of, place)
    else:
        state, found, *_ = observe(path.problem, path.vector, path.rules)
        by_state, by_trade, by_found = slopes_of(state, path.problem, found, path.base, of, place)
        yield plan_slopes(path, by_state, by_found, by_trade)


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
