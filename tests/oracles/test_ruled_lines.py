"""Rates checked by hand against chapter 99: each line names the note that says so."""

import csv
from pathlib import Path

import pytest

from cobden.measures import Policy

LINES = Path(__file__).with_name("ruled_lines.csv")


def lines():
    with LINES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def policy():
    return Policy.load()


def pairs(text):
    return dict(part.split("=") for part in text.split(";") if part)


@pytest.mark.parametrize("line", lines(), ids=lambda r: f"{r['on']}-{r['product']}-{r['day']}")
def test_a_line_is_what_its_note_says(policy, line):
    law = policy.on(line["day"])
    given = pairs(line["given"])
    answer = law.rate(line["by"], line["on"], line["product"], given=given)
    points: dict[str, float] = {}
    for layer in answer.layers:
        points[layer.authority] = points.get(layer.authority, 0.0) + layer.points
    for authority, expected in pairs(line["layers"]).items():
        assert points.get(authority, 0.0) == pytest.approx(float(expected), abs=0.005), authority
    if line["all_in"]:
        assert answer.all_in == pytest.approx(float(line["all_in"]), abs=0.005)
    assert line["note"]
