"""The shipped tables are what their script derives, and add up."""

from pathlib import Path

import numpy as np
import pytest

from cobden.households import us_places
from cobden.households.jobs import jobs_by_sector
from cobden.world import World
from derived import assert_derived

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "data" / "people"


@pytest.mark.skipif(not SHARED.exists(), reason="the sources of derive/households.py are not here")
def test_the_tables_are_what_the_script_derives():
    assert_derived("households")


def test_states_add_up_to_the_country():
    share = us_places().on(World.load())
    assert share.shape == (51, 28)
    assert share.sum(axis=0) == pytest.approx(np.ones(28))
    assert (share >= 0).all()


def test_jobs_are_those_that_the_sources_state():
    world = World.load()
    american = jobs_by_sector(world, "USA")
    assert american.sum() == pytest.approx(158_300, abs=1)  # Penn World Table 10.01, 2019
    factories = [k for k, name in enumerate(world.sectors) if name.startswith("C")]
    assert american[factories].sum() == pytest.approx(12_403, abs=1)  # County Business Patterns
    assert jobs_by_sector(world, "JPN").sum() == pytest.approx(68_829, rel=0.02)
    assert np.isnan(jobs_by_sector(world, "ROW")).all()
