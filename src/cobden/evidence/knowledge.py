"""What Cobden knows beside the reports: office-holders, exchange rates, the law, trade totals.

The room ships office-holders and exchange rates; the law and the totals of the world are given to
it (see ``Knowledge.knowing``), so that reading needs neither and works without them.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import Self

from cobden.evidence.family_names import surname
from cobden.evidence.word_lists import table


@dataclass(frozen=True)
class OfficeHolder:
    """A person in an office of an economy, from ``start`` to ``end`` (None: still in it).

    ``grade`` says how good the source of the dates is; U: nobody has checked them.
    """

    person: str
    spellings: tuple[str, ...]
    economy: str
    office: str
    titles: frozenset[str]
    start: date
    end: date | None
    grade: str
    source: str

    def holds(self, day: date) -> bool:
        """Whether the person is in office on ``day``."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class KnownMeasure:
    """A dated measure as the law has it.

    ``named`` is what the law's readers call it ("reciprocal tariff"); ``rate`` in percent, None
    where it has no single one; ``goods`` and ``goods_except`` HS prefixes (no ``goods``: all);
    in the days from ``start`` to before ``end`` it has ``status``, which was announced to last
    ``until`` then.
    """

    by: str
    on: str
    named: str
    rate: float | None
    start: date
    end: date | None = None
    goods: tuple[str, ...] = ()
    goods_except: tuple[str, ...] = ()
    status: str = "in force"
    until: date | None = None
    source: str = ""
    authority: str = ""

    def holds(self, day: date) -> bool:
        """Whether this row is the law on ``day``."""
        return self.start <= day and (self.end is None or day < self.end)

    def described(self) -> str:
        """Say it in a line: who, what, how much, whether in force and until when."""
        rate = "" if self.rate is None else f" of {self.rate:g}%"
        last = self.until or self.end
        until = f" until {last:%-d %B %Y}" if last else ""
        on = "all" if self.on == "ALL" else self.on
        return f"{self.named}{rate} by {self.by} on {on}, {self.status}{until}"


@dataclass(frozen=True)
class KnownTotal:
    """A yearly flow between two economies in a table: ``what`` is "balance" or "exports".

    ``value`` in USD; of a balance, exports of ``economy`` to ``partner`` minus imports from it.
    ``trade`` is what both sell each other in that year, the measure of how far a balance can move.
    """

    economy: str
    partner: str
    what: str
    value: float
    year: int
    definition: str
    source: str
    trade: float = 0.0


@dataclass(frozen=True)
class ExchangeRates:
    """Units of each currency per US dollar, by day of the ECB's calendar."""

    days: tuple[date, ...]
    per_dollar: dict[str, tuple[float | None, ...]]

    @classmethod
    @cache
    def load(cls) -> Self:
        """Read the table shipped with Cobden."""
        rows = table("exchange_rates")
        currencies = [name for name in rows[0] if name != "date"]
        columns = {c: tuple(float(r[c]) if r[c] else None for r in rows) for c in currencies}
        days = tuple(date.fromisoformat(row["date"]) for row in rows)
        return cls(days, columns | {"USD": (1.0,) * len(days)})

    def on(self, currency: str, day: date | None) -> float | None:
        """Return units per dollar on ``day`` or the last day before it; None where unknown."""
        column = self.per_dollar.get(currency)
        if column is None:
            return None
        if day is None:
            return column[-1]
        at = bisect_right(self.days, day) - 1
        return column[at] if at >= 0 and (day - self.days[at]).days <= 31 else None

    def mean(self, currency: str, year: int) -> float | None:
        """Return the mean of the year's daily rates; None where the table has none."""
        column = self.per_dollar.get(currency, ())
        rates = [r for d, r in zip(self.days, column, strict=False) if d.year == year and r]
        return sum(rates) / len(rates) if rates else None


@dataclass(frozen=True)
class Knowledge:
    """What claims are checked against.

    >>> import cobden as cb
    >>> known = cb.evidence.Knowledge.default()
    >>> len(known.holders) > 10
    True
    """

    holders: tuple[OfficeHolder, ...]
    rates: ExchangeRates
    measures: tuple[KnownMeasure, ...] = ()
    totals: tuple[KnownTotal, ...] = field(default=())

    @classmethod
    @cache
    def default(cls) -> Self:
        """Return the office-holders and exchange rates shipped with Cobden, and nothing else."""
        return cls(tuple(_holder(row) for row in table("office_holders")), ExchangeRates.load())

    def knowing(
        self, *, measures: tuple[KnownMeasure, ...] = (), totals: tuple[KnownTotal, ...] = ()
    ) -> Self:
        """Return this with the law's measures and the world's totals added."""
        return replace(self, measures=self.measures + measures, totals=self.totals + totals)

    def of_people(self) -> Self:
        """Return only the office-holders: all that reading a report needs, and light to send."""
        return replace(self, rates=ExchangeRates((), {}), measures=(), totals=())

    @cached_property
    def names(self) -> frozenset[str]:
        """Every spelling of every office-holder's name, and the longer surnames alone."""
        full = {spelling for holder in self.holders for spelling in holder.spellings}
        return frozenset(full | {surname(name) for name in full if len(surname(name)) > 3})

    def law(self, by: str, day: date) -> list[KnownMeasure]:
        """Return the measures of ``by`` on ``day``."""
        return [m for m in self._by_imposer.get(by, ()) if m.holds(day)]

    @cached_property
    def _by_imposer(self) -> dict[str, list[KnownMeasure]]:
        grouped: dict[str, list[KnownMeasure]] = {}
        for measure in self.measures:
            grouped.setdefault(measure.by, []).append(measure)
        return grouped


def _holder(row: dict[str, str]) -> OfficeHolder:
    spellings = tuple(row["person"].split("|"))
    return OfficeHolder(
        spellings[0], spellings, row["economy"], row["office"],
        frozenset(row["titles"].split()), date.fromisoformat(row["start"]),
        date.fromisoformat(row["end"]) if row["end"] else None, row["grade"], row["source"],
    )  # fmt: skip
