"""Write docs/keys.md: every key of the files of a case, from the schemas that read them.

    python -m derive.keys            writes docs/keys.md
    python -m derive.keys --check    compares; exit code 1 if it differs

Each key has what it is, what is taken without it, and an example: the first use of it in a case
that comes with Cobden, or the one stated here where none uses it.
"""

import csv
import re
import sys
import types
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from ruamel.yaml import YAML

from cobden.cases import agreements, bundled, confrontation, schema
from cobden.cases.load import SKELETON, find
from cobden.cases.scenario_rows import ScenarioRow
from cobden.measures import instrument_file
from cobden.measures.codes import EDITION
from cobden.measures.goods import list_names
from cobden.measures.measure import Tariff
from cobden.measures.policy import BODIES, COVERS
from cobden.measures.stacking_rules import us_rules
from cobden.talks import Assent, round_log, table, table_outcomes, table_parties
from cobden.talks import table_entries as entries
from derive.pages import write_or_check

PAGE = Path(__file__).parents[1] / "docs" / "keys.md"
EXAMPLES = {
    "on_except": "Canada; Mexico", "usmca": "exempt", "embedded": "0.5", "beyond_quota": "true",
    "product_elasticities": "{USA: published}", "product_parts": "{USA: [claims, lines]}",
    "product": '"870380"',
    "content": "steel", "idle": "true", "in_benchmark": "false", "confirm": "true",
    "name": "Japan", "about": "what the case is for", "deficits": "own_share", "where": "annex I",
    "elasticity": "U4", "url": "https://www.example.org", "beside": "balances", "low": "3",
    "high": "12", "heading": "9903.01.25", "grade": "A", "suspensions": "(see Suspension)",
    "rent": "importer", "ban": "true", "licence_delay": "45", "per_day": "0.0135",
    "volume_change": "-0.74", "present": "100", "in_rate": "0.10", "out_rate": "0.275",
    "through": "tariff", "companies": "{first: {share: 0.5, rate: 17%}}", "rise": "0.2",
    "between": "4", "sector_weights": "{C29: 2}", "other_levels": "[\"150\"]",
    "hears": "{chips: {value: 0.6, ...}}", "attends": "{value: 0.75, ...}",
    "announced": "2025-07-07", "number": "5", "said": "what was said", "learnt": "what was learnt",
    "licence": "CC BY 4.0", "note": "what a reader should know", "goods_except": "8703",
    "share": "0.2", "sector": "C29", "most": "10", "rate": "20%", "years": "3", "returns": "0.03",
    "rate_low": "15%", "rate_high": "25%",
    "multiplier": "{value: 1.5, unit: ratio, low: 1, high: 2, reason: no source}",
    "stopped": "{value: 0.1, unit: \"1\", low: 0.02, high: 0.3, reason: no source}",
    "at_most_own": "true",
    "additional": "true", "world": "{year: 2022, tariffs_on: 2024-10-01}", "measure": "Quota",
    "model": "{elasticity: U4, deficits: world_share}", "id": "cars-limit", "by": "USA",
    "on": "Japan", "goods": "C29", "start": "2025-06-05", "end": "2026-06-05", "value": "8",
    "unit": "billion USD", "authority": "a statute", "source": "The Gazette, 5 June 2025",
    "budget": "2", "from_": "USA", "kind": "needs", "condition": "(of the shipped law)",
    "mode": "add", "partner": "USA", "axes": "{numeraire: own wage}", "sources": "[gazette]",
    "hazards": "[{title: a breach, kind: breach, ...}]",
    "chance": "{value: 0.1, unit: a year, ...}",
    "trust": "{value: 0.6, unit: probability, ...}", "package": "{autos: \"15\"}",
    "over": "{autos: \"20\"}", "leaves": "outside", "says": "\"no\"", "round": "4",
    "delivered": "{value: 0.57, unit: share, ...}", "secured_by": "snapback",
    "ratio": "1.02", "change_of_cost": "5%", "group": "[poorest tenth]", "place": "[Michigan]",
    "estimates": "[{who: Kiel Institute, what: output, figure: -0.2%}]",
    "discount": "0.03", "life": "20", "risk": "taxpayers", "over_time": "true",
    "phase_in": "from 25.7% to 0 in 7 equal cuts", "part_way": "0.5", "to": "10%", "cuts": "7",
    "talks.yaml: to": "[KOR]",
    "table": "fta.csv", "categories": "{A: 1, B7: 7, X: 0}", "code": "870323", "base": "30%",
    "category": "B7", "imports": "25", "scenario": "cars at 25%", "months": "12",
    "products": "{USA: shipped}", "price": "80", "tonnes": "{China: 2.2, Japan: 1.6}",
    "paid": "{Japan: 2}", "eases": "0.05", "developing": "[Mexico]", "extended": "true",
    "collected_from": "2025-08-07", "collected_until": "2025-08-06",
}  # fmt: skip
"""Examples of keys that no shipped case uses."""


