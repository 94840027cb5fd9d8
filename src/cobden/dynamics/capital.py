"""Capital through time: who saves, what investing costs, and each economy's own growth model."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

RULES = ("foresight", "constant_saving", "capitalists", "fixed", "adjusts")


_LENGTH = 0.6  # of a step of capital, between what it does at given and at new incomes


class Capital(NamedTuple):
    """What moves capital. The benchmark is a constant growth path; all by economy [n].

    - ``income``, ``investment``: capital income and investment at the benchmark, values;
    - ``rate``: investment over capital there, depreciation plus growth;
    - ``depreciation``; ``growth``, ``discount``, ``adjustment``: numbers;
    - ``start``: log of capital in the first year;
    - ``root``: how much of a gap to the steady state is left after a year;
    - ``inverse`` [n, t, t]: moves of capital by residuals of its conditions, in the linear model.
    """

    income: Array
    investment: Array
    rate: Array
    depreciation: Array
    growth: Array
    discount: Array
    adjustment: Array
    start: Array
    root: Array
    inverse: Array


def gross_return(capital: Capital) -> Array:
    """Return what a unit of capital earns of its own good at the benchmark [n]."""
    return capital.income * capital.rate / capital.investment


def with_tail(capital: Capital, log_capital: Array) -> Array:
    """Return log capital of years 0 to T [t, n]; after the last year it nears the steady state.

    It closes the same part of its distance every year, at the root of the linear growth model.
    """
    steady, last = log_capital[-1], log_capital[-2]
    return jnp.concatenate([log_capital[:-1], (steady + capital.root * (last - steady))[None]])


def root_of_rest(capital: Capital, log_capital: Array, year: int) -> Array:
    """Return what is left in ``year`` of the gap to the steady state of the year before it [n].

    Where there is no gap, the root of the linear growth model.
    """
    path = with_tail(capital, log_capital)
    last, after = (path[t] - log_capital[-1] for t in (year - 1, year))
    far = jnp.abs(last) > 1e-12
    return jnp.where(far, after / jnp.where(far, last, 1.0), capital.root)


def investment_rate(capital: Capital, log_capital: Array) -> Array:
    """Return gross investment over capital [t, n]; in the steady state the benchmark's."""
    path = with_tail(capital, log_capital)
    rate = (1 + capital.growth) * jnp.exp(path[1:] - path[:-1]) - (1 - capital.depreciation)
    return jnp.concatenate([rate, capital.rate[None]])


def investment_spending(
    capital: Capital, rule: str, log_capital: Array, log_price: Array, log_rent: Array
) -> Array:
    """Return spending on investment [t, n], with its costs of adjustment."""
    scale = capital.investment / capital.rate * jnp.exp(log_price + log_capital)
    if rule == "adjusts":
        return scale * capital.rate
    if rule == "capitalists":
        return scale * (keeps(capital, log_rent - log_price) - (1 - capital.depreciation))
    rate = investment_rate(capital, log_capital)
    return scale * (rate + capital.adjustment / 2 * (rate - capital.rate) ** 2)


def keeps(capital: Capital, log_return: Array) -> Array:
    """Return next year's capital over this year's, growth included, as capitalists keep it [t, n].

    With log utility they keep a constant part of wealth and its return (Kleinman, Liu & Redding
    2023, eq. 10), which at the benchmark is what growth needs.
    """
    before = gross_return(capital)
    wealth = before * jnp.exp(log_return) + 1 - capital.depreciation
    return (1 + capital.growth) * wealth / (before + 1 - capital.depreciation)


def euler_gap(
    capital: Capital, log_capital: Array, log_price: Array, log_rent: Array, consumption: Array
) -> Array:
    """Return the log of what a unit of investment costs over what it brings next year [t, n].

    Log utility. The marginal unit costs its price and the cost of adjusting; next year it earns its
    rent, spares adjustment and is worth what is left of it. The required return is the same
    everywhere; what the benchmark's return differs by stays a constant share of rents.
    """
    rate = investment_rate(capital, log_capital)
    price = jnp.exp(log_price)
    worth = price * (1 + capital.adjustment * (rate - capital.rate))
    required = (1 + capital.growth) / capital.discount - 1 + capital.depreciation
    spared = price * capital.adjustment / 2 * (rate**2 - capital.rate**2)
    brings = required * jnp.exp(log_rent) + (1 - capital.depreciation) * worth + spared
    cost = jnp.log(worth[:-2] * (1 + capital.growth) / consumption[:-2])
    return cost - jnp.log(capital.discount * brings[1:-1] / consumption[1:-1])


