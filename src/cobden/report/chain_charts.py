"""Pictures of a chain's outcome: prices and flows over time, who ships to whom, what binds."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from cobden.chains.chain_outcome import ChainOutcome
from cobden.chains.replay import modelled
from cobden.chains.rows import Replay
from cobden.chains.units import dollars
from cobden.report import names

# Okabe & Ito (2008): told apart by colour-blind readers, on white and on black.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#999999")
INK = {"light": "#222222", "dark": "#eeeeee"}
_PAPER = {"light": "#ffffff", "dark": "#1b1b1b"}


def price_paths(
    outcome: ChainOutcome, goods: Sequence[str], places: Sequence[str], *, theme: str = "light"
) -> alt.TopLevelMixin:
    """Return the price of some goods at some places over time, measures marked; log scale.

    Places where a good costs the same, to a hundredth, share a line.
    """
    titles = {good.name: good.title or good.name for good in outcome.chain.goods}
    units = {good.name: good.unit for good in outcome.chain.goods}
    panels = []
    for good in goods:
        frame = _paths(outcome.data.price.sel(good=good, place=list(places)))
        panels.append(
            _lines(
                outcome, frame, "place", "price", title=titles[good],
                axis=f"{outcome.chain.money} per {units[good]}", theme=theme, log=True,
            )
        )  # fmt: skip
    joined = alt.vconcat(*panels, spacing=18)
    return themed(joined.resolve_scale(color="independent", strokeDash="independent"), theme)


def _paths(price: Any) -> Any:
    """Return the paths of ``price`` [place, period] that differ: columns place, period, price."""
    shared: dict[int, list[str]] = {}
    for row, name in enumerate(map(str, price.place.values)):
        same = (
            at for at in shared
            if np.allclose(price.values[at], price.values[row], rtol=0.01, equal_nan=True)
        )  # fmt: skip
        shared.setdefault(next(same, row), []).append(name)
    paths = [
        pd.DataFrame({"place": ", ".join(names), "period": price.period, "price": price.values[at]})
        for at, names in shared.items()
    ]
    return pd.concat(paths).dropna()


def against_what_happened(
    outcome: ChainOutcome, replay: Replay, *, theme: str = "light"
) -> alt.TopLevelMixin:
    """Return the model's exports or price beside an observed series, measures marked."""
    unit = next(item.unit for item in outcome.chain.observed if item.series == replay.series)
    axis = unit if replay.price_at else f"{unit} per period"
    chart = _lines(
        outcome, replayed(outcome, replay), "source", "quantity", title=replay.series,
        axis=axis, theme=theme, zero=True,
    )  # fmt: skip
    return themed(chart, theme)


def replayed(outcome: ChainOutcome, replay: Replay) -> Any:
    """Return what the model says and what was observed, by period: columns source, quantity.

    What was observed over several months together is left to the table of replays.
    """
    model = modelled(outcome, replay)
    told = {i.month: i.value for i in outcome.chain.observed if i.series == replay.series}
    observed = pd.Series({month: told[month] for month in model.index if month in told})
    columns = ["period", "source", "quantity"]
    return pd.concat(
        [
            pd.DataFrame({"period": s.index, "source": name, "quantity": s.to_numpy()})[columns]
            for name, s in (("model", model), ("what happened", observed))
        ]
    )


def _lines(
    outcome: ChainOutcome, frame: Any, colour: str, value: str, *, title: str, axis: str,
    theme: str, log: bool = False, zero: bool = False,
) -> Any:  # fmt: skip
    """Lines over time with the measures as numbered rules, named in the subtitle."""
    frame = frame.assign(day=pd.to_datetime(frame.period + "-01"))
    scale = alt.Scale(type="log", nice=False) if log else alt.Scale(zero=zero)
    order = list(dict.fromkeys(frame[colour]))
    shape = alt.StrokeDash(f"{colour}:N", legend=None, sort=order)
    lines = (
        alt.Chart(frame)
        .mark_line(point=True, strokeWidth=2)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %y", grid=False)),
            y=alt.Y(f"{value}:Q", title=axis, scale=scale),
            color=alt.Color(
                f"{colour}:N", title=None, sort=order, scale=alt.Scale(range=list(PALETTE))
            ),
            strokeDash=shape,
        )
    )
    marks = pd.DataFrame(
        [
            {"day": pd.Timestamp(day), "mark": f"{number}{suffix}"}
            for number, measure in enumerate(outcome.measures, start=1)
            for day, suffix in ((measure.start, ""), (measure.end, " ends"))
            if day is not None and frame.day.min() <= pd.Timestamp(day) <= frame.day.max()
        ],
        columns=["day", "mark"],
    )
    # Marks close to each other share a label, or they would overprint each other.
    marks = marks.astype({"day": "datetime64[ns]"}).sort_values("day", kind="stable")
    near = 0.06 * (frame.day.max() - frame.day.min())
    groups = (marks.day.diff() > near).cumsum()
    marks = marks.groupby(groups).agg({"day": "min", "mark": ", ".join})
    ink = INK[theme]
    rules = alt.Chart(marks).mark_rule(color=ink, strokeDash=[3, 3], opacity=0.7).encode(x="day:T")
    labels = (
        alt.Chart(marks)
        .mark_text(align="left", baseline="top", dx=3, dy=2, color=ink, fontSize=10)
        .encode(x="day:T", y=alt.value(0), text="mark:N")
    )
    named = [f"{number} {m.name}" for number, m in enumerate(outcome.measures, start=1)]
    text = alt.TitleParams(title, subtitle=_wrapped(named), anchor="start", fontSize=13)
    return alt.layer(lines, rules, labels).properties(width=620, height=210, title=text)


