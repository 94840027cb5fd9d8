"""The path as a whole: what holds on every path, its limits, its gradient, its labels."""

import numpy as np
import pytest

from cobden.base.errors import NotConverged
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.dynamics import Parameters, long_run, path, path_gradient
from cobden.equilibrium import solve
from cobden.outcomes import BY_YEAR
from small_path import YEARS, raised, small_macro, small_world

WORLD, MACRO = small_world(), small_macro()
PARAMETERS = Parameters(floor=0.995)


def law(rate=0.2):
    return Wedges.of(WORLD.economies, WORLD.sectors, tariff=raised(WORLD, rate))


def solved(rate=0.2, **options):
    options = {"macro": MACRO, "parameters": PARAMETERS, "tolerance": 1e-11, **options}
    return path(WORLD, law(rate), YEARS, **options)


@pytest.fixture(scope="module")
def tariff():
    return solved()


def test_every_condition_holds_in_every_year(tariff):
    found = tariff.certificate
    assert found.largest < 1e-10
    assert max(found.walras, found.accounts, found.complementarity) < 1e-10


def test_the_certificate_says_which_measures_have_no_effect():
    terms = Terms(law(), not_applied=("a licence",))
    found = path(WORLD, {2025: law(), 2027: terms}, YEARS, macro=MACRO, parameters=PARAMETERS)
    assert found.certificate.not_applied == ("a licence",)
    assert "1 measures not applied" in str(found.certificate)


def test_nothing_changes_where_no_law_does():
    still = solved(0.0)
    for name in ("gdp", "consumption", "capital", "employment", "consumer_price", "exchange_rate"):
        assert np.abs(still.scaled(name)).max() < 1e-8, name
    assert float(np.abs(still.welfare["path"]).max()) < 1e-8


def test_capital_runs_down_before_consumption_does(tariff):
    """The tariff makes investing dearer: consumption is above its steady state on the way there."""
    ours = tariff.by_year.sel(economy="USA")
    end = tariff.steady.sel(economy="USA")
    assert float(end.capital) < float(ours.capital[-1]) < float(ours.capital[1]) < 0
    assert float(ours.consumption[0]) > float(ours.consumption[-1]) > float(end.consumption)
    worth = tariff.welfare.sel(economy="USA")
    assert float(worth.steady) < float(worth.path) < float(ours.consumption[0])


def test_the_floor_idles_people_and_lets_them_go(tariff):
    idle = tariff.by_year["unemployment"]
    assert float(idle.max()) > 0.01
    assert float(tariff.steady["unemployment"].max()) < 1e-9
    assert float(idle.isel(year=-1).max()) < float(idle.isel(year=0).max())


@pytest.mark.validation
def test_steady_state_of_the_path_is_the_long_run_by_itself(tariff):
    end = long_run(WORLD, law(), labour="gradual", macro=MACRO, parameters=PARAMETERS)
    for name in ("consumption", "capital", "participation", "consumer_price", "revenue"):
        np.testing.assert_allclose(tariff.steady[name], end.steady[name], atol=1e-7)


@pytest.mark.validation
def test_all_switched_off_is_the_static_model():
    static = solve(WORLD, law(), tolerance=1e-12)
    off = solved(
        capital="fixed", labour="mobile", rigid=False, response="long_run",
        anchor="world_income", macro=small_macro(uniform=True),
    )  # fmt: skip
    p, found = off.problem, off.found
    saved = np.asarray(p.capital.investment / p.final)
    price = saved * found.investment_price + (1 - saved) * found.consumer_price
    real = 100 * (np.asarray(found.income / p.final) / np.exp(price) - 1)
    np.testing.assert_allclose(real, np.tile(static.welfare, (6, 1)), atol=1e-9)


