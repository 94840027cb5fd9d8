"""The identities of a benchmark: how far they are from closing, and closing them exactly.

In units of world value added, with k the good, q its user, n importer, i exporter:

- flow[k,n,i]  = sum over uses of trade share x expenditure / (1 + tariff)
- output[k,i]  = sum_n flow
- inputs[k,n]  = sum_q input_share[k,q,n] output[q,n]
- income[n]    = value_added + tariff revenue + deficit
- final[k,n]   = consumption_share income
- expenditure  = inputs + final;  value_added[n] = sum_q value-added share x output
"""

from dataclasses import replace
from typing import TypeVar

import numpy as np

from cobden.base.errors import InputError
from cobden.world.benchmark_economy import BenchmarkEconomy

W = TypeVar("W", bound=BenchmarkEconomy)

STEPS = 20_000


def residuals(world: BenchmarkEconomy) -> dict[str, float]:
    """Return the greatest absolute residual of each identity, in world value added."""
    goods, labour = _gaps(world)
    trade = world.flow.sum((0, 2)) - world.flow.sum((0, 1)) - world.deficit
    return {
        "goods markets": float(np.abs(goods).max()),
        "value added": float(np.abs(labour).max()),
        "balance of payments": float(np.abs(trade).max()),
        "transfers": float(abs(world.deficit.sum())),
        "numeraire": float(abs(world.value_added.sum() - 1)),
    }


def worst(world: BenchmarkEconomy) -> tuple[float, str]:
    """Return the greatest residual of goods markets and value added, and the cell it sits in."""
    goods, labour = (np.abs(gap) for gap in _gaps(world))
    k, n = np.unravel_index(int(goods.argmax()), goods.shape)
    m = int(labour.argmax())
    if goods[k, n] >= labour[m]:
        return float(goods[k, n]), f"expenditure[{world.sectors[k]}, {world.economies[n]}]"
    return float(labour[m]), f"value_added[{world.economies[m]}]"


def close(world: W, tolerance: float = 1e-15) -> W:
    """Return ``world`` with expenditure and value added adjusted until all identities hold.

    Shares, tariffs and deficits stay; spending is passed round the circular flow until it
    reproduces itself, and money is then rescaled so that world value added is 1. Raises
    ``InputError`` if it does not settle, which means that deficits and trade contradict.
    """
    for _ in range(STEPS):
        goods, labour = _gaps(world)
        if max(np.abs(goods).max(), np.abs(labour).max()) < tolerance:
            return world
        size, before = _size(goods, labour), world
        world = _normalised(
            replace(
                world,
                expenditure=world.expenditure - goods,
                value_added=world.value_added - labour,
            )
        )
        if _size(*_gaps(world)) >= size and size < 1e-13:
            return before
    gap, where = worst(world)
    raise InputError(
        f"the accounts do not close (off by {gap:.1e} of world value added).",
        where=where,
        remedy="Check that each deficit equals imports minus exports at customs value.",
    )


def _size(goods: np.ndarray, labour: np.ndarray) -> float:
    return float(np.abs(goods).sum() + np.abs(labour).sum())


def _gaps(world: BenchmarkEconomy) -> tuple[np.ndarray, np.ndarray]:
    """Return stated minus implied expenditure [k, n] and value added [n]."""
    inputs = np.einsum("kqn,qn->kn", world.input_share, world.output)
    goods = world.expenditure - inputs - world.final_expenditure
    return goods, world.value_added - (world.value_added_share * world.output).sum(0)


def _normalised(world: W) -> W:
    unit = world.value_added.sum()
    return replace(
        world,
        expenditure=world.expenditure / unit,
        value_added=world.value_added / unit,
        deficit=world.deficit / unit,
    )
