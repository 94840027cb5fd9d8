"""What questions about solved talks ask of them, so that they need not know the class `Talks`."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cobden.talks.effects import Effects
    from cobden.talks.packages import Chosen
    from cobden.talks.table import Table


class SolvedTalks(Protocol):
    """The parts of `cobden.talks.Talks`, which documents them."""

    @property
    def effects(self) -> "Effects":
        """What packages change."""
        ...

    @property
    def table(self) -> "Table":
        """What is on the table."""
        ...

    @property
    def parties(self) -> tuple[str, ...]:
        """The keys of the parties."""
        ...

    @property
    def power(self) -> "NDArray[np.float64]":
        """Bargaining power [party]."""
        ...

    @cached_property
    def space(self) -> "NDArray[np.int_]":
        """The packages that may be signed [package, item]."""
        ...

    @cached_property
    def worth(self) -> "NDArray[np.float64]":
        """Their payoffs [package, party]."""
        ...

    @cached_property
    def outside(self) -> "NDArray[np.float64]":
        """What walking out brings [party]."""
        ...

    @cached_property
    def weights(self) -> "NDArray[np.float64]":
        """What a unit of each outcome is worth [party, outcome]."""
        ...

    @property
    def floor(self) -> "NDArray[np.float64]":
        """The least that each party signs for [party]."""
        ...

    def package(self, chosen: "Chosen | None" = None) -> "NDArray[np.int_]":
        """Return a package as level numbers [item]."""
        ...

    def scenarios_of(self, rows: "NDArray[np.int_]") -> "Sequence[tuple[str, Effects]]":
        """Return the effects of packages in every scenario, by its name."""
        ...
