"""Best rates on products: exact slopes, and what a finer choice brings."""

from dataclasses import replace

import numpy as np
import pytest
from test_equilibrium import random_world
from test_products import SIZES, Table

from cobden.base.errors import InputError
from cobden.base.objective import Objective
from cobden.base.wedges import Wedges
from cobden.equilibrium import solve
from cobden.strategy import cooperative, lines_of, nash, optimal_tariffs, players_of
from cobden.strategy.product_response import ProductResponse

NAME = "E1"
SETTINGS = {"sectors": ["G0", "G2"], "bounds": (0.0, 2.0), "starts": ("present", "low")}


@pytest.fixture(scope="module")
def world():
    return random_world(3).with_products(Table(3, elasticity=np.linspace(1.5, 8, sum(SIZES))))


def test_lines_on_products_are_one_for_each_of_each_partner(world):
    players = players_of(world, [NAME])
    lines = lines_of(world, players, "product", sectors=["G0", "G1", "G2"])
    trade = world.products[0]
    assert len(lines) == np.count_nonzero(trade.flow) + 3  # and three partners in G1
    assert f"{NAME}: tariff on {trade.codes[0]} from E0" in lines.labels
    assert f"{NAME}: tariff on G1 from E0" in lines.labels
    coarse = lines_of(world, players, "uniform", sectors=["G0", "G1", "G2"])
    assert len(coarse) == 1
    assert len(coarse.line) == len(lines.line)


def test_slopes_by_lines_are_finite_differences(world):
    lines = lines_of(world, players_of(world, [NAME]), "product", sectors=["G0"])
    wedges = Wedges.of(world.economies, world.sectors, tariff=world.tariff)
    response = ProductResponse(world, lines, [Objective.welfare(NAME)], wedges)
    controls = np.full(len(lines), 0.1)
    slopes = response(controls)[2]
    for line in (0, 5):
        ends = []
        for sign in (1, -1):
            moved = controls.copy()
            moved[line] += sign * 1e-5
            ends.append(float(response.result(moved).welfare.sel(economy=NAME)))
        assert slopes[line] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-4, abs=1e-6)


@pytest.mark.validation
def test_the_best_rate_is_one_for_all_products_that_are_made_alike(world):
    """A tariff gains better terms, and an exporter's products of a sector share one cost."""
    coarse, fine = (optimal_tariffs(world, NAME, over, **SETTINGS) for over in ("line", "product"))
    assert fine.gain == pytest.approx(coarse.gain, abs=1e-8)
    rates = dict(zip(coarse.lines.labels, coarse.rates, strict=True))
    trade = world.products[0]
    for label, rate in zip(fine.lines.labels, fine.rates, strict=True):
        code, partner = label.split(" on ")[1].split(" from ")
        sector = world.sectors[trade.sector[trade.index(code)]]
        assert rate == pytest.approx(rates[f"{NAME}: tariff on {sector} from {partner}"], abs=1e-4)
    for best in (coarse, fine):
        result = solve(world, best.wedges)
        assert float(result.welfare.sel(economy=NAME)) == pytest.approx(best.value, abs=1e-7)
        assert best.optimality.expected_gain < 1e-3


def test_lines_on_products_of_one_flow_are_merged(world):
    players = players_of(world, [NAME, "E0"])
    fine = lines_of(world, players, "product", sectors=["G0", "G1", "G2"])
    coarse, of = fine.over_products()
    assert len(coarse) == len(lines_of(world, players, "line", sectors=["G0", "G1", "G2"]))
    assert (fine.owner == coarse.owner[of]).all()
    assert (coarse.cell == fine.cell).all()
    for line in range(len(coarse)):
        flows = {tuple(cell) for cell in coarse.cell[:, coarse.line == line].T}
        assert len(flows) == 1
    again, same = coarse.over_products()
    assert again is coarse
    assert (same == np.arange(len(coarse))).all()


def test_an_aim_at_one_product_is_best_served_by_rates_on_products(world):
    """Where the best rates differ within a flow the climb goes on from those of flows."""
    trade = world.products[0]
    few = Objective.product_imports(NAME, "E0", trade.codes[1])
    aim = Objective("less of one", (*few.terms, *Objective.welfare(NAME).terms))
    how = {"objective": aim, "sectors": ["G0"], "bounds": (0.0, 0.5), "starts": ("low",)}
    coarse, fine = (optimal_tariffs(world, NAME, over, **how) for over in ("line", "product"))
    assert fine.value > coarse.value + 1e-4
    own = fine.lines.labels.index(f"{NAME}: tariff on {trade.codes[1]} from E0")
    others = [line for line, label in enumerate(fine.lines.labels) if label.endswith("from E0")]
    assert abs(fine.rates[own] - np.median(fine.rates[others])) > 0.05
    assert fine.optimality.expected_gain < 1e-5


@pytest.mark.validation
def test_a_war_over_products_is_the_war_over_flows(world):
    how = {"sectors": ["G0", "G2"], "bounds": (0.0, 2.0)}
    rounds = []
    flows = nash(world, [NAME, "E0"], "line", **how)
    products = nash(
        world, [NAME, "E0"], "product", progress=lambda n, left: rounds.append(n), **how
    )
    assert len(products.rates) > len(flows.rates)
    for name in (NAME, "E0"):
        assert products.payoffs[name] == pytest.approx(flows.payoffs[name], abs=1e-7)
    assert products.remaining_gain < 1e-6
    assert rounds.count(1) == 2  # over flows, then over products
    assert products.rounds <= 3  # where the former end the latter have little left to find


class Even(Table):
    """Products that all bear their sector's rate."""

    def on(self, world):
        trade = super().on(world)
        n = world.economy_index(NAME)
        return replace(trade, tariff=world.tariff[trade.sector, n])


@pytest.mark.validation
def test_with_one_elasticity_the_best_rates_are_those_without_products():
    plain = random_world(3)
    world = plain.with_products(Even(3, between=None))
    one, other = (optimal_tariffs(w, NAME, "line", **SETTINGS) for w in (plain, world))
    assert other.value == pytest.approx(one.value, abs=1e-7)
    assert np.abs(one.rates - other.rates).max() < 1e-3


@pytest.mark.validation
def test_a_war_by_sector_on_a_world_with_products_is_an_equilibrium(world):
    war = nash(world, [NAME, "E0"], "uniform", sectors=["G0", "G1", "G2"])
    for tempted in war.temptations:
        assert tempted.gain < 1e-4


def test_transfers_between_players_are_refused(world):
    with pytest.raises(InputError, match="transfers between players"):
        cooperative(world, [NAME, "E0"], "uniform", transfers=True, deficits="world_share")
