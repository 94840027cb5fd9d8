"""The periods of a path, years or quarters, and what a rate per year is in one of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from cobden.base.errors import InputError, unknown
from cobden.dynamics.macro import Macro
from cobden.dynamics.parameters import Parameters

PARTS = {"year": 1, "quarter": 4}
"""How many periods of a kind a year has."""

When = int | str
"""A year (2025), or a quarter ("2025Q2")."""

_QUARTER = re.compile(r"(\d{4})Q([1-4])")


@dataclass(frozen=True)
class Calendar:
    """Years in a row, each a period or ``by`` quarters four of them.

    >>> from cobden.dynamics.periods import Calendar
    >>> Calendar((2025, 2026), "quarter").labels[:3]
    ('2025Q1', '2025Q2', '2025Q3')
    """

    years: tuple[int, ...]
    by: str = "year"

    @classmethod
    def of(cls, years: Iterable[int], by: str) -> "Calendar":
        """Return the periods of ``years``; raise ``InputError`` for what is no row of years."""
        if by not in PARTS:
            raise unknown("choice of period", by, tuple(PARTS), where="by")
        span = tuple(years)
        least = 3 if by == "year" else 2
        if len(span) < least or any(b != a + 1 for a, b in pairwise(span)):
            raise InputError(
                f"the years are {list(span)[:5]}.",
                where="years",
                remedy=f"Give {least} or more years in a row, for example range(2024, 2036).",
            )
        return cls(span, by)

    @property
    def parts(self) -> int:
        """How many periods a year has."""
        return PARTS[self.by]

    @property
    def labels(self) -> tuple[When, ...]:
        """The name of every period, in order."""
        if self.by == "year":
            return self.years
        return tuple(f"{year}Q{part + 1}" for year in self.years for part in range(self.parts))

    @property
    def length(self) -> float:
        """Of a period, in years."""
        return 1 / self.parts

    def __len__(self) -> int:
        return self.parts * len(self.years)

    def days(self, t: int) -> tuple[date, date]:
        """Return the first day of a period and the first after it."""
        return self._day(t), self._day(t + 1)

    def _day(self, t: int) -> date:
        year, part = divmod(t, self.parts)
        return date(self.years[0] + year, 1 + part * 12 // self.parts, 1)

    def position(self, when: When) -> int:
        """Return where a year's first period or a quarter stands, below zero before the first.

        Raises ``InputError`` for what names neither, and for a quarter of a path by year.
        """
        if isinstance(when, int):
            return (when - self.years[0]) * self.parts
        found = _QUARTER.fullmatch(when)
        if not found or self.by != "quarter":
            raise InputError(
                f"'{when}' names no {self.by}.",
                where="path",
                remedy='Name a year (2025), or with by="quarter" a quarter ("2025Q2").',
            )
        return (int(found[1]) - self.years[0]) * self.parts + int(found[2]) - 1

    def macro(self, macro: Macro) -> Macro:
        """Return growth, discounting and depreciation of a period, from those of a year."""
        return _macro(macro, self.parts)

    def parameters(self, macro: Macro, parameters: Parameters) -> Parameters:
        """Return the figures of a period, from those of a year.

        Who can move does so in a year as often as before; the dispersion of tastes rises with the
        number of choices, so that what a lasting wage does in the end is the same (Caliendo,
        Dvorkin & Parro 2019 have 5.34 a quarter where Artuç, Chaudhuri & McLaren 2010 have 1.88 a
        year). The cost of adjustment is per unit of the rate of investment, itself per period.
        """
        if self.parts == 1:
            return parameters
        length, stays = self.length, 1 - parameters.mobility
        year = 1 - macro.discount * stays
        period = 1 - (macro.discount * stays) ** length
        return replace(
            parameters,
            adjustment=parameters.adjustment / length,
            mobility=1 - stays**length,
            dispersion=parameters.dispersion * year / period,
            floor=parameters.floor**length,
        )


@lru_cache(maxsize=16)  # by identity: what rests on a world's figures is kept by it
def _macro(macro: Macro, parts: int) -> Macro:
    if parts == 1:
        return macro
    length = 1 / parts
    return replace(
        macro,
        depreciation=1 - (1 - macro.depreciation) ** length,
        growth=(1 + macro.growth) ** length - 1,
        discount=macro.discount**length,
    )
