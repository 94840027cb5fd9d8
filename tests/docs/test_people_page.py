"""The page about households says what the model says today."""

import pytest

from derive import people


def test_the_page_has_every_published_figure_and_no_empty_place():
    text = people.PAGE.read_text(encoding="utf-8")
    assert "{{" not in text
    for day, low, high, *_ in people.PUBLISHED:
        assert f"{low:+.2f} | {high:+.2f}" in text, day


@pytest.mark.validation
@pytest.mark.skipif(not people.FLOWS.exists(), reason="trade between states is not on this machine")
def test_the_whole_page_is_current():
    assert people.PAGE.read_text(encoding="utf-8") == people.page()
