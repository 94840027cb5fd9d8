"""The newcomer's path, followed to the letter in an empty folder."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cobden.cases import load, new
from cobden.study.case_law import law_of, policy_of
from cobden.study.negotiation import read_table

TEXT = (Path(__file__).parents[2] / "docs" / "your-own-dispute.md").read_text(encoding="utf-8")
FENCE = re.compile(r"(?:^In `([^`]+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.M | re.S)
SETS_UP = (". .venv/bin/activate", "mkdir mine", "cd mine")


def steps() -> Iterator[tuple[str, str]]:
    """Yield what to do in order: the path of a file and its text, or "" and a command."""
    for path, language, body in FENCE.findall(TEXT):
        if path:
            yield path, body
        elif language == "console":
            for line in body.splitlines():
                yield "", line.removeprefix("$ ").split("  #")[0].strip()


def test_the_files_of_the_page_are_a_case_with_talks(tmp_path):
    new(tmp_path / "machines")
    for path, text in steps():
        if path:
            (tmp_path / path).write_text(text, encoding="utf-8")
    (tmp_path / "machines" / "instruments.yaml").unlink()
    case = load(tmp_path / "machines")
    assert (case.home, case.counterpart) == ("KOR", "IND")
    laws = [law_of(case, policy_of(case), state) for state in case.states]
    assert [len(law.tariffs) for law in laws] == [0, 1, 2]
    table = read_table(case.folder)
    assert list(table.packages) == ["halfway", "deal"]
    assert {party.outside.state for party in table.parties.values()} == {"war"}
    assert all(state in {s.id for s in case.states} for state in ("duty", "war"))


@pytest.mark.validation
def test_the_path_of_a_newcomer_ends_at_a_live_page(tmp_path):
    """Every command of the page but those that set the place up; the last is met by a reader."""
    said = {}
    program = [sys.executable, "-m", "cobden"]
    for path, text in steps():
        if path:
            (tmp_path / path).write_text(text, encoding="utf-8")
        elif text.startswith("cobden serve"):
            served(program, text.split()[1:], tmp_path)
        elif text.startswith("rm "):
            (tmp_path / text.split()[1]).unlink()
        elif text not in SETS_UP:
            assert text.startswith("cobden "), text
            done = subprocess.run([*program, *text.split()[1:]], cwd=tmp_path, text=True,
                                  capture_output=True, check=False)  # fmt: skip
            assert done.returncode == 0, f"{text}\n{done.stderr}"
            said[text] = done.stdout
    assert "Korea loses" in said["cobden run machines"]
    compared = said["cobden compare machines:war machines:duty"]
    assert "With Korea's answer against With India's duty" in compared
    assert (tmp_path / "output" / "machines" / "brief.html").exists()
    assert "'Deal' would be signed" in said["cobden talks machines"]
    assert (tmp_path / "output" / "machines" / "talks.html").exists()


def served(program: list[str], options: list[str], folder: Path) -> None:
    """Start the live page as the text says, at a port that is free, until it tells its address."""
    with subprocess.Popen([*program, *options, "--port", "0"], cwd=folder, text=True,
                          stdout=subprocess.PIPE, env=os.environ) as server:  # fmt: skip
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            assert re.search(r"http://\S+", line), line
        finally:
            server.terminate()
