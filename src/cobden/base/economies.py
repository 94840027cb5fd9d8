"""Economies by any usual name or code, and the groups that people speak of.

One resolver serves the whole product: worlds, law, cases and reports all name economies with it.
Codes are ISO 3166 alpha-3 (and XKX, Kosovo); ``ROW`` is the rest of the world. A name is looked for
as it is written, then without regard to the order of its words ("Korea, Rep."), then as a number
(M49, Comtrade, WTO), then without the words for a form of state ("Kingdom of Norway"). A name that
fits several economies is refused with all of them.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files

import pycountry

from cobden.base.errors import InputError

ROW = "ROW"
KOSOVO = "XKX"  # no code in ISO 3166; this is the World Bank's

GROUPS: dict[str, tuple[str, ...]] = {
    name: tuple(members.split())
    for name, members in {
        "EU27": "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT "
        "NLD POL PRT ROU SVK SVN SWE",
        "ASEAN": "BRN IDN KHM LAO MMR MYS PHL SGP THA VNM",
        "G7": "CAN DEU FRA GBR ITA JPN USA",
        "USMCA": "CAN MEX USA",
        "EFTA": "CHE ISL LIE NOR",
        "CPTPP": "AUS BRN CAN CHL GBR JPN MEX MYS NZL PER SGP VNM",
        "RCEP": "AUS BRN CHN IDN JPN KHM KOR LAO MMR MYS NZL PHL SGP THA VNM",
        "MERCOSUR": "ARG BRA PRY URY",
        "BRICS": "ARE BRA CHN EGY ETH IDN IND IRN RUS ZAF",
    }.items()
}

_APOSTROPHES = str.maketrans(
    "\u2019\u2018\u02bc\u00b4`\u2010\u2011\u2012\u2013\u2014", "'''''-----"
)
_SHORTENED = {
    "rep": "republic", "dem": "democratic", "st": "saint", "ste": "saint", "is": "islands",
    "isds": "islands", "isl": "islands", "isls": "islands", "terr": "territory", "br": "british",
    "fr": "french", "neth": "netherlands", "occ": "occupied", "fmr": "former", "fm": "former",
    "fed": "federated", "sts": "states", "n": "north", "s": "south", "northern": "north",
    "southern": "south", "herz": "herzegovina", "prov": "province",
}  # fmt: skip
_IDLE = {"the", "of", "and", "d", "de"}
_FORMS = {
    "republic", "kingdom", "state", "states", "islamic", "democratic", "federal", "federated",
    "federation", "principality", "union", "commonwealth", "plurinational", "bolivarian", "arab",
    "sultanate", "duchy", "grand", "people", "peoples", "socialist", "cooperative", "co-operative",
    "hashemite", "independent",
}  # fmt: skip
_COMMON = _FORMS | {"islands", "island", "saint", "territory", "united", "north", "south"}
_SURE = 0.75  # how alike a name must be to be suggested


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.translate(_APOSTROPHES).strip().casefold())
    folded = " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
    return folded.removeprefix("the ")


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell it apart, in the order of the alphabet."""
    dotless = re.sub(r"\b((?:[a-z]\.){2,})", lambda m: m.group(1).replace(".", ""), _fold(name))
    words: list[str] = re.findall(r"[^\W_]+", re.sub(r"'s\b", "", dotless).replace("&", " and "))
    return tuple(sorted({_SHORTENED.get(word, word) for word in words} - _IDLE))


