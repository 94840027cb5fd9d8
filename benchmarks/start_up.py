"""Commands as a user starts them, each as a ratio to one plain numpy solve in the same run.

    python -m benchmarks.start_up [repeats]

Machines differ by a factor of two, so times are in solves of the world by ``validation/
plain_solver.py`` (elasticities of 4, ten points of US tariff), the best of some between the
commands: by the clock, and by processor time, which others on the machine disturb less. Then the
share of each part of a computed run: imports, law, solves as far as they are waited for (they begin
while the law is read), what is shown (its pictures are drawn while its tables are written), others.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import current_thread, main_thread

CASE = "japan-us-2025"
GOALS = {"--help": 0.3, "rate": 0.8, "run, first time on a machine": 6, "run again": 2}
PARTS = {  # what a run calls, by the part that its time counts as
    "law": (
        ("cobden.study.study", "policy_of"),
        ("cobden.study.study", "refuse_idle"),
        ("cobden.measures.law", "Law.enacted"),
    ),
    "waiting for solves": (
        ("cobden.study.variants", "Variants.found"),
        ("concurrent.futures", "Future.result"),
    ),
    "brief, pictures, tables": (("cobden.cli.run", "_shown"),),
}
REPORT = ("cobden.report.brief_page", "cobden.report.table_files", "cobden.report.terminal")


Taken = tuple[float, float]
"""Seconds by the clock, and of processor time."""


def plain_solve() -> Callable[[], Taken]:
    """Return what solves the world with numpy alone and says how long it took."""
    from benchmarks.__main__ import us_tariff
    from cobden.world import World
    from validation import product
    from validation.plain_solver import Shock, solve

    world = World.load()
    base, shock = product.base_of(world), Shock(us_tariff(world))

    def timed() -> Taken:
        began = time.perf_counter(), time.process_time()
        solve(base, shock, tolerance=1e-10)
        return time.perf_counter() - began[0], time.process_time() - began[1]

    timed()
    return timed


def commands(repeats: int) -> None:
    """Print how long each command takes, in plain solves."""
    solve = plain_solve()
    solves, taken = [solve()], dict[str, list[Taken]]()
    with tempfile.TemporaryDirectory() as folder:
        run = ["run", CASE]
        rate = ["rate", "USA", "JPN", "870323", "--on", "2025-09-20"]
        for number in range(repeats):
            fresh = os.environ | {"XDG_CACHE_HOME": f"{folder}/cache-{number}"}
            for name, words in (
                ("--help", ["--help"]),
                ("rate", rate),
                ("run, first time on a machine", run),
                ("run, computed again", [*run, "--fresh"]),
                ("run again", run),
            ):
                began = time.perf_counter(), _of_children()
                call = [sys.executable, "-m", "cobden", *words]
                subprocess.run(call, cwd=folder, env=fresh, check=True, capture_output=True)
                ended = time.perf_counter(), _of_children()
                taken.setdefault(name, []).append((ended[0] - began[0], ended[1] - began[1]))
                solves.append(solve())
    clock, processor = map(min, zip(*solves, strict=True))
    print(f"plain solve {clock:.2f} s; commands in plain solves, best of {repeats}:")
    print(f"  {'':30s}  clock  processor")
    for name, times in taken.items():
        goal = f"   goal {GOALS[name]:g}" if name in GOALS else ""
        best = [min(each) for each in zip(*times, strict=True)]
        print(f"  {name:30s} {best[0] / clock:6.2f} {best[1] / processor:10.2f}{goal}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    print(f"  {'peak memory':30s} {peak:6.0f} MB")


def _of_children() -> float:
    """Return the processor time of the commands so far, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def shares() -> None:
    """Print what part of a computed run each part of the work takes."""
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, "-m", "benchmarks.start_up", "--parts", folder]
        done = subprocess.run(call, check=True, capture_output=True, text=True, encoding="utf-8")
    found = json.loads(done.stdout.splitlines()[-1])
    whole = sum(found.values())
    print("of a run that computes, programs compiled:")
    for name, seconds in found.items():
        print(f"  {name:30s} {seconds / whole:6.0%}")


def parts(folder: str) -> None:
    """Run the case in this process and print the seconds of each part, as JSON."""
    began = time.perf_counter()
    modules = {module for places in PARTS.values() for module, _ in places}
    for module in sorted(modules.union(REPORT)):
        import_module(module)
    found = {"imports": time.perf_counter() - began} | dict.fromkeys(PARTS, 0.0)
    inside: list[str] = []

    def clocked(function: Callable, part: str) -> Callable:
        def call(*given, **named):
            if inside or current_thread() is not main_thread():
                return function(*given, **named)
            inside.append(part)
            start = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                found[inside.pop()] += time.perf_counter() - start

        return call

    for part, places in PARTS.items():
        for module, name in places:
            holder = sys.modules[module]
            *outer, last = name.split(".")
            for step in outer:
                holder = getattr(holder, step)
            setattr(holder, last, clocked(getattr(holder, last), part))
    from cobden.cli import main

    sys.argv = ["cobden", "run", CASE, "--fresh", "--output", str(Path(folder) / "out")]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    found["all else"] = time.perf_counter() - began - sum(found.values())
    print(json.dumps(found))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--parts"]:
        parts(sys.argv[2])
    else:
        commands(int(sys.argv[1]) if sys.argv[1:] else 3)
        shares()
