"""Write everything that is derived: the tables that ship from their sources, then the pages.

    python -m derive                     write all, some quarters of an hour
    python -m derive --check             make all again and compare; exit code 1 if anything differs
    python -m derive [--check] NAME ...  some of it; each is also a program, python -m derive.NAME

Sources lie in ``shared`` beside the repository; without them, what they make is left out and named.
So is what needs a file of its own each time, unless it is called by its name.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FROM_SOURCES = (
    "world", "world_years", "measures", "hs_codes", "us_schedule", "importers",
    "product_names", "product_elasticities", "households", "macro", "minerals", "chains", "deals",
    "oracles",
)  # fmt: skip
FROM_THE_PACKAGE = (
    "yearly_rates", "keys", "outcomes", "chain_reference", "duties", "chain_replays", "people",
    "tariff_totals", "gallery", "products", "years", "what_happened",
)  # fmt: skip
FROM_A_FILE = ("exchange_rates", "map")
BESIDE_SOURCES = ("people", "tariff_totals")  # pages that compare with what lies there


def main() -> int:
    """Run each that is asked for, say how it went, and return the status to exit with."""
    known = (*FROM_SOURCES, *FROM_THE_PACKAGE, *FROM_A_FILE)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    asked = parser.parse_args()
    if wrong := [name for name in asked.names if name not in known]:
        parser.error(f"nothing is called {', '.join(wrong)} here")
    left_out = () if (ROOT.parent / "shared").exists() else (*FROM_SOURCES, *BESIDE_SOURCES)
    failed = []
    for name in asked.names or (*FROM_SOURCES, *FROM_THE_PACKAGE):
        if name in left_out:
            print(f"{name}: left out, its sources are not here", flush=True)
            continue
        print(f"{name}:", flush=True)
        call = [sys.executable, "-m", f"derive.{name}", *(["--check"] if asked.check else [])]
        if subprocess.run(call, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"differs or failed: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
