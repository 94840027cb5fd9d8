"""Which claims agree, which contradict, which stand alone, and which cannot be right."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from cobden.evidence.checks import balance_note, impossible, in_dollars
from cobden.evidence.claims import Claim, Status
from cobden.evidence.dependence import Dependence, dependence
from cobden.evidence.documents import Document, sentences
from cobden.evidence.family_names import fold, surname
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.mentions import economies_in
from cobden.evidence.same_thing import (
    NAMED_EVENT,
    ROUNDS,
    comparable,
    days_overlap,
    is_actual,
    is_narrow,
    is_one_event,
    is_ordinal,
    same_named,
    topic_key,
)

_ALIKE = 70  # similarity of two subjects, 0 to 100, from which they can be of one thing
_ONE_NAME = 75  # similarity of two family names that can be one
_MONEY_SLACK = 0.05
_OPPOSED = {
    frozenset(pair.split())
    for pair in ("stop reduce", "stop expand", "reduce expand", "restrict relax", "stop resume")
}


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
    mainly = {name: _main_economies(document) for name, document in sources.items()}
    checked: list[Claim] = []
    for claim in claims:
        before = checked[-1] if checked and checked[-1].document == claim.document else None
        document = sources[claim.document]
        reason = "" if claim.status else impossible(
            claim, before, document, mainly[claim.document], knowledge)  # fmt: skip
        checked.append(_with(claim, "cannot be right", reason) if reason else claim)
    return _unknown_variants(checked)


def _main_economies(document: Document) -> tuple[str, ...]:
    """Return the economies that the story names most."""
    story = (s for s in sentences(document.text) if s.part == "story")
    named = Counter(m.key for s in story for m in economies_in(document.text, s.start, s.end))
    return tuple(economy for economy, _ in named.most_common(3))


def _unknown_variants(claims: list[Claim]) -> list[Claim]:
    """Join the spellings of people whom nobody knows: one role, one economy, a like family name."""
    spellings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for claim in claims:
        if claim.kind == "person" and not claim.person and claim.predicate:
            spellings[claim.by, claim.predicate.casefold()][claim.quote] += 1
    joined = []
    for claim in claims:
        written = spellings.get((claim.by, claim.predicate.casefold()), Counter())
        alike = [
            name for name in written
            if written[name] > written[claim.quote]
            and fuzz.ratio(fold(surname(name)), fold(surname(claim.quote))) >= _ONE_NAME
        ] if claim.kind == "person" and not claim.person else []  # fmt: skip
        if not alike:
            joined.append(claim)
            continue
        usual = max(alike, key=lambda name: written[name])
        known = claim.model_copy(update={"person": usual, "subject": usual})
        joined.append(_with(known, "name variant", f"others write {usual}"))
    return joined


@dataclass
class _Said:
    """One statement, however many sources make it: an example, and who says so."""

    example: Claim
    interval: tuple[float, float] | None
    documents: set[str]


class _Judge:
    """Compares each claim with those of the same topic."""

    def __init__(
        self, sources: dict[str, Document], claims: list[Claim], leaning: Dependence,
        knowledge: Knowledge,
    ) -> None:  # fmt: skip
        self.sources, self.leaning, self.knowledge = sources, leaning, knowledge
        self.said: dict[tuple, dict[tuple, _Said]] = defaultdict(dict)
        for claim in claims:
            if claim.status != "cannot be right" and claim.kind not in ("attribution", "good"):
                for key in _keys(claim):
                    self._note(key, claim)

    def _note(self, key: tuple, claim: Claim) -> None:
        same = (claim.subject, claim.low, claim.high, claim.unit, claim.when, claim.predicate,
                claim.by, is_actual(claim), claim.act, claim.standing)  # fmt: skip
        group = self.said[key]
        if same not in group:
            group[same] = _Said(claim, self._interval(claim), set())
        group[same].documents.add(claim.document)

    def others(self, key: tuple, claim: Claim) -> list[_Said]:
        """Return the statements under ``key`` that another source makes."""
        return [s for s in self.said[key].values() if s.documents - {claim.document}]

    def judged(self, claim: Claim) -> Claim:
        if claim.status or claim.kind in ("attribution", "good"):
            return claim
        return {"quantity": self._quantity, "event": self._event, "date": self._date}.get(
            claim.kind, self._named
        )(claim)

    def _named(self, claim: Claim) -> Claim:
        same = self.others(_keys(claim)[0], claim)
        return self._agreed(claim, same) if same else _with(claim, "single source", "")

    def _act(self, claim: Claim) -> Claim:
        """Judge a rate of duty as an act: by who levies it on whom, of what, and in which state."""
        every = self.others(_act_key(claim), claim)
        others = [s for s in every if _same_time(self, claim, s)]
        alike = [s for s in others if s.example.value == claim.value]
        same = [
            s for s in every
            if s.example.value == claim.value and _holds(s.example) == _holds(claim)
        ]  # fmt: skip
        against = [s for s in alike if {_holds(s.example), _holds(claim)} == {"holds", "ended"}]
        if not same and not against and claim.on and _holds(claim) == "holds":
            against = [
                s for s in others
                if _holds(s.example) == "holds" and s.example.act == claim.act
                and (s.example.was == claim.was or None in (s.example.was, claim.was))
                and not s.example.bound and not claim.bound
            ]  # fmt: skip
        if against:
            return _with(claim, "disagree", _who_says(against, claim))
        return self._agreed(claim, same) if same else _with(claim, "single source", "")

    def _quantity(self, claim: Claim) -> Claim:
        if claim.act and claim.topic == "tariff":
            return self._act(claim)
        others = [
            s for s in self.others(topic_key(claim), claim) if _of_one_thing(claim, s.example)
        ]
        mine = self._interval(claim)
        same = [s for s in others if _overlap(mine, s.interval, s.example.unit != claim.unit)]
        note = balance_note(claim, self.knowledge) if claim.topic == "balance" else ""
        if same:
            units = {s.example.unit for s in same} | {claim.unit}
            converted = self._converted(claim) if len(units) > 1 else ""
            return self._agreed(claim, same, "; ".join(filter(None, (converted, note))))
        rounds = self.others(_round_key(claim, next_one=True), claim) if _is_round(claim) else []
        if rounds:
            return self._agreed(claim, rounds, f"as many as '{rounds[0].example.quote}' implies")
        against = [s for s in others if comparable(claim, s.example)]
        if against:
            return _with(claim, "disagree", _who_says(against, claim))
        return _with(claim, "single source", note)

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

    def _event(self, claim: Claim) -> Claim:
        others = list(self.said[topic_key(claim)].values())
        if claim.topic == "cooperation":
            against = [s for s in self.others(topic_key(claim), claim) if s.example.by != claim.by]
        else:
            against = [s for s in others
                       if frozenset((s.example.predicate, claim.predicate)) in _OPPOSED
                       and is_actual(s.example) == is_actual(claim)]  # fmt: skip
        if against:
            return _with(claim, "disagree", _who_says(against, claim))
        same = [s for s in self.others(topic_key(claim), claim)
                if s.example.predicate == claim.predicate]  # fmt: skip
        return self._agreed(claim, same) if same else _with(claim, "single source", "")

    def _date(self, claim: Claim) -> Claim:
        if not claim.when:
            return _with(claim, "single source", "the source gives no date to reckon it from")
        near = {id(s): s for key in _keys(claim) for s in self.others(key, claim)}
        others = [s for s in near.values() if is_one_event(claim, s.example)]
        same = [s for s in others if days_overlap(claim.when, s.example.when)]
        if same:
            return self._agreed(claim, same)
        against = [s for s in others if same_named(claim, s.example)
                   and claim.topic == s.example.topic]  # fmt: skip
        if against:
            said = "; ".join(f"{_names(s, claim)} {s.example.when}" for s in against[:3])
            return _with(claim, "disagree", said)
        return _with(claim, "single source", "")

    def _agreed(self, claim: Claim, others: list[_Said], note: str = "") -> Claim:
        names = set[str]().union(*(s.documents for s in others), {claim.document})
        house = self.leaning.shared(names)
        voices = self.leaning.voices(names)
        said = f"{len(names)} sources"
        if house:
            said += f", all leaning on {house}: one origin"
        elif voices < len(names):
            said += f", {voices} of them independent" if voices > 1 else ", of one origin"
        return _with(claim, "agree", "; ".join(filter(None, (said, note))))


def _act_key(claim: Claim) -> tuple:
    return ("act", claim.by, claim.on, frozenset(claim.goods))


def _holds(claim: Claim) -> str:
    """Return what an act leaves its rate in: it "holds", is "ended", or neither is said yet."""
    if claim.standing in ("suspended", "removed") or (
        claim.act in ("remove", "suspend") and claim.standing in ("in force", "historic")
    ):
        return "ended"
    if claim.standing in ("in force", "agreed", "planned") and claim.act not in (
        "remove",
        "suspend",
    ):
        return "holds"
    return claim.standing


_ONE_TIME = 7  # days between two reports that can speak of one state of the law


def _same_time(judge: "_Judge", claim: Claim, said: _Said) -> bool:
    """Whether two acts are told of one time: by their own days, or those of their sources."""
    mine, theirs = (_day_of(judge, c) for c in (claim, said.example))
    return mine is None or theirs is None or abs((mine - theirs).days) <= _ONE_TIME


def _day_of(judge: "_Judge", claim: Claim) -> date | None:
    if re.match(r"\d{4}-\d\d-\d\d", claim.in_force):
        return date.fromisoformat(claim.in_force[:10])
    return judge.sources[claim.document].published


def _keys(claim: Claim) -> list[tuple]:
    """Return what a claim is found by: its topic, or for dates the days and the events named."""
    if claim.kind == "person":
        return [("person", claim.person or claim.quote)]
    if claim.kind == "date":
        days = [("named", m.casefold()) for m in set(NAMED_EVENT.findall(claim.subject))]
        return [("date", claim.when), *(("day", d) for d in _days(claim.when)), *days]
    if claim.act and claim.topic == "tariff":
        return [topic_key(claim), _act_key(claim)]
    if _is_round(claim):
        return [topic_key(claim), _round_key(claim)]
    return [topic_key(claim)]


def _days(when: str) -> list[str]:
    """Return the days of a narrow interval."""
    if not when or not is_narrow(when):
        return []
    first, *last = (date.fromisoformat(day) for day in when.split("/"))
    count = (last[0] - first).days + 1 if last else 1
    return [(first + timedelta(i)).isoformat() for i in range(count)]


def _is_round(claim: Claim) -> bool:
    return (claim.kind == "quantity" and claim.topic in ("round", "meeting")
            and claim.unit in ROUNDS and claim.value is not None)  # fmt: skip


def _round_key(claim: Claim, *, next_one: bool = False) -> tuple:
    """Return the number of rounds held that a claim implies: n held, or number n + 1 next."""
    ordinal, value = is_ordinal(claim), claim.value or 0.0
    held = value - 1 if ordinal else value
    return ("rounds", ordinal != next_one, held)


_FLOWS = re.compile(r"\b(?:im|ex)port", re.IGNORECASE)


def _of_one_thing(claim: Claim, other: Claim) -> bool:
    if claim.topic == "trade" and set(_FLOWS.findall(claim.subject.casefold())) != set(
        _FLOWS.findall(other.subject.casefold())
    ):
        return False
    if claim.topic in ("balance", "pause", "round", "meeting", "coverage") or claim.goods:
        return True
    return fuzz.token_set_ratio(claim.subject, other.subject) >= _ALIKE


def _overlap(
    first: tuple[float, float] | None, second: tuple[float, float] | None, converted: bool
) -> bool:
    """Whether two intervals meet; amounts of two currencies may miss by the choice of rate."""
    if first is None or second is None:
        return False
    slack = 1 + (_MONEY_SLACK if converted else 1e-9)
    return first[0] <= second[1] * slack and second[0] <= first[1] * slack


def _who_says(against: list[_Said], claim: Claim) -> str:
    said = [f"{_names(s, claim)} '{_brief(s.example.quote)}'" for s in against[:3]]
    return "; ".join(said)


def _names(said: _Said, claim: Claim) -> str:
    names = sorted(said.documents - {claim.document}) or sorted(said.documents)
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0]}{more} {'say' if more else 'says'}"


def _brief(quote: str) -> str:
    return " ".join(quote.split()[:10])


def _with(claim: Claim, status: Status, reason: str) -> Claim:
    return claim.model_copy(update={"status": status, "reason": reason})