def _rows(table: str) -> list[dict[str, str]]:
    text = (files("cobden.base") / "data" / table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def names() -> dict[str, str]:
    """Return every name and code of an economy, in lower case, with the economy's code."""
    table: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            name = getattr(country, field, None)
            if name:
                table[_fold(name)] = country.alpha_3
    rows = _rows("economy_names.csv")
    return table | {
        _fold(row["name"]): row["economy"]
        for row in rows
        if row["economy"] not in GROUPS and not row["name"].isdigit()
    }


@cache
def _group_names() -> dict[str, str]:
    """Return every name of a group, in lower case, with the group's label."""
    rows = _rows("economy_names.csv")
    listed = {_fold(row["name"]): row["economy"] for row in rows if row["economy"] in GROUPS}
    return {_fold(name): name for name in GROUPS} | listed


@cache
def _numbers() -> dict[str, str]:
    """Return the economies' numbers (three digits) in M49, and where Comtrade's differ."""
    table = {c.numeric: c.alpha_3 for c in pycountry.countries}
    rows = _rows("economy_names.csv")
    return table | {row["name"].zfill(3): row["economy"] for row in rows if row["name"].isdigit()}


@cache
def _refused() -> dict[tuple[str, ...], tuple[str, str]]:
    """Return, by their words, names that mean no one economy: candidates, and why."""
    return {
        _words(row["name"].zfill(3) if row["name"].isdigit() else row["name"]): (
            row["candidates"],
            row["why"],
        )
        for row in _rows("no_economy.csv")
    }


@cache
def _by_words() -> dict[tuple[str, ...], set[str]]:
    """Return the economies, or groups, that a set of words may mean."""
    table: dict[tuple[str, ...], set[str]] = {}
    for name, code in (names() | _group_names()).items():
        table.setdefault(_words(name), set()).add(code)
    return table


@cache
def _by_core() -> dict[tuple[str, ...], set[str]]:
    """Return the same without the words for a form of state."""
    table: dict[tuple[str, ...], set[str]] = {}
    for words, codes in _by_words().items():
        table.setdefault(tuple(w for w in words if w not in _FORMS), set()).update(codes)
    return table


@cache
def _find(name: str) -> tuple[frozenset[str], str]:
    """Return the economies and groups that ``name`` may mean, and why it is not one, if it is not.

    One candidate and no reason: the name is known.
    """
    folded, words = _fold(name), _words(name)
    exact = names().get(folded) or _group_names().get(folded)
    if exact is not None:
        return frozenset({exact}), ""
    number = re.fullmatch(r"[cu]?(\d{1,3})", folded)
    key = (number[1].zfill(3),) if number else words
    if key in _refused():
        candidates, why = _refused()[key]
        return frozenset(candidates.split()), why
    if number:
        code = _numbers().get(key[0])
        return (frozenset({code}), "") if code else (frozenset(), "")
    core = tuple(word for word in words if word not in _FORMS)
    for table, wanted in ((_by_words(), words), (_by_core(), core)):
        found = table.get(wanted, set()) if wanted else set()
        if found:
            return frozenset(found), "" if len(found) == 1 else "several have this name"
    two = re.fullmatch(r"(.+?) ?\((.+)\)", name.strip())
    if two and _find(two[1]) == _find(two[2]):
        return _find(two[1])
    return frozenset(), ""


def not_known(name: str, where: str, options: Iterable[str]) -> InputError:
    """Return the error for a name that means no one economy, with what it may mean."""
    candidates, why = _find(name)
    if why:
        listed = ", ".join(f"{code} ({shown(code)})" for code in sorted(candidates))
        remedy = f"Name one of {listed}." if candidates else "Name an economy."
        return InputError(f"'{name}' names no one economy: {why}.", where=where, remedy=remedy)
    parts = [part.strip() for part in re.split(r"[;,]| and ", name)]
    if parts[1:] and all(part and (is_one(part) or group(part)) for part in parts):
        remedy = (
            f"These are {len(parts)} names: name one here, or where a list may stand part them by "
            f"semicolons, or in YAML write [{', '.join(parts)}]."
        )
        return InputError(f"'{name}' names no one economy.", where=where, remedy=remedy)
    known = sorted((option for option in options if len(option) > 3), key=len, reverse=True)
    by_core = {key: option for option in known for key in (_fold(option), _core(option))}
    close: list[str] = []
    if len(name) > 3:
        close = get_close_matches(_core(name), by_core, n=1, cutoff=_SURE)
        close = close or get_close_matches(_fold(name), by_core, n=1, cutoff=0.85)
    remedy = f"Did you mean '{by_core[close[0]]}'?" if close else (
        "Give its English name, its ISO 3166 code (JPN) or its M49 number (392)."
    )  # fmt: skip
    return InputError(f"unknown economy '{name}'.", where=where, remedy=remedy)


def _core(name: str) -> str:
    """Return what of a name is not common to many, for a comparison of spellings."""
    return " ".join(word for word in _words(name) if word not in _COMMON) or _fold(name)


@cache
def shown(code: str) -> str:
    """Return the English name of the economy with this code, or of the group with this label."""
    country = pycountry.countries.get(alpha_3=code)
    if country is not None:
        return getattr(country, "common_name", country.name)
    return {KOSOVO: "Kosovo", ROW: "rest of the world", "EU27": "European Union"}.get(code, code)


def resolve(name: str, *, where: str = "economy") -> str:
    """Return the alpha-3 code of the economy called ``name`` (a code or any usual name).

    Raises ``InputError`` with what it may mean, or the nearest known name.
    """
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"{name!r} names no economy.", where=where, remedy="Give a name or code.")
    found, why = _find(name)
    members = group(name)
    if members:
        raise InputError(
            f"'{name}' is {len(members)} economies.",
            where=where,
            remedy=f"Name one of {', '.join(members[:4])}, ..., or all of them.",
        )
    if why or len(found) != 1:
        raise not_known(name, where, names())
    return next(iter(found))


