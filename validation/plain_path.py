"""Years the plain way, with numpy and one root finder: the yardstick for `cobden.dynamics`.

It shares no code with the product and is written from the equations in docs/years.md. A period is
solved by itself, by damped iteration, for given capital, labour and last year's money wages; the
steady state likewise; around them a root finder looks for the capital and the labour of all years
at which the Euler equation holds and everybody is where they want to be. Slow and obvious; for
worlds of a few economies, goods and years.

Axes: goods first, then economies; trade [k, importer n, exporter i]. Values in world value added.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import root

Floats = np.ndarray


@dataclass(frozen=True)
class Plain:
    """A benchmark, a law by year and parameters; ``tariffs`` and ``thetas`` [t] end with the last.

    ``investment_share`` [k, n] of final spending; ``final`` [k, n] final spending.
    """

    trade_share: Floats
    tariff: Floats
    inputs: Floats  # [k, q, n]
    output: Floats  # [k, n]
    final: Floats  # [k, n]
    deficit: Floats  # [n]
    labour_share: Floats  # [k, n]
    investment_share: Floats  # [k, n]
    depreciation: Floats  # [n]
    tariffs: list[Floats]  # of each year, then of the steady state
    thetas: list[Floats]
    growth: float = 0.02
    discount: float = 0.96
    adjustment: float = 2.0
    mobility: float = 0.06
    dispersion: float = 2.0
    participation: float = 0.25
    working: float = 0.6
    floor: float = 0.98

    @property
    def years(self) -> int:
        """Years of the path."""
        return len(self.tariffs) - 1

    @property
    def value_added(self) -> Floats:
        """[k, n]."""
        return (1 - self.inputs.sum(axis=0)) * self.output


def by_quarter(p: Plain) -> Plain:
    """Return the same benchmark with its figures per quarter; the law and thetas stay as given.

    Four quarters are a year: what grows, is left of capital, of the weight of the future, of those
    who stay and of a wage that falls as fast as it may, to the power of four. Investment is per
    quarter, and so is its cost per unit of its rate. A lasting wage is worth as much to those who
    choose, and draws as many: wages discounted, over the dispersion of tastes.
    """
    quarter, stays = 0.25, 1 - p.mobility
    drawn = p.dispersion * (1 - p.discount * stays)
    return replace(
        p,
        depreciation=1 - (1 - p.depreciation) ** quarter,
        growth=(1 + p.growth) ** quarter - 1,
        discount=p.discount**quarter,
        adjustment=4 * p.adjustment,
        mobility=1 - stays**quarter,
        dispersion=drawn / (1 - (p.discount * stays) ** quarter),
        floor=p.floor**quarter,
    )


@dataclass
class Period:
    """What one year looks like; logs of new over benchmark, values for sales and spending."""

    cost: Floats
    sales: Floats
    price: Floats
    consumer_price: Floats
    investment_price: Floats
    wage: Floats  # world money
    own_wage: Floats
    employed: Floats
    rent: Floats
    investment: Floats
    consumption: Floats


def period(
    p: Plain, t: int, labour: Floats, capital: Floats, rate: Floats | None, before: Floats | None
) -> Period:
    """Return a year's equilibrium, given log labour [k, n], log capital [n] and so on.

    ``rate`` [n]: gross investment over capital; None: a steady state, in which capital is such that
    its return over the price of investment is the benchmark's. ``before`` [k, n]: last year's log
    money wages; None: wages are flexible.
    """
    goods, economies = p.output.shape
    theta, tariff = p.thetas[t], p.tariffs[t]
    invested = p.investment_share * p.final
    eaten = p.final - invested
    paid = p.value_added
    cost, sales = np.zeros_like(p.output), p.output.copy()
    gap = np.inf
    for _ in range(100_000):
        price = np.empty_like(cost)
        share = np.empty_like(p.trade_share)
        for k in range(goods):
            for n in range(economies):
                hat = np.exp(cost[k]) * (1 + tariff[k, n]) / (1 + p.tariff[k, n])
                terms = p.trade_share[k, n] * hat ** -theta[k]
                price[k, n] = -np.log(terms.sum()) / theta[k]
                share[k, n] = terms / terms.sum()
        consumer_price = (eaten / eaten.sum(axis=0) * price).sum(axis=0)
        investment_price = (invested / invested.sum(axis=0) * price).sum(axis=0)
        now = paid / p.output * sales
        rents = ((1 - p.labour_share) * now).sum(axis=0)
        rents_before = ((1 - p.labour_share) * paid).sum(axis=0)
        rent = investment_price if rate is None else np.log(rents / rents_before) - capital
        money = -np.log(now.sum(axis=0) / paid.sum(axis=0))
        clears = np.log(now / paid) - labour + money
        own_wage = clears if before is None else np.maximum(clears, before + np.log(p.floor))
        wage, employed = own_wage - money, clears - own_wage

        spent_on_investment = invested.sum(axis=0)
        if rate is None:
            investment = spent_on_investment * rents / rents_before
        else:
            usual = p.depreciation + p.growth
            cost_of_change = rate + p.adjustment / 2 * (rate - usual) ** 2
            investment = (
                spent_on_investment / usual * cost_of_change * np.exp(investment_price + capital)
            )
        inputs = np.einsum("kqn,qn->kn", p.inputs, sales)
        duty = (share * tariff / (1 + tariff)).sum(axis=2)  # revenue per unit of spending
        per_eaten = (eaten / eaten.sum(axis=0) * duty).sum(axis=0)
        per_invested = (invested / invested.sum(axis=0) * duty).sum(axis=0)
        earned = now.sum(axis=0) + p.deficit + (inputs * duty).sum(axis=0)
        income = (earned + (per_invested - per_eaten) * investment) / (1 - per_eaten)
        consumption = income - investment
        spending = (
            inputs
            + eaten / eaten.sum(axis=0) * consumption
            + invested / invested.sum(axis=0) * investment
        )
        sold = np.einsum("kni,kn->ki", share / (1 + tariff), spending)
        sold = sold / (paid / p.output * sold).sum()
        factors = p.labour_share * wage + (1 - p.labour_share) * rent
        material = np.einsum("kqn,kn->qn", p.inputs, price)
        due = paid / p.output * factors + material
        gap = max(np.abs(due - cost).max(), np.abs(np.log(sold / sales)).max())
        cost = cost + 0.3 * (due - cost)
        sales = sales * (sold / sales) ** 0.3
        found = Period(
            cost, sales, price, consumer_price, investment_price, wage, own_wage, employed, rent,
            investment, consumption,
        )  # fmt: skip
        if gap < 1e-13:
            return found
    raise RuntimeError(f"year {t} did not settle: {gap:.1e}")


def reward(year: Period) -> Floats:
    """Return the log of what a year in a sector buys, times the odds of work [k, n]."""
    return year.wage - year.consumer_price + year.employed


def again(p: Plain, work: Floats, home: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the value of choosing anew, the odds of work, and of each sector in it."""
    paid = p.labour_share * p.value_added
    share = paid / paid.sum(axis=0)
    spread = (1 - p.working) / (p.participation * (1 - p.discount * (1 - p.mobility)))
    odds = share * np.exp(work / p.dispersion)
    working = p.dispersion * np.log(odds.sum(axis=0))
    both = p.working * np.exp(working / spread) + (1 - p.working) * np.exp(home / spread)
    at_work = p.working * np.exp(working / spread) / both
    return spread * np.log(both), at_work, odds / odds.sum(axis=0)


