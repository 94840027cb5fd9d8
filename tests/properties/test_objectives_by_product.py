"""Imports of one product as an outcome and an aim: what it is, its slopes, what one does for it."""

import numpy as np
import pytest
from test_equilibrium import random_world
from test_product_lines import NAME, OWN, line
from test_products import Table, uneven, wedges

from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.base.targets import Target, Targets
from cobden.equilibrium import gradient, solve, value_of
from cobden.strategy import optimal_tariffs

CODE, STEP = "000002", 1e-5
AIM = Objective.product_imports(NAME, "E3", CODE)


@pytest.fixture(scope="module")
def world():
    return random_world(3).with_products(Table(3, **OWN))


def test_it_is_what_by_product_shows(world):
    result = solve(world, wedges(world, uneven(world)))
    told = result.by_product(NAME).after
    shown = float(told.sel(product=CODE, exporter="E3"))
    assert value_of(result, AIM) / 100 * world.value_usd / 1e9 == pytest.approx(shown, rel=1e-10)
    whole = result.outcome("product_imports")
    assert np.allclose(whole, told.sum("product"), rtol=1e-10)
    before = result.benchmark.outcome("product_imports")
    assert np.allclose(before, result.by_product(NAME).before.sum("product"), rtol=1e-10)


@pytest.mark.parametrize("limited", [False, True])
def test_its_slopes_are_finite_differences(world, limited):
    rates = uneven(world)
    half = Target("half", (0,), "tariff", 0.5, basis="change", sense="at_most", least=0.0)
    targets = Targets((line(world, 4),), (half,)) if limited else None
    found = gradient(world, wedges(world, rates), of=AIM, targets=targets)
    for cell in ((2, 3), (2, 0), (6, 3)):  # its own rate, a rival's, another product's
        ends = []
        for sign in (1, -1):
            moved = rates.copy()
            moved[cell] += sign * STEP
            law = wedges(world, moved)
            ends.append(value_of(solve(world, law, targets=targets, tolerance=1e-13), AIM))
        slope = (ends[0] - ends[1]) / (2 * STEP)
        mine = found.by_product[NAME].values[cell]
        assert mine == pytest.approx(slope, rel=1e-5, abs=1e-7)
    assert found.by_product[NAME].values[2, 3] < 0 < found.by_product[NAME].values[2, 0]


@pytest.mark.validation
def test_who_wants_less_of_a_product_taxes_that_product(world):
    wish = Objective.welfare(NAME) + -1.0 * AIM
    best = optimal_tariffs(world, NAME, "product", sectors=["G0"], objective=wish,
                           bounds=(0.0, 2.0), starts=("present",))  # fmt: skip
    rate = dict(zip(best.lines.labels, best.rates, strict=True))
    others = [r for name, r in rate.items() if name.endswith("from E3") and CODE not in name]
    assert rate[f"{NAME}: tariff on {CODE} from E3"] > max(others) + 0.3


def test_what_cannot_be_aimed_at_is_refused(world):
    result = solve(world)
    for wrong, what in (
        (Objective.product_imports(NAME, "E3", "999999"), "no product '999999'"),
        (Objective.product_imports("E0", "E3", CODE), "what E0 buys by product is not known"),
    ):
        with pytest.raises(InputError, match=what):
            value_of(result, wrong)
