"""A deal by when it comes and how long it lasts: order, limits, each party's own discounting."""

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.dynamics import Parameters
from cobden.study.deal_years import PathAim, deal_years
from small_path import YEARS, raised, small_macro, small_world

WORLD = small_world()
NOW, DEAL, THREAT = (
    Wedges.of(WORLD.economies, WORLD.sectors, tariff=raised(WORLD, rate))
    for rate in (0.2, 0.05, 0.4)
)
AIMS = (PathAim("consumer_price", "USA", 2027), PathAim("jobs", "USA", 2028, "G"))
OPTIONS = {"macro": small_macro(), "parameters": Parameters(floor=0.995)}


@pytest.fixture(scope="module")
def deals():
    return deal_years(WORLD, NOW, DEAL, YEARS, {"USA": 0.96, "JPN": 0.9}, threat=THREAT,
                      deadline=2027, aims=AIMS, **OPTIONS)  # fmt: skip


def test_relief_that_comes_later_or_lapses_is_worth_less_to_who_is_relieved(deals):
    gain = deals.gain.sel(party="JPN")
    assert list(deals.gain.isel(way=0)) == [0.0, 0.0]
    at_once, later, lapses = (float(gain[way]) for way in (1, 2, 3))
    assert at_once > later > 0
    assert at_once > lapses > 0
    assert float(deals.price_of_delay.sel(party="JPN")) == pytest.approx(at_once - later)
    assert float(gain[5]) < 0 > float(gain[6])


def test_a_snap_back_differs_from_relief_that_is_known_to_lapse(deals):
    known, taken = (deals.ways[list(deals.ways)[way]] for way in (3, 4))
    first = known.by_year.investment - taken.by_year.investment
    assert float(np.abs(first.sel(year=2025)).max()) > 1e-3
    np.testing.assert_allclose(known.steady.capital, taken.steady.capital, atol=1e-5)


def test_the_worth_of_a_path_is_as_each_party_discounts(deals):
    found = deals.ways["at once"]
    own = float(found.welfare.path.sel(economy="USA"))
    assert found.worth("USA") == pytest.approx(own)
    assert found.worth("USA", float(found.macro.discount)) == pytest.approx(own)
    assert found.worth("USA", 1e-9) == pytest.approx(float(found.by_year.consumption[0, 0]))
    steady = float(found.welfare.steady.sel(economy="USA"))
    assert found.worth("USA", 1 - 1e-7) == pytest.approx(steady, abs=1e-3)


def test_aims_by_a_date_are_read_off_each_way(deals):
    assert list(deals.reached.aim.values) == ["consumer_price, USA, 2027", "jobs in G, USA, 2028"]
    prices, jobs = (deals.reached.sel(aim=aim.title) for aim in AIMS)
    assert float(prices[1]) < float(prices[0]) < float(prices[5])
    found = deals.ways["no deal"]
    assert float(jobs[0]) == float(found.by_sector.jobs.sel(year=2028, sector="G", economy="USA"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"later": 9}, "later is 9 years"),
        ({"deadline": 2050, "threat": THREAT}, "deadline is 2050"),
        ({"threat": THREAT}, "deadline is None"),
        ({"discount": {"USA": 1.2}}, "counts next year"),
        ({"discount": {"UAS": 0.9}}, "unknown economy"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_solved(change, message):
    asked = {"discount": {"USA": 0.96}, **change}
    with pytest.raises(InputError, match=message):
        deal_years(WORLD, NOW, DEAL, YEARS, **asked)


def test_an_aim_that_does_not_exist():
    with pytest.raises(InputError, match="consumer_price"):
        PathAim("consumer_prices", "USA", 2027)
    with pytest.raises(InputError, match="jobs"):
        PathAim("job", "USA", 2027, "G")
