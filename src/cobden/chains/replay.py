"""What the model says beside what was observed: every series of a chain, value by value."""

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobden.base.errors import InputError
from cobden.chains.rows import Observation, Replay

if TYPE_CHECKING:
    from cobden.chains.chain import Chain
    from cobden.chains.chain_outcome import ChainOutcome

Floats = NDArray[np.float64]

_DATED = re.compile(
    r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-H(?P<half>[12])"
    r"|-(?P<month>\d{2})(?:\.\.(?:(?P<last_year>\d{4})-)?(?P<last>\d{2}))?)?"
)


def months_in(dated: str, *, where: str = "month") -> range:
    """Return the months that a date means, each as 12 times the year plus the month from zero.

    >>> [divmod(month, 12) for month in months_in("2024-12..2025-01")]
    [(2024, 11), (2025, 0)]
    """
    told = _DATED.fullmatch(dated)
    if told is None:
        raise InputError(
            f"'{dated}' is no month.",
            where=where,
            remedy="Write 2024-03, 2024-01..02, 2024-08..2025-03, 2025-Q1, 2025-H1 or 2025.",
        )
    year = 12 * int(told["year"])
    if told["quarter"]:
        return range(year + 3 * int(told["quarter"]) - 3, year + 3 * int(told["quarter"]))
    if told["half"]:
        return range(year + 6 * int(told["half"]) - 6, year + 6 * int(told["half"]))
    if not told["month"]:
        return range(year, year + 12)
    first = year + int(told["month"]) - 1
    last = first
    if told["last"]:
        last = 12 * int(told["last_year"] or told["year"]) + int(told["last"]) - 1
    return range(first, last + 1)


def modelled(outcome: "ChainOutcome", replay: Replay) -> pd.Series:
    """Return what the model says of a series in every period, in the unit of the series.

    Quantities are per period, as customs see them: exports once they have their licence.
    """
    chain = outcome.chain
    unit = next(item.unit for item in chain.observed if item.series == replay.series)
    good = next(item for item in chain.goods if item.name == replay.goods[0])
    if replay.price_at:
        values = outcome.data.price.sel(good=replay.goods[0], place=replay.price_at)
        unit = f"{unit}/{chain.money}*{good.unit}"
    else:
        values = outcome.data.exported.sel(good=list(replay.goods)).sum("good")
        for end, places in (("exporter", replay.exporter), ("importer", replay.importer)):
            values = (values.sel({end: list(places)}) if places else values).sum(end)
        unit = f"{unit}/{good.unit}"
    factor = chain.figures.value(replay.factor, unit, where=f"replay of {replay.series}")
    return (values * factor).to_series()


def compared(outcome: "ChainOutcome") -> pd.DataFrame:
    """Return every observed value that the model has something to say of, with what it says.

    Columns series, month, seen, predicted, unit, source, grade, capped, in the order of the
    observations. A price is the mean of its months, a quantity their sum; ``predicted`` is not a
    number where the reported periods do not hold all the months. ``capped`` says of a price that in
    one of them no user is left who would pay more.
    """
    chain = outcome.chain
    rows = []
    for replay in chain.replays:
        model, priced = modelled(outcome, replay), bool(replay.price_at)
        caps = (
            outcome.data.capped.sel(good=replay.goods[0], place=replay.price_at).to_series()
            if priced
            else 0 * model
        )
        for item in chain.observed:
            if item.series == replay.series:
                predicted, capped = (
                    _at(chain, values, item, mean=priced) for values in (model, caps)
                )
                rows.append((item.series, item.month, item.value, predicted, item.unit,
                             item.source, item.grade, capped > 0))  # fmt: skip
    columns = ["series", "month", "seen", "predicted", "unit", "source", "grade", "capped"]
    return pd.DataFrame(rows, columns=columns)


def _at(chain: "Chain", model: pd.Series, item: Observation, *, mean: bool) -> float:
    """Return the model's value over the months of an observation."""
    first = 12 * chain.start.year + chain.start.month - 1
    months = np.array(months_in(item.month)) - first
    periods = months // chain.step
    if months[0] < 0 or periods[-1] >= chain.periods:
        return float("nan")
    values = model.to_numpy(dtype=float)[periods]
    return float(values.mean() if mean else values.sum() / chain.step)
