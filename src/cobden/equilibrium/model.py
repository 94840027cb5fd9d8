"""The equations of Caliendo & Parro (2015) in exact changes, one short function each.

Axes run goods first, then economies: good k, using industry q, importer n, exporter i. "Log x" is
the log of new over benchmark for prices, wages and costs; outputs, incomes and expenditures are
levels in units of world value added, which is the numeraire.

The unknowns are a ``State``; ``residuals`` returns, in the same shape, by how much each unknown's
own equation fails. Everything else (prices, trade shares, incomes, expenditures) follows from the
state in closed form.
"""

from operator import attrgetter
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

_LEAST = 1e-9  # ratio of output to the benchmark's below which returns fall no further


class Weights(NamedTuple):
    """Benchmark trade shares times the change of the wedges to the power of minus theta.

    All [k, importer n, exporter i]; the wedges enter the model here and nowhere else.

    - ``purchase``: values spending at purchaser prices;
    - ``customs``: the same at customs value, ``purchase`` / (1 + tariff);
    - ``producer``: the same at the producer's price, ``customs`` / (1 + export tax); None where
      there are no export taxes, and ``customs`` then serves.
    """

    purchase: Array
    customs: Array
    producer: Array | None


class Aggregation(NamedTuple):
    """A coarse model of one good per economy, used only to take longer steps (see ``step``).

    ``wage_step`` [n]; ``output_weight`` and the two spreads [k, n]; ``cost`` and ``sales`` [n, i].
    """

    wage_step: Array
    output_weight: Array
    cost_spread: Array
    cost: Array
    sales_spread: Array
    sales: Array


class Specific(NamedTuple):
    """Factors tied to their sectors (see ``horizon.Horizon.fixity``).

    ``fixity``: the elasticity of a sector's return, relative to the wage, to what its value added
    per factor is relative to the economy's; ``output`` [k, i]: benchmark output times the change of
    labour, zero where nothing is produced; ``response`` [k, i]: by how much sales fall as a
    sector's cost rises, the trade elasticity weighted by the market shares of others.
    """

    fixity: Array
    output: Array
    response: Array


class Problem(NamedTuple):
    """A world and a shock, as the equations need them."""

    intermediate: Weights
    final: Weights | None  # None: one common trade share for both uses
    inputs: Array  # [n, k, q]: input of k per unit of q's gross output
    inputs_of_industry: Array  # [n, q, k]: its transpose
    value_added_share: Array  # [q, n]
    consumption_share: Array  # [k, n]
    endowment: Array  # [n]: benchmark value added times the change of labour
    deficit: Array  # [n]: benchmark net transfer received
    transfer: Array  # [n]: further transfers received
    dollar: Array  # [n]: one for the economy whose consumer prices deflate dollars
    elasticity: Array  # [k, 1]
    log_productivity: Array  # [k, i]
    specific: Specific | None  # None: factors are free to move and all sectors pay one wage
    aggregation: Aggregation


class State(NamedTuple):
    """The unknowns, or the residual of each unknown's equation."""

    log_wage: Array  # [n]
    log_cost: Array  # [k, i]: unit cost of production
    output: Array  # [k, i]: value of output at producer prices
    export_revenue: Array  # [n]: export taxes collected


class Market(NamedTuple):
    """What one kind of demand (intermediate or final) finds when it buys."""

    total: Array  # [k, n]: sum of weights times cost power
    log_price: Array  # [k, n]
    untaxed: Array  # [k, n]: customs value per unit of spending


class Allocation(NamedTuple):
    """Everything that follows from a state."""

    power: Array  # [k, i]: centred unit cost to the power of minus theta
    intermediate_market: Market
    final_market: Market
    wage_bill: Array  # [n]
    transfers: Array  # [n]
    income: Array  # [n]
    intermediate: Array  # [k, n]: intermediate spending at purchaser prices
    final: Array  # [k, n]: final spending at purchaser prices


def cost_power(log_cost: Array, elasticity: Array) -> tuple[Array, Array]:
    """Return cost^(-theta) [k, i], centred on each good's cheapest source, and the centres [k, 1].

    Centring leaves every share as it is and keeps large elasticities from overflowing.
    """
    centre = log_cost.min(axis=1, keepdims=True)
    return jnp.exp(-elasticity * (log_cost - centre)), centre


