"""Values, frontier, solutions and signatures of a small negotiation with known answers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.report.voice_tables import voices
from cobden.talks.alternating_offers import OfferTerms, discount_per_round, play
from cobden.talks.effects import evaluate, idle_levels
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from cobden.talks.third_parties import TariffReaction, ThirdParties
from talks_example import MONEY, OUTSIDE, aim, assumed, example, model


def talks(change=None, **more) -> Talks:
    data = example()
    if change:
        change(data)
    table = Table.model_validate(data)
    return Talks(evaluate(table, model, OUTSIDE, "a test"), date(2025, 6, 5), **more)


def test_shapley_values_sum_to_the_package_and_share_the_interaction():
    t = talks()
    chosen = {"tariff": "10", "farm": "more"}
    values = t.value(chosen)
    home = values.sel(party="home")
    assert home.alone.values == pytest.approx([3.0, -1.0])
    assert home.marginal.values == pytest.approx([4.5, 0.5])
    assert home.shapley.values == pytest.approx([3.75, -0.25])
    assert values.shapley.sum("item").values == pytest.approx(t.payoff(t.package(chosen))[0])


def test_to_first_order_items_do_not_interact():
    slopes = (np.array([[0, 0], [-1, 2], [-1.5, 3]]), np.array([[0, 0], [0.5, -1]]),
              np.zeros((3, 2)), np.zeros((2, 2)))  # fmt: skip
    chosen = {"tariff": "10", "farm": "more", "pledge": "50"}
    values = talks(first_order=lambda: slopes).value(chosen, order=1)
    assert values.alone.values == pytest.approx(np.array([[-1.5, 3], [0.5, -1], [5, -1]]))
    assert values.shapley.values == pytest.approx(values.alone.values)


def test_what_needs_another_item_is_worth_nothing_alone():
    values = talks().value("deal")
    assert values.alone.sel(item="clause").values == pytest.approx([0.0, 0.0])
    assert values.marginal.sel(item="clause", party="away") == pytest.approx(0.5)
    # Without the pledge the clause falls too, so both are lost.
    assert values.marginal.sel(item="pledge", party="away") == pytest.approx(5.5)


def test_an_account_says_what_makes_a_package_worth_what_it_is():
    t = talks()
    account = t.account("deal")
    assert account.sel(party="home", outcome="pledge") == pytest.approx(-1.1)
    assert account.sum("outcome").values == pytest.approx(t.payoff(t.package("deal"))[0])


def test_links_and_red_lines_bound_the_space():
    t = talks()
    pledge, clause = t.space[:, 2], t.space[:, 3]
    assert not ((clause > 0) & (pledge == 0)).any()
    assert not (pledge == 2).any()
    assert len(t.space) == 3 * 2 * 3


def test_the_frontier_is_undominated_and_marks_the_zone():
    t = talks()
    frontier = t.frontier()
    for payoff in frontier.payoff.values:
        assert not ((t.worth >= payoff).all(axis=1) & (t.worth > payoff).any(axis=1)).any()
    inside = frontier.payoff.values[frontier.in_zone.values]
    assert (inside >= t.floor).all()
    assert frontier.in_zone.any()
    assert not frontier.in_zone.all()


def test_solutions_are_the_best_of_the_zone():
    t = talks()
    deal = t.solve("nash")
    assert (t.zone() == deal.row).all(axis=1).any()
    gains = np.maximum(t.payoff(t.zone()), 0)
    assert np.prod(deal.payoff) == pytest.approx(gains.prod(axis=1).max())
    assert t.solve("egalitarian").payoff.min() == pytest.approx(gains.min(axis=1).max())
    strong = t.solve("nash", power=(0.95, 0.05))
    assert strong.payoff[0] >= deal.payoff[0]


def test_transfers_let_the_largest_surplus_be_signed():
    deal = talks().solve(transfers=True)
    assert deal.payoff[0] == pytest.approx(deal.payoff[1])
    assert deal.transfer.sum() == pytest.approx(0)
    assert deal.payoff.sum() == pytest.approx(talks().worth.sum(axis=1).max())


def test_what_the_law_has_already_is_named_where_it_is_expected():
    """On another day the tariff is at 15 already: the talks go on without that level."""

    def held(rows):
        moved = rows.copy()
        moved[:, 0] = np.where(rows[:, 0] == 1, 0, rows[:, 0])
        return model(moved)

    table = Table.model_validate(example())
    with pytest.raises(InputError, match="'Tariff' at level '15' changes nothing"):
        evaluate(table, held, OUTSIDE, "a test")
    effects = evaluate(table, held, OUTSIDE, "a test", idle=True)
    assert idle_levels(effects) == (("tariff", "15"),)


def test_walking_out_binds_only_where_it_is_better():
    t = talks()
    # Away loses 0.5 of real income by walking out, so it does not bind.
    assert t.outside == pytest.approx([-0.5, -2.0])
    assert t.floor == pytest.approx([0.0, 0.0])

    def pays(data):
        data["parties"]["away"]["outside"]["adds"] = {"pledge": assumed(60, "billion USD")}

    better = talks(pays)
    assert better.floor == pytest.approx([5.5, 0.0])
    assert (better.zone() @ np.ones(4, int) >= 0).all()
    assert all(better.payoff(better.zone())[:, 0] >= 5.5 - 1e-9)


def test_signature_combines_each_principals_answer():
    t = talks()
    signed = t.signature({"tariff": "15", "pledge": "50"}, draws=20_000)
    voices = {voice.name: voice for voice in signed.voices["away"]}
    # Dove minds only real income, which falls; hawk accepts anything pledged, or nothing heard.
    assert voices["dove"].accepts == 0
    assert voices["hawk"].accepts == 1
    # Chief accepts where 50 x weight >= 1, the weight triangular on 0, 0.1, 0.2.
    assert voices["chief"].accepts == pytest.approx(1 - 0.02**2 / 0.02, abs=0.01)
    assert voices["dove"].attends == pytest.approx(0.5, abs=0.02)
    there, absent = (0.2 + 0.4 * 0.98) / 1.0, (0.2 + 0.4 * 0.98) / 0.6
    assert signed.parties["away"] == pytest.approx((there + absent) / 2, abs=0.01)
    assert signed.parties["home"] == 1
    assert signed.pivotal == {"away": "dove"}
    assert signed.error < 0.01


def test_what_was_not_heard_is_not_valued():
    def silent(data):
        hawk = data["parties"]["away"]["principals"]["hawk"]
        hawk["aims"].append(
            {
                "outcome": "income_away",
                "weight": assumed(1.0, "billion USD a year per billion USD a year"),
            }
        )

    voices = talks(silent).signature({"tariff": "15", "pledge": "50"}, draws=20_000).voices["away"]
    hawk = next(voice for voice in voices if voice.name == "hawk")
    # Hawk gains 5 - 1 having heard of the pledge (a quarter of draws), loses 1 otherwise.
    assert hawk.accepts == pytest.approx(0.25, abs=0.02)
    assert hawk.gain == pytest.approx(0.25 * 4 - 0.75, abs=0.1)


DEAL = {"tariff": "15", "pledge": "50"}


def test_what_a_party_never_signs_is_not_signed():
    """Home would gain by 200 of pledges at the lowest tariff, and has said never."""

    def cheap(data):
        data["parties"]["home"]["aims"] = [aim("income_home", 1.0, MONEY)]

    t = talks(cheap)
    assert t.signature({"tariff": "10", "pledge": "50"}).parties["home"] == 1
    crossing = t.signature({"tariff": "10", "pledge": "200"})
    assert (crossing.parties["home"], crossing.probability) == (0, 0)
    assert crossing.parties["away"] > 0


def test_there_is_nothing_to_sign_where_nothing_changes():
    with pytest.raises(InputError, match="nothing to sign"):
        talks().signature({})


def test_what_walking_out_brings_is_drawn_over_its_range():
    """Home gains 1 by the deal, and 0 to 6 by walking out, most likely 3."""

    def ranged(data):
        data["parties"]["home"]["aims"] = [
            aim("income_home", 1.0, MONEY),
            aim("pledge", 1.0, "billion USD"),
        ]
        data["parties"]["home"]["outside"]["adds"] = {"pledge": assumed(5, "billion USD", 2, 8)}
        data["items"]["pledge"]["levels"]["50"]["adds"] = {"pledge": assumed(-1, "billion USD")}

    signed = talks(ranged).signature(DEAL, draws=20_000).parties["home"]
    # The deal: 2 of real income less 1. Walking out: -2 of it and 2 to 8, triangular, so that it is
    # worth at most 1 with a probability of (1/3)^2 / 2.
    assert signed == pytest.approx((1 / 3) ** 2 / 2, abs=0.006)


def test_who_follows_nobody_that_is_there_decides_alone():
    def silent(data):
        follows = data["parties"]["away"]["rule"]["follows"]
        follows["chief"], follows["dove"] = assumed(0.0, "probability"), assumed(0.8, "probability")
        people = data["parties"]["away"]["principals"]
        for name in ("dove", "hawk"):
            people[name]["attends"] = assumed(0.0, "probability")

    found = talks(silent).signature(DEAL, draws=5_000)
    chief = next(voice for voice in found.voices["away"] if voice.name == "chief")
    assert found.parties["away"] == pytest.approx(chief.accepts)
    assert 0 < found.probability <= 1


def test_what_stands_for_the_deadline_is_not_counted_at_it():
    """A calm worth 3 until the deadline, where walking out holds what it stands for."""

    def calm(data):
        data["outcomes"]["calm"] = {"title": "Calm", "unit": "threats", "until_deadline": True}
        data["parties"]["away"]["aims"].append(aim("calm", 3.0, "threats"))
        data["items"]["clause"]["levels"]["yes"]["adds"]["calm"] = assumed(1, "threats")

    def with_calm(rows):
        return np.c_[model(rows), np.zeros(len(rows))]

    data = example()
    calm(data)
    outside = np.c_[OUTSIDE, np.zeros(2)]
    t = Talks(evaluate(Table.model_validate(data), with_calm, outside, "a test"), date(2025, 6, 5))
    row = t.package({"tariff": "10", "pledge": "50", "clause": "yes"})
    place = int(np.flatnonzero((t.space == row).all(axis=1))[0])
    assert (t.worth - t.worth_at_deadline)[place] == pytest.approx([3.0, 0.0])
    late = t.solve("nash", deadline=True)
    at = int(np.flatnonzero((t.space == late.row).all(axis=1))[0])
    assert late.payoff == pytest.approx(t.worth_at_deadline[at])


@pytest.mark.parametrize(
    ("day", "days"), [(date(2025, 6, 5), 34), (date(2025, 7, 25), 7), (date(2025, 7, 10), 22)]
)
def test_offers_are_played_to_the_next_date_that_lies_ahead(day, days):
    """Walking out holds from 9 July; after it the letter's date is what is left."""

    def dated(data):
        for party in data["parties"].values():
            party["outside"]["on"] = "2025-07-09"
        data["clock"].append({"on": "2025-08-01", "kind": "deadline", "title": "The letter",
                              "announced": "2025-07-07", "sources": ["gazette"]})  # fmt: skip

    t = replace(talks(dated), on=day)
    wait = discount_per_round(0.05, days / 3)
    terms = OfferTerms((wait, wait), outside=(t.outside[0], t.outside[1]))
    expected = play(t.worth_at_deadline, terms, np.array([1, 0, 1]), t.outside)
    assert t.play(3).payoff == pytest.approx(expected.payoff, rel=1e-12)


