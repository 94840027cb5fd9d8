"""A scenario as a case: a state whose law is the scenario's, beside the law that it starts from.

The state drops what the reader's levers and package took out of the law of the day, and adds what
they put in its place as rows of ``measures.csv``. Promises to buy are no tariffs: they are in the
package that ``talks.yaml`` names, and the state's note says so.
"""

from dataclasses import replace
from datetime import date as Date
from datetime import timedelta

from cobden.cases import Case
from cobden.cases.schema import Model, SourceRow, State
from cobden.live.levers import ITEM
from cobden.live.scenario import Bench, Posed
from cobden.measures import Law, Tariff
from cobden.measures.law import BENCHMARK
from cobden.report.words import day
from cobden.talks.packages import describe

NAME = "scenario"
READER = SourceRow(
    id="reader", citation="Set by a reader of the live page", grade="C", where="", date=""
)


def as_case(bench: Bench, posed: Posed) -> Case:
    """Return a case of three states: before, the law that the scenario starts from, and itself."""
    case, start = bench.case, posed.ground.start
    law = whole_law(posed)
    plain = bench.grounds.law(start.on, None)
    kept = set(law.tariffs)
    new = [t for t in law.tariffs if t not in set(plain.tariffs)]
    rows = tuple(_row(t, number, start.on) for number, t in enumerate(new, start=1))
    scenario = _state(
        id=NAME,
        title="The scenario",
        on=_after_benchmark(start.on),
        drop=[t.id for t in plain.tariffs if t not in kept and t.id],
        add=[row.id for row in rows] + [i.id for i in law.instruments if i in case.instruments],
        note=note(posed),
    )
    states = [*_before(case), *_standing(case, posed), scenario]
    model = Model(elasticity=start.elasticity, deficits=start.deficits)
    shown = case.file.brief.model_copy(update={"state": NAME})
    changes = {"states": tuple(states), "brief": shown, "model": model}
    return replace(
        case,
        name=f"{case.name}-{NAME}",
        file=case.file.model_copy(update=changes),
        tariffs=(*case.tariffs, *rows),
        sources=(*case.sources, READER),
    )


def whole_law(posed: Posed) -> Law:
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


def note(posed: Posed) -> str:
    """Return what a reader should know of a saved scenario."""
    levers = posed.scenario.levers
    moved = [f"{key} = {value}" for key, value in levers.items() if not key.startswith(ITEM)]
    found = [f"Made on the live page from the law of {day(posed.ground.start.on)}."]
    if moved:
        found.append(f"Levers: {', '.join(moved)}.")
    if posed.table is not None and posed.row.any():
        agreed = describe(posed.table, posed.row)
        levels = ", ".join(f"{item} {level}" for item, level in agreed.items())
        found.append(f"Package '{NAME}' of talks.yaml: {levels}.")
        if posed.terms(posed.row).targets.targets:
            found.append("Its promises to buy hold in the talks alone, not in this state.")
    return " ".join(found)


def _state(**keys: object) -> State:
    return State.model_validate(keys)


def _before(case: Case) -> list[State]:
    """Return the case's own state of the benchmark, or one."""
    found = [s for s in case.states if s.on <= BENCHMARK]
    return found[:1] or [_state(id="before", title="Before", on=BENCHMARK)]


def _standing(case: Case, posed: Posed) -> list[State]:
    """Return the state that the scenario starts from: one of the case's, or the law of a day."""
    start = posed.ground.start
    for state in case.states:
        if state.id == start.state:
            return [] if state.on <= BENCHMARK else [state]
    title = f"The law of {day(start.on)}"
    return [_state(id="law-of-the-day", title=title, on=start.on)]


def _after_benchmark(on: Date) -> Date:
    """Return the day, or the one after the benchmark's: what is added then is no part of it."""
    return max(on, BENCHMARK + timedelta(days=1))


def _row(tariff: Tariff, number: int, on: Date) -> Tariff:
    """Return a tariff as a row of the case's own, in force on the scenario's day."""
    day_of = _after_benchmark(on)
    start = tariff.start if BENCHMARK < tariff.start <= day_of else day_of
    return Tariff(
        id=f"{NAME}-{number}", by=tariff.by, on=tariff.on, on_except=tariff.on_except,
        goods=tariff.goods, goods_except=tariff.goods_except, rate=tariff.rate, mode=tariff.mode,
        content=tariff.content, usmca=tariff.usmca, embedded=tariff.embedded,
        beyond_quota=tariff.beyond_quota, authority=tariff.authority, start=start,
        source=READER.citation,
    )  # fmt: skip
