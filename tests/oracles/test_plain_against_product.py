"""Cobden and the plain solver agree on the world of 2022, under each closure and elasticity set."""

import numpy as np
import pytest

from cobden.equilibrium import purge
from cobden.world.elasticities import SETS
from cobden.world.world import World
from validation import product
from validation.plain_solver import Shock, solve, without_deficits

AGREE = 1e-8  # relative, and in points of welfare


def of_2025(world):
    """US tariffs of 25 points on Japan's goods, 10 on all others'; a tenth back on US food."""
    tariff = world.tariff.copy()
    us, japan = world.economy_index("USA"), world.economy_index("JPN")
    goods = len(world.sectors) - 1
    tariff[:goods, us, :] += 0.10
    tariff[:goods, us, japan] += 0.15
    tariff[:goods, us, us] = 0.0
    food = world.sector_index("C10T12")
    tariff[food, :, us] += 0.10
    tariff[food, us, us] = 0.0
    return tariff


def assert_agreement(ours, plain):
    bought = plain.final_trade_share.sum(axis=2) > 0  # the price of nothing is anybody's guess
    assert np.max(np.abs(ours.final_price - plain.final_price)[bought]) < AGREE
    for name in ("wage", "cost", "price", "welfare", "real_wage"):
        assert np.max(np.abs(getattr(ours, name) - getattr(plain, name))) < AGREE, name
    for name in ("purchases", "output", "income", "revenue", "deficit"):
        gap = np.abs(getattr(ours, name) - getattr(plain, name))
        assert np.max(gap) < AGREE * np.max(np.abs(getattr(plain, name))), name


@pytest.mark.parametrize("elasticities", ["U4", "CP"])
def test_the_main_shock(elasticities):
    world = World.load(elasticities)
    tariff = of_2025(world)
    plain = solve(product.base_of(world), Shock(tariff))
    assert_agreement(product.of_world(world, Shock(tariff)), plain)


@pytest.mark.validation
@pytest.mark.parametrize("elasticities", sorted(SETS))
def test_the_main_shock_under_every_set(elasticities):
    test_the_main_shock(elasticities)


@pytest.mark.parametrize("deficits", ["own_share", "dollar"])
def test_other_closures(deficits):
    world = World.load()
    tariff = of_2025(world)
    us = world.economy_index("USA")
    plain = solve(product.base_of(world), Shock(tariff), deficits=deficits, us=us)
    assert_agreement(product.of_world(world, Shock(tariff), deficits=deficits), plain)


def test_removing_the_deficits():
    world = World.load()
    ours, plain = purge(world), without_deficits(product.base_of(world))
    assert np.max(np.abs(ours.trade_share - plain.trade_share)) < AGREE
    assert np.max(np.abs(ours.expenditure - plain.expenditure)) < AGREE


def test_import_shares_by_use():
    world = World.load(import_shares="by_use")
    tariff = of_2025(world)
    plain = solve(product.base_of(world), Shock(tariff))
    assert_agreement(product.of_world(world, Shock(tariff)), plain)


def test_everything_else_that_can_change():
    world = World.load()
    draw = np.random.default_rng(7)
    shape = world.tariff.shape
    n = np.arange(shape[1])
    export_tax = draw.uniform(-0.1, 0.2, shape)
    export_tax[:, n, n] = 0.0
    cost = draw.uniform(0.9, 1.2, shape)
    cost[:, n, n] = 1.0
    shock = Shock(
        of_2025(world), export_tax, cost, draw.uniform(0.9, 1.1, shape[:2]),
        draw.uniform(0.95, 1.05, shape[1]),
    )  # fmt: skip
    plain = solve(product.base_of(world), shock)
    assert_agreement(product.of_world(world, shock), plain)
