"""Slopes of what a plan leads to by its tariffs and its start, quantities held by their premiums.

Where a premium meets a quantity, a tariff moves the premium too. With ``y`` an outcome, ``p`` the
premiums that bind and ``E(p, tariff) = 0`` the logs of what is traded over what is asked, the slope
is that of ``y + m E`` at given premiums, with weights ``m`` at which it has none by ``p`` itself: a
linear system of as many unknowns as premiums bind, each product of which is one adjoint.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, cast

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import NotConverged
from cobden.base.targets import Target
from cobden.base.terms import Terms
from cobden.dynamics.path_equations import PathAllocation, PathState, Trade
from cobden.dynamics.path_quantities import (
    FlowPart,
    Premiums,
    cells_of,
    idle,
    parts_of,
    weights_of,
)
from cobden.dynamics.path_solver import Inputs, adjoint

if TYPE_CHECKING:
    from scipy.sparse.linalg import LinearOperator

    from cobden.dynamics.world_path import WorldPath
    from cobden.numerics.fixed_point import Point

Floats = NDArray[np.float64]
_CLOSE = 1e-10  # how closely the weights on quantities are found, relative


class PlanSlopes(NamedTuple):
    """By ``tariff`` [t, k, n, i] of each period and ever after, and by where the plan starts."""

    tariff: Floats
    start: Inputs
    point: "Point"


@dataclass(frozen=True)
class _WeighedPart:
    """A part of a flow in a period, with what it weighs and how logs of that answer rates."""

    t: int
    cell: tuple[int, int, int]
    flow: FlowPart
    weights: tuple[float, float, float]
    theta: float
    borne: tuple[int, ...]  # positions of the period's targets whose premium is on it


def plan_slopes(
    plan: "WorldPath", by_state: PathState, by_found: PathAllocation, by_trade: Trade
) -> PlanSlopes:
    """Return the slopes of what has these by a plan's state, what follows, and weights of trade."""
    chain = _Chain(plan, None if plan.quantities is None else plan.quantities.premiums)
    told, point = adjoint(plan.problem, plan.vector, plan.rules, by_state, by_found)
    own = jax.tree.map(jnp.add, told.trade, by_trade)
    found = PlanSlopes(chain.by_tariff(own, told), told, point)
    if plan.quantities is None:
        return found
    binds = np.concatenate(plan.quantities.binds)
    if not binds.any():
        return found
    weights = _held(chain, binds, chain.by_premium(own, told))
    found = _sum(found, chain.of_quantities(weights)[0])
    without = _of_asked(plan, weights)
    return found if without is None else _sum(found, without)


def _sum(one: PlanSlopes, other: PlanSlopes) -> PlanSlopes:
    worse = max(one.point, other.point, key=lambda point: float(point.residual))
    steps = one.point.steps + other.point.steps
    start = jax.tree.map(
        jnp.add, one.start._replace(licences=None), other.start._replace(licences=None)
    )
    return PlanSlopes(one.tariff + other.tariff, start, worse._replace(steps=steps))


def _held(chain: "_Chain", binds: NDArray[np.bool_], wanted: Floats) -> Floats:
    """Return the weights on all quantities [m] at which the outcome does not move by premiums."""
    from scipy.sparse.linalg import gmres  # slow to import, and most paths do without it

    at = np.flatnonzero(binds)

    def spread(weights: Floats) -> Floats:
        whole = np.zeros(len(binds))
        whole[at] = np.ravel(weights)
        return whole

    def moved(weights: Floats) -> Floats:
        return chain.of_quantities(spread(weights))[1][at]

    alone = -1 - np.array([part.theta for part in chain.first])[at]
    found, failed = gmres(
        _operator(len(at), moved), -wanted[at], rtol=_CLOSE, maxiter=20,
        restart=min(len(at), 40), M=_operator(len(at), lambda v: np.ravel(v) / alone),
    )  # fmt: skip
    if failed:
        raise NotConverged(
            "how premiums answer a tariff was not found.",
            where="path_gradient",
            remedy="Leave one of the law's quantities out to see which of them it is.",
        )
    return spread(found)


def _operator(size: int, product: Callable[[Floats], Floats]) -> "LinearOperator":
    from scipy.sparse.linalg import LinearOperator

    return LinearOperator((size, size), matvec=product)  # pyright: ignore[reportCallIssue]: stub


