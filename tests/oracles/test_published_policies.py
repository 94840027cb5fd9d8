"""Ossa (2014), Lashkaripour & Lugovskyy (2023), and US scenarios of 2022, by the plain solver."""

import numpy as np
import pytest

from validation import lashkaripour_lugovskyy as ll
from validation import ossa, us_tariff_2022
from validation.plain_solver import Shock, solve, without_deficits
from validation.published import ABSENT, OSSA, read

his_inputs = pytest.mark.skipif(not OSSA.exists(), reason=ABSENT.format("Ossa (2014)"))


@his_inputs
def test_ossa_deficits_are_removed_as_he_does():
    purged, his = without_deficits(ossa.base("trade_raw")), ossa.base()
    assert np.max(np.abs(purged.trade_share - his.trade_share)) < 1e-9
    assert np.max(np.abs(purged.expenditure - his.expenditure)) < 1e-9


@his_inputs
def test_ossa_gains_at_his_optimal_tariffs():
    base, stored = ossa.base(), ossa.stored()
    table = read("ossa_2014.csv", "3a")
    for region in range(7):
        tariff = base.tariff.copy()
        tariff[:, region] = stored["expected_optimal_tariff"][:, region]
        welfare = solve(base, Shock(tariff)).welfare
        assert abs(welfare[region] - float(table[region]["welfare"])) < 0.051
        others = np.delete(welfare, region).mean()
        assert abs(others - float(table[region]["welfare_others"])) < 0.051


@his_inputs
def test_ossa_welfare_in_his_trade_war():
    base = ossa.base()
    welfare = solve(base, Shock(ossa.stored()["expected_nash_tariff"])).welfare
    for computed, row in zip(welfare, read("ossa_2014.csv", "4a"), strict=False):
        assert abs(computed - float(row["welfare"])) < 0.051


@pytest.mark.parametrize("country", ["CYP", pytest.param("AUS", marks=pytest.mark.validation)])
@pytest.mark.parametrize(
    ("best", "column"),
    [
        ("first", "re_first_best"),
        ("second", "re_second_best_trade_tax"),
        ("third", "re_third_best_import_tax"),
    ],
)
def test_lashkaripour_lugovskyy_formulas(country, best, column):
    table = {row["country"]: row for row in read(ll.TABLE_4)}
    assert abs(ll.gain(country, best) - float(table[country][column])) < 1e-7


@pytest.mark.parametrize("country", ["AUS", "CYP", "ESP", "JPN"])
def test_lashkaripour_lugovskyy_after_retaliation(country):
    base = ll.base()
    home = ll.position(country)
    policy = ll.large_economy_policy(base, home, answered=True)
    table = {row["country"]: row for row in read(ll.TABLE_4)}
    gain = solve(base, Shock(policy.tariff, export_tax=policy.export_tax)).welfare[home]
    assert abs(gain - float(table[country]["re_post_retaliation"])) < 0.0051


FREE_ENTRY = {row["country"]: row for row in read(ll.TABLE_4)}


@pytest.mark.parametrize(
    ("country", "within"),
    [
        ("RUS", 3e-3),
        pytest.param("AUS", 1e-4, marks=pytest.mark.validation),
        pytest.param("JPN", 1e-4, marks=pytest.mark.validation),
    ],
)
def test_lashkaripour_lugovskyy_free_entry_first_best(country, within):
    """Their solver stops after 50 steps at 1e-8, which leaves up to 0.006 points (TUR)."""
    base = ll.base("free")
    home = ll.position(country)
    policy = ll.large_economy_policy(base, home, answered=False)
    new = solve(base, Shock(policy.tariff, export_tax=policy.export_tax), tolerance=1e-10)
    assert abs(new.welfare[home] - float(FREE_ENTRY[country]["fe_first_best"])) < within


@pytest.mark.parametrize("country", ["BRA", "ESP", "GBR", "IDN", "NOR"])
def test_lashkaripour_lugovskyy_free_entry_after_retaliation(country):
    assert abs(after_retaliation(country, 1) - printed_after_retaliation(country)) < 0.0051


def test_lashkaripour_lugovskyy_print_the_rest_of_the_world_for_australia():
    """Their code takes region 1 for the first country, which in the pair is the rest."""
    assert abs(after_retaliation("AUS", 0) - printed_after_retaliation("AUS")) < 0.0051
    assert abs(after_retaliation("AUS", 1) - printed_after_retaliation("AUS")) > 2


def after_retaliation(country, region):
    base = ll.pair(country)
    policy = ll.large_economy_policy(base, region, answered=True)
    shock = Shock(policy.tariff, export_tax=policy.export_tax)
    return solve(base, shock, tolerance=1e-10).welfare[region]


def printed_after_retaliation(country):
    return float(FREE_ENTRY[country]["fe_post_retaliation"])


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
    for row in read(us_tariff_2022.WELFARE):
        assert abs(welfare[names.index(row["country"])] - float(row[column])) < 1e-7
