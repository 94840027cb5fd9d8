"""Money: what anchors it in each economy, and wages that are slow to fall in it."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from cobden.dynamics.labour import Labour
from cobden.dynamics.mechanisms import Mechanisms

ANCHORS = {
    "nominal_income": "each economy's nominal income stays on its trend",
    "price_level": "each economy's consumer prices stay on their trend",
    "money_wage": "each economy's labour income per person in the labour force stays on its trend",
    "taylor_rule": "each central bank moves its rate by 1.5 times inflation's distance from trend",
    "price_level_rule": "each central bank moves its rate by 1.5 times prices' distance from trend",
    "world_income": "the world's nominal income stays on its trend, in one money for all",
}


class NationalMoney(NamedTuple):
    """What wages and money start from.

    - ``value_added`` [n]: at the benchmark;
    - ``labour_income`` [k, n], ``revenue`` [n] of tariffs: at the benchmark;
    - ``log_floor``: of this year's money wage over last year's, less trend, at least;
    - ``start`` [k, n]: log of last year's money wage, ``level`` [n]: of the consumer prices of the
      year before, as the path begins;
    - ``response``: of a central bank's rate to inflation, and ``level_response`` to the level of
      prices, both per period: the first is a number, the second grows with a period's length;
    - ``anchored`` [anchor, n]: who is held by which of the anchors of the path's `Mechanisms`;
    - ``lived`` [t, n]: log of own money per unit of world money where it is known already, on a
      path put together from surprises; None: what the anchors make it.
    """

    value_added: Array
    labour_income: Array
    revenue: Array
    log_floor: Array
    start: Array
    level: Array
    response: Array
    level_response: Array
    anchored: Array
    lived: Array | None = None


def log_money(
    money: NationalMoney, anchors: tuple[str, ...], value_added: Array, price: Array,
    labour_income: Array, consumption: Array,
) -> Array:  # fmt: skip
    """Return the log of own money per unit of world money [t, n]: what the anchors make it."""
    if money.lived is not None:
        return money.lived
    found = [
        _held_by(anchor, money, value_added, price, labour_income, consumption)
        for anchor in anchors
    ]
    return sum(
        (jnp.where(held > 0, one, 0.0) for held, one in zip(money.anchored, found, strict=True)),
        jnp.zeros_like(price),
    )


def _held_by(
    anchor: str, money: NationalMoney, value_added: Array, price: Array, labour_income: Array,
    consumption: Array,
) -> Array:  # fmt: skip
    if anchor == "world_income":
        return jnp.zeros_like(price)
    if anchor == "nominal_income":
        return -jnp.log(value_added / money.value_added)
    if anchor == "money_wage":
        return -jnp.log(labour_income.sum(axis=1) / money.labour_income.sum(axis=0))
    if anchor == "price_level":
        return -price
    # Fisher: the rate is the real one plus the coming rise of prices. The rule, solved forward:
    # response x inflation = real rate + next inflation (Taylor 1993), or
    # response x level = real rate + next level - level (Woodford 2003, ch. 2: Wicksellian).
    real = jnp.log(consumption) - price
    rate = real[1:-1] - real[:-2]
    rate = jnp.concatenate([rate, jnp.zeros_like(rate[:1])])
    answers = 1.0 + money.level_response if anchor == "price_level_rule" else money.response

    def back(following: Array, rate: Array) -> tuple[Array, Array]:
        now = (rate + following) / answers
        return now, now

    start = jnp.zeros_like(price[0])
    _, level = jax.lax.scan(back, start, rate, reverse=True)
    end = start[None]
    if anchor == "taylor_rule":  # what was solved for is inflation: levels drift
        level = money.level + jnp.cumsum(level, axis=0)
        end = level[-1:]
    return jnp.concatenate([level, end]) - price


def rigid_wages(
    money: NationalMoney, labour: Labour, rules: Mechanisms, labour_income: Array,
    log_labour: Array, price: Array, log_money: Array, revenue: Array,
) -> tuple[Array, Array, Array, Array]:  # fmt: skip
    """Return log wages in own and in world money, log employment and log hours [t, k, n].

    Labour income is what sales leave for it. The wage that employs all is income over labour; with
    a floor, the wage is the largest of that and of all earlier wages, as far as they may fall,
    and what income does not pay for is unemployed. So either wage equals its floor or all work.
    """
    there = money.labour_income > 0
    paid = jnp.log(jnp.where(there, labour_income / jnp.where(there, money.labour_income, 1), 1))
    force = jnp.broadcast_to(log_labour, paid.shape)
    if rules.labour == "mobile":
        total = labour_income.sum(axis=1) / money.labour_income.sum(axis=0)
        working = (labour.share * jnp.exp(log_labour)).sum(axis=1)
        paid = jnp.broadcast_to(jnp.log(total)[:, None], paid.shape)
        force = jnp.broadcast_to(jnp.log(working)[:, None], paid.shape)
    relief = jnp.zeros_like(price)
    if rules.revenue == "labour_tax":
        wages = labour_income.sum(axis=1)
        relief = jnp.log1p((revenue - money.revenue) / ((1 - labour.tax) * wages))
    ease = labour.supply * (relief - price)[:, None]
    clears = (paid - force - ease) / (1 + labour.supply) + log_money[:, None]
    wage = _floored(money, clears) if rules.rigid else clears
    real = wage - log_money[:, None]
    hours = labour.supply * real + ease
    employed = paid - force - hours - real if rules.rigid else jnp.zeros_like(paid)
    return wage, real, employed, hours


def _floored(money: NationalMoney, clears: Array) -> Array:
    """Return the largest of each year's clearing wage and what is left of all earlier ones.

    In the steady state no floor is left: one below one has let go by then, and with one that never
    does there need be no steady state (real wage and return to capital would both be held).
    """
    years = len(clears) - 1
    ages = (jnp.arange(years) * money.log_floor)[:, None, None]
    level = jnp.concatenate([(money.start + money.log_floor)[None], clears[:-1] - ages])
    held = jax.lax.cummax(level, axis=0)[1:] + ages
    return jnp.concatenate([held, clears[-1:]])
