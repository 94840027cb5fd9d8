"""A deal that may not be kept: closed forms of hazards, promises in part, and patience."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.report import advice_tables
from cobden.talks.effects import evaluate
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from talks_example import OUTSIDE, assumed, example, model

PACKAGE = {"tariff": "15", "pledge": "50"}
PATIENCE = 0.05


def talks(hazards=(), change=None) -> Talks:
    data = example()
    data["hazards"] = list(hazards)
    if change:
        change(data)
    return Talks(evaluate(Table.model_validate(data), model, OUTSIDE, "a test"), date(2025, 6, 5))


def breach(rate, leaves="nothing"):
    return {"title": f"Breach at {rate}", "kind": "breach", "chance": assumed(rate, "a year"),
            "leaves": leaves}  # fmt: skip


def vote(chance, on="2026-06-05", leaves="nothing"):
    return {"title": "A vote", "kind": "ratification", "chance": assumed(chance, "probability"),
            "on": on, "leaves": leaves}  # fmt: skip


def test_without_hazards_a_deal_is_worth_what_it_says():
    t = talks()
    found = t.kept(PACKAGE)
    assert found.kept == pytest.approx(found.signed)
    assert found.delivered == pytest.approx(t.payoff(t.package(PACKAGE))[0])
    assert set(found.survives.values()) == {1.0}


def test_one_steady_hazard_has_its_closed_form():
    worth = talks().kept(PACKAGE).signed
    r = PATIENCE
    assert talks([breach(0.2)]).kept(PACKAGE).kept == pytest.approx(r * worth / (r + 0.2))
    t = talks([breach(0.2, "outside")])
    expected = (r * worth + 0.2 * t.outside) / (r + 0.2)
    assert t.kept(PACKAGE).kept == pytest.approx(expected)
    two = talks([breach(0.1), breach(0.1000001)]).kept(PACKAGE)
    assert two.kept == pytest.approx(r * worth / (r + 0.2), rel=1e-5)
    assert t.kept(PACKAGE).survives[5] == pytest.approx(np.exp(-1))


def test_a_dated_event_takes_its_chance_on_its_day():
    worth, r, years = talks().kept(PACKAGE).signed, PATIENCE, 365 / 365.25
    t = talks([vote(0.4, leaves="outside")])
    held = worth * (1 - np.exp(-r * years)) + np.exp(-r * years) * (0.6 * worth + 0.4 * t.outside)
    assert t.kept(PACKAGE).kept == pytest.approx(held)
    assert t.kept(PACKAGE).survives == pytest.approx({1: 0.6, 5: 0.6, 10: 0.6})
    at_once = talks([vote(0.4, on="2025-06-05")]).kept(PACKAGE)
    assert at_once.kept == pytest.approx(0.6 * worth)
    assert at_once.by_hazard["A vote"] == pytest.approx(0.4 * worth)


def test_an_event_of_a_day_gone_by_ends_nothing_any_more():
    t = talks([vote(0.4, on="2025-06-04"), breach(0.2)])
    alone = talks([breach(0.2)]).kept(PACKAGE)
    assert t.kept(PACKAGE).kept == pytest.approx(alone.kept, rel=1e-12)
    assert t.kept(PACKAGE).survives == alone.survives
    assert "A vote" not in advice_tables.kept(t).below
    assert "Breach" in advice_tables.kept(t).below


def test_hazards_together_match_a_day_by_day_sum():
    t = talks([breach(0.15, "outside"), vote(0.3), breach(0.05)])
    r, day = PATIENCE, 1 / 365.25
    worth, holds, value = t.kept(PACKAGE).signed, 1.0, np.zeros(2)
    for n in range(200 * 365):
        now = n * day
        if n == 365:
            holds *= 0.7
        value += holds * worth * (np.exp(-r * now) - np.exp(-r * (now + day)))
        struck = holds * (1 - np.exp(-0.2 * day))
        value += struck * 0.75 * np.exp(-r * now) * t.outside
        holds -= struck
    assert t.kept(PACKAGE).kept == pytest.approx(value, abs=2e-3)


def test_what_is_promised_comes_in_part_unless_it_is_secured():
    def part(data):
        data["items"]["pledge"]["delivered"] = assumed(0.57, "share", 0.3, 1)
        data["items"]["pledge"]["secured_by"] = "clause"

    t = talks(change=part)
    worth = t.payoff(t.package(PACKAGE))[0]
    without = t.payoff(t.package({"tariff": "15"}))[0]
    found = t.kept(PACKAGE)
    assert found.delivered == pytest.approx(worth - 0.43 * (worth - without))
    secured = t.kept({**PACKAGE, "clause": "yes"})
    assert secured.delivered == pytest.approx(secured.signed)


def test_who_keeps_a_deal_by_itself():
    t = talks()
    found = t.kept(PACKAGE)
    # Home gains 2 and pledges at a cost of 1: it keeps 1, would take 2, and walks out to -2.
    assert found.discount[1] == pytest.approx((2 - 1) / (2 + 2))
    assert found.patient[1]
    text = advice_tables.kept(talks([breach(0.2), vote(0.4)]))
    assert "holds in" in text.below
    assert [row.label for row in text.rows].count("as signed") == 2
    with pytest.raises(InputError, match="nothing to keep"):
        t.kept({})


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({**breach(0.2), "chance": assumed(0.2, "probability")}, "rate"),
        ({**vote(0.4), "chance": assumed(0.4, "a year")}, "on a day it is a chance"),
        ({**vote(0.4), "chance": assumed(1.4, "probability")}, "chance of 'A vote'"),
    ],
)
def test_a_chance_that_is_none_is_refused(fault, message):
    with pytest.raises(ValidationError, match=message):
        talks([fault])
