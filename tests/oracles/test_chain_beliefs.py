"""Stocks held against what may come: closed forms, and a tree written out by hand."""

from datetime import date

import numpy as np
import pytest
from scipy.optimize import minimize

from cobden.chains import Chain, run
from cobden.chains.measures import ExportTax, Outage
from cobden.chains.rows import Capacity, Good, Place, Process, Route, Stock, Use
from cobden.chains.tree import Tree

START = date(2025, 1, 1)
LATE = date(2030, 1, 1)


def granary(periods: int, initial: float = 0.0) -> Chain:
    """A month's harvest of 1 costs nothing, a price of 2 - q sells it, and keeping it is free."""
    return Chain(
        "granary", "A granary", START, periods, (Place("A", "A"),), (Good("wheat", "t"),),
        (Use("A", "food", "wheat", 1, 1, -1, form="linear"),),
        (Process("farm", "t", (("wheat", 1.0),)),),
        (Capacity("A", "farm", limit=1.0),),
        stocks=(Stock("A", "wheat", "all", initial, 100.0),),
    )  # fmt: skip


def failure(**beliefs) -> Outage:
    rest = {"start": LATE, "share": 1.0, **beliefs}
    return Outage(name="failure", by=("A",), process="farm", **rest)


def prices(chain: Chain, measure: Outage) -> np.ndarray:
    return run(chain, [measure], tolerance=1e-9).data.price.values.ravel()


@pytest.mark.parametrize("hazard", [0.0, 0.1, 0.5, 0.9])
def test_a_feared_failure_is_stored_against_and_the_fear_shows_in_the_price(hazard: float):
    # 1 + s = (1 - h) (1 - s) + h (2 - s)
    feared = failure(feared=date(2024, 12, 1), hazard=hazard)
    found = prices(granary(2), feared)
    # Without fear a store is just worth nothing: there an interior point ends at the square root of
    # its accuracy.
    near = 1e-6 if hazard else 1e-5
    np.testing.assert_allclose(found, [1 + hazard / 2, 1 - hazard / 2], atol=near)


@pytest.mark.parametrize("likely", [0.25, 0.6, 1.0])
def test_a_doubted_announcement_is_stored_against_in_proportion(likely: float):
    doubted = failure(announced=START, start=date(2025, 2, 1), likely=likely)
    found = prices(granary(2), doubted)
    np.testing.assert_allclose(found, [1 + likely / 2, 2 - likely / 2], atol=1e-6)
    sure = failure(announced=START, start=date(2025, 2, 1))
    np.testing.assert_allclose(prices(granary(2), sure), [1.5, 1.5], atol=1e-6)


@pytest.mark.parametrize("lifting", [0.0, 0.3, 0.6])
def test_who_hopes_for_the_end_keeps_less(lifting: float):
    # 1.1 + s = (1 - l) (1.5 - s) + l (1 - s), with 0.4 in store and half a harvest.
    lasting = failure(start=START, share=0.5, lifting=lifting)
    kept = 0.2 - lifting / 4
    found = prices(granary(2, initial=0.4), lasting)
    np.testing.assert_allclose(found, [1.1 + kept, 1.5 - kept], atol=1e-6)


def test_beliefs_end_at_the_two_limits_of_foresight():
    chain = granary(6, initial=0.5)
    doubted = failure(
        announced=date(2025, 2, 1), start=date(2025, 4, 1), feared=date(2025, 1, 1), hazard=0.2,
        likely=0.5, lifting=0.3,
    )  # fmt: skip
    plain = failure(announced=date(2025, 2, 1), start=date(2025, 4, 1))
    for foresight in ("perfect", "none"):
        one, two = (
            run(chain, [m], foresight=foresight).data.price.values for m in (doubted, plain)
        )
        np.testing.assert_array_equal(one, two)
    assert abs(prices(chain, doubted) - prices(chain, plain)).max() > 0.1


def voyage(periods: int) -> Chain:
    """B eats what A grows at rising cost and ships in a month; B has a store."""
    return Chain(
        "voyage", "A voyage", START, periods, (Place("A", "A"), Place("B", "B")),
        (Good("wheat", "t"),),
        (Use("B", "food", "wheat", 1, 1, -1, form="linear"),),
        (Process("farm", "t", (("wheat", 1.0),)),),
        (Capacity("A", "farm", limit=10.0, slope=0.5),),
        (Route("wheat", "A", "B", 0.1, months=1),),
        stocks=(Stock("B", "wheat", "all", 0.6, 100.0, holding=0.02),),
    )  # fmt: skip


