"""What a case asks of the chains."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from cobden.base.errors import InputError
from cobden.chain_draws import draw_chain
from cobden.chains import Outcome, load, run
from cobden.chains.accounts import total_surplus
from cobden.commodities import (
    Answer,
    Commodities,
    answer_of,
    answers,
    read_commodities,
    store,
    stored,
)
from cobden.report.commodities import commodity, grid

ONE = """questions:
  - title: A licence on graphite
    kind: controls
    chain: graphite
    scenario: licences of december 2023
    windows: [{title: winter, first: 2023-12, last: 2024-02}]
"""


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run(load("graphite", scenario="licences of december 2023"))


@pytest.fixture(scope="module")
def licence(outcome: Outcome) -> Answer:
    question = Commodities.model_validate(YAML(typ="safe").load(ONE)).questions[0]
    return answer_of(question, outcome, run(outcome.chain, (), against=outcome))


def test_the_parts_are_the_chains_accounts_and_none_is_counted_twice(
    licence: Answer, outcome: Outcome
):
    whole = outcome.surplus.sum("account") * 1e-6
    assert abs(licence.change.sum("part") - whole).max() < 1e-9
    stores = outcome.surplus.sel(account="stock owners", drop=True) * 1e-6
    assert abs(licence.change.sel(part="stores") - stores).max() < 1e-9
    assert licence.months == 1


def test_the_world_loses_by_the_licences_and_nobody_before_they_are_known(
    licence: Answer, outcome: Outcome
):
    change = licence.change.sum("part")
    assert abs(change.sel(period=slice(None, "2023-09"))).max() < 0.01
    # Stores that are drawn down are filled again after the reported months: count those too.
    paths = outcome.path, outcome.baseline_path
    assert total_surplus(paths[0]) < total_surplus(paths[1])
    assert licence.first_gain("KOR", least=1e6) is None


def test_an_economy_that_the_chain_does_not_have_is_named(licence: Answer):
    with pytest.raises(InputError, match="KOR"):
        licence.first_gain("KOREA")


def test_a_wrong_scenario_is_named_with_the_nearest(tmp_path: Path):
    text = ONE.replace("december 2023", "december 2024")
    (tmp_path / "commodities.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="licences of december 2023"):
        read_commodities(tmp_path)


def test_a_case_without_questions_says_what_to_write(tmp_path: Path):
    with pytest.raises(InputError, match=r"commodities\.yaml"):
        read_commodities(tmp_path)


def test_the_bundled_case_asks_of_the_minerals_and_the_gas():
    case = Path(__file__).parents[2] / "src" / "cobden" / "cases" / "japan-us-2025"
    asked = read_commodities(case).questions
    assert {(q.chain, q.kind) for q in asked} == {
        ("rare_earths", "controls"), ("rare_earths", "offer"), ("lng", "controls"), ("lng", "offer")
    }  # fmt: skip


def test_answers_are_kept_until_the_question_changes(tmp_path: Path):
    gallium = ONE.replace("graphite", "gallium").replace("licences of december 2023", "full ban")
    (tmp_path / "case.yaml").write_text("title: a case\n", encoding="utf-8")
    (tmp_path / "commodities.yaml").write_text(gallium, encoding="utf-8")
    assert stored(tmp_path) is None
    store(tmp_path)
    kept = stored(tmp_path)
    assert kept is not None
    solved = answers(tmp_path)[0]
    assert abs(kept[0].change - solved.change).max() < 1e-3
    assert kept[0].question == solved.question
    changed = gallium.replace("first: 2023-12", "first: 2023-11")
    (tmp_path / "commodities.yaml").write_text(changed, encoding="utf-8")
    assert stored(tmp_path) is None


def test_the_brief_shows_parties_first_and_says_when_nobody_is_touched(licence: Answer):
    window = licence.question.windows[0]
    monthly = {window.title: licence.monthly(window)}
    told = commodity("Licences", "graphite", "", licence.change, monthly, ("USA",))
    assert told.rows[0].economy == "USA"
    winter = licence.change.sel(part="use and supply", economy="USA")
    mean = winter.sel(period=["2023-12", "2024-01", "2024-02"]).mean()
    assert told.rows[0].monthly == (pytest.approx(float(mean)),)
    last = [total for economy, _, total in told.totals if economy == "USA"][-1]
    assert last == pytest.approx(float(winter.sum()))
    nothing = commodity("Nothing", "graphite", "", 0 * licence.change, monthly, ("USA",))
    assert nothing.rows == ()
    assert "Nobody gains or loses" in grid(nothing).below


def test_the_answer_of_a_chain_over_what_nobody_states(tmp_path: Path):
    made = draw_chain("ships", scenario="none", draws=3, store=tmp_path / "none")
    assert abs(made.values()).max(axis=None) < 1e-6  # no measures, no change, whatever is drawn
    assert set(made.factors()) == {
        name for name, q in load("ships").figures.assumptions.items() if q.low != q.high
    }
    made = draw_chain("gallium", scenario="full ban", draws=4, store=tmp_path / "ban")
    assert len(made.failures) == 0
    assert made.values()["USA"].nunique() == 4
