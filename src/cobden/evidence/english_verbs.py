# ruff: noqa: E501  # the patterns of words stand on one line each
"""Which English words that could be acts stand as verbs: "cut its tariff", not "a cut"."""

import re
from dataclasses import dataclass

from cobden.evidence.grammar import MODALS, Word, words
from cobden.evidence.language import Hit


def standing_verbs(
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


@dataclass(frozen=True)
class _Place:
    """A word that could be an act, with the words around it, adverbs before it left out."""

    low: str
    before: str
    after: str
    follows: str
    first: bool  # whether it opens its sentence
    second: bool  # whether one word, of no adverbs, stands before it
    named: bool  # whether a name stands right before it
    hit: Hit
    text: str
    start: int
    opens_named: bool  # whether its sentence begins with a capital

    @classmethod
    def of(cls, sentence: list[Word], i: int, hit: Hit, text: str) -> "_Place":
        """Return the place of word ``i``."""
        at = i
        while at and _is_adverb(sentence[at - 1].low):
            at -= 1  # "will immediately increase", "the newly raised duty"
        low = [*(word.low for word in sentence), "", ""]
        return cls(
            low[i], low[at - 1] if at else "", low[i + 1], low[i + 2], i == 0, at == 1,
            bool(i) and text[sentence[i - 1].start].isupper(), hit, text, sentence[i].start,
            text[sentence[0].start].isupper(),
        )  # fmt: skip


def _verb_in_place(sentence: list[Word], i: int, hit: Hit, text: str) -> bool:
    """Whether a word that could be an act stands as a verb: the first rule that knows decides."""
    place = _Place.of(sentence, i, hit, text)
    verdicts = (rule(place) for rule in _VERB_RULES)
    return next(verdict for verdict in verdicts if verdict is not None)


def _in_a_phrase(p: _Place) -> bool | None:  # noqa: PLR0911  # one phrase each
    """What some phrases are: "on imported whisky", "the 25 percent comes back", "in return"."""
    if p.low in ("imported", "exported"):
        if p.before in ("on", "of", "for", "from", "all", "more", "some"):
            return False  # "a duty on imported whisky"
        if p.before in _BE and re.search(
            r"(?i)\b(?:what|which|that|whatever|goods|those) (?:is|are|was|were) $", p.text[: p.start][-24:]):  # fmt: skip
            return False  # "the duty on what is imported"
    if p.before in ("percent", "%") and " " in p.text[p.hit.start : p.hit.end].strip():
        return True  # "the 25 percent comes back"
    if p.low == "return" and p.before == "in":
        return False  # "has offered in return to suspend"
    if p.low in ("stays", "remains", "stands") and (not p.after or p.after in ".,;"):
        return bool(p.before)
    if p.after == "than" or (p.low.startswith("fund") and p.before in _POINTING):
        return False  # "lower than 15 percent", "these funds"
    return None


def _after_article(p: _Place) -> bool | None:
    """What stands after an article, a possessive or a preposition is a noun."""
    if p.before in _BEFORE_NOUNS or p.before.endswith("'s"):
        return p.before == "that" and bool(p.after)
    if p.low.rstrip("s") in _NOUNS_TOO and (
        p.before in ("on", "in", "for", "with", "by", "from", "at") or p.before[:1].isdigit()
    ):
        return False
    if p.low.startswith("declin") and p.after == "to" and not p.follows[:1].isdigit():
        return False  # "declined to say"
    return (
        False if p.low in ("set", "sets") and p.after in ("forth", "out", "up", "aside") else None
    )


def _as_participle(p: _Place) -> bool | None:
    """A participle before its preposition describes: "duties applied to goods", "set by"."""
    passes = p.low.endswith("ed") or p.low in ("set", "put", "cut")
    tells = p.second and p.opens_named and p.before not in _NOUNS and p.after == "for"
    if passes and p.after in _AFTER_PARTICIPLE and not tells and (
        p.before not in _AUXILIARY and p.low not in _SHIFTED):  # fmt: skip
        return False  # but "Beijing shelved for a year"
    capitals = p.text[p.start : p.start + len(p.low)].isupper() and len(p.low) > 2
    if capitals or (
        p.low in ("on", "set", "put", "place", "open", "sign", "order") and not p.after
    ):
        return False  # a heading in capitals
    if p.low in _MOVES and p.after in ("to", "from", "by"):
        return p.before not in ("a", "the", "of")
    return None


def _as_noun(p: _Place) -> bool | None:  # noqa: PLR0911  # one neighbour each
    """What is a noun by what stands beside it: "imports of", "trade minister", "controls and"."""
    if (
        p.low in _NOUNS
        and p.before in ("", "and", "or", ",")
        and p.after in ("on", "of", "from", "and")
    ):
        return False
    if p.low in ("add", "adds", "added", "adding") and not re.search(
        r"(?i)^.{0,60}\b(?:tariff|dut[yi]|lev[yi]|surcharge|tax|on [A-Z])", p.text[p.hit.end : p.hit.end + 70]):  # fmt: skip
        return False
    if p.low in ("finance", "fund", "trade") and p.after in _OFFICES:
        return False
    joined = p.after in ("and", "or", ",", ";") and p.before not in (
        "to", "not", "and", "we", "they", "it", *MODALS)  # fmt: skip
    if p.low in _LOOSE and joined:
        return False  # "its rare earth controls and"
    if p.low in ("excluding", "including", "excepting") or (p.low == "close" and p.after == "to"):
        return False
    if p.low.endswith(("ed", "t")) and p.after == "by" and p.before not in _BE:
        return False  # "duties imposed by Canada": whose they are, not what is done here
    governed = p.before in ("to", "and", ",", "not") or p.before in MODALS
    return True if governed or p.low not in _LOOSE else None


def _as_loose(p: _Place) -> bool:  # noqa: PLR0911  # one neighbour each
    """Whether a word that is as often a noun is a verb: "Purchase 50 aircraft", "cuts its tariff"."""
    if p.after == "from" and p.low in ("imports", "purchases", "orders", "exports"):
        return False
    if p.after in _HEADS and p.low in ("import", "purchase", "export", "tax", "limit"):
        return False
    bare = not p.low.endswith(("s", "ed", "ing"))
    if p.first and not p.low.startswith("order") and bare and p.after not in (
        "of", "on", "in", "for", "to", "is", "was", "from", "by", "", ".", ":"):  # fmt: skip
        return True  # "Purchase 50 aircraft"
    if p.low.endswith("ed") and p.before in _HEADS and p.after != "to":
        return False  # "the tariffs imposed in April"
    plural = p.before.endswith("s") or p.before in ("we", "they", "you", "who", "that")
    if bare and not p.named and not plural:
        return False  # "rare earth control issues"
    if p.before in _HEADS or p.after in (
        "of",
        "on",
        "in",
        "for",
        "against",
        "to",
        "is",
        "was",
        "were",
    ):
        return False
    return bool(p.after) and p.after not in ".,;:)"


_VERB_RULES = (_in_a_phrase, _after_article, _as_participle, _as_noun, _as_loose)
_BEFORE_NOUNS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "its",
        "their",
        "his",
        "new",
        "further",
        "of",
        "percent",
        "%",
        "import",
        "export",
        "reciprocal",
        "u.s",
        "us",
    ]
)
_MOVES = frozenset(["rises", "falls", "drops", "jumps", "climbs", "fall", "rise", "drop"])
_OFFICES = frozenset(["minister", "ministry", "ministers", "secretary", "department"])


_POINTING = frozenset(["these", "those", "such", "the", "of", "state", "public", "pension"])


def _is_adverb(low: str) -> bool:
    return low in ("also", "then", "now", "further", "soon", "again", "thus", "still") or (
        low.endswith("ly") and low not in ("only", "supply", "apply", "italy", "july", "assembly"))  # fmt: skip


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
        "bars",
        "blocks",
        "stops",
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
