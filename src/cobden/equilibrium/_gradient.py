"""Exact gradients of any objective with respect to every tariff, trade cost and export tax.

By the implicit function theorem (``numerics.adjoint``). The adjoint works on the solution's stored
shares: it has no exponentials in its loop.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import numpy as np
from jax import Array

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import InputError, NotConverged
from cobden.base.objective import Objective
from cobden.base.showing import Displayed, Summary
from cobden.base.wedges import Wedges
from cobden.equilibrium._objectives import Reader
from cobden.equilibrium._pose_products import beside, from_places
from cobden.equilibrium._problem import Problem
from cobden.equilibrium._product_demand import FurtherWedges
from cobden.equilibrium._readable import label
from cobden.equilibrium._result import Result
from cobden.equilibrium._shock import Floats
from cobden.equilibrium._slopes import (
    by_log_wedges,
    slopes_by_weights,
    slopes_by_weights_and_products,
    taxable,
)
from cobden.equilibrium._solve import HasTerms, solve
from cobden.numerics.fixed_point import Point
from cobden.world.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    import xarray as xr
    from numpy.typing import ArrayLike

    from cobden.world.product_trade import ProductTrade

ADJOINT_TOLERANCE = 1e-9  # relative to the adjoint's own size


@dataclass(frozen=True, eq=False, repr=False)
class Gradient(Displayed):
    """The derivatives of an objective at an equilibrium.

    Units are the objective's per unit of rate: per cent of welfare per 1.00 of tariff, say, so a
    hundredth of it is the effect of one point.

    - ``value``: the objective there; ``result``: the equilibrium;
    - ``tariff``, ``export_tax``: with respect to each rate [sector, importer, exporter];
    - ``trade_cost``: with respect to each iceberg ratio [sector, importer, exporter];
    - ``by_product``: by importer whose products are known, with respect to the tariff on each
      product from each exporter [product, exporter]; ``tariff`` is then that of one rate on all
      products of the sector;
    - ``residual``: how well the adjoint equation is solved, relative.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> slope = cb.gradient(world, of=cb.Objective.welfare('USA'))
    >>> slope.tariff.dims, slope.objective.name
    (('sector', 'importer', 'exporter'), 'welfare of USA')
    """

    objective: Objective
    value: float
    result: Result
    tariff: "xr.DataArray"
    export_tax: "xr.DataArray"
    trade_cost: "xr.DataArray"
    by_product: "Mapping[str, xr.DataArray]"
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

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> slope = cb.gradient(world, of=cb.Objective.welfare('USA'))
    >>> float(slope.tariff.sel(importer='USA', exporter='JPN').sum()) > 0
    True
    """
    result = solve(world, wedges, deficits=deficits, **shock)
    found = wedge_slopes(result, of)
    value, slopes = found.value, found.by_wedges
    dims = "sector importer exporter"
    unit = "objective per unit"
    return Gradient(
        of,
        value,
        result,
        tariff=label(result.world, slopes[0], dims, f"{of.name} by tariff", unit),
        export_tax=label(result.world, slopes[1], dims, f"{of.name} by export tax", unit),
        trade_cost=label(result.world, slopes[2], dims, f"{of.name} by trade cost", unit),
        by_product={
            trade.importer: _labelled(result.world, trade, values, of)
            for trade, values in zip(result.world.products, found.by_product, strict=True)
        },
        residual=found.residual,
    )


def _labelled(world: World, trade: "ProductTrade", values: Floats, of: Objective) -> "xr.DataArray":
    import xarray as xr

    coords = {
        "product": list(trade.codes),
        "exporter": list(world.economies),
        "sector": ("product", np.array(world.sectors)[trade.sector]),
    }
    about = {"long_name": f"{of.name} by tariff", "unit": "objective per unit"}
    return xr.DataArray(values, coords, ("product", "exporter"), attrs=about)


class WedgeSlopes(NamedTuple):
    """An objective's value and its slopes, as plain arrays.

    ``by_wedges``: by tariff, export tax and trade cost [good, importer, exporter]; ``by_product``:
    by tariff [product, exporter] of each importer with products; and the adjoint's ``residual``.
    """

    value: float
    by_wedges: tuple[Floats, Floats, Floats]
    by_product: tuple[Floats, ...]
    residual: float


def wedge_slopes(result: Result, of: Objective) -> WedgeSlopes:
    """Return an objective's value and its slopes at a result.

    Raises ``InputError`` where parts of flows are told apart, ``NotConverged`` if the adjoint
    equation is not solved.
    """
    if result.shock.targets.lines:
        raise InputError(
            "gradients are by whole flows, and parts of them have wedges of their own.",
            where="gradient",
            remedy="Take it at an equilibrium without instruments about quantities.",
        )
    world, wedges = result.world, result.shock.wedges
    value, by_log, further, point = _by_log(
        taxable(result.problem), result.vector, Reader.of(world, of)
    )
    if not float(point.residual) <= ADJOINT_TOLERANCE:
        raise NotConverged(
            f"the adjoint equation of '{of.name}' is off by {float(point.residual):.1e}.",
            where="gradient",
            remedy="Check the elasticities and wedges of the sectors concerned.",
        )
    absorbed = 1 - result.shock.horizon.pass_through
    found = _by_rate(by_log, wedges.tariff, wedges.export_tax, wedges.trade_cost, absorbed)
    by_product = []
    for trade, moved in zip(world.products, further, strict=True):
        n, sector = world.economy_index(trade.importer), trade.sector
        own = tuple(from_places(trade, np.asarray(part)) for part in moved)
        export_tax, trade_cost = wedges.export_tax[sector, n], wedges.trade_cost[sector, n]
        rates = _by_rate(own, world.product_rates(trade, wedges), export_tax, trade_cost, absorbed)
        for whole, part in zip(found, rates, strict=True):
            np.add.at(whole[:, n], sector, part)  # one rate on all products of a sector
        by_product.append(rates[0])
    return WedgeSlopes(float(value), found, tuple(by_product), float(point.residual))


def _by_rate(
    by_log: "tuple[ArrayLike, ...]", tariff: Floats, export_tax: Floats, cost: Floats,
    absorbed: float,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Return slopes by rates from those by logs of wedges, in any one form.

    ``absorbed`` is the share of a tariff's change that exporters do not pass on: it moves their
    margin, which works as an export tax does.
    """
    by_tariff, by_tax, by_cost = map(np.asarray, by_log)
    return (
        (by_tariff - absorbed * by_tax) / (1 + tariff),
        by_tax / (1 + export_tax),
        by_cost / cost,
    )


@jax.jit
def _by_log(
    problem: Problem, vector: Array, reader: Reader
) -> tuple[Array, tuple[Array, Array, Array], tuple[FurtherWedges, ...], Point]:
    """Return the objective, its slopes by logs of wedges, those by product, the adjoint's end."""
    final, tolerance = problem.final, ADJOINT_TOLERANCE / 10
    if problem.nests:
        found = slopes_by_weights_and_products(problem, vector, reader, tolerance)
        (slopes, further), weights = found.slopes, beside(problem.intermediate, problem.nests)
    else:
        found = slopes_by_weights(problem, vector, reader, tolerance)
        slopes, further, weights = found.slopes, (), problem.intermediate
    by_log = by_log_wedges(problem.elasticity[:, :, None], (weights, final), slopes)
    return found.value, by_log, further, found.end
