"""The tables that ship in ``data``."""

import csv
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def table(name: str) -> "dict[str, NDArray]":
    """Return the arrays of a shipped table."""
    with as_file(files("cobden.measures") / "data" / name) as path, np.load(path) as stored:
        return {key: stored[key] for key in stored}


def read_csv(name: str) -> list[dict[str, str]]:
    """Return the rows of a shipped CSV table."""
    text = (files("cobden.measures") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
