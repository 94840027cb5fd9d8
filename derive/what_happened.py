"""Confront the model with 2025 as it came out, and write the page of the docs that says how.

    python -m derive.what_happened            write docs/what-happened.md and its picture
    python -m derive.what_happened --check    compute it again and compare with what is committed

Nothing here is tuned: horizons, elasticities and pass-through are Cobden's defaults and the ends of
their published ranges.
"""

import sys
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path

import altair as alt
import numpy as np
import pandas as pd

from cobden.base.wedges import Wedges
from cobden.equilibrium import LONG_RUN, PASS_THROUGH, Horizon, Result, solve
from cobden.measures import Policy
from cobden.world.elasticities import SETS
from cobden.world.world import World
from derive.pages import write_or_check
from derive.what_happened_years import ANNOUNCED, announced, models, seen_years

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "what-happened.md"
PICTURE = ROOT / "docs" / "images" / "what-happened.svg"
MONTHS = range(4, 13)
YEARS = (1.0, 3.0, 5.0, inf)
JAPAN_25 = "9 July, Japan's pause over"
PATH = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)


@dataclass(frozen=True)
class Seen:
    """A change over the calendar year 2025, and what it says about April to December.

    All in %. ``year`` is the published change; ``early`` the range of the change from January to
    March, before the tariffs; ``path`` the range of what the year would have brought without them.
    """

    what: str
    year: float
    early: tuple[float, float]
    path: tuple[float, float] = (-3.0, 3.0)
    early_weight: float = 0.24

    @property
    def since_april(self) -> tuple[float, float]:
        """Low and high of April to December against a path without tariffs, %."""
        ends = [
            100 * ((1 + self._late(early) / 100) / (1 + path / 100) - 1)
            for early in self.early
            for path in self.path
        ]
        return min(ends), max(ends)

    def _late(self, early: float) -> float:
        return (self.year - self.early_weight * early) / (1 - self.early_weight)


SEEN = {
    "goods": Seen("goods exports to the United States, value", -4.1, (3.0, 10.5)),
    "cars": Seen("cars, value", -11.4, (3.0, 14.0)),
    "number": Seen("cars, number", -1.1, (0.0, 10.0)),
}


@dataclass(frozen=True)
class Outcome:
    """What the model says, in %: Japan's sales to the United States, and real incomes."""

    goods: float
    cars: float
    number: float
    japan: float
    usa: float


@cache
def world(elasticities: str) -> World:
    """Return the embedded world with a set of elasticities."""
    return World.load(elasticities)


@cache
def law(day: str) -> Wedges:
    """Return the wedges of the law as it stood on a day, or with suspensions lapsed."""
    policy = Policy.load()
    if day == JAPAN_25:
        return policy.without_suspension(on="Japan").on("2025-07-09").wedges(world("U4"))
    if day == ANNOUNCED:
        return announced(answered=False).wedges(world("U4"))
    return policy.on(day).wedges(world("U4"))


@cache
def equilibrium(day: str, elasticities: str, horizon: Horizon) -> Result:
    """Solve for the law of a day."""
    return solve(world(elasticities), law(day), horizon=horizon, tolerance=1e-9)


def outcome(day: str, elasticities: str, horizon: Horizon) -> Outcome:
    """Return the outcomes under the law of a day."""
    result = equilibrium(day, elasticities, horizon)
    base = result.world
    usa, japan, car = base.economy_index("USA"), base.economy_index("JPN"), base.sector_index("C29")
    goods = [k for k, name in enumerate(base.sectors) if name not in base.services]
    now, before = result.customs_flow[:, usa, japan], base.flow[:, usa, japan]
    price = np.exp(result.accounts.log_cost[car, japan])
    price = price * (1 + result.shock.margin(base)[car, usa, japan])
    value = now[car] / before[car]
    return Outcome(
        goods=100 * (now[goods].sum() / before[goods].sum() - 1),
        cars=100 * (value - 1),
        number=100 * (value / price - 1),
        japan=float(result.welfare.sel(economy="JPN")),
        usa=float(result.welfare.sel(economy="USA")),
    )


def since_april(elasticities: str, horizon: Horizon) -> Outcome:
    """Return the mean over the laws in force in the middle of the months from April to December."""
    months = [outcome(f"2025-{month:02d}-15", elasticities, horizon) for month in MONTHS]
    return Outcome(*np.mean([list(vars(month).values()) for month in months], axis=0))


