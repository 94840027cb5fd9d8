"""What is said to have happened: who stopped, cut, restricted, proposed or requested what.

An event is an act on a flow of a good ("stopped purchasing LNG from the United States"), or a step
between leaders ("Trump directly requested Japan's cooperation"). Acts are few, so that two sources'
words for one event can be compared.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cobden.evidence.context import Context
from cobden.evidence.grammar import base_of, is_verb, phrase_after

_ACTS = {
    "stop": "stop", "cease": "stop", "halt": "stop", "end": "stop", "ban": "stop", "block": "stop",
    "suspend": "stop", "reduce": "reduce", "cut": "reduce", "decrease": "reduce", "lower": "reduce",
    "slash": "reduce", "trim": "reduce", "increase": "expand", "expand": "expand",
    "boost": "expand",
    "raise": "expand", "restrict": "restrict", "limit": "restrict", "curb": "restrict",
    "tighten": "restrict", "control": "restrict", "ease": "relax", "relax": "relax",
    "resume": "resume", "restart": "resume", "lift": "relax",
}  # fmt: skip
_FLOW = re.compile(
    r"\b(?P<imports>import(?:s|ing|ation)?|purchas(?:es?|ing)|buying|orders?)\b|"
    r"\b(?P<exports>export(?:s|ing|ation)?|shipments?|sales|selling)\b", re.IGNORECASE
)  # fmt: skip
_LIMITS = re.compile(r"\b(?:restrictions?|controls|curbs?|bans?|licen[cs]ing)\b", re.IGNORECASE)
_CHANGE_NOUN = re.compile(
    r"\b(?P<noun>decrease|reduction|drop|fall|decline|cut|increase|rise|jump|halt|suspension|stop|ban|"
    r"resumption|easing|restrictions?|controls?|curbs?)s? (?:in|of|to|on) (?:the |its |their )?",
    re.IGNORECASE,
)
_NOUN_ACT = {
    "decrease": "reduce", "reduction": "reduce", "drop": "reduce", "fall": "reduce",
    "decline": "reduce", "cut": "reduce", "increase": "expand", "rise": "expand", "jump": "expand",
    "halt": "stop", "suspension": "stop", "stop": "stop", "ban": "stop", "resumption": "resume",
    "easing": "relax", "restriction": "restrict", "control": "restrict", "curb": "restrict",
}  # fmt: skip
_IMPOSED = re.compile(
    r"\b(?:impos(?:e[sd]?|ing)|introduc(?:e[sd]?|ing)|plac(?:e[sd]?|ing)|announc(?:e[sd]?|ing)|"
    r"tighten(?:s|ed|ing)?)\s(?:new |strict |sweeping |fresh |further |tough |its |their )*"
    r"(?P<what>(?:export )?(?:restrictions?|controls?|curbs|licensing|bans?))\b", re.IGNORECASE
)  # fmt: skip
_COOPERATION = re.compile(
    r"\b(?P<act>propos(?:e[sd]?|ing)|request(?:s|ed|ing)?|ask(?:s|ed)? for|offer(?:s|ed)?|sought|"
    r"raised|suggest(?:s|ed)?)\b[^.;]{0,60}?\b(?P<what>cooperat(?:e|ion)|assistance|help|support|talks|"
    r"rare earths?|critical minerals)\b", re.IGNORECASE
)  # fmt: skip
_BETWEEN_LEADERS = re.compile(
    r"\b(?:call|spoke|conversation|phone|summit|met|meeting|telephone)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class ReportedEvent:
    """An act at [start, end): by whom, on what flow of which goods, towards whom."""

    start: int
    end: int
    act: str
    flow: str
    by: str
    on: str
    goods: tuple[str, ...]


def events(
    context: Context, leaders: list[tuple[int, str, str]], talked: bool
) -> Iterator[ReportedEvent]:
    """Yield the events of a sentence.

    ``leaders``: offset, person and economy of each head of government named so far; ``talked``:
    whether this sentence or the one before is about leaders who met or spoke.
    """
    seen: list[tuple[int, int]] = []
    for event in (*_verbs(context), *_nouns(context), *_controls(context)):
        if not any(event.start < b and a < event.end for a, b in seen):
            seen.append((event.start, event.end))
            yield event
    if talked or _BETWEEN_LEADERS.search(
        context.text, context.sentence.start, context.sentence.end
    ):
        yield from _steps(context, leaders)


def _verbs(context: Context) -> Iterator[ReportedEvent]:
    """ "stopped purchasing LNG from the US", "reduced its imports of LNG", "restricted exports"."""
    for i, word in enumerate(context.words):
        act = _ACTS.get(base_of(word)) if is_verb(context.words, i) else None
        if not act:
            continue
        start, end = phrase_after(context.text, context.words, i + 1, complements=3)
        flow = _FLOW.search(context.text, start, end) if end else None
        goods = context.within(context.goods, start, end) if end else []
        if not flow and end and context.words[i + 1].low.endswith("ing"):
            flow = _FLOW.match(context.text, context.words[i + 1].start)
        if not flow or not goods or flow.start() - word.end > 40:
            continue
        if _LIMITS.search(context.text, word.end, end):
            act = "restrict" if act in ("restrict", "expand") else "relax"
        yield _made(context, word.start, end, act, flow, context.actor_of(i))


def _nouns(context: Context) -> Iterator[ReportedEvent]:
    """ "a significant decrease in the import of American LNG"."""
    for match in _CHANGE_NOUN.finditer(context.text, context.sentence.start, context.sentence.end):
        i = context.index_at(match.end())
        start, end = phrase_after(context.text, context.words, i, complements=3)
        flow = _FLOW.search(context.text, start, min(end, start + 30)) if end else None
        if not flow or not context.within(context.goods, start, end):
            continue
        act = _NOUN_ACT[re.sub(r"s$", "", match["noun"].casefold())]
        begin = match.start()
        lead = re.search(r"\b\w+ $", context.text[context.sentence.start : begin])
        if lead and lead[0].strip().endswith(("ant", "arp", "ing", "ous", "ic", "al")):
            begin -= len(lead[0])
        verb = context.verb_before(context.index_at(begin))
        by = context.actor_of(verb) if verb >= 0 else context.actor
        yield _made(context, begin, end, act, flow, by)


def _controls(context: Context) -> Iterator[ReportedEvent]:
    """ "imposed export restrictions on seven critical minerals"."""
    for match in _IMPOSED.finditer(context.text, context.sentence.start, context.sentence.end):
        i = context.index_at(match.end())
        if i >= len(context.words) or context.words[i].low not in ("on", "for", "over"):
            continue
        start, end = phrase_after(context.text, context.words, i + 1)
        goods = tuple(dict.fromkeys(m.key for m in context.within(context.goods, start, end)))
        said = context.text[match.start() : end].casefold() if end else ""
        if not goods or "export" not in said:
            continue
        verb = context.index_at(match.start())
        act = "stop" if match["what"].casefold().startswith("ban") else "restrict"
        by = context.actor_of(verb)
        yield ReportedEvent(match.start(), end, act, "exports", by, "", goods)


def _made(
    context: Context, start: int, end: int, act: str, flow: re.Match[str], by: str
) -> ReportedEvent:
    goods = tuple(dict.fromkeys(m.key for m in context.within(context.goods, start, end)))
    partners = [m.key for m in context.within(context.economies, start, end) if m.key != by]
    side = "imports" if flow["imports"] else "exports"
    return ReportedEvent(start, end, act, side, by, partners[0] if partners else "", goods)


def _steps(context: Context, leaders: list[tuple[int, str, str]]) -> Iterator[ReportedEvent]:
    """ "Trump directly requested Japan's cooperation": which leader took the first step."""
    for match in _COOPERATION.finditer(context.text, context.sentence.start, context.sentence.end):
        nearby = [x for x in leaders if context.sentence.start <= x[0] < match.start()]
        close = [x for x in nearby if match.start() - x[0] < 50]
        if not close:
            continue
        _, _, economy = close[-1]
        others = [m.key for m in context.economies if m.key != economy]
        partner = others[-1] if others else ""
        yield ReportedEvent(
            close[-1][0], match.end(), "take the first step", "cooperation", economy, partner, ()
        )
