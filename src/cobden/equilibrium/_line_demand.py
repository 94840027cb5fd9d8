"""Lines: parts of flows that are goods of their own, and the premiums that meet targets on them.

A line is a part of one exporter's variety in one market. Three kinds:

- a line that substitutes as its sector does is split off exactly: under CES a variety cut in two
  parts of the same price is the same variety, and each part then has wedges of its own;
- a line inside a product, where an importer's trade is known by product, is told apart there (see
  ``_product_demand``): here it only bears its premium and is counted;
- a line with an ``elasticity`` of its own belongs to a nest, the good, whose sources substitute
  with elasticity ``between``, and which substitutes with the rest of its sector with its own.

At any costs the nested demand of a market has prices and shares of spending in closed form.
``fold`` writes them as the weights of a plain CES that has the same, so that no other equation of
the model knows of lines. Each target is one more unknown, the log of the premium on its lines, and
its equation moves it by a Newton step at given costs and spending, kept within its bounds: the
natural map of a complementarity problem (Facchinei & Pang 2003, section 1.5). All vanish together.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from cobden.equilibrium._problem import Allocation, PosedLines, Problem, State, Weights
from cobden.equilibrium._product_demand import at_costs, lines_at, premiums_on
from cobden.outcomes import Purchases

_LONGEST = 2.0  # log points that a premium moves at one step


class _Division(NamedTuple):
    """How a market's spending divides: over lines [l], and over the rest per unit of it [r]."""

    line: Array
    rest: Array
    log_price: Array  # [r]: of the whole sector


class Traded(NamedTuple):
    """Lines in an equilibrium [l]: what is paid, in world value added, and what arrives.

    ``purchase``, ``customs`` and ``producer`` are values at each price; ``volume`` is at benchmark
    producer prices; ``cost`` is what the premium of a target costs the treasury that pays it.
    """

    purchase: Array
    customs: Array
    producer: Array
    volume: Array
    subsidy: Array
    export_subsidy: Array


def _divide(
    lines: PosedLines, share: Array, log_price: Array, rest: Array, centre: Array, theta: Array
) -> _Division:
    """Divide spending between lines, at ``log_price`` [l], and the ``rest`` of their markets [r].

    ``rest`` is the sum of the other flows' weights times cost powers, which are relative to
    ``centre``; ``theta`` [r] is the sector's elasticity.
    """
    markets = len(lines.row_sector)
    there = share * lines.allowed

    def by_market(values: Array) -> Array:
        return jax.ops.segment_sum(values, lines.row, markets)

    like = jnp.exp(-theta[lines.row] * (log_price - centre[lines.row]))
    like = jnp.where(lines.own, 0.0, there * like)
    total = rest + by_market(like)
    some = total > 0
    total = jnp.where(some, total, 1.0)
    rest_share = 1 - by_market(jnp.where(lines.own, share, 0.0))
    rest_share = jnp.where(some, rest_share, 1.0)
    rest_price = centre - jnp.log(total / rest_share) / theta

    goods = len(lines.nest_row)
    nest_share = jax.ops.segment_sum(jnp.where(lines.own, share, 0.0), lines.nest, goods)
    between = lines.between[lines.nest]
    source = jnp.where(lines.own, there * jnp.exp(-between * log_price), 0.0)
    sources = jax.ops.segment_sum(source, lines.nest, goods)
    sold = sources > 0
    sources = jnp.where(sold, sources, 1.0)
    per_nest = jnp.where(nest_share > 0, nest_share, 1.0)
    nest_price = -jnp.log(sources / per_nest) / lines.between

    upper = lines.elasticity
    nest_weight = jnp.where(sold, nest_share, 0.0) * jnp.exp(-upper[lines.nest_row] * nest_price)
    rest_weight = jnp.where(some, rest_share, 0.0) * jnp.exp(-upper * rest_price)
    whole = rest_weight + jax.ops.segment_sum(nest_weight, lines.nest_row, markets)
    of_rest = rest_weight / whole / total
    of_nest = nest_weight / whole[lines.nest_row] / sources
    line = jnp.where(lines.own, of_nest[lines.nest] * source, of_rest[lines.row] * like)
    return _Division(line, of_rest, -jnp.log(whole) / upper)