@pytest.mark.parametrize(("kind", "expected"), [("majority", 1.0), ("unanimity", 0.5)])
def test_majority_and_unanimity(kind, expected):
    def rule(data):
        away = data["parties"]["away"]
        away["rule"] = {"kind": kind}
        away["aims"][1]["weight"] = assumed(0.1, "billion USD a year per billion USD")

    # Chief and hawk say yes, dove no; dove is there half the time.
    signed = talks(rule).signature({"tariff": "15", "pledge": "50"}, draws=20_000)
    assert signed.parties["away"] == pytest.approx(expected, abs=0.02)


def test_break_even_interpolates_between_levels():
    found = {b.item: b for b in talks().break_even({"tariff": "15"}, "away")}
    assert found["pledge"].amount == pytest.approx(10.0)
    assert found["farm"].amount is None
    assert found["farm"].at_most == pytest.approx(-0.5)


def test_next_moves_help_and_keep_the_other_side():
    t = talks()
    moves = t.next_moves({"tariff": "15"}, "away")
    assert moves[0].keeps
    assert all(move.gain[0] > 0 for move in moves)
    assert [m.gain[0] for m in moves if m.keeps] == sorted(
        (m.gain[0] for m in moves if m.keeps), reverse=True
    )


def test_the_clock_and_the_price_of_waiting():
    t = talks()
    clock = t.clock()
    assert (clock.held, clock.days_left) == (1, 34)
    waiting = t.delay("deal")
    assert waiting.month == pytest.approx(waiting.gain / 12)
    assert waiting.until == pytest.approx(waiting.gain * 34 / 365.25)


