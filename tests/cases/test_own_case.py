"""A case of one's own: the skeleton runs as it is, and so does a copy of the main case."""

import json
import shutil
import sys

import pytest

from cobden import study
from cobden.cases import bundled, load, new
from cobden.cases.load import BUNDLED
from cobden.cli import main


def test_the_skeleton_runs_as_it_is(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "mine"
    for words in (["new", str(folder)], ["run", str(folder), "--json"]):
        monkeypatch.setattr(sys, "argv", ["cobden", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code in (0, None)
    said = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    after = {row["economy"]: row for row in said["economies"] if row["state"] == "after"}
    assert after["DEU"]["welfare"] < 0
    assert [fact["reason"] != "" for fact in said["facts"]] == [False, True]


def test_a_copy_of_the_main_case_is_a_case(tmp_path):
    shutil.copytree(BUNDLED / "japan-us-2025", tmp_path / "copy")
    assert load(tmp_path / "copy").file == load("japan-us-2025").file


def test_the_skeleton_is_no_bundled_case():
    assert "japan-us-2025" in bundled()
    assert "skeleton" not in bundled()


def test_without_variants_there_are_no_ranges(tmp_path):
    found = study.run(new(tmp_path / "mine"), variants=False)
    assert found.variants is None
    assert "variants" not in " ".join(found.brief.findings)
    assert found.write_html(tmp_path / "brief.html").stat().st_size > 100_000