def _market(
    weights: Weights, lines: PosedLines, share: Array, log_price: Array, power: Array,
    centre: Array, elasticity: Array,
) -> _Division:  # fmt: skip
    rows = weights.purchase[lines.row_sector, lines.row_importer]
    rest = (rows * power[lines.row_sector]).sum(axis=1)
    at = lines.row_sector
    return _divide(lines, share, log_price, rest, centre[at, 0], elasticity[at, 0])


def fold(problem: Problem, lines: PosedLines, state: State, power: Array, centre: Array) -> Problem:
    """Return the problem in which each line is part of its flow, at the state's costs."""
    tariff, export_tax, trade_cost = premiums_on(lines, state.log_premium)
    cost = state.log_cost[lines.sector, lines.exporter]
    log_price = cost + lines.log_wedge + tariff + export_tax + trade_cost
    customs = lines.customs * jnp.exp(-tariff)
    producer = customs * lines.producer * jnp.exp(-export_tax)
    theta = problem.elasticity

    def folded(weights: Weights, share: Array) -> Weights:
        found = _market(weights, lines, share, log_price, power, centre, theta)
        at = lines.row_sector, lines.row_importer
        size = jnp.exp(-theta[at[0], 0] * (found.log_price - centre[at[0], 0]))
        here = size[lines.row] * found.line / power[lines.sector, lines.exporter]

        def put(old: Array, content: Array | float) -> Array:
            rows = old[at] * (size * found.rest)[:, None]
            return old.at[at].set(rows.at[lines.row, lines.exporter].add(here * content))

        assert weights.producer is not None  # see pose.lines_of
        return weights._replace(
            purchase=put(weights.purchase, 1.0),
            customs=put(weights.customs, customs),
            producer=put(weights.producer, producer),
        )

    final = problem.final
    return problem._replace(
        intermediate=folded(problem.intermediate, lines.share),
        final=None if final is None else folded(final, _final_share(lines)),
        transfer=problem.transfer + _licences(lines, state),
    )


def _final_share(lines: PosedLines) -> Array:
    return lines.share if lines.final_share is None else lines.final_share


def _licences(lines: PosedLines, state: State) -> Array:
    """Return what importers hand to exporters in quota rent [n]; each such target has one line."""
    cost = state.log_cost[lines.sector, lines.exporter] + lines.log_trade_cost
    unit = jnp.exp(cost) / lines.producer / lines.customs
    rate = lines.passed_on * lines.amount * jnp.expm1(state.log_premium)
    rent = (rate @ lines.tariff) * unit
    moved = jnp.zeros_like(state.log_wage).at[lines.exporter].add(rent)
    return moved.at[lines.importer].add(-rent)


def traded(
    lines: PosedLines,
    log_premium: Array,
    problem: Problem,
    log_cost: Array,
    spending: tuple[Array, Array],
    powers: tuple[Array, Array],
) -> Traded:
    """Return the lines at these costs, with intermediate and final ``spending`` [k, n] given."""
    tariff, export_tax, trade_cost = premiums_on(lines, log_premium)
    inside = jnp.zeros_like(lines.share)
    if problem.products:
        inside, lines = lines_at(lines, problem.products, log_cost, log_premium)
        now = at_costs(problem.intermediate, problem.products, log_cost, log_premium)
        problem = problem._replace(intermediate=now)
    cost = log_cost[lines.sector, lines.exporter]
    log_price = cost + lines.log_wedge + tariff + export_tax + trade_cost
    uses = (
        (problem.intermediate, lines.share, spending[0]),
        (problem.final or problem.intermediate, _final_share(lines), spending[1]),
    )
    inside = inside * powers[0][lines.sector, lines.exporter]
    purchase = jnp.zeros_like(lines.share)
    for weights, share, spent in uses:
        found = _market(weights, lines, share, log_price, *powers, problem.elasticity)
        of_market = found.line + found.rest[lines.row] * inside
        purchase = purchase + of_market * spent[lines.sector, lines.importer]
    customs = purchase * lines.customs * jnp.exp(-tariff)
    producer = customs * lines.producer * jnp.exp(-export_tax)
    volume = producer * jnp.exp(-cost - lines.log_trade_cost - trade_cost)
    return Traded(
        purchase, customs, producer, volume,
        subsidy=purchase * jnp.expm1(-tariff),
        export_subsidy=customs * jnp.expm1(-export_tax),
    )  # fmt: skip


