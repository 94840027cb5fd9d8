"""How fast talks are: the proven search over 300 items, and the case's own package space.

    python -m benchmarks.talks [packages.json]

The file holds cases with value_1, value_2 and needs; without it, items are drawn at random.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from cobden import study
from cobden.talks.search import best_package


def drawn(seed: int) -> dict:
    random = np.random.default_rng(seed)
    pairs = random.integers(0, 300, size=(100, 2))
    needs = [[int(i), int(j)] for i, j in pairs if i != j]
    return {
        "seed": seed,
        "value_1": random.normal(size=300).tolist(),
        "value_2": random.normal(size=300).tolist(),
        "needs": needs,
    }


def search(cases: list[dict]) -> None:
    for case in cases:
        values = [case["value_1"], case["value_2"]]
        seconds, gap = [], np.inf
        for _ in range(3):
            start = time.perf_counter()
            found = best_package(values, needs=case["needs"])
            seconds.append(time.perf_counter() - start)
            gap = found.bound / found.score - 1
        print(f"300 items, seed {case['seed']}: {min(seconds):.3f} s, proven gap {gap:.1e}")


def space() -> None:
    found = study.run("japan-us-2025", variants=False)
    start = time.perf_counter()
    talks = found.talks
    solved = time.perf_counter() - start
    print(f"{len(talks.effects.exact)} equilibria of the case: {solved:.1f} s")
    start = time.perf_counter()
    talks.solve("nash")
    print(f"Nash among {len(talks.space):,} packages: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    given = (
        json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cases"] if sys.argv[1:] else []
    )
    search(given or [drawn(seed) for seed in range(3)])
    space()
