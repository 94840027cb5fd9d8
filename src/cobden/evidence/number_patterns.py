"""The forms that a figure takes in writing: words for numbers, units, hedges, and the patterns."""

import re
from functools import cache

WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "dozen": 12,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20,
}  # fmt: skip
MAGNITUDES = {
    "thousand": 1e3, "k": 1e3, "lakh": 1e5,
    "lakh crore": 1e12, "million": 1e6, "millions": 1e6, "mn": 1e6, "m": 1e6,
    "mln": 1e6, "crore": 1e7, "billion": 1e9, "billions": 1e9, "bn": 1e9, "bln": 1e9, "b": 1e9,
    "trillion": 1e12, "trillions": 1e12, "tn": 1e12, "trn": 1e12, "thousands": 1e3, "hundreds": 1e2,
    "tens": 10.0, "dozens": 24.0,
}  # fmt: skip
SYMBOLS = {
    "US$": "USD", "U.S.$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "R$": "BRL", "MX$": "MXN", "$": "USD",
    "€": "EUR", "£": "GBP", "¥": "JPY", "JP¥": "JPY", "CN¥": "CNY", "₩": "KRW", "₹": "INR",
    "Rs": "INR", "RMB": "CNY", "USD": "USD", "EUR": "EUR", "GBP": "GBP", "JPY": "JPY",
    "CNY": "CNY", "KRW": "KRW", "CHF": "CHF", "CAD": "CAD", "AUD": "AUD", "INR": "INR",
}  # fmt: skip
CURRENCY_WORDS = {
    r"(?:US|U\.S\.|American) ?dollars?": "USD", r"Canadian dollars?": "CAD",
    r"Australian dollars?": "AUD", r"Hong Kong dollars?": "HKD", r"Singapore dollars?": "SGD",
    r"New Zealand dollars?": "NZD", r"(?:New )?Taiwan(?:ese)? dollars?": "TWD",
    r"dollars?": "USD", r"(?:Japanese )?yen": "JPY", r"euros?": "EUR",
    r"(?:pounds?(?: sterling)?|sterling)": "GBP", r"(?:Chinese )?(?:yuan|renminbi)": "CNY",
    r"(?:South Korean |Korean )?won": "KRW", r"(?:Indian )?rupees?": "INR",
    r"(?:Swiss )?francs?": "CHF", r"(?:Mexican )?pesos?": "MXN",
    r"(?:Brazilian )?rea(?:l|is)": "BRL",
    r"rupiah": "IDR", r"baht": "THB", r"ringgit": "MYR", r"rand": "ZAR",
    r"(?:Turkish )?lira": "TRY",
    r"USD": "USD", r"EUR": "EUR", r"RMB": "CNY", r"JPY": "JPY", r"GBP": "GBP", r"CNY": "CNY",
    r"KRW": "KRW", r"CHF": "CHF", r"CAD": "CAD", r"AUD": "AUD",
}  # fmt: skip
UNITS = {
    r"(?:metric[ -])?ton(?:ne)?s?(?: of carbon)?|mt": ("tonne", 1.0),
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
PERCENT = r"%|-?per[ -]?cent\b|pct\b|percentage[- ]points?\b|ppts?\b|-?percent(?:age)?\b"
FRACTIONS = {
    "one-third": 1 / 3, "one third": 1 / 3, "a third": 1 / 3, "two-thirds": 2 / 3,
    "two thirds": 2 / 3, "one-quarter": 0.25, "one quarter": 0.25, "a quarter": 0.25,
    "three-quarters": 0.75, "three quarters": 0.75, "half": 0.5, "one-half": 0.5,
    "one-fifth": 0.2, "a fifth": 0.2, "one fifth": 0.2, "a tenth": 0.1, "one-tenth": 0.1,
    "one-sixth": 1 / 6, "a sixth": 1 / 6, "one-eighth": 0.125, "an eighth": 0.125,
    "two-fifths": 0.4, "three-fifths": 0.6, "four-fifths": 0.8,
}  # fmt: skip

_MANY_WORDS = "|".join(sorted(WORDS, key=len, reverse=True))
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|"
    rf"\b(?:{_MANY_WORDS})(?:[- ](?:and )?(?:{_MANY_WORDS})){{0,3}}\b)"
)
_MAGNITUDE = (
    r"(?:thousand|lakh[ \n]crore|lakh|million|crore|billion|trillion|mln|bln|mn|bn|trn|tn)\b"
)
_SHORT = r"(?:[kKmMbB]n?|tn?)\b"
_SYMBOL = (
    r"(?:(?<![A-Za-z])(?:"
    + "|".join(re.escape(s) for s in sorted(SYMBOLS, key=len, reverse=True))
    + r"))"
)
_CURRENCY = r"(?:" + "|".join(CURRENCY_WORDS) + r")\b"
_TO = r"\s?(?:-|–|—|to|and|or)\s?"
_VAGUE = (
    r"(?:(?:tens|hundreds|dozens|thousands)[ \n]of[ \n])?(?:hundreds|thousands|millions|billions|"
    r"trillions)"
)
FEW = r"(?:several|a few|a couple of|multiple)"

