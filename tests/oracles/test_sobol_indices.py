"""The Ishigami function: Sobol' indices in closed form (Ishigami & Homma 1990; Sobol' 1993)."""

import numpy as np
import pytest
from scipy import stats

from cobden.draws import CONVERGED, Design, Outcomes, Range, run

A, B = 7.0, 0.1


class Ishigami:
    outcomes = ("y",)
    identity = "ishigami"

    def evaluate(self, draws):
        x1, x2, x3 = (draws[name].to_numpy() for name in ("x1", "x2", "x3"))
        y = np.sin(x1) + A * np.sin(x2) ** 2 + B * x3**4 * np.sin(x1)
        return Outcomes(y[:, None], (CONVERGED,) * len(draws))


def test_indices_and_their_intervals_agree_with_the_closed_form(tmp_path):
    factors = tuple(Range(name, -np.pi, np.pi) for name in ("x1", "x2", "x3"))
    blocks = 2**15
    result = run(Ishigami(), Design(factors, 5 * blocks, seed=1), tmp_path, chunk=2**14)
    found = result.drivers().loc["y"]

    by_itself = np.array([0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8, 0.0])
    interaction = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    variance = by_itself.sum() + interaction
    first = by_itself / variance
    total = (by_itself + np.array([interaction, 0, interaction])) / variance
    assert found["first"].to_numpy() == pytest.approx(first, abs=1e-3)
    assert found["total"].to_numpy() == pytest.approx(total, abs=1e-3)
    for kind, exact in (("first", first), ("total", total)):
        # The bootstrap takes draws for independent; a low-discrepancy sample is better than that.
        assert (found[f"{kind}_low"] <= exact).all()
        assert (found[f"{kind}_high"] >= exact).all()


def test_indices_agree_with_those_of_scipy(tmp_path):
    factors = tuple(Range(name, -np.pi, np.pi) for name in ("x1", "x2", "x3"))
    result = run(Ishigami(), Design(factors, 5 * 2**9, seed=1), tmp_path)
    blocks = result.values()["y"].to_numpy().reshape(-1, 5)
    theirs = stats.sobol_indices(
        func={
            "f_A": blocks[None, :, 0],
            "f_B": blocks[None, :, 1],
            "f_AB": blocks[:, 2:].T[:, None, :],
        },
        n=len(blocks),
    )
    found = result.drivers().loc["y"]
    assert found["first"].to_numpy() == pytest.approx(theirs.first_order, abs=1e-12)
    assert found["total"].to_numpy() == pytest.approx(theirs.total_order, abs=1e-12)


def test_quantiles_agree_with_the_distribution(tmp_path):
    class Identity:
        outcomes = ("x",)
        identity = "identity"

        def evaluate(self, draws):
            return Outcomes(draws[["x"]].to_numpy(), (CONVERGED,) * len(draws))

    result = run(Identity(), Design((Range("x", -1.0, 3.0),), 3 * 2**11, seed=1), tmp_path)
    ranges = result.ranges(at=(0.05, 0.5, 0.95)).loc["x"]
    assert ranges[[0.05, 0.5, 0.95]].to_list() == pytest.approx([-0.8, 1.0, 2.8], abs=0.01)
    assert ranges["positive"] == pytest.approx(0.75, abs=0.005)
