"""What products predict of US imports by line, beside what came: docs/products.md prints it."""

import numpy as np
import pytest

from validation import trade_by_product as confronted

PUBLISHED = 2.5
"""Between the origins of a product: Fajgelbaum et al. (2020), from the tariffs of 2018 and 2019."""

beside_the_repository = pytest.mark.skipif(
    not confronted.available(), reason="UN Comtrade's trade by product may not be passed on"
)


@pytest.mark.validation
@beside_the_repository
def test_the_elasticity_between_china_and_mexico_is_near_the_published_one():
    found = confronted.estimated()
    (value,), (error,) = found.customs_value, found.standard_error
    assert abs(value - PUBLISHED) < error < 1
    by_sector = confronted.estimated("sector")
    assert len(by_sector.usable) > 20
    weighed = np.average(by_sector.customs_value, weights=by_sector.standard_error**-2.0)
    assert 1.5 < weighed < 4


@pytest.mark.validation
@beside_the_repository
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
