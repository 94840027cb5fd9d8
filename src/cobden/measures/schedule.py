"""A tariff schedule: an importer's ordinary duty by code, origin and day, with year and source.

A schedule has one or more columns. One holds for everybody (``general``); one may stand in its
place for certain origins (the United States' column 2); the others are preferences, which the
importer of the goods must claim. What no column states is not known, and never zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.measures.codes import DIGITS, span
from cobden.measures.duty import UNKNOWN, Duty

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNION = "EU27"  # one customs territory, one schedule
NOTHING = -1  # the column states nothing on the line


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a schedule: ``duties``, and ``entry`` [line], the place of each line's in them.

    ``entry`` is -1 where the column states nothing. ``partners`` are alpha-3 codes (None:
    everybody), from ``start`` until the day ``end``. A ``claimed`` duty must be claimed, as under
    an agreement; any other stands in place of the general column.
    """

    name: str
    duties: tuple[Duty, ...]
    entry: "NDArray[np.intp]"
    partners: tuple[str, ...] | None = None
    claimed: bool = False
    start: date | None = None
    end: date | None = None
    source: str = ""

    def holds(self, exporter: str, day: date) -> bool:
        """Whether it is open to goods of ``exporter`` on ``day``."""
        begun = self.start is None or self.start <= day
        named = self.partners is None or exporter in self.partners
        return begun and named and (self.end is None or day < self.end)

    @cached_property
    def rate(self) -> "NDArray[np.float64]":
        """The rate on each line [line]; NaN where there is none, or it depends on the price."""
        rates = np.array([*(duty.rate for duty in self.duties), UNKNOWN])
        return rates[self.entry]

    def duty(self, line: int) -> Duty | None:
        """Return the duty on ``line``, or None where the column states nothing."""
        at = int(self.entry[line])
        return None if at == NOTHING else self.duties[at]


@dataclass(frozen=True)
class OrdinaryDuty:
    """The ordinary duty on one line: the duty, the column that states it, the edition and source.

    ``preferences`` are the claimed columns open to the origin that state something on the line.
    """

    code: str
    duty: Duty
    column: str
    edition: str
    year: int
    source: str
    preferences: tuple[tuple[str, Duty], ...] = ()

    @property
    def best(self) -> tuple[str, Duty] | None:
        """The preference with the lowest rate that is known, if it is below the duty."""
        known = [p for p in self.preferences if not isnan(p[1].rate)]
        lowest = min(known, key=lambda p: p[1].rate, default=None)
        return None if lowest is None or lowest[1].rate >= self.duty.rate else lowest


@dataclass(frozen=True, eq=False)
class Schedule:
    """The schedule of ``importer``: lines [low, high) in rising order, and its columns.

    ``year`` and ``edition`` name what it states, ``missing`` what it leaves out; ``start`` is the
    first day that it is used for (None: any) and ``end`` the first day no longer. The first column
    is the general one. Where ``whole_on`` is a day, its rates are all that was due on it,
    surcharges too. Raises ``InputError`` where lines overlap or columns differ in length.
    """

    importer: str
    edition: str
    year: int
    source: str
    low: "NDArray[np.int64]"
    high: "NDArray[np.int64]"
    columns: tuple[Column, ...]
    start: date | None = None
    end: date | None = None
    missing: str = ""
    whole_on: date | None = None

    def __post_init__(self) -> None:
        if (self.high[:-1] > self.low[1:]).any():
            line = int(np.argmax(self.high[:-1] > self.low[1:]))
            raise InputError(
                f"lines {self.low[line]:010d} and {self.low[line + 1]:010d} overlap.",
                where=self.edition,
                remedy="Keep one of them, or give the finer codes alone.",
            )
        for column in self.columns:
            if len(column.entry) != len(self.low):
                raise InputError(
                    f"column {column.name} has {len(column.entry)} lines of {len(self.low)}.",
                    where=self.edition,
                    remedy="Give every column one entry for each line, -1 for none.",
                )

    def lines(self, code: str) -> "NDArray[np.intp]":
        """Return the lines that ``code`` names or lies in."""
        low, high = span(code)
        first = np.searchsorted(self.high, low, side="right")
        return np.arange(first, np.searchsorted(self.low, high, side="left"))

    def names(self, code: str) -> bool:
        """Whether ``code``, of any number of digits up to ten, is one of the lines."""
        if not code.isdigit() or len(code) > DIGITS:
            return False
        low, high = span(code)
        at = np.searchsorted(self.low, low)
        return bool(at < len(self.low) and self.low[at] == low and self.high[at] == high)

    def places(self, codes: "NDArray[np.int64]") -> "NDArray[np.intp]":
        """Return the line that each ten-digit code lies in, -1 where there is none."""
        at = np.searchsorted(self.high, codes, side="right")
        inside = at < len(self.low)
        inside[inside] = self.low[at[inside]] <= codes[inside]
        return np.where(inside, at, NOTHING)

    def normal(self, exporter: str, day: date) -> Column:
        """Return the column that holds for ``exporter`` on ``day`` without any claim."""
        return self._open(exporter, day)[0]

    def preferences(self, exporter: str, day: date) -> tuple[Column, ...]:
        """Return the columns that goods of ``exporter`` may claim on ``day``."""
        return self._open(exporter, day)[1]

    def _open(self, exporter: str, day: date) -> tuple[Column, tuple[Column, ...]]:
        """Return the column that holds without a claim, and those that may be claimed."""
        if (exporter, day) not in self._opened:
            holding = [c for c in self.columns[1:] if c.holds(exporter, day)]
            apart = [c for c in holding if not c.claimed]
            # Where column 2 stands in place of the general one, no preference is open.
            claims = () if apart else tuple(c for c in holding if c.claimed)
            self._opened[exporter, day] = (apart or self.columns)[0], claims
        return self._opened[exporter, day]

    @cached_property
    def _opened(self) -> dict[tuple[str, date], tuple[Column, tuple[Column, ...]]]:
        return {}

    def duties(self, code: str, exporter: str, day: date) -> tuple[OrdinaryDuty, ...]:
        """Return the ordinary duty on every line of ``code`` from ``exporter``; () if unknown."""
        normal, claims = self.normal(exporter, day), self.preferences(exporter, day)
        found = []
        for line in self.lines(code):
            duty = normal.duty(line)
            if duty is not None:
                open_ = tuple((c.name, d) for c in claims if (d := c.duty(line)) is not None)
                low, high = int(self.low[line]), int(self.high[line])
                digits = DIGITS - len(str(high - low)) + 1
                found.append(
                    OrdinaryDuty(
                        f"{low:010d}"[:digits], duty, normal.name, self.edition, self.year,
                        self.source, open_,
                    )
                )  # fmt: skip
        return tuple(found)

    def best(self, exporter: str, day: date) -> "NDArray[np.float64]":
        """Return the lowest known rate of preferences [line]; NaN where there is none."""
        rates = [c.rate for c in self.preferences(exporter, day)]
        if not rates:
            return np.full(len(self.low), UNKNOWN)
        return np.fmin.reduce(rates)


def territory(importer: str) -> str:
    """Return the customs territory whose schedule ``importer`` (an alpha-3 code) applies."""
    return UNION if importer in economies.GROUPS[UNION] else importer


def schedule_of(schedules: Iterable[Schedule], importer: str, day: date) -> Schedule | None:
    """Return ``importer``'s schedule for ``day``: of those that hold, the last given."""
    holding = [
        s
        for s in schedules
        if territory(s.importer) == territory(importer)
        and (s.start is None or s.start <= day)
        and (s.end is None or day < s.end)
    ]
    return holding[-1] if holding else None
