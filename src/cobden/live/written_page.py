"""A page of one file that works without a server: the answers are inside.

It holds the answers to the case's states and packages and to the scenarios that somebody kept, and
along each of some sliders those to a row of positions. Between two of these the page draws the
straight line; half-way between all of them the model is solved as well, and what the line misses it
by is written beside the figure.
"""

import base64
import gzip
import html
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import numpy as np
from pydantic import BaseModel

from cobden.base.errors import InputError, unknown
from cobden.live import assets, info
from cobden.live.basis import basis
from cobden.live.columns import answer, looked_at
from cobden.live.law_levers import LawLever
from cobden.live.models.case_description import CaseInfo, Lever
from cobden.live.models.requests import Scenario, Show
from cobden.live.ranges import ranges
from cobden.live.scenario import Bench, PosedScenario

Told = Callable[[str, int, int], None]
Misses = dict[str, Any]
MOST_SLIDERS = 6  # of those that nobody chose
FINE, FINE_TO, COARSE = 2.5, 50.0, 10.0  # steps of a rate's positions, in points
STEPS = 20  # of a slider that is no rate
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:; connect-src data:; base-uri 'none'; form-action 'none'"
)


def written_page(
    bench: Bench,
    kept: Mapping[str, Scenario],
    told: Told,
    sliders: Sequence[str] = (),
) -> str:
    """Return the page of a case.

    ``kept`` are scenarios by name, ``sliders`` ids of levers (those between home and counterpart
    where none are named); ``told`` hears before each scenario how many of all are there, and may
    raise to stop. Raises ``InputError`` for a lever that cannot slide, or a scenario that the case
    cannot have.
    """
    known = info.case_info(bench)
    economies = list(dict.fromkeys(party.economy for party in known.parties))
    levers = _sliders(bench, known, sliders)
    wanted = _scenarios(known, kept)
    posed = [bench.pose(scenario) for scenario in wanted]
    steps = Steps(told, len(posed) + sum(2 * len(positions(lever)) - 1 for lever in levers))
    held = [_held(bench, known, one, economies, steps) for one in posed]
    along = [_along(bench, lever, economies, steps) for lever in levers]
    if not sliders:
        along = [one for one in along if not _still(one)]
    for lever in known.levers:
        lever.limit = lever.max  # beyond its slider nothing is held
    starts = {one.starting_point.start for one in posed}
    content = {
        "case": known.model_dump(mode="json")
        | {
            "written": {
                "date": Date.today().isoformat(),
                "version": version("cobden"),
                "count": len({one.digest for one in posed}),
                "economies": economies,
                "sliders": [one["lever"] for one in along],
                "scenarios": [
                    {"name": name, "scenario": _plain(one)} for name, one in kept.items()
                ],
            }
        },
        "laws": {
            start.state or str(start.on): _plain(
                info.standing(
                    bench,
                    Scenario(on=None if start.state else start.on, state=start.state),
                )
            )
            for start in starts
        },
        "outline": json.loads(assets.page()["world.topojson"].body),
        "scenarios": held,
        "sliders": along,
    }
    return _html(known.title, content)


@dataclass
class Steps:
    """How many scenarios are worked out, of how many."""

    told: Told
    of: int
    done: int = 0

    def next(self) -> None:
        """Tell how far it is, before one is begun."""
        self.told("Scenarios", self.done, self.of)
        self.done += 1

    def still(self, *_: object) -> None:
        """Tell the same again, in the midst of one."""
        self.told("Scenarios", self.done - 1, self.of)


def _plain(value: BaseModel) -> dict[str, Any]:
    return value.model_dump(mode="json", exclude_defaults=True)


def _scenarios(known: CaseInfo, kept: Mapping[str, Scenario]) -> list[Scenario]:
    """Return all that have a name: the case as it opens, its states and packages, and the kept."""
    states = [Scenario(state=state.id) for state in known.states]
    packages = [Scenario(levers=dict(offer.levels)) for offer in known.packages]
    return [Scenario(), *states, *packages, *kept.values()]


