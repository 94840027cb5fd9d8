"""A picture of a chain: its stages from left to right, its places, and the link that binds."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from cobden.chains.chain import Chain
from cobden.chains.chain_outcome import ChainOutcome
from cobden.chains.rows import Capacity
from cobden.chains.units import dollars
from cobden.report.chain_charts import INK, themed

_CALM = {"light": "#c9c9c9", "dark": "#555555"}
_SCARCE = "#D55E00"
_COLUMN, _ROW, _TALLEST = 150, 74, 700
_LEAST = 0.004  # share of a stage's trade below which a flow is not drawn

Node = tuple[int, str]
_Stage = dict[tuple[str, str], int]


@dataclass(frozen=True)
class _Links:
    """Worth of what passes and of what is scarce, at the stages and between them, in millions.

    ``what`` names each scarce link by the ``largest`` part of its worth.
    """

    made: dict[Node, float]
    scarce: dict[Node, float]
    moved: dict[tuple[Node, Node], float]
    held: dict[tuple[Node, Node], float]
    largest: dict[Any, float]
    what: dict[Any, str]


def chain_map(outcome: ChainOutcome, *, theme: str = "light") -> alt.TopLevelMixin:
    """Return the chain under its measures: who makes what, who ships to whom, and what binds.

    Circles are a place's part of a stage, lines what moves between stages, by value over all
    periods; what is scarce is coloured by what the scarcity is worth, and the dearest is named.
    """
    stages, found = _stages(outcome.chain), _links(outcome)
    active = {place for (_, place), value in found.made.items() if value > 0}
    places = [place.name for place in outcome.chain.places if place.name in active]
    last = max(stages.values(), default=-1) + 1
    heads = _heads(outcome.chain, stages)
    scarce: dict[Any, float] = {**found.scarce, **found.held}
    most = max(scarce.values(), default=0.0)
    dearest = max(scarce, key=lambda link: scarce[link], default=None)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.35, last + 0.35]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[len(places) - 0.4, -0.75]))
    colour = alt.Color(
        "scarce:Q",
        title="scarcity, million USD",
        scale=alt.Scale(
            type="symlog", constant=max(most / 50, 1e-9), domain=[0, max(most, 1e-6)],
            range=[_CALM[theme], _SCARCE],
        ),
    )  # fmt: skip
    height = min(_ROW * len(places), _TALLEST)
    largest = 12 * height / len(places) + 200
    text: dict[str, Any] = {"color": INK[theme], "fontSize": 11}
    flows = alt.Chart(_curves(found, places)).mark_line(strokeCap="round", opacity=0.75).encode(
        x=x, y=y, detail="link:N", order="step:Q", color=colour,
        strokeWidth=alt.StrokeWidth("share:Q", legend=None,
                                    scale=alt.Scale(domain=[0, 1], range=[0.6, 14])),
    )  # fmt: skip
    circles = alt.Chart(_circles(found, places)).mark_circle(opacity=1).encode(
        x=x, y=y, color=colour,
        size=alt.Size("share:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[16, largest])),
    )  # fmt: skip
    titles = pd.DataFrame([{"x": at, "y": -0.65, "text": head} for at, head in heads.items()])
    rows = pd.DataFrame([{"x": -0.3, "y": n, "text": name} for n, name in enumerate(places)])
    layers = [
        flows, circles,
        alt.Chart(titles).mark_text(fontWeight="bold", **text).encode(x=x, y=y, text="text:N"),
        alt.Chart(rows).mark_text(align="right", **text).encode(x=x, y=y, text="text:N"),
    ]  # fmt: skip
    said = "Nothing is scarce."
    if dearest is not None and most > 0:
        said = f"Dearest: {found.what[dearest]}, {most:,.{0 if most >= 10 else 1}f} million USD."
    title = alt.TitleParams(
        f"{outcome.chain.title}: where it binds", subtitle=said, anchor="start", fontSize=13
    )
    chart = alt.layer(*layers).properties(width=_COLUMN * (last + 1), height=height, title=title)
    return themed(chart, theme)


def _stages(chain: Chain) -> dict[str, int]:
    """Return how many stages lie before each process, from raw materials on."""
    depth = {process.name: 0 for process in chain.processes}
    makes: dict[str, list[str]] = defaultdict(list)
    for process in chain.processes:
        for good, amount in process.recipe:
            if amount > 0:
                makes[good].append(process.name)
    for _ in depth:  # as often as there are stages at most
        for process in chain.processes:
            needed = [good for good, amount in process.recipe if amount < 0]
            before = [depth[name] for good in needed for name in makes[good]]
            depth[process.name] = min(max([*before, -1]) + 1, len(depth))
    return depth


def _heads(chain: Chain, stages: dict[str, int]) -> dict[int, str]:
    """Return what each stage is called: the first words of its processes; the last are the uses."""
    words: dict[int, list[str]] = defaultdict(list)
    for process in chain.processes:
        words[stages[process.name]].append(process.name.split()[0])
    heads = {at: ", ".join(dict.fromkeys(found)) for at, found in sorted(words.items())}
    return heads | {max(stages.values(), default=-1) + 1: "use"}


def _links(outcome: ChainOutcome) -> _Links:
    """Value what passes and what is scarce, over all reported periods, in millions."""
    chain, path, kept = outcome.path.conditions.chain, outcome.path, outcome.chain.periods
    stages = _stages(chain)
    last = max(stages.values(), default=-1) + 1
    worth = dollars(chain.money) / 1e6
    price = outcome.data.price.fillna(0.0)
    links = _Links(*(defaultdict(float) for _ in range(5)), what={})
    source, target = _ends(outcome, stages, last)
    for row, capacity in enumerate(chain.capacities):
        node = stages[capacity.process], capacity.place
        runs = path.quantities["run"][row, :kept]
        for good, amount in _recipe(chain, capacity):
            if amount > 0:
                at = price.sel(good=good, place=capacity.place).values
                value = float((runs * amount * at).sum()) * worth
                links.made[node] += value
                links.moved[node, (target[good, capacity.place], capacity.place)] += value
        rent = np.maximum(-path.marginal["run"][row, :kept], 0) * runs
        _scarce(links, links.scarce, node, float(rent.sum()) * worth,
                f"{capacity.process}, {capacity.step}, at {capacity.place}")  # fmt: skip
    for row, use in enumerate(chain.uses):
        taken = path.quantities["demand"][row, :kept]
        at = price.sel(good=use.good, place=use.place).values
        links.made[last, use.place] += float((taken * at).sum()) * worth
    for row, option in enumerate(chain.options):
        rent = path.multipliers["ramp"][row, :kept] * path.quantities["option"][row, :kept]
        _scarce(links, links.scarce, (last, option.place), float(rent.sum()) * worth,
                f"the speed of {option.name} at {option.place}")  # fmt: skip
    _add_trade(outcome, links, source, target, worth)
    return links


def _ends(outcome: ChainOutcome, stages: dict[str, int], last: int) -> tuple[_Stage, _Stage]:
    """Return the stage that each good comes from and goes to, by good and place.

    A good that no running process of a place takes goes to its uses; one that none there makes is
    passed on, and comes from the stage that makes it elsewhere.
    """
    chain, kept = outcome.path.conditions.chain, outcome.chain.periods
    made = {good: stages[p.name] for p in chain.processes for good, n in p.recipe if n > 0}
    places = [place.name for place in chain.places]
    source = {(good.name, at): made.get(good.name, 0) for good in chain.goods for at in places}
    own: _Stage = {}
    target = dict.fromkeys(source, last)
    for row, capacity in enumerate(chain.capacities):
        if outcome.path.quantities["run"][row, :kept].max() > 1e-9:
            stage = stages[capacity.process]
            for good, amount in _recipe(chain, capacity):
                at = good, capacity.place
                if amount > 0:
                    own[at] = max(own.get(at, 0), stage)
                else:
                    target[at] = min(target[at], stage)
    return source | own, target


def _recipe(chain: Chain, capacity: Capacity) -> tuple[tuple[str, float], ...]:
    return next(
        process.recipe
        for process in chain.processes
        if process.name == capacity.process and process.place in (None, capacity.place)
    )


def _add_trade(
    outcome: ChainOutcome, links: _Links, source: _Stage, target: _Stage, worth: float
) -> None:
    """Value what is shipped, and the limits that routes and measures set to it."""
    path, kept = outcome.path, outcome.chain.periods
    conditions, price = path.conditions, outcome.data.price.fillna(0.0)
    shipped = path.quantities["ship"][:, :kept]
    ends = []
    for row, route in enumerate(conditions.chain.routes):
        start = source[route.good, route.exporter], route.exporter
        ends.append((start, (target[route.good, route.importer], route.importer)))
        at = price.sel(good=route.good, place=route.exporter).values
        value = float((shipped[row] * at).sum()) * worth
        links.moved[ends[row]] += value
        home = target[route.good, route.exporter], route.exporter
        links.moved[start, home] -= value  # it stays no more
        if np.isfinite(conditions.route_limit[row]).any():
            rent = np.maximum(-path.marginal["ship"][row, :kept], 0) * shipped[row]
            _scarce(links, links.held, ends[row], float(rent.sum()) * worth,
                    f"{route.good} from {route.exporter} to {route.importer}")  # fmt: skip
    for group, scarcity in zip(conditions.groups, path.multipliers["group"], strict=True):
        for row in map(int, group.arcs):
            rent = float((scarcity[:kept] * shipped[row]).sum()) * worth
            route = conditions.chain.routes[row]
            _scarce(links, links.held, ends[row], rent,
                    f"{group.name}, {route.exporter} to {route.importer}")  # fmt: skip


def _scarce(links: _Links, worths: dict[Any, float], link: Any, worth: float, what: str) -> None:
    """Add to what a link's scarcity is worth; it is called by the largest part of it."""
    if worth > links.largest[link]:
        links.what[link], links.largest[link] = what, worth
    if worth > 0:
        worths[link] += worth


