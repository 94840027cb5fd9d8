"""The years of a case as tables: what stands where, and what is left empty."""

from dataclasses import fields, replace

from cobden.report.year_tables import (
    AFTER,
    BELIEFS,
    MECHANISMS,
    CaseYears,
    YearRange,
    YearRow,
    chart_rows,
    grids,
)


def row(mechanisms, economy, year, value, worth=None, quarter=0):
    numbers = [f.name for f in fields(YearRow) if f.type == "float" or f.type is float]
    return YearRow(mechanisms, economy, year, quarter, **dict.fromkeys(numbers, value), worth=worth)


def years():
    rows = [row(how, e, AFTER, -0.5, None if how in ("fixed", "adjusts") else -0.1)
            for how in (*MECHANISMS, *BELIEFS) for e in ("USA", "JPN")]  # fmt: skip
    rows += [row(how, e, y, 0.01 * (y - 2025) + 0.2) for how in ("capital", "flexible", "rigid")
             for e in ("USA", "JPN") for y in range(2025, 2031)]  # fmt: skip
    rows += [row(how, e, y, 0.01 * (y - 2024) + 0.1) for how in BELIEFS
             for e in ("USA", "JPN") for y in range(2024, 2030)]  # fmt: skip
    return CaseYears(tuple(rows), "an anchor", "a law.", "a dated law.")


def test_mechanisms_one_after_another_with_the_end_and_the_worth_beside_the_years():
    _, mechanisms, beliefs, outcomes = grids(years(), ["JPN", "EU27", "USA"], 2)
    assert [r.label for r in mechanisms.rows if not r.cells] == ["Japan", "United States"]
    fixed, *_, rigid = [r for r in mechanisms.rows if r.cells][:5]
    assert [cell.main for cell in fixed.cells] == ["", "", "", "−0.50", ""]
    assert [cell.main for cell in rigid.cells] == ["+0.20", "+0.23", "+0.25", "−0.50", "−0.10"]
    assert "an anchor" in outcomes.below
    assert beliefs.heads == ("", "2024", "2027", "2029", "in the end", "worth of the path")
    assert [r.label for r in beliefs.rows if r.cells][:3] == list(BELIEFS.values())


def test_signs_with_capital_fixed_and_adjusting_and_with_rigid_wages_side_by_side():
    signs = grids(years(), ["JPN", "USA"], 2)[0]
    assert [r.label for r in signs.rows] == ["Japan", "United States"]
    found = [cell.main for cell in signs.rows[0].cells]
    assert found == ["−0.50", "−0.50", "+0.20", "+0.23", "−0.50", "−0.10"]


def test_a_rise_of_prices_is_not_coloured_as_a_gain():
    prices = [r for r in grids(years(), ["USA"], 2)[-1].rows if "prices" in r.label]
    assert {cell.sign for cell in prices[0].cells} == {0}


def test_nothing_is_shown_where_no_years_were_asked_for():
    assert grids(CaseYears(), ["USA"], 2) == []
    assert chart_rows(CaseYears(), ["USA"]) == []


def test_the_chart_has_a_point_for_each_year_and_not_for_the_end():
    found = chart_rows(years(), ["USA"])
    assert len(found) == 4 * 6
    assert {r["year"] for r in found} == set(range(2024, 2030))
    assert all(r["low"] == r["value"] == r["high"] for r in found)


def test_the_chart_has_a_band_where_there_are_draws():
    drawn = YearRange("gdp", "USA", 2025, -1.0, -0.5, 0.0, 0.5, 1.0)
    found = chart_rows(replace(years(), ranges=(drawn,)), ["USA"])
    (gdp,) = [r for r in found if r["outcome"].startswith("real GDP") and r["year"] == 2025]
    assert (gdp["low"], gdp["high"]) == (-1.0, 1.0)
    assert "nine draws in ten -1.00 to +1.00%" in gdp["label"]


def test_quarters_are_named_in_tables_and_labels_and_stand_where_they_are_in_the_year():
    rows = [row(how, "USA", AFTER, -0.5, -0.1) for how in (*MECHANISMS, *BELIEFS)]
    rows += [row(how, "USA", 2025 + q // 4, 0.01 * q, quarter=q % 4 + 1)
             for how in ("capital", "flexible", "rigid", *BELIEFS) for q in range(20)]  # fmt: skip
    drawn = YearRange("gdp", "USA", "2025Q2", -1.0, -0.5, 0.0, 0.5, 1.0)
    known = CaseYears(tuple(rows), "an anchor", "a law.", "a dated law.", ranges=(drawn,))
    signs, _, beliefs, outcomes = grids(known, ["USA"], 2)
    assert beliefs.heads[1:4] == ("2025Q1", "2028Q1", "2029Q4")
    assert "wages rigid, 2025Q1" in signs.heads
    assert outcomes.heads[1:11] == (*(f"{y}Q{q}" for y in (2025, 2026) for q in (1, 2, 3, 4)),
                                    "2028Q1", "2029Q4")  # fmt: skip
    assert outcomes.title.startswith("Quarter by quarter")
    second = next(r for r in chart_rows(known, ["USA"]) if "2025Q2" in r["label"])
    assert (second["year"], second["low"]) == (2025.25, -1.0)