def capital_gap(
    capital: Capital, rule: str, log_capital: Array, log_price: Array, log_rent: Array,
    investment: Array, consumption: Array, income: Array,
) -> Array:  # fmt: skip
    """Return by how much the conditions of capital fail [t, n]: first year, years, steady state."""
    if rule == "fixed":
        return -log_capital
    if rule == "adjusts":
        return jnp.log(income / capital.income) - log_price - log_capital
    start = capital.start - log_capital[0]
    bought = jnp.log(jnp.maximum(investment / capital.investment, 1e-12)) - log_price
    if rule == "foresight":
        between = -euler_gap(capital, log_capital, log_price, log_rent, consumption)
    elif rule == "capitalists":
        kept = jnp.log(keeps(capital, log_rent - log_price) / (1 + capital.growth))
        between = log_capital[:-2] + kept[:-2] - log_capital[1:-1]
    else:
        added = capital.rate * jnp.exp(bought - log_capital)
        grown = jnp.log((1 - capital.depreciation + added) / (1 + capital.growth))
        between = log_capital[:-2] + grown[:-2] - log_capital[1:-1]
    if rule == "constant_saving":
        steady = bought[-1] - log_capital[-1]
    else:
        steady = jnp.log(income[-1] / capital.income) - log_price[-1] - log_capital[-1]
    return jnp.concatenate([start[None], between, steady[None]])


def alone(capital: Capital, rule: str, share: Array, log_capital: Array) -> Array:
    """Return the conditions of one closed economy with one good [t, 1], at a path of its capital.

    ``share``: of capital in its value added. Prices are one, and all that is not invested is eaten.
    """
    log_income = share * log_capital
    value_added = capital.income / share
    log_rent = log_income - log_capital
    price = jnp.zeros_like(log_capital)
    earned = capital.income * jnp.exp(log_income)
    if rule == "constant_saving":
        investment = capital.investment * jnp.exp(log_income)
    else:
        investment = investment_spending(capital, rule, log_capital, price, log_rent)
    consumption = value_added * jnp.exp(log_income) - investment
    return capital_gap(capital, rule, log_capital, price, log_rent, investment, consumption, earned)


def linear(capital: Capital, rule: str, share: Array, years: int) -> tuple[Array, Array]:
    """Return ``root`` [n] and ``inverse`` [n, t, t] of each economy's own linear growth model.

    ``inverse`` is the negative inverse of the derivative of the conditions by log capital, so that
    adding it times the conditions is a Newton step of the closed economy.
    """
    economies = len(capital.income)
    still = jnp.eye(years + 1)
    if rule in ("fixed", "adjusts"):
        return jnp.zeros(economies), jnp.broadcast_to(still, (economies, *still.shape))
    roots = _roots(capital, rule, share)

    def slopes(n: Array) -> Array:
        one = _one(capital, n)._replace(root=roots[n][None])

        def gap(path: Array) -> Array:
            held = path.at[-1].set(0.0)  # the steady state moves at its own pace
            return alone(one, rule, share[n], held[:, None])[:, 0]

        slope = jax.jacfwd(gap)(jnp.zeros(years + 1))
        return slope.at[-1].set(0.0).at[-1, -1].set(-1.0)

    # Half a Newton step: incomes follow capital in the next sweep, not in this one.
    return roots, -_LENGTH * jnp.linalg.inv(jax.vmap(slopes)(jnp.arange(economies)))


def _roots(capital: Capital, rule: str, share: Array) -> Array:
    """Return the root below one of the linear condition that links three years of capital [n]."""

    def coefficients(n: Array) -> Array:
        one = _one(capital, n)._replace(root=jnp.zeros(1))

        def gap(path: Array) -> Array:
            years = jnp.concatenate([path, jnp.zeros(2)])
            return alone(one, rule, share[n], years[:, None])[1, 0]

        return jax.grad(gap)(jnp.zeros(3))

    a, b, c = jax.vmap(coefficients)(jnp.arange(len(capital.income))).T
    if rule != "foresight":
        return -a / b
    # Of the two roots one is below one in size and the other above; the product is a / c.
    larger = -(b + jnp.sign(b) * jnp.sqrt(b**2 - 4 * a * c)) / 2
    return a / larger


def _one(capital: Capital, n: Array) -> Capital:
    own = ("income", "investment", "rate", "depreciation", "start")
    return capital._replace(**{name: getattr(capital, name)[n][None] for name in own})
