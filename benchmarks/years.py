"""Years beside static solves: ``python -m benchmarks.years [set ...]``.

All in one process, in turn, best of several: the plain numpy solver at Cobden's tolerance, Cobden's
own static solve, the long run with capital adjusting, 12 years with every mechanism, and the
gradient of consumption in a year by all dated tariffs. Memory is the process's highest.
"""

import resource
import sys

import numpy as np

from benchmarks.__main__ import TOLERANCE, best, us_tariff
from cobden.base.wedges import Wedges
from cobden.dynamics import long_run, path, path_gradient
from cobden.equilibrium import solve
from cobden.world.world import World
from validation import product
from validation.plain_solver import Shock
from validation.plain_solver import solve as plain_solve

YEARS = range(2025, 2037)
GOALS = {"long run / static": 1.5, "path / plain": 3.5, "gradient / path": 1.5}


def memory() -> float:
    """Return the most memory that this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def measured(name: str) -> None:
    """Print the seconds of each solve under an elasticity set, and the ratios the goals are of."""
    world = World.load(name)
    law = Wedges.of(world.economies, world.sectors, tariff=us_tariff(world))
    found = path(world, law, YEARS)
    held = memory()
    runs = {
        "static": (lambda: solve(world, law), 20),
        "long run": (lambda: long_run(world, law), 20),
        "path": (lambda: path(world, law, YEARS), 5),
        "gradient": (lambda: path_gradient(found, "consumption", "USA", 2028), 3),
        "plain": (
            lambda: plain_solve(
                product.base_of(world), Shock(np.asarray(law.tariff)), tolerance=TOLERANCE
            ),
            2,
        ),
    }
    took = {what: best(run, repeats) for what, (run, repeats) in runs.items()}
    print(name, {what: f"{seconds:.3f} s" for what, seconds in took.items()})
    ratios = {pair: took[pair.split(" / ")[0]] / took[pair.split(" / ")[1]] for pair in GOALS}
    for pair, ratio in ratios.items():
        print(f"  {pair}: {ratio:.2f} (goal {GOALS[pair]})")
    print(f"  {found.certificate.steps} sweeps; memory {held:.2f} GB, {memory():.2f} GB with the "
          "gradient (goal 1.2)")  # fmt: skip


if __name__ == "__main__":
    for chosen in sys.argv[1:] or ["U4"]:
        measured(chosen)
