"""The first sheet of an Excel workbook as CSV text, so that it is read as any table is."""

import csv
import io
import zipfile
from datetime import date, datetime

from cobden.base.errors import InputError


def sheet_text(raw: bytes, where: str) -> str:
    """Return the first sheet of a workbook as CSV, figures as they were typed.

    Raises ``InputError`` for what is no workbook, or without the extra ``cobden[office]``.
    """
    try:
        import openpyxl
    except ImportError:
        raise InputError(
            "the library 'openpyxl', which reads workbooks, is not installed.",
            where=where,
            remedy="Install it with: pip install 'cobden[office]', or save the sheet as CSV.",
        ) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        raise InputError(
            f"this is no Excel workbook: {fault}.",
            where=where,
            remedy="Save it as .xlsx, or as CSV.",
        ) from None
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = [
        [_cell(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)
    ]
    width = max((at + 1 for row in rows for at, cell in enumerate(row) if cell), default=0)
    writer.writerows([*row, *[""] * (width - len(row))][:width] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
