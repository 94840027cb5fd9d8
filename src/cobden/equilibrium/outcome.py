"""Objectives evaluated on an equilibrium, in a form that JAX differentiates."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from cobden.base.errors import InputError
from cobden.base.objective import Objective, Term
from cobden.equilibrium.model import Allocation, Problem, State, Weights
from cobden.equilibrium.pose import Floats
from cobden.world.world import World


class Benchmark(NamedTuple):
    """Benchmark values that outcomes are measured against, in world value added."""

    income: Floats  # [n]
    value_added: Floats  # [n]
    output: Floats  # [k, i]
    sector_value_added: Floats  # [k, i]: wages and profits
    sector_wages: Floats  # [k, i]

    @classmethod
    def of(cls, world: World) -> "Benchmark":
        """Return those of a world."""
        value_added = world.value_added_share * world.output
        wages = world.labour_share * world.output
        return cls(world.income, world.value_added, world.output, value_added, wages)


class Place(NamedTuple):
    """One term's weight, economy, partner and sector as positions, and weights of sectors [k].

    All are values that compiled code takes as arguments, so one compilation of a kind of term
    serves every economy and sector.
    """

    weight: float
    economy: int
    partner: int
    sector: int
    sectors: Floats  # [k]: which sectors count, or how much


class Terms(NamedTuple):
    """An objective as compiled code takes it: the kinds of its terms, and where each one looks."""

    kinds: tuple[str, ...]
    places: tuple[Place, ...]


def locate(world: World, objective: Objective) -> Terms:
    """Return an objective's terms as positions in ``world``, checked.

    Raises ``InputError`` for a term that lacks what its kind needs, or names what is not there.
    """
    terms = objective.terms
    return Terms(
        tuple(term.kind for term in terms),
        tuple(_locate(world, term, objective.name) for term in terms),
    )


def _locate(world: World, term: Term, name: str) -> Place:
    needs = {
        "bilateral_balance": ("partner",),
        "dependence": ("partner", "sector"),
        "output": ("sector",),
        "employment": ("sector",),
        "political_income": ("sector_weights",),
    }
    for field in needs.get(term.kind, ()):
        if getattr(term, field) is None:
            raise InputError(
                f"a term of kind '{term.kind}' has no {field}.",
                where=f"objective '{name}'",
                remedy=f"State its {field}.",
            )
    weights = term.sector_weights or ()
    if weights and len(weights) != len(world.sectors):
        raise InputError(
            f"{len(weights)} sector weights were given.",
            where=f"objective '{name}'",
            remedy=f"Give one for each of the {len(world.sectors)} sectors.",
        )
    counted = np.ones(len(world.sectors))
    sector = 0
    if term.sector is not None:
        sector = world.sector_index(term.sector)
        counted = np.eye(len(world.sectors))[sector]
    return Place(
        term.weight,
        world.economy_index(term.economy),
        0 if term.partner is None else world.economy_index(term.partner),
        sector,
        np.array(weights) if weights else counted,
    )


def evaluate(
    kinds: tuple[str, ...],
    places: tuple[Place, ...],
    state: State,
    problem: Problem,
    found: Allocation,
    base: Benchmark,
) -> Array:
    """Return the weighted sum of terms at a state; units as `base.objective.Term` states them."""
    return jnp.sum(evaluate_each(kinds, places, state, problem, found, base))


def evaluate_each(
    kinds: tuple[str, ...],
    places: tuple[Place, ...],
    state: State,
    problem: Problem,
    found: Allocation,
    base: Benchmark,
) -> Array:
    """Return the terms [term], each times its weight; terms of one kind are computed at once."""
    base = jax.tree.map(jnp.asarray, base)
    values: dict[int, Array] = {}
    for kind in dict.fromkeys(kinds):

        def term(place: Place, kind: str = kind) -> Array:
            return place.weight * _TERMS[kind](place, state, problem, found, base)

        alike = [j for j, other in enumerate(kinds) if other == kind]
        stacked = jax.tree.map(lambda *parts: jnp.stack(parts), *(places[j] for j in alike))
        values |= dict(zip(alike, jax.vmap(term)(stacked), strict=True))
    return jnp.stack([values[j] for j in range(len(kinds))])


def _consumer_price(n: int, problem: Problem, found: Allocation) -> Array:
    return jnp.exp(problem.consumption_share[:, n] @ found.final_market.log_price[:, n])


def _welfare(t: Place, state: State, problem: Problem, found: Allocation, base: Benchmark) -> Array:
    price = _consumer_price(t.economy, problem, found)
    return 100 * (found.income[t.economy] / base.income[t.economy] / price - 1)


def _political_income(
    t: Place, state: State, problem: Problem, found: Allocation, base: Benchmark
) -> Array:
    """Factor income of each sector, and revenue shared out by labour, weighted: Ossa's G_j."""
    n = t.economy
    weights = t.sectors
    wages, profits = _earned(n, state, problem)
    rest = found.income[n] - found.value_added[n]
    now = weights @ (wages + profits + rest * wages / wages.sum())
    wages_then = base.sector_wages[:, n]
    rest_then = base.income[n] - base.value_added[n]
    then = weights @ (base.sector_value_added[:, n] + rest_then * wages_then / wages_then.sum())
    return 100 * (now / then / _consumer_price(n, problem, found) - 1)


