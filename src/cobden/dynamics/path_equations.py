"""The equations of the world in many years at once, one short function each.

Axes run years first, then goods, then economies: [t, k, n]; trade [t, k, importer n, exporter i].
Years are 0 to T - 1, and the last entry along t is the steady state that the law of the last year
leads to. "Log x" is the log of new over benchmark, both less trend growth; values are in units of
world value added of their year, the numeraire. Money of an economy's own enters
with its anchor.

The unknowns are a ``PathState``; ``conditions`` returns by how much each unknown's own equation
fails.
"""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from cobden.dynamics.capital import Capital, capital_gap, investment_spending
from cobden.dynamics.home_moves import Home, moves
from cobden.dynamics.labour import Labour, labour_supply
from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.money import NationalMoney, log_money, rigid_wages

_LEAST = 1e-12


class Trade(NamedTuple):
    """Benchmark trade shares times the wedges' change to the power of minus theta.

    ``purchase`` [t, k, n, i] values spending at purchaser prices, ``customs`` the same before the
    tariff, ``producer`` before export taxes too (None where there are none). ``elasticity``
    [t, k, 1] is theta of each year.
    """

    purchase: Array
    customs: Array
    producer: Array | None
    elasticity: Array


class Licences(NamedTuple):
    """Quota rent that importers hand to exporters, one entry for each quota and period [m].

    ``rate`` times the exporter's cost is the rent; ``at`` the period, ``sector``, ``importer`` and
    ``exporter`` positions.
    """

    rate: Array
    at: Array
    sector: Array
    importer: Array
    exporter: Array


class PathProblem(NamedTuple):
    """A world, its law by year and its parameters, as the equations need them."""

    trade: Trade
    inputs: Array  # [n, k, q]: input of k per unit of q's output
    value_added_share: Array  # [q, n]
    labour_share: Array  # [q, n]: of value added
    consumption_share: Array  # [k, n]: of consumption
    investment_share: Array  # [k, n]: of investment
    output: Array  # [k, n]: benchmark
    final: Array  # [n]: benchmark final spending
    transfer: Array  # [t, n]: net transfer received
    log_productivity: Array  # [t, k, n]
    home: Home
    capital: Capital
    labour: Labour
    money: NationalMoney
    licences: Licences | None = None


class PathState(NamedTuple):
    """The unknowns, or the residual of each unknown's equation."""

    log_sales: Array  # [t, k, n]: value of output at producer prices
    log_cost: Array  # [t, k, n]
    log_capital: Array  # [t, n]
    log_labour: Array  # [t, k, n]
    export_revenue: Array  # [t, n]


class PathAllocation(NamedTuple):
    """Everything that follows from a state. Prices, wages and rents are logs; money as values."""

    sales: Array  # [t, k, n]
    total: Array  # [t, k, n]: sum of weights times cost power
    power: Array  # [t, k, i]
    log_price: Array  # [t, k, n]: at the purchaser's
    consumer_price: Array  # [t, n]
    investment_price: Array  # [t, n]
    log_rent: Array  # [t, n]
    log_wage: Array  # [t, k, n]: in world money
    own_wage: Array  # [t, k, n]: in the economy's own
    log_money: Array  # [t, n]: own money per unit of world money
    log_employment: Array  # [t, k, n]: employed over willing to work, 0 or less
    log_hours: Array  # [t, k, n]
    value_added: Array  # [t, n]
    labour_income: Array  # [t, k, n]
    capital_income: Array  # [t, n]
    revenue: Array  # [t, n]: of tariffs
    income: Array  # [t, n]
    investment: Array  # [t, n]: value, costs of adjustment included
    consumption: Array  # [t, n]: value
    spending: Array  # [t, k, n]: on inputs and final use, at purchaser prices
    final: Array  # [t, k, n]
    transfer: Array  # [t, n]: net, licences handed on included


def to_importers(weight: Array, power: Array) -> Array:
    """[t, k, n, i] x [t, k, i] -> [t, k, n]."""
    return jnp.matmul(weight, power[..., None])[..., 0]


def to_exporters(weight: Array, spending: Array) -> Array:
    """[t, k, n, i] x [t, k, n] -> [t, k, i]."""
    return jnp.matmul(spending[..., None, :], weight)[..., 0, :]


def prices(log_cost: Array, trade: Trade) -> tuple[Array, Array, Array, Array]:
    """Return cost power, sum of weights, log prices, and value before tariffs per spending.

    Caliendo & Parro (2015), eqs. 5 and 6. All [t, k, n].
    """
    theta = trade.elasticity
    centre = log_cost.min(axis=-1, keepdims=True)
    power = jnp.exp(-theta * (log_cost - centre))
    total = to_importers(trade.purchase, power)
    total = jnp.where(total > 0, total, 1.0)
    untaxed = to_importers(trade.customs, power) / total
    return power, total, centre - jnp.log(total) / theta, untaxed


