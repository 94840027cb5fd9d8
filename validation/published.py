"""Published results and their inputs: the tables under ``tests/oracles/data``.

The calibrated inputs of two papers may not be passed on. Where they lie in ``../shared``, beside
the repository, the checks that need them run; elsewhere they are left out and say so.
"""

import csv
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "oracles" / "data"
BESIDE = ROOT.parent / "shared" / "data" / "validation"
CALIENDO_PARRO = BESIDE / "cp2015" / "cp2015.npz"
OSSA = BESIDE / "ossa2014" / "ossa2014.npz"
ABSENT = "the inputs of {} may not be passed on and are not on this machine"


def read(name: str, table: str = "") -> list[dict[str, str]]:
    """Return the rows of a published table: of a file, or of one ``table`` in it."""
    with open(DATA / name, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [row for row in rows if not table or row["table"] == table]


def printed(name: str, key: str, column: str, table: str = "") -> dict[str, str]:
    """Return a column of a published table as it is printed, by ``key``."""
    return {row[key]: row[column] for row in read(name, table) if row[column]}


def arrays(path: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a file."""
    with np.load(path) as file:
        return {name: file[name] for name in file}
