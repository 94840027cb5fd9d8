"""Caliendo & Parro (2015) in hat algebra, solved the plain way, with numpy alone.

This is the yardstick for Cobden's own solver, so it shares no code with it and is written from the
paper's equations: an outer loop over wages, inside it one over prices and one over expenditure,
each a damped or simple iteration. It is slow and it is meant to be obvious.

Axes: goods first, then economies. ``trade_share`` and ``tariff`` are [k, importer n, exporter i],
``input_share`` [input k, industry q, n] per unit of gross output, everything else [k, n] or [n].
Money is in shares of world value added, which is the numeraire.

Two more market structures, on the same equations: ``restricted`` entry, where a fixed number of
firms earns the markup as profit (Ossa 2014), and ``free`` entry, where an industry's cost falls
with its size (Krugman 1980; external economies as in Lashkaripour & Lugovskyy 2023).
"""

from dataclasses import dataclass, replace

import numpy as np

TINY = 1e-300


@dataclass(frozen=True)
class Base:
    """A benchmark: the arrays of the model at the observed equilibrium."""

    trade_share: np.ndarray
    expenditure: np.ndarray
    input_share: np.ndarray
    consumption_share: np.ndarray
    value_added: np.ndarray
    deficit: np.ndarray
    tariff: np.ndarray
    elasticity: np.ndarray
    final_trade_share: np.ndarray | None = None  # None: one import share for all uses
    entry: str = "perfect"  # competition; or "restricted" or "free" entry of monopolists
    markup: np.ndarray | float = 0.0  # [k, 1]: price over unit cost, less 1; the scale elasticity

    @property
    def profit_share(self) -> np.ndarray:
        """[q, 1]: profit per unit of gross output, where entry is restricted."""
        markup = self.markup if self.entry == "restricted" else 0.0
        return markup / (1 + markup) + np.zeros((len(self.elasticity), 1))

    @property
    def labour_share(self) -> np.ndarray:
        """[q, n]: what inputs and profits leave of gross output."""
        return 1.0 - self.input_share.sum(axis=0) - self.profit_share


@dataclass(frozen=True)
class Shock:
    """New tariffs and export taxes as rates; the rest as ratios to the benchmark."""

    tariff: np.ndarray  # [k, n, i]
    export_tax: np.ndarray | float = 0.0  # [k, n, i], on the producer's value
    trade_cost: np.ndarray | float = 1.0  # [k, n, i]
    productivity: np.ndarray | float = 1.0  # [k, n]
    labour: np.ndarray | float = 1.0  # [n]


@dataclass(frozen=True)
class Equilibrium:
    """The counterfactual. ``wage``, ``cost``, ``price`` and ``final_price`` are ratios."""

    wage: np.ndarray
    cost: np.ndarray
    price: np.ndarray
    final_price: np.ndarray
    trade_share: np.ndarray
    final_trade_share: np.ndarray
    purchases: np.ndarray  # [k, n, i] at purchaser prices
    output: np.ndarray
    income: np.ndarray
    revenue: np.ndarray
    deficit: np.ndarray
    welfare: np.ndarray  # % change of real income
    real_wage: np.ndarray  # % change
    residual: float
    rounds: int


def import_prices(pull, cost, theta):
    """P_kn = [sum_i pi_kni (c_ki kappa_kni)^-theta]^(-1/theta), eq. (10); 1 if none is bought.

    ``pull`` [k, n, i] is pi kappa^-theta, the part that stays put while costs move.
    """
    total = (pull @ (cost ** -theta[:, None])[:, :, None])[:, :, 0]
    return np.where(total > 0, np.maximum(total, TINY) ** (-1 / theta[:, None]), 1.0)


def unit_costs(base, wage, price, productivity):
    """c_qn = w_n^beta_qn prod_k P_kn^gamma_kqn over productivity, eq. (9); shares are of costs."""
    log_cost = base.labour_share * np.log(wage)
    log_cost = log_cost + np.sum(base.input_share * np.log(price)[:, None, :], axis=0)
    return np.exp(log_cost / (1 - base.profit_share)) / productivity


def solve_prices(base, pull, wage, productivity, *, cost, tolerance):
    """Iterate unit costs and input prices for given wages until costs stand still."""
    for _ in range(10_000):
        price = import_prices(pull, cost, base.elasticity)
        new = unit_costs(base, wage, price, productivity)
        moved = np.max(np.abs(new / cost - 1))
        cost = new
        if moved < tolerance:
            break
    return cost, import_prices(pull, cost, base.elasticity)


def new_shares(pull, cost, price, theta):
    """pi'_kni = pi_kni (c_ki kappa_kni / P_kn)^-theta, eq. (11)."""
    return pull * (cost ** -theta[:, None])[:, None, :] * (price ** theta[:, None])[:, :, None]


