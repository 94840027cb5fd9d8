"""An importer's trade by product, made to close on the world's own flows.

A table of product trade never agrees with an input-output table to the last dollar. What it is
trusted for is the mix: how each exporter's sales in a sector divide over products, and how its
duties do. The level of both stays the world's, so that a world with products and nothing changed is
the world without them.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from cobden.world.world import World

BETWEEN_PRODUCTS = 0.53
"""The trade elasticity between products: an elasticity of substitution of 1.53, less one.

Fajgelbaum, P., Goldberg, P., Kennedy, P. & Khandelwal, A. (2020), The return to protectionism,
Quarterly Journal of Economics 135(1): between imported products of a sector, from the tariffs of
2018 on.
"""


@dataclass(frozen=True, eq=False)
class ProductTrade:
    """What ``importer`` buys, by product j and exporter i, in units of world value added.

    Products stand in the order of their sectors, those of one sector together.

    - ``codes`` [j]: the product's code, of six digits in the Harmonized System; ``sector`` [j]: the
      place of its sector in the world's;
    - ``flow`` [j, i]: benchmark imports at customs value; over the products of a sector they add up
      to the world's flow from i. Zero for the importer's own sales, which no customs office sees;
    - ``tariff`` [j, i]: benchmark rates; weighted by ``flow``, their mean is the world's tariff;
    - ``elasticity`` [j]: the trade elasticity between a product's exporters; None: the sector's;
    - ``between``: the trade elasticity between the imported products of a sector; None: the
      sector's.
    """

    importer: str
    codes: tuple[str, ...]
    sector: "NDArray[np.intp]"
    flow: "NDArray[np.float64]"
    tariff: "NDArray[np.float64]"
    elasticity: "NDArray[np.float64] | None" = None
    between: float | None = BETWEEN_PRODUCTS
    source: str = ""

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @cached_property
    def bounds(self) -> tuple[tuple[int, int, int], ...]:
        """For each sector with products: its place, and where its products begin and end."""
        places, first = np.unique(self.sector, return_index=True)
        ends = [*first[1:], len(self.sector)]
        return tuple((int(k), int(a), int(b)) for k, a, b in zip(places, first, ends, strict=True))

    def index(self, code: str) -> int:
        """Return the place of a product; raises ``InputError`` for one that is not bought."""
        if code not in self._places:
            near = next((c for c in self.codes if c[:4] == code[:4]), self.codes[0])
            raise InputError(
                f"{self.importer} buys no product '{code}'.",
                where="product",
                remedy=f"Give six digits of the Harmonized System, such as {near}.",
            )
        return self._places[code]

    @cached_property
    def _places(self) -> "Mapping[str, int]":
        return {code: place for place, code in enumerate(self.codes)}


def close(
    world: "World",
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


def refuse_products(world: "World", where: str) -> None:
    """Raise ``InputError`` for a world with products, where whole sectors are all that is known."""
    if world.products:
        raise InputError(
            f"the products of {world.products[0].importer} are known in this world, and only whole "
            "sectors can be dealt with here.",
            where=where,
            remedy="Use the world without products, and add them afterwards: "
            "world.with_products(...).",
        )
