"""Spatial equilibria with a closed or published solution."""

import json
from datetime import date

import numpy as np
import pytest

from cobden.chains import Chain, run
from cobden.chains.measures import SpecificDuty
from cobden.chains.rows import Capacity, Cross, Good, Place, Process, Route, Stock, Use
from validation.published import DATA

START = date(2025, 1, 1)
PACK = DATA / "spatial.json"


def two_regions(transport: float) -> Chain:
    """A: demand 100 - p, supply p; B: demand 200 - p, supply p."""
    return Chain(
        "two", "Two regions", START, 1, (Place("A", "A"), Place("B", "B")), (Good("wheat", "t"),),
        (
            Use("A", "food", "wheat", 50, 50, -1, form="linear"),
            Use("B", "food", "wheat", 100, 100, -1, form="linear"),
        ),
        (Process("farm", "t", (("wheat", 1.0),)),),
        (Capacity("A", "farm", slope=1), Capacity("B", "farm", slope=1)),
        (Route("wheat", "A", "B", transport), Route("wheat", "B", "A", transport)),
    )  # fmt: skip


def duty(amount: float) -> list[SpecificDuty]:
    if not amount:
        return []
    return [SpecificDuty(name="duty", by=("B",), goods=("wheat",), start=START, amount=amount)]


def test_the_two_region_textbook_market_in_all_its_cases():
    for case in json.loads(PACK.read_text())["two_region"]["cases"]:
        outcome = run(two_regions(case["transport"]), duty(case["tariff"]), tolerance=1e-8)
        data = outcome.data.isel(period=0, good=0)
        trade = data.flow.sel(exporter="A", importer="B") - data.flow.sel(
            exporter="B", importer="A"
        )
        # Where the gap just equals the charges, trade and its margin are both zero and an interior
        # point ends at the square root of its accuracy.
        edge = case["transport"] + case["tariff"] == 50
        assert float(trade) == pytest.approx(case["trade"], abs=5e-3 if edge else 1e-5)
        for place in "AB":
            price = float(data.price.sel(place=place))
            assert price == pytest.approx(case[f"price_{place}"], abs=5e-3 if edge else 1e-5)
            surplus = data.surplus.sel(economy=place)
            for account, key in (("consumers", "CS"), ("producers", "PS")):
                expected = case[f"{key}_{place}"]
                assert float(surplus.sel(account=account)) == pytest.approx(
                    expected, abs=0.2 if edge else 1e-2
                )
            welfare = float(surplus.sum("account"))
            assert welfare == pytest.approx(case[f"welfare_{place}"], abs=0.2 if edge else 1e-2)
        revenue = float(data.surplus.sel(economy="B", account="tariff revenue"))
        assert revenue == pytest.approx(case["revenue_B"], abs=0.2 if edge else 1e-4)
        assert float(data.surplus.sum()) == pytest.approx(case["world"], abs=0.2 if edge else 1e-2)


def test_the_importers_best_tariff_is_forty_thirds():
    def welfare(amount: float) -> float:
        surplus = run(two_regions(10), duty(amount), tolerance=1e-9).data.surplus
        return float(surplus.sel(economy="B").sum())

    best = welfare(40 / 3)
    assert best == pytest.approx(10533.333333, abs=1e-3)
    # Trade is x = 40 - t and welfare x**2 / 4 + t x plus what autarky gives: curvature -3/2.
    for step in (-2.0, 2.0):
        assert best - welfare(40 / 3 + step) == pytest.approx(0.75 * step**2, rel=1e-3)


