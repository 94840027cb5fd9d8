"""What a promise brings about is told from what else is in force, at each flow's own costs."""

import numpy as np
import pytest

import cobden.measures as m
from cobden.equilibrium import additionality, delivered, solve
from cobden.world.world import World

COMMON = {"start": "2025-03-01", "authority": "a pact", "source": "a test"}
BILLION = {"unit": "billion USD"}
ON_CHIPS = {"by": "CHN", "on": "JPN", "goods": "C26", "id": "other"}
PROMISE = m.PurchaseCommitment(
    by="JPN", from_="USA", goods="C26", additional=True, value=20, id="promise", **BILLION, **COMMON
)
OTHERS = {
    "nothing": None,
    "a delay": m.ExportControl(licence_delay=45, **ON_CHIPS, **COMMON),
    "a cut": m.ExportControl(volume_change=-0.5, rent="wasted", **ON_CHIPS, **COMMON),
    "a wasted quota": m.Quota(
        by="JPN", on="CHN", goods="C26", value=15, rent="wasted", id="other", **BILLION, **COMMON
    ),
    "an export tax": m.ExportControl(volume_change=-0.5, **ON_CHIPS, **COMMON),
    "a tariff quota": m.TariffRateQuota(
        by="JPN", on="CHN", goods="C26", value=15, in_rate=0.0, out_rate=0.3, id="other",
        **BILLION, **COMMON,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    # The economies of the tests of instruments: what is compiled there serves here, too.
    return World.load().aggregate(["USA", "JPN", "CHN", "TWN", "KOR", "EU27"])


def solved(world, *instruments):
    return solve(world, m.Policy([i for i in instruments if i is not None]).on("2025-06-05"))


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_bought_more_is_taken_from_others_or_new(world, other):
    found = additionality(solved(world, PROMISE, OTHERS[other]), "promise")
    assert float(found.diverted.sum()) + found.more == pytest.approx(found.additional, rel=1e-6)
    assert 0.6 < found.share < 0.8  # as without the other: its own diversion is not counted
    assert float(found.diverted.sel(economy="JPN")) > 5


@pytest.mark.parametrize("other", ["a cut", "a wasted quota", "an export tax"])
def test_a_flow_that_is_limited_anyway_loses_nothing_more(world, other):
    result = solved(world, PROMISE, OTHERS[other])
    found = additionality(result, "promise")
    assert float(found.diverted.sel(economy="CHN")) == pytest.approx(0.0, abs=1e-5)
    there = {row.name: row for row in delivered(result)}
    assert there["other"].volume - there["other"].before < -20


def test_a_delay_on_a_line_counts_as_the_same_cost_on_the_flow(world):
    by_line = solved(world, PROMISE, OTHERS["a delay"])
    cost = np.ones(world.tariff.shape)
    cost[world.cell("C26", "JPN", "CHN")] = 1 + 0.0135 * 45
    law = m.Policy([PROMISE]).on("2025-06-05").terms(world)
    by_flow = solve(world, trade_cost=cost, targets=law.targets)
    one, other = (additionality(result, "promise") for result in (by_line, by_flow))
    assert one.diverted.values == pytest.approx(other.diverted.values, abs=1e-6)
    assert one.withheld.values == pytest.approx(other.withheld.values, abs=1e-6)
    assert one.more == pytest.approx(other.more, abs=1e-6)
