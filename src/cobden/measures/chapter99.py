"""Product lists in the text of chapter 99 of the US tariff schedule, as its PDF gives it.

``data/chapter99.csv`` says for each list in which note it stands, and the words before and after.
Page headers stand between the lines, columns may be out of order and some codes sit on the same
line as the note's own words; so codes are found by their form, not by their place.
"""

import gzip
import re
from pathlib import Path

from cobden.base.errors import InputError
from cobden.measures.tables import read_csv

_PAGE = re.compile(r"Harmonized Tariff Schedule of the United States|Annotated for Statistical")
_CODE = re.compile(r"(?<![\d.])\d{4}[.;]\d{2}(?:\.\d{2}(?:\.?\d{2})?)?(?![\d.]*\d)")
_HEADINGS = re.compile(r"^(?:\d{4}(?:\.\d{2}(?:\.\d{2}(?:\d{2})?)?)?\s*)+$")
_OWN = ("98", "99")  # chapters that no list of goods names


def read_chapter99(path: str | Path) -> str:
    """Return the text in ``path``, plain or gzip. Raises ``InputError`` if it is something else."""
    path = Path(path)
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8", "replace")
    except (OSError, EOFError) as error:
        raise InputError(
            f"can't be read: {error}.", where=str(path), remedy="Give chapter 99 as text."
        ) from None
    if "9903.01" not in text or "U.S. Notes" not in text:
        raise InputError(
            "is not the text of chapter 99.",
            where=str(path),
            remedy="Download chapter 99 from hts.usitc.gov and turn it into text (pdftotext).",
        )
    return text


def lists_in(text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return each known list in ``text``: its note, and its codes. Lists not found are left out."""
    lines = [line for line in text.split("\n") if not _PAGE.search(line)]
    found = {}
    for entry in read_csv("chapter99.csv"):
        begin, end = re.compile(entry["start"]), re.compile(entry["stop"])
        first = next((i for i, line in enumerate(lines) if begin.search(line)), None)
        if first is None:
            continue
        last = next((i for i in range(first + 1, len(lines)) if end.search(lines[i])), None)
        if last is not None:
            found[entry["list"]] = (entry["note"], _codes(lines[first:last]))
    return found


def _codes(lines: list[str]) -> tuple[str, ...]:
    codes: set[str] = set()
    for line in lines:
        plain = re.sub(r"U\.S\. Notes \(con\.\)", "", line).strip()
        if _HEADINGS.match(plain):
            codes |= set(plain.split())
        else:
            codes |= set(_CODE.findall(plain))
    digits = {re.sub(r"\D", "", code) for code in codes}
    return tuple(sorted(code for code in digits if code[:2] not in _OWN))
