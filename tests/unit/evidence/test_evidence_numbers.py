"""Figures: what is written, its interval, its unit."""

import pytest

from cobden.evidence.numbers import figures

BN, TN = 1e9, 1e12


@pytest.mark.parametrize(
    ("said", "value", "low", "high", "unit"),
    [
        ("a surplus of about US$60 billion per year", 60 * BN, 54 * BN, 66 * BN, "USD"),
        ("tens of billions of dollars a year", None, 20 * BN, 100 * BN, "USD"),
        ("billions of euros", None, 2 * BN, 10 * BN, "EUR"),
        ("over 9 trillion yen", 9 * TN, 9 * TN, 11.25 * TN, "JPY"),
        ("up to 50% on steel", 50, 0, 50, "percent"),
        ("nearly $7 billion worth", 7 * BN, 6.3 * BN, 7 * BN, "USD"),
        ("$1.5-2 billion", 1.75 * BN, 1.5 * BN, 2 * BN, "USD"),
        ("between £5bn and £7bn", 6 * BN, 5 * BN, 7 * BN, "GBP"),
        ("tariffs of 10 to 15 per cent", 12.5, 10, 15, "percent"),
        ("half a trillion dollars", 0.5 * TN, 0.5 * TN, 0.5 * TN, "USD"),
        ("a multibillion-dollar deal", None, 2 * BN, 10 * BN, "USD"),
        ("a 90-day pause", 90, 90, 90, "day"),
        ("six days later", 6, 6, 6, "day"),
        ("the fifth round of talks", 5, 5, 5, "round"),
        ("the 5th round of talks", 5, 5, 5, "round"),
        ("seven critical minerals were", 7, 7, 7, "count"),
        ("two-thirds of exports", 66.67, 66.17, 67.17, "percent"),
        ("nine in ten exporters", 90, 90, 90, "percent"),
        ("between 3,000 and 4,000 companies", 3500, 3000, 4000, "count"),
        ("output fell by a quarter", 25, 24.5, 25.5, "percent"),
        ("over the next three and a half years", 3.5, 3.5, 3.5, "year"),
        ("a 13,000-metric-ton quota", 13000, 12999.5, 13000.5, "tonne"),
        ("13,000 tonnes of beef", 13000, 12999.5, 13000.5, "tonne"),
        ("4.5 million barrels per day", 4.5e6, 4.45e6, 4.55e6, "barrel/day"),
        ("a 3-per-cent tax", 3, 3, 3, "percent"),
        ("zero tariffs", 0, 0, 0, "percent"),
        ("duties run from 241 to 298 per cent", 269.5, 241, 298, "percent"),
        ("sixty-five percent", 65, 65, 65, "percent"),
    ],
)
def test_a_figure_is_read_with_the_interval_of_its_wording(said, value, low, high, unit):
    found = figures(said, 0, len(said), [])
    assert len(found) == 1, found
    figure = found[0]
    assert figure.unit == unit
    assert figure.value == pytest.approx(value)
    assert (figure.low, figure.high) == (pytest.approx(low), pytest.approx(high))


def test_a_cut_from_one_rate_to_another_is_two_figures():
    said = "cut tariffs from 27.5% to 15%"
    assert [f.value for f in figures(said, 0, len(said), [])] == [27.5, 15]


@pytest.mark.parametrize(
    "said",
    [
        "Section 232 of the act of 1962",
        "Expo 2025 in Osaka",
        "a 0-0 draw",
        "at 22:00",
        "the G7 and the Group of 20",
        "the two sides met",
        "Boeing 737",
        "https://example.org/article/7512720619663049250/",
    ],
)
def test_what_only_looks_like_a_figure_is_none(said):
    assert figures(said, 0, len(said), []) == []


def test_each_figure_stands_at_its_span():
    said = "They buy 100 Boeing planes and roughly $10bn of gas a year, or 25% more."
    for figure in figures(said, 0, len(said), []):
        assert said[figure.start : figure.end].strip()
        assert said[slice(*figure.core)] in said[figure.start : figure.end]
