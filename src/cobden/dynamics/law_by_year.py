"""The law of each year or quarter: what was in force on each of its days, averaged."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np

from cobden.base.errors import InputError
from cobden.base.targets import Targets
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.dynamics.path_quantities import check_followed
from cobden.dynamics.periods import Calendar, When
from cobden.measures import Law
from cobden.world.world import World


@runtime_checkable
class Puts(Protocol):
    """Anything that knows what it puts on a world, such as a policy on a date."""

    def terms(self, world: World) -> Terms:
        """Return the wedges, targets and shocks on ``world``."""
        ...


@runtime_checkable
class ByDay(Protocol):
    """A law that has days, such as a `Policy`."""

    @property
    def covers(self) -> tuple[date, date] | None:
        """The first and the last day of which the law is known; None: all."""
        ...

    def on(self, day: date) -> Law:
        """Return what is in force on a day."""
        ...

    def changes(self) -> tuple[date, ...]:
        """Return the days on which something begins, ends, is suspended or resumes."""
        ...

    def known_on(self, day: date) -> "ByDay":
        """Return what had begun by a day, with the ends that it has."""
        ...


Lawlike = Wedges | Terms | Puts
Yearly = ByDay | Lawlike | Mapping[int, Lawlike] | Mapping[When, Lawlike]
Dated = Yearly | Mapping[int, Yearly] | Mapping[When, Yearly]
Plan = list[Terms]  # the law of a period and of those after it; the last holds ever after


def by_year(world: World, law: Dated, years: Sequence[int], by: str = "year") -> Plan:
    """Return what is in force in each of ``years``, or of their quarters, by the share of its days.

    ``law`` is a `Policy`, whose dated measures are averaged over the days of a period and
    which goes on after the last day that it covers; a mapping from years (or, ``by="quarter"``,
    "2025Q2") to laws, each of which holds until the next; or one law, for all years. Raises
    ``InputError`` for a law that ends before the years, begins after the first, or holds
    quantities that no path follows.
    """
    calendar = Calendar(tuple(years), by)
    _check_covered(law, calendar)
    return _plan(world, law, calendar)


def _plan(world: World, law: Dated, calendar: Calendar, first: int = 0) -> Plan:
    """Return the law of each period from the position ``first``."""
    left = range(first, len(calendar))
    if isinstance(law, ByDay):
        found = [_of_days(world, law, *calendar.days(t)) for t in left]
    elif isinstance(law, Mapping):
        found = _of_mapping(world, law, calendar)[first:]
    else:
        found = [_terms(world, law)] * len(left)
    for t, terms in zip(left, found, strict=True):
        check_followed(world, calendar.labels[t], terms)
    return found


def surprises(world: World, law: Dated, years: Sequence[int], by: str = "year") -> list[Plan]:
    """Return, for each period, the law that is then believed to hold in it and after it.

    Each period's law is believed to last.
    """
    lived = by_year(world, law, years, by)
    return [[terms] * (len(lived) - t) for t, terms in enumerate(lived)]


def announced(world: World, law: Dated, years: Sequence[int], by: str = "year") -> list[Plan]:
    """Return, for each period, the law that is then believed to hold in it and after it.

    Of a `Policy` all is believed that began by the end of the period, with the ends and pauses
    that it then had: a pause lapses when the law says so, unless a later one takes its place. A
    mapping holds what is announced in a period, itself a law by period: it is believed until the
    next.
    """
    calendar = Calendar(tuple(years), by)
    _check_covered(law, calendar)
    periods = range(len(calendar))
    if isinstance(law, Mapping):
        given = cast("Mapping[Any, Yearly]", law)
        said = [given[when] for when in _latest(given, calendar)]
    elif isinstance(law, ByDay):
        said = [law.known_on(calendar.days(t)[1] - timedelta(days=1)) for t in periods]
    else:
        said = [law for _ in periods]
    plans: list[Plan] = []
    for t, one in enumerate(said):
        if t and one == said[t - 1]:
            plans.append(plans[-1][1:])
        else:
            plans.append(_plan(world, one, calendar, t))
    return plans


def _check_covered(law: Dated, calendar: Calendar) -> None:
    if isinstance(law, ByDay) and law.covers and law.covers[1] < calendar.days(0)[0]:
        raise InputError(
            f"the law is known to {law.covers[1]}, and the path begins in {calendar.labels[0]}.",
            where="path",
            remedy="Begin in a year that the law covers; after its last day it goes on.",
        )


def _latest(laws: "Mapping[Any, object]", calendar: Calendar) -> list[When]:
    """Return, for each period, for which one the law was last given."""
    given = sorted(laws, key=calendar.position)
    if not given or calendar.position(given[0]) > 0:
        raise InputError(
            f"no law is given for {calendar.labels[0]}.",
            where="path",
            remedy=f"Give one for the first {calendar.by}; each holds until the next.",
        )
    if calendar.position(given[-1]) >= len(calendar):
        raise InputError(
            f"a law is given for {given[-1]}, after the last {calendar.by}, {calendar.labels[-1]}.",
            where="path",
            remedy="Ask for more years, or leave it out.",
        )
    starts = [calendar.position(when) for when in given]
    return [given[bisect_right(starts, t) - 1] for t in range(len(calendar))]


def _of_mapping(world: World, laws: "Mapping[Any, Yearly]", calendar: Calendar) -> list[Terms]:
    at = _latest(laws, calendar)
    for when, one in laws.items():
        if isinstance(one, Mapping | ByDay):
            raise InputError(
                f"the law given for {when} is itself one by year or by day.",
                where="path",
                remedy="What is announced in a year goes with expectations='announced'.",
            )
    kept = {when: _terms(world, one) for when, one in laws.items() if isinstance(one, Lawlike)}
    return [kept[when] for when in at]


def _terms(world: World, law: Lawlike) -> Terms:
    if isinstance(law, Wedges):
        return Terms(law)
    return law if isinstance(law, Terms) else law.terms(world)


def _of_days(world: World, law: ByDay, first: date, last: date) -> Terms:
    """Return the mean of a period's laws, each weighted by the days on which it holds.

    The law of the last day that is covered goes on: nobody knows a later one.
    """
    days = [first, *(day for day in law.changes() if first < day < last), last]
    lengths = [(b - a) / timedelta(days=1) for a, b in pairwise(days)]
    known = law.covers[1] if law.covers else date.max
    laws = [law.on(min(day, known)) for day in days[:-1]]
    apart: list[tuple[Law, float]] = []
    for one, length in zip(laws, lengths, strict=True):
        if apart and _same(apart[-1][0], one):
            apart[-1] = (apart[-1][0], apart[-1][1] + length)
        else:
            apart.append((one, length))
    found = [_put(world, _InForce.on(one)) for one, _ in apart]
    weight = np.array([length for _, length in apart])
    return found[0] if len(found) == 1 else _mean(found, weight / weight.sum())


@dataclass(frozen=True)
class _InForce:
    """A law, the same as another if they hold the same measures on the same day."""

    day: date
    held: tuple[object, ...]
    law: Law = field(compare=False)

    @classmethod
    def on(cls, law: Law) -> "_InForce":
        return cls(law.day, (*law.tariffs, *law.benchmark, *law.instruments), law)


@lru_cache(maxsize=64)
def _put(world: World, one: _InForce) -> Terms:
    """Return what a law puts on a world; on the way to a plan the same days come again."""
    return one.law.terms(world)


def _same(one: Law, other: Law) -> bool:
    return one.tariffs == other.tariffs and one.instruments == other.instruments


def _for(targets: Targets, part: float) -> Targets:
    """Return what sets quantities for a part of a year: of that part of its trade, by as much."""
    return Targets(
        tuple(replace(line, share=part * line.share) for line in targets.lines),
        tuple(
            one if one.basis == "change" else replace(one, amount=part * one.amount)
            for one in targets.targets
        ),
    )


def _mean(found: list[Terms], weight: np.ndarray) -> Terms:
    """Return mean rates and mean logs of ratios; quantities hold for their part of the year.

    The lines of a law are cut to its share of the days, as are its amounts.
    """

    def mean(arrays: list[np.ndarray]) -> np.ndarray:
        return np.tensordot(weight, np.array(arrays), 1)

    first = found[0].wedges
    none = np.zeros(len(first.economies))
    shocked = [t.productivity for t in found if t.productivity is not None]
    flat = np.ones((len(first.sectors), len(first.economies)))
    productivity = [flat if t.productivity is None else t.productivity for t in found]
    return Terms(
        Wedges.mean([terms.wedges for terms in found], weight),
        sum(
            (_for(terms.targets, float(part)) for terms, part in zip(found, weight, strict=True)),
            Targets(),
        ),
        mean([none if t.transfer is None else t.transfer for t in found]),
        np.exp(mean([np.log(p) for p in productivity])) if shocked else None,
        tuple(dict.fromkeys(name for terms in found for name in terms.not_applied)),
    )