def measured(lines: PosedLines, now: Traded) -> Array:
    """Return what each target measures on its lines [m], but for balances what lines add to it."""
    volume = lines.counts @ now.volume
    paid = lines.tariff @ now.subsidy + lines.export_tax @ now.export_subsidy
    price = lines.counts @ now.customs / jnp.where(lines.price, volume, 1.0)
    return jnp.where(lines.cost, paid, jnp.where(lines.price, price, volume))


def _balance(lines: PosedLines, now: Traded) -> Array:
    """Return exports less imports of lines between the two economies of each target [m]."""
    in_goods = lines.balanced[lines.sector] * now.customs

    def flows(importer: Array, exporter: Array) -> Array:
        on = (lines.importer == importer[:, None]) & (lines.exporter == exporter[:, None])
        return (on * in_goods).sum(axis=1)

    return flows(lines.second, lines.first) - flows(lines.first, lines.second)


def misses(
    state: State, told_apart: Problem, problem: Problem, found: Allocation, centre: Array
) -> tuple[Array, Array]:
    """Return how far each target is from its amount [m], in logs or relative to its ``size``.

    And the derivatives by the log premiums [m, m], at given costs and spending.
    """
    lines = told_apart.lines
    assert lines is not None
    spending = found.intermediate, found.final
    powers = found.power, centre

    def at(log_premium: Array) -> tuple[Array, Traded]:
        now = traded(lines, log_premium, told_apart, state.log_cost, spending, powers)
        value = measured(lines, now)
        by_log = jnp.log(jnp.where(lines.cost | lines.balance, 1.0, value / lines.amount))
        by_size = jnp.where(lines.balance, _balance(lines, now), value) - lines.amount
        return jnp.where(lines.cost | lines.balance, by_size / lines.size, by_log), now

    miss, now = at(state.log_premium)
    slope = jax.jacfwd(lambda u: at(u)[0])(state.log_premium)
    rest = balance(lines, problem, found) - _balance(lines, now)
    return miss + jnp.where(lines.balance, rest / lines.size, 0.0), slope


def balance(lines: PosedLines, problem: Problem, found: Allocation) -> Array:
    """Return the balance in goods of the economies of each target [m], from the folded problem."""

    trade = Purchases.of(problem.intermediate, problem.final, found)
    sold = trade.flow(lines.second, lines.first) - trade.flow(lines.first, lines.second)
    return (lines.balanced[:, None] * sold).sum(axis=0)


def premium_step(
    state: State, told_apart: Problem, problem: Problem, found: Allocation, centre: Array
) -> Array:
    """Return the Newton step of the log premiums [m] at given costs and spending, within bounds.

    Targets whose premium is at a bound, and would be pushed past it, leave the others' system.
    """
    lines = told_apart.lines
    if lines is None:
        return state.log_premium
    miss, slope = misses(state, told_apart, problem, found, centre)
    slope = jax.lax.stop_gradient(slope)  # misses are zero, or the bound binds, at a solution
    now = state.log_premium
    own = jnp.diag(slope)
    alone = -miss / jnp.where(own == 0, -1.0, own)
    held = ((now <= lines.least) & (alone <= 0)) | ((now >= lines.most) & (alone >= 0))
    unit = jnp.eye(len(now))
    slope = jnp.where(held[:, None], unit, slope)
    move = -jnp.linalg.solve(slope, jnp.where(held, 0.0, miss))
    return jnp.clip(now + jnp.clip(move, -_LONGEST, _LONGEST), lines.least, lines.most) - now
