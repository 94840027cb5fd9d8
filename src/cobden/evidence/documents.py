"""A report as text with its identity, and its sentences with their place in it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from cobden.base.sources import Text, Value
from cobden.evidence.layout import LayoutBlock, blocks, view

Part = Literal["story", "heading", "teaser", "caption", "end matter"]


class Document(Value):
    """One source: its text as read, and who published it when.

    ``name`` is what the ledger calls it. ``dated_by`` says where the day
    in ``published`` comes from.
    ``sha256`` is the digest of ``text``; a text that no longer has it is refused.

    >>> import cobden as cb
    >>> cb.evidence.Document.of('note', 'A duty of 25%.').name
    'note'
    """

    name: Text
    text: str
    publisher: str = ""
    title: str = ""
    url: str = ""
    published: date | None = None
    dated_by: str = ""
    sha256: str = ""

    @classmethod
    def of(cls, name: str, text: str, **identity: object) -> Self:
        """Return the document with the digest of its text."""
        return cls.model_validate({"name": name, "text": text, "sha256": digest(text), **identity})

    @model_validator(mode="after")
    def _is_what_it_was(self) -> Self:
        if self.sha256 != digest(self.text):
            raise ValueError(f"the text of '{self.name}' is not the one its digest was taken of")
        return self


def digest(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Sentence:
    """A sentence at [start, end) of its document, with its place in it.

    ``paragraph`` counts from 0; ``part`` says what it belongs to: only the story makes claims.
    """

    start: int
    end: int
    text: str
    paragraph: int
    part: Part


_HEADER = re.compile(r"(title|publisher|date|url|author)[ \t]*:[ \t]*(\S.*)", re.IGNORECASE)
# Who wrote it, at the head of a paragraph: "[Text/Observer Network ...]", "(Reuters) -".
_BYLINE = re.compile(
    r"\[[^\]\n]{1,80}\]|\((?:Reuters|AP|AFP|Bloomberg|Xinhua|Kyodo|Yonhap)\)\s?[-–—]"
)
_PARTS: dict[str, Part] = {
    "story": "story", "item": "story", "row": "story", "table head": "heading",
    "heading": "heading", "caption": "caption", "teaser": "teaser", "end matter": "end matter",
}  # fmt: skip


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split the text into sentences; offsets count characters, ``text[start:end]`` is exact."""
    made, placed = view(text, blocks(text))
    found = []
    for sentence in sentences_of(made.text, placed):
        start, end = made.span(sentence.start, sentence.end)
        found.append(replace(sentence, start=start, end=end, text=text[start:end]))
    return tuple(found)


def sentences_of(text: str, placed: tuple[LayoutBlock, ...]) -> Iterator[Sentence]:
    """Yield the sentences of blocks, each with its place in the text that they are blocks of."""
    for number, block in enumerate(placed):
        part, start, end = _PARTS[block.kind], block.start, block.end
        if start >= end:
            continue
        byline = _BYLINE.match(text, start, end) if part == "story" else None
        if byline:
            yield Sentence(start, byline.end(), byline[0], number, "heading")
            start = min(byline.end() + 1, end)
        whole = part != "story" or block.kind == "row"
        for a, b in [(start, end)] if whole else split(text, start, end):
            yield Sentence(a, b, text[a:b], number, part)


def header(text: str) -> dict[str, str]:
    """Return the identity that a text gives in its first lines (``Publisher: ...``)."""
    identity = {}
    for line in text.splitlines():
        match = _HEADER.fullmatch(line.strip())
        if not match:
            break
        identity[match[1].lower()] = match[2].strip()
    return identity


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|St|Jr|Sr|Inc|Ltd|Co|Corp|No|Nos|vs|etc|approx|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Art|Sec|Ch|p|pp|e\.g|i\.e|a\.m|p\.m|cf|ca|est)|"
    r"\b[A-Z](?:\.[A-Z])*|\d)\.$"
)
_BREAK = re.compile(
    r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[¿¡]*[A-ZÀ-ÞŒ0-9$€£¥\u0590-\u08ff\u3040-\u9fff\uac00-\ud7af])|[。！？]+|[;]\s"
)


def split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences of one paragraph."""
    spans, begin = [], start
    for match in _BREAK.finditer(text, start, end):
        before = text[max(begin, match.start() - 12) : match.start() + 1]
        if text[match.start()] == "." and match.end() == match.start() + 1:
            abbreviated = _ABBREVIATION.search(before)
            if abbreviated and not _ends_anyway(
                abbreviated[0], text[match.end() : match.end() + 24]
            ):
                continue
        spans.append(_stripped(text, begin, match.end()))
        begin = match.end()
    if text[begin:end].strip():
        spans.append(_stripped(text, begin, end))
    return spans


_MONTHS_AFTER_A_DAY = re.compile(
    r"\s+(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)


def _ends_anyway(abbreviation: str, after: str) -> bool:
    """Whether a full stop that could be an abbreviation's still ends its sentence."""
    if abbreviation[:-1].isdigit() and _MONTHS_AFTER_A_DAY.match(after):
        return False
    opener = re.match(
        r"\s+[\"'“‘]?(The|This|That|These|It|Its|In|On|At|He|She|They|His|Her|Their|But|And|If|"
        r"While|When|After|However|Meanwhile|For|As|According|We|There|Under|Both|With)\b",
        after,
    )
    if abbreviation[:-1].isdigit():
        return True
    ends_sentences = re.fullmatch(
        r"(?:[A-Z]\.)+|(?:Inc|Ltd|Co|Corp|Jr|Sr|etc|a\.m|p\.m)\.", abbreviation
    )
    return bool(opener and ends_sentences)