def _earned(n: int, state: State, problem: Problem) -> tuple[Array, Array]:
    """Return wages and profits by sector [k] in economy n."""
    output = state.output[:, n]
    profit = 0.0 if problem.profit_share is None else problem.profit_share[:, 0]
    return problem.value_added_share[:, n] * output * (1 - profit), profit * output


def _bilateral_balance(
    t: Place, state: State, problem: Problem, found: Allocation, base: Benchmark
) -> Array:
    sold = _flow(problem, found, t.partner, t.economy)
    bought = _flow(problem, found, t.economy, t.partner)
    return 100 * (t.sectors * (sold - bought)).sum()


def _tariff_revenue(
    t: Place, state: State, problem: Problem, found: Allocation, base: Benchmark
) -> Array:
    n = t.economy
    on_inputs = found.intermediate[:, n] * (1 - found.intermediate_market.untaxed[:, n])
    on_final = found.final[:, n] * (1 - found.final_market.untaxed[:, n])
    return 100 * (on_inputs + on_final).sum()


def _output(t: Place, state: State, problem: Problem, found: Allocation, base: Benchmark) -> Array:
    k, i = t.sector, t.economy
    volume = state.output[k, i] / base.output[k, i] / jnp.exp(state.log_cost[k, i])
    return 100 * (volume - 1)


def _employment(
    t: Place, state: State, problem: Problem, found: Allocation, base: Benchmark
) -> Array:
    k, i = t.sector, t.economy
    wages, _ = _earned(i, state, problem)
    then = base.sector_wages[:, i]
    return 100 * (wages[k] / found.wage_bill[i] / (then[k] / then.sum()) - 1)


def _dependence(
    t: Place, state: State, problem: Problem, found: Allocation, base: Benchmark
) -> Array:
    k, n, i = t.sector, t.economy, t.partner

    def spent(weights: Weights, spending: Array, total: Array) -> Array:
        return weights.purchase[k, n, i] * found.power[k, i] / total[k, n] * spending[k, n]

    final = problem.intermediate if problem.final is None else problem.final
    bought = spent(problem.intermediate, found.intermediate, found.intermediate_market.total)
    bought = bought + spent(final, found.final, found.final_market.total)
    return 100 * bought / (found.intermediate[k, n] + found.final[k, n])


def _flow(problem: Problem, found: Allocation, importer: int, exporter: int) -> Array:
    """Return customs value [k] of one importer's purchases from one exporter."""
    final = problem.intermediate if problem.final is None else problem.final
    demand = found.intermediate[:, importer] / found.intermediate_market.total[:, importer]
    final_demand = found.final[:, importer] / found.final_market.total[:, importer]
    return found.power[:, exporter] * (
        problem.intermediate.customs[:, importer, exporter] * demand
        + final.customs[:, importer, exporter] * final_demand
    )


_TERMS = {
    "welfare": _welfare,
    "political_income": _political_income,
    "bilateral_balance": _bilateral_balance,
    "tariff_revenue": _tariff_revenue,
    "output": _output,
    "employment": _employment,
    "dependence": _dependence,
}
