"""A table of households or places that cannot be right names file, field, value and remedy."""

import pytest

from cobden.base.errors import InputError
from cobden.households import incidence, read_households
from small_households import small_households, small_result

BASKETS = "group,sector,spending\ntown,G,3\nland,S,2\n"
LINES = "category,product,spending\n"
GROUPS = "group,households,income,labour,property,transfers\n"


def read(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_households(tmp_path, "USA")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, ["baskets.csv", "no such file"]),
        ({"baskets": "group,sector,spending\n"}, ["baskets.csv", "no rows"]),
        ({"baskets": "group,sector,spent\ntown,G,1\n"}, ["spent", "spending"]),
        ({"baskets": "group,sector,spending\ntown,G,-1\n"}, ["baskets.csv:2", "spending", "-1"]),
        ({"baskets": "group,sector,spending\ntown,G,1\ntown,G,2\n"}, ["town", "twice"]),
        ({"baskets": "group,sector,spending\ntown,G,0\n"}, ["town", "nothing"]),
        ({"baskets": BASKETS, "groups": "group,households\ntown,1\n"}, ["land", "missing"]),
        ({"baskets": BASKETS, "groups": "group,households\ntown,1\nlend,2\n"}, ["lend", "land"]),
        ({"baskets": BASKETS, "groups": "group,households\ntown,0\nland,1\n"}, ["households"]),
        (
            {"baskets": BASKETS, "groups": GROUPS + "town,1,9,0.5,0.4,0.3\nland,1,9,0.5,0.5,0\n"},
            ["town", "sum to 1.2"],
        ),
        (
            {"baskets": BASKETS, "groups": GROUPS + "town,1,,0.5,0.5,0\nland,1,9,0.5,0.5,0\n"},
            ["income", "row 1"],
        ),
        (
            {"baskets": BASKETS, "groups": "group,households,labour\ntown,1,0.5\nland,1,0.5\n"},
            ["labour, property, transfers"],
        ),
        ({"baskets": BASKETS, "final": "sector,of_final\nG,1.2\n"}, ["final.csv:2", "of_final"]),
        ({"baskets": BASKETS, "lines": LINES + "food,8703,1\n"}, ["lines.csv", "food", "all"]),
        (
            {"baskets": BASKETS, "lines": LINES + "all,901,1\n"},
            ["lines.csv:2: product", "901"],
        ),
        (
            {"baskets": BASKETS, "lines": LINES + "all,87,1\nall,87,2\n"},
            ["lines.csv", "87", "twice"],
        ),
        ({"baskets": BASKETS, "lines": LINES + "all,87,-1\n"}, ["lines.csv:2", "spending", "-1"]),
    ],
)
def test_a_bad_table_of_households_says_what_is_wrong(tmp_path, files, said):
    with pytest.raises(InputError) as fault:
        read(tmp_path, **files)
    for word in said:
        assert word in str(fault.value)


def test_a_sector_that_the_world_does_not_have(tmp_path):
    table = read(tmp_path, baskets="group,sector,spending\ntown,GG,3\n")
    with pytest.raises(InputError, match="unknown sector 'GG'"):
        incidence(small_result(), table)


def test_a_rule_of_handing_back_that_does_not_exist():
    with pytest.raises(InputError, match="per head"):
        incidence(small_result(), small_households(), revenue="per heads")


def test_an_income_tax_that_is_not_known():
    with pytest.raises(InputError, match="income_tax"):
        incidence(small_result(), small_households(), revenue="income tax")
