"""An equilibrium by product: what an importer buys of each from whom, before and after."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.errors import unknown
from cobden.base.wedges import Wedges
from cobden.equilibrium._pose_products import from_places, new_tariff
from cobden.equilibrium._problem import Nest
from cobden.equilibrium._product_demand import divide
from cobden.equilibrium._shock import Floats
from cobden.world.product_trade import ProductTrade
from cobden.world.world import World

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class TradeByProduct:
    """Imports of a world by product, at an equilibrium under ``wedges``.

    Its nests of products are ``nests``, its log unit costs ``log_cost`` [k, i], its sales at
    customs value ``flow`` [k, n, i] in world value added.
    """

    world: World
    wedges: Wedges
    nests: tuple[Nest, ...]
    log_cost: Array
    flow: Floats

    def of(self, importer: str) -> "xr.Dataset":
        """Return what ``importer`` buys by product and exporter; see ``Result.by_product``."""
        import xarray as xr

        world = self.world
        place = self._place(importer)
        trade = world.products[place]
        flow, log_price, log_product = self._observed(place)
        rate = new_tariff(world, trade, self.wedges)
        billions = world.value_usd / 1e9
        cells = ("product", "exporter")
        told = {
            "before": (cells, trade.flow * billions, "imports at the benchmark", "billion USD"),
            "after": (cells, flow * billions, "imports", "billion USD"),
            "tariff_before": (cells, 100 * trade.tariff, "tariff at the benchmark", "%"),
            "tariff_after": (cells, 100 * rate, "tariff", "%"),
            "duty": (cells, flow * rate * billions, "duty paid", "billion USD"),
            "price": (cells, 100 * np.expm1(log_price), "change of the buyer's price", "%"),
            "product_price": (
                cells[:1], 100 * np.expm1(log_product), "change of the product's price to buyers",
                "%",
            ),
        }  # fmt: skip
        coords = {
            "product": list(trade.codes),
            "exporter": list(world.economies),
            "sector": ("product", np.array(world.sectors)[trade.sector]),
        }
        variables = {
            name: (dims, values, {"long_name": words, "unit": unit})
            for name, (dims, values, words, unit) in told.items()
        }
        attrs = {"importer": trade.importer, "source": trade.source,
                 "prices": "in world value added"}  # fmt: skip
        return xr.Dataset(variables, coords, attrs)

    def rebased(self) -> tuple[ProductTrade, ...]:
        """Return the product trade of which this equilibrium is the benchmark."""
        return tuple(
            replace(
                trade,
                flow=self._observed(place)[0],
                tariff=new_tariff(self.world, trade, self.wedges),
            )
            for place, trade in enumerate(self.world.products)
        )

    def _place(self, importer: str) -> int:
        known = [trade.importer for trade in self.world.products]
        name = self.world.economies[self.world.economy_index(importer)]
        if name not in known:
            raise unknown(
                "importer with products", name, known or ["(none in this world)"],
                where="by_product",
            )  # fmt: skip
        return known.index(name)

    def _observed(self, place: int) -> tuple[Floats, Floats, Floats]:
        """Return imports at customs value [j, i], and log prices to buyers [j, i] and [j]."""
        trade, nest = self.world.products[place], self.nests[place]
        part, log_price, log_product = (
            from_places(trade, np.asarray(values)) for values in _in_sector(nest, self.log_cost)
        )
        n = self.world.economy_index(trade.importer)
        return part * self.flow[trade.sector, n], log_price, log_product


@jax.jit
def _in_sector(nest: Nest, log_cost: Array) -> tuple[Array, Array, Array]:
    """Return each product's part of an exporter's sales in its sector, and log prices to buyers."""
    found = divide(nest, log_cost)
    sold = (found.wanted / found.total)[:, :, None] * found.power * nest.customs
    total = jax.ops.segment_sum(sold.sum(axis=1), nest.sector, len(nest.theta))
    total = jnp.where(total > 0, total, 1.0)
    part = sold / total[nest.sector][:, None, :]
    return part, nest.log_wedge + log_cost[nest.sector][:, None, :], found.log_price
