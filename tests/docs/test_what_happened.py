"""The page that confronts the model with 2025 says what the model says today."""

import pytest

from derive import what_happened


def test_a_row_of_the_page_is_what_the_model_gives():
    day, text = "2025-09-20", what_happened.PAGE.read_text(encoding="utf-8")
    horizon = what_happened.at(1.0)
    found = what_happened.outcome(day, "BLP", horizon)
    row = next(line for line in text.splitlines() if line.startswith("| NRI") and day in line)
    assert f" {found.japan:+.2f} " in row.split("|")[6]
    assert what_happened.SEEN["goods"].since_april == pytest.approx((-11.4, -3.4), abs=0.05)


@pytest.mark.validation
def test_the_whole_page_is_current():
    assert what_happened.PAGE.read_text(encoding="utf-8") == what_happened.page()