def transfers(rule, base, wage_bill, us_prices):
    """Net transfer received under each closure, in shares of world value added."""
    if rule == "world_share":
        return base.deficit  # world value added is the numeraire
    if rule == "own_share":
        wanted = base.deficit / base.value_added * wage_bill
        return wanted - wanted.sum() * wage_bill / wage_bill.sum()
    if rule == "dollar":
        return base.deficit * us_prices
    raise ValueError(rule)


def spend(base, levies, shares, start, *, earned, tolerance):
    """Iterate spending for given shares, wages and transfers until it stands still.

    ``shares`` and ``start`` are pairs, for inputs and for final demand; eqs. (13) and (14).
    Returns the pair, gross output, tariff and export tax revenue, and income.
    """
    to_producer, at_border, at_exit = levies
    sold = [(share * to_producer).transpose(0, 2, 1).copy() for share in shares]
    import_tax = [np.sum(share * at_border, axis=2) for share in shares]
    export_tax = [(share * at_exit).transpose(0, 2, 1).copy() for share in shares]
    demand = start
    rounds = 0
    while True:
        rounds += 1
        made = [(m @ x[:, :, None])[:, :, 0] for m, x in zip(sold, demand, strict=True)]
        output = made[0] + made[1]
        duties = [np.sum(r * x, axis=0) for r, x in zip(import_tax, demand, strict=True)]
        revenue = duties[0] + duties[1]
        for m, x in zip(export_tax, demand, strict=True):
            revenue = revenue + np.sum(m @ x[:, :, None], axis=(0, 2))
        income = earned + revenue + np.sum(base.profit_share * output, axis=0)
        new = (
            np.sum(base.input_share * output[None], axis=1),
            base.consumption_share * income,
        )
        moved = sum(np.max(np.abs(a - b)) for a, b in zip(new, demand, strict=True))
        demand = new
        if moved < tolerance or rounds == 10_000:
            return demand, output, revenue, income


def solve(
    base: Base,
    shock: Shock,
    *,
    deficits: str = "world_share",
    us: int | None = None,
    tolerance: float = 1e-12,
    max_rounds: int = 20_000,
) -> Equilibrium:
    """Return the equilibrium after ``shock``; raise ``ArithmeticError`` if it is not reached.

    ``deficits``: ``world_share``, ``own_share`` or ``dollar`` (which needs ``us``, the position of
    the United States). The residual is the largest relative gap in the labour markets, the size of
    industries and the numeraire, once prices and expenditure are solved ten times more tightly.
    """
    theta = base.elasticity
    final_base = base.trade_share if base.final_trade_share is None else base.final_trade_share
    tariff, export_tax = shock.tariff, shock.export_tax + np.zeros_like(shock.tariff)
    kappa = (1 + tariff) / (1 + base.tariff) * (1 + export_tax) * shock.trade_cost
    pull, final_pull = (share * kappa ** -theta[:, None, None] for share in
                        (base.trade_share, final_base))  # fmt: skip
    paid = (1 + tariff) * (1 + export_tax)
    levies = (1 / paid, tariff / (1 + tariff), export_tax / paid)

    made = output_of(base)
    wages_at_base = np.sum(base.labour_share * made, axis=0)
    made = np.where(made > 0, made, 1.0)
    scale = base.markup if base.entry == "free" else 0.0
    size = np.ones_like(base.expenditure)  # of an industry: its inputs, labour among them
    wage = np.ones(len(base.value_added)) / shock.labour
    cost = np.ones_like(base.expenditure)
    final = base.consumption_share * (base.value_added + base.deficit)
    demand = (base.expenditure - final, final)
    world = np.sum(base.value_added)
    rounds, worst, last, step, inner = 0, np.inf, np.inf, 0.5, 1e-3
    while True:
        rounds += 1
        wage = wage / world
        bill = wage * shock.labour * wages_at_base
        boost = shock.productivity * size**scale
        cost, price = solve_prices(base, pull, wage, boost, cost=cost, tolerance=inner)
        final_price = import_prices(final_pull, cost, theta)
        share = new_shares(pull, cost, price, theta)
        final_share = new_shares(final_pull, cost, final_price, theta)
        index = np.exp(np.sum(base.consumption_share * np.log(final_price), axis=0))
        transfer = transfers(deficits, base, bill, 1.0 if us is None else index[us])
        demand, output, revenue, income = spend(
            base, levies, (share, final_share), demand, earned=bill + transfer,
            tolerance=inner * np.min(bill) / 10,
        )  # fmt: skip

        gap = np.sum(base.labour_share * output, axis=0) / bill - 1  # labour: demand over supply
        world = np.sum(bill) + np.sum(base.profit_share * output)
        grown = np.where(output > 0, output / made / (cost * boost), 1.0) / size
        resized = np.max(np.abs(grown - 1)) if base.entry == "free" else 0.0
        worst = float(max(np.max(np.abs(gap)), abs(world - 1), resized))
        if rounds > max_rounds or not np.isfinite(worst):
            raise ArithmeticError(f"labour markets {worst:.1e} off after {rounds} rounds")
        step = max(step / 2, 1e-3) if worst > last else min(step * 1.05, 1.0)
        last = worst
        inner = max(min(inner, worst / 10), tolerance / 20)
        if worst < tolerance and inner <= tolerance / 10:
            break
        if worst >= tolerance:
            wage = wage * (1 + step * np.clip(gap, -0.5, 0.5))
            size = size * (grown**step if base.entry == "free" else 1.0)

    purchases = share * demand[0][:, :, None] + final_share * demand[1][:, :, None]
    return Equilibrium(
        wage, cost, price, final_price, share, final_share, purchases,
        output, income, revenue, transfer,
        welfare=100 * (income / base_income(base) / index - 1),
        real_wage=100 * (wage / index - 1), residual=worst, rounds=rounds,
    )  # fmt: skip


