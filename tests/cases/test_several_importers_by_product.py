"""Several importers' trade by product at once, a customs union among them, on the whole world."""

import numpy as np
import pytest
from test_electric_cars import IMPORTS

import cobden as cb
from cobden.equilibrium import solve, wedge_slopes
from cobden.products import read_products, united_states

CHINA = """code,origin,value,duty
120190,USA,15e9,0.45e9
120190,BRA,38e9,1.1e9
100590,USA,3e9,0.03e9
870323,DEU,12e9,1.8e9
870323,USA,5e9,0.75e9
870323,JPN,6e9,0.9e9
854231,KOR,60e9,0
854231,USA,9e9,0
"""
TERMS = {"start": "2025-01-02", "authority": "an answer", "source": "a test"}


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("imports")
    for name, text in (("eu", IMPORTS), ("china", CHINA)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    union = read_products(folder / "eu.csv", importer="EU27", year=2023)
    return union, read_products(folder / "china.csv", importer="CHN", year=2023)


@pytest.fixture(scope="module")
def world(tables):
    merged = cb.World.load().aggregate(["USA", "EU27", "CHN", "JPN", "KOR", "BRA", "TUR", "GBR"])
    return merged.with_products(united_states(), *tables)


def law(*importers):
    duties = (
        cb.Tariff(by="EU27", on="CHN", goods="870380", rate=0.2, **TERMS),
        cb.Tariff(by="CHN", on="USA", goods="120190", rate=0.25, **TERMS),
        cb.Tariff(by="USA", on="EU27", goods="870323", rate=0.25, **TERMS),
    )
    asked = [duty for duty in duties if not importers or duty.by[0] in importers]
    return cb.Policy(asked).on("2025-06-05")


def test_each_market_counts_line_by_line(world):
    wedges = law().wedges(world)
    assert [trade.importer for trade in world.products] == ["USA", "EU27", "CHN"]
    for trade, code, seller, points in zip(
        world.products, ("870323", "870380", "120190"), ("EU27", "CHN", "USA"), (0.25, 0.2, 0.25),
        strict=True,
    ):  # fmt: skip
        rise = wedges.by_product[trade.importer] - trade.tariff
        at = trade.index(code), world.economy_index(seller)
        assert rise[at] == pytest.approx(points, rel=1e-9)
        assert np.count_nonzero(np.abs(rise) > 1e-12) == 1
    result = solve(world, wedges)
    assert result.certificate.largest < 1e-9
    flow = result.flow
    for importer, code, seller in (("USA", "870323", "EU27"), ("EU27", "870380", "CHN"),
                                   ("CHN", "120190", "USA")):  # fmt: skip
        told = result.by_product(importer)
        mine = told.sel(product=code, exporter=seller)
        assert float(mine.after) < 0.7 * float(mine.before)
        rest = told.sel(product=code).drop_sel(exporter=[seller, importer])
        assert float(rest.after.sum()) > float(rest.before.sum())  # diversion
        for sector in np.unique(told.sector):
            after = told.after.sel(product=told.sector == sector).sum("product")
            of = flow.sel(sector=sector, importer=importer)
            away = of.exporter != importer
            assert float(np.abs(after - of).where(away).max()) < 1e-9


@pytest.mark.validation
def test_slopes_in_each_market_are_finite_differences(world):
    wedges, aim = law().wedges(world), cb.Objective.welfare("KOR")
    found = wedge_slopes(solve(world, wedges), aim)
    for place, code, seller in ((1, "870380", "CHN"), (2, "120190", "USA")):
        trade = world.products[place]
        at, ends = (trade.index(code), world.economy_index(seller)), []
        for sign in (1, -1):
            rates = {name: np.array(values) for name, values in wedges.by_product.items()}
            rates[trade.importer][at] += sign * 1e-4
            moved = cb.Wedges.of(
                world.economies, world.sectors, tariff=wedges.tariff, by_product=rates
            )
            ends.append(float(solve(world, moved, tolerance=1e-12).welfare.sel(economy="KOR")))
        slope = (ends[0] - ends[1]) / 2e-4
        assert found.by_product[place][at] == pytest.approx(slope, rel=1e-3, abs=1e-8)


@pytest.mark.validation
def test_a_union_is_an_importer_only_where_the_world_shows_it_as_one(tables):
    """On the world of 81 economies its members are told apart: each needs a table of its own."""
    world = cb.World.load()
    with pytest.raises(cb.InputError, match="27 economies, which this world tells apart") as fault:
        world.with_products(tables[0])
    assert "aggregate" in fault.value.remedy
    both = world.with_products(united_states(), tables[1])
    result = solve(both, law("CHN", "USA").wedges(both))
    assert [trade.importer for trade in both.products] == ["USA", "CHN"]
    soy = result.by_product("CHN").sel(product="120190")
    assert float(soy.after.sel(exporter="USA")) < 0.7 * float(soy.before.sel(exporter="USA"))
    assert float(soy.after.sel(exporter="BRA")) > float(soy.before.sel(exporter="BRA"))
    assert result.certificate.largest < 1e-9