def allocate(state: PathState, problem: PathProblem, rules: Mechanisms) -> PathAllocation:
    """Return prices, factor incomes, spending and employment that follow from a state."""
    p = problem
    power, total, log_price, untaxed = prices(state.log_cost, p.trade)
    consumer_price = (p.consumption_share * log_price).sum(axis=1)
    investment_price = (p.investment_share * log_price).sum(axis=1)

    sales = p.output * jnp.exp(state.log_sales)
    paid = p.value_added_share * sales
    labour_income = p.labour_share * paid
    capital_income = ((1 - p.labour_share) * paid).sum(axis=1)
    value_added = paid.sum(axis=1)
    log_rent = jnp.log(capital_income / p.capital.income) - state.log_capital
    if rules.capital in ("foresight", "capitalists"):  # the return on capital is where it was
        log_rent = log_rent.at[-1].set(investment_price[-1])
    elif rules.capital == "adjusts":
        log_rent = investment_price

    inputs = jnp.einsum("nkq,tqn->tkn", p.inputs, sales)
    on_inputs = (inputs * (1 - untaxed)).sum(axis=1)
    transfer = p.transfer + handed_on(p.licences, state.log_cost, p.transfer)
    earned = value_added + transfer + state.export_revenue
    of_consumption = (p.consumption_share * (1 - untaxed)).sum(axis=1)
    of_investment = (p.investment_share * (1 - untaxed)).sum(axis=1)
    income, investment = incomes(
        state, p, rules, earned + on_inputs, on_inputs, of_consumption, of_investment,
        investment_price, log_rent, value_added,
    )  # fmt: skip
    consumption = income - investment
    final = p.consumption_share * consumption[:, None] + p.investment_share * investment[:, None]
    revenue = on_inputs + (final * (1 - untaxed)).sum(axis=1)

    money = log_money(
        p.money, rules.anchors, value_added, consumer_price, labour_income, consumption
    )
    own, wage, employment, hours = rigid_wages(
        p.money, p.labour, rules, labour_income, state.log_labour, consumer_price, money, revenue
    )
    return PathAllocation(
        sales, total, power, log_price, consumer_price, investment_price, log_rent, wage, own,
        money, employment, hours, value_added, labour_income, capital_income, revenue, income,
        investment, consumption, inputs + final, final, transfer,
    )  # fmt: skip


def handed_on(licences: Licences | None, log_cost: Array, like: Array) -> Array:
    """Return what licences given to exporters move between economies [t, n]."""
    none = jnp.zeros_like(like)
    if licences is None:
        return none
    one = licences
    rent = one.rate * jnp.exp(log_cost[one.at, one.sector, one.exporter])
    return none.at[one.at, one.exporter].add(rent).at[one.at, one.importer].add(-rent)


def incomes(
    state: PathState, p: PathProblem, rules: Mechanisms, earned: Array, on_inputs: Array,
    of_consumption: Array, of_investment: Array, investment_price: Array, log_rent: Array,
    value_added: Array,
) -> tuple[Array, Array]:  # fmt: skip
    """Return income and investment spending [t, n].

    Tariff revenue on final goods depends on income itself (Caliendo & Parro 2015, eq. 8), at one
    rate for consumption and another for investment; the line is solved for it.
    """
    if rules.capital == "fixed":  # one bundle of final demand, as in the static model
        saved = p.capital.investment / p.final
        income = earned / (1 - (1 - saved) * of_consumption - saved * of_investment)
        return income, saved * income
    if rules.capital == "constant_saving":
        investment = p.capital.investment / p.money.value_added * value_added
        if rules.revenue == "debt":  # what revenue repays is saved, and the line solved for both
            more = on_inputs - p.money.revenue
            saved = investment + more
            on_final = of_consumption * earned + (of_investment - of_consumption) * saved
            investment = saved + on_final / (1 - of_investment)
    else:
        investment = investment_spending(
            p.capital, rules.capital, state.log_capital, investment_price, log_rent
        )
    income = (earned + (of_investment - of_consumption) * investment) / (1 - of_consumption)
    return income, investment


