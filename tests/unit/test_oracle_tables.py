"""The published figures in the repository: cited, small, and what their sources give."""

from pathlib import Path

import pytest

from derived import assert_derived
from validation.published import BESIDE, DATA, arrays

ROOT = Path(__file__).parents[2]


def test_every_table_says_where_it_is_from():
    for path in sorted(DATA.iterdir()):
        if path.suffix == ".npz":
            source = str(arrays(path)["source"])
        else:
            source = path.read_text(encoding="utf-8").partition("\n")[0]
            assert source.startswith(("# ", '{"source":"')), path.name
        assert len(source) > 40, path.name


def test_they_stay_small():
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 2e6


def test_they_are_what_the_sources_give():
    if not BESIDE.exists():
        pytest.skip("the tables' sources, which derive/oracles.py reads, are not on this machine")
    assert_derived("oracles")
