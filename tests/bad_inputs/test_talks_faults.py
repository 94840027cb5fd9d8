"""Faults in a table of talks, in what is asked of it, and in bargaining problems."""

from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from cobden.base.errors import Infeasible, InputError
from cobden.study.commodity_questions import read_commodities
from cobden.study.negotiation import read_table
from cobden.study.precedents import read_precedents
from cobden.talks.alternating_offers import (
    CAKE,
    OfferTerms,
    alternating,
    discount_per_round,
    finite_horizon,
    play,
)
from cobden.talks.bargaining import agree
from cobden.talks.convex_bargaining import Curve, divide
from cobden.talks.effects import evaluate
from cobden.talks.revealed_preference import RevealedChoice, rationalising
from cobden.talks.search import best_package
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from cobden.talks.third_parties import TariffReaction, proportionate
from talks_example import MONEY, OUTSIDE, PROMISE, aim, assumed, example, model


def no_outside(t):
    del t["parties"]["home"]["outside"]


def idle_level(t):
    t["items"]["farm"]["levels"]["more"] = {"title": "more"}


def busy_first_level(t):
    t["items"]["farm"]["levels"]["none"]["measures"] = [dict(PROMISE)]


def weights_that_do_not_sum(t):
    t["parties"]["home"]["power"]["value"] = 0.4
    t["parties"]["home"]["power"]["low"] = 0.4


def follows_that_do_not_sum(t):
    t["parties"]["away"]["rule"]["follows"]["dove"] = assumed(0.3, "probability")


def wrong_unit(t):
    t["parties"]["home"]["aims"][1]["weight"]["unit"] = "billion USD a year per Mt"


def wrong_added_unit(t):
    t["items"]["pledge"]["levels"]["50"]["adds"]["pledge"]["unit"] = "Mt"


def unknown_outcome(t):
    t["parties"]["home"]["aims"][0]["outcome"] = "income_hom"


def unknown_link(t):
    t["links"][0]["other"] = "pledges"


def self_link(t):
    t["links"][0]["other"] = "clause"


def unknown_level(t):
    t["packages"]["deal"]["tariff"] = "16"


def unknown_giver(t):
    t["items"]["farm"]["giver"] = "hom"


def unknown_source(t):
    t["clock"][0]["sources"] = ["gazete"]


def no_rule(t):
    del t["parties"]["away"]["rule"]


def unknown_principal(t):
    t["parties"]["away"]["rule"]["follows"]["hawks"] = assumed(0.0, "probability")


def baseless(t):
    t["parties"]["home"]["patience"] = {"value": 0.05, "unit": "a year"}


def outside_its_range(t):
    t["parties"]["home"]["patience"]["high"] = 0.01


def unknown_red_line(t):
    t["parties"]["home"]["red_lines"] = {"pledge": ["300"]}


def outcome_in_per_cent(data):
    data["outcomes"]["income_home"]["unit"] = "percent"


def nobodys_income(data):
    del data["outcomes"]["income_home"]["economy"]


def weights_of_no_sector(data):
    data["outcomes"]["income_home"]["sector_weights"] = {"C29": 2}


def unknown_measure(data):
    data["items"]["farm"]["levels"]["more"]["measures"][0]["measure"] = "PurchaseComitment"


def promise_of_nothing(data):
    del data["items"]["farm"]["levels"]["more"]["measures"][0]["unit"]


def probable(t, **changed):
    t["parties"]["away"]["principals"]["dove"].update(changed)


