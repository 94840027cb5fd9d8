"""A world from plain arrays: what is kept, what is made exact."""

import numpy as np
import pytest

from cobden.world import World
from cobden.world.views import VIEWS
from validation.published import ABSENT, CALIENDO_PARRO

FIELDS = (
    "economies", "sectors", "trade_share", "expenditure", "input_share", "consumption_share",
    "value_added", "deficit", "tariff", "elasticity",
)  # fmt: skip


def given(world: World) -> dict:
    return {name: getattr(world, name) for name in FIELDS}


def test_an_exact_world_passes_through_unchanged():
    world = World.load()
    same = World.from_shares(**given(world))
    for name in FIELDS[2:]:
        assert np.abs(getattr(same, name) - getattr(world, name)).max() < 1e-14


def test_shares_by_use_pass_through_unchanged():
    world = World.load("BSY", import_shares="by_use")
    same = World.from_shares(**given(world), final_trade_share=world.final_trade_share)
    assert np.abs(same.flow - world.flow).max() < 1e-15


def test_money_in_any_unit_gives_the_same_world():
    world = World.load()
    arrays = given(world)
    for name in ("expenditure", "value_added", "deficit"):
        arrays[name] = arrays[name] * 95.5e12
    scaled = World.from_shares(**arrays)
    assert scaled.value_usd == pytest.approx(95.5e12)
    assert np.abs(scaled.expenditure - world.expenditure).max() < 1e-14


def test_sums_that_hold_to_a_millionth_are_made_exact():
    world, random = World.load(), np.random.default_rng(3)
    arrays = given(world)
    arrays["trade_share"] = world.trade_share * (1 + 8e-7 * random.random(world.trade_share.shape))
    arrays["consumption_share"] = world.consumption_share * (1 - 5e-7)
    near = World.from_shares(**arrays)
    assert np.abs(near.trade_share.sum(2) - 1).max() < 1e-15
    assert max(near.residuals().values()) < 1e-13
    assert np.abs(near.expenditure - world.expenditure).max() < 1e-5


def test_a_good_that_nobody_buys_may_have_no_shares():
    world = World.from_shares(
        economies=["a", "b"],
        sectors=["bread", "salt"],
        trade_share=np.array([[[0.8, 0.2], [0.2, 0.8]], [[0, 0], [0, 0]]]),
        expenditure=[[1.0, 1.0], [0.0, 0.0]],
        input_share=np.zeros((2, 2, 2)),
        consumption_share=[[1, 1], [0, 0]],
        value_added=[1.0, 1.0],
        deficit=[0, 0],
        tariff=np.zeros((2, 2, 2)),
        elasticity=[4, 4],
    )
    assert (world.output == [[0.5, 0.5], [0, 0]]).all()
    assert max(world.residuals().values()) < 1e-15


def test_arrays_given_are_copied_not_frozen():
    arrays = given(World.load().aggregate(["USA"]))
    mine = arrays["tariff"].copy()
    arrays["tariff"] = mine
    world = World.from_shares(**arrays)
    mine[0, 0, 1] = 9.0
    assert world.tariff[0, 0, 1] != 9.0


@pytest.mark.skipif(not CALIENDO_PARRO.exists(), reason=ABSENT.format("Caliendo & Parro (2015)"))
@pytest.mark.parametrize("base", ["base_", "def_", "one_", "nomat_", "noio_"])
def test_caliendo_and_parros_own_calibration_is_accepted(base):
    with np.load(CALIENDO_PARRO) as data:
        own = base if base + "gamma" in data else "base_"
        one = "one_" if base == "one_" else ""
        sectors = ["goods", "services"] if one else list(data["sectors"])
        world = World.from_shares(
            list(data["countries"]), sectors, data[base + "pi"], data[base + "X"],
            data[own + "gamma"].transpose(1, 2, 0), data[base + "alpha"], data[base + "VA"],
            data[base + "D"], data[one + "tariff_1993"], data[one + "theta"],
        )  # fmt: skip
        assert max(world.residuals().values()) < 2e-14
        assert np.abs(world.value_added - data[base + "VA"]).max() < 1e-8


@pytest.mark.parametrize("form", ["common", "by_use"])
def test_every_view_is_labelled_and_has_a_unit(form):
    world = World.load(import_shares=form)
    for name, about in VIEWS.items():
        if getattr(world, name) is None:
            continue
        array = world.view(name)
        assert array.dims == about.dims
        assert array.attrs["unit"] == about.unit
    usd = world.view("value_added")
    assert float(usd.sum()) == pytest.approx(world.value_usd)
