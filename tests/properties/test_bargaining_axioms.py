"""The axioms that define the solutions, on random sets of packages."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cobden.talks.alternating_offers import CAKE, OfferTerms, alternating, finite_horizon, play
from cobden.talks.bargaining import SOLUTIONS, agree, rational, undominated
from cobden.talks.convex_bargaining import Curve, divide, mix

# Whole numbers: sums and comparisons are then exact, so no axiom hides behind a tolerance.
whole = st.integers(-50, 50).map(float)
solutions = st.sampled_from(SOLUTIONS)


def payoffs(parties: int | None = None):
    count = st.integers(2, 4) if parties is None else st.just(parties)
    return count.flatmap(
        lambda n: arrays(float, st.tuples(st.integers(1, 30), st.just(n)), elements=whole)
    )


few = settings(max_examples=20, deadline=None)
# The machine's pace is no property of the solutions.
usual = settings(max_examples=50, deadline=None)


@usual
@given(payoffs(), solutions)
def test_what_is_chosen_is_rational_and_undominated(table, solution):
    nothing = np.zeros(table.shape[1])
    found = agree(table, nothing, solution)
    if found is None:
        assert not (table >= 0).all(axis=1).any()
        return
    assert (found.payoff >= 0).all()
    better = (table >= found.payoff).all(axis=1) & (table > found.payoff).any(axis=1)
    assert not better.any()


@usual
@given(payoffs(), solutions)
def test_symmetry(table, solution):
    found = agree(table, np.zeros(table.shape[1]), solution)
    turned = agree(table[:, ::-1], np.zeros(table.shape[1]), solution)
    assert (found is None) == (turned is None)
    if found is not None and turned is not None:
        assert found.ties == turned.ties


@usual
@given(payoffs(), st.floats(0.1, 10), st.floats(-5, 5))
def test_nash_and_kalai_smorodinsky_ignore_units(table, scale, shift):
    nothing = np.zeros(table.shape[1])
    rescaled, point = table.copy(), nothing.copy()
    rescaled[:, 0] = scale * table[:, 0] + shift
    point[0] = shift
    for solution in ("nash", "kalai_smorodinsky"):
        found = agree(table, nothing, solution)
        again = agree(rescaled, point, solution)
        assert (found is None) == (again is None)
        if found is not None and again is not None:
            assert set(found.ties) & set(again.ties)


def test_egalitarian_and_utilitarian_depend_on_units():
    table = np.array([[3.0, 1.0], [1.5, 2.0]])
    scaled = table * np.array([1.0, 4.0])
    assert agree(table, [0, 0], "egalitarian").choice == 1
    assert agree(scaled, [0, 0], "egalitarian").choice == 0
    assert agree(table, [0, 0], "utilitarian").choice == 0
    assert agree(scaled, [0, 0], "utilitarian").choice == 1


@usual
@given(payoffs(), st.sampled_from(["nash", "egalitarian", "utilitarian"]), st.data())
def test_independence_of_irrelevant_alternatives(table, solution, data):
    found = agree(table, np.zeros(table.shape[1]), solution)
    assume(found is not None)
    keep = data.draw(arrays(bool, len(table)))
    keep[found.choice] = True
    fewer = agree(table[keep], np.zeros(table.shape[1]), solution)
    if solution == "nash":
        # A party that can gain nothing in what remains has no say in it any more.
        left = table[keep][rational(table[keep], np.zeros(table.shape[1]))]
        assume(left.max(axis=0).min() > 0 or table.max(axis=0).min() <= 0)
    assert found.choice in np.flatnonzero(keep)[list(fewer.ties)]


def test_kalai_smorodinsky_breaks_independence():
    table = np.array([[2.0, 3.0], [2.6, 2.4], [0.0, 9.0]])
    assert agree(table, [0, 0], "kalai_smorodinsky").choice == 0
    # Taking away a package that was not chosen changes the choice.
    assert agree(table[:2], [0, 0], "kalai_smorodinsky").choice == 1
    assert agree(table, [0, 0], "nash").choice in agree(table[:2], [0, 0], "nash").ties


@few
@given(payoffs(2), st.integers(0, 50).map(float), st.integers(0, 50).map(float))
def test_kalai_smorodinsky_is_monotone_on_convex_sets(table, x, y):
    # With all packages rational, the ideals are the largest payoffs in the table.
    table = np.maximum(table, 0.0)
    assume(x <= table[:, 0].max() and table.max(axis=0).min() > 0)
    before = mix(table, [0, 0], "kalai_smorodinsky")
    # A package that does not raise the first party's ideal must not hurt the second.
    after = mix(np.vstack([table, [x, y]]), [0, 0], "kalai_smorodinsky")
    assert after.payoff[1] >= before.payoff[1] - 1e-5 * (1 + np.abs(table).max())


@usual
@given(payoffs(2), st.sampled_from(["nash", "egalitarian"]), st.integers(0, 20).map(float))
def test_a_worse_disagreement_never_helps(table, solution, fall):
    found = agree(table, [0, 0], solution)
    worse = agree(table, [-fall, 0], solution)
    if found is not None:
        assert worse is not None
        assert worse.payoff[0] <= found.payoff[0]


@usual
@given(payoffs(2), solutions, st.integers(0, 30).map(float), st.integers(0, 20).map(float))
def test_a_worse_outside_option_never_helps(table, solution, outside, fall):
    assume(solution != "kalai_smorodinsky")  # on finite sets its ideals move with the option
    found = agree(table, [0, 0], solution, outside=[outside, -50])
    worse = agree(table, [0, 0], solution, outside=[outside - fall, -50])
    if found is not None:
        assert worse.payoff[0] <= found.payoff[0]


@few
@given(payoffs(), solutions)
def test_lotteries_do_at_least_as_well(table, solution):
    nothing = np.zeros(table.shape[1])
    found, mixed = agree(table, nothing, solution), mix(table, nothing, solution)
    if found is None:
        return
    slack = 1e-6 * (1 + np.abs(table).max())
    assert mixed is not None
    assert mixed.share.sum() == 1 or abs(mixed.share.sum() - 1) < 1e-9
    assert (mixed.payoff >= -slack).all()
    if solution == "utilitarian":
        assert mixed.payoff.sum() >= found.payoff.sum() - slack
    if solution == "egalitarian":
        assert mixed.payoff.min() >= found.payoff.min() - slack


@few
@given(arrays(float, (12, 3), elements=st.integers(1, 50).map(float)))
def test_the_nash_lottery_meets_its_first_order_condition(table):
    mixed = mix(table, np.zeros(3), "nash")
    # At the maximum no package's payoffs, weighted by 1/u, exceed the number of parties.
    assert (table @ (1 / mixed.payoff)).max() <= 3 + 1e-5


@usual
@given(payoffs())
def test_undominated_agrees_with_its_definition(table):
    kept = set(undominated(table).tolist())
    for row, value in enumerate(table):
        beaten = ((table >= value).all(axis=1) & (table > value).any(axis=1)).any()
        assert (row in kept) == (not beaten)


discount = st.floats(0.05, 0.99)


@few
@given(discount, discount, st.floats(0.0, 0.009), st.integers(1, 9))
def test_patience_never_hurts(one, other, more, rounds):
    curve = Curve(np.sqrt, lambda x: 1 - x)
    for first, second in ((one, other), (other, one)):
        before = alternating(curve, OfferTerms((first, second)))[0]
        after = alternating(curve, OfferTerms((first + more, second)))[0]
        assert after >= before - 1e-12
    assert finite_horizon(CAKE, OfferTerms((one + more, other)), rounds) >= (
        finite_horizon(CAKE, OfferTerms((one, other)), rounds) - 1e-12
    )


@few
@given(payoffs(2), discount, discount, st.integers(1, 6))
def test_what_is_played_is_what_nobody_would_rather_refuse(table, one, other, rounds):
    played = play(table, OfferTerms((one, other)), [n % 2 for n in range(rounds)], (0.0, 0.0))
    assert (played.payoff >= 0).all()
    if played.signed is None:
        # Without an agreement in any round there is no package that both like better than none.
        assert not (table > 0).all(axis=1).any()


@few
@given(st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0, 0.2))
def test_divisions_move_with_disagreement(one, other, fall):
    curve = Curve(np.sqrt, lambda x: 1 - x**2)
    for solution in SOLUTIONS:
        before = divide(curve, (one, other), solution)
        after = divide(curve, (max(one - fall, 0), other), solution)
        assert after <= before + 1e-9
