"""Which claims are of one thing, so that they can agree or contradict each other."""

import re
from datetime import date

from cobden.evidence.claims import Claim
from cobden.evidence.word_lists import word_list

_MINERALS = {"rare earths": "critical minerals", "gallium": "critical minerals"}


def topic_key(claim: Claim) -> tuple:  # noqa: PLR0911  # one key per topic
    """Return what a claim is compared by: its kind, topic and whom and what it concerns."""
    pair = frozenset((claim.by, claim.on)) - {""}
    goods = frozenset(_MINERALS.get(good, good) for good in claim.goods)
    if claim.kind == "event":
        return ("event", claim.topic, pair if claim.topic == "cooperation" else claim.by, goods)
    if claim.kind == "measure":
        return ("measure", claim.measure, goods)
    if claim.topic == "balance":
        return ("balance", pair)
    if claim.topic == "pause":
        return ("pause", claim.by, claim.unit)
    if claim.topic in ("round", "meeting"):
        if is_ordinal(claim):
            return ("number", "round" if claim.unit in ROUNDS else claim.unit, claim.value)
        return ("held", "round" if claim.unit in ROUNDS else (claim.unit, goods, claim.by))
    if claim.topic == "coverage":
        return ("coverage", claim.by, goods)
    if claim.topic == "tariff":
        return ("tariff", claim.by, claim.on, goods, claim.measure, claim.predicate)
    money = "money" if re.fullmatch(r"[A-Z]{3}", claim.unit) else claim.unit
    return (claim.topic, claim.by, goods, money, claim.per)


ROUNDS = frozenset(("round", "count", "negotiation", "meeting", "session"))


def is_ordinal(claim: Claim) -> bool:
    """Whether a quantity is a place in a series ("fifth round") rather than a number of things."""
    return bool(re.match(r"(?i)\w*(?:st|nd|rd|th|first|second|third)\b|round ", claim.quote))


def comparable(a: Claim, b: Claim) -> bool:
    """Whether two figures that differ contradict each other, and are not two different things."""
    if a.topic == "tariff" and not (a.measure or a.goods):
        return False
    if a.topic in ("count", "other", "interval", "meeting", "round"):
        return False
    if a.topic == "trade" and not (a.when and a.on == b.on):  # a flow is its year's
        return False
    return is_actual(a) == is_actual(b) and a.predicate == b.predicate and a.when == b.when


def is_actual(claim: Claim) -> bool:
    """Whether a claim is told as a fact, in a source's own words or another's."""
    return claim.modality in ("stated", "reported")


NAMED_EVENT = re.compile(r"\b(G7|G20|APEC|WTO|summit|deadline|election|expir\w+)\b", re.IGNORECASE)
_COMMON = word_list("common in reports")


def is_one_event(a: Claim, b: Claim) -> bool:
    """Whether two dates are of one event: two telling words in common, or a named event."""
    return len(_telling(a.subject) & _telling(b.subject)) >= 2 or same_named(a, b)


def same_named(a: Claim, b: Claim) -> bool:
    """Whether two dates are of one event by its name: "the G7 summit"."""
    first = {m.casefold() for m in NAMED_EVENT.findall(a.subject)}
    second = {m.casefold() for m in NAMED_EVENT.findall(b.subject)}
    both = first & second
    return bool(both - {"summit", "deadline"}) or (
        bool(both) and len(_telling(a.subject) & _telling(b.subject)) >= 3
    )


def _telling(subject: str) -> set[str]:
    tokens = re.findall(r"[a-z]{4,}", subject.casefold())
    return {"go" if t in _LEAVING else t[:7] for t in tokens if t not in _COMMON}


_LEAVING = frozenset(("left", "departed", "departs", "leaves", "flew", "flying", "leaving"))


def days_overlap(a: str, b: str) -> bool:
    """Whether two days or short intervals, as ISO dates, can be one."""
    (a0, *a1), (b0, *b1) = a.split("/"), b.split("/")
    overlap = a0 <= (b1 or [b0])[0] and b0 <= (a1 or [a0])[0]
    return overlap and (a == b or (is_narrow(a) and is_narrow(b)))


def is_narrow(interval: str) -> bool:
    """Whether an interval is of ten days at most: a month does not confirm a day."""
    first, *last = (date.fromisoformat(day) for day in interval.split("/"))
    return not last or (last[0] - first).days < 10
