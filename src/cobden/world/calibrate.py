"""From a table of flows at basic prices to an exact benchmark equilibrium.

Flows at customs value are taken as they are. Everything else is made to agree with them: a
purchaser pays the flow plus the tariff, inputs are raised from basic to purchaser prices by the
average tariff on the good, final demand is what inputs leave over, value added is output minus
inputs, and the deficit is imports minus exports. The identities then hold by construction.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.world.record import Adjustment
from cobden.world.world import ImportShares, World

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Table:
    """An inter-country input-output table at basic prices, in US dollars.

    - ``intermediate``, ``final`` [k, n, i]: sales of i's good k to n for each use;
    - ``use`` [k, q, n]: input of k from everywhere into n's industry q;
    - ``tariff`` [k, n, i]: ad-valorem rates.
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    intermediate: "NDArray[np.float64]"
    final: "NDArray[np.float64]"
    use: "NDArray[np.float64]"
    tariff: "NDArray[np.float64]"
    year: int | None = None
    source: str = ""
    services: tuple[str, ...] = ()
    record: tuple[Adjustment, ...] = ()


def calibrate(table: Table, elasticity: "NDArray[np.float64]", form: ImportShares) -> World:
    """Return the world that ``table`` describes, with common import shares or shares by use.

    ``use`` is first made to agree with ``intermediate`` good by good, to the last digit.
    """
    flow = table.intermediate + table.final
    output = flow.sum(1)
    used = table.use * _ratio(table.intermediate.sum(2), table.use.sum(1))[:, None, :]
    paid = flow * (1 + table.tariff)
    spending = paid.sum(2)
    if form == "common":
        factor, share, final_share = _ratio(spending, flow.sum(2)), _ratio(paid, spending), None
        final = table.final.sum(2) * factor
    else:
        paid_inputs = table.intermediate * (1 + table.tariff)
        paid_final = table.final * (1 + table.tariff)
        factor = _ratio(paid_inputs.sum(2), table.intermediate.sum(2))
        share = _ratio(paid_inputs, paid_inputs.sum(2))
        final_share = _ratio(paid_final, paid_final.sum(2))
        final = paid_final.sum(2)
    inputs = used * factor[:, None, :]
    value_added = (output - inputs.sum(0)).sum(0)
    unit = float(value_added.sum())
    return World(
        economies=table.economies,
        sectors=table.sectors,
        trade_share=share,
        final_trade_share=final_share,
        expenditure=spending / unit,
        input_share=_ratio(inputs, output[None]),
        consumption_share=final / final.sum(0),
        value_added=value_added / unit,
        deficit=(flow.sum((0, 2)) - flow.sum((0, 1))) / unit,
        tariff=table.tariff,
        elasticity=elasticity,
        value_usd=unit,
        year=table.year,
        source=table.source,
        services=table.services,
        record=table.record,
    )


def _ratio(part: "NDArray[np.float64]", whole: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return part / whole, zero where the whole is; a missing last axis of whole is broadcast."""
    whole = whole[..., None] if whole.ndim == part.ndim - 1 else whole
    whole = np.broadcast_to(whole, part.shape)
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)
