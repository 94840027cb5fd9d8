"""Horizons against an independent program that solves for the returns to factors alone."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.equilibrium import Horizon, solve
from cobden.world.world import World
from validation import short_run
from validation.plain_solver import Base
from validation.product import base_of

ECONOMIES = ("USA", "JPN", "CHN")


@pytest.fixture(scope="module")
def world() -> World:
    whole = World.load()
    names = whole.sectors
    merged = {
        "PRIMARY": names[:3],
        "LIGHT": names[3:9],
        "HEAVY": names[9:18],
        "MACHINES": names[18:27],
    }
    return whole.aggregate(list(ECONOMIES), sectors=merged)


def base(world: World, elasticity) -> Base:
    return replace(base_of(world), elasticity=elasticity)


@pytest.mark.parametrize(
    ("long_run", "response", "pass_through", "fixity"),
    [
        (12.0, 0.7, 0.9, 0.4),
        pytest.param(4.0, 1.0, 1.0, 1.0, marks=pytest.mark.validation),
        pytest.param(1.0, 0.38, 0.6, 1.0, marks=pytest.mark.validation),
        pytest.param(4.0, 1.0, 0.0, 0.0, marks=pytest.mark.validation),
    ],
)
def test_horizons_agree_with_the_plain_program(world, long_run, response, pass_through, fixity):
    world = world.with_elasticity(np.full(len(world.sectors), long_run))
    tariff = np.array(world.tariff)
    usa, japan = world.economy_index("USA"), world.economy_index("JPN")
    tariff[:-1, usa, :] += 0.2
    tariff[:-1, usa, usa] = 0
    tariff[2, japan, usa] += 0.5
    horizon = Horizon(1, response, pass_through, fixity)
    ours = solve(world, tariff=tariff, horizon=horizon, tolerance=1e-12)
    theirs = short_run.solve(
        base(world, response * (1 + world.elasticity) - 1),
        tariff,
        fixity=fixity,
        pass_through=pass_through,
    )
    assert ours.welfare.values == pytest.approx(theirs.welfare, abs=1e-7)
    assert ours.factor_return.values == pytest.approx(100 * (theirs.factor_return - 1), abs=1e-6)
    assert ours.price.values == pytest.approx(100 * (theirs.cost - 1), abs=1e-6)
    assert ours.accounts.output == pytest.approx(theirs.output, abs=1e-10)
    margins = ours.margin.sum(["sector", "importer"]).values * 1e9 / world.value_usd
    assert margins == pytest.approx(theirs.margin, abs=1e-12)


def test_at_an_elasticity_of_zero_shares_of_spending_stand_still(world):
    world = world.with_elasticity(np.zeros(len(world.sectors)))
    tariff = np.array(world.tariff)
    tariff[:-1, 0, 1:] += 0.2
    ours = solve(world, tariff=tariff)
    theirs = short_run.solve(base(world, world.elasticity), tariff, fixity=0.0, pass_through=1.0)
    # Computed at 1e-5, next to zero: see `cobden.equilibrium._pose`.
    assert ours.trade_share.values == pytest.approx(world.trade_share, abs=1e-5)
    assert ours.welfare.values == pytest.approx(theirs.welfare, abs=1e-4)
