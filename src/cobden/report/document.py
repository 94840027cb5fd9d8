"""The brief as a Word document: findings, pictures, native tables, sources."""

import io
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from cobden.base.printable import printable
from cobden.report.brief import Brief
from cobden.report.grid import Grid
from cobden.report.office_files import WIDE, about, author, describe
from cobden.report.pictures import Picture, pictures
from cobden.report.terminal import tables

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Length
    from docx.table import Table as DocxTable

SMALL, SMALLEST = 8.5, 7.5  # points
TEXT = 16.5  # centimetres: what stands between the margins
LABELS = {True: 5.4, False: 3.4}  # centimetres: beside few columns, and beside many
SAID = {"case", "question", "finding"}  # what stands on top already


def document(brief: Brief) -> bytes:
    """Return the document."""
    import docx
    from docx.shared import Cm, Emu, Pt

    memo = docx.Document()
    memo.core_properties.title = printable(brief.case.file.title)
    memo.core_properties.author = author()
    normal: Any = memo.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    page = memo.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    memo.add_heading(printable(brief.case.file.title), 0)
    memo.add_paragraph(printable(brief.case.file.question)).runs[0].italic = True
    for finding in brief.findings:
        memo.add_paragraph(printable(finding), style="List Number")
    for picture in pictures(brief):
        _figure(memo, picture, Emu(int(Cm(TEXT) * min(1.0, picture.size[0] / WIDE))))
    memo.add_heading("Tables", 1)
    for grid in tables(brief):
        _word_table(memo, grid)
    memo.add_heading("What it rests on", 1)
    for name, lines in groupby(about(brief), key=itemgetter(0)):
        if name not in SAID:
            _lines(memo, printable(name), [printable(text) for _, text in lines])
    out = io.BytesIO()
    memo.save(out)
    return out.getvalue()


def _lines(memo: "Document", name: str, texts: list[str]) -> None:
    """Write what has one name: in a line with it, or several as a list under it."""
    head = memo.add_paragraph()
    head.add_run(f"{name[:1].upper()}{name[1:]}{'s' * (len(texts) > 1)}: ").bold = True
    if len(texts) == 1:
        head.add_run(texts[0])
        return
    head.paragraph_format.keep_with_next = True
    for text in texts:
        memo.add_paragraph(text, style="List Bullet")


def _figure(memo: "Document", picture: Picture, width: "Length") -> None:
    from docx.shared import Pt

    memo.add_heading(picture.title, 2)
    shape = memo.add_picture(io.BytesIO(picture.png), width=width)
    describe(shape._inline.docPr, picture)
    said = memo.add_paragraph().add_run(picture.about)
    said.italic, said.font.size = True, Pt(SMALL)


def _word_table(memo: "Document", grid: Grid) -> None:
    from docx.shared import Cm, Emu, Pt

    memo.add_heading(printable(grid.title), 2)
    if grid.rows:
        written = memo.add_table(rows=0, cols=len(grid.heads), style="Light List Accent 1")
        written.autofit = False
        figures = max(len(grid.heads) - 1, 1)
        first = Cm(LABELS[figures < 5])
        widths = [first, *[Emu(int((Cm(TEXT) - first) / figures))] * figures]
        _word_row(written, widths, [(printable(head), "") for head in grid.heads])
        _repeated(written.rows[0])
        for row in grid.rows:
            cells = [(cell.main, cell.small) for cell in row.cells]
            _word_row(written, widths, [(printable(row.label), printable(row.small)), *cells])
    if grid.below:
        note = memo.add_paragraph().add_run(printable(grid.below))
        note.italic, note.font.size = True, Pt(SMALL)


def _word_row(
    table: "DocxTable", widths: "Sequence[Length]", texts: Sequence[tuple[str, str]]
) -> None:
    """Add a row that no page cuts in two: texts, and what stands beneath each in a smaller type."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    blank = [("", "")] * (len(widths) - len(texts))
    for place, (text, small) in enumerate([*texts, *blank]):
        cell: Any = row.cells[place]
        cell.width = widths[place]
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(text).font.size = Pt(SMALL)
        if small:
            paragraph.runs[0].add_break()
            below = paragraph.add_run(small)
            below.font.size, below.bold = Pt(SMALLEST), False
        if place:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeated(row: Any) -> None:
    """Let a table's heads stand again on each page that it reaches."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
