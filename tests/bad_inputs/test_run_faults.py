"""At the command line a fault is one paragraph and exit code 2, never a traceback."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cobden.cases import new
from cobden.cli import main


def edit(name: str, old: str, replacement: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, replacement, 1), encoding="utf-8")

    return spoil


FAULTS = {
    "typo in a key": (edit("case.yaml", "question:", "qestion:"), "case.yaml:5", "'question'"),
    "a measure that is nowhere": (edit("case.yaml", "[cars-machinery]", "[cars-machine]"),
                                  "states.after", "'cars-machinery'"),
    "a dropped measure that is nowhere": (edit("case.yaml", "# drop: [some-measure]",
                                               "drop: [cars-machiner]"), "states.after",
                                          "'cars-machinery'"),
    "a party that the world does not have": (edit("case.yaml", "Italy", "Fiji"), "parties",
                                             "Did you mean"),
    "a market that is no sector": (edit("case.yaml", "[C28, C29]", "[C82]"), "brief.markets",
                                   "Did you mean"),
    "a measure on a product that is none": (edit("measures.csv", "C28; C29", "C2X"), "C2X", ""),
    "a lapse for an economy that is none": (edit("case.yaml", "# lapse: [Japan]",
                                                 "lapse: [Jpan]"), "states.after", "'japan'"),
    "terms of an unknown authority": (
        edit("case.yaml", "# drop: [some-measure]",
             "terms: [{of: Germany, as_on: 2025-09-20, authority: [S999]}]"),
        "states.after", "S999"),
    "terms of a misspelt authority": (
        edit("case.yaml", "# drop: [some-measure]",
             "terms: [{of: Germany, as_on: 2026-01-01, authority: [exmple law]}]"),
        "case.yaml:29: states.after.terms.0", "'example law'"),
    "an instrument that is nowhere": (edit("case.yaml", "[cars-machinery]", "[cars-limt]"),
                                      "states.after", "'cars-limit'"),
    "a measure before it starts": (edit("case.yaml", "on: 2026-01-01", "on: 2025-06-30"),
                                   "case.yaml:27: states.after.add", "2025-07-01"),
    "an unknown elasticity set": (edit("case.yaml", "# model:", "model: {elasticity: U5}\n#"),
                                  "U5", "'U4'"),
    "a table cut off": (edit("facts.csv", ",2026-01-01,example", ",20"), "facts.csv:2",
                        "truncated"),
}  # fmt: skip


def told(monkeypatch, capsys, *words: str) -> str:
    """Return what the command line says on standard error, having exited with code 2."""
    monkeypatch.setattr(sys, "argv", ["cobden", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err + said.out
    return said.err


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_a_case_is_one_paragraph(fault, tmp_path, monkeypatch, capsys):
    spoil, place, remedy = FAULTS[fault]
    spoil(new(tmp_path / "mine"))
    said = told(
        monkeypatch, capsys, "run", str(tmp_path / "mine"), "--output", str(tmp_path)
    ).strip()
    assert place in said
    assert remedy in said
    assert said.startswith("cobden: ")
    assert "\n" not in said


def test_an_unknown_case_suggests_the_nearest(monkeypatch, capsys):
    assert "'japan-us-2025'" in told(monkeypatch, capsys, "run", "japan-us-2024")


def test_an_unknown_option_is_refused(monkeypatch, capsys):
    assert "--jsn" in told(monkeypatch, capsys, "run", "japan-us-2025", "--jsn")


def test_a_new_case_never_overwrites(tmp_path, monkeypatch, capsys):
    assert "already there" in told(monkeypatch, capsys, "new", str(tmp_path))


def test_a_new_case_where_nothing_may_be_written_says_so(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "cannot be written" in told(monkeypatch, capsys, "new", str(tmp_path / "file" / "case"))


def test_output_into_a_file_says_so(tmp_path, monkeypatch, capsys):
    new(tmp_path / "mine")
    (tmp_path / "file").write_text("", encoding="utf-8")
    place = str(tmp_path / "file")
    said = told(monkeypatch, capsys, "run", str(tmp_path / "mine"), "--output", place)
    assert "cannot be written" in said
    assert "--output" in said
