"""What a figure is about: its topic, its subject in words, who acts towards whom, which goods."""

import re

from cobden.evidence.actors import ACTED, FACES, actor, holder, parties
from cobden.evidence.anaphora import carried, listed_rate, meaning_those, restated
from cobden.evidence.claims import Subject
from cobden.evidence.context import Context
from cobden.evidence.grammar import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    base_of,
    is_verb,
    phrase_after,
    phrase_before,
    senses,
)
from cobden.evidence.mentions import measure_row
from cobden.evidence.numbers import Figure
from cobden.evidence.topics import family, head_topic, labels, topic_in, units_of
from cobden.evidence.word_lists import word_list


def subject_of(
    context: Context, figure: Figure, previous: tuple[Figure, Subject] | None = None
) -> Subject:
    """Find what ``figure`` is about, from the words it is built into, nearest first.

    ``previous`` is the figure before it in the document, whose subject it may share.
    """
    kind = family(figure.unit, figure.ordinal)
    before = context.index_at(figure.start)
    after = context.index_at(figure.core[1] if figure.noun or figure.ordinal else figure.end)
    if figure.noun or figure.ordinal:
        return _counted(context, figure, kind, before, after)
    if previous and kind == family(previous[0].unit):
        found = restated(context, figure, after, previous)
        if found:
            return found
    for attempt in (_headed, _governed):
        found = attempt(context, figure, kind, before, after)
        if found:
            return listed_rate(context, meaning_those(found, previous), figure, previous)
    found = carried(context, figure, kind, after, previous)
    if found:
        return found
    for attempt in (_done, _near, _done_far):
        found = attempt(context, figure, kind, before, after)
        if found:
            return listed_rate(context, found, figure, previous)
    clause = _clause(context, figure, before)
    found = Subject("other", clause, by=actor(context, before), goods=_goods(context, figure))
    return listed_rate(context, found, figure, previous)


# without one of these, a rate is a fraction: "half", "nine in ten"
_SIGN = re.compile(r"%|cent|point|pct|ppt")


def _headed(context: Context, figure: Figure, kind: str, before: int, after: int) -> Subject | None:  # noqa: PLR0911  # a ladder of forms
    """The noun right after: "25% tariff on cars", "90-day tariff pause", "70% of the market"."""
    words = context.words
    if after >= len(words):
        return None
    first = words[after].low
    part = kind == "rate" and not _SIGN.search(context.text, figure.start, figure.end)
    plain = first not in PREPOSITIONS and not words[after].is_mark and not is_verb(words, after)
    if kind == "rate" and (first == "of" or (part and plain)):
        start, end = phrase_after(context.text, words, after + (first == "of"))
        if end and not re.search(r"\bfor \d{4}\b", context.text[start:end]):
            said = context.said(start, end)
            if re.search(r"\bshare\b", said):
                said = f"{said} ({_clause(context, figure, before)})"
            else:
                said = f"share of {said}"
            return _made("share", said, context, figure, (start, end), before)
        return None
    if first in PREPOSITIONS or words[after].is_mark or first in DETERMINERS:
        return None
    if first in AUXILIARIES or first in CONJUNCTIONS:
        return None
    start, end = phrase_after(context.text, words, after)
    if not end:
        return None
    head = re.split(r"\b(?:on|of|for|in|with|from|to|against|between)\b", context.text[start:end])[
        0
    ]
    topic = topic_in(head, kind, last=True)
    if not topic:
        return None
    return _made(topic, context.said(start, end), context, figure, (start, end), before)


_SKIP = word_list("between noun and figure")
_LEVEL = word_list("level verbs")


