from datetime import date

import pytest

from cobden.base.dates import day_in_words as day
from cobden.report import names
from cobden.report.words import (
    billions,
    decimals,
    digits_for,
    listed,
    number,
    percent,
    prose,
    size,
    span,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.004, "0.00"), (0.0, "0.00"), (-0.126, "−0.13"), (1234.5, "1,234.50"),
     (float("nan"), "–"), (float("inf"), "–")],
)  # fmt: skip
def test_a_number_has_a_true_minus_and_no_signed_zero(value, text):
    assert number(value) == text


def test_a_change_is_signed_unless_it_rounds_to_nothing():
    assert percent(0.126) == "+0.13%"
    assert percent(0.001) == "0.00%"
    assert span(-0.24, 0.061) == "−0.24 to +0.06"
    assert span(-0.198, 0.096, 3) == "−0.20 to +0.10"
    assert span(-0.0041, 0.0002, 4) == "−0.0041 to +0.0002"
    assert billions(-4.66) == "−4.7 billion dollars"
    assert billions(171.4) == "171 billion dollars"


@pytest.mark.parametrize(("largest", "digits"), [(12, 2), (0.11, 2), (0.03, 3), (3e-7, 5), (0, 2)])
def test_small_effects_get_more_decimals(largest, digits):
    assert digits_for(largest) == digits


def test_a_figure_is_no_finer_than_its_range():
    assert decimals(-0.037) == 3
    assert decimals(-0.037, -0.198, 0.096) == decimals(-0.037, 0.096, -0.198) == 2
    assert decimals(-0.0029, -0.0071, -0.0003) == 4
    assert decimals(-0.037, 0.0, 0.0) == 3, "no range at all says nothing of it"
    assert size(-0.037, decimals(-0.037, -0.198, 0.096)) == "0.04%"
    assert size(-0.0003, 2) == "0.00030%", "a sentence never says 0.00"


def test_words_are_set_as_in_print():
    assert prose('Japan\'s "offer"') == "Japan’s “offer”"
    assert day(date(2025, 6, 5)) == "5 June 2025"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_names_are_the_usual_ones_and_a_users_own_label_stays():
    assert names.economy("KOR") == "Korea"
    assert names.the("USA") == "the United States"
    assert names.the("ROW") == "the rest of the world"
    assert names.economy("MYLAND") == "MYLAND"
    assert names.sector("C29") == "Motor vehicles and parts"
    assert names.sector("own") == "own"