def steady_values(p: Plain, gain: Floats) -> tuple[Floats, Floats]:
    """Return the values of work in each sector and of home where rewards stay, by iteration."""
    work, home = np.zeros_like(gain), np.zeros(gain.shape[1])
    for _ in range(20_000):
        chosen = again(p, work, home)[0]
        stay, move = p.discount * (1 - p.mobility), p.discount * p.mobility
        new = gain + stay * work + move * chosen
        at_home = stay * home + move * chosen
        gap = np.abs(new - work).max()
        work, home = new, at_home
        if gap < 1e-15:
            break
    return work, home


def steady_state(p: Plain) -> tuple[Period, Floats, Floats, tuple[Floats, Floats]]:
    """Return the steady state, its log capital [n] and labour [k, n], and its values."""
    labour = np.zeros_like(p.output)
    paid = p.labour_share * p.value_added
    people = p.working * paid / paid.sum(axis=0)
    for _ in range(5_000):
        end = period(p, p.years, labour, np.zeros(len(p.deficit)), None, None)
        values = steady_values(p, reward(end))
        _, work, sector = again(p, *values)
        wanted = np.log(work * sector / people)
        if np.abs(wanted - labour).max() < 1e-13:
            rents = ((1 - p.labour_share) * p.value_added / p.output * end.sales).sum(axis=0)
            before = ((1 - p.labour_share) * p.value_added).sum(axis=0)
            return end, np.log(rents / before) - end.investment_price, labour, values
        labour = labour + 0.15 * (wanted - labour)
    raise RuntimeError("the steady state did not settle")


