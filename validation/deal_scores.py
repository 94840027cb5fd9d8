"""Forecasts of deals confronted with what came: error, log score, coverage, Brier score.

python -m validation.deal_scores            writes validation/deal_scores.csv
python -m validation.deal_scores --check    recomputes; exit code 1 where a figure moved
"""

import csv
import io
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from cobden.study.deal_forecast import MONTH, DealForecast
from cobden.talks.comparables import struck
from derive.pages import write_or_check
from validation.deal_forecasts import STARTED, THREATS, known_on

TARGET = Path(__file__).with_suffix(".csv")
OUTCOMES = Path(__file__).with_name("deal_outcomes.csv")
HEADS = ("known_on", "quantity", "who", "deals", "mean_error", "mean_log_score", "covered")


def outcomes() -> dict[str, dict[str, str]]:
    """Return what came, by partner."""
    lines = OUTCOMES.read_text(encoding="utf-8").splitlines()
    return {row["partner"]: row for row in csv.DictReader(lines[1:])}


def lines(day: date, found: list[DealForecast]) -> Iterator[list[str]]:
    """Yield the lines of the file for one day: rates by who, then pledges, then dates."""
    came = outcomes()
    struck_ = [one for one in found if one.partner in came]
    for number, who in enumerate(rate.who for rate in found[0].rates):
        pairs = [(one.rates[number], float(came[one.partner]["rate"])) for one in struck_]
        error = np.mean([abs(told.middle - rate) for told, rate in pairs])
        score = np.mean([np.log(max(told.density(rate), 1e-6)) for told, rate in pairs])
        inside = np.mean([told.low <= rate <= told.high for told, rate in pairs])
        yield _line(day, "rate", who, len(pairs), error, score, inside)
    pledged = [one for one in struck_ if came[one.partner]["pledged"]]
    points = [
        float(came[one.partner]["pledged"]) / (one.threat - float(came[one.partner]["rate"]))
        for one in pledged
    ]
    off = [abs(np.log(p / one.per_point[1])) for p, one in zip(points, pledged, strict=True)]
    inside = [
        one.per_point[0] <= p <= one.per_point[2] for p, one in zip(points, pledged, strict=True)
    ]
    yield _line(day, "pledge per point, in logs", "log-linear in imports", len(points),
                np.mean(off), None, np.mean(inside))  # fmt: skip
    yield from _dates(day, found, came)


def _dates(
    day: date, found: list[DealForecast], came: dict[str, dict[str, str]]
) -> Iterator[list[str]]:
    """Yield the Brier scores of deals within so many months, by the hazard and by the base rate."""
    done = len({deal.partner for deal in struck(before=day) if not deal.truce})
    months = (day - STARTED).days / MONTH
    base = done / (done + len(found)) / months
    for ahead in found[0].within:
        happened, told = [], []
        for one in found:
            on = came.get(one.partner, {}).get("announced")
            days = (date.fromisoformat(on) - day).days if on else 10_000
            happened.append(float(days <= ahead * MONTH))
            told.append(one.within[ahead])
        for who, chance in (("hazard", np.array(told)), ("base rate", 1 - np.exp(-base * ahead))):
            brier = float(np.mean((chance - np.array(happened)) ** 2))
            yield _line(day, f"deal within {ahead} months, Brier", who, len(found), brier)


def _line(
    day: date, quantity: str, who: str, count: int, *values: "float | np.floating | None"
) -> list[str]:
    told = ["" if value is None else f"{float(value):.3g}" for value in values]
    return [day.isoformat(), quantity, who, str(count), *told, *[""] * (3 - len(told))]


def written() -> str:
    """Return the file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    for day in THREATS:
        writer.writerows(lines(day, known_on(day)))
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {TARGET: written()}, __doc__))
