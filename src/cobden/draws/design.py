"""Which draws are made: a fixed, low-discrepancy plan that any worker can compute any part of.

Monte Carlo with Sobol sequences, which fill the space of the factors more evenly than chance does.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.stats import qmc

from cobden.base.errors import InputError
from cobden.base.writing import uninterrupted
from cobden.draws.factors import Factor

_BITS = 30


@dataclass(frozen=True)
class Design:
    """``draws`` points in the space of ``factors``: each is a function of the seed and its number.

    The points serve ranges and drivers at once (Saltelli et al. 2010, Table 2). They come in
    blocks of D + 2 for D drivers: two independent points A and B of a scrambled Sobol' sequence,
    then, for each driver, A with that driver's factors taken from B. Every single point has the
    distribution of the factors, so quantiles use them all.

    With many drivers and few draws the points of a block lie close together, and there are few
    blocks. Where ``paired`` is false every point is a new one: better ranges, but no drivers.

    >>> import cobden as cb
    >>> design = cb.draws.Design((cb.draws.Range('share', 0.1, 0.3),), 8, 1)
    >>> design.draws
    8
    """

    factors: tuple[Factor, ...]
    draws: int
    seed: int
    paired: bool = True

    def __post_init__(self) -> None:
        names = [factor.name for factor in self.factors]
        if not names:
            raise InputError("there is no factor to vary.", where="over")
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"two factors are called '{name}'.", where="over")
        if not 1 <= self.draws < 2**_BITS:
            raise InputError(
                f"{self.draws} is no number of draws.",
                where="draws",
                remedy=f"Give a whole number from 1 to {2**_BITS - 1:,}.",
            )
        if self.seed < 0:
            raise InputError(f"{self.seed} is negative.", where="seed")

    @cached_property
    def drivers(self) -> tuple[str, ...]:
        """Return what the variance is shared out over: the groups, and the factors in none."""
        return tuple(dict.fromkeys(factor.group or factor.name for factor in self.factors))

    @property
    def block(self) -> int:
        """Return the number of draws in a block: A, B, and one for each driver; 1 if unpaired."""
        return len(self.drivers) + 2 if self.paired else 1

    def rows(self, start: int, stop: int) -> pd.DataFrame:
        """Return draws ``start`` to ``stop`` (exclusive): one row each, one column per factor.

        The index, ``draw``, is the number of the draw. Asking for a part gives the same numbers as
        asking for the whole.
        """
        numbers = np.arange(start, min(stop, self.draws))
        block, role = np.divmod(numbers, self.block)
        points = self._points(int(block[0]), int(block[-1]) + 1)[block - block[0]]
        columns = {}
        for j, factor in enumerate(self.factors):
            driver = self.drivers.index(factor.group or factor.name)
            from_b = (role == 1) | (role == driver + 2)
            columns[factor.name] = factor.at(np.where(from_b, points[:, 1, j], points[:, 0, j]))
        return pd.DataFrame(columns, index=pd.Index(numbers, name="draw"))

    def _points(self, first: int, last: int) -> np.ndarray:
        """Probabilities of the blocks ``first`` to ``last``: [block, A or B, factor]."""
        size = len(self.factors)
        count = last - first
        with uninterrupted():  # scipy may drop an interrupt and return points half made
            sequence = qmc.Sobol(2 * size, bits=_BITS, rng=np.random.default_rng(self.seed))
            if first:  # scipy cannot go forward by nothing
                sequence.fast_forward(first)
            # scipy warns unless the first request is a power of two; the surplus is dropped.
            points = sequence.random(1 << (count - 1).bit_length())[:count]
        # The sequence lies on a grid that contains 0; the middle of its cells does not.
        return (points + 0.5 ** (_BITS + 1)).reshape(count, 2, size)
