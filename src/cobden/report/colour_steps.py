"""Where the colours of a map or a table change: steps about zero, as large as what is shown."""

from collections.abc import Iterable

import numpy as np

INCOME = (-1.0, -0.3, -0.1, 0.0, 0.1, 0.3, 1.0)
"""Per cent of real income, before they are fitted."""

SALES = (-10.0, -3.0, -1.0, 0.0, 1.0, 3.0, 10.0)
"""Billion dollars of goods sold."""

JOBS = (-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 1.0)
"""Per cent of jobs."""

_NOTHING = 1e-6  # per cent, or billion dollars: what no equilibrium is solved to
_BEYOND = 90  # percentile of sizes: one large value shall not make all others pale, nor a small one


def fitted(steps: Iterable[float], values: Iterable[float]) -> list[float]:
    """Return the steps times the power of ten by which a tenth of the values lie beyond the first.

    Both sides have the same steps, and what lies beyond the last has the last colour. Without
    values, or with nothing but zeros, the steps stay.

    >>> fitted((-1.0, -0.1, 0.0, 0.1, 1.0), [0.02, -0.03, 0.015, -0.4])
    [-0.1, -0.01, 0.0, 0.01, 0.1]
    """
    kept, sizes = list(steps), np.abs([value for value in values if abs(value) > _NOTHING])
    if not len(sizes):
        return kept
    first = min(step for step in kept if step > 0)
    power = int(np.floor(np.log10(np.percentile(sizes, _BEYOND) / first)))
    return [float(f"{step * 10.0**power:.6g}") for step in kept]
