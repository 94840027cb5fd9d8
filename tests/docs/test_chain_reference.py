"""The reference of a chain's files is what the schema says, and the example runs as it stands."""

from pathlib import Path

from typer.testing import CliRunner

from cobden.cli.chain import app
from derive import chain_reference


def test_the_reference_is_current():
    assert chain_reference.PAGE.read_text(encoding="utf-8") == chain_reference.page()


def test_the_example_is_made_checked_and_calibrated(tmp_path: Path):
    folder = tmp_path / "mine"
    run = CliRunner().invoke
    assert run(app, ["new", str(folder)]).exit_code == 0
    checked = run(app, ["check", str(folder)])
    assert checked.exit_code == 0
    assert "5 facts and 9 assumptions" in " ".join(checked.stdout.split())
    told = run(app, ["calibrate", str(folder)]).stdout
    assert "cost_high: 26 to" in told
    assert run(app, ["new", str(folder)]).exit_code != 0
