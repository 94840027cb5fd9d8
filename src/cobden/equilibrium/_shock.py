"""What changes on a world: wedges, and ratios to the benchmark; checked."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cobden.base import labels
from cobden.base.errors import InputError
from cobden.base.targets import Targets
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.equilibrium._horizon import LONG_RUN, Horizon
from cobden.world.world import World

Floats = NDArray[np.float64]


class Shock(NamedTuple):
    """What changes: wedges in place of the benchmark's, and ratios to the benchmark.

    And how long ago:

    - ``wedges``: tariffs, export taxes and trade costs;
    - ``productivity`` [k, i], ``labour`` [n]: ratios to the benchmark;
    - ``transfer`` [n]: net transfer received beyond the benchmark's, in world value added; sums
      to zero;
    - ``horizon``: how far the world has adjusted;
    - ``targets``: quantities that policy sets, and the lines of trade they are about.
    """

    wedges: Wedges
    productivity: Floats
    labour: Floats
    transfer: Floats
    horizon: Horizon = LONG_RUN
    targets: Targets = Targets()

    @classmethod
    def on(
        cls,
        world: World,
        wedges: Wedges,
        productivity: Floats | None = None,
        labour: Floats | None = None,
        transfer: Floats | None = None,
        horizon: Horizon = LONG_RUN,
        targets: Targets | None = None,
    ) -> "Shock":
        """Complete what is not shocked with no change, and check what is.

        Raises ``InputError`` naming the first offending cell.
        """
        places = world.economies, world.sectors
        if (wedges.sectors, wedges.economies) != (world.sectors, world.economies):
            raise InputError(
                "the wedges and the world do not have the same sectors and economies.",
                where="wedges",
                remedy="Derive the wedges from this world, for example with policy.on(date).",
            )
        checked = cls(
            wedges,
            _positive("productivity", productivity, labels.axes("ki", *places)),
            _positive("labour", labour, labels.axes("n", *places)),
            np.zeros(len(world.economies))
            if transfer is None
            else labels.aligned(transfer, *labels.axes("n", *places), where="transfer"),
            horizon,
            Targets() if targets is None else targets,
        )
        moved = checked.transfer
        if not np.isfinite(moved).all() or abs(moved.sum()) > 1e-9:
            raise InputError(
                f"the transfers sum to {moved.sum():g}.",
                where="transfer",
                remedy="They are in world value added; what one receives another pays, so they sum "
                "to zero.",
            )
        return checked

    @classmethod
    def under(cls, world: World, terms: Terms, horizon: Horizon = LONG_RUN) -> "Shock":
        """Return the shock of all that a law or a package puts on a world."""
        return cls.on(
            world, terms.wedges, terms.productivity, None, terms.transfer, horizon, terms.targets
        )

    def margin(self, world: World) -> Floats:
        """Return the change of exporters' margins [k, n, i], a rate on the producer's value."""
        return self.horizon.margin(self.wedges.tariff, world.tariff)

    def export_wedge(self, world: World) -> Floats | None:
        """Return what lies between producer and customs value [k, n, i]: tax and margin, a rate.

        None where there is neither.
        """
        if self.horizon.pass_through == 1 and not self.wedges.export_tax.any():
            return None
        return (1 + self.wedges.export_tax) * (1 + self.margin(world)) - 1


def _positive(name: str, values: Floats | None, axes: tuple[labels.Axis, ...]) -> Floats:
    if values is None:
        return np.ones([len(axis.labels) for axis in axes])
    array = labels.aligned(values, *axes, where=name)
    bad = np.argwhere(~(np.isfinite(array) & (array > 0)))
    if len(bad):
        cell = tuple(bad[0])
        place = ", ".join(axis.labels[j] for axis, j in zip(axes, cell, strict=True))
        raise InputError(
            f"{name} is {array[cell]}.",
            where=f"{name}[{place}]",
            remedy="It is a ratio to the benchmark: finite and above zero.",
        )
    return array
