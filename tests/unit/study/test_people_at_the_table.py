"""Aims by group of households and by place: read off an equilibrium as weights of sectors."""

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.base.objective import Objective, Term
from cobden.cases import load
from cobden.equilibrium import solve, value_of
from cobden.households import incidence, us_households
from cobden.measures import Policy
from cobden.study.negotiation import read_table
from cobden.study.package_equilibria import term
from cobden.study.people_files import with_people
from cobden.talks.table_outcomes import TalksOutcome
from cobden.world import World


def outcome(**given) -> TalksOutcome:
    return TalksOutcome(title="an aim", unit="percent", economy="USA", **given)


def settled(**given) -> TalksOutcome:
    table = read_table(load("japan-us-2025").folder)
    both = table.model_copy(update={"outcomes": {**table.outcomes, "aim": outcome(**given)}})
    return with_people(both, Path()).outcomes["aim"]


def test_the_poorest_fifths_prices_are_those_of_its_basket():
    world = World.load()
    result = solve(world, Policy.load().on("2025-06-05"))
    aim = term(settled(kind="cost_of_living", group=("d1", "d2")), world)
    at_table = value_of(result, Objective("prices", (aim,)))
    found = incidence(result, us_households())
    logs = np.log1p(found.cost[:2] / 100)
    mean = 100 * np.expm1(logs @ found.spent[:2] / found.spent[:2].sum())
    assert at_table == pytest.approx(mean, rel=1e-6)
    country = Objective("all", (Term("cost_of_living", "USA", sector_weights=(1.0,) * 28),))
    price = float(result.outcome("consumer_price").sel(economy="USA", numeraire="own wage"))
    assert value_of(result, country) == pytest.approx(price)


def test_jobs_in_car_states_are_a_mix_of_sectors():
    weights = settled(kind="employment_mix", place=("MI", "IN")).sector_weights
    assert weights["C29"] > 150  # of the 737 thousand jobs in cars
    assert weights["B06"] < 10
    with pytest.raises(InputError, match="Did you mean"):
        settled(kind="employment_mix", place=("MX",))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "cost_of_living"}, "name either its group"),
        ({"kind": "employment_mix", "place": ("MI",), "sector_weights": {"C29": 1}}, "not both"),
        ({"kind": "cost_of_living", "place": ("MI",)}, "place belongs to employment_mix"),
        ({"kind": "real_wage", "group": ("d1",)}, "group belongs to cost_of_living"),
    ],
)
def test_an_aim_that_cannot_be_right_says_so(given, said):
    with pytest.raises(ValidationError, match=said):
        outcome(**given)


def test_a_group_that_nobody_knows():
    table = read_table(load("japan-us-2025").folder)
    wrong = outcome(kind="cost_of_living", group=("q1",)).model_copy(update={"economy": "JPN"})
    other = table.model_copy(update={"outcomes": {"aim": wrong}})
    with pytest.raises(InputError, match="nothing is known of the households"):
        with_people(other, Path())
