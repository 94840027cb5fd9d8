"""Charts of a negotiation: the frontier with named packages on it, and what items are worth."""

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from cobden.base.errors import Infeasible
from cobden.report import render
from cobden.talks.bargaining import rational

if TYPE_CHECKING:
    from cobden.talks.talks import Talks


@dataclass(frozen=True)
class Palette:
    """Colours of one look; series colours stay apart for the colour-blind (Okabe & Ito 2008)."""

    paper: str
    ink: str
    soft: str
    rule: str
    cloud: str
    first: str
    second: str
    accent: str


LIGHT = Palette(
    "#ffffff", "#1b1f24", "#5b6570", "#d8dde3", "#c3cad2", "#0072b2", "#d55e00", "#009e73"
)
DARK = Palette(
    "#14181d", "#eef1f4", "#a3adb8", "#333b45", "#48525e", "#56b4e9", "#e69f00", "#2fcf9f"
)
PAGE = Palette(
    *("var(--paper)", "var(--ink)", "var(--soft)", "var(--rule)", "var(--none)"),
    *("var(--series1)", "var(--series3)", "var(--series4)"),
)
"""The page's own colours, light and dark and on paper."""
LEGEND = alt.Legend(title=None, orient="bottom")


@dataclass(frozen=True)
class ChartArea:
    """What a chart fills, in pixels, and how many characters its lines of words take.

    ``shown`` packages are drawn behind the frontier: a sample, evenly spaced through the space.
    """

    frontier: tuple[int, int]
    bars: int
    row: int
    words: int
    label: int
    shown: int


WIDE = ChartArea((620, 360), bars=400, row=38, words=90, label=60, shown=3000)
PHONE = ChartArea((300, 300), bars=165, row=62, words=58, label=24, shown=1000)


def frontier(
    talks: "Talks",
    *,
    solutions: tuple[str, ...] = ("nash",),
    palette: Palette = LIGHT,
    room: ChartArea = WIDE,
) -> alt.TopLevelMixin:
    """Draw all that could be signed, its frontier, the zone, and the packages with a name."""
    one, other = talks.parties
    titles = [talks.table.parties[key].title for key in (one, other)]
    points = _named_points(talks, solutions, room)
    edge = talks.frontier()
    line = pd.DataFrame({"x": edge.payoff.values[:, 0], "y": edge.payoff.values[:, 1]})
    every = np.unique(np.linspace(0, len(talks.worth) - 1, room.shown).astype(int))
    cloud = pd.DataFrame(talks.worth[every], columns=["x", "y"])
    cloud["zone"] = np.isin(every, rational(talks.worth, talks.floor))
    zone = pd.DataFrame({"x": [talks.floor[0]], "y": [talks.floor[1]]})
    zone["x2"], zone["y2"] = _reach(talks, points)
    horizontal = f"{titles[0]}: payoff, bn USD a year above how things stand"
    x = alt.X("x:Q", title=textwrap.wrap(horizontal, room.words))
    y = alt.Y("y:Q", title=f"{titles[1]}: payoff")
    layers = [
        alt.Chart(zone).mark_rect(color=palette.accent, opacity=0.1).encode(x, y, x2="x2", y2="y2"),
        alt.Chart(cloud)
        .mark_circle(size=7, color=palette.cloud)
        .encode(x, y, opacity=alt.condition("datum.zone", alt.value(0.9), alt.value(0.45))),
        alt.Chart(line)
        .mark_line(color=palette.ink, strokeWidth=1.6, interpolate="step")
        .encode(x, y, order="x:Q"),
        alt.Chart(points)
        .mark_point(filled=True, size=110, opacity=1, stroke=palette.paper, strokeWidth=1.2)
        .encode(x, y, shape=_shape(), color=_colour(palette)),
    ]
    layers += [_label(points[points["side"] == side], side, palette) for side in ("left", "right")]
    return _look(
        alt.layer(*layers).properties(
            width=room.frontier[0], height=room.frontier[1],
            title=_title(
                "What could be signed",
                [
                    f"{len(talks.space):,} packages within red lines ({len(cloud):,} drawn)",
                    "line: cannot be improved for both; shaded: better for both than no deal",
                ],
                palette, room,
            ),
        ),
        palette,
    )  # fmt: skip


def _reach(talks: "Talks", points: pd.DataFrame) -> tuple[float, float]:
    return (
        float(max(talks.worth[:, 0].max(), points["x"].max())),
        float(max(talks.worth[:, 1].max(), points["y"].max())),
    )


def _named_points(talks: "Talks", solutions: tuple[str, ...], room: ChartArea) -> pd.DataFrame:
    rows = [{"x": 0.0, "y": 0.0, "name": "How things stand", "kind": "no deal"}]
    rows.append(
        {
            "x": talks.outside[0],
            "y": talks.outside[1],
            "name": "Talks break down",
            "kind": "no deal",
        }
    )
    for name in talks.table.packages:
        payoff = talks.payoff(talks.package(name))[0]
        rows.append({"x": payoff[0], "y": payoff[1], "name": _spoken(name), "kind": "package"})
    for solution in solutions:
        try:
            payoff = talks.solve(solution).payoff
        except Infeasible:
            continue  # no package suits every side: there is no point to mark
        rows.append({"x": payoff[0], "y": payoff[1], "name": _spoken(solution), "kind": "solution"})
    points = pd.DataFrame(rows)
    every = np.append(talks.worth[:, 0], points["x"])
    place = room.frontier[0] * (points["x"] - every.min()) / np.ptp(every)
    ends = place + LETTER * points["name"].str.len()
    points["side"] = np.where(ends > room.frontier[0], "left", "right")
    return points


