"""Economies, goods and measures in running text."""

import re
from functools import cache

import pycountry

from cobden.base import economies
from cobden.evidence.word_lists import Mention, Phrases, phrases_of, table

_SHORT = {"US": "USA", "U.S.": "USA", "U.S": "USA", "USA": "USA", "UK": "GBR", "U.K.": "GBR",
          "EU": "EU27", "E.U.": "EU27", "UAE": "ARE", "PRC": "CHN"}  # fmt: skip


@cache
def press_names() -> dict[str, str]:
    """Return how the press names economies in English, with their codes."""
    names = {name: code for name, code in economies.names().items() if len(name) > 3}
    names = {name: code for name, code in names.items() if not re.search(r"[,.]|^the ", name)}
    press = {n: row["economy"] for row in table("economy_names") for n in row["names"].split("|")}
    return _locale_names() | names | press | _SHORT


def _locale_names() -> dict[str, str]:
    """Return the names of the Common Locale Data Repository: "Türkiye", "Czechia"."""
    from babel import Locale

    codes = {c.alpha_2: c.alpha_3 for c in pycountry.countries}
    known = Locale.parse("en").territories.items()
    return {
        name: codes[two]
        for two, name in known
        if two in codes and "(" not in name and len(name) > 3
    }


@cache
def _economy_phrases() -> Phrases:
    return Phrases.of(press_names(), capital=True)


@cache
def _goods_phrases() -> Phrases:
    return phrases_of("goods", "phrase", "good")


@cache
def _measure_phrases() -> Phrases:
    return phrases_of("measures", "phrase", "phrase")


def economies_in(text: str, start: int, end: int) -> list[Mention]:
    """Return the economies named, adjectives and capitals included; keys as ``resolve`` gives."""
    found = _economy_phrases().find(text, start, end)
    return [m for m in found if len(m.text) > 3 or m.text in _SHORT or m.text.isupper()]


def goods_in(text: str, start: int, end: int) -> list[Mention]:
    """Return the goods named; keys as in the table of goods."""
    return _goods_phrases().find(text, start, end)


def measures_in(text: str, start: int, end: int) -> list[Mention]:
    """Return the measures named; the key is their row's phrase list (see ``measure_row``)."""
    return _measure_phrases().find(text, start, end)


@cache
def measure_row(key: str) -> dict[str, str]:
    """Return the row of the table of measures that a mention's key stands for."""
    return next(row for row in table("measures") if row["phrase"] == key)


@cache
def good_row(key: str) -> dict[str, str]:
    """Return the row of the table of goods that a mention's key stands for."""
    return next(row for row in table("goods") if row["good"] == key)