def output_of(base: Base) -> np.ndarray:
    """[q, n]: gross output at the benchmark, at producer prices."""
    return np.sum(base_purchases(base) / (1 + base.tariff), axis=1)


def base_income(base: Base) -> np.ndarray:
    """[n]: value added, tariff revenue and transfers at the benchmark."""
    return base.value_added + base.deficit + base_revenue(base)


def base_purchases(base: Base) -> np.ndarray:
    """[k, n, i] at purchaser prices; needs one import share or settles final demand first."""
    if base.final_trade_share is None:
        return base.trade_share * base.expenditure[:, :, None]
    final = base.consumption_share * base_income(base)
    inputs = base.expenditure - final
    return base.trade_share * inputs[:, :, None] + base.final_trade_share * final[:, :, None]


def base_revenue(base: Base) -> np.ndarray:
    """[n]: tariff revenue at the benchmark."""
    rate = base.tariff / (1 + base.tariff)
    intermediate = np.sum(rate * base.trade_share, axis=2)
    if base.final_trade_share is None:
        return np.sum(intermediate * base.expenditure, axis=0)
    final = np.sum(rate * base.final_trade_share, axis=2)
    # revenue = sum_k [intermediate (X - alpha I) + final alpha I] with I = VA + D + revenue
    extra = np.sum((final - intermediate) * base.consumption_share, axis=0)
    known = np.sum(intermediate * base.expenditure, axis=0)
    return (known + extra * (base.value_added + base.deficit)) / (1 - extra)


def without_inputs(purchases, tariff, elasticity, **market) -> Base:
    """The benchmark of purchases [k, n, i] at purchaser prices where no good is an input."""
    customs = purchases / (1 + tariff)
    spending, value_added = purchases.sum(axis=2), customs.sum(axis=(0, 1))
    world = value_added.sum()
    return Base(
        trade_share=purchases / spending[:, :, None],
        expenditure=spending / world,
        input_share=np.zeros((len(spending), *spending.shape)),
        consumption_share=spending / spending.sum(axis=0),
        value_added=value_added / world,
        deficit=(customs.sum(axis=(0, 2)) - value_added) / world,
        tariff=tariff,
        elasticity=elasticity,
        **market,
    )


def without_deficits(base: Base, **options) -> Base:
    """Return the benchmark that the model gives at the same tariffs with every transfer gone."""
    balanced = replace(base, deficit=np.zeros_like(base.deficit))
    start = solve(balanced, Shock(base.tariff), **options)
    return rebase(balanced, start, base.tariff)


def rebase(base: Base, new: Equilibrium, tariff: np.ndarray) -> Base:
    """Make ``new`` the benchmark."""
    value_added = np.sum((1 - base.input_share.sum(axis=0)) * new.output, axis=0)
    return replace(
        base,
        trade_share=new.trade_share,
        final_trade_share=None if base.final_trade_share is None else new.final_trade_share,
        expenditure=new.purchases.sum(axis=2),
        value_added=value_added,
        deficit=new.deficit,
        tariff=tariff,
    )


def first_order(base: Base, new: Equilibrium, tariff: np.ndarray) -> dict[str, np.ndarray]:
    """Eq. (16) at base weights, %: what the paper's tables call welfare, and its two parts.

    Flows are at customs value (tariff-exclusive); a flow that is nil at the benchmark counts as
    unchanged. With export taxes the formula does not hold.
    """
    before = base_purchases(base) / (1 + base.tariff)
    after = new.purchases / (1 + tariff)
    income = base_income(base)
    dearer = new.cost - 1  # [k, i]
    exports = np.sum(before * dearer[:, None, :], axis=(0, 1))
    imports = np.sum(before * dearer[:, None, :], axis=(0, 2))
    grown = np.where(before > 0, after - before * (1 + dearer[:, None, :]), 0.0)
    volume = np.sum(base.tariff * grown, axis=(0, 2))
    terms, volume = 100 * (exports - imports) / income, 100 * volume / income
    return {"welfare": terms + volume, "terms_of_trade": terms, "volume_of_trade": volume}
