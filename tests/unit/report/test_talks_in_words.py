"""What is read of talks names items and levels as the table titles them, never by their keys."""

from datetime import date

import pytest

from cobden.report.solution_tables import solutions
from cobden.report.talks_words import changed_levels, opening
from cobden.talks.effects import evaluate
from cobden.talks.packages import describe
from cobden.talks.table import Table
from cobden.talks.talks import Talks
from talks_example import OUTSIDE, example, model


@pytest.fixture(scope="module")
def talks():
    data = example()
    for number, item in enumerate(data["items"].values()):
        item["title"] = f"Thing {number}"
        for place, level in enumerate(item["levels"].values()):
            level["title"] = f"rung {place}"
    return Talks(evaluate(Table.model_validate(data), model, OUTSIDE, "a test"), date(2025, 6, 5))


def keys(talks):
    pairs = [(name, level) for name, item in talks.table.items.items() for level in item.levels]
    return [f"{name} {level}" for name, level in pairs]


def test_what_bargaining_chooses_is_told_by_titles(talks):
    agreed = talks.solve("nash").levels
    grid = solutions(talks, ())
    told = " ".join([grid.below, *(row.small for row in grid.rows), opening(talks, "deal")])
    assert not any(key in told for key in keys(talks))
    name, level = next(iter(agreed.items()))
    item = talks.table.items[name]
    assert f"{item.title}: {item.levels[level].title}" in grid.rows[0].small


def test_another_solution_is_told_beside_the_first(talks):
    by = {row.label: row.small for row in solutions(talks, ()).rows}
    assert any(words.startswith(("the same as Nash", "as Nash, but ")) for words in by.values())


def test_what_differs_is_told_with_the_level_it_goes_back_to(talks):
    table = talks.table
    signed = describe(table, talks.package("deal"))
    name = next(iter(signed))
    assert changed_levels(table, signed, {}) == {
        k: next(iter(table.items[k].levels)) for k in signed
    }
    assert changed_levels(table, signed, signed) == {}
    assert name in changed_levels(table, {}, signed)
