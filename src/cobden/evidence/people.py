"""People in running text: who is named, in what role, and who that is.

A name is found by the role beside it, as a known office-holder's, or by what its bearer says. It is
resolved against the office-holders of the day by role, economy and edit distance, so that a
translator's "Treasury Secretary Becent" is Scott Bessent; a name that the role contradicts ("Prime
Minister" of one who left in 2020) cannot be right.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from rapidfuzz import fuzz

from cobden.evidence.knowledge import Knowledge, OfficeHolder
from cobden.evidence.tables import Mention, Phrases, phrases_of, word_list

_PORTFOLIO = (
    "Economic|Economy|Economics|Trade|International|Industry|Revitali[sz]ation|Regeneration|Finance|"
    "Foreign|External|Affairs|Commerce|Agriculture|Farm|State|Defen[cs]e|Energy|Treasury|Exchequer|"
    "Business|Industrial|Strategy|Development|Fiscal|Policy|Labou?r|Transport|Security|National|"
    "Cabinet|Climate|Budget|Health|Interior|Environment|Commercial|Planning|Investment|Food|"
    "Fisheries|Rural|Digital|Technology|Science|Public|Administration|Council|Commission|Board|"
    "Relations|Cooperation|Resources|Minerals|Steel|Customs|Competition|Tourism"
)
_HEADS = (
    "Prime Minister|President|Premier|Chancellor|Taoiseach|T[aá]naiste|Minister|Secretary|"
    "Representative|Commissioner|Negotiator|Envoy|Ambassador|Governor|Chairman|Chairwoman|Chair|"
    "Director[- ]General|Director|Chief|Leader|Adviser|Advisor|Counsel+or|Tsar|Czar|"
    "Spokes(?:man|woman|person)|CEO|Chief Executive|Senator|Congress(?:man|woman)"
)
_DEPUTY = r"(?:Vice|Deputy|Assistant|Under|Junior|Acting|Executive|Senior|Chief|Top|Lead|First)"
_FORMER = r"(?:former|ex-|then-|late|outgoing|previous|Former|Ex-|Then-|incoming|one-time)"
_JOB = (
    rf"(?:(?:{_PORTFOLIO}|{_DEPUTY})(?: and |,? |-))*?(?:{_PORTFOLIO}|{_DEPUTY})? ?(?:{_HEADS})"
    rf"(?: (?:of|for|to)(?: the)?(?: (?:{_PORTFOLIO}|and|the|European|United|States|China|Japan|"
    rf"Korea|India|Canada))+)?"
)
_PARTICLE = r"(?:von der|van der|von|van|de la|da|de|del|bin|al)"
_TOKEN = r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*(?:[’'-][^\W\d_]+)*(?<!['’]s)|[A-Z]\."
_NAME = rf"(?:{_TOKEN})(?:[ \n](?:{_PARTICLE}[ \n])?(?:{_TOKEN})){{0,3}}"

_ROLE_THEN_NAME = re.compile(rf"(?P<job>(?i:\b{_JOB}))(?:,? |[ \n])(?P<name>(?-i:{_NAME}))")
_NAME_THEN_ROLE = re.compile(
    rf"(?P<name>{_NAME}), (?P<lead>(?:(?:the|a|an|its|who is|{_FORMER}) )?(?:[\w.’'-]+ ){{0,4}}?)"
    rf"(?P<job>(?i:{_JOB}))(?=[ ,.;])"
)
_GOVERNMENT = re.compile(
    rf"\b(?P<name>{_NAME})(?:['’]s)? (?:government|administration|cabinet|team|aides|delegation)\b"
)
_SPEAKER = re.compile(
    rf"(?P<name>(?:{_TOKEN})(?: (?:{_PARTICLE} )?(?:{_TOKEN})){{1,2}})"
    r"(?=,? (?:said|told|noted|added|announced|argued|warned|tweeted|confirmed|insisted|wrote)\b)"
)
_NOT_NAMES = word_list("not names")


_BODIES = word_list("bodies")


@dataclass(frozen=True)
class Named:
    """A person named at [start, end): as written, with the role and economy beside the name."""

    start: int
    end: int
    name: str
    role: str = ""
    economy: str = ""
    former: bool = False


@dataclass(frozen=True)
class Identity:
    """Who a name is: ``person`` the known name ('' if nobody known), and how that was told.

    ``status`` is "", "name variant" or "cannot be right"; ``reason`` says why.
    """

    person: str
    status: str = ""
    reason: str = ""
    economy: str = ""


@cache
def publisher_names() -> Phrases:
    """Return the matcher of news organisations, each standing for its house."""
    return phrases_of("publishers", "names", "house", capital=True)


def people(
    text: str, start: int, end: int, economies: list[Mention], knowledge: Knowledge,
    introduced: Collection[str] = (),
) -> list[Named]:  # fmt: skip
    """Return the people named in ``text[start:end]``, in order, none overlapping.

    ``introduced`` are family names (as written) that the text has used with a full name before.
    """
    outlets = [(m.start, m.end) for m in publisher_names().find(text, start, end)]
    taken: list[tuple[int, int]] = list(outlets)
    found: list[Named] = []
    economy = ""
    again = "|".join(map(re.escape, sorted(introduced, key=len, reverse=True)))
    repeated = re.finditer(rf"(?<![\w-])(?:{again})(?![\w-])", text[start:end]) if again else ()
    for named in (
        *_candidates(text, start, end, knowledge),
        *(Named(start + m.start(), start + m.end(), m[0]) for m in repeated),
    ):
        trimmed = _trimmed(text, named, economies)
        if trimmed is None or any(trimmed.start < y and x < trimmed.end for x, y in taken):
            continue
        if trimmed.role:
            own = _economy_of_role(text, trimmed, economies, start)
            listed = re.search(r"(,|,? and) $", text[start : text.rfind(trimmed.role, start,
                                                                        trimmed.start)])  # fmt: skip
            economy = own or (economy if listed else "")
            trimmed = replace(trimmed, economy=economy)
        found.append(trimmed)
        taken.append((trimmed.start, trimmed.end))
    return sorted(found, key=lambda named: named.start)


def _candidates(text: str, start: int, end: int, knowledge: Knowledge) -> Iterator[Named]:
    for match in _ROLE_THEN_NAME.finditer(text, start, end):
        before = text[max(start, match.start() - 24) : match.start()]
        former = bool(re.search(rf"\b{_FORMER}[ -]?(?:\S+ ){{0,2}}$", before))
        yield Named(match.start("name"), match.end("name"), match["name"], match["job"],
                    former=former)  # fmt: skip
    for match in _NAME_THEN_ROLE.finditer(text, start, end):
        former = bool(re.search(_FORMER, match["lead"]))
        yield Named(match.start("name"), match.end("name"), match["name"], match["job"],
                    former=former)  # fmt: skip
    for match in _GOVERNMENT.finditer(text, start, end):
        yield Named(match.start("name"), match.end("name"), match["name"])
    for match in known_names(knowledge).finditer(text, start, end):
        yield Named(match.start(), match.end(), match[0])
    for match in _SPEAKER.finditer(text, start, end):
        if re.search(
            r"\b(at|of|from|by|for|with|to|in) $",
            text[max(start, match.start() - 6) : match.start()],
        ):
            continue
        yield Named(match.start("name"), match.end("name"), match["name"])


def known_names(knowledge: Knowledge) -> re.Pattern[str]:
    """Return the pattern of the known office-holders' names and longer surnames."""
    spellings = knowledge.spellings
    return _any_of(spellings | {surname(s) for s in spellings if len(surname(s)) > 3})


