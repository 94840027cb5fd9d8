"""Steps of colour fit what is shown: neither one large value nor small ones make a map pale."""

import numpy as np
import pytest

from cobden.report.colour_steps import INCOME, JOBS, SALES, fitted


def colours(steps: list[float], values: list[float]) -> set[int]:
    return {int(np.searchsorted(steps, value, side="right")) for value in values}


@pytest.mark.parametrize("base", [INCOME, SALES, JOBS])
@pytest.mark.parametrize("scale", [1e-4, 0.02, 1.0, 30.0])
def test_values_of_any_size_take_several_colours(base, scale):
    random = np.random.default_rng(1)
    values = (scale * random.normal(size=80)).tolist()
    steps = fitted(base, values)
    assert steps == sorted(steps)
    assert steps == [-step for step in reversed(steps)]
    assert len(colours(steps, values)) >= 4


def test_one_large_value_leaves_the_others_their_colours():
    values = [-0.02, -0.013, 0.011, 0.004, -0.03, 0.02, 0.015, -0.011, 0.012, 0.013, 0.02, -8.0]
    steps = fitted(INCOME, values)
    assert steps == fitted(INCOME, values[:-1])
    assert len(colours(steps, values)) >= 4
    assert np.searchsorted(steps, -8.0, side="right") == 0  # beyond the last step, which is named


def test_nothing_to_show_changes_nothing():
    assert fitted(INCOME, []) == list(INCOME)
    assert fitted(INCOME, [0.0, 0.0]) == list(INCOME)
