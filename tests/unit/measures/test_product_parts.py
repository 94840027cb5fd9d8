"""The law on parts of US products: ten-digit lines, and goods that claim a preference."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.wedges import Varieties
from cobden.measures import Policy
from cobden.measures.by_product import rates_of
from cobden.measures.varieties import varieties_of
from cobden.products import ProductTable, united_states
from cobden.study.drawn_rates import DrawnRate, at_rates
from cobden.world import World

NONE = Varieties(np.zeros(0, int), np.zeros(0, int), np.zeros(0), np.zeros(0))


@pytest.fixture(scope="module")
def world():
    return World.load()


@pytest.fixture(scope="module")
def law():
    return Policy.load().on("2025-06-05")


def parts_and_means(law, world, table):
    world = world.with_products(table)
    trade = world.products_of("USA")
    mexico = world.economy_index("MEX")
    assert trade is not None
    parts = varieties_of(law, world, trade, [mexico]) or NONE
    return trade, parts, rates_of(law, world, trade, [mexico])


@pytest.mark.parametrize("apart", [("claims",), ("lines",), ("claims", "lines")])
def test_parts_bear_in_the_mean_what_their_product_does(law, world, apart):
    _, parts, means = parts_and_means(law, world, united_states(apart=apart))
    found = np.zeros_like(means)
    np.add.at(found, (parts.product, parts.exporter), parts.share * parts.rate)
    there = parts.product, parts.exporter
    assert np.abs(found - means)[there].max() < 1e-12
    assert len(np.unique(parts.cell)) > 400


def test_what_claims_the_usmca_bears_less_and_without_parts_there_are_none(law, world):
    trade, parts, _ = parts_and_means(law, world, united_states(apart=("claims",)))
    tomatoes = parts.take(parts.product == trade.index("070200"))
    assert len(tomatoes.rate) == 2
    mexico = world.economy_index("MEX")
    assert np.sort(tomatoes.rate - trade.tariff[trade.index("070200"), mexico]) == pytest.approx(
        [0.0, 0.25], abs=1e-9
    )  # the duty of 25% on what does not claim
    assert parts_and_means(law, world, united_states())[1] is NONE


def test_lines_of_a_table_of_ones_own_weigh_the_law(law, world):
    """A product whose goods are of one line bears that line's rate; others keep 2024's weights."""
    cans = {7612901030: 1.0, 7612905000: 3.0}

    def table(line):
        code = np.array([n // 10_000 for n in line])
        return ProductTable(
            "USA", 2024, ("MEX", "CHN"), np.append(code, [720851]), np.append(0 * code, 1),
            1e8 * np.append([*line.values()], 1.0), None, "a test",
            line=np.append([*line], 7208510030),
        )  # fmt: skip

    means = []
    for line in (cans, {7612901030: 1.0}, {7612905000: 1.0}):
        trade, _, rates = parts_and_means(law, world, table(line))
        mexico = world.economy_index("MEX")
        means.append((rates - trade.tariff)[trade.index("761290"), mexico])
    assert means[0] == pytest.approx((means[1] + 3 * means[2]) / 4)
    assert means[2] - means[1] > 0.1


def test_only_us_imports_have_parts(world):
    table = replace(united_states(), importer="JPN", origins=united_states().origins)
    with pytest.raises(InputError, match="lines and claims of JPN"):
        replace(table, apart=("lines",))
    with pytest.raises(InputError, match="'origins'"):
        united_states(apart=("origins",))


def test_a_drawn_rate_moves_parts_between_its_ends(law, world):
    """At an end it is that end's law, whatever products each of the laws divides."""
    world = world.with_products(united_states(apart=("claims",)))
    here, low, high = (
        law.wedges(world),
        Policy.load().without(by="USA", on="MEX").on("2025-06-05").wedges(world),
        Policy.load().without(by="USA", on="CAN").on("2025-06-05").wedges(world),
    )
    drawn = DrawnRate("some", "june", 0.1, 0.05, 0.2, low, high)
    for rate, end in ((0.05, low), (0.2, high)):
        found = at_rates(here, [drawn], {drawn.factor: rate}).varieties["USA"]
        mean = np.zeros_like(end.by_product["USA"])
        np.add.at(mean, (found.product, found.exporter), found.share * found.rate)
        there = found.product, found.exporter
        assert np.abs(mean - end.by_product["USA"])[there].max() < 1e-9
        own = end.varieties["USA"]
        inside = np.isin(found.cell, own.cell)
        order = np.argsort(own.cell, kind="stable")
        assert np.abs(found.rate[inside] - own.rate[order]).max() < 1e-12
