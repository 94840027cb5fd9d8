"""Why a measure is not in a rate: its dates, partners or goods, a pause, or what it gave way to."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from cobden.base import economies
from cobden.base.dates import parse_date
from cobden.base.errors import unknown
from cobden.measures.asked import asked
from cobden.measures.codes import dotted
from cobden.measures.goods import covered, lone_line
from cobden.measures.measure import Measure, Tariff

if TYPE_CHECKING:
    from cobden.measures.policy import Policy
    from cobden.measures.rate import Rate


def why_not(
    policy: "Policy", by: str, on: str, product: str, day: str | date, measure: str
) -> tuple[str, ...]:
    """Return, for each measure called ``measure`` (an id or an authority), why it adds nothing.

    One that does add something says how much. Raises ``InputError`` where no measure is called so.
    """
    day = parse_date(day, where="day")
    importer, exporter = economies.resolve(by, where="by"), economies.resolve(on, where="on")
    named = [m for m in policy.measures if measure in (m.id, m.authority)]
    named = named or [m for m in policy.measures if m.authority.startswith(f"{measure}-")]
    if not named:
        known = dict.fromkeys(m.authority for m in policy.measures)
        raise unknown("measure", measure, known, where="why-not")
    law = policy.on(day)
    rate = law.rate(importer, exporter, product)
    code = asked(product, importer, law.schedule(importer))[0]
    near = _nearest(named, importer, exporter, code, day)
    return tuple(
        f"{m.name}: {next(_reasons(m, importer, exporter, code, day, rate))}" for m in near
    )


def _nearest(
    named: list[Measure], importer: str, exporter: str, code: str, day: date
) -> list[Measure]:
    """Return the measures worth speaking of: the most that could be in the rate, at most six."""

    def distance(m: Measure) -> tuple[bool, bool, bool, int]:
        other = code.isdigit() and not covered(lone_line(code), m.goods).any()
        gap = 0 if m.in_force(day) else abs((m.start - day).days)
        return not m.reaches(importer, exporter), other, not m.in_force(day), gap

    ranked = sorted(named, key=distance)
    return [m for m in ranked if distance(m)[:3] == distance(ranked[0])[:3]][:6]


def _reasons(
    measure: Measure, importer: str, exporter: str, code: str, day: date, rate: "Rate"
) -> Iterator[str]:
    """Yield what keeps a measure from adding anything, the first in legal order first."""
    yield from _outside(measure, importer, exporter, day)
    yield from _inside(measure, code, rate)


def _outside(measure: Measure, importer: str, exporter: str, day: date) -> Iterator[str]:
    """Yield why a measure does not concern the two economies, or the day."""
    if importer not in measure.by:
        yield f"it is {'+'.join(measure.by[:3])}'s, not {importer}'s."
    if exporter in measure.on_except:
        yield f"{exporter} is excepted ({measure.source})."
    if not measure.reaches(importer, exporter):
        yield f"it does not name {exporter}; it is on {', '.join(measure.on[:5])}."
    if day < measure.start:
        yield f"it starts on {measure.start}, after {day}."
    if measure.end is not None and day >= measure.end:
        yield f"it ended on {measure.end} ({measure.source})."
    for pause in measure.suspensions:
        if pause.start <= day < pause.end:
            yield f"it is suspended from {pause.start} until {pause.end}."


def _inside(measure: Measure, code: str, rate: "Rate") -> Iterator[str]:
    """Yield why a measure that is in force adds nothing to these goods, or what it adds."""
    if code.isdigit():
        lines = lone_line(code)
        if not covered(lines, measure.goods).any():
            yield f"its goods ({_listed(measure.goods)}) do not include {dotted(code)}."
        if not covered(lines, measure.goods, measure.goods_except).any():
            yield f"{dotted(code)} is among its exceptions ({_listed(measure.goods_except)})."
    for layer in rate.layers:
        if measure.id and layer.id == measure.id:
            yield f"it is in the rate: {layer.points:.2f} points."
    for gone in rate.displaced:
        if gone.authority == measure.authority:
            yield f"it gives way to {', '.join(gone.by)} on {gone.share:.0%} of the value."
    if isinstance(measure, Tariff) and measure.mode == "exempt":
        yield "it is an exemption: it takes goods out of its authority and adds nothing."
    if isinstance(measure, Tariff) and measure.condition is not None:
        for held in measure.condition.parts:
            yield f"it depends on {held.key}={held.value}: {held.words}."
    yield "another measure of its authority settles these goods: an exemption or a replacement."


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
