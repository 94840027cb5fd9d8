"""A picture of a rate over time: its layers day by day, and what changed."""

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt

from cobden.base.errors import InputError
from cobden.report import render

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cobden.measures.history import Period

FORMATS = (".svg", ".png", ".pdf", ".html", ".json")
WIDTH, LABEL = 720, 32  # pixels: the picture, and a figure over a bar
INK, SOFT, RULE = "#222222", "#595959", "#dddddd"


def draw(
    periods: "Sequence[Period]", title: str, colour: "Callable[[str], str]"
) -> alt.TopLevelMixin:
    """Return the chart: points by layer, stacked, from the first day to the last."""
    rows = _stacked(periods)
    notes = [
        {"from": str(period.start), "text": f"{period.rate.all_in:.1f}%",
         "at": sum(layer.points for layer in period.rate.layers if layer.points > 0)}
        for period in _labelled(periods)
    ]  # fmt: skip
    order = list(dict.fromkeys(row["layer"] for row in rows))
    day: Any = alt.X(
        "from:T",
        title=None,
        axis=alt.Axis(format="%b %Y", labelAngle=0, tickCount=8, labelOverlap=True),
    )
    bars = (
        alt.Chart(alt.Data(values=rows))
        .mark_rect(stroke="white", strokeWidth=0.4)
        .encode(
            x=day,
            x2="until:T",
            y=alt.Y("low:Q", title="% of customs value"),
            y2="high:Q",
            color=alt.Color(
                "layer:N",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order, range=[colour(name) for name in order]),
                legend=alt.Legend(orient="bottom", columns=3, labelLimit=300),
            ),
        )
    )
    words = (
        alt.Chart(alt.Data(values=notes))
        .mark_text(align="left", baseline="bottom", dx=2, dy=-2, fontSize=10, color=INK)
        .encode(x=day, y="at:Q", text="text:N")
    )
    return alt.layer(bars, words).properties(
        width=WIDTH,
        height=300,
        title=alt.Title(title, anchor="start", color=INK),
        background="white",
    )


def _stacked(periods: "Sequence[Period]") -> list[dict[str, Any]]:
    """Return a row for each layer of each period, from where the one below it ends."""
    rows = []
    for period in periods:
        total = 0.0
        for layer in period.rate.layers:
            if layer.points > 0:
                rows.append(
                    {"from": str(period.start), "until": str(period.end), "layer": layer.authority,
                     "low": total, "high": total + layer.points}
                )  # fmt: skip
                total += layer.points
    return rows


def _labelled(periods: "Sequence[Period]") -> "list[Period]":
    """Return the periods with room for a figure over them, and the one of the highest rate."""
    known = [p for p in periods if isfinite(p.rate.all_in)]
    room = (periods[-1].end - periods[0].start) * LABEL / WIDTH
    top = max(known, key=lambda p: p.rate.all_in, default=None)
    return [p for p in known if p is top or p.end - p.start >= room]


def save(chart: Any, path: str | Path) -> Path:
    """Write the chart in the form that the path's name ends in. Raises ``InputError``."""
    path = Path(path)
    if path.suffix not in FORMATS:
        raise InputError(
            f"no picture is written as '{path.suffix or path.name}'.",
            where=str(path),
            remedy=f"End its name with {', '.join(FORMATS)}.",
        )
    styled = chart.configure_axis(
        labelColor=SOFT, titleColor=SOFT, gridColor=RULE, domain=False, ticks=False
    ).configure_view(stroke=None).configure_legend(labelColor=INK)  # fmt: skip
    return render.save(styled, path)
