# ruff: noqa: E501  # the patterns of words stand on one line each
"""A sentence cut into clauses, each about one act: who does it, to what, in which words.

The cut goes by the acts found: in languages whose verb comes early, a clause begins at the last mark
or "and" before its act; where the verb comes last, after the act before. A clause without a subject
of its own has the one before it.
"""

import itertools
import re
from dataclasses import dataclass, field, replace
from datetime import date

from cobden.evidence import days, foreign_figures, numbers, when
from cobden.evidence.grammar import MODALS, Word, words
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
        figures = foreign_figures.together(
            foreign_figures.figures(language, text, start, end, taken), text
        )
    named_here: list[Mention] = [*language.economies.find(text, start, end), *(persons or [])]
    economies = _distinct(sorted(named_here, key=lambda mention: mention.start))
    economies = [
        e for i, e in enumerate(economies)
        if not (i and e.text in ("정부", "政府") and 0 <= e.start - economies[i - 1].end <= 1)
    ]  # fmt: skip
    reasons = [m.span() for m in _REASONS.get(language.code, _NEVER).finditer(text, start, end)]
    economies = [e for e in economies if not overlaps(e, reasons)]
    goods = [
        g for g in language.goods.find(text, start, end)
        if not overlaps(g, [(e.start, e.end) for e in economies]) and not overlaps(g, reasons)
    ]  # fmt: skip
    false = [(m.start, m.end) for m in language.finder("not goods").find(text, start, end)]
    goods = [g for g in goods if not overlaps(g, false)]
    if language.code == "en":  # "it ships": a verb
        goods = [
            g
            for g in goods
            if not (
                g.text.casefold() in _VERBS_TOO
                and _DOES.search(text[max(start, g.start - 8) : g.start])
            )
        ]
    hits = language.hits(text, start, end)
    fixed = [(m.start, m.end) for kind in ("bounds", "deadline", "until")
             for m in language.finder(kind).find(text, start, end) if m.end - m.start > 3]  # fmt: skip
    named = [(m.start, m.end) for m in economies] + taken
    fixed += [(m.start, m.end) for m in language.finder("anonymous").find(text, start, end)]
    stances = [h for h in hits if h.kind == "stances" and not overlaps(h, fixed + taken)]
    if language.code == "de":  # "mit neuen Zusagen": a noun
        first = start + len(text[start:end]) - len(text[start:end].lstrip('„»«"“ '))
        stances = [h for h in stances if h.start == first or not text[h.start].isupper()]
    measures = _measures(language, text, start, end)
    acts = [h for h in hits if h.kind == "acts" and not overlaps(h, named)]
    wider = [(s.start, s.end) for s in stances]
    acts = [
        h
        for h in acts
        if not any(a <= h.start and h.end <= b and b - a > h.end - h.start for a, b in wider)
    ]
    if language.code in _THINGS:
        acts = [
            h for h in acts if not re.match(_THINGS[language.code], text[h.start : h.start + 6])
        ]
    acts = [
        h
        for h in acts
        if not any(m.key == "tariff" and m.start <= h.start and h.end < m.end for m in measures)
    ]
    if language.code == "en":
        stances = [
            h for h in stances if not re.match(r"(?i)no\.? \d|no\. ", text[h.start : h.start + 6])
        ]
        stances = [
            h
            for h in stances
            if not (
                h.start <= start + 1
                and re.match(r"(?:Consider|Take|Look at)\b", text[h.start : h.end])
            )
        ]
        acts, stances = _english(text, start, end, acts, stances)
    elif language.spaced:
        acts = [h for h in acts if not _describes(language, text, start, h)]
        acts = [
            h
            for h in acts
            if not re.search(r"(?i)\bs['’e]\s?$", text[max(start, h.start - 4) : h.start])
            or h.key == "retaliate"
        ]
        acts = [
            h
            for h in acts
            if h.key in ("sue", "retaliate") or not _is_noun(language, text, h, start)
        ]
    return Marks(
        text, start, end, language, economies, goods,
        measures,
        language.finder("levels").find(text, start, end),
        language.finder("markets").find(text, start, end),
        figures, found_dates, acts, stances, [h for h in hits if h.kind == "said" and not overlaps(h, named)],
        _ifs(language, text, start, end),
    )  # fmt: skip


