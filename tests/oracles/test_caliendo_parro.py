"""Caliendo & Parro (2015): the printed tables and full-precision values, from the plain solver.

``test_product_against_published.py`` holds Cobden itself to the same numbers.
"""

import csv

import numpy as np
import pytest

from validation import caliendo_parro as paper
from validation.plain_solver import Shock, solve, without_deficits
from validation.shared import ABSENT

pytestmark = pytest.mark.skipif(not paper.FOLDER.exists(), reason=ABSENT)

PRINTED = 0.0061  # points: the last printed digit, and what rounding leaves in the inputs
ITEMS = {
    "welfare_pct": "welfare",
    "tot_pct": "terms_of_trade",
    "vot_pct": "volume_of_trade",
    "real_wage_pct": "real_wage",
    "welfare_linear_pct": "welfare",
    "welfare_exact_pct": "welfare_exact",
}


def published(name):
    with open(paper.FOLDER / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def worst_gap(table, computed):
    """Return the largest gap between a table by country and what was computed for it."""
    countries = paper.inputs().countries
    return max(
        abs(float(row[column]) - computed[item][countries.index(row["country"])])
        for row in table
        for column, item in ITEMS.items()
        if column in row
    )


@pytest.mark.parametrize(
    ("variant", "table"), [("base", "own_nafta_base.csv"), ("def", "own_nafta_deficits.csv")]
)
def test_full_precision_values(variant, table):
    assert worst_gap(published(table), paper.effects(paper.plain, variant, "nafta")) < 1.2e-6


def test_table_2():
    computed = paper.effects(paper.plain, "base", "nafta")
    assert worst_gap(published("table2_nafta_welfare.csv"), computed) < PRINTED


def test_table_5():
    growth = paper.import_growth(paper.plain, "base", "nafta")
    for row in published("table5_import_growth.csv"):
        assert abs(growth[row["importer"], row["exporter"]] - float(row["growth_pct"])) < PRINTED


def test_table_9():
    computed = paper.nafta_given_world(paper.plain)
    assert worst_gap(published("table9_nafta_given_world.csv"), computed) < PRINTED


def test_table_a4():
    computed = paper.effects(paper.plain, "def", "nafta")
    assert worst_gap(published("tableA4_nafta_with_deficits.csv"), computed) < PRINTED


def test_abstract_intra_bloc_trade():
    """ "Intra-bloc trade increases by 118% for Mexico, 11% for Canada and 41% for the U.S."."""
    growth = paper.import_growth_from_partners(paper.plain, "base")
    assert {country: round(value) for country, value in growth.items()} == {
        "Mexico": 118,
        "Canada": 11,
        "USA": 41,
    }


def test_nothing_changed_changes_nothing():
    for variant in ("base", "def", "one", "nomat", "noio"):
        base = paper.inputs(variant).base
        new = solve(base, Shock(base.tariff))
        assert np.max(np.abs(new.welfare)) < 1e-5  # the authors' base closes to 4e-8


def test_removing_deficits_keeps_world_income_and_closes():
    base = without_deficits(paper.inputs("def").base)
    assert base.value_added.sum() == pytest.approx(1, abs=1e-12)
    again = solve(base, Shock(base.tariff))
    assert np.max(np.abs(again.welfare)) < 1e-9
