"""Fiscal years in running text: which days they are depends on whose they are.

Japan's fiscal 2026 begins in April 2026, that of the United States began in October 2025. Of an
economy whose way of naming them is not known, or where nobody is named, none is resolved.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from cobden.evidence.when import When
from cobden.evidence.word_lists import Mention

# The month in which a fiscal year begins, and whether it is named by the year in which it does.
# Sources: OECD, Budget Practices and Procedures Database; Japan's Public Finance Act, art. 11;
# 31 U.S.C. 1102; India's General Clauses Act, s. 3(21); Australia's Acts Interpretation Act, s. 2B.
_BEGINS = {
    "USA": (10, False), "JPN": (4, True), "IND": (4, False), "AUS": (7, False), "GBR": (4, None),
    "CAN": (4, None), "NZL": (7, False), "THA": (10, False),
    **dict.fromkeys(("CHN", "KOR", "DEU", "FRA", "ESP", "ITA", "BRA", "MEX", "EU27", "CHE", "RUS"),
                    (1, True)),
}  # fmt: skip
_YEARS = r"(?P<y>20\d\d|['’]?\d\d)(?:\s?[-/–—]\s?(?P<z>20\d\d|\d\d))?"
_EARLY = r"(?P<end>\b(?:end of|close of|ende des|fin de l['’]|fin del?)\s(?:the\s)?)?"
_WORDS = (
    r"\b(?:fiscal(?: year)?|financial year|FY|Haushaltsjahr\w*|Fiskaljahr\w*|"
    r"exercice (?:budgétaire|fiscal)|año fiscal|ejercicio(?: fiscal)?)\s?"
)
_NAMED = re.compile(
    rf"{_EARLY}{_WORDS}{_YEARS}(?![\d%]|\s?(?:percent|billion|million))|"
    r"(?P<y2>20\d\d)\s?(?:年度|财年|財年|财政年度|회계연도)(?P<end2>末|底|말)?",
    re.IGNORECASE,
)


def fiscal_years(text: str, start: int, end: int, economies: Sequence[Mention]) -> list[When]:
    """Return the fiscal years in ``text[start:end]`` whose owner is named there.

    The owner is the economy right before it ("Japan's fiscal 2026"), or else the first named.
    """
    found = []
    for match in _NAMED.finditer(text, start, end):
        near = [e for e in economies if 0 <= match.start() - e.end <= len("'s the ")]
        owner = near[-1].key if near else economies[0].key if economies else ""
        days = _days(match, owner)
        if days:
            ends = match["end"] or match["end2"]
            found.append(When(match.start(), match.end(), days[1] if ends else days[0], days[1]))
    return found


def _days(match: re.Match[str], owner: str) -> tuple[date, date] | None:
    """Return the first and the last day of the year named, None where it cannot be told."""
    month, by_first = _BEGINS.get(owner, (0, None))
    if not month:
        return None
    named = int((match["y"] or match["y2"]).lstrip("'’")) % 100 + 2000
    if month == 1 or match["z"] or by_first:
        year = named
    elif by_first is None:
        return None
    else:
        year = named - 1
    first = date(year, month, 1)
    return first, date(year + 1, month, 1) - timedelta(days=1)
