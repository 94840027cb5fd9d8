"""Outcomes of a year on a table of talks: what can be named, and how its timing is printed."""

import numpy as np
import pytest
from pydantic import ValidationError

from cobden.report.timing_tables import PackageYears, as_record, grids
from cobden.talks.effects import evaluate
from cobden.talks.table import Table
from cobden.talks.table_outcomes import TalksOutcome
from talks_example import OUTSIDE, aim, example, model

PRICES = {"title": "Prices by the vote", "unit": "percent", "kind": "consumer_price",
          "economy": "USA", "year": 2026}  # fmt: skip


def test_an_aim_may_be_prices_in_a_year_or_jobs_in_a_sector_by_an_election():
    prices = TalksOutcome.model_validate(PRICES)
    jobs = TalksOutcome.model_validate({**PRICES, "kind": "jobs", "sector": "C29", "year": 2028})
    end = TalksOutcome.model_validate({**PRICES, "kind": "revenue", "unit": "billion USD",
                                       "year": "after"})  # fmt: skip
    assert not any(outcome.in_equilibrium for outcome in (prices, jobs, end))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "consumer_prices"}, "consumer_price"),
        ({"kind": "jobs"}, "no outcome by year 'jobs'"),
        ({"kind": "gdp", "sector": "C29"}, "no outcome of a sector by year 'gdp'"),
        ({"unit": "billion USD"}, "is in 'percent'"),
        ({"economy": None}, "of which economy"),
        ({"partner": "JPN"}, "partner says nothing"),
        ({"until_deadline": True}, "until_deadline says nothing"),
        ({"year": "later"}, "after"),
    ],
)
def test_what_no_path_has_is_refused(change, said):
    with pytest.raises(ValidationError, match=said):
        TalksOutcome.model_validate({**PRICES, **change})


def test_static_payoffs_do_not_count_it():
    raw = example()
    raw["outcomes"]["prices"] = PRICES
    raw["parties"]["away"]["aims"].append(aim("prices", -2.0, "percent"))
    with_it = evaluate(Table.model_validate(raw), lambda rows: np.c_[model(rows), 0 * rows[:, 0]],
                       np.c_[OUTSIDE, [0, 0]])  # fmt: skip
    without = evaluate(Table.model_validate(example()), model, OUTSIDE)
    rows = np.array([[1, 1, 1, 1]])
    np.testing.assert_array_equal(with_it.of(rows)[:, :3], without.of(rows))
    assert with_it.of(rows)[0, 3] == 0


def test_tables_of_a_timing_say_what_delay_costs_and_what_is_left_out():
    ways = ("no deal", "at once", "1 year later")
    found = PackageYears(
        "deal", ways, (2025, 2026, 2027), ("Away", "Home"),
        np.array([[0.0, 0.0], [1.5, 2.0], [1.25, 1.5]]), np.arange(24.0).reshape(3, 4, 2),
        ("Prices (percent)",), np.array([[0.4], [0.3], [0.35]]), np.zeros((3, 2)),
        ("Calm",), "its anchor", "Its law.",
    )  # fmt: skip
    np.testing.assert_allclose(found.price_of_delay, [0.25, 0.5])
    worth, aims, by_year = grids(found)
    assert "+0.25 to Away, +0.50 to Home" in worth.below
    assert "Calm" in worth.below
    assert [row.cells[0].main for row in aims.rows] == ["+0.40", "+0.30", "+0.35"]
    assert by_year.heads == ("", "2025", "2026", "2027", "in the end")
    assert as_record(found)["ways"]["at once"]["payoff"]["Home"]["after"] == 15.0
