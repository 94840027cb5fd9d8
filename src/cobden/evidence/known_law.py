"""The law as reports speak of it: each dated tariff of a policy as a ``KnownMeasure``.

Where a measure lay suspended, its rows say until when that was announced to last, as a report of
the day could know it; the law as it stands now may have a later end.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cobden.base import economies
from cobden.evidence.knowledge import KnownMeasure
from cobden.evidence.word_lists import table
from cobden.measures import Policy, Tariff

_NAMES = {
    "IEEPA-reciprocal": "reciprocal tariff",
    "IEEPA-fentanyl": "fentanyl tariff",
    "S232": "Section 232 tariff",
    "S301": "Section 301 tariff",
    "S122": "Section 122 tariff",
    "CAN-retaliation": "retaliatory tariff",
    "CHN-retaliation": "retaliatory tariff",
    "EU-retaliation": "countermeasures",
}
# What the product lists of Section 232 hold, by chapter and heading.
_HEADINGS = {
    "S232-auto": ("8703",), "S232-parts": ("8708",), "S232-trucks": ("8704",),
    "S232-steel": ("72", "73"), "S232-aluminium": ("76",), "S232-copper": ("74",),
    "S232-lumber": ("44", "9403"), "S232-metals": ("72", "73", "74", "76"),
}  # fmt: skip


def known_measures(policy: Policy) -> tuple[KnownMeasure, ...]:
    """Return the policy's tariffs, a row for each imposer, partner and period.

    >>> import cobden as cb
    >>> len(cb.evidence.known_measures(cb.Policy.load())) > 100
    True
    """
    return tuple(
        row for m in policy.measures if isinstance(m, Tariff) and m.mode != "exempt"
        for row in _rows(m)
    )  # fmt: skip


def _rows(tariff: Tariff) -> Iterator[KnownMeasure]:
    name = next((n for a, n in _NAMES.items() if tariff.authority.startswith(a)), tariff.authority)
    every = tariff.on == ("all",)
    if name == "reciprocal tariff" and every:
        name = "baseline tariff"
    headings = _HEADINGS.get(tariff.authority, ())
    codes = headings or tuple(good for good in tariff.goods if good.isdigit())
    for by in _parties(tariff.by):
        for on in ("ALL",) if every else _parties(tariff.on):
            row = KnownMeasure(
                by, on, name, round(100 * tariff.rate, 4), tariff.start, tariff.end, codes,
                source=tariff.source, authority=tariff.authority,
            )  # fmt: skip
            yield from _periods(row, tariff)


def _parties(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the economies, the Union as one beside its members."""
    union = set(economies.GROUPS["EU27"]) <= set(codes)
    return (*codes, "EU27") if union else codes


def _periods(row: KnownMeasure, tariff: Tariff) -> Iterator[KnownMeasure]:
    """Yield the row in force, and suspended as often as the end of that was announced anew."""
    start = row.start
    for pause in tariff.suspensions:
        if start < pause.start:
            yield replace(row, start=start, end=pause.start)
        announced = [(d, u) for d, u in _announcements(row) if d < pause.end and u > pause.start]
        cuts = [pause.start, *(d for d, _ in announced[1:]), pause.end]
        untils = [u for _, u in announced] or [pause.end]
        for begin, end, until in zip(cuts, cuts[1:], untils, strict=False):
            if begin < end:
                yield replace(row, start=begin, end=end, status="suspended", until=until)
        start = pause.end
    if row.end is None or start < row.end:
        yield replace(row, start=start)


def _announcements(row: KnownMeasure) -> list[tuple[date, date]]:
    of = [r for r in table("deadlines") if r["by"] == row.by and r["named"] == row.named]
    own = [r for r in of if r["on"] == row.on] or [r for r in of if r["on"] == "ALL"]
    return sorted((date.fromisoformat(r["announced"]), date.fromisoformat(r["until"])) for r in own)