def _wrapped(parts: Sequence[str], width: int = 95) -> list[str]:
    lines = [""]
    for part in parts:
        joined = f"{lines[-1]};  {part}" if lines[-1] else part
        if len(joined) > width:
            lines.append(part)
        else:
            lines[-1] = joined
    return lines


def cargoes(
    outcome: ChainOutcome, good: str, *, most: int = 7, theme: str = "light"
) -> alt.TopLevelMixin:
    """Return who ships how much to whom, before and after the measures: two Sankey diagrams.

    The smallest exporters and importers beyond ``most`` are put together.
    """
    window = outcome.since
    frames = [
        data.flow.sel(good=good, period=window).sum("period").to_pandas()
        for data in (outcome.baseline, outcome.data)
    ]
    kept = [_largest(frames[0] + frames[1], most, axis=axis) for axis in (0, 1)]
    unit = next(item.unit for item in outcome.chain.goods if item.name == good)
    top = max(float(frame.to_numpy().sum()) for frame in frames)
    panels = [
        _sankey(_grouped(frame, kept), title, unit, top, theme)
        for frame, title in zip(frames, ("before", "under the measures"), strict=True)
    ]
    joined = alt.hconcat(*panels, spacing=40)
    name = next(item.title or item.name for item in outcome.chain.goods if item.name == good)
    title = f"Shipments of {name} since {window.start}, {unit}"
    return themed(joined.properties(title=alt.TitleParams(title, anchor="start")), theme)


def _largest(frame: Any, most: int, *, axis: int) -> list[str]:
    totals = frame.sum(axis=1 - axis).sort_values(ascending=False)
    return [str(name) for name in totals[totals > 1e-6 * totals.sum()].index[:most]]


def _grouped(frame: Any, kept: list[list[str]]) -> Any:
    for axis, own in enumerate(kept):
        labels = [name if name in own else "others" for name in frame.axes[axis]]
        whole = frame if axis == 0 else frame.T
        whole = whole.groupby(labels).sum()
        whole = whole.loc[[name for name in [*own, "others"] if name in whole.index]]
        frame = whole if axis == 0 else whole.T
    return frame


def _sankey(frame: Any, title: str, unit: str, top: float, theme: str) -> Any:
    """One Sankey diagram of a matrix [exporter, importer], drawn to a common height ``top``."""
    gap = 0.02 * top
    left, right = _stacked(frame.sum(axis=1), gap), _stacked(frame.sum(axis=0), gap)
    domain = [0, top + gap * (max(len(left), len(right)) + 1)]
    x, y = alt.Scale(domain=[-0.75, 1.75]), alt.Scale(domain=domain, reverse=True)
    colours = {name: PALETTE[n % len(PALETTE)] for n, name in enumerate(frame.index)}
    colours |= {"others": PALETTE[-1]} if "others" in colours else {}
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    area = (
        alt.Chart(_bands(frame, left, right, least=2e-3 * top))
        .mark_area(opacity=0.6)
        .encode(
            x=alt.X("x:Q", axis=None, scale=x),
            y=alt.Y("low:Q", axis=None, scale=y),
            y2="high:Q",
            color=alt.Color("exporter:N", legend=None, scale=scale),
            detail="band:N",
        )
    )
    sides: tuple[tuple[Any, float, Any, dict[str, float]], ...] = (
        ("right", -0.02, frame.sum(axis=1), left), ("left", 1.02, frame.sum(axis=0), right),
    )  # fmt: skip
    texts = [
        alt.Chart(_ends(totals, starts, at, least=4e-3 * top))
        .mark_text(align=align, color=INK[theme], fontSize=11)
        .encode(x=alt.X("x:Q", scale=x), y=alt.Y("y:Q", scale=y), text="text:N")
        for align, at, totals, starts in sides
    ]
    return alt.layer(area, *texts).properties(width=430, height=430, title=title)


def _bands(frame: Any, left: dict[str, float], right: dict[str, float], *, least: float) -> Any:
    """The bands between the ends, as points along smooth curves; amounts below ``least`` go."""
    bands, left, right = [], dict(left), dict(right)
    steps = np.linspace(0, 1, 25)
    ease = steps**2 * (3 - 2 * steps)
    for exporter in frame.index:
        for importer in frame.columns:
            amount = float(frame.loc[exporter, importer])
            if amount < least:
                continue
            low = left[exporter] + (right[importer] - left[exporter]) * ease
            left[exporter] += amount
            right[importer] += amount
            name = f"{exporter} {importer}"
            columns = {"x": steps, "low": low, "high": low + amount}
            bands.append(pd.DataFrame({**columns, "exporter": exporter, "band": name}))
    return pd.concat(bands)


