"""Arrays of numbers, and what numpy lacks for them."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, and zero where the whole is zero."""
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)
