"""The convex program of a chain: Samuelson (1952), Takayama & Judge (1971), with stages and time.

Competitive prices are the multipliers of the program that maximises gross surplus less the cost of
running processes, moving, keeping and saving goods, where every good balances at every place in
every period. This module only lays the program out; :mod:`cobden.chains.solver` solves it.

Minimise ``cost . x + x . curvature . x / 2`` subject to ``matrix @ x <= bound`` and
``lower <= x <= upper``. Variables come in blocks, each [row of a table of the chain, node of the
tree of time]; constraints likewise. All amounts are per period; costs are discounted to the first
period of all and weighted by the chance of their node.

With places and transport this is a spatial price equilibrium.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cobden.chains.chain import Chain
from cobden.chains.conditions import Conditions
from cobden.chains.end_use import bound_name
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class ChainState:
    """What the past leaves: stocks [k], goods under way by arrival [good, place, period], the level
    of each option [o], and what each use took in the periods before, newest last [use, periods].
    """

    stock: Floats
    arriving: Floats
    option: Floats
    history: Floats


@dataclass(frozen=True, eq=False)
class Block:
    """Where a family of variables or constraints lies, [rows, nodes] in row-major order."""

    name: str
    offset: int
    rows: int
    nodes: int

    @property
    def index(self) -> Index:
        """The positions, [rows, nodes]."""
        return self.offset + np.arange(self.rows * self.nodes).reshape(self.rows, self.nodes)

    def of(self, vector: Floats) -> Floats:
        """Return the part of ``vector`` that belongs here, [rows, nodes]."""
        end = self.offset + self.rows * self.nodes
        return vector[self.offset : end].reshape(self.rows, self.nodes)


@dataclass(frozen=True, eq=False)
class Program:
    """The program of a plan: what to do in every node of ``tree``.

    ``conditions`` has a column for each node. ``cost`` leaves out what the solver iterates: demand
    (``run`` and ``use`` curves) and charges that depend on prices. ``weight`` [node] is the chance
    of a node, discounted to the first period of all.
    """

    tree: Tree
    conditions: Conditions
    variables: dict[str, Block]
    constraints: dict[str, Block]
    matrix: sparse.csr_matrix
    bound: Floats
    lower: Floats
    upper: Floats
    cost: Floats
    curvature: sparse.csc_matrix
    weight: Floats


class _Rows:
    """Entries of a sparse matrix, collected."""

    def __init__(self) -> None:
        self.row: list[Index] = []
        self.column: list[Index] = []
        self.value: list[Floats] = []

    def add(self, row: Index, column: Index, value: Floats | float) -> None:
        row, column, amount = np.broadcast_arrays(row, column, value)
        self.row.append(row.ravel())
        self.column.append(column.ravel())
        self.value.append(amount.ravel().astype(float))

    def matrix(self, shape: tuple[int, int]) -> sparse.csr_matrix:
        if not self.row:
            return sparse.csr_matrix(shape)
        entries = (np.concatenate(self.row), np.concatenate(self.column))
        return sparse.csr_matrix((np.concatenate(self.value), entries), shape=shape)


class _Plan(NamedTuple):
    """What the constraints are built from."""

    conditions: Conditions
    state: ChainState
    tree: Tree
    variables: dict[str, Block]
    constraints: dict[str, Block]


def _blocks(sizes: Sequence[tuple[str, int]], nodes: int) -> tuple[dict[str, Block], int]:
    blocks, offset = {}, 0
    for name, rows in sizes:
        blocks[name] = Block(name, offset, rows, nodes)
        offset += rows * nodes
    return blocks, offset


def discounts(chain: Chain) -> Floats:
    """Return the weight of each solved period, [t]: 1 in the first."""
    years = np.arange(chain.solved_periods) * chain.step / 12
    return (1 + chain.discount) ** -years


def lay_out(conditions: Conditions, state: ChainState, tree: Tree) -> Program:
    """Return the program of a tree, whose nodes are the columns of ``conditions``.

    ``state`` is what the past leaves to the first node.
    """
    chain, nodes = conditions.chain, len(tree.period)
    variables, size = _blocks(
        [
            ("run", len(chain.capacities)), ("ship", len(chain.routes)),
            ("demand", len(chain.uses)), ("without", len(chain.uses)),
            ("option", len(chain.options)), ("stock", len(chain.stocks)),
            ("shortfall", len(chain.contracts)), ("recycle", len(chain.recycling)),
        ],
        nodes,
    )  # fmt: skip
    constraints, height = _blocks(
        [
            ("balance", len(chain.goods) * len(chain.places)), ("served", len(chain.uses)),
            ("ramp", len(chain.options)), ("contract", len(chain.contracts)),
            ("scrap", len(chain.recycling)), ("group", len(conditions.groups)),
        ],
        nodes,
    )  # fmt: skip
    entries, bound = _Rows(), np.zeros(height)
    plan = _Plan(conditions, state, tree, variables, constraints)
    _balance(plan, entries, bound)
    _limits(plan, entries, bound)
    weight = discounts(chain)[tree.period] * tree.chance
    lower, upper = _bounds(plan, size)
    return Program(
        tree, conditions, variables, constraints, entries.matrix((height, size)), bound, lower,
        upper, _costs(plan, size, weight), _curvature(conditions, variables, size, weight), weight,
    )  # fmt: skip


def _positions(names: Sequence[str]) -> dict[str, int]:
    return {name: row for row, name in enumerate(names)}


def _balance(plan: _Plan, entries: _Rows, bound: Floats) -> None:
    """What is used, sent and put away at a place is at most what is made, received, taken out."""
    conditions, state, tree, x, c = plan
    chain = conditions.chain
    place = _positions([item.name for item in chain.places])
    good = _positions([item.name for item in chain.goods])
    row = c["balance"].index.reshape(len(good), len(place), -1)
    later = np.flatnonzero(tree.parent >= 0)

    local = {(p.name, p.place): p for p in chain.processes}
    for k, item in enumerate(chain.capacities):
        process = local.get((item.process, item.place)) or local[item.process, None]
        for name, amount in process.recipe:
            entries.add(row[good[name], place[item.place]], x["run"].index[k], -amount)

    if chain.routes:
        goods = np.array([good[r.good] for r in chain.routes])
        source = np.array([place[r.exporter] for r in chain.routes])
        target = np.array([place[r.importer] for r in chain.routes])
        ship = x["ship"].index
        entries.add(row[goods, source], ship, 1.0)
        for arc, leaving, landing in tree.arrivals(conditions.delay):
            share = conditions.bound[arc, leaving]
            for part, landed in ((1 - share, goods), (share, twins(conditions))):
                entries.add(row[landed[arc], target[arc], landing], ship[arc, leaving], -part)

    where_used = {(u.place, u.use): n for n, u in enumerate(chain.uses)}
    for o, item in enumerate(chain.options):
        if item.good is not None:
            entries.add(row[good[item.good], place[item.place]], x["option"].index[o], item.amount)
    for n, use in enumerate(chain.uses):
        at = row[good[use.good], place[use.place]]
        entries.add(at, x["demand"].index[n], 1.0)
        entries.add(at, x["without"].index[n], -1.0)
        for o, item in enumerate(chain.options):
            if where_used[item.place, item.use] == n:
                entries.add(at, x["option"].index[o], -1.0)

    for k, item in enumerate(chain.stocks):
        at, stock = row[good[item.good], place[item.place]], x["stock"].index[k]
        entries.add(at, stock, 1.0)
        entries.add(at[later], stock[tree.parent[later]], -1.0)
        bound[at[0]] += state.stock[k]
    for k, item in enumerate(chain.recycling):
        entries.add(row[good[item.good], place[item.place]], x["recycle"].index[k], -1.0)
    bound[row] += state.arriving[:, :, tree.period]


def twins(conditions: Conditions) -> Index:
    """Return the positions of the goods that each route's bound part lands as, [route].

    That of the good itself where nothing of it is ever bound.
    """
    chain = conditions.chain
    good = _positions([item.name for item in chain.goods])
    names = [bound_name(route.good) for route in chain.routes]
    return np.array(
        [good.get(name, good[r.good]) for name, r in zip(names, chain.routes, strict=True)],
        dtype=np.intp,
    )


def landed_price(conditions: Conditions, tree: Tree, weight: Floats, price: Floats) -> Floats:
    """Return what a unit shipped is expected to fetch where it lands, [route, node].

    ``price`` is [good, place, node]; what it fetches later is weighted by ``weight`` [node], that
    of the node in which it leaves being one. What would land after the solved time fetches the
    price of its last period.
    """
    chain = conditions.chain
    good = _positions([item.name for item in chain.goods])
    place = _positions([item.name for item in chain.places])
    goods = np.array([good[r.good] for r in chain.routes], dtype=np.intp)
    target = np.array([place[r.importer] for r in chain.routes], dtype=np.intp)
    twin, fetched = twins(conditions), np.zeros(conditions.delay.shape)
    for arc, leaving, landing in tree.arrivals(
        np.minimum(conditions.delay, tree.period.max() - tree.period)
    ):
        share = conditions.bound[arc, leaving]
        each = (1 - share) * price[goods[arc], target[arc], landing]
        each += share * price[twin[arc], target[arc], landing]
        np.add.at(fetched, (arc, leaving), each * weight[landing] / weight[leaving])
    return fetched


def _limits(plan: _Plan, entries: _Rows, bound: Floats) -> None:
    """What joins periods or rows: served uses, speeds, contracts, scrap, common limits."""
    conditions, state, tree, x, c = plan
    chain = conditions.chain
    later = np.flatnonzero(tree.parent >= 0)
    use_row = {(u.place, u.use): n for n, u in enumerate(chain.uses)}
    options: dict[int, list[int]] = {}
    for o, item in enumerate(chain.options):
        n = use_row[item.place, item.use]
        options.setdefault(n, []).append(o)
        row, level = c["ramp"].index[o], x["option"].index[o]
        entries.add(row, level, 1.0)
        entries.add(row[later], level[tree.parent[later]], -1.0)
        speed = min(item.speed * chain.step, 1e6)
        bound[row] = speed * chain.uses[n].quantity * chain.step
        bound[row[0]] += state.option[o]
    for n in range(len(chain.uses)):
        # What is done without, saved or substituted cannot exceed what is wanted.
        row = c["served"].index[n]
        entries.add(row, x["demand"].index[n], -1.0)
        entries.add(row, x["without"].index[n], 1.0)
        for o in options.get(n, ()):
            entries.add(row, x["option"].index[o], 1.0)

    arcs: dict[tuple[str, str, str], list[int]] = {}
    for r, route in enumerate(chain.routes):
        arcs.setdefault((route.good, route.exporter, route.importer), []).append(r)
    for k, item in enumerate(chain.contracts):
        row = c["contract"].index[k]
        entries.add(row, x["shortfall"].index[k], -1.0)
        for r in arcs[item.good, item.exporter, item.importer]:
            entries.add(row, x["ship"].index[r], -1.0)
        bound[row] = -conditions.contract[k]

    for k, item in enumerate(chain.recycling):
        n, lag = use_row[item.place, item.use], max(1, round(item.lag / chain.step))
        row = c["scrap"].index[k]
        entries.add(row, x["recycle"].index[k], 1.0)
        before = tree.ancestors(lag)
        inside = before >= 0
        entries.add(row[inside], x["demand"].index[n][before[inside]], -item.rate)
        entries.add(row[inside], x["without"].index[n][before[inside]], item.rate)
        past = np.concatenate([np.full(lag, state.history[n, 0]), state.history[n]])
        known = past[len(past) - lag :][tree.period[~inside] - tree.first]
        bound[row[~inside]] = item.rate * known

    for k, group in enumerate(conditions.groups):
        limited = np.flatnonzero(np.isfinite(group.limit))  # the other rows stay empty
        row = c["group"].index[k, limited]
        entries.add(row[None, :], x["ship"].index[group.arcs][:, limited], 1.0)
        bound[row] = group.limit[limited]


def growth(chain: Chain) -> Floats:
    """Return how much of each use's calibrated quantity is wanted in each period, [use, t]."""
    years = np.arange(chain.solved_periods) * chain.step / 12
    rates = np.array([use.growth for use in chain.uses]).reshape(-1, 1)
    months = (chain.start.month - 1 + np.arange(chain.solved_periods * chain.step)) % 12
    seasons = np.array([use.season or (1.0,) * 12 for use in chain.uses]).reshape(-1, 12)
    season = seasons[:, months].reshape(len(chain.uses), chain.solved_periods, chain.step)
    return (1 + rates) ** years * season.mean(axis=2)


