"""Tariff schedules that ship for importers other than the United States, and their answers to it.

``schedules.csv`` names each table, whose it is, its year, source and what it lacks;
``schedule_columns.csv`` whose goods each of its columns is for. ``derive/importers.py`` makes them.
"""

from datetime import date
from functools import cache

import numpy as np

from cobden.base import economies
from cobden.base.dates import parse_date
from cobden.measures.codes import span
from cobden.measures.duty import parse_duty
from cobden.measures.schedule import NOTHING, Column, Schedule, territory
from cobden.measures.tables import read_csv, table

SEEN_ON = date(2025, 3, 28)  # the day of the table of answers


def shipped(importer: str) -> Schedule | None:
    """Return the schedule that ships for ``importer``, or None."""
    return _all().get(territory(importer))


@cache
def _all() -> dict[str, Schedule]:
    return {row["importer"]: _schedule(row) for row in read_csv("schedules.csv")}


def _schedule(row: dict[str, str]) -> Schedule:
    stored = table(f"schedule_{row['table']}.npz")
    listed = [c for c in read_csv("schedule_columns.csv") if c["table"] == row["table"]]
    words = [str(word) for word in stored["words"]]
    duties = tuple(parse_duty(word) for word in words)
    stated = np.array([bool(word) for word in words])
    columns = []
    for at, column in enumerate(listed):
        texts = stored["texts"][:, at].astype(np.intp)
        columns.append(
            Column(
                column["name"],
                duties,
                np.where(stated[texts], texts, NOTHING),
                partners=_partners(column["partners"]),
                claimed=bool(column["claimed"]),
                start=parse_date(column["start"]) if column["start"] else None,
                end=parse_date(column["end"]) if column["end"] else None,
                source=column["source"],
            )
        )
    return Schedule(
        territory(row["importer"]),
        row["edition"],
        int(row["year"]),
        row["source"],
        stored["low"],
        stored["low"] + stored["width"],
        tuple(columns),
        missing=row["missing"],
    )


def _partners(listed: str) -> tuple[str, ...] | None:
    return tuple(economies.resolve_all(listed.split())) if listed else None


def answer(importer: str, code: str) -> tuple[float, float, int] | None:
    """Return what ``importer`` put on American goods of ``code`` on 28 March 2025, all waves.

    The lowest and the highest additional duty (per cent) over the national lines listed, and how
    many those are; None where it listed none. Source: International Trade Administration,
    retaliation matrix (public domain).
    """
    stored = table("answers_2025.npz")
    names = [str(name) for name in stored["importers"]]
    if importer not in names:
        return None
    low, high = span(code)
    ends = stored["low"] + 10 ** (10 - stored["digits"].astype(np.int64))
    here = (stored["importer"] == names.index(importer)) & (stored["low"] < high) & (ends > low)
    rates = stored["rate_pct"][here]
    return (float(rates.min()), float(rates.max()), len(rates)) if len(rates) else None


def answering() -> tuple[str, ...]:
    """Return the importers in the table of answers."""
    return tuple(str(name) for name in table("answers_2025.npz")["importers"])
