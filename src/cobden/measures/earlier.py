"""Between authorities: what those that come first leave of the value, and of the points."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Earlier:
    """What the authorities that come first have taken of each line's value, and charge on it."""

    def __init__(self, above: Mapping[str, set[str]], lines: int) -> None:
        self.above, self.lines = above, lines
        self.taken: dict[str, NDArray[np.float64]] = {}
        self.charged: dict[str, NDArray[np.float64]] = {}  # that none has been set against yet

    def left(
        self,
        authority: str,
        at: "NDArray[np.intp]",
        wanted: "NDArray[np.float64]",
        beyond: set[str],
    ) -> "NDArray[np.float64]":
        """Return what ``authority`` reaches of the lines ``at``, and count it as taken by it.

        It yields no part of the value to those ``beyond`` whose rate it is charged.
        """
        yields_to = self.above[authority] - beyond
        stronger = (taken[at] for name, taken in self.taken.items() if name in yields_to)
        reached = wanted * np.clip(1.0 - sum(stronger, np.zeros(1)), 0.0, 1.0)
        self.taken.setdefault(authority, np.zeros(self.lines))[at] += reached
        return reached

    def net(
        self,
        authority: str,
        at: "NDArray[np.intp]",
        points: "NDArray[np.float64]",
        beyond: set[str],
    ) -> "NDArray[np.float64]":
        """Return its ``points`` on the lines ``at`` without those of ``beyond``, and count them."""
        for charged in (charged for name, charged in self.charged.items() if name in beyond):
            set_off = np.minimum(points, charged[at])
            points = points - set_off
            charged[at] -= set_off
        self.charged.setdefault(authority, np.zeros(self.lines))[at] += points
        return points
