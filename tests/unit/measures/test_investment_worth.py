"""What an investment is worth, beside what flows in a year."""

import math
from datetime import date

import numpy as np
import pytest

import cobden as cb
from cobden.measures.enactment import wedges_of
from cobden.measures.instrument import Setting
from cobden.report.pledges import finding, grid, pledges


def plant(**fields) -> cb.Investment:
    common = {
        "by": "CHE", "on": "USA", "goods": "C21", "value": 200, "unit": "billion USD", "years": 4.0,
        "returns": 0.03, "multiplier": {"value": 0.1, "low": 0, "high": 0.2, "unit": "USD per USD",
                                        "reason": "an example"},
        "start": "2026-01-01", "authority": "a deal", "source": "an example", "id": "plants",
    }  # fmt: skip
    return cb.Investment(**(common | fields))


def test_worth_is_the_discounted_sum_of_its_flows():
    one = plant(life=30)
    steps = (np.arange(40_000) + 0.5) / 1000  # midpoints: its steps lie between them
    flow = np.where(steps < 4, -1 / 4, np.where(steps < 34, 0.03, 0.0))
    sums = (flow * np.exp(-0.03 * steps)).sum() / 1000
    assert one.worth() == pytest.approx(sums, abs=1e-6)
    for year, expected in ((2025, 0.0), (2027, -0.25), (2031, 0.03), (2061, 0.0)):
        assert one.flow(date(year, 6, 1)) == pytest.approx(expected)


def test_returns_that_break_even_are_worth_nothing():
    one = plant(life=20)
    assert plant(life=20, returns=one.breaks_even).worth() == pytest.approx(0, abs=1e-12)
    paid = (1 - math.exp(-0.12)) / 0.12
    assert plant(returns=0).worth() == pytest.approx(-paid)


def test_in_talks_it_counts_at_its_value_over_time():
    world = cb.World.load()
    law = cb.Policy([]).on("2026-06-01")
    setting = Setting(world, wedges_of(law, world), law.day)
    n = world.economy_index("CHE")
    unit = world.value_usd / 1e9
    moved = plant().change(setting).transfer
    yearly = plant().settled().change(setting).transfer
    assert moved is not None
    assert yearly is not None
    assert moved[n] * unit == pytest.approx(-50, rel=0.2)  # of 2026's dollars, a quarter of 200
    assert abs(yearly[n]) < abs(moved[n]) / 5
    assert yearly[n] / moved[n] == pytest.approx(0.03 * plant().worth() / -0.25)
    quota = cb.Quota(by="USA", on="CHE", goods="C21", value=8, unit="billion USD",
                     start="2026-01-01", authority="a", source="a")  # fmt: skip
    assert quota.settled() is quota


def test_the_brief_shows_flow_and_value_apart():
    world = cb.World.load()
    law = cb.Policy([plant(risk="taxpayers")]).on("2026-06-01")
    (row,) = pledges({"deal": law.enacted(world)}, world)
    assert row.flow == pytest.approx(-row.total / 4)
    assert row.worth > row.flow
    text = finding([row], 700.0)
    assert "a flow of the year, not a loss" in text
    assert "taxpayers bear the risk" in text
    assert "present value" in grid([row], {"deal": "Deal"}).heads[3]
    assert finding([], 700.0) == ""
