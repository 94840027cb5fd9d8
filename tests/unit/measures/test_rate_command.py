"""What ``cobden rate`` prints."""

import json

from typer.testing import CliRunner

from cobden.cli import app


def printed(*arguments):
    result = CliRunner().invoke(app, ["rate", *arguments], env={"COLUMNS": "120"})
    assert result.exit_code == 0, result.exception
    return result.stdout


def test_the_rate_and_the_law_behind_it():
    text = printed("USA", "JPN", "870323", "--on", "2025-09-20")
    assert "15.00% all-in" in text
    assert "S232-auto: 90 FR 44638 (16 Sep 2025)" in text
    assert "Displaced: IEEPA-reciprocal by S232-auto" in text


def test_what_was_collected_is_told_apart():
    text = printed("USA", "JPN", "8457100015", "--on", "2025-08-10", "--mfn", "4.2")
    assert "15.00% all-in" in text
    assert "Collected on the day: 19.20%" in text


def test_json_has_the_agreed_keys():
    answer = json.loads(printed("USA", "JPN", "870323", "--on", "2025-09-20", "--json"))
    assert list(answer)[:4] == ["schema_version", "all_in_pct", "surcharges_pct", "layers"]
    assert answer["all_in_pct"] == 15.0
    assert all({"authority", "points", "source"} <= set(layer) for layer in answer["layers"])
    assert sum(layer["points"] for layer in answer["layers"]) == 15.0


def test_usmca_in_json():
    answer = json.loads(printed("USA", "MEX", "8708", "--on", "2025-06-05", "--json"))
    assert answer["usmca"]["programme"] == "USMCA"
    assert {"claimed_pct", "unclaimed_pct", "claimed_share"} <= set(answer["usmca"])


def test_history_as_a_table_with_bars():
    text = printed("USA", "JPN", "870323", "--from", "2025-01-01", "--to", "2025-12-31")
    assert "2025-04-03  2025-09-16     27.50  ██" in text
    assert "■ S232-auto" in text


def test_history_in_json():
    rows = json.loads(
        printed("USA", "JPN", "870323", "--from", "2025-01-01", "--to", "2025-12-31", "--json")
    )["rows"]
    assert [row["from"] for row in rows] == ["2025-01-01", "2025-04-03", "2025-09-16"]


def test_a_condition_is_settled_on_the_command_line():
    battery = ("USA", "CHN", "8507600020", "--on", "2025-06-05")
    assert "55.90% all-in" in printed(*battery)
    assert "40.90% all-in" in printed(*battery, "--if", "end_use=storage")