def _bounds(plan: _Plan, size: int) -> tuple[Floats, Floats]:
    conditions, x, chain = plan.conditions, plan.variables, plan.conditions.chain
    lower, upper = np.zeros(size), np.full(size, np.inf)
    upper[x["run"].index] = conditions.capacity
    upper[x["ship"].index] = conditions.route_limit
    calibrated = np.array([use.quantity * chain.step for use in chain.uses]).reshape(-1, 1)
    use_row = {(u.place, u.use): n for n, u in enumerate(chain.uses)}
    if chain.options:
        served = np.array([use_row[item.place, item.use] for item in chain.options])
        upper[x["option"].index] = conditions.option_limit * calibrated[served]
    if chain.stocks:
        lower[x["stock"].index] = conditions.stock_floor
        limit = np.array([item.limit for item in chain.stocks])[:, None]
        upper[x["stock"].index] = np.maximum(limit, conditions.stock_floor)
    upper[x["recycle"].index] = conditions.recycling_limit
    for n, use in enumerate(chain.uses):
        if use.elasticity == 0:
            fixed = calibrated[n] * growth(chain)[n, plan.tree.period]
            lower[x["demand"].index[n]] = upper[x["demand"].index[n]] = fixed
        if not np.isfinite(use.choke):
            upper[x["without"].index[n]] = 0.0
    return lower, upper


