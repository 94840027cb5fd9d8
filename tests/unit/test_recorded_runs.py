"""``cobden run`` again: nothing is computed where nothing has changed, and only there."""

import json
import shutil

import pytest
from rich.console import Console

from cobden import cases
from cobden.cli import recorded
from cobden.cli.recorded import Question

SCREEN = {"width": 80, "color_system": None, "force_terminal": False}


@pytest.fixture
def case(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return cases.new(tmp_path / "mine")


def question(case, tmp_path, options=(), **screen):
    return Question.of(case, tmp_path / "out", Console(**(SCREEN | screen)), options)


def answered(case, tmp_path):
    page = tmp_path / "out" / "brief.html"
    page.parent.mkdir(exist_ok=True)
    page.write_text("page", encoding="utf-8")
    asked = question(case, tmp_path)
    asked.record("the brief", [page])
    return page


def test_an_unchanged_question_has_its_answer(case, tmp_path):
    assert question(case, tmp_path).recall() is None
    answered(case, tmp_path)
    assert question(case, tmp_path).recall() == "the brief"


def test_whatever_changes_is_computed_again(case, tmp_path, monkeypatch):
    page = answered(case, tmp_path)
    assert question(case, tmp_path, options=(1,)).recall() is None
    assert question(case, tmp_path, width=60).recall() is None
    measures = (case / "measures.csv").read_bytes()
    (case / "measures.csv").write_bytes(measures + b"\n")
    assert question(case, tmp_path).recall() is None
    (case / "measures.csv").write_bytes(measures)
    assert question(case, tmp_path).recall() == "the brief"
    page.write_text("edited", encoding="utf-8")
    assert question(case, tmp_path).recall() is None
    page.unlink()
    assert question(case, tmp_path).recall() is None


def test_a_file_that_a_case_names_counts_too(case, tmp_path):
    own = tmp_path / "elasticities.csv"
    own.write_text("sector,elasticity\n", encoding="utf-8")
    with (case / "case.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nmodel: {{elasticity: {own}}}\n")
    answered(case, tmp_path)
    own.write_text("sector,elasticity\nA01,4\n", encoding="utf-8")
    assert question(case, tmp_path).recall() is None


def test_other_code_or_data_is_another_question(case, tmp_path, monkeypatch):
    package = tmp_path / "cobden"
    shutil.copytree(recorded.PACKAGE / "world", package)
    monkeypatch.setattr(recorded, "PACKAGE", package)
    answered(case, tmp_path)
    assert question(case, tmp_path).recall() == "the brief"
    (package / "data" / "elasticities.csv").write_text("other", encoding="utf-8")
    assert question(case, tmp_path).recall() is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"digest": 1, "files": 2}', '"x"', "\0"])
def test_a_broken_record_is_no_answer(case, tmp_path, text):
    answered(case, tmp_path)
    record = question(case, tmp_path).place
    told = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(text, encoding="utf-8")
    assert question(case, tmp_path).recall() is None
    record.write_text(json.dumps(told | {"files": {"gone.html": ""}}), encoding="utf-8")
    assert question(case, tmp_path).recall() is None
