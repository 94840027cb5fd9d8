"""What a case asks of the chains."""

import shutil
from pathlib import Path

import pytest
import xarray as xr
from ruamel.yaml import YAML

from cobden.base.errors import InputError
from cobden.chains import ChainOutcome, load, run, shipped
from cobden.chains.library import DATA
from cobden.chains.surplus import total_surplus
from cobden.draws import Design, Range
from cobden.report.commodities import Minerals, basis_grid, commodity, grid
from cobden.study.chain_draws import draw_chain, ranges_of, with_ranges
from cobden.study.commodity_questions import (
    Commodities,
    CommodityAnswer,
    answer_of,
    answers,
    read_commodities,
)
from cobden.study.saved_answers import SavedAnswers, digest_of, keep, kept

ONE = """questions:
  - title: A licence on graphite
    kind: controls
    chain: graphite
    scenario: licences of december 2023
    windows: [{title: winter, first: 2023-12, last: 2024-02}]
"""


@pytest.fixture(scope="module")
def outcome() -> ChainOutcome:
    return run(load("graphite", scenario="licences of december 2023"))


@pytest.fixture(scope="module")
def licence(outcome: ChainOutcome) -> CommodityAnswer:
    question = Commodities.model_validate(YAML(typ="safe").load(ONE)).questions[0]
    return answer_of(question, outcome, run(outcome.chain, (), against=outcome))


def test_the_parts_are_the_chains_accounts_and_none_is_counted_twice(
    licence: CommodityAnswer, outcome: ChainOutcome
):
    whole = outcome.surplus.sum("account") * 1e-6
    assert abs(licence.change.sum("part") - whole).max() < 1e-9
    stores = outcome.surplus.sel(account="stock owners", drop=True) * 1e-6
    assert abs(licence.change.sel(part="stores") - stores).max() < 1e-9
    assert licence.months == 1


def test_the_world_loses_by_the_licences_and_nobody_before_they_are_known(
    licence: CommodityAnswer, outcome: ChainOutcome
):
    change = licence.change.sum("part")
    assert abs(change.sel(period=slice(None, "2023-09"))).max() < 0.01
    # Stores that are drawn down are filled again after the reported months: count those too.
    paths = outcome.path, outcome.baseline_path
    assert total_surplus(paths[0]) < total_surplus(paths[1])
    assert licence.first_gain("KOR", least=1e6) is None


def test_an_economy_that_the_chain_does_not_have_is_named(licence: CommodityAnswer):
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
    case = Path(__file__).parents[3] / "src" / "cobden" / "cases" / "japan-us-2025"
    asked = read_commodities(case).questions
    assert {(q.chain, q.kind) for q in asked} == {
        ("rare_earths", "controls"), ("rare_earths", "offer"), ("lng", "controls"), ("lng", "offer")
    }  # fmt: skip


BAN = ONE.replace("graphite", "gallium").replace("licences of december 2023", "full ban")