def _of_asked(plan: "WorldPath", weights: Floats) -> "PlanSlopes | None":
    """Return the slopes through what is asked where it is a change of what would be traded.

    There the path without premiums moves with the tariff.
    """
    quantities = plan.quantities
    assert quantities is not None
    asked, free = (np.concatenate(part) for part in (quantities.asked, quantities.free))
    targets = [one for terms in (*plan.law, plan.always) for one in terms.targets.targets]
    per_free = [{"absolute": 0.0, "change": one.amount, "added": 1.0}[one.basis] for one in targets]
    through = -weights * np.array(per_free) * free / asked
    if not through.any():
        return None
    # Quantities know a path only as `Solved`, as far as they need it: here it is a whole plan.
    return _Chain(cast("WorldPath", quantities.without), None).of_quantities(through)[0]


class _Chain:
    """From slopes by the weights of a plan's trade to slopes by its tariffs and its premiums."""

    def __init__(self, plan: "WorldPath", premiums: Premiums | None) -> None:
        self.plan, self.laws = plan, (*plan.law, plan.always)
        self.premiums = idle(self.laws) if premiums is None else premiums
        self.theta = np.asarray(plan.problem.trade.elasticity)[:, :, 0]
        self.parts = list(self._parts())
        sizes = [len(terms.targets.targets) for terms in self.laws]
        self.begins = np.cumsum([0, *sizes])
        self.first = [
            next(p for p in self.parts if p.t == t and p.flow.at == one.on[0])
            for t, terms in enumerate(self.laws) for one in terms.targets.targets
        ]  # fmt: skip

    def _parts(self) -> Iterator[_WeighedPart]:
        world = self.plan.world
        for t, (terms, premium) in enumerate(zip(self.laws, self.premiums, strict=True)):
            targets = terms.targets.targets
            for cell, lines in cells_of(world, terms).items():
                theta = float(self.theta[t, cell[0]])
                for flow in parts_of(terms, cell, lines, premium):
                    borne = tuple(j for j, one in enumerate(targets) if flow.at in one.on)
                    told = weights_of(world, flow, cell, theta)
                    yield _WeighedPart(t, cell, flow, told, theta, borne)

    def by_tariff(self, trade: Trade, inputs: Inputs) -> Floats:
        """Return slopes by the rates of each period [t, k, n, i]."""
        problem = self.plan.problem.trade
        theta = np.asarray(problem.elasticity)[..., None]
        customs = np.asarray(problem.customs) * np.asarray(trade.customs)
        power = np.asarray(problem.purchase) * np.asarray(trade.purchase) + customs
        if problem.producer is not None and trade.producer is not None:
            producer = np.asarray(problem.producer) * np.asarray(trade.producer)
            power, customs = power + producer, customs + producer
        rates = np.array([terms.wedges.tariff for terms in self.laws])
        found = (-theta * power - customs) / (1 + rates)
        for t, cell in {(part.t, part.cell) for part in self.parts}:
            found[t][cell] = 0.0
        for part in self.parts:
            purchase, customs, producer = _told(part, trade)
            moved = -part.theta * purchase - (1 + part.theta) * (customs + producer)
            found[part.t][part.cell] += moved / self._duty(part)
        for rent, part, _ in self._licences(inputs):
            found[part.t][part.cell] += rent / self._duty(part)
        return found

    def by_premium(self, trade: Trade, inputs: Inputs) -> Floats:
        """Return slopes by the log premium of every target [m], periods after one another."""
        found = np.zeros(self.begins[-1])
        for part in self.parts:
            purchase, customs, producer = _told(part, trade)
            whole = -part.theta * (purchase + customs + producer)
            for j in part.borne:
                wedge = self._target(part, j).wedge
                of_customs = customs if wedge == "tariff" else 0.0
                of_producer = producer if wedge in ("tariff", "export_tax") else 0.0
                found[self.begins[part.t] + j] += whole - of_customs - of_producer
        for rent, part, j in self._licences(inputs):
            premium = self.premiums[part.t][j]
            found[self.begins[part.t] + j] += rent * np.exp(premium) / np.expm1(premium)
        return found

    def of_quantities(self, weights: Floats) -> tuple[PlanSlopes, Floats]:
        """Return slopes of what is traded for each target, in logs with these weights [m].

        By tariffs and the start, and by the premiums [m].
        """
        plan, found = self.plan, self.plan.found
        cost = np.zeros_like(plan.state.log_cost)
        spending, total, power = (np.zeros_like(cost) for _ in range(3))
        direct, tariff = np.zeros(self.begins[-1]), []
        for part, weight in self._counted(weights):
            k, n, i = part.cell
            cost[part.t, k, i] -= weight
            power[part.t, k, i] += weight / found.power[part.t, k, i]
            spending[part.t, k, n] += weight / found.spending[part.t, k, n]
            total[part.t, k, n] -= weight / found.total[part.t, k, n]
            tariff.append((part, weight * (-1 - part.theta) / self._duty(part)))
            for j in part.borne:  # by value at the producer's, and by what is lost on the way
                direct[self.begins[part.t] + j] += weight * (-1 - part.theta)
        none = jax.tree.map(jnp.zeros_like, PathState(*map(jnp.asarray, plan.state)))
        flat = jax.tree.map(jnp.zeros_like, PathAllocation(*map(jnp.asarray, found)))
        told, point = adjoint(
            plan.problem, plan.vector, plan.rules, none._replace(log_cost=jnp.asarray(cost)),
            flat._replace(spending=jnp.asarray(spending), total=jnp.asarray(total),
                          power=jnp.asarray(power)),
        )  # fmt: skip
        by_tariff = self.by_tariff(told.trade, told)
        for part, slope in tariff:
            by_tariff[part.t][part.cell] += slope
        return PlanSlopes(by_tariff, told, point), self.by_premium(told.trade, told) + direct

    def _counted(self, weights: Floats) -> Iterator[tuple[_WeighedPart, float]]:
        """Yield each part that counts for a target, with its share of it times its weight."""
        state, found = self.plan.state, self.plan.found
        volume = {}
        for part in self.parts:
            if part.flow.at is not None:
                k, n, i = part.cell
                demand = found.spending[part.t, k, n] / found.total[part.t, k, n]
                value = part.weights[2] * found.power[part.t, k, i] * demand
                there = value / np.exp(state.log_cost[part.t, k, i]) / part.flow.cost
                volume[part.t, part.flow.at] = part, float(there)
        for t, terms in enumerate(self.laws):
            for j, one in enumerate(terms.targets.targets):
                weight = weights[self.begins[t] + j]
                if weight:
                    counted = [
                        volume[t, at] for at in (one.on if one.counts is None else one.counts)
                    ]
                    whole = sum(size for _, size in counted)
                    yield from ((part, weight * size / whole) for part, size in counted)

    def _licences(self, inputs: Inputs) -> Iterator[tuple[float, _WeighedPart, int]]:
        """Yield the slope by the log of each rent that is handed on, its part and its target."""
        if self.plan.problem.licences is None or inputs.licences is None:
            return
        rents = np.asarray(self.plan.problem.licences.rate) * np.asarray(inputs.licences)
        passed = (
            (t, j, one) for t, terms in enumerate(self.laws)
            for j, one in enumerate(terms.targets.targets) if one.passed_on
        )  # fmt: skip
        for rent, (t, j, _) in zip(rents, passed, strict=True):
            if rent:
                yield float(rent), self.first[self.begins[t] + j], j

    def _target(self, part: _WeighedPart, j: int) -> Target:
        return self.laws[part.t].targets.targets[j]

    def _duty(self, part: _WeighedPart) -> float:
        """Return one plus the duty on a part, its premium left out."""
        terms: Terms = self.laws[part.t]
        own = 0.0 if part.flow.at is None else terms.targets.lines[part.flow.at].tariff
        return 1 + float(terms.wedges.tariff[part.cell]) + own


def _told(part: _WeighedPart, trade: Trade) -> tuple[float, float, float]:
    """Return slopes by the logs of a part's weights: of purchases, at customs, at the producer."""
    at, (purchase, customs, producer) = (part.t, *part.cell), part.weights
    sold = 0.0 if trade.producer is None else producer * float(trade.producer[at])
    return purchase * float(trade.purchase[at]), customs * float(trade.customs[at]), sold
