"""Duties on which sources differ: a range in measures.csv is drawn, and nothing else moves."""

import numpy as np
import pytest

from cobden import cases
from cobden.base.errors import InputError
from cobden.study.case_law import law_of, policy_of, world_of
from cobden.study.drawn_rates import at_rates, drawn_rates, factors_of
from cobden.study.uncertain_figures import check_factors


@pytest.fixture(scope="module")
def doubted(tmp_path_factory):
    folder = cases.new(tmp_path_factory.mktemp("doubt") / "mine")
    path = folder / "measures.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{head},rate_low,rate_high", *(f"{row},0.10,0.50" for row in rows)]) + "\n",
        encoding="utf-8",
    )
    return cases.load(folder)


def test_a_range_in_the_table_is_a_factor_of_the_states_that_hold_the_duty(doubted):
    before, after = doubted.states
    (factor,) = factors_of(doubted, [before, after])
    assert (factor.name, factor.low, factor.high) == ("rate cars-machinery", 0.10, 0.50)
    assert factors_of(doubted, [before]) == ()


def test_wedges_at_a_drawn_rate_are_those_of_the_law_at_that_rate(doubted):
    world, state, policy = world_of(doubted), doubted.states[1], policy_of(doubted)
    central = law_of(doubted, policy, state).wedges(world)
    rates = drawn_rates(doubted, [state], world)
    k, n, i = world.cell("C29", "USA", "DEU")
    for drawn in (0.10, 0.14, 0.20, 0.35, 0.50):
        moved = at_rates(central, rates, {"rate cars-machinery": drawn})
        assert moved.tariff[k, n, i] - world.tariff[k, n, i] == pytest.approx(drawn, abs=1e-12)
        untouched = np.ones_like(central.tariff, bool)
        untouched[:, n, i] = False
        assert (moved.tariff == central.tariff)[untouched].all()
    assert at_rates(central, rates, {}) is central


def test_a_rate_that_is_not_in_doubt_is_no_factor(doubted):
    world = world_of(doubted)
    check_factors(["rate cars-machinery"], world, measures=["cars-machinery"])
    with pytest.raises(InputError, match="rate cars"):
        check_factors(["rate cars"], world, measures=["cars-machinery"])


@pytest.mark.parametrize(
    ("ends", "said"),
    [("0.3,0.5", "not within"), ("0.1,", "stand together"), ("0.1,0.15", "not within")],
)
def test_a_range_that_does_not_hold_its_rate_is_refused(tmp_path, ends, said):
    folder = cases.new(tmp_path / "mine")
    path = folder / "measures.csv"
    head, row, *_ = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{head},rate_low,rate_high\n{row},{ends}\n", encoding="utf-8")
    with pytest.raises(InputError, match=said):
        cases.load(folder)
