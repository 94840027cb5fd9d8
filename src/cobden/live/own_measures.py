"""Measures of the reader's own: from what is typed on the page to the law with them in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date as Date

from cobden.base.economies import codes
from cobden.base.errors import InputError
from cobden.live.models.requests import OwnMeasure
from cobden.live.starting_points import Pairs
from cobden.measures import Law, Quota, Tariff
from cobden.measures.measure import ALL

AUTHORITY = "hypothetical"  # its rule of stacking: on top of whatever holds
SOURCE = "the reader's own"


@dataclass(frozen=True)
class Added:
    """A law with the reader's measures in it, the pairs they are on, and what is not in force."""

    law: Law
    pairs: Pairs
    idle: tuple[str, ...]


def added(
    law: Law, measures: Iterable[OwnMeasure], economies: tuple[str, ...], first: Date
) -> Added:
    """Return a law with measures of the reader's own that are in force on its day.

    ``economies`` are the world's. Raises ``InputError`` that names the measure and what to mend.
    """
    tariffs, quotas, pairs, idle = [], [], set[tuple[str, str]](), []
    for number, one in enumerate(measures, start=1):
        made = _made(one, number, first)
        if not made.in_force(law.day):
            idle.append(f"your measure {number} is not in force on {law.day}")
            continue
        if isinstance(made, Quota):
            quotas.append(made)
            continue
        tariffs.append(made)
        reached = [p for p in economies if made.on == (ALL,) or p in made.on]
        pairs |= {(by, p) for by in made.by if by in economies for p in reached if p != by}
    if not tariffs and not quotas:
        return Added(law, pairs, tuple(idle))
    new = replace(law, tariffs=(*law.tariffs, *tariffs), instruments=(*law.instruments, *quotas))
    return Added(new, pairs, tuple(idle))


def _made(one: OwnMeasure, number: int, first: Date) -> Tariff | Quota:
    where = f"measures[{number - 1}]"
    if (one.rate is None) == (one.limit is None):
        raise InputError(
            "it needs a rate (of a tariff) or a limit (of a quota).", where=where,
            remedy="Give one of the two.",
        )  # fmt: skip
    given = {
        "id": f"own-{number}", "by": one.by, "on": one.on, "goods": one.goods, "share": one.share,
        "start": one.start or first, "end": one.end, "authority": AUTHORITY, "source": SOURCE,
        "in_benchmark": False,
    }  # fmt: skip
    try:
        if one.on != ALL and set(codes(one.by)) & set(codes(one.on)):
            raise InputError("it is on its own goods.", where=where, remedy="Name somebody else.")
        if one.limit is not None:
            return Quota(**given, value=one.limit, unit="billion USD", rent="importer")
        assert one.rate is not None
        return Tariff(**given, rate=one.rate / 100, confirm=True)
    except InputError as fault:
        raise InputError(fault.what, where=where, remedy=fault.remedy) from None
