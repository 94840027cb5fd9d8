"""Each case that ships, run and negotiated for the first time: seconds, and processor time.

    python -m benchmarks.gallery [case ...]

Each command starts with no program compiled and nothing kept. The aims are 10 s by the clock for
the brief and 60 s for the talks, on two idle cores.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cobden.cases import bundled


def first_time(words: list[str], folder: Path) -> tuple[float, float]:
    """Return the seconds of a command in an empty folder: by the clock, of the processor."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "cobden", *words], check=True, cwd=folder, capture_output=True,
        env=os.environ | {"XDG_CACHE_HOME": str(folder / "cache")},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, spent


def main() -> None:
    """Time the cases named, or all."""
    print(f"{'':<24}{'run':>8}{'processor':>11}{'talks':>9}{'processor':>11}")
    for name in sys.argv[1:] or bundled():
        figures = []
        for words in (["run", name], ["talks", name]):
            with tempfile.TemporaryDirectory() as folder:
                figures += first_time(words, Path(folder))
        print("{:<24}{:7.1f}s{:10.1f}s{:8.1f}s{:10.1f}s".format(name, *figures), flush=True)


if __name__ == "__main__":
    main()