@pytest.mark.validation
@pytest.mark.parametrize(("of", "year"), [("consumption", 2026), ("gdp", 2028)])
def test_gradient_is_what_finite_differences_say(tariff, of, year):
    slope = path_gradient(tariff, of, "JPN", year).tariff
    width = 1e-5
    for at in (0, 2):
        values = []
        for sign in (1, -1):
            laws = {}
            for j, y in enumerate(YEARS):
                rates = raised(WORLD)
                rates[0, 0, 1] += sign * width * (j == at)
                laws[y] = Wedges.of(WORLD.economies, WORLD.sectors, tariff=rates)
            moved = path(WORLD, laws, YEARS, macro=MACRO, parameters=PARAMETERS, tolerance=1e-13)
            values.append(moved.scaled(of)[year - 2025, 1])
        numeric = (values[0] - values[1]) / (2 * width)
        cell = {"sector": "G", "importer": "USA", "exporter": "JPN"}
        assert float(slope.isel(year=at).sel(cell)) == pytest.approx(numeric, rel=1e-5, abs=1e-6)


@pytest.mark.validation
@pytest.mark.parametrize(
    ("of", "year", "options"),
    [
        ("consumption", 2028, {}),
        ("gdp", 2029, {}),
        ("investment", 2029, {}),
        ("path_welfare", "after", {}),
        ("consumer_price", 2028, {"anchor": "taylor_rule"}),
    ],
)
def test_gradient_through_surprises_is_what_finite_differences_say(of, year, options):
    """By the law of each plan: what is believed to last, lived until the next surprise."""
    every = {"expectations": "surprise", "macro": MACRO, "parameters": PARAMETERS,
             "tolerance": 1e-13, **options}  # fmt: skip
    rates = {2025: raised(WORLD, 0.05), 2027: raised(WORLD, 0.2), 2028: raised(WORLD, 0.1)}

    def found(moved=2025, by=0.0):
        laws = {y: np.array(rate) for y, rate in rates.items()}
        laws[moved][0, 0, 1] += by
        wedges = {
            y: Wedges.of(WORLD.economies, WORLD.sectors, tariff=rate) for y, rate in laws.items()
        }
        return path(WORLD, wedges, YEARS, **every)

    def value(one):
        if of == "path_welfare":
            return float(one.welfare.path.sel(economy="JPN"))
        return one.scaled(of)[one.place("JPN", year)]

    slope = path_gradient(found(), of, "JPN", year).tariff
    assert slope.dims[:2] == ("announced", "year")
    cell, width = {"sector": "G", "importer": "USA", "exporter": "JPN"}, 1e-5
    for moved in rates:
        numeric = (value(found(moved, width)) - value(found(moved, -width))) / (2 * width)
        exact = float(slope.sel(announced=str(moved)).sum("year").sel(cell))
        assert exact == pytest.approx(numeric, rel=1e-5, abs=1e-6), moved


@pytest.mark.validation
def test_a_surprise_differs_from_what_was_foreseen_only_until_it_comes():
    later = {2025: law(0.0), 2027: law(0.2)}
    options = {"macro": MACRO, "parameters": PARAMETERS}
    foreseen = path(WORLD, later, YEARS, **options)
    surprise = path(WORLD, later, YEARS, expectations="surprise", **options)
    before = surprise.by_year.consumption.sel(year=[2025, 2026])
    assert float(np.abs(before).max()) < 1e-6
    assert float(np.abs(foreseen.by_year.consumption.sel(year=2025)).max()) > 1e-4
    np.testing.assert_allclose(surprise.steady.capital, foreseen.steady.capital, atol=1e-5)
    assert surprise.certificate.walras < 1e-7


@pytest.mark.validation
def test_relief_that_was_announced_to_lapse_is_no_surprise_when_it_does():
    """A snap-back that was known is foreseen; relief believed to last is not."""
    options = {"macro": MACRO, "parameters": PARAMETERS}
    low, high = law(0.05), law(0.2)
    relief = {2025: low, 2027: high}
    known = path(WORLD, {2025: relief}, YEARS, expectations="announced", **options)
    foreseen = path(WORLD, relief, YEARS, **options)
    np.testing.assert_allclose(known.scaled("gdp"), foreseen.scaled("gdp"), atol=1e-6)
    back = path(WORLD, {2025: low, 2027: high}, YEARS, expectations="announced", **options)
    surprise = path(WORLD, relief, YEARS, expectations="surprise", **options)
    np.testing.assert_allclose(back.scaled("gdp"), surprise.scaled("gdp"), atol=1e-9)
    kept = path(WORLD, {2025: relief, 2026: low}, YEARS, expectations="announced", **options)
    first = known.by_year.investment.sel(year=2025)
    np.testing.assert_allclose(kept.by_year.investment.sel(year=2025), first, atol=1e-6)
    assert float(np.abs(kept.steady.capital - known.steady.capital).max()) > 0.05


