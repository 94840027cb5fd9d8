"""Quantities in running text: value, interval, unit, and the span they rest on.

A figure's interval is what its wording allows: "about 60" 54 to 66, "over 9" 9 to 11.25, "up to 50"
0 to 50, "tens of billions" 20 to 100 billion with no value of its own. Money and weights carry half
a unit of their last written digit; rates, counts and spans of time are exact.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from cobden.evidence.tables import word_list

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "dozen": 12,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
_MAGNITUDES = {
    "thousand": 1e3, "k": 1e3, "lakh": 1e5, "million": 1e6, "millions": 1e6, "mn": 1e6, "m": 1e6,
    "mln": 1e6, "crore": 1e7, "billion": 1e9, "billions": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9,
    "trillion": 1e12, "trillions": 1e12, "tn": 1e12, "trn": 1e12, "thousands": 1e3, "hundreds": 1e2,
    "tens": 10.0, "dozens": 24.0,
}  # fmt: skip
_SYMBOLS = {
    "US$": "USD", "U.S.$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "$": "USD",
    "€": "EUR", "£": "GBP", "¥": "JPY", "JP¥": "JPY", "CN¥": "CNY", "₩": "KRW", "₹": "INR",
    "Rs": "INR", "RMB": "CNY", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "JPY": "JPY",
    "CNY": "CNY", "KRW": "KRW", "CHF": "CHF", "CAD": "CAD", "AUD": "AUD", "INR": "INR",
}  # fmt: skip
_CURRENCY_WORDS = {
    r"(?:US|U\.S\.|American) ?dollars?": "USD", r"Canadian dollars?": "CAD",
    r"Australian dollars?": "AUD", r"Hong Kong dollars?": "HKD", r"Singapore dollars?": "SGD",
    r"New Zealand dollars?": "NZD", r"(?:New )?Taiwan(?:ese)? dollars?": "TWD",
    r"dollars?": "USD", r"(?:Japanese )?yen": "JPY", r"euros?": "EUR",
    r"(?:pounds?(?: sterling)?|sterling)": "GBP", r"(?:Chinese )?(?:yuan|renminbi)": "CNY",
    r"(?:South Korean |Korean )?won": "KRW", r"(?:Indian )?rupees?": "INR",
    r"Swiss francs?": "CHF", r"(?:Mexican )?pesos?": "MXN", r"(?:Brazilian )?rea(?:l|is)": "BRL",
    r"rupiah": "IDR", r"baht": "THB", r"ringgit": "MYR", r"rand": "ZAR", r"(?:Turkish )?lira": "TRY",
    r"USD": "USD", r"EUR": "EUR", r"RMB": "CNY", r"JPY": "JPY", r"GBP": "GBP", r"CNY": "CNY",
    r"KRW": "KRW", r"CHF": "CHF", r"CAD": "CAD", r"AUD": "AUD",
}  # fmt: skip
_UNITS = {
    r"(?:metric )?ton(?:ne)?s?(?: of carbon)?|mt": ("tonne", 1.0),
    r"kilotonnes?|kt": ("tonne", 1e3),
    r"kilograms?|kilos?|kg": ("kg", 1.0),
    r"pounds? of(?= [a-z])": ("pound weight", 1.0),
    r"bushels?": ("bushel", 1.0),
    r"barrels?(?: of oil)?(?: per day| a day)|bpd": ("barrel/day", 1.0),
    r"barrels?": ("barrel", 1.0),
    r"lit(?:re|er)s?": ("litre", 1.0),
    r"gallons?": ("gallon", 1.0),
    r"cubic (?:met(?:re|er)s?)": ("cubic metre", 1.0),
    r"bcm": ("cubic metre", 1e9),
    r"gigawatts?|GW": ("GW", 1.0),
    r"megawatts?|MW": ("MW", 1.0),
    r"hectares?": ("hectare", 1.0),
    r"acres?": ("acre", 1.0),
    r"kilomet(?:re|er)s?|km": ("km", 1.0),
    r"TEUs?": ("TEU", 1.0),
}
_PERCENT = r"%|-?per[ -]?cent\b|pct\b|percentage[- ]points?\b|ppts?\b|-?percent(?:age)?\b"
_FRACTIONS = {
    "one-third": 1 / 3, "one third": 1 / 3, "a third": 1 / 3, "two-thirds": 2 / 3,
    "two thirds": 2 / 3, "one-quarter": 0.25, "one quarter": 0.25, "a quarter": 0.25,
    "three-quarters": 0.75, "three quarters": 0.75, "half": 0.5, "one-half": 0.5,
    "one-fifth": 0.2, "a fifth": 0.2, "one fifth": 0.2, "a tenth": 0.1,
}  # fmt: skip

_MANY_WORDS = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    rf"\b(?:{_MANY_WORDS})(?:[- ](?:and )?(?:{_MANY_WORDS})){{0,3}}\b)"
)
_MAGNITUDE = r"(?:thousand|lakh|million|crore|billion|trillion|mln|bln|mn|bn|trn|tn)\b"
_SHORT = r"(?:[kKmMbB]n?|tn?)\b"
_SYMBOL = (
    r"(?:(?<![A-Za-z])(?:"
    + "|".join(re.escape(s) for s in sorted(_SYMBOLS, key=len, reverse=True))
    + r"))"
)
_CURRENCY = r"(?:" + "|".join(_CURRENCY_WORDS) + r")\b"
_TO = r"\s?(?:-|–|—|to|and|or)\s?"
_VAGUE = (
    r"(?:(?:tens|hundreds|dozens|thousands)[ \n]of[ \n])?(?:hundreds|thousands|millions|billions|"
    r"trillions)"
)
_FEW = r"(?:several|a few|a couple of|multiple)"

# The wording before a figure, its interval as factors of the value.
_HEDGES = {
    r"about|around|roughly|approximately|some|circa|an estimated|estimated|or so|in the region of|"
    r"on the order of|~|≈": (0.9, 1.1),
    r"nearly|almost|close to|just under|just below|approaching|nearing|just shy of": (0.9, 1.0),
    r"(?:a little |slightly |just |well )?(?:over|above)|more than|at least|exceed(?:s|ed|ing)?|"
    r"in excess of|upwards? of|no less than|not less than|a minimum of|north of|"
    r"greater than|topp(?:ed|ing)|surpass(?:ed|ing|es)?|(?:exceeded|surpassed) over|minimum": (
        1.0,
        1.25,
    ),
    r"up to|as (?:much|many|high) as|at most|no more than|a maximum of|a ceiling of|"
    r"less than|fewer than|under|below|not more than|within|maximum": (0.0, 1.0),
}
_HEDGE = r"(?:(?<![A-Za-z])(?P<hedge>" + "|".join(_HEDGES) + r")[ \n](?:a |an |the )?)?"
_PERIOD = (
    r"(?P<period>[ \n-](?:per|a|each|every|in a|in one|for each)[- ](?:year|annum|month|week|day|"
    r"quarter)|[ \n](?:annually|yearly|monthly|weekly|daily|year-on-year|year on year))?(?!\w)"
)


_ANY = re.compile(
    rf"\d|\b(?:{_MANY_WORDS}|{'|'.join(_ORDINALS)}|half|third|quarters?|dozens|hundreds|thousands|"
    r"millions?|billions?|trillions?|several)\b", re.IGNORECASE
)  # fmt: skip


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


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """One compiled pattern per form of figure; none nests repeats, so none can blow up."""
    flags = re.IGNORECASE
    units = "|".join(_UNITS)
    mag = rf"(?:[ \n-]?(?P<mag>{_MAGNITUDE}|{_SHORT}))?"
    mag2 = rf"(?:[ \n-]?(?P<mag2>{_MAGNITUDE}|{_SHORT}))?"
    words = rf"(?:[ \n-]?(?P<mag>{_MAGNITUDE}))?"
    half = r"(?P<half>half a |a )?"
    return {
        "vague money": re.compile(
            rf"{_HEDGE}(?P<vague>{_VAGUE}|{_FEW} (?:{_MAGNITUDE})|multi-?(?:{_MAGNITUDE}))"
            rf"[ \n-](?:of[ \n])?(?P<currency>{_CURRENCY}){_PERIOD}", flags),
        "symbol": re.compile(
            rf"{_HEDGE}(?P<symbol>{_SYMBOL})\s?(?P<n>{_NUMBER}){mag}"
            rf"(?:{_TO}(?:{_SYMBOL})?\s?(?P<n2>\d[\d,.]*\d|\d){mag2})?"
            rf"(?:[ -](?:{_CURRENCY}))?(?:[- ]worth)?{_PERIOD}", flags),
        "word": re.compile(
            rf"{_HEDGE}(?:{half}(?P<bare>million|billion|trillion)|(?P<n>{_NUMBER}){mag}"
            rf"(?:{_TO}(?P<n2>{_NUMBER}){mag2})?)"
            rf"[ \n-](?P<currency>{_CURRENCY}){_PERIOD}", flags),
        "percent": re.compile(
            rf"{_HEDGE}(?P<n>(?<![\d.,$€£])[-−]?{_NUMBER})(?:\s?(?:{_PERCENT}))?"
            rf"(?:{_TO}(?P<n2>{_NUMBER}))?[ \n]?(?P<percent>{_PERCENT}){_PERIOD}", flags),
        "fraction": re.compile(
            rf"{_HEDGE}\b(?P<fraction>{'|'.join(_FRACTIONS)})(?=[ \n](?:of|(?:its|their|the|all)\b))",
            flags),
        "zero tariff": re.compile(
            r"(?P<n>zero)(?=[- ](?:tariffs?|duty|duties|levy|levies|rate)\b)|"
            r"(?<=\bto )(?P<zero>zero|nil)\b", flags),
        "weight": re.compile(
            rf"{_HEDGE}(?P<n>{_NUMBER}){mag}(?:{_TO}(?P<n2>{_NUMBER}){mag2})?"
            rf"[ \n-]?(?P<unit>{units})\b(?! of thousand){_PERIOD}", flags),
        "vague weight": re.compile(
            rf"(?P<vague>{_VAGUE}) of (?P<unit>{units})\b{_PERIOD}", flags),
        "time": re.compile(
            rf"{_HEDGE}(?P<n>{_NUMBER})(?:{_TO}(?P<n2>{_NUMBER}))?(?:[ \n-]| \w+ )"
            r"(?P<span>minute|hour|day|week|month|year|decade)s?\b(?!-old| old)", flags),
        "ordinal": re.compile(
            rf"\b(?P<ordinal>{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))[ \n]"
            r"(?P<between>(?:(?!and\b|of\b|the\b)[\w-]+[ \n]){0,3}?)"
            r"(?P<noun>rounds?|meetings?|sessions?|calls?|trips?|visits?|tranches?|negotiations?|declines?|increases?|falls?|rises?|drops?|gains?|cuts?|"
            r"summits?|phone calls?|talks|hearings?|extensions?)\b", flags),
        "round": re.compile(rf"\bround (?:no\. )?(?P<n>{_NUMBER})\b", flags),
        "count": re.compile(
            rf"{_HEDGE}(?P<n>(?<![\w.,:/$€£#-]){_NUMBER}){words}(?![\w:%/]|[.,]\d|-\d)"
            r"(?:[ \n]|-(?=nation|country|member|point|page|minute|seat))", flags),
        "vague count": re.compile(
            rf"(?P<vague>(?:tens|hundreds|dozens) of thousands|dozens|hundreds|thousands|"
            rf"(?:{_VAGUE})) of (?!dollars)", flags),
    }  # fmt: skip


def figures(text: str, start: int, end: int, taken: list[tuple[int, int]]) -> list[Figure]:
    """Return the figures of ``text[start:end]`` in order; spans in ``taken`` are left alone."""
    if not _ANY.search(text, start, end):
        return []
    taken = list(taken)
    found: list[Figure] = []
    for form, pattern in _patterns().items():
        for match in pattern.finditer(text, start, end):
            a, b = match.span("n") if match.groupdict().get("n") else match.span()
            if any(a < y and x < b for x, y in taken):
                continue
            for figure in _read(form, match, text, end):
                found.append(figure)
                taken.append((figure.start, figure.end))
    return sorted(found, key=lambda figure: figure.start)


def _read(form: str, match: re.Match[str], text: str, end: int) -> Iterator[Figure]:
    groups = match.groupdict()
    if form in ("vague money", "vague weight", "vague count"):
        yield from _vague(form, match, text, end)
    elif form == "ordinal":
        yield _ordinal(match)
    elif form == "fraction":
        value = round(100 * _FRACTIONS[groups["fraction"].casefold()], 2)
        yield _figure(match, value, value, "percent", rounded=0.5)
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
        yield from _measured(form, match)


def _measured(form: str, match: re.Match[str]) -> Iterator[Figure]:
    """Money, weights and spans of time: one value, or a range."""
    groups = match.groupdict()
    scale, unit = 1.0, ""
    if form == "symbol":
        symbol = groups["symbol"]
        unit = _SYMBOLS.get(symbol) or _SYMBOLS[symbol.upper().replace("RS", "Rs")]
    elif form == "word":
        unit = _currency(groups["currency"])
    elif form == "weight":
        unit, scale = _unit(groups["unit"])
    elif form == "time":
        unit = groups["span"].casefold()
    if groups.get("bare"):
        value = _MAGNITUDES[groups["bare"].casefold()]
        value *= 0.5 if "half" in (groups["half"] or "") else 1.0
        yield _figure(match, value, value, unit)
        return
    second = groups.get("n2")
    magnitude, magnitude2 = _magnitude(groups.get("mag")), _magnitude(groups.get("mag2"))
    if second and magnitude == 1.0:  # "$1.5-2 billion": the magnitude belongs to both
        magnitude = magnitude2
    low = number(groups["n"]) * magnitude * scale
    digit = 0.0 if form == "time" else _last_digit(groups["n"]) * magnitude * scale
    if not second:
        yield _figure(match, low, low, unit, rounded=digit / 2)
        return
    high = number(second) * (magnitude2 if magnitude2 != 1.0 else magnitude) * scale
    if " and " in match[0].casefold() and not _is_between(match):
        return
    if low <= high:
        yield _figure(match, low, high, unit)


def _percent(match: re.Match[str], text: str) -> Iterator[Figure]:
    unit = (
        "percentage point" if "p" in match["percent"] and "point" in match["percent"] else "percent"
    )
    first = number(match["n"])
    second = match["n2"] and number(match["n2"])
    if second is None:
        yield _figure(match, first, first, unit)
        return
    before = text[max(0, match.start() - 24) : match.start()].casefold()
    joined = re.search(r"\b(and|or)\b", match[0][match.end("n") - match.start() :])
    spread = re.search(r"\b(?:rang\w+|run|runs|vary|varies|varied) from $", before)
    if spread or (
        first < second
        and not re.search(r"\bfrom (?:about |around |the current |a )?$", before)
        and (not joined or joined[0] == "or" or _is_between(match))
    ):
        yield _figure(match, first, second, unit)
        return
    # "from 25% to 15%", "25% and 50%": two figures
    middle = match.start("n2")
    one = _figure(match, first, first, unit)
    sign = re.match(rf"\s?(?:{_PERCENT})", text[match.end("n") :], re.IGNORECASE)
    stop = match.end("n") + (sign.end() if sign else 0)
    yield replace(one, end=stop, core=(match.start("n"), stop), per="")
    two = _figure(match, second, second, unit)
    yield replace(two, start=middle, core=(middle, match.end("percent")))


def _vague(form: str, match: re.Match[str], text: str, end: int) -> Iterator[Figure]:
    words = match["vague"].casefold().replace("multi-", "billions ").replace("multi", "billions ")
    scale, few = 1.0, re.match(_FEW, words)
    for word in re.findall(r"[a-z]+", words):
        scale *= _MAGNITUDES.get(word, 1.0) if not words.startswith("billions ") else 1.0
    if words.startswith("billions "):
        scale = _MAGNITUDES[words.split()[-1]]
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
    value = float(_ORDINALS.get(word) or int(re.sub(r"\D", "", word)))
    noun = match["noun"].casefold().removesuffix("s") if match["noun"] != "talks" else "talks"
    unit = "round" if noun == "round" else noun
    return Figure(
        match.start(), match.end(), value, value, value, unit, match["between"] + match["noun"],
        ordinal=True, core=match.span("ordinal"),
    )  # fmt: skip


# Words that end in s and count nothing, and plurals that do not.
_NO_PLURAL = word_list("no plurals")
_PLURALS = word_list("plurals without s")
_BREAKS = word_list("ends of a count")
_NOT_COUNTED = word_list("not counted")


def counted_noun(text: str, start: int, end: int) -> str:
    """Return the noun phrase that begins at ``start`` up to its plural head, or ''."""
    phrase = ""
    for match in re.finditer(r"[ \n]*([\w’'.-]+)([,;:)]?)", text[start : min(end, start + 90)]):
        raw = match[1].rstrip(".")
        word = raw.casefold()
        if word in _BREAKS or raw.replace(".", "").isdigit():
            break
        phrase = text[start : start + match.start(1) + len(raw.rstrip("’'"))]
        plural = word in _PLURALS or (
            word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s", "is"))
            and word not in _NO_PLURAL and len(word) > 3
        )  # fmt: skip
        rest = text[start + match.end() :]
        if plural and not re.match(
            r"[ \n]+(?:[a-z]+(?:tions|ments|nts|ers|ors|als|ies)|"
            r"products|goods|officials|minerals)\b",
            rest,
        ):
            return phrase.strip()
        if match[2] or len(phrase.split()) > 4:
            break
    return ""


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
    referring = head in _NOT_COUNTED and value == 2
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
    period = re.compile(_PERIOD).match(text, stop, end)
    per = _per(period["period"] if period else None)
    yield replace(figure, end=stop, noun=noun, core=core, per=per)


def _is_no_figure(form: str, match: re.Match[str], text: str) -> bool:
    if form != "time":
        return False
    words = match["n"].casefold()
    after = text[match.end() : match.end() + 12]
    middle = text[match.end("n") : match.start("span")].strip(" \n-").casefold()
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
        (f for words, f in _HEDGES.items() if hedge and re.fullmatch(words, hedge.casefold())), None
    )
    if factors:
        low, high = low * factors[0], high * factors[1]
    elif not is_range:
        low, high = low - rounded, high + rounded
    core_start = next(
        match.start(g)
        for g in ("symbol", "n", "bare", "fraction", "zero")
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
        value = _WORDS.get(word, 0)
        total = max(total, 1) * value if word == "hundred" else total + value
    return total


def _last_digit(words: str) -> float:
    """Return the unit of the last written digit: 0.1 for 6.3, 1 for 60."""
    decimals = re.search(r"\.(\d+)$", words)
    return 10.0 ** -len(decimals[1]) if decimals else 1.0


def _magnitude(word: str | None) -> float:
    folded = (word or "").strip(" -\n").casefold()
    return _MAGNITUDES.get(folded, 1e12 if folded == "t" else 1.0)


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
    return next(c for w, c in _CURRENCY_WORDS.items() if re.fullmatch(w, plain, re.IGNORECASE))


def _unit(words: str) -> tuple[str, float]:
    return next(u for w, u in _UNITS.items() if re.fullmatch(w, words, re.IGNORECASE))


def _is_between(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 10) : match.start()].casefold()
    return before.rstrip().endswith("between")
