"""The table that compares benchmarks in docs/tariff-law.md is what the model gives."""

from pathlib import Path

import pytest

from validation.benchmark_tariffs import DAYS, mean_us_tariff, welfare, world

PAGE = Path(__file__).parents[2] / "docs" / "tariff-law.md"


@pytest.mark.validation
def test_the_table_of_benchmarks_is_current():
    text = PAGE.read_text(encoding="utf-8").replace("\N{MINUS SIGN}", "-")
    lines = text.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("| benchmark | law of"))
    rows = [[float(cell) for cell in line.split("|")[3:-1]] for line in lines[at + 2 : at + 8]]
    worlds = [world(name) for name in ("collected", "paid", "statute")]
    found = [list(welfare(w, day).values()) for day in DAYS for w in worlds]
    for row, figures in zip(rows, found, strict=True):
        assert row == pytest.approx(figures, abs=0.00051)
    assert [mean_us_tariff(w) for w in worlds[::2]] == pytest.approx([3.3, 3.8], abs=0.05)
