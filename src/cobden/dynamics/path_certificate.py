"""The proof that goes with every path: how far each condition is from holding, in every year."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cobden.dynamics.path_equations import PathState
from cobden.dynamics.periods import When
from cobden.world.world import World

Floats = NDArray[np.float64]
_CONDITIONS = {
    "log_sales": "goods market",
    "log_cost": "unit cost",
    "log_capital": "capital",
    "log_labour": "labour",
    "export_revenue": "export revenue",
}


@dataclass(frozen=True)
class PathCertificate:
    """The largest residual of each condition over all years and the steady state, and where it is.

    - ``goods_market``, ``unit_cost``, ``capital`` (Euler equation or rule of saving), ``labour``
      (choice of sector), ``export_revenue``: logs, but for the last, which is in world value added;
    - ``complementarity``: of the wage floor: the smaller of how far a wage is above its floor and
      how many are unemployed, at most;
    - ``walras``: each economy's balance of payments over its value added; no equation imposes it;
    - ``accounts``: spending on one side, income on the other, over value added;
    - ``worst``: condition, economy, sector and year of the largest residual;
    - ``steps``: sweeps over all years; ``notes``: what the input leaves to assumptions;
      ``not_applied``: measures that are known to be in force in some year and have no effect here.
    """

    goods_market: float
    unit_cost: float
    capital: float
    labour: float
    export_revenue: float
    complementarity: float
    walras: float
    accounts: float
    worst: str
    steps: int
    tolerance: float
    notes: tuple[str, ...] = ()
    not_applied: tuple[str, ...] = ()

    @property
    def largest(self) -> float:
        """The largest residual of the solved conditions."""
        return max(
            self.goods_market, self.unit_cost, self.capital, self.labour, self.export_revenue,
            self.complementarity,
        )  # fmt: skip

    def __str__(self) -> str:
        return (
            f"largest residual {self.largest:.1e} ({self.worst}), Walras' law {self.walras:.1e}, "
            f"{self.steps} sweeps over all years"
            + (f"; {len(self.not_applied)} measures not applied" if self.not_applied else "")
        )


def certify(
    world: World, periods: Sequence[When], gap: PathState, complementarity: float, walras: Floats,
    accounts: Floats, steps: int, tolerance: float, notes: tuple[str, ...],
    not_applied: tuple[str, ...] = (),
) -> PathCertificate:  # fmt: skip
    """Return the certificate of a state from the residuals of its equations."""
    sizes = {name: np.abs(np.asarray(getattr(gap, name))) for name in _CONDITIONS}
    largest = {name: float(size.max()) for name, size in sizes.items()}
    worst = max(largest, key=lambda name: np.inf if np.isnan(largest[name]) else largest[name])
    cell = np.unravel_index(int(np.nanargmax(sizes[worst])), sizes[worst].shape)
    when = str(periods[int(cell[0])]) if cell[0] < len(periods) else "the steady state"
    place = world.economies[cell[-1]]
    if len(cell) == 3:
        place = f"{world.sectors[cell[1]]} in {place}"
    where = f"{_CONDITIONS[worst]}, {place}, {when}"
    return PathCertificate(
        goods_market=largest["log_sales"],
        unit_cost=largest["log_cost"],
        capital=largest["log_capital"],
        labour=largest["log_labour"],
        export_revenue=largest["export_revenue"],
        complementarity=complementarity,
        walras=float(np.abs(walras).max()),
        accounts=float(np.abs(accounts).max()),
        worst="wage floor" if complementarity > largest[worst] else where,
        steps=steps,
        tolerance=tolerance,
        notes=notes,
        not_applied=not_applied,
    )
