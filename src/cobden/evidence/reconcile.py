"""Which claims agree, which contradict one another, which stand alone, and which cannot be right."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from cobden.evidence.checks import balance_note, impossible, in_dollars
from cobden.evidence.claims import Claim, Status
from cobden.evidence.dependence import Dependence, dependence
from cobden.evidence.documents import Document
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.people import fold, surname

_ALIKE = 70  # similarity of two subjects, 0 to 100, from which they can be of one thing
_MONEY_SLACK = 0.05
_OPPOSED = {
    frozenset(pair.split())
    for pair in ("stop reduce", "stop expand", "reduce expand", "restrict relax", "stop resume")
}
_MINERALS = {"rare earths": "critical minerals", "gallium": "critical minerals"}


def reconcile(
    documents: Iterable[Document], claims: Iterable[Claim], knowledge: Knowledge
) -> tuple[tuple[Claim, ...], Dependence]:
    """Return the claims with status and reason, and who leans on whom."""
    sources = {document.name: document for document in documents}
    claims = _checked(sources, list(claims), knowledge)
    leaning = dependence(sources.values(), claims)
    judge = _Judge(sources, claims, leaning, knowledge)
    return tuple(judge.judged(claim) for claim in claims), leaning


def _checked(
    sources: dict[str, Document], claims: list[Claim], knowledge: Knowledge
) -> list[Claim]:
    """Mark what cannot be right by itself, whatever the others say."""
    mainly = {name: _main_economies(name, claims) for name in sources}
    checked: list[Claim] = []
    for claim in claims:
        before = checked[-1] if checked and checked[-1].document == claim.document else None
        document = sources[claim.document]
        reason = "" if claim.status else impossible(
            claim, before, document, mainly[claim.document], knowledge)  # fmt: skip
        checked.append(_with(claim, "cannot be right", reason) if reason else claim)
    return _unknown_variants(checked)


def _main_economies(name: str, claims: list[Claim]) -> tuple[str, ...]:
    counts = Counter(e for c in claims if c.document == name for e in (c.by, c.on) if e)
    return tuple(economy for economy, _ in counts.most_common(3))


def _unknown_variants(claims: list[Claim]) -> list[Claim]:
    """Join the spellings of people whom nobody knows: one role, one economy, a like family name."""
    unknown = [c for c in claims if c.kind == "person" and not c.person and c.predicate]
    written = Counter(c.quote for c in unknown)
    renamed: dict[int, Claim] = {}
    for i, claim in enumerate(claims):
        if claim not in unknown:
            continue
        alike = [
            o for o in unknown
            if o.quote != claim.quote and o.by == claim.by and written[o.quote] > written[claim.quote]
            and fuzz.ratio(o.predicate.casefold(), claim.predicate.casefold()) > _ALIKE
            and fuzz.ratio(fold(surname(o.quote)), fold(surname(claim.quote))) >= 75
        ]  # fmt: skip
        if alike:
            usual = max(alike, key=lambda o: written[o.quote]).quote
            renamed[i] = _with(
                claim.model_copy(update={"person": usual, "subject": usual}),
                "name variant", f"others write {usual}",
            )  # fmt: skip
    return [renamed.get(i, claim) for i, claim in enumerate(claims)]


@dataclass
class _Judge:
    """Compares each claim with those of the same topic."""

    sources: dict[str, Document]
    claims: list[Claim]
    leaning: Dependence
    knowledge: Knowledge

    def __post_init__(self) -> None:
        self.by_key: dict[tuple, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if claim.status != "cannot be right":
                self.by_key[topic_key(claim)].append(claim)

    def judged(self, claim: Claim) -> Claim:
        if claim.status or claim.kind in ("attribution", "good", "person"):
            return self._person(claim) if claim.kind == "person" and not claim.status else claim
        peers = [c for c in self.by_key[topic_key(claim)] if c is not claim]
        if claim.kind == "event":
            return self._event(claim, peers)
        if claim.kind == "date":
            return self._date(claim)
        if claim.kind == "quantity":
            return self._quantity(claim, peers)
        others = [p for p in peers if p.document != claim.document]
        return self._agreed(claim, others) if others else _with(claim, "single source", "")

    def _person(self, claim: Claim) -> Claim:
        others = [c for c in self.claims if c.kind == "person" and c.document != claim.document
                  and (c.person or c.quote) == (claim.person or claim.quote)]  # fmt: skip
        return self._agreed(claim, others) if others else _with(claim, "single source", "")

    def _quantity(self, claim: Claim, peers: list[Claim]) -> Claim:
        others = [p for p in peers if p.document != claim.document and self._of_one_thing(claim, p)]
        same = [p for p in others if self._overlap(claim, p)]
        note = balance_note(claim, self.knowledge) if claim.topic == "balance" else ""
        if same:
            units = {p.unit for p in (claim, *same)}
            note = "; ".join(filter(None, (self._converted(claim) if len(units) > 1 else "", note)))
            return self._agreed(claim, same, note)
        held = self._rounds(claim)
        if held:
            return self._agreed(claim, [held], f"{held.quote} leads to the {claim.quote}")
        comparable = [p for p in others if _comparable(claim, p)]
        if comparable:
            said = "; ".join(f"{p.document} says {p.quote}" for p in comparable[:3])
            return _with(claim, "disagree", said)
        return _with(claim, "single source", note)

    def _of_one_thing(self, claim: Claim, other: Claim) -> bool:
        if claim.topic in ("balance", "pause", "round", "meeting", "coverage") or claim.goods:
            return True
        return fuzz.token_set_ratio(claim.subject, other.subject) >= _ALIKE

    def _overlap(self, a: Claim, b: Claim) -> bool:
        first, second = self._interval(a), self._interval(b)
        if first is None or second is None:
            return False
        slack = _MONEY_SLACK if a.unit.isupper() else 1e-9
        return first[0] <= second[1] * (1 + slack) and second[0] <= first[1] * (1 + slack)

    def _interval(self, claim: Claim) -> tuple[float, float] | None:
        low, high = in_dollars(claim, self.sources[claim.document].published, self.knowledge)
        if low is None or high is None:
            low, high = claim.low, claim.high
        return None if low is None or high is None else (low, high)

    def _converted(self, claim: Claim) -> str:
        interval = self._interval(claim)
        if interval is None or claim.unit == "USD" or not claim.unit.isupper():
            return ""
        return f"{interval[0] / 1e9:.3g} to {interval[1] / 1e9:.3g} billion USD"

    def _rounds(self, claim: Claim) -> Claim | None:
        """Arithmetic: n rounds held, so the next is number n + 1."""
        if claim.unit not in _ROUNDS or claim.topic not in ("round", "meeting") or (
            claim.value is None
        ):
            return None
        ordinal = _is_ordinal(claim)
        for other in self.claims:
            if other.topic in ("round", "meeting") and other.value is not None and (
                other.unit in _ROUNDS and
                _is_ordinal(other) != ordinal and other.document != claim.document
                and {other.by, other.on} & {claim.by, claim.on} - {""}
                and other.value == claim.value + (-1 if ordinal else 1)
            ):  # fmt: skip
                return other
        return None

    def _event(self, claim: Claim, peers: list[Claim]) -> Claim:
        if claim.topic == "cooperation":
            peers = [p for p in peers if p.document != claim.document]
            against = [p for p in peers if p.by != claim.by]
        else:
            against = [p for p in peers if frozenset((p.predicate, claim.predicate)) in _OPPOSED
                       and _actual(p) == _actual(claim)]  # fmt: skip
        if against:
            said = "; ".join(f"{p.document} says '{_brief(p.quote)}'" for p in against[:3])
            return _with(claim, "disagree", said)
        same = [p for p in peers if p.document != claim.document and p.predicate == claim.predicate]
        return self._agreed(claim, same) if same else _with(claim, "single source", "")

    def _date(self, claim: Claim) -> Claim:
        if not claim.when:
            return _with(claim, "single source", "the source gives no date to reckon it from")
        others = [c for c in self.claims if c.kind == "date" and c.document != claim.document
                  and c.when and c.status != "cannot be right" and _one_event(claim, c)]  # fmt: skip
        same = [c for c in others if _days_overlap(claim.when, c.when)]
        if same:
            return self._agreed(claim, same)
        against = [c for c in others if _NAMED_EVENT.search(c.subject) and _same_named(claim, c)]
        if against:
            said = "; ".join(f"{c.document} says {c.when}" for c in against[:3])
            return _with(claim, "disagree", said)
        return _with(claim, "single source", "")

    def _agreed(self, claim: Claim, others: list[Claim], note: str = "") -> Claim:
        names = sorted({c.document for c in others} | {claim.document})
        house = self.leaning.shared(names)
        voices = self.leaning.voices(names)
        said = f"{len(names)} sources"
        if house:
            said += f", all leaning on {house}: one origin"
        elif voices < len(names):
            said += f", {voices} of them independent" if voices > 1 else ", of one origin"
        return _with(claim, "agree", "; ".join(filter(None, (said, note))))


def topic_key(claim: Claim) -> tuple:
    """Return what a claim is compared by: its kind, topic and whom and what it concerns."""
    pair = frozenset((claim.by, claim.on)) - {""}
    goods = frozenset(_MINERALS.get(good, good) for good in claim.goods)
    if claim.kind == "event":
        return ("event", claim.topic, pair if claim.topic == "cooperation" else claim.by, goods)
    if claim.kind in ("date", "person"):
        return (claim.kind, claim.topic)
    if claim.kind == "measure":
        return ("measure", claim.measure, goods)
    if claim.topic == "balance":
        return ("balance", pair, claim.per)
    if claim.topic == "pause":
        return ("pause", claim.by, claim.unit)
    if claim.topic in ("round", "meeting"):
        if _is_ordinal(claim):
            return ("number", "round" if claim.unit in _ROUNDS else claim.unit, claim.value)
        return ("held", "round" if claim.unit in _ROUNDS else (claim.unit, goods, claim.by))
    if claim.topic == "coverage":
        return ("coverage", claim.by, goods)
    if claim.topic == "tariff":
        return ("tariff", claim.by, claim.on, goods, claim.measure, claim.predicate)
    money = "money" if re.fullmatch(r"[A-Z]{3}", claim.unit) else claim.unit
    return (claim.topic, claim.by, goods, money, claim.per)


_ROUNDS = frozenset(("round", "count", "negotiation", "meeting", "session"))


def _is_ordinal(claim: Claim) -> bool:
    return bool(re.match(r"(?i)\w*(?:st|nd|rd|th|first|second|third)\b|round ", claim.quote))


def _comparable(a: Claim, b: Claim) -> bool:
    """Whether two figures that differ contradict each other, and are not two different things."""
    if a.topic == "tariff" and not (a.measure or a.goods):
        return False
    if a.topic in ("count", "other", "interval", "meeting", "round", "trade"):
        return False
    return _actual(a) == _actual(b) and a.predicate == b.predicate and a.when == b.when


def _actual(claim: Claim) -> bool:
    return claim.modality in ("stated", "reported")


_NAMED_EVENT = re.compile(r"\b(G7|G20|APEC|WTO|summit|deadline|election|expir\w+)\b", re.IGNORECASE)
_COMMON = frozenset(
    "that this with from have will their they been were when which about after before would could "
    "japan united states china trade president minister said reported report year according "
    "government tariff tariffs negotiations talks week month".split()
)


def _one_event(a: Claim, b: Claim) -> bool:
    """Whether two dates are of one event: two telling words in common, or a named event."""
    return len(_telling(a.subject) & _telling(b.subject)) >= 2 or _same_named(a, b)


def _same_named(a: Claim, b: Claim) -> bool:
    first = {m.casefold() for m in _NAMED_EVENT.findall(a.subject)}
    second = {m.casefold() for m in _NAMED_EVENT.findall(b.subject)}
    both = first & second
    return bool(both - {"summit", "deadline"}) or (
        bool(both) and len(_telling(a.subject) & _telling(b.subject)) >= 3
    )


def _telling(subject: str) -> set[str]:
    tokens = re.findall(r"[a-z]{4,}", subject.casefold())
    return {_DEPART.get(t, t[:7]) for t in tokens if t not in _COMMON}


_DEPART = dict.fromkeys(("left", "departed", "departs", "leaves", "flew", "flying", "leaving"), "go")


def _days_overlap(a: str, b: str) -> bool:
    (a0, *a1), (b0, *b1) = a.split("/"), b.split("/")
    overlap = a0 <= (b1 or [b0])[0] and b0 <= (a1 or [a0])[0]
    return overlap and (a == b or (_narrow(a) and _narrow(b)))


def _narrow(interval: str) -> bool:
    """Whether an interval is of ten days at most: a month does not confirm a day."""
    first, *last = (date.fromisoformat(day) for day in interval.split("/"))
    return not last or (last[0] - first).days < 10


def _brief(quote: str) -> str:
    return " ".join(quote.split()[:10])


def _with(claim: Claim, status: Status, reason: str) -> Claim:
    return claim.model_copy(update={"status": status, "reason": reason})
