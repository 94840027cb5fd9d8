"""What the office files of a brief share: which there are, what they say of themselves."""

from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobden.base.dates import day_in_words as day
from cobden.base.errors import InputError

if TYPE_CHECKING:
    from cobden.report.brief import Brief
    from cobden.report.pictures import Picture

LIBRARIES = {".xlsx": "xlsxwriter", ".docx": "docx", ".pptx": "pptx"}
WIDE = 600.0  # a drawing this wide fills a page: one of few bars stays as small as it was drawn


def check_office_files(paths: Sequence[Path], forms: Sequence[str] = tuple(LIBRARIES)) -> None:
    """Raise ``InputError`` for an ending that is none of ``forms``, or without its library."""
    for path in paths:
        ending = path.suffix.lower()
        if ending not in forms:
            several = len(forms) > 1
            raise InputError(
                f"'{path.name}' ends in none of {', '.join(forms)}."
                if several
                else f"'{path.name}' does not end in {forms[0]}.",
                where="--out",
                remedy="Write memo.docx, slides.pptx or tables.xlsx, parted by commas."
                if several
                else f"Write {path.stem or 'memo'}{forms[0]}.",
            )
        library = LIBRARIES[ending]
        if find_spec(library) is None:
            raise InputError(
                f"the library '{library}', which writes {path.name}, is not installed.",
                where="--out",
                remedy="Install what makes office files with: pip install 'cobden[office]'",
            )


def author() -> str:
    """Return what made the file."""
    return f"Cobden {version('cobden')}"


def about(brief: "Brief") -> list[tuple[str, str]]:
    """Return what the brief is about and rests on, a line each."""
    from cobden.report.terminal import basis

    case = brief.case
    return [
        ("case", case.file.title),
        ("question", case.file.question),
        *(("finding", finding) for finding in brief.findings),
        *(("state", f"{s.title}: the law of {day(s.on)}") for s in case.states),
        *basis(brief).items(),
        *(
            ("fact", f"{fact.statement}: {fact.figure} ({fact.as_of}; {fact.who})")
            for fact in case.facts
        ),
        *(("source", citation) for citation in brief.citations),
        *(("note", note) for note in brief.notes),
        ("made by", author()),
    ]


def describe(properties: Any, picture: "Picture") -> None:
    """Give a picture the words that stand for it where it cannot be seen."""
    properties.set("descr", f"{picture.title}. {picture.about}")
    properties.set("title", picture.title)
