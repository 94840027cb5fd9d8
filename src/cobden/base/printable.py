"""Text of others on its way out: no command to a terminal, no formula to a spreadsheet.

Titles of cases and sentences of reports are shown as they are, but they may hold characters that a
terminal obeys (a clipboard filled, a line overwritten), that hide or turn round what is written, or
that make a spreadsheet compute. They are taken out, or made harmless, where text leaves.
"""

import csv
import io
import re
from collections.abc import Iterable
from math import isnan
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

# C0 (but tab and new line), DEL and C1; marks that turn the direction of writing; separators of
# lines; and what has no width and no meaning of its own: zero-width spaces, tags.
_UNSEEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_UNPRINTABLE = re.compile(_UNSEEN)
_FORMULA = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def printable(text: str) -> str:
    """Return text without the characters that a terminal obeys or does not show."""
    return _UNPRINTABLE.sub("", text)


def printable_json(text: str) -> str:
    """Return JSON in which such characters stand as escapes: the same values, safe to print."""
    return _UNPRINTABLE.sub(lambda found: _escaped(found[0]), text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[i : i + 2].hex()}" for i in range(0, len(units), 2))


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows of cells as CSV, safe from formulas in texts of others."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(map(safe_cell, row) for row in rows)
    return out.getvalue()


def csv_of(frame: "pd.DataFrame") -> str:
    """Return a table as CSV, ten digits to a figure, safe from formulas in its texts."""
    safe = frame.rename(columns=safe_cell)
    for name in safe.columns:
        column: Any = safe[name]
        if column.dtype.kind == "f":
            safe[name] = ["" if isnan(x) else f"{x:.10g}" for x in column.tolist()]
        elif column.dtype.kind not in "biucM":
            safe[name] = _safe_column(column)
    return safe.to_csv(index=False, float_format="%.10g")


def _safe_column(column: "pd.Series") -> "pd.Series":
    """Return a column of safe cells; each text is made safe once, however often it stands there."""
    import pandas as pd

    if pd.api.types.infer_dtype(column, skipna=True) != "string":
        return column.map(safe_cell, na_action="ignore")
    places, texts = pd.factorize(column)
    safe = pd.Series(
        [*map(safe_cell, texts), None], dtype=object
    )  # the place of what is missing: -1
    return safe.iloc[places].set_axis(column.index)


def safe_cell(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: text that would be one is quoted."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        value = "; ".join(map(str, value))
    if not isinstance(value, str):
        return value
    flat = " ".join(printable(value.replace("\r", " ")).split())
    return f"'{flat}" if flat.startswith(_FORMULA) and not _NUMBER.fullmatch(flat) else flat


def unquoted(cell: str) -> str:
    """Return a cell as it was before ``safe_cell`` quoted it: what is written can be read again."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell
