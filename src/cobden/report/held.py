"""Measures that a state adds and the benchmark holds already, so that they change nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from cobden.base.dates import day_in_words
from cobden.report.words import listed

if TYPE_CHECKING:
    from cobden.cases import Case
    from cobden.measures import Enacted, Tariff


def held(case: "Case", laws: "Mapping[str, Enacted]") -> tuple[str, ...]:
    """Return a sentence for each such measure: in which states, why, and what would make it act."""
    found: dict[str, tuple[Tariff, str, list[str]]] = {}
    for state in case.states:
        law = laws[state.id].law
        inside = {tariff.name: tariff for tariff in law.benchmark}
        added = {m.name for name in state.add for m in case.addable[name]}
        for tariff in law.tariffs:
            # One that was phased in on the benchmark's day may have gone further since.
            if tariff.name in added and inside.get(tariff.name) == tariff:
                entry = found.setdefault(tariff.name, (tariff, law.rates_of, []))
                entry[2].append(state.title)
    return tuple(_sentence(*entry) for entry in found.values())


def _sentence(tariff: "Tariff", rates_of: str, states: list[str]) -> str:
    began, named = tariff.start, tariff.id or tariff.name
    if tariff.in_benchmark:
        remedy = "leave out in_benchmark: true where they lack it"
    else:
        remedy = (
            f"for its effect name a day before it, world: {{tariffs_on: "
            f"{began - timedelta(days=1)}}}, or say in_benchmark: false"
        )
    return (
        f"{named} changes nothing in {listed(states)}: it began on {day_in_words(began)}, "
        f"and the benchmark's rates, which are of {rates_of}, hold it; {remedy}."
    )