def _costs(plan: _Plan, size: int, weight: Floats) -> Floats:
    conditions, x = plan.conditions, plan.variables
    chain, cost = conditions.chain, np.zeros(size)
    cost[x["run"].index] = conditions.activity_cost
    cost[x["ship"].index] = np.array([r.cost for r in chain.routes]).reshape(-1, 1)
    for n, use in enumerate(chain.uses):
        cost[x["without"].index[n]] = use.choke if np.isfinite(use.choke) else 0.0
    cost[x["option"].index] = np.array([item.cost for item in chain.options]).reshape(-1, 1)
    for k, item in enumerate(chain.stocks):
        cost[x["stock"].index[k]] = item.holding * chain.step
        cost[x["stock"].index[k, plan.tree.leaves]] -= item.salvage
    cost[x["shortfall"].index] = np.array([i.penalty for i in chain.contracts]).reshape(-1, 1)
    cost[x["recycle"].index] = np.array([item.cost for item in chain.recycling]).reshape(-1, 1)
    for block in x.values():
        cost[block.index] *= weight
    return cost


def _curvature(
    conditions: Conditions, x: dict[str, Block], size: int, weight: Floats
) -> sparse.csc_matrix:
    """Second derivatives of cost and of cross effects; those of demand curves are the solver's."""
    chain, entries = conditions.chain, _Rows()
    for k, item in enumerate(chain.capacities):
        if item.slope:
            column = x["run"].index[k]
            entries.add(column, column, item.slope / chain.step * weight)
    rows = {
        "use": {(u.place, u.use): n for n, u in enumerate(chain.uses)},
        "process": {(a.place, a.process): n for n, a in enumerate(chain.capacities)},
    }
    for item in chain.cross:
        block = x["demand" if item.kind == "use" else "run"].index
        one, two = (block[rows[item.kind][item.place, name]] for name in (item.first, item.second))
        entries.add(one, two, item.slope / chain.step * weight)
        entries.add(two, one, item.slope / chain.step * weight)
    return sparse.csc_matrix(entries.matrix((size, size)))
