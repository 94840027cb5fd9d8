"""Gradients where parts of flows have wedges and premiums of their own, by finite differences."""

import numpy as np
import pytest
from test_equilibrium import random_world
from test_product_lines import NAME, OWN, line
from test_products import BUYER, Table, uneven, wedges

from cobden.base.objective import Objective
from cobden.base.targets import Line, Target, Targets
from cobden.equilibrium import LONG_RUN, Horizon, gradient, solve

STEP = 1e-5
PLAIN = random_world(3)
PRODUCTS = PLAIN.with_products(Table(3, **OWN))
CELL = (0, BUYER, 3)  # where lines are: E1 buys G0 from E3


def limit(at: int, wedge: str, amount: float = 0.6, **more) -> Target:
    given = {"basis": "change", "sense": "at_most", "least": 0.0} | more
    return Target(str(at), (at,), wedge, amount, **given)


def whole(share: float, exporter: str = "E3", **more) -> Line:
    return Line("G0", NAME, exporter, share=share, good=str(more.pop("good", "")), **more)


INSIDE = {
    "rates of makers": ([line(PRODUCTS, 2, share=0.3, maker="a", tariff=0.4, export_tax=0.1),
                         line(PRODUCTS, 2, share=0.4, maker="b", tariff=0.1)], []),
    "a quota": ([line(PRODUCTS, 2)], [limit(0, "tariff")]),
    "a slack quota": ([line(PRODUCTS, 2)], [limit(0, "tariff", 5.0)]),
    "export tax and halt": ([line(PRODUCTS, 2, share=0.7), line(PRODUCTS, 1)],
                            [limit(0, "export_tax"), limit(1, "trade_cost")]),
    "a minimum price": ([line(PRODUCTS, 2, share=0.4)],
                        [limit(0, "export_tax", 1.2, measured="price", sense="at_least",
                               most=1e9)]),
    "added": ([line(PRODUCTS, 2)], [limit(0, "tariff", -1e-4, basis="added")]),
    "an amount": ([line(PRODUCTS, 2)], [limit(0, "tariff", 1e-4, basis="absolute")]),
}  # fmt: skip
WHOLE = {
    "rates": ([whole(0.3, good="a", tariff=0.4), whole(0.4, good="b", export_tax=0.2)], []),
    "a quota": ([whole(0.5)], [limit(0, "tariff")]),
    "a halt and a promise": ([whole(1.0), whole(0.4, "E2")],
                             [limit(0, "trade_cost"),
                              limit(1, "tariff", 1.3, sense="equal", least=-0.9)]),
    "an amount": ([whole(0.5)], [limit(0, "export_tax", 1e-3, basis="absolute")]),
}  # fmt: skip


def check(world, law, targets, numeric, horizon=LONG_RUN):
    """Compare slopes by rates on the flow with lines, on others', with differences."""
    differences = {}
    for what, cell in numeric:
        low, high = (
            np.asarray(solve(world, law(what, cell, sign * STEP), targets=targets,
                             horizon=horizon, tolerance=1e-13).welfare)
            for sign in (-1, 1)
        )  # fmt: skip
        differences[what, cell] = (high - low) / (2 * STEP)
    for name in ("E0", NAME):
        found = gradient(world, law(), of=Objective.welfare(name), targets=targets, horizon=horizon)
        at = world.economy_index(name)
        for (what, cell), slopes in differences.items():
            if what == "product":
                mine = found.by_product[NAME].values[cell]
            else:
                mine = getattr(found, what).values[cell]
            assert mine == pytest.approx(slopes[at], rel=2e-5, abs=3e-6), (name, what, cell)
        assert found.residual < 1e-9


def moved(base, cell, by):
    values = np.array(base, float)
    values[cell] += by
    return values


def cases(of: dict) -> list:
    """One kind of instrument always, the others with the longer checks: each compiles anew."""
    return [
        pytest.param(case, marks=() if case == "a quota" else pytest.mark.validation) for case in of
    ]


def none_of(world):
    return {"tariff": world.tariff, "export_tax": np.zeros_like(world.tariff),
            "trade_cost": np.ones_like(world.tariff)}  # fmt: skip


@pytest.mark.parametrize("case", cases(INSIDE))
def test_inside_products(case):
    world, rates = PRODUCTS, uneven(PRODUCTS)

    def law(what: str = "", cell=(), by: float = 0.0):
        by_product = moved(rates, cell, by) if what == "product" else rates
        given = {name: value for name, value in none_of(world).items() if name == what}
        more = {name: moved(value, cell, by) for name, value in given.items()}
        return wedges(world, by_product, **more)

    lines, targets = INSIDE[case]
    cells = [("product", (2, 3)), ("product", (6, 3)), ("export_tax", CELL), ("tariff", (0, 0, 2))]
    horizon = Horizon(1.0, 1.0, 0.8, 0.0) if case == "rates of makers" else LONG_RUN
    check(world, law, Targets(tuple(lines), tuple(targets)), cells, horizon)


@pytest.mark.parametrize("case", cases(WHOLE))
def test_parts_of_whole_flows(case):
    world = PLAIN

    def law(what: str = "tariff", cell=(0, 0, 1), by: float = 0.0):
        given = none_of(world)
        return wedges(world, **given | {what: moved(given[what], cell, by)})

    lines, targets = WHOLE[case]
    cells = [("tariff", CELL), ("trade_cost", CELL), ("tariff", (0, 0, 2))]
    check(world, law, Targets(tuple(lines), tuple(targets)), cells)
