"""A report as text with its identity, and its sentences with their place in it."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from cobden.base.sources import Text, Value

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
_BARE_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?", re.IGNORECASE)

# A line of its own that opens a list of other stories: nothing after it is this story.
_OPENS_OTHER_STORIES = re.compile(
    r"(read next|up next|next up|more stories|more from .{1,40}|more on this( story)?|most read|"
    r"most popular|trending( now)?|latest( news)?|top stories|recommended( for you| stories)?|"
    r"related( articles?| stories| topics| content| coverage| news)?|you (may|might) also like|"
    r"editor'?s'? picks?|don'?t miss|in other news|other news|what to read next|comments?|"
    r"popular articles|you may like|leave (a|the first) (comment|reply)|"
    r"what is your opinion.{0,40}|share (this|your) .{1,30}|about the authors?)[:?]?",
    re.IGNORECASE,
)
# A line that only points elsewhere: it is not this story, the next one is again.
_POINTER = re.compile(
    r"(see also|read also|also read|read more|read next|related|recommended|watch( now)?|listen|"
    r"more|explore more|don'?t miss|must read|in pictures|video|live( updates)?|analysis|"
    r"sponsored( content| by)?|advertisement|advert|ad|promoted|suggested reading|"
    r"click here|sign up|subscribe|newsletter)\b[^.!?]{0,12}[:|–—-]\s|"
    r"(sign up|subscribe|click here|follow us|download (the|our) app|join (our|us)|get the latest|"
    r"get unlimited|start your (free )?trial|already a subscriber|register (now|for)|"
    r"advertisement|sponsored|this (story|article) (is|was) (for subscribers|produced in)|"
    r"already have an account|watch:|listen:|read the full)\b",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"[(\[]?((image|photo(graph)?s?|picture|illustration|graphic|file photo|cover image)"
    r"( credit| source)?( ?(:|/)| (via|by|from|courtesy)\b)|credit:)|"
    r".{0,200}\b(getty images|shutterstock|afp via getty|ap photo|reuters/[A-Z]\w+|"
    r"/ ?(afp|reuters|ap|getty|bloomberg))[)\]]?\.?$",
    re.IGNORECASE,
)
# A line after which comes only what the publisher says about itself.
_END_MATTER = re.compile(
    r"(disclaimer\b|©|\(c\) ?\d{4}|copyright\b|all rights reserved|(original )?source:|"
    r"our standards:|reporting by\b|\(?(additional )?reporting by\b|writing by\b|"
    r"this (article|content|story|material|post)\b.{0,80}\b(exclusive|reprinted|republished|"
    r"opinions?|views?|ai tools|machine translat|generated|copyright|first appeared|"
    r"originally (published|appeared)|does not constitute|financial advice|"
    r"investment advice)|the views expressed|opinions expressed|editing by\b|"
    r"(you can )?express your|nothing (in this|herein)|not investment advice|"
    r"terms of (use|service)|"
    r"privacy policy|cookie)",
    re.IGNORECASE,
)
# Who wrote it, at the head of a paragraph: "[Text/Observer Network ...]", "(Reuters) -".
_BYLINE = re.compile(
    r"\[[^\]\n]{1,80}\]|\((?:Reuters|AP|AFP|Bloomberg|Xinhua|Kyodo|Yonhap)\)\s?[-–—]"
)
_SENTENCE_CLOSE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$|[:;]$")


def sentences(text: str) -> tuple[Sentence, ...]:
    """Split the text into sentences; offsets count characters, ``text[start:end]`` is exact."""
    found: list[Sentence] = []
    parts = _Parts()
    for number, (start, end) in enumerate(_paragraphs(text)):
        part = parts.of(text[start:end])
        byline = _BYLINE.match(text, start, end) if part == "story" else None
        if byline:
            found.append(Sentence(start, byline.end(), byline[0], number, "heading"))
        begin = _stripped(text, byline.end(), end)[0] if byline else start
        spans = _split(text, begin, end) if part == "story" else [(begin, end)]
        found += [Sentence(a, b, text[a:b], number, part) for a, b in spans]
    return tuple(found)


def header(text: str) -> dict[str, str]:
    """Return the identity that a text gives in its first lines (``Publisher: ...``)."""
    identity = {}
    for line in text.splitlines():
        match = _HEADER.fullmatch(line.strip())
        if not match:
            break
        identity[match[1].lower()] = match[2].strip()
    return identity


class _Parts:
    """Tells what each paragraph belongs to, in order."""

    def __init__(self) -> None:
        self.inside: Part = "story"
        self.in_header = True

    def of(self, paragraph: str) -> Part:
        line = " ".join(paragraph.split())
        if self.in_header and _HEADER.fullmatch(line):
            return "heading"
        self.in_header = False
        if self.inside != "story":
            return self.inside
        if _OPENS_OTHER_STORIES.fullmatch(line):
            self.inside = "teaser"
        elif _END_MATTER.match(line):
            self.inside = "end matter"
        else:
            return _part_of_line(line)
        return self.inside


def _part_of_line(line: str) -> Part:
    if _CAPTION.match(line):
        return "caption"
    if _POINTER.match(line):
        return "teaser"
    if _SENTENCE_CLOSE.search(line):
        return "story"
    words = len(line.split())
    says_a_figure = re.search(r"\d", line) and not _BARE_TIME.fullmatch(line) and words > 3
    return "story" if says_a_figure or words > 14 else "heading"


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the spans of the paragraphs: lines, or blocks of lines where these are wrapped."""
    spans: list[tuple[int, int]] = []
    for block in re.finditer(r"\S.*?(?=\r?\n[ \t]*\r?\n|\f|\Z)", text, re.DOTALL):
        lines = re.finditer(r"[^\n\r\x0b\u2028\u2029]+", text[slice(*block.span())])
        found = [(block.start() + m.start(), block.start() + m.end()) for m in lines]
        found = [(a, b) for a, b in found if text[a:b].strip()]
        whole = _is_wrapped([text[a:b].strip() for a, b in found])
        spans += [(found[0][0], found[-1][1])] if whole else found
    return [_stripped(text, a, b) for a, b in spans]


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line breaks are only the page's: full lines, some of which end amid a sentence."""
    if len(lines) < 2 or any(
        re.match(r"[-*•–]|\d+[.)]\s", line) or _OPENS_OTHER_STORIES.fullmatch(line)
        for line in lines
    ):
        return False
    longest = max(len(line) for line in lines)
    full = sum(len(line) > 0.6 * longest for line in lines[:-1])
    amid = sum(not _SENTENCE_CLOSE.search(line) for line in lines[:-1])
    return longest <= 130 and full >= 0.8 * (len(lines) - 1) and 3 * amid >= len(lines) - 1 > 0


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
    r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[A-Z0-9$€£¥\u0590-\u08ff])|[。！？]+|[;]\s"
)


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
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


def _ends_anyway(abbreviation: str, after: str) -> bool:
    """Whether a full stop that could be an abbreviation's still ends its sentence."""
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
