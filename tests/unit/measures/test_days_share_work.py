"""The law of many days: what is the same between two is worked out once, to the same figures."""

import numpy as np

from cobden.measures import Policy
from cobden.measures.law_wedges import _shared, tariffs_on
from cobden.world import World

DAYS = ("2025-06-03", "2025-06-05", "2025-08-10")


def test_a_day_read_after_others_has_the_figures_that_it_has_alone():
    world, policy = World.load(), Policy.load()
    at = world.economy_index("USA")
    sellers = [world.economy_index(name) for name in ("JPN", "CHN", "CAN", "MEX", "IRL", "DEU")]

    def read(day):
        return tariffs_on(policy.on(day), world, at, sellers)

    _shared.cache_clear()
    together = [read(day) for day in DAYS]
    assert _shared.cache_info().misses > len(sellers)
    before = _shared.cache_info().misses
    np.testing.assert_array_equal(read(DAYS[0]), together[0])
    canada_and_mexico = 2  # whose claims are those of the day
    assert _shared.cache_info().misses <= before + canada_and_mexico
    for day, found in zip(DAYS, together, strict=True):
        _shared.cache_clear()
        np.testing.assert_array_equal(read(day), found)
