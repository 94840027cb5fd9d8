"""The law on merged and cut worlds: that of the world they were made of, weighted by trade."""

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.equilibrium import solve
from cobden.measures import Policy, Tariff
from cobden.measures.law_wedges import tariffs_on
from cobden.world.world import World

KEPT = ["USA", "JPN", "CHN", "EU27", "CAN", "MEX"]
DAY = "2025-09-20"


@pytest.fixture(scope="module")
def full():
    return World.load()


@pytest.fixture(scope="module")
def law():
    return Policy.load().on(DAY)


def goods_of(world):
    return [k for k, name in enumerate(world.sectors) if name not in world.services]


def mean(world, tariff, importer):
    """The importer's mean tariff on goods from abroad, weighted by customs value."""
    n, k = world.economy_index(importer), goods_of(world)
    abroad = [i for i in range(len(world.economies)) if i != n]
    flow = world.flow[k][:, n, abroad]
    return float((tariff[k][:, n, abroad] * flow).sum() / flow.sum())


def test_the_rest_of_the_world_pays_what_its_members_pay(full, law):
    merged = full.aggregate(KEPT)
    whole, part = law.wedges(full).tariff, law.wedges(merged).tariff
    assert mean(merged, part, "USA") == pytest.approx(mean(full, whole, "USA"), abs=1e-12)
    rest, usa = merged.economy_index("ROW"), merged.economy_index("USA")
    members = [
        i
        for i, name in enumerate(full.economies)
        if name not in ("USA", "JPN", "CHN", "CAN", "MEX") and name not in _union()
    ]
    flow = full.flow[:, full.economy_index("USA")][:, members]
    paid = whole[:, full.economy_index("USA")][:, members]
    np.testing.assert_allclose(
        (part[:, usa, rest] * merged.flow[:, usa, rest]).sum(), (paid * flow).sum(), rtol=1e-12
    )
    assert part[:, usa, rest].max() > 0.15  # India and Brazil are in it


def _union():
    from cobden.base.economies import GROUPS

    return GROUPS["EU27"]


def test_a_partner_kept_apart_pays_the_same(full, law):
    merged = full.aggregate(KEPT)
    whole, part = law.wedges(full).tariff, law.wedges(merged).tariff
    for partner in ("JPN", "CHN", "CAN", "MEX"):
        np.testing.assert_allclose(
            part[:, merged.economy_index("USA"), merged.economy_index(partner)],
            whole[:, full.economy_index("USA"), full.economy_index(partner)],
            atol=1e-12,
        )


def test_the_law_of_the_benchmark_changes_nothing_in_a_merged_world(full):
    merged = full.aggregate(KEPT)
    assert (Policy.load().on("2025-01-01").wedges(merged).tariff == merged.tariff).all()


def test_a_group_of_ones_own(full, law):
    merged = full.aggregate({"Friends": ["DEU", "IND", "BRA"]})
    whole, part = law.wedges(full).tariff, law.wedges(merged).tariff
    usa, friends = merged.economy_index("USA"), merged.economies.index("Friends")
    members = [full.economy_index(name) for name in ("DEU", "IND", "BRA")]
    flow = full.flow[:, full.economy_index("USA")][:, members]
    paid = (whole[:, full.economy_index("USA")][:, members] * flow).sum(1)
    goods = goods_of(full)
    np.testing.assert_allclose(part[goods, usa, friends], (paid / flow.sum(1))[goods], rtol=1e-9)


def test_merged_members_tax_each_other_in_the_merged_economy(full):
    policy = Policy([Tariff(by="USA", on="MEX", goods="C29", rate=0.25, start="2025-06-01",
                            authority="S232", source="a test")])  # fmt: skip
    merged = full.aggregate({"NA": ["USA", "CAN", "MEX"]})
    na, k = merged.economies.index("NA"), merged.sector_index("C29")
    change = policy.on(DAY).wedges(merged).tariff - merged.tariff
    usa, mex = full.economy_index("USA"), full.economy_index("MEX")
    share = full.flow[k, usa, mex] / merged.flow[k, na, na]
    assert change[k, na, na] == pytest.approx(0.25 * share)
    change[k, na, na] = 0
    assert not change.any()


