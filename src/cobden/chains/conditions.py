"""Measures put into numbers: what may run, move, be kept, and at what charge, period by period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cobden.chains.chain import Chain
from cobden.chains.rows import Passage

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Group:
    """Routes that share one limit: ``limit`` [t] per period; who earns the scarcity."""

    name: str
    arcs: Index
    limit: Floats
    rents_to: str


@dataclass(frozen=True, eq=False)
class Floor:
    """A promised price: ``floor`` [t] for what the capacity row ``activity`` makes of ``good``."""

    activity: int
    good: int
    amount: float
    place: int
    floor: Floats
    payer: int


@dataclass(frozen=True, eq=False)
class Conditions:
    """What holds in each period, or node of a tree. Axes [row of the chain's table, period].

    Amounts are per period, not month.

    ``chain`` has the rows that measures add. ``duty_cif``, ``duty_fob`` and ``export_tax`` are
    rates; ``specific`` is in money per unit; ``delay`` in periods; ``stock_floor`` in units.
    ``bound`` [route, t] is the share of what is shipped that must be used where it lands.
    """

    chain: Chain
    capacity: Floats
    activity_cost: Floats
    subsidy: Floats
    route_limit: Floats
    delay: Index
    duty_cif: Floats
    duty_fob: Floats
    export_tax: Floats
    specific: Floats
    stock_floor: Floats
    option_limit: Floats
    contract: Floats
    recycling_limit: Floats
    bound: Floats
    groups: tuple[Group, ...] = ()
    floors: tuple[Floor, ...] = ()

    def at(self, columns: Index) -> "Conditions":
        """Return what holds in some of the periods, [column]."""
        return self._timed(lambda arrays: arrays[0][..., columns])

    def beside(self, others: "Sequence[Conditions]") -> "Conditions":
        """Return this and ``others``, of the same measures at other times, one after another."""
        return self._timed(lambda arrays: np.concatenate(arrays, axis=-1), *others)

    def _timed(self, change: Callable[[list[Any]], Any], *others: "Conditions") -> "Conditions":
        every = (self, *others)
        arrays = {
            field.name: change([getattr(item, field.name) for item in every])
            for field in fields(self)
            if field.name not in ("chain", "groups", "floors")
        }
        groups = zip(*(item.groups for item in every), strict=True)
        floors = zip(*(item.floors for item in every), strict=True)
        return replace(
            self,
            **arrays,
            groups=tuple(replace(g[0], limit=change([one.limit for one in g])) for g in groups),
            floors=tuple(replace(f[0], floor=change([one.floor for one in f])) for f in floors),
        )


def in_force(chain: Chain, start: date | None, end: date | None) -> Floats:
    """Return the share of each period's days between ``start`` and ``end``, [t]."""
    edges = np.array([day.toordinal() for day in chain.period_starts], dtype=float)
    first = -np.inf if start is None else start.toordinal()
    last = np.inf if end is None else end.toordinal()
    overlap = np.minimum(edges[1:], last) - np.maximum(edges[:-1], first)
    return np.clip(overlap / np.diff(edges), 0.0, 1.0)


def ramped(chain: Chain, start: date | None, ramp: float) -> Floats:
    """Return how much of what grows evenly over ``ramp`` months from ``start`` is there, [t]."""
    if start is None:
        return np.ones(chain.solved_periods)
    if ramp <= 0:
        return in_force(chain, start, None)
    edges = np.array([day.toordinal() for day in chain.period_starts], dtype=float)
    days = ramp * 365 / 12
    grown = np.clip((edges - start.toordinal()) / days, 0.0, 1.0)
    return (grown[1:] + grown[:-1]) / 2


def unmeasured(chain: Chain) -> Conditions:
    """Return what holds in the solved periods of a chain without measures."""
    periods, step = chain.solved_periods, chain.step

    def rows(table: Sequence[object], value: Callable[[Any], Any]) -> Floats:
        return np.array([np.broadcast_to(value(row), periods) for row in table]).reshape(
            len(table), periods
        )

    nothing = np.zeros((len(chain.routes), periods))
    return Conditions(
        chain=chain,
        capacity=rows(
            chain.capacities,
            lambda row: times(
                row.limit * step,
                ramped(chain, row.start, row.ramp) * in_force(chain, None, row.end),
            ),
        ),
        activity_cost=rows(chain.capacities, lambda row: row.cost),
        subsidy=np.zeros((len(chain.capacities), periods)),
        route_limit=rows(chain.routes, lambda row: row.limit * step),
        delay=rows(chain.routes, lambda row: round(row.months / step)).astype(np.intp),
        duty_cif=nothing.copy(),
        duty_fob=nothing.copy(),
        export_tax=nothing.copy(),
        specific=nothing.copy(),
        stock_floor=rows(chain.stocks, lambda row: row.initial if row.strategic else 0.0),
        option_limit=rows(chain.options, lambda row: row.limit * in_force(chain, row.start, None)),
        contract=rows(
            chain.contracts, lambda row: row.quantity * step * in_force(chain, row.start, row.end)
        ),
        recycling_limit=rows(
            chain.recycling,
            lambda row: times(row.limit * step, ramped(chain, row.start, row.ramp)),
        ),
        bound=nothing.copy(),
        groups=tuple(_passage(chain, passage) for passage in chain.passages),
    )


def _passage(chain: Chain, passage: Passage) -> Group:
    """The routes through a passage; its scarcity is earned by those who ship."""
    arcs = [row for row, route in enumerate(chain.routes) if passage.holds(route)]
    limit = np.full(chain.solved_periods, passage.limit * chain.step)
    return Group(passage.name, np.array(arcs, dtype=np.intp), limit, "exporter")


def times(limit: float | Floats, share: Floats) -> Floats:
    """A limit that may be infinite times a share that may be zero."""
    return np.where(share > 0, np.where(np.isinf(limit), np.inf, limit * np.maximum(share, 0)), 0.0)
