"""What the years show, from the equations: prices, volumes, jobs and welfare, as JAX arrays.

All are logs of new over benchmark less trend unless said otherwise, by year and then the steady
state [t, ...]; labels and per cent are added in ``result``.
"""

from typing import Any, NamedTuple

import jax.numpy as jnp
from jax import Array

from cobden.dynamics.labour import participation
from cobden.dynamics.path_equations import PathAllocation, PathProblem, PathState


class PathBase(NamedTuple):
    """What outcomes are measured against: the benchmark's trade and who is who.

    ``flow`` [k, n, i] at customs value, ``tariff`` [k, n, i], ``goods`` [k]: one for a good, zero
    for a service; ``dollar``: position of the economy in whose money exchange rates are.
    """

    flow: Array
    tariff: Array
    goods: Array
    dollar: Array


class PathOutcomes(NamedTuple):
    """Outcomes by year [t, n], by sector [t, k, n], of the whole path [n]."""

    gdp: Array
    consumption: Array
    investment: Array
    capital: Array
    real_wage: Array
    employment: Array
    unemployment: Array  # share of the labour force
    participation: Array
    consumer_price: Array
    goods_price: Array
    services_price: Array
    investment_price: Array
    border_price: Array  # of imports before duty, in the importer's money
    import_price: Array  # of imports with duty, in the importer's money
    exchange_rate: Array  # own money per dollar
    nominal_wage: Array
    revenue: Array  # of tariffs, in world value added
    goods_balance: Array  # exports minus imports, in world value added
    pass_through: Array  # share of duty that shows in import prices, importer's money
    pass_through_exporter: Array  # the same in the exporters' money
    pass_through_world: Array  # the same in world money
    output: Array  # [t, k, n]: volume
    jobs: Array  # [t, k, n]: employed
    sector_wage: Array  # [t, k, n]: in consumer goods
    path_welfare: Array  # [n]: lasting change of consumption worth as much as the path


def outcomes(
    state: PathState, p: PathProblem, found: PathAllocation, base: PathBase
) -> PathOutcomes:
    """Return all outcomes of a state."""
    flow = p.trade.customs * found.power[:, :, None, :] * (found.spending / found.total)[..., None]
    rate = _rates(p)
    money = found.log_money
    consumption = jnp.log(found.consumption / (p.final - p.capital.investment))
    work = jnp.exp(state.log_labour + found.log_employment)
    total = _mean(p.labour.share, work)
    paid = found.labour_income.sum(axis=1) / p.money.labour_income.sum(axis=0)
    wage = jnp.log(paid) - jnp.log(total)
    exports, imports = flow.sum(axis=2), flow.sum(axis=3)
    goods = base.goods[:, None]
    border, duty = _import_prices(state, rate, base)
    through = [
        _pass_through(state.log_cost[:, :, None, :] + shift, rate, base)
        for shift in (money[:, None, :, None], money[:, None, None, :], jnp.zeros(()))
    ]
    real = consumption - found.consumer_price
    return PathOutcomes(
        gdp=real_gdp(state, p, found, flow, rate, base),
        consumption=real,
        investment=jnp.log(found.investment / p.capital.investment) - found.investment_price,
        capital=state.log_capital,
        real_wage=wage - found.consumer_price,
        employment=jnp.log(total),
        unemployment=1 - total / _mean(p.labour.share, jnp.exp(state.log_labour)),
        participation=participation(p.labour, state.log_labour),
        consumer_price=found.consumer_price + money,
        goods_price=_part(found.log_price, p.consumption_share * goods) + money,
        services_price=_part(found.log_price, p.consumption_share * (1 - goods)) + money,
        investment_price=found.investment_price + money,
        border_price=border + money,
        import_price=border + duty + money,
        exchange_rate=money - money[:, base.dollar][:, None],
        nominal_wage=wage + money,
        revenue=found.revenue,
        goods_balance=((exports - imports) * goods).sum(axis=1),
        pass_through=through[0],
        pass_through_exporter=through[1],
        pass_through_world=through[2],
        output=state.log_sales - state.log_cost,
        jobs=_log_jobs(p, found),
        sector_wage=found.log_wage - found.consumer_price[:, None],
        path_welfare=path_welfare(p, real),
    )


def _rates(p: PathProblem) -> Array:
    """Return the duties of a path [t, k, n, i], zero where nothing is bought."""
    bought = p.trade.customs > 0
    return jnp.where(bought, p.trade.purchase / jnp.where(bought, p.trade.customs, 1) - 1, 0.0)


