"""Weights from choices between packages: recovered, and contradictions named."""

from datetime import date

import numpy as np
import pytest

from cobden.base.errors import Infeasible
from cobden.report.elicitation_tables import alike, apart, weighed
from cobden.talks.effects import evaluate
from cobden.talks.elicitation import elicit
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from talks_example import MONEY, OUTSIDE, assumed, example, model

PLACE = "parties.home.aims[2].weight"


@pytest.fixture(scope="module")
def talks():
    data = example()
    unit = "billion USD a year per billion USD"
    data["parties"]["home"]["aims"][1]["weight"] = assumed(-0.03, unit, -0.1, 0)
    data["parties"]["home"].pop("red_lines")
    data["parties"]["home"]["noise"] = assumed(0.1, MONEY)
    return Talks(evaluate(Table.model_validate(data), model, OUTSIDE, "a test"), date(2025, 6, 5))


def chooser(talks, weight):
    def choose(pair):
        rows = talks.effects.of(np.array([pair.one, pair.other]))
        worth = rows[:, 0] + weight * rows[:, 2]
        return bool(worth[0] > worth[1])

    return choose


@pytest.mark.parametrize("weight", [-0.07, -0.025])
def test_the_weight_behind_choices_is_found(talks, weight):
    found = elicit(talks, "home", chooser(talks, weight), 8)
    low, _, high = found.posterior.intervals(0.98)[PLACE]
    assert low < weight < high
    assert high - low < 0.04, "98% of what was thought before lie within 0.09"
    assert not found.contradictions
    bits = [choice.pair.bits for choice in found.choices]
    assert bits[0] > 0.5 > bits[-1], "the first question tells most of a bit, the last little"
    assert len({str(apart(talks, choice.pair)) for choice in found.choices}) > 1
    for choice in found.choices:
        same = (choice.pair.one == choice.pair.other) & (choice.pair.one > 0)
        assert alike(talks, choice.pair).count(": ") == same.sum()


def test_choices_that_contradict_each_other_are_named(talks):
    honest, asked = chooser(talks, -0.07), []

    def once_wrong(pair):
        asked.append(pair)
        return honest(pair) != (len(asked) == 1)

    found = elicit(talks, "home", once_wrong, 12)
    assert 0 in found.contradictions
    first, second = weighed(talks, "home", found)
    assert "against the rest" in first.below
    assert [row.label for row in second.rows] == ["Home: weight of pledged"]


def test_who_stops_is_believed_so_far_and_who_knows_all_is_not_asked(talks):
    assert elicit(talks, "home", lambda pair: None, 8).choices == ()
    table = Table.model_validate(example())
    fixed = Talks(evaluate(table, model, OUTSIDE, "a test"), date(2025, 6, 5))
    with pytest.raises(Infeasible, match="have no range"):
        elicit(fixed, "home", lambda pair: True, 8)
