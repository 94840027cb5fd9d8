"""Many rates at once: a table of questions in, a table of answers out.

US lines that are asked about on one day from one partner are worked out together, line by line, and
each answer is a mean over its lines; everything else is asked one by one. Both give the same rates.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.dates import parse_date
from cobden.base.errors import InputError
from cobden.base.files import csv_rows
from cobden.measures.asked import asked
from cobden.measures.bought import CLAIMANTS, US
from cobden.measures.codes import looks_like_a_code, span
from cobden.measures.goods import covered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.bought import Bought
    from cobden.measures.law import Law
    from cobden.measures.policy import Policy

COLUMNS = ("by", "on", "code", "date")
ANSWERS = ("all_in_pct", "ordinary_pct", "surcharges_pct", "low_pct", "high_pct", "lines",
           "answered_for", "depends_on", "note", "error")  # fmt: skip


@dataclass(frozen=True)
class RowAnswer:
    """One answer: rates in % of customs value (NaN: not known), or the ``error`` in its place.

    ``answered_for`` is the code that the answer is about, ``depends_on`` the conditions that it
    depends on, ``note`` what to know about it.
    """

    all_in: float = float("nan")
    ordinary: float = float("nan")
    surcharges: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    lines: int = 0
    answered_for: str = ""
    depends_on: str = ""
    note: str = ""
    error: str = ""


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
    laws: dict[date, Law] = {}
    books: dict[tuple[str, bool, date], _Book] = {}
    found = []
    for question in questions:
        try:
            found.append(_answer(policy, question, laws, books))
        except InputError as fault:
            found.append(RowAnswer(error=str(fault)))
    return found


def _answer(
    policy: "Policy",
    question: Mapping[str, str],
    laws: "dict[date, Law]",
    books: "dict[tuple[str, bool, date], _Book]",
) -> RowAnswer:
    day = parse_date(question["date"], where="date")
    if day not in laws:
        laws[day] = policy.on(day)
    law, code = laws[day], question["code"]
    importer = economies.resolve(question["by"], where="by")
    exporter = economies.resolve(question["on"], where="on")
    if importer == US and exporter != US and looks_like_a_code(code):
        product, said = asked(code, importer, law.schedule(importer))
        for pooled in (False, True):
            key = (exporter, pooled, day)
            if key not in books:
                books[key] = _Book.of(law, exporter, pooled)
            answer = books[key].answer(product, said)
            if answer is not None:
                return answer
    rate = law.rate(importer, exporter, code)
    depends = "; ".join(dict.fromkeys(f"{c.key}={c.value}" for c in rate.conditions))
    return RowAnswer(
        rate.all_in, rate.layers[0].points, rate.surcharges, rate.low, rate.high, rate.lines,
        rate.product, depends, " ".join(rate.notes),
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Book:
    """The rates on every US line from one partner on one day, summed up from the first line.

    ``total`` and ``ordinary`` [line] are per cent, ``sums`` [what, line + 1] running sums of the
    weights, of both times the weights, and of lines whose rate is not known.
    """

    low: "NDArray[np.int64]"
    imports: "NDArray[np.float64]"
    total: "NDArray[np.float64]"
    sums: "NDArray[np.float64]"
    said: tuple[str, ...]
    depends: "tuple[tuple[str, NDArray[np.int64]], ...]"
    unapplied: "tuple[tuple[str, NDArray[np.int64]], ...]"

    @classmethod
    def of(cls, law: "Law", exporter: str, pooled: bool) -> "_Book":
        """Return the rates on goods from ``exporter``, weighted by what it or all others sold."""
        lines, said = law.us_lines(exporter, whole=True), ()
        if pooled:
            others = law.us_lines(exporter, pooled=True, whole=True)
            lines = replace(others, collected=None, claimed=lines.claimed)
            said = (f"Weights from all other partners: no 2024 imports from {exporter}.",)
        total, ordinary = _weighed(law, exporter, lines)
        unknown = np.isnan(total)
        weight = lines.imports
        rows = np.array([
            weight, weight * np.where(unknown, 0.0, total),
            weight * np.where(unknown, 0.0, ordinary), unknown & (weight > 0), weight > 0,
        ])  # fmt: skip
        sums = np.pad(rows.astype(np.longdouble).cumsum(axis=1), ((0, 0), (1, 0)))
        depends: dict[str, NDArray[np.bool_]] = {}
        for tariff in law.reaching(US, exporter):
            for key in tariff.depends:
                depends[key] = depends.get(key, False) | lines.covers(tariff)
        unapplied: dict[str, NDArray[np.bool_]] = {}
        for u in law.unapplied:
            if u.may_reach(US, exporter):
                note = f"Not computed: {u.authority} on {u.goods} may reach this."
                hit = covered(lines.lines, u.codes)[lines.index]
                unapplied[note] = unapplied.get(note, False) | hit
        return cls(
            lines.code, weight, total, sums, said, _counted(depends), _counted(unapplied)
        )  # fmt: skip

    def answer(self, product: str, said: list[str]) -> RowAnswer | None:
        """Return the answer for a code, or None where nothing was bought on its lines."""
        low, high = span(product)
        first, after = np.searchsorted(self.low, low), np.searchsorted(self.low, high)
        weight, total, ordinary, unknown, lines = self.sums[:, after] - self.sums[:, first]
        if not lines:
            return None
        bought = self.total[first:after][self.imports[first:after] > 0]
        mean, base = (float("nan") if unknown else x / weight for x in (total, ordinary))
        notes = [note for note, count in self.unapplied if count[after] > count[first]]
        return RowAnswer(
            float(mean), float(base), float(mean - base), float(bought.min()), float(bought.max()),
            int(lines), product,
            "; ".join(key for key, count in self.depends if count[after] > count[first]),
            " ".join([*said, *self.said, *notes]),
        )  # fmt: skip


def _counted(
    masks: "Mapping[str, NDArray[np.bool_]]",
) -> "tuple[tuple[str, NDArray[np.int64]], ...]":
    return tuple((key, np.r_[0, np.cumsum(mask)]) for key, mask in masks.items())


def _weighed(
    law: "Law", exporter: str, lines: "Bought"
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return the all-in rate and the ordinary duty on each line (%), claims weighed in."""
    plain = law.stack(US, exporter, lines)
    total, ordinary = plain.total, plain.ordinary
    if lines.claimed is not None and (exporter in CLAIMANTS or lines.preferred is not None):
        claims = law.stack(US, exporter, lines, claims=True)
        total = total + lines.claimed * (claims.total - total)
        ordinary = ordinary + lines.claimed * (claims.ordinary - ordinary)
    return 100 * total, 100 * ordinary


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
