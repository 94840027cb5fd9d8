"""What a figure can be about: the table of topics, found by their nouns."""

import re
from functools import cache

from cobden.evidence.word_lists import table

_FAMILY = {
    "percent": "rate", "percentage point": "rate", "day": "time", "week": "time", "month": "time",
    "year": "time", "hour": "time", "minute": "time", "decade": "time", "count": "number",
    "round": "number",
    "tonne": "weight", "kg": "weight", "bushel": "weight", "litre": "weight", "gallon": "weight",
    "barrel": "weight", "barrel/day": "weight", "cubic metre": "weight", "GW": "weight",
    "MW": "weight", "TEU": "weight", "pound weight": "weight",
}  # fmt: skip


@cache
def _nouns() -> dict[str, list[tuple[str, frozenset[str]]]]:
    found: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in table("topics"):
        for noun in row["nouns"].split("|"):
            found.setdefault(noun, []).append((row["topic"], frozenset(row["units"].split())))
    return found


@cache
def _noun_pattern() -> re.Pattern[str]:
    listed = "|".join(re.escape(noun) for noun in sorted(_nouns(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{listed})(?!\w)", re.IGNORECASE)


@cache
def labels() -> dict[str, str]:
    """Return what each topic is called."""
    return {row["topic"]: row["label"] for row in table("topics")}


def family(unit: str, ordinal: bool = False) -> str:
    """Return the kind of unit: money, rate, time, weight, number or ordinal."""
    return "ordinal" if ordinal else _FAMILY.get(unit, "money")


def topic_in(phrase: str, kind: str, *, last: bool = False) -> str:
    """Return the topic of the first (or last) noun in ``phrase`` that takes such units, or ''."""
    found = ""
    for match in _noun_pattern().finditer(phrase):
        for topic, units in _nouns()[match[0].casefold()]:
            if kind in units:
                found = topic
                if not last:
                    return found
    return found


def head_topic(phrase: str, kind: str) -> str:
    """Return the topic of a noun phrase: its head's (before a preposition) if it has one."""
    head, *rest = re.split(r"\b(?:on|of|for|in|with|from|to|against|between)\b", phrase, maxsplit=1)
    return topic_in(head, kind, last=True) or topic_in("".join(rest), kind)


@cache
def units_of(topic: str) -> frozenset[str]:
    """Return the kinds of unit that a topic takes."""
    return next(frozenset(r["units"].split()) for r in table("topics") if r["topic"] == topic)
