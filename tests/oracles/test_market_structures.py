"""Monopolistic competition: Cobden against the plain solver and the published gains."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.equilibrium import solve as solve_product
from cobden.world.competition import Competition
from cobden.world.world import World
from validation import lashkaripour_lugovskyy as ll
from validation import ossa, product
from validation.plain_solver import Shock, solve
from validation.published import ABSENT, OSSA, read


def assert_agreement(ours, plain, within=1e-8):
    for name in ("wage", "cost", "welfare", "output", "income"):
        assert np.max(np.abs(getattr(ours, name) - getattr(plain, name))) < within, name


@pytest.mark.validation
@pytest.mark.skipif(not OSSA.exists(), reason=ABSENT.format("Ossa (2014)"))
def test_ossas_trade_war():
    base = ossa.base()
    world = product.world_of(base, *product.labels(base))
    shock = Shock(ossa.stored()["expected_nash_tariff"])
    ours = product.of_world(world, shock)
    assert_agreement(ours, solve(product.base_of(world), shock))
    for computed, row in zip(ours.welfare, read("ossa_2014.csv", "4a"), strict=False):
        assert abs(computed - float(row["welfare"])) < 0.051


@pytest.mark.validation
@pytest.mark.parametrize("entry", ["restricted", "free"])
def test_subsidies_and_export_taxes(entry):
    base = ll.base(entry)
    world = product.world_of(base, *product.labels(base))
    policy = ll.large_economy_policy(base, home=5, answered=False)
    shock = Shock(policy.tariff, export_tax=policy.export_tax)
    assert_agreement(product.of_world(world, shock), solve(product.base_of(world), shock))


@pytest.mark.parametrize(
    "kind",
    [
        Competition.restricted_entry,
        pytest.param(Competition.free_entry, marks=pytest.mark.validation),
    ],
)
def test_with_input_output_links(kind):
    world = replace(World.load(), market=kind(np.full(28, 0.01)))
    us = world.economy_index("USA")
    tariff = world.tariff.copy()
    tariff[:27, us] += 0.2
    tariff[:, us, us] = 0.0
    unchanged = solve_product(world)
    assert np.max(np.abs(unchanged.welfare.values)) < 1e-9
    shock = Shock(tariff)
    assert_agreement(product.of_world(world, shock), solve(product.base_of(world), shock))


@pytest.mark.validation
def test_without_markups_competition_is_perfect():
    world = World.load()
    us = world.economy_index("USA")
    tariff = world.tariff.copy()
    tariff[:27, us] += 0.2
    tariff[:, us, us] = 0.0
    perfect = solve_product(world, tariff=tariff).welfare.values
    for market in (
        Competition.restricted_entry(np.zeros(28)),
        Competition.free_entry(np.zeros(28)),
    ):
        found = solve_product(replace(world, market=market), tariff=tariff).welfare.values
        assert np.max(np.abs(found - perfect)) < 1e-7


def test_markups_that_cannot_be():
    world = World.load()
    with pytest.raises(InputError, match=r"market\[A01\].*scale elasticity times trade elasticity"):
        replace(world, market=Competition.free_entry(np.full(28, 0.25)))
    with pytest.raises(InputError, match=r"market\[.*inputs and profits take 1\.\d+ of revenue"):
        replace(world, market=Competition.restricted_entry(np.full(28, 0.5)))
    with pytest.raises(InputError, match="one for each of the 28 sectors"):
        replace(world, market=Competition.free_entry([0.1]))
    with pytest.raises(InputError, match=r"market\[1\]: the markup is -0.1"):
        Competition.restricted_entry([0.1, -0.1])
