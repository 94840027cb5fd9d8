"""The brief's charts as pictures for files of others: coloured, captioned, described."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import vl_convert

from cobden.report import chart_style, names
from cobden.report.brief import Brief
from cobden.report.brief_page import drawings, income_steps, job_steps

SCALE = 2.0  # dots for each of the drawing's own


@dataclass(frozen=True)
class Picture:
    """A chart as PNG, ``size`` (wide, high) in the drawing's units.

    ``title`` says what it shows, ``about`` of which state, in which unit and from what source; both
    together stand for it where it cannot be seen.
    """

    name: str
    title: str
    about: str
    png: bytes
    size: tuple[float, float]


def pictures(brief: Brief) -> Iterator[Picture]:
    """Yield every chart of the brief as a picture on white, in reading order."""
    for name, chart in drawings(brief):
        drawn = coloured(chart_style.svg(chart), "light")
        drawn = drawn.replace(">", '><rect width="100%" height="100%" fill="white"/>', 1)
        box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
        assert box is not None
        png = vl_convert.svg_to_png(drawn, scale=SCALE)
        title, about = said(brief, name)
        yield Picture(name, title, about, png, (float(box[1]), float(box[2])))


def said(brief: Brief, name: str) -> tuple[str, str]:
    """Return what a chart shows, and of which state, in which unit, from what source."""
    shown, every = brief.titles[brief.shown], "Every state"
    steps = "change, %: orange loses, blue gains, darker beyond"
    if name.startswith("market "):
        _, importer, sector = name.split(" ")
        title = f"{names.sector(sector)} in {names.the(importer)}: who sells"
        return title, f"{shown}; change, percentage points. {brief.source}"
    title, of, unit = {
        "world": ("Real income around the world", shown, f"{steps} {_bounds(income_steps(brief))}"),
        "welfare": ("Who gains and who loses real income", every, "change, %"),
        "sectors": (f"Output by sector, {names.economy(brief.case.home)}", every, "change, %"),
        "flows": ("Goods sold, seller by buyer", shown, "change, billion dollars a year"),
        "ranges": ("What the answer rests on: elasticities and deficits", every,
                   "change of real income, %"),
        "places": ("Jobs by place", shown, f"{steps} {_bounds(job_steps(brief))}"),
        "commodities": ("Minerals and gas", shown, "billion dollars"),
        "years": ("Year by year", shown, "change, %"),
        "spread incomes": ("How sure it is: real income", shown, "change, %, nine draws in ten"),
        "spread trade": ("How sure it is: trade", shown, "change, nine draws in ten"),
    }[name]  # fmt: skip
    return title, f"{of}; {unit}. {brief.source}"


def _bounds(steps: list[float]) -> str:
    return " and ".join(f"{step:g}" for step in sorted({abs(step) for step in steps if step}))


def coloured(drawn: str, theme: str) -> str:
    """Return a drawing with the page's colours, light or dark, in place of their names."""
    return re.sub(r"var\(--([\w]+)\)", lambda found: _colours(theme)[found[1]], drawn)


@cache
def _colours(theme: str) -> dict[str, str]:
    style = (files("cobden.report") / "templates/brief.css").read_text(encoding="utf-8")
    light, dark = style[: style.index("@media")], style[style.index("@media") :]
    part = light if theme == "light" else dark[: dark.index("}")]
    return dict(re.findall(r"--([\w]+): (#[0-9a-f]+)", part))
