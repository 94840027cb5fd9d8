"""The mandate as a Word document: a page for each chair, to be marked up before it goes in."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cobden.base.printable import printable
from cobden.report.mandate import sides, standing
from cobden.report.office_files import author
from cobden.report.talks_words import basis
from cobden.report.words import number

if TYPE_CHECKING:
    from docx.document import Document

    from cobden.talks.advice import Advice
    from cobden.talks.talks import Talks

_TEXT, _SMALL = 9.0, 7.5  # points: what lets a chair's page stay one


def mandate_document(talks: "Talks", title: str, found: "Sequence[Advice]") -> bytes:
    """Return the document: the mandate of the first advice, then those of the other chairs."""
    import docx
    from docx.shared import Cm, Pt

    memo = docx.Document()
    memo.core_properties.title = printable(f"Mandate: {title}")
    memo.core_properties.author = author()
    normal: Any = memo.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(_TEXT)
    normal.paragraph_format.space_after = Pt(2)
    page = memo.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(1.6)
    for place, side in enumerate(sides(talks, found)):
        other = ", as it may look from the other chair" if place else ""
        heading = memo.add_heading(printable(f"Mandate of {side['title']}{other}"), 1)
        heading.paragraph_format.page_break_before = place > 0
        said = memo.add_paragraph().add_run(printable(f"{title}. {standing(talks)}"))
        said.italic = True
        _side(memo, side)
        foot = memo.add_paragraph().add_run(printable(f"{basis(talks)} Computed with {author()}."))
        foot.font.size = Pt(_SMALL)
    out = io.BytesIO()
    memo.save(out)
    return out.getvalue()


def _side(memo: "Document", side: dict[str, Any]) -> None:
    first, *rest = side["offers"]
    _figures(memo, side)
    _heading(memo, "Offer this")
    for item, level in first["terms"]:
        line = memo.add_paragraph(style="List Bullet")
        line.add_run(f"{printable(item)}: ").bold = True
        line.add_run(printable(level))
    if rest:
        _heading(memo, "If it is refused")
    for number_, offer in enumerate(rest, start=1):
        worth = f"(taken {offer['accepted']:.0%}, worth {number(offer['gain'], 1, signed=True)})"
        # Numbered by hand: Word would count on from one chair's list to the next.
        memo.add_paragraph(printable(f"{number_}.  {offer['words']} {worth}"))
    for head, lines in (
        ("To their demand", [side["reply"]] if side["reply"] else []),
        ("Swap", side["swaps"]),
        ("Ask, with the offer on the table", side["questions"]),
        ("Why, and what could go wrong", side["risks"]),
    ):
        if lines:
            _heading(memo, head)
        for line in lines:
            memo.add_paragraph(printable(line), style="List Bullet")


def _figures(memo: "Document", side: dict[str, Any]) -> None:
    """Write the three figures to know before anything else, as a table of one line."""
    from docx.shared import Pt

    first = side["offers"][0]
    told = (
        ("the first offer is taken", f"{first['accepted']:.0%}"),
        ("worth, if it is, billion dollars a year", number(first["gain"], 1, signed=True)),
        ("going on without an offer", number(side["going_on"], 1, signed=True)),
    )
    table = memo.add_table(rows=1, cols=len(told))
    for place, (words, figure) in enumerate(told):
        cell: Any = table.rows[0].cells[place]
        run = cell.paragraphs[0].add_run(figure)
        run.bold, run.font.size = True, Pt(16)
        cell.add_paragraph(words).runs[0].font.size = Pt(_SMALL)


def _heading(memo: "Document", text: str) -> None:
    from docx.shared import Pt

    heading = memo.add_heading(text, 2)
    heading.paragraph_format.space_before = Pt(6)
