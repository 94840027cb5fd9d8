"""Economies by any usual name or code, and the groups that people speak of.

One resolver serves the whole product: worlds, law, cases and reports all name economies with it.
Codes are ISO 3166 alpha-3; ``ROW`` is the rest of the world.
"""

import unicodedata
from functools import cache

import pycountry

from cobden.base.errors import InputError, unknown

ROW = "ROW"

# Names that ISO 3166 does not list but reports, tables and laws use.
_ALIASES = {
    "us": "USA", "u.s.": "USA", "u.s.a.": "USA", "america": "USA", "united states": "USA",
    "uk": "GBR", "u.k.": "GBR", "britain": "GBR", "great britain": "GBR", "england": "GBR",
    "south korea": "KOR", "korea": "KOR", "republic of korea": "KOR", "north korea": "PRK",
    "prc": "CHN", "mainland china": "CHN", "people's republic of china": "CHN",
    "taiwan": "TWN", "chinese taipei": "TWN", "hong kong sar": "HKG", "macau": "MAC",
    "russia": "RUS", "viet nam": "VNM", "vietnam": "VNM", "laos": "LAO", "iran": "IRN",
    "syria": "SYR", "turkey": "TUR", "türkiye": "TUR", "czech republic": "CZE",
    "ivory coast": "CIV", "cape verde": "CPV", "drc": "COD", "dr congo": "COD",
    "holland": "NLD", "uae": "ARE", "brunei": "BRN",
    "burma": "MMR", "macedonia": "MKD", "saudi": "SAU", "ksa": "SAU", "congo-brazzaville": "COG",
    "democratic republic of the congo": "COD", "republic of the congo": "COG",
    "bolivia": "BOL", "venezuela": "VEN", "tanzania": "TZA", "moldova": "MDA",
    "rest of the world": ROW, "rest of world": ROW, "row": ROW,
}  # fmt: skip

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
_GROUP_ALIASES = {"eu": "EU27", "euu": "EU27", "european union": "EU27", "eu-27": "EU27",
                  "nafta": "USMCA", "cusma": "USMCA", "g-7": "G7"}  # fmt: skip


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.strip().casefold())
    folded = " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
    return folded.removeprefix("the ")


@cache
def names() -> dict[str, str]:
    """Return every name and code that ``resolve`` knows, in lower case, with its code."""
    table: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            name = getattr(country, field, None)
            if name:
                table[_fold(name)] = country.alpha_3
    return table | {_fold(alias): code for alias, code in _ALIASES.items()}


def resolve(name: str, *, where: str = "economy") -> str:
    """Return the alpha-3 code of the economy called ``name`` (a code or any usual name).

    Raises ``InputError`` with the nearest known name.
    """
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"{name!r} names no economy.", where=where, remedy="Give a name or code.")
    code = names().get(_fold(name))
    if code is None:
        raise unknown("economy", name, names(), where=where)
    return code


def group(name: str) -> tuple[str, ...] | None:
    """Return the members of the group called ``name``, or None if it is no group's name."""
    return GROUPS.get(_group_name(name))


def label(name: str, *, where: str = "economy") -> str:
    """Return the code of the economy, or the name of the group, called ``name``.

    Raises ``InputError`` with the nearest known name of either.
    """
    if not isinstance(name, str) or not name.strip() or _fold(name) in names():
        return resolve(name, where=where)
    if not group(name):
        raise unknown("economy", name, [*names(), *GROUPS], where=where)
    return _group_name(name)


def _group_name(name: str) -> str:
    return _GROUP_ALIASES.get(_fold(name), name.strip().upper())


def resolve_all(names: str | tuple[str, ...] | list[str], *, where: str = "economy") -> list[str]:
    """Return the codes of one or several names, groups replaced by their members, none twice."""
    codes: dict[str, None] = {}
    for name in [names] if isinstance(names, str) else names:
        members = group(name) if isinstance(name, str) else None
        codes.update(dict.fromkeys(members or [resolve(name, where=where)]))
    return list(codes)
