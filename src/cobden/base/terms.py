"""All that policy puts on a world, in one value."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cobden.base.targets import Targets
from cobden.base.wedges import Wedges

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NONE = Targets()


@dataclass(frozen=True, eq=False)
class Terms:
    """What a law puts on a world.

    - ``wedges``: rates and trade costs;
    - ``targets``: quantities, and the lines of trade they are about;
    - ``transfer`` [n]: net transfer received, in world value added; None: none;
    - ``productivity`` [k, i]: ratio to the benchmark; None: unchanged;
    - ``not_applied``: what of the law is known and is not in any of these.
    """

    wedges: Wedges
    targets: Targets = NONE
    transfer: "NDArray[np.float64] | None" = None
    productivity: "NDArray[np.float64] | None" = None
    not_applied: tuple[str, ...] = ()
