"""Forecasts of deals confronted with what came: error, log score, coverage, Brier score.

Beside each quantity stand rivals that know no model. They have nothing to set but what the rates'
rivals have, and were added to cars, metals and pledges after what came was looked up.

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
from numpy.typing import NDArray

from cobden.study.deal_forecast import MONTH, DealForecast
from cobden.talks.comparables import struck
from derive.pages import write_or_check
from validation.deal_forecasts import STARTED, THREATS, known_on

TARGET = Path(__file__).with_suffix(".csv")
OUTCOMES = Path(__file__).with_name("deal_outcomes.csv")
EIGHTY = 1.2816
"""Standard deviations to each side of the central 80%."""

KERNEL = np.log(1.5)
"""The kernel's width, as that of the rates' rival."""

SURE = 0.01
"""No chance counts as surer than this in a log score."""

HEADS = ("known_on", "quantity", "who", "deals", "mean_error", "mean_log_score", "covered")


def outcomes() -> dict[str, dict[str, str]]:
    """Return what came, by partner."""
    lines = OUTCOMES.read_text(encoding="utf-8").splitlines()
    return {row["partner"]: row for row in csv.DictReader(lines[1:])}


def lines(day: date, found: list[DealForecast]) -> Iterator[list[str]]:
    """Yield the lines of the file for one day: rates, pledges, terms and dates, by who."""
    came = outcomes()
    struck_ = [one for one in found if one.partner in came]
    for number, who in enumerate(rate.who for rate in found[0].rates):
        pairs = [(one.rates[number], float(came[one.partner]["rate"])) for one in struck_]
        error = np.mean([abs(told.middle - rate) for told, rate in pairs])
        score = np.mean([np.log(max(told.density(rate), 1e-6)) for told, rate in pairs])
        inside = np.mean([told.low <= rate <= told.high for told, rate in pairs])
        yield _line(day, "rate", who, len(pairs), error, score, inside)
    yield from _pledges(day, struck_, came)
    yield from _terms(day, struck_, came)
    yield from _dates(day, found, came)


def _pledges(
    day: date, found: list[DealForecast], came: dict[str, dict[str, str]]
) -> Iterator[list[str]]:
    """Yield how well what is announced for a point of relief was foretold, in logs."""
    known = [deal for deal in struck(before=day) if not deal.truce and deal.per_point]
    threat = np.log([float(deal.threat or np.nan) for deal in known])
    told = np.log([float(deal.per_point or np.nan) for deal in known])
    pledged = [one for one in found if came[one.partner]["pledged"]]
    points = np.log([
        float(came[one.partner]["pledged"]) / (one.threat - float(came[one.partner]["rate"]))
        for one in pledged
    ])  # fmt: skip
    asked = np.log([one.threat for one in pledged])
    low, middle, high = np.log([one.per_point for one in pledged]).T
    by = {"log-linear in imports": (middle, (high - low) / (2 * EIGHTY))}
    rivals = {"median of earlier deals": _median, "kernel of the others": _kernel}
    for who, rival in rivals.items():
        alone = [rival(np.delete(threat, k), np.delete(told, k), threat[k : k + 1])[0] - told[k]
                 for k in range(len(told))]  # fmt: skip
        by[who] = (
            rival(threat, told, asked),
            np.full(len(asked), np.sqrt(np.mean(np.square(alone)))),
        )
    for who, (foretold, sd) in by.items():
        off = (points - foretold) / sd
        score = -0.5 * off**2 - np.log(sd * np.sqrt(2 * np.pi))
        yield _line(day, "pledge per point, in logs", who, len(points),
                    np.mean(np.abs(points - foretold)), score.mean(),
                    np.mean(np.abs(off) <= EIGHTY))  # fmt: skip


def _median(
    _: NDArray[np.float64], values: NDArray[np.float64], asked: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.full(len(asked), np.median(values))


def _kernel(
    threat: NDArray[np.float64], values: NDArray[np.float64], asked: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the mean of what deals under threats like those ``asked`` have, all in logs."""
    near = np.exp(-0.5 * ((threat - asked[:, None]) / KERNEL) ** 2)
    return (near * values).sum(axis=1) / near.sum(axis=1)


def _terms(
    day: date, found: list[DealForecast], came: dict[str, dict[str, str]]
) -> Iterator[list[str]]:
    """Yield the scores of terms that are there or not: metals eased, cars at the rate of goods."""
    known = [deal for deal in struck(before=day) if not deal.truce and deal.threat]
    with_cars = [one for one in found if came[one.partner]["cars"]]
    asked = {
        "metals eased": (
            found, [one.metals for one in found],
            [float(came[one.partner]["metals"]) for one in found],
            known, [float(deal.metals) for deal in known],
        ),
        "cars at the rate of goods": (
            with_cars, [one.same_cars for one in with_cars],
            [float(came[one.partner]["cars"] == came[one.partner]["rate"]) for one in with_cars],
            [deal for deal in known if deal.cars is not None],
            [float(deal.cars == deal.signed) for deal in known if deal.cars is not None],
        ),
    }  # fmt: skip
    for quantity, (open_, told, happened, earlier, values) in asked.items():
        if not open_:
            continue
        threat = np.log([float(deal.threat or np.nan) for deal in earlier])
        ours = np.log([one.threat for one in open_])
        by = {
            "share of earlier deals, Laplace": np.array(told),
            "median of earlier deals": _median(threat, np.array(values), ours),
            "kernel of the others": _kernel(threat, np.array(values), ours),
            "even chance": np.full(len(open_), 0.5),
        }
        for who, chance in by.items():
            yield _chance(day, f"{quantity}, Brier", who, chance, np.array(happened))


def _chance(
    day: date, quantity: str, who: str, chance: NDArray[np.float64], came: NDArray[np.float64]
) -> list[str]:
    """Return the line of probabilities confronted with what happened: Brier and log score."""
    sure = np.clip(chance, SURE, 1 - SURE)
    score = came * np.log(sure) + (1 - came) * np.log(1 - sure)
    return _line(day, quantity, who, len(came), np.mean((chance - came) ** 2), score.mean())


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
            quantity = f"deal within {ahead} months, Brier"
            yield _chance(day, quantity, who, chance, np.array(happened))


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