@cache
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])")


def _trimmed(text: str, named: Named, economies: list[Mention]) -> Named | None:
    """Cut words off the name that are none: an economy, a title, a day; None if nothing is left."""
    start, end = named.start, named.end
    tokens = list(re.finditer(r"\S+", text[start:end]))

    if not named.role and any(t[0].strip(".,").casefold() in _BODIES for t in tokens):
        return None

    def is_name(token: re.Match[str]) -> bool:
        a, b = start + token.start(), start + token.end()
        word = token[0].strip(".,’'").casefold()
        inside = any(m.start <= a and b <= m.end for m in economies)
        family = word == "he" and (named.role or len(tokens) == 2) and not token.start()
        return (word not in _NOT_NAMES or bool(family)) and not inside

    while tokens and not is_name(tokens[0]):
        tokens.pop(0)
    kept = []
    for token in tokens:
        if not is_name(token):
            break
        kept.append(token)
    if not kept:
        return None
    a, b = start + kept[0].start(), start + kept[-1].end()
    name = re.sub(r"(['’]s?|[.,])$", "", text[a:b]) if not re.search(r"\b(Jr|[A-Z])\.$", text[a:b]) \
        else text[a:b]  # fmt: skip
    if len(name) < 2 or name.isupper():
        return None
    return Named(a, a + len(name), name, named.role, named.economy, named.former)


def _economy_of_role(text: str, named: Named, economies: list[Mention], start: int) -> str:
    """Return the economy whose role it is: named in it, or in the few words before it."""
    role_at = text.rfind(named.role, start, named.start)
    if role_at < 0:
        after = text.find(named.role, named.end)
        close = [m for m in economies if named.end <= m.start < after]
        return close[-1].key if close else ""
    between = [m for m in economies if role_at - 34 <= m.start < named.start]
    clear = [
        m for m in between if m.start >= role_at or _ADJECTIVES.fullmatch(text[m.end : role_at])
    ]
    return clear[-1].key if clear else ""


