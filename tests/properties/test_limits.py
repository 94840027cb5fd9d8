"""Limits are inequalities: of several on one flow the tightest binds; conflicts name both."""

import numpy as np
import pytest

import cobden.measures as m
from cobden.base.errors import Infeasible, InputError
from cobden.base.targets import Target
from cobden.equilibrium import delivered, solve
from cobden.equilibrium._meet_targets import beyond_bounds
from cobden.world.world import World

COMMON = {"start": "2025-03-01", "authority": "a pact", "source": "a test"}
SIDES = {"by": "JPN", "on": "CHN", "goods": "C26", "unit": "billion USD"}


@pytest.fixture(scope="module")
def world():
    # The economies of the tests of instruments: what is compiled there serves here, too.
    return World.load().aggregate(["USA", "JPN", "CHN", "TWN", "KOR", "EU27"])


def cut(change):
    sides = {"by": "CHN", "on": "JPN", "goods": "C26", "id": "cut"}
    return m.ExportControl(volume_change=change, **sides, **COMMON)


def quota(value, name="quota"):
    return m.Quota(value=value, id=name, **SIDES, **COMMON)


def promise(value):
    sides = {"by": "JPN", "from_": "CHN", "goods": "C26", "unit": "billion USD", "id": "promise"}
    return m.PurchaseCommitment(value=value, additional=True, **sides, **COMMON)


def found(world, *instruments):
    result = solve(world, m.Policy(instruments).on("2025-06-05"))
    return {row.name: row for row in delivered(result)}


@pytest.mark.parametrize(
    ("law", "binds", "volume"),
    [
        ((cut(-0.5), quota(15)), "quota", 15),
        ((cut(-0.5), quota(40)), "cut", 24.0837),
        ((cut(-0.9), quota(15)), "cut", 4.8167),
        ((quota(15), quota(20, "wide")), "quota", 15),
        ((quota(15), quota(15, "same")), "quota", 15),
    ],
)
def test_the_tightest_of_several_limits_binds_and_the_others_are_slack(world, law, binds, volume):
    rows = found(world, *law)
    assert {name: row.regime for name, row in rows.items()} == {
        name: "binding" if name == binds else "not binding" for name in rows
    }
    assert all(row.volume == pytest.approx(volume, rel=1e-4) for row in rows.values())
    alone = found(world, *(one for one in law if one.id == binds))
    assert rows[binds].rate == pytest.approx(alone[binds].rate, abs=1e-7)


def test_a_promise_within_a_limit_is_met_and_the_limit_is_slack(world):
    rows = found(world, quota(60), promise(5))
    assert rows["promise"].regime == "met"
    assert rows["quota"].regime == "not binding"
    assert rows["quota"].volume == pytest.approx(53.1675, rel=1e-4)


@pytest.mark.parametrize("limit", [quota(20), cut(-0.2)])
def test_a_promise_beyond_a_limit_names_both(world, limit):
    with pytest.raises(Infeasible) as caught:
        found(world, limit, promise(5))
    assert "promise" in caught.value.where
    assert f"'{limit.id}' limits" in caught.value.what


def test_limits_that_share_a_part_of_their_trade_say_what_to_do(world):
    wide = m.Quota(value=30, id="wide", by="JPN", on="CHN", goods=["C26", "C27"],
                   unit="billion USD", **COMMON)  # fmt: skip
    with pytest.raises(InputError) as caught:
        found(world, quota(15), wide)
    assert "'quota'" in caught.value.what
    assert "'wide'" in caught.value.what
    assert "tighter one then binds" in caught.value.remedy


def test_the_certificate_says_how_far_a_premium_is_outside_its_bounds(world):
    law = m.Policy([quota(15)]).on("2025-06-05")
    result = solve(world, law)
    assert result.certificate.bounds == 0
    target = Target("a limit", (0,), "tariff", 1.0, sense="at_most", least=0.0, most=0.5)
    outside = beyond_bounds((target, target), np.log1p([0.2, 0.65]))
    assert outside == pytest.approx(np.log(1.65 / 1.5))
    assert beyond_bounds((target,), np.log1p([-0.1])) == pytest.approx(-np.log(0.9))
