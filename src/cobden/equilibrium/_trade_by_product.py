"""An equilibrium by product: what an importer buys of each from whom, before and after."""

from typing import TYPE_CHECKING

import jax
import jax.numpy as jnp
import numpy as np

from cobden.base.errors import unknown
from cobden.equilibrium._compiled import unpack
from cobden.equilibrium._pose_products import from_places, new_tariff
from cobden.equilibrium._product_demand import Nest, divide

if TYPE_CHECKING:
    import xarray as xr
    from jax import Array

    from cobden.equilibrium._pose import Floats
    from cobden.equilibrium._result import Result
    from cobden.world.product_trade import ProductTrade


def by_product(result: "Result", importer: str) -> "xr.Dataset":
    """Return what ``importer`` buys by product and exporter; see ``Result.by_product``."""
    import xarray as xr

    world = result.world
    place = _place(result, importer)
    trade = world.products[place]
    flow, log_price, log_product = _observed(result, place)
    rate = new_tariff(world, trade, result.shock.wedges)
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
            cells[:1], 100 * np.expm1(log_product), "change of the product's price to buyers", "%",
        ),
    }  # fmt: skip
    sector = np.array(world.sectors)[trade.sector]
    coords = {
        "product": list(trade.codes),
        "exporter": list(world.economies),
        "sector": ("product", sector),
    }
    variables = {
        name: (dims, values, {"long_name": words, "unit": unit})
        for name, (dims, values, words, unit) in told.items()
    }
    attrs = {"importer": trade.importer, "source": trade.source,
             "prices": "in world value added"}  # fmt: skip
    return xr.Dataset(variables, coords, attrs)


def rebased_products(result: "Result") -> "tuple[ProductTrade, ...]":
    """Return the product trade of which this equilibrium is the benchmark."""
    from dataclasses import replace

    return tuple(
        replace(
            trade,
            flow=_observed(result, place)[0],
            tariff=new_tariff(result.world, trade, result.shock.wedges),
        )
        for place, trade in enumerate(result.world.products)
    )


def _place(result: "Result", importer: str) -> int:
    known = [trade.importer for trade in result.world.products]
    name = result.world.economies[result.world.economy_index(importer)]
    if name not in known:
        raise unknown(
            "importer with products", name, known or ["(none in this world)"], where="by_product"
        )
    return known.index(name)


def _observed(result: "Result", place: int) -> "tuple[Floats, Floats, Floats]":
    """Return imports at customs value [j, i], and log prices to buyers [j, i] and [j]."""
    trade, nest = result.world.products[place], result.problem.nests[place]
    log_cost = unpack(result.vector, result.problem).log_cost
    part, log_price, log_product = (
        from_places(trade, np.asarray(values)) for values in _in_sector(nest, log_cost)
    )
    n = result.world.economy_index(trade.importer)
    return part * result.customs_flow[trade.sector, n], log_price, log_product


@jax.jit
def _in_sector(nest: Nest, log_cost: "Array") -> "tuple[Array, Array, Array]":
    """Return each product's part of an exporter's sales in its sector, and log prices to buyers."""
    found = divide(nest, log_cost)
    sold = (found.wanted / found.total)[:, :, None] * found.power * nest.customs
    total = jax.ops.segment_sum(sold.sum(axis=1), nest.sector, len(nest.theta))
    total = jnp.where(total > 0, total, 1.0)
    part = sold / total[nest.sector][:, None, :]
    return part, nest.log_wedge + log_cost[nest.sector][:, None, :], found.log_price
