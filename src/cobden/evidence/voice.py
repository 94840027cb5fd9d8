# ruff: noqa: E501  # the patterns of words stand on one line each
"""Whether the subject of a clause acts or bears: passives, "faces 25%", a rate on its own goods."""

import itertools
import re

from cobden.evidence.clauses import Clause
from cobden.evidence.marks import Marks
from cobden.evidence.numbers import Figure
from cobden.evidence.scene import Scene
from cobden.evidence.word_lists import Mention


def is_passive(marks: Marks, clause: Clause) -> bool:  # noqa: PLR0911  # one language each
    """Whether what is done stands as the subject: "will be lifted", "tariffs fall to 15%"."""
    act, code, text = clause.act, marks.language.code, marks.text
    if act is None:
        return False
    word = text[act.start : act.end].split()[0]
    lead = text[clause.start : act.start]
    if code == "ja":
        return (
            bool(
                re.match(
                    r"(?:さ|せら|され|が課され|[かたなまらわが]れ)", text[act.end : act.end + 3]
                )
            )
            or "課され" in text[act.start : act.end + 2]
        )
    if code == "ko":
        return bool(re.match(r"(?:되|된|됐|될)", text[max(act.start, act.end - 1) : act.end + 1])) or bool(
            re.match(r"(?:되|된|됐|될)", text[act.end : act.end + 2]))  # fmt: skip
    if code == "zh":
        return "被" in lead and not any(
            marks.text[e.end : e.end + 1] == "对" for e in marks.economies if clause.has(e.start)
        )
    if act.key == "exempt" and re.match(_SPARED, word):
        return True
    if code == "de":
        wird = re.search(r"(?i)\b(?:wird|werden|wurden?|worden)\b", text[clause.start : clause.end])
        participle = re.match(
            r"(?i)(?:\w{2,4})?ge\w+|(?:ver|er|be|ent)\w+t\b|ausgesetzt|abgeschafft|aufgehoben|\w+iert",
            word,
        )
        moves = bool(re.match(_INTRANSITIVE["de"], word))
        behind = any(act.end <= m.start for m in marks.measures if clause.has(m.start))
        return bool(wird and participle) or (moves and (behind or _measured(marks, clause)))
    if re.search(_PASSIVE[code], lead[-40:]) and not (code == "en" and word.endswith("ing")):
        return True
    return _measured(marks, clause) and bool(re.match(_INTRANSITIVE[code], word))


_SPARED = r"(?i)escap|échapp|qued|libr|salv|ausgenommen|verschont|entgeh|entging|entkomm"


def _measured(marks: Marks, clause: Clause) -> bool:
    """Whether a measure stands before the act, as its subject."""
    assert clause.act is not None
    before = [m for m in marks.measures if clause.start <= m.start < clause.act.start]
    rate = any(
        f.unit == "percent" and f.end <= clause.act.start <= f.end + 2 and clause.has(f.start)
        for f in marks.figures
    )
    return bool(before) or rate or refers(marks, clause)


def refers(marks: Marks, clause: Clause) -> bool:
    """Whether the subject of a clause is a measure only pointed at: "it", "that rate"."""
    if clause.act is None:
        return False
    lead = marks.text[clause.start : clause.act.start]
    if marks.language.code == "es":
        return bool(
            re.search(
                r"(?i)r(?:lo|la|los|las)$", marks.text[clause.act.start : clause.act.end].split()[0]
            )
        )
    if marks.language.code == "fr":
        return bool(re.search(r"(?i)\b(?:de|à|pour|va|vont) (?:le|la|les)\s$", lead)) and bool(
            re.match(r"\w+r(?:e)?\b", marks.text[clause.act.start :]))  # fmt: skip
    if marks.language.code != "en":
        return False
    owned = re.match(r"(?:\s[\w-]+){0,2}\sits\s", marks.text[clause.act.end : clause.end])
    if owned and any(clause.act.end <= m.start for m in marks.measures if clause.has(m.start)):
        return False  # "it should scrap its duties": who acts
    return bool(re.search(r"(?i)\b(?:it|that rate|the rate|this rate)\b(?:\s\w+){0,2}\s*$", lead)) and not any(
        clause.has(e.start) and e.start < clause.act.start for e in marks.economies)  # fmt: skip


def borne(marks: Marks, clause: Clause, figure: Figure) -> bool:
    """Whether a rate is told as what somebody or something bears: "pays 50 per cent"."""
    if not marks.language.spaced:
        return False
    words = marks.language.tokens(marks.text, max(clause.start, figure.start - 30), figure.start)
    listed = {phrase.casefold() for phrase in marks.language.listed("faces")} - {
        "see",
        "get",
        "draw",
    }
    return any(word.lemma in listed or word.low in listed for word in words[-4:])