# The wording before a figure, its interval as factors of the value.
HEDGES = {
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
_HEDGE = r"(?:(?<![A-Za-z])(?P<hedge>" + "|".join(HEDGES) + r")[ \n](?:a |an |the )?)?"
PERIOD = (
    r"(?P<period>[ \n-](?:per|a|each|every|in a|in one|for each)[- ](?:year|annum|month|week|day|"
    r"quarter)|[ \n](?:annually|yearly|monthly|weekly|daily|year-on-year|year on year))?(?!\w)"
)


ANY = re.compile(
    rf"\d|\b(?:{_MANY_WORDS}|{'|'.join(ORDINALS)}|half|third|fifths?|sixth|eighth|tenth|quarters?|dozens|hundreds|thousands|"
    r"millions?|billions?|trillions?|several|multi\w+)\b", re.IGNORECASE
)  # fmt: skip


_MAG = rf"(?:[ \n-]?(?P<mag>{_MAGNITUDE}|{_SHORT}))?"
_MAG2 = rf"(?:[ \n-]?(?P<mag2>{_MAGNITUDE}|{_SHORT}))?"
_MAG_WORDS = rf"(?:[ \n-]?(?P<mag>{_MAGNITUDE}))?"
_UNITS = "|".join(UNITS)
_FLAGS = re.IGNORECASE


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return one compiled pattern per form of figure; none nests repeats, so none can blow up."""
    return _money() | _shares() | _amounts() | _counts()


def _money() -> dict[str, re.Pattern[str]]:
    """Return those of sums of money, with a symbol or a word for the currency."""
    return {
        "vague money": re.compile(
            rf"{_HEDGE}(?P<vague>{_VAGUE}|{FEW} (?:{_MAGNITUDE})|multi-?(?:{_MAGNITUDE}))"
            rf"[ \n-](?:of[ \n])?(?P<currency>{_CURRENCY}){PERIOD}", _FLAGS),
        "symbol": re.compile(
            rf"{_HEDGE}(?P<symbol>{_SYMBOL})\s?(?P<n>{_NUMBER}){_MAG}"
            rf"(?:{_TO}(?:{_SYMBOL})?\s?(?P<n2>\d[\d,.]*\d|\d){_MAG2})?"
            rf"(?:[ -](?:{_CURRENCY}))?(?:[- ]worth)?{PERIOD}", _FLAGS),
        "word": re.compile(
            rf"{_HEDGE}(?:(?P<half>half a |a )?(?P<bare>million|billion|trillion)|"
            rf"(?P<n>{_NUMBER}){_MAG}(?:{_TO}(?P<n2>{_NUMBER}){_MAG2})?)"
            rf"[ \n-](?P<currency>{_CURRENCY}){PERIOD}", _FLAGS),
    }  # fmt: skip


def _shares() -> dict[str, re.Pattern[str]]:
    """Return those of rates and parts of a whole: per cent, one in so many, fractions, zero."""
    return {
        "percent": re.compile(
            rf"{_HEDGE}(?P<n>(?<![\d.,$€£])[-−]?{_NUMBER})(?:\s?(?:{PERCENT}))?"
            rf"(?:{_TO}(?P<n2>{_NUMBER}))?[ \n]?(?P<percent>{PERCENT}){PERIOD}", _FLAGS),
        "of so many": re.compile(
            rf"{_HEDGE}(?<![\w.,$€£-])(?P<part>{_NUMBER})"
            r"[ \n](?:in|out[ \n]of)[ \n](?:every[ \n])?"
            rf"(?P<whole>{_NUMBER})(?=[ \n](?!million|billion|years?|months?)[a-z])", _FLAGS),
        "fraction": re.compile(
            rf"{_HEDGE}\b(?P<fraction>{'|'.join(FRACTIONS)})"
            r"(?=[ \n](?:of|(?:its|their|the|all|what)\b)|,? from a year)",
            _FLAGS),
        "fraction by": re.compile(
            rf"(?:(?<=\bby )|(?<=\bup )|(?<=\bdown )){_HEDGE}"
            rf"\b(?P<fraction>{'|'.join(FRACTIONS)})\b", _FLAGS),
        "zero tariff": re.compile(
            r"(?P<n>zero)(?=[- ](?:tariffs?|duty|duties|levy|levies|rate)\b)|"
            r"(?<=\bto )(?P<zero>zero|nil)\b", _FLAGS),
    }  # fmt: skip


def _amounts() -> dict[str, re.Pattern[str]]:
    """Return those of weights and other physical amounts, and spans of time."""
    return {
        "weight": re.compile(
            rf"{_HEDGE}(?P<n>{_NUMBER}){_MAG}(?:{_TO}(?P<n2>{_NUMBER}){_MAG2})?"
            rf"[ \n-]?(?P<unit>{_UNITS})\b(?! of thousand){PERIOD}", _FLAGS),
        "vague weight": re.compile(
            rf"(?P<vague>{_VAGUE}) of (?P<unit>{_UNITS})\b{PERIOD}", _FLAGS),
        "time": re.compile(
            rf"{_HEDGE}(?P<n>{_NUMBER})(?P<and_half>[ \n-]and[ \n-]a[ \n-]half)?"
            rf"(?:{_TO}(?P<n2>{_NUMBER}))?(?:[ \n-]| \w+ )"
            r"(?P<span>minute|hour|day|week|month|year|decade)s?\b"
            r"(?!-old| old| past| to (?:midnight|noon))", _FLAGS),
    }  # fmt: skip


def _counts() -> dict[str, re.Pattern[str]]:
    """Return those of ordinals, and of plain numbers of things."""
    return {
        "ordinal": re.compile(
            rf"\b(?P<ordinal>{'|'.join(ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))[ \n]"
            r"(?P<between>(?:(?!and\b|of\b|the\b)[\w-]+[ \n]){0,3}?)"
            r"(?P<noun>rounds?|meetings?|sessions?|calls?|trips?|visits?|tranches?|negotiations?|declines?|increases?|falls?|rises?|drops?|gains?|cuts?|"
            r"summits?|phone calls?|talks|hearings?|extensions?)\b", _FLAGS),
        "round": re.compile(rf"\bround (?:no\. )?(?P<n>{_NUMBER})\b", _FLAGS),
        "count": re.compile(
            rf"{_HEDGE}(?P<n>(?<![\w.,:/$€£#-]){_NUMBER}){_MAG_WORDS}(?![\w:%/]|[.,]\d|-\d)"
            r"(?:[ \n]|-(?=nation|country|member|point|page|minute|seat))", _FLAGS),
        "vague count": re.compile(
            rf"(?P<vague>(?:tens|hundreds|dozens) of thousands|dozens|hundreds|thousands|"
            rf"(?:{_VAGUE})) of (?!dollars)", _FLAGS),
    }  # fmt: skip
