"""Going on, and what rounds teach: against rejection sampling, closed forms and simulated sides."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from cobden.base.errors import Infeasible
from cobden.cases import load
from cobden.report.talks_figures import figure_title
from cobden.study.negotiation import read_table
from cobden.talks.effects import evaluate
from cobden.talks.going_on import contenders, nash_packages
from cobden.talks.learning import LogEvidence, check, learn
from cobden.talks.round_log import LogEntry
from cobden.talks.signature import signature
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from cobden.talks.unknowns import prior
from talks_example import MONEY, OUTSIDE, assumed, example, model

PER_PLEDGE = f"{MONEY} per billion USD"


def uncertain(log=(), noise=(0.5, 0.2, 1.0), agreement=None) -> Table:
    """The table with wide weights, noise, and a log; nobody has principals."""
    data = example()
    for key, (value, low, high) in {"away": (0.1, 0, 0.2), "home": (-0.03, -0.08, 0)}.items():
        party = data["parties"][key]
        party.pop("principals", None), party.pop("rule", None)
        party["aims"][1]["weight"] = assumed(value, PER_PLEDGE, low, high)
        party["power"] = assumed(0.5, "share", 0.3, 0.7)
        party["noise"] = assumed(noise[0], MONEY, *noise[1:])
    if agreement is not None:
        data["agreement"] = assumed(*agreement[:1], "probability", *agreement[1:])
    data["log"] = [{"sources": ["gazette"], **entry} for entry in log]
    return Table.model_validate(data)


def talks(table: Table) -> Talks:
    return Talks(evaluate(table, model, OUTSIDE, "a test"), date(2025, 6, 5))


def answer(says, package, by="home", on="2025-05-01"):
    return {"on": on, "by": by, "kind": "answer", "package": package, "says": says}


LOG = (
    answer("no", "offer", by="away"),
    answer("yes", "deal"),
    {"on": "2025-05-08", "by": "home", "kind": "signal", "package": {"pledge": "50"},
     "over": {"farm": "more"}, "trust": assumed(0.6, "probability", 0.3, 0.9)},
    {"on": "2025-05-10", "by": "home", "kind": "demand", "package": {"tariff": "10"},
     "over": {"tariff": "15", "pledge": "50"}},
    {"on": "2025-05-12", "kind": "no_deal", "package": {"tariff": "10", "pledge": "50"}},
    {"on": "2025-05-20", "by": "away", "kind": "offer", "package": "deal"},
)  # fmt: skip


def evidence(t: Talks, entries=None) -> LogEvidence:
    return LogEvidence(t.effects, t.prospects, t.table.log if entries is None else entries)


def test_the_sampler_agrees_with_rejection():
    """A draw kept with its likelihood as probability is a draw of the posterior, exactly."""
    t = talks(uncertain(LOG * 2, agreement=(0.5, 0.2, 0.9)))
    log = evidence(t)
    found = learn(t.beliefs, [log])
    many = prior(t.table, 150_000, 7)
    likely = log(many)
    kept = np.random.default_rng(3).random(many.count) < np.exp(likely - likely.max())
    exact = many.some(np.flatnonzero(kept))
    assert exact.count > 3_000
    assert found.bits > 0.2
    for place in found.beliefs.places:
        low, high = t.beliefs.figures[place].bounds
        mine, its = found.beliefs.values(place), exact.values(place)
        assert mine.mean() == pytest.approx(its.mean(), abs=0.05 * (high - low) / 2), place
        assert mine.std() == pytest.approx(its.std(), rel=0.05), place
    mean = np.average(likely, weights=np.exp(likely))
    bits = (mean - np.log(np.exp(likely).mean())) / np.log(2)
    assert found.bits == pytest.approx(bits, abs=0.2)  # over seeds its standard deviation is 0.05


def test_the_order_of_entries_does_not_matter():
    t = talks(uncertain(LOG))
    forth = learn(t.beliefs, [evidence(t, t.table.log)])
    back = learn(t.beliefs, [evidence(t, t.table.log[::-1])])
    assert np.array_equal(forth.beliefs.cube, back.beliefs.cube)
    apart = [evidence(t, (entry,)) for entry in t.table.log]
    one, other = learn(t.beliefs, apart), learn(t.beliefs, apart[::-1])
    assert np.array_equal(one.beliefs.cube, other.beliefs.cube)


def test_steps_in_temperature_end_where_one_step_does():
    """Strong evidence is taken in steps, and each leaves half of the draws effective."""
    t = talks(uncertain([answer("no", "deal")] * 40))
    found = learn(t.beliefs, [evidence(t)])
    assert len(found.effective) > 1
    assert min(found.effective) > 0.45 * t.beliefs.count
    assert found.resemblance.max() < 0.3
    assert found.distinct > 0.9
    many = prior(t.table, 50_000, 7)
    likely = evidence(t)(many)
    place = "parties.home.aims[2].weight"
    exact = np.average(many.values(place), weights=np.exp(likely - likely.max()))
    assert found.beliefs.values(place).mean() == pytest.approx(exact, rel=0.05)


def test_nothing_seen_teaches_nothing_nor_does_what_is_not_believed():
    empty = learn(talks(uncertain()).beliefs, [])
    assert empty.bits == 0
    assert empty.beliefs.cube.mean() == pytest.approx(0.5, abs=0.02)
    signal = {**LOG[2], "trust": assumed(0, "probability")}
    t = talks(uncertain([signal] * 5))
    assert learn(t.beliefs, [evidence(t)]).bits < 1e-9


@pytest.mark.parametrize(("says", "moves"), [("yes", 1), ("no", -1)])
def test_an_answer_moves_the_weight_that_it_turns_on(says, moves):
    """Who signs a pledge minds it less than was thought, who does not, more."""
    t = talks(uncertain([answer(says, "deal")] * 3))
    found = learn(t.beliefs, [evidence(t)])
    place, shift = found.moved()[0]
    assert place == "parties.home.aims[2].weight"
    assert np.sign(shift) == moves


def test_a_log_that_contradicts_itself_does_not_fit():
    fits = [answer("yes", "deal"), answer("no", {"pledge": "50"})] * 4
    fights = [answer("no", "deal"), answer("yes", {"pledge": "50"})] * 4
    chances = []
    for log in (fits, fights):
        t = talks(uncertain(log, noise=(0.15, 0.1, 0.2)))
        seen = evidence(t)
        chances.append(check(seen, learn(t.beliefs, [seen])).p_value)
    assert chances[0] > 0.2
    assert chances[1] < 0.02


def test_what_nothing_explains_is_said():
    t = talks(uncertain())
    with pytest.raises(Infeasible, match="explains"):
        learn(t.beliefs, [lambda beliefs: np.full(beliefs.count, -np.inf)])


def test_only_what_was_seen_before_the_day_is_learnt_from():
    t = talks(uncertain(LOG))
    seen = t.told()
    assert list(seen.bits) == sorted({entry.on for entry in t.table.log})
    assert len(seen.entries) == len(LOG)
    early = replace(t, on=date(2025, 5, 8)).told()
    assert len(early.entries) == 2
    assert replace(t, on=date(2025, 5, 1)).told() is None
    again = t.knowing(seen.posterior.beliefs).told()
    assert again.posterior.bits == seen.posterior.bits, "nothing is learnt twice"


def test_going_on_is_worth_what_bargaining_brings_or_a_breakdown():
    """At an even chance: half of the Nash package and half of walking out, discounted."""
    table = uncertain(agreement=(0.5, 0.5, 0.5))
    t = talks(table)
    weights = t.beliefs.weights("home")
    value = t.prospects.value("home", weights)[:, 0]
    outside = t.beliefs.outside(t.effects, "home", weights)
    chosen = nash_packages(t.effects, t.space, t.beliefs)
    packages = (weights * t.effects.of(t.space[chosen])).sum(axis=1)
    declared = t.beliefs.worth(t.effects, t.space, weights)
    assert declared[np.arange(len(chosen)), chosen] == pytest.approx(packages), "nothing is drawn"
    worth = np.where(chosen >= 0, packages, outside)  # where none suits both, talks break down
    assert (chosen < 0).any()
    wait = 1.05 ** (-34 / 365.25)
    assert value == pytest.approx(wait * (worth + outside) / 2)
    later = t.prospects.value("home", weights, [date(2025, 7, 9)])[:, 0]
    assert later == pytest.approx((worth + outside) / 2)


def test_who_expects_more_of_going_on_signs_less():
    chances = []
    for chance in (0.0, 0.5, 1.0):
        t = talks(uncertain(agreement=(chance, chance, chance)))
        chances.append(t.signature({"tariff": "15", "pledge": "50"}).parties["home"])
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > chances[2] + 0.1
    plain = talks(uncertain())
    row = plain.package({"tariff": "15", "pledge": "50"})
    assert plain.signature(row).probability == pytest.approx(
        signature(plain.effects, row, plain.beliefs).probability
    ), "without a chance of agreement how things stand is what going on brings"


def test_packages_that_bargaining_may_choose_are_those_of_all():
    t = talks(uncertain())
    some = t.beliefs.some(np.arange(100))
    every = np.unique(nash_packages(t.effects, t.space, some))
    assert np.array_equal(contenders(t.effects, t.space, some), t.space[every[every >= 0]])
    linked = t.space[(t.space[:, 0] > 0) | (t.space[:, 2] == 0)]  # no product of parts any more
    every = np.unique(nash_packages(t.effects, linked, some))
    assert np.array_equal(contenders(t.effects, linked, some), linked[every[every >= 0]])


@pytest.mark.validation
def test_intervals_cover_what_simulated_negotiators_want():
    """100 sides with known weights answer ten offers each; eight in ten lie in 80% intervals."""
    table = uncertain(agreement=(0.5, 0.2, 0.9))
    t = talks(table)
    random = np.random.default_rng(5)
    offers = t.space[random.permutation(len(t.space))[:10]]
    truths = prior(table, 100, seed=99)
    levels = [list(item.levels) for item in table.items.values()]
    entries = tuple(
        LogEntry(on=date(2025, 5, 2), by=by, kind="answer", says="yes", sources=("gazette",),
                 package={n: ls[k] for n, ls, k in zip(table.items, levels, row, strict=True)})
        for row in offers
        for by in table.parties
    )  # fmt: skip
    chance = evidence(t, entries).each(truths)
    said = random.random(chance.shape) < chance
    before = prior(table, 1500, seed=2)
    inside = []
    for number in range(100):
        answers = tuple(
            entry.model_copy(update={"says": "yes" if yes else "no"})
            for entry, yes in zip(entries, said[number], strict=True)
        )
        found = learn(before, [evidence(t, answers)], seed=number).intervals(0.8)
        truth = truths.some(np.array([number]))
        inside.append([low <= truth.values(p)[0] <= high for p, (low, _, high) in found.items()])
    print("covered", np.mean(inside, axis=0), np.mean(inside))
    assert 0.72 <= np.mean(inside) <= 0.88


def test_what_bargaining_chooses_over_draws_is_counted():
    t = talks(uncertain())
    found = t.choices()
    picked = nash_packages(t.effects, t.space, t.beliefs)
    kept, counts = np.unique(picked[picked >= 0], return_counts=True)
    assert (found.packages, found.commonest) == (len(kept), counts.max() / len(picked))
    assert found.none == pytest.approx((picked < 0).mean())
    for shares in found.levels.values():
        assert sum(shares.values()) == pytest.approx(1)


def test_every_figure_of_the_main_case_has_a_title():
    """A share delivered, or a hazard's chance, may be what moved most."""
    table = read_table(load("japan-us-2025").folder)
    titles = {place: figure_title(table, place) for place, _ in table.figures()}
    assert titles["items.goods.delivered"].endswith("share that comes")
    assert titles["hazards[1].chance"].startswith("Chance of: ")
    assert all(title != place for place, title in titles.items())
