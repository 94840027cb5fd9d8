"""The brief's charts, in the page's style.

Each mark carries its figures as a description: a screen reader reads it, and the page shows it as
a tooltip.
"""

from typing import Any

import altair as alt

from cobden.report.chart_room import LINES, PHONE, WIDE, ChartRoom, Rows, folded, wrapped
from cobden.report.chart_style import (
    DIVERGING,
    GAIN,
    INK,
    LOSS,
    NONE,
    PAPER,
    RULE,
    SERIES,
    SHAPES,
    SOFT,
)
from cobden.report.words import number

FLATTENS = 4.0
"""Where the effects of one state are so many times another's, each gets a scale of its own."""

SIGN = alt.ColorValue(GAIN, condition={"test": "datum.value < 0", "value": LOSS})


def welfare(economies: Rows, states: list[str], room: ChartRoom = WIDE) -> alt.TopLevelMixin:
    """Real income by economy, a panel for each state, with its range.

    Columns: name, state (title), value, low, high (%), label.
    """
    across = min(len(states), room.across)
    economies, states = wrapped(economies, states, room.plot * 96 // 620 // across)
    economies = folded(economies, room.letters)
    order = _order(economies, "name")

    def reach(rows: Rows) -> tuple[float, float]:
        low, high = (f(row["value"] for row in rows) for f in (min, max))
        room = 0.35 * (high - low) or 1.0
        return low - room, high + room

    found = {state: [row for row in economies if row["state"] == state] for state in states}
    ends = {state: reach(rows) for state, rows in found.items()}
    sizes = [high - low for low, high in ends.values()]
    if max(sizes) < FLATTENS * min(sizes):
        ends = dict.fromkeys(states, reach(economies))

    def panel(place: int, state: str) -> Any:
        labels = alt.Axis(labelExpr=LINES) if place % across == 0 else None
        y = alt.Y("name:N", sort=order, title=None, axis=labels)
        scale = alt.Scale(domain=list(ends[state]), nice=False)
        x = alt.X("value:Q", title="real income, %", scale=scale, axis=alt.Axis(tickCount=4))
        bars = (
            alt.Chart()
            .mark_bar(height=9)
            .encode(x=x, y=y, description=alt.Description("label:N"), color=SIGN)
        )
        spans = (
            alt.Chart()
            .mark_rule(aria=False, color=INK, clip=True)
            .encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y)
        )
        arrows = _beyond(*ends[state], y)
        layers = alt.layer(_zero(), bars, spans, *arrows, data=_data(found[state]))
        title = alt.Title(state.split("\n"), anchor="middle")
        return layers.properties(
            width=room.plot / across, height=room.row(19, order) * len(order), title=title
        )

    panels = [panel(place, state) for place, state in enumerate(states)]
    return alt.concat(*panels, columns=across, spacing=16)


def _beyond(low: float, high: float, y: alt.Y) -> list[alt.Chart]:
    """Return arrows at the ends of a picture beyond which a range goes on."""
    sides = (("datum.low < ", "triangle-left", low), ("datum.high > ", "triangle-right", high))
    return [
        alt.Chart()
        .mark_point(aria=False, shape=shape, filled=True, size=40, color=INK, opacity=1)
        .transform_filter(f"{test}{end}")
        .encode(x=alt.XDatum(end), y=y)
        for test, shape, end in sides
    ]


def sectors(changes: Rows, states: list[str], room: ChartRoom = WIDE) -> alt.TopLevelMixin:
    """One economy's output by sector in every state. Columns: name, state, value (%), label."""
    changes, states = wrapped(folded(changes, room.letters), states, room.legend)
    order = _order(changes, "name")
    points = (
        alt.Chart()
        .mark_point(filled=True, size=55, opacity=1)
        .encode(
            x=alt.X("value:Q", title="output, %"),
            y=alt.Y(
                "name:N",
                sort=order,
                title=None,
                axis=alt.Axis(labelExpr=LINES),
            ),
            color=alt.Color("state:N", scale=_series(states), legend=_legend(room)),
            shape=alt.Shape("state:N", scale=_shapes(states)),
            description=alt.Description("label:N"),
        )
    )
    spans = (
        alt.Chart()
        .mark_rule(aria=False, color=RULE, strokeWidth=2)
        .encode(x=alt.X("min(value):Q"), x2=alt.X2("max(value):Q"), y=alt.Y("name:N", sort=order))
    )
    return alt.layer(_zero(), spans, points, data=_data(changes)).properties(
        width=room.fit(500), height=room.row(21, order) * len(order)
    )


