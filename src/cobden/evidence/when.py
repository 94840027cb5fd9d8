# ruff: noqa: E501  # each form of date is one pattern on one line
"""Dates in running text, resolved against the day their source was published.

A date is an interval of days: "May 23" one day, "mid-June" the 11th to the 20th, "in April" the
month. What cannot be resolved, for want of a year or of the source's own date, stays unresolved.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = (
    "january|jan", "february|feb", "march|mar", "april|apr", "may", "june|jun", "july|jul",
    "august|aug", "september|sept|sep", "october|oct", "november|nov", "december|dec",
)  # fmt: skip
_MONTHS = {name: i for i, names in enumerate(_NAMES, 1) for name in names.split("|")}
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Jan\.?|Feb\.?|Mar\.|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_DAY = r"(?:[0-3]?\d)(?:st|nd|rd|th)?(?!\d|[.,]\d|%| ?percent)"
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_YEAR = r"(?:19|20)\d\d"
_UNTIL = r"(?:\s?[-–—]\s?| to | through | and | until )"
_PART = r"(?:the (?P<edge>end|beginning|start|middle) of |(?P<part>mid|late|early|end)[- ](?:of )?)"

_PATTERN = re.compile(
    "|".join(
        [
            rf"(?P<iso>{_YEAR}-\d\d-\d\d)",
            rf"(?P<named>{_WEEKDAY}),? (?:\(|on )?(?P<m1>{_MONTH}) (?P<d1>{_DAY})(?:,? (?P<y1>{_YEAR}))?\)?",
            rf"(?P<named2>{_WEEKDAY}),? (?:\(|on )?(?:the )?(?P<d2>{_DAY}) (?:of )?(?P<m2>{_MONTH})(?:,? (?P<y2>{_YEAR}))?\)?",
            rf"(?P<m3>{_MONTH}) (?P<d3>{_DAY})(?:{_UNTIL}(?:(?P<m3b>{_MONTH}) )?(?P<d3b>{_DAY})(?! (?:percent|rounds)))?(?:,? (?P<y3>{_YEAR})(?!\d))?",
            rf"(?<![\d.,])(?P<d4>{_DAY})(?:{_UNTIL}(?P<d4b>{_DAY}))? (?:of )?(?P<m4>{_MONTH})(?:,? (?P<y4>{_YEAR}))?",
            rf"{_PART}(?:(?P<m5>{_MONTH})\b(?:,? (?P<y5>{_YEAR}))?|"
            rf"(?P<span5>this year|the year|this month|the month|next month|next year|{_YEAR}))",
            rf"(?P<m6>{_MONTH}),? (?P<y6>{_YEAR})",
            rf"(?P<m7>{_MONTH})\b",
            rf"(?<=\bthrough )(?P<y9>{_YEAR})\b|(?<=\buntil )(?P<y9b>{_YEAR})\b|(?<=\bby )(?P<y9c>{_YEAR})\b(?! [a-z])",
            rf"(?P<which>last|next|this|this past|this coming) (?P<span>{_WEEKDAY}|weekend|week|month|quarter|{_MONTH})\b|(?<=\bfrom )(?P<which2>next) (?P<span2>year)\b",
            rf"(?P<weekday>{_WEEKDAY})\b(?!'s|’s| Times)",
            r"(?P<near>yesterday|today|tomorrow)\b(?!'s|’s)",
            rf"(?:the )?(?P<quarter>first|second|third|fourth) quarter(?: of (?P<y8>{_YEAR}|this year|last year|next year))?",
        ]
    ),
    re.IGNORECASE,
)  # fmt: skip
_LIMIT_BEFORE = re.compile(
    r"\b(before|by|until|till|through|no later than|ahead of|from|since|after|starting|beginning|"
    r"effective|deadline of|due on|due)( on| at)?( the)?\s$", re.IGNORECASE
)  # fmt: skip
_SURE_OF_YEAR = 45  # days from publication within which a day without a year is of this one
_BEFORE_A_MONTH = re.compile(r"\b(in|by|of|since|until|after|before|during|from|for)\s$", re.I)
_FUTURE = re.compile(
    r"\b(?:will|is to|are to|set|due|scheduled|expected|plans?|planned|would|upcoming|next|shall|going|ahead|"
    r"deadline|until|before)\b", re.IGNORECASE
)  # fmt: skip
_PAST = re.compile(
    r"\b(?:said|told|left|met|spoke|held|was|were|flew|began|took|made|had|"
    r"(?!scheduled|expected|planned)[a-z]+ed)\b", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True)
class When:
    """A date at [start, end) of its text: ``first`` to ``last`` day, None where unresolved.

    ``limit`` is the word before it that makes it a bound ("before", "by", "since"), or ''.
    ``problem`` says why a date cannot be one ("5 June 2025 is a Thursday, not a Friday").
    """

    start: int
    end: int
    first: date | None
    last: date | None
    limit: str = ""
    problem: str = ""

    @property
    def iso(self) -> str:
        """The day, or the interval as ``first/last``; '' where unresolved."""
        if self.first is None or self.last is None:
            return ""
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def dates(text: str, start: int, end: int, published: date | None) -> list[When]:
    """Return the dates in ``text[start:end]``, in order."""
    found = []
    for match in _PATTERN.finditer(text, start, end):
        if not _is_date(match):
            continue
        before = text[max(start, match.start() - 20) : match.start()]
        limit = _LIMIT_BEFORE.search(before)
        begin = match.start()
        for first, last, problem in _resolved(match, text[start:end], published):
            word = limit[1].casefold() if limit else ""
            found.append(When(begin, match.end(), first, last, word, problem))
    return found


def _is_date(match: re.Match[str]) -> bool:
    """Whether words that are also others (May, March, Sun.) are capitalised as a date's are."""
    groups = match.groupdict()
    months = [groups[g] for g in ("m3", "m4", "m5", "m6", "m7") if groups.get(g)]
    if groups.get("m7") and not _BEFORE_A_MONTH.search(match.string[: match.start()][-8:]):
        return False
    return all(m[0].isupper() for m in months) and not (
        groups.get("weekday") and match["weekday"][0].islower()
    )


