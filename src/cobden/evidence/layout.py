# ruff: noqa: E501  # the patterns of words stand on one line each
"""The layout of a document: what each stretch of it is, before anything is read out of it.

A document is prose, list items under a lead-in, table rows under a header, turns of speakers, and
matter that makes no claims: headings, captions, teasers, what a publisher says about itself. Blocks
give their place in the document; a ``PlainText`` is the same text with white space and widths made
plain, and knows where each of its characters stands in the document.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from cobden.evidence.matter import CAPTION, END_MATTER, HEADER, OPENS_OTHER_STORIES, POINTER
from cobden.evidence.speakers import QUESTION, speaks

BlockKind = Literal[
    "story", "item", "row", "table head", "heading", "caption", "teaser", "end matter"
]
Span = tuple[int, int]

_BULLET = re.compile(
    r"[ \t]*(?:[-*•・‣▪◦●■–]|[①-⑳]|\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])(?:\\?\.|\)|、|．)(?=\D))[ \t\u200b]*"
)
_PIPES = re.compile(r"[ \t]*\|?[^|\n]*\|[^\n]*")
_RULE = re.compile(r"[\s|:+=—-]{3,}")
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<(t[dh])\b[^>]*>(.*?)</t[dh]>", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"\s*(?:<!--.*?-->|</?(?:figure|table|tbody|thead|colgroup|col)\b[^>]*>)\s*")


@dataclass(frozen=True)
class LayoutBlock:
    """A stretch [start, end) of the document.

    ``cells`` are the spans of a row's cells; ``lead`` is the number of the block that introduces
    an item or a table, ``head`` that of the row that heads it, -1 for none; ``speaker`` is how
    the document names who says it, and ``question`` whether that is one who asks.
    """

    kind: BlockKind
    start: int
    end: int
    cells: tuple[Span, ...] = ()
    lead: int = -1
    head: int = -1
    speaker: str = ""
    question: bool = False
    indent: int = 0


@dataclass(frozen=True)
class PlainText:
    """A document's text made plain: ``text[i]`` stands at ``places[i]`` of the document."""

    text: str
    places: tuple[int, ...]

    def place(self, at: int) -> int:
        """Return where the character at ``at`` stands in the document."""
        return self.places[at] if at < len(self.places) else self.places[-1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span in the document of ``text[start:end]``."""
        return self.place(start), self.place(end - 1) + 1 if end > start else self.place(start)

    def at(self, place: int) -> int:
        """Return the first place in the view that stands at ``place`` of the document or after."""
        return bisect_right(self.places, place - 1)


def view(text: str, blocks: tuple[LayoutBlock, ...]) -> tuple[PlainText, tuple[LayoutBlock, ...]]:
    """Return the text made plain, and its blocks in the places of that view."""
    letters: list[str] = []
    places: list[int] = []
    seen = 0
    for start, end in _pieces(text, blocks):
        if letters and start >= seen:
            letters.append("\n")
            places.append(max(start - 1, places[-1]))
        for at in range(start, end):
            letter = _plain(text[at])
            if letter == " " and (not letters or letters[-1] in " \n"):
                continue
            if letter:
                letters.append(letter)
                places.append(at)
        seen = end
    made = PlainText("".join(letters), tuple(places))
    return made, tuple(_moved(block, made) for block in blocks)


def _pieces(text: str, blocks: tuple[LayoutBlock, ...]) -> Iterator[Span]:
    """Yield the stretches that are read: blocks, or the cells of rows."""
    for block in blocks:
        yield from block.cells or ((block.start, block.end),)


def _plain(letter: str) -> str:
    if letter.isspace() or letter == "\u3000":
        return " "
    if unicodedata.category(letter) == "Cf":  # zero-width marks, soft hyphens, bidirectional marks
        return ""
    if "\uff01" <= letter <= "\uff5e":
        return chr(ord(letter) - 0xFEE0)
    return letter


def _moved(block: LayoutBlock, made: PlainText) -> LayoutBlock:
    def moved(span: Span) -> Span:
        return made.at(span[0]), made.at(span[1])

    start, end = moved((block.start, block.end))
    return replace(block, start=start, end=end, cells=tuple(map(moved, block.cells)))


def blocks(text: str) -> tuple[LayoutBlock, ...]:
    """Return the blocks of a document, in order."""
    found: list[LayoutBlock] = []
    after = 0
    for row in _ROW.finditer(text):
        found += _of_lines(text, after, row.start())
        cells = tuple(
            _stripped(text, row.start(1) + m.start(2), row.start(1) + m.end(2))
            for m in _CELL.finditer(row[1])
        )
        heads = [m[1].lower() == "th" for m in _CELL.finditer(row[1])]
        if cells:
            kind: BlockKind = "table head" if all(heads) else "row"
            found.append(LayoutBlock(kind, row.start(), row.end(), cells))
        after = row.end()
    found += _of_lines(text, after, len(text))
    return tuple(_linked(text, _classed(text, found)))


def _of_lines(text: str, start: int, end: int) -> Iterator[LayoutBlock]:
    """Yield the blocks of text without tags: paragraphs, items, rows of pipes or tabs."""
    lines: list[Span] = []
    spaced = _aligned(text, start, end)
    for line in re.finditer(r"[^\n\r\f\x0b\u2028\u2029]*", text[start:end]):
        a, b = start + line.start(), start + line.end()
        if a == b and line.start() and text[a - 1 : a] not in "\n\r\f\x0b\u2028\u2029":
            continue
        said = text[a:b]
        if "|" in said and _RULE.fullmatch(said):
            continue
        if not said.strip() or _COMMENT.fullmatch(said):
            yield from _paragraph(text, lines)
            lines = []
        elif cells := spaced.get(a) or _cells(text, a, b):
            yield from _paragraph(text, lines)
            lines = []
            if not _RULE.fullmatch(said):
                yield LayoutBlock("row", a, b, cells)
        else:
            lines.append((a, b))
    yield from _paragraph(text, lines)


def _aligned(text: str, start: int, end: int) -> dict[int, tuple[Span, ...]]:
    """Return the cells of rows set by spaces alone, by where their lines begin.

    Two or more lines in a row have as many cells, with two spaces between them, and one a figure.
    """
    found: dict[int, tuple[Span, ...]] = {}
    run: list[tuple[int, tuple[Span, ...]]] = []
    for line in [*re.finditer(r"[^\n]+", text[start:end]), None]:
        cells: tuple[Span, ...] = ()
        at = start + line.start() if line else end
        if line and not _BULLET.match(line[0]) and "|" not in line[0]:
            parts = re.finditer(r"\S+(?:[ \u00a0\u202f\u3000]\S+)*", line[0])
            cells = tuple((at + m.start(), at + m.end()) for m in parts)
        if run and (len(cells) != len(run[0][1]) or len(cells) < 2):
            said = text[run[0][0] : run[-1][1][-1][1]]
            if len(run) > 1 and re.search(r"\d", said):
                found |= dict(run)
            run = []
        if len(cells) > 1 and max(b - a for a, b in cells) < _CELL_LENGTH:
            run.append((at, cells))
    return found


_CELL_LENGTH = 60  # letters that a cell set by spaces has at most


def _cells(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return the cells of a line that is a row of a table, or none."""
    said = text[start:end]
    if _BULLET.match(said):
        return ()
    if (_PIPES.fullmatch(said) and said.count("|") > 1) or (
        said.count("|") == 1 and _RULE.search(said)
    ):
        mark = "|"
    elif "\t" in said.strip():
        mark = "\t"
    elif re.search(r"\S {3,}\S", said) and re.search(r"\d", said) and len(said.split()) < 12:
        mark = " " * 3
    else:
        return ()
    found, at = [], start
    for part in said.split(mark):
        if part.strip():
            found.append(_stripped(text, at, at + len(part)))
        at += len(part) + len(mark)
    return tuple(found) if len(found) > 1 else ()


def _paragraph(text: str, lines: list[Span]) -> Iterator[LayoutBlock]:
    """Yield the blocks of lines between blank ones: items with what continues them, or prose."""
    group: list[Span] = []
    item: LayoutBlock | None = None
    for a, b in lines:
        bullet = _BULLET.match(text, a, b)
        speaker = speaks(text, a, b)
        if bullet or speaker:
            yield from _joined(text, group, item)
            begin = bullet.end() if bullet else a
            indent = len(text[a:begin]) - len(text[a:begin].lstrip())
            item = LayoutBlock("item", begin, b, indent=indent) if bullet else None
            if speaker:
                asks = bool(QUESTION.fullmatch(speaker["who"].strip()))
                item = LayoutBlock(
                    "story", speaker.end(), b, speaker=speaker["who"].strip(), question=asks
                )
            group = [(item.start if item else a, b)]
        else:
            group.append((a, b))
    yield from _joined(text, group, item)


def _joined(text: str, lines: list[Span], item: LayoutBlock | None) -> Iterator[LayoutBlock]:
    if not lines:
        return
    if item:
        yield replace(item, end=lines[-1][1])
        return
    whole = _is_wrapped([text[a:b].strip() for a, b in lines])
    for span in [(lines[0][0], lines[-1][1])] if whole else _run_on(text, lines):
        a, b = _stripped(text, *span)
        bold = _BOLD_LEAD.match(text, a, b)
        if bold:
            yield LayoutBlock("heading", a, bold.end())
            a, b = _stripped(text, bold.end(), b)
        if a < b:
            yield LayoutBlock("story", a, b, indent=a - text.rfind("\n", 0, a) - 1)


def _run_on(text: str, lines: list[Span]) -> list[Span]:
    """Join the lines that break amid a sentence: the next begins with a small letter."""
    found = [lines[0]]
    for a, b in lines[1:]:
        last = text[found[-1][0] : found[-1][1]].rstrip()
        if not _CLOSE.search(last) and text[a:b].lstrip()[:1].islower():
            found[-1] = found[-1][0], b
        else:
            found.append((a, b))
    return found


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_BOLD_LEAD = re.compile(r"\*\*[^*\n]{3,120}(?:\n[^*\n]{1,80})?(?::\*\*|\*\*:)")
_CLOSE = re.compile(r"[.!?…。！？][\"'”’»)\]」』*]*$|[:;：；,]$")


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line breaks are only the page's: full lines, some of which end amid a sentence."""
    if len(lines) < 2 or any(OPENS_OTHER_STORIES.fullmatch(line) for line in lines):
        return False
    longest = max(map(len, lines))
    full = sum(len(line) > 0.6 * longest for line in lines[:-1])
    amid = sum(not _CLOSE.search(line) for line in lines[:-1])
    return 30 < longest <= 130 and full >= 0.8 * (len(lines) - 1) and 3 * amid >= len(lines) - 1 > 0


_BARE_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?", re.IGNORECASE)
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


_LATE = 0.25  # the part of a document after which its story may be over


def _classed(text: str, found: list[LayoutBlock]) -> Iterator[LayoutBlock]:
    """Yield the blocks, told apart: what is not the story is named for what it is."""
    inside: BlockKind = "story"
    head, matter, first = True, False, True
    for block in found:
        line = " ".join(text[block.start : block.end].split())
        if head and (line == "---" or (matter and line != "---") or HEADER.fullmatch(line)):
            matter = line == "---" and not matter if line == "---" else matter
            yield replace(block, kind="heading")
            continue
        head = False
        if inside != "story":
            yield replace(block, kind=inside)
        elif block.kind in ("row", "table head", "heading"):
            yield block
        elif OPENS_OTHER_STORIES.fullmatch(line) or END_MATTER.match(line):
            kind: BlockKind = "end matter" if END_MATTER.match(line) else "teaser"
            if block.start > _LATE * len(text):  # before that, the story has hardly begun
                inside = kind
            yield replace(block, kind=kind)
        else:
            yield replace(block, kind=_kind_of(line, block, first))
        first = first and block.kind == "heading"


_TITLE_WORDS = 30  # a first line without a full stop is a title, if not longer


def _kind_of(  # noqa: PLR0911  # one kind each
    line: str, block: LayoutBlock, first: bool = False
) -> BlockKind:
    if CAPTION.match(line):
        return "caption"
    if POINTER.match(line):
        return "teaser"
    if block.kind == "item" or block.speaker:
        return block.kind
    if _CLOSE.search(line):
        return block.kind
    if _CJK.search(line):
        long = len(line) > 24 or re.search(r"[。！？]", line)
        return block.kind if long and re.search(r"\d|[。！？]", line) else "heading"
    words = len(line.split())
    if first and words < _TITLE_WORDS and not re.search(r"\d", line):
        return "heading"
    says_a_figure = re.search(r"\d", line) and not _BARE_TIME.fullmatch(line) and words > 3
    return block.kind if says_a_figure or words > 14 else "heading"


_IS_FIGURE = re.compile(  # of a cell: a rate or an amount, no year
    r"(?!(?:19|20)\d\d$)[<>≤≥~+-]?\s?[$€£¥]?\d[\d.,]*\s?(?:%|percent|per cent|pour cent|prozent|por ciento|"
    r"[^\W\d_]{1,3})?(?:\s?[*†‡]|\s?\[\w\])?", re.I
)  # fmt: skip


def _linked(text: str, found: Iterator[LayoutBlock]) -> Iterator[LayoutBlock]:
    """Yield the blocks with what introduces them: lead-ins of items, headers of rows."""
    lead, items, head, rows = -1, [], -1, 0
    before: LayoutBlock | None = None
    for number, block in enumerate(found):
        if block.kind in ("row", "table head"):
            fresh = before is None or before.kind not in ("row", "table head")
            if fresh:
                head, rows = -1, 0
            texts = [text[a:b] for a, b in block.cells]
            is_head = block.kind == "table head" or (
                rows == 0 and not any(_IS_FIGURE.fullmatch(t) for t in texts)
            )
            if is_head:
                head = number
            rows += 1
            kind: BlockKind = "table head" if is_head else "row"
            made = replace(block, kind=kind, lead=lead, head=head)
        elif block.kind == "item":
            items = [(n, b) for n, b in items if b.indent < block.indent]
            made = replace(block, lead=items[-1][0] if items else lead)
            items.append((number, block))
        else:
            made = block
            items = []
            if block.kind in ("story", "heading"):
                lead = number
        before = made
        yield made
