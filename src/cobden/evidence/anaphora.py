"""What a figure shares with the one before: lists, restatements, "those", "down from 25%"."""

import re
from dataclasses import replace

from cobden.evidence.claims import Subject
from cobden.evidence.context import Context
from cobden.evidence.grammar import phrase_after
from cobden.evidence.numbers import Figure
from cobden.evidence.topics import family, labels

_MOVED = re.compile(r"\b(?:rose|fell|grew|rise|fall|grow|risen|fallen|grown|up|down|of)\b", re.I)


def listed_rate(
    context: Context, found: Subject, figure: Figure, previous: tuple[Figure, Subject] | None
) -> Subject:
    """Rates in a list are rates of one kind: "cars face 25%, other goods 25%, potash 10%"."""
    if previous is None or family(figure.unit) != "rate" or found.topic not in ("trade", "other"):
        return found
    between = context.text[previous[0].end : figure.start]
    near = len(between) < 90 and "." not in between and family(previous[0].unit) == "rate"
    around = context.text[previous[0].end : min(context.sentence.end, figure.end + 4)]
    if not near or previous[1].topic != "tariff" or _MOVED.search(around):
        return found
    return replace(found, topic="tariff", by=previous[1].by, on=previous[1].on)


_IN_OTHER_WORDS = re.compile(
    r"^\s?\((?:about |around |roughly |approximately |nearly |or |equivalent to )?$|"
    r"\b(?P<old>(?:down|up) from)(?: the| an?| its| their)?(?: \w+)?\s$",
    re.IGNORECASE,
)


def restated(
    context: Context, figure: Figure, after: int, previous: tuple[Figure, Subject]
) -> Subject | None:
    """One figure told twice, "€93bn ($109bn)", or as it was: "15%, down from the 25% due"."""
    near = previous[0].start >= context.sentence.start and previous[1].topic != "other"
    said = context.text[previous[0].end : figure.start]
    match = _IN_OTHER_WORDS.search(said) if near and len(said) < 70 else None
    if not match or _on(context, after):
        return None
    return replace(previous[1], predicate="from" if match["old"] else previous[1].predicate)


def meaning_those(found: Subject, previous: tuple[Figure, Subject] | None) -> Subject:
    """ "those on British goods" are what the figure before was about."""
    if previous and found.said.casefold().startswith("those"):
        topic = previous[1].topic
        return replace(found, topic=topic, said=f"{labels().get(topic, topic)}: {found.said}")
    return found


_SHARES = re.compile(
    r",?\s(?:(?:down|up) from|against|versus|compared (?:with|to)|or|and|rather than|not|"
    r"instead of|"
    r"(?:an?|the) (?:additional|further|extra)|from(?: the current)?)\s$|"
    r"^,? (?:[^.;]{0,60}, )?(?:and )?$",
    re.IGNORECASE,
)


def carried(
    context: Context, figure: Figure, kind: str, after: int,
    previous: tuple[Figure, Subject] | None,
) -> Subject | None:  # fmt: skip
    """The subject of the figure before: "10% tariff, down from 27.5%", "50% on steel, 25% on"."""
    if previous is None or kind != family(previous[0].unit) or previous[1].topic == "other":
        return None
    said = context.text[previous[0].end : figure.start]
    extra = kind == "rate" and re.search(r"(?i)\b(?:additional|further|extra)\s$", said)
    near = previous[0].start >= context.sentence.start and len(said) < 110
    if not extra and not (near and (_SHARES.search(said) or _on(context, after))):
        return None
    shared = previous[1]
    if not _on(context, after):
        return replace(shared, predicate="from" if "from" in said[-16:] else shared.predicate)
    start, end = phrase_after(context.text, context.words, after + 1)
    words = f"{labels().get(shared.topic, shared.topic)} on {context.said(start, end)}"
    goods = tuple(dict.fromkeys(m.key for m in context.within(context.goods, start, end)))
    return replace(shared, said=words, goods=goods, measure="")


def _on(context: Context, after: int) -> bool:
    return after < len(context.words) - 1 and context.words[after].low == "on"
