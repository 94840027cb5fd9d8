"""Will it be kept? What a deal is worth when promises come in part, and events may end it.

With hazards h that strike at rates l_h, or with a chance on a day, a deal worth u a year survives
to t with probability S(t). Its value, as an even flow, is the discounted flow while it holds and
what is left after: V = int S(t) r e^(-rt) u dt + sum over h of int e^(-rt) a_h dF_h(t), with the
yearly discount rate r of the party's patience. One hazard without a date gives
(r u + l a) / (r + l).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError, NotConverged
from cobden.talks.alternating_offers import critical_discount
from cobden.talks.packages import lawful

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.packages import Chosen
    from cobden.talks.solved import SolvedTalks

DAYS = 365.25
_YEARS = (1, 5, 10)


@dataclass(frozen=True, eq=False)
class KeptValue:
    """What a package is worth to each party [party] when it may not be kept, billions a year.

    ``signed``: as it stands; ``delivered``: what is promised without a penalty in part only;
    ``kept``: that, while no hazard has struck, and what is left after. ``discount`` is the yearly
    discount factor from which it keeps the deal by itself (not a number where none does), and
    ``patient`` [party] whether its own is at least that. ``survives`` is the probability that the
    deal holds, by years after the day; ``by_hazard`` how much of ``delivered`` each takes [party].
    """

    signed: "NDArray[np.float64]"
    delivered: "NDArray[np.float64]"
    kept: "NDArray[np.float64]"
    discount: "NDArray[np.float64]"
    patient: "NDArray[np.bool_]"
    survives: dict[int, float]
    by_hazard: "dict[str, NDArray[np.float64]]"


def kept_value(talks: "SolvedTalks", chosen: "Chosen") -> KeptValue:
    """Return what a package is worth with everything that may end it, and who would keep it."""
    row = talks.package(chosen)
    if not row.any():
        raise InputError(
            "the package leaves everything as it stands: there is nothing to keep.",
            where="package",
            remedy="Choose a level other than the first of at least one item.",
        )
    signed, delivered = talks.payoff(row)[0], _delivered(talks, row)
    rates = np.array([party.patience.value for party in talks.table.parties.values()])
    hazards = range(len(talks.hazards))
    kept = _with_hazards(talks, delivered, rates, list(hazards))
    without = {
        talks.hazards[k].title: _with_hazards(
            talks, delivered, rates, [other for other in hazards if other != k]
        )
        - kept
        for k in hazards
    }
    need = np.array([_critical(talks, row, delivered, number) for number in range(len(rates))])
    return KeptValue(
        signed,
        delivered,
        kept,
        need,
        1 / (1 + rates) >= need,
        {years: _survival(talks, years) for years in _YEARS},
        without,
    )


def _delivered(talks: "SolvedTalks", row: "NDArray[np.int_]") -> "NDArray[np.float64]":
    """Return the payoff [party] of a package of which unsecured promises come in part."""
    names = list(talks.table.items)
    worth = talks.payoff(row)[0]
    total = worth.copy()
    for place, item in enumerate(talks.table.items.values()):
        if not row[place] or item.delivered is None:
            continue
        if item.secured_by is not None and row[names.index(item.secured_by)]:
            continue
        without = row.copy()
        without[place] = 0
        gained = worth - talks.payoff(lawful(talks.table, without))[0]
        total -= (1 - item.delivered.value) * gained
    return total


def _with_hazards(
    talks: "SolvedTalks",
    flow: "NDArray[np.float64]",
    rates: "NDArray[np.float64]",
    which: list[int],
) -> "NDArray[np.float64]":
    """Return the even flow [party] that a deal is worth with some of the hazards."""
    hazards = [talks.hazards[k] for k in which]
    left = [talks.outside if h.leaves == "outside" else np.zeros(len(flow)) for h in hazards]
    steady = [(h.chance.value, a) for h, a in zip(hazards, left, strict=True) if h.on is None]
    dated = sorted(
        (
            ((h.on - talks.on).days / DAYS, h.chance.value, a)
            for h, a in zip(hazards, left, strict=True)
            if h.on is not None
        ),
        key=lambda event: event[0],
    )
    rate = sum(each for each, _ in steady)
    after = sum((each * a for each, a in steady), start=np.zeros(len(flow)))
    value, holds, begin = np.zeros(len(flow)), 1.0, 0.0
    for end, chance, a in [*dated, (np.inf, 0.0, np.zeros(len(flow)))]:
        span = end - begin
        whole = (1 - np.exp(-(rates + rate) * span)) / (rates + rate)
        value += holds * np.exp(-rates * begin) * (rates * flow + after) * whole
        if np.isfinite(end):
            holds *= float(np.exp(-rate * span))
            value += holds * chance * np.exp(-rates * end) * a
            holds *= 1 - chance
        begin = end
    return value


def _survival(talks: "SolvedTalks", years: int) -> float:
    """Return the probability that a deal still holds so many years after the day."""
    holds = 1.0
    for hazard in talks.hazards:
        if hazard.on is None:
            holds *= float(np.exp(-hazard.chance.value * years))
        elif (hazard.on - talks.on).days <= years * DAYS:
            holds *= 1 - hazard.chance.value
    return holds


def _critical(
    talks: "SolvedTalks", row: "NDArray[np.int_]", keeps: "NDArray[np.float64]", number: int
) -> float:
    """Return the discount factor from which a party keeps a deal that the other would then end.

    It breaks it by not giving what it gives, and is then left with what walking out brings where
    that is worse than how things stand, else with how things stand.
    """
    key = talks.parties[number]
    givers = [item.giver for item in talks.table.items.values()]
    own = np.array([giver == key for giver in givers])
    breaks = talks.payoff(lawful(talks.table, np.where(own, 0, row)))[0][number]
    punished = min(float(talks.outside[number]), 0.0)
    try:
        return critical_discount(float(keeps[number]), float(breaks), punished)
    except NotConverged:
        return float("nan")
