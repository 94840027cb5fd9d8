"""The brief as PowerPoint slides: the findings, a picture each, the tables."""

import io
from math import ceil
from typing import Any

from cobden.base.printable import printable
from cobden.report.brief import Brief
from cobden.report.grid import Grid, as_text
from cobden.report.office_files import WIDE, author, describe
from cobden.report.pictures import Picture, pictures
from cobden.report.terminal import tables

LINE, PAD, LETTER = 0.5, 0.3, 0.2  # centimetres: a table's line, its row's edges, a letter
MARGIN, TOP, FOOT, ROOM = 1.3, 3.8, 17.6, (31.2, 13.4)  # centimetres, on 33.87 by 19.05


def slides(brief: Brief) -> bytes:
    """Return the slides."""
    deck = _Deck(brief.case.file.title, brief.case.file.question)
    deck.findings(brief.findings)
    for picture in pictures(brief):
        deck.picture(picture)
    for grid in tables(brief):
        if grid.rows:
            deck.table(grid)
    return deck.bytes()


class _Deck:
    """Slides in the making."""

    def __init__(self, title: str, question: str) -> None:
        import pptx
        from pptx.enum.text import PP_ALIGN
        from pptx.util import Cm, Pt

        self.deck: Any = pptx.Presentation()
        self.cm, self.pt, self.left, self.right = Cm, Pt, PP_ALIGN.LEFT, PP_ALIGN.RIGHT
        self.deck.slide_width, self.deck.slide_height = Cm(33.87), Cm(19.05)
        self.deck.core_properties.title = printable(title)
        self.deck.core_properties.author = author()
        self._place(0, {0: (6.0, 4.0), 1: (10.5, 4.0)})
        self._place(5, {0: (0.9, 2.4)})
        front = self.deck.slides.add_slide(self.deck.slide_layouts[0])
        front.shapes.title.text = printable(title)
        front.placeholders[1].text = printable(question)
        front.placeholders[1].text_frame.paragraphs[0].font.size = Pt(20)
        for shape in front.placeholders:
            shape.text_frame.paragraphs[0].alignment = self.left

    def _place(self, layout: int, rows: dict[int, tuple[float, float]]) -> None:
        """Put the placeholders of a layout, drawn for narrower slides, at a top and a height."""
        for shape in self.deck.slide_layouts[layout].placeholders:
            if shape.placeholder_format.idx in rows:
                top, high = map(self.cm, rows[shape.placeholder_format.idx])
                shape.left, shape.width = self.cm(MARGIN), self.cm(ROOM[0])
                shape.top, shape.height = top, high

    def findings(self, findings: tuple[str, ...]) -> None:
        """Add a slide of sentences."""
        box = self._box(self._page("What comes out"), TOP, ROOM[1])
        for place, finding in enumerate(findings):
            line = box.paragraphs[0] if place == 0 else box.add_paragraph()
            line.text, line.font.size = printable(finding), self.pt(18)
            line.space_after = self.pt(8)

    def picture(self, picture: Picture) -> None:
        """Add a slide of a picture, as large as fits, what it is about below it."""
        slide = self._page(picture.title)
        wide, high = picture.size
        scale = min(ROOM[0] / max(wide, WIDE), ROOM[1] / high)
        left = (33.87 - wide * scale) / 2
        place = map(self.cm, (left, TOP, wide * scale, high * scale))
        shape = slide.shapes.add_picture(io.BytesIO(picture.png), *place)
        describe(shape._element.nvPicPr.cNvPr, picture)
        self._foot(slide, picture.about)

    def table(self, grid: Grid) -> None:
        """Add a slide of a table, its first rows."""
        lines = as_text(grid)
        shown = lines[: _that_fit(lines)]
        slide = self._page(grid.title)
        place = map(self.cm, (MARGIN, TOP, ROOM[0], (LINE + PAD) * len(shown)))
        frame = slide.shapes.add_table(len(shown), len(grid.heads), *place).table
        for row, line in enumerate(shown):
            for column, text in enumerate(line):
                cell = frame.cell(row, column)
                cell.text = text
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.font.size = self.pt(11)
                if column:
                    paragraph.alignment = self.right
                cell.margin_top = cell.margin_bottom = self.cm(PAD / 2)
        more = len(lines) - len(shown)
        self._foot(slide, f"{grid.below} {f'{more} further rows in the brief.' if more else ''}")

    def bytes(self) -> bytes:
        """Return the file."""
        out = io.BytesIO()
        self.deck.save(out)
        return out.getvalue()

    def _page(self, title: str) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[5])
        slide.shapes.title.text = printable(title)
        paragraph = slide.shapes.title.text_frame.paragraphs[0]
        paragraph.font.size, paragraph.alignment = self.pt(26), self.left
        return slide

    def _box(self, slide: Any, top: float, high: float) -> Any:
        place = map(self.cm, (MARGIN, top, ROOM[0], high))
        box = slide.shapes.add_textbox(*place).text_frame
        box.word_wrap = True
        return box

    def _foot(self, slide: Any, text: str) -> None:
        box = self._box(slide, FOOT, 1.2)
        box.text = printable(text.strip())
        box.paragraphs[0].font.size = self.pt(10)


def _that_fit(lines: list[list[str]]) -> int:
    """Return how many of a table's first lines fit a slide, long cells broken over several."""
    letters = (ROOM[0] / len(lines[0]) - 0.5) / LETTER
    high = 0.0
    for count, line in enumerate(lines):
        high += LINE * max(ceil(len(text) / letters) or 1 for text in line) + PAD
        if high > ROOM[1]:
            return count
    return len(lines)
