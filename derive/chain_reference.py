"""Write docs/chain-reference.md: every key of chain.yaml, every column, every measure.

All of it is read from the classes that read the files, so the page cannot say anything else.

    python -m derive.chain_reference            # write the page
    python -m derive.chain_reference --check    # compare, exit 1 on a difference
"""

import re
import sys
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from cobden.chains.chain_settings import PlaceEntry, ReplayEntry, Settings
from cobden.chains.measures import BaseMeasure, Measure, OnTrade
from cobden.chains.table_reader import NEEDED, TABLES
from cobden.chains.units import SYMBOLS
from derive.pages import write_or_check

PAGE = Path(__file__).parents[1] / "docs" / "chain-reference.md"


def plain(text: str | None) -> str:
    """Return a docstring as one paragraph of Markdown."""
    return " ".join((text or "").replace("``", "`").split())


def kind(annotation: Any) -> str:
    """Return a type in words."""
    text = str(annotation)
    options = re.search(r"Literal\[(.*?)\]", text)
    if options:
        return ", ".join(part.strip(" '") for part in options[1].split(","))
    for mark, words in (
        ("PlaceEntry", "places by name"), ("ReplayEntry", "replays by series"),
        ("dict", "measures by scenario"), ("date", "date"), ("bool", "true or false"),
        ("float | str", "number or formula"), ("tuple", "names"), ("int", "whole number"),
        ("float", "number"), ("Any", "date"),
    ):  # fmt: skip
        if mark in text:
            return words
    return "text"


def fields(model: type[BaseModel], leave: tuple[str, ...] = ()) -> list[str]:
    """Return the rows of a table of a model's keys."""
    rows = ["| key | holds | if it is not given |", "|---|---|---|"]
    for name, info in model.model_fields.items():
        if name in leave:
            continue
        default = info.get_default(call_default_factory=True, validated_data={})
        absent = "needed" if default is PydanticUndefined else f"{default}"
        empty = {"": "nothing", "()": "nothing", "{}": "nothing", "None": "nothing"}
        rows.append(f"| `{name}` | {kind(info.annotation)} | {empty.get(absent, absent)} |")
    return rows


def page() -> str:
    """Return the whole page."""
    lines = [
        "# Reference: what a chain's files hold",
        "",
        "Written by `derive/chain_reference.py` from what reads the files. "
        "[Writing a chain](writing-a-chain.md) shows them at work.",
        "", "## chain.yaml", "", plain(Settings.__doc__), "", *fields(Settings),
        "", "### places", "", plain(PlaceEntry.__doc__), "", *fields(PlaceEntry),
        "", "### replays", "", plain(ReplayEntry.__doc__), "", *fields(ReplayEntry),
        "", "## Tables", "",
        "One CSV file each; those not needed may be missing. A cell that holds an amount is a "
        "formula: names of `figures.csv`, or pure numbers, joined by `*` and `/`, in any unit "
        "that fits.",
    ]  # fmt: skip
    for table, columns in TABLES.items():
        lines += [
            "",
            f"### {table}.csv",
            "",
            "| column | holds | unit | if empty | |",
            "|---|---|---|---|---|",
        ]
        for column in columns:
            empty = "needed" if column.empty is NEEDED else str(column.empty or "nothing")
            empty = {"inf": "no limit", "0.0": "0", "False": "no"}.get(empty, empty)
            unit = f"`{column.unit}`" if column.unit else ""
            lines.append(
                f"| `{column.name}` | {column.holds} | {unit} | {empty} | {column.means} |"
            )
    lines += [
        "", "### figures.csv", "",
        "`name`, `value` and `unit`; then `citation` (with `where`, `date`, `grade`, `licence`) "
        "for a fact, or `low`, `high` and `reason` for an assumption.",
        "", "## Measures", "", plain(BaseMeasure.__doc__), "", *fields(BaseMeasure),
    ]  # fmt: skip
    base = tuple(BaseMeasure.model_fields)
    for measure in get_args(Measure):
        default = measure.model_fields["kind"].default
        of_trade = (
            " Also `on` (all where not given) and `goods`." if issubclass(measure, OnTrade) else ""
        )
        lines += ["", f"### {default}", "", plain(measure.__doc__) + of_trade]
        own = fields(
            measure, (*base, *OnTrade.model_fields, "kind") if of_trade else (*base, "kind")
        )
        lines += ["", *own] if len(own) > 2 else []
    lines += ["", "## Units", "", ", ".join(f"`{symbol}`" for symbol in SYMBOLS) + ".", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: page()}, __doc__))