def _governed(
    context: Context, figure: Figure, kind: str, before: int, after: int
) -> Subject | None:
    """The noun before: "tariffs of 25%", "cut tariffs from 25% to 15%", "surplus is about 60"."""
    words, i = context.words, before - 1
    while (
        i > 0 and words[i].low in _SKIP and not (words[i].low in ("to", "at") or is_verb(words, i))
    ):
        i -= 1
    plain = words[i].low not in PREPOSITIONS and not words[i].is_mark and not is_verb(words, i)
    if i > 1 and plain and words[i - 1].low in DETERMINERS:
        i -= 2  # "from a crushing 39%"
    if i <= 0:
        return None
    low = words[i].low
    if words[before - 1].low == "worth" or (low == "on" and kind == "money"):
        return _worth(context, figure, kind, i + (low != "on"))
    if low == "for" and kind == "time":
        relieved = _relieved(context, figure, i)
        if relieved:
            return relieved
    phrase, predicate = _governor(context, kind, i)
    if phrase == (0, 0):
        return None
    topic = head_topic(context.text[slice(*phrase)], kind)
    if not topic:
        return None
    said = context.said(*phrase)
    if after < len(words) and words[after].low in ("on", "for", "with", "against"):
        start, end = phrase_after(context.text, words, after + 1, complements=1)
        if end:
            said = f"{said} {words[after].low} {context.said(start, end)}"
            phrase = (phrase[0], end)
    return _made(topic, said, context, figure, phrase, before, predicate)


def _governor(context: Context, kind: str, i: int) -> tuple[tuple[int, int], str]:
    """Return the noun phrase that word ``i`` ties a figure to, and how ("is", "to", "from")."""
    words, low = context.words, context.words[i].low
    if low in ("of", "at", "to", "from", "by", "with", "for", "in"):
        phrase = phrase_before(words, i)
        if phrase == (0, 0) or not head_topic(context.text[slice(*phrase)], kind):
            phrase = _object_or_subject(context, i, kind)
        return phrase, low if low in ("to", "from", "by") else "is"
    if low == ",":
        phrase = phrase_before(words, i)
        another = re.search(r"\d", context.text[slice(*phrase)])
        return ((0, 0) if another else phrase), "is"
    sense = senses().get(base_of(words[i]), "")
    if is_verb(words, i) and (base_of(words[i]) in _LEVEL or sense in ("level", "change")):
        return context.subject_of(i), "by" if sense == "change" else "is"
    if low in ("capped", "set", "fixed") or low in AUXILIARIES:
        return context.subject_of(i), "is"
    return (0, 0), "is"


def _relieved(context: Context, figure: Figure, i: int) -> Subject | None:
    """ "slash tariffs for 90 days": how long a measure is changed."""
    verb = context.verb_before(i)
    if verb < 0:
        return None
    start, end = context.words[verb].start, context.words[i - 1].end
    if not context.within(context.measures, start, end):
        return None
    return _made("pause", context.said(start, end), context, figure, (start, end), i)


def _worth(context: Context, figure: Figure, kind: str, i: int) -> Subject | None:
    """ "countermeasures worth 72 billion", "tariffs on 21 billion of imports": their value."""
    while i > 1 and context.words[i - 1].low in (",", "worth"):
        i -= 1
    if context.words[i - 1].low in AUXILIARIES:
        start, end = context.subject_of(i - 1)
    else:
        start, end = phrase_before(context.words, i)
    verb = context.verb_before(i)
    bought = verb >= 0 and senses().get(base_of(context.words[verb])) in ACTED
    if not end or bought:
        return None
    said = context.said(start, end)
    topic = head_topic(said, kind) or "value"
    if topic == "spending" and context.within(context.measures, start, end):
        topic = "value"
    return _made(topic, said, context, figure, (start, end), i)


def _object_or_subject(context: Context, i: int, kind: str) -> tuple[int, int]:
    """For "raise/fall ... to": the changed thing is the verb's object, or else its subject."""
    verb = context.verb_before(i)
    if verb < 0:
        return (0, 0)
    found = phrase_after(context.text, context.words, verb + 1, complements=3)
    if found[1] and head_topic(context.text[slice(*found)], kind):
        return found[0], min(found[1], context.words[i].start)
    return context.subject_of(verb)


