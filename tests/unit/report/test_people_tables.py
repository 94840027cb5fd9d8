"""Tables of those who pay: every group under every rule, and what is not known is not zero."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.equilibrium import solve
from cobden.report.people_tables import (
    CasePeople,
    grids,
    group_grid,
    group_title,
    hit_grid,
    map_rows,
    price_grid,
)
from cobden.study.case_people import people
from small_households import small_households, small_places, small_result
from small_path import small_world


def small_people() -> CasePeople:
    return people(small_result(), "USA", small_households(), small_places())


def test_every_group_stands_under_every_rule_that_the_table_allows():
    found = small_people()
    assert {row.revenue_rule for row in found.groups} == {"per head", "income", "none"}
    grid = group_grid(found)
    assert [row.label for row in grid.rows] == ["poor", "rich"]
    assert all(len(row.cells) == len(grid.heads) - 1 for row in grid.rows)


def test_what_is_not_known_is_neither_zero_nor_a_number():
    found = small_people()
    assert found.groups[0].of_income is None
    at_home = replace(small_households(), imported=np.zeros((2, 2, 3)))
    told = people(small_result(), "USA", at_home, None)
    assert told.prices[0].border is None
    assert price_grid(told).rows[0].cells[1].main == "–"
    assert told.places == ()


def test_there_are_tables_of_what_is_known_alone():
    assert grids(CasePeople()) == []
    assert len(grids(small_people())) == 4
    assert len(grids(people(small_result(), "USA", None, small_places()))) == 2


def test_whose_exports_are_hit_stands_by_place_sector_and_who_hits():
    world = small_world()
    tariff = np.array(world.tariff)
    tariff[0, 1, 0] += 0.2  # Japan answers
    answered = people(solve(world, tariff=tariff), "USA", None, small_places())
    row = answered.hits[0]
    assert (row.place, row.sector, row.by) == ("north", "G", "JPN")
    duty = 0.2 * world.flow[0, 1, 0] * 0.8 * world.value_usd / 1e6
    assert row.duty == pytest.approx(duty)
    assert hit_grid(answered).rows[0].label == "north: g"
    alone = [place.answered for place in answered.places]
    assert alone == pytest.approx([place.change for place in answered.places])


def test_a_place_without_a_map_has_none():
    found = small_people()
    assert [row["place"] for row in map_rows(found)] == ["N", "S"]
    assert map_rows(replace(found, economy="JPN")) == []


def test_tenths_are_called_by_their_number():
    assert [group_title(name) for name in ("d1", "d2", "d4", "d10", "town")] == [
        "Poorest tenth", "2nd", "4th", "Richest tenth", "town",
    ]  # fmt: skip
