"""The ordinary duty on what the United States buys: by statute, with the preferences it claims.

The schedule says what is due with and without a claim. How much of the value claims is known for
the USMCA by month; for other agreements the duties collected in 2024 tell. A duty that depends on
the price is taken at what was collected on the line in 2024, from partners without a preference or
else from this one; where it is column 2's, or China's with its surcharges, it is not known then.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cobden.measures.bought import (
    CLAIMANTS,
    Bought,
    claims_of,
    us_bought,
    us_collected,
    us_imports,
    us_partners,
)
from cobden.measures.goods import us_lines
from cobden.measures.schedule import Column, Schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.measure import Tariff

SURCHARGED = ("CHN", "HKG")  # what they paid in 2024 is no ordinary duty


def us_lines_with_ordinary(
    partner: str | None, schedule: Schedule, exporter: str, day: date, *, whole: bool
) -> Bought:
    """Return what the United States buys under ``partner``, with its ordinary duty on the day.

    That of ``exporter`` under ``schedule``; NaN where it isn't known. ``preferred`` is the duty
    with the best claim, NaN where there is none to make. ``whole``: every line, bought or not.
    """
    normal, preferences = schedule.normal(exporter, day), schedule.preferences(exporter, day)
    if whole:
        return _with_ordinary(us_imports(partner), schedule, exporter, normal, preferences, day)
    claims_on = day if exporter in CLAIMANTS else None
    return _bought_with_ordinary(partner, schedule, exporter, normal, preferences, claims_on)


@lru_cache(maxsize=256)  # the same on most days: worked out once for all of them
def _bought_with_ordinary(
    partner: str | None,
    schedule: Schedule,
    exporter: str,
    normal: Column,
    preferences: tuple[Column, ...],
    claims_on: date | None,
) -> Bought:
    return _with_ordinary(us_bought(partner), schedule, exporter, normal, preferences, claims_on)


def _with_ordinary(
    bought: Bought,
    schedule: Schedule,
    exporter: str,
    normal: Column,
    preferences: tuple[Column, ...],
    claims_on: date | None,
) -> Bought:
    at = _places(schedule)[bought.index]
    statutory = _on(normal, at)
    duty = np.where(np.isnan(statutory), _equivalent(schedule, normal)[bought.index], statutory)
    # What was collected from column 2 countries, or others for them, and from China is not it.
    plain = normal is schedule.columns[0] and exporter not in SURCHARGED
    if bought.collected is not None and plain:
        duty = np.where(np.isnan(duty) & (bought.imports > 0), bought.collected, duty)
    preferred = np.full(len(at), np.nan)
    for column in preferences:
        preferred = np.fmin(preferred, _on(column, at))
    preferred = np.where(preferred < duty, preferred, np.nan)
    claimed = None if claims_on is None else claims_of(bought, exporter, claims_on)
    if claimed is None and not np.isnan(preferred).all():
        own = np.full(len(at), np.nan)
        for column in preferences:
            own = np.fmin(own, _on(column, at) if column.partners else np.nan)
        surcharged = exporter in SURCHARGED
        claimed = np.zeros(len(at)) if surcharged else _implied(bought, duty, preferred, own < duty)
    return replace(
        bought, duty=duty, preferred=preferred, claimed=claimed, estimated=np.isnan(statutory)
    )


def unverified(
    schedule: Schedule, exporter: str, day: date, code: "NDArray[np.int64]"
) -> list[str]:
    """Return what to say of preferences on these lines whose members are not verified."""
    at = schedule.places(code)
    return [
        f"The {column.name} preference: {column.source}."
        for column in schedule.preferences(exporter, day)
        if "not verified" in column.source and np.append(column.entry >= 0, False)[at].any()
    ]


def tops_up(tariffs: "Iterable[Tariff]") -> bool:
    """Whether any of ``tariffs`` tops up the ordinary duty of the statute.

    One that states the ordinary duty itself does so in place of the world's own.
    """
    modes = {tariff.mode for tariff in tariffs}
    return "floor" in modes and "ordinary" not in modes


def statutory(bought: Bought, schedule: Schedule | None, exporter: str, day: date) -> Bought:
    """Return six-digit lines with the importer's statutory duty where it is known.

    The mean over the schedule's lines of the six digits, with the preference that is open taken for
    claimed; lines on which it depends on the price, and importers without a schedule, keep theirs.
    """
    if schedule is None:
        return bought
    rate = np.fmin(schedule.normal(exporter, day).rate, schedule.best(exporter, day))
    first = np.searchsorted(schedule.low, bought.code)
    after = np.searchsorted(schedule.low, bought.lines.high[bought.index])
    sums = np.r_[0.0, np.cumsum(np.nan_to_num(rate))]
    unknown = np.r_[0, np.cumsum(np.isnan(rate))]
    stated = (after > first) & (unknown[after] == unknown[first])
    mean = (sums[after] - sums[first]) / np.maximum(after - first, 1)
    return replace(bought, duty=np.where(stated, mean, bought.duty))


def _on(column: Column, at: "NDArray[np.intp]") -> "NDArray[np.float64]":
    return np.append(column.rate, np.nan)[at]


@cache
def _places(schedule: Schedule) -> "NDArray[np.intp]":
    """Return the schedule's line for every US line of ten digits, -1 where it has none."""
    return schedule.places(us_lines().low)


@cache
def _equivalent(schedule: Schedule, normal: Column) -> "NDArray[np.float64]":
    """Return what a duty came to in 2024 [US line] from partners that could claim no preference."""
    day = date(2024, 7, 1)
    paying = [
        partner
        for partner in us_partners()
        if schedule.normal(partner, day) is normal
        and partner not in SURCHARGED
        and not any(c.partners for c in schedule.preferences(partner, day))
    ]
    value, duty = us_collected(tuple(paying))
    return np.divide(duty, value, out=np.full(len(value), np.nan), where=value > 0)


def _implied(
    bought: Bought,
    duty: "NDArray[np.float64]",
    preferred: "NDArray[np.float64]",
    own: "NDArray[np.bool_]",
) -> "NDArray[np.float64]":
    """Return the share of the value that claimed, as what was collected in 2024 implies it.

    A line on which more than the ordinary duty was collected, or nothing bought, takes the mean of
    the others if the preference is for the origin (``own``); one for a use then counts for nothing.
    """
    gap = duty - preferred
    some = gap > 0
    share = np.zeros(len(gap))
    if bought.collected is None:
        return share
    seen = some & (bought.imports > 0) & (bought.collected <= duty * (1 + 1e-9))
    if not seen.any():
        return share
    share[seen] = np.clip((duty - bought.collected)[seen] / gap[seen], 0.0, 1.0)
    if (seen & own).any():
        mean = np.average(share[seen & own], weights=bought.imports[seen & own])
        share[some & ~seen & own] = mean
    return share
