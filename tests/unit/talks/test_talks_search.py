"""The proven search, against plain enumeration; revealed weights and stable coalitions."""

import numpy as np
import pytest

from cobden.talks.bargaining import SOLUTIONS, agree
from cobden.talks.revealed_preference import RevealedChoice, rationalising
from cobden.talks.search import best_package
from cobden.talks.third_parties import stable_coalitions


@pytest.mark.parametrize("solution", SOLUTIONS)
@pytest.mark.parametrize("seed", range(5))
def test_search_agrees_with_enumeration(solution, seed):
    random = np.random.default_rng(seed)
    parties, items = 2 + seed % 2, 10
    values = random.integers(-20, 20, size=(parties, items)).astype(float)
    needs, excludes = [(0, 1), (2, 3)], [(4, 5)]
    power = random.dirichlet(np.full(parties, 5.0))
    point = random.integers(0, 3, size=parties).astype(float)
    every = (np.arange(2**items)[:, None] >> np.arange(items)) & 1
    legal = (every[:, 0] <= every[:, 1]) & (every[:, 2] <= every[:, 3])
    legal &= every[:, 4] + every[:, 5] < 2
    payoffs = every[legal] @ values.T
    expected = agree(payoffs, point, solution, power)
    found = best_package(
        values, needs=needs, excludes=excludes, solution=solution, disagreement=point, power=power
    )
    gain = expected.gain
    assert found.chosen[0] <= found.chosen[1]
    assert found.bound >= found.score - 1e-9
    assert found.bound == pytest.approx(found.score, rel=1e-9)
    if solution == "nash":
        assert np.prod(found.gain**power) == pytest.approx(np.prod(gain**power), rel=1e-9)
    elif solution == "utilitarian":
        assert power @ found.gain == pytest.approx(power @ gain)
    else:
        scale = power.copy()
        if solution == "kalai_smorodinsky":
            scale *= (payoffs[(payoffs >= point).all(axis=1)] - point).max(axis=0)
        assert (found.gain / scale).min() == pytest.approx((gain / scale).min(), rel=1e-6)


def test_weights_are_bounded_by_what_was_chosen_and_passed_over():
    # Signed: 10 of pledges at a cost of 2 of income; passed over: no deal, and 3 more at 3 more.
    signed = RevealedChoice("deal", np.array([-2.0, 10.0]), np.array([[0.0, 0.0], [-5.0, 13.0]]))
    found = rationalising(["income", "pledge"], [signed], [(1, 1), (0, 5)])
    assert found.error == 0
    assert (found.low[1], found.high[1]) == pytest.approx((0.2, 1.0))
    assert found.low[1] < found.centre[1] < found.high[1]
    least, most = found.prefers(np.array([-1.0, 4.0]), np.zeros(2))
    assert (least, most) == pytest.approx((-0.2, 3.0))
    draws = found.draws(500)
    assert (draws[:, 0] == 1).all()
    assert draws[:, 1].min() >= 0.2 - 1e-9
    assert draws[:, 1].max() <= 1 + 1e-9
    assert draws[:, 1].mean() == pytest.approx(0.6, abs=0.05)


@pytest.mark.parametrize("thin", [1.0, 0.03, 0.001])
def test_draws_are_those_of_rejection_however_thin_the_set(thin):
    """Three weights in a slab across the box, cut by a corner: oblique, long and thin."""
    slab = np.array([[0.0, 1.0, -1.0, 0.5], [0.0, -1.0, 1.0, -0.5]])
    slab[:, 0] = thin
    chosen = np.vstack([slab, [[0.9, -1.0, -1.0, -0.3]]])
    choices = [RevealedChoice(str(k), row, np.zeros((1, 4))) for k, row in enumerate(chosen)]
    bounds = [(1.0, 1.0), (0.0, 1.0), (0.0, 1.0), (0.0, 1.0)]
    found = rationalising(["income", "a", "b", "c"], choices, bounds)
    assert found.error == 0
    random = np.random.default_rng(3)
    tried = np.c_[np.ones(400_000), random.random((400_000, 3))]
    if thin < 1:  # b is a plus half of c, give or take: draw it there
        tried[:, 2] = tried[:, 1] + 0.5 * tried[:, 3] + random.uniform(-thin, thin, 400_000)
        tried = tried[(tried[:, 2] >= 0) & (tried[:, 2] <= 1)]
    kept = tried[(tried @ chosen.T >= 0).all(axis=1)]
    assert len(kept) > 5_000
    draws = found.draws(2_000)
    assert (draws @ chosen.T >= -1e-9).all()
    for axis in (1, 2, 3):
        assert draws[:, axis].mean() == pytest.approx(kept[:, axis].mean(), rel=0.05)
        assert draws[:, axis].std() == pytest.approx(kept[:, axis].std(), rel=0.08)


def test_choices_that_contradict_each_other_show_the_least_mistake():
    choices = [
        RevealedChoice("a", np.array([-2.0, 1.0]), np.zeros((1, 2))),
        RevealedChoice("b", np.zeros(2), np.array([[-2.0, 3.0]])),
    ]
    found = rationalising(["income", "pledge"], choices, [(1, 1), (0, 5)])
    # w - 2 >= -e and 2 - 3w >= -e: w = 1 at e = 1.
    assert found.error == pytest.approx(1.0)
    assert found.low[1] == pytest.approx(1.0, abs=1e-6)


def test_coalitions_nobody_leaves_or_joins():
    # Each gains 3 for every member but pays 4 to belong: alone nobody stays. With a fixed
    # benefit of 2 for the first two members, exactly pairs are stable.
    def payoff(group):
        return {c: (2 if c in group and len(group) <= 2 else 0) + (1 - len(group)) * (
            c in group and len(group) > 2) for c in "abc"}  # fmt: skip

    stable = stable_coalitions(payoff, "abc")
    assert stable == (frozenset("ab"), frozenset("ac"), frozenset("bc"))
    assert stable_coalitions(payoff, "bc", members="a") == (frozenset("ab"), frozenset("ac"))
