"""What an equilibrium does to regions that are economies of their own in it."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.equilibrium import Result
from cobden.households.place_table import Places

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class RegionEffects:
    """The effects on ``places`` as regions of the world of ``result`` (see `with_regions`).

    >>> import cobden as cb
    >>> cb.households.RegionEffects.__dataclass_params__.frozen
    True
    """

    places: Places
    result: Result

    @cached_property
    def table(self) -> "pd.DataFrame":
        """A row for each region.

        Columns: ``place``, ``title``; ``income``, change of real income, %, and ``dollars``, the
        same as equivalent variation, billion USD; ``wage``, real wage, %; ``output``, volume, %, by
        value added; ``moved``, labour that changes its sector, %; ``others``, the part of its
        spending that it bought of the other regions, %.
        """
        import pandas as pd

        result, world = self.result, self.result.world
        at = [world.economies.index(name) for name in labels(self.places)]
        made = (world.value_added_share * world.output)[:, at]
        output = (result.values("output")[:, at] * made).sum(axis=0) / made.sum(axis=0)
        bought = world.trade_share * world.expenditure[:, :, None]
        between = bought[:, at][:, :, at]
        others = between.sum(axis=(0, 2)) - np.einsum("knn->n", between)
        return pd.DataFrame(
            {
                "place": self.places.places,
                "title": self.places.titles,
                "income": result.values("welfare")[at],
                "dollars": result.values("equivalent_variation")[at] * world.value_usd / 1e9,
                "wage": result.values("real_wage")[at],
                "output": output,
                "moved": result.values("labour_moved")[at],
                "others": 100 * others / world.expenditure[:, at].sum(axis=0),
            }
        )


def labels(places: Places) -> list[str]:
    """Return what the regions of an economy are called in a world: ``USA-CA``."""
    return [f"{places.economy}-{name}" for name in places.places]
