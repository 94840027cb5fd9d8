"""Trade remedies of other importers: rules with sources, which add across kinds and not within."""

import pytest

import cobden as cb
from cobden.measures import stacking_rules

REMEDIES = [f"{who}-{kind}" for who in ("EU", "China", "CAN", "IND", "JPN", "MEX")
            for kind in ("AD", "CVD")]  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return cb.World.load()


def duty(authority: str, rate: float, **more) -> cb.Tariff:
    common = {"by": "DEU", "on": "CHN", "goods": "C29", "start": "2026-01-01", "source": "a test"}
    return cb.Tariff(**(common | more), authority=authority, rate=rate)


def points(world: cb.World, *tariffs: cb.Tariff) -> float:
    cell = world.cell("C29", "DEU", "CHN")
    law = cb.Policy(tariffs).on("2026-06-01")
    return float(law.wedges(world).tariff[cell] - world.tariff[cell])


@pytest.mark.parametrize("name", REMEDIES)
def test_each_has_a_rule_with_a_source(name):
    entry = stacking_rules.us_rules().authority(name)
    assert entry is not None
    assert entry.name == name
    assert entry.source


def test_kinds_add_and_an_answer_comes_on_top(world):
    one, other = duty("EU-AD", 0.1), duty("EU-CVD-cars", 0.2)
    assert points(world, one, other, duty("EU-retaliation", 0.25)) == pytest.approx(0.55)


def test_two_of_one_kind_are_a_fault(world):
    with pytest.raises(cb.InputError, match="no rule says how they stack"):
        points(world, duty("EU-AD", 0.1, id="a"), duty("EU-AD", 0.2, id="b"))


def test_a_surcharge_comes_on_top_of_an_agreement(world):
    free = duty("agreement", 0.0, mode="ordinary")
    own = float(world.tariff[world.cell("C29", "DEU", "CHN")])
    assert points(world, free, duty("EU-CVD", 0.2)) == pytest.approx(0.2 - own)


@pytest.mark.parametrize(
    ("dumping", "subsidy", "safeguard", "together"),
    [(0.1, 0, 0.25, 0.25), (0.4, 0, 0.25, 0.4), (0.2, 0.2, 0.25, 0.4), (0.1, 0.1, 0.25, 0.25)],
)
def test_on_steel_the_union_collects_the_higher_of_safeguard_and_remedies(
    world, dumping, subsidy, safeguard, together
):
    named = {"EU-AD": dumping, "EU-CVD": subsidy, "EU-safeguard": safeguard}
    some = [duty(name, rate, goods="C24A", id=name) for name, rate in named.items() if rate]
    for order in (some, some[::-1]):
        law = cb.Policy(order).on("2026-06-01")
        cell = world.cell("C24A", "DEU", "CHN")
        assert law.wedges(world).tariff[cell] - world.tariff[cell] == pytest.approx(together)
    elsewhere = points(world, duty("China-AD", 0.1), duty("China-safeguard", 0.25))
    assert elsewhere == pytest.approx(0.35)
