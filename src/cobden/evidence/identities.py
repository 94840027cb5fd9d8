"""Who a name is: resolved against the office-holders of the day by role, economy, edit distance.

A translator's "Treasury Secretary Becent" is Scott Bessent; a name that the role contradicts
("Prime Minister" of one who left in 2020) cannot be right.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from cobden.evidence.family_names import fold, surname
from cobden.evidence.knowledge import Knowledge, OfficeHolder
from cobden.evidence.people import NamedPerson
from cobden.evidence.word_lists import word_list


@dataclass(frozen=True)
class Identity:
    """Who a name is: ``person`` the known name ('' if nobody known), and how that was told.

    ``status`` is "", "name variant" or "cannot be right"; ``reason`` says why.
    """

    person: str
    status: str = ""
    reason: str = ""
    economy: str = ""


def resolve(named: NamedPerson, day: date | None, knowledge: Knowledge) -> Identity:
    """Say who is named, on ``day``: the person, and whether the name or the role is off."""
    by_name = _by_name(named, day, knowledge)
    if named.former or day is None:
        return _named_as(named, by_name) if by_name else Identity("")
    office = _offices(named, day, knowledge)
    if by_name and len(named.name.split()) > 1:
        office = [h for h in office if h.economy == by_name.economy]
    if by_name and (not office or by_name in office or _may_bear(by_name, named, day, knowledge)):
        return _named_as(named, by_name)
    close = max(office, key=lambda holder: _surname_likeness(named.name, holder), default=None)
    needed = _LIKE_ENOUGH if named.economy or len(office) == 1 else _LIKE_WITHOUT_ECONOMY
    if close and not by_name and _surname_likeness(named.name, close) >= needed:
        return _named_as(named, close)
    close = next((h for h in office if by_name and h.office == by_name.office), None)
    if by_name and close and _is_title(named, by_name):
        until = f" until {by_name.end:%-d %B %Y}" if by_name.end else ""
        unchecked = "U" in (close.grade, by_name.grade)
        since = f"from {by_name.start:%-d %B %Y}"
        return Identity(
            close.person, "cannot be right",
            f"{_title(named)} of {close.economy} on {day:%-d %B %Y} was {close.person}; "
            f"{by_name.person} was{until or ' ' + since}"
            f"{' (dates of office unchecked)' if unchecked else ''}", close.economy,
        )  # fmt: skip
    return _named_as(named, by_name) if by_name and not named.role else Identity("")


_LIKE_ENOUGH = 0.6  # "Beason" and "Bessent" 0.62, "Rutnik" and "Lutnick" 0.77
_LIKE_WITHOUT_ECONOMY = 0.8


def _by_name(named: NamedPerson, day: date | None, knowledge: Knowledge) -> OfficeHolder | None:
    """Return the known person of that name, the one in office first."""
    exact, near = [], []
    single = len(named.name.split()) == 1
    for holder in knowledge.holders:
        if named.economy and holder.economy != named.economy:
            continue
        names = [surname(s) for s in holder.spellings] if single else holder.spellings
        likeness = max(_likeness(named.name, s) for s in names)
        if likeness >= 99:
            exact.append(holder)
        elif (not single and likeness >= 85) or (
            not single
            and fold(surname(named.name)) == fold(surname(holder.person))
            and (named.economy or not named.role)
            and len(surname(named.name)) > 3
        ):
            near.append(holder)

    def in_office(holder: OfficeHolder) -> tuple[bool, date]:
        return day is not None and holder.holds(day), holder.start

    pool = exact or [h for h in near if day is None or h.holds(day)] or []
    return max(pool, key=in_office, default=None)


@lru_cache(maxsize=65536)
def _likeness(name: str, spelling: str) -> float:
    return fuzz.token_sort_ratio(fold(name), fold(spelling))


def _offices(named: NamedPerson, day: date, knowledge: Knowledge) -> list[OfficeHolder]:
    """Return who holds, on ``day``, an office that the role can mean."""
    if not named.role:
        return []
    return [h for h in knowledge.holders
            if h.holds(day) and _is_title(named, h)
            and (not named.economy or h.economy == named.economy)]  # fmt: skip


_GENERIC = word_list("generic in titles")
_HIGHEST = frozenset(("president", "premier", "chancellor", "prime"))
_RANKS = word_list("ranks")


@lru_cache(maxsize=4096)
def _words(role: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-záéí]+", role.casefold().replace("advisor", "adviser")))


def _is_title(named: NamedPerson, holder: OfficeHolder) -> bool:
    """Whether the role can mean the holder's office."""
    role = _words(named.role)
    if (role & _RANKS) - holder.titles or ("vice" in holder.titles and "vice" not in role
                                           and "president" in role):  # fmt: skip
        return False
    special = role - _GENERIC
    if "prime" in role or not special:
        return role <= holder.titles
    if holder.office == "head" and not special & holder.titles & _HIGHEST:
        return False
    return len(special & holder.titles) >= 0.5 * len(special)


def _may_bear(holder: OfficeHolder, named: NamedPerson, day: date, knowledge: Knowledge) -> bool:
    """Whether the person of that name holds any office on the day (the role may be loose)."""
    return any(
        h.person == holder.person and h.holds(day) and h.economy == holder.economy
        for h in knowledge.holders
    )


def _named_as(named: NamedPerson, holder: OfficeHolder) -> Identity:
    """Say that the name is the holder's, and whether it is written as usual."""
    written = fold(named.name)
    usual = {fold(s) for s in holder.spellings} | {fold(surname(s)) for s in holder.spellings}
    usual |= {fold(" ".join(reversed(s.split()))) for s in holder.spellings}
    if written in usual or written.replace(" ", "") in {u.replace(" ", "") for u in usual}:
        return Identity(holder.person, economy=holder.economy)
    return Identity(
        holder.person, "name variant", f"usually written {holder.person}", holder.economy
    )


def _surname_likeness(name: str, holder: OfficeHolder) -> float:
    """Return how like two family names are, 0 to 1; given names count a little."""
    parts = {surname(name), name.split(maxsplit=1)[0]} if len(name.split()) > 1 else {name}
    family = max(fuzz.ratio(fold(part), fold(surname(s))) for part in parts
                 for s in holder.spellings) / 100  # fmt: skip
    given = max(fuzz.ratio(fold(name), fold(s)) for s in holder.spellings) / 100
    return max(family, given)


def _title(named: NamedPerson) -> str:
    return " ".join(named.role.split())
