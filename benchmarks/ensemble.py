"""10,000 draws of one state of the main case: time, memory, and what the store costs.

    python -m benchmarks.ensemble [draws] [--all-states] [--years N]

Targets on two quiet cores: 10,000 draws of one state within 2 minutes and 2 GB, 40,000 solves (four
states) within 8 minutes; memory does not grow with the number of draws.
"""

import argparse
import resource
import tempfile
import time
from math import inf

from cobden.cases import load
from cobden.draws import Progress
from cobden.study.uncertainty import ensemble


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("draws", type=int, nargs="?", default=10_000)
    parser.add_argument("--all-states", action="store_true")
    parser.add_argument("--years", type=float, default=inf)
    asked = parser.parse_args()
    case = load("japan-us-2025")
    moving = [state.id for state in case.states if state.id != "before"]
    states = moving[:4] if asked.all_states else None
    memory: list[int] = []

    def told(at: Progress) -> None:
        memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)

    with tempfile.TemporaryDirectory() as store:
        start = time.perf_counter()
        result = ensemble(
            case, draws=asked.draws, states=states, years=asked.years, store=store, progress=told
        )
        made = time.perf_counter() - start
        shown = [f"{case.file.brief.state}: welfare {case.home}"]
        start = time.perf_counter()
        result.ranges(shown)
        read = time.perf_counter() - start
        solves = asked.draws * (len(states) if states else 1)
        print(
            f"{asked.draws:,} draws, {solves:,} solves: {made:.1f} s "
            f"({1000 * made / solves:.1f} ms a solve), {len(result.failures)} failed; "
            f"peak memory {memory[len(memory) // 10]} MB after a tenth, {memory[-1]} MB at the end;"
            f" one outcome's range {read:.1f} s"
        )


if __name__ == "__main__":
    main()
