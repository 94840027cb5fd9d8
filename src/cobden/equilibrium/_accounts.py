"""What the economies' accounts show at a state: what the table of outcomes is read off.

Everything follows from the state by the equations of ``_model``; labels and units are added in
``_result``.
"""

from functools import lru_cache

import jax
import numpy as np
from jax import Array

from cobden.equilibrium._model import allocate, log_return, residuals, sales, with_lines
from cobden.equilibrium._problem import Allocation, Problem, State, unpack
from cobden.outcomes import Accounts, Benchmark, Purchases, Seen
from cobden.world.world import World


@jax.jit
def observe(problem: Problem, vector: Array) -> tuple[Accounts, State]:
    """Return the accounts at a vector of unknowns, and the residual of every equation there."""
    state = unpack(vector, problem)
    gap = residuals(state, problem)
    problem = with_lines(state, problem)
    return accounts_of(state, problem, allocate(state, problem)), gap


def accounts_of(state: State, problem: Problem, found: Allocation) -> Accounts:
    """Return the accounts at a state and what follows from it, lines folded into their flows."""
    at_customs = sales(problem, found)[1]
    on_inputs = found.intermediate * found.intermediate_market.untaxed
    on_final = found.final * found.final_market.untaxed
    imports = (on_inputs + on_final).sum(axis=0)
    return Accounts(
        log_wage=state.log_wage,
        log_consumer_price=(problem.consumption_share * found.final_market.log_price).sum(axis=0),
        wage_bill=found.wage_bill,
        value_added=found.value_added,
        income=found.income,
        transfers=found.transfers,
        tariff_revenue=(found.intermediate + found.final).sum(axis=0) - imports,
        export_revenue=state.export_revenue,
        exports=at_customs.sum(axis=0),
        imports=imports,
        log_cost=state.log_cost,
        log_return=log_return(state, problem),
        output=state.output,
        power=found.power,
        intermediate=found.intermediate,
        final=found.final,
        intermediate_market=found.intermediate_market,
        final_market=found.final_market,
    )


def seen_at(vector: Array, problem: Problem, base: Benchmark) -> Seen:
    """Return all that outcomes are read off at a vector of unknowns; to be traced by JAX."""
    state = unpack(vector, problem)
    problem = with_lines(state, problem)
    found = allocate(state, problem)
    trade = Purchases.of(problem.intermediate, problem.final, found)
    return Seen(accounts_of(state, problem, found), trade, base)


@lru_cache(maxsize=32)
def benchmark_of(world: World) -> Benchmark:
    """Return the benchmark values that outcomes are measured against."""
    return Benchmark(
        world.income, world.value_added, world.output, world.value_added_share, world.labour_share,
        world.goods.astype(float),
    )  # fmt: skip


@jax.jit
def folded(vector: Array, problem: Problem) -> Problem:
    """Return the problem with its lines folded into their flows, at a vector of unknowns."""
    return with_lines(unpack(vector, problem), problem)


def observed(problem: Problem, vector: Array) -> tuple[Accounts, State]:
    """Return `observe` as plain numpy arrays."""
    found, gap = observe(problem, vector)
    return jax.tree.map(np.asarray, (found, gap))
