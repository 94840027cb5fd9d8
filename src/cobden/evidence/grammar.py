"""A shallow grammar of English: words, verbs, noun phrases and the clause around a figure.

It knows the closed classes (prepositions, determiners, conjunctions, auxiliaries) and a list of the
verbs of trade news; every other word is taken for part of a noun phrase. That is enough to find
what a figure belongs to, and keeps the room free of statistical models.
"""

import re
from dataclasses import dataclass
from functools import cache

from cobden.evidence.word_lists import table, word_list

PREPOSITIONS = word_list("prepositions")
CONJUNCTIONS = word_list("conjunctions")
RELATIVES = frozenset(["that", "which", "who", "whose", "where", "whom"])
DETERMINERS = word_list("determiners")
MODALS = word_list("modals")
AUXILIARIES = word_list("auxiliaries")
_PRONOUNS = word_list("pronouns")
ADVERBS = word_list("adverbs")
_NOUN_VERBS = word_list("nouns that are verbs")


@dataclass(frozen=True)
class Word:
    """A word or mark at [start, end) of its text; ``low`` is its text in lower case."""

    start: int
    end: int
    low: str

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not (self.low[0].isalnum() or self.low[0] in "$€£¥₩₹'’")


_WORD = re.compile(
    r"(?:[A-Za-z]\.){2,}(?:[-–][^\W\d_]+)*|[$€£¥₩₹]?\d[\d,.]*\d%?|[$€£¥₩₹]?\d%?|[^\W\d_]+(?:[’'‘.&-][^\W_]+)*[’']?|[^\s\w]|\w"
)


def words(text: str, start: int, end: int) -> list[Word]:
    """Return the words and marks of ``text[start:end]``."""
    return [Word(m.start(), m.end(), m[0].casefold().replace("’", "'").replace("‘", "'"))
            for m in _WORD.finditer(text, start, end)]  # fmt: skip


@cache
def verb_forms() -> dict[str, str]:
    """Return every form of every known verb with its base form."""
    forms: dict[str, str] = {}
    for row in table("verbs"):
        base = row["verb"]
        doubled = base + base[-1] if re.fullmatch(r"(stop|ship|drop|plan|cut|ban|set|get|put|scrap|"
                                                  r"commit|defer|control|let|hit|begin|win|run|lag|"
                                                  r"dip)", base) else base  # fmt: skip
        stem = base[:-1] if base.endswith("e") and base not in ("be", "see", "agree") else doubled
        third = (
            base[:-1] + "ies" if re.search(r"[^aeiou]y$", base)
            else base + "es" if re.search(r"(s|x|ch|sh|z|o)$", base) else base + "s"
        )  # fmt: skip
        regular = base[:-1] + "ied" if re.search(r"[^aeiou]y$", base) else stem.rstrip("e") + "ed"
        pasts = row["past"].split("|") if row["past"] else [regular]
        for form in (base, third, stem + "ing", *pasts, *(row["participle"] or regular).split("|")):
            forms.setdefault(form, base)
    return forms


@cache
def senses() -> dict[str, str]:
    """Return what a known verb says a figure is about ("buy": "purchases")."""
    return {row["verb"]: row["sense"] for row in table("verbs") if row["sense"]}


def is_verb(sentence: list[Word], i: int) -> bool:  # noqa: PLR0911  # a ladder of cases
    """Whether word ``i`` stands as a verb."""
    low = sentence[i].low
    if low in MODALS or low in AUXILIARIES:
        return True
    before = sentence[i - 1].low if i else ""
    if low not in verb_forms():
        return before in AUXILIARIES and low.endswith(("ing", "ed"))
    after = sentence[i + 1].low if i + 1 < len(sentence) else ""
    if before in ("to", "not", *_PRONOUNS) or before in MODALS or before.endswith("ly"):
        return True
    if before in DETERMINERS or before in ("of",) or before.endswith(("'s", "s'")):
        return False
    if before in ("have", "has", "had", "is", "are", "was", "were", "been", "be"):
        return low not in _NOUN_VERBS or low.endswith(("ed", "ing"))
    if low in _NOUN_VERBS:
        figure = bool(after) and (after[0].isdigit() or after[0] in "$€£¥")
        starts_object = after in DETERMINERS or figure or after in ("about", "around", "roughly")
        return starts_object and before not in PREPOSITIONS
    if low.endswith("ing") and before in PREPOSITIONS:
        return True
    if low.endswith("ed") and after not in DETERMINERS and _opens_noun_phrase(before):
        return False
    return before not in ("in",)