_ABOUT = re.compile(
    r"\s(?:negotiat\w+|talks?|issues?|disputes?|polic\w+|wars?|deals?|truce|relief|threats?|revenues?|actions?|"
    r"discussions?|news|demands?|trade|of return|payers?)\b", re.IGNORECASE
)  # fmt: skip


_THINGS = {  # nouns that begin with an act: "輸入品" is a good, no purchase
    "ja": r"輸入(?:品|額|車|関税|枠|量|業|先|物|国|元|総額|税)|投資(?:家|規制|協定|額)|(?:協議|交渉)|輸出|規制緩和|禁止措置",
    "zh": r"进口(?:商品|关税|产品|额|税|国|量|自|货)|采购(?:协议|商)|投资(?:者|额|协定)|谈判|磋商",
    "ko": r"수입(?:품|액|관세| 관세|쿼터|량|차|국|산|업|규제)|투자(?:자|액|협정)|협상|협의",
}  # fmt: skip
_ABOUT_EAST = {  # "関税交渉": talks about a tariff, no tariff
    "ja": r"(?:交渉|政策|戦争|問題|協議|発言|脅し|収入)", "zh": r"(?:谈判|战|政策|威胁|问题|磋商|收入|壁垒战)",
    "ko": r"\s?(?:위협|협상|전쟁|정책|문제|압박|분쟁|수입|협의)",
}  # fmt: skip
_NEVER = re.compile(r"(?!)")
_REASONS = {  # "for its purchases of Russian oil": why, not on whom
    "en": re.compile(r"(?i)\b(?:for|over|because of|due to|citing|in response to) (?:its|their|[\w]+['’]s) (?:continued |ongoing )?"
                     r"(?:purchases|imports|use|support|treatment|failure)\b[^,.;]*"),
    "de": re.compile(r"(?i)\bwegen (?:des kaufs|der käufe|ihrer|seiner)\b[^,.;]*"),
    "fr": re.compile(r"(?i)\b(?:en raison|à cause) de (?:ses|leurs) \w+[^,.;]*"), "es": re.compile(r"(?i)\bpor (?:sus|la) compras?\b[^,.;]*"),
    "ja": re.compile(r"[^、。はが]{2,20}を理由に"), "zh": re.compile(r"(?:因|由于)(?:购买|采购|进口)[^,，。而]*"), "ko": re.compile(r"[^,.은는이가]{2,20}(?:을|를) 이유로"),
}  # fmt: skip
_VERBS_TOO = frozenset(["ship", "ships", "fish", "arms", "drugs", "trucks", "oil", "produce"])
_DOES = re.compile(r"(?i)\b(?:it|they|we|you|he|she|who|which|that|to|will|would|can)\s$")
_BANKS = re.compile(
    r"(?i)\b(?:federal reserve|the fed|central bank|ecb|bank of (?:england|japan|canada|korea)|interest rates?|"
    r"policy rate|mortgage|lending|benchmark rate|exchange rate|unemployment rate|growth rate|inflation rate)\b"
)


def _measures(language: Language, text: str, start: int, end: int) -> list[Mention]:
    """Return the measures named; "tariff talks" are none."""
    found = language.finder("measures").find(text, start, end)
    about = _ABOUT_EAST.get(language.code)
    if about:
        found = [m for m in found if not re.match(about, text[m.end : m.end + 6])]
    banks = _BANKS.search(text, start, end)
    return [
        m for m in found
        if not _ABOUT.match(text, m.end) and not (banks and m.text.casefold() in ("rate", "rates"))
    ]  # fmt: skip


def _distinct(mentions: list[Mention]) -> list[Mention]:
    found: list[Mention] = []
    for mention in mentions:
        if not found or mention.start >= found[-1].end:
            found.append(mention)
    return found


def _english(
    text: str, start: int, end: int, acts: list[Hit], stances: list[Hit]
) -> tuple[list[Hit], list[Hit]]:
    """Keep the acts that stand as verbs: "cut its tariff", not "a cut", "25 percent tariffs"."""
    sentence = words(text, start, end)
    at = {word.start: i for i, word in enumerate(sentence)}
    kept = []
    for hit in acts:
        past = hit.key == "agree" and re.match(
            r"signed|concluded|adopted|struck", text[hit.start :]
        )
        if past and not _SIGNERS.search(text[start : hit.start]):
            continue  # "the pact signed in May"
        i = at.get(hit.start)
        if i is None or _verb_in_place(sentence, i, hit, text):
            kept.append(hit)
    return kept, stances


