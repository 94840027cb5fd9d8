"""Places add up to their economy, and a place is its mix of industries."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.households import job_changes, place_effects, read_places
from small_households import small_places, small_result


def test_places_add_up_to_the_country():
    result = small_result()
    found = place_effects(result, small_places())
    moved = job_changes(result, "USA")
    table = found.table
    assert table.jobs.sum() == pytest.approx(moved.benchmark.sum())
    assert table.change.sum() == pytest.approx(0, abs=1e-9 * moved.benchmark.sum())
    assert table.gained.sum() == pytest.approx(moved.gained)
    made = found.share @ found.value_added
    assert made @ table.earned / made.sum() == pytest.approx(
        float(result.welfare.sel(economy="USA")), rel=1e-6
    )
    assert made @ table.answers == pytest.approx(100 * found.hit.sum())


def test_places_with_one_mix_of_industries_fare_alike():
    alike = replace(small_places(), value=np.array([[0.8, 0.8], [0.2, 0.2]]))
    table = place_effects(small_result(), alike).table
    for column in ("percent", "output", "earned", "protection", "inputs"):
        first, second = table[column]
        assert first == pytest.approx(second)


def test_a_sector_that_nobody_places_is_shared_as_the_rest():
    table = replace(small_places(), sectors=("G",), value=np.array([[3.0], [1.0]]))
    assert table.on(small_result().world) == pytest.approx(np.array([[0.75] * 2, [0.25] * 2]))


def test_answers_name_who_levies_them_where():
    result = small_result()
    found = place_effects(result, small_places())
    assert found.answers().empty  # nobody has answered
    assert (found.table.protection > 0).all()


def test_a_users_places_are_read(tmp_path):
    file = tmp_path / "regions.csv"
    file.write_text("place,sector,value\nKanto,G,3\nKansai,G,1\nKanto,S,1\n", encoding="utf-8")
    places = read_places(file, "JPN")
    assert places.titles == ("Kanto", "Kansai")
    assert places.on(small_result().world)[:, 0] == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place,sector,value\n", "no rows"),
        ("place,sector,value\nKanto,G,-3\n", "value"),
        ("place,sector,value\nKanto,G,3\nKanto,G,1\n", "twice"),
        ("place,sector\nKanto,G\n", "column 'value' is missing"),
    ],
)
def test_a_bad_table_of_places_says_what_is_wrong(tmp_path, text, said):
    file = tmp_path / "regions.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="regions") as fault:
        read_places(file, "JPN")
    assert said in str(fault.value)


def test_places_of_other_sectors_are_refused():
    with pytest.raises(InputError, match="X1"):
        replace(small_places(), sectors=("X1", "X2")).on(small_result().world)
