"""Text on its way out: nothing that a terminal obeys, nothing that a spreadsheet computes."""

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table

from cobden.base.printable import csv_of, csv_text, printable, printable_json, safe_cell
from cobden.cli.screen import say, terminal

HOSTILE = {
    "a clipboard filled": "\x1b]52;c;ZWNobyBvd25lZA==\x07Tariffs",
    "a window renamed": "\x1b]0;mine\x07Tariffs",
    "a line overwritten": "Tariffs of 25%\r\x1b[2KTariffs of 5%",
    "hidden by the C1 form": "Tariffs \x9b8mhidden\x9b0m",
    "turned round": "Tariffs \u202e%52 fo\u202c",
    "isolated": "Tariffs \u2066of\u2069",
    "tags that nobody sees": "Tariffs\U000e0049\U000e0047",
    "a bell": "Tariffs\a\b",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_terminal_is_shown_text_alone(text, capsys):
    grid = Table("claim", title=text)
    grid.add_row(text)
    console = terminal()
    console.print(f"[bold]{text}[/]")
    console.print(grid, soft_wrap=True)
    say(text)
    said = capsys.readouterr().out
    assert "Tariffs" in said
    assert printable(said) == said


def test_a_console_keeps_its_own_colours():
    from rich.console import Console

    from cobden.cli.cleaning import Cleaning

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=40)
    console.push_render_hook(Cleaning())
    console.print("[red]a\x1bcb[/]", highlight=False)
    assert out.getvalue() == "\x1b[31macb\x1b[0m\n"


@given(st.text())
def test_what_is_printed_as_json_has_the_same_values(text):
    told = printable_json(json.dumps({"quote": text}, ensure_ascii=False))
    assert json.loads(told) == {"quote": text}
    assert printable(told) == told


@given(st.lists(st.lists(st.text() | st.floats() | st.none(), min_size=1), min_size=1))
def test_no_cell_of_any_table_is_a_formula(rows):
    for row in csv.reader(io.StringIO(csv_text(rows), newline="")):
        for cell in row:
            assert cell[:1] not in ("=", "@", "\t", "\r", "|", "%")
            if cell[:1] in ("+", "-"):
                float(cell)  # a number, or it would be quoted


def test_figures_stay_figures():
    assert [safe_cell(value) for value in (-4.1, "-4.1", "+2", "-1e-5", "-.5")] == [
        -4.1, "-4.1", "+2", "-1e-5", "-.5"]  # fmt: skip
    assert safe_cell("-4.1+cmd|' /C calc'!A0").startswith("'")
    frame = pd.DataFrame({"=name": ["=1+1", None, "-"], "figure": [-1.25, None, 3.0]})
    assert csv_of(frame) == "'=name,figure\n'=1+1,-1.25\n,\n'-,3\n"
