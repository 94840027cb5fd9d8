"""The table of the fifth round on the world, cut down to a few levels."""

import re
from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.cases import load
from cobden.equilibrium import delivered
from cobden.measures import Policy
from cobden.report import talks_charts, talks_page, talks_tables, talks_words
from cobden.study.first_order_worth import first_order
from cobden.study.negotiation import Negotiation, negotiate, read_table
from cobden.study.package_equilibria import PackageSolver
from cobden.study.saved_answers import kept
from cobden.talks.deciders import as_heard
from cobden.talks.packages import describe
from cobden.talks.precedent_deals import Trial, fit, leave_one_out
from cobden.talks.screening import screen
from cobden.talks.signature import signature
from cobden.talks.table_outcomes import TalksOutcome
from cobden.world import World

KEPT = {"autos": ("27.5", "15"), "baseline": ("paused", "floor"), "chips": ("0", "7")}


def cut_down(table):
    """Return the table with two levels of some items, and none of the others that are solved."""
    items = {}
    for name, item in table.items.items():
        levels = {k: v for k, v in item.levels.items() if k in KEPT.get(name, ())}
        if levels:
            items[name] = item.model_copy(update={"levels": levels})
        elif not any(level.in_model for level in item.levels.values()):
            items[name] = item
    packages = {
        "alone": {"autos": "15", "baseline": "floor"},
        "deal": {"autos": "15", "baseline": "floor", "chips": "7", "investment": "550"},
    }
    parties = {
        key: party.model_copy(update={"red_lines": {}}) for key, party in table.parties.items()
    }
    kept = {"items": items, "packages": packages, "parties": parties}
    # Offers and deals of the log name packages of the whole table; nobody goes on talking here.
    return table.model_copy(update={**kept, "log": (), "agreement": None})


@pytest.fixture(scope="module")
def setting():
    table = cut_down(read_table(load("japan-us-2025").folder))
    world, policy = World.load(), Policy.load()
    threat = policy.without_suspension(on=["Japan"]).on("2025-07-09").enacted(world)
    law = policy.on("2025-06-05")
    return Negotiation(table, world, law, law.wedges(world), {"threat-japan": threat})


@pytest.fixture(scope="module")
def talks(setting):
    others = [("dollar", setting.world, "dollar")]
    return negotiate(setting, variants=others)


def outcome(talks, package, name):
    names = list(talks.table.outcomes)
    return talks.effects.of(talks.package(package)[None])[0][names.index(name)]


def test_real_income_alone_gains_both_sides_from_the_july_terms(talks):
    assert 0.3 < outcome(talks, "alone", "income_usa") < 1.6
    assert 0.4 < outcome(talks, "alone", "income_jpn") < 1.7


def test_no_deal_changes_nothing_and_breakdown_hurts_japan(talks):
    assert np.abs(talks.payoff(np.zeros(len(talks.table.items), int))).max() < 1e-6
    assert talks.outside[1] < -1


def test_walking_out_changes_nothing_but_what_is_between_the_parties(setting):
    """The state behind it is of another day, on which others' terms were different too."""
    there = setting.outside["threat-japan"]
    moved = there.wedges.tariff != setting.wedges.tariff
    usa, jpn = (setting.world.economy_index(name) for name in ("USA", "JPN"))
    assert moved[:, usa].sum(axis=0).astype(bool).sum() > 10, "the two days differ for others"
    law = setting.between("threat-japan")
    pairs = np.argwhere((law.wedges.tariff != setting.wedges.tariff).any(axis=0)).tolist()
    assert pairs == [[usa, jpn]]
    assert np.array_equal(law.wedges.tariff[:, usa, jpn], there.wedges.tariff[:, usa, jpn])


@pytest.mark.validation
def test_a_promise_is_met_in_every_package_and_costs_what_it_should(setting, talks):
    """It is the instrument of `cobden.solve`, met to the solver's tolerance in company too."""
    for package in ({"chips": "7"}, "deal"):
        result = setting.result(talks.package(package))
        (bought,) = delivered(result)
        assert bought.volume - bought.before == pytest.approx(7 * 101.6 / 117.17, rel=1e-6)
        welfare = result.equivalent_variation - setting.start.equivalent_variation
        for economy, name in (("USA", "income_usa"), ("JPN", "income_jpn")):
            assert outcome(talks, package, name) == pytest.approx(
                float(welfare.sel(economy=economy)), abs=1e-4
            )
    assert outcome(talks, {"chips": "7"}, "income_jpn") < 0
    assert outcome(talks, {"chips": "7"}, "income_usa") > 0


