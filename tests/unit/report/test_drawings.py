"""Drawings say no more than they must, and fit the page that they are drawn for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobden.report import chart_room, chart_style, charts, render

PAGE = 345.0  # pixels beside the margins of a page of 390
LEAST = 11.0  # pixels of the smallest words
SECTORS = ["Computers, electronic and optical equipment", "Motor vehicles", "Coke and petroleum"]
OUTCOMES = [
    {"name": name, "low": -2.0, "lower": -1.0, "value": 0.5, "upper": 1.0, "high": 3.0,
     "label": name}
    for name in SECTORS
]  # fmt: skip
YEARS = [
    {"outcome": outcome, "name": name, "year": year, "value": 0.1, "low": 0.0, "high": 0.2,
     "label": f"{name} {year}"}
    for outcome in ("Real income, as in the world in which the law never changed, %", "Exports, %")
    for name in ("Japan", "United States")
    for year in (2025, 2026)
]  # fmt: skip


def smallest(drawn: str) -> float:
    """Return the size of the smallest words where the drawing is shown on a phone, in pixels."""
    width = float(re.findall(r'viewBox="0 0 ([\d.]+)', drawn)[0])
    sizes = re.findall(r'font-size="([\d.]+)px"', drawn)
    return min(map(float, sizes)) * min(1.0, PAGE / width)


@pytest.mark.parametrize("draw", [
    lambda room: charts.bands(OUTCOMES, "change, %", room),
    lambda room: charts.by_year(YEARS, room),
], ids=["bands", "years"])  # fmt: skip
def test_words_stay_readable_on_a_phone(draw):
    wide, narrow = (chart_style.svg(draw(room)) for room in (chart_room.WIDE, chart_room.PHONE))
    assert smallest(narrow) >= LEAST > smallest(wide)


def ends(outline: str) -> list[tuple[float, float]]:
    found, here = [], (0.0, 0.0)
    for kind, across, down in re.findall(r"([MLlZ])(?:(-?[\d.]+),(-?[\d.]+))?", outline):
        if kind != "Z":
            start = here if kind == "l" else (0.0, 0.0)
            here = (start[0] + float(across), start[1] + float(down))
            found.append(here)
    return found


TENTHS = st.integers(-20_000, 20_000).map(lambda value: value / 10)


@given(st.lists(st.tuples(TENTHS, TENTHS), min_size=2, max_size=30))
def test_an_outline_by_its_steps_is_the_same_outline(points):
    outline = "L".join(f"{across:.1f},{down:.1f}" for across, down in points)
    steps = render.by_steps(f"M{outline}Z")
    apart = [point for place, point in enumerate(points) if not place or point != points[place - 1]]
    assert steps.endswith("Z")
    assert ends(steps) == [pytest.approx(point, abs=1e-6) for point in apart]


def test_curves_and_arcs_are_left_as_they_are():
    arc = "M0,-2.9A2.9,2.9,0,1,1,0,2.9Z"
    assert render.by_steps(arc) == arc


def test_what_all_marks_of_a_group_share_is_said_once():
    drawn = chart_style.svg(charts.bands(OUTCOMES, "change, %"))
    ticks = re.findall(r'<g class="mark-text[^>]*font-family[^>]*>(.*?)</g>', drawn)
    assert ticks
    assert not any("font-family" in marks for marks in ticks)


def test_two_drawings_of_a_page_do_not_share_the_names_of_their_clips():
    rows = [
        {"name": name, "state": "June", "value": 0.1, "low": -9.0, "high": 9.0, "label": name}
        for name in ("Japan", "China")
    ]
    drawn = [chart_style.svg(charts.welfare(rows[:n], ["June"])) for n in (1, 2)]
    one, other = (set(re.findall(r'id="([^"]+)"', text)) for text in drawn)
    assert one
    assert other
    assert one.isdisjoint(other)
    for text in drawn:
        assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(re.findall(r'id="([^"]+)"', text))


def test_a_range_beyond_the_edge_ends_in_an_arrow():
    known = [("Japan", -0.1, -0.2, 0.1), ("Ireland", -0.6, -3.0, -0.4), ("Mexico", -0.8, -1.0, 2.0)]
    rows = [
        {"name": name, "state": "June", "value": value, "low": low, "high": high, "label": name}
        for name, value, low, high in known
    ]

    def arrows(count):
        drawn = chart_style.svg(charts.welfare(rows[:count], ["June"]))
        symbols = "".join(re.findall(r"mark-symbol.*?</g>", drawn))
        return re.findall(r'<path transform="translate\((\d+),', symbols)

    assert arrows(1) == []
    assert arrows(3) == ["0", str(chart_room.WIDE.plot)], "at the left edge and at the right one"
