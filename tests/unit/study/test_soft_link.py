import numpy as np
import pytest

from cobden.study.soft_link import missing_input


def test_nothing_missing_changes_nothing():
    assert missing_input(0.1, 1.0, 0.3) == pytest.approx(1)


def test_the_formula_at_a_known_point():
    # e = 1/2: the power is -1 and the mean harmonic, 1 / (1 - s + s / a).
    assert missing_input(0.2, 0.5, 0.5) == pytest.approx(1 / (0.8 + 0.2 / 0.5))


def test_a_small_shortage_costs_its_share_and_a_large_one_more():
    assert 1 - missing_input(0.01, 0.999, 0.3) == pytest.approx(1e-5, rel=0.01)
    losses = 1 - missing_input(0.01, np.array([0.9, 0.5, 0.1]), 0.3)
    assert (losses > 0.01 * np.array([0.1, 0.5, 0.9])).all()