@pytest.mark.validation
def test_a_central_banks_rule_goes_on_from_the_prices_it_finds():
    options = {"macro": MACRO, "parameters": PARAMETERS, "anchor": "taylor_rule"}
    later = {2025: law(0.0), 2027: law(0.2)}
    surprise = path(WORLD, later, YEARS, expectations="surprise", **options)
    price = surprise.by_year.consumer_price
    assert float(np.abs(price.sel(year=[2025, 2026])).max()) < 1e-6
    at_once = path(WORLD, law(0.2), YEARS, **options).by_year.consumer_price
    np.testing.assert_allclose(price.sel(year=2027), at_once.sel(year=2025), atol=1e-6)
    assert float(np.abs(price.sel(year=2027)).max()) > 0.1


@pytest.mark.validation
def test_under_a_rule_on_inflation_wages_that_never_fall_idle_more_every_year():
    """Prices drift and are never brought back: five years have a path, twelve have none."""
    law_of_all, options = law(0.2), {"macro": MACRO, "parameters": Parameters(floor=1.0)}
    short = path(WORLD, law_of_all, YEARS, anchor="taylor_rule", **options)
    idle = short.by_year.unemployment.sel(economy="USA").values
    assert (np.diff(idle) > 0).all()
    assert idle[-1] > 20
    with pytest.raises(NotConverged, match="price_level_rule"):
        path(WORLD, law_of_all, range(2025, 2037), anchor="taylor_rule", **options)


@pytest.mark.validation
def test_a_rule_on_the_level_of_prices_brings_them_back_whatever_the_floor():
    """Woodford (2003), ch. 2: (1 + response) p = next p + real rate, from zero in the end."""
    for floor in (0.98, 1.0):
        found = path(WORLD, law(0.2), range(2025, 2037), anchor="price_level_rule", macro=MACRO,
                     parameters=Parameters(floor=floor))  # fmt: skip
        level = np.log1p(found.by_year.consumer_price.values / 100)
        real = np.log1p(found.by_year.consumption.values / 100)
        following = np.concatenate([level[1:], np.zeros_like(level[:1])])
        rate = np.concatenate([np.diff(real, axis=0), np.zeros_like(real[:1])])
        np.testing.assert_allclose(2.5 * level, following + rate, atol=1e-10)
        assert np.abs(found.steady.consumer_price).max() < 1e-9
    assert float(found.by_year.unemployment.sel(economy="USA", year=2036)) < 8


def test_outcomes_are_labelled_with_units_and_the_anchor_is_named(tariff):
    assert tariff.by_year.gdp.sel(year=2026, economy="USA").attrs["unit"] == "%"
    assert set(tariff.by_year) == set(BY_YEAR)
    assert "nominal income" in tariff.by_year.attrs["anchor"]
    assert tariff.by_sector.jobs.dims == ("year", "sector", "economy")
    total = tariff.inflation.sum("year")
    np.testing.assert_allclose(total, tariff.by_year.consumer_price.isel(year=-1), atol=1e-12)


@pytest.mark.validation
def test_gdp_of_others_hardly_moves_with_factors_fixed():
    """By the envelope theorem, where factors are given and there is no tariff of their own."""
    world = small_world(tariffs=0.0)
    law = Wedges.of(world.economies, world.sectors, tariff=raised(world, 1.0))
    still = long_run(world, law, capital="fixed", macro=small_macro(uniform=True))
    assert abs(float(still.steady.gdp.sel(economy="JPN"))) < 1e-3
    assert float(still.steady.gdp.sel(economy="USA")) < -0.3
