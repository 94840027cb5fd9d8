"""Weights fitted to settled disputes: they foretell what they should, and can be wrong."""

import numpy as np
import pytest

from cobden.talks.settled_disputes import (
    WEIGHED,
    AnswerTaken,
    SettledDispute,
    foretold,
    leave_one_out,
    ranges,
    revealed,
    who_answers,
)


def dispute(name: str, signed: int | None, scale: float = 1.0) -> SettledDispute:
    """A cut for nothing, the same for an announced sum, or for a little more of the balance.

    Who imposed loses a billion by the cut; 200 billion announced, or 10 of balance, are to make up
    for it. The other side gains two, whatever it announces.
    """
    outcomes = scale * np.array([[-1.0, 0, 0, 0, 0], [-1.0, 0, 0, 200, 0], [-1.0, 10, 0, 0, 0]])
    other = scale * np.array([2.0, 1.9, 1.5])
    rows = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1]])
    return SettledDispute(name, rows, outcomes, other, np.zeros(5), 0.0, signed, 1)


def test_who_minds_announcements_is_foretold_to_sign_for_them():
    disputes = [dispute("a", 1), dispute("b", 1, 2.0), dispute("c", 1, 0.5)]
    fitted = revealed(disputes)
    assert fitted.error < 1e-9
    low, high = ranges(fitted)["announced"]
    assert low == pytest.approx(1 / 200)  # less would not pay for the cut
    assert high == pytest.approx(0.02)
    assert "income" not in ranges(fitted)
    for one in leave_one_out(disputes):
        assert one.signs == 1
        assert one.income is None  # by income alone the cut only costs
        assert one.usual
        assert one.packages == 3


def test_what_the_others_do_not_do_is_missed():
    """No deal where all others sign alike: the fit must say a deal, and so be wrong."""
    disputes = [dispute("a", 1), dispute("b", 1, 2.0), dispute("odd", None)]
    odd = foretold(disputes[2], disputes[:2])
    assert odd.signs == 1
    assert odd.package is not None
    assert odd.signed is None
    alone = foretold(disputes[0], [disputes[2]])
    assert alone.signs < 0.6  # who signs nothing minds neither sum enough


def test_choices_that_no_weights_allow_are_a_mistake_of_known_size():
    """One gives the cut for nothing where it could have had the sum, at no loss to itself."""
    generous = dispute("generous", 0)
    assert generous.choice.passed.shape == (1, len(WEIGHED))
    assert revealed([generous]).error == pytest.approx(1, rel=1e-6)


def test_what_the_other_would_refuse_was_not_to_be_had():
    taken = dispute("a", 2)
    assert len(taken.choice.passed) == 3  # walking out, and both that the other likes better
    none = dispute("none", None)
    assert len(none.choice.passed) == 3
    assert np.array_equal(none.choice.chosen, none.walking_out)


def answer(name: str, gain: float, harm: float, risk: float, answered: bool) -> AnswerTaken:
    return AnswerTaken(name, gain, harm, risk, False, answered)


def test_who_fears_more_than_it_gains_stays_quiet():
    taken = [
        answer("bold", 1.0, 5.0, 0.5, True),
        answer("bold too", 1.0, 4.0, 0.6, True),
        answer("small", 0.1, 0.2, 9.0, False),
        answer("small too", 0.1, 0.1, 8.0, False),
    ]
    told = {one.taken.name: one for one in who_answers(taken)}
    assert told["bold"].answers > 0.9
    assert told["small"].answers < 0.1
    assert told["bold"].usual is False
    wrong = who_answers([*taken[:3], answer("small but loud", 0.1, 0.1, 8.0, True)])[-1]
    assert wrong.answers < 0.5  # a miss
