"""A sentence with what was found in it, and who acts, towards whom, how surely, by whose word."""

import re
from dataclasses import dataclass
from functools import cache

from cobden.evidence.claims import Modality
from cobden.evidence.documents import Sentence
from cobden.evidence.grammar import (
    ADVERBS,
    AUXILIARIES,
    MODALS,
    Word,
    base_of,
    is_verb,
    phrase_before,
    words,
)
from cobden.evidence.mentions import economies_in, goods_in, measures_in
from cobden.evidence.people import publisher_names
from cobden.evidence.word_lists import Mention


@dataclass(frozen=True)
class Context:
    """One sentence of a document, read once for all kinds of claim.

    ``actor`` is the economy that the sentence before was about, for "it" and "the country".
    """

    text: str
    sentence: Sentence
    words: list[Word]
    economies: list[Mention]
    goods: list[Mention]
    measures: list[Mention]
    attribution: tuple[str, ...]
    actor: str
    speakers: tuple[str, ...] = ()

    def index_at(self, offset: int) -> int:
        """Return the index of the first word that begins at or after ``offset``."""
        return next((i for i, w in enumerate(self.words) if w.start >= offset), len(self.words))

    def within(self, mentions: list[Mention], start: int, end: int) -> list[Mention]:
        """Return the mentions that lie in [start, end)."""
        return [m for m in mentions if start <= m.start and m.end <= end]

    def said(self, start: int, end: int) -> str:
        """Return the text in [start, end) on one line."""
        return " ".join(self.text[start:end].split())

    def verb_before(self, i: int, reach: int = 14) -> int:
        """Return the index of the nearest full verb left of word ``i``, or -1."""
        for j in range(i - 1, max(-1, i - 1 - reach), -1):
            if self.words[j].low in ";:":
                return -1
            low = self.words[j].low
            if low not in AUXILIARIES and low not in MODALS and is_verb(self.words, j):
                return j
        return -1

    def subject_of(self, verb: int) -> tuple[int, int]:
        """Return the span of the noun phrase that does what the verb at ``verb`` says.

        It runs left over the verb's group: auxiliaries, adverbs, "plans to", "and" another verb.
        """
        j = verb
        while j > 0:
            low, before = self.words[j].low, self.words[j - 1].low
            in_group = (
                before in AUXILIARIES or before in MODALS or before == "to" or before in ADVERBS
                or before.endswith("ly") or is_verb(self.words, j - 1)
            )  # fmt: skip
            if before in ("and", "or"):
                j = next(
                    (k for k in range(j - 2, max(-1, j - 14), -1) if is_verb(self.words, k)), -1
                )
                if j < 0:
                    break
                continue
            if not in_group:
                found = phrase_before(self.words, j)
                if found != (0, 0) or low == ",":
                    return found
                break
            j -= 1
        return (0, 0)

    def actor_of(self, verb: int) -> str:
        """Return the economy that does what the verb says: named, or meant by "it"."""
        start, end = self.subject_of(verb)
        if end:
            inside = self.within(self.economies, start, end)
            if inside:
                return inside[0].key
            if _PRONOUN.fullmatch(self.said(start, end)):
                earlier = [m for m in self.economies if m.end <= start]
                return earlier[-1].key if earlier else self.actor
            return ""
        earlier = [m for m in self.economies if m.end <= self.words[verb].start]
        return earlier[0].key if earlier else self.actor


