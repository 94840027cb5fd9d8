"""The brief in the files that offices pass around: a workbook, a document, slides.

Figures stay figures, tables are native ones, pictures carry what they show in words, and every file
names its sources.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from cobden.base.writing import write_together
from cobden.report.brief import Brief
from cobden.report.document import document
from cobden.report.office_files import check_office_files
from cobden.report.slides import slides
from cobden.report.workbook import workbook

_FORMS: dict[str, Callable[[Brief], bytes]] = {
    ".xlsx": workbook,
    ".docx": document,
    ".pptx": slides,
}


def write_exports(brief: Brief, paths: Sequence[Path]) -> list[Path]:
    """Write the brief in each form that a path's ending names, all or none; return the paths.

    ``.xlsx`` is a workbook, ``.docx`` a document, ``.pptx`` slides. Raises ``InputError`` for
    another ending, and where the libraries that make them are not installed.
    """
    check_office_files(paths)
    made = {path: _FORMS[path.suffix.lower()](brief) for path in paths}
    if made:
        write_together(made, remedy="Choose another place with --out.")
    return list(made)
