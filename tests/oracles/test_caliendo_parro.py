"""Caliendo & Parro (2015): printed tables and full-precision values, from Cobden and without it."""

import numpy as np
import pytest

from cobden.equilibrium import solve as solve_product
from cobden.equilibrium import welfare_first_order
from validation import caliendo_parro as paper
from validation import product
from validation.plain_solver import Shock, solve, without_deficits
from validation.published import ABSENT, CALIENDO_PARRO, read

pytestmark = pytest.mark.skipif(
    not CALIENDO_PARRO.exists(), reason=ABSENT.format("Caliendo & Parro (2015)")
)

PRINTED = 0.0061  # points: the last printed digit, and what rounding leaves in the inputs
SOLVERS = pytest.mark.parametrize("solver", [paper.plain, product.solver], ids=["plain", "cobden"])
ITEMS = ("welfare", "terms_of_trade", "volume_of_trade", "real_wage", "welfare_exact")


def published(table):
    return read("caliendo_parro_2015.csv", table)


def worst_gap(table, computed):
    """Return the largest gap between a table by country and what was computed for it."""
    countries = paper.inputs().countries
    return max(
        abs(float(row[item]) - computed[item][countries.index(row["country"])])
        for row in table
        for item in ITEMS
        if row[item]
    )


@SOLVERS
@pytest.mark.parametrize("variant", ["base", "def"])
def test_full_precision_values(solver, variant):
    assert worst_gap(published(variant), paper.effects(solver, variant, "nafta")) < 1.3e-6


@SOLVERS
def test_table_2(solver):
    computed = paper.effects(solver, "base", "nafta")
    assert worst_gap(published("2"), computed) < PRINTED


@SOLVERS
def test_table_5(solver):
    growth = paper.import_growth(solver, "base", "nafta")
    for row in read("caliendo_parro_2015_imports.csv"):
        assert abs(growth[row["importer"], row["exporter"]] - float(row["growth_pct"])) < PRINTED


@SOLVERS
def test_table_9(solver):
    computed = paper.nafta_given_world(solver)
    assert worst_gap(published("9"), computed) < PRINTED


@SOLVERS
def test_table_a4(solver):
    computed = paper.effects(solver, "def", "nafta")
    assert worst_gap(published("A4"), computed) < PRINTED


@SOLVERS
def test_abstract_intra_bloc_trade(solver):
    """ "Intra-bloc trade increases by 118% for Mexico, 11% for Canada and 41% for the U.S."."""
    growth = paper.import_growth_from_partners(solver, "base")
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


LONGER = [pytest.param(name, marks=pytest.mark.validation) for name in ("one", "nomat", "noio")]


@pytest.mark.parametrize("variant", ["base", "def", *LONGER])
@pytest.mark.parametrize("run", ["nafta", "world", "world_without_nafta"])
def test_the_tables_kept_back_agree_between_the_solvers(variant, run):
    """Tables 7, 11, A3 and A9 are these runs; 1e-6 points is what rounding in the inputs leaves."""
    computed = paper.effects(product.solver, variant, run)
    for item, values in paper.effects(paper.plain, variant, run).items():
        assert np.max(np.abs(computed[item] - values)) < 1e-6, item


def test_the_products_first_order_formula_is_the_papers():
    case = paper.inputs()
    economies, sectors = product.labels(case.base)
    world = product.world_of(case.base, economies, sectors)
    formula = welfare_first_order(solve_product(world, tariff=case.tariff("nafta")))
    expected = paper.effects(paper.plain, "base", "nafta")
    for item in ("welfare", "terms_of_trade", "volume_of_trade"):
        assert np.max(np.abs(getattr(formula, item).values - expected[item])) < 1e-6
