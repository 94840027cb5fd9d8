"""Many shocks at once are each shock alone, and a failure is a status."""

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.equilibrium import solve, solve_many
from cobden.world import World


@pytest.fixture(scope="module")
def world():
    return World.load().aggregate(economies=["USA", "JPN", "CHN"])


def draws(world, number):
    rng = np.random.default_rng(5)
    for _ in range(number):
        rates = rng.uniform(0, 0.5, world.tariff.shape)
        rates[:, range(4), range(4)] = 0
        yield Wedges.of(world.economies, world.sectors, tariff=rates)


def test_each_draw_is_the_shock_alone(world):
    batch = solve_many(world, draws(world, 20))
    assert batch.outcome.dims == ("draw", "economy")
    for j, wedges in enumerate(draws(world, 20)):
        np.testing.assert_array_equal(batch.outcome[j], solve(world, wedges).welfare)
    assert batch.failed == ()


def test_any_outcome_and_any_closure(world):
    batch = solve_many(
        world, draws(world, 3), outcome=lambda r: r.tariff_revenue, deficits="purged"
    )
    first = solve(world, next(draws(world, 1)), deficits="purged")
    np.testing.assert_allclose(batch.outcome[0], first.tariff_revenue, rtol=1e-9)


def test_a_draw_without_an_equilibrium_is_named_and_the_others_stand(world):
    """Japan cut off from all trade cannot be paid its transfer."""
    good, japan = next(draws(world, 1)), world.economies.index("JPN")
    cost = np.ones_like(world.tariff)
    cost[:, japan] = cost[:, :, japan] = 1e300
    cost[:, japan, japan] = 1
    cut = Wedges.of(world.economies, world.sectors, tariff=world.tariff, trade_cost=cost)
    batch = solve_many(world, [good, cut, good])
    assert batch.failed == (1,)
    assert "JPN cannot trade" in batch.status[1]
    assert np.isnan(batch.outcome[1]).all()
    np.testing.assert_array_equal(batch.outcome[0], batch.outcome[2])


def test_no_shocks_is_an_error(world):
    with pytest.raises(InputError, match="at least one"):
        solve_many(world, [])
