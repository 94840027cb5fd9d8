"""Draws of the elasticities of products: of a case's own estimates, and of published ones."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from test_electric_cars import IMPORTS

import cobden as cb
from cobden.base.closures import WORLD_SHARE
from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.cases import load
from cobden.equilibrium import solve
from cobden.products import ElasticityEstimates, read_products
from cobden.study.case_law import world_of
from cobden.study.drawn_equilibria import Equilibria
from cobden.study.product_draws import CHOSEN, product_factors
from cobden.study.product_tables import estimates_of
from cobden.study.uncertain_figures import check_factors

ESTIMATES = ElasticityEstimates(
    ("cars", "parts"), (("870380", "870323"), ("870829",)), np.array([6.0, 3.0]),
    np.array([[1.0, 0.2], [0.2, 0.5]]), (2, 1), 100,
)  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    path = tmp_path_factory.mktemp("trade") / "imports.csv"
    path.write_text(IMPORTS, encoding="utf-8")
    table = read_products(path, importer="EU27", year=2023)
    table = replace(table, elasticity=ESTIMATES.by_product())
    world = cb.World.load().aggregate(["EU27", "CHN", "KOR", "JPN", "USA", "TUR", "GBR"])
    return world.with_products(table)


def law(world):
    duty = np.array(world.products[0].tariff)
    duty[world.products[0].index("870380"), world.economy_index("CHN")] += 0.2
    return Wedges.of(world.economies, world.sectors, tariff=world.tariff, by_product={"EU27": duty})


def experiment(world, estimates):
    return Equilibria(
        world, {"now": law(world)}, "CHN", "EU27", closures=(WORLD_SHARE,), estimates=estimates
    )


def test_a_draw_is_the_world_with_its_elasticities(world):
    found = experiment(world, {"EU27": ESTIMATES})
    factors = product_factors(world, {"EU27": ESTIMATES})
    assert [f.name for f in factors] == ["estimate cars EU27", "estimate parts EU27"]
    draws = pd.DataFrame([dict.fromkeys([f.name for f in factors], score) for score in (0.0, 1.5)])
    values = found.evaluate(draws).values[:, found.outcomes.index("now: welfare EU27")]
    for value, score in zip(values, (0.0, 1.5), strict=True):
        drawn = ESTIMATES.by_product({"cars": score, "parts": score})
        trade = world.products[0].with_elasticities(drawn)
        there = replace(world, products=(trade,))
        expected = float(solve(there, law(there)).welfare.sel(economy="EU27"))
        assert value == pytest.approx(expected, abs=1e-7)
    assert values[0] != pytest.approx(values[1], abs=1e-6)


def test_published_or_the_sectors_where_none_are_estimated(world):
    found = experiment(world, {})
    (factor,) = product_factors(world, {})
    draws = pd.DataFrame({CHOSEN: list(factor.options), "elasticities": ["FGO", "FGO"]})
    values = found.evaluate(draws).values[:, found.outcomes.index("now: welfare EU27")]
    for value, given in zip(values, (None, cb.products.cepii_elasticities()), strict=True):
        there = world.with_elasticity("FGO")
        there = replace(there, products=(there.products[0].with_elasticities(given),))
        expected = float(solve(there, law(there)).welfare.sel(economy="EU27"))
        assert value == pytest.approx(expected, abs=1e-7)


def test_products_without_their_own_follow_another_set(world):
    some = {"870380": 5.0}
    trade = replace(world, products=(world.products[0].with_elasticities(some),))
    other = trade.with_elasticity("FGO")
    own = other.products[0].elasticities(other.elasticity)
    places = {code: other.products[0].index(code) for code in ("870380", "870829")}
    assert own[places["870380"]] == 5.0
    assert own[places["870829"]] == other.elasticity[other.sector_index("C29")]


def test_the_identity_of_draws_knows_the_table_and_the_estimates(world):
    cheaper = np.array(world.products[0].flow)
    cheaper[[0, 1]] = cheaper[[1, 0]]
    swapped = replace(world, products=(replace(world.products[0], flow=cheaper),))
    free = {"now": replace(law(world), by_product={})}
    known = [experiment(world, {}), experiment(world, {"EU27": ESTIMATES}),
             experiment(swapped, {}), Equilibria(world, free, "CHN", "EU27",
                                                 closures=(WORLD_SHARE,))]  # fmt: skip
    assert len({one.identity for one in known}) == len(known)


def test_a_factor_that_no_estimate_has_is_refused(world):
    for name in ("estimate trucks EU27", "estimate cars USA"):
        with pytest.raises(InputError, match=r"trucks|USA"):
            check_factors([name], world, {"EU27": ESTIMATES})
    with pytest.raises(InputError, match=CHOSEN):
        check_factors([CHOSEN], cb.World.load())


CASE = """
title: a case
question: what does it cost?
parties: [{economy: CHN, role: home}, {economy: USA, role: counterpart}]
states: [{id: now, title: now, on: 2025-06-05}]
brief: {state: now}
law: us-2025
world:
  products: {USA: shipped}
  product_elasticities: {USA: HOW}
