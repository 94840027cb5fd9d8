"""Benchmarks of other years, and of the law of another day."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cobden as cb
from cobden.cases import load
from cobden.cases.schema import CaseBenchmark
from cobden.measures import Tariff
from cobden.study import policy_of, world_of
from cobden.study.case_law import law_of
from cobden.world.years import FORMER_YEARS, table

SHARED = Path(__file__).parents[3] / "shared" / "data" / "icio2022"


@pytest.fixture(scope="module")
def war() -> cb.World:
    """The world of 2017 with the tariffs of the day before the first wave."""
    return cb.Policy.load().rebased(cb.World.load(year=2017), "2018-01-01")


def mean(world: cb.World, importer: str, exporter: str) -> float:
    """Return the mean tariff on goods, %, by what is bought."""
    pair = world.economy_index(importer), world.economy_index(exporter)
    flow, rate = world.flow[world.goods][:, *pair], world.tariff[world.goods][:, *pair]
    return float(100 * (flow * rate).sum() / flow.sum())


def test_every_year_closes_and_keeps_the_flows_of_its_table():
    for year in (2015, 2019, 2021):
        world = cb.World.load(year=year)
        assert max(world.residuals().values()) < 1e-12
        found = table(year)
        flow = (found.intermediate + found.final) / world.value_usd
        np.testing.assert_allclose(world.flow, flow, rtol=1e-9, atol=1e-15)
        assert world.year == year
        assert "input shares of 2022" in world.source
        assert world.tariffs_on == date(min(year, 2017), 12, 31)


@pytest.mark.skipif(not SHARED.exists(), reason="the tables of the years are not here")
def test_flows_are_those_of_the_source_to_a_tenth_of_a_per_cent():
    with np.load(SHARED / "icio_2015_21_flows_tariffs.npz") as source:
        for year in (FORMER_YEARS[0], FORMER_YEARS[-1]):
            found, stated = table(year), source[f"flow_{year}"]
            flow = (found.intermediate + found.final) / 1e6
            some = stated > 1
            assert np.abs(flow[some] / stated[some] - 1).max() < 1.05e-3


def test_other_tariffs_leave_every_flow_and_close_the_accounts(war: cb.World):
    before = cb.World.load(year=2017)
    money = war.value_usd / before.value_usd
    np.testing.assert_allclose(war.flow * money, before.flow, rtol=1e-12, atol=1e-18)
    assert max(war.residuals().values()) < 1e-12
    same = before.with_tariffs(np.array(before.tariff), date(2018, 1, 1))
    np.testing.assert_allclose(same.input_share, before.input_share, rtol=1e-12, atol=1e-15)
    half = before.with_tariffs(np.asarray(before.tariff) / 2, date(2018, 1, 1))
    spent = half.trade_share * half.expenditure[:, :, None] * half.value_usd
    np.testing.assert_allclose(
        spent, half.flow * (1 + half.tariff) * half.value_usd, rtol=1e-12, atol=1e-6
    )
    output = half.output * (1 - half.input_share.sum(0))
    np.testing.assert_allclose(output.sum(0), half.value_added, rtol=1e-12)


def test_the_law_of_the_base_changes_exactly_nothing(war: cb.World):
    policy = cb.Policy.load().based_on(war.tariffs_on)
    assert np.array_equal(policy.on("2018-01-01").wedges(war).tariff, war.tariff)
    later = policy.on("2019-10-01").wedges(war).tariff
    pair = war.economy_index("USA"), war.economy_index("CHN")
    assert (later - war.tariff)[war.goods][:, *pair].max() > 0.15
    answer = war.economy_index("CHN"), war.economy_index("USA")
    assert (later - war.tariff)[war.goods][:, *answer].max() > 0.15


def test_answers_of_2018_are_in_the_benchmark_of_2019():
    bare = cb.World.load(year=2019)
    held = cb.Policy.load().rebased(bare, "2019-10-01")
    assert mean(held, "USA", "CHN") > mean(bare, "USA", "CHN") + 7
    assert mean(held, "CHN", "USA") > mean(bare, "CHN", "USA") + 7
    assert mean(held, "CHN", "JPN") == pytest.approx(mean(bare, "CHN", "JPN"))


def test_a_law_counted_from_another_day_is_refused(war: cb.World):
    with pytest.raises(cb.InputError, match="based_on"):
        cb.Policy.load().on("2019-10-01").wedges(war)
    with pytest.raises(cb.InputError, match="2015 to 2022"):
        cb.World.load(year=2014)
    with pytest.raises(cb.InputError, match="2018-01-01 to"):
        cb.Policy.load().rebased(cb.World.load(), "2011-01-01")


def test_the_2022_world_can_have_the_law_of_its_own_day():
    world = cb.World.load()
    now = cb.Policy.load().rebased(world, "2025-01-01")
    usa = world.economy_index("USA")
    np.testing.assert_allclose(now.tariff[:, usa], world.tariff[:, usa], atol=1e-12)


CASE = """
title: A case
question: What then?
parties:
  - {economy: China, role: home}
  - {economy: EU27, role: counterpart}
world: {year: 2022, tariffs_on: 2024-10-01}
states:
  - {id: before, title: Before, on: 2024-10-01}
  - {id: duties, title: Duties, on: 2024-11-01, add: [cars]}
