"""The Union's duties on electric cars from China, product by product and company by company.

Rates: Commission Implementing Regulation (EU) 2024/2754, article 1 (29 October 2024), on top of the
ordinary 10%. The table of trade and the makers' shares are made up for this test.
"""

import numpy as np
import pytest

import cobden as cb
from cobden.equilibrium import carried, delivered
from cobden.products import read_products

IMPORTS = """code,origin,value,duty
870380,CHN,11e9,1.1e9
870380,KOR,4e9,0
870380,USA,2e9,0.2e9
870380,JPN,1e9,0.02e9
870323,CHN,1e9,0.1e9
870323,JPN,5e9,0.1e9
870323,KOR,4e9,0
870323,TUR,4e9,0
870323,GBR,6e9,0
870360,CHN,1.5e9,0.15e9
870360,GBR,1e9,0
870360,KOR,1e9,0
870829,CHN,3e9,0.12e9
870829,TUR,2e9,0
870829,USA,1e9,0.04e9
"""
RATES = {"Tesla": 0.078, "BYD": 0.17, "Geely": 0.188, "SAIC": 0.353, "cooperating": 0.207}
SHARES = {"Tesla": 0.25, "BYD": 0.15, "Geely": 0.15, "SAIC": 0.2, "cooperating": 0.2}
TERMS = {"by": "EU27", "on": "CHN", "goods": "870380", "start": "2024-10-30", "authority": "EU-CVD",
         "source": "Commission Implementing Regulation (EU) 2024/2754"}  # fmt: skip
DAY = "2024-11-01"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    path = tmp_path_factory.mktemp("cars") / "imports.csv"
    path.write_text(IMPORTS, encoding="utf-8")
    table = read_products(path, importer="EU27", year=2023)
    whole = cb.World.load().aggregate(["EU27", "CHN", "KOR", "JPN", "USA", "TUR", "GBR"])
    return whole.with_products(table)


def solved(world, *measures):
    return cb.solve(world, cb.Policy(measures).on(DAY))


@pytest.fixture(scope="module")
def duties():
    companies = {name: {"share": SHARES[name], "rate": rate} for name, rate in RATES.items()}
    return cb.CompanyRates(companies=companies, rate=0.353, id="duties", **TERMS)


@pytest.fixture(scope="module")
def by_company(world, duties):
    return solved(world, duties)


@pytest.fixture(scope="module")
def cars(by_company):
    return by_company.by_product("EU27").sel(product="870380")


def test_duties_fall_on_the_product_and_no_other(by_company, cars):
    assert float(cars.after.sel(exporter="CHN")) < 0.6 * float(cars.before.sel(exporter="CHN"))
    for other in ("KOR", "USA", "JPN"):
        assert float(cars.after.sel(exporter=other)) > 1.1 * float(cars.before.sel(exporter=other))
    rest = by_company.by_product("EU27").drop_sel(product="870380")
    moved = (rest.after / rest.before).where(rest.sector == "C29", drop=True)
    # Dearer imports move the buyer to cars made at home, whoever sells the others and whatever.
    moved = moved.values[np.isfinite(moved.values)]
    assert len(moved) > 8
    assert ((moved > 0.9) & (moved < 1)).all()
    raised = 100 * (0.95 * np.average(list(RATES.values()), weights=list(SHARES.values())))
    told = float((cars.tariff_after - cars.tariff_before).sel(exporter="CHN"))
    assert 7.8 < told < raised + 0.05 * 35.3  # what bears more is bought less
    assert float(cars.product_price) > 0


def test_companies_lose_by_their_own_rates(world, by_company, duties):
    """Under one elasticity among a product's sellers, shares move by the duties alone."""
    theta = float(world.elasticity[world.sector_index("C29")])
    cell = {"product": "870380", "exporter": "CHN"}
    ordinary = 1 + float(by_company.by_product("EU27").tariff_before.sel(cell)) / 100
    lines = {line.maker: line for line in by_company.shock.targets.lines}
    assert set(lines) == {*RATES, ""}
    ratio = {}
    for name, line in lines.items():
        before, after = carried(by_company, [line])
        rate = RATES.get(name, duties.rate)
        ratio[name] = after / before * ((ordinary + rate) / ordinary) ** (theta + 1)
    assert max(ratio.values()) == pytest.approx(min(ratio.values()), rel=1e-9)
    assert carried(by_company, [lines["Tesla"]])[1] > carried(by_company, [lines["SAIC"]])[1]


def test_imports_and_duty_add_up(world, by_company):
    told = by_company.by_product("EU27")
    flow = by_company.flow.sel(importer="EU27", sector="C29").drop_sel(exporter="EU27")
    inside = told.where(told.sector == "C29", drop=True)
    assert np.abs(inside.after.sum("product") - flow).max() < 1e-9
    elsewhere = (world.tariff * by_company.customs_flow)[:, world.economy_index("EU27")]
    elsewhere = np.delete(elsewhere, world.sector_index("C29"), axis=0).sum()
    revenue = float(told.duty.sum()) + float(elsewhere) * world.value_usd / 1e9
    assert revenue == pytest.approx(float(by_company.tariff_revenue.sel(economy="EU27")), rel=1e-9)


def test_a_mean_rate_overstates(world, cars):
    mean = sum(SHARES[name] * rate for name, rate in RATES.items()) + 0.05 * 0.353
    flat = solved(world, cb.Tariff(rate=mean, id="mean", **TERMS)).by_product("EU27")
    at_mean = float(flat.after.sel(product="870380", exporter="CHN"))
    assert at_mean < float(cars.after.sel(exporter="CHN"))


def test_a_minimum_price_gives_the_exporter_what_a_duty_gives_the_importer(world, by_company):
    floor = solved(world, cb.MinimumPrice(rise=0.2, id="undertaking", **TERMS))
    (held,) = delivered(floor)
    assert (held.regime, held.to) == ("binding", "exporter")
    assert held.value / held.volume == pytest.approx(1.2, rel=1e-3)
    for one in (floor, by_company):
        assert one.certificate.largest < 1e-9
    assert float(floor.welfare.sel(economy="EU27")) < float(by_company.welfare.sel(economy="EU27"))
    assert float(floor.welfare.sel(economy="CHN")) > float(by_company.welfare.sel(economy="CHN"))
    told = floor.by_product("EU27").sel(product="870380")
    assert float(told.price.sel(exporter="CHN")) == pytest.approx(20, abs=0.2)
    assert float(told.tariff_after.sel(exporter="CHN")) == pytest.approx(
        float(told.tariff_before.sel(exporter="CHN"))
    )


def test_a_stated_share_gives_way_to_the_table(world, by_company, duties):
    shared = duties.model_copy(update={"share": 0.9})
    again = solved(world, shared)
    assert np.array_equal(again.welfare, by_company.welfare)
