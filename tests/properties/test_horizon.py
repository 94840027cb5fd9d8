"""What must hold at every horizon, on a small world cut out of the embedded one."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.equilibrium import LONG_RUN, PASS_THROUGH, RESPONSE, Horizon, gradient, solve
from cobden.world.world import World

WORLD = World.load().aggregate(["USA", "JPN", "CHN", "EU27"])
CAR = WORLD.sector_index("C29")
USA, JAPAN = WORLD.economy_index("USA"), WORLD.economy_index("JPN")
FEW = settings(max_examples=8, deadline=None)
rates = st.floats(0.02, 0.6)


def with_tariff(rate: float, exporter: int = JAPAN) -> np.ndarray:
    tariff = np.array(WORLD.tariff)
    tariff[:-1, USA, exporter] += rate
    return tariff


@FEW
@given(rates, st.floats(0, 30))
def test_with_everything_at_its_long_run_value_the_horizon_changes_nothing(rate, years):
    tariff = with_tariff(rate)
    at_horizon = solve(WORLD, tariff=tariff, horizon=Horizon(years, 1.0, 1.0, 0.0))
    np.testing.assert_array_equal(at_horizon.vector, solve(WORLD, tariff=tariff).vector)


def test_the_long_run_is_the_limit():
    tariff = with_tariff(0.25)
    long_run = solve(WORLD, tariff=tariff).welfare.values
    gaps = [
        np.abs(solve(WORLD, tariff=tariff, horizon=years).welfare.values - long_run).max()
        for years in (1, 4, 7, 8.49, 8.5)
    ]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-2] < 0.002 * gaps[0]
    assert gaps[-1] == 0


@FEW
@given(st.floats(0, 12))
def test_nothing_in_nothing_out(years):
    result = solve(WORLD, horizon=years)
    assert np.abs(result.welfare.values).max() < 1e-9
    assert np.abs(result.factor_return.values).max() < 1e-7


@FEW
@given(rates)
def test_with_factors_fixed_output_moves_less_and_returns_move_more(rate):
    tariff = with_tariff(rate)
    free = solve(WORLD, tariff=tariff)
    half = solve(WORLD, tariff=tariff, horizon=Horizon(1, 1.0, 1.0, 0.5))
    fixed = solve(WORLD, tariff=tariff, horizon=Horizon(1, 1.0, 1.0, 1.0))

    def movement(result):
        weight = WORLD.output / WORLD.output.sum()
        return (weight * np.abs(result.output.values)).sum()

    def spread(result):
        return np.ptp(result.factor_return.values, axis=0)

    assert movement(fixed) < movement(half) < movement(free)
    assert np.abs(fixed.labour.values).max() < 1e-8
    assert 0 < half.labour_moved.values.max() < free.labour_moved.values.max()
    assert (spread(fixed) > spread(half)).all()
    assert (spread(half) > spread(free)).all()
    assert spread(free).max() < 1e-9
    # Output still moves where factors do not: materials can be bought.
    assert np.abs(fixed.output.values).max() > 0.01


@FEW
@given(rates, st.floats(0, 1), st.floats(0.2, 1), st.floats(0, 1))
def test_margins_and_prices_account_for_the_whole_tariff(rate, passed, response, fixity):
    tariff = with_tariff(rate)
    horizon = Horizon(1, response, passed, fixity)
    result = solve(WORLD, tariff=tariff, horizon=horizon)
    # What buyers pay, read off how their spending shifts: p/P = (share ratio)^(-1/theta).
    theta = horizon.elasticity(WORLD.elasticity)[:, None, None]
    assume(np.abs(theta).min() > 0.05)
    bought = WORLD.trade_share > 1e-9
    before = np.where(bought, WORLD.trade_share, 1.0)
    shift = np.where(bought, result.trade_share.values, 1.0) / before
    price = result.accounts.intermediate_market.log_price[:, :, None] - np.log(shift) / theta
    cost = result.accounts.log_cost[:, None, :]
    margin = np.log1p(result.shock.margin(WORLD))
    duty = np.log((1 + tariff) / (1 + WORLD.tariff))
    np.testing.assert_allclose((price - cost - margin)[bought], duty[bought], atol=1e-7)
    # The buyers' part of the tariff is what is passed on; the exporters' is in their margins.
    np.testing.assert_allclose(margin, (passed - 1) * duty, atol=1e-12)


@FEW
@given(rates, st.floats(0, 0.99))
def test_margins_are_taken_from_the_exporters_income(rate, passed):
    result = solve(WORLD, tariff=with_tariff(rate), horizon=Horizon(1, 1.0, passed, 0.0))
    margin = result.margin.sum(["sector", "importer"]).values
    assert margin[JAPAN] < 0
    assert np.abs(np.delete(margin, JAPAN)).max() == 0
    now, billions = result.accounts, WORLD.value_usd / 1e9
    income = now.wage_bill + now.tariff_revenue + now.transfers + margin / billions
    np.testing.assert_allclose(income, now.income, rtol=1e-9)
    # Giving up all of the tariff keeps the customers and costs its yield.
    complete = solve(WORLD, tariff=with_tariff(rate))
    cars = ("C29", "USA", "JPN")
    sold = [float(r.flow.sel(sector=cars[0], importer=cars[1], exporter=cars[2])) for r in
            (result, complete)]  # fmt: skip
    assert sold[0] > sold[1]


def test_elasticities_pass_through_zero_smoothly():
    tariff = with_tariff(0.25)

    def welfare(theta):
        world = WORLD.with_elasticity(np.full(len(WORLD.sectors), theta))
        return solve(world, tariff=tariff).welfare.values

    below, at, above = (welfare(theta) for theta in (-0.01, 0.0, 0.01))
    np.testing.assert_allclose(at, (below + above) / 2, atol=2e-5)


def test_the_first_year_is_that_of_the_estimate():
    # 0.76 on trade net of tariffs at first, 2 in the long run, so theta is -0.24 and 1.
    first, last = Horizon.after(1), Horizon.after(10)
    theta = np.array([1.0])
    assert first.elasticity(theta) == pytest.approx(-0.24)
    assert last.elasticity(theta) == pytest.approx(1.0)
    assert Horizon.after(0.25) == Horizon(0.25, RESPONSE.value, PASS_THROUGH.value, 1.0)
    assert (last.response, last.pass_through, last.fixity) == (
        LONG_RUN.response, LONG_RUN.pass_through, LONG_RUN.fixity,
    )  # fmt: skip
    assert World.load("BLP").elasticity == pytest.approx(1.0)


@pytest.mark.validation
@pytest.mark.parametrize("economy", ["USA", "JPN"])
def test_gradients_are_exact_at_a_horizon(economy):
    horizon = Horizon(1, 0.4, 0.6, 0.8)
    tariff, objective = with_tariff(0.2), Objective.welfare(economy)
    found = gradient(WORLD, tariff=tariff, of=objective, horizon=horizon)
    for cell in ((CAR, USA, JAPAN), (CAR, JAPAN, USA), (3, USA, JAPAN)):
        sides = []
        for step in (1e-4, -1e-4):
            moved = np.array(tariff)
            moved[cell] += step
            moved_to = solve(WORLD, tariff=moved, horizon=horizon, tolerance=1e-12)
            sides.append(float(moved_to.welfare.sel(economy=economy)))
        slope = (sides[0] - sides[1]) / 2e-4
        assert found.tariff.values[cell] == pytest.approx(slope, rel=1e-4, abs=1e-5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Horizon(1, 0.0, 1.0, 0.0), "response is 0.0"),
        (lambda: Horizon(1, 1.0, 1.2, 0.0), "pass_through is 1.2"),
        (lambda: Horizon(1, 1.0, 1.0, -0.1), "fixity is -0.1"),
        (lambda: Horizon.after(-1), "years is -1"),
        (lambda: Horizon.after(float("nan")), "response is nan|years is nan"),
        (lambda: Horizon.after(2, to_long_run=1), "1 years to the long run"),
        (lambda: WORLD.with_elasticity(np.full(28, -1.0)), "above -1"),
    ],
)
def test_horizons_that_make_no_sense(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_a_short_run_is_no_benchmark():
    result = solve(WORLD, tariff=with_tariff(0.1), horizon=1)
    with pytest.raises(InputError, match="factors yet to move"):
        result.rebased()
