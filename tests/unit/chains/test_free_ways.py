"""Where moving a good costs nothing, no more of it moves than must."""

from datetime import date

import numpy as np
import pytest

from cobden.chains import Chain, load, run, scenarios
from cobden.chains.rows import Capacity, Good, Place, Process, Route, Use

NAMES = ("A", "B", "C", "D")


def market(cost: float, **routes: float) -> Chain:
    """Four places, of which A and B make more than they use; carrying costs ``cost``."""
    ways = tuple(
        Route("ore", one, two, cost, limit=routes.get(one + two, float("inf")))
        for one in NAMES
        for two in NAMES
        if one != two
    )
    return Chain(
        "market", "Market", date(2025, 1, 1), 2,
        tuple(Place(name, name) for name in NAMES), (Good("ore", "t"),),
        tuple(Use(name, "all", "ore", 3, 10, -0.5, choke=100) for name in NAMES),
        (Process("dig", "t", (("ore", 1.0),)),),
        (Capacity("A", "dig", limit=8, cost=1), Capacity("B", "dig", limit=3.5, cost=1)),
        ways,
    )  # fmt: skip


def moved(chain: Chain) -> np.ndarray:
    outcome = run(chain, ())
    assert max(c.worst for _, c in outcome.certificates) < 1e-6
    return outcome.data.flow.sel(good="ore").isel(period=0).values


def test_free_trade_moves_what_is_exported_and_nothing_else():
    flow = moved(market(0.0))
    out, back = flow.sum(axis=1), flow.sum(axis=0)
    assert np.minimum(out, back).max() == 0  # nobody both sends and takes
    assert out.sum() == pytest.approx(11.5 - 2 * 11.5 / 4, rel=1e-5)
    # of all such movements the most even: each buyer takes from both sellers what they can spare
    assert flow[0, 2] == pytest.approx(flow[0, 3], rel=1e-4)


def test_free_trade_is_the_limit_of_cheap_trade():
    free, cheap = moved(market(0.0)), moved(market(1e-3))
    np.testing.assert_allclose(free.sum(axis=1), cheap.sum(axis=1), atol=1e-3)
    np.testing.assert_allclose(free.sum(axis=0), cheap.sum(axis=0), atol=1e-3)


def test_a_limit_on_a_free_way_is_kept():
    flow = moved(market(0.0, AC=1.0))
    assert flow[0, 2] <= 1 + 1e-6
    assert flow.sum(axis=0)[2] == pytest.approx(11.5 / 4, rel=1e-5)


@pytest.mark.parametrize("scenario", scenarios("ships"))
def test_no_more_slots_are_traded_than_yards_have_room_for(scenario: str):
    outcome = run(load("ships", scenario=scenario))
    for good, process in (("slots", "build"), ("icebreakers", "build icebreakers")):
        flow = outcome.data.flow.sel(good=good)
        made = outcome.data.made.sel(process=process).sum("place")
        assert (flow.sum(("exporter", "importer")) <= made + 1e-6).all()
        both = np.minimum(flow.values, flow.values.swapaxes(0, 1))
        assert both.max() < 1e-6
    assert max(c.worst for _, c in outcome.certificates) < 1e-6
