"""Schedules of importers other than the United States, and their answers to it."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from cobden.measures import Policy
from cobden.measures.importers import answer, answering, shipped
from cobden.measures.schedule import schedule_of
from cobden.world import World
from derived import assert_derived

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "data" / "law"
DAY = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("importer", "exporter", "code", "rate", "best", "year"),
    [
        # Beef: 38.5% (temporary), 20.8% in its year under the agreements with the US and the CPTPP
        ("JPN", "BRA", "020130", 0.385, None, 2026),
        ("JPN", "USA", "020130", 0.385, ("Japan-US trade agreement", 0.208), 2026),
        ("JPN", "CAN", "020130", 0.385, ("CPTPP", 0.208), 2026),
        ("JPN", "AUS", "020130", 0.385, ("CPTPP", 0.208), 2026),
        ("JPN", "DEU", "870323", 0.0, None, 2026),
        ("DEU", "CHN", "870380", 0.10, None, 2020),  # cars in the common tariff
        ("FRA", "JPN", "870323", 0.10, None, 2020),
        ("GBR", "CHN", "870380", 0.10, None, 2021),
        ("GBR", "IND", "300490", 0.0, None, 2021),
        ("CHN", "USA", "120190", 0.03, None, 2018),
        ("CHN", "DEU", "870323", 0.15, None, 2018),  # 25% until July 2018
        ("CHN", "USA", "020130", 0.12, None, 2018),
        ("CHN", "USA", "851713", 0.0, None, 2018),  # a code of 2022, as 8517.12 was
    ],
)
def test_the_shipped_schedules(importer, exporter, code, rate, best, year):
    schedule = shipped(importer)
    assert schedule is not None
    lines = schedule.duties(code, exporter, DAY)
    assert lines
    for line in lines:
        assert line.duty.rate == pytest.approx(rate)
        assert line.year == year
        found = line.best and (line.best[0], line.best[1].rate)
        assert found == (best and (best[0], pytest.approx(best[1])))


def test_others_have_no_schedule_here():
    assert shipped("BRA") is None


def test_all_members_of_the_union_share_its_schedule():
    assert shipped("DEU") is shipped("MLT")
    assert schedule_of([shipped("DEU")], "FRA", DAY) is shipped("FRA")


def test_what_is_no_rate_keeps_its_words():
    pork = shipped("JPN").duties("020321", "USA", DAY)
    gate = [line.duty for line in pork if np.isnan(line.duty.rate)]  # the gate price system
    assert gate
    assert {duty.text for duty in gate} >= {
        "JPY 361/kg", "per kg, the standard import price less the customs value"
    }  # fmt: skip
    wine = shipped("DEU").duties("22042144", "CHL", DAY)[0]
    assert "EUR" in wine.duty.text
    assert np.isnan(wine.duty.rate)


def test_a_season_is_not_averaged_away():
    (orange,) = shipped("JPN").duties("080510", "ZAF", DAY)
    assert orange.duty.text == "16% or 32%"
    assert np.isnan(orange.duty.rate)


@pytest.mark.parametrize(
    ("importer", "code", "low", "high"),
    [("RUS", "8207401000", 30, 30), ("TUR", "1006", 20, 20), ("IND", "28092010", 15, 15),
     ("CAN", "010511", 25, 25), ("CHN", "010129", 30, 30)],
)  # fmt: skip
def test_the_answers_of_28_march_2025(importer, code, low, high):
    found = answer(importer, code)
    assert found is not None
    assert found[:2] == (low, high)
    assert answer(importer, "4907") is None or importer == "CHN"
    assert answer("BRA", code) is None


def test_how_many_lines_each_answers_with():
    chapters = [f"{chapter:02d}" for chapter in range(1, 98)]
    counts = {
        name: sum((answer(name, c) or (0, 0, 0))[2] for c in chapters) for name in answering()
    }
    assert counts == {"CAN": 1795, "CHN": 7048, "IND": 22, "RUS": 79, "TUR": 22}


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/law")
def test_the_tables_are_what_the_sources_give():
    assert_derived("importers")


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/law")
def test_chinas_duty_beside_the_world_trade_organizations(tmp_path):
    """Where China answered with nothing, its duty on American goods of January 2025 is ours."""
    import pandas as pd

    theirs = pd.read_parquet(SHARED / "china_tariff_on_us_2025_hs6.parquet")
    theirs = theirs[theirs.year_dt == "2025-01-01"].set_index("hs_code").best_avlbl.dropna()
    dated = pd.read_parquet(SHARED / "china_on_us_2018_20_hs6_dated.parquet").pivot(
        index="hs6", columns="time_of_tariff", values="tariff"
    )
    ours = {}
    for code in dated.index:
        lines = shipped("CHN").duties(code, "USA", date(2025, 1, 1))
        if len(lines) == 1 and code in theirs.index:
            ours[code] = 100 * lines[0].duty.rate
    duty = pd.Series(ours)
    unanswered = (dated["2019-09-01"].reindex(duty.index) - duty).abs() < 1e-6
    gap = (theirs.reindex(duty.index) - duty)[unanswered].abs()
    assert len(gap) > 800
    assert (gap < 0.5).mean() > 0.89  # the rest: cuts of 2019 to 2025


@pytest.mark.parametrize(
    ("by", "first", "sector"), [("RUS", "2018-08-05", "C28"), ("IND", "2019-06-16", "A01"),
                                ("TUR", "2019-05-21", "C10T12")]
)  # fmt: skip
def test_the_answers_of_others_stand_in_worlds_too(by, first, sector):
    """They began before the benchmark, which holds them: lifting them lowers its tariff."""
    policy, world = Policy.load(), World.load()
    cell = world.cell(sector, by, "USA")
    law = policy.on("2025-03-28")
    lifted = law.altered(by, ["USA"], lambda tariff: None)
    assert law.wedges(world).tariff[cell] == world.tariff[cell]
    after = lifted.wedges(world).tariff[cell]
    assert 0 <= after < world.tariff[cell]
    mine = [m for m in policy.measures if m.authority == f"{by}-retaliation"]
    assert {str(m.start) for m in mine} == {first}
    assert not [m for m in policy.on("2018-06-01").tariffs if m in mine]


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data/law")
def test_what_china_added_in_2025_beside_the_world_trade_organization():
    """China on American goods: its ordinary duty, the answers of 2018 to 2020 and those of 2025.

    The WTO's data have the best rate available by six digits and day. What each day of 2025 and
    2026 added or took away is ours; the level on three quarters: lower on a fifth, which China
    excludes in whole or part; higher on few, cars among them, whose suspension they leave out.
    """
    import pandas as pd

    from cobden.measures.unbought import unbought

    theirs = pd.read_parquet(SHARED / "china_tariff_on_us_2025_hs6.parquet").pivot_table(
        index="hs_code", columns="year_dt", values="best_avlbl"
    )
    days = [day for day in theirs.columns if day != "2025-03-20"]
    ours = {}
    for day in days:
        law = Policy.load().on(day)
        lines, first = unbought(law, "CHN", "USA", list(theirs.index))
        rate = 100 * law.stack("CHN", "USA", lines).total
        ours[day] = np.add.reduceat(rate * lines.imports, first)
    for before, after in pairwise(days):
        change = (theirs[after] - theirs[before]).to_numpy()
        same = np.abs(change - (ours[after] - ours[before])) < 0.51
        known = ~np.isnan(change) & ~np.isnan(ours[after])
        assert same[known].mean() > 0.999, after
    gap = (theirs[days[0]].to_numpy() - ours[days[0]])[~np.isnan(ours[days[0]])]
    assert (np.abs(gap) < 0.51).mean() > 0.76
    assert (gap > 0.51).mean() < 0.045
