"""A scenario to take away: its tables, its brief, or a case that the command line accepts.

As a case it is a state whose law is the scenario's, beside the law that it starts from. The state
drops what the reader's levers and package took out of the law of the day, and adds what they put in
its place as rows of ``measures.csv``. Promises to buy are no tariffs: they are in the package that
``talks.yaml`` names, and the state's note says so. Everything is made in memory; the server writes
no file.
"""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date as Date
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from cobden.base.closures import CLOSURES
from cobden.base.dates import day_in_words as day
from cobden.base.errors import InputError
from cobden.base.printable import csv_of, csv_text
from cobden.cases import Case
from cobden.cases.schema import PolicyState, SourceRow
from cobden.live.law_levers import LawLever
from cobden.live.levers import ITEM
from cobden.live.models.requests import Scenario, Sheet
from cobden.live.scenario import Bench, PosedScenario
from cobden.measures import Enacted, Law, Tariff
from cobden.measures.dated_law import BENCHMARK
from cobden.report.brief import Brief
from cobden.report.table_files import COLUMNS, parquet_of, table
from cobden.report.talks_words import levels_words
from cobden.study import Study, law_of
from cobden.study.variants import Variants, solvers
from cobden.talks.packages import describe

if TYPE_CHECKING:
    import pandas as pd

NAME = "scenario"
READER = SourceRow(
    id="reader", citation="Set by a reader of the live page", grade="C", where="", date=""
)


def as_case(bench: Bench, posed: PosedScenario) -> Case:
    """Return a case of three states: before, the law that the scenario starts from, and itself."""
    case, start = bench.case, posed.starting_point.start
    law = whole_law(posed)
    plain = bench.starting_points.law(start.on, None)
    kept = set(law.tariffs)
    new = [t for t in law.tariffs if t not in set(plain.tariffs)]
    first = _after(_base(case), start.on)
    rows = tuple(_row(t, number, first, _base(case)) for number, t in enumerate(new, start=1))
    scenario = _state(
        id=NAME,
        title=spoken(bench, posed),
        on=first,
        drop=[t.id for t in plain.tariffs if t not in kept and t.id],
        add=[row.id for row in rows] + [i.id for i in law.instruments if i in case.instruments],
        note=note(bench, posed),
    )
    states = [*_before(case), *_standing(case, posed), scenario]
    chosen = case.file.model
    written = start.deficits == case.closure.name and ":" in chosen.deficits
    model = chosen.model_copy(
        update={
            "elasticity": start.elasticity,
            "deficits": chosen.deficits if written else start.deficits,
        }
    )
    shown = case.file.brief.model_copy(update={"state": NAME})
    title = f"{case.file.title}: {spoken(bench, posed)}"
    changes = {"title": title, "states": tuple(states), "brief": shown, "model": model}
    return replace(
        case,
        name=f"{case.name}-{NAME}",
        file=case.file.model_copy(update=changes),
        closure=bench.starting_points.closure(start.deficits),
        tariffs=(*case.tariffs, *rows),
        sources=(*case.sources, READER),
    )


def whole_law(posed: PosedScenario) -> Law:
    """Return the law of a scenario with the tariffs and instruments of its package in it."""
    law, table = posed.law, posed.table
    if table is None:
        return law
    levels = [
        list(item.levels.values())[number]
        for item, number in zip(table.items.values(), posed.row, strict=True)
    ]
    terms = [tariff for level in levels for tariff in level.tariffs]
    for by, on in dict.fromkeys((by, on) for t in terms for by in t.by for on in t.on):
        law = law.exchanged(by, on, [t for t in terms if t.reaches(by, on)])
    agreed = [instrument for level in levels for instrument in level.measures]
    return replace(law, instruments=(*law.instruments, *agreed))


def note(bench: Bench, posed: PosedScenario) -> str:
    """Return what a reader should know of a saved scenario."""
    found = [f"Made on the live page from the law of {day(posed.starting_point.start.on)}."]
    if moved := _moved(bench, posed):
        found.append(f"Moved: {'; '.join(moved)}.")
    if posed.table is not None and posed.row.any():
        agreed = describe(posed.table, posed.row)
        found.append(f"Package '{NAME}' of talks.yaml: {levels_words(posed.table, agreed)}.")
        if posed.terms(posed.row).targets.targets:
            found.append("Its promises to buy hold in the talks alone, not in this state.")
    return " ".join(found)


def spoken(bench: Bench, posed: PosedScenario) -> str:
    """Return a scenario in a few words, as a title: what is moved, up to two levers of it."""
    moved = _moved(bench, posed)
    if posed.table is not None and posed.row.any():
        moved.append(f"a package of {int((posed.row > 0).sum())} items")
    if not moved:
        return f"The law of {day(posed.starting_point.start.on)}"
    more = f", and {len(moved) - 2} more" if len(moved) > 2 else ""
    return f"{'; '.join(moved[:2])}{more}"