_AFTER_PARTICIPLE = frozenset(
    ["to", "on", "under", "pursuant", "by", "against", "in", "into", "from", "for", "upon", "at"]
)
_AUXILIARY = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "having",
        "get",
        "got",
        "not",
        "also",
    ]
)
_SHIFTED = frozenset(
    [
        "increased",
        "decreased",
        "dropped",
        "climbed",
        "jumped",
        "declined",
        "raised",
        "resumed",
        "expired",
        "lapsed",
        "ended",
        "lowered",
        "cut",
        "reduced",
        "halved",
        "doubled",
        "tripled",
        "hiked",
        "lifted",
        "invested",
        "poured",
        "participated",
        "slashed",
        "trimmed",
        "agreed",
    ]
)
_SIGNERS = re.compile(r"[A-Z]\w+ (?:has |have )?$|\b(?:was|were|they|both|sides|parties) $")
_BE = frozenset(["is", "are", "was", "were", "be", "been", "being"])
_NOUNS = frozenset(
    [
        "tariffs",
        "tariff",
        "duties",
        "levies",
        "taxes",
        "imports",
        "purchases",
        "orders",
        "limits",
        "curbs",
        "controls",
        "rates",
    ]
)


def _verb_in_place(sentence: list[Word], i: int, hit: Hit, text: str) -> bool:  # noqa: PLR0911, PLR0912  # a ladder of cases
    low = sentence[i].low
    before = sentence[i - 1].low if i else ""
    after = sentence[i + 1].low if i + 1 < len(sentence) else ""
    if before in ("the", "a", "an", "this", "that", "its", "their", "his", "new", "further", "of",
                  "percent", "%", "import", "export", "reciprocal", "u.s", "us") or before.endswith("'s"):  # fmt: skip
        modal = before in ("that",) and after
        return bool(modal)
    if low.rstrip("s") in _NOUNS_TOO and (
        before in ("on", "in", "for", "with", "by", "from", "at") or before[:1].isdigit()
    ):
        return False
    follows = sentence[i + 2].low if i + 2 < len(sentence) else ""
    if low.startswith("declin") and after == "to" and not follows[:1].isdigit():
        return False  # "declined to say"
    if low in ("set", "sets") and after in ("forth", "out", "up", "aside"):
        return False
    passes = low.endswith("ed") or low in ("set", "put", "cut")
    if passes and after in _AFTER_PARTICIPLE and before not in _AUXILIARY and low not in _SHIFTED:
        return False  # "duties applied to goods", "imported from", "set by"
    if text[sentence[i].start : sentence[i].end].isupper() and len(low) > 2:
        return False  # a heading in capitals
    if low in ("on", "set", "put", "place", "open", "sign", "order") and not after:
        return False
    if low in ("rises", "falls", "drops", "jumps", "climbs", "fall", "rise", "drop") and after in (
        "to",
        "from",
        "by",
    ):
        return before not in ("a", "the", "of")
    if low in _NOUNS and before in ("", "and", "or", ",") and after in ("on", "of", "from", "and"):
        return False
    if low in ("add", "adds", "added", "adding") and not re.search(
        r"(?i)^.{0,60}\b(?:tariff|dut[yi]|lev[yi]|surcharge|tax|on [A-Z])", text[hit.end : hit.end + 70]):  # fmt: skip
        return False
    if low in ("finance", "fund", "trade") and after in (
        "minister",
        "ministry",
        "ministers",
        "secretary",
        "department",
    ):
        return False
    if (
        low in _LOOSE
        and after in ("and", "or", ",", ";")
        and before not in ("to", "will", "would", "and", "we", "they", "it")
    ):
        return False  # "its rare earth controls and"
    if low in ("excluding", "including", "excepting") or (low == "close" and after == "to"):
        return False
    if low.endswith(("ed", "t")) and after == "by" and before not in _BE:
        return False  # "duties imposed by Canada": whose they are, not what is done here
    if before in ("to", "and", ",", "not") or before in MODALS or low not in _LOOSE:
        return True
    if after == "from" and low in ("imports", "purchases", "orders", "exports"):
        return False
    if after in _HEADS and low in ("import", "purchase", "export", "tax", "limit"):
        return False
    if low.endswith("ed") and before in _HEADS and after != "to":
        return False  # "the tariffs imposed in April"
    bare = not low.endswith(("s", "ed", "ing"))
    named = i and text[sentence[i - 1].start].isupper()
    if (
        bare
        and not named
        and not before.endswith("s")
        and before not in ("we", "they", "you", "who", "that")
    ):
        return False  # "rare earth control issues"
    if before in _HEADS or after in ("of", "on", "in", "for", "against", "to", "is", "was", "were"):
        return False
    return bool(after) and after not in ".,;:)"


