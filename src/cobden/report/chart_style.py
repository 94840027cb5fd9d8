"""How charts look, and how they are drawn: altair, rendered to SVG offline, in the page's colours.

Every colour is a CSS variable, so that one drawing serves the light page, the dark one and paper.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

import altair as alt

from cobden.report import render

INK, SOFT, RULE = "var(--ink)", "var(--soft)", "var(--rule)"
GAIN, LOSS, NONE, PAPER = "var(--gain)", "var(--loss)", "var(--none)", "var(--paper)"
SERIES = [f"var(--series{n})" for n in range(1, 7)]
SHAPES = ["circle", "triangle-up", "square", "diamond", "cross", "triangle-down"]
DIVERGING = [f"var(--map{n})" for n in range(1, 9)]

CONFIG = {
    "background": None,
    "font": "'Source Sans 3', 'Liberation Sans', Arial, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT, "titleColor": SOFT, "labelFontSize": 11.5, "titleFontSize": 11.5,
        "titleFontWeight": "normal", "gridColor": RULE, "domain": False, "ticks": False,
        "labelPadding": 6,
    },
    "axisY": {"labelColor": INK, "grid": False, "labelLimit": 200},
    "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": 600, "labelPadding": 6},
    "legend": {
        "labelColor": INK, "titleColor": SOFT, "labelFontSize": 11.5, "titleFontSize": 11.5,
        "titleFontWeight": "normal", "symbolSize": 60, "labelLimit": 460,
    },
    "title": {"color": INK, "fontSize": 12, "fontWeight": 600, "anchor": "start"},
}  # fmt: skip

OUTLINES = {"outline": "world", "states": "usa"}  # names of data, and their files


def svg(chart: alt.TopLevelMixin) -> str:
    """Return the chart as an SVG element that fits its column."""
    return render.svg(spec_of(chart))


def spec_of(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """Return the chart as the renderer takes it, in the page's style and with its map's outline."""
    spec = chart.to_dict(validate=False) | {"config": CONFIG}
    told = str(spec)
    for name, file in OUTLINES.items():
        if f"'name': '{name}'" in told:  # the renderer takes its time over all data
            spec.setdefault("datasets", {})[name] = _outline(file)
    return spec


@cache
def _outline(name: str) -> dict[str, Any]:
    """Return a map's outline: given to the renderer by name, as altair is slow to copy it."""
    path = files("cobden.report") / f"data/{name}.topojson"
    return json.loads(path.read_text(encoding="utf-8"))
