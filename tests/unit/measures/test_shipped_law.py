"""The shipped law as a whole: it resolves on every day and is what its sources give."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from cobden.measures import Policy, history, rate_on
from cobden.measures.bought import us_partners
from cobden.measures.dated_law import BENCHMARK
from cobden.measures.effective import trackers
from derived import assert_derived

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def policy():
    return Policy.load()


def test_every_measure_has_a_source(policy):
    assert all(m.source and m.grade in ("A", "B", "C") for m in policy.measures)


@pytest.mark.parametrize("partner", ["JPN", "EUU", "KOR", "CHE", "MEX", "CHN", "BRA", "IND", "GBR"])
def test_every_turn_of_the_law_resolves(policy, partner):
    exporter = "FRA" if partner == "EUU" else partner
    assert partner in us_partners()
    days = {m.start for m in policy.measures}
    days |= {m.collected_from for m in policy.measures if m.collected_from}
    seen = set()
    for day, collected in itertools.product(sorted(days | {BENCHMARK}), (False, True)):
        law = policy.on(max(day, BENCHMARK), collected=collected)
        found = tuple(t.id for t in law.reaching("USA", exporter))
        if found not in seen:
            seen.add(found)
            lines = law.us_lines(exporter)
            known = ~np.isnan(lines.duty)
            total = law.rates("USA", exporter, lines)[known]
            assert known.mean() > 0.99
            assert np.isfinite(total).all()
            assert (total >= 0).all()


def test_japans_floor_reached_back(policy):
    lathe = rate_on(policy, "USA", "JPN", "8458110050", "2025-08-20", mfn=0.044)
    assert lathe.all_in == pytest.approx(15.0)
    assert lathe.collected == pytest.approx(19.4)
    assert rate_on(policy, "USA", "JPN", "8458110050", "2025-09-20", mfn=0.044).collected is None


def test_the_history_of_a_car(policy):
    periods = history(
        policy, "USA", "JPN", "870323", start="2025-01-01", end="2026-01-01", mfn=0.025
    )
    assert [(str(p.start), round(p.rate.all_in, 6)) for p in periods] == [
        ("2025-01-01", 2.5),
        ("2025-04-03", 27.5),
        ("2025-09-16", 15.0),
    ]
    assert str(periods[-1].end) == "2026-01-02"


def test_canada_and_mexico_answer_with_and_without_a_claim(policy):
    parts = policy.on("2025-06-05").rate("USA", "MEX", "8708", mfn=0.025)
    assert parts.claimed == pytest.approx(2.5)
    assert parts.unclaimed == pytest.approx(27.5)
    share = parts.claimed_share
    assert parts.all_in == pytest.approx(share * 2.5 + (1 - share) * 27.5, abs=0.5)
    car = policy.on("2025-06-05").rate("USA", "MEX", "8703230140", mfn=0.025)
    assert car.claimed == pytest.approx(2.5 + 25 * 0.6)  # 40% of the car is US content


def test_a_product_that_spans_several_rates_gives_its_range(policy):
    engines = policy.on("2025-09-20").rate("USA", "JPN", "84")
    assert engines.low < engines.all_in < engines.high
    assert engines.lines > 100


def test_a_line_without_imports_is_answered_by_rule(policy):
    carrier = policy.on("2025-09-20").rate("USA", "JPN", "8901200000", mfn=0.0)
    assert carrier.all_in == pytest.approx(15.0)


def test_us_gas_in_china(policy):
    gas = policy.on("2025-06-05").rate("CHN", "USA", "271111", mfn=0.0)
    assert gas.all_in == pytest.approx(50.0)  # as the World Trade Organization has it
    assert gas.paid == pytest.approx(25.0)  # the model takes the waiver
    waived = {"waiver": "granted"}
    before = policy.on("2025-04-20").rate("CHN", "USA", "271111", mfn=0.0, given=waived)
    assert before.all_in == pytest.approx(140.0)


def test_section_301_counts_where_the_ordinary_duty_is_given(policy):
    law = policy.on("2025-01-01")
    assert law.rate("USA", "CHN", "8483105000", mfn=0.025).all_in == pytest.approx(27.5)
    statutory = law.rate("USA", "CHN", "8483105000")
    assert {layer.authority for layer in statutory.layers} == {"MFN", "S301"}


def test_what_is_not_computed_is_named(policy):
    notes = policy.on("2026-08-01").notes
    assert any("Section 232, pharma" in note and "not obtained" in note for note in notes)


def test_trackers_name_their_dates():
    assert all(len(row) == 4 and row[3] > 0 for row in trackers())


def test_the_tables_are_what_the_sources_give():
    if not (ROOT.parent / "shared" / "data" / "measures").exists():
        pytest.skip("the sources that derive/measures.py reads are not on this machine")
    assert_derived("measures")
