"""`cobden people` and `cobden answer`: what they print and what they refuse."""

import json

import pytest
from typer.testing import CliRunner

from cobden.base.errors import InputError
from cobden.cli import app
from cobden.households import read_flows, read_households, read_places

CASE = "japan-us-2025"


def run(*words):
    done = CliRunner().invoke(app, list(words))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def test_who_pays_in_one_economy_for_machines():
    found = json.loads(run("people", CASE, "--json"))
    assert found["economy"] == "USA"
    assert {row["group"] for row in found["groups"]} == {f"d{n}" for n in range(1, 11)}
    assert len(found["places"]) == 51
    assert len(found["sources"]) == 3


def test_places_and_households_of_ones_own(tmp_path):
    regions = tmp_path / "regions.csv"
    regions.write_text("place,sector,value\nnorth,C29,8\nsouth,C29,2\nsouth,SERV,7\n", "utf-8")
    said = run("people", CASE, "--of", "Japan", "--places", str(regions))
    assert "Japan: places" in said
    assert "north" in said
    assert "households" not in said.split("Source")[0]  # nobody knows them


def test_tables_to_begin_from_are_written_once(tmp_path):
    folder = tmp_path / "tables"
    run("people", CASE, "--example", str(folder))
    homes = read_households(folder, "JPN")
    places = read_places(folder / "places.csv", "JPN")
    assert homes.lines is not None
    assert read_flows(folder / "flows.csv", places).shape == (8, 8)
    with pytest.raises(InputError, match="already there"):
        run("people", CASE, "--example", str(folder))


@pytest.mark.validation
def test_regions_of_ones_own_are_economies_of_the_world(tmp_path):
    folder = tmp_path / "tables"
    run("people", CASE, "--example", str(folder))
    words = ("people", CASE, "--of", "JPN", "--places", str(folder / "places.csv"))
    found = json.loads(run(*words, "--flows", str(folder / "flows.csv"), "--json"))
    rows = {row["place"]: row for row in found["regions"]}
    assert len(rows) == 8
    assert min(rows, key=lambda name: rows[name]["income"]) == "CHU"  # where the cars are made
    together = sum(row["dollars"] for row in rows.values())
    assert together == pytest.approx(found["country"], rel=0.05)


def test_flows_without_their_places_are_refused(tmp_path):
    flows = tmp_path / "flows.csv"
    flows.write_text("buyer,seller,value\nnorth,north,1\n", encoding="utf-8")
    regions = tmp_path / "regions.csv"
    regions.write_text("place,sector,value\nnorth,C29,8\nsouth,C29,2\n", encoding="utf-8")
    words = ("people", CASE, "--of", "JPN", "--flows", str(flows))
    with pytest.raises(InputError, match="nothing is known"):
        run(*words)
    with pytest.raises(InputError, match="sales of south to north are missing"):
        run(*words, "--places", str(regions))


def test_of_whom_nothing_is_known_is_an_error():
    with pytest.raises(InputError, match="nothing is known of the households or places of JPN"):
        run("people", CASE, "--of", "JPN")


@pytest.mark.validation
def test_the_list_of_an_answer():
    hardest, sparing = json.loads(
        run("answer", CASE, "--by", "CHN", "--value", "20", "--jobs", "MI,IN", "--json")
    )["rows"]
    assert hardest["trade"] == pytest.approx(20)
    assert hardest["lines"][0]["line"] == "C29"
    assert hardest["hurt"] > sparing["hurt"] > 0


OF_CHINA = "code,origin,value\n120190,USA,12e9\n120190,BRA,36e9\n870323,USA,2e9\n870323,DEU,9e9\n"


@pytest.mark.validation
def test_the_list_of_an_answer_by_product(tmp_path):
    table = tmp_path / "china.csv"
    table.write_text(OF_CHINA, encoding="utf-8")
    words = (
        "answer", CASE, "--by", "CHN", "--value", "8", "--jobs", "MI,IN",
        "--table", str(table), "--year", "2024",
    )  # fmt: skip
    hardest, sparing = json.loads(run(*words, "--json"))["rows"]
    lines = {row["line"]: row["sector"] for row in hardest["lines"]}
    assert lines["870323"] == "C29"
    assert not {"A01", "C29"} & lines.keys()  # they are told apart by product
    assert sparing["cost"] < hardest["cost"]
    assert sparing["hurt"] > 0.5 * hardest["hurt"] > 0
    printed = run(*words)
    assert "the list that spares its own consumers" in printed
    assert "lowers jobs in MI, IN by" in printed
    assert "8703.23 (motor vehicles" in printed


def test_a_table_of_products_that_is_not_all_there_is_refused(tmp_path):
    table = tmp_path / "china.csv"
    table.write_text(OF_CHINA, encoding="utf-8")
    words = ("answer", CASE, "--by", "CHN", "--value", "20", "--table", str(table))
    with pytest.raises(InputError, match="year"):
        run(*words)
    table.write_text(OF_CHINA.replace(",2e9", ",-2e9"), encoding="utf-8")
    with pytest.raises(InputError, match=r"china\.csv:4"):
        run(*words, "--year", "2024")


def test_a_place_that_does_not_exist_is_refused():
    with pytest.raises(InputError, match="unknown place 'MX'"):
        run("answer", CASE, "--by", "CHN", "--value", "20", "--jobs", "MX")
