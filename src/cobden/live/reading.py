"""What an answer needs of an equilibrium, as plain arrays read once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cobden.equilibrium import Result
from cobden.outcomes.formulas import balances
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
        return balances(self.flow, self.world.goods)

    @cached_property
    def exports(self) -> Floats:
        """Sales to others [economy]."""
        return self.flow.sum(axis=(0, 1)) - np.einsum("knn->n", self.flow)

    # An economy, or the members of a group together: positions in the world.

    def sold(self, importers: list[int], exporters: list[int]) -> Floats:
        """Sales of exporters to importers [good]."""
        return self.flow[:, importers][:, :, exporters].sum(axis=(1, 2))

    def surplus(self, kind: int, ours: list[int], theirs: list[int]) -> float:
        """Exports minus imports: of goods (0), or of all (1)."""
        return float(self.balance[kind][np.ix_(ours, theirs)].sum())

    def exported(self, ours: list[int]) -> float:
        """Sales to everybody else."""
        return float(self.flow[:, :, ours].sum() - self.sold(ours, ours).sum())


@dataclass(frozen=True, eq=False)
class Outturn(Reading):
    """What an equilibrium shows besides; changes from the benchmark in per cent."""

    result: Result

    @classmethod
    def of(cls, result: Result) -> "Outturn":
        """Read an equilibrium."""
        return cls(result.world, result.values("flow"), result.values("tariff_revenue"), result)

    @cached_property
    def welfare(self) -> Floats:
        """Change of real income [economy]."""
        return self.result.values("welfare")

    @cached_property
    def volume(self) -> Floats:
        """Change of the volume of output [sector, economy]."""
        return self.result.values("output")

    def together(self, name: str, ours: list[int]) -> Floats:
        """Return an outcome of the table for members as one, in its labelled unit."""
        return self.result.together(name, ours)

    @property
    def worldwide(self) -> float:
        """Change of the world's real income."""
        income = self.world.income
        return float(self.welfare @ income / income.sum())
