"""Amounts as governments state them, and what they are in the model's units.

Dollars of a year become the benchmark's by world output: the model's numeraire is world value
added, so a billion dollars of 2025 is the same share of the world's income in both.
"""

import re
from functools import cache
from typing import NamedTuple

from cobden.base.errors import InputError, unknown
from cobden.base.sources import Quantity, Source
from cobden.measures.tables import read_csv

_MONEY = re.compile(
    r"^(?P<scale>trillion|billion|bn|million|m)? ?USD(?: of (?P<year>\d{4}))?(?: a year)?$", re.I
)
_SCALE = {"trillion": 1e12, "billion": 1e9, "bn": 1e9, "million": 1e6, "m": 1e6, None: 1.0}


_RATE = re.compile(
    r"^(?P<number>-?\d+(?:\.\d+)?) ?(?P<sign>%|per ?cent|(?:percentage )?points?|pp)$", re.I
)
HIGHEST_RATE = 2.0  # above it a rate is more likely per cent that lost their sign


class Money(NamedTuple):
    """Dollars, and the year whose dollars they are (None: the benchmark's)."""

    dollars: float
    year: int | None


@cache
def world_output() -> dict[int, Quantity]:
    """Return world gross domestic product by year, trillion current US dollars, with sources."""
    found = {}
    for row in read_csv("world_gdp.csv"):
        said = {"citation": row["citation"], "grade": row["grade"]}
        source = Source.model_validate(said) if row["citation"] else None
        found[int(row["year"])] = Quantity(
            value=float(row["value"]),
            unit="trillion USD",
            low=float(row["low"]),
            high=float(row["high"]),
            sources=(source,) if source else (),
            reason=row["reason"],
        )
    return found


def money(value: float, unit: str) -> Money | None:
    """Return an amount of dollars, or None where ``unit`` is no money ("Mt", "cars")."""
    match = _MONEY.match(unit.strip())
    if match is None:
        if "usd" in unit.lower() or "dollar" in unit.lower():
            raise InputError(
                f"the unit '{unit}' was not understood.",
                where="unit",
                remedy="Write 'billion USD', 'billion USD of 2025', or 'million USD a year'.",
            )
        return None
    scale = match["scale"]
    year = match["year"]
    return Money(
        value * _SCALE[scale.lower() if scale else None], None if year is None else int(year)
    )


def of_benchmark(amount: Money, benchmark: int | None) -> float:
    """Return ``amount`` in dollars of the ``benchmark`` year, by world output of the two years."""
    if amount.year is None or amount.year == benchmark:
        return amount.dollars
    known = world_output()
    for year in (amount.year, benchmark):
        if year not in known:
            raise unknown("year of dollars", year, map(str, known), where="unit")
    assert benchmark is not None
    return amount.dollars * known[benchmark].value / known[amount.year].value


def read_rate(value: object) -> object:
    """Return a rate as users write it as a fraction: "25%", "25 points" and "0.25" are 0.25.

    What is neither stays as it is, for the reader to refuse.
    """
    match = _RATE.match(value.strip()) if isinstance(value, str) else None
    return value if match is None else float(match["number"]) / 100


def read_share(value: object) -> object:
    """Return a share as users write it: "35%", 0.35, or by sector "C29: 35%; C30: 0.1".

    What is none of these stays as it is, for the reader to refuse.
    """
    if isinstance(value, str) and ":" in value:
        pairs = [part.partition(":") for part in value.split(";") if part.strip()]
        value = {sector.strip(): share.strip() for sector, _, share in pairs}
    if isinstance(value, dict):
        return {sector: read_rate(share) for sector, share in value.items()}
    return read_rate(value) if value != "" else None


def check_rate(rate: float, confirmed: bool) -> None:
    """Raise ``ValueError`` for a rate above 200% that nobody confirmed."""
    if rate > HIGHEST_RATE and not confirmed:
        raise ValueError(
            f"a rate of {rate:g} is {100 * rate:,.10g}%; write {rate:g}% or {rate / 100:g} if that "
            "is meant, or confirm the rate (confirm: true)"
        )
