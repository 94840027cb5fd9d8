"""Ossa (2014), Lashkaripour & Lugovskyy (2023), and US scenarios of 2022, by the plain solver."""

import csv

import numpy as np
import pytest

from validation import lashkaripour_lugovskyy as ll
from validation import ossa, us_tariff_2022
from validation.plain_solver import Shock, solve, without_deficits
from validation.shared import ABSENT, VALIDATION

pytestmark = pytest.mark.skipif(not VALIDATION.exists(), reason=ABSENT)


def rows(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_ossa_deficits_are_removed_as_he_does():
    purged, his = without_deficits(ossa.base("trade_raw")), ossa.base()
    assert np.max(np.abs(purged.trade_share - his.trade_share)) < 1e-9
    assert np.max(np.abs(purged.expenditure - his.expenditure)) < 1e-9


def test_ossa_gains_at_his_optimal_tariffs():
    base, stored = ossa.base(), ossa.stored()
    table = rows(ossa.FOLDER / "table3a_baseline.csv")
    for region in range(7):
        tariff = base.tariff.copy()
        tariff[:, region] = stored["expected_optimal_tariff"][:, region]
        welfare = solve(base, Shock(tariff)).welfare
        assert abs(welfare[region] - float(table[region]["welfare_own"])) < 0.051
        others = np.delete(welfare, region).mean()
        assert abs(others - float(table[region]["welfare_others_avg"])) < 0.051


def test_ossa_welfare_in_his_trade_war():
    base = ossa.base()
    welfare = solve(base, Shock(ossa.stored()["expected_nash_tariff"])).welfare
    for computed, row in zip(welfare, rows(ossa.FOLDER / "table4a_baseline.csv"), strict=False):
        assert abs(computed - float(row["welfare"])) < 0.051


@pytest.mark.parametrize("country", ["AUS", "CYP"])
@pytest.mark.parametrize(
    ("best", "column"),
    [
        ("first", "re_first_best"),
        ("second", "re_second_best_trade_tax"),
        ("third", "re_third_best_import_tax"),
    ],
)
def test_lashkaripour_lugovskyy_formulas(country, best, column):
    table = {row["country"]: row for row in rows(ll.FOLDER / "table4.csv")}
    assert abs(ll.gain(country, best) - float(table[country][column])) < 1e-7


@pytest.mark.parametrize("country", ["AUS", "CYP", "ESP", "JPN"])
def test_lashkaripour_lugovskyy_after_retaliation(country):
    base = ll.base()
    home = [str(name) for name in ll.stored()["countries"]].index(country)
    n = np.arange(len(base.value_added))
    exports = np.zeros_like(base.tariff) + (1 / base.elasticity)[:, None, None]
    exports[:, n, n] = 0.0
    subsidy = np.zeros_like(exports)
    subsidy[:, :, home] = 1 / (1 + base.markup) - 1
    policy = Shock(np.zeros_like(exports), export_tax=(1 + exports) * (1 + subsidy) - 1)
    table = {row["country"]: row for row in rows(ll.FOLDER / "table4.csv")}
    gain = solve(base, policy).welfare[home]
    assert abs(gain - float(table[country]["re_post_retaliation"])) < 0.0051


@pytest.mark.parametrize(
    ("elasticities", "partners", "rate", "answered", "column"),
    [
        ("IS", None, 0.10, False, "IS_uniform10_none"),
        ("IS", None, 0.10, True, "IS_uniform10_reciprocal"),
        ("IS", ["CHN"], 0.20, False, "IS_CHN20_none"),
        ("U4", ["JPN"], 0.24, False, "U4_JPN24_none"),
        ("U4", ["JPN"], 0.24, True, "U4_JPN24_reciprocal"),
    ],
)
def test_us_scenarios_of_2022(elasticities, partners, rate, answered, column):
    names = us_tariff_2022.countries()
    tariff = us_tariff_2022.scenario(elasticities, partners or names, rate, answered=answered)
    welfare = solve(us_tariff_2022.base(elasticities), Shock(tariff)).welfare
    for row in rows(us_tariff_2022.FOLDER / "welfare.csv"):
        assert abs(welfare[names.index(row["country"])] - float(row[column])) < 1e-7
