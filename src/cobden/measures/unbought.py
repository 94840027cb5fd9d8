"""Products that nobody is known to have bought: the lines of the schedule, each alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cobden.measures.bought import Bought
from cobden.measures.codes import DIGITS, span
from cobden.measures.goods import ProductLines, national_lines, six_digit_lines, us_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw

SIX = 10 ** (DIGITS - 6)  # ten-digit codes in one of six digits


def unbought(
    law: "DatedLaw", importer: str, exporter: str, products: Sequence[str], basis: str = ""
) -> "tuple[Bought, NDArray[np.intp]]":
    """Return the schedule's lines of ``products``, of equal weight, and where each product begins.

    ``products`` are codes of one length in rising order. A product that the schedule lacks, or all
    where there is none, is a line of its own with an unknown duty. Where national lines finer than
    the schedule's are known, they share its weight. A line's content is the mean of the US lines in
    it, or else in its six digits.
    """
    schedule = law.schedule(importer)
    low, high = np.array([span(product) for product in products], np.int64).T
    if schedule is None:
        first = after = np.zeros(len(products), np.intp)
    else:
        first = np.searchsorted(schedule.high, low, side="right")
        after = np.maximum(np.searchsorted(schedule.low, high, side="left"), first)
    count = np.maximum(after - first, 1)
    begins = np.cumsum(count) - count
    owner = np.repeat(np.arange(len(products)), count)
    within = np.arange(len(owner)) - begins[owner]
    stated = (after > first)[owner]
    at = np.where(stated, first[owner] + within, -1)
    if schedule is None:
        lows, highs = low[owner], high[owner]
        duty = preferred = np.full(len(owner), np.nan)
    else:
        lows = np.where(stated, np.maximum(schedule.low[at], low[owner]), low[owner])
        highs = np.where(stated, np.minimum(schedule.high[at], high[owner]), high[owner])
        duty = np.append(schedule.normal(exporter, law.day).rate, np.nan)[at]
        best = np.append(schedule.best(exporter, law.day), np.nan)[at]
        preferred = np.where(best < duty, best, np.nan)
    lows, highs, of, weight = _split(national_lines(importer, law.day), lows, highs)
    duty, preferred = duty[of], preferred[of]
    begins = np.searchsorted(of, begins)
    six = six_digit_lines()
    sector = six.sector[np.clip(np.searchsorted(six.low, lows - lows % SIX), 0, len(six.low) - 1)]
    lines = ProductLines(lows, highs, sector, six.sectors, _content(lows, highs))
    return Bought(
        lines, np.arange(len(lows)), weight, duty, None, basis,
        preferred=None if np.isnan(preferred).all() else preferred, estimated=np.isnan(duty),
    ), begins  # fmt: skip


def _split(
    finer: ProductLines | None, low: "NDArray[np.int64]", high: "NDArray[np.int64]"
) -> "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.intp], NDArray[np.float64]]":
    """Return the lines by the ``finer`` ones in them: bounds, of which line, and weights."""
    every = np.arange(len(low))
    if finer is None:
        return low, high, every, np.ones(len(low))
    first, after = (np.searchsorted(finer.low, ends) for ends in (low, high))
    count = np.maximum(after - first, 1)
    of = np.repeat(every, count)
    place = first[of] + np.arange(len(of)) - (np.cumsum(count) - count)[of]
    some, place = (after > first)[of], np.minimum(place, len(finer.low) - 1)
    lows = np.where(some, np.maximum(finer.low[place], low[of]), low[of])
    highs = np.where(some, np.minimum(finer.high[place], high[of]), high[of])
    return lows, highs, of, 1.0 / count[of]


def _content(
    low: "NDArray[np.int64]", high: "NDArray[np.int64]"
) -> "dict[str, NDArray[np.float64]]":
    whole, found = us_lines(), {}
    wide = low - low % SIX, low - low % SIX + SIX
    runs = [np.searchsorted(whole.low, np.array(ends)) for ends in ((low, high), wide)]
    own = runs[0][1] > runs[0][0]
    first, after = np.where(own, runs[0], runs[1])
    count = np.maximum(after - first, 1)
    for metal, share in whole.content.items():
        sums = np.r_[0.0, np.cumsum(share)]
        found[metal] = (sums[after] - sums[first]) / count
    return found
