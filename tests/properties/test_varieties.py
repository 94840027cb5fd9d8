"""Varieties of a product, each with a rate of its own: goods that claim a preference, lines."""

from dataclasses import replace

import numpy as np
import pytest
from test_products import BUYER, uneven, wedges, with_products

from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.base.wedges import Varieties, Wedges
from cobden.equilibrium import LONG_RUN, Shock, solve, wedge_slopes
from cobden.equilibrium._pose_products import posed_products
from cobden.strategy import lines_of, players_of
from cobden.strategy.cells import with_rates

ELASTICITY = np.linspace(1.5, 8, 8)


@pytest.fixture(scope="module")
def world():
    return with_products(elasticity=ELASTICITY)


def apart(world, rate, split) -> Wedges:
    """Wedges at rates [j, i], each cell cut into ``split``: (share, points on top) of each."""
    trade = world.products[0]
    product, exporter = (at.astype(np.intp) for at in np.nonzero(trade.flow > 0))
    parts = [(product, exporter, np.full(len(product), share), rate[product, exporter] + more)
             for share, more in split]  # fmt: skip
    own = Varieties(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    return replace(wedges(world, rate), varieties={trade.importer: own})


def test_cutting_products_into_varieties_of_one_rate_changes_nothing(world):
    rate = uneven(world)
    whole = solve(world, wedges(world, rate))
    cut = solve(world, apart(world, rate, [(0.3, 0.0), (0.7, 0.0)]))
    assert np.abs(whole.welfare - cut.welfare).max() < 1e-9
    assert np.abs(whole.flow - cut.flow).max() < 1e-9 * float(whole.flow.max())
    buyer = world.economies[BUYER]
    gap = whole.by_product(buyer).duty - cut.by_product(buyer).duty
    assert np.abs(gap).max() < 1e-9 * float(whole.by_product(buyer).duty.max())


def test_claimed_and_unclaimed_goods_are_two_varieties_in_closed_form(world):
    """Price: the power mean of both. Duty: each part's own rate on what is left of it."""
    trade, claimed, more = world.products[0], 0.6, 0.25
    rate = np.array(trade.tariff)
    found = solve(world, apart(world, rate, [(claimed, 0.0), (1 - claimed, more)]))
    seen = found.by_product(world.economies[BUYER])
    theta = ELASTICITY[:, None]
    dearer = 1 + more / (1 + rate)
    left = claimed + (1 - claimed) * dearer**-theta
    cost = (1 + seen.price.values / 100) / left ** (-1 / theta)  # what sellers' costs did
    at_customs = claimed / (1 + rate) + (1 - claimed) * dearer**-theta / (1 + rate + more)
    bought = trade.flow > 0
    assert np.allclose((seen.tariff_after.values / 100)[bought], (left / at_customs - 1)[bought])
    for k, start, end in trade.bounds:  # a seller has one cost in a sector
        assert np.ptp(cost[start:end], axis=0)[trade.flow[start:end].any(axis=0)].max() < 1e-12
        n = world.economy_index(trade.importer)
        whole = found.flow.values[k, n]
        assert np.allclose(seen.after.values[start:end].sum(axis=0), np.where(
            np.arange(len(whole)) == n, 0.0, whole))  # fmt: skip
    mean = solve(world, wedges(world, rate + (1 - claimed) * more))
    buyer = world.economies[BUYER]
    imports = [float(one.flow.sel(importer=buyer).sum() - one.flow.sel(
        importer=buyer, exporter=buyer).sum()) for one in (found, mean)]  # fmt: skip
    assert imports[0] > imports[1]  # the mean rate overstates
    assert found.certificate.largest < 1e-9


def test_slopes_at_varieties_are_finite_differences(world):
    trade = world.products[0]
    split = [(0.5, 0.0), (0.5, 0.3)]
    rate = np.array(trade.tariff)
    there = solve(world, apart(world, rate, split))
    aim = Objective.welfare(trade.importer)
    slopes = wedge_slopes(there, aim).by_product[0]
    cell = np.unravel_index(trade.flow.argmax(), trade.flow.shape)
    mean = float(there.by_product(trade.importer).tariff_after.values[cell]) / 100
    ends = []
    for sign in (1, -1):
        moved = apart(world, rate, split).varieties[trade.importer]
        here = (moved.product == cell[0]) & (moved.exporter == cell[1])
        dearer = (1 + moved.rate) * (1 + sign * 1e-5 / (1 + mean)) - 1
        own = replace(moved, rate=np.where(here, dearer, moved.rate))
        shifted = replace(wedges(world, rate), varieties={trade.importer: own})
        ends.append(float(solve(world, shifted).welfare.sel(economy=trade.importer)))
    assert slopes[cell] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-4)


def test_shares_that_do_not_add_up_and_rates_below_minus_one_are_refused(world):
    one = np.zeros(1, np.intp)
    with pytest.raises(InputError, match=r"add up to 0\.9"):
        Varieties(one, one, np.array([0.9]), np.array([0.1]))
    with pytest.raises(InputError, match="a rate is -1"):
        Varieties(one, one, np.ones(1), np.array([-1.0]))
    lines = lines_of(world, players_of(world, [world.economies[BUYER]]), "line")
    rate = np.array(world.products[0].tariff)
    with pytest.raises(InputError, match="no line here sets"):
        with_rates(lines, np.zeros(len(lines)), apart(world, rate, [(1.0, 0.1)]), world)


def test_exporters_that_bear_part_of_the_duty_are_refused(world):
    given = apart(world, np.array(world.products[0].tariff), [(1.0, 0.1)])
    shock = Shock.on(world, given, horizon=replace(LONG_RUN, pass_through=0.5))
    with pytest.raises(InputError, match="exporters bear part"):
        posed_products(world, shock)
