"""Duties by company and minimum prices: exact where closed forms are, and who keeps what."""

import numpy as np
import pytest

import cobden as cb
from cobden.base.errors import InputError
from cobden.equilibrium import carried, delivered
from cobden.measures import read_instruments

TERMS = {"by": "DEU", "on": "CHN", "goods": "870380", "share": 0.3, "start": "2025-06-01",
         "authority": "a regulation", "source": "a test"}  # fmt: skip
DAY = "2025-07-01"


@pytest.fixture(scope="module")
def world():
    return cb.World.load().aggregate(["USA", "JPN", "CHN", "DEU", "MEX"])


def solved(world, *measures):
    return cb.solve(world, cb.Policy(measures).on(DAY))


def test_one_rate_for_all_companies_is_a_tariff(world):
    """Makers at one rate are the flow they make: cutting it in three changes nothing."""
    companies = {"a": {"share": 0.5, "rate": 0.2}, "b": {"share": 0.1, "rate": 0.2}}
    apart = solved(world, cb.CompanyRates(rate=0.2, companies=companies, **TERMS))
    whole = solved(
        world, cb.CompanyRates(rate=0.2, companies={"a": {"share": 0.9, "rate": 0.2}}, **TERMS)
    )
    assert np.allclose(apart.welfare, whole.welfare, rtol=0, atol=1e-9)
    at = {"by": "DEU", "on": "CHN", "start": "2025-06-01", "authority": "an act", "source": "none"}
    tariff = solved(world, cb.Tariff(goods="C29", rate=0.2, **at))
    every = {"goods": "C29", **at}
    same = solved(
        world, cb.CompanyRates(rate=0.2, companies={"a": {"share": 0.4, "rate": 0.2}}, **every)
    )
    assert np.allclose(same.welfare, tariff.welfare, rtol=0, atol=1e-8)


def test_the_company_with_the_lower_rate_gains_on_the_others(world):
    companies = {"low": {"share": 0.5, "rate": 0.05}}
    found = solved(world, cb.CompanyRates(rate=0.35, companies=companies, **TERMS))
    theta = float(world.elasticity[world.sectors.index("C29")])
    by_maker = {line.maker: line for line in found.shock.targets.lines}
    low, rest = (carried(found, [by_maker[name]])[1] for name in ("low", ""))
    # Shares of spending move by the tariff ratio to the power of the trade elasticity, exactly;
    # at customs value the duty itself comes off. Both are on top of the ordinary duty.
    duty = 1 + float(world.tariff[world.cell("C29", "DEU", "CHN")])
    assert low / rest == pytest.approx(((duty + 0.35) / (duty + 0.05)) ** (theta + 1), rel=1e-9)


@pytest.mark.parametrize("rise", [0.05, 0.2, 1.0])
def test_the_price_rises_as_promised_and_the_exporter_keeps_it(world, rise):
    found = solved(world, cb.MinimumPrice(rise=rise, **TERMS))
    (held,) = delivered(found)
    assert held.regime == "binding"
    assert held.to == "exporter"
    # Value over volume is the price at customs: the promise, relative to the state without it.
    assert held.value / held.volume == pytest.approx(1 + rise, rel=1e-3)
    assert held.rent == pytest.approx(held.value * held.rate / (1 + held.rate), rel=1e-9)
    assert found.certificate.largest < 1e-8
    assert found.welfare.sel(economy="DEU") < 0


def test_it_is_the_export_tax_that_raises_the_price_as_far(world):
    found = solved(world, cb.MinimumPrice(rise=0.2, **TERMS))
    (held,) = delivered(found)
    line = found.shock.targets.lines[0]
    from dataclasses import replace

    from cobden.base.targets import Targets
    from cobden.base.wedges import Wedges

    taxed = Targets((replace(line, export_tax=held.rate),))
    same = cb.solve(world, Wedges.of(world.economies, world.sectors, tariff=world.tariff),
                    targets=taxed)  # fmt: skip
    assert np.allclose(found.welfare, same.welfare, rtol=0, atol=1e-8)


def test_where_other_measures_raise_the_price_it_does_not_bind(world):
    control = cb.ExportControl(
        by="CHN", on="DEU", goods="870380", share=0.3, volume_change=-0.9, id="cut",
        start="2025-06-01", authority="a regulation", source="a test",
    )  # fmt: skip
    with pytest.raises(InputError, match="two limits"):
        solved(world, control, cb.MinimumPrice(rise=0.2, id="floor", **TERMS))


def test_from_a_file(tmp_path, world):
    path = tmp_path / "instruments.yaml"
    path.write_text(
        """
measures:
- {measure: CompanyRates, id: duties, by: DEU, on: CHN, goods: "870380", share: 0.3, rate: 35.3%,
   companies: {first: {share: 0.5, rate: 17%}}, start: 2025-06-01, authority: an act, source: none}
- {measure: MinimumPrice, id: floor, by: DEU, on: JPN, goods: "870380", share: 0.3, rise: 10%,
   start: 2025-06-01, authority: an act, source: none}
""",
        encoding="utf-8",
    )
    duties, floor = read_instruments(path)
    assert duties.companies["first"].rate == 0.17
    found = solved(world, duties, floor)
    assert {held.name: held.regime for held in delivered(found)} == {"floor": "binding"}


@pytest.mark.parametrize(
    ("kind", "terms", "said"),
    [
        ("CompanyRates", {"rate": 0.1, "companies": {}}, "companies"),
        ("CompanyRates", {"rate": 0.1, "companies": {"a": {"share": 0.7, "rate": 0.1},
                          "b": {"share": 0.7, "rate": 0.2}}}, "1.4 of the flow"),
        ("CompanyRates", {"companies": {"a": {"share": 0.7, "rate": 0.1}}}, "rate"),
        ("CompanyRates", {"rate": 0.1, "companies": {"a": {"share": 0, "rate": 0.1}}}, "share"),
        ("MinimumPrice", {"rise": 0}, "rise"),
        ("MinimumPrice", {"rise": -0.2}, "rise"),
        ("MinimumPrice", {}, "rise"),
    ],
)  # fmt: skip
def test_bad_ones_name_their_key(kind, terms, said):
    with pytest.raises(InputError, match=said):
        getattr(cb, kind)(**TERMS, **terms)