_NOUNS_TOO = frozenset(
    [
        "stay",
        "left",
        "open",
        "lead",
        "end",
        "order",
        "set",
        "tax",
        "limit",
        "control",
        "ban",
        "halt",
        "levy",
        "cut",
        "raise",
        "increase",
        "purchase",
        "import",
        "exempt",
        "freeze",
        "sign",
        "table",
    ]
)
_LOOSE = frozenset(
    [
        "orders",
        "order",
        "limits",
        "limit",
        "controls",
        "control",
        "sets",
        "set",
        "puts",
        "places",
        "place",
        "places",
        "leaves",
        "left",
        "purchases",
        "purchase",
        "imports",
        "import",
        "levies",
        "levy",
        "taxes",
        "tax",
        "increases",
        "increase",
        "rises",
        "rise",
        "drops",
        "drop",
        "falls",
        "fall",
        "cuts",
        "cut",
        "bans",
        "ban",
        "halts",
        "halt",
        "extends",
        "delays",
        "delay",
        "freezes",
        "freeze",
        "stays",
        "stay",
        "curbs",
        "curb",
        "sign",
        "signs",
        "restricted",
        "limited",
        "reduced",
        "increased",
    ]
)
_HEADS = frozenset(
    [
        "tariff",
        "tariffs",
        "import",
        "imports",
        "export",
        "exports",
        "rate",
        "rates",
        "tax",
        "price",
        "interest",
        "production",
        "output",
        "duty",
        "customs",
        "trade",
        "travel",
        "job",
        "jobs",
    ]
)
_PARTICIPLES = {
    "fr": (r"(?i)\w{3,}(?:ée?s?|ie?s?|ue?s?|ise?s?)", r"(?i)\b(?:a|ont|ai|avons|est|sont|été|être|était|étaient|avait|avaient|aurait|auraient|ayant|sera|seront|soit|"
           r"serait|seraient|aura|auront|restent?|reste)(?:\s[\w'’]+){0,2}\s$"),
    "es": (r"(?i)\w{3,}(?:[ai]d[oa]s?|puest[oa]s?|biert[oa]s?)", r"(?i)\b(?:ha|han|había|habían|haya|hayan|haber|fue|fueron|es|son|será|serán|sido|ser|era|eran|sea|sean|habría|"
           r"queda|quedan|quedó|quedaron|está|están|sigue|siguen)(?:\s\w+){0,2}\s$"),
}  # fmt: skip