_FORWARD = frozenset(["of", "in", "worth", "for", "on"])


def _done(context: Context, figure: Figure, kind: str, before: int, after: int) -> Subject | None:
    """The verb before: "buy billions of dollars in semiconductors", "lose $5bn", "allocated"."""
    verb = context.verb_before(before)
    if verb < 0:
        return None
    sense = senses().get(base_of(context.words[verb]), "")
    already = re.search(r"\d", context.text[context.words[verb].end : figure.start])
    if kind == "rate" and base_of(context.words[verb]) in FACES and not already:
        who = context.said(*context.subject_of(verb)) or "those"
        span = (context.words[verb].start, figure.end)
        return _made("tariff", f"rate that {who} {context.words[verb].low}", context, figure,
                     span, before)  # fmt: skip
    if sense not in labels() or kind not in units_of(sense):
        return None
    words, j = context.words, after
    while j < len(words) and (words[j].low in _FORWARD or words[j].low in DETERMINERS):
        j += 1
    own = _object(context, verb, before)
    if own and re.search(r"\d", context.text[slice(*own)]):
        own = None  # another figure's words
    after_it = j > after or (j < len(words) and not words[j].is_mark
                             and words[j].low not in PREPOSITIONS)  # fmt: skip
    start, end = phrase_after(context.text, words, j) if after_it and j < len(words) else (0, 0)
    if sense == "pause" or (own and kind in ("rate", "time")):
        said = context.said(words[verb].start, own[1] if own else figure.start)
        span = (words[verb].start, own[1] if own else figure.start)
        return _made(sense, said, context, figure, span, before)
    label = labels()[sense]
    pieces = [context.said(*own)] if own else []
    if end:
        pieces.append(context.said(start, end))
    span = (own[0] if own else words[verb].start, end or figure.end)
    into = sense == "investment" and not own and after < len(words) and words[after].low == "in"
    link = "" if not pieces else " on " if sense == "spending" else " in " if into else " of "
    if sense == "losses":
        return _made(sense, label, context, figure, span, before)
    return _made(sense, f"{label}{link}{', '.join(pieces)}", context, figure, span, before)


_UP_OR_DOWN = re.compile(r"\b(?:up|down) $")


def _done_far(
    context: Context, figure: Figure, kind: str, before: int, after: int
) -> Subject | None:
    """A verb further left: "purchasing semiconductors ..., with a scale of billions"."""
    if _UP_OR_DOWN.search(context.text, context.sentence.start, figure.start):
        return None
    for verb in range(before - 1, -1, -1):
        sense = senses().get(base_of(context.words[verb]), "")
        if sense in labels() and kind in units_of(sense) and is_verb(context.words, verb):
            start, end = phrase_after(context.text, context.words, verb + 1)
            said = f"{labels()[sense]} of {context.said(start, end)}" if end else labels()[sense]
            span = (context.words[verb].start, max(end, figure.end))
            return _made(sense, said, context, figure, span, verb + 1)
    return None


def _object(context: Context, verb: int, before: int) -> tuple[int, int] | None:
    """Return the span of the verb's object where it stands between the verb and the figure."""
    found = phrase_after(context.text, context.words, verb + 1)
    if not found[1] or before >= len(context.words) + 1:
        return None
    stop = context.words[before - 1].end if before else found[1]
    end = min(found[1], stop)
    said = context.text[found[0] : end]
    said = re.sub(r"\s+(worth|for|at|of|with|in|about|by|a|an|some)$", "", said)
    return (found[0], found[0] + len(said)) if re.search(r"[^\W\d]{3}", said) else None


