"""What a case asks of the chains."""

from pathlib import Path

import pytest

from cobden.base.errors import InputError
from cobden.chains.accounts import total_surplus
from cobden.commodities import Answer, answers, read_commodities

ONE = """questions:
  - title: A licence on graphite
    kind: controls
    chain: graphite
    scenario: licences of december 2023
"""


@pytest.fixture(scope="module")
def licence(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder = tmp_path_factory.mktemp("case")
    (folder / "case.yaml").write_text("title: a case\n", encoding="utf-8")
    (folder / "commodities.yaml").write_text(ONE, encoding="utf-8")
    return answers(folder)[0]


def test_the_parts_are_the_chains_accounts_and_none_is_counted_twice(licence: Answer):
    whole = licence.outcome.surplus.sum("account") * 1e-6
    assert abs(licence.change.sum("part") - whole).max() < 1e-9
    stores = licence.outcome.surplus.sel(account="stock owners", drop=True) * 1e-6
    assert abs(licence.change.sel(part="stores") - stores).max() < 1e-9
    assert licence.months == 1


def test_the_world_loses_by_the_licences_and_nobody_before_they_are_known(licence: Answer):
    change = licence.change.sum("part")
    assert abs(change.sel(period=slice(None, "2023-09"))).max() < 0.01
    # Stores that are drawn down are filled again after the reported months: count those too.
    paths = licence.outcome.path, licence.outcome.baseline_path
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