# what was once accepted and did nothing, or could not be
NONSENSE = {
    "a probability above one": (
        lambda t: probable(t, attends=assumed(1.5, "probability")), "attends of Dove is a prob"),
    "a hearing below zero": (
        lambda t: probable(t, hears={"farm": assumed(-0.1, "probability")}), "hears.farm of Dove"),
    "an aim twice": (
        lambda t: t["parties"]["home"]["aims"].append(aim("income_home", 2.0, MONEY)),
        "aims at income_home twice"),
    "a rule without principals": (
        lambda t: t["parties"]["home"].update(rule={"kind": "unanimity"}), "no principals"),
    "a decider where all decide": (
        lambda t: t["parties"]["away"]["rule"].update(kind="majority"), "nobody decides for"),
    "known after it came": (
        lambda t: t["clock"][2].update(announced="2025-08-01"), "after it came"),
    "a round numbered nought": (lambda t: t["clock"][0].update(number=0), "count from 1"),
    "a numbered deadline": (lambda t: t["clock"][2].update(number=3), "count from 1"),
    "two rounds of one number": (
        lambda t: [t["clock"][at].update(number=1) for at in (0, 1)], "two rounds"),
    "two parties of one economy": (
        lambda t: t["parties"]["home"].update(economy="USA"), "two parties speak for USA"),
    "everything refused": (
        lambda t: t["parties"]["home"]["red_lines"].update(farm=["none", "more"]),
        "refused at every level"),
    "a link twice": (lambda t: t["links"].append(dict(t["links"][0])), "stands twice"),
    "a package against the links": (
        lambda t: t["packages"].update(bad={"clause": "yes"}), "its clause needs pledge"),
    "a package of what excludes": (
        lambda t: t["links"].append({"kind": "excludes", "item": "tariff", "other": "pledge"}),
        "its tariff excludes pledge"),
    "two items of one title": (
        lambda t: t["items"]["farm"].update(title="Pledge"), "two have the title 'Pledge'"),
    "two levels of one title": (
        lambda t: t["items"]["tariff"]["levels"]["10"].update(title="15"), "two levels have"),
    "a sector of what is declared": (
        lambda t: t["outcomes"]["pledge"].update(sector="C29"), "says nothing of a declared"),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "message"), NONSENSE.values(), ids=NONSENSE)
def test_a_table_that_contradicts_itself_is_refused(fault, message):
    data = example()
    fault(data)
    with pytest.raises(ValidationError) as caught:
        Table.model_validate(data)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (no_outside, "no outside option"),
        (idle_level, "changes nothing"),
        (busy_first_level, "must leave things as they stand"),
        (weights_that_do_not_sum, "powers of the parties sum to 0.9"),
        (follows_that_do_not_sum, "probabilities of following sum to 0.9"),
        (wrong_unit, "must be in 'billion USD a year per billion USD'"),
        (wrong_added_unit, "its unit is 'billion USD'"),
        (unknown_outcome, "Did you mean 'income_home'"),
        (unknown_link, "Did you mean 'pledge'"),
        (self_link, "linked with itself"),
        (unknown_level, "unknown level '16'"),
        (unknown_giver, "Did you mean 'home'"),
        (unknown_source, "Did you mean 'gazette'"),
        (no_rule, "no rule for how they decide"),
        (unknown_principal, "Did you mean 'hawk'"),
        (baseless, "needs low, high and a reason"),
        (outside_its_range, "outside its range"),
        (unknown_red_line, "unknown level '300'"),
        (outcome_in_per_cent, "welfare is in 'billion USD a year', not 'percent'"),
        (nobodys_income, "welfare of which economy"),
        (weights_of_no_sector, "belong to a political_income"),
        (unknown_measure, "Did you mean 'PurchaseCommitment'"),
        (promise_of_nothing, "unit"),
    ],
)
def test_a_faulty_table_is_refused(fault, message):
    data = example()
    fault(data)
    with pytest.raises(ValidationError) as caught:
        Table.model_validate(data)
    assert message in str(caught.value)


def talks() -> Talks:
    return Talks(evaluate(Table.model_validate(example()), model, OUTSIDE), date(2025, 6, 5))


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda t: t.value("deel"), "Did you mean 'deal'"),
        (lambda t: t.value({"tarif": "15"}), "Did you mean 'tariff'"),
        (lambda t: t.value({"tariff": "12"}), "unknown level '12'"),
        (lambda t: t.value([0, 0, 9, 0]), "no level number 9"),
        (lambda t: t.value([0, 0]), "none of this table's"),
        (lambda t: t.solve("nahs"), "Did you mean 'nash'"),
        (lambda t: t.solve(power=(0.7, 0.7)), "sum to 1"),
        (lambda t: t.next_moves("deal", "hom"), "Did you mean 'home'"),
        (lambda t: t.answer("CHN"), "know nothing of third economies"),
        (lambda t: t.sensitivity("deal"), "one set of elasticities"),
        (lambda t: t.robustness("deal"), "one set of elasticities"),
        (lambda t: t.value("deal", order=1), "Take order=1 of study.talks"),
        (lambda t: t.coalitions(["CHN"]), "know nothing of third economies"),
    ],
)
def test_a_faulty_question_is_answered_with_a_remedy(ask, message):
    with pytest.raises(InputError) as caught:
        ask(talks())
    assert message in str(caught.value)


def test_an_item_whose_measures_change_nothing_is_named():
    table = Table.model_validate(example())
    with pytest.raises(
        InputError, match=r"items.farm: 'Farm quota' at level 'more' changes nothing"
    ):
        evaluate(table, lambda rows: model(rows * np.array([1, 0, 1, 1])), OUTSIDE)


