"""The brief's tables as an Excel workbook: one sheet a table, figures as numbers.

Texts from outside are written as texts: none can become a formula.
"""

import io
from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING

from cobden.base.printable import printable
from cobden.report.brief import Brief
from cobden.report.office_files import about
from cobden.report.table_files import COLUMNS, table

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.workbook import Workbook

SHEET = 31  # the longest name of a sheet


def workbook(brief: Brief) -> bytes:
    """Return the workbook, with a first sheet of what the brief is about and rests on."""
    import xlsxwriter

    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        bold = book.add_format({"bold": True})
        soft = book.add_format({"italic": True, "font_color": "#655f57", "text_wrap": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet("about")
        first.set_column(0, 0, 24)
        first.set_column(1, 1, 100)
        for row, (name, text) in enumerate(about(brief)):
            first.write_string(row, 0, printable(name), bold)
            first.write_string(row, 1, printable(text), wrap)
        for name, columns in COLUMNS.items():
            frame = table(brief, name)
            if len(frame):
                _sheet(book, name[:SHEET], frame, columns, (bold, soft))
    return out.getvalue()


def _sheet(
    book: "Workbook",
    name: str,
    frame: "pd.DataFrame",
    columns: Mapping[str, tuple[str, str]],
    formats: tuple,
) -> None:
    """Write a table: heads, under them their units, then the rows; what a column means on top."""
    bold, soft = formats
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(2, 1)
    for place, column in enumerate(map(str, frame.columns)):
        unit, meaning = columns[column]
        sheet.write_string(0, place, column, bold)
        sheet.write_string(1, place, unit, soft)
        sheet.write_comment(0, place, meaning)
        values = frame[column].tolist()
        longest = max((len(str(value)) for value in values if isinstance(value, str)), default=8)
        sheet.set_column(place, place, min(48, max(10, longest, len(column) + 2)))
        for row, value in enumerate(values, 2):
            if isinstance(value, bool) or value is None:
                sheet.write_string(row, place, "" if value is None else str(value).lower())
            elif isinstance(value, int | float):
                if not isnan(value):  # what is not known stays empty
                    sheet.write_number(row, place, value)
            else:
                sheet.write_string(row, place, printable(str(value)))
    sheet.autofilter(0, 0, len(frame) + 1, len(frame.columns) - 1)
