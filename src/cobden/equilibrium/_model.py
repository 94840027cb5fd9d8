"""The equations of Caliendo & Parro (2015) in exact changes, one short function each.

Axes run goods first, then economies: good k, using industry q, importer n, exporter i. "Log x" is
the log of new over benchmark for prices, wages and costs; outputs, incomes and expenditures are
levels in units of world value added, which is the numeraire.

The unknowns are a ``State``; ``residuals`` returns, in the same shape, by how much each unknown's
own equation fails. Everything else (prices, trade shares, incomes, expenditures) follows from the
state in closed form.
"""

from operator import attrgetter

import jax.numpy as jnp
from jax import Array

from cobden.base.closures import Payments
from cobden.equilibrium._line_demand import fold, premium_step
from cobden.equilibrium._problem import Allocation, Problem, State, Weights
from cobden.equilibrium._product_demand import at_costs
from cobden.outcomes import Market

_LONGEST = 0.5  # move that a step anticipates, or draws conclusions from, at most
_LEAST = 1e-9  # ratio of output to the benchmark's below which returns fall no further


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


def transfers(problem: Problem, value_added: Array, log_price: Array) -> Array:
    """Return the net transfer that each economy receives [n], as the deficits are closed."""
    consumer_price = (problem.consumption_share * log_price).sum(axis=0)
    paid = Payments(
        problem.deficit, problem.value_added, value_added, consumer_price, problem.anchor
    )
    return problem.closure.transfers(paid) + problem.transfer


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


def allocate(state: State, problem: Problem) -> Allocation:
    """Return prices, incomes and expenditures that follow from a state."""
    power, centre = cost_power(state.log_cost, problem.elasticity)
    buyers = buy(problem.intermediate, power, centre, problem.elasticity)
    consumers = (
        buyers if problem.final is None else buy(problem.final, power, centre, problem.elasticity)
    )
    wage_bill = jnp.exp(state.log_wage) * problem.endowment
    value_added = wage_bill + profits(problem, state.output)
    received = transfers(problem, value_added, consumers.log_price)
    intermediate = _by_economy(problem.inputs, state.output)
    earned = value_added + received + state.export_revenue
    total = income(problem, earned, intermediate, buyers, consumers)
    final = problem.consumption_share * total
    return Allocation(
        power, buyers, consumers, wage_bill, value_added, received, total, intermediate, final
    )


def profits(problem: Problem, output: Array) -> Array:
    """Return profits [n]: nothing under perfect competition and under free entry."""
    if problem.profit_share is None:
        return jnp.zeros_like(problem.endowment)
    return (problem.profit_share * output).sum(axis=0)


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


def with_lines(state: State, problem: Problem) -> Problem:
    """Return the problem with products and lines folded into their flows, at these costs."""
    if problem.products:
        now = at_costs(problem.intermediate, problem.products, state.log_cost, state.log_premium)
        problem = problem._replace(intermediate=now, products=())
    if problem.lines is None:
        return problem
    power, centre = cost_power(state.log_cost, problem.elasticity)
    return fold(problem, problem.lines, state, power, centre)


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


def residuals(state: State, problem: Problem) -> State:
    """Return by how much each unknown's equation fails.

    - ``log_wage``: log of labour demand over supply, both at the going wage;
    - ``log_cost``: log of the unit cost of the best technique over the stated one (eq. 2);
    - ``output``: sales minus output (eq. 7);
    - ``export_revenue``: revenue raised minus revenue spent;
    - ``log_premium``: by how much a Newton step on the targets moves it.
    """
    problem, told_apart = with_lines(state, problem), problem
    found = allocate(state, problem)
    at_producer, at_customs = sales(problem, found)
    share = problem.value_added_share
    cost = (
        state.output
        if problem.profit_share is None
        else (state.output * (1 - problem.profit_share))
    )
    demand = (share * cost).sum(axis=0)
    material = _by_economy(problem.inputs_of_industry, found.intermediate_market.log_price)
    bundle = share * log_return(state, problem) + material
    unit_cost = bundle - log_efficiency(state, problem, bundle)
    centre = cost_power(state.log_cost, problem.elasticity)[1]
    return State(
        log_wage=jnp.log(demand / found.wage_bill),
        log_cost=unit_cost - state.log_cost,
        output=at_producer - state.output,
        export_revenue=(at_customs - at_producer).sum(axis=0) - state.export_revenue,
        log_premium=premium_step(state, told_apart, problem, found, centre),
    )


def log_efficiency(state: State, problem: Problem, log_bundle: Array) -> Array:
    """Return the log change of output per bundle of inputs [k, i].

    Productivity, and with free entry the inputs that the industry employs to the power of its scale
    elasticity: Lashkaripour & Lugovskyy (2023), section 2; Kucheryavyy, Lyn & Rodriguez-Clare 2023.
    """
    scale = problem.scale
    if scale is None:
        return problem.log_productivity
    made = scale.output > 0
    ratio = jnp.where(made, state.output, 1.0) / jnp.where(made, scale.output, 1.0)
    size = jnp.log(jnp.maximum(ratio, _LEAST)) - jnp.where(made, log_bundle, 0.0)
    return problem.log_productivity + scale.elasticity * size