def at(years: float) -> Horizon:
    """Return the default horizon after a number of years."""
    return LONG_RUN if years == inf else Horizon.after(years)


def called(years: float) -> str:
    """Return what the page calls a number of years."""
    return {1.0: "the first year", inf: "the long run"}.get(years, f"year {years:g}")


def verdict(value: float, seen: Seen) -> str:
    """Return whether a figure lies within what was seen."""
    low, high = seen.since_april
    if low <= value <= high:
        return "within the range"
    return "too large a fall" if value < low else "too small a fall"


def row(*cells: str | float) -> str:
    """Return a row of a table."""
    shown = [f"{cell:+.1f}" if isinstance(cell, float) else str(cell) for cell in cells]
    return "| " + " | ".join(shown) + " |"


def horizons() -> list[str]:
    """Return the table by horizon and elasticity set."""
    lines = [
        "| horizon | elasticities | goods to US, % | cars, value, % | cars, number, % | "
        "Japan's real income, % | US real income, % | goods, against what was seen |",
        "|---|---|---|---|---|---|---|---|",
    ]
    low, high = zip(*(seen.since_april for seen in SEEN.values()), strict=True)
    seen = [f"{a:.1f} to {b:.1f}" for a, b in zip(low, high, strict=True)]
    lines.append(row("**seen**", "", *(f"**{cell}**" for cell in seen), "", "", ""))
    for years in YEARS:
        for name in ("BLP", "U4"):
            found = since_april(name, at(years))
            lines.append(
                row(
                    called(years), name, found.goods, found.cars, found.number,
                    f"{found.japan:+.2f}", f"{found.usa:+.2f}", verdict(found.goods, SEEN["goods"]),
                )
            )  # fmt: skip
        spread = [since_april(name, at(years)) for name in SETS]
        lines.append(row(called(years), "the eight", *_spans(spread), ""))
    return lines


def _spans(found: list[Outcome]) -> list[str]:
    digits = {"japan": 2, "usa": 2}
    spans = []
    for name in vars(found[0]):
        values = [getattr(outcome, name) for outcome in found]
        n = digits.get(name, 1)
        spans.append(f"{min(values):+.{n}f} to {max(values):+.{n}f}")
    return spans


def passing_on() -> list[str]:
    """Return the table of the first year by what exporters pass on."""
    lines = [
        "| passed on | elasticities | goods to US, % | cars, value, % | cars, number, % | "
        "Japan's real income, % | US real income, % |",
        "|---|---|---|---|---|---|---|",
    ]
    for share in (1.0, PASS_THROUGH.value, PASS_THROUGH.low or 0.5):
        for name in ("BLP", "U4"):
            found = since_april(name, Horizon.after(1, pass_through=share))
            lines.append(
                row(f"{share:.0%}", name, found.goods, found.cars, found.number,
                    f"{found.japan:+.2f}", f"{found.usa:+.2f}")
            )  # fmt: skip
    return lines


@dataclass(frozen=True)
class Published:
    """An estimate to set beside the model's: who, for whom, what, under the law of which day."""

    who: str
    what: str
    economy: str
    figure: str
    day: str


PUBLISHED = (
    Published("Daiwa, 28 April 2025", "GDP at 25%", "JPN", "-1.3 (2025), -3.7 (2029)", JAPAN_25),
    Published("Daiwa", "GDP under the 15% deal", "JPN", "-1.1, -3.2", "2025-09-20"),
    Published("NRI", "GDP in about a year at 25%", "JPN", "-0.85", JAPAN_25),
    Published("NRI", "GDP in about a year, the 15% deal", "JPN", "-0.55", "2025-09-20"),
    Published("IMF, April 2025", "2025, direct effect", "JPN", "-0.28", ANNOUNCED),
    Published("Yale Budget Lab", "long-run output", "USA", "-0.4", "2025-09-20"),
    Published("Kiel", "output, one year, all of 2 April", "USA", "-1.7", ANNOUNCED),
    Published("Kiel", "output, one year, all of 2 April", "DEU", "-0.3", ANNOUNCED),
    Published("Ignatenko and others", "welfare, 2 April, tax relief / lump sum", "USA",
              "+1.13 / -0.01", ANNOUNCED),
)  # fmt: skip


