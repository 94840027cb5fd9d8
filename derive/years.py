"""Write docs/years.md from years.md: what each mechanism does in the main case, and how surely.

python -m derive.years          computes everything (some minutes) and writes the page
python -m derive.years --check  computes and compares; exit code 1 if anything differs
"""

import sys
from pathlib import Path

import numpy as np

from cobden.base.errors import NotConverged
from cobden.base.terms import Terms
from cobden.dynamics import WorldPath, long_run, path
from cobden.measures import Policy
from cobden.world.elasticities import SETS
from cobden.world.world import World
from derive.pages import filled, write_or_check

PAGE = Path(__file__).parents[1] / "docs" / "years.md"
TEMPLATE = Path(__file__).with_suffix(".md")
ECONOMIES = {"USA": "United States", "JPN": "Japan", "CHN": "China", "MEX": "Mexico",
             "DEU": "Germany"}  # fmt: skip
YEARS = range(2025, 2037)
SHOWN = (2025, 2028, 2036)
DAY = "2025-06-05"

FIXED = {"capital": "fixed", "labour": "mobile", "rigid": False, "response": "long_run"}
ALONE = {
    "slow labour, capital fixed": FIXED | {"labour": "gradual"},
    "slow trade, capital fixed": FIXED | {"response": "gradual"},
    "wages rigid, capital fixed": FIXED | {"rigid": True},
    "all but capital, which is fixed": {"capital": "fixed"},
    "capital": {"labour": "mobile", "rigid": False, "response": "long_run"},
    "capital and slow labour": {"labour": "gradual", "rigid": False, "response": "long_run"},
    "capital and rigid wages": {"labour": "mobile", "response": "long_run"},
    "capital and slow trade": {"labour": "mobile", "rigid": False, "response": "gradual"},
    "capital, slow labour, slow trade": {"rigid": False},
    "all of it, wages rigid (0.98)": {},
}


def by_mechanism(world: World, law: Terms) -> str:
    """Return consumption by year as mechanisms are switched on in turn."""
    head = "| mechanisms | economy | 2025 | 2028 | 2036 | in the end | worth of the path |\n"
    lines = [head + "|---|---|---|---|---|---|---|\n"]
    static = {how: long_run(world, law, capital=how) for how in ("fixed", "adjusts")}
    for how, found in static.items():
        for code, name in ECONOMIES.items():
            end = found.steady.consumption.sel(economy=code)
            lines.append(
                f"| the long run alone, capital {how} | {name} |  |  |  | {_n(end)} |  |\n"
            )
    for title, options in ALONE.items():
        found = path(world, law, YEARS, **options)
        lines += [_row(title, found, code) for code in ECONOMIES]
    return "".join(lines)


def _row(title: str, found: WorldPath, code: str) -> str:
    years = found.by_year.consumption.sel(economy=code)
    end, worth = found.steady.consumption.sel(economy=code), found.welfare.path.sel(economy=code)
    cells = " | ".join(_n(years.sel(year=year)) for year in SHOWN)
    return f"| {title} | {ECONOMIES[code]} | {cells} | {_n(end)} | {_n(worth)} |\n"


def by_set(law_of_day: Terms) -> str:
    """Return consumption under the eight elasticity sets: fixed, adjusting, and the path."""
    lines = [
        "| set | economy | long run, capital fixed | long run, capital adjusts | 2025 | 2028 "
        "| 2036 | in the end | worth of the path |\n|---|---|---|---|---|---|---|---|---|\n"
    ]
    for name in SETS:
        world = World.load(name)
        static = [long_run(world, law_of_day, capital=how) for how in ("fixed", "adjusts")]
        found = path(world, law_of_day, YEARS)
        for code, title in ECONOMIES.items():
            ends = " | ".join(_n(one.steady.consumption.sel(economy=code)) for one in static)
            lines.append(f"| {name} | {title} | {ends} |" + _row("", found, code).split("|", 3)[3])
    return "".join(lines)


def detail(found: WorldPath) -> str:
    """Return the years of all mechanisms for the United States and Japan."""
    shown = ("gdp", "consumption", "investment", "capital", "real_wage", "employment",
             "participation", "consumer_price", "goods_price", "border_price", "import_price",
             "pass_through", "pass_through_exporter", "pass_through_world", "revenue")  # fmt: skip
    lines = [
        "| economy | outcome | unit | 2025 | 2028 | 2036 | in the end |\n"
        "|---|---|---|---|---|---|---|\n"
    ]
    for code in ("USA", "JPN"):
        for name in shown:
            values = found.by_year[name].sel(economy=code)
            cells = [float(values.sel(year=year)) for year in SHOWN]
            cells.append(float(found.steady[name].sel(economy=code)))
            if np.isnan(cells).all():
                continue
            text = " | ".join(_n(cell, values.attrs["unit"]) for cell in cells)
            about = values.attrs["long_name"]
            lines.append(f"| {ECONOMIES[code]} | {about} | {values.attrs['unit']} | {text} |\n")
    return "".join(lines)


def anchors(world: World, law: Terms) -> str:
    """Return US figures of 2025 and 2028 under each anchor, with two floors for wages."""
    from cobden.dynamics import Parameters
    from cobden.dynamics.money import ANCHORS

    lines = [
        "| anchor | floor | consumer prices 2025 | 2028 | jobs 2025 | 2028 | real GDP 2028 | "
        "border pass-through 2028, own money |\n|---|---|---|---|---|---|---|---|\n"
    ]
    for anchor in ANCHORS:
        for floor in (0.98, 0.995, 1.0):
            try:
                found = path(world, law, YEARS, anchor=anchor, parameters=Parameters(floor=floor))
            except NotConverged:
                lines.append(f"| {anchor} | {floor:g} | no path was found |  |  |  |  |  |\n")
                continue
            us = found.by_year.sel(economy="USA")
            cells = [
                _n(us[name].sel(year=year))
                for name, year in (
                    ("consumer_price", 2025), ("consumer_price", 2028), ("employment", 2025),
                    ("employment", 2028), ("gdp", 2028),
                )
            ]  # fmt: skip
            cells.append(_n(us.pass_through.sel(year=2028), "share"))
            lines.append(f"| {anchor} | {floor:g} | {' | '.join(cells)} |\n")
    return "".join(lines)


def _n(value: object, unit: str = "%") -> str:
    number = float(value)  # pyright: ignore[reportArgumentType]: a number or an array of one
    if unit == "share":
        return f"{number:.2f}"
    return f"{number:+.0f}" if unit == "billion USD" else f"{number:+.2f}".replace("-0.00", "+0.00")


def written() -> str:
    """Return the page."""
    world = World.load()
    policy = Policy.load()
    law = policy.on(DAY).terms(world)
    tables = {
        "MECHANISMS": by_mechanism(world, law),
        "SETS": by_set(law),
        "DETAIL": detail(path(world, law, YEARS)),
        "ANCHORS": anchors(world, law),
    }
    return filled(TEMPLATE.read_text(encoding="utf-8"), tables)


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: written()}, __doc__))
