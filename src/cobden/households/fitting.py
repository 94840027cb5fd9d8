"""Biproportional fitting: a table like a given one that adds up to given rows and columns."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROUNDS = 10_000


def fitted(like: "Floats", rows: "Floats", columns: "Floats", close: float) -> "Floats":
    """Return tables [..., row, column] in the proportions of ``like``, but adding up.

    Over columns they add up to ``rows`` [..., row], over rows to ``columns`` [..., column], each to
    ``close``. Raises ``ArithmeticError``, which says how far off they are, where they cannot.
    """
    found = like * (columns > 0)[..., None, :]
    gap = np.inf
    for _ in range(ROUNDS):
        found = found * _over(columns, found.sum(axis=-2))[..., None, :]
        sums = found.sum(axis=-1)
        gap = np.abs(sums - rows).max()
        found = found * _over(rows, sums)[..., :, None]
        if gap <= close:
            return found
    raise ArithmeticError(f"off by {gap:.1e}")


def _over(part: "Floats", whole: "Floats") -> "Floats":
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