def takayama_judge(data: dict, *, own_price_only: bool) -> Chain:
    """The three regions and two goods of Takayama & Judge (1964), in either coding."""
    names, goods = ("one", "two", "three"), ("x", "y")
    uses, capacities, cross = [], [], []
    for r, place in enumerate(names):
        for side, sign in (("demand", -1), ("supply", 1)):
            slope = np.array(data[f"beta_{side}"][r])
            if own_price_only:
                slope = np.diag(slope.sum(axis=1))
            inverse = np.linalg.inv(slope)
            intercept = -inverse @ np.array(data[f"alpha_{side}"][r])
            for k, good in enumerate(goods):
                own = sign * inverse[k, k]
                if side == "demand":
                    # p = intercept - own q, drawn as a tangent through q = 100.
                    price = intercept[k] - own * 100
                    price, quantity = (price, 100) if price > 0 else (intercept[k] / 2, 0)
                    quantity = quantity or (intercept[k] - price) / own
                    elasticity = -price / (own * quantity)
                    uses.append(Use(place, good, good, quantity, price, elasticity, form="linear"))
                else:
                    capacities.append(Capacity(place, f"make {good}", cost=intercept[k], slope=own))
            kind = "use" if side == "demand" else "process"
            first, second = goods if side == "demand" else [f"make {good}" for good in goods]
            cross.append(Cross(place, kind, first, second, sign * inverse[0, 1]))
    routes = [
        Route(good, i, j, data["transport_cost_from_to_commodity"][a][b][k])
        for k, good in enumerate(goods)
        for a, i in enumerate(names)
        for b, j in enumerate(names)
        if i != j
    ]
    return Chain(
        "tj", "Takayama & Judge", START, 1, tuple(Place(n, n) for n in names),
        tuple(Good(g, "t") for g in goods), tuple(uses),
        tuple(Process(f"make {g}", "t", ((g, 1.0),)) for g in goods), tuple(capacities),
        tuple(routes), cross=tuple(cross),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "own_price_only"),
    [("solution_cross_price", False), ("solution_gams_spatequ_as_coded", True)],
)
def test_takayama_and_judge_1964(key: str, own_price_only: bool):
    pack = json.loads(PACK.read_text())["takayama_judge"]
    outcome = run(takayama_judge(pack["data"], own_price_only=own_price_only), tolerance=1e-8)
    data, expected = outcome.data.isel(period=0), pack[key]
    price = data.price.transpose("place", "good").values
    np.testing.assert_allclose(price, expected["price"], atol=1e-6)
    flow = data.flow.transpose("exporter", "importer", "good").values
    np.testing.assert_allclose(flow, expected["flow_from_to_commodity"], atol=1e-4)
    served = np.array([[data.served.sel(place=p, use=g) for g in "xy"] for p in data.place.values])
    np.testing.assert_allclose(served, expected["demand"], atol=1e-4)


def test_takayama_and_judge_with_a_tariff():
    pack = json.loads(PACK.read_text())["takayama_judge"]
    chain = takayama_judge(pack["data"], own_price_only=False)
    measure = SpecificDuty(
        name="d", by=("one",), on=("two",), goods=("x",), start=START, amount=1.5
    )
    data = run(chain, [measure], tolerance=1e-8).data.isel(period=0)
    expected = pack["solution_cross_price_with_specific_tariff_1p5_region1_on_region2_com1"]
    np.testing.assert_allclose(
        data.price.transpose("place", "good").values, expected["price"], atol=1e-6
    )
    flow = data.flow.transpose("exporter", "importer", "good").values
    np.testing.assert_allclose(flow, expected["flow_from_to_commodity"], atol=1e-4)


def test_dantzigs_transportation_problem():
    """Dantzig (1963), Linear Programming and Extensions, section 3.3; GAMS library TRNSPORT.

    Canneries in Seattle and San Diego, fixed needs in New York, Chicago and Topeka; freight is 90
    dollars per case and thousand miles. The least cost is 153.675 thousand dollars.
    """
    capacity = {"Seattle": 350, "San Diego": 600}
    need = {"New York": 325, "Chicago": 300, "Topeka": 275}
    miles = {"Seattle": (2.5, 1.7, 1.8), "San Diego": (2.5, 1.8, 1.4)}
    chain = Chain(
        "dantzig", "Tins", START, 1, tuple(Place(n, n) for n in (*capacity, *need)),
        (Good("tins", "t"),),
        tuple(Use(n, "shop", "tins", q, 0.1, 0.0, choke=10.0) for n, q in need.items()),
        (Process("can", "t", (("tins", 1.0),)),),
        tuple(Capacity(n, "can", limit=q) for n, q in capacity.items()),
        tuple(
            Route("tins", i, j, 0.09 * d)
            for i in capacity for j, d in zip(need, miles[i], strict=True)
        ),
    )  # fmt: skip
    data = run(chain, tolerance=1e-9).data.isel(period=0, good=0)
    cost = sum(
        float(data.flow.sel(exporter=r.exporter, importer=r.importer)) * r.cost
        for r in chain.routes
    )
    assert cost == pytest.approx(153.675, abs=1e-5)


def test_hotellings_rule():
    """Hotelling (1931), J. Political Economy 39, 137: the price of what is free to extract grows
    at the rate of interest until the stock is gone.

    Yearly demand 100 - p, interest 10%, four years, and as much as is wanted at 20 x 1.1^t.
    """
    path = 20 * 1.1 ** np.arange(4)
    stock = float((100 - path).sum())
    chain = Chain(
        "mine", "A mine", START, 4, (Place("here", "here"),), (Good("ore", "t"),),
        (Use("here", "all", "ore", 50 / 12, 50, -1, form="linear"),),
        stocks=(Stock("here", "ore", "owner", stock, stock),), step=12, discount=0.1,
    )  # fmt: skip
    data = run(chain, tolerance=1e-9).data
    np.testing.assert_allclose(data.price.values.ravel(), path, rtol=1e-6)
