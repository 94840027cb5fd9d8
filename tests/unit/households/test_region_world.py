"""Places as regions of the equilibrium."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.equilibrium import solve
from cobden.households import with_regions
from small_households import small_places, small_result
from small_path import raised, small_world

FLOWS = np.array([[5.0, 1.0], [0.5, 4.0]])


def test_the_accounts_of_regions_close_and_add_up():
    world = small_world()
    regions = with_regions(world, small_places(), FLOWS)
    assert regions.economies == ("USA-N", "USA-S", "JPN", "CHN")
    assert max(regions.residuals().values()) < 1e-12
    assert regions.output[:, :2].sum(axis=1) == pytest.approx(world.output[:, 0])
    assert regions.output[:, 0] == pytest.approx(world.output[:, 0] * [0.8, 0.3])
    assert regions.final_expenditure[:, :2].sum(axis=1) == pytest.approx(
        world.final_expenditure[:, 0]
    )
    bought = regions.flow[:, :2, 2:].sum(axis=1)
    assert bought == pytest.approx(world.flow[:, 0, 1:])
    home = regions.flow[:, :2, :2].sum(axis=0)
    assert home[0, 1] * home[1, 0] / home[0, 0] / home[1, 1] < 0.2  # as the flows: mostly own


def test_regions_that_are_alike_fare_as_the_country():
    world = small_world()
    alike = replace(small_places(), value=np.array([[0.6, 0.6], [0.4, 0.4]]))
    regions = with_regions(world, alike, np.outer([0.6, 0.4], [0.6, 0.4]))
    tariff = raised(world)[:, [0, 0, 1, 2]][:, :, [0, 0, 1, 2]]
    found = solve(regions, tariff=tariff).welfare.to_numpy()
    whole = small_result().welfare.to_numpy()
    assert found == pytest.approx(whole[[0, 0, 1, 2]], abs=1e-8)


@pytest.mark.parametrize(
    ("flows", "said"),
    [([[1.0]], r"form \(1, 1\)"), ([[1.0, 0.0], [1.0, 1.0]], "sales of S to N are 0")],
)
def test_flows_that_cannot_be_right_say_so(flows, said):
    with pytest.raises(InputError, match=said):
        with_regions(small_world(), small_places(), flows)
