"""How time grows with economies, sectors and lines, beside the least that memory allows.

    python -m benchmarks.growth [economies] [sectors] [optima] [wars] [draw]

Each part measures, warm, and keeps its figures in ``benchmarks/growth.csv``; ``draw`` makes
``docs/images/growth.svg`` from them. Without arguments it does all. The 2022 world is merged
into fewer economies (the largest stay) or fewer sectors.

The floor: one step of the fixed point reads the importers' shares once and the shares at customs
value twice (prices, then sales), 3 K N^2 numbers for K sectors and N economies, the input shares
twice, 2 N K^2, and in single precision, so as half as many, the blocks within economies and the one
between them, N (1 + 2 K)^2 and 9 N^2; at one multiplication and one addition for each number read,
it is memory that limits. An adjoint step reads the same, all in double precision. The floor is the
steps that were taken times the time in which this machine just reads an array of that size, on one
core.
"""

import csv
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.__main__ import best, us_tariff
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import purge, solve, wedge_slopes
from cobden.strategy import Lines, lines_of, nash, players_of
from cobden.strategy.optimal import BOUNDS, rates_in, search
from cobden.strategy.response import Response
from cobden.world.world import World

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "benchmarks" / "growth.csv"
PICTURE = ROOT / "docs" / "images" / "growth.svg"
COLUMNS = ("panel", "size", "set", "what", "seconds")
ECONOMIES = (5, 10, 20, 40, 81)
SECTORS = (4, 7, 14, 28)
LINES = (1, 10, 100, 1000, 2160)
PLAYERS = (2, 5, 10, 20, 81)
SOLVE, SLOPE, LEAST = "equilibrium", "with gradient", "floor"
OPTIMUM, WAR = "US optimum", "Nash"

Row = tuple[str, int, str, str, float]


def reading(world: World) -> float:
    """Return the seconds in which an array as large as one step needs is read."""
    goods, economies = world.expenditure.shape
    double = 3 * goods * economies**2 + 2 * economies * goods**2
    single = economies * (1 + 2 * goods) ** 2 + (3 * economies) ** 2
    numbers = np.ones(double + single // 2)
    return best(lambda: np.add.reduce(numbers), 20)


def equilibrium(panel: str, size: int, world: World) -> Iterator[Row]:
    """Yield one equilibrium with a US tariff of ten points, its gradient, and the floor."""
    tariff = us_tariff(world)
    of = Objective.welfare("USA")
    result = solve(world, tariff=tariff)
    once = best(lambda: solve(world, tariff=tariff), 8)
    slope = best(lambda: wedge_slopes(result, of), 8)
    yield panel, size, "U4", SOLVE, once
    yield panel, size, "U4", SLOPE, once + slope
    yield panel, size, "U4", LEAST, result.certificate.steps * reading(world)


def economies() -> Iterator[Row]:
    """Yield the times of worlds of 28 sectors and ever more economies."""
    world = World.load("U4")
    order = [world.economies[n] for n in np.argsort(-world.value_added)]
    for size in ECONOMIES:
        largest = [name for name in order if name != "ROW"][: size - 1]
        yield from equilibrium("economies", size, world.aggregate(economies=largest))


def sectors() -> Iterator[Row]:
    """Yield the times of worlds of 81 economies and ever more sectors."""
    world = World.load("U4")
    goods = [name for name in world.sectors if name not in world.services]
    for size in SECTORS:
        groups = {
            f"G{j}": list(part) for j, part in enumerate(np.array_split(goods, size - 1), start=1)
        }
        merged = {name: part for name, part in groups.items() if len(part) > 1}
        yield from equilibrium("sectors", size, world.aggregate(sectors=merged))


def optima() -> Iterator[Row]:
    """Yield the times of US optima over ever more lines of trade, the largest first."""
    for name in ("U4", "CP"):
        world = World.load(name)
        every = lines_of(world, players_of(world, ["USA"]), "line")
        for size in LINES:
            chosen = some(world, every, size)
            steps = optimum(world, chosen)
            began = time.perf_counter()
            optimum(world, chosen)
            yield "lines", len(chosen), name, OPTIMUM, time.perf_counter() - began
            yield "lines", len(chosen), name, LEAST, steps * reading(world)


def wars() -> Iterator[Row]:
    """Yield the times of wars of ever more of the largest economies, over every line."""
    world = purge(World.load("U4"))
    order = [world.economies[n] for n in np.argsort(-world.value_added)]
    for size in PLAYERS:
        found: list[int] = []

        def play(size: int = size, found: list[int] = found) -> None:
            found.append(len(nash(world, order[:size], certify=[], deficits="world_share").rates))

        taken = best(play, 1)
        yield "lines", found[0], "U4", WAR, taken


def optimum(world: World, chosen: Lines) -> int:
    """Find the best rates on lines, from the present ones; return the solvers' steps."""
    wedges = Wedges.of(world.economies, world.sectors, tariff=world.tariff)
    response = Response(world, chosen, [chosen.players[0].welfare(world)], wedges)
    search(response, "present", rates_in(chosen, world, wedges), BOUNDS)
    return response.steps


def some(world: World, every: Lines, size: int) -> Lines:
    """Return the lines with the largest flows."""
    flow = every.mean(world.flow[tuple(every.cell)], np.ones(every.cell.shape[1]))
    keep = np.zeros(len(every), dtype=bool)
    keep[np.argsort(-flow)[:size]] = True
    return every.chosen(keep)


def kept() -> list[Row]:
    """Return the figures measured so far."""
    if not FIGURES.exists():
        return []
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return [
            (row["panel"], int(row["size"]), row["set"], row["what"], float(row["seconds"]))
            for row in csv.DictReader(file)
        ]


def keep(rows: list[Row]) -> None:
    """Put new figures in place of the older ones of the same kind."""
    new = {(panel, name, what) for panel, _, name, what, _ in rows}
    whole = [row for row in kept() if (row[0], row[2], row[3]) not in new] + rows
    with FIGURES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in sorted(whole, key=lambda row: (row[0], row[3], row[2], row[1])):
            writer.writerow((*row[:4], f"{row[4]:.3g}"))


def draw() -> None:
    """Write the picture."""
    from benchmarks.growth_picture import picture

    PICTURE.write_text(picture(kept()), encoding="utf-8")


PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    run.__name__: run for run in (economies, sectors, optima, wars)
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or [*PARTS, "draw"]:
        began = time.perf_counter()
        draw() if chosen == "draw" else keep(list(PARTS[chosen]()))
        print(f"{chosen}: {time.perf_counter() - began:.0f} s")