"""


def test_a_case_names_where_its_elasticities_are_from(tmp_path):
    own = replace(ESTIMATES, customs_value=np.array([7.5, 3.0]))
    (tmp_path / "own.json").write_text(own.text(), encoding="utf-8")
    for how, cars in (("own.json", 6.5), ("published", cb.products.cepii_elasticities()["870323"])):
        (tmp_path / "case.yaml").write_text(CASE.replace("HOW", how), encoding="utf-8")
        case = load(tmp_path)
        trade = world_of(case).products[0]
        assert trade.elasticity is not None
        assert trade.elasticity[trade.index("870323")] == cars
        assert list(estimates_of(case)) == (["USA"] if how == "own.json" else [])


@pytest.mark.parametrize(
    ("written", "apart"),
    [("", ("claims",)), ("{USA: []}", ()), ("{USA: [claims, lines]}", ("claims", "lines"))],
)
def test_a_case_says_which_parts_of_products_bear_rates_of_their_own(tmp_path, written, apart):
    plain = CASE.replace("  product_elasticities: {USA: HOW}\n", "")
    key = f"  product_parts: {written}\n" if written else ""
    (tmp_path / "case.yaml").write_text(plain + key, encoding="utf-8")
    assert world_of(load(tmp_path)).products[0].apart == apart


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("{JPN: [claims]}", "of which products name no trade"),
        ("{USA: [origins]}", r"unknown value 'origins'"),
        ("{EU27: [lines]}", "lines and claims of EU27"),
    ],
)
def test_parts_of_products_that_nobody_knows_are_refused(tmp_path, key, said):
    text = CASE.replace("  product_elasticities: {USA: HOW}\n", "")
    if "EU27" in key:
        (tmp_path / "imports.csv").write_text("code,origin,value,year\n870380,CHN,1e9,2024\n")
        text = text.replace("USA: shipped", "EU27: imports.csv")
    (tmp_path / "case.yaml").write_text(f"{text}  product_parts: {key}\n", encoding="utf-8")
    with pytest.raises(InputError, match=said):
        world_of(load(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("USA: HOW", "USA: none.json", "no such file"),
        ("USA: HOW", "USA: bad.json", "does not hold"),
        ("USA: HOW", "USA: low.json", "above zero"),
        ("{USA: HOW}", "{JPN: published}", "of which products name no trade"),
    ],
)
def test_wrong_elasticities_name_the_key(tmp_path, old, new, what):
    low = replace(ESTIMATES, customs_value=np.array([0.5, 0.9]))
    (tmp_path / "low.json").write_text(low.text(), encoding="utf-8")
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    (tmp_path / "case.yaml").write_text(CASE.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=what) as fault:
        world_of(load(tmp_path))
    assert "case.yaml" in fault.value.where