@pytest.fixture(scope="module")
def ban(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case that asks about the gallium ban, its chain in a folder beside it, answers kept."""
    folder = tmp_path_factory.mktemp("ban")
    chain = shutil.copytree(DATA / "gallium", folder / "chain")
    (folder / "case.yaml").write_text("title: a case\n", encoding="utf-8")
    asked = BAN.replace("chain: gallium", f"chain: {chain}")
    (folder / "commodities.yaml").write_text(asked, encoding="utf-8")
    assert "nobody has solved yet. Run: cobden chain case" in kept(folder).missing
    ranged = with_ranges(answers(folder), draws=4, seed=1, store=folder / "draws")
    keep(folder, ranged)
    return folder


def test_answers_are_kept_with_their_ranges_and_what_they_rest_on(ban: Path):
    found = kept(ban)
    assert found.missing == ""
    (answer,) = found.answers
    (again,) = with_ranges(answers(ban), draws=4, seed=1, store=ban / "draws")  # draws are stored
    assert abs(answer.change - again.change).max() < 1e-3
    assert answer.question == again.question
    assert answer.ranges is not None
    assert again.ranges is not None
    assert abs(answer.ranges - again.ranges).max().to_array().max() < 1e-3
    assert answer.ranges.attrs == {"draws": 4, "failed": 0, "seed": 1}
    (basis,) = found.basis
    figures = load("gallium").figures
    assert basis.facts == len(figures.facts) > 5
    assert basis.assumptions == figures.assumptions


def test_what_has_changed_since_is_named_and_the_answers_are_left_out(ban: Path):
    def missing(file: Path, old: str, new: str) -> str:
        before = file.read_text(encoding="utf-8")
        assert old in before
        file.write_text(before.replace(old, new), encoding="utf-8")
        found = kept(ban)
        file.write_text(before, encoding="utf-8")
        assert found == SavedAnswers(missing=found.missing)
        return found.missing

    asked = missing(ban / "commodities.yaml", "first: 2023-12", "first: 2023-11")
    assert "older than the case's questions, so" in asked
    figure = missing(ban / "chain" / "figures.csv", "cost_china,230,", "cost_china,231,")
    assert f"older than the tables of {ban / 'chain'}, so" in figure
    assert f"Run: cobden chain case {ban} --save --draws 4" in figure
    assert kept(ban).answers


def test_kept_answers_of_the_bundled_case_are_its_own():
    found = kept("japan-us-2025")
    assert not found.missing
    assert [basis.name for basis in found.basis] == ["rare_earths", "lng"]
    for answer in found.answers:
        assert answer.ranges is not None
        assert answer.ranges.attrs["draws"] >= 100
        assert answer.ranges.attrs["failed"] == 0
        low, high = answer.ranges.change.sel(at=0.05), answer.ranges.change.sel(at=0.95)
        assert (low <= high).all()
    licences = found.answers[0].ranges
    assert licences is not None
    spring = licences.monthly.isel(window=0)
    assert float(spring.sel(at=0.95, economy="JPN")) < 0 < float(spring.sel(at=0.05, economy="CHN"))


def test_ranges_are_those_of_the_draws(licence: CommodityAnswer):
    draws = xr.concat([licence.change * factor for factor in (0.0, 1.0, 2.0)], dim="draw")
    found = ranges_of(licence, draws)
    assert abs(found.change.sel(at=0.5) - licence.change).max() < 1e-9
    window = licence.question.windows[0]
    middle = found.monthly.sel(at=0.5, window="winter")
    assert abs(middle - licence.monthly(window)).max() < 1e-9
    use = licence.change.sel(part="use and supply")
    assert abs(found.total.sel(at=0.5).isel(period=-1) - use.sum("period")).max() < 1e-9
    stores = licence.change.sel(part="stores").sum("period")
    assert abs(found.stores.sel(at=0.95) - 1.9 * stores).where(stores > 0, 0).max() < 1e-9
    gains = licence.monthly(window) > 0
    assert (found.above_zero.sel(window="winter").where(gains, 0.0) == gains * 2 / 3).all()


def test_a_digest_is_of_the_tables_that_a_chain_shares():
    assert digest_of("lng_decade") != digest_of("lng")
    assert digest_of(DATA / "lng_decade") == digest_of("lng_decade")


def test_the_brief_shows_parties_first_and_says_when_nobody_is_touched(licence: CommodityAnswer):
    window = licence.question.windows[0]
    monthly = {window.title: licence.monthly(window)}
    told = commodity("Licences", "graphite", "", licence.change, monthly, ("USA",))
    assert told.rows[0].economy == "USA"
    winter = licence.change.sel(part="use and supply", economy="USA")
    mean = winter.sel(period=["2023-12", "2024-01", "2024-02"]).mean()
    assert [row.monthly for row in told.rows[0].windows] == [pytest.approx(float(mean))]
    last = [total for economy, _, total in told.totals if economy == "USA"][-1]
    assert last == pytest.approx(float(winter.sum()))
    nothing = commodity("Nothing", "graphite", "", 0 * licence.change, monthly, ("USA",))
    assert nothing.rows == ()
    assert "Nobody gains or loses" in grid(nothing).below


def test_the_brief_counts_and_lists_what_nobody_states(ban: Path):
    found = kept(ban)
    (answer,) = found.answers
    told = commodity(
        "A ban", "gallium", "", answer.change,
        {window.title: answer.monthly(window) for window in answer.question.windows}, (),
        answer.ranges,
    )  # fmt: skip
    minerals = Minerals((told,), found.basis)
    counted, listed = minerals.counts[0], minerals.assumptions
    assert counted.assumptions == len(listed) == len(load("gallium").figures.assumptions)
    assert all(row.low <= row.value <= row.high and row.reason for row in listed)
    assert "those of 4 draws over all assumptions" in basis_grid(minerals).below
    assert "most likely value" in basis_grid(Minerals((), found.basis)).below
    for row in minerals.rows:
        assert row.low is not None
        assert row.high is not None
        assert row.low <= row.high
    assert "nine in ten of 4 draws" in grid(told).below


@pytest.mark.parametrize("name", [name for name in shipped() if name != "lng_decade"])
def test_a_draw_of_the_assumptions_makes_a_sound_chain(name: str):
    figures = load(name).figures.assumptions
    factors = tuple(Range(key, q.low or 0.0, q.high or 0.0) for key, q in figures.items())
    for draw in Design(factors, 4, 0, paired=False).rows(0, 4).to_dict("records"):
        load(name, values={str(key): value for key, value in draw.items()})


def test_the_answer_of_a_chain_over_what_nobody_states(tmp_path: Path):
    made = draw_chain("ships", scenario="none", draws=3, store=tmp_path / "none")
    assert made.values().abs().to_numpy().max() < 1e-6  # no measures, no change, whatever is drawn
    assert set(made.factors()) == {
        name for name, q in load("ships").figures.assumptions.items() if q.low != q.high
    }
    made = draw_chain("gallium", scenario="full ban", draws=4, store=tmp_path / "ban")
    assert len(made.failures) == 0
    assert len(set(made.values()["USA"])) == 4
