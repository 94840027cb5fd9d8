"""An equilibrium by product: what an importer buys of each from whom, before and after."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.errors import unknown
from cobden.base.wedges import Wedges
from cobden.equilibrium._pose_products import from_places
from cobden.equilibrium._problem import Nest
from cobden.equilibrium._product_demand import divide, reaching
from cobden.equilibrium._shock import Floats
from cobden.world.product_trade import ProductTrade
from cobden.world.world import World

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class TradeByProduct:
    """Imports of a world by product, at an equilibrium under ``wedges``.

    Its nests of products are ``nests``, its log unit costs ``log_cost`` [k, i] and log premiums
    ``log_premium`` [m], its sales at customs value ``flow`` [k, n, i] in world value added.
    """

    world: World
    wedges: Wedges
    nests: tuple[Nest, ...]
    log_cost: Array
    log_premium: Array
    flow: Floats

    def of(self, importer: str) -> "xr.Dataset":
        """Return what ``importer`` buys by product and exporter; see ``Result.by_product``."""
        import xarray as xr

        world = self.world
        place = self._place(importer)
        trade = world.products[place]
        flow, rate, log_price, log_product = self._observed[place]
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

    @cached_property
    def rebased(self) -> tuple[ProductTrade, ...]:
        """The product trade of which this equilibrium is the benchmark."""
        return tuple(
            replace(trade, flow=flow, tariff=rate)
            for trade, (flow, rate, _, _) in zip(self.world.products, self._observed, strict=True)
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

    @cached_property
    def _observed(self) -> tuple[tuple[Floats, Floats, Floats, Floats], ...]:
        """What `_observe` returns of each importer with products."""
        return tuple(map(self._observe, range(len(self.world.products))))

    def _observe(self, place: int) -> tuple[Floats, Floats, Floats, Floats]:
        """Return imports at customs value and rates [j, i], log prices to buyers [j, i] and [j].

        Where parts of an exporter's sales of a product bear rates of their own, the rate is their
        mean by what is bought, and the price that of all parts together.
        """
        trade, nest = self.world.products[place], self.nests[place]
        part, spent, log_price, log_product = (
            from_places(trade, np.asarray(values))
            for values in _in_sector(nest, self.log_cost, self.log_premium)
        )
        rate = np.array(self.world.product_rates(trade, self.wedges))
        if nest.lines is not None:
            apart = (from_places(trade, np.asarray(_has_lines(nest))) > 0) & (part > 0)
            rate[apart] = spent[apart] / part[apart] - 1
        elif trade.importer in self.wedges.varieties:
            rate[part > 0] = spent[part > 0] / part[part > 0] - 1
        n = self.world.economy_index(trade.importer)
        return part * self.flow[trade.sector, n], rate, log_price, log_product


def imports_in_places(
    nests: tuple[Nest, ...], log_cost: Array, log_premium: Array, flow: Array
) -> Array | None:
    """Return imports at customs value [b, j, i], importer after importer; None without products.

    ``flow`` [k, n, i] are sales at customs value.
    """
    if not nests:
        return None
    of_sector = (flow[nest.sector, nest.importer][:, None, :] for nest in nests)
    parts = (_in_sector(nest, log_cost, log_premium)[0] for nest in nests)
    return jnp.concatenate([part * whole for part, whole in zip(parts, of_sector, strict=True)])


@jax.jit
def _in_sector(
    nest: Nest, log_cost: Array, log_premium: Array
) -> tuple[Array, Array, Array, Array]:
    """Return each product's part of an exporter's sales in its sector, and log prices to buyers.

    The part at customs value, and what buyers spend for it, by cell; prices by cell and product.
    """
    found = divide(nest, log_cost, log_premium)
    spent, customs, _ = reaching(nest, found, log_premium)
    per_power = (found.wanted / found.total)[:, :, None]
    sold = per_power * customs
    total = jax.ops.segment_sum(sold.sum(axis=1), nest.sector, len(nest.theta))
    total = jnp.where(total > 0, total, 1.0)[nest.sector][:, None, :]
    log_price = nest.log_wedge + log_cost[nest.sector][:, None, :]
    if nest.lines is not None:
        whole = nest.share.at[nest.lines.block, nest.lines.slot, nest.lines.exporter].add(
            nest.lines.share
        )
        here = jnp.where(spent > 0, spent, 1.0) / jnp.where(whole > 0, whole, 1.0)
        together = nest.least[:, :, None] - jnp.log(here) / nest.elasticity[:, :, None]
        log_price = jnp.where(_has_lines(nest) & (spent > 0), together, log_price)
    return sold / total, per_power * spent / total, log_price, found.log_price


def _has_lines(nest: Nest) -> Array:
    """Return which cells [b, j, i] of a nest have parts with wedges of their own."""
    assert nest.lines is not None
    at = nest.lines.block, nest.lines.slot, nest.lines.exporter
    return jnp.zeros_like(nest.share).at[at].add(nest.lines.share) > 0
