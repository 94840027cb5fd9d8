"""One convex program, solved by Clarabel; and where it cannot be solved, what is to blame."""

from dataclasses import dataclass
from typing import Any

import clarabel
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cobden.base.errors import Infeasible
from cobden.chains.chain import Chain
from cobden.chains.program import Program

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Effort:
    """How exactly a program is solved; ``careful`` rescales it and refines every step."""

    accuracy: float = 1e-9
    careful: bool = True


def size_of(chain: Chain) -> float:
    """Return a typical quantity per period, to scale by."""
    return float(np.median([use.quantity for use in chain.uses])) * chain.step


def worth_of(chain: Chain) -> float:
    """Return a typical price, to scale by."""
    return float(np.median([use.price for use in chain.uses]))


def scales(program: Program) -> tuple[Floats, Floats]:
    """Return the typical size of each variable and of each constraint.

    Tonnes of scandium and of ore differ by four orders; each good is scaled by the largest use that
    it serves, directly or through recipes.
    """
    chain = program.conditions.chain
    sizes = {good.name: 0.0 for good in chain.goods}
    for use in chain.uses:
        sizes[use.good] = max(sizes[use.good], use.quantity * chain.step)
    runs: dict[str, float] = {}
    for _ in chain.processes:
        for process in chain.processes:
            made = [sizes[name] / amount for name, amount in process.recipe if amount > 0]
            runs[process.name] = max(made, default=0.0)
            for name, amount in process.recipe:
                if amount < 0:
                    sizes[name] = max(sizes[name], -amount * runs[process.name])
    typical = size_of(chain)
    of = {name: size or typical for name, size in sizes.items()}
    uses = {(use.place, use.use): use.quantity * chain.step for use in chain.uses}
    by_block: dict[str, list[float]] = {
        "run": [runs[row.process] or typical for row in chain.capacities],
        "ship": [of[row.good] for row in chain.routes],
        "demand": list(uses.values()),
        "without": list(uses.values()),
        "breach": list(uses.values()),
        "option": [uses[row.place, row.use] for row in chain.options],
        "stock": [of[row.good] for row in chain.stocks],
        "shortfall": [of[row.good] for row in chain.contracts],
        "recycle": [of[row.good] for row in chain.recycling],
        "balance": [of[good.name] for good in chain.goods for _ in chain.places],
        "served": list(uses.values()),
        "ramp": [uses[row.place, row.use] for row in chain.options],
        "contract": [of[row.good] for row in chain.contracts],
        "scrap": [of[row.good] for row in chain.recycling],
        "group": [of[chain.routes[g.arcs[0]].good] for g in program.conditions.groups],
    }
    wide, high = np.ones(len(program.cost)), np.ones(len(program.bound))
    for blocks, vector in ((program.variables, wide), (program.constraints, high)):
        for name, block in blocks.items():
            vector[block.index] = np.array(by_block[name]).reshape(-1, 1)
    return wide, high


def _weighed(program: Program) -> tuple[Floats, Floats]:
    """Return the scales with the chance of each node shared between quantities and prices.

    What hardly ever happens counts little in the cost. Left to that, the solver would find its
    prices last; with the root of the chance in either it finds all of them at once.
    """
    wide, high = scales(program)
    root = np.sqrt(program.tree.chance)
    for blocks, vector in ((program.variables, wide), (program.constraints, high)):
        for block in blocks.values():
            vector[block.index] /= root
    return wide, high