def shares(market: Rows, title: str) -> alt.TopLevelMixin:
    """One market's origins, change of share. Columns: name, value (points), text, label."""
    order = _order(market, "name")
    lowest, highest = (f(0.0, *(row["value"] for row in market)) for f in (min, max))
    reach = highest - lowest or 1.0
    y = alt.Y("name:N", sort=order, title=None)
    x = alt.X(
        "value:Q",
        title="points",
        scale=alt.Scale(domain=[lowest - 0.05 * reach, highest + 0.9 * reach]),
        axis=alt.Axis(tickCount=4),
    )
    bars = (
        alt.Chart()
        .mark_bar(height=10)
        .encode(x=x, y=y, color=SIGN, description=alt.Description("label:N"))
    )
    texts = (  # right of zero at least: left of it, long ones would run into names
        alt.Chart()
        .mark_text(aria=False, align="left", dx=5, fontSize=11, color=SOFT)
        .transform_calculate(value="max(datum.value, 0)")
        .encode(x=x, y=y, text=alt.Text("text:N"))
    )
    return alt.layer(_zero(), bars, texts, data=_data(market)).properties(
        width=165, height=20 * len(order), title=title
    )


def ranges(
    variants: Rows, states: list[str], names: list[str], room: ChartRoom = WIDE
) -> alt.TopLevelMixin:
    """Every variant of real income: a panel for each economy, a row for each state.

    Columns: name, state, value (%), closure, label, main (whether it is the brief's own variant).
    """
    variants, states = wrapped(variants, states, min(27, room.letters))
    variants = folded(variants, room.legend, "closure")
    closures = _order(variants, "closure")
    x = alt.X("value:Q", title="real income, %", axis=alt.Axis(tickCount=4))

    def panel(name: str) -> Any:
        first = name == names[0] or room is PHONE
        labels = alt.Axis(labelLimit=230, labelExpr=LINES) if first else None
        y = alt.Y("state:N", sort=states, title=None, axis=labels)
        dots = (
            alt.Chart()
            .mark_point(filled=True, size=34, opacity=0.85)
            .encode(
                x=x,
                y=y,
                yOffset=alt.YOffset("closure:N", sort=closures),
                color=alt.Color("closure:N", scale=_series(closures), legend=_legend(room)),
                shape=alt.Shape("closure:N", scale=_shapes(closures)),
                description=alt.Description("label:N"),
            )
        )
        main = (
            alt.Chart()
            .mark_tick(color=INK, thickness=2, size=40)
            .encode(x=x, y=y, description=alt.Description("label:N"))
            .transform_filter("datum.main")
        )
        chosen = _data([row for row in variants if row["name"] == name])
        return alt.layer(_zero(), dots, main, data=chosen).properties(
            width=room.fit(196), height=50 * len(states), title=name
        )

    return alt.concat(*map(panel, names), columns=room.across, spacing=22)


def bands(outcomes: Rows, title: str, room: ChartRoom = WIDE) -> alt.TopLevelMixin:
    """Outcomes over many draws: 90% thin, the middle half thick, the median a tick.

    Columns: name, low, lower, value, upper, high, label.
    """
    outcomes = folded(outcomes, room.letters)
    order = _order(outcomes, "name")
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelExpr=LINES))
    x = alt.X("low:Q", title=title, axis=alt.Axis(tickCount=5))
    thin = (
        alt.Chart()
        .mark_rule(aria=False, color=SOFT, strokeWidth=1.5)
        .encode(x=x, x2=alt.X2("high:Q"), y=y)
    )
    thick = (
        alt.Chart()
        .mark_bar(aria=False, height=9, color=SERIES[0])
        .encode(x=alt.X("lower:Q"), x2=alt.X2("upper:Q"), y=y)
    )
    tick = alt.Chart().mark_tick(color=INK, thickness=2.5, height=15).encode(
        x=alt.X("value:Q"), y=y, description=alt.Description("label:N")
    )  # fmt: skip
    layers = alt.layer(_zero(), thin, thick, tick, data=_data(outcomes))
    return layers.properties(width=room.fit(400), height=room.row(26, order) * len(order))


