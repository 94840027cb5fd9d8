"""What Caliendo & Parro (2015) print as welfare: their first-order equation 16, at base weights.

It is no approximation to lean on. For NAFTA it gives Mexico 1.31%, where the exact change of real
income in the same model is 0.007%: tariffs fall from 12% to nothing, and the formula values all the
trade that this creates at the tariff of the start. `Result.welfare` is the exact change; use this
module to compare with publications that print the formula.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.equilibrium._readable import label
from cobden.equilibrium._result import Result

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class FirstOrder:
    """Equation 16 by economy, % of benchmark income; ``welfare`` is the sum of its two parts."""

    welfare: "xr.DataArray"
    terms_of_trade: "xr.DataArray"
    volume_of_trade: "xr.DataArray"


def welfare_first_order(result: Result) -> FirstOrder:
    """Return Caliendo & Parro's (2015) equation 16 at benchmark weights.

    With E and M exports and imports at customs value, c the change of unit cost and t the benchmark
    tariff, of economy n over goods k and partners i:

    - terms of trade: sum of E_kni (c_kn - 1) - M_kni (c_ki - 1), over income;
    - volume of trade: sum of t_kni M_kni (M'_kni / M_kni - c_ki), over income; a flow that is nil
      at the benchmark counts as unchanged.

    Raises ``InputError`` where export taxes are in force, which the formula does not know.
    """
    if result.shock.wedges.export_tax.any():
        raise InputError(
            "the first-order formula has no export taxes.",
            where="welfare_first_order",
            remedy="Use the result's exact welfare and its decomposition.",
        )
    world = result.world
    before, after = world.flow, result.customs_flow
    dearer = np.expm1(result.accounts.log_cost)[:, None, :]  # [k, 1, exporter]
    exports = (before * dearer).sum(axis=(0, 1))
    imports = (before * dearer).sum(axis=(0, 2))
    grown = np.where(before > 0, after - before * (1 + dearer), 0.0)
    terms = 100 * (exports - imports) / world.income
    volume = 100 * (world.tariff * grown).sum(axis=(0, 2)) / world.income

    def labelled(values: np.ndarray, name: str) -> "xr.DataArray":
        return label(world, values, "economy", f"{name}, first order (C-P eq. 16)", "%")

    return FirstOrder(
        welfare=labelled(terms + volume, "welfare"),
        terms_of_trade=labelled(terms, "terms of trade"),
        volume_of_trade=labelled(volume, "volume of trade"),
    )
