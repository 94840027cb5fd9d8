"""The screen of minerals: balances close, losses move the right way, ranges are ranges."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cobden.base.errors import InputError
from cobden.chains.mineral_balances import mineral, minerals
from cobden.chains.mineral_ranks import (
    joint_loss,
    most_short,
    point_of,
    rank_correlation,
    ranked,
    short_row,
)
from cobden.chains.mineral_screen import Screened, screen
from cobden.world.world import World
from derived import assert_derived

ROOT = Path(__file__).parents[3]
DATA = ROOT / ".." / "shared" / "data"
DRAWS = 64


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


def run(world: World, name: str, by: str = "CHN", **options: object) -> Screened:
    return screen(world, mineral(name), by, draws=DRAWS, **options)


@pytest.mark.skipif(not DATA.exists(), reason="the summaries are not on this machine")
def test_the_tables_are_those_of_the_summaries():
    assert_derived("minerals")


def test_there_are_more_than_fifty_minerals_and_each_is_screened(world: World):
    assert len(minerals()) >= 60
    for item in minerals().values():
        for by in item.holders(0.4):
            found = screen(world, item, by, draws=16)
            assert found.residual < 0.01, item.name  # supply and use of every month
            assert ((found.short >= 0) & (found.short <= 1 + 1e-9)).all(), item.name


def test_use_of_the_world_is_its_output(world: World):
    for name in ("copper", "rare_earths", "tungsten", "zinc"):
        found, (low, high) = run(world, name), mineral(name).world_output
        use = found.use.sum(axis=1) * 12
        assert (use > 0.99 * low).all()
        assert (use < 1.2 * high).all()


@pytest.mark.parametrize("name", ["gallium", "graphite", "antimony", "rare_earths"])
def test_losses_rise_with_the_share_withheld_and_are_none_at_no_cut(world: World, name: str):
    losses = [run(world, name, approve=share).loss.sum(axis=1) for share in (1.0, 0.5, 0.2, 0.0)]
    assert losses[0].max() == 0
    for less, more in pairwise(losses):
        assert (more >= less - 1e-6).all()
    assert losses[-1].mean() > 0


@pytest.mark.parametrize(
    ("assumption", "low", "high"),
    [("cover", 0.5, 8), ("saved", 0, 0.4), ("recycling", 0, 0.1), ("slack", 0, 0.15),
     ("leak", 0, 0.15), ("priority", 1, 2.5)],
)  # fmt: skip
def test_losses_fall_with_cover_substitution_and_slack(
    world: World, assumption: str, low: float, high: float
):
    bare, covered = (
        run(world, "graphite", fixed={assumption: value}).loss.sum(axis=1) for value in (low, high)
    )
    assert (covered <= bare + 1e-6).all()
    assert covered.mean() < bare.mean()


def test_nobody_goes_short_before_stocks_and_cargo_at_sea_are_used_up(world: World):
    fixed = {"cover": 3.0, "at_sea": 1.0, "saved": 0.0, "recycling": 0.0, "slack": 0.0, "leak": 0.0,
             "own_sources": 0.0, "home": 1.0}  # fmt: skip
    found = run(world, "yttrium", fixed=fixed)
    short = found.short[:, found.economies.index("JPN")]
    lacking = short[:, -1]  # once stocks are gone: what no longer comes
    assert lacking.min() > 0.5
    last_covered = 1 + np.floor(3 / lacking + 1e-9)  # the first month's cargo still lands
    np.testing.assert_array_equal((short > 1e-9).argmax(axis=1), last_covered)
    assert short_row(found, "CHN").probability == 0


def test_a_joint_loss_is_between_the_worst_and_the_sum(world: World):
    found = [run(world, name) for name in ("gallium", "indium", "germanium", "graphite")]
    joint = joint_loss(found)
    each = np.array([item.loss for item in found])
    assert (joint <= each.sum(axis=0) * (1 + 1e-9) + 1e-6).all()
    assert (joint >= each.max(axis=0) * (1 - 1e-9) - 1e-6).all()


def test_a_loss_is_a_point_only_where_its_range_is_narrow(world: World):
    assert point_of((1.0, 5.0, 29.0)) == 5.0
    assert point_of((1.0, 5.0, 31.0)) is None
    assert point_of((0.0, 5.0, 10.0)) is None
    assert point_of(None) is None
    assert short_row(run(world, "gallium"), "USA").point is None
    assert run(world, "gallium").price.max() <= 30


def test_the_order_of_minerals_is_one_of_probabilities(world: World):
    found = [run(world, name) for name in ("gallium", "graphite", "copper", "gypsum", "tin")]
    rows = ranked(found, "USA")
    assert {row.mineral for row in rows[:2]} == {"Gallium", "Natural graphite"}
    for row in rows:
        assert 1 <= row.rank[0] <= row.rank[1] <= row.rank[2] <= 5
    assert most_short(found[0])[0].economy in {"USA", "JPN", "KOR", "TWN", "DEU", "IND", "ROW"}


def test_a_rank_correlation_of_known_orders():
    order = {name: float(-place) for place, name in enumerate("abcdefghij")}
    assert rank_correlation(order, list("abcdefghij"))[0] == pytest.approx(1)
    assert rank_correlation(order, list("jihgfedcba"))[0] == pytest.approx(-1)


def test_mistakes_are_named(world: World):
    with pytest.raises(InputError, match="Did you mean 'gallium'"):
        mineral("galium")
    with pytest.raises(InputError, match="makes no Gallium"):
        run(world, "gallium", by="BRA")
    with pytest.raises(InputError, match="Known: refined, component"):
        run(world, "gallium", stage="ore")
    with pytest.raises(InputError, match=r"the share let go is 1\.5"):
        run(world, "gallium", approve=1.5)
    with pytest.raises(InputError, match="Did you mean 'cover'"):
        run(world, "gallium", fixed={"covers": 1.0})


@pytest.mark.skipif(not DATA.exists(), reason="imports by product are not on this machine")
def test_imports_by_value_beside_price_use_and_reliance():
    """Customs value of imports in 2024 within a factor of 3 of price x use x reliance."""
    customs = pd.read_parquet(DATA / "measures" / "us_imports_2024_hs10.parquet")
    near, told = [], []
    for item in minerals().values():
        if not (item.headings and item.price and item.use and item.reliance and item.use[1]):
            continue
        value = customs[customs.hs.str.startswith(item.headings)].value_usd.sum()
        product = np.prod([sum(item.price) / 2, sum(item.use) / 2, sum(item.reliance) / 2])
        if value > 0 and product > 0:
            told.append(item.name)
            if 1 / 3 < value / product < 3:
                near.append(item.name)
    print(f"{len(near)} of {len(told)}; beyond: {sorted(set(told) - set(near))}")
    assert len(told) >= 40
    assert len(near) / len(told) > 0.6
