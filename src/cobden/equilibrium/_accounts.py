"""What the economies' accounts show at a state: what the table of outcomes is read off.

Everything follows from the state by the equations of ``_model``; labels and units are added in
``_result``.
"""

from functools import lru_cache

import jax
import numpy as np
from jax import Array

from cobden.base.arrays import ratio
from cobden.equilibrium._model import allocate, log_return, residuals, sales, with_lines
from cobden.equilibrium._pose_products import in_places
from cobden.equilibrium._problem import Allocation, Problem, State, unpack
from cobden.equilibrium._trade_by_product import imports_in_places
from cobden.outcomes import Accounts, Benchmark, Market, Purchases, Seen
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
    state, nests = unpack(vector, problem), problem.nests
    problem = with_lines(state, problem)
    found = allocate(state, problem)
    trade = Purchases.of(problem.intermediate, problem.final, found)
    products = None
    if nests:
        products = imports_in_places(nests, state.log_cost, state.log_premium, trade.flow())
    return Seen(accounts_of(state, problem, found), trade, base, products=products)


@lru_cache(maxsize=32)
def benchmark_of(world: World) -> Benchmark:
    """Return the benchmark values that outcomes are measured against."""
    return Benchmark(
        world.income, world.value_added, world.output, world.value_added_share, world.labour_share,
        world.goods.astype(float),
    )  # fmt: skip


def seen_at_benchmark(world: World) -> Seen:
    """Return all that outcomes are read off before anything is done, in numpy."""
    final = world.final_expenditure
    inputs = np.einsum("kqn,qn->kn", world.input_share, world.output)
    shares = [world.trade_share]
    if world.final_trade_share is not None:
        shares.append(world.final_trade_share)
    customs = [share / (1 + world.tariff) for share in shares]
    none, same = np.zeros(world.value_added.shape), np.zeros(final.shape)
    markets = [
        Market(share.sum(axis=2), same, untaxed.sum(axis=2))
        for share, untaxed in zip(shares, customs, strict=True)
    ]
    accounts = Accounts(
        log_wage=none, log_consumer_price=none,
        wage_bill=(world.labour_share * world.output).sum(axis=0),
        value_added=world.value_added, income=world.income, transfers=world.deficit,
        tariff_revenue=world.tariff_revenue, export_revenue=none,
        exports=world.flow.sum(axis=(0, 1)), imports=world.flow.sum(axis=(0, 2)),
        log_cost=same, log_return=same, output=world.output, power=np.ones(final.shape),
        intermediate=inputs, final=final,
        intermediate_market=markets[0], final_market=markets[-1],
    )  # fmt: skip
    trade = Purchases(
        shares[0], customs[0], *((shares[1], customs[1]) if shares[1:] else (None, None)),
        ratio(inputs, markets[0].total), ratio(final, markets[-1].total), accounts.power,
    )  # fmt: skip
    products = in_places(world) if world.products else None
    return Seen(accounts, trade, benchmark_of(world), products=products)


@jax.jit
def folded(vector: Array, problem: Problem) -> Problem:
    """Return the problem with its lines folded into their flows, at a vector of unknowns."""
    return with_lines(unpack(vector, problem), problem)


def observed(problem: Problem, vector: Array) -> tuple[Accounts, State]:
    """Return `observe` as plain numpy arrays."""
    found, gap = observe(problem, vector)
    return jax.tree.map(np.asarray, (found, gap))
