"""Properties that every equilibrium has, on worlds made at random."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.equilibrium import solve
from cobden.world import World

GOODS, ECONOMIES = 3, 4
seeds = st.integers(0, 10_000)
quick = settings(max_examples=12, deadline=None, derandomize=True)


def random_world(seed: int, *, symmetric: bool = False, alone: bool = False) -> World:
    """Return a balanced world: random shares and tariffs, spending from its own circular flow."""
    rng = np.random.default_rng(seed)
    k, n = GOODS, ECONOMIES
    share = rng.dirichlet(np.ones(n), (k, n))
    inputs = rng.uniform(0, 0.2, (k, k, n))
    consumption = rng.dirichlet(np.ones(k), n).T
    tariff = rng.uniform(0, 0.3, (k, n, n))
    if alone:  # the last economy buys from and sells to nobody
        share[:, -1] = np.eye(n)[-1]
        share[:, :-1, -1] = 0
        share[:, :-1] /= share[:, :-1].sum(axis=2, keepdims=True)
    if symmetric:  # every economy is the first, seen from its own place
        share[:, :] = (np.eye(n) * 0.6 + 0.1)[None]
        inputs[:] = inputs[:, :, :1]
        consumption[:] = consumption[:, :1]
        tariff[:] = 0.1
    tariff[:, range(n), range(n)] = 0
    value_added, spending = _circulate(share, inputs, consumption, tariff)
    return World.from_shares(
        [f"E{j}" for j in range(n)], [f"G{j}" for j in range(k)], share, spending, inputs,
        consumption, value_added, np.zeros(n), tariff, rng.uniform(1, 9, k),
    )  # fmt: skip


def _circulate(share, inputs, consumption, tariff):
    """Return value added and spending that these shares reproduce, by power iteration."""
    spending = np.ones(consumption.shape)
    for _ in range(4000):
        flow = share * spending[:, :, None] / (1 + tariff)
        output = flow.sum(axis=1)
        value_added = ((1 - inputs.sum(axis=0)) * output).sum(axis=0)
        income = value_added + (tariff * flow).sum(axis=(0, 2))
        spending = np.einsum("kqn,qn->kn", inputs, output) + consumption * income
        spending /= value_added.sum()
    return value_added / value_added.sum(), spending


def other_tariffs(world: World, seed: int) -> np.ndarray:
    rates = np.random.default_rng(seed + 1).uniform(0, 0.8, world.tariff.shape)
    rates[:, range(ECONOMIES), range(ECONOMIES)] = 0
    return rates


@quick
@given(seeds)
def test_zero_change_in_zero_change_out(seed):
    result = solve(random_world(seed))
    assert np.abs(result.welfare).max() < 1e-9
    assert np.abs(result.output).max() < 1e-8


@quick
@given(seeds)
def test_walras_law_and_the_numeraire_hold(seed):
    world = random_world(seed)
    certificate = solve(world, tariff=other_tariffs(world, seed)).certificate
    assert certificate.largest <= 1e-10
    assert certificate.walras < 1e-9
    assert certificate.numeraire < 1e-12


@quick
@given(seeds)
def test_world_income_is_value_added_and_revenue(seed):
    world = random_world(seed)
    found = solve(world, tariff=other_tariffs(world, seed)).accounts
    assert abs(found.income.sum() - found.wage_bill.sum() - found.tariff_revenue.sum()) < 1e-12


@quick
@given(seeds)
def test_an_economy_that_does_not_trade_is_unaffected(seed):
    world = random_world(seed, alone=True)
    result = solve(world, tariff=other_tariffs(world, seed))
    assert abs(float(result.welfare[-1])) < 1e-8
    assert np.abs(result.output[:, -1]).max() < 1e-8


@quick
@given(seeds, st.floats(0, 1))
def test_symmetric_economies_get_symmetric_results(seed, rate):
    world = random_world(seed, symmetric=True)
    tariff = np.full(world.tariff.shape, rate)
    tariff[:, range(ECONOMIES), range(ECONOMIES)] = 0
    welfare = solve(world, tariff=tariff).welfare.values
    np.testing.assert_allclose(welfare, welfare[0], atol=1e-8)


@quick
@given(seeds, st.floats(0.5, 2))
def test_technology_that_improves_everywhere_is_real_income(seed, factor):
    """With a share b of value added throughout, productivity A is worth A^(1/b) everywhere."""
    world = random_world(seed)
    even = np.full((GOODS, GOODS, ECONOMIES), 0.2)
    value_added, spending = _circulate(
        world.trade_share, even, world.consumption_share, np.zeros_like(world.tariff)
    )
    world = World.from_shares(
        world.economies, world.sectors, world.trade_share, spending, even,
        world.consumption_share, value_added, np.zeros(ECONOMIES), np.zeros_like(world.tariff),
        world.elasticity,
    )  # fmt: skip
    result = solve(world, productivity=np.full((GOODS, ECONOMIES), factor))
    expected = 100 * (factor ** (1 / (1 - 0.2 * GOODS)) - 1)
    np.testing.assert_allclose(result.welfare, expected, rtol=1e-7, atol=1e-7)
