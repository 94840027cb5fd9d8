"""A tariff on codes where trade by product is not known: a stated share, or no answer."""

import re

import pytest

import cobden.measures as m
from cobden.base.errors import InputError
from cobden.measures.touched import enact
from cobden.products import read_products
from cobden.world.world import World

TERMS = {"start": "2025-03-01", "authority": "an act", "source": "a test"}
KEPT = ["USA", "JPN", "CHN", "DEU", "MEX"]


@pytest.fixture(scope="module")
def world():
    return World.load().aggregate(KEPT)


def points(world, *tariffs, by="MEX", on="CHN"):
    """Return what tariffs add to the rates of one importer on one exporter [k], in per cent."""
    law = m.Policy([m.Tariff(by=by, on=on, **TERMS, **terms) for terms in tariffs]).on("2025-06-05")
    n, i = world.economy_index(by), world.economy_index(on)
    added = law.wedges(world).tariff[:, n, i] - world.tariff[:, n, i]
    return {name: 100 * x for name, x in zip(world.sectors, added, strict=True) if abs(x) > 1e-12}


def test_a_share_is_what_the_sector_bears(world):
    assert points(world, {"goods": "870380", "rate": 0.2, "share": 0.35}) == pytest.approx(
        {"C29": 7.0}
    )
    assert points(world, {"goods": "870380", "rate": 0.2, "share": "35%"}) == pytest.approx(
        {"C29": 7.0}
    )


def test_several_sectors_each_have_their_own(world):
    goods = "870380 220421"
    found = points(world, {"goods": goods, "rate": 0.1, "share": {"C29": 0.5, "C10T12": 0.02}})
    assert found == pytest.approx({"C29": 5.0, "C10T12": 0.2})
    with pytest.raises(InputError, match=r"parts of several sectors: C10T12, C29"):
        points(world, {"goods": goods, "rate": 0.1, "share": 0.5})


def test_parts_of_parts_hold_together(world):
    """Half of it are cars, a quarter of these electric, which bear a rate of their own."""
    cars = {"goods": "8703", "rate": 0.1, "share": 0.5}
    electric = {"goods": "870380", "rate": 0.3, "share": 0.125, "mode": "replace"}
    assert points(world, cars, electric) == pytest.approx({"C29": 0.375 * 10 + 0.125 * 30})


def test_the_same_goods_need_it_once(world):
    first = {"goods": "870380", "rate": 0.1, "share": 0.35}
    lifted = {"goods": "870380", "rate": 0.3, "mode": "replace"}
    assert points(world, first, lifted) == pytest.approx({"C29": 10.5})


def test_all_but_a_code_is_a_part_too(world):
    found = points(world, {"goods": "C29", "goods_except": "870380", "rate": 0.1, "share": 0.65})
    assert found == pytest.approx({"C29": 6.5})


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"goods": "870380"}, r"how much of MEX's imports of C29 .* not known.*share: 0.35"),
        ({"goods": "C29", "goods_except": "870380"}, r"not known"),
        ({"goods": "C29", "share": 0.3}, r"whole sectors.*Leave it out"),
        ({"goods": "870380", "share": {"C30": 0.3}}, r"a share of C30.*They are part of: C29"),
        ({"goods": "870380", "share": 1.5}, r"share"),
        ({"goods": "870380", "share": 0}, r"share"),
        ({"goods": "870380", "share": "a third"}, r"share"),
    ],
)
def test_what_is_not_known_is_not_guessed(world, terms, said):
    with pytest.raises(InputError) as fault:
        points(world, {"rate": 0.1, **terms})
    message = " ".join(str(fault.value).split())
    assert re.search(said, message), message


def test_shares_that_cannot_hold_together(world):
    cars = {"goods": "8703", "rate": 0.1, "share": 0.3, "id": "cars"}
    electric = {"goods": "870380", "rate": 0.2, "share": 0.4, "id": "electric"}
    with pytest.raises(InputError, match=r"shares of cars, electric cannot hold together"):
        points(world, cars, electric)


def test_a_table_of_products_tells_it(tmp_path):
    path = tmp_path / "imports.csv"
    path.write_text("code,origin,value\n870380,China,3e9\n870323,China,1e9\n870323,Japan,2e9\n")
    whole = World.load()
    world = whole.with_products(read_products(path, importer="MEX", year=2022))
    found = points(world, {"goods": "870380", "rate": 0.2})
    assert found == pytest.approx({"C29": 15.0})
    from_japan = points(world, {"goods": "870380", "rate": 0.2}, on="JPN")
    assert from_japan == {}


def test_the_reach_says_what_the_weights_are(world):
    law = m.Policy(
        [
            m.Tariff(id="a", by="MEX", on="CHN", goods="870380", rate=0.2, share=0.3, **TERMS),
            m.Tariff(id="b", by="JPN", on="CHN", goods="C29", rate=0.2, **TERMS),
            m.Tariff(id="c", by="USA", on="CHN", goods="870380", rate=0.2, **TERMS),
        ]
    ).on("2025-06-05")
    said = {row.measure: row.weights for row in enact(law, world).touched}
    assert said == {"a": "share as stated", "b": "whole sectors", "c": "imports by line"}
    shipped = enact(m.Policy.load().on("2025-03-20"), world).touched
    assert "equal over six-digit lines" in {row.weights for row in shipped}


def test_measures_with_shares_by_sector_can_be_told_apart():
    one = m.Tariff(by="MEX", on="CHN", goods="870380", rate=0.2, share={"C29": 0.3}, **TERMS)
    again = m.Tariff(**one.model_dump())
    assert one == again
    assert hash(one) == hash(again)
    with pytest.raises(InputError, match="stands twice"):
        m.Policy([one, again])
