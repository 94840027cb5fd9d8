"""Solving a program: Clarabel inside, Newton tangents and specific equivalents outside.

A charge that depends on a price (an ad-valorem tariff, a promised price) makes the equilibrium a
complementarity problem that no convex program has. As Takayama & Judge (1971, ch. 10) suggest, it
is iterated as a specific charge. The certificate is computed on the true conditions: the curves
themselves, and charges at the final prices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cobden.base.errors import Infeasible, NotConverged
from cobden.chains.chain import Chain
from cobden.chains.chain_certificate import ChainCertificate, certify
from cobden.chains.conditions import Conditions
from cobden.chains.convex import Effort, minimise, size_of, worth_of
from cobden.chains.demand import Curves
from cobden.chains.free_ways import least_movement
from cobden.chains.program import Program, landed_price
from cobden.chains.tree import Tree
from cobden.numerics.mixer import AndersonMixer

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_PRICED = ("run", "ship")  # blocks of which most rows idle
_PATIENCE = 8  # programs; charges that have not settled by then are mixed


@dataclass(frozen=True, eq=False)
class Solution:
    """An equilibrium in every node of ``program.tree``: quantities, prices, their proof.

    The charge per unit shipped at final prices is ``duty`` [route, node], which goes to the
    importer, and ``export_tax``, which goes to the exporter; ``top_up`` [capacity, node] is what
    price floors add. ``marginal`` is each variable's undiscounted loss per unit: positive where
    idle, negative where a limit holds it back.
    """

    program: Program
    quantities: Floats
    multipliers: Floats
    price: Floats
    marginal: Floats
    duty: Floats
    export_tax: Floats
    top_up: Floats
    certificate: ChainCertificate


@dataclass(frozen=True, eq=False)
class Guess:
    """Where to begin: demand [use, t], prices [good, place, t] and by block the rows [row] that may
    matter.

    The rest are priced after each program and taken in when they would pay, so a poor guess costs
    time and nothing else.
    """

    demand: Floats
    price: Floats
    near: dict[str, Flags]

    @classmethod
    def of(cls, chain: Chain, demand: Floats, price: Floats, loss: Mapping[str, Floats]) -> "Guess":
        """Return what a path suggests; ``loss`` is that of its variables by block, [row, t]."""
        return cls(demand, price, {name: _near(chain, loss[name]) for name in _PRICED})

    def on(self, tree: Tree) -> "Guess":
        """Return the guess in the nodes of a tree; a typical one where periods are missing."""
        if self.covers(tree):
            return replace(
                self, demand=self.demand[:, tree.period], price=self.price[..., tree.period]
            )
        nodes, price = len(tree.period), self.price.mean(axis=-1, keepdims=True)
        return replace(
            self,
            demand=np.repeat(self.demand.mean(axis=1, keepdims=True), nodes, axis=1),
            price=np.repeat(price, nodes, axis=-1),
        )

    def covers(self, tree: Tree) -> bool:
        """Whether the guess has a value for every period."""
        return self.demand.shape[1] > tree.period.max()


def solve_program(
    program: Program, *, tolerance: float, guess: Guess | None = None, most: int = 60
) -> Solution:
    """Return the equilibrium, certified to ``tolerance``.

    Raises ``NotConverged`` or ``Infeasible``.
    """
    iterate = _Iterate.begun(program, guess)
    best: Solution | None = None
    for iteration in range(1, most + 1):
        values, multipliers = iterate.minimised(tolerance, iteration)
        found = iterate.charges.at(program, prices(program, multipliers), values, multipliers)
        solution = _certified(program, iterate.curves, (values, multipliers), found, iteration)
        if best is None or solution.certificate.worst < best.certificate.worst:
            best = solution
        if solution.certificate.worst < tolerance:
            moved = least_movement(program, values, found.duty + found.export_tax)
            solution = _certified(program, iterate.curves, (moved, multipliers), found, iteration)
            if solution.certificate.worst < tolerance:
                return solution
        iterate.learn(solution, found, mixed=iteration > _PATIENCE)
    assert best is not None
    raise NotConverged(
        f"the largest residual of {most} convex programs is {best.certificate.worst:.1e} "
        f"({best.certificate}).",
        where=f"chain {program.conditions.chain.name}",
        remedy=f"The tolerance is {tolerance:g}; look for huge charges or tiny elasticities.",
    )


@dataclass(eq=False)
class _Iterate:
    """What the next convex program begins from: where tangents touch, charges, and which rows of
    variables are looked at at all. A ``rough`` guess is worth no exact first program.
    """

    program: Program
    curves: Curves
    reference: Floats
    charges: "_Charges"
    keep: Flags
    rough: bool
    mixer: AndersonMixer

    @classmethod
    def begun(cls, program: Program, guess: Guess | None) -> "_Iterate":
        """Return where to begin, from a guess if there is one."""
        curves = Curves.of(program.conditions.chain, program.tree)
        iterate = cls(
            program, curves, np.maximum(curves.quantity, curves.least()), _Charges.none(program),
            np.ones(len(program.cost), dtype=bool), False, AndersonMixer(4, after=2),
        )  # fmt: skip
        if guess:
            known = guess.on(program.tree)
            iterate.reference = np.maximum(known.demand, curves.least())
            nothing = np.zeros(len(program.cost)), np.zeros(len(program.bound))
            iterate.charges = iterate.charges.at(program, known.price, *nothing)
            for name, near in known.near.items():
                iterate.keep[program.variables[name].index[: len(near)][~near]] = False
            iterate.rough = not guess.covers(program.tree)
        return iterate

    def minimised(self, tolerance: float, iteration: int) -> tuple[Floats, Floats]:
        """Return quantities and multipliers of the next program.

        No program need be solved more exactly than its tangents touch; what has not converged by
        the sixth is badly scaled.
        """
        fine = max(tolerance * 10.0**-iteration, 1e-12)
        accuracy = 1e-4 if self.rough and iteration == 1 else fine
        effort = Effort(accuracy, careful=iteration > 5)
        try:
            return _convex(
                self.program, self.curves, self.reference, self.charges, self.keep, effort
            )
        except Infeasible:
            if self.keep.all():
                raise
            self.keep[:] = True  # what was left out may be what is needed
            return self.minimised(tolerance, iteration + 1)

    def learn(self, solution: Solution, found: "_Charges", *, mixed: bool) -> None:
        """Take from a solution where to look next.

        Charges contract of themselves, and what they are while it is still open which routes are
        used misleads a mixer: only a slow search is ``mixed``.
        """
        x = self.program.variables
        demand, least = x["demand"].of(solution.quantities), self.curves.least()
        self.reference = np.clip(
            demand, np.maximum(least, 0.1 * self.reference), 10 * self.reference
        )
        step = found.vector - self.charges.vector
        moved = self.mixer.next(self.charges.vector, step) if mixed else found.vector
        self.charges = self.charges.with_vector(moved)
        for name in _PRICED:
            near = _near(self.program.conditions.chain, x[name].of(solution.marginal))
            self.keep[x[name].index[near]] = True


def _near(chain: Chain, loss: Floats) -> Flags:
    """Which rows pay, or nearly, in some period."""
    return loss.min(axis=1, initial=np.inf) < 0.01 * worth_of(chain)


def prices(program: Program, multipliers: Floats) -> Floats:
    """Return the price of each good at each place, [good, place, node], undiscounted."""
    chain = program.conditions.chain
    duals = program.constraints["balance"].of(multipliers) / program.weight
    return duals.reshape(len(chain.goods), len(chain.places), -1)


@dataclass(frozen=True, eq=False)
class _Charges:
    """Specific equivalents, [route, node] and [capacity, node]: money per unit shipped or run."""

    duty: Floats
    export_tax: Floats
    top_up: Floats

    @classmethod
    def none(cls, program: Program) -> "_Charges":
        duty = program.conditions.specific.copy()
        return cls(duty, np.zeros_like(duty), np.zeros_like(program.conditions.capacity))

    def at(
        self, program: Program, price: Floats, values: Floats, multipliers: Floats
    ) -> "_Charges":
        """Return the charges that the prices at the importer's imply.

        From the importer's price backwards the iteration contracts whatever the rate: a tariff
        moves the price behind it by less than itself.
        """
        conditions, chain = program.conditions, program.conditions.chain
        goods, source, _ = route_ends(conditions)
        price = _with_twins(conditions, price)
        delivered = landed_price(conditions, program.tree, program.weight, price)
        cif, fob = conditions.duty_cif, conditions.duty_fob
        export, specific = conditions.export_tax, conditions.specific
        cost = np.array([route.cost for route in chain.routes]).reshape(-1, 1)
        # delivered = value (1 + cif + fob) + cost (1 + cif) + specific, value = price (1 + export)
        implied = (delivered - specific - cost * (1 + cif)) / (1 + cif + fob)
        # Where nothing moves the exporter's price is the better anchor, with what a place in a
        # common limit costs.
        home = price[goods, source] + _rents(program, multipliers)
        moves = program.variables["ship"].of(values) > 1e-7 * size_of(program.conditions.chain)
        value = np.where(moves, np.maximum(implied, 0.0), home * (1 + export))
        top_up = np.zeros_like(self.top_up)
        for floor in conditions.floors:
            gap = np.maximum(floor.floor - price[floor.good, floor.place], 0.0)
            top_up[floor.activity] += np.where(floor.floor > 0, gap * floor.amount, 0.0)
        duty = specific + cif * (value + cost) + fob * value
        return _Charges(duty, value * export / (1 + export), top_up)

    @property
    def vector(self) -> Floats:
        return np.concatenate([self.duty.ravel(), self.export_tax.ravel(), self.top_up.ravel()])

    def with_vector(self, vector: Floats) -> "_Charges":
        n, m = self.duty.size, self.duty.shape
        return _Charges(
            vector[:n].reshape(m),
            vector[n : 2 * n].reshape(m),
            np.maximum(vector[2 * n :], 0.0).reshape(self.top_up.shape),
        )


def _with_twins(conditions: Conditions, price: Floats) -> Floats:
    """Return prices for all goods; of those that a measure has just added, none is known yet."""
    missing = len(conditions.chain.goods) - len(price)
    return np.concatenate([price, np.zeros((missing, *price.shape[1:]))]) if missing else price


def _rents(program: Program, multipliers: Floats) -> Floats:
    """What a place in the common limits costs, [route, node], money per unit."""
    paid = np.zeros((program.variables["ship"].rows, len(program.weight)))
    scarcity = program.constraints["group"].of(multipliers) / program.weight
    for group, price in zip(program.conditions.groups, scarcity, strict=True):
        paid[group.arcs] += price
    return paid


def route_ends(conditions: Conditions) -> tuple[NDArray[np.intp], ...]:
    """Return the positions of each route's good, exporter and importer."""
    chain = conditions.chain
    places = {item.name: row for row, item in enumerate(chain.places)}
    goods = {item.name: row for row, item in enumerate(chain.goods)}
    ends = [(goods[r.good], places[r.exporter], places[r.importer]) for r in chain.routes]
    return tuple(np.array(ends, dtype=np.intp).reshape(-1, 3).T)


