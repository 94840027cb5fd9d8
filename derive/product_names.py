"""Derive what products are called from the Commission's export of the US schedule (public domain).

python -m derive.product_names            rebuild src/cobden/measures/data/product_names.npz
python -m derive.product_names --check    rebuild in memory and compare with what is committed
"""

import csv
import gzip
import re
import sys
from pathlib import Path

import numpy as np

from derive.arrays import write_or_check

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "law" / "hts_2025_basic.csv.gz"
TARGET = ROOT / "src" / "cobden" / "measures" / "data" / "product_names.npz"
LAST_CHAPTER = 97  # beyond it stand the schedule's own provisions


def names() -> dict[str, str]:
    """Return each HS heading and subheading with the words above it and its own."""
    above: dict[int, str] = {}
    found: dict[str, str] = {}
    with gzip.open(SOURCE, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            level = int(row["indent"] or 0)
            above = {n: text for n, text in above.items() if n < level}
            above[level] = re.sub(r"<[^>]+>", "", row["description"]).strip().rstrip(":").strip()
            code = row["hts"].replace(".", "")
            if not code or int(code[:2]) > LAST_CHAPTER:
                continue
            for digits in (4, 6):
                if len(code) >= digits:
                    found.setdefault(code[:digits], "; ".join(above.values()))
    return found


def build() -> dict[str, np.ndarray]:
    """Return the codes, and their names as the bytes of lines."""
    listed = sorted(names().items())
    return {
        "codes": np.array([code for code, _ in listed]),
        "names": np.frombuffer("\n".join(name for _, name in listed).encode(), np.uint8),
    }


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {TARGET.name: build()}, TARGET.parent, __doc__))