def world(values: Rows, bounds: list[float]) -> alt.TopLevelMixin:
    """The world, each economy in the colour of its value. Columns: economy (alpha-3), value, label.

    ``bounds`` are the seven limits between the eight colours.
    """
    layers = _coloured("outline", "countries", values, "economy", bounds)
    return layers.project("equalEarth", rotate=[-150, 0, 0]).properties(width=860, height=380)


def states(values: Rows, bounds: list[float]) -> alt.TopLevelMixin:
    """The United States, each state in the colour of its value. Columns: place, value, label.

    ``place`` is the postal code; ``bounds`` are the seven limits between the eight colours.
    """
    layers = _coloured("states", "states", values, "place", bounds)
    return layers.project("identity", reflectY=False).properties(width=620, height=390)


def _coloured(data: str, feature: str, values: Rows, key: str, bounds: list[float]) -> Any:
    """Return an outline with each shape in the colour of its value."""
    outline = alt.NamedData(data, format=alt.TopoDataFormat(feature=feature, type="topojson"))
    colour = alt.Color(
        "value:Q",
        scale=alt.Scale(type="threshold", domain=bounds, range=DIVERGING),
        legend=None,
    )
    land = alt.Chart(outline).mark_geoshape(fill=NONE, stroke=PAPER, strokeWidth=0.5)
    known = (
        alt.Chart(outline)
        .mark_geoshape(stroke=PAPER, strokeWidth=0.5)
        .encode(color=colour, description=alt.Description("label:N"))
        .transform_lookup("id", alt.LookupData(_data(values), key, ["value", "label"]))
        .transform_filter("isValid(datum.value)")
    )
    return alt.layer(land, known)


def flows(changes: Rows, bounds: list[float], room: ChartRoom = WIDE) -> alt.TopLevelMixin:
    """Who sells how much more, or less, to whom.

    Columns: exporter, importer, value (billion dollars), text, label.
    """
    narrow = room is PHONE
    if narrow:  # its cells have no room for the decimals of hundreds
        changes = [
            row | {"text": number(row["value"], 0, signed=True)} if len(row["text"]) > 5 else row
            for row in changes
        ]
    exporters = _order(changes, "exporter")
    importers = _order(changes, "importer")
    base = alt.Chart(_data(changes)).encode(
        x=alt.X(
            "importer:N",
            sort=importers,
            title="buyer",
            axis=alt.Axis(
                orient="top", labelAngle=-90 if narrow else -35, labelColor=INK, domain=False
            ),
        ),
        y=alt.Y(
            "exporter:N",
            sort=exporters,
            title="seller",
            axis=alt.Axis(titleAngle=0, titleAlign="right", titleY=-8, titleX=-6)
            if narrow
            else alt.Axis(),
        ),
    )
    scale = alt.Scale(type="threshold", domain=bounds, range=DIVERGING)
    cells = base.mark_rect(stroke=PAPER, strokeWidth=1.5).encode(
        color=alt.Color("value:Q", scale=scale, legend=None), description=alt.Description("label:N")
    )
    strong = f"abs(datum.value) >= {bounds[-2]}"
    text = base.mark_text(aria=False, fontSize=11).encode(
        text=alt.Text("text:N"),
        color=alt.ColorValue(INK, condition={"test": strong, "value": "var(--on-map)"}),
    )
    return (cells + text).properties(width=room.cell * len(importers), height=32 * len(exporters))


