"""Years on the world of 2022: no law, no change; wages that never fall have a path."""

import numpy as np
import pytest

from cobden.base.wedges import Wedges
from cobden.dynamics import Parameters, long_run, path
from cobden.world import World

pytestmark = pytest.mark.validation  # programs of the size of the world
YEARS = range(2025, 2037)


@pytest.fixture(scope="module")
def world():
    return World.load()


def law(world, points):
    tariff, us = np.array(world.tariff), world.economy_index("USA")
    tariff[world.goods, us] += points
    tariff[:, us, us] = 0
    return Wedges.of(world.economies, world.sectors, tariff=tariff)


def test_nothing_moves_without_a_law(world):
    still = path(world, law(world, 0.0), YEARS)
    for name in ("gdp", "consumption", "capital", "employment", "consumer_price"):
        assert np.abs(still.scaled(name)).max() < 1e-7, name


def test_wages_that_never_fall_idle_people_for_as_long_as_the_years_last(world):
    never, slow = (
        path(world, law(world, 0.1), YEARS, anchor="price_level", parameters=Parameters(floor=f))
        for f in (1.0, 0.98)
    )
    assert never.certificate.largest < 1e-8
    idle = never.by_year.unemployment.sel(economy="USA")
    assert float(idle.sel(year=2036)) > float(slow.by_year.unemployment.sel(economy="USA").max())
    np.testing.assert_allclose(never.steady.consumption, slow.steady.consumption, atol=1e-5)
    assert float(np.abs(never.steady.unemployment).max()) < 1e-9


def test_the_end_of_the_years_is_the_long_run_with_capital_adjusting(world):
    found = path(world, law(world, 0.1), YEARS, labour="mobile", rigid=False)
    end = long_run(world, law(world, 0.1))
    np.testing.assert_allclose(found.steady.consumption, end.steady.consumption, atol=1e-5)
