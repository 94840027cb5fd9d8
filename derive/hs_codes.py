"""Derive the six-digit codes of the Harmonized System and what became of those retired.

python -m derive.hs_codes            rebuild src/cobden/measures/data/hs_codes.npz
python -m derive.hs_codes --check    rebuild in memory and compare with what is committed
"""

import csv
import gzip
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from derive.arrays import write_or_check

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "products" / "hs_concordances_1988_2022.csv.gz"
TARGET = ROOT / "src" / "cobden" / "measures" / "data" / "hs_codes.npz"
STEPS = ("1996 to 1992", "2002 to 1996", "2007 to 2002", "2012 to 2007", "2017 to 2012",
         "2022 to 2017")  # fmt: skip
UNSPECIFIED = 999999
WHOLE = ("1:1", "n:1")  # the new code holds goods of this old one alone


def correlations() -> dict[str, dict[int, dict[int, str]]]:
    """Return, by step, the codes that took over from each old one, and how they relate."""
    steps: dict[str, dict[int, dict[int, str]]] = {step: defaultdict(dict) for step in STEPS}
    with gzip.open(SOURCE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            after, before = row["code.after"], row["code.before"]
            if row["adjustment"] in steps and after.isdigit() and before.isdigit():
                steps[row["adjustment"]][int(before)][int(after)] = row["Relationship"]
    return steps


def build() -> dict[str, np.ndarray]:
    """Return the codes of HS 2022, those retired, the edition that retired them, successors."""
    steps = correlations()
    current = {after for heirs in steps[STEPS[-1]].values() for after in heirs}
    current.discard(UNSPECIFIED)
    retired: dict[int, tuple[int, tuple[int, ...]]] = {}
    for step in reversed(STEPS):
        for before, heirs in steps[step].items():
            if before in current or before in retired or before == UNSPECIFIED:
                continue
            whole = [h for h, relation in heirs.items() if relation in WHOLE] or list(heirs)
            now: dict[int, None] = {}
            for heir in sorted(whole):
                known = (heir,) if heir in current else retired.get(heir, (0, ()))[1]
                now.update(dict.fromkeys(known))
            retired[before] = int(step[:4]), tuple(sorted(now))
    codes = sorted(retired)
    return {
        "current": np.array(sorted(current), np.int32),
        "retired": np.array(codes, np.int32),
        "edition": np.array([retired[c][0] for c in codes], np.uint16),
        "first": np.cumsum([0, *(len(retired[c][1]) for c in codes)]).astype(np.int32),
        "successor": np.array([s for c in codes for s in retired[c][1]], np.int32),
    }


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {TARGET.name: build()}, TARGET.parent, __doc__))