def _log_jobs(p: PathProblem, found: PathAllocation) -> Array:
    """Return the log of employment by sector [t, k, n] over the benchmark's, zero without any."""
    if_mobile = found.labour_income / jnp.exp(found.log_wage + found.log_hours)
    there = p.money.labour_income > 0
    jobs = jnp.where(there, if_mobile / jnp.where(there, p.money.labour_income, 1), 1.0)
    return jnp.log(jobs)


def real_gdp(
    state: PathState,
    p: PathProblem,
    found: PathAllocation,
    flow: Array,
    rate: Array,
    base: PathBase,
) -> Array:
    """Return the log of real GDP at market prices [t, n]: double deflation, chained by Fisher.

    Volumes of outputs less inputs and of duties; each year's index is the geometric mean of the
    change at the prices of the year before and at its own (SNA 2008, 15.34 to 15.52).
    """
    start = jnp.zeros_like(state.log_cost[:1])
    cost, price = (jnp.concatenate([start, part]) for part in (state.log_cost, found.log_price))
    benchmark = p.inputs @ p.output.T[..., None]
    made = jnp.concatenate([p.output[None], found.sales])
    final_and_inputs = found.spending - found.final
    used = jnp.concatenate([benchmark[..., 0].T[None], final_and_inputs])
    flows = jnp.concatenate([base.flow[None], flow])
    rates = jnp.concatenate([base.tariff[None], rate])

    def at_prices(a: slice, b: slice) -> Array:
        """Volumes of the years ``b`` at the prices of ``a``."""
        by_cost = jnp.exp(cost[a] - cost[b])
        duties = jnp.einsum("tkni,tkni,tki->tn", rates[a], flows[b], by_cost)
        inputs = (used[b] * jnp.exp(price[a] - price[b])).sum(axis=1)
        return (made[b] * by_cost).sum(axis=1) - inputs + duties

    old, new = slice(None, -1), slice(1, None)
    laspeyres = at_prices(old, new) / at_prices(old, old)
    paasche = at_prices(new, new) / at_prices(new, old)
    return jnp.cumsum(jnp.log(laspeyres * paasche) / 2, axis=0)


def path_welfare(p: PathProblem, real: Array) -> Array:
    """Return the log of the lasting change of consumption that is worth as much as a path [n]."""
    return lasting(real, p.capital.discount, p.capital.root)


def lasting(real: Any, discount: Any, root: Any) -> Any:
    """Return the log of the lasting change that is worth as much as logs by year, the end last.

    Log utility; after the last year consumption nears its steady state at the root of the growth
    model. Arrays of numpy or JAX.
    """
    if len(real) == 1:
        return real[0]
    b, years = discount, len(real) - 1
    weight = jnp.power(b, jnp.arange(years))
    during = (weight @ real[:-1]) * (1 - b)
    left = (1 - b) * root / (1 - b * root) * (real[-2] - real[-1])
    return during + b**years * (real[-1] + left)


def _import_prices(state: PathState, rate: Array, base: PathBase) -> tuple[Array, Array]:
    """Return logs of import prices in world money before duty and of duty [t, n], base weights."""
    own = jnp.eye(base.flow.shape[1])
    weight = base.flow * (1 - own)
    weight = weight / weight.sum(axis=(0, 2), keepdims=True)
    border = jnp.einsum("kni,tki->tn", weight, state.log_cost)
    changed = jnp.log((1 + rate) / (1 + base.tariff))
    return border, jnp.einsum("kni,tkni->tn", weight, changed)


def _pass_through(log_price: Array, rate: Array, base: PathBase) -> Array:
    """Return the slope of import prices with duty on duty [t, n], weighted by benchmark imports.

    A regression through the origin over goods and partners, as a study of the border would run it
    without fixed effects; not a number where no duty has changed.
    """
    own = jnp.eye(base.flow.shape[1])
    changed = jnp.log((1 + rate) / (1 + base.tariff))
    weight = base.flow * (1 - own) * changed
    square = (weight * changed).sum(axis=(1, 3))
    taxed = square > 1e-16
    falls = (weight * jnp.broadcast_to(log_price, rate.shape)).sum(axis=(1, 3))
    return jnp.where(taxed, 1 + falls / jnp.where(taxed, square, 1.0), jnp.nan)


def _mean(weight: Array, values: Array) -> Array:
    return (weight * values).sum(axis=1)


def _part(log_price: Array, weight: Array) -> Array:
    total = weight.sum(axis=0)
    return (weight * log_price).sum(axis=1) / jnp.where(total > 0, total, 1.0)
