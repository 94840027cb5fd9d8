"""The page's figures without the page: from a scenario, or the link of one, to its answer."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.cases import load
from cobden.live.columns import answer
from cobden.live.models.answers import ScenarioAnswer
from cobden.live.models.requests import Scenario, Show
from cobden.live.scenario import Bench

LEVER = "~"


def answer_to(case: str | Path, scenario: "Mapping[str, Any] | Scenario") -> ScenarioAnswer:
    """Return the answer that the live page shows of a scenario.

    ``scenario`` has the keys of the live page's API (``on``, ``state``, ``levers``, ``measures``,
    ``elasticity``, ``deficits``). Raises ``InputError`` for one that the case cannot have.

    >>> from cobden.live.reproduce import answer_to
    >>> found = answer_to('japan-us-2025', {'levers': {'usa-jpn-cars': 15}})
    >>> found.headline[0].title, round(found.headline[0].value, 2)
    ('Real income, Japan', -0.08)
    """
    try:
        wanted = Scenario.model_validate(scenario)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{first['msg']}.", where=f"scenario: {where}") from None
    bench = Bench.of(load(case))
    return answer(bench, bench.pose(wanted), Show())


def read_link(link: str) -> Scenario:
    """Return the scenario of a link to the live page, or of the part behind its ``#``.

    Raises ``InputError`` for a link that holds none.
    """
    text = urlsplit(link).fragment if "#" in link else link
    found: dict[str, Any] = {"levers": {}, "measures": []}
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key.startswith(LEVER):
            found["levers"][key.removeprefix(LEVER)] = _plain(value)
        elif key == "add":
            try:
                found["measures"].append(json.loads(value))
            except json.JSONDecodeError:
                raise InputError("a measure of the link cannot be read.", where="add") from None
        elif key in Scenario.model_fields:
            found[key] = value
    try:
        return Scenario.model_validate(found)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"{first['msg']}.", where=f"link: {where}") from None


def _plain(text: str) -> bool | float | str:
    """Return a lever's value as the page writes it: a point before a level that looks a number."""
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text) if not text.startswith(".") else text.removeprefix(".")
    except ValueError:
        return text
