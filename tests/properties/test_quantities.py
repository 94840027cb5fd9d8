"""Quantities as targets: limits, promises, bans and balances hold exactly, and account for all."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.base.errors import Infeasible
from cobden.base.targets import Line, Target, Targets
from cobden.equilibrium import additionality, delivered, solve
from cobden.equilibrium._meet_targets import observe_lines
from cobden.world import World


@pytest.fixture(scope="module")
def world():
    return World.load().aggregate(
        economies=["USA", "JPN", "CHN", "GBR", "EU27"],
        sectors={
            "goods": [s for s in World.load().sectors if s not in ("C26", "C29", "SERV", "C20")],
        },
    )


@pytest.fixture(scope="module")
def free(world):
    return solve(world, tariff=world.tariff)


ONE = Line("C26", "JPN", "USA")
PART = Line("C20", "USA", "CHN", share=0.01, good="rare earths", elasticity=0.5)


def met(world, line, **target):
    terms = {"name": "a target", "on": (0,), "wedge": "tariff"}
    targets = Targets((line,), (Target(**(terms | target)),))
    return solve(world, tariff=world.tariff, targets=targets)


def volume(result):
    now = observe_lines(result.problem, result.vector)[0]
    return float(now.volume.sum())


def premium(result):
    return float(observe_lines(result.problem, result.vector)[3][0])


def same(one, other, tolerance=1e-9):
    assert np.abs(one.welfare.values - other.welfare.values).max() < tolerance


# Lines


def test_a_variety_told_apart_with_nothing_on_it_changes_nothing(world, free):
    for line in (ONE, replace(ONE, share=0.3), PART, replace(PART, elasticity=None)):
        same(solve(world, tariff=world.tariff, targets=Targets((line,))), free)


@pytest.mark.validation
def test_a_tariff_on_two_halves_is_a_tariff_on_the_whole(world):
    rate = np.array(world.tariff)
    rate[world.sector_index("C26"), world.economy_index("JPN"), world.economy_index("USA")] += 0.2
    halves = tuple(replace(ONE, share=0.5, good=name, tariff=0.2) for name in "ab")
    whole = solve(world, tariff=rate)
    same(solve(world, tariff=world.tariff, targets=Targets(halves)), whole, 1e-8)


def test_a_nest_as_elastic_as_its_sector_is_the_plain_split(world):
    theta = float(world.elasticity[world.sector_index("C20")])
    plain = replace(PART, elasticity=None, tariff=0.5)
    nested = replace(PART, elasticity=theta, tariff=0.5)
    one, other = (solve(world, tariff=world.tariff, targets=Targets((x,))) for x in (plain, nested))
    same(one, other)


@pytest.mark.validation
def test_sources_as_elastic_among_themselves_as_outside_are_one_ces(world):
    theta = float(world.elasticity[world.sector_index("C20")])
    lines = tuple(
        replace(PART, exporter=e, elasticity=theta, between=theta, tariff=t)
        for e, t in (("CHN", 0.5), ("JPN", 0.1))
    )
    apart = tuple(replace(line, elasticity=None, between=None) for line in lines)
    one, other = (solve(world, tariff=world.tariff, targets=Targets(x)) for x in (lines, apart))
    same(one, other)


@pytest.mark.parametrize("elasticity", [-0.6, 0.0, 2.0])
def test_demand_for_a_small_nest_has_its_own_elasticity(world, free, elasticity):
    line = replace(PART, share=1e-4, elasticity=elasticity)
    dearer = replace(line, trade_cost=1.1)
    before, after = (
        solve(world, tariff=world.tariff, targets=Targets((x,))) for x in (line, dearer)
    )
    now, then = (observe_lines(r.problem, r.vector)[0].purchase.sum() for r in (after, before))
    assert np.log(now / then) / np.log(1.1) == pytest.approx(-elasticity, abs=2e-3)


@pytest.mark.validation
@pytest.mark.parametrize("elasticity", [0.5, -0.5])
def test_spreading_a_cut_over_the_sector_hides_its_harm(world, elasticity):
    """A 74% cut of a good that is 1% of its flow, on that good or spread over all of the flow.

    The world's loss, where nothing else distorts trade: no tariffs, the rent a mere transfer.
    """
    spread = replace(PART, share=1.0, good="", elasticity=None)
    harm = []
    for line, left in ((replace(PART, elasticity=elasticity), 0.26), (spread, 1 - 0.0074)):
        target = Target("cut", (0,), "export_tax", left, basis="change")
        cut = solve(world, tariff=0 * world.tariff, targets=Targets((line,), (target,)))
        change = cut.equivalent_variation - cut.reference.equivalent_variation
        harm.append(float(change.sum()))
    assert harm[0] < 100 * harm[1] < 0


# Targets


@settings(max_examples=8, deadline=None)
@given(st.floats(0.2, 1.6), st.sampled_from(["tariff", "export_tax", "trade_cost"]))
def test_any_volume_is_met_and_the_accounts_close(world, ratio, wedge):
    result = met(world, ONE, amount=ratio, basis="change", wedge=wedge)
    assert volume(result) == pytest.approx(ratio * volume(result.reference), rel=1e-8)
    assert result.certificate.targets <= 1e-8
    assert result.certificate.walras < 1e-8
    assert abs(np.asarray(result.accounts.transfers).sum()) < 1e-12
    world_income = result.accounts.income.sum()
    revenue = result.accounts.tariff_revenue.sum() + result.accounts.export_revenue.sum()
    assert world_income == pytest.approx(result.accounts.value_added.sum() + revenue, abs=1e-12)


@settings(max_examples=6, deadline=None)
@given(st.floats(1.0, 3.0))
def test_a_quota_that_does_not_bind_changes_nothing(world, room):
    quota = met(world, ONE, amount=room, basis="change", sense="at_most", least=0.0)
    same(quota, quota.reference, 1e-12)
    assert premium(quota) == 0.0


def test_a_quota_at_the_present_flow_has_no_price(world, free):
    quota = met(world, ONE, amount=1.0, basis="change", sense="at_most", least=0.0)
    assert premium(quota) == pytest.approx(0.0, abs=1e-9)
    same(quota, free)


@settings(max_examples=6, deadline=None)
@given(st.floats(0.3, 0.95))
def test_a_quota_that_binds_is_the_tariff_that_gives_its_volume(world, ratio):
    quota = met(world, ONE, amount=ratio, basis="change", sense="at_most", least=0.0)
    rate = np.array(world.tariff)
    cell = world.cell("C26", "JPN", "USA")
    rate[cell] = (1 + rate[cell]) * np.exp(premium(quota)) - 1
    same(quota, solve(world, tariff=rate), 1e-8)


def test_a_ban_is_the_limit_of_ever_larger_export_taxes(world):
    line = replace(ONE, share=0.4, good="chips")
    ban = solve(
        world, tariff=world.tariff, targets=Targets((replace(line, trade_cost=np.inf),))
    ).welfare.values
    gaps = [
        np.abs(
            solve(
                world, tariff=world.tariff, targets=Targets((replace(line, export_tax=tax),))
            ).welfare.values
            - ban
        ).max()
        for tax in (1.0, 10.0, 100.0, 1e4, 1e6)
    ]
    assert all(later < earlier or later == 0 for earlier, later in pairwise(gaps))
    assert gaps[-1] < 1e-6


@settings(max_examples=6, deadline=None)
@given(st.floats(0.1, 1.0))
def test_a_promise_below_what_is_bought_anyway_is_a_no_op(world, ratio):
    result = met(world, ONE, amount=ratio, basis="change", sense="at_least", most=0.0)
    same(result, result.reference, 1e-9)
    assert additionality(result).additional == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("room", "regime"), [(1.2, "not binding"), (0.8, "binding"), (0.2, "beyond")]
)
def test_a_tariff_rate_quota_has_three_regimes(world, room, regime):
    for passed_on in (0.0, 1.0):
        level = volume(met(world, ONE, amount=1.0, basis="change"))
        result = met(
            world, ONE, amount=room * level, sense="at_most", least=0.0, most=0.2, yields=True,
            passed_on=passed_on,
        )  # fmt: skip
        found = delivered(result)[0]
        assert found.regime == regime
        assert result.certificate.walras < 1e-8
        if regime == "beyond":
            assert found.rate == pytest.approx(0.2)
            assert found.volume > room * level * world.value_usd / 1e9


def test_rent_goes_where_it_is_said_to_go(world):
    welfare = {}
    for wedge in ("tariff", "export_tax", "trade_cost"):
        cut = met(world, ONE, amount=0.5, basis="change", wedge=wedge)
        welfare[wedge] = cut.equivalent_variation - cut.reference.equivalent_variation
    assert welfare["tariff"].sel(economy="JPN") > welfare["export_tax"].sel(economy="JPN")
    assert welfare["export_tax"].sel(economy="USA") > welfare["tariff"].sel(economy="USA")
    assert welfare["trade_cost"].sum() < min(welfare["tariff"].sum(), welfare["export_tax"].sum())


@pytest.mark.validation
def test_two_targets_on_one_flow_meet_both(world):
    """More from one seller inside a fixed total is pure diversion from the others."""
    sellers = ("USA", "CHN", "EU27", "GBR")
    lines = tuple(Line("C20", "JPN", s, 0.05, 1.0, "rice", 3.0) for s in sellers)
    total = Target("quota", (0, 1, 2, 3), "tariff", 1.0, basis="change", sense="at_most", least=0.0)
    promise = Target("promise", (0,), "tariff", 1.75, basis="change", most=0.0)
    targets = Targets(lines, (total, promise))
    result = solve(world, tariff=world.tariff, targets=targets)
    assert result.certificate.targets <= 1e-8
    now, then = (observe_lines(r.problem, r.vector)[0].volume for r in (result, result.reference))
    assert now[0] == pytest.approx(1.75 * then[0])
    assert now.sum() == pytest.approx(then.sum())


def test_what_is_additional_is_diverted_or_more(world):
    billion = 1e9 / world.value_usd
    result = met(world, ONE, amount=5 * billion, basis="added", most=0.0)
    found = additionality(result)
    assert found.additional == pytest.approx(5.0)
    assert float(found.diverted.sum()) + found.more == pytest.approx(found.additional, abs=1e-9)
    assert abs(found.balance["total, world"]) < 1e-6
    assert found.treasury > 0


@pytest.mark.validation
def test_a_balance_is_reached_and_the_total_stays(world, free):
    pair = free.balance.sel(kind="goods", economy="USA", partner="JPN")
    goods = [s for s in world.sectors if s not in world.services]
    lines = tuple(Line(s, "USA", "JPN") for s in goods)
    wanted = (float(pair) + 20) * 1e9 / world.value_usd
    target = Target(
        "balance", tuple(range(len(lines))), "tariff", wanted, measured="balance",
        economies=("USA", "JPN"), least=-0.5, most=10.0,
    )  # fmt: skip
    result = solve(world, tariff=world.tariff, targets=Targets(lines, (target,)))
    now = result.balance
    assert float(now.sel(kind="goods", economy="USA", partner="JPN") - pair) == pytest.approx(20)
    moved = (now - free.balance).sel(kind="total", economy="USA").sum()
    assert abs(float(moved)) < 1e-6


@pytest.mark.validation
def test_what_cannot_be_reached_says_how_far_one_gets(world, free):
    goods = [s for s in world.sectors if s not in world.services]
    lines = tuple(Line(s, "USA", "JPN") for s in goods)
    target = Target(
        "a surplus of 10 trillion", tuple(range(len(lines))), "tariff", 10e12 / world.value_usd,
        measured="balance", economies=("USA", "JPN"), least=-0.5, most=1.0,
    )  # fmt: skip
    with pytest.raises(Infeasible, match="largest feasible"):
        solve(world, tariff=world.tariff, targets=Targets(lines, (target,)))
