"""One economy with one good, where growth theory has answers in closed form."""

import numpy as np
import pytest

from cobden.base.wedges import Wedges
from cobden.dynamics import Macro, Parameters, PathStart, path
from small_path import alone

WORLD = alone()
NOW = Wedges.of(WORLD.economies, WORLD.sectors, tariff=np.array(WORLD.tariff))
YEARS = range(2025, 2033)
pytestmark = pytest.mark.validation  # each rule of saving compiles programs of its own


def grown(saved, depreciation, capital, *, growth=0.02, discount=0.96, share=0.6, low=-0.1):
    macro = Macro(
        np.array([[share]]), np.array([[saved]]), np.array([depreciation]), growth, discount
    )
    start = PathStart(np.array([low]), np.zeros((1, 1)), np.zeros((1, 1)))
    return path(
        WORLD, NOW, YEARS, capital=capital, labour="mobile", rigid=False, macro=macro, start=start,
        parameters=Parameters(adjustment=0.0), tolerance=1e-12,
    )  # fmt: skip


def test_solow():
    found = grown(0.2, 0.05, "constant_saving").state.log_capital[:-1, 0]
    k = -0.1
    for log_capital in found:
        assert float(log_capital) == pytest.approx(k, abs=1e-10)
        k = np.log((0.95 * np.exp(k) + 0.07 * np.exp(0.4 * k)) / 1.02)


def test_ramsey_with_full_depreciation_saves_a_constant_share():
    """Brock & Mirman (1972): log capital closes in by capital's share every year, exactly."""
    share, discount, growth = 0.4, 0.9, 0.02
    found = grown(share * discount, 1.0, "foresight", growth=growth, discount=discount)
    expected = -0.1 * share ** np.arange(8)
    np.testing.assert_allclose(found.state.log_capital[:-1, 0], expected, atol=1e-10)


def test_ramsey_speed_of_convergence():
    """Near the steady state the gap closes by the root of the linear model (Blanchard-Fischer)."""
    share, delta, growth, discount, saved = 0.4, 0.05, 0.02, 0.96, 0.2
    rate = delta + growth
    required = (1 + growth) / discount - 1 + delta
    consumed = 1 - saved
    # c' - c = b R (share - 1) k' / (1 + g) and k' = ... in logs, by hand from the two conditions.
    output = saved / rate  # capital over output
    a = discount * required / (1 + growth) * (1 - share)
    grow = (1 - delta + share / output) / (1 + growth)
    per_c = consumed / (output * (1 + growth))
    roots = np.roots([1.0, -(1 + grow + a * per_c), grow])
    speed = float(min(roots.real))
    found = grown(saved, delta, "foresight", low=-1e-5).state.log_capital[:-1, 0]
    np.testing.assert_allclose(found[1:] / found[:-1], speed, atol=1e-6)


def test_capitalists_in_closed_form():
    """Kleinman, Liu & Redding (2023): capital grows by a constant part of wealth."""
    found = grown(0.2, 0.05, "capitalists").state.log_capital[:-1, 0]
    earns = 0.4 * 0.07 / 0.2
    k = -0.1
    for log_capital in found:
        assert float(log_capital) == pytest.approx(k, abs=1e-10)
        k += np.log((earns * np.exp(-0.6 * k) + 0.95) / (earns + 0.95))