def test_pledges_are_what_makes_the_deal_likelier(talks):
    alone, deal = talks.signature("alone"), talks.signature("deal")
    assert deal.probability > alone.probability + 0.3
    treasury = alone.voices["USA"][1]  # would sign the terms alone, but for errors of choice
    assert treasury.accepts > 0.8
    assert treasury.gain > 1.5


def test_other_closures_move_the_payoffs(talks):
    spread = talks.sensitivity("alone")
    assert spread.shape == (1, 1, 2)
    found = talks.robustness("alone", candidates=3)
    assert found.payoff.sel(package="alone").values == pytest.approx(spread.values[0])
    assert 0 < float(found.probability.min()) <= float(found.probability.max()) < 1
    assert set(talks.coalitions(["CHN", "KOR"], "alone")) <= {
        frozenset(), frozenset({"CHN"}), frozenset({"KOR"}), frozenset({"CHN", "KOR"})
    }  # fmt: skip
    assert np.abs(spread.values[0, 0] - talks.payoff(talks.package("alone"))[0]).max() > 0.01


@pytest.mark.validation
def test_gradients_give_the_slope_of_small_cuts(setting, talks):
    """One point off the duty on cars: all but its square, which on 12.5 points is most of it."""
    small = setting.table.items["autos"].levels["15"]
    cuts = tuple(t.model_copy(update={"rate": 0.265}) for t in small.tariffs)
    autos = setting.table.items["autos"].model_copy(
        update={"levels": {"27.5": setting.table.items["autos"].levels["27.5"],
                           "26.5": small.model_copy(update={"tariffs": cuts})}}
    )  # fmt: skip
    items = {**setting.table.items, "autos": autos}
    table = setting.table.model_copy(update={"items": items, "packages": {}})
    near = replace(setting, table=table)
    row = np.zeros((1, len(items)), dtype=int)
    row[0, list(items).index("autos")] = 1
    exact = (near.model(lambda *_: None)(row) @ talks.weights.T)[0]
    first = first_order(near)[list(items).index("autos")][1]
    assert first == pytest.approx(exact, abs=0.006)
    assert np.abs(first).min() > 0.02
    promised = first_order(setting)[list(items).index("chips")][1]
    assert promised == pytest.approx([0.9, -0.3], abs=0.1)


@pytest.mark.validation
def test_the_worth_of_minerals_is_the_chains(setting):
    """What the table says of Japan's help is the answer of the chain of rare earths."""
    # That kept answers are those that the chains give is tested where docs/chains.md is run.
    answers = kept("japan-us-2025").answers
    offer = next(a for a in answers if a.question.scenario.endswith("offer"))
    year = offer.change.sel(part="use and supply", period=slice("2025-07", "2026-06"))
    said = read_table(load("japan-us-2025").folder).items["minerals"].levels["all"].adds
    for economy in ("USA", "JPN"):
        gain = float(year.sel(economy=economy).sum()) / 1e3
        figure = said[f"minerals_{economy.lower()}"]
        assert figure.value == pytest.approx(gain, abs=0.01)
        assert figure.bounds[0] <= gain <= figure.bounds[1]


def test_screening_finds_the_same_package_as_solving_all(talks):
    """Pairs alone foresee the case to a few millions; the search by them ends at the same deal."""
    found = screen(talks.table, talks.effects.solved, talks.power, keep=20)
    assert (found.row == talks.solve("nash").row).all()
    assert (found.error < 0.02).all()


def test_china_is_hardly_hurt_and_answers_in_proportion(talks):
    reply = talks.answer("CHN", "deal", basis="welfare")
    assert reply.rate >= 0
    assert reply.reaction.harm == pytest.approx(max(reply.injury, 0), abs=1e-3)
    best = talks.answer("CHN", "deal", best=True)
    assert 0 < best.rate < 0.3
    assert best.reaction.harm > best.reaction.gain > 0


@pytest.fixture(scope="module")
def grids(talks):
    return [
        *talks_tables.tables(talks, "deal", ("CHN", "KOR")),
        talks_tables.spread_grid(talks, talks.robustness()),
    ]


@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_tables_fit_the_terminal_and_cut_no_word(talks, grids, width):
    from rich.console import Console

    console = Console(width=width, record=True)
    talks_page.show(talks, "deal", grids, console)
    text = console.export_text()
    assert "Would it be signed?" in text
    assert "Tariff in proportion" in text
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width
    # Labels keep their width and stand on one line.
    assert "Signed while talks go on" in text
    assert "15% all-in, as signed in July" in text


