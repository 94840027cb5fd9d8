"""Means over lines by sector, weighed by imports: from an importer's lines to a world's sectors."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cobden.measures.bought import Bought
from cobden.measures.goods import OTHER, SERVICES, sectors

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def goods_sectors() -> tuple[str, ...]:
    """Return the sectors that bear tariffs."""
    return tuple(name for name in sectors() if name not in (SERVICES, OTHER))


def sector_means(
    lines: Bought, values: "NDArray[np.float64]", names: tuple[str, ...]
) -> "NDArray[np.float64]":
    """Return the import-weighted mean of ``values`` [line] by sector; NaN without imports.

    Lines on which the value is not known (NaN) count for nothing.
    """
    known = ~np.isnan(values)
    return SectorMeans(lines.take(known), names).of(values[known])


class SectorMeans:
    """What `sector_means` does, to values that are known on all of these lines."""

    def __init__(self, lines: Bought, names: tuple[str, ...]) -> None:
        self.at = sector_index(lines, names) + 1  # the first place is for what has no sector
        self.imports, self.size = lines.imports, len(names) + 1
        self.weight = self._sum(self.at, self.imports)

    def of(self, values: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return the means of ``values`` [line] by sector; NaN without imports."""
        return self._over(self._sum(self.at, self.imports * values))

    def part(self, chosen: "NDArray[np.bool_]") -> "NDArray[np.float64]":
        """Return which part of each sector's imports are on the lines ``chosen``; 0 without any."""
        on = np.flatnonzero(chosen)
        return np.nan_to_num(self._over(self._sum(self.at[on], self.imports[on])))

    def _sum(self, at: "NDArray[np.intp]", values: "NDArray[np.float64]") -> "NDArray[np.float64]":
        return np.bincount(at, values, self.size)[1:].astype(np.float64, copy=False)

    def _over(self, total: "NDArray[np.float64]") -> "NDArray[np.float64]":
        empty = np.full(len(total), np.nan)
        return np.divide(total, self.weight, out=empty, where=self.weight > 0)


def sector_index(lines: Bought, names: tuple[str, ...]) -> "NDArray[np.intp]":
    """Return the place in ``names`` of each line's sector, -1 where it has none."""
    return _places(lines.lines.sectors, names)[lines.sector]


@lru_cache(maxsize=64)
def _places(sectors: tuple[str, ...], names: tuple[str, ...]) -> "NDArray[np.intp]":
    """Return the place in ``names`` of each sector, -1 where it has none."""
    order = {name: k for k, name in enumerate(names)}
    return np.array([order.get(name, -1) for name in sectors], np.intp)
