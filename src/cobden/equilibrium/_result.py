"""An equilibrium as labelled outcomes with units."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from cobden.base.closures import Closure
from cobden.base.errors import InputError
from cobden.base.showing import Displayed, Summary
from cobden.equilibrium._accounts import benchmark_of, folded
from cobden.equilibrium._certificate import Certificate
from cobden.equilibrium._problem import Problem, unpack
from cobden.equilibrium._readable import AtBenchmark, Readable
from cobden.equilibrium._shock import Floats, Shock
from cobden.equilibrium._trade_by_product import TradeByProduct, imports_in_places
from cobden.outcomes import Accounts, Purchases, Seen
from cobden.outcomes.formulas import share
from cobden.world.world import World

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False, repr=False)
class Result(Readable, Displayed):
    """The equilibrium of a world under a shock; every outcome is a labelled array with its unit.

    Money is in billions of US dollars of the benchmark's year, with world value added (the
    numeraire) at its benchmark level. Changes are from the benchmark.

    >>> import cobden as cb
    >>> world = cb.World.load().aggregate(['USA', 'JPN'])
    >>> result = cb.solve(world, tariff=1.1 * world.tariff)
    >>> result.welfare.dims, result.outcome('tariff_revenue').attrs['unit']
    (('economy',), 'billion USD')
    """

    world: World
    shock: Shock
    closure: Closure
    problem: Problem
    vector: Array
    accounts: Accounts
    certificate: Certificate
    reference: "Result | None" = None  # the same without the targets, where there are any

    def _summary(self) -> Summary:
        change = self.welfare.values
        far = np.argsort(-np.abs(change), kind="stable")[:5]
        return Summary(
            f"Equilibrium of {len(self.world.economies)} economies and "
            f"{len(self.world.sectors)} sectors",
            (("closure", self.closure.name), ("certificate", str(self.certificate))),
            ("moved most", "real income, %"),
            tuple((self.world.economies[n], f"{change[n]:+.3f}") for n in far),
        )

    # Outcomes: all as the table has them

    @cached_property
    def seen(self) -> Seen:
        """All that outcomes are read off."""
        trade = Purchases.of(self.plain.intermediate, self.plain.final, self.accounts)
        at_exit = self.shock.export_wedge(self.world)
        return Seen(
            self.accounts,
            jax.tree.map(np.asarray, trade),
            benchmark_of(self.world),
            margin=0.0 if self.shock.horizon.pass_through == 1 else self.shock.margin(self.world),
            leaving=1.0 if at_exit is None else 1 + at_exit,
        )

    @cached_property
    def seen_by_product(self) -> Seen:
        """The same with imports by product, which few outcomes need."""
        state, flow = unpack(self.vector, self.problem), jnp.asarray(self.customs_flow)
        nests = self.problem.nests
        found = imports_in_places(nests, state.log_cost, state.log_premium, flow)
        return self.seen._replace(products=None if found is None else np.asarray(found))

    @property
    def benchmark(self) -> AtBenchmark:
        """The same outcomes before anything was done."""
        return AtBenchmark.of(self.world)

    # Welfare

    @cached_property
    def welfare(self) -> "xr.DataArray":
        """Exact change of real income by economy, % of benchmark.

        Income (value added, tariff revenue and the transfer received) over the price of final
        spending: C-P's I/P, not their first-order equation 16.
        """
        return self.outcome("welfare")

    @cached_property
    def equivalent_variation(self) -> "xr.DataArray":
        """The same in money: benchmark income times the change of real income, billion USD."""
        return self.outcome("equivalent_variation")

    @cached_property
    def real_wage(self) -> "xr.DataArray":
        """Change of the wage over the price of final spending by economy, %."""
        return self.outcome("real_wage")

    @cached_property
    def consumer_price(self) -> "xr.DataArray":
        """Change of the price of final spending by economy, %, in world value added.

        ``outcome("consumer_price")`` has it in other numeraires too.
        """
        return self.outcome("consumer_price").sel(numeraire="world value added", drop=True)

    # Production

    @cached_property
    def price(self) -> "xr.DataArray":
        """Change of producer prices [sector, economy], %."""
        return self.outcome("price")

    @cached_property
    def output(self) -> "xr.DataArray":
        """Change of the volume of output [sector, economy], %; zero where nothing is produced."""
        return self.outcome("output")

    @cached_property
    def value_added(self) -> "xr.DataArray":
        """Value added [sector, economy], billion USD."""
        return self.outcome("value_added")

    @cached_property
    def factor_return(self) -> "xr.DataArray":
        """Change of what a sector pays its factors [sector, economy], %, in world value added.

        The wage in the long run, when all sectors pay the same.
        """
        return self.outcome("factor_return")

    @cached_property
    def labour(self) -> "xr.DataArray":
        """Change of labour employed [sector, economy], % of the economy's labour.

        Value added over its return: where sectors pay different returns, value added moves more.
        """
        return self.outcome("labour")

    @cached_property
    def labour_moved(self) -> "xr.DataArray":
        """Labour that changes its sector, by economy, % of all labour."""
        return self.outcome("labour_moved")

    # Trade

    @cached_property
    def plain(self) -> Problem:
        """The problem with its lines folded into their flows: the same prices and shares."""
        return folded(self.vector, self.problem) if self.problem.parts else self.problem

    @property
    def customs_flow(self) -> Floats:
        """Sales at customs value [good, importer, exporter], in world value added."""
        return self.values("flow")

    @cached_property
    def flow(self) -> "xr.DataArray":
        """Sales at customs value [sector, importer, exporter], billion USD; own sales included."""
        return self.outcome("flow")

    @cached_property
    def balance(self) -> "xr.DataArray":
        """Exports minus imports [kind, economy, partner], billion USD; kinds: goods, total."""
        return self.outcome("bilateral_balance")

    @cached_property
    def tariff_revenue(self) -> "xr.DataArray":
        """Tariff revenue by economy, billion USD."""
        return self.outcome("tariff_revenue")

    @cached_property
    def margin(self) -> "xr.DataArray":
        """Change of exporters' margins [sector, importer, exporter], billion USD.

        What exporters give up (below zero) by passing on only a part of a tariff; it is taken from
        the income of their economy.
        """
        return self.outcome("margin")

    @cached_property
    def trade_share(self) -> "xr.DataArray":
        """Share of each exporter in spending [sector, importer, exporter], tariff included."""
        return self.outcome("trade_share")

    def by_product(self, importer: str) -> "xr.Dataset":
        """Return what ``importer`` buys by product, where the world knows that.

        Variables [product, exporter]: ``before`` and ``after``, imports at customs value, and
        ``duty`` paid, billion USD (they add up to the sector's ``flow``); ``tariff_before`` and
        ``tariff_after``, %; ``price``, change of what the buyer pays, %, in world value added.
        ``product_price`` [product] is the change of a product's price over all its exporters.
        Products have the coordinate ``sector``. Raises ``InputError`` for an importer without
        products.
        """
        return self._products.of(importer)

    @cached_property
    def _products(self) -> TradeByProduct:
        state = unpack(self.vector, self.problem)
        return TradeByProduct(
            self.world, self.shock.wedges, self.problem.nests, state.log_cost, state.log_premium,
            self.customs_flow,
        )  # fmt: skip

    # The next benchmark

    def rebased(self) -> World:
        """Return the world of which this equilibrium is the benchmark.

        Raises ``InputError`` where export taxes are in force or factors have not yet moved, which a
        benchmark knows nothing of.
        """
        if (
            self.shock.export_wedge(self.world) is not None
            or self.shock.targets.lines
            or self.shock.horizon.fixity > 0
        ):
            raise InputError(
                "this equilibrium has export taxes, lines of their own, changed margins or factors "
                "yet to move, and a benchmark has none.",
                where="rebase",
                remedy="Rebase a long-run equilibrium without export taxes.",
            )
        now = self.accounts
        return replace(
            self.world,
            trade_share=self.values("trade_share"),
            final_trade_share=self._final_trade_share(),
            expenditure=now.intermediate + now.final,
            value_added=np.array(now.value_added),
            deficit=np.array(now.transfers),
            tariff=self.shock.wedges.tariff if not self.world.products else self._mean_tariff(),
            products=self._products.rebased,
        )

    def _mean_tariff(self) -> Floats:
        """Return the rates [k, n, i], those on products as their mean by what is bought now."""
        tariff = np.array(self.shock.wedges.tariff)
        for one in self._products.rebased:
            n = self.world.economy_index(one.importer)
            paid, bought = (
                _by_sector(one.sector, part, len(self.world.sectors))
                for part in (one.flow * one.tariff, one.flow)
            )
            tariff[:, n] = np.divide(paid, bought, out=tariff[:, n], where=bought > 0)
        return tariff

    def _final_trade_share(self) -> Floats | None:
        final, now = self.seen.trade.final_purchase, self.accounts
        return None if final is None else share(final, now.final_market.total, now.power)


def _by_sector(sector: NDArray[np.intp], values: Floats, sectors: int) -> Floats:
    """Return the sums by sector [k, i] of values by product [j, i]."""
    found = np.zeros((sectors, values.shape[1]))
    np.add.at(found, sector, values)
    return found