def _sliders(bench: Bench, known: CaseInfo, chosen: Sequence[str]) -> list[Lever]:
    """Return the levers that slide: those chosen, or the rates between home and counterpart."""
    levers = {lever.id: lever for lever in known.levers if lever.kind in ("rate", "amount")}
    for name in chosen:
        if name not in levers:
            raise unknown("lever that slides", name, levers, where="--slider")
    if chosen:
        return [levers[name] for name in dict.fromkeys(chosen)]
    pair = {known.home.lower(), known.counterpart.lower()}
    close = [
        levers[name]
        for name, lever in bench.laws.items()
        if isinstance(lever, LawLever) and name in levers and pair == {lever.by.lower(), lever.whom}
    ]
    return sorted(close, key=lambda lever: not lever.in_force)[:MOST_SLIDERS]


def positions(lever: Lever) -> list[float]:
    """Return where a slider's answers are worked out: its ends, where it stands, and a row."""
    assert lever.min is not None
    assert lever.max is not None
    if lever.kind == "rate":
        row = [*np.arange(lever.min, FINE_TO, FINE), *np.arange(FINE_TO, lever.max, COARSE)]
    else:
        row = list(np.linspace(lever.min, lever.max, STEPS + 1))
    inside = {float(lever.value), *map(float, row)}
    return sorted({lever.min, lever.max, *(x for x in inside if lever.min <= x <= lever.max)})


def _held(
    bench: Bench, known: CaseInfo, posed: PosedScenario, economies: list[str], steps: Steps
) -> dict[str, Any]:
    """Return a scenario with its answer, its ranges, and what the headline rests on."""
    steps.next()
    found = _seen(bench, posed, economies)
    figures = [figure["id"] for figure in found["answer"]["headline"]]
    return {
        "scenario": _plain(posed.scenario),
        **found,
        "ranges": ranges(bench, posed, steps.still).model_dump(mode="json"),
        "basis": {name: basis(bench, posed, name).model_dump(mode="json") for name in figures},
    }


def _seen(bench: Bench, posed: PosedScenario, economies: list[str]) -> dict[str, Any]:
    sectors, flows = looked_at(bench, posed, economies)
    return {
        "answer": answer(bench, posed, Show()).model_dump(
            mode="json", exclude={"sectors", "flows", "took_ms"}
        ),
        "sectors": {code: found.model_dump(mode="json") for code, found in sectors.items()},
        "flows": {pair: found.model_dump(mode="json") for pair, found in flows.items()},
    }


def _along(bench: Bench, lever: Lever, economies: list[str], steps: Steps) -> dict[str, Any]:
    """Return a slider's answers, and what the straight line between them misses."""
    at = positions(lever)

    def seen(value: float) -> dict[str, Any]:
        steps.next()
        return _seen(bench, bench.pose(Scenario(levers={lever.id: value})), economies)

    answers = [seen(value) for value in at]
    middles = [seen((low + high) / 2) for low, high in pairwise(at)]
    missed = [
        _missed(one, other, true)
        for (one, other), true in zip(pairwise(answers), middles, strict=True)
    ]
    return {
        "lever": lever.id,
        "positions": at,
        "answers": _folded(answers),
        "misses": _worst(missed),
    }


def _folded(values: list[Any]) -> dict[str, Any]:
    """Return values of one shape as one: what they share once, what moves as a row.

    ``same`` is shared by all, ``row`` one number each, ``each`` the parts of a list or a table.
    """
    first = values[0]
    if all(value == first for value in values):
        return {"same": first}
    if isinstance(first, dict):
        return {"each": {name: _folded([value[name] for value in values]) for name in first}}
    if isinstance(first, list) and all(len(value) == len(first) for value in values):
        return {"each": [_folded(list(parts)) for parts in zip(*values, strict=True)]}
    return {"row": values}


def _still(slider: dict[str, Any]) -> bool:
    """Whether nothing that the page puts in front moves along a slider."""
    return "same" in slider["answers"]["each"]["answer"]["each"]["headline"]


