"""Quantities in running text: value, interval, unit, and the span they rest on.

A figure's interval is what its wording allows: "about 60" 54 to 66, "over 9" 9 to 11.25, "up to 50"
0 to 50, "tens of billions" 20 to 100 billion with no value of its own. Money and weights carry half
a unit of their last written digit; rates, counts and spans of time are exact.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from cobden.evidence.counting import NOT_COUNTED, counted_noun
from cobden.evidence.number_patterns import (
    ANY,
    CURRENCY_WORDS,
    FEW,
    FRACTIONS,
    HEDGES,
    MAGNITUDES,
    ORDINALS,
    PERCENT,
    PERIOD,
    SYMBOLS,
    UNITS,
    WORDS,
    patterns,
)

_ENDLESS = re.compile(r"\d(?:[,.]?\d){40,}")


@dataclass(frozen=True)
class Figure:
    """A figure at [start, end) of its text.

    ``value`` is None where the wording gives an order of magnitude only; ``low`` and ``high`` are
    the interval of the wording; ``unit`` a currency code, "percent", "percentage point", a measure
    of weight or time, "round" for ordinals ... or "count"; ``noun`` what is counted; ``per`` the
    period; ``core`` the span of the figure without hedge and period.
    """

    start: int
    end: int
    value: float | None
    low: float
    high: float
    unit: str
    noun: str = ""
    per: str = ""
    ordinal: bool = False
    core: tuple[int, int] = (0, 0)

    @property
    def is_finite(self) -> bool:
        """Whether a computer can hold it."""
        return all(map(math.isfinite, (self.value or 0.0, self.low, self.high)))


def figures(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> list[Figure]:
    """Return the figures of ``text[start:end]`` in order; spans in ``taken`` are left alone."""
    if not ANY.search(text, start, end):
        return []
    taken, text = list(taken), _without_endless(text)
    found: list[Figure] = []
    for form, pattern in patterns().items():
        for match in pattern.finditer(text, start, end):
            a, b = match.span("n") if match.groupdict().get("n") else match.span()
            if any(a < y and x < b for x, y in taken):
                continue
            for figure in _read(form, match, text, end):
                if figure.is_finite:  # hundreds of digits are no figure that anybody could mean
                    found.append(figure)
                taken.append((figure.start, figure.end))
    found += list(_elided(found, text, end))
    return sorted(found, key=lambda figure: figure.start)


_INSTEAD = re.compile(
    r",?\s(?:(?:down|up) from|instead of|rather than|compared with|against|versus|from)\s"
    r"(?:the )?(?:current |earlier |previous )?"
    r"(\d{1,3}(?:\.\d+)?)(?=[,.;)]|\s(?:once|if|on|as|when|now|today|after)\b|\s*$)"
)


def _elided(found: list[Figure], text: str, end: int) -> Iterator[Figure]:
    """Yield the rates whose unit is that of the one before: "15 percent instead of 25"."""
    for figure in found:
        match = _INSTEAD.match(text, figure.end, end) if figure.unit == "percent" else None
        if match and not any(f.start < match.end(1) and match.start(1) < f.end for f in found):
            value = float(match[1])
            a, b = match.span(1)
            yield Figure(a, b, value, value, value, "percent", core=(a, b))


@lru_cache(maxsize=2)  # of a document at a time, sentence by sentence
def _without_endless(text: str) -> str:
    """Return the text with numbers of over forty digits blotted out, letter for letter.

    Nobody means them, and patterns would try each of their digits again and again.
    """
    return _ENDLESS.sub(lambda number: "#" * len(number[0]), text)


def _read(form: str, match: re.Match[str], text: str, end: int) -> Iterator[Figure]:
    groups = match.groupdict()
    if form in ("vague money", "vague weight", "vague count"):
        yield from _vague(form, match, text, end)
    elif form == "ordinal":
        yield _ordinal(match)
    elif form in ("fraction", "fraction by"):
        value = round(100 * FRACTIONS[groups["fraction"].casefold()], 2)
        yield _figure(match, value, value, "percent", rounded=0.5)
    elif form == "of so many":
        part, whole = number(groups["part"]), number(groups["whole"])
        if 0 < part < whole < math.inf:
            yield _figure(
                match, round(100 * part / whole, 2), round(100 * part / whole, 2), "percent"
            )
    elif form == "round":
        value = number(groups["n"])
        yield _figure(match, value, value, "round", ordinal=True)
    elif form == "count":
        yield from _count(match, text, end)
    elif form == "percent":
        yield from _percent(match, text)
    elif form == "zero tariff":
        yield _figure(match, 0.0, 0.0, "percent")
    elif not _is_no_figure(form, match, text):
        yield from _measured(form, match, text)


def _measured(form: str, match: re.Match[str], text: str) -> Iterator[Figure]:
    """Money, weights and spans of time: one value, or a range."""
    groups = match.groupdict()
    scale, unit = 1.0, ""
    if form == "symbol":
        symbol = groups["symbol"]
        unit = SYMBOLS.get(symbol) or SYMBOLS[symbol.upper().replace("RS", "Rs")]
    elif form == "word":
        unit = _currency(groups["currency"])
    elif form == "weight":
        unit, scale = _unit(groups["unit"])
    elif form == "time":
        unit = groups["span"].casefold()
    if groups.get("bare"):
        value = MAGNITUDES[groups["bare"].casefold()]
        value *= 0.5 if "half" in (groups["half"] or "") else 1.0
        yield _figure(match, value, value, unit)
        return
    second = groups.get("n2")
    magnitude, magnitude2 = _magnitude(groups.get("mag")), _magnitude(groups.get("mag2"))
    if second and magnitude == 1.0:  # "$1.5-2 billion": the magnitude belongs to both
        magnitude = magnitude2
    half = 0.5 if groups.get("and_half") else 0.0
    low = (number(groups["n"]) + half) * magnitude * scale
    digit = 0.0 if form == "time" else _last_digit(groups["n"]) * magnitude * scale
    if not second:
        yield _figure(match, low, low, unit, rounded=digit / 2)
        return
    high = number(second) * (magnitude2 if magnitude2 != 1.0 else magnitude) * scale
    if " and " in match[0].casefold() and not _is_between(match):
        return
    if " to " in match[0] and _is_change(match, text):
        one, two = _figure(match, low, low, unit), _figure(match, high, high, unit)
        stop, middle = match.end("n"), match.start("n2")
        yield replace(one, end=stop, core=(one.core[0], stop))
        yield replace(two, start=middle, core=(middle, two.core[1]))
    elif low <= high:
        yield _figure(match, low, high, unit)


def _is_change(match: re.Match[str], text: str) -> bool:
    """Whether "from ... to ..." says what was and what will be, rather than a range."""
    before = text[max(0, match.start() - 28) : match.start()]
    return bool(_FROM.search(before)) and not _is_spread(match, text)


def _is_spread(match: re.Match[str], text: str) -> bool:
    return bool(_RANGING.search(text[max(0, match.start() - 28) : match.start()]))


_BETWEEN = re.compile(r"\bbetween (?P<n>\d[\d,.]*|[a-z-]+) and $", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:about |around |the current |a )?$", re.IGNORECASE)
_RANGING = re.compile(
    r"\b(?:rang\w+|runs?|vary|varies|varied|anywhere) from (?:about |around )?$", re.IGNORECASE
)


def _percent(match: re.Match[str], text: str) -> Iterator[Figure]:
    unit = (
        "percentage point" if "p" in match["percent"] and "point" in match["percent"] else "percent"
    )
    first = number(match["n"])
    second = number(match["n2"]) if match["n2"] else None
    if second is None:
        yield _figure(match, first, first, unit)
        return
    told = re.match(r"\s?percentage[- ]points?", text[match.end("n") :], re.IGNORECASE)
    if told and match["percent"].strip() in ("%", "percent", "per cent"):  # "by 10 points to 25%"
        stop = match.end("n") + told.end()
        one = _figure(match, first, first, "percentage point")
        yield replace(one, end=stop, core=(match.start("n"), stop), per="")
        two = _figure(match, second, second, "percent")
        yield replace(two, start=match.start("n2"), core=(match.start("n2"), match.end("percent")))
        return
    joined = re.search(r"\b(and|or)\b", match[0][match.end("n") - match.start() :])
    if _is_spread(match, text) or (
        first < second
        and not _is_change(match, text)
        and (not joined or joined[0] == "or" or _is_between(match))
    ):
        yield _figure(match, first, second, unit)
        return
    # "from 25% to 15%", "25% and 50%": two figures
    middle = match.start("n2")
    one = _figure(match, first, first, unit)
    sign = re.match(rf"\s?(?:{PERCENT})", text[match.end("n") :], re.IGNORECASE)
    stop = match.end("n") + (sign.end() if sign else 0)
    yield replace(one, end=stop, core=(match.start("n"), stop), per="")
    two = _figure(match, second, second, unit)
    yield replace(two, start=middle, core=(middle, match.end("percent")))


def _vague(form: str, match: re.Match[str], text: str, end: int) -> Iterator[Figure]:
    words = match["vague"].casefold().replace("multi-", "billions ").replace("multi", "billions ")
    scale, few = 1.0, re.match(FEW, words)
    for word in re.findall(r"[a-z]+", words):
        scale *= MAGNITUDES.get(word, 1.0) if not words.startswith("billions ") else 1.0
    if words.startswith("billions "):
        scale = MAGNITUDES[words.split()[-1]]
    low, high = (
        ((3 if few[0] == "several" else 2) * scale, 9 * scale)
        if few
        else ((24.0, 99.0) if words == "dozens" else (2 * scale, 10 * scale))
    )
    noun = ""
    if form == "vague money":
        unit = _currency(match["currency"])
    elif form == "vague weight":
        unit, factor = _unit(match["unit"])
        low, high = low * factor, high * factor
    else:
        unit, noun = "count", counted_noun(text, match.end(), end)
        if not noun:
            return
    per = _per(match.groupdict().get("period"))
    stop = match.end() + len(noun) if noun else match.end()
    yield Figure(match.start(), stop, None, low, high, unit, noun, per, core=match.span("vague"))


def _ordinal(match: re.Match[str]) -> Figure:
    word = match["ordinal"].casefold()
    value = float(ORDINALS.get(word) or re.sub(r"\D", "", word))
    noun = match["noun"].casefold().removesuffix("s") if match["noun"] != "talks" else "talks"
    unit = "round" if noun == "round" else noun
    return Figure(
        match.start(), match.end(), value, value, value, unit, match["between"] + match["noun"],
        ordinal=True, core=match.span("ordinal"),
    )  # fmt: skip


def _count(match: re.Match[str], text: str, end: int) -> Iterator[Figure]:
    before = text[max(0, match.start("n") - 24) : match.start("n")].casefold()
    raw = match["n"]
    hyphenated = text[match.end() - 1] == "-"
    noun = counted_noun(text, match.end(), end)
    if hyphenated:
        joined = re.match(r"\w+", text[match.end() :])
        noun = joined[0] if joined else ""
    magnitude = _magnitude(match["mag"])
    value = number(raw) * magnitude
    is_year = re.fullmatch(r"(?:19|20)\d\d", raw) and magnitude == 1.0
    after_label = re.search(
        r"(section|article|no\.|number|chapter|page|expo|title|annex|paragraph|group of|g|covid-|"
        r"boeing|airbus|hs|heading|phase|level|line|flight|route|channel|the year|room|january|"
        r"february|march|april|may|june|july|august|september|october|november|december|top) ?$",
        before,
    )
    head = noun.split()[-1].casefold() if noun else ""
    if head == "points" and not magnitude > 1.0:
        return
    referring = (head in NOT_COUNTED and value == 2) or before.endswith("one in ")
    of_one = raw.casefold() == "one" or (raw.casefold() in ("zero", "hundred"))
    if is_year or after_label or referring or (of_one and magnitude == 1.0):
        return
    if not noun and magnitude == 1.0:
        return
    unit = "round" if head in ("round", "rounds") else "count"
    rounded = _last_digit(raw) * magnitude / 2 if magnitude > 1.0 else 0.0
    figure = _figure(match, value, value, unit, rounded=rounded)
    stop = match.end() + len(noun) if noun else match.end() - 1
    core = (match.start("n"), match.end() - 1)
    period = re.compile(PERIOD).match(text, stop, end)
    per = _per(period["period"] if period else None)
    between = _BETWEEN.search(text, max(0, figure.start - 40), figure.start)
    if between and number(between["n"]) < value:  # "between 3,000 and 4,000 companies"
        low = number(between["n"])
        figure = replace(figure, start=between.start("n"), value=(low + value) / 2, low=low)
        core = (figure.start, core[1])
    yield replace(figure, end=stop, noun=noun, core=core, per=per)


def _is_no_figure(form: str, match: re.Match[str], text: str) -> bool:
    if form != "time":
        return False
    words = match["n"].casefold()
    after = text[match.end() : match.end() + 12]
    counted = "and_half" if match["and_half"] else "n"
    middle = text[match.end(counted) : match.start("span")].strip(" \n-").casefold()
    adjectives = ("", "consecutive", "straight", "full", "calendar", "working", "business", "more",
                  "additional", "long", "initial")  # fmt: skip
    year = re.fullmatch(r"(?:19|20)\d\d", words)
    return bool(year) or middle not in adjectives or (words == "one" and after.startswith(" of"))


def _figure(
    match: re.Match[str], low: float, high: float, unit: str, *,
    rounded: float = 0.0, ordinal: bool = False,
) -> Figure:  # fmt: skip
    groups = match.groupdict()
    is_range = low != high
    value = (low + high) / 2 if is_range else low
    hedge = groups.get("hedge")
    factors = next(
        (f for words, f in HEDGES.items() if hedge and re.fullmatch(words, hedge.casefold())), None
    )
    if factors:
        low, high = low * factors[0], high * factors[1]
    elif not is_range:
        low, high = low - rounded, high + rounded
    core_start = next(
        match.start(g)
        for g in ("symbol", "n", "bare", "fraction", "part", "zero")
        if groups.get(g) is not None
    )
    core_end = match.start("period") if groups.get("period") else match.end()
    return Figure(
        match.start(), match.end(), value, min(low, high), max(low, high), unit,
        per=_per(groups.get("period")), ordinal=ordinal, core=(core_start, core_end),
    )  # fmt: skip


def number(words: str) -> float:
    """Return the value of a number in digits or words (``sixty-five``, ``1,250.5``)."""
    plain = words.casefold().replace(",", "").replace("−", "-")
    try:
        return float(plain)
    except ValueError:
        pass
    total = 0.0
    for word in re.findall(r"[a-z]+", plain):
        value = WORDS.get(word, 0)
        total = max(total, 1) * value if word == "hundred" else total + value
    return total


def _last_digit(words: str) -> float:
    """Return the unit of the last written digit: 0.1 for 6.3, 1 for 60."""
    decimals = re.search(r"\.(\d+)$", words)
    return 10.0 ** -len(decimals[1]) if decimals else 1.0


def _magnitude(word: str | None) -> float:
    folded = " ".join((word or "").strip(" -\n").casefold().split())
    return MAGNITUDES.get(folded, 1e12 if folded == "t" else 1.0)


def _per(period: str | None) -> str:
    words = (period or "").casefold()
    for unit, stems in {
        "year": ("year", "annum", "annual"), "month": ("month",), "week": ("week",),
        "day": ("day", "daily"), "quarter": ("quarter",),
    }.items():  # fmt: skip
        if any(stem in words for stem in stems):
            return unit
    return ""


def _currency(words: str) -> str:
    plain = " ".join(words.split())
    return next(c for w, c in CURRENCY_WORDS.items() if re.fullmatch(w, plain, re.IGNORECASE))


def _unit(words: str) -> tuple[str, float]:
    return next(u for w, u in UNITS.items() if re.fullmatch(w, words, re.IGNORECASE))


def _is_between(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 10) : match.start()].casefold()
    return before.rstrip().endswith("between")
