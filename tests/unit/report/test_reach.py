"""The table of what each measure works on."""

from cobden.report.reach import ReachRow, grid


def test_what_works_on_nothing_is_named_below():
    rows = [
        ReachRow("june", "M1", "S232", "S232 on all (M1)", 12, 3.3, "imports by line"),
        ReachRow("june", "M2", "S301", "S301 on LAO (M2)", 0, 0.0, "imports by line"),
    ]
    found = grid(rows, "June")
    assert [row.label for row in found.rows] == ["S232 on all (M1)"]
    assert [cell.main for cell in found.rows[0].cells] == ["12", "3.3", "imports by line"]
    assert "1 in force work on nothing" in found.below
    assert "M2" in found.below