def conditions(
    state: PathState, problem: PathProblem, rules: Mechanisms
) -> tuple[PathState, PathAllocation]:
    """Return by how much each unknown's own equation fails, and the allocation.

    - ``log_sales``: log of sales over stated sales (C-P's eq. 7);
    - ``log_cost``: log of unit cost over the stated one (eq. 2, labour and capital apart);
    - ``log_capital``: the Euler equation, or the rule of saving;
    - ``log_labour``: log of the labour that chooses the sector over the stated;
    - ``export_revenue``: export taxes raised minus spent.
    """
    p, found = problem, allocate(state, problem, rules)
    demand = found.spending / found.total
    at_customs = found.power * to_exporters(p.trade.customs, demand)
    sold, export_revenue = at_customs, -state.export_revenue
    if p.trade.producer is not None:
        sold = found.power * to_exporters(p.trade.producer, demand)
        export_revenue = (at_customs - sold).sum(axis=1) - state.export_revenue
    made = p.output > 0
    ratio = jnp.maximum(jnp.where(made, sold / jnp.where(made, p.output, 1.0), 1.0), _LEAST)
    material = jnp.einsum("nkq,tkn->tqn", p.inputs, found.log_price)
    factors = p.labour_share * found.log_wage + (1 - p.labour_share) * found.log_rent[:, None]
    cost = p.value_added_share * factors + material - p.log_productivity
    gap = PathState(
        log_sales=jnp.where(made, jnp.log(ratio) - state.log_sales, 0.0),
        log_cost=cost - state.log_cost,
        log_capital=capital_gap(
            p.capital, rules.capital, state.log_capital, found.investment_price, found.log_rent,
            found.investment, found.consumption, found.capital_income,
        ),
        log_labour=labour_supply(p.labour, rules.labour, _reward(found), state.log_labour),
        export_revenue=export_revenue,
    )  # fmt: skip
    return gap, found


def accounts(problem: PathProblem, found: PathAllocation) -> tuple[Array, Array]:
    """Return what no equation imposes, over value added [t, n]: Walras' law and the accounts.

    The first is exports minus imports plus the transfer; the second what is spent, net exports and
    all, less what is earned, each side on its own.
    """
    p = problem
    demand = found.spending / found.total
    exports = found.power * to_exporters(p.trade.customs, demand)
    imports = demand * to_importers(p.trade.customs, found.power)
    net = (exports - imports).sum(axis=1)
    export_taxes = 0.0
    if p.trade.producer is not None:
        export_taxes = (exports - found.sales).sum(axis=1)
    earned = found.labour_income.sum(axis=1) + found.capital_income + found.revenue + export_taxes
    spent = found.final.sum(axis=1) + net
    return (net + found.transfer) / found.value_added, (spent - earned) / found.value_added


def _reward(found: PathAllocation) -> Array:
    """Return the log of what a year in a sector buys [t, k, n]: wage, times the odds of work."""
    return found.log_wage - found.consumer_price[:, None] + found.log_employment + found.log_hours


def following(
    state: PathState, problem: PathProblem, rules: Mechanisms
) -> tuple[PathState, PathState, PathAllocation]:
    """Return the next state, the residuals at this one, and the allocation.

    Costs and sales move by what their gaps entail in each other at home (``home``), labour by its
    gap and by what sales are about to entail, capital by each economy's own growth model.
    """
    gap, found = conditions(state, problem, rules)
    p = problem
    cost, sales = moves(p.home, gap.log_cost, gap.log_sales)
    log_sales = state.log_sales + _short(sales)
    world = (p.value_added_share * p.output * jnp.exp(log_sales)).sum(axis=(1, 2))
    capital = jnp.einsum("nts,sn->tn", p.capital.inverse, gap.log_capital)
    labour = jnp.zeros_like(gap.log_labour)
    if rules.labour == "gradual":
        moved = p.home.moved[:, None, None]
        drawn = sales - (p.home.labour * sales).sum(axis=1, keepdims=True)
        labour = _short((1 - moved) * gap.log_labour + moved * drawn)
    return (
        PathState(
            log_sales=log_sales - jnp.log(world)[:, None, None],
            log_cost=state.log_cost + _short(cost),
            log_capital=state.log_capital + _short(capital),
            log_labour=state.log_labour + labour,
            export_revenue=state.export_revenue + gap.export_revenue,
        ),
        gap,
        found,
    )


def _short(move: Array) -> Array:
    """Return moves that hold to first order only, kept short."""
    return jnp.clip(move, -0.5, 0.5)


def largest_gap(gap: PathState) -> Array:
    """Return the largest residual of any condition in any year."""
    return jnp.stack([jnp.abs(part).max(initial=0.0) for part in gap]).max()


def still(problem: PathProblem) -> PathState:
    """Return the unknowns at which nothing has changed, from where the path begins."""
    t, k, n = problem.log_productivity.shape
    return PathState(
        log_sales=jnp.zeros((t, k, n)),
        log_cost=jnp.zeros((t, k, n)),
        log_capital=jnp.zeros((t, n)).at[0].set(problem.capital.start),
        log_labour=jnp.broadcast_to(problem.labour.start, (t, k, n)) * 1.0,
        export_revenue=jnp.zeros((t, n)),
    )
