"""Categories of products: what they are made of adds up, and prices follow the products' own."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.equilibrium import Result, solve
from cobden.households import incidence, us_households
from cobden.households.basket_products import BasketProducts, product_mix
from cobden.households.fitting import fitted
from cobden.products import united_states
from cobden.world import World
from small_households import CODES, by_product, small_households


def taxed(world: World, more: list[float]) -> Result:
    """Return the equilibrium with further duties on the products."""
    rates = {"USA": world.products[0].tariff + np.array(more)[:, None]}
    return solve(
        world,
        Wedges.of(world.economies, world.sectors, tariff=world.tariff, by_product=rates),
    )


def told(**spending: dict[str, float]) -> BasketProducts:
    return BasketProducts(tuple(spending.values()))


TOLD = told(food={"42": 1.0, "9503": 3.0}, rest={"8703": 5.0, "950300": 1.0})


def test_products_add_up_to_imports_and_to_what_each_category_buys():
    world = by_product()
    basket = replace(small_households(), lines=TOLD).on(world)
    trade, found = world.products[0], basket.products
    assert found is not None
    imported = (trade.flow * (1 + trade.tariff)).sum(axis=1)
    final = basket.abroad[0] * world.final_expenditure[0, 0]
    assert found.sum(axis=0) == pytest.approx(final * imported / imported.sum(), rel=1e-7)
    assert found.sum(axis=1) == pytest.approx(basket.bought[:, 0], rel=1e-7)
    cars = [1, 2]
    assert found[0, cars].sum() < 0.05 * found[0].sum()  # no food
    assert found[1, 0] < 0.05 * found[1].sum()  # no leather in the rest


def test_a_dearer_product_is_paid_by_those_who_buy_it():
    world, table = by_product(), small_households()
    result = taxed(world, [0, 0.3, 0.3, 0])
    plain = incidence(result, table).prices
    found = incidence(result, replace(table, lines=TOLD)).prices
    assert plain.border[1] == pytest.approx(plain.border[2])
    assert found.border[1] < plain.border[1] < found.border[2]


@pytest.mark.parametrize("more", [0.0, 0.2])
def test_products_of_one_price_are_their_sector(more):
    table, result = small_households(), taxed(by_product(alike=True), [more] * len(CODES))
    plain, found = (incidence(result, one).table.net for one in (table, replace(table, lines=TOLD)))
    assert found.to_numpy() == pytest.approx(plain.to_numpy(), rel=1e-6)


def test_a_category_that_buys_as_is_imported_pays_the_sectors_price():
    world = by_product()
    trade = world.products[0]
    imported = (trade.flow * (1 + trade.tariff)).sum(axis=1)
    as_imported = told(
        **{name: dict(zip(trade.codes, imported, strict=True)) for name in ("a", "b")}
    )
    result = taxed(world, [0.4, 0, 0.1, 0])
    basket = replace(small_households(), lines=as_imported).on(world)
    assert basket.log_imports(result)[:, 0] == pytest.approx(basket.log_origins(result)[1][0])


def test_groups_and_the_rest_add_up_by_product_but_for_the_second_order():
    world, table = by_product(), replace(small_households(), lines=TOLD)
    gaps = []
    for rate in (0.08, 0.04, 0.02):
        found = incidence(taxed(world, [0, rate, rate, 0]), table)
        gaps.append(found.gap)
        assert abs(found.gap) < 0.2 * abs(found.net).sum()
    assert gaps[0] / gaps[1] == pytest.approx(4, rel=0.2)
    assert gaps[1] / gaps[2] == pytest.approx(4, rel=0.2)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_fitting_keeps_the_odds_and_meets_both_sides(seed):
    rng = np.random.default_rng(seed)
    like, rows, columns = rng.uniform(0.1, 5, (3, 4)), rng.uniform(1, 2, 3), rng.uniform(1, 2, 4)
    columns = columns * (rows.sum() / columns.sum())
    found = fitted(like, rows, columns, 1e-11)
    assert found.sum(axis=1) == pytest.approx(rows)
    assert found.sum(axis=0) == pytest.approx(columns)
    odds = [one[0, 0] * one[1, 1] / one[0, 1] / one[1, 0] for one in (like, found)]
    assert odds[1] == pytest.approx(odds[0])


def test_a_heading_stands_for_its_products_as_they_are_imported():
    trade = by_product().products[0]
    imported = (trade.flow * (1 + trade.tariff)).sum(axis=1)
    spent = told(cars={"87": 10.0, "870322": 4.0}).on(trade)
    assert spent[0] == pytest.approx([0, 10, 4, 0])  # the longest that fits
    both = told(cars={"8703": 6.0}).on(trade)[0]
    assert both[1:3] == pytest.approx(6 * imported[1:3] / imported[1:3].sum())
    with pytest.raises(InputError, match="imports none of its products"):
        told(cars={"01": 1.0}).on(trade)


def test_a_category_without_products_buys_as_the_sector_is_imported():
    trade = by_product().products[0]
    imported = (trade.flow * (1 + trade.tariff)).sum(axis=1)
    bought = np.array([[2.0, 0.0], [3.0, 0.0]])
    found = product_mix(told(services={"95": 0.0, "42": 0.0, "8703": 1e-9}), trade, bought)
    assert found.sum(axis=0) == pytest.approx(5 * imported / imported.sum())


def test_the_shipped_lines_are_those_of_their_categories():
    table = us_households()
    assert table.lines is not None
    trade = united_states().on(World.load())
    spent = table.lines.on(trade)
    heads = np.array([code[:2] for code in trade.codes])
    for name, chapters in {
        "new cars": {"87"}, "used cars": {"87"}, "petrol": {"27"},
        "clothing and shoes": {str(n) for n in (*range(39, 68), 71, 90, 91, 96)},
    }.items():  # fmt: skip
        row = spent[table.categories.index(name)]
        assert row[np.isin(heads, list(chapters))].sum() > 0.96 * row.sum(), name
