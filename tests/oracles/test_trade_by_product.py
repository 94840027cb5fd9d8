"""What products predict of US imports by line, beside what came: docs/products.md prints it."""

import pytest

from validation import trade_by_product as confronted


@pytest.mark.validation
@pytest.mark.skipif(
    not confronted.available(), reason="UN Comtrade's trade by product may not be passed on"
)
def test_the_tariffs_of_2018_predict_which_products_china_sold_less_of():
    world = confronted.world_of_products()
    rows = confronted.predicted(world, *confronted.law_of_2018(world), "CHN")
    products, means, own = confronted.confront("CHN", 2017, 2019, rows)
    assert products.rank > 0.22
    assert products.within > 0.35
    assert products.r2 > own.r2 - 0.10
    assert products.rank > means.rank
    placebo = confronted.confront("CHN", 2015, 2017, rows)[0]
    assert abs(placebo.rank) < 0.15
