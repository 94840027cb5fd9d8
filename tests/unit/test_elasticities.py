"""Named sets of trade elasticities and one's own."""

import numpy as np
import pytest

from cobden.world import World
from cobden.world.elasticities import DEFAULT, SETS, elasticity_of, table


def test_eight_sets_are_named_and_cited():
    assert set(SETS) == {"U4", "BSY", "CP", "FGO", "GYY", "IS", "LL", "Shap"}
    assert all(len(known.citation) > 40 for known in SETS.values())


def test_every_set_covers_every_sector_of_the_benchmark():
    world = World.load()
    for name in SETS:
        assert set(table()[name]) == set(world.sectors)
        assert (world.with_elasticity(name).elasticity > 0).all()


def test_published_values_are_kept():
    assert table()["CP"]["C19"] == 64.85
    assert set(table()["U4"].values()) == {4.0}


def test_the_written_reason_for_the_default_holds():
    goods = [[table()[name][s] for s in World.load().sectors[:-1]] for name in SETS if name != "U4"]
    correlation = np.corrcoef(goods)
    pairs = correlation[np.triu_indices(len(goods), 1)]
    assert pairs.mean() == pytest.approx(-0.1, abs=0.02)
    assert np.median(goods) == pytest.approx(4.5, abs=0.1)
    assert DEFAULT == "U4"


def test_names_ignore_case_and_the_short_run_scales():
    sectors = World.load().sectors
    assert (elasticity_of("shap", sectors, 0.25) == elasticity_of("Shap", sectors) / 4).all()
    assert (World.load(short_run=0.5).elasticity == 2.0).all()


def test_a_table_of_ones_own():
    world = World.load()
    own = dict.fromkeys(world.sectors, 5.0) | {"C29": 7.0}
    assert world.with_elasticity(own).elasticity[world.sector_index("C29")] == 7.0
    assert (World.load(own).elasticity == world.with_elasticity(own).elasticity).all()


def test_a_table_of_ones_own_in_a_file(tmp_path):
    world = World.load()
    lines = [f"{sector},{2 + k}" for k, sector in enumerate(world.sectors)]
    (tmp_path / "own.csv").write_text("sector,elasticity\n" + "\n".join(lines), encoding="utf-8")
    own = world.with_elasticity(str(tmp_path / "own.csv"), short_run=0.5)
    assert (own.elasticity == 1 + np.arange(28) / 2).all()