def test_waiting_costs_what_the_first_year_would_bring():
    """What the table declares comes at once; what the equilibrium finds, as far as it has moved."""
    waiting = talks(first_year=lambda rows: 0.5 * model(rows)).delay(
        {"tariff": "10", "farm": "more"}
    )
    assert waiting.gain == pytest.approx([-0.5, 1.75])
    assert waiting.later == pytest.approx(np.array([-1.0, 3.5]) / 12)
    plain = talks().delay({"tariff": "10", "pledge": "50"})
    assert plain.month == pytest.approx(plain.later)


def thirds() -> ThirdParties:
    def injury(row, third, basis):
        return {"value": 2.0, "welfare": 0.3, "rate": 0.1}[basis] * (row[0] > 0)

    def respond(row, third, economy, rate):
        return TariffReaction(10 * rate, 2 * rate, 0.5 * rate - rate**2)

    return ThirdParties(("CHN",), injury, respond)


def test_answers_are_proportionate_or_best():
    t = talks(third_parties=thirds())
    assert t.answer("CHN", "deal").rate == pytest.approx(0.2, abs=1e-5)
    assert t.answer("CHN", "deal", basis="welfare").rate == pytest.approx(0.15, abs=1e-5)
    assert t.answer("CHN", "deal", basis="rate").rate == pytest.approx(0.1)
    assert t.answer("CHN", "offer").rate == 0
    best = t.answer("CHN", "deal", best=True)
    assert best.rate == pytest.approx(0.25, abs=1e-2)
    assert best.on == "JPN"


