"""Figures that can mean nothing are refused where they come in."""

import dataclasses

import numpy as np
import pytest

import cobden as cb
from cobden.base.errors import InputError
from cobden.measures.undertakings import CompanyRates
from cobden.talks.table_parties import Party
from cobden.world.benchmark_economy import LETTERS
from cobden.world.world import World

WORLD = World.load().aggregate(["USA", "JPN", "CHN"], {"goods": list(World.load().sectors[:-1])})
FIGURE = {"unit": "a year", "low": 0.0, "high": 1.0, "reason": "a test"}


def remade(**changed):
    given = {name: getattr(WORLD, name) for name in LETTERS if name != "final_trade_share"}
    return World.from_shares(WORLD.economies, WORLD.sectors, **(given | changed))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0, -1.0, "1", True])
def test_a_world_is_worth_a_number_of_dollars(value):
    with pytest.raises(InputError, match="value_usd"):
        remade(value_usd=value)


@pytest.mark.parametrize("year", ["soon", "2022", 2022.5, True])
def test_a_year_is_a_whole_number(year):
    with pytest.raises(InputError, match="year"):
        remade(year=year)


def test_an_income_that_is_given_away_whole_is_no_benchmark():
    deficit = np.zeros(len(WORLD.economies))
    deficit[1], deficit[0] = -1.01 * WORLD.value_added[1], 1.01 * WORLD.value_added[1]
    with pytest.raises(InputError):
        remade(deficit=deficit)


@pytest.mark.parametrize("tolerance", [1.0, 0.0, -1e-9, float("nan"), "1e-9", True, None])
def test_a_tolerance_at_which_the_start_would_pass_is_refused(tolerance):
    with pytest.raises(InputError, match="tolerance"):
        cb.solve(WORLD, tariff=WORLD.tariff + 0.1, tolerance=tolerance)


@pytest.mark.parametrize(
    ("key", "value"), [("patience", -1), ("patience", 5), ("power", -0.1), ("power", 2)]
)
def test_patience_and_power_are_shares(key, value):
    figures = {name: {**FIGURE, "value": 0.5} for name in ("patience", "power")}
    figures[key] = {"value": value, "unit": "a year", "low": value, "high": value, "reason": "x"}
    with pytest.raises(ValueError, match=f"{key} of Japan is {value:g}"):
        Party.model_validate(
            {
                "economy": "JPN",
                "title": "Japan",
                "aims": [{"outcome": "income", "weight": {**FIGURE, "value": 1.0}}],
                "outside": {"title": "none", "state": "none"},
                **figures,
            }
        )


def test_a_gain_that_inelastic_demand_makes_is_not_told_without_a_word():
    inelastic = WORLD.with_elasticity([1.0, 1.0])
    rates = np.array(WORLD.tariff)
    rates[0, 0, 1:] += 1.0
    first_year = cb.solve(inelastic, tariff=rates, horizon=1)
    (caution,) = first_year.certificate.cautions
    assert "demand is inelastic" in caution
    assert "substitution 0.76 in goods" in caution
    assert caution in str(first_year.certificate)
    assert not cb.solve(inelastic, tariff=rates).certificate.cautions


COMMON = {
    "by": "JPN", "on": "CHN", "goods": "C26", "start": "2025-03-01", "authority": "a pact",
    "source": "a test",
}  # fmt: skip
QUOTA = {**COMMON, "value": 20, "unit": "billion USD"}


@pytest.mark.parametrize("rate", [25, 50.0, -0.999999, -0.95])
@pytest.mark.parametrize("where", ["in", "out", "tariff", "company", "others"])
def test_a_rate_that_lost_its_sign_of_per_cent_is_refused_wherever_it_stands(rate, where):
    written = {
        "in": lambda: cb.TariffRateQuota(in_rate=rate, out_rate=99.0, **QUOTA),
        "out": lambda: cb.TariffRateQuota(in_rate=-0.97, out_rate=rate, **QUOTA),
        "tariff": lambda: cb.Tariff(rate=rate, **COMMON),
        "company": lambda: CompanyRates(
            companies={"one": {"share": 0.5, "rate": rate}}, rate=0.1, share=0.3, **COMMON
        ),
        "others": lambda: CompanyRates(
            companies={"one": {"share": 0.5, "rate": 0.1}}, rate=rate, share=0.3, **COMMON
        ),
    }
    with pytest.raises(InputError, match="confirm"):
        written[where]()


def test_a_rate_that_is_meant_can_be_confirmed():
    high = cb.TariffRateQuota(in_rate="5%", out_rate=7.8, confirm=True, **QUOTA)
    assert (high.in_rate, high.out_rate) == (0.05, 7.8)
    with pytest.raises(InputError, match=r"out_rate 0\.2 is not above"):
        cb.TariffRateQuota(in_rate=0.2, out_rate=0.2, **QUOTA)


def readers():
    """Every door for a table of a user's own."""
    from cobden.base.files import csv_rows
    from cobden.evidence.proposals import _rows
    from cobden.measures.hts import _rows as hts_rows
    from cobden.measures.rate_table import read_questions
    from cobden.measures.schedule_files import _lines
    from cobden.world.elasticities import elasticity_of

    return {
        "any": lambda path: list(csv_rows(path)),
        "questions": read_questions,
        "schedule": lambda path: list(_lines(path)),
        "ledger": _rows,
        "export": hts_rows,
        "elasticities": lambda path: elasticity_of(str(path), ("A01",)),
    }


@pytest.mark.parametrize("door", readers())
def test_a_column_that_stands_twice_is_refused_at_every_door(door, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("sector,elasticity,elasticity\nA01,4,5\n", encoding="utf-8")
    with pytest.raises(InputError, match="column 'elasticity' stands twice"):
        readers()[door](path)


def test_the_caution_stands_where_figures_are_read():
    """In the terminal, on the page of the brief, and in what the live page is sent."""
    from types import SimpleNamespace

    from cobden.live.columns import proof
    from cobden.report.brief_page import page
    from cobden.report.brief_rows import cautions
    from cobden.report.terminal import basis

    inelastic = WORLD.with_elasticity([-0.3, 4.0])
    rates = np.array(WORLD.tariff)
    rates[0, 0, 1:] += 1.0
    found = cb.solve(inelastic, tariff=rates)
    (caution,) = found.certificate.cautions
    assert proof(found.certificate).cautions == [caution]
    case = SimpleNamespace(states=[SimpleNamespace(id="now", title="The law now")])
    assert cautions(case, {"now": found}) == (f"The law now: {caution}.",)  # pyright: ignore
    study = cb.run("japan-us-2025", variants=False)
    brief = dataclasses.replace(study.brief, cautions=("June: a test of cautions.",))
    assert "<strong>Caution.</strong> June: a test of cautions." in page(brief)
    assert basis(brief)["caution"] == "June: a test of cautions."
    assert "caution" not in basis(study.brief)
    assert "a test of cautions" not in page(study.brief)
