"""The benchmark beside totals that others publish."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cobden.world import embedded
from cobden.world.world import World


@dataclass(frozen=True)
class Comparison:
    """A published figure and the benchmark's own, in ``unit``."""

    what: str
    economy: str
    partner: str
    published: float
    here: float
    unit: str
    source: str


def comparisons(world: World) -> tuple[Comparison, ...]:
    """Return every known total of the embedded benchmark's year beside that of ``world``."""
    return tuple(
        Comparison(what, economy, partner, figure, FIGURES[what](world, economy, partner), unit,
                   source)
        for what, economy, partner, figure, unit, source in embedded.about()["known"]
    )  # fmt: skip


def _gdp(world: World, economy: str, _: str) -> float:
    """Value added and tariff revenue, trillion US dollars; other taxes on products are inside."""
    n = world.economy_index(economy)
    return float(world.value_added[n] + world.tariff_revenue[n]) * world.value_usd / 1e12


def _cars(world: World, exporter: str, importer: str) -> float:
    flow = world.flow[world.sector_index("C29")]
    pair = world.economy_index(importer), world.economy_index(exporter)
    return float(flow[pair]) * world.value_usd / 1e9


def _imports(world: World, importer: str, exporter: str) -> "np.ndarray":
    """Return goods bought abroad [k, i] in billion US dollars, from all or one exporter."""
    n = world.economy_index(importer)
    flow = world.flow[world.goods, n]
    counted = np.arange(len(world.economies)) != n
    if exporter:
        counted &= np.arange(len(world.economies)) == world.economy_index(exporter)
    return flow * counted * world.value_usd / 1e9


def _mean_tariff(world: World, importer: str, exporter: str) -> float:
    trade = _imports(world, importer, exporter)
    goods = world.goods
    rate = world.tariff[goods, world.economy_index(importer)]
    return float(100 * (trade * rate).sum() / trade.sum())


FIGURES: dict[str, Callable[[World, str, str], float]] = {
    "GDP": _gdp,
    "exports of C29": _cars,
    "balance of goods": lambda world, n, i: world.balance(n, i, goods=True) / 1e9,
    "balance": lambda world, n, i: world.balance(n, i) / 1e9,
    "imports of goods": lambda world, n, i: float(_imports(world, n, i).sum()),
    "mean tariff on goods": _mean_tariff,
}
