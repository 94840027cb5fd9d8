"""Figures that can mean nothing are refused where they come in."""

import numpy as np
import pytest

import cobden as cb
from cobden.base.errors import InputError
from cobden.talks.table import Party
from cobden.world.benchmark_economy import LETTERS
from cobden.world.world import World

WORLD = World.load().aggregate(["USA", "JPN", "CHN"], {"goods": list(World.load().sectors[:-1])})
FIGURE = {"unit": "a year", "low": 0.0, "high": 1.0, "reason": "a test"}


def remade(**changed):
    given = {name: getattr(WORLD, name) for name in LETTERS if name != "final_trade_share"}
    return World.from_shares(WORLD.economies, WORLD.sectors, **(given | changed))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0, -1.0, "1", True])
def test_a_world_is_worth_a_number_of_dollars(value):
    with pytest.raises(InputError, match="value_usd"):
        remade(value_usd=value)


@pytest.mark.parametrize("year", ["soon", "2022", 2022.5, True])
def test_a_year_is_a_whole_number(year):
    with pytest.raises(InputError, match="year"):
        remade(year=year)


def test_an_income_that_is_given_away_whole_is_no_benchmark():
    deficit = np.zeros(len(WORLD.economies))
    deficit[1], deficit[0] = -1.01 * WORLD.value_added[1], 1.01 * WORLD.value_added[1]
    with pytest.raises(InputError):
        remade(deficit=deficit)


@pytest.mark.parametrize("tolerance", [1.0, 0.0, -1e-9, float("nan"), "1e-9", True, None])
def test_a_tolerance_at_which_the_start_would_pass_is_refused(tolerance):
    with pytest.raises(InputError, match="tolerance"):
        cb.solve(WORLD, tariff=WORLD.tariff + 0.1, tolerance=tolerance)


@pytest.mark.parametrize(
    ("key", "value"), [("patience", -1), ("patience", 5), ("power", -0.1), ("power", 2)]
)
def test_patience_and_power_are_shares(key, value):
    figures = {name: {**FIGURE, "value": 0.5} for name in ("patience", "power")}
    figures[key] = {"value": value, "unit": "a year", "low": value, "high": value, "reason": "x"}
    with pytest.raises(ValueError, match=f"{key} of Japan is {value:g}"):
        Party.model_validate(
            {
                "economy": "JPN",
                "title": "Japan",
                "aims": [{"outcome": "income", "weight": {**FIGURE, "value": 1.0}}],
                "outside": {"title": "none", "state": "none"},
                **figures,
            }
        )


def test_a_gain_that_inelastic_demand_makes_is_not_told_without_a_word():
    inelastic = WORLD.with_elasticity([1.0, 1.0])
    rates = np.array(WORLD.tariff)
    rates[0, 0, 1:] += 1.0
    first_year = cb.solve(inelastic, tariff=rates, horizon=1)
    (caution,) = first_year.certificate.cautions
    assert "demand is inelastic" in caution
    assert "substitution 0.76 in goods" in caution
    assert caution in str(first_year.certificate)
    assert not cb.solve(inelastic, tariff=rates).certificate.cautions
