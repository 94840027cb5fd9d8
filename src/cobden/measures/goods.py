"""Product lines: HS codes matched by prefix, product lists, and the sectors they belong to."""

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError, nearest
from cobden.measures.codes import DIGITS, EDITION, check_code, looks_like_a_code, span
from cobden.measures.product_names import find_products
from cobden.measures.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

SERVICES = "SERV"
MOST_LISTS = 12  # named in a message
LONGEST_NAME = 60  # characters of a product's name in a message
OTHER = "UNMAPPED"  # returned goods, low-value shipments: no sector's


@dataclass(frozen=True, eq=False)
class Spans:
    """Half-open ranges of ten-digit codes: what prefixes cover, in any order."""

    low: "NDArray[np.int64]"
    high: "NDArray[np.int64]"


@dataclass(frozen=True, eq=False)
class ProductLines:
    """A universe of product lines: code ranges [low, high) in rising order, and their sectors.

    ``sector`` is each line's place in ``sectors``. ``content`` holds, by metal, the share of it in
    each line's value. ``coded`` is false where the lines are whole sectors that no HS code maps to.
    """

    low: "NDArray[np.int64]"
    high: "NDArray[np.int64]"
    sector: "NDArray[np.intp]"
    sectors: tuple[str, ...]
    content: "dict[str, NDArray[np.float64]]"
    coded: bool = True


@cache
def sectors() -> tuple[str, ...]:
    """Return the sectors that product lines map to."""
    return tuple(str(s) for s in table("us_imports_2024.npz")["sectors"])


@cache
def list_names() -> tuple[str, ...]:
    """Return the names of the shipped product lists (a list with categories has one for each)."""
    return tuple(str(n) for n in table("lists.npz")["names"])


def check(name: str, *, where: str) -> str:
    """Return the goods called ``name`` as the law writes them.

    Raises ``InputError`` for an unknown list or HS code. Any other word is taken for a sector and
    checked against the world that the law meets.
    """
    if name.casefold() == "all":
        return "all"
    if name.startswith("@"):
        known = list_names()
        if not any(n == name[1:] or n.split(":")[0] == name[1:] for n in known):
            raise InputError(
                f"unknown product list '{name}'.", where=where, remedy=_lists_like(name[1:], known)
            )
        return name
    return check_code(name, where=where) if looks_like_a_code(name) else name


def unknown_sector(name: str, known: "Iterable[str]", *, where: str) -> InputError:
    """Return the error for a word that is no sector, with that whose goods are called so."""
    sectors = tuple(known)
    remedy = nearest(name, sectors)
    if set(name.replace(",", " ").split()) <= set(sectors):
        remedy = "These are several: part them by semicolons, or write a list of them in YAML."
    elif not looks_like_a_code(name) and (found := find_products(name, most=1)):
        ((code, words),) = found
        inside = [share.sector for share in sector_shares(code) if share.sector in sectors]
        if inside:
            called = words if len(words) <= LONGEST_NAME else f"{words[:LONGEST_NAME]}..."
            remedy = f"Such goods are in {inside[0]}; as a product they are HS {code} ({called})."
    return InputError(f"unknown sector '{name}'.", where=where, remedy=remedy)


def _lists_like(name: str, known: "tuple[str, ...]") -> str:
    """Return the remedy for a list that is not there: those that hold the word, or the nearest."""
    whole = dict.fromkeys(n.split(":")[0] for n in known)
    holding = [f"@{n}" for n in whole if name.casefold() in n]
    if len(holding) == 1:
        return f"Did you mean '{holding[0]}'?"
    if holding:
        more = ", ..." if len(holding) > MOST_LISTS else ""
        return f"These hold the word: {', '.join(holding[:MOST_LISTS])}{more}."
    (close,) = get_close_matches(name.casefold(), whole, n=1, cutoff=0.6) or [""]
    hint = f"Did you mean '@{close}'? " if close else ""
    return f"{hint}docs/keys.md names all lists; or write codes and sectors."


@cache
def listed(name: str) -> Spans:
    """Return the codes of the product list ``name`` ("list" or "list:category")."""
    stored = table("lists.npz")
    chosen = [i for i, n in enumerate(list_names()) if n == name or n.split(":")[0] == name]
    rows = np.isin(stored["owner"], chosen)
    low = stored["code"][rows]
    return Spans(low, low + 10 ** (DIGITS - stored["digits"][rows].astype(np.int64)))


@cache
def us_lines() -> ProductLines:
    """Return every US line of ten digits, with 2024 imports or not."""
    stored = table("us_imports_2024.npz")
    code = stored["code"]
    content = stored["content"][stored["content_row"]]
    metals = {str(m): content[:, j].copy() for j, m in enumerate(stored["metals"])}
    return ProductLines(code, code + 1, stored["sector"].astype(np.intp), sectors(), metals)


@cache
def six_digit_lines() -> ProductLines:
    """Return the six-digit lines of the Harmonized System: for economies with no trade by line."""
    stored = table("us_imports_2024.npz")
    low = stored["hs6"] * 10 ** (DIGITS - 6)
    sector = stored["hs6_sector"].astype(np.intp)
    return ProductLines(low, low + 10 ** (DIGITS - 6), sector, sectors(), {})


@cache
def sector_lines(names: tuple[str, ...]) -> ProductLines:
    """Return one line for each sector, for worlds whose sectors no HS code maps to."""
    low = np.arange(len(names), dtype=np.int64)
    return ProductLines(low, low + 1, np.arange(len(names)), names, {}, coded=False)