def published() -> list[str]:
    """Return the table of published estimates beside the model's."""
    lines = [
        "| who | what, % | for | published | law used here | first year, BLP | first year, U4 | "
        "long run, U4 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for item in PUBLISHED:
        found = [
            float(equilibrium(item.day, name, at(years)).welfare.sel(economy=item.economy))
            for name, years in (("BLP", 1.0), ("U4", 1.0), ("U4", inf))
        ]
        shown = [f"{value:+.2f}" for value in found]
        lines.append(row(item.who, item.what, item.economy, item.figure, item.day, *shown))
    return lines


def picture() -> str:
    """Return the chart of Japan's exports by year since the change, as SVG."""
    import vl_convert

    rows = []
    for years in PATH:
        sets = {name: since_april(name, at(years)).goods for name in (*SETS, "BLP")}
        eight = [sets[name] for name in SETS]
        rows.append(
            {"years": years, "low": min(eight), "high": max(eight), "U4": sets["U4"],
             "BLP": sets["BLP"]}
        )  # fmt: skip
    frame = pd.DataFrame(rows)
    low, high = SEEN["goods"].since_april
    x = alt.X(
        "years:Q",
        title="years since the change",
        scale=alt.Scale(domain=[1, 9], nice=False),
        axis=alt.Axis(format="d", values=list(PATH)),
    )
    title = "Japan's goods exports to the United States, %"
    band = alt.Chart(frame).mark_area(color="#88a0b8", opacity=0.35).encode(
        x=x, y=alt.Y("low:Q", title=title), y2="high:Q")  # fmt: skip
    seen = pd.DataFrame([{"low": low, "high": high, "start": 1, "end": 2}])
    strip = alt.Chart(seen).mark_rect(color="#d9a441", opacity=0.45).encode(
        x="start:Q", x2="end:Q", y="low:Q", y2="high:Q")  # fmt: skip
    lines = (
        alt.Chart(frame.melt("years", ["U4", "BLP"], "elasticities", "value"))
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x,
            y="value:Q",
            strokeDash=alt.StrokeDash("elasticities:N", legend=None),
            color=alt.Color(
                "elasticities:N",
                legend=None,
                scale=alt.Scale(domain=["U4", "BLP"], range=["#0b6e8a", "#8a3b0b"]),
            ),
        )
    )
    middle = frame.set_index("years").loc[6.0]
    words = pd.DataFrame(
        [
            (6.0, middle["BLP"] + 1.6, "Boehm and others", "#8a3b0b"),
            (6.0, middle["U4"] + 1.6, "uniform 4", "#0b6e8a"),
            (6.0, middle["low"] + 1.6, "the eight sets", "#44586c"),
            (2.1, high - 1.2, "seen, April to December 2025", "#6b5000"),
        ],
        columns=["years", "value", "text", "colour"],
    )
    text = alt.Chart(words).mark_text(align="left", fontSize=12).encode(
        x="years:Q", y="value:Q", text="text:N",
        color=alt.Color("colour:N", scale=None))  # fmt: skip
    chart = alt.layer(band, strip, lines, text).properties(width=560, height=320)
    config = {
        "background": "#ffffff",
        "view": {"stroke": None},
        "axis": {"gridColor": "#e4e4e4", "labelFontSize": 12, "titleFontSize": 12},
    }
    return vl_convert.vegalite_to_svg(chart.to_dict() | {"config": config})


def page() -> str:
    """Return the page."""
    template = (Path(__file__).parent / "what_happened.md").read_text(encoding="utf-8")
    goods, cars, number = (
        "{:.1f} to {:.1f}".format(*SEEN[name].since_april) for name in ("goods", "cars", "number")
    )
    first, last = since_april("BLP", at(1.0)), since_april("U4", at(inf))
    parts = {
        "horizons": "\n".join(horizons()),
        "passing_on": "\n".join(passing_on()),
        "published": "\n".join(published()),
        "seen_years": "\n".join(seen_years()),
        "models": "\n".join(models()),
        "goods": goods,
        "cars": cars,
        "number": number,
        "first_goods": f"{first.goods:.1f}",
        "first_usa": f"{first.usa:+.2f}",
        "first_verdict": verdict(first.goods, SEEN["goods"]),
        "first_number": f"{first.number:.1f}",
        "first_cars": f"{first.cars:.1f}",
        "first_number_verdict": verdict(first.number, SEEN["number"]),
        "first_cars_verdict": verdict(first.cars, SEEN["cars"]),
        "last_goods": f"{last.goods:.1f}",
        "last_verdict": verdict(last.goods, SEEN["goods"]),
    }
    for name, text in parts.items():
        template = template.replace("{{" + name + "}}", text)
    return template


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: page()}, __doc__, lambda: {PICTURE: picture()}))
