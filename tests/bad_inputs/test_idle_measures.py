"""No measure falls on those who levy it, and none does nothing without a word."""

import numpy as np
import pytest

import cobden.measures as m
from cobden.base.economies import GROUPS
from cobden.base.errors import InputError
from cobden.measures.instrument import Setting
from cobden.world.world import World

COMMON = {"start": "2025-03-01", "authority": "an act", "source": "a test"}
AMOUNT = {"value": 1.0, "unit": "billion USD"}
KEPT = ["USA", "JPN", "CHN", "DEU", "FRA", "ITA", "CAN"]


@pytest.fixture(scope="module")
def whole():
    return World.load()


@pytest.fixture(scope="module")
def world(whole):
    return whole.aggregate(KEPT)


def levied(world, **terms):
    """Return which cells [importer, exporter] a tariff moves, in some sector."""
    law = m.Policy([m.Tariff(rate=0.1, goods="all", **COMMON, **terms)]).on("2025-06-05")
    return (law.wedges(world).tariff != world.tariff).any(axis=0)


def falls_on(world, instrument):
    """Return the flows (importer, exporter) of an instrument's own lines."""
    law = m.Policy([instrument]).on("2025-06-05")
    setting = Setting(world, law.wedges(world), law.day)
    lines, own = instrument.lines(setting, exports=isinstance(instrument, m.ExportControl))
    return {(lines[at].importer, lines[at].exporter) for at in own}


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_does_not_tax_its_members(whole, group):
    moved = levied(whole, by=group, on="all")
    inside = [n for n, name in enumerate(whole.economies) if name in GROUPS[group]]
    outside = [n for n in range(len(whole.economies)) if n not in inside]
    assert not moved[np.ix_(inside, inside)].any()
    assert moved[np.ix_(inside, outside)].all()
    assert not moved[outside].any()


def test_the_reported_fault_germany_does_not_tax_france(world):
    members = [name for name in ("DEU", "FRA", "ITA")]
    law = m.Policy([m.Tariff(by="EU27", on="all", goods="C29", rate=0.1, **COMMON)]).on(
        "2025-06-05"
    )
    assert law.rate("DEU", "JPN", "C29", mfn=0.0).all_in == pytest.approx(10)
    assert law.rate("DEU", "FRA", "C29", mfn=0.0).all_in == 0
    moved = levied(world, by="EU27", on="all")
    at = [world.economies.index(name) for name in members]
    assert not moved[np.ix_(at, at)].any()


def test_on_a_group_means_its_other_members(world):
    moved = levied(world, by="USA", on="G7")
    n = world.economies.index("USA")
    assert {world.economies[i] for i in np.flatnonzero(moved[n])} == set(KEPT) - {"USA", "CHN"}
    moved = levied(world, by="EU27", on="G7")
    for n in (world.economies.index(name) for name in ("DEU", "FRA", "ITA")):
        assert {world.economies[i] for i in np.flatnonzero(moved[n])} == {"USA", "JPN", "CAN"}


def test_economies_that_are_only_listed_together_tax_each_other(world):
    moved = levied(world, by=["USA", "CHN"], on="all")
    n, i = (world.economies.index(name) for name in ("USA", "CHN"))
    assert moved[n, i]
    assert moved[i, n]


@pytest.mark.parametrize("form", [
    lambda **k: m.Quota(goods="C29", **AMOUNT, **COMMON, **k),
    lambda **k: m.TariffRateQuota(
        goods="C29", in_rate=0.0, out_rate=0.2, **AMOUNT, **COMMON, **k
    ),
    lambda **k: m.ImportHalt(goods="C29", **COMMON, **k),
    lambda **k: m.TradeCost(goods="C29", change_of_cost=-0.02, **COMMON, **k),
    lambda **k: m.ExportControl(goods="C29", ban=True, **COMMON, **k),
    lambda **k: m.PurchaseCommitment(goods="C29", additional=True, **AMOUNT, **COMMON, **k),
])  # fmt: skip
def test_no_instrument_falls_on_its_own_economy(world, form):
    for sides in (
        {"by": "USA", "on": "G7"}, {"by": "EU27", "on": "all"}, {"by": "EU27", "on": "G7"},
        {"by": "all", "on": "USA"},
    ):  # fmt: skip
        flows = falls_on(world, form(**sides))
        assert flows
        assert not {flow for flow in flows if flow[0] == flow[1]}
        if sides["by"] == "EU27":
            assert not {flow for flow in flows if set(flow) <= {"DEU", "FRA", "ITA"}}
    spared = falls_on(world, form(by="USA", on="all", on_except="CAN"))
    assert len(spared) == len(KEPT) + 1 - 2
    assert not {flow for flow in spared if "CAN" in flow}
    with pytest.raises(InputError, match="falls on nobody"):
        form(by="USA", on="USA")


def test_goods_that_an_instrument_excepts_are_spared(world):
    halt = m.ImportHalt(by="CHN", on="USA", goods="all", goods_except="C29", **COMMON)
    law = m.Policy([halt]).on("2025-06-05")
    lines, _ = halt.lines(Setting(world, law.wedges(world), law.day))
    assert len(lines) > 5
    assert "C29" not in {line.sector for line in lines}
    part = m.ImportHalt(by="USA", on="JPN", goods="C29", goods_except="8703", **COMMON)
    (line,), _ = part.lines(Setting(world, law.wedges(world), law.day))
    assert 0 < line.share < 1  # parts and trucks: cars go on
    with pytest.raises(InputError, match="State it"):
        m.ImportHalt(by="CHN", on="USA", goods="C29", goods_except="8703", **COMMON).lines(
            Setting(world, law.wedges(world), law.day)
        )


def test_a_transfer_to_a_group_leaves_out_who_gives(world):
    gift = m.Transfer(by="USA", on="G7", goods="all", **AMOUNT, **COMMON)
    law = m.Policy([gift]).on("2025-06-05")
    moved = gift.change(Setting(world, law.wedges(world), law.day)).transfer
    assert moved is not None
    given_ = AMOUNT["value"] * 1e9 / world.value_usd
    assert moved[world.economies.index("USA")] == pytest.approx(-given_)
    assert moved[world.economies.index("CHN")] == 0


NOBODY = {
    "itself": ({"by": "USA", "on": "USA"}, "falls on nobody"),
    "itself among others": ({"by": "USA", "on": "USA JPN"}, "on names USA"),
    "a fellow of its group": ({"by": "EU27", "on": "FRA"}, "falls on nobody"),
    "a fellow among others": ({"by": "EU27", "on": "FRA CHN"}, "on names FRA"),
    "its own group": ({"by": "EU27", "on": "EU27"}, "falls on nobody"),
    "everybody excepted": ({"by": "USA", "on": "JPN", "on_except": "JPN"}, "falls on nobody"),
    "an exception that is none": (
        {"by": "USA", "on": "JPN", "on_except": "CHN"}, "on_except names CHN"
    ),
    "nobody who levies": ({"by": (), "on": "JPN"}, "by is empty"),
    "nobody it falls on": ({"by": "USA", "on": ()}, "on is empty"),
    "levied by all": ({"by": "all", "on": "JPN"}, "name the economies that levy it"),
    "every good excepted": (
        {"by": "USA", "on": "JPN", "goods": "C29", "goods_except": "C29"}, "takes away all"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", NOBODY)
def test_a_tariff_that_falls_on_nobody_is_refused(fault):
    terms, says = NOBODY[fault]
    with pytest.raises(InputError, match=says) as caught:
        m.Tariff(**({"goods": "all", "rate": 0.1} | COMMON | terms))
    assert "Tariff" in caught.value.where
