"""Deals already struck, on a world: alone, several at once, each predicted from the rest."""

from datetime import date

import numpy as np
import pytest

from cobden.cases import load
from cobden.measures import Policy
from cobden.study.precedents import DealsOnWorld, read_precedents
from cobden.talks.revealed_preference import leave_one_out
from cobden.world import World

JUNE = date(2025, 6, 5)
WEIGHTS = np.array([1.0, 0.0, 0.1, 0.0, 0.02])  # real income, revenue, what is pledged


@pytest.fixture(scope="module")
def deals():
    return read_precedents(load("japan-us-2025").folder)


@pytest.fixture(scope="module")
def small(deals):
    """The deals of Japan and Vietnam on a world of four economies."""
    kept = deals.model_copy(update={"deals": {key: deals.deals[key] for key in ("JPN", "VNM")}})
    world = World.load().aggregate(economies=["USA", "JPN", "VNM", "CHN"])
    return DealsOnWorld(kept, world, Policy.load(), JUNE)


def test_one_deal_at_once_is_the_deal_alone(small):
    trial = small.trials()["JPN"]
    near = trial.rates[trial.signed] + np.array([-5, 0, 5])
    rows = [int(np.flatnonzero(trial.rates == rate)[0]) for rate in near]
    ours = (trial.outcomes[rows] - trial.threat) @ WEIGHTS
    theirs = trial.partner[rows] - trial.partner_threat
    product = np.where((ours > 0) & (theirs > 0), ours * theirs, 0.0)
    (profile,) = small.at_once(["JPN"], WEIGHTS).profiles
    assert profile == (1 + int(np.argmax(product)),)


def test_deals_at_once_are_worth_signing_to_every_pair(small):
    found = small.at_once(["JPN", "VNM"], WEIGHTS)
    assert found.profiles
    assert not found.cycles
    for profile in found.profiles:
        assert 0 not in profile, "no pair breaks off"


@pytest.mark.validation
def test_the_rates_of_two_deals_are_predicted_from_the_others(deals):
    trials = DealsOnWorld(deals, World.load(), Policy.load(), JUNE).trials()
    hits = {key for key, found in leave_one_out(trials).items() if found.hit}
    assert hits == {"VNM", "KOR"}, "as docs/talks.md says"