_PRONOUN = re.compile(
    r"(?:it|they|he|she|we|the (?:country|government|nation|administration|island|bloc|minister|"
    r"ministry|president|prime minister))", re.IGNORECASE
)  # fmt: skip
_DENIED = re.compile(
    r"\b(?:den(?:y|ies|ied)|ruled? out|reject(?:s|ed)?|dismiss(?:es|ed)?|refut(?:es|ed)|"
    r"no plans? to|"
    r"has not|have not|had not|did not|will not|would not|won't|never|no longer|"
    r"not yet)\b", re.IGNORECASE
)  # fmt: skip
_CONSIDERED = re.compile(
    r"\b(?:consider(?:s|ed|ing)?|contemplat(?:es|ed|ing)|mull(?:s|ed|ing)?|weigh(?:s|ed|ing)?|"
    r"explor(?:es|ed|ing)|could|may|might|possib(?:le|ly|ility)|propos(?:es|ed|ing|als?)|"
    r"threat(?:en|ens|ened|ening)?|options?|if|hop(?:es|ed|ing)|seek(?:s|ing)?|sought|want(?:s|ed)?|"
    r"demand(?:s|ed|ing)?|urg(?:es|ed|ing)|call(?:s|ed|ing)? (?:on|for)|request(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)  # fmt: skip
_PLANNED = re.compile(
    r"\b(?:will|plans? to|planned to|planning to|intends? to|is to|are to|set to|is set|scheduled|"
    r"pledg(?:e|es|ed)|promis(?:e|es|ed)|agree[sd]? to|commit(?:s|ted)? to|vow(?:s|ed)?|due to|"
    r"expected to|would|shall|going to|upcoming|aims? to|decided to|preparing to)\b", re.IGNORECASE
)  # fmt: skip
_REPORTED = re.compile(r"\b(?:reportedly|allegedly|is said to|are said to|rumou?red)\b", re.I)


def modality(context: Context, start: int, end: int) -> Modality:
    """Say how surely the words around [start, end) speak: from their own clause, left of them."""
    clause_start = max(
        [context.sentence.start]
        + [w.end for w in context.words if w.end <= start and w.low in (";", ":", "—")]
    )
    said = context.text[clause_start:end]
    if re.search(r"\b[Ii]f\b", said):
        return "considered"
    if _DENIED.search(said[-60:]):
        return "denied"
    if _REPORTED.search(said):
        return "reported"
    if _CONSIDERED.search(said):
        return "considered"
    if _PLANNED.search(said):
        return "planned"
    return "reported" if context.attribution else "stated"


_SAYS = (
    r"(?:report(?:s|ed|ing)?|said|says?|noted|notes|reveal(?:s|ed)|wr(?:ote|ites)|stat(?:es|ed)|"
    r"pointed out|points out|disclosed|quoted|told|cited|added|claim(?:s|ed)|announced|suggested|"
    r"indicated|estimate[sd]?|confirmed|warned|argued|explained|clearly states)"
)
SAID = re.compile(
    rf"(?:, (?:who|the|a) [^,]{{1,50}},)?(?: (?:also|later|has|had))? {_SAYS}\b", re.IGNORECASE
)
_ACCORDING = re.compile(
    r"\b[Aa]ccording to (?:the )?"
    r"(?P<body>[A-Z][\w&.-]*(?: (?:of |for |and |the )*[A-Z][\w&.-]*)*)"
)
_ANONYMOUS = re.compile(
    r"\b(?:(?:multiple|several|two|three|some|another|a|one|an|informed|anonymous|unnamed|government|"
    r"diplomatic|senior|Japanese|Chinese|Korean|European|American|US|U\.S\.|British|person|people|"
    r"government's|industry|trade) )*(?P<who>sources?|officials?|negotiators?|persons?|"
    r"people familiar|"
    r"people briefed|insiders?|diplomats?|aides?|analysts?|economists?|spokes(?:man|woman|person)|"
    r"person involved|media reports?|(?:local|Japanese|Chinese|Korean|US|state) media|"
    r"newspapers?)\b"
    r"(?: (?:close to|familiar with|involved in|briefed on|within|in|at|from|of|for) "
    r"(?:[\w’'-]+ ){1,7}?)?"
    rf"[^.;]{{0,12}}?\b{_SAYS}\b|"
    rf"\baccording to (?P<whom>(?:[\w’'-]+ ){{0,3}}(?:sources?|officials?|"
    r"people familiar|media reports?|reports?|documents?|analysts?|negotiators?|data|statistics|"
    r"estimates|figures))\b",
    re.IGNORECASE,
)  # fmt: skip
_THE_REPORT = re.compile(
    r"\bthe (?:report|newspaper|paper|article|daily|outlet|agency|analysis|news agency|magazine)"
    rf"(?:'s analysis)? (?:also |further )?{_SAYS}\b|"
    r"\baccording to the (?:report|newspaper|paper|article)\b",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """A source leant on at [start, end): ``house`` the news organisation, or who was anonymous."""

    start: int
    end: int
    house: str
    named: bool


def citations(text: str, sentence: Sentence) -> list[Citation]:
    """Return whom the sentence leans on: news organisations first, then unnamed sources."""
    found = []
    for mention in publisher_names().find(text, sentence.start, sentence.end):
        after = text[mention.end : min(sentence.end, mention.end + 60)]
        before = text[max(sentence.start, mention.start - 45) : mention.start]
        said = _said_after().match(after)
        if said:
            found.append(Citation(mention.start, mention.end + said.end(), mention.key, True))
        elif lead := _said_before().search(before):
            tail = re.match(r"(?:['’]s)?(?: on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?", after)
            start = mention.start - len(before) + lead.start()
            stop = mention.end + (tail.end() if tail else 0)
            found.append(Citation(start, stop, mention.key, True))
    told = [(c.start, c.end) for c in found]
    for match in _ACCORDING.finditer(text, sentence.start, sentence.end):
        if not any(match.start() < z and a < match.end() for a, z in told):
            body = match["body"].rstrip(".")
            found.append(Citation(match.start(), match.start("body") + len(body), body, True))
    for match in _ANONYMOUS.finditer(text, sentence.start, sentence.end):
        who = (match["who"] or match["whom"]).casefold()
        found.append(Citation(match.start(), match.end(), who, False))
    return sorted(found, key=lambda c: (not c.named, c.start))


def leans_on_the_report(text: str, sentence: Sentence) -> bool:
    """Whether the sentence leans on "the report", that is on whom was last cited."""
    return bool(_THE_REPORT.search(text, sentence.start, sentence.end))


@cache
def _said_after() -> re.Pattern[str]:
    return re.compile(
        r"(?:['’]s)?,?(?: (?:newspaper|news agency|agency|news|daily|analysis|article|magazine|"
        r"website|correspondent|columnist|commentary|of the United States|also|clearly|later|"
        r"previously|earlier|first|has|had|TV|television))*"
        rf" {_SAYS}\b(?: (?:on|last|the same|this|in) [\w ]{{2,18}}?(?= that|,|\.|$)| earlier)?",
        re.IGNORECASE,
    )


@cache
def _said_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?:\baccording to (?:a |an |the )?(?:[\w’'-]+ ){{0,4}}|"
        rf"\b{_SAYS} (?:to |by |that )?(?:the )?|"
        r"\bciting (?:the |a )?(?:[\w’'-]+ ){0,3}|"
        r"\b(?:interview|report|article|story|analysis|translated)"
        r" (?:with|by|from|in|of|for) (?:the )?|\b(?:told|seen by|obtained by) (?:the )?)$",
        re.IGNORECASE,
    )


def read(text: str, sentence: Sentence, actor: str, attribution: tuple[str, ...]) -> Context:
    """Read one sentence."""
    a, b = sentence.start, sentence.end
    return Context(
        text, sentence, words(text, a, b), economies_in(text, a, b), goods_in(text, a, b),
        measures_in(text, a, b), attribution, actor,
    )  # fmt: skip


def main_actor(context: Context) -> str:
    """Return the economy a sentence is about: its first verb's subject, or the first named."""
    for i, word in enumerate(context.words):
        if i and is_verb(context.words, i) and base_of(word):
            start, end = context.subject_of(i)
            inside = context.within(context.economies, start, end) if end else []
            if inside:
                return inside[0].key
    return context.economies[0].key if context.economies else context.actor
