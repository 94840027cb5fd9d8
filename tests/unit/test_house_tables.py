"""Tables of the terminal have one look: the brief's."""

import io
import re
from pathlib import Path

from rich.console import Console

import cobden.cli
from cobden.cli.screen import house_table


def test_a_table_of_words_has_a_title_heads_and_one_line():
    table = house_table("claim", "why", title="no row")
    table.add_row("a", "b")
    out = io.StringIO()
    Console(file=out, width=40).print(table)
    lines = [line.strip() for line in out.getvalue().splitlines()]
    assert lines[:2] == ["no row", "claim   why"]
    assert set(lines[2]) == {"─"}
    assert lines[3].split() == ["a", "b"]


def test_no_command_draws_boxes():
    for file in Path(cobden.cli.__file__).parent.glob("*.py"):
        for call in re.findall(r"(?<!\w)Table\((.*?)\)\n", file.read_text(encoding="utf-8"), re.S):
            assert "box=" in call, f"{file.name}: {call}"
