"""``cobden chain screen`` prints who is short, in words and as JSON."""

import json

import pytest
from typer.testing import CliRunner

from cobden.base.errors import InputError
from cobden.cli.chain import app

RUN = CliRunner().invoke


def test_one_mineral_in_words_and_as_json():
    command = ["screen", "gallium", "--by", "China", "--draws", "32"]
    said = " ".join(RUN(app, command).stdout.split())
    assert "China makes 99% of the world's and lets 0% of its exports go" in said
    assert "capped at 30 times" in said
    told = json.loads(RUN(app, [*command, "--json"]).stdout)
    assert (told["by"], told["stage"]) == ("CHN", "refined")
    usa = next(row for row in told["economies"] if row["economy"] == "USA")
    assert usa["probability"] > 0.9
    assert usa["point"] is None


def test_all_minerals_ranked():
    told = json.loads(
        RUN(app, ["screen", "--all", "--by", "CHN", "--draws", "16", "--json"]).stdout
    )["rows"]
    assert len(told) > 30
    assert {row["by"] for row in told} == {"CHN"}
    middle = [row["rank"][1] for row in told]
    assert middle == sorted(middle)


def test_one_or_all():
    for arguments in (["screen"], ["screen", "gallium", "--all"]):
        found = RUN(app, arguments)
        assert isinstance(found.exception, InputError)
        assert "Name a mineral, or give --all" in str(found.exception)


@pytest.mark.parametrize(("name", "says"), [("galium", "gallium"), ("gold dust", "gold")])
def test_a_name_nobody_knows(name: str, says: str):
    found = RUN(app, ["screen", name, "--by", "CHN"])
    assert f"Did you mean '{says}'" in str(found.exception)


def test_the_tables_fit_eighty_columns_and_cut_no_word():
    for arguments in (["--all", "--by", "CHN"], ["graphite", "--by", "CHN"]):
        said = RUN(app, ["screen", *arguments, "--draws", "16"], env={"COLUMNS": "80"}).stdout
        assert "…" not in said
        assert all(len(line) <= 80 for line in said.splitlines() if "   " in line)
        assert "e+0" not in said
        for code in ("CHN", "USA", "JPN"):
            assert code not in said
