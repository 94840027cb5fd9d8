"""Quarters: the same equations with rates per quarter, so that years come out as by year."""

from datetime import date

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.dynamics import Macro, Parameters, PathStart, path, path_gradient
from cobden.dynamics.law_by_year import by_year
from cobden.dynamics.periods import PARTS, Calendar
from cobden.measures import Policy, Tariff
from cobden.world import World
from small_path import alone, raised, small_macro, small_world

WORLD, MACRO = small_world(), small_macro()
LAW = Wedges.of(WORLD.economies, WORLD.sectors, tariff=raised(WORLD))
NOW = Wedges.of(WORLD.economies, WORLD.sectors, tariff=np.array(WORLD.tariff))
YEARS = range(2025, 2029)


def solved(law=LAW, **options):
    options = {"macro": MACRO, "parameters": Parameters(floor=0.995), "by": "quarter", **options}
    return path(WORLD, law, YEARS, tolerance=1e-11, **options)


@pytest.fixture(scope="module")
def quarters():
    return solved()


@pytest.fixture(scope="module")
def years():
    return solved(by="year")


def test_the_steady_state_is_that_of_the_path_by_year(quarters, years):
    """All but GDP, which is chained over the periods on the way."""
    assert quarters.certificate.largest < 1e-10
    for name in set(years.steady) - {"gdp"}:
        ours, theirs = quarters.steady[name], years.steady[name]
        np.testing.assert_allclose(ours, theirs, atol=2e-8, err_msg=name)
    np.testing.assert_allclose(quarters.steady.gdp, years.steady.gdp, atol=0.02)


def test_means_of_quarters_are_close_to_the_years(quarters, years):
    """By no more than what moves within a year, since what is decided works a quarter later."""
    assert quarters.by_year.consumption.dims == ("year", "economy")
    for name in ("consumption", "consumer_price", "real_wage", "capital", "participation"):
        ours, theirs = quarters.by_year[name].values, years.by_year[name].values
        within_a_year = np.abs(np.diff(theirs, axis=0)).max()
        assert np.abs(ours - theirs).max() < 0.75 * within_a_year, name


@pytest.mark.validation
def test_years_and_quarters_near_the_same_limit_as_periods_shorten(monkeypatch):
    """To first order: what years are off from months is 11/2 of what quarters are."""
    monkeypatch.setitem(PARTS, "month", 12)
    found = {by: solved(by=by, rigid=False) for by in PARTS}
    for name in ("capital", "consumer_price", "real_wage", "participation"):
        year, quarter, month = (one.by_year[name].values[1:] for one in found.values())
        assert np.abs(quarter - month).max() > 1e-3, name
        np.testing.assert_allclose(year - month, 5.5 * (quarter - month), rtol=0.1, atol=2e-3)
    for discount in (None, 0.9):
        year, quarter, month = (one.worth("USA", discount) for one in found.values())
        assert year - month == pytest.approx(5.5 * (quarter - month), rel=0.1)


@pytest.mark.validation
def test_where_nothing_moves_slowly_quarters_are_the_years_exactly():
    still = {"capital": "fixed", "labour": "mobile", "rigid": False, "response": "long_run"}
    one, other = solved(**still), solved(by="year", **still)
    for name in ("gdp", "consumption", "consumer_price", "revenue", "exchange_rate"):
        np.testing.assert_allclose(one.by_year[name], other.by_year[name], atol=1e-7, err_msg=name)


@pytest.mark.validation
def test_solow_by_quarter_closes_in_as_its_closed_form_does():
    macro = Macro(np.array([[0.6]]), np.array([[0.2]]), np.array([0.05]))
    world = alone()
    now = Wedges.of(world.economies, world.sectors, tariff=np.array(world.tariff))
    start = PathStart(np.array([-0.1]), np.zeros((1, 1)), np.zeros((1, 1)))
    found = path(
        world, now, YEARS, by="quarter", capital="constant_saving", labour="mobile", rigid=False,
        macro=macro, start=start, tolerance=1e-12,
    )  # fmt: skip
    k, left, grows = -0.1, 0.95**0.25, 1.02**0.25
    for log_capital in found.state.log_capital[:-1, 0]:
        assert float(log_capital) == pytest.approx(k, abs=1e-10)
        k = np.log((left * np.exp(k) + (grows - left) * np.exp(0.4 * k)) / grows)


@pytest.mark.validation
@pytest.mark.parametrize("anchor", ["price_level_rule", "taylor_rule"])
def test_a_central_bank_sets_a_rate_per_year(anchor):
    """1.5 p / 4 = real rate + next p - p, where it answers the level; 1.5 pi = real rate + next
    pi, where it answers inflation, both of which are per quarter."""
    found = solved(anchor=anchor, rigid=False).by_quarter
    level = np.log1p(found.consumer_price.values / 100)
    real = np.log1p(found.consumption.values / 100)
    rate = np.concatenate([np.diff(real, axis=0), np.zeros_like(real[:1])])
    answered, answer = level, 1 + 1.5 / 4
    if anchor == "taylor_rule":
        answered, answer = np.diff(level, axis=0, prepend=0.0), 1.5
    following = np.concatenate([answered[1:], np.zeros_like(answered[:1])])
    assert np.abs(level).max() > 1e-4
    np.testing.assert_allclose(answer * answered, following + rate, atol=1e-10)


