"""Tables in a terminal of 80 columns: long titles of states give way, words are never cut."""

import io

from rich.console import Console

from cobden.report.grid import Cell, Grid, Row, aligned, as_text

TITLES = (
    "Before anything",
    "The additional duties of June, with cars at 25% and metals at 50%",
    "The suspension of the country rates ends for the European Union",
    "The framework of July as it later became law, for the European Union",
)
FIGURES = (Cell("−0.12%", "−0.20 to +0.04"),) * 4
ROWS = (Row("on goods from the European Union, %", FIGURES), Row("Real income"))


def shown(grid: Grid, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width).print(grid)
    return out.getvalue()


def test_long_heads_stand_short_and_are_explained_beneath():
    ids = ("before", "june", "threat", "deal")
    text = shown(Grid("States", ("", *TITLES), ROWS, "A note.", ids), 80)
    head = text.splitlines()[1].split()
    assert head == list(ids)
    assert "on goods from the European Union, %" in text
    assert "…" not in text
    explained = " ".join(text.split())
    for short, title in zip(ids, TITLES, strict=True):
        assert f"{short}: {title}." in explained
    assert explained.endswith("A note.")


def test_heads_that_have_room_stay():
    text = shown(Grid("States", ("", *TITLES), ROWS, short=("a", "b", "c", "d")), 200)
    assert "b:" not in text
    assert "additional" in text


def test_more_columns_than_fit_follow_in_a_table_beneath():
    heads = ("", *(f"State number {n} of many" for n in range(8)))
    row = Row("on goods from the European Union, %", FIGURES * 2)
    text = shown(Grid("States", heads, (row,), short=tuple("abcdefgh")), 80)
    assert "…" not in text
    assert text.count("%") > 8
    assert all(f"number {n}" in " ".join(text.split()) for n in (0, 7)) or "h: State" in text
    assert len([line for line in text.splitlines() if "on goods from the" in line]) > 1


def test_points_stand_below_each_other():
    figures = ("−0.034", "−0.0029", "0", "", "+12.5")
    rows = aligned(Row(f"row {n}", (Cell(text),)) for n, text in enumerate(figures))
    lines = shown(Grid("Compared", ("", "%"), tuple(rows)), 80).splitlines()[3:]
    points = {line.index(".") for line in lines if "." in line}
    assert len(points) == 1
    assert lines[2].index(" 0") + 2 == points.pop(), "what has no point ends before it"
    assert as_text(Grid("Compared", ("", "%"), tuple(rows)))[1] == ["row 0", "−0.034"]