def test_a_coalition_holds_where_nobody_gains_by_leaving_or_joining():
    def join(row, members, economy, rate):
        return {name: (1.0 if name in members else 0.4 * len(members)) for name in ("CHN", "KOR")}

    t = talks(third_parties=replace(thirds(), economies=("CHN", "KOR"), join=join))
    assert t.coalitions(["CHN", "KOR"], "deal") == (frozenset({"CHN", "KOR"}),)


def test_parties_that_reckon_with_an_answer_avoid_what_provokes_it():
    t = talks(third_parties=thirds())
    before = t.solve("nash")
    deal, reply = t.anticipating("CHN")
    assert deal.payoff[1] <= before.payoff[1]
    assert deal.payoff[1] == pytest.approx(t.payoff(deal.row)[0][1] - reply.reaction.harm)


def test_assumptions_are_listed_with_their_place():
    listed = talks().table.assumptions
    assert "parties.away.aims[2].weight" in listed
    assert all(figure.reason for figure in listed.values())


def test_those_with_aims_of_their_own_are_told_by_outcome():
    grid = voices(talks())
    assert grid is not None
    labels = [row.label for row in grid.rows]
    assert [name for name in labels if name.endswith(", Away")] == ["Dove, Away", "Hawk, Away"]
    of_hawk = grid.rows[labels.index("Hawk, Away") + 1 :]
    pledge = next(row for row in of_hawk if row.label == "Pledged")
    assert [cell.main for cell in pledge.cells] == ["0.00", "+5.50"]  # a tenth of 55 billion
    assert pledge.cells[1].small == "+55.000 billion USD"
    assert of_hawk[1].strong  # and that is all that counts with the hawk
    alike = example()
    for principal in alike["parties"]["away"]["principals"].values():
        principal.pop("aims", None)
    table = Table.model_validate(alike)
    assert voices(Talks(evaluate(table, model, OUTSIDE, "a test"), date(2025, 6, 5))) is None
