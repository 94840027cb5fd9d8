"""Who acts towards whom in what a figure is about."""

import re

from cobden.evidence.context import Context
from cobden.evidence.grammar import base_of

ACTED = frozenset(["purchases", "investment", "spending", "losses"])
_SELLS = frozenset(("sell", "export", "ship"))
FACES = frozenset(("face", "pay", "suffer", "endure", "avoid", "dodge", "escape"))


def parties(context: Context, topic: str, span: tuple[int, int], before: int) -> tuple[str, str]:
    """Return who acts and towards whom, '' where the sentence does not say."""
    inside = context.within(context.economies, *span)
    by = on = ""
    if topic in ACTED:
        who = actor(context, before)
        partners = [m.key for m in inside if m.key != who]
        return who, partners[0] if partners else ""
    if topic in ("round", "meeting"):
        near = list(dict.fromkeys(m.key for m in (*inside, *context.economies)))
        near = near if len(near) > 1 else list(dict.fromkeys([*near, context.actor]))
        one, other, *_ = [*near, "", ""]
        return one, other
    for mention in inside:
        lead = context.text[max(span[0] - 12, context.sentence.start) : mention.start]
        preposition = re.search(
            r"\b(on|with|from|to|against|into|by|of|for|between|in)\s"
            r"(?:the |all |its |most )?(?:[\w’-]+ )?$",
            lead.casefold(),
        )
        word = preposition[1] if preposition else ""
        if word == "by":
            by = mention.key
        elif word in ("on", "with", "from", "to", "against", "into", "for", "in") and not on:
            on = mention.key
        elif not by and word in ("", "of", "between"):
            by = mention.key
        elif not on and mention.key != by:
            on = mention.key
    after = context.text[span[1] : min(context.sentence.end, span[1] + 30)]
    agent = re.match(r"[ ,]*(?:imposed |levied |applied |charged )?by ", after)
    named = [m for m in context.economies if agent and 0 <= m.start - span[1] - agent.end() <= 6]
    by = named[0].key if named else by
    possessive = re.search(r"\b(its|their)\s(?:[\w-]+\s){0,3}$",
                           context.text[context.sentence.start : span[0]].casefold())  # fmt: skip
    earlier = [m.key for m in context.economies if m.end <= span[0]]
    if not by and possessive and earlier:
        by = earlier[-1]
    if not by:
        verb = context.verb_before(before)
        who = actor(context, before)
        if verb >= 0 and base_of(context.words[verb]) in FACES and topic == "tariff":
            on = on or who
        elif verb >= 0 and base_of(context.words[verb]) in _SELLS and topic == "tariff":
            said = context.within(context.economies, context.words[verb].end, span[0])
            by, on = (said[-1].key, who) if said else ("", who)
        else:
            by = who if who != on else ""
    return by, "" if on == by else on


def actor(context: Context, before: int) -> str:
    """Return the economy that acts in the clause of the word at ``before``, '' if none is known."""
    verb = context.verb_before(before)
    if verb >= 0:
        return context.actor_of(verb)
    earlier = [m.key for m in context.economies if m.end <= context.words[before - 1].end] if (
        0 < before <= len(context.words)) else []  # fmt: skip
    return earlier[0] if earlier else context.actor


def holder(context: Context, span: tuple[int, int], by: str, on: str) -> tuple[str, str]:
    """Return who has the surplus and with whom, from the words for it."""
    said = context.text[
        max(context.sentence.start, span[0] - 30) : min(context.sentence.end, span[1] + 60)
    ]
    near = context.within(context.economies, max(context.sentence.start, span[0] - 30),
                          min(context.sentence.end, span[1] + 60))  # fmt: skip
    pair = list(dict.fromkeys([*(k for k in (by, on) if k), *(m.key for m in near)]))
    favour = re.search(r"in favou?r of (?:the )?", said)
    if favour:
        offset = max(context.sentence.start, span[0] - 30) + favour.end()
        holder = next((m.key for m in near if m.start >= offset), by)
        return holder, next((k for k in pair if k != holder), "")
    if re.search(r"\bdeficits?\b", said) and not re.search(r"\bsurplus", said):
        return (on, by) if on else (next((k for k in (*pair, context.actor) if k != by), ""), by)
    return by, on or next((k for k in (*pair, context.actor) if k != by), "")