def _curves(links: _Links, places: list[str]) -> pd.DataFrame:
    steps = np.linspace(0, 1, 17)
    ease = steps**2 * (3 - 2 * steps)
    top: dict[int, float] = defaultdict(float)
    for (start, _), value in links.moved.items():
        top[start[0]] += max(value, 0.0)
    parts = []
    for (start, end), value in links.moved.items():
        share = value / (top[start[0]] or 1.0)
        if share > _LEAST and end[1] in places:
            low, high = places.index(start[1]), places.index(end[1])
            columns = {
                "x": start[0] + (end[0] - start[0]) * steps,
                "y": low + (high - low) * ease,
                "step": steps,
            }
            held = links.held.get((start, end), 0.0)
            parts.append(pd.DataFrame({**columns, "share": share, "scarce": held,
                                       "link": f"{start} {end}"}))  # fmt: skip
    columns = ["x", "y", "step", "share", "scarce", "link"]
    # What is scarce is drawn last, on top.
    parts.sort(key=lambda part: part.scarce.iloc[0])
    return pd.concat(parts) if parts else pd.DataFrame(columns=columns)


def _circles(links: _Links, places: list[str]) -> pd.DataFrame:
    top: dict[int, float] = defaultdict(float)
    for (stage, _), value in links.made.items():
        top[stage] += value
    return pd.DataFrame(
        [
            {"x": stage, "y": places.index(place), "share": value / (top[stage] or 1.0),
             "scarce": links.scarce.get((stage, place), 0.0)}
            for (stage, place), value in links.made.items()
            if value > 1e-6 * top[stage]
        ],
        columns=["x", "y", "share", "scarce"],
    )  # fmt: skip
