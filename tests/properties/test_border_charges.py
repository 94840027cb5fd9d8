"""Carbon charges, safeguards and tariff-rate quotas, on whole sectors and line by line."""

import numpy as np
import pytest

import cobden as cb
from cobden.base.errors import InputError
from cobden.equilibrium import carried, delivered
from cobden.products import read_products

IMPORTS = """code,origin,value,duty
720839,CHN,3e9,0
720839,JPN,1e9,0
720839,USA,0.5e9,0
721049,CHN,1e9,0
721049,JPN,2e9,0
721049,MEX,0.05e9,0
760110,CHN,1e9,0
760110,USA,1e9,0
"""
TERMS = {"by": "DEU", "start": "2025-06-01", "authority": "an act", "source": "a test"}
DAY = "2025-07-01"


@pytest.fixture(scope="module")
def plain():
    return cb.World.load().aggregate(["USA", "JPN", "CHN", "DEU", "MEX"])


@pytest.fixture(scope="module")
def world(plain, tmp_path_factory):
    path = tmp_path_factory.mktemp("steel") / "imports.csv"
    path.write_text(IMPORTS, encoding="utf-8")
    return plain.with_products(read_products(path, importer="DEU", year=2023))


def solved(world, *measures, on=DAY):
    return cb.solve(world, cb.Policy(measures).on(on))


def test_a_carbon_charge_is_the_tariff_that_it_amounts_to(plain):
    charge = cb.BorderCarbonCharge(on="CHN", goods="C24A", price=80, tonnes=2.0, paid=10, **TERMS)
    tariff = cb.Tariff(on="CHN", goods="C24A", rate=0.14, **TERMS)
    one, other = solved(plain, charge), solved(plain, tariff)
    assert np.allclose(one.welfare, other.welfare, rtol=0, atol=1e-8)
    assert np.allclose(one.tariff_revenue, other.tariff_revenue, rtol=0, atol=1e-6)


def test_a_carbon_charge_by_line_falls_on_the_carbon_of_each_seller(world):
    charge = cb.BorderCarbonCharge(
        on=["CHN", "JPN", "USA"], goods="7208", price=80, paid={"JPN": 2},
        tonnes={"CHN": 2.2, "JPN": 1.6, "USA": 0.8}, **TERMS,
    )  # fmt: skip
    found = solved(world, charge)
    told = found.by_product("DEU")
    moved = (told.tariff_after - told.tariff_before).sel(product="720839")
    for seller, rate in (("CHN", 17.6), ("JPN", 12.48), ("USA", 6.4)):
        assert float(moved.sel(exporter=seller)) == pytest.approx(rate, abs=1e-9)
    others = (told.tariff_after - told.tariff_before).drop_sel(product="720839")
    assert np.nanmax(np.abs(others)) < 1e-9
    change = (told.after / told.before).sel(product="720839")
    assert change.sel(exporter="CHN") < change.sel(exporter="JPN") < change.sel(exporter="USA")
    before, after = carried(found, found.shock.targets.lines)
    assert after < before
    assert found.certificate.largest < 1e-9
    revenue = float((told.duty).sel(product="720839").sum())
    assert revenue > 0


def test_a_safeguard_is_eased_each_year(plain):
    shelter = cb.Safeguard(on="all", goods="C24A", rate=0.25, eases=0.05, end="2028-06-01", **TERMS)
    for year, rate in ((2025, 0.25), (2026, 0.20), (2027, 0.15)):
        tariff = cb.Tariff(on="all", goods="C24A", rate=rate, **TERMS)
        day = f"{year}-07-01"
        one, other = solved(plain, shelter, on=day), solved(plain, tariff, on=day)
        assert np.allclose(one.welfare, other.welfare, rtol=0, atol=1e-8), year


def test_a_safeguard_by_line_spares_the_small_and_shares_its_quantity(world):
    duty = {"on": "all", "goods": "721049", "rate": 0.25, "end": "2026-06-01", **TERMS}
    spared = solved(world, cb.Safeguard(developing=("MEX",), **duty)).by_product("DEU")
    moved = (spared.tariff_after - spared.tariff_before).sel(product="721049")
    assert float(moved.sel(exporter="MEX")) == pytest.approx(0, abs=1e-12)
    assert float(moved.sel(exporter="JPN")) == pytest.approx(25)
    quantity = cb.Safeguard(value=0.9, unit="of now", present=1.0, id="shelter", **duty)
    found = solved(world, quantity)
    (held,) = delivered(found)
    assert held.regime == "binding"
    assert held.volume == pytest.approx(0.9 * held.before, rel=1e-7)
    assert held.to == "importer"
    tight = solved(world, quantity.model_copy(update={"value": 0.01}))
    (held,) = delivered(tight)
    assert held.regime == "beyond"
    whole = solved(world, cb.Safeguard(**duty))
    gap = np.abs(tight.welfare - whole.welfare)
    assert gap.max() < 1e-4  # beyond it the duty is on every ton, the rent on the quantity aside


