"""Laws that set quantities on a path: met in every year, and the static answer as the limit."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import Infeasible, InputError
from cobden.base.targets import Line, Target, Targets
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.dynamics import Parameters, long_run, path, path_gradient
from cobden.dynamics.law_by_year import _mean
from cobden.equilibrium import Shock, solve_shock
from small_path import YEARS, raised, small_macro, small_world

WORLD, MACRO = small_world(), small_macro()
LAW = Wedges.of(WORLD.economies, WORLD.sectors, tariff=raised(WORLD))
LINE = Line("G", "USA", "JPN")
LIMIT = Target("limit", (0,), "tariff", 0.7, basis="change", sense="at_most", least=0.0)
SIZE = float(WORLD.flow[0, 1, 0])  # what Japan buys of the United States' goods
SMALL = 0.3 * float(WORLD.flow[0, 0, 1])  # of what the United States buys of Japan's goods
LICENCE = Target("licence", (0,), "tariff", SMALL, sense="at_most", least=0.0, passed_on=1.0)
PROMISE = Target("promise", (0,), "tariff", 0.2 * SIZE, basis="added", most=0.0)


def law(target, line=LINE):
    return Terms(LAW, Targets((line,), (target,)))


def solved(terms, **options):
    options = {"macro": MACRO, "parameters": Parameters(floor=0.995), **options}
    return path(WORLD, terms, YEARS, **options)


@pytest.mark.validation
@pytest.mark.parametrize("wedge", ["tariff", "export_tax", "trade_cost", "licence"])
def test_all_switched_off_is_the_static_model_whoever_has_the_rent(wedge):
    target = LICENCE if wedge == "licence" else replace(LIMIT, wedge=wedge)
    terms = law(target, LINE if wedge == "licence" else replace(LINE, share=0.6, tariff=0.03))
    static = solve_shock(WORLD, Shock.under(WORLD, terms), "world_share")
    off = solved(
        terms, capital="fixed", labour="mobile", rigid=False, response="long_run",
        anchor="world_income", macro=small_macro(uniform=True), tolerance=1e-11,
    )  # fmt: skip
    assert off.quantities.miss < 1e-7
    assert off.quantities.premiums[0][0] > 0.05
    p, found = off.problem, off.found
    saved = np.asarray(p.capital.investment / p.final)
    price = saved * found.investment_price + (1 - saved) * found.consumer_price
    real = 100 * (np.asarray(found.income / p.final) / np.exp(price) - 1)
    np.testing.assert_allclose(real, np.tile(static.welfare, (6, 1)), atol=1e-6)


@pytest.mark.validation
def test_a_limit_holds_in_every_year_and_its_premium_falls_as_trade_adapts():
    found, free = solved(law(LIMIT)), solved(Terms(LAW))
    premium = found.premiums.sel(target="limit").values
    assert (premium > 0).all()
    assert premium[0] > premium[3] > premium[-1]
    for asked, traded in zip(found.quantities.asked, found.quantities.traded, strict=True):
        np.testing.assert_allclose(traded, asked, rtol=1e-6)
    assert found.certificate.accounts < 1e-9
    us = {"economy": "USA", "year": 2025}
    assert float(found.by_year.revenue.sel(us)) > float(free.by_year.revenue.sel(us))


@pytest.mark.validation
def test_a_limit_that_does_not_bind_changes_nothing_and_a_promise_is_bought():
    free = solved(Terms(LAW))
    loose = solved(law(replace(LIMIT, amount=1.5)))
    np.testing.assert_allclose(loose.scaled("gdp"), free.scaled("gdp"), atol=1e-6)
    bought = solved(law(PROMISE, Line("G", "JPN", "USA")))
    assert (bought.premiums.sel(target="promise") < 0).all()
    added = (
        np.array(bought.quantities.traded).ravel()
        - np.array(
            solved(law(replace(PROMISE, amount=0.0), Line("G", "JPN", "USA"))).quantities.traded
        ).ravel()
    )
    np.testing.assert_allclose(added, 0.2 * SIZE, rtol=1e-5)


@pytest.mark.validation
def test_a_limit_lifted_by_surprise_and_the_long_run_under_one():
    found = solved({2025: law(LIMIT), 2027: Terms(LAW)}, expectations="surprise")
    premium = found.premiums.sel(target="limit").values
    assert (premium[:2] > 0).all()
    assert np.isnan(premium[2:]).all()
    assert found.certificate.walras < 1e-7
    end = long_run(WORLD, law(LIMIT), macro=MACRO, labour="gradual",
                   parameters=Parameters(floor=0.995))  # fmt: skip
    lasting = solved(law(LIMIT))
    np.testing.assert_allclose(end.premiums[-1], lasting.premiums[-1], rtol=1e-4)


@pytest.mark.validation
@pytest.mark.parametrize(
    ("target", "line", "options"),
    [
        (LIMIT, replace(LINE, share=0.6, tariff=0.05), {}),
        (replace(LIMIT, wedge="export_tax", basis="absolute", amount=SMALL), LINE, {}),
        (replace(LIMIT, wedge="trade_cost"), LINE, {}),
        (PROMISE, Line("G", "JPN", "USA"), {}),
        (LICENCE, LINE, {}),
        (LIMIT, LINE, {"expectations": "surprise"}),
    ],
    ids=["duty", "export tax", "cost", "promise", "licences", "surprise"],
)  # fmt: skip
def test_a_gradient_moves_premiums_as_finite_differences_do(target, line, options):
    """At a tariff on the quantity's own flow, and at another's; the premium binds throughout."""
    width, cells = 1e-4, ((0, 0, 1), (0, 0, 2))

    def found(cell=None, by=0.0):
        laws = {}
        for year, rate in ((2025, 0.15), (2027, 0.2)):
            tariff = raised(WORLD, rate)
            if cell is not None and year == 2025:
                tariff[cell] += by
            wedges = Wedges.of(WORLD.economies, WORLD.sectors, tariff=tariff)
            laws[year] = Terms(wedges, Targets((line,), (target,)))
        return solved(laws, rigid=False, tolerance=1e-13, **options)

    one = found()
    assert all(bound.all() for bound in one.quantities.binds)
    slope = path_gradient(one, "consumption", "JPN", 2026).tariff
    first = (
        slope.sel(announced="2025").sum("year") if options else slope.isel(year=[0, 1]).sum("year")
    )
    for cell in cells:
        up, down = (found(cell, sign * width).scaled("consumption")[1, 1] for sign in (1, -1))
        numeric = (up - down) / (2 * width)
        assert float(first.values[cell]) == pytest.approx(numeric, rel=1e-5, abs=1e-6), cell
    still = path_gradient(solved(Terms(LAW)), "consumption", "JPN", 2026).tariff
    assert abs(float(still.isel(year=0).values[cells[0]])) > 1e-3


def test_a_ban_stops_a_part_of_a_flow():
    banned = Terms(LAW, Targets((replace(LINE, share=0.4, trade_cost=np.inf),), ()))
    found = solved(banned, labour="mobile", rigid=False, response="long_run")
    weight = np.asarray(found.problem.trade.purchase)[0, 0, 0, 1]
    free = WORLD.trade_share[0, 0, 1] * (
        (1 + LAW.tariff[0, 0, 1]) / (1 + WORLD.tariff[0, 0, 1])
    ) ** -WORLD.elasticity[0]  # fmt: skip
    assert weight == pytest.approx(0.6 * free)


def test_for_a_part_of_a_year_it_is_of_that_part_of_its_trade():
    half = _mean([law(PROMISE), Terms(LAW)], np.array([0.25, 0.75])).targets
    assert half.lines[0].share == 0.25
    assert half.targets[0].amount == pytest.approx(0.25 * PROMISE.amount)
    cut = _mean([law(LIMIT), Terms(LAW)], np.array([0.25, 0.75])).targets
    assert cut.targets[0].amount == LIMIT.amount


def test_what_no_path_follows_is_refused_by_name_and_what_cannot_be_bought_by_year():
    for target, line, said in (
        (replace(LIMIT, measured="price"), LINE, r"about a price \(limit\)"),
        (LIMIT, replace(LINE, elasticity=9.0), "replaced otherwise"),
        (replace(LIMIT, passed_on=1.0), LINE, "licences given to several exporters at once, or"),
    ):
        with pytest.raises(InputError, match=said):
            solved(law(target, line))
    huge = replace(PROMISE, amount=50.0, least=-0.2)
    with pytest.raises(Infeasible, match="no premium from -20% to 0% reaches this in 2025"):
        solved(law(huge, Line("G", "JPN", "USA")), labour="mobile", rigid=False,
               response="long_run")  # fmt: skip
