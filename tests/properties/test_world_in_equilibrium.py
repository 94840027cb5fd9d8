"""The embedded world is an exact equilibrium, and proportional parts of it behave as the whole."""

import numpy as np
import pytest

from cobden.equilibrium import solve
from cobden.world import World


@pytest.mark.parametrize("form", ["common", "by_use"])
def test_nothing_changed_returns_nothing_changed(form):
    result = solve(World.load(import_shares=form))
    assert np.abs(result.welfare).max() < 1e-9


@pytest.mark.validation
@pytest.mark.parametrize("form", ["common", "by_use"])
def test_an_economy_in_proportional_parts_fares_as_the_whole(form):
    keep = ["USA", "JPN", "CHN", "MEX", "EU27"]
    world = World.load("BSY", import_shares=form).aggregate(keep, {"cars": ["C29", "C301"]})
    pieces = world.split("JPN", {"East": 3.0, "West": 1.0})
    whole, parts = (
        solve(each, tariff=_raised(each, "USA", 0.2), tolerance=1e-12).welfare
        for each in (world, pieces)
    )
    others = [name for name in world.economies if name != "JPN"]
    assert np.abs(parts.sel(economy=others).values - whole.sel(economy=others).values).max() < 1e-9
    for part in ("East", "West"):
        assert float(parts.sel(economy=part)) == pytest.approx(
            float(whole.sel(economy="JPN")), abs=1e-9
        )


def _raised(world: World, by: str, rate: float) -> np.ndarray:
    tariff = world.tariff.copy()
    n = world.economy_index(by)
    abroad = np.arange(len(world.economies)) != n
    tariff[: world.sectors.index("SERV"), n, abroad] += rate
    return tariff
