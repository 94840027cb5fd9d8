"""Aims by place and by group at a table of talks, from the file to the printed page."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cobden.cases import load
from cobden.cli import app

TABLE = Path(__file__).with_name("talks_of_places.yaml").read_text(encoding="utf-8")
SENATOR = "Senator of a car state"


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Path:
    """The main case with a table of its own, on which a senator weighs jobs in two states."""
    folder = tmp_path_factory.mktemp("talks") / "car-states"
    shutil.copytree(load("japan-us-2025").folder, folder)
    for other in ("precedents.yaml", "commodities.yaml", "commodities.json"):
        (folder / other).unlink()
    (folder / "talks.yaml").write_text(TABLE, encoding="utf-8")
    return folder


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "120"})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


@pytest.mark.validation
def test_jobs_in_car_states_and_the_poorest_fifths_prices_are_weighed_and_shown(case, tmp_path):
    page = tmp_path / "talks.html"
    said = run("talks", str(case), "--full", "--html", str(page))
    own = said.split("What those who decide weigh for themselves")[1].split("Each line")[0]
    assert SENATOR in own
    jobs, percent = (
        line.split()[-2 if "percent" in line else -1] for line in _rows(own, "Jobs in Michigan")
    )
    assert -4 < _number(jobs) < -0.3  # twenty billion for a per cent of their jobs
    assert _number(jobs) == pytest.approx(20 * _number(percent), abs=0.02)
    prices, percent = (
        line.split()[-2 if "percent" in line else -1] for line in _rows(own, "What living costs")
    )
    assert _number(prices) == pytest.approx(-5 * _number(percent), abs=0.01)
    party = said.split("What real income says")[1].split("Japan")[0]
    assert "What living costs the poorest fifth" in party
    assert "Jobs in Michigan" not in party  # the side itself weighs them nothing
    signed = said.split("Would it be signed?")[1].split("Red lines")[0]
    assert [line.split()[-1] for line in signed.splitlines() if SENATOR in line] == ["0%"]
    assert [line.split()[-1] for line in signed.splitlines() if "Treasury" in line] == ["100%"]
    written = page.read_text(encoding="utf-8")
    for words in (SENATOR, "Jobs in Michigan and Indiana", "What living costs the poorest fifth"):
        assert words in written


def _rows(table: str, title: str) -> list[str]:
    """Return the line of a row, and that beneath it."""
    lines = table.splitlines()
    at = next(n for n, line in enumerate(lines) if title in line)
    return lines[at : at + 2]


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_a_place_that_nobody_knows_is_named_with_its_place_in_the_file(case):
    talks = case / "talks.yaml"
    talks.write_text(TABLE.replace("[MI, IN]", "[MI, XX]"), encoding="utf-8")
    try:
        with pytest.raises(Exception, match=r"car_states.*place.*'XX'"):
            run("talks", str(case))
    finally:
        talks.write_text(TABLE, encoding="utf-8")