def _near(context: Context, figure: Figure, kind: str, before: int, after: int) -> Subject | None:
    """A topic's noun in the same sentence: the nearest, before rather than after."""
    left = context.text[max(context.sentence.start, figure.start - 90) : figure.start]
    right = context.text[figure.end : min(context.sentence.end, figure.end + 60)]
    topic = topic_in(left.rsplit(";", 1)[-1], kind, last=True) or topic_in(right, kind)
    if topic == "quota" and kind == "rate":
        topic = "tariff"  # "quotas or the full 50%"
    if not topic:
        return None
    span = (context.sentence.start, context.sentence.end)
    return _made(topic, _clause(context, figure, before), context, figure, span, before)


def _counted(context: Context, figure: Figure, kind: str, before: int, after: int) -> Subject:
    """What is counted, and what is done to it: "restricted the export of 7 rare earth minerals"."""
    start, end = phrase_after(context.text, context.words, after)
    if not end:
        start, end = figure.core[1] + 1, figure.end
    head = context.text[start : max(figure.end, start)]
    topic = topic_in(head, kind, last=True) or topic_in(head, "number", last=True)
    measures = [m for m in context.measures if m.end <= figure.start]
    verb = context.verb_before(before, reach=9)
    sense = senses().get(base_of(context.words[verb]), "") if verb >= 0 else ""
    restricted = sense in ("restrict", "stop") or any(
        measure_row(m.key)["kind"] == "export control" for m in measures)  # fmt: skip
    if not topic and before and context.words[before - 1].low == "of":  # "a quota of 100,000 cars"
        lead = phrase_before(context.words, before - 1)
        topic = head_topic(context.text[slice(*lead)], "number") if lead[1] else ""
    if not topic:
        topic = "coverage" if restricted else sense if sense in labels() and kind in units_of(
            sense) else "count"  # fmt: skip
    said = context.said(start, end)
    if topic == "coverage" or (verb >= 0 and topic in ("count", *labels()) and not figure.ordinal):
        lead = context.said(context.words[verb].start, figure.start) if verb >= 0 else ""
        said = f"{said} ({lead} ...)" if lead else said
    made = _made(topic, said, context, figure, (start, max(end, figure.end)), before)
    if topic == "coverage":
        return Subject(topic, said, "covers", made.by, made.on, made.goods, "export control")
    return made


def _made(
    topic: str, said: str, context: Context, figure: Figure, span: tuple[int, int], before: int,
    predicate: str = "is",
) -> Subject:  # fmt: skip
    """Complete a subject: who acts towards whom, goods, and the measure named."""
    lo, hi = min(span[0], figure.start), max(span[1], figure.end)
    by, on = parties(context, topic, (lo, hi), before)
    if topic == "balance":
        by, on = holder(context, (lo, hi), by, on)
    measure = ""
    if topic in ("tariff", "pause", "quota"):
        named = context.within(context.measures, lo, hi)
        measure = next((measure_row(m.key)["named"] for m in named
                        if measure_row(m.key)["named"]), "")  # fmt: skip
    goods = tuple(dict.fromkeys(m.key for m in context.within(context.goods, lo, hi)))
    return Subject(topic, said or labels().get(topic, topic), predicate, by, on, goods, measure)


def _goods(context: Context, figure: Figure) -> tuple[str, ...]:
    near = context.within(context.goods, figure.start - 60, figure.end + 60)
    return tuple(dict.fromkeys(m.key for m in near))


def _clause(context: Context, figure: Figure, before: int) -> str:
    """Return the words around the figure without it, up to a dozen each side of it."""
    words = context.words
    a = before
    while a > 0 and before - a < 10 and words[a - 1].low not in (",", ";", ":", "—"):
        a -= 1
    z = context.index_at(figure.end)
    stop = z
    while stop < len(words) and stop - z < 6 and words[stop].low not in (",", ";", ":", ".", "—"):
        stop += 1
    left = context.said(words[a].start, figure.start) if a < len(words) else ""
    right = context.said(figure.end, words[stop - 1].end) if stop > z else ""
    return f"{left} ... {right}".strip(" .") or context.said(context.sentence.start, figure.end)
