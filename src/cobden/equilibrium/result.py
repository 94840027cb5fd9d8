"""An equilibrium as labelled outcomes with units."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from jax import Array
from numpy.typing import ArrayLike, NDArray

from cobden.base.errors import InputError
from cobden.base.showing import Displayed, Summary
from cobden.equilibrium import figures
from cobden.equilibrium.accounts import Accounts, customs_flow, folded, trade_share
from cobden.equilibrium.by_product import by_product, rebased_products
from cobden.equilibrium.certificate import Certificate
from cobden.equilibrium.model import Problem
from cobden.equilibrium.pose import Floats, Shock
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, eq=False, repr=False)
class Result(Displayed):
    """The equilibrium of a world under a shock; every outcome is a labelled array with its unit.

    Money is in billions of US dollars of the benchmark's year, with world value added (the
    numeraire) at its benchmark level. Changes are from the benchmark.
    """

    world: World
    shock: Shock
    closure: str
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
            (("closure", str(self.closure)), ("certificate", str(self.certificate))),
            ("moved most", "real income, %"),
            tuple((self.world.economies[n], f"{change[n]:+.3f}") for n in far),
        )

    # Welfare

    @cached_property
    def welfare(self) -> "xr.DataArray":
        """Exact change of real income by economy, % of benchmark.

        Income (value added, tariff revenue and the transfer received) over the price of final
        spending: C-P's I/P, not their first-order equation 16.
        """
        change = figures.real_income(self.world, self.accounts)
        return self._label(change, "economy", "change of real income", "%")

    @cached_property
    def equivalent_variation(self) -> "xr.DataArray":
        """The same in money: benchmark income times the change of real income, billion USD."""
        money = self.welfare.values / 100 * self.world.income
        return self._label(self._billions(money), "economy", "equivalent variation", "billion USD")

    @cached_property
    def real_wage(self) -> "xr.DataArray":
        """Change of the wage over the price of final spending by economy, %."""
        change = figures.real_wage(self.accounts)
        return self._label(change, "economy", "change of the real wage", "%")

    @cached_property
    def consumer_price(self) -> "xr.DataArray":
        """Change of the price of final spending by economy, %, in world value added."""
        change = 100 * np.expm1(self.accounts.log_consumer_price)
        return self._label(change, "economy", "change of consumer prices", "%")

    # Production

    @cached_property
    def price(self) -> "xr.DataArray":
        """Change of producer prices [sector, economy], %."""
        change = figures.producer_price(self.accounts)
        return self._label(change, "sector economy", "change of producer prices", "%")

    @cached_property
    def output(self) -> "xr.DataArray":
        """Change of the volume of output [sector, economy], %; zero where nothing is produced."""
        change = figures.volume(self.world, self.accounts)
        return self._label(change, "sector economy", "change of output, volume", "%")

    @cached_property
    def value_added(self) -> "xr.DataArray":
        """Value added [sector, economy], billion USD."""
        value = self._billions(self.world.value_added_share * self.accounts.output)
        return self._label(value, "sector economy", "value added", "billion USD")

    @cached_property
    def factor_return(self) -> "xr.DataArray":
        """Change of what a sector pays its factors [sector, economy], %, in world value added.

        The wage in the long run, when all sectors pay the same.
        """
        change = 100 * np.expm1(self.accounts.log_return)
        return self._label(change, "sector economy", "change of the return to factors", "%")

    @cached_property
    def labour(self) -> "xr.DataArray":
        """Change of labour employed [sector, economy], % of the economy's labour.

        Value added over its return: where sectors pay different returns, value added moves more.
        """
        change = figures.labour(self.world, self.accounts)
        return self._label(change, "sector economy", "change of employment", "% of all labour")

    @cached_property
    def labour_moved(self) -> "xr.DataArray":
        """Labour that changes its sector, by economy, % of all labour."""
        moved = np.abs(self.labour.values).sum(axis=0) / 2
        return self._label(moved, "economy", "labour that changes sector", "% of all labour")

    # Trade

    @cached_property
    def plain(self) -> Problem:
        """The problem with its lines folded into their flows: the same prices and shares."""
        return folded(self.vector, self.problem) if self.problem.parts else self.problem

    @cached_property
    def customs_flow(self) -> Floats:
        """Sales at customs value [good, importer, exporter], in world value added."""
        return customs_flow(self.plain, self.accounts)

    @cached_property
    def flow(self) -> "xr.DataArray":
        """Sales at customs value [sector, importer, exporter], billion USD; own sales included."""
        value = self._billions(self.customs_flow)
        return self._label(value, "sector importer exporter", "sales at customs value", _MONEY)

    @cached_property
    def balance(self) -> "xr.DataArray":
        """Exports minus imports [kind, economy, partner], billion USD; kinds: goods, total."""
        return self._label(
            self._billions(balances(self.world, self.customs_flow)),
            "kind economy partner",
            "exports minus imports",
            _MONEY,
        )

    @cached_property
    def tariff_revenue(self) -> "xr.DataArray":
        """Tariff revenue by economy, billion USD."""
        value = self._billions(self.accounts.tariff_revenue)
        return self._label(value, "economy", "tariff revenue", _MONEY)

    @cached_property
    def margin(self) -> "xr.DataArray":
        """Change of exporters' margins [sector, importer, exporter], billion USD.

        What exporters give up (below zero) by passing on only a part of a tariff; it is taken from
        the income of their economy.
        """
        rate = self.shock.margin(self.world)
        at_exit = self.shock.export_wedge(self.world)
        at_producer = self.customs_flow / (1 + (0.0 if at_exit is None else at_exit))
        value = self._billions(rate * at_producer)
        return self._label(value, "sector importer exporter", "change of margins", _MONEY)

    @cached_property
    def trade_share(self) -> "xr.DataArray":
        """Share of each exporter in spending [sector, importer, exporter], tariff included."""
        return self._label(
            self._trade_share(), "sector importer exporter", "share of spending", "1"
        )

    def by_product(self, importer: str) -> "xr.Dataset":
        """Return what ``importer`` buys by product, where the world knows that.

        Variables [product, exporter]: ``before`` and ``after``, imports at customs value, and
        ``duty`` paid, billion USD (they add up to the sector's ``flow``); ``tariff_before`` and
        ``tariff_after``, %; ``price``, change of what the buyer pays, %, in world value added.
        ``product_price`` [product] is the change of a product's price over all its exporters.
        Products have the coordinate ``sector``. Raises ``InputError`` for an importer without
        products.
        """
        return by_product(self, importer)

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
            trade_share=self._trade_share(),
            final_trade_share=self._final_trade_share(),
            expenditure=now.intermediate + now.final,
            value_added=np.array(now.value_added),
            deficit=np.array(now.transfers),
            tariff=self.shock.wedges.tariff if not self.world.products else self._mean_tariff(),
            products=rebased_products(self),
        )

    def _mean_tariff(self) -> Floats:
        """Return the rates [k, n, i], those on products as their mean by what is bought now."""
        tariff = np.array(self.shock.wedges.tariff)
        for one in rebased_products(self):
            n = self.world.economy_index(one.importer)
            paid, bought = (
                _by_sector(one.sector, part, len(self.world.sectors))
                for part in (one.flow * one.tariff, one.flow)
            )
            tariff[:, n] = np.divide(paid, bought, out=tariff[:, n], where=bought > 0)
        return tariff

    def _trade_share(self) -> Floats:
        now = self.accounts
        return trade_share(self.plain.intermediate, now.intermediate_market, now.power)

    def _final_trade_share(self) -> Floats | None:
        if self.plain.final is None:
            return None
        return trade_share(self.plain.final, self.accounts.final_market, self.accounts.power)

    def _billions(self, value: ArrayLike) -> Floats:
        return np.asarray(value) * (self.world.value_usd / 1e9)

    def _label(self, values: Floats, dims: str, name: str, unit: str) -> "xr.DataArray":
        return label(self.world, values, dims, name, unit)


_MONEY = "billion USD"


def label(world: World, values: Any, dims: str, name: str, unit: str) -> "xr.DataArray":
    """Return ``values`` with labelled axes, a long name and a unit."""
    import xarray as xr

    names = dims.split()
    axes = {
        "sector": world.sectors,
        "industry": world.sectors,
        "kind": ("goods", "total"),
        "term": ("terms_of_trade", "volume_of_trade", "transfers", "technology"),
    }
    coords = {dim: _axis(axes.get(dim, world.economies)) for dim in names}
    array = xr.DataArray(np.asarray(values), coords, names, attrs={"long_name": name, "unit": unit})
    array.values.flags.writeable = False
    return array


@lru_cache(maxsize=64)
def _axis(names: tuple[str, ...]) -> "pd.Index":
    """Return the labels of an axis, made once: many results share them."""
    import pandas as pd

    return pd.Index(names)


def _by_sector(sector: NDArray[np.intp], values: Floats, sectors: int) -> Floats:
    """Return the sums by sector [k, i] of values by product [j, i]."""
    found = np.zeros((sectors, values.shape[1]))
    np.add.at(found, sector, values)
    return found


def balances(world: World, flow: Floats) -> Floats:
    """Return exports minus imports [kind, economy, partner] of goods and in total."""
    goods = np.array([name not in world.services for name in world.sectors])
    kinds = np.stack([flow[goods].sum(axis=0), flow.sum(axis=0)])
    return kinds.transpose(0, 2, 1) - kinds
