# ruff: noqa: E501  # the patterns of words stand on one line each
"""Which words that could be acts stand as verbs: "cut its tariff", not "a cut"."""

import re

from cobden.evidence.grammar import MODALS, Word, words
from cobden.evidence.language import Hit, Language


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


def _verb_in_place(sentence: list[Word], i: int, hit: Hit, text: str) -> bool:  # noqa: PLR0911, PLR0912  # a ladder of cases
    low = sentence[i].low
    at = i
    while at and _is_adverb(sentence[at - 1].low):
        at -= 1  # "will immediately increase", "the newly raised duty"
    before = sentence[at - 1].low if at else ""
    after = sentence[i + 1].low if i + 1 < len(sentence) else ""
    if low in ("imported", "exported") and before in (
        "on",
        "of",
        "for",
        "from",
        "all",
        "more",
        "some",
    ):
        return False  # "a duty on imported whisky"
    if low in ("imported", "exported") and before in _BE and re.search(
        r"(?i)\b(?:what|which|that|whatever|goods|those) (?:is|are|was|were) $", text[: sentence[i].start][-24:]):  # fmt: skip
        return False  # "the duty on what is imported"
    if before in ("percent", "%") and " " in text[hit.start : hit.end].strip():
        return True  # "the 25 percent comes back"
    if low == "return" and before == "in":
        return False  # "has offered in return to suspend"
    if low in ("stays", "remains", "stands") and (not after or after in ".,;"):
        return bool(before)
    if after == "than" or (low.startswith("fund") and before in _POINTING):
        return False  # "lower than 15 percent", "these funds"
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
    named = (
        at == 1 and text[sentence[0].start].isupper() and before not in _NOUNS
    )  # "Beijing shelved for a year"
    if passes and after in _AFTER_PARTICIPLE and before not in _AUXILIARY and low not in _SHIFTED and not (
        named and after == "for"):  # fmt: skip
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
        and before not in ("to", "not", "and", "we", "they", "it", *MODALS)
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
    if i == 0 and not low.startswith("order") and not low.endswith(("s", "ed", "ing")) and after not in (
        "of", "on", "in", "for", "to", "is", "was", "from", "by", "", ".", ":"):  # fmt: skip
        return True  # "Purchase 50 aircraft"
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


_PARTICIPLES = {
    "fr": (r"(?i)\w{3,}(?:ée?s?|ie?s?|ue?s?|ise?s?)", r"(?i)\b(?:a|ont|ai|avons|est|sont|été|être|était|étaient|avait|avaient|aurait|auraient|ayant|sera|seront|soit|demeure|demeurent|"
           r"serait|seraient|aura|auront|restent?|reste)(?:\s[\w'’]+){0,2}\s$"),
    "es": (r"(?i)\w{3,}(?:[ai]d[oa]s?|puest[oa]s?|biert[oa]s?)", r"(?i)\b(?:ha|han|había|habían|haya|hayan|haber|fue|fueron|es|son|será|serán|sido|ser|era|eran|sea|sean|habría|"
           r"queda|quedan|quedó|quedaron|está|están|sigue|siguen)(?:\s\w+){0,2}\s$"),
}  # fmt: skip


def only_describes(language: Language, text: str, start: int, hit: Hit) -> bool:
    """Whether a participle only describes a noun: "le coton importé", "los bienes gravados"."""
    if language.code not in _PARTICIPLES:
        return False
    form, auxiliary = _PARTICIPLES[language.code]
    word = text[hit.start : hit.end].split(maxsplit=1)[0]
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


def is_noun(language: Language, text: str, hit: Hit, start: int) -> bool:
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
