"""The list that hurts most hurts most; the sparing one spares."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.equilibrium import gradient
from cobden.households import answer_lists
from small_path import small_world


def wide_world():
    """The small world with both of its sectors taken as goods."""
    return replace(small_world(), services=())


def traded(world) -> float:
    return float(world.flow[:, 1, 0].sum() * world.value_usd / 1e9)


def test_no_list_of_its_value_hurts_more():
    world = wide_world()
    flow = world.flow[:, 1, 0]
    value = 0.6 * flow.sum()
    harm = -gradient(world, of=Objective.welfare("USA")).tariff.values[:, 1, 0] * 0.01
    hardest, _ = answer_lists(
        world, by="JPN", on="USA", value=value * world.value_usd / 1e9, rate=0.01
    )
    assert hardest.trade == pytest.approx(value * world.value_usd / 1e9)
    first = np.linspace(0, 1, 201)
    second = (value - first * flow[0]) / flow[1]
    possible = (second >= 0) & (second <= 1)
    every = (harm[0] * first + harm[1] * second)[possible]
    assert hardest.first_order[0] >= every.max() - 1e-12
    assert hardest.first_order[0] == pytest.approx(every.max(), rel=0.01)


def test_first_order_is_right_for_small_duties():
    world = wide_world()
    found = answer_lists(world, by="JPN", on="USA", value=0.5 * traded(world), rate=1e-4)
    for one in found:
        assert (one.hurt, one.cost) == pytest.approx(one.first_order, rel=2e-2)


def test_the_sparing_list_costs_less_and_keeps_three_quarters_of_the_hurt():
    world = wide_world()
    hardest, sparing = answer_lists(world, by="JPN", on="USA", value=0.5 * traded(world))
    assert sparing.first_order[1] <= hardest.first_order[1] + 1e-12
    assert sparing.first_order[0] >= 0.75 * hardest.first_order[0] - 1e-9


@pytest.mark.parametrize("value", [0.0, -1.0, 1e6])
def test_a_value_that_is_not_traded_is_refused(value):
    with pytest.raises(InputError, match="billion dollars"):
        answer_lists(wide_world(), by="JPN", on="USA", value=value)
