"""Margins that make the calm price fit: costs nobody states, moved within their ranges.

A chain without measures should cost its users what they are known to pay. Where it does not, some
cost that is an assumption is off. The least movement of such costs, each within its low and high,
that brings the prices nearest is found by least squares; what was moved, and what stays unmet, is
told. No observed series is looked at.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from cobden.base.errors import InputError
from cobden.base.sources import Quantity
from cobden.chains.chain import Chain
from cobden.chains.chain_outcome import ChainOutcome, run
from cobden.chains.library import load, tables_of
from cobden.chains.table_reader import read_table

Floats = NDArray[np.float64]
_RELUCTANCE = 0.02  # weight of a movement through a figure's whole range beside a miss of 100%
_COSTS = {"capacities": ("cost",), "routes": ("freight", "fee")}


@dataclass(frozen=True)
class CalmPrice:
    """What a use pays without measures beside what it is calibrated to pay, before and after."""

    place: str
    use: str
    wanted: float
    before: float
    after: float


@dataclass(frozen=True)
class MovedFigure:
    """A figure that was moved, with its range."""

    name: str
    before: float
    after: float
    low: float
    high: float


def calibrated(folder: str | Path) -> tuple[tuple[MovedFigure, ...], tuple[CalmPrice, ...]]:
    """Return the assumptions about costs that were moved, and the calm prices that come of it.

    Raises ``InputError`` where no cost of the chain is an assumption with a range.
    """
    chain = load(folder, scenario=None)
    free = _costs_in_doubt(folder, chain)
    start = np.array([quantity.value for quantity in free.values()])
    low, high = np.array([quantity.bounds for quantity in free.values()]).T
    wanted = np.array([use.price for use in chain.uses])

    def priced(values: Floats) -> Floats:
        given = dict(zip(free, values.tolist(), strict=True))
        return _paid(run(load(folder, values=given), ()))

    def miss(values: Floats) -> Floats:
        moved = _RELUCTANCE * (values - start) / (high - low)
        return np.concatenate([np.log(priced(values) / wanted), moved])

    inside = np.clip(start, low + 1e-6 * (high - low), high - 1e-6 * (high - low))
    found = least_squares(
        miss, inside, bounds=(low, high), x_scale=high - low, diff_step=1e-3, max_nfev=12
    )
    before, after = priced(start), priced(found.x)
    moved = tuple(
        MovedFigure(name, float(old), float(new), float(least), float(most))
        for name, old, new, least, most in zip(free, start, found.x, low, high, strict=True)
        if abs(new - old) > 0.005 * (most - least)
    )
    prices = tuple(
        CalmPrice(use.place, use.use, use.price, float(old), float(new))
        for use, old, new in zip(chain.uses, before, after, strict=True)
    )
    return moved, prices


def _costs_in_doubt(folder: str | Path, chain: Chain) -> dict[str, Quantity]:
    """Return the assumptions about costs that have a range; raises where there are none."""
    named = {
        word.strip()
        for table, columns in _COSTS.items()
        for row in read_table(tables_of(folder), table)
        for column in columns
        for word in row.cells[column].replace("/", "*").split("*")
    }
    free = {
        name: quantity
        for name, quantity in chain.figures.assumptions.items()
        if name in named and quantity.bounds[0] < quantity.bounds[1]
    }
    if not free:
        raise InputError(
            "no cost of the chain is an assumption with a range.",
            where=str(folder),
            remedy="Give a cost low, high and a reason, or correct the stated ones.",
        )
    return free


def _paid(outcome: ChainOutcome) -> Floats:
    """The mean price that each use pays without measures, [use]."""
    price = outcome.baseline.price.mean("period")
    return np.array(
        [float(price.sel(good=use.good, place=use.place)) for use in outcome.chain.uses]
    )