def stable_root(p: Plain) -> Floats:
    """Return the root of each economy's own linear growth model [n], by hand."""
    roots = []
    for n in range(len(p.deficit)):
        paid = p.value_added[:, n].sum()
        share = ((1 - p.labour_share) * p.value_added)[:, n].sum() / paid
        invested = (p.investment_share * p.final)[:, n].sum() / paid
        delta, g, b, cost = p.depreciation[n], p.growth, p.discount, p.adjustment
        usual, grows = delta + g, 1 + g
        required = grows / b - 1 + delta
        all_in = required + 1 - delta
        # In powers of the root [1, root, root^2]: capital, investment rate, consumption.
        now, then = np.array([1.0, 0, 0]), np.array([0, 1.0, 0])
        later = np.array([0, 0, 1.0])
        rate, next_rate = grows * (then - now), grows * (later - then)

        def eaten(k: Floats, x: Floats) -> Floats:
            return (share * k - invested * (k + x / usual)) / (1 - invested)  # noqa: B023

        brings = (required * (share - 1) * then + cost * (1 - delta + usual) * next_rate) / all_in
        line = cost * rate - eaten(now, rate) - brings + eaten(then, next_rate)
        found = np.roots(line[::-1])
        roots.append(float(found[np.argmin(np.abs(found))].real))
    return np.array(roots)


def solve(p: Plain) -> tuple[list[Period], Floats, Floats, Period]:
    """Return the years, log capital [t, n] and labour [t, k, n] with the steady state's last."""
    goods, economies = p.output.shape
    end, end_capital, end_labour, end_values = steady_state(p)
    decay = stable_root(p)
    later = p.years - 1

    def path_of(unknown: Floats) -> tuple[Floats, Floats]:
        capital = np.zeros((p.years, economies))
        labour = np.zeros((p.years, goods, economies))
        capital[1:] = unknown[: later * economies].reshape(later, economies)
        labour[1:] = unknown[later * economies :].reshape(later, goods, economies)
        return capital, labour

    def lived(capital: Floats, labour: Floats) -> tuple[list[Period], Floats]:
        last = end_capital + decay * (capital[-1] - end_capital)
        following = np.vstack([capital[1:], last])
        rates = (1 + p.growth) * np.exp(following - capital) - (1 - p.depreciation)
        years, before = [], np.zeros_like(p.output)
        for t in range(p.years):
            years.append(period(p, t, labour[t], capital[t], rates[t], before))
            before = years[-1].own_wage
        return years, rates

    def misses(unknown: Floats) -> Floats:
        capital, labour = path_of(unknown)
        years, rates = lived(capital, labour)
        usual = p.depreciation + p.growth
        required = (1 + p.growth) / p.discount - 1 + p.depreciation
        euler = []
        for t in range(later):
            now, then = years[t], years[t + 1]
            worth = np.exp(now.investment_price) * (1 + p.adjustment * (rates[t] - usual))
            price = np.exp(then.investment_price)
            next_worth = price * (1 + p.adjustment * (rates[t + 1] - usual))
            spared = price * p.adjustment / 2 * (rates[t + 1] ** 2 - usual**2)
            brings = required * np.exp(then.rent) + (1 - p.depreciation) * next_worth + spared
            euler.append(
                np.log(worth * (1 + p.growth) / now.consumption)
                - np.log(p.discount * brings / then.consumption)
            )
        wanted = where_people_go(p, [reward(year) for year in years], reward(end), end_values)
        return np.concatenate([np.ravel(euler), np.ravel(wanted[1:] - labour[1:])])

    begin = np.concatenate(
        [
            np.ravel(np.outer(1 - 0.9 ** np.arange(1, p.years), end_capital)),
            np.ravel((1 - 0.94 ** np.arange(1, p.years))[:, None, None] * end_labour),
        ]
    )
    found = root(misses, begin, method="hybr", options={"xtol": 1e-13})
    if np.abs(misses(found.x)).max() > 1e-10:
        raise RuntimeError(f"no path: {np.abs(misses(found.x)).max():.1e}")
    capital, labour = path_of(found.x)
    years, _ = lived(capital, labour)
    return years, np.vstack([capital, end_capital]), np.concatenate([labour, end_labour[None]]), end


def where_people_go(
    p: Plain, rewards: list[Floats], last: Floats, end: tuple[Floats, Floats]
) -> Floats:
    """Return the log of labour in each year [t, k, n]: values backward, people forward."""
    paid = p.labour_share * p.value_added
    share = paid / paid.sum(axis=0)
    stay, move = p.discount * (1 - p.mobility), p.discount * p.mobility
    # The year after the last: rewards close in at the pace at which people can move.
    gap = (1 - p.mobility) * (rewards[-1] - last)
    mean = p.working * (share * gap).sum(axis=0) / (1 - stay)
    scale = 1 - stay * (1 - p.mobility)
    work = end[0] + (gap + stay * p.mobility * mean) / scale
    home = end[1] + stay * p.mobility * mean / scale
    values = []
    for gain in reversed(rewards):
        chosen = again(p, work, home)[0]
        work, home = gain + stay * work + move * chosen, stay * home + move * chosen
        values.append((work, home))
    values.reverse()
    people = [p.working * share]
    for value in values[1:]:
        _, at_work, sector = again(p, *value)
        people.append((1 - p.mobility) * people[-1] + p.mobility * at_work * sector)
    return np.log(np.array(people) / people[0])
