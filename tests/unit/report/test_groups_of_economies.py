"""A group's figures come from its members', each an economy of its own in the model."""

import numpy as np
import pytest

from cobden.base.economies import GROUPS
from cobden.equilibrium import solve
from cobden.report import brief_rows
from cobden.world import World

MEMBERS = ["DEU", "FRA"]


@pytest.fixture(scope="module")
def world():
    return World.load().aggregate([*MEMBERS, "USA", "CHN"])


@pytest.fixture(scope="module")
def results(world):
    tariff = np.array(world.tariff)
    own = world.positions("EU27")
    tariff[:-1, world.economy_index("USA"), own] += 0.2
    tariff[:-1, own, world.economy_index("CHN")] += 0.1
    return {"now": solve(world, tariff=tariff)}


def test_members_that_the_world_shows_are_the_group(world):
    assert [world.economies[n] for n in world.positions("the European Union")] == MEMBERS
    assert world.positions("USA") == [world.economy_index("USA")]


def test_real_income_is_weighted_by_income_and_money_adds_up(world, results):
    rows = {row.economy: row for row in brief_rows.economies(results, None, ["EU27"])}
    union, parts = rows["EU27"], [rows[code] for code in MEMBERS]
    income = world.income[world.positions("EU27")] * world.value_usd / 1e9
    assert union.gain == pytest.approx(sum(part.gain for part in parts))
    assert union.welfare == pytest.approx(100 * union.gain / income.sum())
    assert union.revenue == pytest.approx(sum(part.revenue for part in parts))
    assert union.revenue_change > 0
    for figure in ("welfare", "real_wage", "labour_moved"):
        each = [getattr(part, figure) for part in parts]
        assert min(each) < getattr(union, figure) < max(each)


@pytest.mark.parametrize("other", ["USA", "CHN"])
def test_a_group_of_one_is_its_member(results, monkeypatch, other):
    monkeypatch.setitem(GROUPS, "ONE", ("DEU",))

    def told(home):
        sectors = brief_rows.sectors(results, home, other)
        balances = brief_rows.balances(results, [(home, other), (home, None), (other, home)])
        duties = [(d.exporter, d.after) for d in brief_rows.duties(results, home)]
        markets = [(m.origin, m.after) for m in brief_rows.markets(results, home, ["C29"])]
        return sectors, [(b.scope, b.before, b.after) for b in balances], duties, markets

    assert told("ONE") == told("DEU")


def test_volumes_and_value_added_of_the_group_are_its_members(world, results):
    union = brief_rows.sectors(results, "EU27", "USA")
    parts = [brief_rows.sectors(results, code, "USA") for code in MEMBERS]
    made = world.output[:, world.positions("EU27")]
    for k, row in enumerate(union):
        each = [part[k] for part in parts]
        assert row.value_added_change == pytest.approx(sum(e.value_added_change for e in each))
        assert row.sales_change == pytest.approx(sum(e.sales_change for e in each))
        after = sum(m * (1 + e.output / 100) for m, e in zip(made[k], each, strict=True))
        assert row.output == pytest.approx(100 * (after / made[k].sum() - 1))


def test_what_members_sell_each_other_is_no_outside_trade(results):
    found = {
        (row.economy, row.partner, row.scope): row.after
        for row in brief_rows.balances(results, [("EU27", None), ("EU27", "USA"), ("EU27", "EU27")])
    }
    balance = results["now"].balance.sel(kind="goods")
    outside = balance.sel(economy=MEMBERS).drop_sel(partner=MEMBERS)
    assert found["EU27", "WORLD", "goods"] == pytest.approx(float(outside.sum()))
    assert found["EU27", "EU27", "goods"] == pytest.approx(0, abs=1e-9)
    duties = {row.exporter for row in brief_rows.duties(results, "EU27")}
    assert duties == {"USA", "CHN", "ROW", "WORLD"}


def test_at_the_benchmark_the_group_is_the_merged_economy(world, results):
    one = world.aggregate({"EU27": MEMBERS})
    n, i = one.economy_index("USA"), one.economy_index("EU27")
    unit = one.value_usd / 1e9
    sectors = brief_rows.sectors(results, "EU27", "USA")
    assert [r.sales_before for r in sectors] == pytest.approx(unit * one.flow[:, n, i])
    added = unit * (one.value_added_share * one.output)[:, i]
    assert [r.value_added_before for r in sectors] == pytest.approx(added)
    (share,) = (
        r for r in brief_rows.markets(results, "USA", ["C29"], ["EU27"]) if r.origin == "EU27"
    )
    cars = one.flow[one.sector_index("C29"), n]
    assert share.before == pytest.approx(100 * cars[i] / cars.sum())
    (duty,) = (r for r in brief_rows.duties(results, "USA", ["EU27"]) if r.exporter == "EU27")
    sold = one.flow[:-1, n, i]
    assert duty.before == pytest.approx(100 * (one.tariff[:-1, n, i] @ sold) / sold.sum())
    assert duty.after == pytest.approx(duty.before + 20)
    for row in brief_rows.balances(results, [("EU27", "USA"), ("EU27", None)]):
        partner = None if row.partner == "WORLD" else row.partner
        expected = one.balance("EU27", partner, goods=row.scope == "goods") / 1e9
        assert row.before == pytest.approx(expected)