def _moved(bench: Bench, posed: PosedScenario) -> list[str]:
    """Return the levers that a reader moved, by their names."""
    found = []
    for key, value in sorted(posed.scenario.levers.items()):
        if key.startswith(ITEM):
            continue
        if key in bench.weights:
            weight = bench.weights[key]
            found.append(f"{weight.title} at {value:g}")
            continue
        lever = bench.laws[key]
        stands = ("in force" if value else "not in force") if lever.switch else f"{value:g}"
        unit = "" if lever.switch else "%" if isinstance(lever, LawLever) else " in its unit"
        about = lever.section.replace(": duties on goods from", " on")
        found.append(f"{lever.title} ({about}) {'' if lever.switch else 'at '}{stands}{unit}")
    for one in posed.scenario.measures:
        size = (
            f"at {one.rate:g}%" if one.rate is not None else f"limited to {one.limit:g} billion USD"
        )
        found.append(f"{one.by} on {one.on}, {', '.join(one.goods)} {size}")
    return found


def _state(**keys: object) -> PolicyState:
    return PolicyState.model_validate(keys)


def _before(case: Case) -> list[PolicyState]:
    """Return the case's own state of the benchmark, or one."""
    base = _base(case)
    found = [s for s in case.states if s.on <= base]
    return found[:1] or [_state(id="before", title="Before", on=base)]


def _base(case: Case) -> Date:
    """Return the day whose law the case's benchmark holds."""
    return case.file.world.day or BENCHMARK


def _standing(case: Case, posed: PosedScenario) -> list[PolicyState]:
    """Return the state that the scenario starts from: one of the case's, or the law of a day."""
    start = posed.starting_point.start
    for state in case.states:
        if state.id == start.state:
            return [] if state.on <= _base(case) else [state]
    title = f"The law of {day(start.on)}"
    return [_state(id="law-of-the-day", title=title, on=start.on)]


def _after(base: Date, on: Date) -> Date:
    """Return the day, or the one after the benchmark's: what is added then is no part of it."""
    return max(on, base + timedelta(days=1))


def _row(tariff: Tariff, number: int, first: Date, base: Date) -> Tariff:
    """Return a tariff as a row of the case's own, in force on the scenario's ``first`` day."""
    start = tariff.start if base < tariff.start <= first else first
    return Tariff(
        id=f"{NAME}-{number}", by=tariff.by, on=tariff.on, on_except=tariff.on_except,
        goods=tariff.goods, goods_except=tariff.goods_except, rate=tariff.rate, mode=tariff.mode,
        content=tariff.content, usmca=tariff.usmca, embedded=tariff.embedded,
        beyond_quota=tariff.beyond_quota, share=tariff.share, authority=tariff.authority,
        start=start, source=READER.citation,
    )  # fmt: skip


MOST_CELLS = 200_000
COPIED = ("facts.csv", "timeline.csv", "instruments.yaml", "commodities.yaml", "commodities.json",
          "precedents.yaml", "offer.yaml", "ledger.jsonl")  # fmt: skip
Files = dict[str, bytes]


def study_of(bench: Bench, posed: PosedScenario) -> Study:
    """Return a scenario as a study: the benchmark, the law that it starts from, and itself."""
    case, starting_point, policy = (
        as_case(bench, posed),
        posed.starting_point,
        bench.starting_points.policy,
    )
    laws = {
        state.id: law_of(case, policy, state).enacted(starting_point.world)
        for state in case.states
        if state.id != NAME
    }
    results = {
        name: starting_point.solve(law.terms(starting_point.world)) for name, law in laws.items()
    }
    laws[NAME] = Enacted(whole_law(posed), posed.terms(posed.row).wedges)
    results[NAME] = posed.solve()
    with solvers() as pool:
        over = Variants(case, bench.starting_points.world, pool, pool.submit(int))
        for name, law in laws.items():
            over.ask(name, law)
        ranges = over.found(results, lambda *_: None)
    return Study(case, starting_point.world, policy, laws, results, ranges)


def brief_html(bench: Bench, posed: PosedScenario) -> bytes:
    """Return the brief of a scenario as one page."""
    from cobden.report.brief_page import page

    return page(study_of(bench, posed).brief).encode()


def tables_zip(bench: Bench, posed: PosedScenario, kind: str) -> bytes:
    """Return every table of a scenario's brief as ``csv`` or ``parquet``, and the scenario."""
    brief: Brief = study_of(bench, posed).brief
    files: Files = {"scenario.json": _json(posed.scenario)}
    meanings = [["table", "column", "unit", "meaning"]]
    for name, columns in COLUMNS.items():
        frame = table(brief, name)
        if frame.empty:
            continue
        files[f"{name}.{kind}"] = _frame(frame, kind)
        meanings += [[name, str(column), *columns[str(column)]] for column in frame.columns]
    files["columns.csv"] = csv_text(meanings).encode()
    return _zip(files)


