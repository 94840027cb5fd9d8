"""A sentence cut into clauses, each about one act: who does it, to what, in which words.

The cut goes by the acts found: in languages whose verb comes early, a clause begins at the last mark
or "and" before its act; where the verb comes last, after the act before. A clause without a subject
of its own has the one before it.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from cobden.evidence import amounts, days, numbers, when
from cobden.evidence.grammar import Word, is_verb, words
from cobden.evidence.language import Hit, Language, overlaps
from cobden.evidence.numbers import Figure
from cobden.evidence.when import When
from cobden.evidence.word_lists import Mention

Span = tuple[int, int]


@dataclass(frozen=True)
class Marks:
    """All that was found in ``text[start:end]``, a sentence."""

    text: str
    start: int
    end: int
    language: Language
    economies: list[Mention]
    goods: list[Mention]
    measures: list[Mention]
    levels: list[Mention]
    markets: list[Mention]
    figures: list[Figure]
    dates: list[When]
    acts: list[Hit]
    stances: list[Hit]
    said: list[Hit]
    ifs: list[Span]


@dataclass
class Clause:
    """One act in its clause [start, end); ``act`` is None where no word of the clause is one."""

    start: int
    end: int
    act: Hit | None
    stances: list[Hit] = field(default_factory=list)
    inherits: bool = False

    def has(self, at: int) -> bool:
        """Whether an offset lies in the clause."""
        return self.start <= at < self.end


def marks(
    language: Language, text: str, start: int, end: int, published: date | None,
    persons: list[Mention] | None = None,
) -> Marks:  # fmt: skip
    """Find everything in one sentence."""
    found_dates = (
        when.dates(text, start, end, published) if language.code == "en"
        else days.dates(language, text, start, end, published)
    )  # fmt: skip
    taken = [(w.start, w.end) for w in found_dates]
    if language.code == "en":
        figures = numbers.figures(text, start, end, taken)
    else:
        figures = amounts.together(amounts.figures(language, text, start, end, taken), text)
    economies = sorted(
        [*language.economies.find(text, start, end), *(persons or [])], key=lambda m: m.start)  # fmt: skip
    economies = _distinct(economies)
    goods = [
        g for g in language.goods.find(text, start, end)
        if not overlaps(g, [(e.start, e.end) for e in economies])
    ]  # fmt: skip
    false = [(m.start, m.end) for m in language.finder("not goods").find(text, start, end)]
    goods = [g for g in goods if not overlaps(g, false)]
    hits = language.hits(text, start, end)
    fixed = [(m.start, m.end) for kind in ("bounds", "deadline", "until")
             for m in language.finder(kind).find(text, start, end) if m.end - m.start > 3]  # fmt: skip
    named = [(m.start, m.end) for m in economies] + taken
    stances = [h for h in hits if h.kind == "stances" and not overlaps(h, fixed)]
    acts = [h for h in hits if h.kind == "acts" and not overlaps(h, named)]
    if language.code == "en":
        acts, stances = _english(text, start, end, acts, stances)
    elif language.spaced:
        acts = [h for h in acts if not _is_noun(language, text, h, start)]
    return Marks(
        text, start, end, language, economies, goods,
        language.finder("measures").find(text, start, end),
        language.finder("levels").find(text, start, end),
        language.finder("markets").find(text, start, end),
        figures, found_dates, acts, stances, [h for h in hits if h.kind == "said"],
        _ifs(language, text, start, end),
    )  # fmt: skip


def _distinct(mentions: list[Mention]) -> list[Mention]:
    found: list[Mention] = []
    for mention in mentions:
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


_ALWAYS = frozenset(["not", "never", "no", "cannot", "neither", "nothing", "without"])


def _english(
    text: str, start: int, end: int, acts: list[Hit], stances: list[Hit]
) -> tuple[list[Hit], list[Hit]]:
    """Keep the acts that stand as verbs: "cut its tariff", not "a cut", "25 percent tariffs"."""
    sentence = words(text, start, end)
    at = {word.start: i for i, word in enumerate(sentence)}
    kept = []
    for hit in acts:
        i = at.get(hit.start)
        if i is None or _verb_in_place(sentence, i, hit):
            kept.append(hit)
    return kept, stances


_BE = frozenset("is are was were be been being".split())
_NOUNS = frozenset(
    "tariffs tariff duties levies taxes imports purchases orders limits curbs controls rates".split()
)


def _verb_in_place(sentence: list[Word], i: int, hit: Hit) -> bool:
    low = sentence[i].low
    before = sentence[i - 1].low if i else ""
    after = sentence[i + 1].low if i + 1 < len(sentence) else ""
    if before in ("the", "a", "an", "this", "that", "its", "their", "his", "new", "further", "of",
                  "percent", "%", "import", "export", "reciprocal", "u.s", "us") or before.endswith("'s"):  # fmt: skip
        modal = before in ("that",) and after
        return bool(modal)
    if low in ("stay", "left", "open", "lead", "end", "order", "set", "tax", "limit", "control", "ban",
               "halt", "levy", "cut", "raise", "increase", "purchase", "import", "exempt", "freeze",
               "sign", "table"):  # fmt: skip
        if before in ("on", "in", "for", "with", "by", "from", "at") or before[:1].isdigit():
            return False
    if low in ("on", "set", "put", "place", "open", "sign", "order") and not after:
        return False
    if low in _NOUNS and before in ("", "and", "or", ",") and after in ("on", "of", "from", "and"):
        return False
    if low.endswith(("ed", "t")) and after == "by" and before not in _BE:
        return False  # "duties imposed by Canada": whose they are, not what is done here
    return (
        True
        if before in ("to", "will", "would", "and", ",")
        else is_verb(sentence, i) or low not in _LOOSE
    )


_LOOSE = frozenset(
    "orders order limits limit controls control sets set puts places place places leaves left "
    "purchases purchase imports import levies levy taxes tax increases increase rises rise drops "
    "drop falls fall cuts cut bans ban halts halt extends delays delay freezes freeze stays stay "
    "curbs curb exempt sign signs restricted limited reduced increased".split()
)
_ARTICLES = {
    "de": r"(?i)\b(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|ihre|ihren|ihrem|seine|seinen|"
          r"kein|keine|keinen|zum|zur|im|am)\s$",
    "fr": r"(?i)(?:\b(?:le|la|les|un|une|des|ses|son|sa|leur|leurs|du|au|cette|ce)\s|\b[ld]['’])$",
    "es": r"(?i)\b(?:el|la|los|las|un|una|su|sus|del|al|este|esta|nuevo|nueva)\s$",
}  # fmt: skip


def _is_noun(language: Language, text: str, hit: Hit, start: int) -> bool:
    """Whether a word that could be an act stands as a noun: after an article, or in capitals."""
    if language.code == "de" and text[hit.start].isupper() and text[start : hit.start].strip():
        return True
    lead = text[max(start, hit.start - 9) : hit.start]
    if language.code == "fr" and re.search(r"\b(?:à|de|d'|n'|ne|l'|les?|en)\s?$", lead):
        infinitive = re.search(r"(?:er|ir|re)$", text[hit.start : hit.end].split()[0])
        if infinitive:
            return False
    if language.code == "de" and re.search(r"\bzu\s$", lead):
        return False
    return bool(re.search(_ARTICLES[language.code], lead))


def _ifs(language: Language, text: str, start: int, end: int) -> list[Span]:
    """Return the spans of conditions: from "if" to the next comma, or up to it where it is last."""
    found = []
    for mention in language.finder("if").find(text, start, end):
        if language.verb_last:
            begin = max(text.rfind(mark, start, mention.start) for mark in ("、", ",", "。"))
            found.append((max(start, begin + 1), mention.end))
            continue
        stop = re.compile(r"[,;，；]|\bthen\b|,?\s(?:dann|alors|entonces)\b|则|就").search(
            text, mention.end, end
        )
        found.append((mention.start, stop.start() if stop else end))
    return found


_DELIMITER = {
    "en": r"[;—]|,(?!\d)|:\s|\b(?:and|but|while|whereas|although|though|which|or|then|so|as)\b",
    "de": r"[;—]|,(?!\d)|:\s|\b(?:und|aber|während|doch|sowie|oder)\b",
    "fr": r"[;—]|,(?!\d)|:\s|\b(?:et|mais|tandis|alors que|ou|qui)\b",
    "es": r"[;—]|,(?!\d)|:\s|\b(?:y|e|pero|mientras|o|que)\b",
    "zh": r"[,，;；、:：]|并|而|但",
    "ja": r"[、,，;；]|が、",
    "ko": r"[,，;；]|하고|지만|하며|으며|면서",
}  # fmt: skip
_ABSORBS = frozenset(["halt", "resume", "suspend", "extend", "keep", "control"])


def clauses(marks: Marks) -> list[Clause]:
    """Cut a sentence into clauses, one for each act; one without an act where there is none."""
    acts = _settled(marks)
    if not acts:
        return [Clause(marks.start, marks.end, None, list(marks.stances))]
    cuts = [marks.start]
    for before, act in zip(acts, acts[1:], strict=False):
        cuts.append(_cut(marks, before, act))
    made = []
    for i, act in enumerate(acts):
        end = cuts[i + 1] if i + 1 < len(acts) else marks.end
        clause = Clause(cuts[i], end, act)
        clause.stances = _stances(marks, clause, acts[i - 1] if i else None)
        made.append(clause)
    return made


def _settled(marks: Marks) -> list[Hit]:
    """Return the acts, those that run together as one: "stopped buying", "reduce or eliminate"."""
    acts: list[Hit] = []
    for hit in marks.acts:
        if acts:
            last, between = acts[-1], marks.text[acts[-1].end : hit.start]
            bare = not any(last.end <= x.start < hit.start for x in
                           (*marks.figures, *marks.economies))  # fmt: skip
            if last.end >= hit.start or (
                len(between.split()) <= 2 and not re.search(r"[,;，、]", between) and bare
                and not re.search(r"\b(?:and|or|und|oder|et|ou|y|o)\b", between)
                and marks.language.spaced
            ) or (not marks.language.spaced and len(between) <= 3 and bare
                  and not re.search(r"[,;，、。]", between)):  # fmt: skip
                first_governs = last.key in _ABSORBS and marks.language.spaced
                key = last.key if first_governs else hit.key
                if marks.language.code == "zh" and last.key in _ABSORBS:
                    key = last.key
                acts[-1] = Hit(last.start, max(last.end, hit.end), "acts", key)
                continue
            if re.fullmatch(r"\s*,?\s*(?:and|or|und|oder|et|ou|y|o|或|和)?\s*", between) and bare:
                acts[-1] = Hit(last.start, hit.end, "acts", hit.key)
                continue
        acts.append(hit)
    return acts


def _cut(marks: Marks, before: Hit, act: Hit) -> int:
    found = list(re.finditer(_DELIMITER[marks.language.code], marks.text[before.end : act.start]))
    if marks.language.verb_last:
        if found:
            return before.end + found[0].end()
        return before.end
    if not found:
        return act.start
    return before.end + found[-1].start()


def _stances(marks: Marks, clause: Clause, before: Hit | None) -> list[Hit]:
    """Return the stances that govern the clause's act."""
    act = clause.act
    assert act is not None
    own = [s for s in marks.stances if clause.has(s.start)]
    if marks.language.verb_last:
        return [s for s in own if s.start >= act.start]
    if marks.language.code == "de":
        return own
    return [s for s in own if s.start < act.start]
