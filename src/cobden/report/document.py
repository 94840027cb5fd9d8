"""The brief as a Word document: findings, pictures, native tables, sources."""

import io
from typing import TYPE_CHECKING, Any

from cobden.base.printable import printable
from cobden.report.brief import Brief
from cobden.report.grid import Grid, as_text
from cobden.report.office_files import WIDE, about, author, describe
from cobden.report.pictures import Picture, pictures
from cobden.report.terminal import tables

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Length

SMALL = 8.5  # points


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
    page.left_margin = page.right_margin = Cm(2.2)
    memo.add_heading(printable(brief.case.file.title), 0)
    memo.add_paragraph(printable(brief.case.file.question)).runs[0].italic = True
    for finding in brief.findings:
        memo.add_paragraph(printable(finding), style="List Number")
    for picture in pictures(brief):
        _figure(memo, picture, Emu(int(Cm(16) * min(1.0, picture.size[0] / WIDE))))
    memo.add_heading("Tables", 1)
    for grid in tables(brief):
        _word_table(memo, grid)
    memo.add_heading("What it rests on", 1)
    for name, text in about(brief)[2:]:
        line = memo.add_paragraph()
        line.add_run(f"{printable(name)}: ").bold = True
        line.add_run(printable(text))
    out = io.BytesIO()
    memo.save(out)
    return out.getvalue()


def _figure(memo: "Document", picture: Picture, width: "Length") -> None:
    from docx.shared import Pt

    memo.add_heading(picture.title, 2)
    shape = memo.add_picture(io.BytesIO(picture.png), width=width)
    describe(shape._inline.docPr, picture)
    said = memo.add_paragraph().add_run(picture.about)
    said.italic, said.font.size = True, Pt(SMALL)


def _word_table(memo: "Document", grid: Grid) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Emu, Pt

    memo.add_heading(printable(grid.title), 2)
    written = memo.add_table(rows=0, cols=len(grid.heads), style="Light List Accent 1")
    first = Cm(5.2)
    other = Emu(int((Cm(16) - first) / max(len(grid.heads) - 1, 1)))
    written.autofit = False
    for place, column in enumerate(written.columns):
        column.width = other if place else first
    for line in as_text(grid):
        cells = written.add_row().cells
        for place, text in enumerate(line):
            cell: Any = cells[place]
            cell.width = other if place else first
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size = Pt(SMALL)
            if place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if grid.below:
        note = memo.add_paragraph().add_run(printable(grid.below))
        note.italic, note.font.size = True, Pt(SMALL)
