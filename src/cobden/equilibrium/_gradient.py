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
from cobden.equilibrium._pose import unless
from cobden.equilibrium._problem import Problem
from cobden.equilibrium._result import Result, label
from cobden.equilibrium._shock import Floats
from cobden.equilibrium._slopes import by_log_wedges, slopes_by_weights, taxable
from cobden.equilibrium._solve import HasTerms, solve
from cobden.numerics.fixed_point import Point
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
    result.world.refuse_products("gradient")
    if result.shock.targets.lines:
        raise InputError(
            "gradients are by whole flows, and parts of them have wedges of their own.",
            where="gradient",
            remedy="Take it at an equilibrium without instruments about quantities.",
        )
    world, wedges = result.world, result.shock.wedges
    value, slopes, point = _by_wedges(
        taxable(result.problem),
        result.vector,
        Reader.of(world, of),
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


@jax.jit
def _by_wedges(
    problem: Problem, vector: Array, reader: Reader, rates: _Rates
) -> tuple[Array, tuple[Array, Array, Array], Point]:
    """Return the objective, its slopes by the three wedges, and the adjoint's end."""
    found = slopes_by_weights(problem, vector, reader, ADJOINT_TOLERANCE / 10)
    weights = (problem.intermediate, problem.final)
    by_log = by_log_wedges(problem.elasticity[:, :, None], weights, found.slopes)
    tariff = (by_log[0] - rates.absorbed * by_log[1]) / (1 + rates.tariff)
    export_tax = by_log[1] if rates.export_tax is None else by_log[1] / (1 + rates.export_tax)
    trade_cost = by_log[2] if rates.trade_cost is None else by_log[2] / rates.trade_cost
    return found.value, (tariff, export_tax, trade_cost), found.end
