"""The same flows under other benchmark tariffs.

Sales at customs value, and what industries need at basic prices, stay. Purchasers pay the new
rates, so prices of inputs, value added and final spending follow, as in calibration.
"""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cobden.base.arrays import ratio
from cobden.base.errors import InputError
from cobden.world.benchmark_accounts import BenchmarkAccounts, accounts_of
from cobden.world.benchmark_economy import BenchmarkEconomy

if TYPE_CHECKING:
    from numpy.typing import NDArray

W = TypeVar("W", bound=BenchmarkEconomy)


def with_tariffs(world: W, tariff: "NDArray[np.float64]", day: date) -> W:
    """Return ``world`` with ``tariff`` [k, n, i], the rates of ``day``, in the benchmark.

    Raises ``InputError`` for a world with products or with import shares by use, for one that was
    merged, and where an industry's inputs would cost more than it sells for.
    """
    world.refuse_products("with_tariffs")
    if world.final_trade_share is not None or world.origin is not None:
        raise InputError(
            "only a world as it was loaded, with common import shares, takes other tariffs.",
            where="with_tariffs",
            remedy="Change the tariffs first, then merge.",
        )
    old = accounts_of(world)
    spent = old.flow * (1 + tariff)
    factor = ratio(spent.sum(2), old.spent.sum(2))  # [k, n]: what purchasers now pay for the same
    inputs = old.inputs * factor[:, None, :]
    output = old.flow.sum(1)
    added = output - inputs.sum(0)
    short = np.argwhere((added <= 0) & (output > 0))
    if len(short):
        q, n = short[0]
        raise InputError(
            f"at these tariffs {world.sectors[q]} of {world.economies[n]} pays more for inputs "
            "than it sells for.",
            where="with_tariffs",
            remedy="Check the rates on what it buys, or choose another day.",
        )
    accounts = BenchmarkAccounts(
        flow=old.flow,
        spent=spent,
        spent_final=None,
        inputs=inputs,
        final=old.final * factor,
        value_added=added.sum(0),
        deficit=old.deficit,
    )
    unit = float(accounts.value_added.sum())
    return replace(
        world,
        **accounts.shares(),  # pyright: ignore[reportArgumentType] - only one of them may be None
        tariff=tariff,
        value_usd=world.value_usd * unit,
        source=f"{world.source}; tariffs in force on {day}",
        tariffs_on=day,
    )
