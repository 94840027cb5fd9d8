"""Anderson's (1965) acceleration, type II, of x = x + step(x): what it is, whoever takes the steps.

From the last steps and points it knows by how much the step turns as x strides. It takes the mix
of past turns that best cancels the step at hand, and goes where that mix's strides lead. `stride`
and `ahead` say so, for arrays of numpy and of JAX alike.

Only how the mix is found depends on who asks. ``fixed_point.anderson``, a loop that is compiled,
keeps inner products of the turns and solves with a ridge; `AndersonMixer`, for steps that are taken
in Python (rounds of a search that solves many equilibria each, programs that another library
solves), takes a least squares that leaves out turns which say nothing new.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RANK = 1e-10  # relative: past moves that say nothing new are left out


def stride(point: Any, last: Any, turn: Any) -> Any:
    """Return how far the next point moves as x goes on from ``last`` and its step turns."""
    return point - last + turn


def ahead(point: Any, step: Any, mix: Any, strides: Any) -> Any:
    """Return where to go from ``point`` [size]: its step, less the strides [memory, size] mixed."""
    return point + step - mix @ strides


class AndersonMixer:
    """The acceleration one step at a time, over the last ``memory`` steps.

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
        points, turns = np.stack(self._points), np.diff(np.stack(self._moves), axis=0)
        mix = np.linalg.lstsq((turns * scale).T, move * scale, rcond=_RANK)[0]
        return ahead(point, move, mix, stride(points[1:], points[:-1], turns))
