"""Merging adds up, and cutting an economy in pieces and joining them again changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.base.economies import GROUPS
from cobden.world import World

WORLDS = {form: World.load("CP", import_shares=form) for form in ("common", "by_use")}
ARRAYS = (
    "trade_share", "expenditure", "input_share", "consumption_share", "value_added", "deficit",
    "tariff", "elasticity",
)  # fmt: skip


@st.composite
def mergers(draw):
    """Draw a mapping of economies and one of sectors to a few new labels."""
    world = WORLDS["common"]
    labels = st.sampled_from(["a", "b", "c", "d"])
    economies = {e: draw(labels) for e in world.economies}
    sectors = {s: draw(labels) for s in world.sectors}
    return tuple(
        {
            label: [old for old, new in of.items() if new == label]
            for label in sorted(set(of.values()))
        }
        for of in (economies, sectors)
    )


@given(mergers(), st.sampled_from(["common", "by_use"]))
@settings(max_examples=10, deadline=None)
def test_a_merged_world_closes_and_its_money_adds_up(merger, form):
    world, (economies, sectors) = WORLDS[form], merger
    merged = world.aggregate(economies, sectors)
    assert max(merged.residuals().values()) < 1e-14
    for label, members in economies.items():
        at = [world.economy_index(member) for member in members]
        n = merged.economy_index(label)
        for name in ("value_added", "deficit", "tariff_revenue", "income"):
            assert getattr(merged, name)[n] == pytest.approx(
                getattr(world, name)[at].sum(), abs=1e-15
            )
        for label_k, goods in sectors.items():
            k = merged.sectors.index(label_k)
            ks = [world.sectors.index(good) for good in goods]
            assert merged.output[k, n] == pytest.approx(
                world.output[np.ix_(ks, at)].sum(), rel=1e-12
            )


@given(
    st.sampled_from(["JPN", "USA", "CHN", "ROW", "STP"]),
    st.lists(st.floats(0.05, 20), min_size=1, max_size=4),
    st.sampled_from(["common", "by_use"]),
)
@settings(max_examples=10, deadline=None)
def test_cutting_and_joining_changes_nothing(economy, weights, form):
    world = WORLDS[form]
    parts = {f"part {j}": weight for j, weight in enumerate(weights)}
    pieces = world.split(economy, parts)
    assert max(pieces.residuals().values()) < 1e-14
    joined = pieces.aggregate({economy: list(parts)})
    assert joined.economies == world.economies
    for name in ARRAYS:
        assert np.abs(getattr(joined, name) - getattr(world, name)).max() < 1e-12


def test_groups_and_usual_names_are_understood():
    world = WORLDS["common"]
    union = world.aggregate({"EU": "EU27", "ASEAN": ["asean"], "North": ["Canada", "the us"]})
    assert len(union.economies) == 81 - 26 - 9 - 1
    assert union.economy_index("European Union") == union.economies.index("EU")
    kept = world.aggregate(["Japan", "European Union", "US"])
    assert kept.economies == ("JPN", "European Union", "USA", "ROW")
    at = [world.economy_index(e) for e in GROUPS["EU27"]]
    assert kept.value_added[1] == pytest.approx(world.value_added[at].sum())


def test_no_merger_is_no_change():
    world = WORLDS["common"]
    same = world.aggregate()
    for name in ARRAYS:
        assert np.abs(getattr(same, name) - getattr(world, name)).max() < 1e-13


def test_merged_sectors_take_the_trade_weighted_elasticity():
    world = WORLDS["common"]
    merged = world.aggregate(sectors={"fuel and cars": ["C19", "C29"]})
    abroad = world.flow * (1 - np.eye(81))
    weight = abroad.sum((1, 2))[[world.sectors.index("C19"), world.sectors.index("C29")]]
    expected = (weight * [64.85, 1.115]).sum() / weight.sum()
    assert merged.elasticity[merged.sectors.index("fuel and cars")] == pytest.approx(expected)
    assert merged.services == ("SERV",)
    assert world.aggregate(sectors={"all": list(world.sectors)}).services == ()
