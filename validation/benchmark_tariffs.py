"""What if the world's benchmark held the US statute in place of what was collected?

The table in ``docs/tariff-law.md`` is from here; ``tests/docs/test_benchmark_tariffs.py`` compares.
"""

from dataclasses import replace
from typing import Literal

import numpy as np

from cobden.equilibrium import solve
from cobden.measures import Policy
from cobden.measures.bought import US
from cobden.measures.law_wedges import members_of
from cobden.measures.sector_means import sector_means
from cobden.world import embedded
from cobden.world.world import World

Benchmark = Literal["collected", "paid", "statute"]
DAYS = ("2025-06-05", "2025-09-20")


def world(benchmark: Benchmark) -> World:
    """Return the embedded world with US tariffs as collected, or by the law of 1 January 2025."""
    table, law = embedded.table(), Policy.load().on("2025-01-01")
    tariff, n = np.array(table.tariff), table.economies.index(US)
    for i, economy in enumerate(table.economies):
        if benchmark != "collected" and i != n:
            exporter = members_of(economy)[0]
            lines = law.us_lines(exporter)
            if benchmark == "paid":
                rates = law.rates(US, exporter, lines)
            else:
                share = 0.0 if lines.claimed is None else lines.claimed
                due = [law.stack(US, exporter, lines, claims=c).total for c in (False, True)]
                rates = due[0] + share * (due[1] - due[0])
            means = sector_means(lines, rates, table.sectors)
            goods = [k for k, name in enumerate(table.sectors) if name not in table.services]
            known = [k for k in goods if np.isfinite(means[k])]
            tariff[known, n, i] = means[known]
    return World.from_table(replace(table, tariff=tariff))


def mean_us_tariff(world: World) -> float:
    """Return the import-weighted mean US tariff on goods, %."""
    n = world.economy_index(US)
    goods = [k for k, name in enumerate(world.sectors) if name not in world.services]
    flow = np.array(world.flow[goods, n])
    flow[:, n] = 0.0
    return float(100 * (flow * world.tariff[goods, n]).sum() / flow.sum())


def welfare(world: World, day: str) -> dict[str, float]:
    """Return real incomes under the law of a day, %."""
    found = solve(world, Policy.load().on(day).wedges(world)).welfare
    return {name: float(found.sel(economy=name)) for name in ("USA", "JPN", "CHN", "CAN", "MEX")}
