"""What those who plan take for possible: measures feared, announced but doubted, or soon lifted.

Each makes branches of the tree of time, one for every period in which it may happen. On a branch
nothing more is uncertain: what has happened stays. So the tree holds every first event exactly and
leaves out what might follow it; the plan on the trunk stays optimal for as long as nothing happens
(Bellman), and when something does, a new plan is made from there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import InputError
from cobden.chains.additions import number
from cobden.chains.application import conditions
from cobden.chains.chain import Chain
from cobden.chains.conditions import Conditions
from cobden.chains.measures import Amount, Measure
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Expectation:
    """What may come, as seen in one period.

    ``nodes`` holds in the nodes of ``tree``, ``trunk`` in the periods of the solved time if nothing
    uncertain happens.
    """

    tree: Tree
    nodes: Conditions
    trunk: Conditions


@dataclass(frozen=True)
class _Event:
    """In ``period``, with a ``chance`` if nothing has happened before, a measure is replaced."""

    period: int
    chance: float
    old: Measure
    new: Measure


def certain(chain: Chain, measures: Sequence[Measure], usual: Floats | None) -> Expectation:
    """Return what comes where all is known from the start."""
    holding = conditions(chain, measures, usual=usual)
    return Expectation(Tree.grown(0, chain.solved_periods), holding, holding)


def expectation(
    chain: Chain, measures: Sequence[Measure], first: int, usual: Floats | None
) -> Expectation:
    """Return what those who plan in the period ``first`` expect of ``measures``.

    ``usual`` [route, t] is the trade without measures. Raises ``InputError`` for a chance that is
    none.
    """
    day = date.fromordinal(chain.period_starts[first + 1].toordinal() - 1)
    known = [m.as_known(day) for m in measures if m.believed_from <= day]
    events = [event for measure in known for event in _events(chain, measure, first)]
    futures = [
        conditions(chain, [event.new if m is event.old else m for m in known], usual=usual)
        for event in events
    ]
    trunk = conditions(chain, known, usual=usual)
    tree = Tree.grown(first, chain.solved_periods, [(e.period, e.chance) for e in events])
    node = tree.branch * chain.solved_periods + tree.period
    return Expectation(tree, trunk.beside(futures).at(node), trunk)


def news(chain: Chain, measures: Sequence[Measure]) -> list[int]:
    """Return the periods in which something becomes known or feared, the first of all included."""
    days = {day for measure in measures for day in measure.news}
    periods = {0, *(_period(chain, day) for day in days)}
    return sorted(period for period in periods if period < chain.solved_periods)


def _period(chain: Chain, day: date) -> int:
    """Return the period that a day lies in: the first if before it, one too many if after all."""
    return max(sum(start <= day for start in chain.period_starts) - 1, 0)


def _events(chain: Chain, measure: Measure, first: int) -> Iterator[_Event]:
    """Yield what may become of a measure after the period ``first``, as it is known there."""
    starts, after = chain.period_starts, range(first + 1, chain.solved_periods)
    if measure.start == date.max:  # feared
        comes = _chance(chain, measure.hazard, "1/month", measure)
        for period in after if comes else ():
            yield _Event(period, comes, measure, measure.starting(starts[period]))
        return
    start = _period(chain, measure.start)
    if measure.likely is not None and start in after:
        fails = 1 - _chance(chain, measure.likely, "1", measure)
        if fails:
            yield _Event(start, fails, measure, measure.never())
    lifted = _chance(chain, measure.lifting, "1/month", measure)
    for period in after if lifted else ():
        if period > start and (measure.end is None or starts[period] < measure.end):
            yield _Event(period, lifted, measure, measure.ending(starts[period]))


def _chance(chain: Chain, amount: Amount | None, unit: str, measure: Measure) -> float:
    """Return a chance, of a month brought to that of a period."""
    if amount is None:
        return 0.0
    chance = number(chain, amount, unit, measure)
    monthly = unit == "1/month"
    if not (0 <= chance < 1 if monthly else 0 < chance <= 1):
        raise InputError(
            f"a chance is {chance:g}.",
            where=f"measure '{measure.name}'",
            remedy="hazard and lifting are chances a month, from 0 to below 1; likely is one for "
            "all, above 0. What is certain is announced, or has an end.",
        )
    return 1 - (1 - chance) ** chain.step if monthly else chance
