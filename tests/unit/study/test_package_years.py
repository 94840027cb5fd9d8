"""A package on the path: payoffs by year and aims by a year, on a small world."""

from datetime import date

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.dynamics.path_outcome import lasting
from cobden.measures import Policy, Tariff
from cobden.study.deal_years import PathAim
from cobden.study.package_years import package_years
from cobden.study.table_on_world import Negotiation
from cobden.talks.table import Table
from cobden.world import World
from talks_example import aim, example

pytestmark = pytest.mark.validation  # each way of a deal is a path of its own
PRICES = {"title": "Prices by the vote", "unit": "percent", "kind": "consumer_price",
          "economy": "USA", "year": 2026}  # fmt: skip


def setting(**changed):
    raw = example()
    raw["outcomes"]["prices"] = {**PRICES, **changed}
    raw["parties"]["away"]["aims"].append(aim("prices", -2.0, "percent"))
    world = World.load().aggregate(["USA", "JPN"])
    duty = Tariff(by="USA", on="JPN", goods="C29", rate=0.25, start="2025-04-03",
                  authority="S232-auto", source="the test")  # fmt: skip
    law = Policy([duty]).on("2025-06-05")
    harsher = Policy([duty.model_copy(update={"rate": 0.6})]).on("2025-06-05").enacted(world)
    table = Table.model_validate(raw)
    return Negotiation(table, world, law, law.wedges(world), {"threat": harsher})


@pytest.fixture(scope="module")
def found():
    return package_years(setting(), "deal", "deal", deadline=date(2026, 7, 9), span=6)


def test_payoffs_are_those_of_the_years_in_which_the_deal_holds(found):
    assert found.ways[:3] == ("no deal", "at once", "1 year later")
    assert np.abs(found.payoff[0]).max() == 0
    declared = 0.1 * 55  # pledged, at the weight of away
    home = found.payoff[:, :, 1] + 0.02 * 55  # real income alone, where the deal holds
    assert home[1, 0] > 0
    assert found.payoff[2, 0, 0] < declared / 2 < found.payoff[2, 1, 0]
    assert np.abs(found.payoff[3, 2:6, 0]).max() < declared / 2
    assert np.abs(found.payoff[3, -1]).max() < 1e-4


def test_worth_is_the_lasting_flow_as_each_party_discounts(found):
    flat = np.full(7, 3.0)
    assert lasting(flat, 1 / 1.05, 0.9) == pytest.approx(3.0)
    later, at_once = found.worth[2], found.worth[1]
    np.testing.assert_allclose(found.price_of_delay, at_once - later)
    assert at_once[1] > later[1]


def test_a_surprise_is_measured_against_people_who_plan_anew_without_it(found):
    """Relief believed to last and one known to lapse end nearly alike, years after both."""
    known, surprise = found.payoff[3, -2], found.payoff[4, -2]
    np.testing.assert_allclose(known, surprise, atol=0.05 * np.abs(found.payoff[1, 0]).max())


def test_an_aim_by_a_year_is_read_on_each_way_and_counts_in_that_year(found):
    assert found.aims == ("Prices by the vote (percent)",)
    assert float(found.reached[1, 0]) != float(found.reached[0, 0])
    assert found.reached.shape == (len(found.ways), 1)
    assert found.ways[-2:] == ("no deal by 2026, as all know", "no deal by 2026, by surprise")
    assert found.reached[-1, 0] > found.reached[0, 0]


def test_a_year_that_is_not_on_the_path():
    with pytest.raises(InputError, match="2050 is not on the path") as fault:
        package_years(setting(year=2050), "deal", "deal", span=6)
    assert fault.value.where == "talks.yaml: outcomes.prices.year"
    assert PathAim("consumer_price", "USA", 2026).title == "consumer_price, USA, 2026"
