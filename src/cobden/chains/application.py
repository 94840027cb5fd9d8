"""Measures applied to a chain: each kind says what it changes of what may run, move and be kept."""

from collections.abc import Sequence
from dataclasses import replace
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import InputError, unknown
from cobden.chains.additions import extend, good_row, number, process_unit, sites
from cobden.chains.chain import Chain
from cobden.chains.conditions import (
    Conditions,
    Floor,
    Group,
    in_force,
    ramped,
    times,
    unmeasured,
)
from cobden.chains.measures import (
    Amount,
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

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


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
    state = unmeasured(extended)
    flows = np.zeros((len(chain.routes), chain.solved_periods)) if usual is None else usual
    for measure in measures:
        state = _apply(measure, state, flows)
    return state


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
    limit = _quota(state.chain, measure, measure.quantity, rows, usual)
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
    return _approved(_within_quotas(state, measure, rows, usual), measure, rows, usual)


def _within_quotas(state: Conditions, measure: Licence, rows: Index, usual: Floats) -> Conditions:
    """Return what holds where a licence is for a quantity: each place has its own."""
    if measure.quota is None:
        return state
    chain, quotas = state.chain, []
    for place in dict.fromkeys(chain.routes[row].importer for row in rows):
        arcs = np.array([row for row in rows if chain.routes[row].importer == place])
        limit = _quota(chain, measure, measure.quota, arcs, usual)
        quotas.append(Group(f"{measure.name}, to {place}", arcs, limit, "exporter"))
    return replace(state, groups=(*state.groups, *quotas))


def _quota(chain: Chain, measure: OnTrade, amount: Amount, rows: Index, usual: Floats) -> Floats:
    """Return the limit that a quota sets to what routes ship together, [t]; none out of force."""
    unit = chain.goods[good_row(chain, measure.goods[0], measure)].unit
    quantity = number(chain, amount, f"{unit}/month", measure) * chain.step
    share = in_force(chain, measure.start, measure.end)
    return np.where(share > 0, share * quantity + (1 - share) * usual[rows].sum(axis=0), np.inf)


def _approved(state: Conditions, measure: Licence, rows: Index, usual: Floats) -> Conditions:
    """Return what holds where only a part of the usual trade in each good gets its licence."""
    if measure.approval is None:
        return state
    chain, share = state.chain, in_force(state.chain, measure.start, measure.end)
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
    capacity[rows] = [times(row, open_part) for row in capacity[rows]]
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