def _convex(
    program: Program,
    curves: Curves,
    reference: Floats,
    charges: _Charges,
    keep: Flags,
    effort: Effort,
) -> tuple[Floats, Floats]:
    """Solve the quadratic program with tangents at ``reference`` and the given charges."""
    x, weight = program.variables, program.weight
    slope = curves.slope(reference)
    cost = _with_charges(program, charges)
    cost[x["demand"].index] -= weight * (curves.marginal(reference) - slope * reference)
    diagonal = np.zeros(len(cost))
    diagonal[x["demand"].index] = -slope * weight
    curvature = program.curvature + sparse.diags(diagonal, format="csc")
    lower = program.lower.copy()
    free = ~curves.fixed
    least = x["demand"].of(lower).copy()
    least[free] = curves.least()[free]
    lower[x["demand"].index] = least
    return minimise(program, curvature, cost, lower, keep, effort)


def _with_charges(program: Program, charges: _Charges) -> Floats:
    x, weight, cost = program.variables, program.weight, program.cost.copy()
    cost[x["ship"].index] += weight * (charges.duty + charges.export_tax)
    cost[x["run"].index] -= weight * (program.conditions.subsidy + charges.top_up)
    return cost


def _certified(
    program: Program,
    curves: Curves,
    answer: tuple[Floats, Floats],
    charges: _Charges,
    iterations: int,
) -> Solution:
    """Return the solution with its proof, measured on the true conditions."""
    values, multipliers = answer
    certificate, loss = certify(
        program, curves, _with_charges(program, charges), answer, iterations
    )
    spread = np.empty(len(loss))
    for block in program.variables.values():
        spread[block.index] = program.weight
    return Solution(
        program, values, multipliers, prices(program, multipliers), loss / spread, charges.duty,
        charges.export_tax, charges.top_up, certificate,
    )  # fmt: skip