def _missed(one: dict[str, Any], other: dict[str, Any], true: dict[str, Any]) -> Misses:
    """Return by how much the line between two answers misses the one half-way."""

    def miss(*path: str) -> float:
        low, high, right = (np.array(_at(found, path)) for found in (one, other, true))
        return float(np.abs((low + high) / 2 - right).max())

    heads = zip(*(found["answer"]["headline"] for found in (one, other, true)), strict=True)
    return {
        "headline": {
            right["id"]: abs((low["value"] + high["value"]) / 2 - right["value"])
            for low, high, right in heads
        },
        "welfare": miss("answer", "economies", "welfare"),
        "output": max(miss("sectors", code, "output") for code in true["sectors"]),
        "flows": max(
            miss("flows", pair, "after") for pair in true["flows"] if len(set(pair.split())) > 1
        ),
    }


def _at(found: dict[str, Any], path: Sequence[str]) -> Any:
    for name in path:
        found = found[name]
    return found


def _worst(missed: list[Misses]) -> Misses:
    """Return the largest of each miss."""
    first = missed[0]
    return {
        "headline": {
            name: max(one["headline"][name] for one in missed) for name in first["headline"]
        },
        **{name: max(one[name] for one in missed) for name in first if name != "headline"},
    }


def _html(title: str, content: dict[str, Any]) -> str:
    """Return the page's files and its answers in one."""
    files = {name: file.body.decode() for name, file in assets.page().items() if _text(name)}
    icons = re.sub(r'<symbol id="', '<symbol id="icon-', files["icons.svg"])
    styles = re.findall(r'<link rel="stylesheet" href="page/([\w.]+)">', files["index.html"])
    style = re.sub(r"url\(([\w-]+\.woff2)\)", _font, "".join(files[name] for name in styles))
    page = files["index.html"]
    head, body = page.split("</head>")
    head = re.sub(r"<(link|script)\b[^>]*>(</script>)?\n", "", head)
    head = head.replace("<title>Cobden</title>", f"<title>{html.escape(title)} · Cobden</title>")
    packed = base64.b64encode(gzip.compress(json.dumps(content).encode(), 9, mtime=0)).decode()
    drawing = assets.vega().body.decode().replace("</script", r"<\/script")
    parts = [
        head,
        f'<meta http-equiv="content-security-policy" content="{POLICY}">\n',
        f'<link rel="icon" href="{_data("image/svg+xml", files["icon.svg"])}">\n',
        f"<style>\n{style}</style>\n",
        f"<script>{files['theme.js']}</script>\n",
        f'<script type="importmap">{json.dumps({"imports": _modules(files)})}</script>\n',
        f'<script id="vega">{drawing}</script>\n',
        f'<script type="application/gzip" id="kept-answers">{packed}</script>\n',
        '<script type="module">import "cobden/main.js";</script>\n</head>',
        body.replace("<body>", f'<body>\n<div hidden aria-hidden="true">{icons}</div>', 1),
    ]
    return "".join(parts).replace("page/icons.svg#", "#icon-")


def _text(name: str) -> bool:
    return name.rpartition(".")[2] in ("html", "css", "js", "svg")


def _modules(files: Mapping[str, str]) -> dict[str, str]:
    """Return the page's modules by names that need no address, the answers' source exchanged."""
    modules = {name: body for name, body in files.items() if name.endswith(".js")}
    modules["source.js"] = modules.pop("written.js")

    def named(body: str) -> str:
        body = body.replace("page/icons.svg#", "#icon-")
        return re.sub(r'from "\./([\w.]+)"', r'from "cobden/\1"', body)

    return {f"cobden/{name}": _data("text/javascript", named(body)) for name, body in
            modules.items() if name != "theme.js"}  # fmt: skip


def _data(kind: str, body: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(body.encode()).decode()}"


def _font(found: "re.Match[str]") -> str:
    body = base64.b64encode(assets.page()[found[1]].body).decode()
    return f"url(data:font/woff2;base64,{body})"


def kept_names(pairs: Sequence[str]) -> dict[str, str]:
    """Return links by name from pairs ``NAME=LINK``; raises ``InputError`` for any other text."""
    found = {}
    for pair in pairs:
        name, equals, link = pair.partition("=")
        if not (name.strip() and equals and link.strip()):
            raise InputError(
                f"'{pair}' names no scenario.",
                where="--keep",
                remedy="Write NAME=LINK, such as 'Cars at 15=~usa-jpn-cars=15'.",
            )
        found[name.strip()] = link.strip()
    return found
