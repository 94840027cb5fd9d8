"""Exact gradients of any outcome of a path with respect to every dated tariff."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import jax.numpy as jnp
import numpy as np

from cobden.base.errors import InputError, NotConverged
from cobden.dynamics.path_solver import TOLERANCE, adjoint
from cobden.dynamics.world_path import WorldPath, outcome_name
from cobden.outcomes import BY_YEAR, STEADY

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class PathGradient:
    """The derivatives of one outcome of a path.

    Units are the outcome's own per unit of rate: per cent of consumption per 1.00 of tariff, say.

    - ``value``: the outcome there;
    - ``tariff`` [year, sector, importer, exporter]: with respect to each year's rates; the entry
      ``after`` is the law from then on, of which the steady state knows;
    - ``residual``: how well the adjoint equation is solved, relative.

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
    and the gradient is that of one side. Raises ``InputError`` for a path with surprises,
    ``NotConverged`` if the adjoint equation is not solved.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> found = cb.path(world, cb.Policy.load(), years=range(2024, 2027))
    >>> slope = cb.dynamics.path_gradient(found, 'consumption', 'USA', 2026)
    >>> slope.residual < 1e-6
    True
    """
    if path.surprised:
        raise InputError(
            "this path was pieced together from surprises.",
            where="path_gradient",
            remedy="Take the gradient of a path with expectations='foresight'.",
        )
    t, n = path.place(economy, year)
    problem, outcomes = path.problem, path.outcomes
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
    slopes, point = adjoint(problem, path.vector, path.rules, path.base, of, jnp.asarray(place))
    if not float(point.residual) <= TOLERANCE:
        raise NotConverged(
            f"the adjoint equation of {of} is off by {float(point.residual):.1e}.",
            where="path_gradient",
            remedy="Switch mechanisms on one at a time to see which of them it is.",
        )
    trade = problem.trade
    theta = np.asarray(trade.elasticity)[..., None]
    customs = np.asarray(trade.customs) * np.asarray(slopes.customs)
    power = np.asarray(trade.purchase) * np.asarray(slopes.purchase) + customs
    if trade.producer is not None and slopes.producer is not None:
        producer = np.asarray(trade.producer) * np.asarray(slopes.producer)
        power, customs = power + producer, customs + producer
    rates = np.array([terms.wedges.tariff for terms in (*path.law, path.always)])
    tariff = factor * (-theta * power - customs) / (1 + rates)
    return PathGradient(value, _label(path, tariff, of), float(point.residual), int(point.steps))


def _label(path: WorldPath, values: "np.ndarray", of: str) -> "xr.DataArray":
    import xarray as xr

    coords = {
        "year": [*map(str, path.years), STEADY],
        "sector": list(path.world.sectors),
        "importer": list(path.world.economies),
        "exporter": list(path.world.economies),
    }
    attrs = {"long_name": f"{of} by tariff", "unit": "outcome's unit per 1.00 of rate"}
    return xr.DataArray(values, coords, list(coords), attrs=attrs)