def buy(weights: Weights, power: Array, centre: Array, elasticity: Array) -> Market:
    """Return prices and tax content of purchases: Caliendo & Parro (2015), eqs. 5 and 6."""
    total = _to_importers(weights.purchase, power)
    total = jnp.where(total > 0, total, 1.0)  # a good that nobody buys has no price to change
    log_price = centre - jnp.log(total) / elasticity
    return Market(total, log_price, _to_importers(weights.customs, power) / total)


def transfers(problem: Problem, closure: str, wage_bill: Array, log_price: Array) -> Array:
    """Return the net transfer that each economy receives [n] under a closure of the deficits.

    ``world_share``: constant in units of world value added. ``own_share``: a constant share of the
    economy's own value added, what then fails to sum to zero spread by value added. ``dollar``:
    constant in dollars deflated by US consumer prices.
    """
    held = problem.deficit
    if closure == "own_share":
        held = wage_bill * held / problem.endowment
        held = held - wage_bill * held.sum() / wage_bill.sum()
    elif closure == "dollar":
        consumer_price = (problem.consumption_share * log_price).sum(axis=0)
        held = held * jnp.exp(problem.dollar @ consumer_price)
    return held + problem.transfer


def income(
    problem: Problem, earned: Array, intermediate: Array, buyers: Market, consumers: Market
) -> Array:
    """Return income [n]: ``earned`` income plus tariff revenue.

    Tariff revenue depends on final spending and so on income itself; the two equations
    (Caliendo & Parro 2015, eq. 8 and the definition of income) are linear and solved together.
    """
    on_inputs = (intermediate * (1 - buyers.untaxed)).sum(axis=0)
    per_income = (problem.consumption_share * (1 - consumers.untaxed)).sum(axis=0)
    return (earned + on_inputs) / (1 - per_income)


def allocate(state: State, problem: Problem, closure: str) -> Allocation:
    """Return prices, incomes and expenditures that follow from a state."""
    power, centre = cost_power(state.log_cost, problem.elasticity)
    buyers = buy(problem.intermediate, power, centre, problem.elasticity)
    consumers = (
        buyers if problem.final is None else buy(problem.final, power, centre, problem.elasticity)
    )
    wage_bill = jnp.exp(state.log_wage) * problem.endowment
    received = transfers(problem, closure, wage_bill, consumers.log_price)
    intermediate = _by_economy(problem.inputs, state.output)
    earned = wage_bill + received + state.export_revenue
    total = income(problem, earned, intermediate, buyers, consumers)
    final = problem.consumption_share * total
    return Allocation(power, buyers, consumers, wage_bill, received, total, intermediate, final)


def log_return(state: State, problem: Problem) -> Array:
    """Return the log change of what a sector pays its factors [k, i].

    With factors free to move it is the wage, the economy's value added per factor. With factors
    that stay where they are it is the sector's own value added per factor, which with constant
    cost shares moves as its output does (Jones 1971).
    """
    specific = problem.specific
    if specific is None:
        return jnp.broadcast_to(state.log_wage, state.log_cost.shape)
    made = specific.output > 0
    ratio = jnp.where(made, state.output, 1.0) / jnp.where(made, specific.output, 1.0)
    own = jnp.where(made, jnp.log(jnp.maximum(ratio, _LEAST)), state.log_wage)
    return state.log_wage + specific.fixity * (own - state.log_wage)


def sales(problem: Problem, found: Allocation) -> tuple[Array, Array]:
    """Return the value of sales [k, i] at producer prices, and at customs value."""
    demand = found.intermediate / found.intermediate_market.total
    final_demand = found.final / found.final_market.total

    def sold(price: str) -> Array:
        of = attrgetter(price)
        if problem.final is None:
            return found.power * _to_exporters(of(problem.intermediate), demand + final_demand)
        return found.power * (
            _to_exporters(of(problem.intermediate), demand)
            + _to_exporters(of(problem.final), final_demand)
        )

    at_customs = sold("customs")
    export_taxed = problem.intermediate.producer is not None
    return (sold("producer") if export_taxed else at_customs), at_customs


