"""Readers of the US International Trade Commission's exports of the tariff schedule (JSON, CSV)."""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.dates import parse_date
from cobden.base.errors import InputError
from cobden.base.files import refuse_twice
from cobden.measures.codes import span
from cobden.measures.duty import parse_duty
from cobden.measures.schedule import NOTHING, Column, Schedule
from cobden.measures.tables import read_csv, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

US = "USA"
# What each edition of the export calls its columns.
_NAMES = {
    "hts": ("htsno", "HTS Number", "hts"),
    "general": ("general", "General Rate of Duty"),
    "special": ("special", "Special Rate of Duty"),
    "column2": ("other", "Column 2 Rate of Duty", "column2"),
}
_GROUP = re.compile(r"([^()]*)\(([A-Z][A-Z0-9+*, ]*)\)")


def read_hts(path: str | Path, *, edition: str = "", year: int | None = None) -> Schedule:
    """Return the schedule in ``path``, an export of hts.usitc.gov in JSON or CSV.

    ``edition`` and ``year`` default to the file's name and the year in it. Raises ``InputError``
    that names the file, and the column or row at fault.
    """
    path = Path(path)
    name = edition or path.stem
    if year is None:
        stated = re.search(r"20[12]\d", name)
        if stated is None:
            raise InputError(
                f"which year's schedule is '{path.name}'?",
                where=str(path),
                remedy="Name the file or the edition with its year, such as hts_2026_rev6.csv.",
            )
        year = int(stated.group())
    found = lines_of(_rows(path), str(path))
    return us_schedule(*found, edition=name, year=year, source=f"file {path.name}")


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"can't be read: {error}.", where=str(path), remedy="Give an export in JSON or CSV."
        ) from None
    if text.lstrip()[:1] in ("[", "{"):
        try:
            raw = json.loads(text)
        except json.JSONDecodeError as error:
            raise InputError(
                f"is no JSON: {error}.", where=str(path), remedy="Download the export again."
            ) from None
        rows = raw if isinstance(raw, list) else next(iter(raw.values()), [])
        if not all(isinstance(row, dict) for row in rows):
            raise InputError(
                "is no list of lines.", where=str(path), remedy="Give the Commission's own export."
            )
    else:
        reader = csv.DictReader(text.splitlines(keepends=True))
        refuse_twice(reader.fieldnames or (), str(path))
        rows = list(reader)
    return [_named(row, str(path)) for row in rows]


def _named(row: Mapping[str, object], where: str) -> dict[str, str]:
    found = {}
    for key, names in _NAMES.items():
        name = next((n for n in names if n in row), None)
        if name is None:
            raise InputError(
                f"no column '{names[0]}' or '{names[1]}'; it has: {', '.join(map(str, row))}.",
                where=where,
                remedy="Give the Commission's own export, with its headings.",
            )
        found[key] = str(row[name] or "").strip()
    return found


def lines_of(
    rows: Iterable[Mapping[str, str]], where: str
) -> "tuple[NDArray[np.int64], NDArray[np.int64], list[str], NDArray[np.intp]]":
    """Return the lines that state a rate: [low, high), words, and the three texts' place in them.

    Statistical lines of ten digits inherit from the line above them and are left out; a rate on
    a ten-digit line alone holds for its eight digits.
    """
    stated: dict[str, tuple[str, ...]] = {}
    for row in rows:
        code = row["hts"].replace(".", "").strip()
        if not code or not row["general"] or code[:2] in ("98", "99"):
            continue
        if not code.isdigit() or not 4 <= len(code) <= 10:
            raise InputError(
                f"'{row['hts']}' is no code.", where=where, remedy="Mend or drop the line."
            )
        code = code[:8]
        texts = tuple(" ".join(row[c].split()) for c in ("general", "special", "column2"))
        if stated.setdefault(code, texts) != texts:
            raise InputError(
                f"{code} has two rates: '{stated[code][0]}' and '{texts[0]}'.",
                where=where,
                remedy="Keep the line of the edition that you mean.",
            )
    if not stated:
        raise InputError(
            "states no rate.", where=where, remedy="Give the export of all chapters, with rates."
        )
    spans = sorted((span(code), texts) for code, texts in stated.items())
    low, high = np.array([s for s, _ in spans], np.int64).T
    words = sorted({text for texts in stated.values() for text in texts})
    place = {word: at for at, word in enumerate(words)}
    return low, high, words, np.array([[place[t] for t in texts] for _, texts in spans], np.intp)


def us_schedule(
    low: "NDArray[np.int64]",
    high: "NDArray[np.int64]",
    words: Sequence[str],
    texts: "NDArray[np.intp]",
    *,
    edition: str,
    year: int,
    source: str,
) -> Schedule:
    """Return the schedule with a column for each programme.

    ``texts`` [line, 3] places each line's general, special and column 2 text in ``words``.
    """
    general, special, column2 = texts.T
    offers = {int(at): _offers(words[at]) for at in np.unique(special)}
    columns = [_column("general", words, general)]
    for p in read_csv("programmes.csv"):
        terms = {
            "partners": None if p["partners"] == "all" else tuple(p["partners"].split()),
            "claimed": p["code"] != "column 2",
            "start": parse_date(p["start"]) if p["start"] else None,
            "end": parse_date(p["end"]) if p["end"] else None,
            "source": p["source"],
        }
        if p["code"] == "column 2":
            columns.append(_column(p["name"], words, column2, **terms))
            continue
        if p["code"] == "any":  # all goods of the programme enter free
            free = np.full(len(low), 0)
            columns.append(_column(p["name"], ["Free"], free, **terms))
            continue
        symbols = p["code"].split()
        offered = [""] * len(words)
        for at, offer in offers.items():
            offered[at] = next((offer[s] for s in symbols if s in offer), "")
        columns.append(_column(p["name"], offered, special, **terms))
    return Schedule(US, edition, year, source, low, high, tuple(columns))


def _column(name: str, words: Sequence[str], texts: "NDArray[np.intp]", **terms: Any) -> Column:
    """Return the column whose lines state ``words`` at ``texts``; no word, nothing stated."""
    used = [int(at) for at in np.unique(texts) if words[int(at)]]
    place = np.full(len(words), NOTHING)
    place[used] = np.arange(len(used))
    return Column(name, tuple(parse_duty(words[at]) for at in used), place[texts], **terms)


@cache
def _offers(text: str) -> dict[str, str]:
    """Return what the special column states for each symbol of a programme."""
    return {
        symbol.strip(): duty.strip(" ,;")
        for duty, symbols in _GROUP.findall(text)
        for symbol in symbols.split(",")
        if duty.strip(" ,;")
    }


@cache
def shipped() -> Schedule:
    """Return the schedule that ships: the 2025 basic edition."""
    stored = table("hts_2025.npz")
    return us_schedule(
        stored["low"], stored["low"] + stored["width"], stored["words"].tolist(), stored["texts"],
        edition="HTS 2025, basic edition", year=2025,
        source="US International Trade Commission, Harmonized Tariff Schedule 2025",
    )  # fmt: skip
