"""Tables of those who pay: every group under every rule, and what is not known is not zero."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.equilibrium import solve
from cobden.households import RegionEffects, with_regions
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
from cobden.study.people_files import PeopleTables
from small_households import small_households, small_places, small_result
from small_path import raised, small_world


def small_people() -> CasePeople:
    return people(small_result(), "USA", PeopleTables(small_households(), small_places()))


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
    told = people(small_result(), "USA", PeopleTables(at_home, None))
    assert told.prices[0].border is None
    assert price_grid(told).rows[0].cells[1].main == "–"
    assert told.places == ()


def test_there_are_tables_of_what_is_known_alone():
    assert grids(CasePeople()) == []
    assert len(grids(small_people())) == 4
    assert len(grids(people(small_result(), "USA", PeopleTables(None, small_places())))) == 2


def test_whose_exports_are_hit_stands_by_place_sector_and_who_hits():
    world = small_world()
    tariff = np.array(world.tariff)
    tariff[0, 1, 0] += 0.2  # Japan answers
    answered = people(solve(world, tariff=tariff), "USA", PeopleTables(None, small_places()))
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


def test_regions_stand_beside_what_their_mix_alone_would_have():
    places, flows = small_places(), np.array([[5.0, 1.0], [0.5, 4.0]])
    order = [0, 0, 1, 2]
    tariff = raised(small_world())[:, order][:, :, order]
    wide = solve(with_regions(small_world(), places, flows), tariff=tariff)
    found = people(
        small_result(), "USA", PeopleTables(None, places, flows), RegionEffects(places, wide)
    )
    assert [row.place for row in found.regions] == ["N", "S"]
    assert found.regions[0].by_mix == pytest.approx(found.places[0].earned)
    (grid,) = (one for one in grids(found) if "regions of the world" in one.title)
    assert "as one economy" in grid.below
    assert len(grid.rows) == 2
    together = sum(row.dollars for row in found.regions)
    assert together == pytest.approx(found.country, rel=0.1)
