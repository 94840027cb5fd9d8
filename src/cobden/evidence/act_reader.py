# ruff: noqa: E501  # the patterns of words stand on one line each
"""A document read for its acts: language by language, block by block, each in its place."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from cobden.evidence import when
from cobden.evidence.acts import acts
from cobden.evidence.claims import Standing
from cobden.evidence.clauses import Clause
from cobden.evidence.documents import Document, split
from cobden.evidence.language import Language, language, simplified
from cobden.evidence.layout import LayoutBlock, PlainText, blocks, view
from cobden.evidence.marks import marks
from cobden.evidence.official_voice import OFFICIAL, PAIRS, TWO, home_of, spoken_for
from cobden.evidence.scene import TARIFF_ACTS, Act, Scene
from cobden.evidence.table_rows import row_acts, table_frame
from cobden.evidence.which_language import LANGUAGES, detect, named, script, script_of
from cobden.evidence.who import owner_of
from cobden.evidence.whom import is_governed
from cobden.evidence.word_lists import Mention

_AFTER_DAYS = re.compile(
    r"(\d{1,2}) days after the date of this (?:order|proclamation|notice|memorandum)"
)
_ENTERED = re.compile(
    r"\bon (?:or|and) after (?:\d{1,2}:\d\d [ap]\.m\.,? )?(?:eastern (?:daylight |standard )?time,? )?(?:on )?"
)
_ANNEX = re.compile(
    r"(?i)\b(?:annex|table|schedule|appendix|anhang|anlage|tabelle|annexe|tableau|anexo|tabla) [A-Z0-9]{1,4}\b|"
    r"(?:附件|附表|别表|別表|表|별표|부속서)\s?[一二三四五\dIVX]+"
)
_OWNED = 24  # letters between an economy and its measure
_READ = ("story", "item", "row", "table head")
_LONG = 60  # letters from which a paragraph's own language is told apart
_AGREEMENT = re.compile(
    r"(?i)\b(?:joint statement|joint declaration|terms of reference|arrangement|framework|agreements?|deal|agreed|accord|pact|memorandum|partnership|commitments?|"
    r"\w*einigung|\w*abkommen\w*|vereinbar\w*|zusagen|gemeinsame erklärung|engagements?|points de l'accord|déclaration (?:commune|conjointe)|acuerdos?|compromisos|declaración conjunta|memorándum)\b|"
    r"合意|協定|协定|협정|协议|協議|会谈成果|會談成果|성과|합의|共同声明|联合声明|공동"
)
_TELLS = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|did|does|may|must)\b")
_ASKS = re.compile(
    r"(?:[?？]|(?:です|ます|でしょう|のだ|るの|たの|いの|る|た|ない)か[。]?|吗[。]?|까[.]?)[\"'”’」』)）]*\s*$"
)


@dataclass(frozen=True)
class Read:
    """What was read of a document: its acts with their blocks, and what was left out, and why."""

    view: PlainText
    blocks: tuple[LayoutBlock, ...]
    acts: tuple[tuple[Act, LayoutBlock], ...]
    languages: dict[str, int]
    readers: dict[str, "_BlockReader"]


def main_language(plain: PlainText, placed: tuple[LayoutBlock, ...]) -> str:
    """Return the code of the language that a document is in."""
    return detect(_story(plain, placed) or plain.text)


def read(
    document: Document, plain: PlainText, placed: tuple[LayoutBlock, ...],
    persons: Callable[[int, int], list[Mention]],
) -> Read:  # fmt: skip
    """Read a document for its acts.

    ``persons`` finds in a span of the view the people who act for an economy, as mentions.
    """
    main = main_language(plain, placed)
    counted: dict[str, int] = {}
    found: list[tuple[Act, LayoutBlock]] = []
    readers: dict[str, _BlockReader] = {}
    for number, block in enumerate(placed):
        said = plain.text[block.start : block.end]
        code = _language_of(said, main)
        counted[code] = counted.get(code, 0) + len(said)
        if code not in LANGUAGES or block.kind in ("caption", "teaser", "end matter"):
            continue
        if code not in readers:
            text = simplified(plain.text) if code == "zh" else plain.text
            readers[code] = _BlockReader(document, text, placed, language(code), persons)
        found += [(act, block) for act in readers[code].block(number, block)]
    changes = {k: act for r in readers.values() for k, act in r.scene.memory.amended.items()}
    found = [(changes.get(id(act), act), block) for act, block in found]
    found = [(_completed_late(act, readers), block) for act, block in found]
    opened = {b for r in readers.values() for b in r.opened}
    found = [(a, b) for a, b in found if a.figure or placed.index(b) not in opened]
    return Read(plain, placed, tuple(found), counted, readers)


def _completed_late(act: Act, readers: dict[str, "_BlockReader"]) -> Act:
    """Return a rate that nobody was said to levy with who does, where the document says so later."""
    if act.by or act.figure is None or act.figure.unit != "percent":
        return act
    for reader in readers.values():
        act = reader.scene.memory.completed(act, definite=False)
    return act


def unread_parts(document: Document) -> tuple[str, ...]:
    """Return what of a document is in a language that is not read, each in one line."""
    plain, placed = view(document.text, blocks(document.text))
    main = main_language(plain, placed)
    letters: dict[str, int] = {}
    for block in placed:
        if block.kind in _READ:
            said = plain.text[block.start : block.end]
            code = _language_of(said, main)
            letters[code] = letters.get(code, 0) + len(said)
    total = sum(letters.values())
    read = ", ".join(LANGUAGES.values())
    return tuple(
        f"{100 * count / total:.0f}% of it is in {named(code) if code else 'no language'}, "
        f"which is not read (read are {read})."
        for code, count in letters.items() if code not in LANGUAGES and count
    )  # fmt: skip


def _story(plain: PlainText, placed: tuple[LayoutBlock, ...]) -> str:
    return " ".join(
        plain.text[b.start : b.end]
        for b in placed
        if b.kind in ("story", "item", "row", "table head")
    )


def _language_of(said: str, main: str) -> str:
    """Return the language of a block: the document's, unless it is long enough to tell, or in
    another script.
    """
    foreign = script(said) != script_of(main)
    if len(said) < 3 * _LONG and not foreign:
        return main
    return detect(said) or main


class _BlockReader:
    """Reads block by block in one language, remembering the scene."""

    def __init__(
        self,
        document: Document,
        text: str,
        placed: tuple[LayoutBlock, ...],
        words: Language,
        persons,
    ) -> None:
        self.document, self.text, self.placed, self.language = document, text, placed, words
        self.persons = persons
        title = f"{document.title} {document.publisher}"
        head = " ".join(text[b.start : b.end] for b in placed[:6] if b.kind == "heading")
        self.starts = ""  # the day from which an order says that it applies
        self.agreement = bool(_AGREEMENT.search(document.title))
        self.of_parties = False  # whether the whole text is what parties say that they agreed
        official = bool(OFFICIAL.search(document.publisher))
        self.scene = Scene(
            words, document.published, home=home_of(words, document, text) if official else "",
            pair=self._pair(title + " " + head), agreed=self.agreement,
        )  # fmt: skip
        if official:
            self.starts = self._start()
            self.of_parties = self.agreement
        named = title + " " + head
        spoken = [c for c in (spoken_for(words, b.speaker) for b in placed) if c]
        self.scene.country = self.scene.home or (spoken[0] if spoken else self._headed())
        other = [c for c in self._named_pair(document.title) if c != self.scene.country]
        if self.scene.country and len(other) == 1 and not self.scene.pair:
            self.scene.pair = (self.scene.country, other[0])
        self.scene.memory.pair = self.scene.pair
        two = len(self._named_pair(named)) == 2 or (bool(self.scene.country) and len(other) == 1)
        self.scene.titled = two and bool(TWO.search(named) or _AGREEMENT.search(named))
        self.leads: dict[int, list[Act]] = {}
        self.asked: list[Act] = []  # the acts of the question asked last
        self.frames: dict[int, Act] = {}
        self.opened: set[int] = set()  # lead-ins whose act the items below them complete

    def _headed(self) -> str:
        """Return of which country "the president" is: the one whose president is named."""
        named = self.persons(0, len(self.text)) if self.persons else []
        heads = [m.key for m in named if self.text[: m.end].endswith(m.text)
                 and re.search(r"President\s(?:[A-Z][\w.]*\s)*$", self.text[max(0, m.start - 30) : m.start])]  # fmt: skip
        if heads:
            return max(dict.fromkeys(heads), key=heads.count)
        named = (
            []
            if self.language.code == "en"
            else self.language.leaders.find(self.text, 0, len(self.text))
        )
        keys = [m.key for m in named]
        if keys:
            return max(dict.fromkeys(keys), key=keys.count)
        return "USA" if "White House" in self.text else ""

    def _start(self) -> str:
        """Return the day from which an official text says that its duties apply, or ''."""
        after = _AFTER_DAYS.search(self.text)
        if after and self.document.published:
            return (self.document.published + timedelta(int(after[1]))).isoformat()
        entered = _ENTERED.search(self.text)
        if entered is None or self.language.code != "en":
            return ""
        days = when.dates(self.text, entered.end(), entered.end() + 40, self.document.published)
        return days[0].first.isoformat() if days and days[0].first else ""

    def _named_pair(self, title: str) -> tuple[str, ...]:
        """Return the two parties that a title names, or as many as it does."""
        short = TWO.search(title)
        if (
            short
            and self.language.code in PAIRS
            and {short[1], short[2]} <= set(PAIRS[self.language.code])
        ):
            return PAIRS[self.language.code][short[1]], PAIRS[self.language.code][short[2]]
        return tuple(
            dict.fromkeys(m.key for m in self.language.economies.find(title, 0, len(title)))
        )

    def _pair(self, title: str) -> tuple[str, ...]:
        named = self._named_pair(title)
        if len(named) == 2:
            return named
        counts: dict[str, int] = {}
        for mention in self.language.economies.find(self.text, 0, len(self.text)):
            counts[mention.key] = counts.get(mention.key, 0) + 1
        ranked = sorted(counts, key=lambda key: -counts[key])
        if len(ranked) == 2 or (len(ranked) > 2 and counts[ranked[1]] > 3 * counts[ranked[2]]):
            return tuple(ranked[:2])
        return ()

    def block(self, number: int, block: LayoutBlock) -> list[Act]:
        """Return the acts of a block."""
        if block.kind == "heading":
            if _AGREEMENT.search(self.text[block.start : block.end]):
                self.agreement = True
            return []
        if block.kind == "table head":
            return []
        if block.kind == "row":
            return self._row(block)
        home = self.scene.home
        spoken = spoken_for(self.language, block.speaker)
        if not spoken and re.search(
            r"(?i)\b(?:prime )?minister\b|\bpremier\b|chancellor|\bspokes", block.speaker
        ):
            spoken = (
                self._named_pair(f"{self.document.title} {self.document.publisher}") or ("",)
            )[0]
        self.scene.home = spoken or home
        self.scene.spoken = bool(block.speaker and self.scene.home)
        self.scene.told_here = []
        try:
            return self._said(number, block)
        finally:
            self.scene.home = home

    def _said(self, number: int, block: LayoutBlock) -> list[Act]:
        lead = self.leads.get(block.lead, [])
        item = block.kind == "item"
        lead_text = self.text[slice(*self._span(block.lead))] if block.lead >= 0 else ""
        told = self.of_parties and block.kind == "story" and not block.speaker
        self.scene.agreed = told or (
            item and (self.agreement or bool(_AGREEMENT.search(lead_text)))
        )
        self.scene.lead = lead[-1] if lead and item else None
        found: list[Act] = []
        for a, b in split(self.text, block.start, block.end):
            own = acts(self._marks(a, b), self.scene)
            if not own and item and lead:
                own = self._continued(a, b, lead[-1]) if lead[-1].act else []
                if own:
                    self.opened.add(block.lead)
            if _ASKS.search(self.text[a:b]):
                self.asked = own or self._asked_about(a, b)
                self.scene.asked_of_tariff = any(
                    m.key == "tariff"
                    for m in self.language.finder("measures").find(self.text, a, b)
                )
                continue
            own = [_answering(act, self.asked, self.scene) for act in own]
            found += own
        self.leads[number] = found
        if not found and item:
            self.leads[number] = self._opened(block)
        if not found and self.text[: block.end].rstrip().endswith((":", "：")):
            self.leads[number] = self._announced(block)
        return found

    def _asked_about(self, a: int, b: int) -> list[Act]:
        """Return whose measure a question without a verb names: "And American steel duties?"."""
        found = self._marks(a, b)
        clause = Clause(a, b, None)
        owner = owner_of(found, clause, found.economies)
        owned = [
            e for e in found.economies if any(0 < m.start - e.end < _OWNED for m in found.measures)
        ]
        who = owner or (owned[0] if len(owned) == 1 else None)
        if who is None:
            return []
        return [
            Act(a, b, "impose", by=who.key, goods=tuple(dict.fromkeys(g.key for g in found.goods)))
        ]

    def _announced(self, block: LayoutBlock) -> list[Act]:
        """Return who a lead-in says will act, and how surely: "Thailand will:"."""
        found = self._marks(block.start, block.end)
        if not found.economies:
            return []
        keys = [s.key for s in found.stances]
        standing: Standing = (
            "agreed"
            if "agreed" in keys or self.agreement
            else "planned"
            if "planned" in keys
            else "in force"
        )
        clause = Clause(found.start, found.end, None)
        acting = [e for e in found.economies if not is_governed(found, clause, e)]
        who = (acting or found.economies)[0].key
        return [Act(block.start, block.end, "", by=who, standing=standing)]

    def _marks(self, a: int, b: int):
        extra = self.persons(a, b) if self.persons and self.language.code == "en" else None
        return marks(self.language, self.text, a, b, self.document.published, extra)

    def _opened(self, block: LayoutBlock) -> list[Act]:
        """Return the act of a lead-in that has no object yet: "Switzerland will remove tariffs on:"."""
        return self.leads.get(block.lead, [])

    def _continued(self, a: int, b: int, lead: Act) -> list[Act]:
        """Return the act of an item that only names what its lead-in acts on."""
        found = self._marks(a, b)
        targets = [m for m in found.economies if m.key != lead.by]
        goods = tuple(dict.fromkeys(m.key for m in found.goods))
        if not (goods or targets) or lead.figure is not None or found.figures:
            return []
        if self.language.code == "en" and _TELLS.search(self.text, a, b):
            return []  # a sentence of its own
        on = tuple(dict.fromkeys(m.key for m in targets)) or lead.on
        return [replace(lead, start=a, end=b, on=on, goods=goods)]

    def _span(self, number: int) -> tuple[int, int]:
        return self.placed[number].start, self.placed[number].end

    def _row(self, block: LayoutBlock) -> list[Act]:
        key = block.lead
        if key not in self.frames:
            spans = [(b.start, b.end) for b in self.placed[: max(key, 0) + 1]
                     if b.kind in ("heading", "story", "item")][-2:]  # fmt: skip
            lead = [
                a for a in self.leads.get(key, []) if a.act in ("impose", "raise", "cut", "keep")
            ]
            named = _ANNEX.search(self.text[slice(*spans[-1])]) if spans else None
            for said in re.finditer(re.escape(named[0]), self.text, re.I) if named else ():
                where = next((s for b in self.placed if b.start <= said.start() < b.end and b.kind != "heading"
                              for s in split(self.text, b.start, b.end) if s[0] <= said.start() < s[1]), None)  # fmt: skip
                spans = [*spans, where] if where and where not in spans else spans
            frame = table_frame(lead, self.scene, self.text, spans)
            if self.starts and not frame.in_force:
                frame = replace(frame, in_force=self.starts)
            self.frames[key] = frame
        self.opened.add(key)
        head = self.placed[block.head] if block.head >= 0 else None
        return row_acts(self.text, block, head, self.scene, self.frames[key])


def _answering(act: Act, asked: list[Act], scene: Scene) -> Act:
    """Return an answer's act with whom and what the question named, where the answer names neither."""
    borne = act.act == "impose" and act.figure is not None and not (act.by or act.on or act.goods)
    if borne and scene.spoken and asked and asked[-1].by not in ("", scene.home):  # "We pay 25%"
        return replace(act, by=asked[-1].by, on=(scene.home,), goods=asked[-1].goods)
    if act.act not in TARIFF_ACTS or act.on or act.goods or not asked or not act.by:
        return act
    question = asked[-1]
    if question.act not in TARIFF_ACTS or act.by in question.on or question.by not in ("", act.by):
        return act
    return replace(act, on=question.on, goods=question.goods)