def _resolved(
    match: re.Match[str], sentence: str, published: date | None
) -> Iterator[tuple[date | None, date | None, str]]:
    groups = {k: v for k, v in match.groupdict().items() if v}
    try:
        yield _interval(groups, sentence, published)
    except Unresolved:
        yield None, None, ""
    except ValueError:
        yield None, None, f"there is no such day as '{match[0]}'"


class Unresolved(Exception):
    """Needs a year or a day that the source does not give."""


def _interval(  # noqa: PLR0911  # one form of date each
    g: dict[str, str], sentence: str, published: date | None
) -> tuple[date | None, date | None, str]:
    if "iso" in g:
        day = date.fromisoformat(g["iso"])
        return day, day, ""
    for n in "1234":
        if f"d{n}" in g:
            return _day_of_month(g, n, published)
    if "m5" in g:
        return *_part_of_month(g, published), ""
    if "span5" in g:
        return *_part_of_span(g, published), ""
    for n in "67":
        if f"m{n}" in g:
            month = _month(g[f"m{n}"])
            year = int(g[f"y{n}"]) if f"y{n}" in g else near_year(month, 15, published)
            if f"y{n}" not in g and published and date(year, month, 1) > published:
                year -= not _is_ahead(sentence, sentence.find(g[f"m{n}"]))  # "in May", of last May
            return *whole_month(year, month), ""
    if year := g.get("y9") or g.get("y9b") or g.get("y9c"):
        return date(int(year), 1, 1), date(int(year), 12, 31), ""
    if "quarter" in g:
        return *_quarter(g, published), ""
    if published is None:
        raise Unresolved
    if "which2" in g:
        return date(published.year + 1, 1, 1), date(published.year + 1, 12, 31), ""
    return *_relative(g, sentence, published), ""


def _day_of_month(g: dict[str, str], n: str, published: date | None) -> tuple[date, date, str]:
    month, day = _month(g[f"m{n}"]), _number(g[f"d{n}"])
    weekday = g.get("named") or g.get("named2")
    year = int(g[f"y{n}"]) if f"y{n}" in g else None
    if year is None and published is None and weekday:
        raise Unresolved
    year = year or near_year(month, day, published)
    first = date(year, month, day)
    last = first
    if f"d{n}b" in g:
        last_month = _month(g[f"m{n}b"]) if f"m{n}b" in g else month
        last = date(year, last_month, _number(g[f"d{n}b"]))
        if last < first:
            raise ValueError
    problem = ""
    near = f"y{n}" in g or (
        published is not None and abs((first - published).days) <= _SURE_OF_YEAR
    )
    if weekday and near and _DAYS.index(weekday.casefold()) != first.weekday():
        problem = f"{first:%-d %B %Y} is a {first:%A}, not a {weekday}"
    return first, last, problem


def _part_of_month(g: dict[str, str], published: date | None) -> tuple[date, date]:
    month = _month(g["m5"])
    year = int(g["y5"]) if "y5" in g else near_year(month, 15, published)
    first, last = whole_month(year, month)
    part = (g.get("part") or g.get("edge") or "").casefold()
    if part in ("mid", "middle"):
        return first.replace(day=11), first.replace(day=20)
    if part in ("early", "beginning", "start"):
        return first, first.replace(day=10)
    return (last, last) if part == "end" else (first.replace(day=21), last)


