"""The rate over time: as the law stands, as it was collected, and when it changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from cobden.base import economies
from cobden.base.dates import parse_date
from cobden.base.errors import InputError
from cobden.measures import bought
from cobden.measures.bought import US
from cobden.measures.measure import Tariff
from cobden.measures.rate import Layer, Rate

if TYPE_CHECKING:
    from cobden.measures.policy import Policy


@dataclass(frozen=True)
class Period:
    """A stretch of days, from ``start`` to ``end`` (exclusive), with the rate in it."""

    start: date
    end: date
    rate: Rate


def rate_on(
    policy: "Policy",
    by: str,
    on: str,
    product: str,
    day: str | date | None = None,
    *,
    mfn: float | None = None,
    given: Mapping[str, str] | None = None,
) -> Rate:
    """Return the rate as the law of ``day`` stands, and what was collected if it differs.

    Without a day it is today's law, or the latest known here, which the answer then says.

    >>> import cobden as cb
    >>> round(
    ...     cb.measures.rate_on(cb.Policy.load(), 'USA', 'JPN', '87032301',
    ...     '2025-06-05').all_in, 1
    ... )
    27.5
    """
    told, day = day, policy.latest if day is None else day
    stands = policy.on(day).rate(by, on, product, mfn=mfn, given=given)
    if told is None and stands.day < date.today():
        last = f"The law known here ends on {stands.day}; nothing later is in this rate."
        stands = replace(stands, notes=(last, *stands.notes))
    stands = replace(stands, layers=tuple(_whole_run(policy, layer) for layer in stands.layers))
    then = policy.on(day, collected=True).rate(by, on, product, mfn=mfn, given=given)
    if abs(then.surcharges - stands.surcharges) < 1e-9:
        return stands
    return replace(stands, collected=then.all_in)


def _whole_run(policy: "Policy", layer: Layer) -> Layer:
    """Return ``layer`` with the whole run of days for which its terms stood.

    The law states a measure anew when only its list of exceptions changes.
    """
    found = next((m for m in policy.measures if layer.id and m.id == layer.id), None)
    if not isinstance(found, Tariff):
        return layer

    def terms(t: Tariff) -> tuple[object, ...]:
        return t.by, t.on, t.on_except, t.goods, t.authority, t.mode, t.rate, t.content

    alike = [
        m
        for m in policy.measures
        if isinstance(m, Tariff)
        and terms(m) == terms(found)
        and not m.suspensions
        and m.end != m.start
    ]
    start, end = found.start, found.end
    while earlier := next((m for m in alike if m.end == start), None):
        start = earlier.start
    while end is not None and (later := next((m for m in alike if m.start == end), None)):
        end = later.end
    return replace(layer, start=start, end=end)


def history(
    policy: "Policy",
    by: str,
    on: str,
    product: str,
    *,
    start: str | date,
    end: str | date,
    mfn: float | None = None,
) -> tuple[Period, ...]:
    """Return the rate in each period from ``start`` to ``end`` in which it stayed the same.

    >>> import cobden as cb
    >>> periods = cb.measures.history(
    ...     cb.Policy.load(), 'USA', 'JPN', '87032301', start='2025-04-01', end='2025-05-01'
    ... )
    >>> len(periods) > 1, str(periods[0].start)
    (True, '2025-04-01')
    """
    first, last = parse_date(start, where="from"), parse_date(end, where="to")
    if last < first:
        raise InputError(f"{last} is before {first}.", where="to", remedy="Swap them.")
    after = last + timedelta(days=1)
    importer, exporter = economies.resolve(by), economies.resolve(on)
    days = {first} | {d for d in _turns(policy, importer, exporter) if first < d < after}
    periods: list[Period] = []
    for day in sorted(days):
        rate = rate_on(policy, by, on, product, day, mfn=mfn)
        if periods and _same(periods[-1].rate, rate):
            continue
        if periods:
            periods[-1] = Period(periods[-1].start, day, periods[-1].rate)
        periods.append(Period(day, after, rate))
    return tuple(periods)


def changes(periods: Sequence[Period]) -> list[str]:
    """Return, for each period, what is in its rate that was not before, and what is gone."""
    found, before = [], dict[str, float]()
    for period in periods:
        now: dict[str, float] = {}
        for layer in period.rate.layers:
            now[layer.authority] = now.get(layer.authority, 0.0) + layer.points
        words = []
        for name in dict.fromkeys([*before, *now]):
            step = now.get(name, 0.0) - before.get(name, 0.0)
            if before and abs(step) > 0.005:
                words.append(f"{name} {step:+.2f}")
        found.append(", ".join(words))
        before = now
    return found


def _same(one: Rate, other: Rate) -> bool:
    def layers(rate: Rate) -> list[tuple[str, float]]:
        return [(layer.authority, round(layer.points, 9)) for layer in rate.layers]

    return layers(one) == layers(other) and one.collected == other.collected


def _turns(policy: "Policy", importer: str, exporter: str) -> Iterator[date]:
    """Yield every day on which the law between the two, or the claims it meets, may change."""
    for measure in policy.measures:
        if measure.reaches(importer, exporter):
            yield from measure.turns
    for rule in policy.rules.yields:
        yield from (d for d in (rule.start, rule.end) if d is not None)
    if importer == US and exporter in bought.OWN_TERMS:
        yield from bought.claim_months()