_ADJECTIVES = re.compile(
    r"(?:['’]s?)?(?:[ \n-](?!(?:of|in|on|at|by|to|from|for|with|as|that|which|who|is|was|said|over)\b)"
    r"[^\W\d_][\w’'-]*)*[ \n-]*"
)


def resolve(named: Named, day: date | None, knowledge: Knowledge) -> Identity:
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
        since = f"from {by_name.start:%-d %B %Y}"
        return Identity(
            close.person, "cannot be right",
            f"{_title(named)} of {close.economy} on {day:%-d %B %Y} was {close.person}; "
            f"{by_name.person} was{until or ' ' + since}", close.economy,
        )  # fmt: skip
    return _named_as(named, by_name) if by_name and not named.role else Identity("")


_LIKE_ENOUGH = 0.6  # "Beason" and "Bessent" 0.62, "Rutnik" and "Lutnick" 0.77
_LIKE_WITHOUT_ECONOMY = 0.8


def _by_name(named: Named, day: date | None, knowledge: Knowledge) -> OfficeHolder | None:
    """Return the known person of that name, the one in office first."""
    exact, near = [], []
    single = len(named.name.split()) == 1
    for holder in knowledge.holders:
        if named.economy and holder.economy != named.economy:
            continue
        names = [surname(s) for s in holder.spellings] if single else holder.spellings
        likeness = max(fuzz.token_sort_ratio(fold(named.name), fold(s)) for s in names)
        if likeness >= 99:
            exact.append(holder)
        elif (not single and likeness >= 85) or (
            not single
            and fold(surname(named.name)) == fold(surname(holder.person))
            and (named.economy or not named.role)
            and len(surname(named.name)) > 3
        ):
            near.append(holder)
    in_office = lambda holder: (day is not None and holder.holds(day), holder.start)  # noqa: E731
    pool = exact or [h for h in near if day is None or h.holds(day)] or []
    return max(pool, key=in_office, default=None)


def _offices(named: Named, day: date, knowledge: Knowledge) -> list[OfficeHolder]:
    """Return who holds, on ``day``, an office that the role can mean."""
    if not named.role:
        return []
    return [h for h in knowledge.holders
            if h.holds(day) and _is_title(named, h)
            and (not named.economy or h.economy == named.economy)]  # fmt: skip


_GENERIC = frozenset(["minister", "secretary", "chief", "of", "the", "for", "and", "to", "representative", "top", "senior", "lead", "leader", "affairs", "national", "state"])  # fmt: skip
_RANKS = frozenset(["vice", "deputy", "assistant", "under", "acting", "junior"])


def _is_title(named: Named, holder: OfficeHolder) -> bool:
    """Whether the role can mean the holder's office."""
    role = set(re.findall(r"[a-záéí]+", named.role.casefold().replace("advisor", "adviser")))
    if (role & _RANKS) - holder.titles or ("vice" in holder.titles and "vice" not in role
                                           and "president" in role):  # fmt: skip
        return False
    special = role - _GENERIC
    if "prime" in role or not special:
        return role <= holder.titles
    if holder.office == "head" and not special & holder.titles & {"president", "premier",
                                                                   "chancellor", "prime"}:  # fmt: skip
        return False
    return len(special & holder.titles) >= 0.5 * len(special)


def _may_bear(holder: OfficeHolder, named: Named, day: date, knowledge: Knowledge) -> bool:
    """Whether the person of that name holds any office on the day (the role may be loose)."""
    return any(
        h.person == holder.person and h.holds(day) and h.economy == holder.economy
        for h in knowledge.holders
    )


def _named_as(named: Named, holder: OfficeHolder) -> Identity:
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


def _title(named: Named) -> str:
    return " ".join(named.role.split())


_FAMILY_FIRST = word_list("family names first")


@lru_cache(maxsize=4096)
def surname(name: str) -> str:
    """Return the family name: the last word, or the first of Chinese and Korean names."""
    tokens = name.replace(" Jr.", "").split()
    if len(tokens) > 1 and tokens[0].casefold() in _FAMILY_FIRST:
        return tokens[0]
    particles = [i for i, t in enumerate(tokens) if t in ("von", "van", "da", "de", "der")]
    if particles and particles[0] > 0:
        return " ".join(tokens[particles[0] :])
    return tokens[-1]


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return the name without accents, case, hyphens and dots, for comparing."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^a-z ]", " ", plain.replace("-", "").replace("’", "").replace("'", "")).strip()
