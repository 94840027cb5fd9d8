"""Closed forms of bargaining theory, from a table of them and from the papers."""

import json
import re
import time

import numpy as np
import pytest

from cobden.base.errors import InputError, NotConverged
from cobden.talks.alternating_offers import (
    CAKE,
    OfferTerms,
    alternating,
    critical_discount,
    finite_horizon,
    play,
)
from cobden.talks.bargaining import agree, with_transfers
from cobden.talks.convex_bargaining import Curve, divide
from cobden.talks.networks import nash_in_nash, nash_in_nash_transfers, stole_zwiebel
from cobden.talks.search import best_package
from cobden.talks.values import shapley
from validation.published import DATA, read

ROOT = Curve(np.sqrt, lambda x: 1 - x)


def closed_forms():
    rows = read("bargaining.csv")
    return [pytest.param(row, id=f"{row['case']}-{n}") for n, row in enumerate(rows)]


def named(text: str) -> dict[str, float]:
    return {k: float(v) for k, v in re.findall(r"(\w+)=([\d.]+)(?:;|$)", text)}


def hub(deals: frozenset[int]) -> np.ndarray:
    return np.array([{0: 0.0, 1: 6.0, 2: 10.0}[len(deals)], 0.0, 0.0])


SPOKES = [(0, 1), (0, 2)]


def offers(row: dict[str, str]) -> float:
    given = named(row["parameters"])
    if row["case"] == "rubinstein_concave":
        d = float(row["parameters"].split("=")[-1])
        return alternating(ROOT, OfferTerms((d, d)))["2_proposes" in row["quantity"]]
    if row["case"] == "rubinstein_breakdown_limit":
        return divide(ROOT)  # that offers converge to it is shown below
    terms = OfferTerms((given["d1"], given["d2"]))
    if row["case"] == "rubinstein_finite":
        return finite_horizon(CAKE, terms, int(given["T"]))
    return alternating(CAKE, terms)[0]


def axiomatic(row: dict[str, str]) -> float:
    scale = 2.0 if "2(1-x)" in row["parameters"] else 1.0
    curve = Curve(np.sqrt, lambda x: scale * (1 - x))
    point = [float(v) for v in re.search(r"d=\(([^)]*)\)", row["parameters"])[1].split(",")]
    weight = named(row["parameters"]).get("weight1")
    power = None if weight is None else (weight, 1 - weight)
    x = divide(curve, point, row["case"].removesuffix("_weighted"), power)
    return {"x": x, "u1": curve.payoffs(x)[0], "u2": curve.payoffs(x)[1]}[row["quantity"]]


def network(row: dict[str, str]) -> float:
    weight = re.search(r"hub weight ([\d.]+)", row["parameters"])
    power = [(float(weight[1]), 1 - float(weight[1]))] * 2 if weight else None
    solve = nash_in_nash_transfers if row["case"] == "nash_in_nash" else stole_zwiebel
    payoff = solve(hub, SPOKES, power)
    assert payoff[1] == pytest.approx(payoff[2], abs=1e-9)
    return payoff[int(re.search(r"payoff_(\d)", row["quantity"])[1]) - 1]


def coalition(row: dict[str, str]) -> float:
    worth = np.array([0, 0, 0, 6, 0, 6, 0, 10.0])
    return shapley(worth)[int(row["quantity"][-1]) - 1]


def threat(row: dict[str, str]) -> float:
    stage = [float(v) for v in re.findall(r"-?\d+", row["parameters"])]
    return critical_discount(*stage)


SOLVERS = {
    "rubinstein": offers, "nash_in_nash": network, "stole_zwiebel": network, "shapley": coalition,
    "grim_trigger": threat, "nash": axiomatic, "kalai_smorodinsky": axiomatic,
    "egalitarian": axiomatic, "utilitarian": axiomatic,
}  # fmt: skip


@pytest.mark.parametrize("row", closed_forms())
def test_closed_form(row):
    solver = next(solver for name, solver in SOLVERS.items() if row["case"].startswith(name))
    assert solver(row) == pytest.approx(float(row["value"]), abs=1e-9)


@pytest.mark.parametrize("haste", [1e-2, 1e-4, 1e-6])
def test_ever_shorter_rounds_converge_to_nash(haste):
    proposals = alternating(ROOT, OfferTerms((1 - haste, 1 - haste)))
    assert np.abs(np.array(proposals) - 1 / 3).max() < haste


def package_cases():
    cases = json.loads((DATA / "packages.json").read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=f"seed-{case['seed']}") for case in cases]


