"""The gallery: cases that come with Cobden, and what became of them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cobden as cb
from cobden.cases import bundled, load, new
from cobden.cases.confrontation import (
    NAME,
    Confrontation,
    Observed,
    OutcomeQuestion,
    read_confrontation,
)
from cobden.study.case_law import law_of, policy_of, world_of
from cobden.study.confront import Confronted, confront
from cobden.study.dispute_choices import answer_taken, is_settled, settled_dispute
from cobden.study.negotiation import read_table
from derived import assert_derived

ROOT = Path(__file__).parents[2]
GALLERY = [name for name in bundled() if (load(name).folder / NAME).exists()]


def test_the_gallery_is_whole():
    assert len(GALLERY) == 8
    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    board = (ROOT / "docs" / "scoreboard.md").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in bundled():
        assert f"`{name}`" in page
        assert f"`{name}`" in readme
    for name in GALLERY:
        for question in read_confrontation(load(name).folder).questions:
            assert f"| {question.asks} |" in board
    foretold = board.split("### Which package")[1].split("### What the weights are")[0]
    assert foretold.count("\n| ") == len(GALLERY) + 1  # heads, seven disputes, together


@pytest.mark.parametrize("name", GALLERY)
def test_a_case_of_the_gallery_hangs_together(name: str):
    case = load(name)
    table, asked = read_table(case.folder), read_confrontation(case.folder)
    policy_of(case)
    assert case.sources
    assert case.timeline
    assert table.packages
    states = {state.id for state in case.states}
    for question in asked.questions:
        tool = question.tool
        if tool.figure == "signed":
            assert tool.package in table.packages
        else:
            assert tool.state in states
        if question.seen:
            assert question.seen.as_of
    for measure in case.measures.values():
        assert measure.source
    assert asked.answered is not None
    assert sum(bool(source.checked) for source in case.sources) >= len(case.sources) - 1


@pytest.mark.parametrize("name", GALLERY)
def test_no_level_lifts_what_another_item_is_about(name: str):
    """A family holds what is named after it: "China-AD" would lift "China-AD-wine" too."""
    table = read_table(load(name).folder)
    of = [
        {t.authority for level in item.levels.values() for t in level.tariffs}
        for item in table.items.values()
    ]
    for place, mine in enumerate(of):
        for others in of[:place] + of[place + 1 :]:
            assert not {(m, o) for m in mine for o in others if o.startswith(f"{m}-")}


@pytest.mark.parametrize("name", ["us-china-2018", "australia-china-2020", "eu-china-ev-2024"])
def test_the_first_state_is_the_benchmark(name: str):
    case = load(name)
    world, policy = world_of(case), policy_of(case)
    assert world.year == case.file.world.year
    law = policy.on(case.states[0].on) if policy.measures else None
    if law is not None:
        assert (law.wedges(world).tariff == world.tariff).all()


def test_the_page_says_by_how_much_duties_of_2019_are_too_low():
    """PIIE has 21.0% on Chinese goods and 20.9% on American; the page names what is here."""
    case = load("us-china-2018")
    world = world_of(case)
    state = next(state for state in case.states if state.id == "peak")
    tariff = law_of(case, policy_of(case), state).wedges(world).tariff
    learnt = read_confrontation(case.folder).learnt
    for by, on in (("USA", "CHN"), ("CHN", "USA")):
        pair = world.economy_index(by), world.economy_index(on)
        bought, rate = world.flow[world.goods][:, *pair], tariff[world.goods][:, *pair]
        assert f"{100 * (bought * rate).sum() / bought.sum():.1f}%" in learnt


def answer(seen: tuple[float, float] | None, low: float, high: float, **tool: str) -> str:
    asked = OutcomeQuestion.model_validate(
        {
            "asks": "?",
            "tool": tool or {"figure": "real_income", "state": "s", "of": "JPN"},
            "seen": seen
            and {"low": seen[0], "high": seen[1], "words": "w", "as_of": "2025", "sources": ["s"]},
            "not_known": "" if seen else "nobody measures it",
        }
    )
    return Confronted(asked, low, high).verdict


def test_verdicts_follow_their_rules():
    assert answer((-5, -3), -4, -2) == "hit"
    assert answer((-5, -3), -2, -1) == "right direction"
    assert answer((3, 5), -2, -1) == "miss"
    assert answer(None, -2, -1) == "not known"
    assert answer((1, 1), 0.6, 0.6, figure="signed", package="p") == "hit"
    assert answer((1, 1), 0.4, 0.4, figure="signed", package="p") == "miss"
    assert answer((0, 0), 0.4, 0.4, figure="signed", package="p") == "hit"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tool": {"figure": "welfare", "state": "s", "of": "JPN"}}, "figure"),
        ({"tool": {"figure": "real_income", "state": "s", "of": "Japn"}}, "japan"),
        ({"seen": None}, "not_known"),
        ({"not_known": "nobody"}, "not both"),
    ],
)
def test_a_question_that_cannot_be_is_refused(change: dict, said: str):
    good = {
        "asks": "?",
        "tool": {"figure": "real_income", "state": "s", "of": "JPN"},
        "seen": {"low": 0, "high": 1, "words": "w", "as_of": "2025", "sources": ["s"]},
    }
    Confrontation.model_validate({"known": "k", "questions": [good]})
    with pytest.raises(ValueError, match=said):
        Confrontation.model_validate({"known": "k", "questions": [good | change]})


def test_what_was_seen_has_a_source_and_an_order():
    with pytest.raises(ValueError, match="at least 1"):
        Observed(low=0, high=1, words="w", as_of="2025", sources=())
    with pytest.raises(ValueError, match="above high"):
        Observed(low=2, high=1, words="w", as_of="2025", sources=("s",))


def test_a_state_that_is_not_there_is_named(tmp_path: Path):
    folder = tmp_path / "mine"
    new(folder)
    (folder / NAME).write_text(
        "known: k\nquestions:\n  - asks: a\n    tool: {figure: real_income, state: aftr, of: DEU}\n"
        "    not_known: nobody\n"
    )
    study = cb.run(folder, variants=False)
    with pytest.raises(cb.InputError, match="Did you mean 'after'"):
        confront(study)


def test_a_settled_case_is_a_choice():
    """Brazil: food exempt for nothing, over walking out and over what Brazil would rather have."""
    study = cb.run("us-brazil-2025", variants=False)
    found = settled_dispute(study)
    assert found.packages[found.signed].tolist() == [1, 0]
    assert found.packages[found.most].tolist() == [1, 1]
    assert len(found.packages) == 5
    same = study.talks.payoff(found.packages)
    assert found.other == pytest.approx(same[:, study.talks.parties.index("BRA")])
    weights = {aim.outcome: aim.weight.value for aim in study.talks.table.parties["USA"].aims}
    theirs = [1.0, weights["balance"], weights["revenue"], weights["headline"], 1.0]
    assert found.outcomes @ theirs == pytest.approx(same[:, study.talks.parties.index("USA")])
    taken = answer_taken(study)
    assert not taken.answered
    assert not taken.larger
    assert min(taken.harm, taken.risk) > 0


def test_what_is_not_known_is_no_choice(tmp_path: Path):
    folder = tmp_path / "mine"
    new(folder)
    (folder / NAME).write_text(
        "known: k\nquestions:\n  - asks: a\n    tool: {figure: signed, package: p}\n"
        "    not_known: nobody says\n"
    )
    study = cb.run(folder, variants=False)
    assert not is_settled(read_confrontation(folder))
    with pytest.raises(cb.InputError, match="whether a package was signed"):
        settled_dispute(study)
    with pytest.raises(cb.InputError, match="answered"):
        answer_taken(study)


def test_who_sits_in_a_group_at_the_table_is_no_third_party():
    """Germany watches the Union's talks in two cases, and has its seat in the Union."""
    study = cb.run("eu-us-2025", variants=False)
    watching = [party.economy for party in study.case.parties if party.role == "third"]
    assert watching[0] == "DEU"
    assert study.talks.watching(watching) == ["GBR", "CHN"]
    inside = study.talks.members("EU27", "july")
    assert len(inside.member) == 27
    party = study.talks.parties.index("EU27")
    whole = study.talks.payoff(study.talks.package("july"))[0, party]
    assert float(inside.payoff.sum()) == pytest.approx(whole)
    assert study.talks.table.parties["EU27"].assent is not None


@pytest.mark.validation
@pytest.mark.parametrize("name", bundled())
def test_a_case_runs_and_talks_cold(name: str, tmp_path: Path):
    """With nothing compiled or kept; how long it takes, ``benchmarks.gallery`` measures."""
    asked = (
        ["run", name, "--output", str(tmp_path / "brief")],
        ["talks", name, "--html", str(tmp_path / "talks.html")],
    )
    for words in asked:
        done = subprocess.run(
            [sys.executable, "-m", "cobden", *words], capture_output=True, text=True, check=False,
            cwd=tmp_path, env=os.environ | {"XDG_CACHE_HOME": str(tmp_path / words[0])},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert not re.search(r"[^0-9]\.[0-9]+%", done.stdout), "a figure without its zero"
    assert (tmp_path / "talks.html").exists()
    assert (tmp_path / "brief" / "brief.html").exists()


@pytest.mark.validation
def test_the_pages_are_what_the_cases_say():
    assert_derived("gallery")
