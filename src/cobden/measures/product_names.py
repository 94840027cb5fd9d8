"""What HS products are called, and which ones some words mean.

Source: the Harmonized Tariff Schedule of the United States, 2025 basic edition (US International
Trade Commission, public domain): headings and subheadings, which all members of the HS share.
"""

import csv
import re
from functools import cache
from importlib.resources import files
from textwrap import shorten

import numpy as np


@cache
def product_names() -> dict[str, str]:
    """Return the name of each heading (4 digits) and subheading (6), in order of code."""
    place = files("cobden.measures") / "data" / "product_names.npz"
    with place.open("rb") as file, np.load(file) as kept:
        lines = kept["names"].tobytes().decode().split("\n")
        return dict(zip(kept["codes"].tolist(), lines, strict=True))


def product_in_short(code: str) -> str:
    """Return what a product is called in a few words: the last part of its name that says so alone.

    Empty for a code without a name. The customs name a subheading by what is above it ("Other; Of
    a cylinder capacity exceeding 1,500 cc"): such parts are passed over.

    >>> product_in_short("850760"), product_in_short("870323")
    ('Lithium-ion batteries', 'Motor cars and other motor vehicles')
    """
    parts = product_names().get(code, product_names().get(code[:4], "")).split("; ")
    alone = (part for part in reversed(parts[1:]) if " " in part and not _REST.match(part))
    told = re.split(r"(?<=\w{3}), | principally| \(", next(alone, parts[0]))[0].strip()
    return shorten(told[:1].upper() + told[1:], 60, placeholder="…")


_REST = re.compile(
    r"(other|of|with|without|not|for|in|containing|having|weighing|valued)\b", re.IGNORECASE
)


@cache
def product_synonyms() -> dict[tuple[str, ...], list[str]]:
    """Return the customs' words for what people say, the longest first, without their plurals."""
    place = files("cobden.measures") / "data" / "product_synonyms.csv"
    with place.open(encoding="utf-8") as file:
        read = {tuple(_words(row["said"])): _words(row["customs"]) for row in csv.DictReader(file)}
    return dict(sorted(read.items(), key=lambda pair: -len(pair[0])))


def find_products(words: str, most: int = 12) -> list[tuple[str, str]]:
    """Return the products in whose names all of some words begin one, the plainest first.

    Headings come before their subheadings, and what a product is called before what stands above
    it. A plural finds its singular. Words that the customs do not use (passenger car, laptop) are
    also sought in theirs, whose products come first.
    """
    said = _words(words)
    found = [code for sought in (_in_customs_words(said), said) for code in _named(sought)]
    return [(code, product_names()[code]) for code in dict.fromkeys(found)][:most]


def _in_customs_words(said: list[str]) -> list[str]:
    """Return the words with each run that people use put as the customs put it."""
    for run, customs in product_synonyms().items():
        if run == tuple(said[: len(run)]):
            return customs + _in_customs_words(said[len(run) :])
    return said[:1] + _in_customs_words(said[1:]) if said else []


@cache
def _names_to_search() -> tuple[tuple[str, str], ...]:
    return tuple((code, name.casefold()) for code, name in product_names().items())


def _named(words: list[str]) -> list[str]:
    """Return the codes of the products in whose names all words begin one, the plainest first."""
    starts = [re.compile(rf"\b{re.escape(word)}") for word in words]
    found = []
    for code, text in _names_to_search() if words else ():
        if not all(word in text for word in words):
            continue  # most names, found out far sooner than by a pattern
        at = [start.search(text) for start in starts]
        if all(at):
            found.append((len(code), max(place.start() for place in at if place), code))
    return [code for *_, code in sorted(found)]


def _words(text: str) -> list[str]:
    """Return the words of a text, each without the s of a plural."""
    return [
        word.removesuffix("s") if len(word) > 3 else word
        for word in re.findall(r"[a-z0-9]+", text.casefold())
    ]
