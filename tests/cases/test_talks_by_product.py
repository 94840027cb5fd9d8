"""A table of talks on a world whose imports are known by product."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from test_electric_cars import IMPORTS

import cobden as cb
from cobden.base.closures import WORLD_SHARE
from cobden.draws import Choice, Design, Range, run
from cobden.equilibrium import solve
from cobden.products import read_products
from cobden.study.drawn_equilibria import Equilibria
from cobden.study.first_order_worth import first_order
from cobden.study.negotiation import Negotiation, negotiate, read_table
from cobden.study.third_party_effects import third_parties

TALKS = """
sources:
  act: {citation: "Commission Implementing Regulation (EU) 2024/2754", date: "2024-10-29", grade: A}
outcomes:
  eu: {title: income, unit: billion USD a year, kind: welfare, economy: EU27}
  cn: {title: income, unit: billion USD a year, kind: welfare, economy: CHN}
  cars: {title: electric cars from China, unit: billion USD a year, kind: product_imports, economy: EU27, partner: CHN, product: "870380"}
items:
  duty:
    title: duty on electric cars
    giver: EU27
    levels:
      stands: {title: as it stands}
      none:
        title: none
        tariffs:
          - {by: EU27, on: CHN, goods: "870380", rate: 0.0, authority: EU-CVD, start: 2024-11-01, source: a level}
  undertaking:
    title: a minimum price
    giver: CHN
    levels:
      none: {title: none}
      fifth:
        title: a fifth more
        measures:
          - {measure: MinimumPrice, by: EU27, on: CHN, goods: "870380", rise: 20%, authority: EU, start: 2024-11-01, source: a level}
packages:
  exchange: {duty: none, undertaking: fifth}
  lifted: {duty: none}
parties:
  EU27:
    economy: EU27
    title: European Union
    aims: [{outcome: eu, weight: &one {value: 1, unit: billion USD a year per billion USD a year, low: 1, high: 1, reason: account}}]
    outside: {title: all stays}
    patience: &some {value: 0.1, unit: a year, low: 0.03, high: 0.3, reason: none}
    power: &half {value: 0.5, unit: share, low: 0.3, high: 0.7, reason: none}
  CHN:
    economy: CHN
    title: China
    aims: [{outcome: cn, weight: *one}]
    outside: {title: all stays}
    patience: *some
    power: *half
"""  # noqa: E501
DAY = "2024-11-01"


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    folder = tmp_path_factory.mktemp("talks")
    (folder / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (folder / "imports.csv").write_text(IMPORTS, encoding="utf-8")
    world = cb.World.load().aggregate(["EU27", "CHN", "KOR", "JPN", "USA", "TUR", "GBR"])
    world = world.with_products(read_products(folder / "imports.csv", importer="EU27", year=2023))
    duty = cb.Tariff(by="EU27", on="CHN", goods="870380", rate=0.21, start="2024-10-30",
                     authority="EU-CVD", source="(EU) 2024/2754")  # fmt: skip
    law = cb.Policy([duty]).on(DAY)
    return Negotiation(read_table(folder), world, law, law.wedges(world), {})


@pytest.fixture(scope="module")
def talks(setting):
    return negotiate(setting)


def test_a_duty_on_the_table_is_lifted_from_its_product_alone(setting):
    row = np.array([1, 0])
    terms = setting.offers.terms(row)
    trade = setting.world.products[0]
    moved = terms.wedges.by_product["EU27"] - setting.wedges.by_product["EU27"]
    at = trade.index("870380"), setting.world.economy_index("CHN")
    assert moved[at] == pytest.approx(-0.21)
    assert np.count_nonzero(moved) == 1


def test_packages_are_what_solve_says(setting, talks):
    for name in ("lifted", "exchange"):
        row = talks.package(name)
        result = setting.result(row)
        gain = result.equivalent_variation - setting.start.equivalent_variation
        found = talks.effects.of(row[None])[0]
        for at, economy in enumerate(("EU27", "CHN")):
            assert found[at] == pytest.approx(float(gain.sel(economy=economy)), abs=1e-5)
    lifted, exchange = (talks.effects.of(talks.package(n)[None])[0] for n in ("lifted", "exchange"))
    assert exchange[1] > lifted[1] > 0  # the rent is China's


def test_imports_of_one_product_are_an_outcome_of_packages(setting, talks):
    """In the table's unit, the change from how things stand."""
    cell = {"product": "870380", "exporter": "CHN"}
    stands = float(setting.start.by_product("EU27").after.sel(cell))
    for name in ("lifted", "exchange"):
        row = talks.package(name)
        there = float(setting.result(row).by_product("EU27").after.sel(cell))
        assert talks.effects.of(row[None])[0][2] == pytest.approx(there - stands, abs=1e-5)
    with pytest.raises(cb.InputError, match="which product"):
        read_table_of(setting, TALKS.replace(', product: "870380"}', "}"))
    with pytest.raises(cb.InputError, match="no product"):
        read_table_of(setting, TALKS.replace("economy: CHN}", 'economy: CHN, product: "870380"}'))


def read_table_of(setting, text):
    with TemporaryDirectory() as folder:
        (Path(folder) / "talks.yaml").write_text(text, encoding="utf-8")
        return read_table(Path(folder))


def test_first_order_worth_is_by_product(setting):
    """The slope on the product itself, times its own change: right in sign and size."""
    worth = first_order(setting)[0][1]
    lifted = setting.result(np.array([1, 0]))
    exact = lifted.equivalent_variation - setting.start.equivalent_variation
    china = float(exact.sel(economy="CHN"))
    assert worth[1] == pytest.approx(china, rel=0.6)
    assert worth[1] > 0


def test_others_are_asked_too(setting, talks):
    row = talks.package("lifted")
    asked = third_parties(setting)
    assert asked.injury(row, "KOR", "value") > 0  # Korea sells fewer electric cars
    assert asked.respond(row, "KOR", "CHN", 0.1).imports_cut > 0  # and can take trade away


def test_draws_move_duties_by_product(setting, tmp_path):
    world, law = setting.world, setting.law
    experiment = Equilibria(
        world, {"now": law.enacted(world)}, "CHN", "EU27", closures=(WORLD_SHARE,)
    )
    factors = (Choice("elasticities", ("U4",)), Range("duties", 0.5, 1.5))
    made = run(experiment, Design(factors, 2, 0), tmp_path)
    assert made.failures.empty
    half = replace(
        setting.wedges,
        tariff=world.tariff + 0.5 * (setting.wedges.tariff - world.tariff),
        by_product={"EU27": world.products[0].tariff
                    + 0.5 * (setting.wedges.by_product["EU27"] - world.products[0].tariff)},
    )  # fmt: skip
    from cobden.study.drawn_terms import drawn_wedges

    drawn = drawn_wedges(setting.wedges, world, {"duties": 0.5})
    assert np.allclose(drawn.by_product["EU27"], half.by_product["EU27"])
    assert np.allclose(solve(world, drawn).welfare, solve(world, half).welfare)
