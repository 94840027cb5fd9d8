"""Measures put into numbers: what may run, move, be kept, and at what charge, period by period."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import InputError, unknown
from cobden.chains.additions import extend, good_row, number, process_unit, sites
from cobden.chains.chain import Chain
from cobden.chains.measures import (
    ChainImportHalt,
    ChainQuota,
    ChainTariff,
    ExportBan,
    ExportTax,
    Licence,
    Measure,
    OnTrade,
    Outage,
    PassageClosure,
    PriceFloor,
    ProductionSubsidy,
    SpecificDuty,
    StockRelease,
)  # fmt: skip
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


def conditions(
    chain: Chain, measures: Sequence[Measure] = (), *, usual: Floats | None = None
) -> Conditions:
    """Return what holds under ``measures``; their rows are there whether they ever start or not.

    ``usual`` [route, t] is the trade without measures, which licences and part-periods refer to.
    Raises ``InputError`` where a measure names what the chain does not have.
    """
    extended = chain
    for measure in measures:
        extended = extend(measure, extended)
    state = _unmeasured(extended)
    flows = np.zeros((len(chain.routes), chain.solved_periods)) if usual is None else usual
    for measure in measures:
        state = _apply(measure, state, flows)
    return state


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


def _unmeasured(chain: Chain) -> Conditions:
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
            lambda row: _times(
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
            lambda row: _times(row.limit * step, ramped(chain, row.start, row.ramp)),
        ),
        bound=nothing.copy(),
        groups=tuple(_passage(chain, passage) for passage in chain.passages),
    )


def _passage(chain: Chain, passage: Passage) -> Group:
    """The routes through a passage; its scarcity is earned by those who ship."""
    arcs = [row for row, route in enumerate(chain.routes) if passage.holds(route)]
    limit = np.full(chain.solved_periods, passage.limit * chain.step)
    return Group(passage.name, np.array(arcs, dtype=np.intp), limit, "exporter")


def _times(limit: float | Floats, share: Floats) -> Floats:
    """A limit that may be infinite times a share that may be zero."""
    return np.where(share > 0, np.where(np.isinf(limit), np.inf, limit * np.maximum(share, 0)), 0.0)


def _routes(chain: Chain, measure: OnTrade, *, exports: bool) -> Index:
    """Routes between two economies that a trade measure names."""
    by, on = (set(sites(chain, names, measure)) for names in (measure.by, measure.on))
    goods = {chain.goods[good_row(chain, name, measure)].name for name in measure.goods}
    economy = {place.name: place.economy for place in chain.places}
    hit = [
        row
        for row, route in enumerate(chain.routes)
        if route.good in goods
        and (route.exporter if exports else route.importer) in by
        and (route.importer if exports else route.exporter) in on
        and economy[route.exporter] != economy[route.importer]
    ]
    if not hit:
        raise InputError(
            f"no route of {', '.join(sorted(goods))} is touched.",
            where=f"measure '{measure.name}'",
            remedy="Check who applies it, on whom, and for which goods.",
        )
    return np.array(hit, dtype=np.intp)


@singledispatch
def _apply(measure: object, state: Conditions, usual: Floats) -> Conditions:
    """Return the conditions with the measure in force."""
    return state


def _plants(chain: Chain, measure: Outage | ProductionSubsidy) -> list[int]:
    """Return the rows of the capacities that a measure is about."""
    places = sites(chain, measure.by, measure)
    return [
        row
        for row, item in enumerate(chain.capacities)
        if item.place in places and item.process == measure.process
    ]


def _added(array: Floats, rows: Any, change: Any) -> Floats:
    new = array.copy()
    new[rows] += change
    return new


@_apply.register
def _(measure: ChainTariff, state: Conditions, usual: Floats) -> Conditions:
    rows = _routes(state.chain, measure, exports=False)
    rate = number(state.chain, measure.rate, "1", measure)
    change = rate * in_force(state.chain, measure.start, measure.end)
    name = "duty_cif" if measure.base == "cif" else "duty_fob"
    return replace(state, **{name: _added(getattr(state, name), rows, change)})


@_apply.register
def _(measure: ExportTax, state: Conditions, usual: Floats) -> Conditions:
    rows = _routes(state.chain, measure, exports=True)
    rate = number(state.chain, measure.rate, "1", measure)
    change = rate * in_force(state.chain, measure.start, measure.end)
    return replace(state, export_tax=_added(state.export_tax, rows, change))


@_apply.register
def _(measure: SpecificDuty, state: Conditions, usual: Floats) -> Conditions:
    rows = _routes(state.chain, measure, exports=False)
    unit = state.chain.goods[good_row(state.chain, measure.goods[0], measure)].unit
    amount = number(state.chain, measure.amount, f"{state.chain.money}/{unit}", measure)
    change = amount * in_force(state.chain, measure.start, measure.end)
    return replace(state, specific=_added(state.specific, rows, change))


@_apply.register(ExportBan)
@_apply.register(ChainImportHalt)
def _(measure: ExportBan | ChainImportHalt, state: Conditions, usual: Floats) -> Conditions:
    rows = _routes(state.chain, measure, exports=isinstance(measure, ExportBan))
    share = in_force(state.chain, measure.start, measure.end)
    limit = state.route_limit.copy()
    open_part = (1 - share) * usual[rows]
    limit[rows] = np.where(share > 0, np.minimum(limit[rows], open_part), limit[rows])
    return _excuse(replace(state, route_limit=limit), rows, share)


def _excuse(state: Conditions, rows: Index, share: Floats) -> Conditions:
    """Contracts on routes that a government shuts are off: force majeure."""
    shut = {
        (route.good, route.exporter, route.importer)
        for route in (state.chain.routes[row] for row in rows)
    }
    hit = [
        row
        for row, item in enumerate(state.chain.contracts)
        if (item.good, item.exporter, item.importer) in shut
    ]
    contract = state.contract.copy()
    contract[hit] *= 1 - share
    return replace(state, contract=contract)


@_apply.register
def _(measure: ChainQuota, state: Conditions, usual: Floats) -> Conditions:
    rows = _routes(state.chain, measure, exports=True)
    unit = state.chain.goods[good_row(state.chain, measure.goods[0], measure)].unit
    quantity = number(state.chain, measure.quantity, f"{unit}/month", measure) * state.chain.step
    share = in_force(state.chain, measure.start, measure.end)
    limit = share * quantity + (1 - share) * usual[rows].sum(axis=0)
    limit = np.where(share > 0, limit, np.inf)
    group = Group(measure.name, rows, limit, measure.rents_to)
    return replace(state, groups=(*state.groups, group))


@_apply.register
def _(measure: Licence, state: Conditions, usual: Floats) -> Conditions:
    chain = state.chain
    rows = _routes(chain, measure, exports=True)
    share = in_force(chain, measure.start, measure.end)
    months = number(chain, measure.delay, "month", measure)
    delay = state.delay.copy()
    delay[rows] += np.where(share >= 0.5, round(months / chain.step), 0).astype(np.intp)
    state = _excuse(replace(state, delay=delay), rows, share)
    if measure.end_use:
        bound = state.bound.copy()
        kept = 1 - number(chain, measure.leakage, "1", measure)
        bound[rows] = np.maximum(bound[rows], share * kept)
        state = replace(state, bound=bound)
    if measure.approval is None:
        return state
    first = number(chain, measure.approval, "1", measure)
    after = measure.approval_after
    last = first if after is None else number(chain, after, "1", measure)
    ramp = number(chain, measure.ramp, "month", measure)
    approved = first + (last - first) * ramped(chain, measure.start, ramp)
    limited = (share > 0) & (approved < 1)
    groups, route_limit = [], state.route_limit.copy()
    for good in dict.fromkeys(chain.routes[row].good for row in rows):  # a licence names its good
        arcs = np.array([row for row in rows if chain.routes[row].good == good], dtype=np.intp)
        trade = usual[arcs].mean(axis=1).sum()
        if trade < 1e-6 * usual[[route.good == good for route in chain.routes]].mean(axis=1).sum():
            route_limit[arcs] = np.where(limited, 0.0, route_limit[arcs])  # a share of nothing
            continue
        limit = np.where(limited, (share * approved + (1 - share)) * trade, np.inf)
        groups.append(Group(f"{measure.name}, {good}", arcs, limit, "exporter"))
    return replace(state, route_limit=route_limit, groups=(*state.groups, *groups))


@_apply.register
def _(measure: PassageClosure, state: Conditions, usual: Floats) -> Conditions:
    names = [passage.name for passage in state.chain.passages]
    if measure.passage not in names:
        where = f"measure '{measure.name}'"
        raise unknown("passage", measure.passage, names, where=where)
    shut = number(state.chain, measure.share, "1", measure)
    open_part = 1 - shut * in_force(state.chain, measure.start, measure.end)
    at = names.index(measure.passage)
    group = state.groups[at]
    usually = np.minimum(group.limit, usual[group.arcs].sum(axis=0))
    limit = np.where(open_part < 1, open_part * usually, group.limit)
    groups = list(state.groups)
    groups[at] = replace(group, limit=limit)
    return _excuse(replace(state, groups=tuple(groups)), group.arcs, 1 - open_part)


@_apply.register
def _(measure: Outage, state: Conditions, usual: Floats) -> Conditions:
    process_unit(state.chain, measure.process, measure)
    rows = _plants(state.chain, measure)
    lost = number(state.chain, measure.share, "1", measure)
    open_part = 1 - lost * in_force(state.chain, measure.start, measure.end)
    capacity = state.capacity.copy()
    if np.isinf(capacity[rows]).any() and ((open_part > 0) & (open_part < 1)).any():
        raise InputError(
            f"{measure.process} has no limit there, so a share of it says nothing.",
            where=f"measure '{measure.name}'",
            remedy="Give the plant a limit, or stop all of it from the first day of a period.",
        )
    capacity[rows] = [_times(row, open_part) for row in capacity[rows]]
    return replace(state, capacity=capacity)


@_apply.register
def _(measure: ProductionSubsidy, state: Conditions, usual: Floats) -> Conditions:
    unit = process_unit(state.chain, measure.process, measure)
    amount = number(state.chain, measure.amount, f"{state.chain.money}/{unit}", measure)
    rows = _plants(state.chain, measure)
    change = amount * in_force(state.chain, measure.start, measure.end)
    return replace(state, subsidy=_added(state.subsidy, rows, change))


@_apply.register
def _(measure: PriceFloor, state: Conditions, usual: Floats) -> Conditions:
    chain = state.chain
    good = good_row(chain, measure.good, measure)
    unit = chain.goods[good].unit
    runs_in = process_unit(chain, measure.process, measure)
    (place, *_) = sites(chain, [measure.at], measure)
    (payer, *_) = sites(chain, measure.by, measure)
    places = [item.name for item in chain.places]
    promised = number(chain, measure.floor, f"{chain.money}/{unit}", measure)
    quantity = number(chain, measure.limit, f"{runs_in}/month", measure) * chain.step
    force = in_force(chain, measure.start, measure.end)
    amount = next(
        dict(process.recipe).get(measure.good, 0.0)
        for process in chain.processes
        if process.name == measure.process
    )
    rows = [
        row
        for row, item in enumerate(chain.capacities)
        if item.place == place and item.process == measure.process
    ]
    if amount <= 0 or len(rows) != 1 or quantity < state.capacity[rows].max(initial=0.0):
        raise InputError(
            f"the floor covers {quantity:g} per period of one step that makes {measure.good}; "
            f"{measure.process} at {place} has {len(rows)} such steps.",
            where=f"measure '{measure.name}'",
            remedy="Give the covered plant a step of its own, no greater than the quantity.",
        )
    floor = Floor(
        rows[0], good, amount, places.index(place), np.where(force >= 0.5, promised, 0.0),
        places.index(payer),
    )  # fmt: skip
    return replace(state, floors=(*state.floors, floor))


@_apply.register
def _(measure: StockRelease, state: Conditions, usual: Floats) -> Conditions:
    good_row(state.chain, measure.good, measure)
    places = sites(state.chain, measure.by, measure)
    unit = state.chain.goods[good_row(state.chain, measure.good, measure)].unit
    quantity = number(state.chain, measure.quantity, unit, measure)
    rows = [
        row
        for row, item in enumerate(state.chain.stocks)
        if item.place in places and item.good == measure.good and item.strategic
    ]
    if not rows:
        raise InputError(
            f"no strategic stock of {measure.good} is kept there.",
            where=f"measure '{measure.name}'",
            remedy="Give the chain the stock, or release another.",
        )
    opened = in_force(state.chain, measure.start, measure.end) > 0
    opened = np.maximum.accumulate(opened)
    floor = state.stock_floor.copy()
    floor[rows] = np.maximum(floor[rows] - quantity / len(rows) * opened, 0.0)
    return replace(state, stock_floor=floor)