def minimise(
    program: Program, curvature: sparse.csc_matrix, cost: Floats, lower: Floats, keep: Flags,
    effort: Effort,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return quantities and multipliers; columns that cannot move are taken out."""
    live = keep & (program.upper > lower)
    fixed = np.where(live, 0.0, np.minimum(lower, program.upper))
    size, high = _weighed(program)
    chain = program.conditions.chain
    worth = worth_of(chain) * size_of(chain)
    bound = (program.bound - program.matrix @ fixed) / high
    scaling = sparse.diags(size[live])
    matrix = sparse.csr_matrix(sparse.diags(1 / high) @ program.matrix[:, live] @ scaling)
    used = np.diff(matrix.indptr) > 0
    bounded = np.isfinite(program.upper[live])
    eye = sparse.csr_matrix(sparse.identity(int(live.sum())))
    upper = (program.upper / size)[live][bounded]
    wide = np.maximum(upper, 1.0)  # what is far from binding should not set the scale
    rows = sparse.vstack([matrix[used], -eye, sparse.diags(1 / wide) @ eye[bounded]], format="csc")
    limits = np.concatenate([bound[used], (-lower / size)[live], upper / wide])
    if (bound[~used] < -1e-9).any():
        raise _blame(program, lower)
    hessian = sparse.triu(scaling @ curvature[live][:, live] @ scaling / worth, format="csc")
    answer = _clarabel(hessian, (cost * size)[live] / worth, rows, limits, effort)
    status = str(answer.status)
    if "PrimalInfeasible" in status:
        raise _blame(program, lower)
    if "DualInfeasible" in status:
        raise Infeasible(
            "some good can be made and sold without limit at a profit.",
            where=f"chain {program.conditions.chain.name}",
            remedy="Give the process a cost or a limit, or the demand a curve.",
        )
    values = fixed.copy()
    values[live] = np.clip(np.array(answer.x) * size[live], lower[live], program.upper[live])
    multipliers = np.zeros(len(program.bound))
    multipliers[used] = np.maximum(np.array(answer.z)[: int(used.sum())], 0.0)
    multipliers *= worth / high
    return values, multipliers


def _blame(program: Program, lower: Floats) -> Infeasible:
    """Find the constraint that asks for the impossible, by paying for broken ones.

    A linear program breaks as little as it can: where there is a choice, a measure's limit rather
    than a balance, and the balance where something is used rather than one on the way there. Its
    dual says which plant or route at its limit would help.
    """
    from scipy.optimize import linprog  # slow to import, and seldom needed

    height, size = len(program.bound), len(program.cost)
    cost = np.concatenate([np.zeros(size), _reluctance(program)])
    slack = sparse.identity(height, format="csc")
    limits = np.column_stack([lower, np.maximum(program.upper, lower)])
    answer = linprog(
        cost,
        A_ub=sparse.hstack([program.matrix, -slack], format="csc"),
        b_ub=program.bound,
        bounds=np.vstack([limits, np.tile([0.0, np.inf], (height, 1))]),
        method="highs",
    )
    broken = answer.x[size:]
    worst = int(np.argmax(broken))
    return Infeasible(
        f"no allocation satisfies {_describe(program, worst)}; it is short by {broken[worst]:.4g}"
        f"{_held_back(program, np.asarray(answer.upper.marginals)[:size])}.",
        where=f"chain {program.conditions.chain.name}",
        remedy="Add supply or a choke price, or ease the limit.",
    )


def _reluctance(program: Program) -> Floats:
    """What it costs to break a unit of each constraint, for finding who is to blame."""
    chain = program.conditions.chain
    cost = np.ones(len(program.bound))
    used = {(use.place, use.good) for use in chain.uses}
    on_the_way = [(p.name, g.name) not in used for g in chain.goods for p in chain.places]
    balance = program.constraints["balance"].index
    cost[balance] += 1e-3 * np.array(on_the_way).reshape(-1, 1)
    cost[program.constraints["group"].index] -= 1e-3
    return cost


def _held_back(program: Program, marginals: Floats) -> str:
    """Name the plant or route at its limit that would ease the fault most, if there is one."""
    chain = program.conditions.chain
    best = {name: marginals[program.variables[name].index] for name in ("run", "ship")}
    name = min(best, key=lambda name: best[name].min(initial=0.0))
    if best[name].min(initial=0.0) > -1e-9:
        return ""
    row = int(np.unravel_index(best[name].argmin(), best[name].shape)[0])
    if name == "run":
        plant = chain.capacities[row]
        return f", with {plant.process} at {plant.place} ({plant.step}) at its limit"
    route = chain.routes[row]
    return f", with {route.good} from {route.exporter} to {route.importer} at its limit"


def _describe(program: Program, row: int) -> str:
    """Say in words what constraint ``row`` is."""
    conditions = program.conditions
    chain = conditions.chain
    block = next(
        b for b in program.constraints.values() if b.offset <= row < b.offset + b.rows * b.nodes
    )
    item, node = divmod(row - block.offset, block.nodes)
    month = chain.months[program.tree.period[node]]
    if block.name == "balance":
        good, place = divmod(item, len(chain.places))
        name, where = chain.goods[good].name, chain.places[place].name
        return f"the balance of {name} at {where} in {month}"
    if block.name == "group":
        return f"the limit '{conditions.groups[item].name}' in {month}"
    if block.name == "served":
        use = chain.uses[item]
        return f"what is served to {use.use} at {use.place} in {month}"
    if block.name == "scrap":
        scrap = chain.recycling[item]
        return f"what comes back from {scrap.use} at {scrap.place} in {month}"
    if block.name == "ramp":
        option = chain.options[item]
        return f"the speed of {option.name} for {option.use} at {option.place} in {month}"
    contract = chain.contracts[item]
    return (
        f"the contract for {contract.good} from {contract.exporter} to {contract.importer} "
        f"in {month}"
    )


def solve_quadratic(
    hessian: Any, cost: Floats, *, equal: tuple[Any, Floats], below: tuple[Any, Floats],
    effort: Effort,
) -> Floats:  # fmt: skip
    """Return the ``x`` that minimises ``cost . x + x . hessian . x / 2``.

    Subject to ``equal[0] @ x == equal[1]`` and ``below[0] @ x <= below[1]``.
    """
    rows = sparse.vstack([equal[0], below[0]], format="csc")
    limits = np.concatenate([equal[1], below[1]])
    answer = _clarabel(hessian, cost, rows, limits, effort, equalities=len(equal[1]))
    return np.array(answer.x)


def _clarabel(
    hessian: Any, cost: Floats, rows: Any, limits: Floats, effort: Effort, equalities: int = 0
) -> Any:
    """Minimise ``cost . x + x . hessian . x / 2`` subject to ``rows @ x <= limits``.

    The first ``equalities`` rows hold exactly.
    """
    solver: Any = clarabel  # a compiled module without type information
    settings = solver.DefaultSettings()
    settings.verbose = False
    settings.direct_solve_method = "qdldl"  # its ordering stays good where the default fills in
    settings.equilibrate_enable = settings.iterative_refinement_enable = effort.careful
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = effort.accuracy
    cones = [solver.NonnegativeConeT(len(limits) - equalities)]
    if equalities:
        cones.insert(0, solver.ZeroConeT(equalities))
    return solver.DefaultSolver(hessian, cost, rows, limits, cones, settings).solve()
