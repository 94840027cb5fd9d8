"""From a table of flows at basic prices to an exact benchmark equilibrium.

Flows at customs value are taken as they are. Everything else is made to agree with them: a
purchaser pays the flow plus the tariff, inputs are raised from basic to purchaser prices by the
average tariff on the good, final demand is what inputs leave over, value added is output minus
inputs, and the deficit is imports minus exports. The identities then hold by construction.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cobden.base.arrays import ratio
from cobden.base.errors import unknown
from cobden.world.benchmark_accounts import BenchmarkAccounts
from cobden.world.benchmark_economy import BenchmarkEconomy, ImportShares
from cobden.world.record import Adjustment

if TYPE_CHECKING:
    from numpy.typing import NDArray

W = TypeVar("W", bound=BenchmarkEconomy)

VALUE_ADDED_FLOOR = 0.01
IMPORT_SHARES: tuple[ImportShares, ...] = ("common", "by_use")


@dataclass(frozen=True, eq=False)
class InputOutputTable:
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


def check_form(import_shares: str) -> ImportShares:
    """Return ``import_shares``, or raise ``InputError`` if calibration knows no such form."""
    for form in IMPORT_SHARES:
        if import_shares == form:
            return form
    raise unknown("form of import shares", import_shares, IMPORT_SHARES, where="import_shares")


def calibrate(
    make: "type[W]",
    table: InputOutputTable,
    elasticity: "NDArray[np.float64]",
    form: ImportShares,
) -> W:
    """Return the world that ``table`` describes, with common import shares or shares by use.

    ``use`` is first made to agree with ``intermediate`` good by good, to the last digit.
    """
    flow = table.intermediate + table.final
    output = flow.sum(1)
    used = table.use * ratio(table.intermediate.sum(2), table.use.sum(1))[:, None, :]
    paid = flow * (1 + table.tariff)
    if form == "common":
        factor = ratio(paid.sum(2), flow.sum(2))
        spent, spent_final, final = paid, None, table.final.sum(2) * factor
    else:
        spent = table.intermediate * (1 + table.tariff)
        spent_final = table.final * (1 + table.tariff)
        factor, final = ratio(spent.sum(2), table.intermediate.sum(2)), spent_final.sum(2)
    inputs = used * factor[:, None, :]
    accounts = BenchmarkAccounts(
        flow=flow,
        spent=spent,
        spent_final=spent_final,
        inputs=inputs,
        final=final,
        value_added=(output - inputs.sum(0)).sum(0),
        deficit=flow.sum((0, 2)) - flow.sum((0, 1)),
    )
    return make(
        economies=table.economies,
        sectors=table.sectors,
        **accounts.shares(),  # pyright: ignore[reportArgumentType] - only one of them may be None
        tariff=table.tariff,
        elasticity=elasticity,
        value_usd=float(accounts.value_added.sum()),
        year=table.year,
        source=table.source,
        services=table.services,
        record=table.record,
    )


def keep_value_added(table: InputOutputTable) -> InputOutputTable:
    """Return ``table`` with every industry's value added at least a hundredth of its output.

    Where inputs at purchaser prices leave less, they are lowered in proportion, and final demand
    takes what they no longer do, so that no flow changes.
    """
    flow = table.intermediate + table.final
    output = flow.sum(1)
    factor = ratio((flow * (1 + table.tariff)).sum(2), flow.sum(2))
    cost = (table.use * factor[:, None]).sum(0)
    intermediate, use, record = table.intermediate.copy(), table.use.copy(), list(table.record)
    for q, n in np.argwhere((output > 0) & (output - cost < VALUE_ADDED_FLOOR * output)):
        before = use[:, :, n].sum(1)
        use[:, q, n] *= (1 - VALUE_ADDED_FLOOR) * output[q, n] / cost[q, n]
        intermediate[:, n] *= ratio(use[:, :, n].sum(1), before)[:, None]
        record.append(
            Adjustment(
                what="value added",
                where=f"{table.sectors[q]}, {table.economies[n]}",
                before=float(100 * (1 - cost[q, n] / output[q, n])),
                after=100 * VALUE_ADDED_FLOOR,
                unit="per cent of gross output",
                cells=1,
                reason="inputs at purchaser prices leave less than 1 per cent of output; they are "
                "lowered in proportion, final demand takes the rest",
            )
        )
    return replace(
        table, intermediate=intermediate, final=flow - intermediate, use=use, record=tuple(record)
    )