def test_the_tree_is_that_of_a_program_written_out_by_hand():
    periods, hazard = 4, 0.3
    chain = voyage(periods)
    risk = Outage(
        name="no farms", by=("A",), process="farm", start=LATE, share=1.0,
        feared=date(2024, 12, 1), hazard=hazard,
    )  # fmt: skip
    outcome = run(chain, [risk], tolerance=1e-9)
    at_sea = _landing_first(outcome)

    # nodes: the trunk 0..3, and a branch from 1, 2 and 3 on; parents by hand
    nodes = [(t, t - 1, (1 - hazard) ** t, True) for t in range(periods)]
    for leaves in range(1, periods):
        for t in range(leaves, periods):
            parent = leaves - 1 if t == leaves else len(nodes) - 1
            nodes.append((t, parent, (1 - hazard) ** (leaves - 1) * hazard, False))
    n = len(nodes)

    def split(x):
        return x[:n], x[n:]  # shipped, stock

    def eaten(x):
        ship, stock = split(x)
        food = np.empty(n)
        for i, (_, parent, _, _) in enumerate(nodes):
            before = 0.6 if parent < 0 else stock[parent]
            landed = at_sea if parent < 0 else ship[parent]
            food[i] = before + landed - stock[i]
        return food

    def loss(x):
        ship, stock = split(x)
        food, chance = eaten(x), np.array([c for _, _, c, _ in nodes])
        worth = 2 * food - food**2 / 2
        return -float(chance @ (worth - 0.25 * ship**2 - 0.1 * ship - 0.02 * stock))

    runs = [(0, None) if works else (0, 0) for _, _, _, works in nodes]
    answer = minimize(
        loss, np.full(2 * n, 0.2), bounds=runs + [(0, None)] * n, method="L-BFGS-B",
        options={"maxiter": 5000, "maxfun": 10**6, "ftol": 1e-15, "gtol": 1e-9},
    )  # fmt: skip
    assert eaten(answer.x).min() > 0
    ship, stock = split(answer.x)
    data = outcome.data
    np.testing.assert_allclose(data.stock.sel(place="B").values.ravel(), stock[:periods], atol=1e-4)
    shipped = data.flow.sel(exporter="A", importer="B").values.ravel()
    np.testing.assert_allclose(shipped[:-1], ship[: periods - 1], atol=1e-4)
    np.testing.assert_allclose(
        data.price.sel(place="B").values.ravel(), 2 - eaten(answer.x)[:periods], atol=1e-4
    )


def _landing_first(outcome) -> float:
    """What is at sea in the beginning: a month of trade without stores or time."""
    food = outcome.data.served.sel(place="B").values.ravel()[0]
    stock = outcome.data.stock.sel(place="B").values.ravel()[0]
    return food + stock - 0.6


def test_a_feared_tax_draws_cargo_forward():
    chain = voyage(8)
    tax = ExportTax(
        name="tax", by=("A",), goods=("wheat",), start=LATE, rate=0.5, feared=date(2025, 3, 1),
        hazard=0.4,
    )  # fmt: skip
    outcome = run(chain, [tax], tolerance=1e-8)
    for _, certificate in outcome.certificates:
        assert certificate.worst < 1e-8
    more = (outcome.data.stock - outcome.baseline.stock).sel(place="B", good="wheat")
    assert abs(more.sel(period=["2025-01", "2025-02"])).max() < 1e-6
    assert float(more.sel(period=slice("2025-04", "2025-06")).max()) > 0.02


def test_chances_of_all_futures_add_up():
    branches = [(3, 0.2), (4, 0.2), (4, 0.5), (6, 1.0)]
    tree = Tree.grown(2, 8, branches)
    assert tree.chance[tree.leaves].sum() == pytest.approx(1)
    for period in range(2, 8):
        assert tree.chance[tree.period == period].sum() == pytest.approx(1)
    inside = tree.parent >= 0
    assert (tree.period[tree.parent[inside]] == tree.period[inside] - 1).all()
    assert tree.chance[tree.trunk][2] == pytest.approx(0.8 * 0.8 * 0.5)
