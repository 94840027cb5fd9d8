"""Amounts of money in the units that governments state them in."""

import pytest

from cobden import InputError
from cobden.measures.amounts import money, of_benchmark, yearly_rates


@pytest.mark.parametrize(
    ("unit", "dollars", "year"),
    [
        ("billion USD", 1e9, None),
        ("bn USD of 2017", 1e9, 2017),
        ("million dollars a year", 1e6, None),
        ("trillion USD of 2025 a year", 1e12, 2025),
    ],
)
def test_dollars_are_dollars(unit: str, dollars: float, year: int | None):
    assert money(1, unit) == (dollars, year)


def test_another_currency_is_turned_at_the_mean_rate_of_its_year():
    euro, yen = money(1, "billion EUR of 2024"), money(1, "trillion yen of 2025")
    assert euro is not None
    assert yen is not None
    assert euro.dollars == pytest.approx(1e9 / yearly_rates()[2024]["EUR"])
    assert 1.0e9 < euro.dollars < 1.15e9  # 1.08 dollars, as the year is remembered
    assert 6.5e9 < yen.dollars < 7e9


def test_dollars_of_before_the_benchmark_have_a_size():
    paid = money(200, "billion USD of 2017")
    assert paid is not None
    assert of_benchmark(paid, 2017) == 200e9
    assert of_benchmark(paid, 2022) > 240e9


@pytest.mark.parametrize("unit", ["Mt", "cars", "thousand cars", "m3", "tonnes a year"])
def test_quantities_are_no_money(unit: str):
    assert money(1, unit) is None


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("billion euro", "of which year"),
        ("billion EUR of 1999", "is not known"),
        ("USD per year", "was not understood"),
        ("billion USD in 2017", "was not understood"),
    ],
)
def test_units_of_money_that_cannot_be_read_are_refused(unit: str, said: str):
    with pytest.raises(InputError, match=said):
        money(1, unit)
