# ruff: noqa: E501  # the patterns of words stand on one line each
"""Who speaks a line of a transcript: "MINISTER:", "(大臣)", "Q."."""

import re

from cobden.evidence.matter import HEADER, POINTER

_SPEAKER = re.compile(
    r"[ \t]*(?:\*\*)?(?P<who>[A-ZÀ-Ý][\w.'’() -]{0,40}?|Q|A|[\u3040-\u30ff\u4e00-\u9fff]{2,8}|"
    r"[\uac00-\ud7af]{2,8})(?:\*\*)?[  \u00a0]?[:：][ \t]*(?=\S)"
)
_BRACKETED = re.compile(  # "(大臣)", "【記者】", "[Q]"
    r"[ \t]*[(（【\[](?P<who>記者|質問|問|答|大臣|長官|総理|首相|官房長官|外相|记者|答记者问|发言人|部长|기자|질문|답변|장관|대변인|"
    r"Q|A|Frage|Antwort|Question|Réponse|Pregunta|Respuesta)[)）】\]][ \t]*(?=\S)"
)
QUESTION = re.compile(
    r"(?i)q(?:uestion)?|reporter|journalist\w*|moderator|interviewer|periodista|reporterin|frage|"
    r"記者|记者|기자|질문|問|问|문|pregunta"
)


_LETTERED = re.compile(r"[ \t]*(?P<who>[QA問答문답])\d{0,2}[.．][ \t]+(?=\S)")
_ASKED = re.compile(r"(?m)^[ \t]*[Q問문]\d{0,2}[.．]")


def _lettered(text: str, a: int, b: int) -> re.Match[str] | None:
    """Return the letter of a question or an answer, "Q.", "A1.": not that of a list."""
    found = _LETTERED.match(text, a, b)
    return found if found and _ASKED.search(text) else None


def speaks(text: str, a: int, b: int) -> re.Match[str] | None:
    """Return the match of who speaks in the line [a, b), or None where nobody is said to."""
    bracketed = _BRACKETED.match(text, a, b) or _lettered(text, a, b)
    if bracketed:
        return bracketed
    found = _SPEAKER.match(text, a, b)
    if not found or POINTER.match(text[a:b].strip()) or HEADER.fullmatch(text[a:b].strip()):
        return None
    who = found["who"]
    if re.fullmatch(
        r"(?i)fact ?sheet|factsheet|update|breaking|analysis|explainer|exclusive|note|opinion|watch|live|editorial|column|summary",
        who,
    ):
        return None
    known = QUESTION.fullmatch(who) or who in ("A", "Q")
    cjk = bool(re.match(r"[\u3040-\u9fff\uac00-\ud7af]", who))
    capitals = who.upper() == who and len(who) > 3 and not cjk
    office = re.search(
        r"(?:본부장|장관|대변인|위원장|대통령|총리|차관|실장|大臣|長官|報道官|首相|大統領|部长|发言人|主任|司长)$", who
    )  # fmt: skip
    short = cjk and (len(who) <= 4 or office) and b - found.end() > 6
    role = re.match(r"(?i)(?:(?:senior|prime|trade|first|vice|la|le|el|die|der) )*(?:minist\w+|président\w*|\w*kommissar\w*|\w*kanzler\w*|canciller|presidenta?|commissaire|comisari\w|official|secretary|president|officiel|ministro|ministra|"
                    r"portavoz|sprecher\w*|porte-parole|spokes\w+|ambassador|commissioner)\b", who)  # fmt: skip
    return found if known or capitals or short or role else None
