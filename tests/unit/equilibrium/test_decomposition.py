"""The exact decomposition of welfare adds up, term by term as economics says."""

import numpy as np
import pytest

from cobden.equilibrium import decompose, solve
from cobden.world import World


@pytest.fixture(scope="module")
def world():
    return World.load().aggregate(economies=["USA", "JPN", "CHN", "DEU", "MEX"])


@pytest.fixture(scope="module")
def shocks(world):
    rng = np.random.default_rng(3)
    n, k = len(world.economies), len(world.sectors)
    own = np.eye(n, dtype=bool)
    transfer = rng.normal(0, 1e-4, n)
    return {
        "tariff": {"tariff": np.where(own, 0, rng.uniform(0, 0.6, (k, n, n)))},
        "export_tax": {"export_tax": np.where(own, 0, rng.uniform(-0.1, 0.4, (k, n, n)))},
        "trade_cost": {"trade_cost": np.where(own, 1, rng.uniform(0.8, 1.4, (k, n, n)))},
        "productivity": {"productivity": rng.uniform(0.8, 1.2, (k, n))},
        "labour": {"labour": rng.uniform(0.9, 1.1, n)},
        "transfer": {"transfer": transfer - transfer.mean()},
    }


@pytest.mark.parametrize(
    "kind", ["tariff", "export_tax", "trade_cost", "productivity", "labour", "transfer"]
)
def test_the_terms_add_up_to_the_exact_change(world, shocks, kind):
    result = solve(world, **shocks[kind])
    terms = decompose(result)
    np.testing.assert_allclose(terms.sum("term"), result.welfare, atol=1e-7, rtol=1e-7)


def test_everything_at_once_adds_up(world, shocks):
    result = solve(world, **{k: v for shock in shocks.values() for k, v in shock.items()})
    terms = decompose(result, points=16)
    np.testing.assert_allclose(terms.sum("term"), result.welfare, atol=1e-6)


def test_tariffs_alone_change_no_technology(world, shocks):
    terms = decompose(solve(world, **shocks["tariff"]))
    assert np.abs(terms.sel(term="technology")).max() == 0


def test_terms_of_trade_are_a_redistribution(world, shocks):
    """What one economy gains from prices at the border another loses."""
    result = solve(world, **shocks["tariff"])
    terms = decompose(result).sel(term="terms_of_trade")
    money = terms * result.world.income
    assert abs(float(money.sum())) < 0.05 * float(np.abs(money).sum())
