"""The proof that goes with every equilibrium: how far each of its conditions is from holding."""

from dataclasses import dataclass
from math import isnan

import numpy as np

from cobden.base.wedges import Wedges
from cobden.equilibrium._feasible import Signs, signs
from cobden.equilibrium._problem import Problem, State
from cobden.outcomes import Accounts
from cobden.world.product_trade import ProductTrade
from cobden.world.world import World


@dataclass(frozen=True)
class Certificate:
    """The largest residual of each equilibrium condition, and where it is.

    - ``labour_market``: log of labour demand over supply;
    - ``unit_cost``: log of the unit cost of production over the stated one;
    - ``goods_market``: sales minus output, relative to output;
    - ``export_revenue``: export taxes raised minus spent, relative to value added;
    - ``walras``: the balance of payments of each economy (exports minus imports plus the transfer
      received), relative to value added; no equation imposes it, so it checks all the others;
    - ``numeraire``: world value added minus its benchmark value, relative;
    - ``worst``: the condition, economy and sector of the largest residual;
    - ``steps``: evaluations of the equations; ``method``: what solved it;
    - ``signs``: the smallest income, output and spending: all must be above zero (see `_feasible`);
    - ``targets``: largest relative miss of a quantity or balance target, where there are any;
    - ``bounds``: by how much a target's premium is outside the bounds of its rate, in logs;
    - ``cautions``: why an answer that meets every condition may be one of the model's alone;
    - ``not_applied``: what of the law that was asked for is known and is not in the shock;
    - ``told_apart``: for importers whose trade is known by product, what bears rates of its own.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> certificate = cb.solve(world).certificate
    >>> certificate.largest < 1e-9
    True
    """

    labour_market: float
    unit_cost: float
    goods_market: float
    export_revenue: float
    walras: float
    numeraire: float
    worst: str
    steps: int
    method: str
    tolerance: float
    signs: Signs
    targets: float = 0.0
    bounds: float = 0.0
    not_applied: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    told_apart: tuple[str, ...] = ()

    @property
    def largest(self) -> float:
        """The largest residual of the solved conditions."""
        return max(self.labour_market, self.unit_cost, self.goods_market, self.export_revenue)

    def __str__(self) -> str:
        said = [
            f"largest residual {self.largest:.1e} ({self.worst}), Walras' law {self.walras:.1e}, "
            f"smallest income {self.signs.least_income:.3g} of the benchmark's, "
            f"{self.steps} steps of {self.method}"
        ]
        if self.not_applied:
            said.append(f"{len(self.not_applied)} measures of the law not applied")
        return "; ".join((*said, *self.told_apart, *self.cautions))


def told_apart(world: World, wedges: Wedges) -> tuple[str, ...]:
    """Return in words what of each importer's trade bears rates of its own; see `Certificate`."""
    words = {"claims": "goods that claim a preference", "lines": "ten-digit lines"}

    def said(trade: ProductTrade) -> str:
        parts = wedges.varieties.get(trade.importer)
        if parts is None:
            return f"{trade.importer}'s {len(trade.codes):,} products, each at its mean rate"
        kinds = " and ".join(words[name] for name in trade.apart) or "parts"
        return (
            f"{trade.importer}'s {len(trade.codes):,} products; of {len(np.unique(parts.cell)):,} "
            f"from one exporter {kinds} bear rates of their own"
        )

    return tuple(map(said, world.products))


def certify(
    world: World,
    problem: Problem,
    gap: State,
    found: Accounts,
    steps: int,
    method: str,
    tolerance: float,
) -> Certificate:
    """Return the certificate of a state from the residuals of its equations."""
    value_added = np.asarray(problem.endowment)
    sizes = {
        "labour market": np.abs(np.asarray(gap.log_wage)),
        "unit cost": np.abs(np.asarray(gap.log_cost)),
        "goods market": np.abs(np.asarray(gap.output)) / (found.output + 1e-6 * value_added),
        "export revenue": np.abs(np.asarray(gap.export_revenue)) / value_added,
    }
    largest = {name: float(size.max()) for name, size in sizes.items()}  # not a number, if one is
    worst = max(largest, key=lambda name: np.inf if isnan(largest[name]) else largest[name])
    cell = np.unravel_index(int(sizes[worst].argmax()), sizes[worst].shape)
    place = world.economies[cell[-1]]
    if len(cell) > 1:
        place = f"{world.sectors[cell[0]]} in {place}"
    walras = np.abs(found.exports - found.imports + found.transfers) / value_added
    return Certificate(
        labour_market=largest["labour market"],
        unit_cost=largest["unit cost"],
        goods_market=largest["goods market"],
        export_revenue=largest["export revenue"],
        walras=float(walras.max()),
        numeraire=float(abs(found.value_added.sum() - 1)),
        worst=f"{worst}, {place}",
        steps=steps,
        method=method,
        tolerance=tolerance,
        signs=signs(world, problem, found),
    )
