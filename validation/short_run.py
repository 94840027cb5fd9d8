"""Trade with factors tied to their sectors and exporters who absorb a part of a tariff, plainly.

The yardstick for Cobden's horizons. It shares neither code nor formulation with the product: the
unknowns are the returns to factors alone; prices are iterated and spending is one linear system
for given returns, and scipy's root finder does the rest. For small worlds.

Axes as in ``plain_solver``: [good k, importer n, exporter i]; [k, n]; world value added is one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import root

from validation.plain_solver import Base


@dataclass(frozen=True)
class ShortRun:
    """The counterfactual: returns and costs as ratios, money in world value added."""

    factor_return: np.ndarray  # [k, i]
    cost: np.ndarray  # [k, i]
    output: np.ndarray  # [k, i], at producer prices
    income: np.ndarray  # [n]
    margin: np.ndarray  # [i], what exporters give up, below zero
    welfare: np.ndarray  # [n], %


def bundle_price(share, price, theta):
    """CES price [n] of one good from ``price`` [n, i] changes; Cobb-Douglas where theta is 0."""
    if theta == 0:
        return np.exp((share * np.log(price)).sum(axis=1))
    return ((share * price**-theta).sum(axis=1)) ** (-1 / theta)


def purchaser_prices(base, cost, markup, tariff):
    """Change of what n pays for a unit of k from i, [k, n, i], and of the bundle, [k, n]."""
    paid = cost[:, None, :] * markup * (1 + tariff) / (1 + base.tariff)
    pairs = zip(base.trade_share, paid, base.elasticity, strict=True)
    return paid, np.array([bundle_price(*pair) for pair in pairs])


def costs_and_prices(base, factor_return, markup, tariff):
    """Iterate unit costs for given returns to factors until they stand still."""
    value_added_share = 1 - base.input_share.sum(axis=0)
    cost = np.ones_like(factor_return)
    rounds = 0
    while True:
        rounds += 1
        paid, price = purchaser_prices(base, cost, markup, tariff)
        material = np.einsum("kqn,kn->qn", base.input_share, np.log(price))
        new = np.exp(value_added_share * np.log(factor_return) + material)
        if np.abs(new / cost - 1).max() < 1e-14 or rounds == 10_000:
            return cost, paid, price
        cost = new


def spending(base, share, tariff, markup):
    """Solve the linear circular flow: expenditure [k, n], output [k, i], income [n], margins [i].

    All income is spent, so the system fixes expenditure only up to its scale; world value added
    of one is the equation that does.
    """
    goods, economies = base.expenditure.shape
    cells = goods * economies
    value_added_share = 1 - base.input_share.sum(axis=0)

    def flow(expenditure):
        customs = share * expenditure[:, :, None] / (1 + tariff)
        producer = customs / markup
        output = producer.sum(axis=1)
        margin = ((markup - 1) * producer).sum(axis=(0, 1))
        revenue = (tariff * customs).sum(axis=(0, 2))
        return output, (value_added_share * output).sum(axis=0) + revenue + margin, margin

    columns = []
    for cell in np.eye(cells):
        output, income, _ = flow(cell.reshape(goods, economies))
        demand = np.einsum("kqn,qn->kn", base.input_share, output) + base.consumption_share * income
        columns.append(np.append((cell - demand.ravel()), (value_added_share * output).sum()))
    target = np.append((base.consumption_share * base.deficit).ravel(), 1.0)
    expenditure = np.linalg.lstsq(np.array(columns).T, target, rcond=None)[0]
    output, income, margin = flow(expenditure.reshape(goods, economies))
    return output, income + base.deficit, margin


def benchmark_output(base):
    """Gross output at the benchmark [k, i]."""
    return (base.trade_share * base.expenditure[:, :, None] / (1 + base.tariff)).sum(axis=1)


def solve(base: Base, tariff, *, fixity: float, pass_through: float) -> ShortRun:
    """Find the returns at which each sector's factors earn what its sales leave for them."""
    before = benchmark_output(base)
    made = before > 0
    value_added_share = 1 - base.input_share.sum(axis=0)
    markup = ((1 + tariff) / (1 + base.tariff)) ** (pass_through - 1)

    def outcome(log_return):
        factor_return = np.exp(log_return.reshape(before.shape))
        cost, paid, price = costs_and_prices(base, factor_return, markup, tariff)
        theta = base.elasticity[:, None, None]
        share = base.trade_share * (paid / price[:, :, None]) ** -theta
        return cost, price, *spending(base, share, tariff, markup)

    def gap(log_return):
        output = outcome(log_return)[2]
        wage = np.log((value_added_share * output).sum(axis=0) / base.value_added)
        own = np.log(np.where(made, output, 1) / np.where(made, before, 1))
        wanted = np.where(made, wage + fixity * (own - wage), wage)
        return wanted.ravel() - log_return

    found = root(gap, np.zeros(before.size), method="hybr", tol=1e-13)
    cost, price, output, income, margin = outcome(found.x)
    if np.abs(gap(found.x)).max() > 1e-10:
        raise RuntimeError(found.message)
    start = base.value_added + base.deficit
    duty = base.tariff / (1 + base.tariff)
    start = start + (duty * base.trade_share * base.expenditure[:, :, None]).sum(axis=(0, 2))
    consumer_price = np.exp((base.consumption_share * np.log(price)).sum(axis=0))
    return ShortRun(
        factor_return=np.exp(found.x).reshape(before.shape),
        cost=cost,
        output=output,
        income=income,
        margin=margin,
        welfare=100 * (income / start / consumer_price - 1),
    )
