"""How each outcome is read off an equilibrium; ``table`` says what each is.

``xp`` is numpy or JAX's numpy, whichever the arrays are of. Changes are in per cent of the
benchmark, money in world value added.
"""

from typing import Any

from cobden.outcomes.seen import Seen, TermPlace, Values

NUMERAIRES = ("own wage", "own income", "world value added")


def _xp(values: Values) -> Any:
    return values.__array_namespace__()


def _real(ratio: Values, seen: Seen) -> Values:
    """Return a ratio of nominal values as a change at the prices of final spending, %."""
    price = seen.accounts.log_consumer_price
    return 100 * (ratio / _xp(price).exp(price) - 1)


def real_income(seen: Seen) -> Values:
    """Return the exact change of real income [n]: Caliendo & Parro's I/P."""
    return _real(seen.accounts.income / seen.base.income, seen)


def equivalent_variation(seen: Seen) -> Values:
    """Return the change of real income in money [n], at benchmark income."""
    return real_income(seen) / 100 * seen.base.income


def real_wage(seen: Seen) -> Values:
    """Return the change of the wage over the price of final spending [n]."""
    wage = seen.accounts.log_wage
    return _real(_xp(wage).exp(wage), seen)


def consumer_price(seen: Seen) -> Values:
    """Return the change of the price of final spending [numeraire, n], in each numeraire."""
    now = seen.accounts
    xp = _xp(now.log_wage)
    income = xp.log(now.income / seen.base.income)
    numeraire = xp.stack([now.log_wage, income, 0 * now.log_wage])
    return 100 * xp.expm1(now.log_consumer_price - numeraire)


def political_income(seen: Seen, weights: Values | None = None) -> Values:
    """Return the change of real income with sectors' incomes weighted [n]: Ossa's (2014) G.

    Factor income of each sector, and revenue shared out by labour, times ``weights`` [k] (one
    unless given).
    """
    now, base = seen.accounts, seen.base
    profit_share = base.value_added_share - base.labour_share
    weights = base.goods * 0 + 1 if weights is None else weights

    def weighed(output: Values, income: Values, value_added: Values) -> Values:
        wages, profits = base.labour_share * output, profit_share * output
        rest = income - value_added
        return weights @ (wages + profits + rest * wages / wages.sum(axis=0))

    after = weighed(now.output, now.income, now.value_added)
    return _real(after / weighed(base.output, base.income, base.value_added), seen)


def political_income_at(seen: Seen, place: TermPlace) -> Values:
    """Return political income at a place, with its weights of sectors."""
    return political_income(seen, place.sectors)[place.economy]


def tariff_revenue(seen: Seen) -> Values:
    """Return what is paid in tariffs [n], changes of premiums on lines of trade included."""
    return seen.accounts.tariff_revenue


def producer_price(seen: Seen) -> Values:
    """Return the change of producer prices [k, i], in world value added."""
    return 100 * _xp(seen.accounts.log_cost).expm1(seen.accounts.log_cost)


def output(seen: Seen) -> Values:
    """Return the change of the volume of output [k, i]; zero where nothing is produced."""
    now, base = seen.accounts, seen.base
    xp, made = _xp(now.output), base.output > 0
    before = xp.where(made, base.output, 1)
    ratio = xp.where(made, now.output, 1) / before / xp.exp(now.log_cost)
    return 100 * xp.where(made, ratio - 1, 0)


def value_added(seen: Seen) -> Values:
    """Return value added [k, i]."""
    return seen.base.value_added_share * seen.accounts.output


def factor_return(seen: Seen) -> Values:
    """Return the change of what a sector pays its factors [k, i], in world value added."""
    return 100 * _xp(seen.accounts.log_return).expm1(seen.accounts.log_return)


def _labour(seen: Seen) -> tuple[Values, Values]:
    """Return each sector's share of its economy's labour now and at the benchmark [k, i].

    Labour is the wage bill over what the sector pays for it.
    """
    now, before = seen.accounts, seen.base.wages
    after = seen.base.labour_share * now.output / _xp(now.output).exp(now.log_return)
    return after / after.sum(axis=0), before / before.sum(axis=0)


def labour(seen: Seen) -> Values:
    """Return the change of labour employed [k, i], in points of the economy's labour."""
    after, before = _labour(seen)
    return 100 * (after - before)


def labour_moved(seen: Seen) -> Values:
    """Return the labour that changes its sector [n], in per cent of the economy's labour."""
    return abs(labour(seen)).sum(axis=0) / 2


