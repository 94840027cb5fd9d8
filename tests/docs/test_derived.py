"""The scripts that derive tables and pages: one command for all, and each runs in one way."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from derive.__main__ import FROM_A_FILE, FROM_SOURCES, FROM_THE_PACKAGE
from derived import assert_derived

ROOT = Path(__file__).parents[2]
SCRIPTS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "derive").glob("*.py"))
}
PROGRAMS = [name for name, text in SCRIPTS.items() if "__main__" in text and name != "__main__"]


def test_one_command_runs_them_all():
    listed = [*FROM_SOURCES, *FROM_THE_PACKAGE, *FROM_A_FILE]
    assert sorted(listed) == PROGRAMS
    assert (ROOT / "Makefile").read_text(encoding="utf-8").count("-m derive") == 1


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_says_how_it_is_run(name):
    """From the root, as a module: none by its path, which would find its neighbours elsewhere."""
    assert f"python -m derive.{name}" in SCRIPTS[name]
    assert "--check" in SCRIPTS[name]


def test_none_is_run_by_its_path():
    kept = subprocess.run(
        ["git", "grep", "-l", "python " + "derive/"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert kept.stdout == ""
    beside = "|".join(SCRIPTS)
    for name, text in SCRIPTS.items():
        assert not re.search(rf"^\s*(from|import) ({beside})\b", text, re.MULTILINE), name


def test_pages_that_take_a_moment_are_what_the_scripts_write():
    assert_derived("keys", "outcomes", "yearly_rates")


def test_an_unknown_name_is_refused():
    done = subprocess.run(
        [sys.executable, "-m", "derive", "--check", "outcome"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2
    assert "nothing is called outcome here" in done.stderr
