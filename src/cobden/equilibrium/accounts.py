"""What the economies' accounts show at a state: prices, quantities and incomes.

Everything follows from the state by the equations of ``model``; labels and units are added in
``result``.
"""

from collections.abc import Sequence
from typing import NamedTuple

import jax
import numpy as np
from jax import Array

from cobden.equilibrium.model import (
    Market,
    Problem,
    State,
    Weights,
    allocate,
    log_return,
    residuals,
    sales,
    with_lines,
)
from cobden.equilibrium.pose import Floats
from cobden.equilibrium.solver import unpack


class Accounts(NamedTuple):
    """Prices, quantities and incomes; money in world value added, "log" is new over benchmark.

    By economy [n]: wage, consumer price, wage bill, value added (with profits), income, the net
    transfer received, tariff and
    export-tax revenue (changes of margins included), exports and imports at customs value (own
    sales counted in both). By good and producer [k, i]: unit cost, return to factors, output, and
    cost power (see ``model.cost_power``). By good and buyer [k, n]: spending on inputs and on final
    use.
    """

    log_wage: Array
    log_consumer_price: Array
    wage_bill: Array
    value_added: Array
    income: Array
    transfers: Array
    tariff_revenue: Array
    export_revenue: Array
    exports: Array
    imports: Array
    log_cost: Array
    log_return: Array
    output: Array
    power: Array
    intermediate: Array
    final: Array
    intermediate_market: Market
    final_market: Market


@jax.jit
def observe(problem: Problem, vector: Array) -> tuple[Accounts, State]:
    """Return the accounts at a vector of unknowns, and the residual of every equation there."""
    state = unpack(vector, problem)
    gap = residuals(state, problem)
    problem = with_lines(state, problem)
    found = allocate(state, problem)
    at_customs = sales(problem, found)[1]
    on_inputs = found.intermediate * found.intermediate_market.untaxed
    on_final = found.final * found.final_market.untaxed
    imports = (on_inputs + on_final).sum(axis=0)
    accounts = Accounts(
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
    return accounts, gap


@jax.jit
def folded(vector: Array, problem: Problem) -> Problem:
    """Return the problem with its lines folded into their flows, at a vector of unknowns."""
    return with_lines(unpack(vector, problem), problem)


def settled(problem: Problem, vector: Array) -> tuple[Accounts, State]:
    """Return `observe` as plain numpy arrays."""
    found, gap = observe(problem, vector)
    return jax.tree.map(np.asarray, (found, gap))


def trade_share(weights: Weights, market: Market, power: Array) -> Floats:
    """Return the share of each exporter in spending [k, importer n, exporter i]: C-P's eq. 6."""
    per_power = 1 / np.asarray(market.total)
    return np.asarray(weights.purchase) * np.asarray(power)[:, None, :] * per_power[:, :, None]


def customs_flow(problem: Problem, found: Accounts) -> Floats:
    """Return sales at customs value [k, importer n, exporter i], own sales included."""
    demand = np.asarray(found.intermediate / found.intermediate_market.total)
    final = np.asarray(found.final / found.final_market.total)
    weights = np.asarray(problem.intermediate.customs)
    if problem.final is None:
        flow = weights * (demand + final)[:, :, None]
    else:
        flow = weights * demand[:, :, None]
        flow = flow + np.asarray(problem.final.customs) * final[:, :, None]
    return flow * np.asarray(found.power)[:, None, :]


def bilateral(
    problem: Problem, found: Accounts, importers: Sequence[int], exporters: Sequence[int]
) -> Floats:
    """Return what some importers buy from some exporters, by good [k], at customs value."""
    final = problem.intermediate if problem.final is None else problem.final
    n, i = list(importers), list(exporters)
    demand = found.intermediate[:, n] / found.intermediate_market.total[:, n]
    final_demand = found.final[:, n] / found.final_market.total[:, n]
    power, bought = np.asarray(found.power)[:, i], 0.0
    for market, wanted in ((problem.intermediate, demand), (final, final_demand)):
        customs = np.asarray(market.customs)[:, n][:, :, i]
        bought += np.einsum("kni,kn,ki->k", customs, np.asarray(wanted), power)
    return np.asarray(bought)
