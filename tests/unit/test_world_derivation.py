"""The embedded tables are what their script derives from the source."""

from pathlib import Path

import pytest

from derived import assert_derived

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data" / "icio2022"


@pytest.mark.skipif(
    not SHARED.exists(), reason="the sources that derive/world.py reads are not on this machine"
)
def test_the_embedded_world_is_what_the_script_derives():
    assert_derived("world")


def test_the_embedded_table_is_small_and_says_where_it_is_from():
    from cobden.world.embedded import about

    data = ROOT / "src" / "cobden" / "world" / "data"
    assert sum(file.stat().st_size for file in data.iterdir()) < 3_000_000
    assert "OECD, Inter-Country Input-Output Tables, 2025 edition" in about()["credit"]
    assert all(line["reason"] for line in about()["record"])
