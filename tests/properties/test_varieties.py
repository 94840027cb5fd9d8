"""Varieties of a product, each with a rate of its own: goods that claim a preference, lines."""

from dataclasses import replace

import numpy as np
import pytest
from test_products import BUYER, uneven, wedges, with_products

from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.base.targets import Line, Targets
from cobden.base.wedges import Varieties, Wedges
from cobden.equilibrium import LONG_RUN, solve, wedge_slopes
from cobden.equilibrium._pose_products import cell_wedges
from cobden.strategy import lines_of, players_of
from cobden.strategy.cells import with_rates
from cobden.study.drawn_terms import drawn_wedges
from cobden.study.raised_duties import with_raised_duties

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


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_where_exporters_bear_part_of_the_duty_parts_of_one_rate_change_nothing(world, share):
    """Neither does it where part of the duty is 0, and the parts' rates differ."""
    horizon, rate = replace(LONG_RUN, pass_through=share), uneven(world)
    whole = solve(world, wedges(world, rate), horizon=horizon)
    cut = solve(world, apart(world, rate, [(0.3, 0.0), (0.7, 0.0)]), horizon=horizon)
    assert np.abs(whole.welfare - cut.welfare).max() < 1e-9
    assert np.abs(whole.flow - cut.flow).max() < 1e-9 * float(whole.flow.max())
    uncut = solve(world, apart(world, rate, [(0.5, 0.0), (0.5, 0.3)]), horizon=horizon)
    assert np.abs(uncut.welfare - cut.welfare).max() > 1e-4


def test_what_exporters_bear_of_each_parts_duty_in_closed_form(world):
    """The price of a part rises by half of its duty's log, the producer's falls by the rest."""
    trade, more, borne = world.products[0], 0.25, 0.5
    rate = np.array(trade.tariff)
    of = apart(world, rate, [(0.6, 0.0), (0.4, more)])
    found = cell_wedges(world, trade, of, replace(LONG_RUN, pass_through=borne))
    theta, dearer = ELASTICITY[:, None], 1 + more / (1 + rate)
    left = 0.6 + 0.4 * dearer ** (-theta * borne)
    customs = 0.6 / (1 + rate) + 0.4 * dearer ** (-theta * borne) / (1 + rate + more)
    producer = 0.6 / (1 + rate) + 0.4 * dearer ** (-theta * borne) / (1 + rate + more) * dearer ** (
        1 - borne
    )
    bought = trade.flow > 0
    price = found.ratio * (1 + found.margin)
    assert np.allclose(price[bought], (left ** (-1 / theta))[bought])
    assert np.allclose(found.at_customs[bought], (customs / left)[bought])
    assert np.allclose((found.at_customs / (1 + found.margin))[bought], (producer / left)[bought])


def test_an_instrument_that_asks_for_nothing_changes_nothing_beside_parts(world):
    """A line told apart bears what all parts together do."""
    trade = world.products[0]
    of = apart(world, np.array(trade.tariff), [(0.5, 0.0), (0.5, 0.3)])
    j, i = np.unravel_index(trade.flow.argmax(), trade.flow.shape)
    line = Line(world.sectors[trade.sector[j]], trade.importer, world.economies[i], 0.4,
                good="a part", product=trade.codes[j])  # fmt: skip
    plain = solve(world, of)
    split = solve(world, of, targets=Targets((line,), ()))
    assert np.abs(plain.welfare - split.welfare).max() < 1e-9
    assert np.abs(plain.flow - split.flow).max() < 1e-9 * float(plain.flow.max())


def test_rates_on_some_exporters_are_exchanged_with_those_on_their_parts(world):
    trade, rate = world.products[0], uneven(world)
    here = apart(world, rate, [(0.5, 0.0), (0.5, 0.3)])
    there = apart(world, rate + 0.1, [(0.2, 0.0), (0.8, 0.2)])
    i = int(trade.flow.sum(axis=0).argmax())
    found = here.exchanged(there, BUYER, [i])
    parts, theirs, own = (w.varieties[trade.importer] for w in (found, there, here))
    for of, source in ((parts.exporter == i, theirs), (parts.exporter != i, own)):
        chosen = source.exporter == i if source is theirs else source.exporter != i
        assert np.array_equal(parts.take(of).rate, source.take(chosen).rate)
    assert np.array_equal(found.by_product[trade.importer][:, i], rate[:, i] + 0.1)
    assert np.array_equal(found.tariff[:, BUYER, i], there.tariff[:, BUYER, i])
    whole = here.exchanged(wedges(world, rate), BUYER, range(len(world.economies)))
    assert not len(whole.varieties.get(trade.importer, own.take(own.rate < -1)).rate)


def test_the_certificate_says_what_is_told_apart(world):
    rate = np.array(world.products[0].tariff)
    mean, cut = solve(world, wedges(world, rate)), solve(world, apart(world, rate, [(1.0, 0.1)]))
    assert "8 products, each at its mean rate" in str(mean.certificate)
    assert "bear rates of their own" in str(cut.certificate)


def test_a_mean_of_laws_that_divide_other_products_holds_what_is_bought_under_each(world):
    """A law beside itself is that law; under two, a cell has the parts of both."""
    trade, rate = world.products[0], uneven(world)
    cut, whole = apart(world, rate, [(0.5, 0.0), (0.5, 0.3)]), wedges(world, rate)
    one = Wedges.mean([cut, cut], np.array([0.25, 0.75]))
    assert np.allclose(one.varieties[trade.importer].rate, cut.varieties[trade.importer].rate)
    both = Wedges.mean([cut, whole], np.array([0.25, 0.75]))
    parts = both.varieties[trade.importer]
    here = parts.take(parts.cell == parts.cell[0])
    assert sorted(here.share.tolist()) == [0.125, 0.125, 0.75]
    alone = Wedges.mean([cut, whole], np.array([0.0, 1.0]))
    gap = solve(world, alone).welfare - solve(world, whole).welfare
    assert np.abs(gap).max() < 1e-9


def test_drawn_duties_and_an_answer_move_parts_as_they_move_their_products(world):
    trade, rate = world.products[0], uneven(world)
    cut = apart(world, rate, [(0.5, 0.0), (0.5, 0.3)])
    before = trade.tariff[cut.varieties[trade.importer].product,
                          cut.varieties[trade.importer].exporter]  # fmt: skip
    drawn = drawn_wedges(cut, world, {"duties": 2.0}).varieties[trade.importer]
    assert np.allclose(drawn.rate - before, 2 * (cut.varieties[trade.importer].rate - before))
    sector, seller = world.sectors[trade.sector[0]], world.economies[1]
    name = f"tariff {trade.importer} {seller} {sector}"
    fixed = drawn_wedges(cut, world, {name: 0.07}).varieties[trade.importer]
    mine = (trade.sector[fixed.product] == trade.sector[0]) & (fixed.exporter == 1)
    assert set(fixed.rate[mine]) <= {0.07}
    raised = with_raised_duties(cut, world, [trade.importer], [1], 0.1).varieties[trade.importer]
    more = raised.rate - cut.varieties[trade.importer].rate
    assert np.allclose(more, np.where(raised.exporter == 1, 0.1, 0.0))
