"""Rates that are reached step by step, as trade agreements write them: equal cuts, one a year."""

import calendar
import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from cobden.base.sources import Value
from cobden.measures.amounts import read_rate

_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
            "twelve", "thirteen", "fourteen", "fifteen")  # fmt: skip
_FORM = re.compile(
    r"^(?:from (?P<before>[\d.]+ ?(?:%|per ?cent|points?)?) )?(?:to (?P<to>[\d.]+ ?%?) )?"
    rf"in (?P<cuts>\d+|{'|'.join(_NUMBERS)}) (?:equal )?(?:annual |yearly )?"
    r"(?P<word>cuts|steps|stages)(?: (?:of|every) (?P<months>\d+) months)?$",
    re.I,
)


class PhaseIn(Value):
    """Equal ``cuts`` from ``before`` to a measure's rate, the first on its first day.

    The next follow every ``months``. ``to`` is the measure's rate again, if it is said. Without
    ``before`` they start from each line's own ordinary duty, as a new ordinary duty alone can.
    ``may_rise``: a rate that goes up is meant, since the words were "steps" and not "cuts".

    >>> import cobden as cb
    >>> cut = cb.Tariff(by='IND', on='DEU', goods='C29', rate=0.0, mode='ordinary',
    ...     phase_in='from 25.7% in seven equal cuts', start='2027-01-01', authority='agreement',
    ...     source='an example')
    >>> round(cut.at(cut.phase_in.days(cut.start)[2]).rate, 4)
    0.1469
    """

    before: float | None = Field(None, ge=0.0, le=10.0)
    to: float | None = Field(None, ge=0.0, le=10.0)
    cuts: int = Field(ge=2, le=50)
    months: int = Field(12, ge=1, le=120)
    may_rise: bool = True

    def check(self, rate: float) -> None:
        """Raise ``ValueError`` where the cuts do not lead down to ``rate``."""
        if self.to is not None and self.to != rate:
            raise ValueError(f"the cuts end at {self.to:g} and the rate is {rate:g}: say one")
        if self.before == rate:
            raise ValueError(f"phase_in starts from {rate:g}, which is the rate already")
        if self.before is not None and self.before < rate and not self.may_rise:
            raise ValueError(
                f"phase_in: the cuts go up, from {self.before:g} to {rate:g}; swap the two, or "
                "write steps for cuts where a rise is meant"
            )

    def days(self, start: date) -> tuple[date, ...]:
        """Return the day of each cut, the first being ``start``."""
        return tuple(_later(start, self.months * at) for at in range(self.cuts))

    def made(self, start: date, day: date) -> float:
        """Return the part of the way that is gone on ``day``."""
        return sum(cut <= day for cut in self.days(start)) / self.cuts


def _later(start: date, months: int) -> date:
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def read_phase_in(value: object) -> object:
    """Return "from 25.7% in seven equal cuts" as the keys of a `PhaseIn`; else ``value``.

    Raises ``ValueError`` for words of another form.
    """
    if not isinstance(value, str) or not value.strip():
        return value or None
    match = _FORM.match(value.strip())
    if match is None:
        raise ValueError(
            f"'{value}' is no phase-in; write: from 25.7% to 0 in 7 equal cuts, or: in 5 cuts of "
            "6 months"
        )
    cuts = match["cuts"].casefold()
    return {
        "before": _rate(match["before"], value),
        "to": _rate(match["to"], value),
        "cuts": _NUMBERS.index(cuts) + 2 if cuts in _NUMBERS else int(cuts),
        "months": int(match["months"] or 12),
        "may_rise": match["word"].casefold() != "cuts",
    }


def _rate(text: str | None, whole: str) -> float | None:
    if text is None:
        return None
    rate = float(str(read_rate(text.strip())))
    if rate > 1 and text.strip()[-1].isdigit():
        raise ValueError(f"'{whole}': write {text.strip()}% for per cent")
    return rate


Phases = Annotated[PhaseIn | None, BeforeValidator(read_phase_in)]