def employment(seen: Seen) -> Values:
    """Return the change of labour in each sector [k, i]; zero where nothing is produced."""
    after, before = _labour(seen)
    xp, some = _xp(after), before > 0
    return 100 * (xp.where(some, after, 1) / xp.where(some, before, 1) - 1)


def employment_mix(seen: Seen, weights: Values | None = None) -> Values:
    """Return the mean change of labour in sectors weighted by ``weights`` [k] (one each) [i]."""
    counted = seen.base.goods * 0 + 1 if weights is None else weights
    return counted @ employment(seen) / counted.sum()


def employment_mix_at(seen: Seen, place: TermPlace) -> Values:
    """Return the same at a place, with its weights of sectors."""
    return employment_mix(seen, place.sectors)[place.economy]


def cost_of_living(seen: Seen, weights: Values | None = None) -> Values:
    """Return the change of the price of a basket over the wage [n].

    The basket is the economy's own times ``weights`` [k] (one each), scaled to one.
    """
    now = seen.accounts
    counted = seen.base.goods * 0 + 1 if weights is None else weights
    share = counted[:, None] * now.final
    log_price = (share * now.final_market.log_price).sum(axis=0) / share.sum(axis=0)
    return 100 * _xp(log_price).expm1(log_price - now.log_wage)


def cost_of_living_at(seen: Seen, place: TermPlace) -> Values:
    """Return the same at a place, with its weights of sectors."""
    return cost_of_living(seen, place.sectors)[place.economy]


def flow(seen: Seen) -> Values:
    """Return sales at customs value [k, n, i]."""
    return seen.trade.flow()


def product_imports(seen: Seen) -> Values:
    """Return what is bought from each exporter [i] as products that importers tell apart."""
    if seen.products is None:
        return _xp(seen.base.income).zeros_like(seen.base.income)
    return seen.products.sum(axis=(0, 1))


def product_imports_at(seen: Seen, place: TermPlace) -> Values:
    """Return one importer's imports of one product from one exporter, at customs value."""
    assert seen.products is not None  # the product's place was found
    return seen.products[(*place.product, place.partner)]


def balance(seen: Seen) -> Values:
    """Return exports minus imports [kind, n, partner], of goods and in all."""
    return balances(seen.trade.flow(), seen.base.goods)


def balances(flow: Values, goods: Values) -> Values:
    """Return exports minus imports [kind, n, partner] from sales [k, n, i]; ``goods`` [k]: 1 or 0.

    Kinds: of goods, and in all.
    """
    in_goods = (goods[:, None, None] * flow).sum(axis=0)
    kinds = _xp(flow).stack([in_goods, flow.sum(axis=0)])
    return kinds.transpose(0, 2, 1) - kinds


def balance_at(seen: Seen, place: TermPlace) -> Values:
    """Return the balance at a place, of the sectors that count there; of goods or all of them."""
    n, i = place.economy, place.partner
    (kind,) = place.others
    goods = seen.base.goods
    counted = place.sectors * _xp(goods).where(kind == 0, goods, 1.0)
    return (counted * (seen.trade.flow(i, n) - seen.trade.flow(n, i))).sum()


def margin(seen: Seen) -> Values:
    """Return the change of exporters' margins [k, n, i]."""
    return seen.margin * (seen.trade.flow() / seen.leaving)


def trade_share(seen: Seen) -> Values:
    """Return the share of each exporter in spending on inputs [k, n, i]: C-P's eq. 6."""
    return share(seen.trade.purchase, seen.accounts.intermediate_market.total, seen.trade.power)


def share(purchase: Values, total: Values, power: Values) -> Values:
    """Return shares of spending [k, n, i] from weights, their totals and cost powers."""
    return purchase * power[:, None, :] * (1 / total)[:, :, None]


def dependence(seen: Seen) -> Values:
    """Return the share of each exporter in an economy's spending [k, n, i], both uses, %."""
    spent = seen.accounts.intermediate + seen.accounts.final
    xp = _xp(spent)
    return 100 * seen.trade.purchases() / xp.where(spent > 0, spent, 1)[:, :, None]


def dependence_at(seen: Seen, place: TermPlace) -> Values:
    """Return dependence at a place."""
    k, n, i = place.sector, place.economy, place.partner
    spent = seen.accounts.intermediate[k, n] + seen.accounts.final[k, n]
    return 100 * seen.trade.purchases(n, i)[k] / spent