def _part_of_span(g: dict[str, str], published: date | None) -> tuple[date, date]:
    span = g["span5"].casefold()
    part = (g.get("part") or g.get("edge") or "").casefold()
    if published is None and not span.isdigit():
        raise Unresolved
    if "month" in span:
        assert published is not None
        shift = 1 if "next" in span else 0
        month = published.month - 1 + shift
        first, last = whole_month(published.year + month // 12, month % 12 + 1)
        thirds = {"mid": (11, 20), "middle": (11, 20), "early": (1, 10), "beginning": (1, 10),
                  "start": (1, 10), "late": (21, last.day), "end": (last.day, last.day)}  # fmt: skip
    else:
        year = int(span) if span.isdigit() else 0
        if not year:
            assert published is not None
            year = published.year + (1 if "next" in span else 0)
        months = {"mid": (5, 8), "middle": (5, 8), "early": (1, 3), "beginning": (1, 3),
                  "start": (1, 1), "late": (10, 12), "end": (12, 12)}[part]  # fmt: skip
        start, stop = date(year, months[0], 1), whole_month(year, months[1])[1]
        return (stop, stop) if part == "end" else (start, stop)
    low, high = thirds[part]
    return first.replace(day=low), first.replace(day=high)


def _quarter(g: dict[str, str], published: date | None) -> tuple[date, date]:
    said = g.get("y8", "this year").casefold()
    if said.isdigit():
        year = int(said)
    elif published is None:
        raise Unresolved
    else:
        year = published.year + {"last year": -1, "next year": 1}.get(said, 0)
    month = 3 * ["first", "second", "third", "fourth"].index(g["quarter"].casefold()) + 1
    return date(year, month, 1), whole_month(year, month + 2)[1]


def _relative(g: dict[str, str], sentence: str, published: date) -> tuple[date, date]:  # noqa: PLR0911  # one form of date each
    """Weekdays, "last week", "yesterday": against the day of publication."""
    if "near" in g:
        day = published + timedelta({"yesterday": -1, "today": 0, "tomorrow": 1}[g["near"].lower()])
        return day, day
    if "weekday" in g:
        ahead = _is_ahead(sentence, sentence.find(g["weekday"]))
        day = _weekday_near(g["weekday"], published, ahead)
        return day, day
    which, span = g["which"].casefold().split()[-1], g["span"].casefold()
    step = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 1}[which]
    monday = published - timedelta(published.weekday())
    if span in _DAYS:
        if step == 0:
            day = monday + timedelta(_DAYS.index(span))
        else:
            day = _weekday_near(span, published + timedelta(step), step > 0)
        return day, day
    if span == "week":
        first = monday + timedelta(7 * step)
        return first, first + timedelta(6)
    if span == "weekend":
        return _weekend(monday + timedelta(5 + 7 * step), sentence, published, step)
    if span == "quarter":
        number = 4 * published.year + (published.month - 1) // 3 + step
        year, month = number // 4, 3 * (number % 4) + 1
        return date(year, month, 1), whole_month(year, month + 2)[1]
    if span == "month":
        month = published.month - 1 + step
        return whole_month(published.year + month // 12, month % 12 + 1)
    month = _month(span)
    year = published.year
    if step < 0 and month >= published.month:
        year -= 1
    elif step > 0 and month <= published.month:
        year += 1
    return whole_month(year, month)


def _weekend(saturday: date, sentence: str, published: date, step: int) -> tuple[date, date]:
    """Return a weekend; "this weekend" of what is past, said before it, is the one just over."""
    at = sentence.casefold().find("weekend")
    if step == 0 and saturday > published and not _is_ahead(sentence, at):
        saturday -= timedelta(7)
    return saturday, saturday + timedelta(1)


def _is_ahead(sentence: str, at: int) -> bool:
    """Whether a weekday is to come: by the nearest word for past or future, before it if any."""
    before = [
        (m.start(), m.re is _FUTURE) for p in (_FUTURE, _PAST) for m in p.finditer(sentence, 0, at)
    ]
    after = [
        (m.start(), m.re is _FUTURE) for p in (_FUTURE, _PAST) for m in p.finditer(sentence, at)
    ]
    if before:
        return max(before)[1]
    return min(after)[1] if after else False


def _weekday_near(name: str, published: date, ahead: bool) -> date:
    """Return the last such weekday up to ``published``, or the next one from it."""
    gap = _DAYS.index(name.casefold()) - published.weekday()
    return published + timedelta(gap % 7 if ahead else -(-gap % 7))


def near_year(month: int, day: int, published: date | None) -> int:
    """Return the year that puts the day nearest to publication."""
    if published is None:
        raise Unresolved
    day = min(day, 28)
    years = (published.year - 1, published.year, published.year + 1)
    return min(years, key=lambda year: abs((date(year, month, day) - published).days))


def whole_month(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _month(name: str) -> int:
    return _MONTHS[name.rstrip(".").casefold()]


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))
