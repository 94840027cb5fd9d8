"""Exact gradients of any objective with respect to every tariff, trade cost and export tax.

By the implicit function theorem (``numerics.adjoint``). The adjoint works on the solution's stored
shares: it has no exponentials in its loop.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.closures import WORLD_SHARE, Closure
from cobden.base.errors import NotConverged
from cobden.base.objective import Objective
from cobden.base.showing import Displayed, Summary
from cobden.base.wedges import Wedges
from cobden.equilibrium._further_wedges import FurtherWedges, LineWedges
from cobden.equilibrium._meet_targets import observe_lines
from cobden.equilibrium._objectives import Reader
from cobden.equilibrium._pose_products import beside, from_places, rate_on
from cobden.equilibrium._problem import Problem
from cobden.equilibrium._readable import label
from cobden.equilibrium._result import Result
from cobden.equilibrium._shock import Floats
from cobden.equilibrium._slopes import (
    Aim,
    SlopeParameters,
    by_log_wedges,
    slopes_by_all,
    taxable,
    terms_of,
)
from cobden.equilibrium._solve import HasTerms, solve
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
        abroad[~world.goods] = 0  # services bear no tariff
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

    Where instruments set quantities, their amounts move as they do in a solve: a limit that is
    half of what would be bought without it moves with what would be bought, which is a second
    adjoint, at the equilibrium without them. Raises ``NotConverged`` if an adjoint equation is not
    solved.
    """
    reader = Reader.of(result.world, of)
    value, found, worst = _by_log(taxable(result.problem), result.vector, reader)
    slopes = _by_rates(result, found)
    moving = _moving(result, found.amount)
    if result.reference is not None and moving.any():
        there = result.reference
        problem = taxable(there.problem)
        _, also, second = _by_log_of_amounts(problem, there.vector, jnp.asarray(moving))
        slopes = jax.tree.map(lambda a, b: a + b, slopes, _by_rates(there, also))
        worst = max(float(worst), float(second))
    if not float(worst) <= ADJOINT_TOLERANCE:
        raise NotConverged(
            f"the adjoint equation of '{of.name}' is off by {float(worst):.1e}.",
            where="gradient",
            remedy="Check the elasticities and wedges of the sectors concerned.",
        )
    by_wedges, by_product = slopes
    return WedgeSlopes(float(value), by_wedges, by_product, float(worst))


def _moving(result: Result, by_amount: Array | None) -> Floats:
    """Return by how much the objective moves with what each target measures without it [m]."""
    targets = result.shock.targets.targets
    if by_amount is None or not targets:
        return np.zeros(0)
    factor = [{"absolute": 0.0, "added": 1.0, "change": t.amount}[t.basis] for t in targets]
    return np.asarray(by_amount) * np.pad(factor, (0, len(by_amount) - len(factor)))


def _by_rates(
    result: Result, found: "ByLog"
) -> tuple[tuple[Floats, Floats, Floats], tuple[Floats, ...]]:
    """Return slopes by the rates on whole flows [k, n, i], and by tariffs on products [j, i]."""
    world, shock = result.world, result.shock
    wedges, absorbed = shock.wedges, 1 - shock.horizon.pass_through
    whole = _by_rate(found.flows, wedges.tariff, wedges.export_tax, wedges.trade_cost, absorbed)
    by_product = []
    for trade, moved in zip(world.products, found.products, strict=True):
        n, sector = world.economy_index(trade.importer), trade.sector
        own = tuple(from_places(trade, np.asarray(part)) for part in moved)
        export_tax, trade_cost = wedges.export_tax[sector, n], wedges.trade_cost[sector, n]
        rate = world.product_rates(trade, wedges)
        if trade.importer in wedges.varieties:  # a point on the mean of what is bought
            rate = result.by_product(trade.importer).tariff_after.to_numpy() / 100
        rates = _by_rate(own, rate, export_tax, trade_cost, absorbed)
        for part, own_part in zip(whole, rates, strict=True):
            np.add.at(part[:, n], sector, own_part)  # one rate on all products of a sector
        by_product.append(rates[0])
    for line, *moved in zip(shock.targets.lines, *(found.lines or ()), strict=False):
        cell = world.cell(line.sector, line.importer, line.exporter)
        rate = rate_on(world, line, wedges, shock.horizon)
        by_tariff, by_tax, by_cost = map(float, moved)
        # A point on the flow is a point on the line; its margin moves as the flow's does.
        own = by_tariff / (1 + rate + line.tariff) - absorbed * by_tax / (1 + rate)
        whole[0][cell] += own
        whole[1][cell] += by_tax / (1 + wedges.export_tax[cell])
        whole[2][cell] += by_cost / wedges.trade_cost[cell]
        if line.product:
            trade = world.products_of(line.importer)
            assert trade is not None
            place = world.products.index(trade)
            by_product[place][trade.index(line.product), cell[2]] += own
    return whole, tuple(by_product)


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


class ByLog(NamedTuple):
    """Slopes by logs of wedges: by flow [k, n, i], by product, by line [l], and by amounts [m]."""

    flows: tuple[Array, Array, Array]
    products: tuple[FurtherWedges, ...]
    lines: LineWedges | None
    amount: Array | None


def _slopes_of(problem: Problem, vector: Array, aim: Aim) -> tuple[Array, ByLog, Array]:
    """Return an aim, its slopes, and by how much its adjoint equation fails."""
    found = slopes_by_all(problem, vector, aim, ADJOINT_TOLERANCE / 10)
    slopes: SlopeParameters = found.slopes
    weights = beside(problem.intermediate, problem.nests), problem.final
    flows = by_log_wedges(problem.elasticity[:, :, None], weights, slopes.weights)
    by_log = ByLog(flows, slopes.products, slopes.lines, slopes.amount)
    return found.value, by_log, found.end.residual


@jax.jit
def _by_log(problem: Problem, vector: Array, reader: Reader) -> tuple[Array, ByLog, Array]:
    return _slopes_of(problem, vector, terms_of(reader))


@jax.jit
def _by_log_of_amounts(
    problem: Problem, vector: Array, weight: Array
) -> tuple[Array, ByLog, Array]:
    """Return the same of what targets measure [m], each times its weight."""

    def aim(x: Array, now: Problem) -> tuple[Array, None]:
        return (weight * observe_lines(now, x)[1]).sum(), None

    return _slopes_of(problem, vector, aim)
