"""What products inside the equilibrium cost: solves, gradients, memory, side by side.

    python -m benchmarks.products

Everything in one process, compiled, each pair in turns: the US law of 5 June 2025 on the world of
81 economies by 28 sectors with mean rates, and with 5,600 imported products of the United States.
Memory is that of a process of its own that loads, solves and differentiates once.
"""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import RANGE_TOLERANCE, Shock, solve, solve_shock, wedge_slopes
from cobden.measures import Policy
from cobden.products import united_states
from cobden.world import World

DAY, TIMES = "2025-06-05", 9
AIM = Objective.welfare("USA")


def in_turns(runs: "Sequence[Callable[[], object]]", times: int = TIMES) -> list[float]:
    """Return the median time of each run, ms: they take turns, and a first round is lost."""
    spent: list[list[float]] = [[] for _ in runs]
    for turn in range(times + 1):
        for run, mine in zip(runs, spent, strict=True):
            begin = time.perf_counter()
            run()
            if turn:
                mine.append(1000 * (time.perf_counter() - begin))
    return [statistics.median(mine) for mine in spent]


def worlds() -> tuple[World, World, World]:
    """Return the world without products, with them, and with one elasticity throughout."""
    plain, table = World.load(), united_states()
    alike = replace(table, between=None)
    return plain, plain.with_products(table), plain.with_products(alike)


def solving(world: World, wedges: Wedges) -> Callable[[], object]:
    """Return a solve from the benchmark, to the usual tolerance."""
    return lambda: solve(world, wedges)


def slider(world: World, wedges: Wedges) -> Callable[[], object]:
    """Return what a slider on one line asks: a rate on it, from the last answer."""
    trade = world.products[0]
    line, seller = trade.index("870323"), world.economy_index("JPN")
    last, moved = solve(world, wedges).vector, 0.0

    def run() -> object:
        nonlocal last, moved
        moved = (moved + 0.01) % 0.2
        rates = np.array(wedges.by_product["USA"])
        rates[line, seller] = 0.05 + moved
        shock = Shock.on(world, replace(wedges, by_product={"USA": rates}))
        found = solve_shock(world, shock, "world_share", start=last, tolerance=RANGE_TOLERANCE)
        last = found.vector
        return found.values("welfare")

    return run


def memory() -> None:
    """Print the most memory that this process has held, after what a user does first."""
    world = World.load().with_products(united_states())
    result = solve(world, Policy.load().on(DAY).wedges(world))
    wedge_slopes(result, AIM)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Print each figure beside its bar."""
    plain, products, alike = worlds()
    law = Policy.load().on(DAY)
    laws = [law.wedges(world) for world in (plain, products, alike)]
    pairs = list(zip((plain, products, alike), laws, strict=True))
    base, full, same = in_turns([solving(*pair) for pair in pairs])
    results = [solve(*pair) for pair in pairs[:2]]
    slopes = in_turns([lambda r=r: wedge_slopes(r, AIM) for r in results])
    (drag,) = in_turns([slider(*pairs[1])])
    (setting,) = in_turns([lambda: replace(law).wedges(products)], 3)
    asked = [sys.executable, "-c", "from benchmarks.products import memory; memory()"]
    held = float(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    rows = (
        ("a solve without products", base, "ms", None),
        ("with 5,600 products", full / base, "times that", 4.0),
        ("with one elasticity throughout", same / base, "times that", 1.1),
        ("gradient without products", slopes[0], "ms", None),
        ("gradient to every line", slopes[1] / full, "times a solve with products", 3.0),
        ("slider of one line", drag, "ms", 100.0),
        ("a law on every line", setting, "ms", None),
        ("most memory held", held, "MB", 1000.0),
    )
    for what, figure, unit, bar in rows:
        said = "" if bar is None else f"   bar {bar:g}: {'hit' if figure <= bar else 'MISS'}"
        print(f"{what:<32} {figure:9.2f} {unit}{said}")


if __name__ == "__main__":
    main()
