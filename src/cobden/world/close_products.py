"""An importer's trade by product, made to close on the world's own flows.

A table of product trade never agrees with an input-output table to the last dollar. What it is
trusted for is the mix: how each exporter's sales in a sector divide over products, and how its
duties do. The level of both stays the world's, so that a world with products and nothing changed is
the world without them.
"""

from typing import TYPE_CHECKING

import numpy as np

from cobden.world.benchmark_economy import BenchmarkEconomy
from cobden.world.product_trade import ProductTrade

if TYPE_CHECKING:
    from numpy.typing import NDArray


def close_products(
    world: BenchmarkEconomy,
    importer: str,
    codes: "NDArray[np.str_]",
    sector: "NDArray[np.intp]",
    value: "NDArray[np.float64]",
    duty: "NDArray[np.float64]",
    *,
    source: str = "",
) -> ProductTrade:
    """Return product trade that adds up to the flows and the revenue of ``world``.

    ``codes`` and ``sector`` (places in the world's sectors) [j]; ``value`` and ``duty`` [j, i] the
    imports and the duties paid on them, in any one unit, exporters as in the world. An exporter of
    which the table knows no product of a sector has the mix of all others; a sector of which it
    knows none at all stays without products.
    """
    n = world.economy_index(importer)
    order = np.lexsort((codes, sector))
    codes, sector, value, duty = codes[order], sector[order], value[order].copy(), duty[order]
    value[:, n] = 0.0
    kept = value.sum(axis=1) > 0
    codes, sector, value, duty = codes[kept], sector[kept], value[kept], duty[kept].copy()
    flow, tariff = np.zeros_like(value), np.zeros_like(value)
    for k in np.unique(sector):
        rows = sector == k
        pooled = value[rows].sum(axis=1)
        mix = np.where(value[rows].sum(axis=0) > 0, value[rows], pooled[:, None])
        paid = np.where(value[rows].sum(axis=0) > 0, duty[rows], duty[rows].sum(axis=1)[:, None])
        wanted = np.where(np.arange(value.shape[1]) == n, 0.0, world.flow[k, n])
        flow[rows] = mix * (wanted / mix.sum(axis=0))
        tariff[rows] = _rates(mix, paid, world.tariff[k, n])
    return ProductTrade(
        world.economies[n],
        tuple(map(str, codes)),
        sector,
        flow,
        tariff,
        source=source,
    )


def _rates(
    mix: "NDArray[np.float64]", paid: "NDArray[np.float64]", mean: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """Return rates [j, i] in proportion to those paid, with ``mean`` [i] when weighted by mix."""
    rate = np.divide(paid, mix, out=np.zeros_like(mix), where=mix > 0)
    seen = (rate * mix).sum(axis=0) / mix.sum(axis=0)
    scale = np.divide(mean, seen, out=np.ones_like(seen), where=seen > 0)
    return np.where(seen > 0, rate * scale, mean)
