"""Exact gradients of any objective with respect to every tariff, trade cost and export tax.

The implicit function theorem on the fixed point x = g(x, p): with J(x, p) the objective, solve the
adjoint  a = (dg/dx)' a + dJ/dx  once, by the same accelerated iteration as the equilibrium itself;
then dJ/dp = (dg/dp)' a + the direct part. The solver's own steps are never differentiated. The
adjoint works on the solution's stored shares: it has no exponentials in its loop.
"""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import InputError, NotConverged
from cobden.base.objective import Objective
from cobden.base.showing import Displayed, Summary
from cobden.base.wedges import Wedges
from cobden.equilibrium._accounts import benchmark_of
from cobden.equilibrium._compiled import MAX_STEPS, advance_smoothly, scale, unpack
from cobden.equilibrium._model import Problem, Weights
from cobden.equilibrium._objectives import evaluate, locate
from cobden.equilibrium._pose import Floats, unless
from cobden.equilibrium._result import Result, label
from cobden.equilibrium._solve import HasTerms, solve
from cobden.numerics.fixed_point import Point, anderson
from cobden.outcomes import Benchmark, Place
from cobden.world.product_trade import refuse_products
from cobden.world.world import World

if TYPE_CHECKING:
    import xarray as xr

ADJOINT_TOLERANCE = 1e-9  # relative to the adjoint's own size


@dataclass(frozen=True, eq=False, repr=False)
class Gradient(Displayed):
    """The derivatives of an objective at an equilibrium.

    Units are the objective's per unit of rate: per cent of welfare per 1.00 of tariff, say, so a
    hundredth of it is the effect of one point.

    - ``value``: the objective there; ``result``: the equilibrium;
    - ``tariff``, ``export_tax``: with respect to each rate [sector, importer, exporter];
    - ``trade_cost``: with respect to each iceberg ratio [sector, importer, exporter];
    - ``residual``: how well the adjoint equation is solved, relative.
    """

    objective: Objective
    value: float
    result: Result
    tariff: "xr.DataArray"
    export_tax: "xr.DataArray"
    trade_cost: "xr.DataArray"
    residual: float

    def _summary(self) -> Summary:
        world, slopes = self.result.world, self.tariff.values
        abroad = np.abs(slopes) * ~np.eye(len(world.economies), dtype=bool)
        far = np.argsort(-abroad, axis=None, kind="stable")[:5]
        places = np.array(np.unravel_index(far, slopes.shape)).T.tolist()
        return Summary(
            f"Gradient of {self.objective.name}",
            (("value", f"{self.value:.4f}"), ("residual of the adjoint", f"{self.residual:.1e}")),
            ("tariff that moves it most", "by a point of tariff"),
            tuple(
                (
                    f"{world.economies[n]} on {world.sectors[k]} from {world.economies[i]}",
                    f"{slopes[k, n, i] / 100:+.5f}",
                )
                for k, n, i in places
            ),
        )


def gradient(
    world: World,
    wedges: Wedges | HasTerms | None = None,
    *,
    of: Objective,
    deficits: str | Closure = WORLD_SHARE,
    **shock: Any,
) -> Gradient:
    """Return the exact gradient of the objective ``of`` at the equilibrium of a shock.

    Arguments otherwise as for `solve`. Raises what `solve` raises, and ``NotConverged`` if the
    adjoint equation is not solved.
    """
    result = solve(world, wedges, deficits=deficits, **shock)
    value, slopes, residual = wedge_slopes(result, of)
    dims = "sector importer exporter"
    unit = "objective per unit"
    return Gradient(
        of,
        value,
        result,
        tariff=label(result.world, slopes[0], dims, f"{of.name} by tariff", unit),
        export_tax=label(result.world, slopes[1], dims, f"{of.name} by export tax", unit),
        trade_cost=label(result.world, slopes[2], dims, f"{of.name} by trade cost", unit),
        residual=residual,
    )


