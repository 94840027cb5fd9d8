"""The table of outcomes read off a world: at its benchmark, or at an equilibrium."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.arrays import Floats
from cobden.equilibrium._accounts import seen_at_benchmark
from cobden.outcomes import Seen, kind_of
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

PLACES = ("economy", "importer", "exporter", "partner")
"""Names of the axes that run over economies."""


class Readable:
    """A world of which all that outcomes are read off is ``seen``."""

    world: World

    @cached_property
    def seen(self) -> Seen:
        """All that outcomes are read off."""
        raise NotImplementedError  # each kind has its own; no abstractmethod may be cached

    @cached_property
    def seen_by_product(self) -> Seen:
        """The same with imports by product, which few outcomes need."""
        return self.seen

    def values(self, name: str) -> Floats:
        """Return an outcome of the table as a plain array; money in world value added.

        Raises ``InputError`` for one that the table does not have.
        """
        if name not in self._known:
            kind = kind_of(name)
            of = self.seen_by_product if "product" in kind.needs else self.seen
            self._known[name] = np.asarray(kind.of(of))
        return self._known[name]

    def outcome(self, name: str) -> "xr.DataArray":
        """Return an outcome of the table (``docs/outcomes.md``), labelled, with its unit.

        Raises ``InputError`` for one that the table does not have.
        """
        kind, values = kind_of(name), self.in_unit(name)
        return label(self.world, values, " ".join(kind.axes), kind.title, kind.unit, kind.labels)

    def in_unit(self, name: str, within: Any = ...) -> Floats:
        """Return an outcome of the table as a plain array, in its labelled unit.

        ``within`` is an index of numpy, of the part that is wanted: only that is put into the unit.
        """
        return self._scaled(name, self.values(name)[within])

    def _scaled(self, name: str, values: Floats) -> Floats:
        return values * (self.world.value_usd / 1e9) if kind_of(name).money else values

    def together(self, name: str, *places: list[int]) -> Floats:
        """Return an outcome of the table for economies (positions) as one, in its labelled unit.

        Sums, or means with the weights that the table says: those axes are gone. One list of
        positions for each axis that runs over economies, in their order.
        """
        kind, values = kind_of(name), self.values(name)
        axes = [at for at, axis in enumerate(kind.axes) if axis in PLACES]
        for axis, economies in reversed(list(zip(axes, places, strict=True))):
            values = kind.over(np.moveaxis(values, axis, -1), self.seen, economies)
        return self._scaled(name, values)

    @cached_property
    def _known(self) -> dict[str, Floats]:
        return {}


@dataclass(frozen=True, eq=False)
class AtBenchmark(Readable):
    """A world as it stands before anything is done: every change is zero, every level its own."""

    world: World

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, world: World) -> "AtBenchmark":
        """Return the one of a world, made once: all its results share it."""
        return cls(world)

    @cached_property
    def seen(self) -> Seen:
        """All that outcomes are read off."""
        return seen_at_benchmark(self.world)

    def together(self, name: str, *places: list[int]) -> Floats:
        """Return what it returns for any world, kept: every answer is set beside the benchmark."""
        key = (name, *map(tuple, places))
        if key not in self._together:
            self._together[key] = super().together(name, *places)
        return self._together[key]

    @cached_property
    def _together(self) -> dict[tuple, Floats]:
        return {}


def label(
    world: World,
    values: Any,
    dims: str,
    name: str,
    unit: str,
    labels: Mapping[str, tuple[str, ...]] | None = None,
) -> "xr.DataArray":
    """Return ``values`` with labelled axes, a long name and a unit.

    ``labels`` are those of axes that are neither sectors, industries nor economies.
    """
    import xarray as xr

    names = dims.split()
    axes = {"sector": world.sectors, "industry": world.sectors, **(labels or {})}
    coords = {dim: _axis(axes.get(dim, world.economies)) for dim in names}
    array = xr.DataArray(np.asarray(values), coords, names, attrs={"long_name": name, "unit": unit})
    array.values.flags.writeable = False
    return array


@lru_cache(maxsize=64)
def _axis(names: tuple[str, ...]) -> "pd.Index":
    """Return the labels of an axis, made once: many results share them."""
    import pandas as pd

    return pd.Index(names)
