"""Advice: offers in order against a closed form, swaps, questions, demands, simulated opponents."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from typer.testing import CliRunner

from cobden.base.errors import Infeasible, InputError
from cobden.cli import app
from cobden.cli.talks_advice import advised, parse_demand, show
from cobden.report import advice_tables, mandate
from cobden.talks.advice import advise, sequence
from cobden.talks.chair import Chair
from cobden.talks.effects import evaluate
from cobden.talks.learning import LogEvidence, learn
from cobden.talks.round_log import LogEntry
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from cobden.talks.unknowns import prior
from cobden.talks.values import swaps
from talks_example import MONEY, OUTSIDE, aim, assumed, example, model
from validation import advice_scores


def several(ranges=True, agreement=True) -> Talks:
    """Talks of two sides about five items that each side weighs in its own way."""
    data = example()
    away, home = data["parties"]["away"], data["parties"]["home"]
    for party in (away, home):
        party.pop("principals", None), party.pop("rule", None), party.pop("red_lines", None)
        party["noise"] = assumed(0.3, MONEY, 0.1, 0.6)
        party["power"] = assumed(0.5, "share", 0.3, 0.7)
    unit = "billion USD"
    for name, (theirs, ours) in WORTH.items():
        data["outcomes"][name] = {"title": name.capitalize(), "unit": unit}
        spread = (theirs * 0.1, theirs * 2.5) if ranges else (theirs, theirs)
        away["aims"].append(aim(name, theirs, unit, *sorted(spread)))
        home["aims"].append(aim(name, ours, unit))
        data["items"][name] = {
            "title": f"The {name}", "giver": "home",
            "levels": {"no": {"title": "none"},
                       "half": {"title": "half", "adds": {name: assumed(0.5, unit)}},
                       "all": {"title": "all", "adds": {name: assumed(1, unit)}}},
        }  # fmt: skip
    if agreement:
        data["agreement"] = assumed(0.5, "probability", 0.2, 0.8)
    table = Table.model_validate(data)

    def wide(rows):
        return np.c_[model(rows), np.zeros((len(rows), len(WORTH)))]

    outside = np.c_[OUTSIDE, np.zeros((2, len(WORTH)))]
    return Talks(evaluate(table, wide, outside, "a test"), date(2025, 6, 5))


WORTH = {"fish": (1.0, -0.5), "wine": (0.8, -0.6), "steel": (0.5, -0.2)}


@pytest.fixture(scope="module")
def talks():
    return several()


def test_bids_to_a_seller_of_unknown_price_are_the_known_ones():
    """Reservation prices uniform on 0 to 1, worth 1 to the buyer: bids of 1/3 and 2/3."""
    bids = np.linspace(0, 1, 301)
    reserve = (np.arange(3000) + 0.5) / 3000
    yes = (bids >= reserve[:, None]).astype(float)
    order, value = sequence(1 - bids, yes, 0.0, 2)
    assert bids[order] == pytest.approx([1 / 3, 2 / 3], abs=0.01)
    assert value == pytest.approx(1 / 3, abs=0.002)
    (one,), value = sequence(1 - bids, yes, 0.0, 1)
    assert bids[one] == pytest.approx(0.5, abs=0.01)
    assert value == pytest.approx(0.25, abs=0.002)


def test_fall_backs_are_concessions_in_order(talks):
    found = advise(talks, "home")
    gains = [offer.gain for offer in found.offers]
    assert len(gains) > 1
    assert gains == sorted(gains, reverse=True)
    chair = Chair(talks, "home", talks.beliefs)
    likely = chair.accepted(np.array([offer.row for offer in found.offers])).mean(axis=0)
    assert (np.diff(likely) > 0).all()
    assert found.value > found.going_on
    # After a refusal the same offer would be less likely to be taken than it was at first.
    assert found.offers[1].accepted < likely[1]


def test_no_offer_of_the_space_is_worth_more_than_the_one_advised(talks):
    """With one offer to make, against every package that may be signed."""
    beliefs = talks.beliefs.some(np.arange(1000))
    chair = Chair(talks, "home", beliefs)
    rows = talks.space[talks.space.any(axis=1)]
    gains, yes = chair.gain(rows), chair.accepted(rows)
    _, best = sequence(gains, yes, chair.breakdown(), 4)
    assert advise(talks, "home").value == pytest.approx(best, rel=0.01)


def test_swaps_help_both_where_neither_change_does(talks):
    row = talks.package({"tariff": "15", "pledge": "50"})
    found = swaps(talks.table, talks.payoff, row)
    assert found
    before = talks.payoff(row)[0]
    start = {"tariff": "15", "pledge": "50"}
    for swap in found:
        after = {**start, **{name: b for name, (_, b) in swap.changes.items()}}
        assert talks.payoff(talks.package(after))[0] - before == pytest.approx(swap.gain)
        assert (swap.gain > 0).all()
        for name, (_, b) in swap.changes.items():
            alone = talks.payoff(talks.package({**start, name: b}))[0] - before
            assert (alone <= 0).any()


def test_a_good_demand_is_taken_and_a_poor_one_countered(talks):
    good = advise(talks, "home", {"tariff": "10"}).reply
    assert good.accept
    poor = advise(talks, "home", {"pledge": "200"}).reply
    assert not poor.accept
    assert poor.counter.gain > poor.gain
    assert poor.counter.accepted > 0


def test_what_is_asked_tells_of_what_is_not_known(talks):
    questions = advise(talks, "home").questions
    assert [q.bits for q in questions] == sorted((q.bits for q in questions), reverse=True)
    assert 0 < questions[0].bits < 1
    certain = several(ranges=False)
    beliefs = certain.beliefs
    fixed = beliefs.cube.copy()
    fixed[:] = 0.5
    sure = certain.knowing(replace(beliefs, cube=fixed))
    assert max((q.bits for q in advise(sure, "home").questions), default=0) < 1e-9


def test_who_cannot_gain_gets_no_advice():
    data = example()
    data["parties"]["home"]["outside"]["adds"] = {"income_home": assumed(100, MONEY)}
    t = Talks(evaluate(Table.model_validate(data), model, OUTSIDE, "a test"), date(2025, 6, 5))
    with pytest.raises(Infeasible, match="better for home"):
        t.advise("home")
    with pytest.raises(InputError, match="hom"):
        t.advise("hom")


@pytest.mark.parametrize("text", ["tariff=", "=15", "tariff=15,pledge"])
def test_a_demand_that_is_none_is_refused(text):
    with pytest.raises(InputError, match="no item with its level"):
        parse_demand(text)


def test_the_mandate_is_a_page_for_each_chair(talks, tmp_path, capsys):
    assert parse_demand("tariff=15, pledge=50") == {"tariff": "15", "pledge": "50"}
    assert parse_demand("deal") == "deal"
    found = advised(talks, "home", "deal")
    page = mandate.mandate(talks, "A dispute", found)
    assert page.count("<article") == 2
    assert "as it may look from the other chair" in page
    assert "nan" not in page[page.index("<body>") :]
    show(talks, "A dispute", found, tmp_path / "mandate.html", as_json=False)
    text = capsys.readouterr().out
    for grid in advice_tables.grids_of(talks, found):
        assert grid.title[:20] in text
    assert (tmp_path / "mandate.html").read_text(encoding="utf-8") == page
    show(talks, "A dispute", found, None, as_json=True)
    assert '"reservation"' in capsys.readouterr().out


def test_the_mandate_is_a_document_too(talks, tmp_path, capsys):
    """What the page says stands in the document, a page for each chair."""
    docx = pytest.importorskip("docx")
    found = advised(talks, "home", "deal")
    show(talks, "A dispute", found, None, tmp_path / "mandate.docx", as_json=False)
    assert "mandate.docx" in capsys.readouterr().out
    memo = docx.Document(str(tmp_path / "mandate.docx"))
    text = "\n".join(paragraph.text for paragraph in memo.paragraphs)
    for side in mandate.sides(talks, found):
        for said in (*side["risks"], *side["questions"], *side["swaps"], side["reply"]):
            assert said in text
        for offer in side["offers"][1:]:
            assert offer["words"] in text
    starts = [p for p in memo.paragraphs if p.style.name == "Heading 1"]
    assert [p.paragraph_format.page_break_before for p in starts] == [False, True]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--out", "mandate.docx"], "only a mandate"),
        (["--advise", "JPN", "--out", "mandate.pdf"], "does not end in .docx"),
        (["--advise", "JPN", "--with", "KOR"], "the table's own other side"),
    ],
)
def test_options_that_do_not_go_together(options, said):
    found = CliRunner().invoke(app, ["talks", "japan-us-2025", *options])
    assert found.exit_code
    assert said in str(found.exception or found.output)


@pytest.mark.validation
def test_advice_beats_next_moves_and_a_frequency_model():
    """200 opponents that nobody saw before, each after six offers that it answered.

    Then four offers are made to each, in order, until one is taken. The frequency model knows how
    often 200 others took every package; the advice, what this one answered.
    """
    t = several()
    rows = t.space[t.space.any(axis=1)]
    chair = Chair(t, "home", t.beliefs.some(np.arange(1000)))
    gains, rest = chair.gain(rows), chair.breakdown()
    index = {tuple(row): n for n, row in enumerate(rows.tolist())}
    random = np.random.default_rng(17)
    sides = prior(t.table, 200, 1001)
    chance = Chair(t, "home", sides).accepted(rows)
    now = random.random((4, *chance.shape)) < chance
    asked = np.stack([random.permutation(len(rows))[:6] for _ in range(200)])
    said = np.take_along_axis(random.random(chance.shape) < chance, asked, axis=1)

    def surplus(number, offers):
        for turn, n in enumerate(offers[:4]):
            if now[turn, number, n]:
                return gains[n] - rest
        return 0.0

    others = Chair(t, "home", prior(t.table, 200, 2002)).accepted(rows)
    seen = (random.random(others.shape) < others).mean(axis=0)
    frequent = np.argsort(-(seen * (gains - rest)), kind="stable")[:4].tolist()
    stepped = [
        index[tuple(t.package({**t.table.packages["deal"], move.item: move.after}).tolist())]
        for move in t.next_moves("deal", "home")
        if move.keeps
    ]
    stepped = [*stepped[:3], index[tuple(t.package("deal").tolist())]]
    before = prior(t.table, 400, 3)
    levels = [list(item.levels) for item in t.table.items.values()]
    won = np.zeros((200, 4))
    for number in range(200):
        entries = tuple(
            LogEntry(on=date(2025, 5, 2), by="away", kind="answer", says="yes" if yes else "no",
                     sources=("gazette",), package={
                n: ls[k] for n, ls, k in zip(t.table.items, levels, rows[at], strict=True)})
            for at, yes in zip(asked[number], said[number], strict=True)
        )  # fmt: skip
        learnt = learn(before, [LogEvidence(t.effects, t.prospects, entries)], seed=number)
        advice = t.knowing(learnt.beliefs).advise("home")
        ours = [index[tuple(offer.row.tolist())] for offer in advice.offers]
        known, _ = sequence(gains, chance[number : number + 1], rest, 4)
        ways = (ours, frequent, stepped, known)
        won[number] = [surplus(number, offers) for offers in ways]
    mean, error = won.mean(axis=0), won.std(axis=0) / np.sqrt(200)
    beyond = won[:, :1] - won[:, 1:]
    apart = beyond.mean(axis=0) / (beyond.std(axis=0) / np.sqrt(200))
    print(f"surplus: advice, frequency, next moves, known {mean.round(3)}, errors {error.round(3)}")
    assert mean[0] > 1.1 * mean[2]
    assert (apart[:2] > 2).all(), "better than either, by more than chance"
    assert mean[3] < 1.12 * mean[1]
    assert mean[0] - mean[1] > 0.5 * (mean[3] - mean[1])


@pytest.mark.validation
def test_advice_on_the_main_case_is_worth_what_the_page_says():
    """200 opponents of each chair, drawn with seeds on which nothing was developed."""
    for won in advice_scores.written().values():
        mean = {who: values.mean() for who, values in won.items()}
        assert len(won["advice"]) == advice_scores.OPPONENTS
        assert mean["advice"] > 1.1 * mean["frequency"]
        assert mean["advice"] > 1.1 * mean["next_moves"]
        assert mean["frequency, ordered"] < mean["advice"] < mean["known"]
    assert advice_scores.moved(advice_scores.main_case(), 5) == []
