"""Scenarios from a spreadsheet: one row a scenario, one table out.

Each scenario is the law of a base with the tariffs of its row on top; rows with one name make one
scenario of several tariffs. Figures are against the base: the benchmark, or a state of a case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING

from cobden.base.economies import group, label
from cobden.base.errors import CobdenError, InputError, unknown
from cobden.cases import Case, load
from cobden.cases.scenario_rows import ScenarioRow, read_scenarios
from cobden.equilibrium import Result, solve
from cobden.measures import Policy, Tariff
from cobden.measures.stacking_rules import Authority, Stacking
from cobden.study.case_law import law_of, policy_of, world_of
from cobden.study.progress import Progress
from cobden.world.world import World

if TYPE_CHECKING:
    import pandas as pd

    from cobden.measures import Law

WORLD = "WORLD"
DAY = Date(2026, 1, 1)
"""The day of scenarios on the benchmark, which no other law joins."""


def scenarios(
    path: str | Path,
    *,
    base: str | None = None,
    of: Sequence[str] = (),
    progress: Progress | None = None,
) -> "pd.DataFrame":
    """Return a table with a row for each scenario of the spreadsheet at ``path``.

    ``base`` is a case's state as ``CASE:STATE`` (its first state without one); without ``base``,
    the benchmark of 2022 and no other law. ``of`` are the economies and groups to show; by default
    those that the spreadsheet names. Columns: real income (%) and money (billion USD a year) of
    each and of the world, tariff revenue of those who levy (billion USD a year), and how far the
    equilibrium's conditions are from holding; ``error`` says why a scenario has no answer.

    Raises ``InputError`` for a spreadsheet or a base that cannot be right.
    """
    import pandas as pd

    rows = read_scenarios(path)
    world, law, before = _base(base)
    shown = [label(name) for name in of] or _named(rows)
    levying = list(
        dict.fromkeys(label(n) for some in rows.values() for row in some for n in row.by)
    )
    places = {name: _places(world, name) for name in (*shown, *levying)}
    lines = []
    for number, (name, some) in enumerate(rows.items()):
        if progress:
            progress(name, number, len(rows))
        line: dict[str, object] = {"scenario": name}
        try:
            result = solve(world, _law(law, some, name, Path(path)))
        except CobdenError as fault:
            lines.append(line | {"error": _said(fault, name)})
            continue
        lines.append(line | _figures(result, before, shown, levying, places))
    return pd.DataFrame(lines)


def _base(name: str | None) -> "tuple[World, Law, Result | None]":
    """Return the world, the law and the equilibrium that scenarios are counted from."""
    if name is None:
        return World.load(), Policy(()).on(DAY), None
    asked, _, state = name.partition(":")
    case: Case = load(asked)
    known = {one.id: one for one in case.states}
    if state and state not in known:
        raise unknown("state", state, known, where=f"case {case.name}")
    chosen = known[state] if state else case.states[0]
    world, law = world_of(case), law_of(case, policy_of(case), chosen)
    return world, law, solve(world, law, deficits=case.closure)


def _law(law: "Law", rows: Iterable[ScenarioRow], name: str, path: Path) -> "Law":
    """Return the base's law with the tariffs of a scenario, which add up."""

    made = []
    for row in rows:
        fields = row.model_dump(exclude={"scenario"})
        try:
            made.append(Tariff(**fields, start=law.day, source=f"scenario {name}"))
        except CobdenError as fault:
            where = f"{path}: scenario '{name}' ({fault.where})"
            raise InputError(fault.what, where=where, remedy=fault.remedy) from None
    tariffs = (*law.tariffs, *made)
    strangers = {t.authority for t in tariffs if law.rules.authority(t.authority) is None}
    more = Stacking(tuple(_adding(name) for name in sorted(strangers)), ())
    return replace(law, tariffs=tariffs, rules=law.rules + more)


def _said(fault: CobdenError, name: str) -> str:
    """Return what is wrong with a scenario, which it names."""
    told = str(fault)
    return told if f"scenario '{name}'" in told else f"scenario '{name}': {told}"


def _adding(name: str) -> Authority:
    return Authority(name=name, within="sum", source="a scenario adds to what is in force")


def _named(rows: dict[str, tuple[ScenarioRow, ...]]) -> list[str]:
    names = [n for some in rows.values() for row in some for n in (*row.by, *row.on)]
    return list(dict.fromkeys(label(name) for name in names if name.casefold() != "all"))


def _places(world: World, name: str) -> list[int]:
    inside = [code for code in group(name) or (name,) if code in world.economies]
    if not inside:
        raise unknown("economy", name, world.economies, where="scenarios")
    return [world.economy_index(code) for code in inside]


def _figures(
    result: Result,
    before: Result | None,
    shown: list[str],
    levying: list[str],
    places: dict[str, list[int]],
) -> dict[str, float]:
    """Return the figures of a scenario against the base."""

    def of(kind: str, at: list[int]) -> tuple[float, float]:
        now = float(result.together(kind, at))
        return now, 0.0 if before is None else float(before.together(kind, at))

    found: dict[str, float] = {}
    everybody = list(range(len(result.world.economies)))
    for name, at in (*((n, places[n]) for n in shown), (WORLD, everybody)):
        now, then = of("welfare", at)
        found[f"{name}: real income, %"] = 100 * ((1 + now / 100) / (1 + then / 100) - 1)
        now, then = of("equivalent_variation", at)
        found[f"{name}: billion USD a year"] = now - then
    revenue = (result.world.tariff_revenue * result.world.value_usd / 1e9).tolist()
    for name in levying:
        now, then = of("tariff_revenue", places[name])
        start = then if before is not None else sum(revenue[n] for n in places[name])
        found[f"{name}: tariff revenue, billion USD a year"] = now - start
    found["largest residual"] = result.certificate.largest
    return found
