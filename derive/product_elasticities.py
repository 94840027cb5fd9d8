"""Derive the product elasticities of Fontagné, Guimbard & Orefice by code of HS 2022.

python -m derive.product_elasticities            rebuild the table in src/cobden/products/data
python -m derive.product_elasticities --check    rebuild in memory and compare with the committed
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from cobden.measures.codes import retired
from derive.arrays import write_or_check

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "products" / "elasticity_hs6_cepii.csv"
TARGET = ROOT / "src" / "cobden" / "products" / "data" / "elasticities.npz"


def build() -> dict[str, np.ndarray]:
    """Return the estimates by code of HS 2022: those that are significant and of the right sign.

    The others stand for the mean of their heading in the source, which is left out here. A code
    with several forerunners has their mean.
    """
    found: dict[str, list[float]] = defaultdict(list)
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["zero"] == "1" or row["positive"] == "1" or not row["sigma"]:
                continue
            gone = retired(row["HS6"])
            for code in (row["HS6"],) if gone is None else gone.successors:
                found[code].append(-float(row["sigma"]))
    codes = sorted(found)
    return {
        "code": np.array([int(code) for code in codes], np.int32),
        "coefficient": np.array([np.mean(found[code]) for code in codes], np.float32),
    }


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {TARGET.name: build()}, TARGET.parent, __doc__))
