"""What a consignment costs at the border of the United States: duty and the fees of entry."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from math import isnan
from typing import TYPE_CHECKING

from cobden.base.errors import InputError
from cobden.measures.bought import US
from cobden.measures.tables import read_csv

if TYPE_CHECKING:
    from cobden.measures.rate import Rate

PROCESSING = 0.003464  # of the value of a formal entry: 19 CFR 24.23(b)(1)
HARBOUR = 0.00125  # of the value that arrives by ship: 26 USC 4461, 19 CFR 24.24
# The least and the most of the processing fee of a formal entry, US dollars, by fiscal year from 1
# October (1 January 2018 the first): Customs and Border Protection's yearly notices in the Federal
# Register, such as 83 FR 37509 of 2018, document 2024-15990 and, for 2026, 90 FR 34665.
BOUNDS = {2018: (25.67, 497.99), 2019: (26.22, 508.70), 2020: (26.79, 519.76),
          2021: (27.23, 528.33), 2022: (27.75, 538.40), 2023: (29.66, 575.35),
          2024: (31.67, 614.35), 2025: (32.71, 634.62), 2026: (33.58, 651.50)}  # fmt: skip
# Goods that claim these agreements pay no processing fee: 19 CFR 24.23(c).
SPARED = ("USMCA", "Australia", "Bahrain", "Chile", "Colombia", "Israel", "Korea", "Oman", "Panama",
          "Peru", "Singapore", "CAFTA-DR")  # fmt: skip
FORMAL = 2_500.0  # US dollars: up to it an informal entry may be open (19 CFR 143.21)


@cache
def _spared_origins() -> frozenset[str]:
    """Return whose products pay no processing fee, claim or none: 19 CFR 24.23(c)(1).

    Those of the Caribbean Basin and the least-developed countries.
    """
    rows = read_csv("programmes.csv")
    named = [r["partners"] for r in rows if r["name"] == "Caribbean Basin" or r["code"] == "A+"]
    return frozenset(" ".join(named).split())


@dataclass(frozen=True)
class Landed:
    """The cost of ``value`` US dollars of goods at the border: ``duty`` and fees, US dollars.

    ``duty`` is NaN where the ordinary duty is not known. ``claimed``: with the duty and without
    the processing fee that a claim brings.
    """

    value: float
    duty: float
    processing: float
    harbour: float
    claimed: bool
    notes: tuple[str, ...]

    @property
    def total(self) -> float:
        """Value, duty and fees."""
        return self.value + self.duty + self.processing + self.harbour


def landed(rate: "Rate", value: float, *, ship: bool = True, claim: bool = False) -> Landed:
    """Return what ``value`` US dollars of the goods of ``rate`` cost at the border.

    ``ship``: they arrive by sea. ``claim``: the preference that is open is claimed. Raises
    ``InputError`` where the importer is not the United States, or there is nothing to claim.
    """
    if rate.importer != US:
        raise InputError(
            f"fees of entry are known for the United States, not for {rate.importer}.",
            where="value",
            remedy="Take the rate times the value, and add that customs' own fees.",
        )
    if not 0 < value < float("inf"):
        raise InputError(
            f"a value of {value:g} dollars can't be.", where="value", remedy="Give what was paid."
        )
    if claim and rate.claimed is None:
        raise InputError(
            "there is no preference to claim.", where="claim", remedy="Leave the claim out."
        )
    share = rate.claimed if claim else rate.unclaimed
    share = rate.all_in if share is None else share
    year = fiscal_year(rate.day)
    notes = []
    if isnan(share):
        notes.append("The ordinary duty is not known; give it with mfn.")
    if year not in BOUNDS:
        notes.append(f"The bounds of the processing fee are those of {max(BOUNDS)}.")
    least, most = BOUNDS.get(year, BOUNDS[max(BOUNDS)])
    if rate.exporter in _spared_origins():
        notes.append(f"Products of {rate.exporter} pay no processing fee (19 CFR 24.23(c)(1)).")
    elif value <= FORMAL:
        notes.append("The processing fee is a formal entry's; an informal one pays a few dollars.")
    spared = (claim and rate.programme.startswith(SPARED)) or rate.exporter in _spared_origins()
    fee = 0.0 if spared else min(max(PROCESSING * value, least), most)
    return Landed(
        value, value * share / 100, fee, HARBOUR * value if ship else 0.0, claim, tuple(notes)
    )


def fiscal_year(day: date) -> int:
    """Return the fiscal year of the United States, which begins in October."""
    return day.year + (day.month >= 10)