def _describes(language: Language, text: str, start: int, hit: Hit) -> bool:
    """Whether a participle only describes a noun: "le coton importé", "los bienes gravados"."""
    if language.code not in _PARTICIPLES:
        return False
    form, auxiliary = _PARTICIPLES[language.code]
    word = text[hit.start : hit.end].split()[0]
    lead = text[start : hit.start]
    if (
        not re.fullmatch(form, word)
        or not lead.strip()
        or word.casefold().endswith(("ir", "is", "it"))
    ):
        return False
    return (
        not re.search(auxiliary, lead)
        and bool(re.search(r"[^\W\d_]\s$", lead))
        and word.casefold() != "suit"
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
        infinitive = re.search(r"(?:er|ir|re)$", text[hit.start : hit.end].split(maxsplit=1)[0])
        if infinitive:
            return False
    if language.code == "de" and re.search(r"\bzu\s$", lead):
        return False
    return bool(re.search(_ARTICLES[language.code], lead))


def _ifs(language: Language, text: str, start: int, end: int) -> list[Span]:
    """Return the spans of conditions: from "if" to the next comma, or up to it where it is last."""
    found = []
    for mention in language.finder("if").find(text, start, end):
        if mention.text.casefold() in ("should", "sollte", "sollten") and not re.search(
            r"(?:^|[,;:.]\s?|\b(?:and|but|und|aber)\s)$", text[start : mention.start].lstrip()):  # fmt: skip
            continue  # "he should": no condition
        if language.verb_last:
            begin = max(
                text.rfind(mark, start, mention.start)
                for mark in ("、", ",", "。", "は" if language.code == "ja" else "는 ")
            )
            found.append((max(start, begin + 1), mention.end))
            continue
        stop = re.compile(r"[,;，；]|\bthen\b|,?\s(?:dann|alors|entonces)\b|则|就").search(
            text, mention.end, end
        )
        found.append((mention.start, stop.start() if stop else end))
    if language.code == "ja":
        for match in re.compile(r"[えけげせてねべめれ]ば").finditer(text, start, end):
            begin = max(text.rfind(mark, start, match.start()) for mark in ("、", "。", "は", "、"))
            found.append((max(start, begin + 1), match.end()))
    return found


_DELIMITER = {
    "en": r"[;—]|,(?!\d)|:\s|\b(?:and|but|while|whereas|although|though|which|or|then|so|as|after|because|saying|said)\b",
    "de": r"[;—]|,(?!\d)|:\s|\b(?:und|aber|während|doch|sowie|oder)\b",
    "fr": r"[;—]|,(?!\d)|:\s|\b(?:et|mais|tandis|alors que|ou|qui)\b",
    "es": r"[;—]|,(?!\d)|:\s|\b(?:y|e|pero|mientras|o|que)\b",
    "zh": r"[,，;；、:：]|并|而|但",
    "ja": r"[、,，;；]|が、",
    "ko": r"[,，;；]|하고|지만|하며|으며|면서",
}  # fmt: skip
_OF_FLOWS = {"raise": "buy", "suspend": "halt", "halt": "halt", "resume": "resume", "cut": "cut"}
_ABSORBS = frozenset(["halt", "resume", "suspend", "extend", "keep", "control"])


def clauses(marks: Marks) -> list[Clause]:
    """Cut a sentence into clauses, one for each act; one without an act where there is none."""
    acts = _settled(replace(marks, acts=_with_named(marks)))
    if not acts:
        first = min((f.end for f in marks.figures if f.unit == "percent"), default=marks.end)
        late = marks.language.verb_last or marks.language.code == "de"
        free = [
            s for s in marks.stances if not overlaps(s, marks.ifs) and (late or s.start < first)
        ]
        return [Clause(marks.start, marks.end, None, free)]
    cuts = [marks.start]
    for before, act in itertools.pairwise(acts):
        cuts.append(_cut(marks, before, act))
    made = []
    for i, act in enumerate(acts):
        end = cuts[i + 1] if i + 1 < len(acts) else marks.end
        clause = Clause(cuts[i], end, act)
        clause.stances = _stances(marks, clause)
        made.append(clause)
        made += _second_rate(marks, clause)
    if marks.language.verb_last:
        _shared(marks, made)
        made += _left_over(marks, made[-1])
    return made


_THEN = re.compile(r"(?i)(?:,\s(?:and|but|while|with|yet|und|aber|doch|et|mais|y|pero)|;)\s")


def _second_rate(marks: Marks, clause: Clause) -> list[Clause]:
    """Return what follows an act on a measure and has a rate of its own: "..., and its reward was 39%"."""
    act = clause.act
    if act is None or not marks.language.spaced:
        return []
    for figure in marks.figures:
        if figure.unit != "percent" or not clause.has(figure.start) or figure.start < act.end:
            continue
        cuts = [m for m in _THEN.finditer(marks.text, act.end, figure.start)]
        owned = cuts and any(act.end <= m.start < cuts[-1].start() for m in marks.measures) and not any(
            act.end <= f.start < cuts[-1].start() and f.unit == "percent" for f in marks.figures)  # fmt: skip
        if owned and len(marks.text[cuts[-1].end() : figure.start].split()) > 2:  # noqa: PLR2004
            rest = Clause(
                cuts[-1].start(),
                clause.end,
                None,
                [s for s in clause.stances if s.start >= cuts[-1].start()],
            )
            clause.end = cuts[-1].start()
            return [rest]
    return []


def _left_over(marks: Marks, last: Clause) -> list[Clause]:
    """Return what comes after the last act and has a rate of its own: "15%를 넘지 않도록 하기로 했다"."""
    assert last.act is not None
    figure = next(
        (f for f in marks.figures if f.unit == "percent" and f.start > last.act.end), None
    )
    comma = (
        re.compile(_DELIMITER[marks.language.code]).search(marks.text, last.act.end, figure.start)
        if figure
        else None
    )
    if figure is None or comma is None:
        return []
    last.end = comma.end()
    stances = [s for s in marks.stances if s.start >= figure.start and not overlaps(s, marks.ifs)]
    return [Clause(comma.end(), marks.end, None, stances)]


_GOES_ON = {
    "ja": r"[^、。]{0,6}?(?:し|り|え|げ|め|き|い|て)?[、,]",
    "ko": r"[가-힣]{0,4}?(?:고|며|하고|하며|되)[,\s]",
}


def _shared(marks: Marks, made: list[Clause]) -> None:
    """Give a clause that goes on into the next ("인하하고 ... 투자한다") the next one's stances."""
    for clause, after in reversed(list(itertools.pairwise(made))):
        if clause.stances or clause.act is None:
            continue
        if re.match(
            r"[가-힣]{0,3}[했였았었됐렸췄]고", marks.text[clause.act.end : clause.act.end + 8]
        ):
            continue  # done, whatever comes next
        if re.match(
            _GOES_ON[marks.language.code], marks.text[clause.act.end : clause.act.end + 10]
        ):
            clause.stances = [
                s for s in after.stances if s.key in ("planned", "agreed", "offered", "considered")
            ]


_WISHES = {"offered": "offer", "asked": "ask", "threatened": "impose", "considered": "impose"}


def _with_named(marks: Marks) -> list[Hit]:
    """Return the acts, and each stance that has a measure for its object: "proposed a tariff"."""
    found = list(marks.acts)
    if not marks.language.spaced:
        return found
    found += [h for h in _bearing(marks) if not overlaps(h, [(a.start, a.end) for a in found])]
    for stance in marks.stances:
        key = _WISHES.get(stance.key)
        measure = next((m for m in marks.measures if m.start >= stance.end), None)
        if key is None or measure is None or measure.key not in ("tariff", "quota"):
            continue
        between = marks.text[stance.end : measure.start]
        told = any(stance.end <= a.start <= measure.start for a in marks.acts)
        if (
            told
            or len(between) > _NEAR
            or re.search(
                r"[,;]|\b(?:to|that|zu|à|de que|its|their|seine\w*|ihre\w*|ses|sus?)\b", between
            )
        ):
            continue
        named = _nominal(marks, stance.end, measure.start)
        if named:
            found.append(named)
            continue
        said = marks.text[stance.start : stance.end].casefold()
        if said.startswith(("propos", "schl", "vorgeschlagen", "suggest")):
            key = "impose"
        found.append(Hit(stance.start, stance.end, "acts", key))
    return sorted(found, key=lambda hit: hit.start)


def _nominal(marks: Marks, start: int, end: int) -> Hit | None:
    """Return the act that a noun before a measure names: "pressed for the removal of the surcharge"."""
    nouns = marks.language.finder("nouns").find(marks.text, start, end)
    if not nouns or not re.fullmatch(_OF[marks.language.code], marks.text[nouns[-1].end : end]):
        return None
    return Hit(nouns[-1].start, nouns[-1].end, "acts", nouns[-1].key)


_OF = {
    "en": r"(?i)\s(?:of|in|to|on)\s(?:[\w.'’%-]+\s){0,4}", "de": r"(?i)\s(?:der|des|von)?\s?(?:[\w.%-]+\s){0,3}",
    "fr": r"(?i)\s(?:de |des |du |d['’])(?:la |l['’])?(?:[\w.%-]+\s){0,3}",
    "es": r"(?i)\s(?:de |del )(?:la |las |los |sus )?(?:[\w.%-]+\s){0,3}",
}  # fmt: skip
_NEAR = 36  # letters from a stance to the measure that is its object


def _settled(marks: Marks) -> list[Hit]:
    """Return the acts, those that run together as one: "stopped buying", "reduce or eliminate"."""
    acts: list[Hit] = []
    for hit in _without_attributes(marks):
        if acts:
            last, between = acts[-1], marks.text[acts[-1].end : hit.start]
            bare = not any(last.end <= x.start < hit.start for x in
                           (*marks.figures, *marks.economies))  # fmt: skip
            named = any(m.start <= last.start and last.end <= m.end for m in marks.measures)
            if marks.language.verb_last and named and len(between) <= _NEAR // 2 and not re.search(
                r"[、。,.]", between):  # fmt: skip
                acts[-1] = Hit(last.start, hit.end, "acts", hit.key)
                continue
            if marks.language.verb_last and last.key == "buy" and hit.key in _OF_FLOWS and (
                len(between) <= 12 and not re.search(r"[、。,]", between)):  # fmt: skip
                acts[-1] = Hit(last.start, hit.end, "acts", _OF_FLOWS[hit.key])
                continue
            if last.end >= hit.start or (
                len(between.split()) <= 2 and not re.search(r"[,;，、]", between) and bare
                and not re.search(r"\b(?:and|or|und|oder|et|ou|y|o)\b", between)
                and marks.language.spaced
            ) or (not marks.language.spaced and len(between) <= 3 and bare
                  and not re.search(r"[,;，、。]", between)):  # fmt: skip
                first_governs = last.key in _ABSORBS and marks.language.spaced and not (
                    last.key == "keep" and hit.key in ("buy", "invest", "sell"))  # fmt: skip
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


