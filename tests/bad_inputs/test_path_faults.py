"""What is wrong with a path's input is said before anything is solved."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from cobden.base.errors import Infeasible, InputError
from cobden.base.targets import Line, Target, Targets
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.dynamics import Macro, Parameters, long_run, path
from cobden.dynamics.law_by_year import announced, by_year
from cobden.measures import Policy, Tariff
from small_path import YEARS, raised, small_macro, small_world

WORLD = small_world()
LAW = Wedges.of(WORLD.economies, WORLD.sectors, tariff=raised(WORLD))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"anchor": "price_levle"}, "price_level"),
        ({"anchor": {"JPN": "gold"}}, "choice of anchor"),
        ({"anchor": {"JPX": "price_level"}}, "JPN"),
        ({"revenue": "debt"}, "looks ahead"),
        ({"capital": "ramsey"}, "choice of capital"),
        ({"capital": "adjusts"}, "steady state alone"),
        ({"labour": "stuck"}, "choice of labour"),
        ({"revenue": "burnt"}, "choice of revenue"),
        ({"expectations": "naive"}, "choice of expectations"),
        ({"response": "slow"}, "choice of response"),
    ],
)
def test_an_unknown_mechanism(options, message):
    with pytest.raises(InputError, match=message):
        path(WORLD, LAW, YEARS, macro=small_macro(), **options)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"floor": 1.02}, "rise without end"),
        ({"mobility": 0.0}, "mobility is 0"),
        ({"adjustment": -1.0}, "adjustment is -1"),
        ({"taylor": 0.9}, "taylor is 0.9"),
        ({"dispersion": float("nan")}, "dispersion is nan"),
    ],
)
def test_a_parameter_that_cannot_be(values, message):
    with pytest.raises(InputError, match=message):
        Parameters(**values)


@pytest.mark.parametrize("years", [[2025, 2026], [2025, 2027, 2028], []])
def test_years_that_are_no_path(years):
    with pytest.raises(InputError, match="the years are"):
        path(WORLD, LAW, years, macro=small_macro())


def test_a_law_that_begins_too_late_or_ends_too_late():
    with pytest.raises(InputError, match="no law is given for 2025"):
        by_year(WORLD, {2026: LAW}, YEARS)
    with pytest.raises(InputError, match="after the last year"):
        by_year(WORLD, {2025: LAW, 2031: LAW}, YEARS)


def test_a_policy_that_ends_before_the_path_and_one_that_ends_on_it():
    from cobden.world import World

    world, known = World.load(), (date(2018, 1, 1), date(2026, 11, 30))
    tariff = Tariff(by="USA", on="JPN", goods="C29", rate=0.25, start="2026-12-01",
                    authority="S232", source="example")  # fmt: skip
    policy = replace(Policy([tariff]), covers=known)
    with pytest.raises(InputError, match="known to 2026-11-30, and the path begins in 2027"):
        by_year(world, policy, range(2027, 2031))
    last = by_year(world, policy, range(2026, 2029))[-1]
    assert np.array_equal(last.wedges.tariff, world.tariff)  # what holds on the last day goes on


def test_an_announcement_that_comes_too_late_or_too_early():
    for laws, message in (({2026: LAW}, "no law is given"), ({2025: LAW, 2031: LAW}, "after the")):
        with pytest.raises(InputError, match=message):
            announced(WORLD, laws, YEARS)


def test_an_economy_of_which_nothing_is_known_and_shares_that_cannot_be():
    with pytest.raises(InputError, match=r"labour_share is 1\.2"):
        Macro(np.full((2, 3), 1.2), np.full((2, 3), 0.2), np.full(3, 0.05))
    with pytest.raises(InputError, match="wear out"):
        Macro(np.full((2, 3), 0.6), np.full((2, 3), 0.2), np.full(3, 0.05), growth=-0.05)
    with pytest.raises(InputError, match="USA invests 0%"):
        path(
            WORLD, LAW, YEARS, macro=Macro(np.full((2, 3), 0.6), np.zeros((2, 3)), np.full(3, 0.05))
        )


def test_a_taylor_rule_without_years():
    with pytest.raises(InputError, match="needs years"):
        long_run(WORLD, LAW, macro=small_macro(), anchor="taylor_rule")


def test_a_law_about_quantities_that_no_path_follows_is_refused_by_name():
    wanted = Target("rice at a price", (0,), "tariff", 1.1, measured="price", basis="change")
    line = Line("G", "USA", "JPN")
    terms = Terms(LAW, Targets((line,), (wanted,)))
    with pytest.raises(InputError, match=r"law of 2025 is about a price \(rice at a price\)"):
        path(WORLD, terms, YEARS, macro=small_macro())


def test_a_law_in_view_of_which_capital_would_be_eaten():
    """Plenty is foreseen, and nothing holds capital where it is: no investment is below zero."""
    plenty = Terms(LAW, productivity=np.full(WORLD.output.shape, 2.0))
    with pytest.raises(Infeasible, match=r"gross investment of .* would be below zero in 20"):
        path(WORLD, {2025: LAW, 2027: plenty}, YEARS, macro=small_macro(), labour="mobile",
             rigid=False, parameters=Parameters(adjustment=0.0))  # fmt: skip


def test_a_policy_is_averaged_over_the_days_of_a_year():
    tariff = Tariff(
        by="USA", on="JPN", goods="C29", rate=0.25, start="2025-04-03", end="2026-07-02",
        authority="S232", source="example",
    )  # fmt: skip
    from cobden.world import World

    world = World.load()
    at = world.cell("C29", "USA", "JPN")
    found = [
        terms.wedges.tariff[at] for terms in by_year(world, Policy([tariff]), range(2024, 2028))
    ]
    days = (date(2026, 1, 1) - date(2025, 4, 3)).days / 365
    full = found[1] - found[0]
    assert found[0] == pytest.approx(world.tariff[at])
    assert full == pytest.approx(0.25 * days)
    assert found[2] - found[0] == pytest.approx(0.25 * 182 / 365)
    assert found[3] == pytest.approx(found[0])
