"""`cobden world check`."""

import json

from typer.testing import CliRunner

import small_icio
from cobden.cli import app

RUN = CliRunner()


def test_it_prints_closure_adjustments_and_known_totals():
    outcome = RUN.invoke(app, ["world", "check"])
    assert outcome.exit_code == 0
    for words in ("goods markets", "What was adjusted", "C19, MAR", "48.04", "2025 edition"):
        assert words in outcome.output


def test_it_speaks_json():
    outcome = RUN.invoke(app, ["world", "check", "--import-shares", "by_use", "--json"])
    about = json.loads(outcome.output)
    assert about["closes"]
    assert max(about["residuals"].values()) < 1e-14
    assert {line["what"] for line in about["comparisons"]} >= {"GDP", "balance", "imports of goods"}
    gdp = {line["economy"]: line for line in about["comparisons"] if line["what"] == "GDP"}
    for line in gdp.values():
        assert 0.93 < line["here"] / line["published"] < 1


def test_it_reads_the_oecds_own_file(tmp_path):
    file = small_icio.write(
        tmp_path / "2022_SML.csv", industries=("A01", "C24A", "C29", "H49"), negative=True
    )
    outcome = RUN.invoke(app, ["world", "check", "--icio", str(file)])
    assert outcome.exit_code == 0
    assert "negative final demand" in outcome.output
