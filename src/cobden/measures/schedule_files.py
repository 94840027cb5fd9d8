"""Readers of tariff schedules in users' files, for any importer.

Understood are the World Trade Organization's tariff downloads, World Bank's WITS/TRAINS, exports of
the United Kingdom's tariff and of the European Union's TARIC (saved as CSV), the US International
Trade Commission's exports, and a plain table with the columns ``code`` and ``rate_pct``. What tells
them apart is the names of their columns.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import isnan
from pathlib import Path

import numpy as np

from cobden.base import economies
from cobden.base.dates import parse_date
from cobden.base.errors import InputError
from cobden.base.files import csv_rows, refuse_twice
from cobden.measures.codes import read_code, span
from cobden.measures.duty import Duty, parse_duty
from cobden.measures.hts import read_hts
from cobden.measures.schedule import NOTHING, Column, Schedule, territory

# What columns are called, in small letters without signs, by what they hold. The first that a file
# has counts.
COLUMNS = {
    "code": ("code", "hscode", "hs6", "hs", "productcode", "product", "commoditycode", "goodscode",
             "productsectorcode", "tariffline", "commodity"),
    "rate_pct": ("ratepct", "ratepercent", "bestavlbl", "simpleaverage", "avgdutyrate", "mfnave",
                 "avdutyrate", "simpleavg", "value", "dutypct"),
    "duty": ("duty", "measuredutyexpression", "dutyexpression", "rate"),
    "importer": ("importer", "reportercode", "reporteriso3a", "reportingeconomyiso3acode",
                 "reporterison", "reporter", "reportername"),
    "partner": ("partner", "partnercode", "origincode", "partnername", "origin",
                "measuregeographicalareaid", "partnereconomyiso3acode"),
    "start": ("start", "startdate", "yeardt", "measureeffectivestartdate"),
    "end": ("end", "enddate", "measureeffectiveenddate"),
    "year": ("year", "tariffyear", "period"),
    "kind": ("dutytype", "measuretypeid", "meastypecode", "kind", "measuretype", "tarifftype"),
}  # fmt: skip
GENERAL = ("", "mfn", "103", "thirdcountryduty", "02", "ahs")  # duties that hold without a claim
CLAIMED = ("142", "prf", "tariffpreference", "preferential", "145")
EVERYBODY = ("", "000", "0", "world", "wld", "all", "1011", "ergaomnes")
WHOLE = ("bestavlbl",)  # columns that hold surcharges beside the ordinary duty
PARQUET = ".parquet"


@dataclass(frozen=True)
class _Row:
    where: str
    importer: str
    code: str
    duty: Duty
    partner: str  # "" for everybody
    claimed: bool
    start: date | None
    end: date | None
    year: int | None


def read_schedules(
    path: str | Path,
    *,
    importer: str | None = None,
    partner: str | None = None,
    day: str | date | None = None,
    year: int | None = None,
) -> tuple[Schedule, ...]:
    """Return the schedules in ``path``, one for each day on which they change, the oldest first.

    ``importer`` is whose schedule it is, and ``partner`` whose goods it is for, where the file does
    not say. With ``day`` only what holds on that day is read, as a file with thousands of dates
    needs. ``year`` is what answers call it: by default the year of the file's dates, or in its
    name. Raises ``InputError`` with the file, line and column at fault.
    """
    path = Path(path)
    if path.suffix == ".json":
        return (read_hts(path, year=year),)
    lines = _lines(path)
    where, header = next(lines, (f"{path}:1", []))
    names = [_plain(name) for name in header]
    if {"htsno", "htsnumber"} & set(names):
        return (read_hts(path, year=year),)
    found = _columns(names, header, where)
    whose = None if importer is None else economies.label(importer, where="importer")
    given = {"partner": partner} if partner is not None and "partner" not in found else {}
    rows, left_out = [], 0
    for place, cells in lines:
        stated = {key: cells[at].strip() for key, at in found.items()} | given
        row = _row(place, stated, whose)
        left_out += row is None
        rows += [] if row is None else [row]
    if not rows:
        raise InputError(
            "states no duty that holds for everybody or under a preference.",
            where=str(path),
            remedy="Give the general duties (MFN, third country duty) and preferences.",
        )
    whole = names[found["rate_pct"]] in WHOLE if "rate_pct" in found else False
    of_day = _schedules(path, rows, left_out, parse_date(day) if day is not None else None, year)
    return tuple(s if whole else replace(s, whole_on=None) for s in of_day)


def _lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    if path.suffix != PARQUET:
        yield from csv_rows(path)
        return
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        table = pq.read_table(path)
    except (OSError, ArrowException) as fault:
        raise InputError(
            f"cannot be read: {fault}.", where=str(path), remedy="Give a Parquet or a CSV file."
        ) from None
    refuse_twice(table.column_names, str(path))
    yield f"{path}: header", list(table.column_names)
    columns = [column.to_pylist() for column in table.columns]
    for at, cells in enumerate(zip(*columns, strict=True)):
        yield f"{path}: row {at + 1}", ["" if cell is None else str(cell) for cell in cells]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.replace("%", "pct").casefold())


def _columns(names: Sequence[str], header: Sequence[str], where: str) -> dict[str, int]:
    """Return the place of each column that is understood; a code and a rate must be among them."""
    found: dict[str, int] = {}
    for key, known in COLUMNS.items():
        named = next((name for name in known if name in names), None)
        if named is not None:
            found[key] = names.index(named)
    if "code" not in found or not {"rate_pct", "duty"} & set(found):
        missing = "rate (rate_pct, or duty as printed)" if "code" in found else "product code"
        raise InputError(
            f"no column for the {missing}; it has: {', '.join(header[:8])}.",
            where=where,
            remedy="Name the columns code and rate_pct, or give the publisher's own export.",
        )
    return found


def _row(where: str, cells: dict[str, str], whose: str | None) -> _Row | None:
    """Return what a line states, or None where it is neither a general duty nor a preference."""
    kind, partner = _plain(cells.get("kind", "")), cells.get("partner", "")
    claimed = kind in CLAIMED
    duty = _duty(cells, where)
    if duty is None or not (claimed or kind in GENERAL):
        return None
    everybody = _plain(partner) in EVERYBODY
    if claimed and everybody:
        return None
    importer = cells.get("importer", "")
    named = economies.label(importer, where=f"{where}: importer") if importer else whose
    if named is None:
        raise InputError(
            "whose schedule is it?",
            where=where,
            remedy="Add a column importer, or say it (importer=...).",
        )
    if whose is not None and territory(named) != territory(whose):
        raise InputError(
            f"is the schedule of {named}, not of {whose}.",
            where=where,
            remedy="Give the file of the importer asked for.",
        )
    try:
        source = "" if everybody else economies.label(partner, where=f"{where}: partner")
    except InputError:
        if kind or claimed:  # areas of TARIC and of the United Kingdom that are no economies
            return None
        raise
    return _Row(
        where,
        named,
        _code(cells["code"], named, where),
        duty,
        source,
        claimed,
        _day(cells.get("start", ""), f"{where}: start"),
        _day(cells.get("end", ""), f"{where}: end"),
        int(cells["year"]) if cells.get("year", "").isdigit() else None,
    )


@lru_cache(maxsize=100_000)
def _code(text: str, importer: str, where: str) -> str:
    national = re.sub(r"[. ]", "", (text.split(maxsplit=1) or [""])[0])
    if importer == "JPN" and len(national) == 9 and national.isdigit():
        return national
    return read_code(national if national.isdigit() and "." not in text else text, where=where)


def _duty(cells: dict[str, str], where: str) -> Duty | None:
    """Return the duty: a number is per cent where the column says so, else it needs its sign."""
    text = cells.get("rate_pct", "")
    if text:
        try:
            rate = float(text.rstrip("% "))
        except ValueError:
            raise InputError(
                f"'{text}' is no rate.", where=where, remedy="Write per cent, such as 2.5."
            ) from None
        if isnan(rate):
            return None
        if not 0 <= rate <= 10_000:
            raise InputError(
                f"a duty of {rate:g}% can't be.", where=where, remedy="Mend or drop the line."
            )
        return parse_duty(f"{round(rate, 4):g}%")
    text = cells.get("duty", "")
    if not text:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", text) and float(text) != 0:
        raise InputError(
            f"is a rate of '{text}' per cent or a fraction?",
            where=where,
            remedy="Write 25%, or call the column rate_pct and write per cent.",
        )
    return parse_duty(re.sub(r"(\d) ?%", r"\1%", text.replace(",", ".") if "%" in text else text))


@lru_cache(maxsize=100_000)
def _day(text: str, where: str) -> date | None:
    if not text:
        return None
    turned = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?", text)
    if turned:  # TARIC writes days first
        text = f"{turned[3]}-{int(turned[2]):02d}-{int(turned[1]):02d}"
    return parse_date(text[:10], where=where)


def _schedules(
    path: Path, rows: list[_Row], left_out: int, day: date | None, year: int | None
) -> tuple[Schedule, ...]:
    importers = {territory(row.importer) for row in rows}
    if len(importers) > 1:
        raise InputError(
            f"has the schedules of {len(importers)} importers: {', '.join(sorted(importers)[:4])}.",
            where=str(path),
            remedy="Give one file for each.",
        )
    starts = sorted({row.start for row in rows if row.start is not None})
    if day is not None:
        starts = [day]
    elif len(starts) > 60:
        raise InputError(
            f"changes on {len(starts)} days.",
            where=str(path),
            remedy="Say which day's schedule you want (day=..., or --on).",
        )
    spans = list(zip([*starts] or [None], [*starts[1:], None], strict=True))
    found = []
    for first, after in spans:
        held = [row for row in rows if _holds(row, first)]
        if not held:
            continue
        dated = first is not None and any(row.start for row in held)
        latest = max((row.year or 0 for row in held), default=0)
        stated = year or (first.year if first and dated else latest) or _year_in(path)
        edition = f"{path.name}" + (f", from {first}" if dated and day is None else "")
        period = (first, after) if day is None else (None, None)  # that day's, whatever is asked
        found.append(_schedule(held, edition, stated, path, left_out, period))
    if not found:
        raise InputError(
            f"states nothing for {day}.", where=str(path), remedy="Choose a day that it covers."
        )
    return tuple(found)


def _holds(row: _Row, day: date | None) -> bool:
    if day is None:
        return True
    return (row.start is None or row.start <= day) and (row.end is None or day <= row.end)


def _year_in(path: Path) -> int:
    stated = re.search(r"(?:19|20)\d\d", path.stem)
    if stated is None:
        raise InputError(
            f"which year's schedule is '{path.name}'?",
            where=str(path),
            remedy="Name the file with its year, such as brazil_2025.csv, or say it (year=...).",
        )
    return int(stated.group())


def _schedule(
    rows: list[_Row],
    edition: str,
    year: int,
    path: Path,
    left_out: int,
    period: tuple[date | None, date | None],
) -> Schedule:
    latest: dict[tuple[str, str, bool], _Row] = {}
    for row in rows:
        key = (row.code, row.partner, row.claimed)
        known = latest.get(key)
        if known is None or (row.start or date.min) > (known.start or date.min):
            latest[key] = row
        elif known.start == row.start and known.duty != row.duty:
            raise InputError(
                f"{row.code} has two rates: '{known.duty.text}' ({known.where.rsplit(':')[-1]}) "
                f"and '{row.duty.text}'.",
                where=row.where,
                remedy="Keep one of them, or give each its dates.",
            )
    codes = sorted({code for code, _, _ in latest})
    codes = [c for c, after in zip(codes, [*codes[1:], ""], strict=True) if not after.startswith(c)]
    low, high = np.array([span(code) for code in codes], np.int64).T
    sides = sorted({(partner, claimed) for _, partner, claimed in latest} - {("", False)})
    columns = tuple(
        _column(latest, codes, partner, claimed) for partner, claimed in [("", False), *sides]
    )
    missing = f"{left_out} lines of other kinds (quotas, remedies, areas)" if left_out else ""
    return Schedule(
        territory(rows[0].importer), edition, year, f"file {path.name}", low, high, columns,
        start=period[0], end=period[1], missing=missing,
        whole_on=max((row.start for row in latest.values() if row.start), default=None),
    )  # fmt: skip


def _column(
    latest: dict[tuple[str, str, bool], _Row], codes: list[str], partner: str, claimed: bool
) -> Column:
    """Return a column; a line takes what the longest part of its code states."""
    entry, duties = np.full(len(codes), NOTHING), []
    places: dict[Duty, int] = {}
    for at, code in enumerate(codes):
        parts = (code[:length] for length in range(len(code), 1, -1))
        row = next((latest[p, partner, claimed] for p in parts if (p, partner, claimed) in latest),
                   None)  # fmt: skip
        if row is not None:
            if row.duty not in places:
                places[row.duty] = len(duties)
                duties.append(row.duty)
            entry[at] = places[row.duty]
    members = economies.group(partner) or (partner,) if partner else None
    name = (
        "general" if not partner else f"preference for {partner}" if claimed else f"for {partner}"
    )
    return Column(name, tuple(duties), entry, partners=members, claimed=claimed)