@pytest.mark.parametrize("goods", ["vehicles", "C29", "8703"])
def test_merged_sectors_are_taxed_by_their_own_name_and_by_what_they_hold(full, goods):
    merged = full.aggregate(KEPT, sectors={"vehicles": ["C29", "C302T309"]})
    policy = Policy([Tariff(by="USA", on="JPN", goods=goods, rate=0.25, start="2025-06-01",
                            authority="S232", source="a test")])  # fmt: skip
    k = merged.sectors.index("vehicles")
    change = policy.on(DAY).wedges(merged).tariff - merged.tariff
    cell = change[k, merged.economy_index("USA"), merged.economy_index("JPN")]
    assert cell == pytest.approx(0.25) if goods == "vehicles" else 0.1 < cell < 0.25


def test_a_part_of_a_cut_economy_pays_what_the_whole_pays(full, law):
    cut = full.split("JPN", {"Honshu": 4.0, "the other islands": 1.0})
    whole, part = law.wedges(full).tariff, law.wedges(cut).tariff
    usa = cut.economy_index("USA")
    for label in ("Honshu", "the other islands"):
        np.testing.assert_allclose(
            part[:, usa, cut.economies.index(label)],
            whole[:, full.economy_index("USA"), full.economy_index("JPN")],
            atol=1e-12,
        )


def test_some_partners_alone_give_the_same_figures(full, law):
    merged = full.aggregate(KEPT)
    usa, exporters = merged.economy_index("USA"), [merged.economy_index(n) for n in ("ROW", "CHN")]
    np.testing.assert_allclose(
        tariffs_on(law, merged, usa, exporters),
        law.wedges(merged).tariff[:, usa, exporters],
        atol=1e-12,
    )


@pytest.mark.validation
def test_a_merged_world_answers_as_the_full_one_does(full, law):
    whole, part = solve(full, law), solve(full.aggregate(KEPT), law)
    for economy in ("USA", "MEX", "CAN"):
        assert float(part.welfare.sel(economy=economy)) == pytest.approx(
            float(whole.welfare.sel(economy=economy)), abs=0.02
        )


def test_the_certificate_lists_what_of_the_law_is_not_in_it(full):
    law = Policy.load().on("2026-08-01")
    small = full.aggregate(["USA", "CHN"], sectors={"goods": goods_names(full)})
    certificate = solve(small, law).certificate
    assert certificate.not_applied == law.not_applied
    assert any("Section 232, pharma" in note for note in certificate.not_applied)
    assert f"{len(law.not_applied)} measures of the law not applied" in str(certificate)
    assert solve(small).certificate.not_applied == ()


def goods_names(world):
    return [name for name in world.sectors if name not in world.services]


@pytest.mark.parametrize("on", ["IND", "JPN"])
def test_what_a_measure_touches_is_told_in_a_merged_world(full, on):
    mine = Tariff(by="USA", on=on, goods="C20", rate=0.25, start="2025-06-01",
                  authority="mine", source="a test", id="mine")  # fmt: skip
    law = Policy([mine]).on(DAY)
    merged = full.aggregate({"the rest": [e for e in full.economies if e not in ("USA", "JPN")]})
    (there,) = law.enacted(full).touched
    (here,) = law.enacted(merged).touched
    assert here.cells == there.cells == 1
    assert here.trade == pytest.approx(there.trade)
    both = full.aggregate(sectors={"chemistry": ["C20", "C21"]})
    (also,) = law.enacted(both).touched
    assert also.trade == pytest.approx(there.trade)


def test_a_measure_that_touches_nothing_in_a_merged_world_is_refused(full):
    mine = Tariff(by="USA", on="IND", goods="C20", rate=0.25, start="2025-06-01",
                  authority="mine", source="a test", id="mine")  # fmt: skip
    again = mine.model_copy(update={"id": "again", "rate": 0.0})
    merged = full.aggregate(KEPT)
    with pytest.raises(InputError, match="changes nothing"):
        Policy([again]).on(DAY).enacted(merged)