def _bearing(marks: Marks) -> list[Hit]:
    """Return where somebody is said to bear a rate: "Britain pays 10%", "who face an extra 40%"."""
    language = marks.language
    if not language.spaced:
        return []
    phrases = sorted(
        (tuple(p.casefold().split()) for p in language.listed("faces")), key=len, reverse=True
    )
    found = []
    for figure in marks.figures:
        if figure.unit != "percent":
            continue
        words = language.tokens(marks.text, max(marks.start, figure.start - 34), figure.start)
        for i, word in enumerate(words):
            said = next((p for p in phrases if len(words) - i >= len(p) and all(
                part in (w.low, w.lemma) for part, w in zip(p, words[i : i + len(p)], strict=True))), None)  # fmt: skip
            if said and len(words) - i - len(said) < 5:  # noqa: PLR2004  # "an extra", "a tariff of"
                found.append(Hit(word.start, words[i + len(said) - 1].end, "acts", "impose"))
                break
    return found


_OUTER = {
    "halt": "remove",
    "remove": "remove",
    "suspend": "suspend",
    "resume": "resume",
    "keep": "keep",
    "extend": "extend",
}
_ATTRIBUTE = {  # what follows a verb that only describes a measure, up to the measure
    "ja": r"(?:て|して)?(?:いる|いた|きた|た|す|る|する|した)?[\d.,%の「」\s]{0,12}$",
    "ko": r"(?:하고 있는|하던|한|했던|해 온|된|하는|할)\s[^.。]{0,14}$",
    "zh": r"的[\d.,%“”\s]{0,10}$",
}
_DONE = {  # a countermeasure is an act where it is taken, before and after its name
    "zh": (r"采取|实施|推出|出台|进行|作出|予以|祭出|发动|展开|有权", r"(?!)"), "ja": (r"(?!)", r"(?:措置|関税|策)?(?:を|に|など)(?:取|講|発動|実施|課|出|踏|打)|する|し|も"),
    "ko": (r"(?!)", r"(?:\s?조치)?(?:를|을)?\s?(?:취|하|할|나|발동|시행)"),
}  # fmt: skip
_PLANS = r"[^,，。;；]{0,24}的?(?:计划|决定|措施|方案|做法|期限|日期|时间)[^,，。;；]{0,4}$"


