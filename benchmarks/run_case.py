"""`cobden run` as a user starts it: a cold process, with compiled code kept from the run before.

    python -m benchmarks.run_case [repeats]

Limits on two quiet cores: 5 seconds and 1 GB.
"""

import resource
import subprocess
import sys
import tempfile
import time


def main() -> None:
    """Print the wall-clock time of each run and the peak memory of the largest."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        call = [sys.executable, "-m", "cobden", "run", "japan-us-2025", "--output", folder]
        for number in range(repeats + 1):
            start = time.perf_counter()
            subprocess.run(call, check=True, capture_output=True)
            name = f"run {number}" if number else "first run, which may compile"
            print(f"{name:30s} {time.perf_counter() - start:6.2f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    print(f"{'peak memory':30s} {peak:6.0f} MB")


if __name__ == "__main__":
    main()
