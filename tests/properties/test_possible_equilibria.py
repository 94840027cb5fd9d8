"""What is returned is an economy: incomes, spending and outputs above zero, or an error."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_equilibrium import random_world

from cobden.base.errors import Infeasible, NotConverged
from cobden.equilibrium import solve
from cobden.world.world import World

BIG = World.load().aggregate(["USA", "JPN", "CHN", "DEU"])


def possible(result) -> bool:
    """Whether an equilibrium is an economy, from its labelled outcomes alone."""
    world, unit = result.world, result.world.value_usd / 1e9
    bought = result.flow.values * (1 + result.shock.wedges.tariff)
    earned = world.value_added * unit
    return (
        bool((result.welfare.values > -100).all())
        and bool((result.real_wage.values > -100).all())
        and bool((bought >= -1e-8 * earned[:, None]).all())
        and bool((result.output.values >= -100 - 1e-6).all())
    )


def shocked(seed: int):
    """Return a random world and a shock of it: tariffs, productivity, and transfers of any size."""
    world = random_world(seed)
    rng = np.random.default_rng(seed + 77)
    n, k = len(world.economies), len(world.sectors)
    tariff = rng.uniform(0, rng.choice([0.3, 2.0, 10.0]), world.tariff.shape)
    tariff[:, range(n), range(n)] = 0
    moved = rng.normal(0, rng.choice([0.01, 0.1, 0.4]), n)
    return world, {
        "tariff": tariff,
        "productivity": rng.uniform(0.3, 3, (k, n)),
        "transfer": moved - moved.mean(),
    }


def outcome(seed: int) -> str:
    world, shock = shocked(seed)
    try:
        result = solve(world, **shock)
    except (Infeasible, NotConverged) as stopped:
        return type(stopped).__name__
    return "solved" if possible(result) else "impossible"


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_no_random_world_is_answered_with_an_impossible_one(seed):
    assert outcome(seed) != "impossible"


@pytest.mark.validation
def test_four_hundred_random_worlds():
    found = [outcome(seed) for seed in range(400)]
    counts = {kind: found.count(kind) for kind in sorted(set(found))}
    print(counts)
    assert "impossible" not in counts
    assert counts["Infeasible"] > 20
    assert counts["solved"] > 200


@pytest.mark.parametrize("given_", [0.1, 0.035, 0.2])
def test_the_largest_transfer_is_named_and_can_be_made(given_):
    with pytest.raises(Infeasible) as caught:
        solve(BIG, transfer=np.array([given_, -given_, 0, 0, 0]))
    assert caught.value.where == "transfer"
    assert "the income of JPN would be negative" in caught.value.what
    most = float(caught.value.remedy.split("pays ")[1].split(" of world")[0])
    assert most == pytest.approx(0.0308, rel=0.01)
    poor = solve(BIG, transfer=np.array([most, -most, 0, 0, 0]) * 0.995)
    assert possible(poor)
    assert float(poor.welfare.sel(economy="JPN")) < -90
    assert 0 < poor.certificate.signs.least_income < 0.1
    assert poor.certificate.signs.economy == "JPN" or poor.certificate.signs.least_output >= 0
    with pytest.raises(Infeasible):
        solve(BIG, transfer=np.array([most, -most, 0, 0, 0]) * 1.005)


def test_the_certificate_lists_signs_beside_residuals():
    found = solve(BIG).certificate
    assert found.signs.hold
    assert found.signs.least_income == pytest.approx(1.0)
    assert found.signs.least_output >= 0
    assert found.bounds == 0
    assert "smallest income 1 of the benchmark's" in str(found)
