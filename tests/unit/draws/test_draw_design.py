import numpy as np
import pandas as pd
import pytest

from cobden.draws import Choice, Design, Normal, Range

FACTORS = (
    Range("rate", 0.1, 0.25),
    Normal("car elasticity", 4.0, 1.0, low=0.0, group="elasticities"),
    Normal("steel elasticity", 6.0, 1.0, low=0.0, group="elasticities"),
    Choice("closure", ("trade balance", "fixed deficit", "fixed share"), (1, 2, 1)),
)


def test_a_part_of_the_draws_equals_the_same_part_of_the_whole():
    design = Design(FACTORS, draws=500, seed=7)
    whole = design.rows(0, 500)
    for start, stop in ((0, 1), (3, 17), (63, 64), (64, 128), (499, 500)):
        pd.testing.assert_frame_equal(design.rows(start, stop), whole.iloc[start:stop])


def test_more_draws_leave_the_first_ones_as_they_were():
    few, many = (Design(FACTORS, draws, seed=7).rows(0, 100) for draws in (100, 10_000))
    pd.testing.assert_frame_equal(few, many)


def test_unpaired_draws_are_all_new_points():
    paired, unpaired = (Design(FACTORS, 100, 7, paired=p) for p in (True, False))
    assert unpaired.block == 1
    assert unpaired.rows(0, 100)["rate"].nunique() == 100 > paired.rows(0, 100)["rate"].nunique()
    pd.testing.assert_frame_equal(unpaired.rows(37, 41), unpaired.rows(0, 100).iloc[37:41])


def test_another_seed_gives_other_draws():
    first, second = (Design(FACTORS, 50, seed).rows(0, 50)["rate"] for seed in (1, 2))
    assert not np.isclose(first, second).any()


def test_a_block_changes_the_factors_of_one_driver_at_a_time():
    design = Design(FACTORS, draws=50, seed=7)
    assert design.drivers == ("rate", "elasticities", "closure")
    drawn = design.rows(0, 5)
    a, b = drawn.iloc[0], drawn.iloc[1]
    assert (a != b)[["rate", "car elasticity", "steel elasticity"]].all()
    groups = {
        2: ["rate"],
        3: ["car elasticity", "steel elasticity"],
        4: ["closure"],
    }
    for row, changed in groups.items():
        for name in drawn:
            assert drawn.iloc[row][name] == (b if name in changed else a)[name]


@pytest.mark.parametrize(
    ("factor", "mean", "variance"),
    [
        (Range("x", 2.0, 5.0), 3.5, 9 / 12),
        (Range("x", 0.0, 3.0, mode=1.5), 1.5, 9 / 24),
        (Range("x", 0.0, 1.0, mode=0.0), 1 / 3, 1 / 18),
        (Normal("x", 4.0, 2.0), 4.0, 4.0),
        # The half normal: mean sqrt(2/pi), variance 1 - 2/pi.
        (Normal("x", 0.0, 1.0, low=0.0), np.sqrt(2 / np.pi), 1 - 2 / np.pi),
    ],
)
def test_draws_have_the_moments_of_their_distribution(factor, mean, variance):
    drawn = Design((factor,), 3 * 2**12, seed=3).rows(0, 3 * 2**12)["x"]
    assert drawn.mean() == pytest.approx(mean, abs=2e-3)
    assert drawn.var() == pytest.approx(variance, rel=6e-3)


def test_limits_hold_and_a_range_of_no_width_is_a_point():
    drawn = Design(
        (Normal("cut", 0.0, 5.0, low=-1.0, high=2.0), Range("fixed", 3.0, 3.0, mode=3.0)), 4096, 1
    ).rows(0, 4096)
    assert drawn["cut"].between(-1, 2).all()
    assert (drawn["fixed"] == 3.0).all()


def test_options_are_drawn_by_their_weights():
    drawn = Design(FACTORS, 5 * 2**10, seed=7).rows(0, 5 * 2**10)["closure"]
    shares = drawn.value_counts(normalize=True)
    assert shares["fixed deficit"] == pytest.approx(0.5, abs=0.01)
    assert shares["trade balance"] == pytest.approx(0.25, abs=0.01)