def sheet_parquet(sheet: Sheet) -> bytes:
    """Return a table of the page as Parquet; raises ``InputError`` for columns of other lengths."""
    import pandas as pd

    sizes = {len(column) for column in sheet.columns.values()}
    if len(sizes) != 1:
        raise InputError(
            f"the columns have {min(sizes)} to {max(sizes)} rows.",
            where="columns",
            remedy="Give columns of one length.",
        )
    if sizes.pop() * len(sheet.columns) > MOST_CELLS:
        raise InputError(f"the table has more than {MOST_CELLS:,} cells.", where="columns")
    mixed = {name: _column(values) for name, values in sheet.columns.items()}
    return _frame(pd.DataFrame(mixed), "parquet")


def case_zip(bench: Bench, posed: PosedScenario) -> bytes:
    """Return a scenario as the folder of a case, which ``cobden run`` accepts."""
    saved, folder = as_case(bench, posed), bench.case.folder
    files: Files = {
        name: (folder / name).read_bytes() for name in COPIED if (folder / name).exists()
    }
    files["case.yaml"] = _case_yaml(folder / "case.yaml", saved)
    files |= _closure_file(saved)
    reader = READER.model_dump(mode="json", include={"id", "citation", "grade"})
    files["sources.csv"] = _appended(folder / "sources.csv", [reader])
    rows = [_measure_row(t) for t in saved.tariffs if t.id.startswith(f"{NAME}-")]
    files["measures.csv"] = _appended(folder / "measures.csv", rows)
    if (folder / "talks.yaml").exists():
        files["talks.yaml"] = _talks_yaml(folder / "talks.yaml", posed)
    files["scenario.json"] = _json(posed.scenario)
    return _zip({f"{saved.name}/{name}": body for name, body in files.items()})


def _closure_file(saved: Case) -> Files:
    """Return the Python file that a case names for its closure, if it names one beside it."""
    home, colon, _ = saved.file.model.deficits.rpartition(":")
    if not colon and saved.closure not in CLOSURES:
        raise InputError(
            f"the closure '{saved.closure.name}' stands in no file that a saved case could name.",
            where="deficits",
            remedy="Write it in a Python file beside case.yaml and name it there: FILE.py:NAME.",
        )
    return {home: (saved.folder / home).read_bytes()} if home.endswith(".py") else {}


def _case_yaml(path: Path, saved: Case) -> bytes:
    """Return the case's own file with the states, the brief and the model of the saved one."""
    yaml, tree = _loaded(path)
    states = [
        state.model_dump(mode="json", exclude_defaults=True) | {"on": state.on}
        for state in saved.states
    ]
    tree["title"] = saved.file.title
    tree["states"] = states
    tree["brief"]["state"] = saved.file.brief.state
    tree["model"] = saved.file.model.model_dump(mode="json")
    return _dumped(yaml, tree)


def _talks_yaml(path: Path, posed: PosedScenario) -> bytes:
    """Return the case's table with the scenario's package among its named ones."""
    if posed.table is None or not posed.row.any():
        return path.read_bytes()
    yaml, tree = _loaded(path)
    tree.setdefault("packages", {})[NAME] = describe(posed.table, posed.row)
    return _dumped(yaml, tree)


def _loaded(path: Path) -> tuple[YAML, Any]:
    yaml = YAML(typ="rt")
    yaml.width, yaml.preserve_quotes = 100, True
    yaml.representer.ignore_aliases = lambda _: True  # states of one day each write it out
    return yaml, yaml.load(path.read_text(encoding="utf-8"))


def _dumped(yaml: YAML, tree: Any) -> bytes:
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue().encode()


def _measure_row(tariff: Tariff) -> dict[str, str]:
    listed = {
        key: ";".join(getattr(tariff, key))
        for key in ("by", "on", "on_except", "goods", "goods_except")
    }
    plain = {
        key: getattr(tariff, key)
        for key in ("id", "rate", "mode", "content", "usmca", "embedded", "authority", "start")
    }
    plain |= {"beyond_quota": True} if tariff.beyond_quota else {}
    if isinstance(tariff.share, dict):
        plain["share"] = "; ".join(f"{sector}: {share!r}" for sector, share in tariff.share.items())
    elif tariff.share is not None:
        plain["share"] = repr(tariff.share)
    filled = {key: str(value) for key, value in plain.items() if value is not None}
    return listed | filled | {"sources": READER.id}


def _appended(path: Path, rows: list[dict[str, str]]) -> bytes:
    """Return a CSV file with further rows, its columns and theirs."""
    before: list[dict[str, str]] = []
    if path.exists():
        before = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    names = list(dict.fromkeys(name for row in (*before, *rows) for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in (*before, *rows))]
    return csv_text(lines).encode() if names else b""


def _frame(frame: "pd.DataFrame", kind: str) -> bytes:
    return csv_of(frame).encode() if kind == "csv" else parquet_of(frame)


def _column(values: list[Any]) -> list[Any]:
    """Return a column of one kind: text where any of it is."""
    if any(isinstance(value, str) for value in values):
        return [None if value is None else str(value) for value in values]
    return [None if value is None else float(value) for value in values]


def _json(scenario: Scenario) -> bytes:
    return scenario.model_dump_json(indent=1, exclude_defaults=True).encode()


def _zip(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            if body:
                entry = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))  # the same bytes every time
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, body)
    return out.getvalue()