def lone_line(code: str) -> ProductLines:
    """Return ``code`` as a universe of its own, with its sector and its neighbours' content."""
    low, high = span(code)
    near_low, near_high = span(code[:6])
    whole = us_lines()
    near = (whole.low >= near_low) & (whole.low < near_high)
    content = {
        m: np.array([v[near].mean() if near.any() else 0.0]) for m, v in whole.content.items()
    }
    six = six_digit_lines()
    place = np.searchsorted(six.low, near_low)
    sector = six.sector[place : place + 1]
    return ProductLines(np.array([low]), np.array([high]), sector, six.sectors, content)


@dataclass(frozen=True)
class SectorShare:
    """How much of a code is in one sector: six-digit ``lines`` ``of`` all, and share of imports.

    ``imports`` is the share of US imports of 2024 under the code; NaN where there were none.
    """

    sector: str
    lines: int
    of: int
    imports: float


def sector_shares(code: str) -> tuple[SectorShare, ...]:
    """Return the sectors that ``code`` belongs to, the one with most imports first."""
    low, high = span(check_code(code, where="product"))
    six, whole = six_digit_lines(), us_lines()
    lines = np.flatnonzero((six.high > low) & (six.low < high))
    stored = table("us_imports_2024.npz")
    value = np.bincount(stored["line"], weights=stored["value"], minlength=len(whole.low))
    inside = (whole.low >= low) & (whole.low < high)
    total = value[inside].sum()
    found = []
    for sector in np.unique(six.sector[lines]):
        mine = value[inside & (whole.sector == sector)].sum()
        share = float(mine / total) if total > 0 else float("nan")
        count = int((six.sector[lines] == sector).sum())
        found.append(SectorShare(six.sectors[sector], count, len(lines), share))
    return tuple(sorted(found, key=lambda one: (-one.imports, -one.lines)))


def covered(
    lines: ProductLines, names: tuple[str, ...], less: tuple[str, ...] = ()
) -> "NDArray[np.bool_]":
    """Return which of ``lines`` the goods called ``names``, less those in ``less``, cover.

    A line that is coarser than a code on it counts as covered. Raises ``InputError`` for a word
    that is no sector of these lines.
    """
    found = _union(lines, names)
    return found & ~_union(lines, less) if less else found


@lru_cache(maxsize=512)
def _union(lines: ProductLines, names: tuple[str, ...]) -> "NDArray[np.bool_]":
    found = np.zeros(len(lines.low), bool)
    codes = [name for name in names if name.isdigit()]
    lists = [name for name in names if name.startswith("@")]
    if (codes or lists) and not lines.coded:
        raise InputError(
            f"no HS code maps to these sectors ('{(codes + lists)[0]}').",
            where="goods",
            remedy="Name goods by these sectors, or use a world with the OECD tables' sectors.",
        )
    if codes:
        low, high = np.array([span(code) for code in codes]).T
        found |= _within(lines, Spans(low, high))
    for name in lists:
        found |= _within(lines, listed(name[1:]))
    for name in set(names) - {*codes, *lists}:
        if name == "all":
            found |= lines.coded or np.array([n != SERVICES for n in lines.sectors])[lines.sector]
        elif name in lines.sectors:
            found |= lines.sector == lines.sectors.index(name)
        else:
            raise unknown_sector(name, lines.sectors, where="goods")
    found.flags.writeable = False
    return found


@cache
def _national(name: str) -> ProductLines | None:
    stored = table("national_lines.npz")
    names = [str(known) for known in stored["importers"]]
    if name not in names:
        return None
    mine = stored["importer"] == names.index(name)
    low = stored["low"][mine]
    return ProductLines(low, low + _EIGHT, np.zeros(len(low), np.intp), sectors(), {})


_EIGHT = 10 ** (DIGITS - 8)


def national_lines(importer: str, day: date) -> ProductLines | None:
    """Return the national lines that are known of an importer whose trade has six digits here.

    None where none are known. Those of China and Canada are all lines on any list of theirs, in the
    edition of the Harmonized System of ``day``.
    """
    earlier = _national(f"{importer} before {EDITION}") if day.year < EDITION else None
    return earlier or _national(importer)


@lru_cache(maxsize=512)
def part_covered(
    lines: ProductLines, finer: ProductLines, names: tuple[str, ...], less: tuple[str, ...]
) -> "NDArray[np.float64]":
    """Return the part of each of ``lines`` that the goods cover, by the number of ``finer`` lines.

    A line in which there are none of those is covered or not.
    """
    found = covered(lines, names, less)
    hits = np.r_[0, np.cumsum(covered(finer, names, less))]
    first, after = (np.searchsorted(finer.low, ends) for ends in (lines.low, lines.high))
    count = after - first
    part = np.maximum(hits[after] - hits[first], 1) / np.maximum(count, 1)
    part = np.where(found, part, 0.0)
    part.flags.writeable = False
    return part


def _within(lines: ProductLines, spans: Spans) -> "NDArray[np.bool_]":
    first = np.searchsorted(lines.high, spans.low, side="right")
    last = np.searchsorted(lines.low, spans.high, side="left")
    step = np.zeros(len(lines.low) + 1, np.int32)
    some = last > first
    np.add.at(step, first[some], 1)
    np.add.at(step, last[some], -1)
    return np.cumsum(step[:-1]) > 0
