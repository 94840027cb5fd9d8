"""Who gains and who loses: every unit of surplus in one account, none in two."""

import numpy as np
from numpy.typing import NDArray

from cobden.chains.demand import Curves
from cobden.chains.end_use import base_name
from cobden.chains.foresight import Path
from cobden.chains.program import discounts, landed_price
from cobden.chains.rows import Use
from cobden.chains.solver import route_ends
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]
ACCOUNTS = (
    "consumers", "producers", "traders", "scarcity rents", "stock owners", "recyclers", "contracts",
    "tariff revenue", "export taxes", "subsidies",
)  # fmt: skip


def accounts(path: Path) -> Floats:
    """Return the surplus of each account at each place in each period, [account, place, t].

    In undiscounted money; what carrying cargo earns is booked when it lands and is paid for.
    Summed over accounts, places and discounted periods this is gross surplus less real cost
    (:func:`total_surplus`).
    """
    chain = path.conditions.chain
    periods = path.price.shape[2]
    book = np.zeros((len(ACCOUNTS), len(chain.places), periods))
    row = {name: book[position] for position, name in enumerate(ACCOUNTS)}
    place = {item.name: position for position, item in enumerate(chain.places)}
    good = {item.name: position for position, item in enumerate(chain.goods)}

    surplus = _buyers(path)
    for n, use in enumerate(chain.uses):
        row["consumers"][place[use.place]] += surplus[n]
    _makers(path, row, place, good)
    _movers(path, row)
    for k, item in enumerate(chain.stocks):
        level = path.quantities["stock"][k]
        taken = -np.diff(level, prepend=item.initial)
        at = place[item.place]
        row["stock owners"][at] += path.price[good[item.good], at] * taken
        row["stock owners"][at] -= item.holding * chain.step * level
        row["stock owners"][at, -1] += item.salvage * level[-1]
    for k, item in enumerate(chain.recycling):
        at = place[item.place]
        margin = path.price[good[item.good], at] - item.cost
        row["recyclers"][at] += margin * path.quantities["recycle"][k]
    for k, item in enumerate(chain.contracts):
        buyer, seller = place[item.importer], place[item.exporter]
        missed = path.quantities["shortfall"][k]
        paid = item.penalty * missed
        if item.price is not None:
            delivered = np.maximum(path.conditions.contract[k] - missed, 0.0)
            paid = paid + (item.price - path.price[good[item.good], seller]) * delivered
        row["contracts"][buyer] -= paid
        row["contracts"][seller] += paid
    row["contracts"] += _at_contract_prices(path, place, good)
    return book


def _at_contract_prices(path: Path, place: dict[str, int], good: dict[str, int]) -> Floats:
    """What users under contract save against the spot price, and their suppliers lose, [place, t].

    Suppliers are those from whom the place has the good in the same period. What makers pay for
    their inputs is not under contract.
    """
    chain, book = path.conditions.chain, np.zeros((len(place), path.price.shape[2]))
    curves = Curves.of(chain, Tree.grown(0, chain.solved_periods))
    for n, use in enumerate(chain.uses):
        if not use.contract:
            continue
        at, price = place[use.place], path.price[good[use.good], place[use.place]]
        saved = (price - use.price) * (curves.firm[n] - path.quantities["breach"][n])
        book[at] += saved
        book -= _suppliers(path, use, place) * saved
    return book


def _suppliers(path: Path, use: Use, place: dict[str, int]) -> Floats:
    """Return the share of each place in what a use's place has of its good, [place, t].

    What is made there or comes out of store is the place's own, and so is all where nothing comes.
    """
    chain, quantities = path.conditions.chain, path.quantities
    name, own, periods = base_name(use.good), place[use.place], path.price.shape[2]
    had = np.zeros((len(place), periods))
    landing = np.arange(periods) + path.conditions.delay
    for arc, route in enumerate(chain.routes):
        if (route.good, route.importer) == (name, use.place):
            inside = landing[arc] < periods
            lands, flow = landing[arc, inside], quantities["ship"][arc, inside]
            np.add.at(had[place[route.exporter]], lands, flow)
    for row, run in zip(chain.capacities, quantities["run"], strict=True):
        process = chain.process_at(row.process, row.place)
        if row.place == use.place and process is not None:
            had[own] += max(dict(process.recipe).get(name, 0.0), 0.0) * run
    for row, level in zip(chain.stocks, quantities["stock"], strict=True):
        if row.place == use.place and base_name(row.good) == name:
            had[own] += np.maximum(-np.diff(level, prepend=row.initial), 0.0)
    whole = had.sum(axis=0)
    had[own] += whole <= 0
    return had / had.sum(axis=0)


def _worth(curves: Curves, quantities: dict[str, Floats]) -> Floats:
    """What uses have of what they are served, [use, t], before they pay."""
    choke = np.where(np.isfinite(curves.choke), curves.choke, 0.0)
    missed = choke * quantities["without"] + curves.breach * quantities["breach"]
    return curves.worth(quantities["demand"]) - missed


