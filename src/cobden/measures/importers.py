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


def about(
    importer: str, exporter: str, product: str, schedule: Schedule | None, day: date
) -> list[str]:
    """Return what to know about an importer's ordinary duty here, and its answers to the US."""
    notes = []
    if schedule is None:
        notes.append(
            f"Which file would tell {importer}'s ordinary duty: the WTO's tariff download "
            f"(ttd.wto.org, reporter {economies.shown(importer)}), WITS/TRAINS, or its schedule as "
            "CSV with code and rate_pct; give it with --schedule or law.with_schedule."
        )
    elif schedule.whole_on is not None:
        notes.append(
            f"The rates of {schedule.edition} are all that was due on {schedule.whole_on}, "
            "surcharges too: none that began by then is added."
        )
    elif schedule.missing:
        notes.append(f"{schedule.edition} leaves out {schedule.missing}.")
    found = answer(importer, product) if exporter == "USA" and product.isdigit() else None
    if found is not None:
        low, high, lines = found
        rates = f"{low:g}%" if low == high else f"{low:g} to {high:g}%"
        notes.append(
            f"On {SEEN_ON} {importer} put {rates} on American goods on {lines} of its lines here, "
            "all waves together (International Trade Administration)."
        )
    return notes


def unseen(exporter: str) -> str:
    """Return what to say of an exporter that the table of US imports does not show."""
    from cobden.world.embedded import table as world

    name = economies.shown(exporter)
    said = f"{name} is not among the partners of the US import table: weights are all others'"
    if exporter in world().economies:
        return f"{said}."
    return f"{said}, and in the world that ships it is inside the rest of the world."