def test_a_model_with_holes_is_refused():
    table = Table.model_validate(example())
    with pytest.raises(InputError, match="not finite"):
        evaluate(table, lambda rows: model(rows) * np.nan, OUTSIDE)


def test_links_that_cannot_be_met_are_named():
    data = example()
    data["packages"] = {}
    data["links"] = [
        {"kind": "needs", "item": "pledge", "other": "farm"},
        {"kind": "excludes", "item": "pledge", "other": "farm"},
        {"kind": "excludes", "item": "tariff", "other": "farm", "other_levels": ["none"]},
        {"kind": "excludes", "item": "farm", "other": "tariff", "levels": ["more"],
         "other_levels": ["25", "15", "10"]},
        {"kind": "needs", "item": "clause", "other": "pledge"},
    ]  # fmt: skip
    table = Table.model_validate(data)
    with pytest.raises(Infeasible, match="no package meets"):
        _ = Talks(evaluate(table, model, OUTSIDE), date(2025, 6, 5)).space


def test_no_agreement_says_so():
    data = example()
    data["parties"]["home"]["red_lines"] = {"pledge": ["50", "200"], "tariff": ["15", "10"]}
    data["items"]["farm"]["levels"]["more"]["adds"] = {"pledge": assumed(-1, "billion USD")}
    effects = evaluate(
        Table.model_validate(data), lambda rows: model(rows) - 0.6 * rows[:, 1:2], OUTSIDE
    )
    t = Talks(effects, date(2025, 6, 5))
    assert t.solve("nash").levels == {}  # all that is left is no deal


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (lambda: agree([[1, 1]], [0]), "one payoff for each of the 2"),
        (lambda: agree([[np.nan, 1]], [0, 0]), "not finite"),
        (lambda: agree([[1, 1]], [0, 0], power=[1, 0]), "positive numbers"),
        (lambda: divide(CAKE, (0.7, 0.7)), "nothing to agree on"),
        (lambda: divide(CAKE, (0, 0), "fair"), "unknown solution"),
        (lambda: OfferTerms((1.0, 0.9)), "not all in"),
        (
            lambda: alternating(CAKE, OfferTerms((0.9, 0.9), outside=(0.8, 0.8))),
            "nothing to divide",
        ),
        (lambda: finite_horizon(CAKE, OfferTerms((0.9, 0.9)), 0), "at least one"),
        (lambda: play([[1, 1, 1]], OfferTerms((0.9, 0.9)), [0], [0, 0, 0]), "two parties"),
        (lambda: discount_per_round(-2, 7), "annual rate above -1"),
        (lambda: best_package([[1, np.inf]]), "not finite"),
        (lambda: best_package([[1, 1]], needs=[(0, 5)]), "names an item that is not there"),
        (lambda: best_package([[1, 1]], solution="best"), "unknown solution"),
        (
            lambda: rationalising(
                ["a"], [RevealedChoice("x", np.ones(1), np.zeros((1, 1)))], [(0, 1)]
            ),
            "fixed",
        ),
    ],
)
def test_a_faulty_problem_is_refused(problem, message):
    with pytest.raises(InputError) as caught:
        problem()
    assert message in str(caught.value)


def test_a_package_nobody_can_live_with_is_infeasible():
    with pytest.raises(Infeasible, match="disagreement"):
        best_package([[1.0, 2.0], [-1.0, -1.0]], disagreement=[1.0, 0.0])
    with pytest.raises(Infeasible, match="can gain nothing"):
        best_package([[1.0, 2.0], [-1.0, -1.0]], solution="kalai_smorodinsky")


def test_an_answer_beyond_the_cap_says_how_far_it_reaches():
    with pytest.raises(Infeasible, match="takes back 2 at most"):
        proportionate(lambda rate: TariffReaction(rate, 0, 0), 5.0, by="CHN", on="JPN")


def test_a_curve_that_gives_too_little_is_refused():
    with pytest.raises(InputError, match="nothing to agree on"):
        divide(Curve(np.sqrt, lambda x: 1 - x), (2.0, 0.0))


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (read_table, "nothing on the table. Write talks.yaml beside case.yaml: docs/talks.md"),
        (read_precedents, "no other deals. Write precedents.yaml beside case.yaml"),
        (read_commodities, "asks nothing of the chains. Write commodities.yaml beside case.yaml"),
    ],
)
def test_what_a_case_may_leave_out_is_asked_for_by_its_name(read, message, tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path)
    assert message in str(caught.value)