@pytest.mark.parametrize(
    ("amount", "regime"), [(1.5, "not binding"), (0.9, "binding"), (0.1, "beyond")]
)
def test_a_tariff_rate_quota_by_line_has_its_three_regimes(world, amount, regime):
    quota = cb.TariffRateQuota(
        on="CHN", goods="720839", value=amount, unit="of now", present=1.0, in_rate=0.0,
        out_rate=0.25, **TERMS,
    )  # fmt: skip
    found = solved(world, quota)
    (held,) = delivered(found)
    assert held.regime == regime
    told = found.by_product("DEU").sel(product="720839", exporter="CHN")
    rate = float(told.tariff_after)
    assert rate == pytest.approx(100 * held.rate, abs=1e-6)
    if regime == "binding":
        assert held.volume == pytest.approx(amount * held.before, rel=1e-7)
        assert held.rent == pytest.approx(float(told.duty), rel=1e-6)


def test_licences_handed_to_the_exporter_are_its_income(world):
    terms = {"on": "CHN", "goods": "720839", "value": 0.9, "unit": "of now", "present": 1.0,
             "in_rate": 0.0, "out_rate": 0.25, **TERMS}  # fmt: skip
    kept, given = (
        solved(world, cb.TariffRateQuota(rent=rent, **terms)) for rent in ("importer", "exporter")
    )
    assert given.welfare.sel(economy="CHN") > kept.welfare.sel(economy="CHN")
    assert given.welfare.sel(economy="DEU") < kept.welfare.sel(economy="DEU")


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("BorderCarbonCharge", {"on": ["CHN", "JPN"], "price": 80, "tonnes": 2.0}),
        ("CompanyRates", {"on": "CHN", "companies": {"A": {"share": 0.4, "rate": 0.1}},
                          "rate": 0.3}),
        ("MinimumPrice", {"on": "CHN", "rise": 0.2}),
        ("Safeguard", {"on": "all", "rate": 0.25, "end": "2026-06-01"}),
        ("TariffRateQuota", {"on": "CHN", "value": 0.9, "unit": "of now", "present": 1.0,
                             "in_rate": 0.0, "out_rate": 0.25}),
    ],
)  # fmt: skip
def test_every_instrument_by_product_adds_up_to_its_sector_and_to_the_revenue(world, kind, terms):
    found = solved(world, getattr(cb, kind)(goods="720839", **terms, **TERMS))
    assert found.certificate.largest < 1e-9
    told, bought = found.by_product("DEU"), found.flow.sel(importer="DEU")
    abroad = [name for name in world.economies if name != "DEU"]
    by_sector = told.after.groupby("sector").sum()
    for sector in by_sector.sector.values:
        sums = by_sector.sel(sector=sector, exporter=abroad).values
        assert np.allclose(sums, bought.sel(sector=sector, exporter=abroad), rtol=1e-9)
    n, rest = world.economy_index("DEU"), ~np.isin(world.sectors, by_sector.sector)
    duty = (bought.values * world.tariff[:, n])[rest].sum() + float(told.duty.sum())
    assert float(found.tariff_revenue.sel(economy="DEU")) == pytest.approx(duty, rel=1e-9)
    hit = told.sel(product="720839", exporter="CHN")
    assert float(hit.after) < float(hit.before)
    welfare = found.welfare.sel(economy="CHN")
    assert (float(welfare) > 0) == (kind == "MinimumPrice")  # who keeps what the buyer pays more


@pytest.mark.parametrize(
    ("kind", "terms", "said"),
    [
        ("Safeguard", {"rate": 0.2}, "end is missing"),
        ("Safeguard", {"rate": 0.2, "end": "2026-06-01", "value": 3}, "belong together"),
        ("Safeguard", {"rate": 0.2, "end": "2028-06-01"}, "eases is missing"),
        ("Safeguard", {"rate": 0.2, "end": "2031-06-01", "eases": 0.01}, "may last 4"),
        ("Safeguard", {"rate": 0.2, "end": "2035-06-01", "eases": 0.01, "extended": True}, "8"),
        ("Safeguard", {"rate": 0, "end": "2026-06-01"}, "rate"),
        ("BorderCarbonCharge", {"price": 0, "tonnes": 1}, "price"),
        ("BorderCarbonCharge", {"price": 80, "tonnes": -1}, "tonnes is below zero"),
        ("BorderCarbonCharge", {"price": 80}, "tonnes"),
    ],
)  # fmt: skip
def test_bad_ones_name_their_key(kind, terms, said):
    with pytest.raises(InputError, match=said):
        getattr(cb, kind)(on="CHN", goods="C24A", **TERMS, **terms)


def test_a_seller_whose_carbon_is_not_known_is_asked_for(plain):
    charge = cb.BorderCarbonCharge(on=["CHN", "JPN"], goods="C24A", price=80, tonnes={"CHN": 2},
                                   **TERMS)  # fmt: skip
    with pytest.raises(InputError, match="carbon is in goods of JPN"):
        solved(plain, charge)
