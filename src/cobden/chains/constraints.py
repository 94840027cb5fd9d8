"""The constraints of a chain's program: every good balances, and what joins periods or rows."""

import numpy as np
from numpy.typing import NDArray

from cobden.chains.program_layout import Entries, Plan, positions, twins, use_rows

Floats = NDArray[np.float64]


def constrain(plan: Plan, entries: Entries, bound: Floats) -> None:
    """Fill in all constraints of a plan."""
    for part in (_made, _shipped, _used, _kept, _sped, _served, _contracted, _collected, _shared):
        part(plan, entries, bound)


def _made(plan: Plan, entries: Entries, bound: Floats) -> None:
    """What plants make and take, in the balances of their places."""
    chain = plan.conditions.chain
    local = {(p.name, p.place): p for p in chain.processes}
    for k, item in enumerate(chain.capacities):
        process = local.get((item.process, item.place)) or local[item.process, None]
        for name, amount in process.recipe:
            row = plan.balance(name, item.place)
            entries.add(row, plan.variables["run"].index[k], -amount)


def _shipped(plan: Plan, entries: Entries, bound: Floats) -> None:
    """What leaves a place and what lands there, of old cargo too."""
    conditions, tree, chain = plan.conditions, plan.tree, plan.conditions.chain
    row = plan.balances
    bound[row] += plan.state.arriving[:, :, tree.period]
    if not chain.routes:
        return
    good, place = (positions(item.name for item in table) for table in (chain.goods, chain.places))
    goods = np.array([good[r.good] for r in chain.routes])
    source = np.array([place[r.exporter] for r in chain.routes])
    target = np.array([place[r.importer] for r in chain.routes])
    ship = plan.variables["ship"].index
    entries.add(row[goods, source], ship, 1.0)
    for arc, leaving, landing in tree.arrivals(conditions.delay):
        share = conditions.bound[arc, leaving]
        for part, landed in ((1 - share, goods), (share, twins(conditions))):
            entries.add(row[landed[arc], target[arc], landing], ship[arc, leaving], -part)


def _used(plan: Plan, entries: Entries, bound: Floats) -> None:
    """What uses take, less what they go without, save or replace."""
    chain, x, row = plan.conditions.chain, plan.variables, use_rows(plan.conditions.chain)
    for n, use in enumerate(chain.uses):
        at = plan.balance(use.good, use.place)
        entries.add(at, x["demand"].index[n], 1.0)
        entries.add(at, x["without"].index[n], -1.0)
        entries.add(at, x["breach"].index[n], -1.0)
    for o, item in enumerate(chain.options):
        level, use = x["option"].index[o], chain.uses[row[item.place, item.use]]
        entries.add(plan.balance(use.good, use.place), level, -1.0)
        if item.good is not None:
            entries.add(plan.balance(item.good, item.place), level, item.amount)


def _kept(plan: Plan, entries: Entries, bound: Floats) -> None:
    """What stores take in and give back."""
    later = plan.later
    for k, item in enumerate(plan.conditions.chain.stocks):
        at, stock = plan.balance(item.good, item.place), plan.variables["stock"].index[k]
        entries.add(at, stock, 1.0)
        entries.add(at[later], stock[plan.tree.parent[later]], -1.0)
        bound[at[0]] += plan.state.stock[k]


def _sped(plan: Plan, entries: Entries, bound: Floats) -> None:
    """How fast users learn to do with less, or with something else."""
    chain, later, row = plan.conditions.chain, plan.later, use_rows(plan.conditions.chain)
    for o, item in enumerate(chain.options):
        at, level = plan.constraints["ramp"].index[o], plan.variables["option"].index[o]
        entries.add(at, level, 1.0)
        entries.add(at[later], level[plan.tree.parent[later]], -1.0)
        speed = min(item.speed * chain.step, 1e6)
        bound[at] = speed * chain.uses[row[item.place, item.use]].quantity * chain.step
        bound[at[0]] += plan.state.option[o]


def _served(plan: Plan, entries: Entries, bound: Floats) -> None:
    """What is done without, saved or replaced cannot exceed what is wanted."""
    chain, x, row = plan.conditions.chain, plan.variables, use_rows(plan.conditions.chain)
    served = plan.constraints["served"].index
    entries.add(served, x["demand"].index, -1.0)
    entries.add(served, x["without"].index, 1.0)
    entries.add(served, x["breach"].index, 1.0)
    for o, item in enumerate(chain.options):
        entries.add(served[row[item.place, item.use]], x["option"].index[o], 1.0)


def _contracted(plan: Plan, entries: Entries, bound: Floats) -> None:
    """What is contracted between two places is shipped, or its shortfall paid for."""
    chain, x = plan.conditions.chain, plan.variables
    arcs: dict[tuple[str, str, str], list[int]] = {}
    for r, route in enumerate(chain.routes):
        arcs.setdefault((route.good, route.exporter, route.importer), []).append(r)
    for k, item in enumerate(chain.contracts):
        row = plan.constraints["contract"].index[k]
        entries.add(row, x["shortfall"].index[k], -1.0)
        for r in arcs[item.good, item.exporter, item.importer]:
            entries.add(row, x["ship"].index[r], -1.0)
        bound[row] = -plan.conditions.contract[k]


def _collected(plan: Plan, entries: Entries, bound: Floats) -> None:
    """What comes back serves again, at most a share of what was used some time ago."""
    chain, x, tree, state = plan.conditions.chain, plan.variables, plan.tree, plan.state
    uses = use_rows(chain)
    for k, item in enumerate(chain.recycling):
        n, lag = uses[item.place, item.use], max(1, round(item.lag / chain.step))
        row = plan.constraints["scrap"].index[k]
        entries.add(row, x["recycle"].index[k], 1.0)
        entries.add(plan.balance(item.good, item.place), x["recycle"].index[k], -1.0)
        before = tree.ancestors(lag)
        inside = before >= 0
        for name, share in (("demand", -item.rate), ("without", item.rate), ("breach", item.rate)):
            entries.add(row[inside], x[name].index[n][before[inside]], share)
        past = np.concatenate([np.full(lag, state.history[n, 0]), state.history[n]])
        known = past[len(past) - lag :][tree.period[~inside] - tree.first]
        bound[row[~inside]] = item.rate * known


def _shared(plan: Plan, entries: Entries, bound: Floats) -> None:
    """What some routes ship together is within their common limit."""
    for k, group in enumerate(plan.conditions.groups):
        limited = np.flatnonzero(np.isfinite(group.limit))  # the other rows stay empty
        row = plan.constraints["group"].index[k, limited]
        entries.add(row[None, :], plan.variables["ship"].index[group.arcs][:, limited], 1.0)
        bound[row] = group.limit[limited]