def pages() -> str:
    """Return the text of the page."""
    lines = [HEAD]
    for title, intro, models in PARTS:
        lines += [f"## {title}", "", intro, ""]
        for name, model in models:
            lines += _model(name, model, name if name.endswith(".csv") else title)
    lines += ["## Lists, bodies of law and authorities", "", _catalogue()]
    return "\n".join(lines).rstrip() + "\n"


HEAD = """# Every key

Written by `derive/keys.py` from the schemas that read a case, so that it cannot lag behind them. An
unknown key is an error that names the nearest. Examples are from the cases that come with Cobden
where one uses the key. [Writing a case](writing-a-case.md) says how it all goes together.
"""


def _kinds() -> list[tuple[str, type[BaseModel]]]:
    return [(f"measure: {name}", kind) for name, kind in instrument_file.KINDS.items()]


PARTS: list[tuple[str, str, list[tuple[str, type[BaseModel]]]]] = [
    ("case.yaml", "What the case is.", [
        ("", schema.CaseFile), ("parties", schema.CaseParty), ("states", schema.PolicyState),
        ("states.terms", schema.BorrowedTerms), ("world", schema.CaseBenchmark),
        ("model", schema.Model), ("brief", schema.Shown),
    ]),
    ("The tables", "CSV files, one value a row; lists are parted by semicolons.", [
        ("sources.csv", schema.SourceRow), ("facts.csv", schema.FactRow),
        ("timeline.csv", schema.EventRow), ("measures.csv", schema.MeasureRow),
    ]),
    ("instruments.yaml", "Under `measures`, a list of measures that are no tariffs. Each names its "
     "kind as `measure`; all have the keys of the first table.", _kinds()),
    ("agreements.yaml", "Trade agreements, each with a table of its codes beside it; a state adds "
     "one by its id.", [
        ("agreements", agreements.TradeAgreement), ("categories", agreements.Category),
        ("the table (CSV)", agreements.AgreementRow),
    ]),
    ("Scenarios", "What `cobden scenarios` reads, .csv or .xlsx: one row a scenario.",
     [("", ScenarioRow)]),
    ("talks.yaml", "What is on the table. Payoffs are counted from the status quo: the law of the "
     "day of the brief's state, with all that the state adds and drops.", [
        ("", table.Table), ("sources", schema.Source), ("outcomes", table_outcomes.TalksOutcome),
        ("parties", table_parties.Party), ("parties.aims", table_parties.Aim),
        ("parties.outside", table_parties.OutsideOption),
        ("parties.principals", table_parties.Principal),
        ("parties.rule", table_parties.Rule), ("parties.assent", Assent),
        ("items", entries.Item), ("items.levels", entries.Level),
        ("items.levels.tariffs", Tariff), ("links", entries.Link), ("clock", entries.Moment),
        ("log", round_log.LogEntry), ("hazards", entries.Hazard),
        ("every figure", entries.CitedFigure),
    ]),
    ("confrontation.yaml", "What became of it, for cases whose end is known.", [
        ("", confrontation.Confrontation), ("questions", confrontation.OutcomeQuestion),
        ("questions.tool, figure: exports", confrontation.Exports),
        ("questions.tool, figure: real_income", confrontation.RealIncome),
        ("questions.tool, figure: fulfilment", confrontation.Fulfilment),
        ("questions.tool, figure: signed", confrontation.Signed),
        ("questions.seen", confrontation.Observed), ("estimates", confrontation.Estimate),
    ]),
]  # fmt: skip


def _model(name: str, model: type[BaseModel], file: str) -> list[str]:
    lines = [f"### {name}", ""] if name else []
    about = (model.__doc__ or "").split(">>>")[0].split("Raises")[0]
    about = re.sub(r"\s+", " ", about).strip().replace("``", "`")
    lines += [about, "", "| key | what | without it | example |", "|---|---|---|---|"]
    for key, field in model.model_fields.items():
        what = field.description or _kind(field.annotation)
        default = field.default
        if field.default_factory is not None:
            default = field.default_factory()  # pyright: ignore[reportCallIssue]: takes nothing
        without = "needed" if default is PydanticUndefined else _default(default)
        lines.append(
            f"| `{key}` | {what} | {without} | {_example(key, file, _one_of(field.annotation))} |"
        )
    return [*lines, ""]


def _default(value: Any) -> str:
    if value in (None, (), "", {}) or isinstance(value, BaseModel):
        return "none" if not isinstance(value, BaseModel) else "the default"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