def step(state: State, problem: Problem, gap: State) -> State:
    """Return the next state: each unknown moved by its own residual, then all that follows from it.

    Wages, costs and sales chase each other, within economies and around the world, through
    input-output links and through what people earn and spend. One block for each economy sums that
    chase at home, and the aggregate model of one good per economy sums it between them (block
    Jacobi and iterative aggregation, Schweitzer 1991). Neither changes the solution: every move
    vanishes with the residuals.
    """
    near = relax(state, problem, gap)
    goods, (weight, at_home, later) = len(problem.elasticity), problem.aggregation
    made = state.output > 0
    grown = jnp.where(made, near.output / jnp.where(made, state.output, 1.0) - 1, 0.0)
    moved = jnp.concatenate(
        [(near.log_wage - state.log_wage)[None], near.log_cost - state.log_cost, grown]
    )
    moved = _short(moved).astype(at_home.dtype)
    settled = _by_economy(at_home, moved)
    parts = (slice(0, 1), slice(1, 1 + goods), slice(1 + goods, None))
    share = (1.0, weight, weight)
    average = [(part * settled[at]).sum(axis=0) for part, at in zip(share, parts, strict=True)]
    abroad = jnp.split(later @ jnp.concatenate(average), 3)
    wage, cost, output = (
        _short((settled[at] - moved[at] + rest).astype(state.output.dtype))
        for at, rest in zip(parts, abroad, strict=True)
    )
    return near._replace(
        log_wage=near.log_wage + wage[0],
        log_cost=near.log_cost + cost,
        output=near.output * (1 + output),
    )


def relax(state: State, problem: Problem, gap: State) -> State:
    """Return the state with each unknown moved by its own residual, over its own elasticity.

    Labour demand falls with the wage by more than one for one, since costs rise with it and sales
    fall with costs. So the three move together: taken one after the other, they overshoot in turns.
    """
    log_wage = state.log_wage + problem.wage_step * gap.log_wage
    world = (jnp.exp(log_wage) * problem.endowment + profits(problem, state.output)).sum()
    log_wage = log_wage - jnp.log(world)  # it is 1 at the benchmark, and held there
    cost_move = gap.log_cost + problem.value_added_share * (log_wage - state.log_wage)
    feedback = _feedback(problem)
    if feedback is not None:
        made = state.output > 0
        more = jnp.where(made, gap.output / jnp.where(made, state.output, 1.0), 0.0)
        overshoot = 1 + feedback * jnp.maximum(problem.response, 0.0)
        cost_move = (cost_move + feedback * more) / overshoot
    return State(
        log_wage=log_wage,
        log_cost=state.log_cost + cost_move,
        output=(state.output + gap.output) * (1 + _short(-problem.response * cost_move)),
        export_revenue=state.export_revenue + gap.export_revenue,
        log_premium=state.log_premium + gap.log_premium,
    )


def _short(move: Array) -> Array:
    """Return moves that hold to first order only, kept short."""
    return jnp.clip(move, -_LONGEST, _LONGEST)


def _feedback(problem: Problem) -> Array | None:
    """Return the elasticity of a sector's unit cost to its own sales [k, i]; None: it has none.

    A specific factor's return rises with sales; with economies of scale cost falls with them.
    """
    if problem.specific is not None:
        return problem.value_added_share * problem.specific.fixity
    if problem.scale is not None:
        return -problem.scale.elasticity
    return None


def largest_residual(state: State, problem: Problem, gap: State) -> Array:
    """Return the largest residual of any equilibrium condition, each relative to its own size."""
    size = state.output + 1e-6 * problem.endowment
    by_economy = [
        jnp.abs(gap.log_wage),
        jnp.abs(gap.log_cost).max(axis=0),
        jnp.abs(gap.output / size).max(axis=0),
        jnp.abs(gap.export_revenue / problem.endowment),
    ]
    largest = jnp.stack(by_economy).max()
    return jnp.maximum(largest, jnp.abs(gap.log_premium).max(initial=0.0))


def _to_importers(weight: Array, power: Array) -> Array:
    """[k, n, i] x [k, i] -> [k, n]."""
    return jnp.matmul(weight, power[:, :, None])[:, :, 0]


def _to_exporters(weight: Array, spending: Array) -> Array:
    """[k, n, i] x [k, n] -> [k, i]."""
    return jnp.matmul(spending[:, None, :], weight)[:, 0, :]


def _by_economy(matrices: Array, columns: Array) -> Array:
    """[n, a, b] x [b, n] -> [a, n]."""
    return jnp.matmul(matrices, columns.T[:, :, None])[:, :, 0].T
