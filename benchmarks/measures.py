"""How fast law resolves, and what quantities cost over a plain solve.

    python -m benchmarks.measures

Prints the median time to resolve 100 measures over 5,000 product lines on a date, of 10,000 rates
as `cobden rate --table` asks for them, and of a law with five targets against the same law without
them (compiled, 81 economies by 28 sectors).
"""

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np

from cobden.equilibrium import solve
from cobden.measures import Policy, PurchaseCommitment, Tariff
from cobden.measures.bought import us_imports
from cobden.measures.goods import us_lines
from cobden.measures.rate_table import answers
from cobden.measures.stacking import stack
from cobden.measures.stacking_rules import us_rules
from cobden.world import World

# As a user writes them: words and texts become tuples and dates.
COMMON: dict[str, Any] = {"start": "2025-02-01", "source": "a benchmark"}
DUTY: dict[str, Any] = COMMON | {"by": "USA", "on": "JPN"}
DAY = "2025-06-05"


def median(run: Callable[[], object], times: int = 9) -> float:
    """Return the median time of ``run`` in milliseconds, after one run that does not count."""
    run()
    spent = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begin)
    return 1000 * statistics.median(spent)


def resolution() -> float:
    """Return the time to resolve 100 measures over 5,000 lines, milliseconds."""
    whole = us_imports("JPN").with_duty(0.025)
    order = np.argsort(-whole.imports)[:5000]
    lines = whole.take(np.isin(np.arange(len(whole.imports)), order))
    chapters: list[Any] = [f"{n:02d}" for n in range(1, 98) if n not in (77, 98)]
    policy = Policy(
        tuple(
            Tariff(
                goods=chapters[n % len(chapters)], rate=0.01 * (n % 9 + 1),
                authority=("IEEPA-reciprocal", "IEEPA-fentanyl")[n // len(chapters)], id=str(n),
                **DUTY,
            )
            for n in range(100)
        )
    )  # fmt: skip

    def run() -> object:
        law = policy.on(DAY)
        return stack(law.tariffs, lines, us_rules(), "JPN", date.fromisoformat(DAY))

    return median(run)


def table() -> float:
    """Return the time of 10,000 rates on lines that the United States imports, milliseconds."""
    codes = [f"{code:010d}" for code in us_lines().low[us_imports(None).imports > 0][:10_000]]
    partners = ("JPN", "CHN", "MEX", "DEU", "VNM")
    questions = [
        {"by": "USA", "on": partners[n % 5], "code": code, "date": "2025-09-20"}
        for n, code in enumerate(codes)
    ]
    policy = Policy.load()
    return median(lambda: answers(policy, questions), times=3)


def targets() -> tuple[float, float]:
    """Return the time of a plain solve and of one with five targets, milliseconds."""
    world = World.load()
    promises = [
        PurchaseCommitment(
            by="JPN", from_="USA", goods=goods, value=value, unit="billion USD", additional=True,
            authority="an offer", **COMMON,
        )
        for goods, value in (("C26", 7), ("B06", 3), ("C10T12", 2), ("C28", 1), ("C20", 1))
    ]  # fmt: skip
    terms = (Policy(()) + promises).on(DAY).terms(world)
    plain = median(lambda: solve(world, tariff=1.05 * world.tariff))
    five = median(lambda: solve(world, tariff=1.05 * world.tariff, targets=terms.targets))
    return plain, five


if __name__ == "__main__":
    print(f"100 measures over 5,000 lines: {resolution():.1f} ms")
    print(f"10,000 rates: {table():.0f} ms")
    one, five = targets()
    print(f"plain solve {one:.1f} ms; five targets {five:.1f} ms ({five / one:.1f} times)")