def bears(marks: Marks, clause: Clause) -> bool:
    """Whether the subject is the one who bears the measure: "Canada faces a 50% tariff"."""
    act = clause.act
    stop = next(
        (f.start for f in marks.figures if clause.has(f.start) and f.unit == "percent"), clause.end
    )
    borne_here = [f.start for f in marks.figures if f.unit == "percent"] + [
        m.start for m in marks.measures
    ]
    last = max([at for at in borne_here if clause.has(at)], default=clause.start)
    if not marks.language.spaced:
        found = marks.language.finder("faces").find(marks.text, clause.start, clause.end)
        rated = any(f.unit == "percent" and clause.has(f.start) for f in marks.figures)
        return bool(found) and rated and (act is None or act.key in ("impose", "keep"))
    german = marks.language.code == "de"  # whose verb may close the clause
    words = marks.language.tokens(
        marks.text, clause.start, clause.end if german else min(stop, last)
    )
    if german:
        words = [w for w in words if not marks.text[w.start].isupper()]
    if act is not None and act.key == "keep" and marks.language.code == "en" and _STAYS_AT.match(
        marks.text, act.start):  # fmt: skip
        return True
    listed = {tuple(p.casefold().split()) for p in marks.language.listed("faces")}
    for i, word in enumerate(words):
        for phrase in listed:
            said = words[i : i + len(phrase)]
            if len(said) == len(phrase) and all(
                part in (w.low, w.lemma) for part, w in zip(phrase, said, strict=True)):  # fmt: skip
                takes_on = (
                    act is not None
                    and act.start > word.start
                    and re.match("a[ck]+z?ept|acept", word.lemma)
                )
                if takes_on:  # "agreed to levy no duty": who accepts an act does it
                    continue
                return act is None or act.start < word.start or act.key == "impose"
    return False


_STAYS_AT = re.compile(r"(?i)(?:stay|remain|stand)s? at \d")  # "Australia stays at 10 percent"
_OWN = {
    "en": r"(?i)\b(?:on|for)\s(?:(?:most|all|some) of )?(?:its|their)\s", "de": r"(?i)\b(?:auf|für)\s(?:ihre|seine)\w*\s",
    "fr": r"(?i)\b(?:sur|pour)\s(?:ses|son|sa|leurs?)\s", "es": r"(?i)\b(?:sobre|a|para)\s(?:sus?)\s",
}  # fmt: skip


def on_its_own(
    marks: Marks, clause: Clause, subject: Mention | None, before: str, scene: Scene
) -> bool:
    """Whether the subject's own goods bear the rate, and nobody else's can be meant: "a 15% rate on its cars"."""
    its = re.compile(
        r"(?i)\W*(?:and|but|yet)?\s*its\s(?:[\w-]+\s){1,2}(?:is|was|are|were|became)\b"
    )
    if (
        marks.language.code == "en"
        and subject is None
        and clause.act is None
        and its.match(marks.text, clause.start)
    ):
        return True
    if (
        subject is None
        or any(who and who != subject.key for who in (before,))
        or clause.act is not None
    ):
        return False
    return bool(
        re.search(_OWN.get(marks.language.code, r"(?!)"), marks.text[subject.end : clause.end])
    )


def imported_by(
    marks: Marks, clause: Clause, inside: list[Mention]
) -> tuple[Mention, Mention] | None:
    """Return who buys and who sells in "U.S. energy imports from Canada are taxed at 10%"."""
    if marks.language.code != "en" or not (
        clause.act is None or is_passive(marks, clause) or bears(marks, clause)
    ):
        return None
    for one, other in itertools.pairwise(inside):
        between = marks.text[one.end : other.start]
        if re.fullmatch(
            r"(?:['’]s)?\s(?:[\w-]+\s){0,2}imports? (?:of [\w\s]{1,24} )?from (?:the )?", between
        ):
            return one, other
        if re.fullmatch(
            r"(?:['’]s)?\s(?:[\w-]+\s){0,2}(?:exports?|shipments) (?:of [\w\s]{1,24} )?to (?:the )?",
            between,
        ):
            return other, one
    return None


_INTRANSITIVE = {
    "en": r"(?i)(?:appl|fall|fell|fallen|rise|rose|risen|drop|climb|jump|come|go|went|expire|lapse|remain|stand|stood|decline|decrease)\w*",
    "de": r"(?i)(?:s[ai]nk|f[aiäe]l|stieg|steig|lief|läuft|bleib|blieb)\w*",
    "fr": r"(?i)(?:passe|expir|descend|tombe|augment|baiss|demeur|rest)\w*", "es": r"(?i)(?:sub|baj|cae|cay|expir|pas|permanec|sigu)\w*",
}  # fmt: skip


_PASSIVE = {
    "en": r"\b(?:is|are|was|were|be|been|being)(?:\s(?:also|now|then|hereby|further|temporarily|being|to be))*\s$",
    "fr": r"(?i)\b(?:est|sont|sera|seront|était|étaient|été|serait|seraient|être|soit)\s$",
    "es": r"(?i)\b(?:es|son|será|serán|fue|fueron|sido|sería|ser|sea|quedan?|queda|se)\s$",
}  # fmt: skip