def test_the_floor_is_of_a_year_and_holds_in_each_quarter(quarters):
    wage = quarters.found.own_wage[:-1]
    falls = np.diff(np.concatenate([np.zeros_like(wage[:1]), wage]), axis=0)
    assert falls.min() == pytest.approx(np.log(0.995) / 4, abs=1e-12)
    idle = quarters.by_quarter.unemployment.sel(economy="USA").values
    assert idle[0] > idle[3] > 0


def tariff(start, end=None):
    return Tariff(by="USA", on="JPN", goods="C29", rate=0.25, start=start, end=end,
                  authority="S232", source="example")  # fmt: skip


def test_a_law_of_april_enters_in_the_second_quarter_and_a_suspension_is_one():
    world = World.load()
    at = world.cell("C29", "USA", "JPN")
    law = Policy([tariff("2025-04-01", "2025-07-01"), tariff("2025-10-01")])
    rates = [one.wedges.tariff[at] for one in by_year(world, law, [2025, 2026], "quarter")]
    low, high = rates[0], rates[1]
    assert high - low == pytest.approx(0.25)
    np.testing.assert_allclose(rates, [low, high, low, *[high] * 5])
    half = by_year(world, Policy([tariff("2025-05-16")]), [2025, 2026], "quarter")
    days = (date(2025, 7, 1) - date(2025, 5, 16)).days / 91
    assert half[1].wedges.tariff[at] == pytest.approx(low + 0.25 * days)


@pytest.mark.validation
def test_a_quarter_of_relief_is_seen_in_prices_of_that_quarter_alone():
    law = {2025: NOW, "2025Q2": LAW, "2025Q3": NOW, "2025Q4": LAW}
    duty = solved(law).by_quarter.revenue.sel(economy="USA").values
    assert duty[1] > 1.5 * duty[0]
    assert duty[2] == pytest.approx(duty[0], rel=0.05)
    assert duty[3] > 1.5 * duty[0]
    surprise = solved(law, expectations="surprise")
    assert [first for first, _ in surprise.plans] == [0, 1, 2, 3]
    assert float(np.abs(surprise.by_quarter.consumption[0]).max()) < 1e-6


@pytest.mark.validation
def test_the_gradient_to_a_quarters_tariff_is_what_finite_differences_say(quarters):
    slope = path_gradient(quarters, "consumption", "JPN", "2025Q3").tariff
    assert slope.dims[0] == "quarter"
    width, labels = 1e-5, quarters.periods
    for when in ("2025Q1", "2025Q4"):
        values = []
        for sign in (1, -1):
            laws = {}
            for label in labels:
                rates = raised(WORLD)
                rates[0, 0, 1] += sign * width * (label == when)
                laws[label] = Wedges.of(WORLD.economies, WORLD.sectors, tariff=rates)
            moved = path(WORLD, laws, YEARS, by="quarter", macro=MACRO, tolerance=1e-13,
                         parameters=Parameters(floor=0.995))  # fmt: skip
            values.append(moved.scaled("consumption")[2, 1])
        exact = float(slope.sel(quarter=when, sector="G", importer="USA", exporter="JPN"))
        numeric = (values[0] - values[1]) / (2 * width)
        assert exact == pytest.approx(numeric, rel=1e-5, abs=1e-6)


def test_labels_and_what_cannot_be(quarters, years):
    assert Calendar((2025, 2026), "quarter").labels[4] == "2026Q1"
    assert list(quarters.by_quarter.quarter.values[:2]) == ["2025Q1", "2025Q2"]
    assert quarters.by_sector.jobs.dims == ("quarter", "sector", "economy")
    assert quarters.premiums.dims == ("quarter", "target")
    level = quarters.by_quarter.consumer_price
    rate = quarters.inflation
    np.testing.assert_allclose(rate[:4], level[:4])
    np.testing.assert_allclose(rate[5], level[5] - level[1])
    with pytest.raises(InputError, match="solved by year"):
        _ = years.by_quarter
    with pytest.raises(InputError, match="2025 is not a quarter of this path"):
        quarters.place("USA", 2025)
    with pytest.raises(InputError, match=r"'2025Q5' names no quarter"):
        solved({2025: NOW, "2025Q5": LAW})
    with pytest.raises(InputError, match=r"'2025Q2' names no year"):
        solved({2025: NOW, "2025Q2": LAW}, by="year")
    with pytest.raises(InputError, match="choice of period"):
        solved(by="month")
    with pytest.raises(InputError, match="after the last quarter"):
        solved({2025: NOW, 2029: LAW})
