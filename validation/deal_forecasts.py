"""Forecasts of deals from what was known on two days: written down first, looked up afterwards.

    python -m validation.deal_forecasts            writes validation/deal_forecasts.csv
    python -m validation.deal_forecasts --check    recomputes; exit code 1 where a figure moved

Nothing that is dated after a day enters its forecasts: they know the deals before it, the law then
in force or announced, the ranges of the table of talks of June 2025. The threats are the country
rates of the order of 31 July 2025 (by the law of 8 August), for Cambodia, Malaysia and Thailand
those of their letters of July; and, for the second day, the law of 31 October.
"""

import csv
import io
import sys
from datetime import date
from pathlib import Path

import cobden as cb
from cobden.cases import load
from cobden.measures import Policy
from cobden.study.deal_forecast import DealForecast, forecasts
from cobden.study.negotiation import read_table
from cobden.study.precedents import DealsOnWorld, read_precedents
from cobden.talks.comparables import struck
from cobden.talks.deal_weights import figures
from derive.pages import write_or_check

TARGET = Path(__file__).with_suffix(".csv")
STARTED = date(2025, 4, 2)
"""The day on which the country rates were announced."""

THREATS = {
    date(2025, 7, 31): {
        "BGD": 20, "BRA": 50, "BRN": 25, "CHE": 39, "IND": 25, "KAZ": 25, "KHM": 36, "LAO": 40,
        "MMR": 40, "MYS": 25, "THA": 36, "TUN": 25, "TWN": 20, "ZAF": 30,
    },
    date(2025, 10, 31): {
        "BGD": 20, "BRA": 50, "BRN": 25, "CHE": 39, "IND": 50, "KAZ": 25, "LAO": 40, "MMR": 40,
        "TUN": 25, "TWN": 20, "ZAF": 30,
    },
}  # fmt: skip
HEADS = ("known_on", "partner", "threat", "quantity", "who", "low", "middle", "high")


def known_on(day: date) -> list[DealForecast]:
    """Return the forecasts from what was known on a day."""
    folder, world = load("japan-us-2025").folder, cb.World.load()
    on_world = DealsOnWorld(read_precedents(folder), world, Policy.load(), date(2025, 6, 5))
    threats = {partner: float(rate) for partner, rate in THREATS[day].items()}
    unknown = figures(read_table(folder), "USA")
    return forecasts(on_world, unknown, struck(before=day), threats, started=STARTED, on=day)


def rows(day: date) -> list[list[str]]:
    """Return the lines of the file for one day."""
    found = []
    for one in known_on(day):
        lines = [("rate", r.who, r.low, r.middle, r.high) for r in one.rates]
        lines += [
            ("pledge per point", "log-linear in imports", *one.per_point),
            ("cars at the rate of goods", "share, Laplace", "", one.same_cars, ""),
            ("metals eased", "share, Laplace", "", one.metals, ""),
        ]
        lines += [
            (f"deal within {months} months", "hazard", "", chance, "")
            for months, chance in one.within.items()
        ]
        for quantity, who, *values in lines:
            told = [f"{value:.3g}" if value != "" else "" for value in values]
            found.append([day.isoformat(), one.partner, f"{one.threat:g}", quantity, who, *told])
    return found


def written() -> str:
    """Return the file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    for day in THREATS:
        writer.writerows(rows(day))
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {TARGET: written()}, __doc__))
