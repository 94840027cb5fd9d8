"""Many rates at once: a table of questions in, a table of answers out.

US lines that are asked about on one day from one partner are worked out together, line by line, and
each answer is a mean over its lines; everything else is asked one by one. Both give the same rates.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.dates import parse_date
from cobden.base.errors import InputError
from cobden.base.files import csv_rows
from cobden.measures.asked import asked
from cobden.measures.bought import US
from cobden.measures.codes import looks_like_a_code
from cobden.measures.rate_book import RowAnswer, us_answers

if TYPE_CHECKING:
    from cobden.measures.policy import Policy
    from cobden.measures.rate import Rate

COLUMNS = ("by", "on", "code", "date")
ANSWERS = ("all_in_pct", "ordinary_pct", "surcharges_pct", "low_pct", "high_pct", "lines",
           "answered_for", "depends_on", "note", "error")  # fmt: skip


def read_questions(path: str | Path, **given: str | None) -> list[dict[str, str]]:
    """Return the questions in a CSV file: by, on, code and date, where ``given`` lacks them.

    Codes are text. Raises ``InputError`` where the file lacks a column that is not given.
    """
    path = Path(path)
    lines = csv_rows(path)
    where, header = next(lines, (f"{path}:1", []))
    for name in COLUMNS:
        if name not in header and not given.get(name):
            raise InputError(
                f"no column '{name}'; it has: {', '.join(header[:8])}.",
                where=where,
                remedy=f"Add it, or give {name} for all rows. Columns: {', '.join(COLUMNS)}.",
            )
    told = {name: value for name, value in given.items() if value}
    return [told | dict(zip(header, cells, strict=True)) for _, cells in lines]


def answers(policy: "Policy", questions: Iterable[Mapping[str, str]]) -> list[RowAnswer]:
    """Return the answer to each question (by, on, code, date), faulty ones with their error."""
    found: dict[int, RowAnswer] = {}
    together: dict[tuple[date, str], list[tuple[int, str, str]]] = {}
    day_of, law_on = cache(lambda text: parse_date(text, where="date")), cache(policy.on)
    economy = cache(economies.resolve)
    product_of = cache(lambda code, day: asked(code, US, law_on(day).schedule(US)))
    for at, question in enumerate(questions):
        try:
            day, code = day_of(question["date"]), question["code"]
            importer = economy(question["by"], where="by")
            exporter = economy(question["on"], where="on")
            if importer == US and exporter != US and looks_like_a_code(code):
                product, said = product_of(code, day)
                together.setdefault((day, exporter), []).append((at, product, " ".join(said)))
            else:
                found[at] = _alone(law_on(day).rate(importer, exporter, code))
        except InputError as fault:
            found[at] = RowAnswer(error=str(fault))
    for (day, exporter), some in together.items():
        answered = us_answers(law_on(day), exporter, [product for _, product, _ in some])
        for (at, _, said), answer in zip(some, answered, strict=True):
            note = f"{said} {answer.note}".strip()
            found[at] = replace(answer, note=note) if said else answer
    return [found[at] for at in range(len(found))]


def _alone(rate: "Rate") -> RowAnswer:
    """Return the answer to a question that was asked by itself."""
    depends = "; ".join(dict.fromkeys(f"{c.key}={c.value}" for c in rate.conditions))
    return RowAnswer(
        rate.all_in, rate.layers[0].points, rate.surcharges, rate.low, rate.high, rate.lines,
        rate.product, depends, " ".join(rate.notes),
    )  # fmt: skip


def as_csv(questions: list[dict[str, str]], found: list[RowAnswer]) -> str:
    """Return the questions with their answers as CSV; what is not known is an empty cell."""
    out = io.StringIO()
    asked_for = list(dict.fromkeys(key for question in questions for key in question))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*asked_for, *ANSWERS])
    for question, answer in zip(questions, found, strict=True):
        figures = (answer.all_in, answer.ordinary, answer.surcharges, answer.low, answer.high)
        shown = ["" if np.isnan(x) else f"{x:.2f}" for x in figures]
        writer.writerow([
            *(question.get(key, "") for key in asked_for), *shown, answer.lines or "",
            answer.answered_for, answer.depends_on, answer.note, answer.error,
        ])  # fmt: skip
    return out.getvalue()
