"""Closures as values: one of a user's own does what a shipped one does, and what it says."""

from functools import cache

import pytest

from cobden.base.closures import CLOSURES, DOLLAR, Closure, held_constant
from cobden.base.errors import InputError
from cobden.equilibrium import purge, rebased_for, solve
from cobden.world import World


@cache
def world():
    return World.load().aggregate(economies=["USA", "JPN", "CHN"])


def welfare(deficits):
    return solve(world(), tariff=1.5 * world().tariff, deficits=deficits).welfare.values


def test_the_same_rule_in_other_words_is_the_same_closure():
    """Constant in dollars, written by a user: no shipped function is compiled in."""

    def constant_in_dollars(paid):
        price = (paid.anchor * paid.log_consumer_price).sum()
        return paid.deficit * price.__array_namespace__().exp(price)

    own = Closure("mine", "constant in dollars", "As shipped.", constant_in_dollars, anchor="USA")
    assert welfare(own) == pytest.approx(welfare(DOLLAR), abs=1e-8)
    assert welfare(own) == pytest.approx(welfare("dollar"), abs=1e-8)
    assert abs(welfare(own) - welfare("world_share")).max() > 1e-3


def test_a_closure_may_ask_for_another_benchmark():
    half = Closure("half", "halved first", "Half is removed first.", held_constant, lambda d: d / 2)
    rebased, closure = rebased_for(world(), half)
    assert rebased.deficit == pytest.approx(world().deficit / 2)
    assert closure.benchmark is None
    assert solve(rebased).welfare.values == pytest.approx(0, abs=1e-7)
    assert purge(world()).deficit == pytest.approx(0)


def test_every_closure_says_what_it_is_and_an_unknown_one_is_refused():
    assert all(closure.title and closure.explanation.endswith(".") for closure in CLOSURES)
    with pytest.raises(InputError, match="Did you mean 'dollar'"):
        solve(world(), deficits="dolar")
