"""The table of what each measure works on."""

from cobden.report.grid import Cell
from cobden.report.reach import ReachRow, grid

STEEL, LISTS = "Section 232, steel, on all", "Section 301, on Laos"


def test_measures_are_told_in_words_their_ids_beside_them_and_what_is_idle_below():
    rows = [
        ReachRow("june", "M1", "S232", STEEL, 12, 3.3, "imports by line"),
        ReachRow("june", "M2", "S301", LISTS, 0, 0.0, "imports by line"),
    ]
    found = grid(rows, "June")
    assert [row.label for row in found.rows] == [STEEL]
    assert [cell.main for cell in found.rows[0].cells] == ["12", "3.3", "imports by line", ""]
    assert found.heads[-1] == "id, to drop it"
    assert found.rows[0].cells[-1] == Cell("", "M1")
    assert "1 in force work on nothing" in found.below
    assert f"{LISTS} (M2)" in found.below
