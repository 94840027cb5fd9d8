"""Derive the US tariff schedule that Cobden ships from the Commission's export.

python -m derive.us_schedule            rebuild src/cobden/measures/data/hts_2025.npz
python -m derive.us_schedule --check    rebuild in memory and compare with what is committed
"""

import csv
import gzip
import sys
from pathlib import Path

import numpy as np

from cobden.measures.hts import lines_of
from derive.arrays import write_or_check

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "law" / "hts_2025_basic.csv.gz"
TARGET = ROOT / "src" / "cobden" / "measures" / "data" / "hts_2025.npz"


def build() -> dict[str, np.ndarray]:
    """Return the lines that state a rate, and the texts of the three columns."""
    with gzip.open(SOURCE, "rt", encoding="utf-8", newline="") as file:
        low, high, words, texts = lines_of(csv.DictReader(file), SOURCE.name)
    return {
        "low": low,
        "width": (high - low).astype(np.int32),
        "words": np.array(words),
        "texts": texts.astype(np.uint16),
    }


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {TARGET.name: build()}, TARGET.parent, __doc__))