@pytest.mark.parametrize("case", package_cases())
def test_three_hundred_items_are_proven(case):
    start = time.process_time()
    found = best_package([case["value_1"], case["value_2"]], needs=case["needs"])
    seconds = time.process_time() - start
    assert found.score**2 == pytest.approx(case["nash_product"], rel=1e-9)
    assert found.bound**2 == pytest.approx(case["nash_product"], rel=1e-9)
    assert found.gain == pytest.approx([case["u1"], case["u2"]], rel=1e-9)
    assert all(found.chosen[j] for i, j in case["needs"] if found.chosen[i])
    assert seconds < 5  # of this process; half a second: see benchmarks/talks.py
    even = best_package(
        [case["value_1"], case["value_2"]], needs=case["needs"], solution="egalitarian"
    )
    assert even.gain.min() == pytest.approx(case["egalitarian_min"], rel=1e-9)


def test_rubinstein_of_the_case_in_the_issue():
    assert alternating(CAKE, OfferTerms((0.9, 0.8)))[0] == pytest.approx(1 / 1.4, abs=1e-12)


def test_an_outside_option_binds_only_where_it_is_better():
    free = alternating(CAKE, OfferTerms((0.9, 0.9)))[0]
    idle = alternating(CAKE, OfferTerms((0.9, 0.9), outside=(0.0, 0.4)))[0]
    binding = alternating(CAKE, OfferTerms((0.9, 0.9), outside=(0.0, 0.6)))[0]
    assert idle == pytest.approx(free, abs=1e-12)
    assert binding == pytest.approx(0.4, abs=1e-12)


def test_what_one_has_while_talking_moves_the_outcome():
    terms = OfferTerms((0.999999, 0.999999), inside=(0.0, 0.2))
    # Binmore, Rubinstein & Wolinsky: the limit is Nash with the inside options as disagreement.
    assert alternating(CAKE, terms)[0] == pytest.approx(0.4, abs=1e-5)


def test_discrete_offers_agree_with_the_continuous_ones_on_a_fine_grid():
    shares = np.linspace(0, 1, 100_001)
    payoffs = np.c_[shares, 1 - shares]
    played = play(payoffs, OfferTerms((0.9, 0.8)), [0, 1, 0], (0.0, 0.0))
    assert played.signed is not None
    assert shares[played.signed[1]] == pytest.approx(0.92, abs=1e-4)


def test_nobody_signs_what_both_would_rather_wait_out():
    played = play([[1.0, -1.0]], OfferTerms((0.9, 0.9)), [0, 1], (0.0, 0.0))
    assert played.signed is None
    assert played.payoff == pytest.approx(np.zeros((2, 2)))


def test_a_snap_back_that_does_not_bite_keeps_nothing():
    with pytest.raises(NotConverged, match="no patience"):
        critical_discount(5, 10, 6)
    assert critical_discount(10, 5, 0) == 0


def test_transfers_divide_the_largest_surplus():
    found = with_transfers([[0, 10.0], [4, 4]], [1.0, 1.0], [0.25, 0.75])
    assert found is not None
    agreement, paid = found
    assert agreement.choice == 0
    assert agreement.payoff == pytest.approx([3.0, 7.0])
    assert paid == pytest.approx([3.0, -3.0])


def test_simultaneous_deals_have_two_fixed_points_when_they_are_complements():
    # The hub's deals pay both sides only if both are struck: nobody moves first.
    def payoff(profiles):
        both = (profiles > 0).all(axis=1).astype(float)
        cost = (profiles > 0).sum(axis=1) * 0.5
        return np.c_[4 * both - cost, 2 * both - 0.5 * (profiles[:, 0] > 0), 2 * both]

    found = nash_in_nash(payoff, [2, 2], SPOKES)
    assert set(found.profiles) == {(0, 0), (1, 1)}
    assert found.complete
    assert not found.cycles


def test_best_replies_that_go_round_are_reported():
    # Deal 2 wants to differ from deal 1, deal 1 wants to match deal 2.
    def payoff(profiles):
        first, second = profiles.T
        match = np.where(first == second, 1.0, 2.0) * ((first > 0) & (second > 0))
        differ = np.where(first == second, 2.0, 1.0) * ((first > 0) & (second > 0))
        return np.c_[match, differ, match, differ]

    found = nash_in_nash(payoff, [3, 3], [(0, 2), (1, 3)])
    assert found.cycles
    assert all(len(loop) > 1 for loop in found.cycles)


def test_unequal_powers_round_a_cycle_contradict_each_other():
    def worth(deals):
        number = sum(2**deal for deal in deals)  # even those with no deal are affected
        return np.sin(np.array([number, 2 * number + 1, 3 * number + 2]))

    triangle = [(0, 1), (1, 2), (2, 0)]
    assert stole_zwiebel(worth, triangle).sum() == pytest.approx(worth(frozenset({0, 1, 2})).sum())
    with pytest.raises(InputError, match="contradict"):
        stole_zwiebel(worth, triangle, [(0.9, 0.1), (0.3, 0.7), (0.2, 0.8)])


def test_leximin_looks_beyond_the_smallest_share():
    payoffs = [[1, 1, 5], [1, 2, 3], [1, 2, 4.0]]
    assert agree(payoffs, np.zeros(3), "egalitarian").choice == 2