def _opens_noun_phrase(before: str) -> bool:
    return before in DETERMINERS or before in ("of", "by", "with", "on")


def base_of(word: Word) -> str:
    """Return the base form of a verb's form."""
    return verb_forms().get(word.low, word.low)


def phrase_after(
    text: str, sentence: list[Word], i: int, *, complements: int = 2
) -> tuple[int, int]:
    """Return the span of the noun phrase that begins at word ``i``, with its complements.

    Complements are the prepositional phrases that follow ("tariff on car imports from Japan").
    """
    first = last = None
    inside_brackets = False
    for j in range(i, len(sentence)):
        word = sentence[j]
        if word.low == "(" and j + 2 < len(sentence) and sentence[j + 2].low == ")":
            inside_brackets = True  # an abbreviation: "liquefied natural gas (LNG)"
        if inside_brackets:
            inside_brackets = word.low != ")"
            continue
        if word.is_mark and (word.low not in '-"“/&' or (word.low == '"' and first is not None)):
            break
        if word.low in PREPOSITIONS:
            to_do = (
                word.low == "to" and j + 1 < len(sentence) and sentence[j + 1].low in verb_forms()
            )
            if complements == 0 or word.low in _NOT_COMPLEMENTS or last is None or to_do:
                break
            complements -= 1
            continue
        if word.low in RELATIVES or word.low in _PHRASE_ENDS:
            break
        if word.low in ("and", "or") and not _joins_nouns(sentence, j):
            break
        if last is not None and _is_finite(sentence, j):
            break
        first = word.start if first is None else first
        last = word.end if word.low not in ("and", "or") else last
    if first is None or last is None:
        return (0, 0)
    return first, last


def _is_finite(sentence: list[Word], j: int) -> bool:
    """Whether word ``j`` is a verb that ends a noun phrase ("on imported cars" does not)."""
    if sentence[j].low in DETERMINERS or not is_verb(sentence, j):
        return False
    modifies = sentence[j].low.endswith(("ing", "ed")) and sentence[j - 1].low in PREPOSITIONS
    return not (modifies and j + 1 < len(sentence))


_NOT_COMPLEMENTS = word_list("prepositions of no complement")
_PHRASE_ENDS = word_list("ends of a phrase")


def _joins_nouns(sentence: list[Word], j: int) -> bool:
    """Whether "and" at word ``j`` joins two nouns rather than two clauses or two figures."""
    if j + 1 < len(sentence) and sentence[j + 1].low == "to":
        return False
    for word in sentence[j + 1 : j + 4]:
        if word.is_mark:
            break
        if word.low[0].isdigit() or word.low[0] in "$€£¥":
            return False
    for k in range(j + 1, min(j + 5, len(sentence))):
        if sentence[k].is_mark or sentence[k].low in PREPOSITIONS:
            return True
        if is_verb(sentence, k):
            return False
    return True


def phrase_before(sentence: list[Word], i: int) -> tuple[int, int]:
    """Return the span of the noun phrase that ends just before word ``i``.

    It runs back to a verb, a mark, a conjunction or a relative.
    """
    last = first = None
    for j in range(i - 1, -1, -1):
        word = sentence[j]
        if word.is_mark and word.low not in "()\"“”-&'":
            break
        if word.low in RELATIVES or word.low in ("while", "when", "if", "but", "because", "so"):
            break
        if word.low in ("and", "or") and last is None:
            break
        if word.low in PREPOSITIONS and last is None:
            break
        if word.low not in DETERMINERS and is_verb(sentence, j):
            break
        if word.is_mark:
            continue
        last = word.end if last is None else last
        if word.low not in PREPOSITIONS and word.low not in ("and", "or"):
            first = word.start
    if first is None or last is None:
        return (0, 0)
    return first, last
