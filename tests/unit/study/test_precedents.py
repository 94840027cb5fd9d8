"""Deals already struck, on a world, each predicted from the rest."""

from datetime import date

import pytest

from cobden.cases import load
from cobden.measures import Policy
from cobden.products import united_states
from cobden.study.precedents import DealsOnWorld, read_precedents
from cobden.talks.precedent_deals import leave_one_out
from cobden.world import World

JUNE = date(2025, 6, 5)


@pytest.fixture(scope="module")
def deals():
    return read_precedents(load("japan-us-2025").folder)


def test_a_deals_rate_holds_in_the_market_of_an_importer_with_products(deals):
    world = World.load().with_products(united_states())
    on_world = DealsOnWorld(deals, world, Policy.load(), JUNE)
    key, deal = next((k, d) for k, d in deals.deals.items() if d.partner == "VNM")

    def sold(rate: float) -> float:
        found = on_world._solved({key: (rate, None)})
        return float(found.flow.sel(importer="USA", exporter=deal.partner).sum())

    assert sold(40.0) < 0.7 * sold(5.0)


@pytest.mark.validation
def test_the_rates_of_two_deals_are_predicted_from_the_others(deals):
    trials = DealsOnWorld(deals, World.load(), Policy.load(), JUNE).trials()
    hits = {key for key, found in leave_one_out(trials).items() if found.hit}
    assert hits == {"VNM", "KOR"}, "as docs/talks.md says"
