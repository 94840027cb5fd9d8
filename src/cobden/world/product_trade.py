"""An importer's trade by product, as part of a world."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError, unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

BETWEEN_PRODUCTS = 0.53
"""The trade elasticity between products: an elasticity of substitution of 1.53, less one.

Fajgelbaum, P., Goldberg, P., Kennedy, P. & Khandelwal, A. (2020), The return to protectionism,
Quarterly Journal of Economics 135(1): between imported products of a sector, from the tariffs of
2018 on.
"""


PARTS = ("claims", "lines")
"""What products may be told apart by: goods that claim a preference, and ten-digit lines."""


@dataclass(frozen=True, eq=False)
class LinesBought:
    """What an importer buys by national ``line`` (a number of ten digits) from ``exporter``.

    By row [q]: line, place of the exporter, and ``value`` in any one unit.
    """

    line: "NDArray[np.int64]"
    exporter: "NDArray[np.intp]"
    value: "NDArray[np.float64]"

    def of(self, line: "NDArray[np.int64]", exporter: int) -> "NDArray[np.float64]":
        """Return what is bought of each ``line`` [line] from an exporter; zero for others."""
        own = self.exporter == exporter
        order = np.argsort(line)
        at = np.minimum(np.searchsorted(line, self.line[own], sorter=order), len(line) - 1)
        met = line[order[at]] == self.line[own]
        whole = np.bincount(order[at][met], self.value[own][met], len(line))
        return whole.astype(np.float64)


@dataclass(frozen=True, eq=False)
class ProductTrade:
    """What ``importer`` buys, by product j and exporter i, in units of world value added.

    Products stand in the order of their sectors, those of one sector together.

    - ``codes`` [j]: the product's code, of six digits in the Harmonized System; ``sector`` [j]: the
      place of its sector in the world's;
    - ``flow`` [j, i]: benchmark imports at customs value; over the products of a sector they add up
      to the world's flow from i. Zero for the importer's own sales, which no customs office sees;
    - ``tariff`` [j, i]: benchmark rates; weighted by ``flow``, their mean is the world's tariff;
    - ``elasticity`` [j]: the trade elasticity between a product's exporters; NaN, and None for all:
      the sector's;
    - ``between``: the trade elasticity between the imported products of a sector; None: the
      sector's;
    - ``apart``: which parts of a product the law's rates tell apart, of ``PARTS``; none: a product
      bears the mean of its rates;
    - ``lines``: what is bought by ten-digit line, where the table holds them (US imports alone);
      None: the weights are those of the law.
    """

    importer: str
    codes: tuple[str, ...]
    sector: "NDArray[np.intp]"
    flow: "NDArray[np.float64]"
    tariff: "NDArray[np.float64]"
    elasticity: "NDArray[np.float64] | None" = None
    between: float | None = BETWEEN_PRODUCTS
    source: str = ""
    apart: tuple[str, ...] = ()
    lines: LinesBought | None = None

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

    def elasticities(self, by_sector: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return the elasticity of each product [j], given those of the world's sectors [k]."""
        whole = by_sector[self.sector]
        own = self.elasticity
        return whole if own is None else np.where(np.isnan(own), whole, own)

    def with_elasticities(self, given: "Mapping[str, float] | None") -> "ProductTrade":
        """Return this trade with elasticities by six-digit code; others have their sector's.

        None: all have. Raises ``InputError`` for one that is not positive, and where no product is
        among them.
        """
        if given is None:
            return replace(self, elasticity=None)
        for code, value in given.items():
            if not value > 0:
                raise InputError(
                    f"the trade elasticity of product {code} is {value:g}.",
                    where="elasticity",
                    remedy="It is positive: the elasticity of substitution less one.",
                )
        found = np.array([given.get(code, np.nan) for code in self.codes])
        if np.isnan(found).all():
            raise unknown("product", next(iter(given), ""), self.codes, where="elasticity")
        return replace(self, elasticity=found)

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
    def numbers(self) -> "NDArray[np.int64]":
        """The codes as numbers [j]."""
        return np.array([int(code) for code in self.codes])

    @cached_property
    def _places(self) -> "Mapping[str, int]":
        return {code: place for place, code in enumerate(self.codes)}