def _buyers(path: Path) -> Floats:
    """Consumer surplus of each use, [use, t], what its options cost and save included."""
    chain = path.conditions.chain
    curves = Curves.of(chain, Tree.grown(0, chain.solved_periods))
    place = {item.name: position for position, item in enumerate(chain.places)}
    good = {item.name: position for position, item in enumerate(chain.goods)}
    demand = path.quantities["demand"]
    worth = _worth(curves, path.quantities)
    for item in chain.cross:
        if item.kind == "use":
            one, two = (
                next(n for n, u in enumerate(chain.uses) if (u.place, u.use) == (item.place, name))
                for name in (item.first, item.second)
            )
            worth[one] -= item.slope / chain.step * demand[one] * demand[two]
    row = {(u.place, u.use): n for n, u in enumerate(chain.uses)}
    bought = path.served.copy()
    for o, item in enumerate(chain.options):
        level, n = path.quantities["option"][o], row[item.place, item.use]
        bought[n] = bought[n] - level
        cost = item.cost
        if item.good is not None:
            cost = cost + item.amount * path.price[good[item.good], place[item.place]]
        worth[n] -= cost * level
    paid = [path.price[good[u.good], place[u.place]] for u in chain.uses]
    return worth - np.array(paid) * bought


def _makers(
    path: Path, row: dict[str, Floats], place: dict[str, int], good: dict[str, int]
) -> None:
    chain = path.conditions.chain
    local = {(p.name, p.place): p for p in chain.processes}
    rows = {}
    for k, item in enumerate(chain.capacities):
        run, at = path.quantities["run"][k], place[item.place]
        process = local.get((item.process, item.place)) or local[item.process, None]
        margin = sum(amount * path.price[good[name], at] for name, amount in process.recipe)
        aid = path.conditions.subsidy[k] + path.top_up[k]
        cost = path.conditions.activity_cost[k] * run + item.slope / chain.step * run**2 / 2
        row["producers"][at] += (margin + aid) * run - cost
        row["subsidies"][at] -= path.conditions.subsidy[k] * run
        rows[item.place, item.process] = k
        for floor in path.conditions.floors:
            if floor.activity == k:
                row["subsidies"][floor.payer] -= path.top_up[k] * run
    for item in chain.cross:
        if item.kind == "process":
            one, two = (
                path.quantities["run"][rows[item.place, name]] for name in (item.first, item.second)
            )
            row["producers"][place[item.place]] -= item.slope / chain.step * one * two


def _movers(path: Path, row: dict[str, Floats]) -> None:
    conditions = path.conditions
    chain = conditions.chain
    if not chain.routes:
        return
    goods, source, target = route_ends(conditions)
    flow, periods = path.quantities["ship"], path.price.shape[2]
    landing = np.arange(periods) + conditions.delay
    weight = discounts(chain)
    inside = np.minimum(landing, periods - 1)
    fetched = landed_price(conditions, Tree.grown(0, periods), weight, path.price)
    fetched = np.where(landing < periods, fetched, 0.0)
    cost = np.array([route.cost for route in chain.routes])[:, None]
    profit = fetched - path.price[goods, source] - cost - path.duty - path.export_tax
    np.add.at(row["tariff revenue"], target, path.duty * flow)
    np.add.at(row["export taxes"], source, path.export_tax * flow)
    rents = np.zeros_like(flow)
    for k, group in enumerate(conditions.groups):
        rent = path.multipliers["group"][k] * flow[group.arcs]
        holder = source if group.rents_to == "exporter" else target
        np.add.at(row["scarcity rents"], holder[group.arcs], rent)
        rents[group.arcs] += rent
    arcs, leaving = np.nonzero(landing < periods)
    earned = (profit * flow - rents) * (weight / weight[inside])
    arrival = landing[arcs, leaving]
    np.add.at(row["traders"], (target[arcs], arrival), earned[arcs, leaving])


def total_surplus(path: Path) -> float:
    """Return discounted gross surplus less real cost: what all accounts share."""
    chain, x = path.conditions.chain, path.quantities
    curves = Curves.of(chain, Tree.grown(0, chain.solved_periods))
    weight = discounts(chain)
    total = _worth(curves, x).sum(axis=0)
    slope = np.array([item.slope for item in chain.capacities]).reshape(-1, 1) / chain.step
    total -= (path.conditions.activity_cost * x["run"] + slope * x["run"] ** 2 / 2).sum(axis=0)
    for name, values in (
        ("ship", [route.cost for route in chain.routes]),
        ("option", [item.cost for item in chain.options]),
        ("stock", [item.holding * chain.step for item in chain.stocks]),
        ("recycle", [item.cost for item in chain.recycling]),
    ):
        total -= (np.array(values).reshape(-1, 1) * x[name]).sum(axis=0)
    salvage = np.array([item.salvage for item in chain.stocks])
    total[-1] += (salvage * x["stock"][:, -1]).sum()
    rows = {
        "use": ("demand", {(u.place, u.use): n for n, u in enumerate(chain.uses)}),
        "process": ("run", {(a.place, a.process): n for n, a in enumerate(chain.capacities)}),
    }
    for item in chain.cross:
        name, at = rows[item.kind]
        one, two = (x[name][at[item.place, key]] for key in (item.first, item.second))
        total -= item.slope / chain.step * one * two
    return float((weight * total).sum())
