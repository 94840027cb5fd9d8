"""Limits in which a path is known: linear growth of several countries, nothing moving, scale."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.dynamics import Macro, Parameters, PathStart, path
from cobden.dynamics.money import ANCHORS
from cobden.dynamics.path_equations import still
from cobden.dynamics.path_solver import fixed_point, observe, pack
from cobden.world import World
from small_path import YEARS, raised, small_macro, small_world

WORLD, MACRO = small_world(), small_macro()
NOW = Wedges.of(WORLD.economies, WORLD.sectors, tariff=np.array(WORLD.tariff))
LAW = Wedges.of(WORLD.economies, WORLD.sectors, tariff=raised(WORLD))
pytestmark = pytest.mark.validation  # each choice of mechanisms compiles a program of its own


def solved(law=LAW, years=YEARS, **options):
    return path(WORLD, law, years, **{"macro": MACRO, "tolerance": 1e-12, **options})


def armington() -> World:
    """Three economies, one good each, no inputs, no tariffs, balanced trade."""
    share = np.array([[[0.8, 0.15, 0.05], [0.1, 0.75, 0.15], [0.08, 0.22, 0.7]]])
    income = np.linalg.matrix_power(share[0].T, 4000) @ np.ones(3)
    income /= income.sum()
    return World.from_shares(
        ["USA", "JPN", "CHN"], ["G"], share, income[None], np.zeros((1, 1, 3)), np.ones((1, 3)),
        income, np.zeros(3), np.zeros((1, 3, 3)), [4.0],
    )  # fmt: skip


def test_several_countries_close_in_by_the_linear_law_of_kleinman_liu_and_redding():
    """Kleinman, Liu & Redding (2023), sec. 3: log capital moves by one matrix, k' = P k.

    With expenditure shares S, sales shares T, labour's share and the elasticity of trade: incomes y
    solve (I - T + theta (I - T S)) y = theta (1 - labour's share) (I - T S) k, and capital grows
    by a constant times its real return, y - k - p.
    """
    world, labour, theta, delta, growth, saved = armington(), 0.6, 4.0, 0.05, 0.02, 0.2
    macro = Macro(np.full((1, 3), labour), np.full((1, 3), saved), np.full(3, delta), growth)
    spend = world.trade_share[0]
    income = world.value_added / world.value_added.sum()
    sell = spend.T * income[None, :] / income[:, None]
    one = np.eye(3)
    left = one - sell + theta * (one - sell @ spend)
    right = theta * (1 - labour) * (one - sell @ spend)
    by_capital = np.linalg.lstsq(np.vstack([left, income]), np.vstack([right, 0 * income]))[0]
    price = spend @ (by_capital - (1 - labour) * one)
    earns = (1 - labour) * (delta + growth) / saved
    step = one + earns / (earns + 1 - delta) * (by_capital - one - price)
    begin = 1e-6 * np.array([-1.0, 0.5, 2.0])
    start = PathStart(begin, np.zeros((1, 3)), np.zeros((1, 3)))
    found = path(
        world, Wedges.of(world.economies, ["G"], tariff=np.zeros((1, 3, 3))), range(2025, 2045),
        capital="capitalists", labour="mobile", rigid=False, macro=macro, start=start,
        response="long_run", tolerance=1e-14,
    ).state.log_capital  # fmt: skip
    for year in range(20):
        expected = np.linalg.matrix_power(step, year) @ begin
        np.testing.assert_allclose(found[year], expected, atol=1e-11)  # 1e-5 of what moves
    assert np.abs(np.linalg.eigvals(step)).max() < 1


def test_flexible_wages_are_the_limit_of_the_floor():
    flexible = solved(rigid=False)
    idle = []
    for floor in (0.999, 0.98, 0.5):
        found = solved(parameters=Parameters(floor=floor))
        idle.append(found.by_year.unemployment.values.max())
    assert idle[0] > idle[1] >= idle[2]
    assert idle[2] < 1e-9
    for name in ("gdp", "consumption", "employment", "nominal_wage", "participation"):
        np.testing.assert_allclose(found.scaled(name), flexible.scaled(name), atol=1e-9)


def test_labour_fixed_in_its_sector_is_the_limit_of_mobility():
    """The nearer nobody can choose anew, the nearer the years are to those of fixed labour."""
    fixed = {"capital": "fixed", "rigid": False}
    specific = solved(labour="specific", **fixed).scaled("consumption")[:-1]
    apart = []
    for mobility in (1e-2, 1e-4, 1e-6):
        slow = solved(parameters=Parameters(mobility=mobility), **fixed)
        apart.append(np.abs(slow.scaled("consumption")[:-1] - specific).max())
    assert all(new < old / 50 for old, new in pairwise(apart))
    assert apart[-1] < 1e-5  # %


def test_one_wage_is_the_limit_of_tastes_that_do_not_differ():
    """Everybody chooses every year, and tastes count ever less: wages draw together."""
    one = solved(labour="mobile", rigid=False, capital="fixed").scaled("consumption")[-1]
    gaps, apart = [], []
    for dispersion in (0.5, 0.125, 0.05):
        free = Parameters(mobility=1.0, dispersion=dispersion, participation=0.0)
        found = solved(parameters=free, rigid=False, capital="fixed")
        gaps.append(np.ptp(found.found.log_wage[1:], axis=1).max())
        apart.append(np.abs(found.scaled("consumption")[-1] - one).max())
    for fell in (gaps, apart):
        assert all(new < old / 2 for old, new in pairwise(fell))
    assert apart[-1] < 0.03  # % of consumption


def test_capital_that_cannot_be_changed_is_the_limit_of_adjustment_costs():
    fixed = solved(capital="fixed", labour="mobile", rigid=False)
    stiff = solved(labour="mobile", rigid=False, parameters=Parameters(adjustment=1e3))
    assert np.abs(stiff.scaled("capital")[:-1]).max() < 2e-2
    assert np.abs(fixed.scaled("capital")).max() < 1e-9


@pytest.mark.parametrize("capital", ["foresight", "capitalists", "constant_saving"])
@pytest.mark.parametrize("growth", [0.0, 0.04])
def test_a_constant_growth_path_goes_on(capital, growth):
    """Better labour everywhere, with capital to match: all that is real is higher by as much."""
    better, macro = 0.1, replace(MACRO, growth=growth)
    still = solved(NOW, capital=capital, labour="mobile", rigid=False, macro=macro)
    for name in ("gdp", "consumption", "investment", "capital", "consumer_price"):
        assert np.abs(still.scaled(name)).max() < 1e-9, name
    share = WORLD.value_added_share * macro.labour_share
    law = Terms(NOW, productivity=np.exp(better * share))
    k, n = WORLD.output.shape
    start = PathStart(np.full(n, better), np.zeros((k, n)), np.zeros((k, n)))
    found = solved(law, capital=capital, labour="mobile", rigid=False, macro=macro, start=start)
    for name in ("gdp", "consumption", "investment", "capital"):
        np.testing.assert_allclose(
            found.scaled(name), 100 * np.expm1(better), rtol=1e-8, err_msg=name
        )  # GDP by Fisher's chain is exact where all volumes move alike
    assert np.abs(found.scaled("exchange_rate")).max() < 1e-8


def test_what_is_real_does_not_depend_on_any_money_where_wages_are_flexible():
    """Homogeneity: another anchor moves prices and exchange rates, by one factor a year."""
    first = solved(rigid=False, anchor="world_income")
    for anchor in ANCHORS:
        found = solved(rigid=False, anchor=anchor)
        for name in ("gdp", "consumption", "capital", "real_wage", "employment", "revenue",
                     "pass_through_world"):  # fmt: skip
            np.testing.assert_allclose(
                found.scaled(name), first.scaled(name), atol=1e-8, err_msg=f"{anchor}, {name}"
            )
        moved = found.outcomes.consumer_price - first.outcomes.consumer_price
        for name in ("investment_price", "nominal_wage", "import_price", "goods_price"):
            other = getattr(found.outcomes, name) - getattr(first.outcomes, name)
            np.testing.assert_allclose(other, moved, atol=1e-10, err_msg=f"{anchor}, {name}")


def test_each_money_can_be_counted_in_other_units():
    """Homogeneity in each money: one worth half as much, last year's wages counted in it too."""
    found = solved(parameters=Parameters(floor=0.995))
    double = np.array([np.log(2.0), 0.0, 0.0])
    money = found.problem.money
    other = found.problem._replace(
        money=money._replace(
            value_added=money.value_added * np.exp(double), start=money.start + double
        )
    )
    point = fixed_point(other, pack(still(other)), found.rules, 1e-12)
    state, allocation, *_ = observe(other, point.x, found.rules)
    for ours, theirs in zip(found.state, state, strict=True):
        np.testing.assert_allclose(theirs, ours, atol=1e-10)
    np.testing.assert_allclose(allocation.log_employment, found.found.log_employment, atol=1e-10)
    moved = np.asarray(allocation.own_wage - found.found.own_wage)
    np.testing.assert_allclose(moved, np.broadcast_to(double, moved.shape), atol=1e-10)


def test_an_anchor_of_one_economy_is_its_own_affair_where_wages_are_flexible():
    usual = solved(rigid=False)
    other = solved(rigid=False, anchor={"JPN": "price_level"})
    assert np.abs(other.by_year.consumer_price.sel(economy="JPN")).max() < 1e-9
    names = ["USA", "CHN"]
    for outcome in ("consumer_price", "nominal_wage", "exchange_rate"):
        np.testing.assert_allclose(
            other.by_year[outcome].sel(economy=names), usual.by_year[outcome].sel(economy=names),
            atol=1e-9,
        )  # fmt: skip
    assert "price" in other.anchor
    assert "(JPN)" in other.anchor
    assert "(USA, CHN)" in other.anchor


def test_revenue_that_repays_debt_is_invested():
    """Where a constant part is saved; who looks ahead undoes it, and is told so."""
    back = solved(capital="constant_saving", labour="mobile", rigid=False)
    debt = solved(capital="constant_saving", labour="mobile", rigid=False, revenue="debt")
    us = {"economy": "USA"}
    assert float(debt.by_year.investment.sel(us)[0]) > float(back.by_year.investment.sel(us)[0])
    assert float(debt.by_year.consumption.sel(us)[0]) < float(back.by_year.consumption.sel(us)[0])
    assert float(debt.steady.capital.sel(us)) > float(back.steady.capital.sel(us)) + 0.1
    raised = debt.found.revenue - debt.problem.money.revenue
    bought = debt.problem.capital.investment / debt.problem.money.value_added
    np.testing.assert_allclose(
        debt.found.investment, bought * debt.found.value_added + raised, atol=1e-12
    )
    assert debt.certificate.accounts < 1e-10
