"""Amounts as governments state them, and what they are in the model's units.

Dollars of a year become the benchmark's by world output: the model's numeraire is world value
added, so a billion dollars of 2025 is the same share of the world's income in both.
"""

import re
from functools import cache
from typing import Annotated, NamedTuple

import pycountry
from pydantic import AfterValidator

from cobden.base.errors import InputError, unknown
from cobden.base.sources import Quantity, Source, Text
from cobden.measures.tables import read_csv

_MONEY = re.compile(
    r"^(?:(?P<scale>trillion|billion|bn|million|m)s? (?:of )?)?"
    r"(?P<currency>US dollars?|US\$|[$€£]|[A-Za-z]+)"
    r"(?: of (?P<year>\d{4}))?(?: a year)?$",
    re.I,
)
_WORDS = {
    "dollar": "USD", "dollars": "USD", "euro": "EUR", "euros": "EUR", "yen": "JPY", "yuan": "CNY",
    "us dollar": "USD", "us dollars": "USD", "us$": "USD", "$": "USD", "€": "EUR", "£": "GBP",
    "renminbi": "CNY", "won": "KRW", "pounds": "GBP", "francs": "CHF", "rupees": "INR",
}  # fmt: skip
_SCALE = {"trillion": 1e12, "billion": 1e9, "bn": 1e9, "million": 1e6, "m": 1e6, None: 1.0}


_RATE = re.compile(
    r"^(?P<number>-?\d+(?:\.\d+)?) ?(?P<sign>%|per ?cent|(?:percentage )?points?|pp)$", re.I
)
HIGHEST_RATE = 2.0  # above it a rate is more likely per cent that lost their sign
LOWEST_RATE = -0.9  # below it next to nothing is paid for the goods


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
    """Return an amount of money in dollars, or None where ``unit`` is no money ("Mt", "cars").

    Other currencies need a year: they become dollars at its mean reference rate. Raises
    ``InputError`` for a unit of money that was not understood.
    """
    match = _MONEY.match(unit.strip())
    currency = _currency(match["currency"]) if match else None
    if match and currency is None and pycountry.currencies.get(alpha_3=match["currency"]):
        raise unknown("currency", match["currency"], ("USD", *currencies()), where="unit")
    if match is None or currency is None:
        if any(_currency(word) for word in re.findall(r"[A-Za-z]+|[$€£]", unit)):
            raise InputError(
                f"the unit '{unit}' was not understood.",
                where="unit",
                remedy="Write 'billion USD', 'billion USD of 2025', 'million USD a year', or "
                "another currency with its year: 'billion EUR of 2024'.",
            )
        return None
    year = None if match["year"] is None else int(match["year"])
    dollars = value * _SCALE[match["scale"].lower() if match["scale"] else None]
    return Money(dollars / _rate(currency, year, unit), year)


def _currency(word: str) -> str | None:
    """Return the code of a currency by its code or its usual name; None if it is none."""
    code = _WORDS.get(word.casefold(), word)
    return code if code in ("USD", *currencies()) else None


def _rate(currency: str, year: int | None, unit: str) -> float:
    """Return how many units of ``currency`` a dollar was worth in ``year``."""
    if currency == "USD":
        return 1.0
    known = {at: rates[currency] for at, rates in yearly_rates().items() if currency in rates}
    if year is None or year not in known:
        raise InputError(
            f"'{unit}' of which year? A dollar was worth other amounts of {currency} in others."
            if year is None
            else f"the mean rate of {currency} in {year} is not known.",
            where="unit",
            remedy=f"Name a year from {min(known)} to {max(known)}: 'billion {currency} of "
            f"{max(known)}'; or state dollars.",
        )
    return known[year]


@cache
def yearly_rates() -> dict[int, dict[str, float]]:
    """Return units of each currency per dollar by year: means of daily reference rates (ECB)."""
    return {
        int(row["year"]): {k: float(v) for k, v in row.items() if k != "year" and v}
        for row in read_csv("yearly_rates.csv")
    }


@cache
def currencies() -> tuple[str, ...]:
    """Return the codes of the currencies beside the dollar that amounts may be in."""
    return tuple(dict.fromkeys(code for rates in yearly_rates().values() for code in rates))


def check_unit(unit: str) -> str:
    """Return a unit as it is read: money in a currency and a year whose rates are known, or none.

    Raises ``ValueError`` for money that is not understood.
    """
    try:
        amount = money(1.0, unit)
    except InputError as fault:
        raise ValueError(f"{fault.what} {fault.remedy}") from None
    years = world_output()
    if amount is not None and amount.year is not None and amount.year not in years:
        raise ValueError(
            f"'{unit}': the world's output of {amount.year} is not known, by which money of a year "
            f"becomes the benchmark's. Name a year from {min(years)} to {max(years)}, or none"
        )
    return unit


Unit = Annotated[Text, AfterValidator(check_unit)]
"""A unit of an amount; of money, one that is understood."""


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
    """Raise ``ValueError`` for a rate above 200%, or below -90%, that nobody confirmed."""
    if rate < LOWEST_RATE and not confirmed:
        raise ValueError(
            f"a rate of {rate:g} pays {-100 * rate:.6g}% of what the goods cost; write the duty as "
            "a rate of zero or more, or confirm the rate (confirm: true)"
        )
    if rate > HIGHEST_RATE and not confirmed:
        raise ValueError(
            f"a rate of {rate:g} is {100 * rate:,.10g}%; write {rate:g}% or {rate / 100:g} if that "
            "is meant, or confirm the rate (confirm: true)"
        )