def _without_attributes(marks: Marks) -> list[Hit]:
    """Return the acts less those that only describe the measure another acts on.

    "インドが課している11%の関税を免除" is one act, as is "停止对美国大豆加征的关税".
    """
    code, text = marks.language.code, marks.text
    if marks.language.spaced and code != "ko":
        return marks.acts
    found: list[Hit] = []
    for i, hit in enumerate(marks.acts):
        within = any(m.start <= hit.start and hit.end <= m.end for m in marks.measures)
        follows = marks.acts[i + 1 :]
        if within and hit.key == "retaliate" and not follows and not re.search(
            _DONE[code][0], text[max(marks.start, hit.start - 8) : hit.start]) and not re.match(_DONE[code][1], text[hit.end : hit.end + 8]):  # fmt: skip
            continue
        if within and follows and not re.search(r"[、。,，;；]", text[hit.end : follows[0].start]):
            continue  # the name of a measure that another act is on
        later = marks.acts[i + 1] if i + 1 < len(marks.acts) else None
        measure = next((m for m in marks.measures if m.start >= hit.end), None)
        if code in ("ja", "ko") and hit.key in ("impose", "control", "keep") and later and measure:
            between = text[hit.end : measure.start]
            after = text[measure.end : later.start]
            if measure.end <= later.start and re.fullmatch(_ATTRIBUTE[code], between) and (
                not re.search(r"[、。,]", after) or re.match(r"を、", after)):  # fmt: skip
                continue
        outer = found[-1] if found else None
        if code == "zh" and outer and within and outer.key in (*_OUTER, "raise", "cut", "control") and not re.search(
            r"[,，;；。]", text[outer.end : hit.start]):  # fmt: skip
            continue
        if code == "zh" and outer and hit.key == "buy" and outer.key in ("suspend", "halt", "resume") and not re.search(
            r"[,，;；。]", text[outer.end : hit.start]):  # fmt: skip
            found[-1] = Hit(
                outer.start, hit.end, "acts", "resume" if outer.key == "resume" else "halt"
            )
            continue
        if code == "ja" and re.match(r".{0,4}を理由", text[hit.end : hit.end + 8]):
            continue
        if code == "zh" and found and hit.key == "impose":
            last = found[-1]
            between = text[last.end : hit.start]
            if last.key in _OUTER and not re.search(r"[,，;；。]", between):
                found[-1] = Hit(last.start, hit.end, "acts", _OUTER[last.key])
                continue
        if code == "zh" and later and hit.key == "impose" and later.key in ("suspend", "remove", "halt") and re.fullmatch(
            _PLANS, text[hit.end : later.start]):  # fmt: skip
            continue
        found.append(hit)
    return found


