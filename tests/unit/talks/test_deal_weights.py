"""Deals of the year as comparables, and the weights behind signed rates, recovered."""

from datetime import date

import numpy as np
import pytest

from cobden.report import deal_tables
from cobden.talks.comparables import claims, nearest, struck
from cobden.talks.deal_weights import SignedBy, chances, drawn_of, figures, learn_from
from cobden.talks.effects import evaluate
from cobden.talks.precedent_deals import Trial, read_deals
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from cobden.talks.unknowns import prior, uniform
from talks_example import MONEY, OUTSIDE, aim, assumed, example, model

IMPORTS = {"JPN": 150, "EU27": 600, "KOR": 130, "VNM": 140, "IDN": 28, "PHL": 14, "PAK": 5}


def test_what_was_known_on_a_day_is_what_was_announced_before_it():
    july = struck(before=date(2025, 7, 31))
    assert [deal.partner for deal in july if not deal.truce] == [
        "GBR", "VNM", "IDN", "PHL", "JPN", "EU27", "PAK", "KOR"]  # fmt: skip
    assert len(struck()) == 14
    deal = next(deal for deal in july if deal.partner == "JPN")
    assert (deal.threat, deal.signed, deal.relief) == (25, 15, 10)
    assert deal.per_point == pytest.approx((550 + 15) / 10)
    britain = july[0]
    assert britain.metals
    assert britain.per_point is None, "no rate was threatened, so there are no points"
    truce = next(deal for deal in july if deal.truce)
    assert truce.relief is None


def test_deals_most_alike_are_those_of_like_threats_and_trade():
    found = nearest(struck(before=date(2025, 7, 31)), 25.0, 130.0, IMPORTS)
    assert [deal.partner for deal in found[:2]] == ["KOR", "JPN"]
    assert all(not deal.truce for deal in nearest(struck(), 145.0, 400.0, {"CHN": 400.0}))


def table() -> Table:
    data = example()
    data["parties"]["away"]["aims"][0]["weight"] = assumed(1, f"{MONEY} per {MONEY}")
    data["outcomes"]["headline"] = {"title": "Announced", "unit": "billion USD"}
    data["parties"]["away"]["aims"].append(aim("headline", 0.01, "billion USD", 0, 0.02))
    data["parties"]["away"]["noise"] = assumed(0.3, MONEY, 0.1, 0.6)
    data["parties"]["away"]["power"] = assumed(0.5, "share", 0.2, 0.8)
    return Table.model_validate(data)


def trial(given: float, name: str = "deal", signed: int = 0) -> Trial:
    """Each point of the rate brings who sets it 0.1, and costs the partner 0.1."""
    rates = np.arange(0, 31, 2.5)
    outcomes = np.zeros((len(rates), 5))
    outcomes[:, 0], outcomes[:, 4] = 0.1 * rates, given
    threat = np.array([3.0, 0, 0, 0, 0])
    return Trial(name, rates, outcomes, -0.1 * rates, signed, threat, -3.0, 30.0)


def test_what_others_have_may_be_claimed():
    """By 31 July: Britain's cars and metals by Japan; Japan's rate by those at 19 and 20."""
    by = {one.deal.partner: one for one in claims(struck(before=date(2025, 7, 31)))}
    assert {term: deal.partner for term, deal in by["JPN"].better.items()} == {
        "rate": "GBR", "cars": "GBR", "metals": "GBR"
    }  # fmt: skip
    assert by["GBR"].better == {}, "nobody has more"
    assert [deal.partner for deal in by["JPN"].after] == ["EU27", "KOR"]
    assert {deal.partner for deal in by["VNM"].after} >= {"JPN", "EU27", "KOR", "IDN", "PHL"}
    assert "CHN" not in by, "a truce is nobody's to claim"
    alone = claims(struck(before=date(2025, 6, 5)))
    assert [(one.deal.partner, one.better, one.after) for one in alone] == [("GBR", {}, ())]


def test_lower_rates_are_likelier_the_more_is_pledged_and_the_weaker_who_sets_them():
    unknown = uniform(figures(table(), "away"), 4000, 1)
    means = [
        float((chances(trial(given), drawn_of(unknown)).mean(axis=0) * trial(given).rates).sum())
        for given in (50, 200, 400)
    ]
    assert means == sorted(means, reverse=True)
    drawn = drawn_of(unknown)
    weak, strong = ({**drawn, "power": np.full(4000, p)} for p in (0.2, 0.8))
    rates = [
        float((chances(trial(200), d).mean(axis=0) * trial(0).rates).sum()) for d in (weak, strong)
    ]
    assert rates[0] < rates[1]
    assert chances(trial(200), drawn).sum(axis=1) == pytest.approx(1)


def test_the_power_behind_signed_rates_is_recovered():
    unknown = figures(table(), "away")
    random = np.random.default_rng(4)
    for power in (0.3, 0.7):
        one = uniform(unknown, 1, 3)
        truth = {**drawn_of(one), "power": np.array([power]), "sharpness": np.array([10.0])}
        trials = {}
        for number, given in enumerate(random.uniform(100, 400, 30)):
            chance = chances(trial(given), truth)[0]
            trials[str(number)] = trial(given, str(number), int(random.choice(13, p=chance)))
        found = learn_from(trials, unknown)
        low, _, high = found.posterior.intervals(0.9)["power"]
        assert low < power < high
        assert high - low < 0.45, "the range before is 0.6 wide"
        assert np.mean(list(found.others.values())) > np.mean(list(found.even.values()))


def test_deals_elsewhere_move_what_is_thought_of_a_party_at_the_table():
    t = Talks(
        evaluate(table(), lambda rows: np.c_[model(rows), np.zeros(len(rows))],
                 np.c_[OUTSIDE, np.zeros(2)], "a test"), date(2025, 6, 5)
    )  # fmt: skip
    seen = t.told([SignedBy(trial(100, signed=11), "away")] * 4)
    assert seen.posterior.bits > 0.1
    before = prior(t.table, 2000).values("parties.away.power").mean()
    assert seen.posterior.beliefs.values("parties.away.power").mean() > before
    trials = {str(n): trial(100 * n, str(n), 11 - n) for n in range(1, 4)}
    learnt = learn_from(trials, figures(t.table, "away"))
    grids = list(deal_tables.deal_grids(t, read_deals(trials), learnt, struck(), ()))
    assert next(row.label for row in grids[0].rows) == "United Kingdom"
    assert "bits learnt" in grids[-1].below
