"""What an answer needs of an equilibrium, as plain arrays read once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cobden.equilibrium import Result, figures
from cobden.equilibrium.result import balances
from cobden.world.world import World

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reading:
    """The flows, balances and revenues of a world, in world value added.

    ``flow`` [good, importer, exporter] at customs value, ``revenue`` [economy] from tariffs.
    """

    world: World
    flow: Floats
    revenue: Floats

    @classmethod
    def before(cls, world: World) -> "Reading":
        """Read the benchmark."""
        return cls(world, world.flow, world.tariff_revenue)

    @cached_property
    def balance(self) -> Floats:
        """Exports minus imports [kind, economy, partner]: goods, and all."""
        return balances(self.world, self.flow)

    @cached_property
    def exports(self) -> Floats:
        """Sales to others [economy]."""
        return self.flow.sum(axis=(0, 1)) - np.einsum("knn->n", self.flow)


@dataclass(frozen=True, eq=False)
class Outturn(Reading):
    """What an equilibrium shows besides; changes from the benchmark in per cent."""

    result: Result

    @classmethod
    def of(cls, result: Result) -> "Outturn":
        """Read an equilibrium."""
        revenue = np.asarray(result.accounts.tariff_revenue)
        return cls(result.world, result.customs_flow, revenue, result)

    @cached_property
    def welfare(self) -> Floats:
        """Change of real income [economy]."""
        return figures.real_income(self.world, self.result.accounts)

    @cached_property
    def volume(self) -> Floats:
        """Change of the volume of output [sector, economy]."""
        return figures.volume(self.world, self.result.accounts)

    @property
    def worldwide(self) -> float:
        """Change of the world's real income."""
        income = self.world.income
        return float(self.welfare @ income / income.sum())
