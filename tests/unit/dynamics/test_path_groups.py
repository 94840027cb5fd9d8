"""A group on a path is its members together: sums, or means by what each weighs."""

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.dynamics import path
from cobden.dynamics.path_groups import WEIGHED_BY
from cobden.outcomes import BY_YEAR
from cobden.report.year_tables import AFTER, rows_of
from cobden.study.deal_years import PathAim, deal_years
from cobden.world import World

WORLD = World.load().aggregate(["USA", "DEU", "FRA"])
MEMBERS = [WORLD.economies.index(code) for code in ("DEU", "FRA")]
OPTIONS = {"labour": "mobile", "rigid": False, "response": "long_run"}


def law(rate=0.2):
    tariff = np.array(WORLD.tariff)
    tariff[:, WORLD.economies.index("USA"), MEMBERS] += rate
    return Wedges.of(WORLD.economies, WORLD.sectors, tariff=tariff)


@pytest.fixture(scope="module")
def found():
    return path(WORLD, law(), range(2025, 2028), **OPTIONS)


def test_every_outcome_of_a_group_is_between_its_members_or_their_sum(found):
    assert set(WEIGHED_BY) == set(BY_YEAR)
    for name, by in WEIGHED_BY.items():
        own, ours = found.scaled(name)[:, MEMBERS], found.together(name, "EU27")
        if by == "sum":
            np.testing.assert_allclose(ours, own.sum(axis=1))
            continue
        known = ~np.isnan(own).any(axis=1)
        assert (ours[known] >= own[known].min(axis=1) - 1e-12).all(), name
        assert (ours[known] <= own[known].max(axis=1) + 1e-12).all(), name
    np.testing.assert_allclose(found.together("gdp", "DEU"), found.scaled("gdp")[:, MEMBERS[0]])
    with pytest.raises(InputError, match="unknown outcome"):
        found.together("gpd", "EU27")


def test_consumption_of_a_group_is_what_its_members_spend_at_benchmark_prices(found):
    p = found.problem
    spent = np.asarray(p.final - p.capital.investment)[MEMBERS]
    now = spent * np.exp(found.outcomes.consumption[:, MEMBERS])
    expected = 100 * (now.sum(axis=1) / spent.sum() - 1)
    np.testing.assert_allclose(found.together("consumption", "EU27"), expected)
    worth = [found.worth(code, 0.9) for code in ("DEU", "FRA")]
    assert found.worth("EU27", 0.9) == pytest.approx(worth @ spent / spent.sum())
    jobs = found.of_sector("jobs", "EU27", "C29")
    each = [found.of_sector("jobs", code, "C29") for code in ("DEU", "FRA")]
    assert (np.min(each, axis=0) <= jobs).all()
    assert (jobs <= np.max(each, axis=0)).all()


def test_rows_and_deals_of_a_group(found):
    rows = rows_of({"rigid": found}, ["EU27"])
    mine = {row.year: row for row in rows if row.economy == "EU27"}
    assert sorted(mine) == [AFTER, 2025, 2026, 2027]
    assert mine[2026].gdp == pytest.approx(found.together("gdp", "EU27")[1])
    assert mine[AFTER].worth == pytest.approx(found.worth("EU27"))
    timed = deal_years(
        WORLD, law(), law(0.1), range(2025, 2028), {"EU27": 0.95, "USA": 0.95}, later=1, lasts=1,
        aims=[PathAim("consumption", "EU27", 2026), PathAim("jobs", "EU27", 2026, "C29")],
        **OPTIONS,
    )  # fmt: skip
    assert float(timed.gain.sel(way="at once", party="EU27")) > 0
    aimed = timed.reached.sel(way="no deal", aim="consumption, EU27, 2026")
    assert float(aimed) == pytest.approx(found.together("consumption", "EU27")[1], abs=1e-6)