def wedge_slopes(
    result: Result, of: Objective
) -> tuple[float, tuple[Floats, Floats, Floats], float]:
    """Return the objective's value, its slopes by tariff, export tax and trade cost, the residual.

    Slopes are plain arrays [good, importer, exporter].
    """
    refuse_products(result.world, "gradient")
    if result.shock.targets.lines:
        raise InputError(
            "gradients are by whole flows, and parts of them have wedges of their own.",
            where="gradient",
            remedy="Take it at an equilibrium without instruments about quantities.",
        )
    world, wedges = result.world, result.shock.wedges
    problem = result.problem._replace(
        intermediate=_taxable(result.problem.intermediate),
        final=None if result.problem.final is None else _taxable(result.problem.final),
    )
    terms = locate(world, of)
    value, slopes, point = _adjoint(
        problem,
        result.vector,
        terms.kinds,
        terms.places,
        benchmark_of(world),
        _Rates(
            wedges.tariff,
            unless(wedges.export_tax, 0.0),
            unless(wedges.trade_cost, 1.0),
            absorbed=1 - result.shock.horizon.pass_through,
        ),
    )
    if not float(point.residual) <= ADJOINT_TOLERANCE:
        raise NotConverged(
            f"the adjoint equation of '{of.name}' is off by {float(point.residual):.1e}.",
            where="gradient",
            remedy="Check the elasticities and wedges of the sectors concerned.",
        )
    return float(value), jax.tree.map(np.asarray, slopes), float(point.residual)


class _Rates(NamedTuple):
    """The wedges of a result [k, n, i], None where there are none.

    ``absorbed`` is the share of a tariff's change that exporters do not pass on: it moves their
    margin, which works as an export tax does.
    """

    tariff: Floats
    export_tax: Floats | None
    trade_cost: Floats | None
    absorbed: float


@partial(jax.jit, static_argnames=("kinds",))
def _adjoint(
    problem: Problem,
    vector: Array,
    kinds: tuple[str, ...],
    places: tuple[Place, ...],
    base: Benchmark,
    rates: _Rates,
) -> tuple[Array, tuple[Array, Array, Array], Point]:
    """Return the objective, its slopes by the three wedges, and the adjoint's end."""
    weights = (problem.intermediate, problem.final)

    def posed(weights: tuple[Weights, Weights | None]) -> Problem:
        return problem._replace(intermediate=weights[0], final=weights[1])

    def objective(x: Array, weights: tuple[Weights, Weights | None]) -> Array:
        now = posed(weights)
        return evaluate(kinds, places, unpack(x, now), now, base)

    def following(x: Array, weights: tuple[Weights, Weights | None]) -> Array:
        return advance_smoothly(x, posed(weights))

    value, direct = jax.value_and_grad(objective, argnums=(0, 1))(vector, weights)
    _, back = jax.vjp(following, vector, weights)
    units = scale(problem)
    size = jnp.abs(direct[0] / units).max() + jnp.finfo(vector.dtype).tiny

    def next_adjoint(adjoint: Array) -> tuple[Array, Array]:
        new = back(adjoint)[0] + direct[0] / size
        return new, (jnp.abs(new - adjoint) / units).max() / (1 + (jnp.abs(new) / units).max())

    point = anderson(next_adjoint, direct[0] / size, 1 / units, ADJOINT_TOLERANCE / 10, MAX_STEPS)
    through = back(point.x * size)[1]
    total = jax.tree.map(jnp.add, direct[1], through)
    by_log = _by_log_wedges(problem.elasticity[:, :, None], weights, total)
    tariff = (by_log[0] - rates.absorbed * by_log[1]) / (1 + rates.tariff)
    export_tax = by_log[1] if rates.export_tax is None else by_log[1] / (1 + rates.export_tax)
    trade_cost = by_log[2] if rates.trade_cost is None else by_log[2] / rates.trade_cost
    return value, (tariff, export_tax, trade_cost), point


def _taxable(weights: Weights) -> Weights:
    """Return weights in which export taxes have their place even where all rates are zero."""
    return weights._replace(producer=weights.customs) if weights.producer is None else weights


def _by_log_wedges(
    theta: Array,
    weights: tuple[Weights, Weights | None],
    slopes: tuple[Weights, Weights | None],
) -> tuple[Array, Array, Array]:
    """Return slopes by log(1 + tariff), log(1 + export tax) and log trade cost.

    Every weight falls with the power theta of each wedge; the customs value further by the tariff,
    the producer's by the tariff and the export tax.
    """
    tariff = export_tax = trade_cost = jnp.zeros(())
    for weight, slope in zip(weights, slopes, strict=True):
        if weight is None or slope is None:
            continue
        customs = weight.customs * slope.customs
        assert weight.producer is not None  # see _taxable
        assert slope.producer is not None
        producer = weight.producer * slope.producer
        power = -theta * (weight.purchase * slope.purchase + customs + producer)
        trade_cost = trade_cost + power
        export_tax = export_tax + power - producer
        tariff = tariff + power - customs - producer
    return tariff, export_tax, trade_cost
