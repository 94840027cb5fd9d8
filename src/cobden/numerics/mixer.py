"""Anderson's acceleration one step at a time, for fixed points whose steps are taken in Python.

Such as rounds of a search that solves many equilibria each, or programs that another library
solves. Where a step can be compiled, ``fixed_point.anderson`` accelerates the whole loop.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RANK = 1e-10  # relative: past moves that say nothing new are left out


class AndersonMixer:
    """Anderson's (1965) acceleration, type II, of x = x + move(x), over the last ``memory`` steps.

    Steps are as they come until ``after`` of them are known. ``scale`` puts the components into
    comparable units for the least squares.
    """

    def __init__(self, memory: int, *, after: int = 1) -> None:
        self.memory, self.after = memory, after
        self._points: list[Floats] = []
        self._moves: list[Floats] = []

    def next(self, point: Floats, move: Floats, scale: Floats | float = 1.0) -> Floats:
        """Return where to go from ``point`` [size], whose own ``move`` [size] this is."""
        self._points = [*self._points[-self.memory :], point]
        self._moves = [*self._moves[-self.memory :], move]
        if len(self._points) <= self.after or not move.any():
            return point + move
        turns = np.diff(np.stack(self._moves), axis=0)
        strides = np.diff(np.stack(self._points), axis=0) + turns
        mix = np.linalg.lstsq((turns * scale).T, move * scale, rcond=_RANK)[0]
        return point + move - mix @ strides