def _ends(totals: Any, starts: dict[str, float], x: float, *, least: float) -> Any:
    """The labels of one side: who, and how much in all."""
    return pd.DataFrame(
        [
            {"x": x, "y": starts[name] + total / 2, "text": f"{name} {total:,.0f}"}
            for name, total in totals.items()
            if total > least
        ],
        columns=["x", "y", "text"],
    )


def _stacked(totals: Any, gap: float) -> dict[str, float]:
    starts, at = {}, 0.0
    for name, total in totals.items():
        starts[str(name)] = at
        at += float(total) + gap
    return starts


def running_totals(
    title: str, change: Any, ranges: Any = None, *, most: int = 6, theme: str = "light"
) -> alt.TopLevelMixin:
    """Return what each economy has gained or lost so far, million dollars.

    ``change`` and ``ranges`` are those of an answer of `cobden.study.commodity_questions`; outlays
    for stores are left out. Bars beside the end are where nine in ten draws lie.
    """
    totals = change.sel(part="use and supply").cumsum("period")
    size = abs(totals).max("period").to_series().sort_values(ascending=False)
    order = [str(name) for name in size.index[:most]]
    frame = totals.sel(economy=order).to_series().rename("value").reset_index()
    colour = {"title": None, "sort": [names.economy(name) for name in order],
              "scale": alt.Scale(range=list(PALETTE))}  # fmt: skip
    y = alt.Y("value:Q", title="million USD so far, stores left out")
    layers: list[Any] = [
        alt.Chart(_dated(frame))
        .mark_line(point=True, strokeWidth=2)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %y", grid=False)),
            y=y,
            color=alt.Color("name:N", **colour),
            strokeDash=alt.StrokeDash("name:N", legend=None, sort=colour["sort"]),
        )
    ]
    if ranges is not None:
        ends = ranges.total.isel(period=-1).sel(economy=order)
        low, high = (ends.sel(at=at).to_series().rename(key).reset_index(drop=True)
                     for at, key in ((0.05, "low"), (0.95, "high")))  # fmt: skip
        last = _dated(frame[frame.period == frame.period.max()].reset_index(drop=True))
        step = (pd.to_datetime(frame.period.max()) - pd.to_datetime(frame.period.min())) * 0.015
        bars = pd.concat([last, low, high], axis=1)
        bars["day"] += step * (1 + np.arange(len(bars)))
        layers.append(
            alt.Chart(bars)
            .mark_rule(strokeWidth=4, strokeCap="round")
            .encode(x="day:T", y=y.copy(), color=alt.Color("name:N", **colour))
            .encode(y="low:Q", y2="high:Q")
        )
    chart = alt.layer(*layers).properties(
        width=620, height=240, title=alt.TitleParams(title, anchor="start", fontSize=13)
    )
    return themed(chart, theme)


def _dated(frame: Any) -> Any:
    """Give totals the day that their period begins on, and their economy its name."""
    return frame.assign(
        day=pd.to_datetime(frame.period + "-01"), name=frame.economy.map(names.economy)
    )


def binding_links(
    outcome: ChainOutcome, *, most: int = 12, theme: str = "light"
) -> alt.TopLevelMixin:
    """Return what holds supply back and when: a row per limit, shaded by what it is worth."""
    table: Any = outcome.binding()
    if table.empty:
        table = pd.DataFrame([{"name": "nothing", "place": "", "period": "", "value": 0.0}])
    table = table.assign(link=table.name + ", " + table.place)
    first: Any = table.groupby("link")["value"].sum().sort_values(ascending=False).index[:most]
    frame = table[table.link.isin(first)].assign(
        millions=lambda rows: rows.value * dollars(outcome.chain.money) / 1e6
    )
    chart = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X("period:O", title=None, sort=list(outcome.data.period.values),
                    axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("link:N", title=None, sort=list(first), axis=alt.Axis(labelLimit=330)),
            color=alt.Color(
                "millions:Q", title="million USD a period",
                scale=alt.Scale(type="symlog", scheme="viridis"),
            ),
        )
        .properties(
            width=460, height=26 * len(first),
            title=alt.TitleParams("The binding links of the chain: scarcity times quantity",
                                  anchor="start"),
        )
    )  # fmt: skip
    return themed(chart, theme)


def themed(chart: Any, theme: str) -> Any:
    """Return the chart on white, or on black where the ``theme`` is dark."""
    ink = INK[theme]
    return (
        chart.configure(background=_PAPER[theme])
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=ink, titleColor=ink, domainColor=ink, tickColor=ink, gridOpacity=0.2
        )
        .configure_legend(labelColor=ink, titleColor=ink)
        .configure_title(color=ink, subtitleColor=ink)
    )