def residuals(state: State, problem: Problem, closure: str) -> State:
    """Return by how much each unknown's equation fails.

    - ``log_wage``: log of labour demand over supply, both at the going wage;
    - ``log_cost``: log of the unit cost of the best technique over the stated one (eq. 2);
    - ``output``: sales minus output (eq. 7);
    - ``export_revenue``: revenue raised minus revenue spent.
    """
    found = allocate(state, problem, closure)
    at_producer, at_customs = sales(problem, found)
    share = problem.value_added_share
    demand = (share * state.output).sum(axis=0)
    material = _by_economy(problem.inputs_of_industry, found.intermediate_market.log_price)
    unit_cost = share * log_return(state, problem) + material - problem.log_productivity
    return State(
        log_wage=jnp.log(demand / found.wage_bill),
        log_cost=unit_cost - state.log_cost,
        output=at_producer - state.output,
        export_revenue=(at_customs - at_producer).sum(axis=0) - state.export_revenue,
    )


def step(state: State, problem: Problem, gap: State) -> State:
    """Return the next state: each unknown moved by its own residual, with two longer strides.

    Wages move by the residual over their own-wage elasticity of labour demand. Costs and outputs
    travel through the input-output links one stage at a step; the aggregate model of one good per
    economy sums the later stages at once (iterative aggregation, Schweitzer 1991), which halves
    the number of steps. Neither changes the solution: every move vanishes with the residuals.
    """
    coarse = problem.aggregation
    log_wage = state.log_wage + coarse.wage_step * gap.log_wage
    world = (jnp.exp(log_wage) * problem.endowment).sum()  # 1 at the benchmark, and held there
    log_wage = log_wage - jnp.log(world)
    cost_move = gap.log_cost + problem.value_added_share * (log_wage - state.log_wage)
    if problem.specific is not None:
        cost_move = _with_own_sales(cost_move, gap, state, problem, problem.specific)
    later = coarse.cost @ (coarse.output_weight * cost_move).sum(axis=0)
    return State(
        log_wage=log_wage,
        log_cost=state.log_cost + cost_move + coarse.cost_spread * later,
        output=state.output
        + gap.output
        + coarse.sales_spread * (coarse.sales @ gap.output.sum(axis=0)),
        export_revenue=state.export_revenue + gap.export_revenue,
    )


def _with_own_sales(
    cost_move: Array, gap: State, state: State, problem: Problem, specific: Specific
) -> Array:
    """Return the move of costs that allows for what it does to the sector's own sales and return.

    A specific factor's return rises with sales, which fall as the cost rises; taken one after the
    other the two overshoot each other where trade is elastic.
    """
    feedback = problem.value_added_share * specific.fixity
    made = specific.output > 0
    more = jnp.where(made, gap.output / jnp.where(made, state.output, 1.0), 0.0)
    return (cost_move + feedback * more) / (1 + feedback * jnp.maximum(specific.response, 0.0))


def largest_residual(state: State, problem: Problem, gap: State) -> Array:
    """Return the largest residual of any equilibrium condition, each relative to its own size."""
    size = state.output + 1e-6 * problem.endowment
    return jnp.max(
        jnp.stack(
            [
                jnp.abs(gap.log_wage).max(),
                jnp.abs(gap.log_cost).max(),
                jnp.abs(gap.output / size).max(),
                jnp.abs(gap.export_revenue / problem.endowment).max(),
            ]
        )
    )


def _to_importers(weight: Array, power: Array) -> Array:
    """[k, n, i] x [k, i] -> [k, n]."""
    return jnp.matmul(weight, power[:, :, None])[:, :, 0]


def _to_exporters(weight: Array, spending: Array) -> Array:
    """[k, n, i] x [k, n] -> [k, i]."""
    return jnp.matmul(spending[:, None, :], weight)[:, 0, :]


def _by_economy(matrices: Array, columns: Array) -> Array:
    """[n, a, b] x [b, n] -> [a, n]."""
    return jnp.matmul(matrices, columns.T[:, :, None])[:, :, 0].T
