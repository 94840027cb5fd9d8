"""Products inside the equilibrium: nested demand in closed form, and what they must not change."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from test_equilibrium import other_tariffs, random_world

from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.base.targets import Line, Targets
from cobden.base.wedges import Wedges
from cobden.equilibrium import LONG_RUN, Horizon, Shock, gradient, solve
from cobden.equilibrium._pose_products import posed_products
from cobden.equilibrium._product_demand import fold, slopes
from cobden.world.close_products import close_products
from cobden.world.product_trade import ProductTrade

SIZES = (5, 0, 3)  # products of each sector; one sector has none
BUYER = 1


class Table:
    """Random trade of one importer by product."""

    def __init__(self, seed: int, **elasticities: object) -> None:
        self.seed, self.elasticities = seed, elasticities

    def on(self, world) -> ProductTrade:
        rng = np.random.default_rng(self.seed)
        sector = np.repeat(np.arange(len(SIZES)), SIZES)
        value = rng.gamma(0.5, 1.0, (len(sector), len(world.economies)))
        duty = value * rng.uniform(0, 0.4, value.shape)
        codes = np.array([f"{j:06d}" for j in range(len(sector))])
        trade = close_products(world, world.economies[BUYER], codes, sector, value, duty)
        return replace(trade, **self.elasticities)


def with_products(seed: int = 3, **elasticities: object):
    return random_world(seed).with_products(Table(seed, **elasticities))


def wedges(world, by_product=None, **more) -> Wedges:
    tariff = more.pop("tariff", world.tariff)
    products = None if by_product is None else {world.products[0].importer: by_product}
    return Wedges.of(world.economies, world.sectors, tariff=tariff, by_product=products, **more)


def uneven(world, seed: int = 5) -> np.ndarray:
    trade = world.products[0]
    return trade.tariff + np.random.default_rng(seed).uniform(0, 1.5, trade.tariff.shape)


def test_product_trade_closes_on_the_world():
    world = with_products()
    trade = world.products[0]
    for k, start, end in trade.bounds:
        flow = np.where(np.arange(4) == BUYER, 0, world.flow[k, BUYER])
        assert np.abs(trade.flow[start:end].sum(axis=0) - flow).max() < 1e-15
        duty = (trade.flow * trade.tariff)[start:end].sum(axis=0)
        assert np.abs(duty - flow * world.tariff[k, BUYER]).max() < 1e-15


@pytest.mark.parametrize("closure", ["world_share", "own_share", "dollar"])
def test_nothing_changed_returns_nothing_changed(closure):
    result = solve(with_products(), deficits=closure)
    assert np.abs(result.welfare).max() < 1e-10
    assert np.abs(result.output).max() < 1e-9


def test_with_one_elasticity_and_even_wedges_products_change_nothing():
    plain = random_world(3)
    world = plain.with_products(Table(3, between=None))
    tariff = other_tariffs(plain, 3)
    one, other = solve(plain, tariff=tariff), solve(world, tariff=tariff)
    assert np.abs(one.welfare - other.welfare).max() < 1e-12
    assert np.abs(one.flow - other.flow).max() < 1e-12 * float(one.flow.max())


def test_with_one_elasticity_uneven_wedges_are_their_power_mean():
    world = with_products(between=None)
    trade, rates = world.products[0], uneven(world)
    posed = posed_products(world, Shock.on(world, wedges(world, rates)))
    assert posed.plain
    bought = trade.flow * (1 + trade.tariff)
    ratio = (1 + rates) / (1 + trade.tariff)
    for k, start, end in trade.bounds:
        rows = slice(start, end)
        power = ratio[rows] ** -world.elasticity[k]
        of_exporter = bought[rows].sum(axis=0)
        mean = (bought[rows] * power).sum(axis=0) / np.where(of_exporter > 0, of_exporter, 1)
        expected = np.where(np.arange(4) == BUYER, 0, world.trade_share[k, BUYER]) * mean
        assert np.abs(np.asarray(posed.folded[0].purchase)[k] - expected).max() < 1e-14


def test_the_slopes_of_a_fold_are_its_derivatives():
    world = with_products(elasticity=np.linspace(0.5, 12, sum(SIZES)))
    (nest,) = posed_products(world, Shock.on(world, wedges(world, uneven(world)))).nests
    rng = np.random.default_rng(0)
    cost, way = (jnp.asarray(rng.normal(0, 0.2, (len(SIZES), 4))) for _ in range(2))
    for weight, slope in zip(range(2), slopes(nest, cost)[:2], strict=True):

        def logs(c, weight=weight):
            values = fold(nest, c)[weight]
            return jnp.log(jnp.where(values > 0, values, 1.0))

        _, along = jax.jvp(logs, (cost,), (way,))
        assert np.abs(np.einsum("kij,kj->ki", slope, way) - along).max() < 1e-12


def nested_demand(world, trade, rates, log_cost, spending):
    """Return an importer's purchases at customs value [k, i], product by product, in plain loops.

    From Armington demand of three tiers as the module's docstring states it, without any of its
    code: home against imports, products among imports, exporters within a product.
    """
    n = world.economy_index(trade.importer)
    bought, cost = trade.flow * (1 + trade.tariff), np.exp(log_cost)
    flow = np.zeros(spending.shape[:1] + cost.shape[1:])
    for k in range(len(world.sectors)):
        theta, rho = world.elasticity[k], trade.between
        own = world.trade_share[k, n, n]
        rows = [j for j in range(len(trade.codes)) if trade.sector[j] == k]
        if not rows:
            continue
        all_imports, price, divided = bought[rows].sum(), {}, {}
        for j in rows:
            share = bought[j] / bought[j].sum()
            paid = (1 + rates[j]) / (1 + trade.tariff[j]) * cost[k]
            power = share * paid ** -trade.elasticity[j]
            price[j] = power.sum() ** (-1 / trade.elasticity[j])
            divided[j] = power / power.sum()
        weight = {j: bought[j].sum() / all_imports * price[j] ** -rho for j in rows}
        imports = sum(weight.values()) ** (-1 / rho)
        at_home, abroad = own * cost[k, n] ** -theta, (1 - own) * imports**-theta
        on_imports = spending[k] * abroad / (at_home + abroad)
        flow[k, n] = spending[k] * at_home / (at_home + abroad)
        for j in rows:
            of_product = on_imports * weight[j] / sum(weight.values())
            flow[k] += of_product * divided[j] / (1 + rates[j])
    return flow


def test_an_equilibrium_with_products_meets_nested_demand_and_clears():
    world = with_products(elasticity=np.linspace(0.5, 12, sum(SIZES)))
    trade, rates = world.products[0], uneven(world)
    result = solve(world, wedges(world, rates))
    spending = (result.accounts.intermediate + result.accounts.final)[:, BUYER]
    expected = nested_demand(world, trade, rates, result.accounts.log_cost, spending)
    with_rows = [k for k, size in enumerate(SIZES) if size]
    seen = result.customs_flow[:, BUYER]
    assert np.abs(seen[with_rows] - expected[with_rows]).max() < 1e-10
    sold = result.customs_flow.sum(axis=1)
    assert np.abs(sold - result.accounts.output).max() < 1e-9


def test_a_product_cut_in_two_is_the_same_product():
    world = random_world(3).with_products(Table(3))
    trade, rates = world.products[0], uneven(world)
    order = [0, 0, *range(1, len(trade.codes))]
    part = np.where(np.arange(len(order)) < 2, [0.3, *[0.7] * (len(order) - 1)], 1.0)[:, None]
    cut = replace(
        trade,
        codes=tuple(f"{j:06d}" for j in range(len(order))),
        sector=trade.sector[order],
        flow=trade.flow[order] * part,
        tariff=trade.tariff[order],
    )
    one = solve(world, wedges(world, rates))
    other_world = replace(world, products=(cut,))
    other = solve(other_world, wedges(other_world, rates[order]))
    assert np.abs(one.welfare - other.welfare).max() < 1e-9


def test_products_add_up_to_their_sectors():
    world = with_products()
    rates = uneven(world)
    result = solve(world, wedges(world, rates))
    told = result.by_product(world.economies[BUYER])
    flow = result.flow.sel(importer=world.economies[BUYER])
    for k, size in enumerate(SIZES):
        if size:
            name = world.sectors[k]
            after = told.after.sel(product=told.sector == name).sum("product")
            away = after.exporter != world.economies[BUYER]
            assert float(np.abs(after - flow.sel(sector=name)).where(away).max()) < 1e-12
    others = world.tariff[1] * result.customs_flow[1, BUYER][None]  # the sector without products
    revenue = float(told.duty.sum()) + float(others[BUYER].sum()) * world.value_usd / 1e9
    paid = float(result.tariff_revenue.sel(economy=world.economies[BUYER]))
    assert revenue == pytest.approx(paid, rel=1e-9)


def test_a_mean_rate_overstates_uneven_rates():
    world = with_products()
    trade = world.products[0]
    rates = trade.tariff.copy()
    rates[::2, 0] += 3.0  # every other product from the first economy
    mean = world.tariff.copy()
    for k, start, end in trade.bounds:
        flow = trade.flow[start:end, 0]
        mean[k, BUYER, 0] = (flow * rates[start:end, 0]).sum() / flow.sum()
    by_line = solve(world, wedges(world, rates)).customs_flow[[0, 2], BUYER, 0].sum()
    at_mean = solve(world, tariff=mean).customs_flow[[0, 2], BUYER, 0].sum()
    assert by_line > 1.05 * at_mean


def test_what_a_benchmark_becomes_closes_and_is_at_rest():
    world = with_products()
    there = solve(world, wedges(world, uneven(world))).rebased()
    assert max(there.residuals().values()) < 1e-9
    assert np.abs(solve(there).welfare).max() < 1e-8
    assert np.abs(solve(there, deficits="purged").welfare).max() < 1e-8


def test_export_taxes_elsewhere_and_margins_reach_products():
    world = with_products()
    tax = np.zeros_like(world.tariff)
    tax[:, 2, 3] = 0.2  # between two other economies
    result = solve(world, wedges(world, uneven(world), export_tax=tax))
    assert result.certificate.largest < 1e-10
    absorbed = solve(
        world, wedges(world, uneven(world)), horizon=replace(LONG_RUN, pass_through=0.6)
    )
    passed = solve(world, wedges(world, uneven(world)))
    name = world.economies[BUYER]
    prices = [float(r.by_product(name).product_price.mean()) for r in (absorbed, passed)]
    assert prices[0] < prices[1]


def test_what_products_cannot_meet_is_refused():
    world = with_products()
    name = world.economies[BUYER]
    with pytest.raises(InputError, match="shape"):
        solve(world, wedges(world, np.zeros((2, 4))))
    elsewhere = Wedges.of(
        world.economies, world.sectors, tariff=world.tariff, by_product={"E0": np.zeros((8, 4))}
    )
    with pytest.raises(InputError, match="by product of E0"):
        solve(world, elsewhere)
    part = Targets((Line("G0", name, "E0", share=0.5),))
    with pytest.raises(InputError, match="part of E1's imports"):
        solve(world, targets=part)
    with pytest.raises(InputError, match="given twice"):
        world.with_products(Table(1))
    with pytest.raises(InputError, match="E0"):
        solve(world).by_product("E0")
    with pytest.raises(InputError, match="products of E1"):
        world.aggregate(["E1", "E2"])


CASES = {
    "two elasticities": ({"elasticity": np.linspace(0.5, 12, sum(SIZES))}, LONG_RUN),
    "one elasticity": ({"between": None}, LONG_RUN),
    "margins": ({}, Horizon(1.0, 1.0, 0.8, 0.0)),
}


@pytest.mark.parametrize("case", CASES)
def test_gradients_by_product_are_finite_differences(case):
    elasticities, horizon = CASES[case]
    world = with_products(**elasticities)
    rates, of = uneven(world), Objective.welfare(world.economies[0])
    law = wedges(world, rates)

    def value(by_product):
        found = solve(world, wedges(world, by_product), horizon=horizon, tolerance=1e-13)
        return float(found.welfare[0])

    found = gradient(world, law, of=of, horizon=horizon)
    slopes_there = found.by_product[world.products[0].importer].values
    step, cells = 1e-5, [(0, 0), (3, 2), (6, 3)]
    for j, i in cells:
        moved = np.zeros_like(rates)
        moved[j, i] = step
        numeric = (value(rates + moved) - value(rates - moved)) / (2 * step)
        assert slopes_there[j, i] == pytest.approx(numeric, rel=1e-5, abs=1e-7)
    # One rate on all products of a sector, and on a flow that is known by sector only.
    whole = np.zeros_like(rates)
    whole[world.products[0].sector == 0, 3] = step
    numeric = (value(rates + whole) - value(rates - whole)) / (2 * step)
    assert found.tariff.values[0, BUYER, 3] == pytest.approx(numeric, rel=1e-5, abs=1e-7)
    assert found.residual < 1e-9


def test_other_gradients_count_products_too():
    """Export taxes on what is known by product, and tariffs of others, by finite differences."""
    world = with_products(elasticity=np.linspace(0.5, 12, sum(SIZES)))
    rates, of = uneven(world), Objective.welfare(world.economies[2])
    found = gradient(world, wedges(world, rates), of=of)
    step, at = 1e-5, (0, BUYER, 3)

    def value(**more):
        law = wedges(world, rates, **more)
        return float(solve(world, law, tolerance=1e-13).welfare[2])

    for name, still in (("export_tax", 0.0), ("trade_cost", 1.0)):
        ends = []
        for sign in (1, -1):
            moved = np.full_like(world.tariff, still)
            moved[at] += sign * step
            ends.append(value(**{name: moved}))
        numeric = (ends[0] - ends[1]) / (2 * step)
        assert getattr(found, name).values[at] == pytest.approx(numeric, rel=1e-5, abs=1e-7)
    ends, elsewhere = [], (0, 0, 2)
    for sign in (1, -1):
        tariff = world.tariff.copy()
        tariff[elsewhere] += sign * step
        ends.append(value(tariff=tariff))
    numeric = (ends[0] - ends[1]) / (2 * step)
    assert found.tariff.values[elsewhere] == pytest.approx(numeric, rel=1e-5, abs=1e-7)


def test_with_one_elasticity_and_even_wedges_gradients_are_those_without_products():
    plain = random_world(3)
    world = plain.with_products(Table(3, between=None))
    of = Objective.welfare(plain.economies[0])
    tariff = other_tariffs(plain, 3)
    one, other = (gradient(w, of=of, tariff=tariff) for w in (plain, world))
    elsewhere = np.arange(4) != BUYER
    assert np.allclose(
        one.tariff.values[:, elsewhere], other.tariff.values[:, elsewhere], rtol=1e-7, atol=1e-9
    )
    assert np.allclose(one.export_tax, other.export_tax, rtol=1e-7, atol=1e-9)