PLAIN = {
    str: "text", float: "a number", int: "a whole number", bool: "true or false",
    date: "a day, YYYY-MM-DD",
}  # fmt: skip


def _kind(annotation: Any) -> str:
    """Return in words what kind of value a key takes."""
    origin, inner = get_origin(annotation), get_args(annotation)
    words = PLAIN.get(annotation, f"keys of their own ({getattr(annotation, '__name__', 'any')})")
    if origin is Annotated:
        words = _kind(inner[0])
    elif origin is Literal:
        words = " or ".join(f"`{value}`" for value in inner)
    elif origin in (Union, types.UnionType):
        words = " or ".join(dict.fromkeys(_kind(a) for a in inner if a is not type(None)))
    elif origin is tuple:
        words = f"a list: {_kind(inner[0])}"
    elif origin is dict:
        words = f"by name: {_kind(inner[1])}"
    return words


def _one_of(annotation: Any) -> tuple[str, ...]:
    """Return the words that a key takes, if it takes no others."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal and all(isinstance(value, str) for value in inner):
        return inner
    if origin in (Annotated, Union, types.UnionType):
        return next((words for one in inner if (words := _one_of(one))), ())
    return ()


def _example(key: str, file: str, words: tuple[str, ...] = ()) -> str:
    """Return the first value of ``key`` in a file of that name in a shipped case.

    Where it takes certain ``words`` alone it is one of them.
    """
    for value in _values(key, file):
        text = str(value).strip().replace("|", "/").replace("\n", " ")
        if text and len(text) < 90 and (not words or text in words):
            return f"`{text}`"
    named = EXAMPLES.get(f"{file}: {key}", EXAMPLES.get(key))  # two files may mean two things
    if words and named not in words:
        named = words[0]
    return "" if named is None else f"`{named}`"


def _values(key: str, file: str) -> Iterator[object]:
    for folder in (SKELETON, *(find(name) for name in bundled())):
        path = folder / file
        if not path.exists():
            continue
        if file.endswith(".csv"):
            rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
            yield from (row[key] for row in rows if row.get(key))
        else:
            yield from _inside(_loaded(path), key)


@cache
def _loaded(path: Path) -> object:
    return YAML(typ="safe").load(path)


def _flow(value: object) -> str:
    """Return the first entry of a mapping or a list of them, as YAML in one line, cut short."""
    if isinstance(value, list):
        return f"[{_flow(value[0])}, ...]" if value else "[]"
    if isinstance(value, dict):
        inner = ", ".join(
            f"{key}: {'{...}' if isinstance(part, (dict, list)) else part}"
            for key, part in list(value.items())[:3]
        )
        return f"{{{inner}{', ...' if len(value) > 3 else ''}}}"
    return str(value)


def _inside(node: object, key: str) -> Iterator[object]:
    """Yield what stands under ``key`` anywhere below, plain values first."""
    if isinstance(node, dict):
        if key in node:
            value = node[key]
            if not isinstance(value, (dict, list)):
                yield value
            elif isinstance(value, list) and not any(isinstance(v, dict) for v in value):
                yield f"[{', '.join(map(str, value))}]"
            else:
                yield _flow(value)
        for value in node.values():
            yield from _inside(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _inside(value, key)


def _catalogue() -> str:
    families = dict.fromkeys(f"@{name.split(':')[0]}" for name in list_names())
    return "\n".join(
        [
            f"`law` may be {', '.join(f'`{name}`' for name in BODIES)}: the United States' "
            f"measures and the answers to them from {COVERS[0]} to {COVERS[1]}. `cobden rate` and "
            "`cobden law` show rates, products and days; the ids of measures (`M382`), which "
            "`drop` takes, stand in `src/cobden/measures/data/measures.csv`.",
            "",
            f"Goods are sectors of the OECD, codes of the Harmonized System of {EDITION}, or "
            "lists. A part of a list: `@s301_china_lists:9903.88.15`.",
            "",
            "Lists: " + ", ".join(f"`{name}`" for name in families) + ".",
            "",
            "Authorities that stacking rules ship for: "
            + ", ".join(f"`{entry.name}`" for entry in us_rules().authorities) + ". Where two "
            "authorities meet on a line and no rule says how they go together, that is an error. "
            "Rules of your own stand in `stacking.toml` beside `case.yaml`, in the form of "
            "`src/cobden/measures/data/stacking.toml`:",
            "",
            "```toml",
            "[[authority]]",
            'name = "EU-CVD"',
            'within = "highest"   # several of its own on a line: one (a fault), sum or highest',
            'source = "Regulation (EU) 2016/1037"',
            "",
            "[[yields]]",
            'authority = "EU-CVD"  # it gives way where the other applies',
            'to = ["EU-safeguard"]',
            'source = "an example"',
            "```",
        ]
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: pages()}, __doc__))