def test_a_signature_over_scenarios_is_that_under_each_of_them(talks):
    row = talks.package("deal")
    ((_, effects),) = talks.scenarios_of(as_heard(talks.table, row))
    found = talks.signature("deal", scenarios=True).probability
    assert found == pytest.approx(signature([effects], row, talks.beliefs).probability, abs=0.03)
    assert found != pytest.approx(talks.signature("deal").probability, abs=0.03)


def test_the_page_carries_all_that_it_needs(talks, grids):
    text = talks_page.page(talks, "The fifth round", "deal", grids)
    assert text.count("<svg") == 4, "two charts, each for a page and for a phone"
    assert "What these figures cannot say" in text
    assert not re.search(r"(?:src|href)=.?https?:", text)
    assert text.count("<table") == len(grids)


def test_the_first_sentence_says_who_would_sign_what(talks):
    said = talks_words.opening(talks, "deal")
    now, late = (talks.signature("deal", deadline=late) for late in (False, True))
    assert said.startswith(f"'Deal' would be signed in {now.probability:.0%} of draws")
    assert f"the United States in {now.parties['USA']:.0%}" in said
    assert f"at the deadline in {late.probability:.0%}" in said
    table, agreed = talks.table, talks.solve("nash").levels
    signed = describe(table, talks.package("deal"))
    changed = [name for name in table.items if agreed.get(name) != signed.get(name)]
    assert f"change this in it: {table.items[changed[0]].title}: " in said
    assert said.count("; ") <= 3, "the table of what they might agree on has the rest"


def test_the_record_and_the_charts(talks, tmp_path):
    record = talks_words.as_record(talks, "deal")
    assert record["packages"]["deal"]["payoff"]["USA"] == pytest.approx(
        talks.payoff(talks.package("deal"))[0][0]
    )
    paths = talks_charts.write(talks, tmp_path, "deal")
    assert all(path.stat().st_size > 5_000 for path in paths)


def trial(name, income, pledge, signed):
    rates = np.array([10.0, 15.0, 20.0])
    outcomes = np.zeros((3, 5))
    outcomes[:, 0], outcomes[:, 4] = income, pledge
    return Trial(name, rates, outcomes, np.array([3.0, 2.0, 1.0]), signed, np.zeros(5), 0.0, 30.0)


def test_deals_are_predicted_from_weights_fitted_to_the_others():
    trials = {
        "a": trial("a", [-2.0, -1.0, -0.5], 100.0, 1),
        "b": trial("b", [-4.0, -2.0, -1.5], 150.0, 1),
        "c": trial("c", [-9.0, -8.0, -7.0], 100.0, 1),
    }
    weights = fit([trials["a"], trials["b"]])
    # A pledge of 150 outweighs 2 of real income: at least 1/75 for each billion.
    assert weights.low[4] == pytest.approx(2 / 150, rel=1e-6)
    found = leave_one_out(trials)
    assert found["c"].signs == 0
    assert found["c"].beats[1] < 0
    assert found["a"].signs == 1
    # Only error-prone weights explain all three: the third pledged too little.
    assert fit(list(trials.values())).error > 5


def test_outcomes_of_a_group_are_sums_and_others_are_refused(setting):
    output = TalksOutcome(title="o", unit="percent", kind="output", economy="EU27", sector="C29")
    outcomes = setting.table.outcomes | {"union": output}
    with pytest.raises(InputError, match="no sum of its members'") as caught:
        replace(setting, table=setting.table.model_copy(update={"outcomes": outcomes}))
    assert caught.value.where == "talks.yaml: outcomes.union"


def test_a_group_has_the_income_of_its_members(setting):
    """Real income, and a balance with a group, are read as the sums over members."""
    money = "billion USD a year"
    asked = {
        "union": TalksOutcome(title="u", unit=money, kind="welfare", economy="EU27"),
        "balance": TalksOutcome(
            title="b", unit=money, kind="bilateral_balance", economy="USA", partner="EU27"
        ),
    }
    group_of = setting.world.positions("EU27")
    table = setting.table.model_copy(update={"outcomes": asked})
    solver = PackageSolver(setting.world, setting.deficits, table)
    start = setting.start
    terms = {(): setting.offers.today}
    (_, found), *_ = solver.group(terms, lambda _: np.asarray(start.vector))
    got = found.parts @ solver.gather
    assert got[0] == pytest.approx(start.together("equivalent_variation", group_of), abs=1e-6)
    usa = setting.world.economy_index("USA")
    goods = start.balance.sel(kind="goods").values[usa, group_of].sum()
    assert got[1] == pytest.approx(goods, abs=1e-6)
