"""``python -m benchmarks [name ...]``: every figure with its elasticity set, cold or warm.

Times are the best of several warm runs, on as many cores as there are. The plain numpy solver under
``validation/`` runs beside Cobden, at the same tolerance, in the same process.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import solve, solve_many, wedge_slopes
from cobden.strategy import cooperative, nash, optimal_tariffs
from cobden.strategy.lines import Over
from cobden.world.elasticities import SETS
from cobden.world.world import World
from validation import caliendo_parro, ossa, product
from validation.plain_solver import Shock
from validation.plain_solver import solve as plain_solve
from validation.published import CALIENDO_PARRO, OSSA

TOLERANCE = 1e-10


def best(run: Callable[[], object], repeats: int = 5) -> float:
    """Return the least of several wall times in seconds, after one unmeasured run."""
    run()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def us_tariff(world: World, points: float = 0.1) -> np.ndarray:
    tariff, us = world.tariff.copy(), world.economy_index("USA")
    goods = [k for k, name in enumerate(world.sectors) if name not in world.services]
    tariff[goods, us] += points
    tariff[:, us, us] = 0.0
    return tariff


def solving() -> None:
    """One warm solve of 81 x 28 at 1e-10, its gradient, and the plain solver beside it."""
    print("set    solve ms  plain ms  ratio  gradient/solve")
    for name in sorted(SETS):
        world = World.load(name)
        tariff = us_tariff(world)
        ours = best(lambda world=world, tariff=tariff: solve(world, tariff=tariff), repeats=30)
        result = solve(world, tariff=tariff)
        of = Objective.welfare("USA")
        slope = best(lambda result=result, of=of: wedge_slopes(result, of), repeats=30)
        base = product.base_of(world)
        plain = best(
            lambda base=base, tariff=tariff: plain_solve(base, Shock(tariff), tolerance=TOLERANCE),
            repeats=1,
        )
        print(
            f"{name:6} {1e3 * ours:8.1f} {1e3 * plain:9.0f} {plain / ours:6.1f} "
            f"{(ours + slope) / ours:8.2f}"
        )


def draws() -> None:
    """A thousand draws of all tariffs at random (U4): many at once, and one after the other."""
    world = World.load()

    def shocks(number: int) -> Iterator[Wedges]:
        draw = np.random.default_rng(0)
        for _ in range(number):
            tariff = world.tariff * draw.uniform(0, 3, world.tariff.shape)
            yield Wedges.of(world.economies, world.sectors, tariff=tariff)

    solve_many(world, shocks(8))
    began = time.perf_counter()
    batch = solve_many(world, shocks(1000))
    together = time.perf_counter() - began
    began = time.perf_counter()
    for wedges in shocks(100):
        solve(world, wedges)
    alone = 10 * (time.perf_counter() - began)
    print(f"1,000 draws, U4, warm: {together:.1f} s with {len(batch.failed)} failed; "
          f"one after the other {alone:.1f} s")  # fmt: skip


def nafta() -> None:
    """Caliendo & Parro's run of 31 x 40."""
    if not CALIENDO_PARRO.exists():
        print("Caliendo & Parro: inputs absent")
        return
    case = caliendo_parro.inputs()
    world = product.world_of(case.base, *product.labels(case.base))
    tariff = case.tariff("nafta")
    ours = best(lambda: solve(world, tariff=tariff), repeats=30)
    plain = best(lambda: plain_solve(case.base, Shock(tariff), tolerance=TOLERANCE), repeats=2)
    print(f"NAFTA 31 x 40, warm: {1e3 * ours:.1f} ms; plain {1e3 * plain:.0f} ms")


def optima() -> None:
    """US optimal tariffs over all partner x sector lines of goods, one start, warm."""
    print("set    optimum s  gain %    evaluations")
    for name in sorted(SETS):
        world = World.load(name)
        taken = best(lambda world=world: optimal_tariffs(world, "USA", starts=["present"]), 1)
        found = optimal_tariffs(world, "USA", starts=["present"])
        print(
            f"{name:6} {taken:8.2f}  {found.gain:8.5f}  {found.optimality.starts[0].evaluations:5}"
        )


def games() -> None:
    """Nash equilibria (all 81 over every line certified), then Ossa's optimum, war, talks."""
    world = World.load()
    large = [world.economies[n] for n in np.argsort(-world.value_added)[:10]]
    wars: tuple[tuple[str, Sequence[str], Over, int], ...] = (
        ("81 economies, one tariff each", world.economies, "uniform", 1),
        ("10 largest, every line", large, "line", 1),
        ("81 economies, every line", world.economies, "line", 0),
    )
    for title, players, over, repeats in wars:
        run = partial(nash, world, players, over, certify=[])
        if repeats:
            print(f"Nash, {title}, U4, warm: {best(run, repeats):.1f} s")
            continue
        began = time.perf_counter()
        war = nash(world, players, over)
        print(
            f"Nash, {title}, every best response tried, U4, first call: "
            f"{time.perf_counter() - began:.1f} s; remaining gain {war.remaining_gain:.1e}"
        )
    if OSSA.exists():
        base, stored = ossa.base(), ossa.stored()
        names = tuple(map(str, stored["regions"])), tuple(map(str, stored["sectors"]))
        his = product.world_of(base, *names)
        optimum = best(lambda: optimal_tariffs(his, "US", starts=["high"]), 3)
        war = best(lambda: nash(his, his.economies, deficits="world_share", certify=[]), 1)
        talks = best(lambda: cooperative(his, his.economies, deficits="world_share"), 1)
        print(f"Ossa, warm: optimum {optimum:.2f} s, Nash {war:.2f} s, cooperation {talks:.1f} s")


BENCHMARKS = {run.__name__: run for run in (solving, nafta, draws, optima, games)}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or BENCHMARKS:
        print(f"\n== {chosen}: {(BENCHMARKS[chosen].__doc__ or '').splitlines()[0]}")
        BENCHMARKS[chosen]()