def running(totals: Rows, room: ChartRoom = WIDE) -> alt.TopLevelMixin:
    """Running totals over months: a panel for each question, a line for each economy.

    Columns: question, name (economy), day (YYYY-MM-DD), value (million dollars), label.
    """
    totals = folded(totals, room.heading, "question")
    names = _order(totals, "name")
    base = alt.Chart().encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %y", tickCount=5, grid=False)),
        y=alt.Y("value:Q", title="million dollars so far", axis=alt.Axis(tickCount=5, grid=True)),
        color=alt.Color("name:N", scale=_series(names), legend=_legend(room)),
    )
    points = base.mark_point(filled=True, size=26, opacity=1).encode(
        shape=alt.Shape("name:N", scale=_shapes(names)), description=alt.Description("label:N")
    )
    zero = alt.Chart().mark_rule(aria=False, color=SOFT, strokeWidth=1).encode(y=alt.YDatum(0))
    panel = alt.layer(zero, base.mark_line(strokeWidth=1.6), points, data=_data(totals)).properties(
        width=_panel(room), height=200
    )
    questions = alt.Facet(
        "question:N",
        sort=_order(totals, "question"),
        title=None,
        header=alt.Header(labelExpr=LINES),
    )
    return panel.facet(questions, columns=min(2, room.across), spacing=26).resolve_scale(
        x="independent", y="independent"
    )


def by_year(rows: Rows, room: ChartRoom = WIDE) -> alt.TopLevelMixin:
    """Outcomes by year: a panel for each, a line for each economy, a band where draws were made.

    Columns: outcome, name (economy), year, value (%), low, high (of the band), label.
    """
    rows = folded(rows, room.heading, "outcome")
    economies = _order(rows, "name")
    base = alt.Chart().encode(
        x=alt.X("year:Q", title=None, axis=alt.Axis(format="d", tickCount=6, grid=False)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5, grid=True)),
        color=alt.Color("name:N", scale=_series(economies), legend=_legend(room, opacity=1)),
    )
    points = base.mark_point(filled=True, size=26, opacity=1).encode(
        shape=alt.Shape("name:N", scale=_shapes(economies)), description=alt.Description("label:N")
    )
    zero = alt.Chart().mark_rule(aria=False, color=SOFT, strokeWidth=1).encode(y=alt.YDatum(0))
    line = base.mark_line(strokeWidth=1.6)
    band = base.mark_area(opacity=0.16).encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    panel = alt.layer(zero, band, line, points, data=_data(rows))
    outcomes = alt.Facet(
        "outcome:N", sort=_order(rows, "outcome"), title=None, header=alt.Header(labelExpr=LINES)
    )
    return (
        panel.properties(width=_panel(room), height=180)
        .facet(outcomes, columns=min(2, room.across), spacing=26)
        .resolve_scale(y="independent")
    )


def _data(rows: Rows) -> alt.InlineData:
    """Return a chart's data, as a tuple: altair copies a list with each layer that is put on it."""
    return alt.InlineData(tuple(rows))


def _order(rows: Rows, key: str) -> list[str]:
    return list(dict.fromkeys(row[key] for row in rows))


def _zero() -> alt.Chart:
    return alt.Chart().mark_rule(aria=False, color=SOFT, strokeWidth=1).encode(x=alt.XDatum(0))


def _series(names: list[str]) -> alt.Scale:
    return alt.Scale(domain=names, range=SERIES[: len(names)])


def _shapes(names: list[str]) -> alt.Scale:
    return alt.Scale(domain=names, range=SHAPES[: len(names)])


def _panel(room: ChartRoom) -> int:
    """Return the width of a panel over time, which has no names beside it."""
    return 360 if room is WIDE else room.plot + 60


def _legend(room: ChartRoom, opacity: float | None = None) -> alt.Legend:
    return alt.Legend(
        title=None, orient="bottom", direction="vertical", columns=min(2, room.across),
        labelExpr=LINES, labelLimit=460,
        symbolOpacity=alt.Undefined if opacity is None else opacity,
    )  # fmt: skip
