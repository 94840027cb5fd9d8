"""From a document to its claims: one pass over its story, every claim with its exact span."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from cobden.evidence import context as reading
from cobden.evidence.act_reader import main_language, read
from cobden.evidence.claims import Claim, Kind, Subject
from cobden.evidence.context import Context, modality
from cobden.evidence.documents import Document, Sentence, sentences_of
from cobden.evidence.events import events
from cobden.evidence.family_names import fold, surname
from cobden.evidence.identities import resolve
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.layout import PlainText, blocks, view
from cobden.evidence.mentions import good_row, measure_row
from cobden.evidence.merging import merged
from cobden.evidence.numbers import Figure, figures
from cobden.evidence.people import NamedPerson, people
from cobden.evidence.subjects import subject_of
from cobden.evidence.when import When, dates
from cobden.evidence.word_lists import Mention


def claims(document: Document, knowledge: Knowledge) -> tuple[Claim, ...]:
    """Return the claims of a document's story, in order of their place in it.

    English is read twice: for people, sources, days and figures, then for acts, as all languages.
    """
    plain, placed = view(document.text, blocks(document.text))
    reader = _Reader(document, knowledge, plain.text, plain)
    found: list[Claim] = []
    if main_language(plain, placed) == "en":
        for sentence in sentences_of(plain.text, placed):
            if sentence.part == "story" and placed[sentence.paragraph].kind != "row":
                found += reader.read(sentence)
            elif sentence.part == "heading":
                found += reader.credit(sentence)
    unique = {(c.kind, c.start, c.quote): c for c in found}
    told = read(document, plain, placed, reader.acting_in)
    return merged(document, list(unique.values()), told)


@dataclass
class _Reader:
    """Reads sentence by sentence, remembering who was named and cited before."""

    document: Document
    knowledge: Knowledge
    text: str  # the document's, made plain
    plain: PlainText
    acting: list[Mention] = field(default_factory=list)
    actor: str = ""
    house: tuple[str, ...] = ()
    names: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    leaders: list[tuple[int, str, str]] = field(default_factory=list)
    persons: dict[str, str] = field(default_factory=dict)
    economy_of: dict[str, str] = field(default_factory=dict)
    previous: tuple[Figure, Subject] | None = None
    talked: bool = False

    @property
    def day(self) -> date | None:
        return self.document.published

    def read(self, sentence: Sentence) -> list[Claim]:
        text = self.text
        cited = reading.citations(text, sentence)
        attribution = tuple(dict.fromkeys(c.house for c in cited))
        if any(c.named for c in cited):
            self.house = tuple(c.house for c in cited if c.named)[:1]
        elif reading.leans_on_the_report(text, sentence):
            attribution = (*attribution, *self.house)
        context = reading.read(text, sentence, self.actor, attribution)
        people = self._people(context)
        found = [*self._persons(context, people)]
        context = replace(context, speakers=self._speakers(context, people))
        spans = [(p.start, p.end) for p in people]
        goods = [g for g in context.goods if not any(a <= g.start < b for a, b in spans)]
        economies = self._with_people(context, people)
        self.acting += [m for m in economies if m not in context.economies]
        context = replace(context, economies=economies, goods=goods)
        found += self._attributions(context, cited)
        whens = dates(text, sentence.start, sentence.end, self.day)
        found += self._dates(context, whens)
        found += self._quantities(context, whens)
        found += self._events(context)
        found += self._measures(context)
        found += self._goods(context)
        self.actor = reading.main_actor(context)
        self.talked = bool(
            re.search(r"\b(call|spoke|conversation|phone|talked|met)\b", sentence.text)
        )
        return found

    def acting_in(self, start: int, end: int) -> list[Mention]:
        """Return the people in ``text[start:end]`` who act for an economy."""
        return [m for m in self.acting if start <= m.start < end]

    def credit(self, sentence: Sentence) -> list[Claim]:
        """A line such as "(Translated from ...)" says where the whole document comes from."""
        found = []
        for mention in reading.publisher_names().find(sentence.text):
            if re.search(
                r"(?i)translat|from|source|courtesy|text/", sentence.text[: mention.start]
            ):
                found.append(
                    Claim(
                        document=self.document.name,
                        kind="attribution",
                        quote=mention.text,
                        subject="the report itself",
                        start=self.plain.place(sentence.start + mention.start),
                        topic="origin",
                        attribution=(mention.key,),
                    )
                )
        return found

    def _claim(self, context: Context, kind: Kind, start: int, end: int, **values: object) -> Claim:
        existing = re.search(r"\b(its|their|the|current|existing)\s$", context.text[:start][-10:])
        how = (
            "stated"
            if existing and values.get("topic") == "tariff"
            else modality(context, start, end)
        )
        own = context.speakers if kind != "person" else ()
        said = {"modality": how, "attribution": (*own, *context.attribution)}
        return Claim.model_validate(
            {
                "document": self.document.name,
                "kind": kind,
                "quote": self.document.text[slice(*self.plain.span(start, end))],
                "start": self.plain.place(start),
                **said,
                **values,
            }
        )

    def _persons(self, context: Context, people: list[NamedPerson]) -> Iterator[Claim]:
        for named in people:
            folded = fold(named.name)
            who = resolve(named, self.day, self.knowledge)
            if len(folded.split()) == 1 and folded in self.persons and not who.status:
                known = self.persons[folded]
            else:
                known = who.person
            head = _head_of(known, self.knowledge, self.day)
            if head:
                self.leaders.append((named.start, known, head))
            if folded in self.names or folded in self.persons:
                continue
            self.names.add(folded)
            family = surname(named.name)
            self.persons[fold(family)] = known
            if len(family) > 1 and family != named.name:
                self.families.add(family)
            yield self._claim(
                context, "person", named.start, named.end, subject=known or named.name,
                topic="person", person=known, predicate=" ".join(named.role.split()),
                by=named.economy or who.economy, status=who.status, reason=who.reason,
            )  # fmt: skip

    def _people(self, context: Context) -> list[NamedPerson]:
        a, b = context.sentence.start, context.sentence.end
        return people(context.text, a, b, context.economies, self.knowledge, self.families)

    def _with_people(self, context: Context, people: list[NamedPerson]) -> list[Mention]:
        """Return the economies named, and those of the known people named: they act for them."""
        acting = list(context.economies)
        for named in people:
            who = resolve(named, self.day, self.knowledge)
            person = self.persons.get(fold(named.name), "") or who.person
            economy = who.economy or self.economy_of.get(person, "")
            if economy:
                self.economy_of[person] = economy
                acting.append(Mention(named.start, named.end, named.name, economy))
        return sorted(acting, key=lambda m: m.start)

    def _speakers(self, context: Context, people: list[NamedPerson]) -> tuple[str, ...]:
        """Return who of the people named says what the sentence states."""
        found = []
        for named in people:
            after = context.text[named.end : min(context.sentence.end, named.end + 90)]
            if reading.SAID.match(after):
                known = self.persons.get(fold(surname(named.name)), named.name)
                found.append(known or named.name)
        return tuple(dict.fromkeys(found))

    def _attributions(self, context: Context, cited: list[reading.Citation]) -> Iterator[Claim]:
        for citation in cited:
            if citation.named:
                said = context.said(context.sentence.start, context.sentence.end)
                yield self._claim(
                    context, "attribution", citation.start, citation.end, subject=_short(said),
                    topic="origin", attribution=(citation.house,),
                )  # fmt: skip

    def _dates(self, context: Context, whens: list[When]) -> Iterator[Claim]:
        for when in whens:
            start = when.start
            if when.limit:
                lead = context.text.rfind(when.limit.split()[0], context.sentence.start, when.start)
                found = (
                    context.text[context.sentence.start : when.start].casefold().rfind(when.limit)
                )
                start = context.sentence.start + found if found >= 0 else max(lead, 0)
            quote_end = when.end
            near = context.text[max(context.sentence.start, when.start - 24) : when.end + 12]
            deadline = when.limit in _DEADLINES or "deadline" in near.casefold()
            yield self._claim(
                context, "date", start, quote_end, subject=_event_of(context, start, quote_end),
                topic="deadline" if deadline else "date", when=when.iso, unit="date",
                limit=when.limit, by=self._actor_at(context, start),
                status="cannot be right" if when.problem else "", reason=when.problem,
                goods=tuple(dict.fromkeys(m.key for m in context.goods)),
            )  # fmt: skip

    def _quantities(self, context: Context, whens: list[When]) -> Iterator[Claim]:
        taken = [(w.start, w.end) for w in whens]
        a, b = context.sentence.start, context.sentence.end
        if _asks(context):
            return
        for figure in figures(context.text, a, b, taken):
            about = subject_of(context, figure, self.previous)
            self.previous = (figure, about)
            if figure.value == 0 and about.topic != "tariff":
                continue  # "come to nil" is no rate
            stop, topic = figure.end, about.topic
            later = _LATER.match(context.text, figure.end)
            if later and figure.unit in _SPANS and not _FOR.search(context.text, a, figure.start):
                stop, topic = later.end(), "interval"
            yield self._claim(
                context, "quantity", figure.start, stop, subject=about.said, topic=topic,
                predicate=about.predicate, value=figure.value, low=figure.low, high=figure.high,
                unit=figure.unit, per=figure.per, by=about.by, on=about.on, goods=about.goods,
                measure=about.measure, when=_year_of(context, figure.start, figure.end),
            )  # fmt: skip

    def _events(self, context: Context) -> Iterator[Claim]:
        for event in events(context, self.leaders, self.talked):
            goods = " and ".join(event.goods) or event.flow
            said = (
                f"{event.act} {event.flow} of {goods}"
                if event.goods
                else f"{event.act}: {event.flow}"
            )
            yield self._claim(
                context, "event", event.start, event.end, subject=said, topic=event.flow,
                predicate=event.act, by=event.by, on=event.on, goods=event.goods,
            )  # fmt: skip

    def _measures(self, context: Context) -> Iterator[Claim]:
        """A named measure with the goods it is said to fall on, and names that no law has."""
        for mention in context.measures:
            row = measure_row(mention.key)
            if not row["named"]:
                continue
            scope = re.match(
                r"[\"”']?(?: tariffs?| duties| levies)? on (?:[^.;]{0,90})",
                context.text[mention.end :],
            )
            end = mention.end
            if not scope and not row["note"]:
                continue
            goods: tuple[str, ...] = ()
            on = ""
            if scope:
                reach = min(mention.end + scope.end(), context.sentence.end)
                inside = _listed(context, mention.end, reach)
                if inside:
                    goods = tuple(dict.fromkeys(m.key for m in inside))
                    end = inside[-1].end
                    on = next(
                        (m.key for m in context.within(context.economies, mention.end, end)), ""
                    )
            if not goods and not row["note"]:
                continue
            yield self._claim(
                context, "measure", mention.start, end, subject=row["named"],
                topic=row["kind"], measure=row["named"], goods=goods, on=on,
                by=self._imposer(context, mention.start),
                status="cannot be right" if row["note"] else "", reason=row["note"],
            )  # fmt: skip

    def _goods(self, context: Context) -> Iterator[Claim]:
        """ "equipment such as wafers": a good put in a class that it is not of."""
        pattern = re.compile(
            r"(?:\b\w+ )?\b(?P<kind>equipment|materials?|fuels?|vehicles?|farm products|minerals|"
            r"machinery|"
            r"raw materials?)(?: such as| like|, including| including) (?:[\w-]+ ){0,2}?$", re.I
        )  # fmt: skip
        for mention in context.goods:
            lead = context.text[context.sentence.start : mention.start]
            match = pattern.search(lead)
            if not match:
                continue
            actual = good_row(mention.key)["class"]
            named = re.sub(r"^raw |s$", "", match["kind"].casefold())
            claimed = _CLASSES.get(named, named)
            if claimed != actual:
                yield self._claim(
                    context, "good", context.sentence.start + match.start(), mention.end,
                    subject=f"{mention.key} called {match['kind']}", topic="good",
                    goods=(mention.key,), status="cannot be right",
                    reason=f"{mention.key} are a {actual}, not {claimed}",
                )  # fmt: skip

    def _actor_at(self, context: Context, offset: int) -> str:
        verb = context.verb_before(context.index_at(offset))
        return context.actor_of(verb) if verb >= 0 else self.actor

    def _imposer(self, context: Context, offset: int) -> str:
        near = [m for m in context.economies if m.end <= offset]
        return near[-1].key if near and offset - near[-1].end < 24 else ""


_SPANS = frozenset(("hour", "day", "week", "month", "year"))
_LATER = re.compile(r" (?:later|after|before|earlier|ago)\b")
_FOR = re.compile(r"\bfor (?:about |around |some |another |up to )?$")
_HEADS = ("head", "premier")
_CLASSES = {"mineral": "material", "machinery": "equipment", "farm product": "farm product"}
_DEADLINES = frozenset(("before", "by", "until", "till", "through", "no later than", "deadline of",
                        "due on", "due"))  # fmt: skip


def _listed(context: Context, start: int, end: int) -> list:
    """Return the goods listed right after ``start``: "Japanese automobiles, steel and ..."."""
    found = []
    last = start
    for mention in context.within(context.goods, start, end):
        between = context.text[last : mention.start]
        if re.search(r"[;:]|\b(?:but|while|which|that|will|would|is|are|has|to)\b", between) or (
            len(between) > 36
        ):
            break
        found.append(mention)
        last = mention.end
    return found


def _asks(context: Context) -> bool:
    """Whether a sentence is a question: its figures are not stated."""
    return context.sentence.text.rstrip().endswith("?")


def _head_of(person: str, knowledge: Knowledge, day: date | None) -> str:
    """Return the economy whose head of state or government the person is on the day, or ''."""
    heads = (h for h in knowledge.holders if h.person == person and h.office in _HEADS)
    return next((h.economy for h in heads if day is None or h.holds(day)), "")


def _event_of(context: Context, start: int, end: int) -> str:
    """Return what happens on a date: the clause it stands in, without it."""
    text, sentence = context.text, context.sentence
    cuts = [w.end for w in context.words if w.low in (";", ":", "—")]
    a = max([sentence.start, *(c for c in cuts if c <= start)])
    z = min([sentence.end, *(c for c in cuts if c >= end)])
    left = " ".join(text[a:start].split())
    right = " ".join(text[end:z].split())
    left = re.sub(r"\s*\b(?:on|in|from|at|the|of|by|until)$|[(,]\s*$", "", left)
    if len(left.split()) < 4:
        return _short(f"{left} {right.lstrip(', ')}", 16) or sentence.text
    return _short(left, 18, from_end=True)


def _year_of(context: Context, start: int, end: int) -> str:
    """Return the year a figure is said to be of ("in 2024", "last year" is left alone)."""
    near = context.text[
        max(context.sentence.start, start - 40) : min(context.sentence.end, end + 40)
    ]
    match = re.search(r"\b(?:in|for|of|during) ((?:19|20)\d\d)\b", near)
    return match[1] if match else ""


def _short(said: str, limit: int = 16, *, from_end: bool = False) -> str:
    parts = said.split()
    if len(parts) <= limit:
        return " ".join(parts)
    return "... " + " ".join(parts[-limit:]) if from_end else " ".join(parts[:limit]) + " ..."
