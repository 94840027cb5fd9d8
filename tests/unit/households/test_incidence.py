"""What falls on whom adds up, and is what theory says where theory says it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.equilibrium import solve
from cobden.households import REVENUE, incidence, read_households, us_households
from small_households import small_households, small_result
from small_path import raised, small_world

CHANGED = 1.037


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([None, 0.0, 0.4, 1.0]))
def test_baskets_add_up_to_final_spending(seed, of_final):
    world = small_world()
    basket = small_households(seed, of_final=of_final).on(world)
    whole = basket.spent.sum(axis=0) + basket.rest
    assert np.allclose(whole, world.final_expenditure[:, 0], rtol=1e-13, atol=0)
    assert (basket.rest >= -1e-16).all()
    assert np.allclose(basket.category.sum(axis=1), basket.spent)
    assert (basket.margin <= basket.category.sum(axis=2) + 1e-15).all()


@pytest.mark.parametrize("revenue", REVENUE[:2])
def test_a_group_with_the_countrys_basket_has_the_countrys_effect(revenue):
    table = small_households(alike=True, of_final=None)
    table = replace(table, households=np.array([1.0, 3.0]))  # so that heads are as spending
    found, result = incidence(small_result(), table, revenue=revenue), small_result()
    welfare = float(result.welfare.sel(economy="USA"))
    assert abs(welfare) > 0.002
    assert found.table.percent.to_numpy() == pytest.approx([welfare, welfare], rel=1e-9)
    assert abs(found.gap) < 1e-9 * abs(found.country)
    price = float(result.outcome("consumer_price").sel(economy="USA", numeraire="own wage"))
    assert found.cost == pytest.approx([price, price], rel=1e-9)


def test_a_uniform_change_of_prices_hits_all_alike():
    result = small_result()
    now = result.accounts
    market = now.final_market._replace(
        log_price=np.full_like(now.final_market.log_price, np.log(CHANGED))
    )
    same = replace(result, accounts=now._replace(final_market=market, log_wage=0 * now.log_wage))
    table = small_households()
    prices = table.on(result.world).log_prices(same)
    assert np.exp(prices) == pytest.approx(CHANGED)
    assert incidence(same, table).prices.shop.to_numpy() == pytest.approx(100 * (CHANGED - 1))


def test_groups_and_the_rest_add_up_to_the_country_but_for_the_second_order():
    world = small_world()
    gaps = []
    for rate in (0.08, 0.04, 0.02):
        found = incidence(solve(world, tariff=raised(world, rate)), small_households())
        assert abs(found.gap) < 0.2 * abs(found.net).sum()
        gaps.append(found.gap)
    assert gaps[0] / gaps[1] == pytest.approx(4, rel=0.2)
    assert gaps[1] / gaps[2] == pytest.approx(4, rel=0.2)


@pytest.mark.parametrize("revenue", ["per head", "income"])
def test_revenue_handed_back_is_all_of_its_change(revenue):
    result, table = small_result(), small_households()
    kept, given_back = (incidence(result, table, revenue=rule) for rule in ("none", revenue))
    price = 1 + given_back.cost / 100
    wage = np.exp(result.accounts.log_wage[0])
    handed = (given_back.net - kept.net) * price * wage  # in world value added, as it was
    world, now = result.world, result.accounts
    raised_by = now.tariff_revenue[0] - world.tariff_revenue[0]
    assert handed.sum() == pytest.approx(raised_by * world.value_usd / 1e9, rel=1e-9)
    if revenue == "per head":
        assert handed / table.households == pytest.approx(handed.sum() / 15.0)


def test_dollars_of_the_categories_add_up():
    found = incidence(small_result(), small_households()).prices
    assert found.dollars[0] == pytest.approx(found.dollars[1:].sum())
    assert found.share[1:].sum() == pytest.approx(100)


def test_margins_keep_the_shop_from_the_border():
    row = incidence(small_result(), small_households()).prices.iloc[1]
    assert 0 < row.shop < row.goods < row.border


def test_a_basket_of_imports_alone_has_their_price():
    table = small_households()
    result = small_result()
    abroad = replace(table, imported=np.ones_like(table.imported))
    basket = abroad.on(result.world)
    prices = basket.log_prices(result)
    imports = basket.log_origins(result)[1]
    assert prices == pytest.approx(np.tile(imports, (2, 2, 1)))
    assert incidence(result, abroad).cost.mean() > incidence(result, table).cost.mean()


def test_merged_sectors_keep_the_baskets():
    world = small_world()
    merged = world.aggregate(sectors={"ALL": ["G", "S"]})
    assert small_households().on(merged).spent.sum(axis=1) == pytest.approx(
        small_households().on(world).spent.sum(axis=1), rel=0.5
    )
    assert merged.final_expenditure[0, 0] == pytest.approx(world.final_expenditure[:, 0].sum())


def test_the_shipped_groups_are_the_tables():
    table = us_households()
    total = table.spending.sum()
    assert total == pytest.approx(18_822, abs=1)  # the sum of BEA's categories of 2023
    shares = table.spending.sum(axis=(1, 2)) / total
    assert (np.diff(shares) > 0).all()
    clothing = table.spending[:, table.categories.index("clothing and shoes")].sum(axis=1)
    assert 100 * clothing / clothing.sum() == pytest.approx(
        [4.56, 6.12, 6.71, 7.74, 8.84, 10.16, 10.85, 12.28, 13.30, 19.44], abs=0.01
    )
    assert table.sources is not None
    assert table.sources.sum(axis=1) == pytest.approx(1)


def test_a_users_table_is_read_as_the_shipped_one(tmp_path):
    (tmp_path / "baskets.csv").write_text(
        "group,category,sector,spending,imported\ntown,food,G,3,0.5\ntown,food,margin,1,\n"
        "land,food,G,2,\nland,homes,S,2,\n",
        encoding="utf-8",
    )
    table = read_households(tmp_path, "Japan")
    assert (table.economy, table.groups) == ("JPN", ("town", "land"))
    assert len(table.notes) == 2
    result = small_result()
    found = incidence(result, table)
    assert found.table.group.tolist() == ["town", "land"]
    assert found.table.of_income.isna().all()
