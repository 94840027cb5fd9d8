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

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cobden.chains.chain import Chain
from cobden.chains.conditions import Conditions
from cobden.chains.constraints import constrain
from cobden.chains.demand import Curves
from cobden.chains.program_layout import (
    Block,
    ChainState,
    Entries,
    Plan,
    positions,
    twins,
    use_rows,
)
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]


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
            ("breach", len(chain.uses)),
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
    entries, bound = Entries(), np.zeros(height)
    plan = Plan(conditions, state, tree, variables, constraints)
    constrain(plan, entries, bound)
    weight = discounts(chain)[tree.period] * tree.chance
    lower, upper = _bounds(plan, size)
    return Program(
        tree, conditions, variables, constraints, entries.matrix((height, size)), bound, lower,
        upper, _costs(plan, size, weight), _curvature(conditions, variables, size, weight), weight,
    )  # fmt: skip


def landed_price(conditions: Conditions, tree: Tree, weight: Floats, price: Floats) -> Floats:
    """Return what a unit shipped is expected to fetch where it lands, [route, node].

    ``price`` is [good, place, node]; what it fetches later is weighted by ``weight`` [node], that
    of the node in which it leaves being one. What would land after the solved time fetches the
    price of its last period.
    """
    chain = conditions.chain
    good = positions([item.name for item in chain.goods])
    place = positions([item.name for item in chain.places])
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


def _bounds(plan: Plan, size: int) -> tuple[Floats, Floats]:
    conditions, x, chain = plan.conditions, plan.variables, plan.conditions.chain
    lower, upper = np.zeros(size), np.full(size, np.inf)
    upper[x["run"].index] = conditions.capacity
    upper[x["ship"].index] = conditions.route_limit
    calibrated = np.array([use.quantity * chain.step for use in chain.uses]).reshape(-1, 1)
    row = use_rows(chain)
    if chain.options:
        served = np.array([row[item.place, item.use] for item in chain.options])
        upper[x["option"].index] = conditions.option_limit * calibrated[served]
    if chain.stocks:
        lower[x["stock"].index] = conditions.stock_floor
        limit = np.array([item.limit for item in chain.stocks])[:, None]
        upper[x["stock"].index] = np.maximum(limit, conditions.stock_floor)
    upper[x["recycle"].index] = conditions.recycling_limit
    curves = Curves.of(chain, plan.tree)
    demand, fixed = x["demand"].index, curves.fixed
    lower[demand[fixed]] = upper[demand[fixed]] = curves.quantity[fixed]
    # What is not under contract goes without first, and of the rest no more than there is.
    spared = np.where(curves.firm > 0, curves.least() - curves.firm, np.inf)
    upper[x["without"].index] = np.where(np.isfinite(curves.choke), spared, 0.0)
    upper[x["breach"].index] = curves.firm
    return lower, upper


def _costs(plan: Plan, size: int, weight: Floats) -> Floats:
    conditions, x = plan.conditions, plan.variables
    chain, cost = conditions.chain, np.zeros(size)
    cost[x["run"].index] = conditions.activity_cost
    cost[x["ship"].index] = np.array([r.cost for r in chain.routes]).reshape(-1, 1)
    curves = Curves.of(chain, plan.tree)
    cost[x["without"].index] = np.where(np.isfinite(curves.choke), curves.choke, 0.0)
    cost[x["breach"].index] = curves.breach
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
    chain, entries = conditions.chain, Entries()
    for k, item in enumerate(chain.capacities):
        if item.slope:
            column = x["run"].index[k]
            entries.add(column, column, item.slope / chain.step * weight)
    rows = {
        "use": use_rows(chain),
        "process": {(a.place, a.process): n for n, a in enumerate(chain.capacities)},
    }
    for item in chain.cross:
        block = x["demand" if item.kind == "use" else "run"].index
        one, two = (block[rows[item.kind][item.place, name]] for name in (item.first, item.second))
        entries.add(one, two, item.slope / chain.step * weight)
        entries.add(two, one, item.slope / chain.step * weight)
    return sparse.csc_matrix(entries.matrix((size, size)))
