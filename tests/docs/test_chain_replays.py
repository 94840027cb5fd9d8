"""The page of chains sets every observed value beside what the model says today."""

from pathlib import Path

import pandas as pd
import pytest

from cobden.chains import load, run
from cobden.chains.replay import compared
from derive import chain_replays
from derived import assert_derived

ROOT = Path(__file__).parents[2]


def test_gallium_and_graphite_stand_on_the_page_as_they_are_solved():
    ranges = pd.read_csv(chain_replays.RANGES)
    text = chain_replays.PAGE.read_text(encoding="utf-8")
    for name in ("gallium", "graphite"):
        for row in compared(run(load(name))).to_dict("records"):
            seen, model = (chain_replays.figure(row[key]) for key in ("seen", "predicted"))
            said = f"| {row['series']}, {row['unit']} | {row['month']} | {seen} | {model} |"
            assert said in text
            kept = ranges[(ranges.chain == name) & (ranges.month == row["month"])]
            assert row["series"] in set(kept.series)


@pytest.mark.validation
def test_the_whole_page_is_current():
    assert_derived("chain_replays")
