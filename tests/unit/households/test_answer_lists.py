"""The list that hurts most hurts most; the sparing one spares."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import gradient
from cobden.households import answer_lists
from cobden.world.close_products import close_products
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


class TwoProducts:
    """What JPN buys of its goods: one product of the USA alone, one that CHN sells far more of."""

    def on(self, world):
        value = np.array([[4.0, 0.0, 0.1], [2.0, 0.0, 60.0]])
        return close_products(
            world, "JPN", np.array(["120190", "870323"]), np.zeros(2, dtype=np.intp), value,
            np.zeros_like(value),
        )  # fmt: skip


def by_product():
    """The small world with JPN's imports of its goods by product, and services apart."""
    return small_world().with_products(TwoProducts())


def test_products_are_lines_and_right_for_small_duties():
    world = by_product()
    hardest, sparing = answer_lists(
        world, by="JPN", on="USA", value=0.4 * float(world.products[0].flow[:, 0].sum())
        * world.value_usd / 1e9, rate=1e-4,
    )  # fmt: skip
    for one in (hardest, sparing):
        assert set(one.lines.line) <= {"120190", "870323"}
        assert set(one.lines.sector) == {"G"}
        assert (one.hurt, one.cost) == pytest.approx(one.first_order, rel=2e-2)


def test_own_consumers_are_spared_where_others_sell_the_same():
    world = by_product()
    flow = world.products[0].flow[:, 0] * world.value_usd / 1e9
    hardest, sparing = answer_lists(world, by="JPN", on="USA", value=float(flow.min()), rate=0.1)
    assert sparing.lines.line.tolist()[0] == "870323"
    whole = answer_lists(world, by="JPN", on="USA", value=float(flow.sum()), rate=0.1)[0].lines
    per = {
        row["line"]: (row["hurt"] / row["trade"], row["cost"] / row["trade"])
        for row in whole.to_dict("records")
    }
    assert per["870323"][0] > per["120190"][0]  # buyers go to others: the seller loses more
    assert per["870323"][1] < per["120190"][1]  # and they pay less themselves
    assert hardest.lines.line.tolist()[0] == "870323"


def test_a_law_by_product_stays_under_the_list():
    world = by_product()
    rates = world.products[0].tariff + np.array([[0.3], [0.0]])
    law = Wedges.of(world.economies, world.sectors, tariff=world.tariff, by_product={"JPN": rates})
    value = 0.5 * float(world.products[0].flow[:, 0].sum()) * world.value_usd / 1e9
    under, alone = (
        answer_lists(world, one, by="JPN", on="USA", value=value, rate=1e-4)[0]
        for one in (law, None)
    )
    assert under.hurt == pytest.approx(under.first_order[0], rel=2e-2)
    assert under.hurt != pytest.approx(alone.hurt, rel=1e-2)


@pytest.mark.parametrize("value", [0.0, -1.0, 1e6])
def test_a_value_that_is_not_traded_is_refused(value):
    with pytest.raises(InputError, match="billion dollars"):
        answer_lists(wide_world(), by="JPN", on="USA", value=value)
