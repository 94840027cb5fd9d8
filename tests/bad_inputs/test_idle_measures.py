"""No measure falls on those who levy it, and none does nothing without a word."""

import numpy as np
import pytest

import cobden.measures as m
from cobden.base.economies import GROUPS
from cobden.base.errors import InputError
from cobden.cases import new
from cobden.measures.instrument import Setting
from cobden.study import run
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
    assert {world.economies[i] for i in np.flatnonzero(moved[n])} == {
        *KEPT,
        "ROW",  # which holds the United Kingdom
    } - {"USA", "CHN"}
    moved = levied(world, by="EU27", on="G7")
    for n in (world.economies.index(name) for name in ("DEU", "FRA", "ITA")):
        assert {world.economies[i] for i in np.flatnonzero(moved[n])} == {
            "USA",
            "JPN",
            "CAN",
            "ROW",
        }


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


def own(**terms):
    given = {"by": "USA", "on": "JPN", "goods": "C29", "rate": 0.1, "id": "mine"} | COMMON
    return m.Tariff(**(given | terms))


IDLE = {
    "a rate of nothing": lambda: own(rate=0.0),
    "a partner that the world does not show": lambda: own(on="MDG"),
    "a floor below what is due": lambda: own(rate=0.0, mode="floor"),
    "an exemption from nothing": lambda: m.Tariff(
        by="USA", on="JPN", goods="C29", mode="exempt", id="mine", **COMMON
    ),
    "a cost that does not change": lambda: m.TradeCost(
        by="USA", on="JPN", goods="C29", change_of_cost=0.0, id="mine", **COMMON
    ),
    "a licence that takes no time": lambda: m.ExportControl(
        by="CHN", on="USA", goods="C26", licence_delay=0, id="mine", **COMMON
    ),
    "a promise of nothing": lambda: m.PurchaseCommitment(
        by="JPN", from_="USA", goods="C26", additional=True, value=0, unit="billion USD",
        id="mine", **COMMON,
    ),
    "a gift of nothing": lambda: m.Transfer(
        by="JPN", on="USA", goods="all", value=0, unit="billion USD", id="mine", **COMMON
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", IDLE)
def test_a_measure_that_changes_nothing_is_an_error_unless_it_is_meant(world, fault):
    measure = IDLE[fault]()
    with pytest.raises(InputError, match="changes nothing") as caught:
        m.Policy([measure]).on("2025-06-05").terms(world)
    assert caught.value.where == "mine"
    assert "idle: true" in caught.value.remedy
    meant = measure.model_copy(update={"idle": True})
    terms = m.Policy([meant]).on("2025-06-05").terms(world)
    assert (terms.wedges.tariff == world.tariff).all()


def test_what_another_measure_displaces_whole_is_idle(whole):
    more = [own(rate=0.1, goods="8703", authority="IEEPA-reciprocal", mode="replace")]
    law = m.Policy.load() + more
    with pytest.raises(InputError, match="changes nothing"):
        law.on("2025-06-05").terms(whole)  # cars are under Section 232
    assert law.on("2025-03-20").terms(whole)


def test_each_measure_says_how_many_cells_and_how_much_trade_it_touches(world):
    law = m.Policy(
        [
            own(),
            own(on="all", on_except="JPN", goods="all", id="wide"),
            m.Quota(by="USA", on="CHN", goods="C26", id="limit", **AMOUNT, **COMMON),
            m.ImportHalt(by="USA", on="JPN", goods="8703", id="cars", **COMMON),
        ]
    ).on("2025-06-05")
    found = {row.measure: row for row in law.enacted(world).touched}
    flow = world.flow * world.value_usd / 1e9
    k, n, i = world.cell("C29", "USA", "JPN")
    assert found["mine"].cells == 1
    assert found["mine"].trade == pytest.approx(flow[k, n, i])
    others = [i for i, name in enumerate(world.economies) if name not in ("USA", "JPN")]
    taxed = flow[:, n, others][[name not in ("SERV", "B09") for name in world.sectors]]
    assert found["wide"].cells == (taxed > 0).sum()
    assert found["wide"].trade == pytest.approx(taxed.sum())
    assert found["limit"].trade == pytest.approx(flow[world.cell("C26", "USA", "CHN")])
    assert found["cars"].cells == 1
    assert 0 < found["cars"].trade < flow[k, n, i]


def test_the_shipped_law_touches_what_its_lists_say(whole):
    found = {row.measure: row for row in m.Policy.load().on("2025-06-05").enacted(whole).touched}
    assert len(found) == len(m.Policy.load().on("2025-06-05").tariffs)
    baseline = found["M015"]  # 10% on everybody
    assert 1500 < baseline.cells < 27 * 80
    us = whole.economies.index("USA")
    goods = [name not in whole.services for name in whole.sectors]
    imports = np.delete(whole.flow[goods, us], us, axis=1).sum() * whole.value_usd / 1e9
    assert 0.2 * imports < baseline.trade < 0.6 * imports  # China, cars, steel, oil are elsewhere


@pytest.mark.parametrize("change", [
    lambda p: p.without(on="ISL", by="JPN"),
    lambda p: p.without(by="DEU"),
    lambda p: p.without_suspension(on="GBR"),
])  # fmt: skip
def test_a_change_of_policy_that_changes_nothing_is_refused(change):
    with pytest.raises(InputError, match="nothing would change"):
        change(m.Policy.load())


@pytest.mark.parametrize("day", ["2099-01-01", "1950-01-01", "2017-12-31", "2026-12-01"])
def test_a_day_outside_the_law_is_refused(day):
    with pytest.raises(InputError, match="2018-01-01 to 2026-11-30"):
        m.Policy.load().on(day)
    assert m.Policy([own()]).on(day) is not None  # a law of one's own covers what it says


STATES = {
    "a drop of what is not in force": ("drop: [M015]\n    on: 2025-02-01", "M015"),
    "a lapse of what is not in force": ("lapse: [Japan]\n    on: 2025-02-01", "lapse"),
    "terms that are the same": (
        "terms: [{of: Japan, as_on: 2025-06-10}]\n    on: 2025-06-05", "terms"
    ),
    "what holds already": ("add: [M015]\n    on: 2025-06-05", "holds already"),
}  # fmt: skip


def case_of(folder, keys, law="law: us-2025"):
    new(folder)
    (folder / "case.yaml").write_text(f"""
title: A case
question: What changes?
parties: [{{economy: Japan, role: home}}, {{economy: USA, role: counterpart}}]
{law}
states:
  - id: one
    title: One
    {keys}
brief: {{state: one}}
""", encoding="utf-8")  # fmt: skip
    return folder


@pytest.mark.parametrize("fault", STATES)
def test_a_key_of_a_state_that_changes_nothing_is_refused(fault, tmp_path):
    keys, says = STATES[fault]
    with pytest.raises(InputError, match=says) as caught:
        run(case_of(tmp_path / "mine", keys), variants=False)
    assert "case.yaml" in caught.value.where
    assert "states.one" in caught.value.where


def test_terms_without_a_law_are_refused(tmp_path):
    keys = "terms: [{of: Japan, as_on: 2025-06-10}]\n    on: 2025-06-05"
    with pytest.raises(InputError, match="terms changes nothing"):
        run(case_of(tmp_path / "mine", keys, law=""), variants=False)


def test_a_measure_of_a_case_that_changes_nothing_is_named(tmp_path):
    folder = case_of(tmp_path / "mine", "on: 2026-01-01\n    add: [cars-machinery]", law="")
    rows = (folder / "measures.csv").read_text(encoding="utf-8")
    (folder / "measures.csv").write_text(rows.replace(",0.20,", ",0.0,"), encoding="utf-8")
    with pytest.raises(InputError, match="changes nothing"):
        run(folder, variants=False)


def test_a_measure_read_twice_works_both_times(whole):
    """What a law adds is kept between laws that are equal, though not the same."""
    for _ in range(2):
        tariff = m.Tariff(by="USA", on="DEU", goods="C28", rate=0.2, **COMMON)
        enacted = m.Policy([tariff]).on("2025-06-05").enacted(whole)
        assert [touched.cells for touched in enacted.touched] == [1]
