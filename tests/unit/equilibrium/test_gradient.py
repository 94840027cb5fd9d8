"""Exact gradients equal central finite differences."""

import numpy as np
import pytest

from cobden.base.objective import Objective, Term
from cobden.equilibrium import gradient
from cobden.world import World

LINES = {"tariff": ("C29", "USA", "JPN"), "trade_cost": ("C26", "JPN", "CHN"),
         "export_tax": ("C28", "USA", "JPN")}  # fmt: skip
# Every kind of term at once, weighted to slopes of like size, so that one compilation serves and no
# term hides behind another.
EVERYTHING = (
    500 * Objective.welfare("USA")
    + 200 * Objective.bilateral_balance("USA", "JPN")
    + Objective.output("JPN", "C29")
    + 500 * Objective("revenue", (Term("tariff_revenue", "USA"),))
    + Objective("jobs", (Term("employment", "JPN", sector="C29"),))
    + 20 * Objective("dependence", (Term("dependence", "JPN", partner="CHN", sector="C26"),))
    + 100
    * Objective(
        "politics",
        (Term("political_income", "JPN", sector_weights=tuple(np.linspace(0.5, 1.5, 28))),),
    )
)
LONGER = pytest.param("dollar", "by_use", marks=pytest.mark.validation)
CASES = [("world_share", "common"), ("own_share", "common"), LONGER]


@pytest.mark.parametrize(("closure", "form"), CASES)
def test_gradient_equals_finite_differences(closure, form):
    world = World.load("CP", import_shares=form).aggregate(economies=["USA", "JPN", "CHN"])
    shape = world.tariff.shape
    # All three are there from the start, so that one program serves for every step.
    rates = np.random.default_rng(1).uniform(0, 0.3, (3, *shape))
    rates[:, :, range(shape[1]), range(shape[1])] = 0
    at = {"tariff": rates[0], "trade_cost": 1 + rates[1] / 10, "export_tax": rates[2] / 10}
    exact = gradient(world, of=EVERYTHING, deficits=closure, tolerance=1e-12, **at)
    for name, (sector, importer, exporter) in LINES.items():
        cell = world.sector_index(sector), *map(world.economy_index, (importer, exporter))
        values = []
        for sign in (1, -1):
            moved = at[name].copy()
            moved[cell] += sign * 1e-4
            there = gradient(
                world, of=EVERYTHING, deficits=closure, tolerance=1e-12, **{**at, name: moved}
            )
            values.append(there.value)
        numeric = (values[0] - values[1]) / 2e-4
        analytic = float(getattr(exact, name).sel(
            sector=sector, importer=importer, exporter=exporter))  # fmt: skip
        assert analytic == pytest.approx(numeric, rel=1e-5, abs=1e-9)
