"""The page that sets the law beside what was collected says what the law says today."""

import pytest

from cobden.measures.effective import effective, overall
from derive import tariff_totals


def test_a_row_of_the_page_is_the_laws_mean_over_the_month():
    month, text = "2025-06", tariff_totals.PAGE.read_text(encoding="utf-8")
    days = tariff_totals.spells(month)
    assert sum(share for _, share in days) == pytest.approx(1.0)
    laws = {tariff_totals.law_on(day): share for day, share in days}
    mean = sum(share * overall(effective(law)) for law, share in laws.items())
    row = next(line for line in text.splitlines() if line.startswith(f"| {month} |"))
    assert float(row.split("|")[2]) == pytest.approx(mean, abs=0.0051)


def test_the_steps_add_up_to_what_was_collected():
    lines = tariff_totals.PAGE.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("| month | statute |"))
    rows = [[float(cell) for cell in line.split("|")[2:-1]] for line in lines[at + 2 : at + 14]]
    assert len(rows) == 12
    for statute, unpaid, law, *steps, collected in rows:
        assert statute + unpaid == pytest.approx(law, abs=0.016)
        assert law + sum(steps) == pytest.approx(collected, abs=0.031)


@pytest.mark.validation
@pytest.mark.skipif(not tariff_totals.SEEN.exists(), reason="needs ../shared/data/observed_2025")
def test_the_whole_page_is_current():
    assert tariff_totals.PAGE.read_text(encoding="utf-8") == tariff_totals.page()
