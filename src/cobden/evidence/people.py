"""People in running text: who is named, in what role, and who that is.

A name is found by the role beside it, as a known office-holder's, or by what its bearer says. It is
resolved against the office-holders of the day by role, economy and edit distance, so that a
translator's "Treasury Secretary Becent" is Scott Bessent; a name that the role contradicts ("Prime
Minister" of one who left in 2020) cannot be right.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from cobden.evidence.knowledge import Knowledge
from cobden.evidence.word_lists import Mention, Phrases, phrases_of, word_list

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
    rf"(?:(?:{_PORTFOLIO}|{_DEPUTY})(?: and |,? |-)){{0,5}}?"
    rf"(?:{_PORTFOLIO}|{_DEPUTY})? ?(?:{_HEADS})"
    rf"(?: (?:of|for|to)(?: the)?(?: (?:{_PORTFOLIO}|and|the|European|United|States|China|Japan|"
    rf"Korea|India|Canada)){{1,6}})?"
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
class NamedPerson:
    """A person named at [start, end): as written, with the role and economy beside the name."""

    start: int
    end: int
    name: str
    role: str = ""
    economy: str = ""
    former: bool = False


@cache
def publisher_names() -> Phrases:
    """Return the matcher of news organisations, each standing for its house."""
    return phrases_of("publishers", "names", "house", capital=True)


def people(
    text: str, start: int, end: int, economies: list[Mention], knowledge: Knowledge,
    introduced: Collection[str] = (),
) -> list[NamedPerson]:  # fmt: skip
    """Return the people named in ``text[start:end]``, in order, none overlapping.

    ``introduced`` are family names (as written) that the text has used with a full name before.
    """
    outlets = [(m.start, m.end) for m in publisher_names().find(text, start, end)]
    taken: list[tuple[int, int]] = list(outlets)
    found: list[NamedPerson] = []
    economy = ""
    again = "|".join(map(re.escape, sorted(introduced, key=len, reverse=True)))
    repeated = re.finditer(rf"(?<![\w-])(?:{again})(?![\w-])", text[start:end]) if again else ()
    for named in (
        *_candidates(text, start, end, knowledge),
        *(NamedPerson(start + m.start(), start + m.end(), m[0]) for m in repeated),
    ):
        trimmed = _trimmed(text, named, economies)
        if trimmed is None or any(trimmed.start < y and x < trimmed.end for x, y in taken):
            continue
        if trimmed.role:
            own = _economy_of_role(text, trimmed, economies, start)
            role_at = text.rfind(trimmed.role, start, trimmed.start)
            listed = re.search(r"(,|,? and) $", text[start:role_at])
            economy = own or (economy if listed else "")
            trimmed = replace(trimmed, economy=economy)
        found.append(trimmed)
        taken.append((trimmed.start, trimmed.end))
    return sorted(found, key=lambda named: named.start)


def _candidates(text: str, start: int, end: int, knowledge: Knowledge) -> Iterator[NamedPerson]:
    for match in _ROLE_THEN_NAME.finditer(text, start, end):
        before = text[max(start, match.start() - 24) : match.start()]
        former = bool(re.search(rf"\b{_FORMER}[ -]?(?:\S+ ){{0,2}}$", before))
        yield NamedPerson(match.start("name"), match.end("name"), match["name"], match["job"],
                    former=former)  # fmt: skip
    for match in _NAME_THEN_ROLE.finditer(text, start, end):
        former = bool(re.search(_FORMER, match["lead"]))
        yield NamedPerson(match.start("name"), match.end("name"), match["name"], match["job"],
                    former=former)  # fmt: skip
    for match in _GOVERNMENT.finditer(text, start, end):
        yield NamedPerson(match.start("name"), match.end("name"), match["name"])
    for match in known_names(knowledge).finditer(text, start, end):
        yield NamedPerson(match.start(), match.end(), match[0])
    for match in _SPEAKER.finditer(text, start, end):
        if re.search(
            r"\b(at|of|from|by|for|with|to|in) $",
            text[max(start, match.start() - 6) : match.start()],
        ):
            continue
        yield NamedPerson(match.start("name"), match.end("name"), match["name"])


def known_names(knowledge: Knowledge) -> re.Pattern[str]:
    """Return the pattern of the known office-holders' names and longer surnames."""
    return _any_of(knowledge.names)


@cache
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])")


def _trimmed(text: str, named: NamedPerson, economies: list[Mention]) -> NamedPerson | None:
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
    name = text[a:b]
    if not re.search(r"\b(Jr|[A-Z])\.$", name):
        name = re.sub(r"(['’]s?|[.,])$", "", name)
    if len(name) < 2 or name.isupper():
        return None
    return NamedPerson(a, a + len(name), name, named.role, named.economy, named.former)


def _economy_of_role(text: str, named: NamedPerson, economies: list[Mention], start: int) -> str:
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
    r"(?:['’]s?)?(?:[ \n-](?!(?:of|in|on|at|by|to|from|for|with|as|that|which|who|"
    r"is|was|said|over)\b)"
    r"[^\W\d_][\w’'-]*)*[ \n-]*"
)
