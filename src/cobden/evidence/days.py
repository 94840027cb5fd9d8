# ruff: noqa: E501  # the patterns of words stand on one line each
"""Dates in running text of any language but English (see ``when``)."""

import re
from datetime import date, timedelta
from functools import cache

from cobden.evidence.language import Language
from cobden.evidence.when import Unresolved, When, near_year, whole_month

_EAST = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)\s?[年년]\s?)?(?:(?P<m>\d{1,2})\s?[月월]\s?(?:(?P<d>\d{1,2})\s?[日일号號]|"
    r"(?P<end>底|末|말))?|(?<=年)(?P<ye>底|末))|(?P<day>\d{1,2})[日일](?!\s?[間间내内동본本]|以)|"
    r"(?P<wy>(?:19|20)\d\d)\s?[年년](?!\s?\d|間|间|간|度)(?P<we>底|末|말)?"
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b")


def dates(
    language: Language, text: str, start: int, end: int, published: date | None
) -> list[When]:
    """Return the dates in ``text[start:end]``, in order; what cannot be resolved is left out."""
    found = [
        _made(m, date(int(m[1]), int(m[2]), int(m[3])), None)
        for m in _ISO.finditer(text, start, end)
    ]
    pattern = _western(language.code) if language.spaced else _EAST
    read = _west if language.spaced else _east
    for match in pattern.finditer(text, start, end):
        try:
            days = read(language, match, published)
        except (ValueError, Unresolved):
            continue
        if days and not any(w.start < match.end() and match.start() < w.end for w in found):
            found.append(_made(match, *days))
    return sorted(found, key=lambda when: when.start)


def _made(match: re.Match[str], first: date, last: date | None) -> When:
    return When(match.start(), match.end(), first, last or first)


def _east(
    language: Language, match: re.Match[str], published: date | None
) -> tuple[date, date | None] | None:
    g = match.groupdict()
    if g["wy"]:
        year = int(g["wy"])
        last = date(year, 12, 31)
        return (last, last) if g["we"] else (date(year, 1, 1), last)
    if g["day"]:
        if published is None:
            return None
        day = published.replace(day=int(g["day"]))
        ahead = re.match(r"起|から|より|부터", match.string[match.end() :])  # "7日起"
        if not ahead and day > published + timedelta(days=3):
            before = published.replace(day=1) - timedelta(days=1)
            day = before.replace(day=int(g["day"]))
        return day, None
    if g["ye"] or not g["m"]:
        return None
    month = int(g["m"])
    lead = match.string[max(0, match.start() - 4) : match.start()]
    shift = next((n for words, n in _YEARS if re.search(rf"(?:{words})\s?$", lead)), None)
    if shift is not None and published is not None and not g["y"]:
        year = published.year + shift
    else:
        year = int(g["y"]) if g["y"] else near_year(month, int(g["d"] or 15), published)
    if g["d"]:
        return date(year, month, int(g["d"])), None
    first, last = whole_month(year, month)
    return (last, last) if g["end"] else (first, last)


_YEARS = (("내년|来年|明年", 1), ("지난해|작년|昨年|去年", -1), ("올해|今年|本年", 0))


@cache
def _months(code: str) -> dict[str, int]:
    from babel import Locale

    names = Locale.parse(code).months["format"]
    found = {}
    for width in ("wide", "abbreviated"):
        found |= {name.rstrip(".").casefold(): number for number, name in names[width].items()}
    return found


@cache
def _western(code: str) -> re.Pattern[str]:
    months = "|".join(sorted(map(re.escape, _months(code)), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?P<d>[0-3]?\d)(?:\.|er)?\s(?:de\s)?)?(?P<end>(?:ende|fin|finales de|fin de)\s)?"
        rf"(?P<m>{months})\.?(?:\s(?:de\s|del\s)?(?P<y>(?:19|20)\d\d))?(?!\w)|"
        r"(?P<de>(?:ende|fin|finales de|fin de)\s)?\b(?P<wy>20[0-4]\d)(?![\d.,]|\s?%)",
        re.IGNORECASE,
    )


def _west(
    language: Language, match: re.Match[str], published: date | None
) -> tuple[date, date | None] | None:
    g = match.groupdict()
    if g["wy"]:
        last = date(int(g["wy"]), 12, 31)
        return (last, last) if g["de"] else (date(int(g["wy"]), 1, 1), last)
    if not match["m"][0].isupper() and language.code == "de":
        return None
    month = _months(language.code)[g["m"].casefold()]
    year = int(g["y"]) if g["y"] else near_year(month, int(g["d"] or 15), published)
    if g["d"]:
        return date(year, month, int(g["d"])), None
    first, last = whole_month(year, month)
    return (last, last) if g["end"] else (first, last)