def _cut(marks: Marks, before: Hit, act: Hit) -> int:
    found = list(re.finditer(_DELIMITER[marks.language.code], marks.text[before.end : act.start]))
    if marks.language.verb_last:
        if found:
            return before.end + found[0].end()
        told = [
            s.end
            for s in marks.stances
            if before.end <= s.start <= before.end + _AFTER and s.end <= act.start
        ]
        return max(told, default=before.end)
    if not found:
        return act.start
    return before.end + found[-1].start()


_AFTER = 8  # letters from an act to the stance that closes its clause


_WILL_BE = {
    "fr": r"(?i)\b(?:sera|seront)\s(?:\w+\s){0,2}$",
    "es": r"(?i)\b(?:será|serán)\s(?:\w+\s){0,2}$",
}
_FUTURE = {
    "fr": r"(?i)\w+r(?:ai|as|a|ons|ez|ont|ais|ait|aient)", "es": r"(?i)\w+r(?:é|ás|á|emos|án|ía|ían)",
}  # fmt: skip
_NOT_PAST = {
    "ja": r"(?!.{0,18}(?:た|だ|ている|ておる|ていた|中))[^。]{0,18}?(?:する|す|む|る|く|う)(?:[。」\n、]|$)",
    "ko": r"(?!.{0,14}(?:[했됐였췄렸혔섰갔왔]|하고 있))[^.]{0,14}?(?:한다|할|된다|린다|춘다|인다|운다|린다)",
}  # fmt: skip


def _stances(marks: Marks, clause: Clause) -> list[Hit]:
    """Return the stances that govern the clause's act; a verb's future tense is one of its own."""
    act = clause.act
    assert act is not None
    code, text = marks.language.code, marks.text
    own = [
        s for s in marks.stances
        if clause.has(s.start) and not any(a <= s.start < b for a, b in marks.ifs)
    ]  # fmt: skip
    if code == "fr" and re.search(r"(?i)\bn(?:e\s|['’])$", text[clause.start : act.start]):
        own.append(Hit(act.start - 2, act.start, "stances", "denied"))
    word = text[act.start : act.end].split()[0]
    if code in _WILL_BE and re.search(_WILL_BE[code], text[clause.start : act.start]):
        own.append(Hit(act.start, act.end, "stances", "planned"))
    if code in _FUTURE and re.fullmatch(_FUTURE[code], word):
        own.append(Hit(act.start, act.end, "stances", "planned"))
    if marks.language.verb_last:
        after = text[act.start : min(clause.end, act.end + 16)]
        if re.match(_NOT_PAST[code], after) and act.key != "keep":
            own.append(Hit(act.start, act.end, "stances", "planned"))
        return [s for s in own if s.start >= act.start]
    if code == "de":
        return own
    told = [h.start for h in marks.said if clause.has(h.start) and h.end <= act.start]
    kept = [s for s in own if s.start < act.end]
    return [s for s in kept if s.key == "denied" or not any(s.start < t for t in told)]
