"""The picture of `growth`: three panels on logarithmic axes, for light pages and dark ones."""

from typing import Any

import altair as alt

from cobden.report import render

TITLES = {
    "economies": "economies (28 sectors, U4)",
    "sectors": "sectors (81 economies, U4)",
    "lines": "lines that have a rate of their own (81 x 28)",
}
# Okabe and Ito's colours, which the colour-blind tell apart, in two strengths.
STYLE = """<style>
:root { --ink: #222; --soft: #666; --rule: #ddd; --one: #0072b2; --two: #d55e00; --three: #00795a;
  --four: #b0568c; --least: #777; }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --soft: #aaa; --rule: #444;
  --one: #56b4e9; --two: #f0954d; --three: #3fd0a4; --four: #e59cc6; --least: #999; } }
</style>"""
# Colour, mark, dashes, and how far a line's name stands below its end.
SERIES = {
    "floor": ("--least", "stroke", [4, 3], 0),
    "equilibrium": ("--one", "circle", [1, 0], 5),
    "with gradient": ("--two", "square", [1, 0], -5),
    "floor, U4": ("--least", "stroke", [4, 3], 0),
    "floor, CP": ("--least", "stroke", [4, 3], 0),
    "US optimum, U4": ("--three", "triangle-up", [1, 0], 42),
    "US optimum, CP": ("--four", "diamond", [1, 0], 0),
    "Nash, U4": ("--one", "cross", [1, 0], 0),
}
POWERS = [10.0**power for power in range(-1, 6)]


def picture(figures: list[tuple[str, int, str, str, float]]) -> str:
    """Return the drawing as SVG."""
    rows = [
        {
            "panel": panel,
            "size": size,
            "what": f"{what}, {name}" if panel == "lines" else what,
            "milliseconds": 1000 * seconds,
        }
        for panel, size, name, what, seconds in figures
    ]
    panels = [
        panel(name, [row for row in rows if row["panel"] == name])
        for name in TITLES
    ]  # fmt: skip
    chart = alt.hconcat(*panels, spacing=14).resolve_scale(
        color="independent", shape="independent", strokeDash="independent"
    )
    config = {
        "background": None,
        "font": "'Source Sans 3', 'Liberation Sans', Arial, sans-serif",
        "view": {"stroke": None},
        "axis": {"labelColor": "var(--soft)", "titleColor": "var(--ink)", "labelFontSize": 12,
                 "titleFontSize": 12, "titleFontWeight": "normal", "gridColor": "var(--rule)",
                 "domain": False, "ticks": False, "labelPadding": 6},
    }  # fmt: skip
    drawn = render.svg(chart.to_dict() | {"config": config})
    at = drawn.index(">") + 1
    return drawn[:at] + STYLE + drawn[at:] + "\n"


def panel(name: str, rows: list[dict[str, Any]]) -> alt.LayerChart | alt.FacetChart:
    """Return one panel, each line with its name at the end."""
    present = [what for what in SERIES if any(row["what"] == what for row in rows)]
    sizes = sorted({row["size"] for row in rows})
    marked = [1, 10, 100, 1000, 10_000, 100_000] if name == "lines" else sizes
    x = alt.X(
        "size:Q",
        title=TITLES[name],
        scale=alt.Scale(type="log", domain=[sizes[0], sizes[-1]]),
        axis=alt.Axis(values=marked, format=",d"),
    )
    y = alt.Y(
        "milliseconds:Q",
        title="milliseconds, warm" if name == "economies" else None,
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=POWERS, format=",~f"),
    )

    def told(column: int) -> alt.Scale:
        values = [SERIES[what][column] for what in present]
        return alt.Scale(domain=present, range=values)

    colours = [f"var({SERIES[what][0]})" for what in present]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=x,
        y=y,
        color=alt.Color("what:N", legend=None, scale=alt.Scale(domain=present, range=colours)),
    )
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash("what:N", legend=None, scale=told(2))
    )
    points = base.mark_point(filled=True, size=55, opacity=1).encode(
        shape=alt.Shape("what:N", legend=None, scale=told(1))
    )
    words = [
        base.transform_filter(alt.datum.what == what)
        .transform_filter(alt.datum.size == max(r["size"] for r in rows if r["what"] == what))
        .mark_text(
            align="right" if "optimum" in what else "left",
            dx=-9 if "optimum" in what else 9,
            dy=SERIES[what][3],
            fontSize=12,
        )
        .encode(text="what:N")
        for what in present
    ]
    return alt.layer(lines, points, *words).properties(width=235, height=300)