def is_one(name: str) -> bool:
    """Whether ``name`` is the name or the code of one economy."""
    found, why = _find(name)
    return len(found) == 1 and not why and not group(name)


def group(name: str) -> tuple[str, ...] | None:
    """Return the members of the group called ``name``, or None if it is no group's name."""
    if not isinstance(name, str) or not name.strip():
        return None
    return GROUPS.get(_group_label(name))


def together(codes: Iterable[str]) -> list[str]:
    """Return ``codes`` sorted, with a group's name in place of its members where all are there."""
    left, found = set(codes), []
    for name, inside in sorted(GROUPS.items(), key=lambda item: -len(item[1])):
        if left >= set(inside):
            found.append(name)
            left -= set(inside)
    return sorted([*found, *left])


def in_words(codes: Iterable[str]) -> str:
    """Return the English names of economies, whole groups by theirs, three at most.

    >>> in_words(["JPN", "KOR"])
    'Japan and South Korea'
    >>> in_words(GROUPS["EU27"])
    'European Union'
    """
    named = [shown(code) for code in together(codes)]
    if len(named) > 3:
        named[3:] = [f"{len(named) - 3} more"]
    return " and ".join(filter(None, (", ".join(named[:-1]), *named[-1:])))


def _group_label(name: str) -> str:
    """Return the label of the group called ``name``; the name itself if it is no group's."""
    if name.strip().upper() in GROUPS:
        return name.strip().upper()
    found, why = _find(name)
    return next(iter(found)) if len(found) == 1 and not why else name


@lru_cache(maxsize=4096)
def allies(by: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return for each of ``by`` (codes) itself and its fellows in groups that act as one there.

    A group acts as one where all its members do: what the EU27 levies on all falls on none of them.
    """
    acting = [frozenset(members) for members in GROUPS.values() if set(members) <= set(by)]
    return {
        name: frozenset([name]).union(*(members for members in acting if name in members))
        for name in by
    }


def label(name: str, *, where: str = "economy") -> str:
    """Return the code of the economy, or the name of the group, called ``name``.

    Raises ``InputError`` with what it may mean, or the nearest known name of either.
    """
    if not isinstance(name, str) or not name.strip() or not group(name):
        if isinstance(name, str) and name.strip() and not _find(name)[0]:
            raise not_known(name, where, [*names(), *GROUPS])
        return resolve(name, where=where)
    return _group_label(name)


def resolve_all(names: str | tuple[str, ...] | list[str], *, where: str = "economy") -> list[str]:
    """Return the codes of one or several names, groups replaced by their members, none twice."""
    codes: dict[str, None] = {}
    for name in [names] if isinstance(names, str) else names:
        members = group(name) if isinstance(name, str) else None
        codes.update(dict.fromkeys(members or [resolve(name, where=where)]))
    return list(codes)


def codes(name: str) -> tuple[str, ...]:
    """Return the code of an economy, the codes of a group, or ``name`` if it is neither."""
    try:
        return group(name) or (resolve(name),)
    except InputError:
        return (name,)
