"""Reading one household's equilibrium by group, beside groups inside the equilibrium."""

import numpy as np

from derive.people import compared


def test_the_reading_is_near_the_equilibrium_that_holds_the_groups():
    read, inside = compared(0.10)
    assert np.ptp(inside) > 1  # revenue handed back a head moves much between the groups
    error = np.abs(read - inside)
    assert error.max() < 0.001 * np.ptp(inside)
    assert error.max() > 1e-5  # they are two different models


def test_without_revenue_handed_back_the_error_is_as_small():
    read, inside = compared(0.10, "none")
    assert np.abs(read - inside).max() < 0.001