def _label(points: Any, side: str, palette: Palette) -> Any:
    away = -10 if side == "left" else 10
    return (
        alt.Chart(points)
        .mark_text(
            align="right" if side == "left" else "left", dx=away, dy=-9, fontSize=12,
            fontWeight=600, color=palette.ink, stroke=palette.paper, strokeWidth=3,
            strokeOpacity=0.85, strokeJoin="round",
        )
        .encode(x="x:Q", y="y:Q", text="name:N")
        + alt.Chart(points)
        .mark_text(
            align="right" if side == "left" else "left", dx=away, dy=-9, fontSize=12,
            fontWeight=600, color=palette.ink,
        )
        .encode(x="x:Q", y="y:Q", text="name:N")
    )  # fmt: skip


def _spoken(name: str) -> str:
    return name.replace("_", " ").capitalize()


KINDS = ["no deal", "package", "solution"]
LETTER = 8.0
"""Pixels that a letter of a point's name takes, its share of the gap included."""


def _shape() -> alt.Shape:
    shapes = ["cross", "circle", "diamond"]
    return alt.Shape("kind:N", scale=alt.Scale(domain=KINDS, range=shapes), legend=LEGEND)


def _colour(palette: Palette) -> alt.Color:
    colours = [palette.soft, palette.second, palette.first]
    return alt.Color("kind:N", scale=alt.Scale(domain=KINDS, range=colours), legend=LEGEND)


def item_values(
    talks: "Talks", chosen: str, *, palette: Palette = LIGHT, room: ChartArea = WIDE
) -> alt.TopLevelMixin:
    """Draw the Shapley value of each item of a package to both sides, in one row for each item."""
    values = talks.value(chosen)
    titles = {key: talks.table.parties[key].title for key in talks.parties}
    table = values.shapley.to_series().rename("value").reset_index()
    table["party"] = table["party"].map(titles)
    levels = dict(zip(values["item"].values, values["level"].values, strict=True))
    items = talks.table.items
    table["item"] = [
        "\n".join(
            textwrap.fill(text, room.label)
            for text in (items[name].title, items[name].levels[levels[name]].title)
        )
        for name in table["item"]
    ]
    order = list(table.groupby("item")["value"].sum().sort_values(ascending=False).index)
    table["text"] = [f"{value:+.2f}".replace("-", "−") for value in table["value"]]
    domain, colours = list(titles.values()), [palette.first, palette.second]
    y = alt.Y("item:N", sort=order, title=None, axis=_lines(order))
    offset = alt.YOffset("party:N", sort=domain)
    reach = float(table["value"].abs().max()) * 1.3
    scale = alt.Scale(domain=[min(-0.4 * reach, float(table["value"].min()) * 1.35), reach])
    x = alt.X("value:Q", title="Shapley value, bn USD a year", scale=scale)
    colour = alt.Color("party:N", scale=alt.Scale(domain=domain, range=colours), legend=LEGEND)
    bars = alt.Chart(table).mark_bar(height=10).encode(x, y, offset, colour)
    zero = (
        alt.Chart(pd.DataFrame({"value": [0.0]})).mark_rule(color=palette.soft).encode(x="value:Q")
    )
    words: list[Any] = [
        alt.Chart(table[(table["value"] >= 0) == up])
        .mark_text(align="left" if up else "right", dx=4 if up else -4, fontSize=11,
                   color=palette.ink)
        .encode(x, y, offset, text="text:N")
        for up in (True, False)
    ]  # fmt: skip
    total = talks.payoff(talks.package(chosen))[0]
    summed = ", ".join(f"{name} {value:+.2f}" for name, value in zip(domain, total, strict=True))
    return _look(
        alt.layer(bars, zero, *words).properties(
            width=room.bars, height=room.row * len(order),
            title=_title(
                f"{_spoken(chosen)}: what each item is worth",
                [f"items sum to the package: {summed}".replace("-", "−")], palette, room,
            ),
        ),
        palette,
    )  # fmt: skip


LINE = 12.0
"""Pixels between the lines of a label."""


def _lines(labels: list[str]) -> alt.Axis:
    """Return an axis whose labels are set on several lines, about the middle of their row."""
    below = sum(label.count("\n") for label in labels) / len(labels)
    return alt.Axis(
        labelLimit=360, labelExpr="split(datum.label, '\\n')", labelOffset=-LINE * below / 2
    )


def _title(text: str, below: list[str], palette: Palette, room: ChartArea) -> alt.TitleParams:
    lines = [line for words in below for line in textwrap.wrap(words, room.words)]
    return alt.TitleParams(
        text, subtitle=lines, anchor="start", fontSize=15, color=palette.ink, offset=12,
        subtitleColor=palette.soft, subtitleFontSize=12,
    )  # fmt: skip


def _look(chart: Any, palette: Palette) -> alt.TopLevelMixin:
    return (
        chart.configure(background=palette.paper, padding=14, font="Liberation Sans, Arial")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=palette.rule, domain=False, ticks=False, labelColor=palette.soft,
            titleColor=palette.soft, titleFontWeight="normal", labelPadding=6, titlePadding=10,
        )
        .configure_axisY(labelColor=palette.ink)
        .configure_legend(
            labelColor=palette.ink, orient="bottom", symbolSize=90, labelFontSize=12
        )
    )  # fmt: skip


def write(talks: "Talks", folder: Path, chosen: str) -> list[Path]:
    """Write both charts, light and dark, as SVG and PNG, and return the paths."""
    paths = []
    for look, palette in (("light", LIGHT), ("dark", DARK)):
        charts = {"frontier": frontier(talks, palette=palette)}
        charts["items"] = item_values(talks, chosen, palette=palette)
        for name, chart in charts.items():
            for kind in ("svg", "png"):
                paths.append(render.save(chart, folder / f"talks-{name}-{look}.{kind}"))
    return paths