brief: {state: duties}
"""
MEASURES = """id,by,on,goods,rate,share,authority,start,sources
cars,EU27,China,870380,20%,0.6,CVD,2024-10-30,gazette
"""


def written(folder: Path, case: str = CASE, measures: str = MEASURES) -> Path:
    folder.mkdir()
    (folder / "case.yaml").write_text(case)
    (folder / "sources.csv").write_text("id,citation,grade\ngazette,The Gazette,A\n")
    (folder / "measures.csv").write_text(measures)
    return folder


def test_a_case_says_its_year_and_its_day(tmp_path: Path):
    case = load(written(tmp_path / "one"))
    world, policy = world_of(case), policy_of(case)
    assert (world.tariffs_on, policy.base) == (date(2024, 10, 1), date(2024, 10, 1))
    assert "tariffs in force on 2024-10-01" in world.source
    law = (policy + case.tariffs).on("2024-11-01")
    added = law.wedges(world).tariff - world.tariff
    cell = world.cell("C29", "DEU", "CHN")
    assert added[cell] > 0.09


def test_measures_before_the_day_are_in(tmp_path: Path):
    old = MEASURES.replace("2024-10-30", "2024-07-05")
    case = load(written(tmp_path / "one", measures=old))
    law = (policy_of(case) + case.tariffs).on("2024-11-01")
    assert np.array_equal(law.wedges(world_of(case)).tariff, world_of(case).tariff)
    assert any("of 1 October 2024" in note and "in_benchmark: false" in note for note in law.notes)


@pytest.mark.parametrize(
    ("world", "said"),
    [
        ("{year: 2019}", "tariffs_on: 2019-01-01"),
        ("{year: 2031}", "less than or equal to 2022"),
        ("{year: 2022, tariffs_on: 2011-01-01}", "2018-01-01 to"),
        ("{yaer: 2022}", "Did you mean 'year'"),
    ],
)
def test_a_benchmark_that_cannot_be_is_refused(tmp_path: Path, world: str, said: str):
    case = CASE.replace("{year: 2022, tariffs_on: 2024-10-01}", world)
    with pytest.raises(cb.InputError, match=r"case\.yaml") as fault:
        world_of(load(written(tmp_path / "one", case)))
    assert said in str(fault.value)


def test_what_the_tables_lack_can_be_put_into_the_benchmark():
    """Australia's food in China: wine free, meat at 4.8%; no flow moves, and nobody else's duty."""
    case = load("australia-china-2020")
    lacking, holding = world_of(replace(case, held=())), world_of(case)
    assert set(case.measures) == {"barley", "wine", "coal"}  # what a state can add
    cell = holding.cell("C10T12", "CHN", "AUS")
    was, rate = float(lacking.tariff[cell]), float(holding.tariff[cell])
    assert was > 0.22
    assert rate == pytest.approx((1 - 0.18 - 0.58) * was + 0.58 * 0.048)
    others = np.ones_like(holding.tariff, dtype=bool)
    others[cell] = False
    np.testing.assert_array_equal(holding.tariff[others], lacking.tariff[others])
    dollars = [w.flow * w.value_usd for w in (holding, lacking)]  # units of world value added
    np.testing.assert_allclose(*dollars, rtol=1e-12)
    assert max(holding.residuals().values()) < 1e-12
    state = case.states[1]
    law = law_of(case, policy_of(case), state).wedges(holding)
    assert law.tariff[cell] == pytest.approx(rate + 0.18 * 1.75)


def test_years_before_the_war_need_no_day():
    assert CaseBenchmark(year=2016).day == date(2016, 12, 31)
    assert CaseBenchmark().day is None


def fta(**keys: Any) -> Tariff:
    given: dict[str, Any] = {
        "id": "fta", "by": "IND", "on": "DEU", "goods": "C29", "start": "2025-06-05",
        "authority": "an agreement", "source": "an example",
    }  # fmt: skip
    return Tariff(**given | keys)


def rate_of(*measures: Tariff) -> tuple[float, float]:
    world = cb.World.load()
    law = (cb.Policy(()) + measures).on("2025-06-10")
    cell = world.cell("C29", "IND", "DEU")
    return float(world.tariff[cell]), float(law.enacted(world).wedges.tariff[cell])


def test_an_ordinary_duty_can_be_cut():
    held, cut = rate_of(fta(mode="ordinary", rate=0.10))
    assert held > 0.2
    assert cut == pytest.approx(0.10)
    assert rate_of(fta(mode="ordinary", rate=0.0))[1] == pytest.approx(0.0, abs=1e-12)


def test_a_surcharge_and_a_floor_meet_the_agreed_duty():
    agreed = fta(mode="ordinary", rate=0.10)
    more = fta(id="more", rate=0.05, authority="retaliation")
    least = fta(id="least", rate=0.15, mode="floor", authority="a floor")
    assert rate_of(agreed, more)[1] == pytest.approx(0.15)
    assert rate_of(agreed, least)[1] == pytest.approx(0.15)


def test_of_two_agreed_duties_the_later_holds():
    first = fta(mode="ordinary", rate=0.10, idle=True)
    later = fta(id="later", mode="ordinary", rate=0.05, start="2025-06-08")
    assert rate_of(first, later)[1] == pytest.approx(0.05)


def test_a_cut_below_zero_is_refused():
    with pytest.raises(cb.InputError, match=r'-24\.3%.*mode "ordinary"'):
        rate_of(fta(rate=-0.5))
    assert rate_of(fta(rate=-0.1))[1] == pytest.approx(0.157095)


def test_an_ordinary_duty_is_not_below_zero():
    with pytest.raises(cb.InputError, match="0 is free"):
        fta(mode="ordinary", rate=-0.1)
