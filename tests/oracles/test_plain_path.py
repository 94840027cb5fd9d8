"""Cobden's path and the plain program, which solves period by period, agree on a small world."""

import numpy as np
import pytest

from cobden.base.wedges import Wedges
from cobden.dynamics import Parameters, path
from small_path import YEARS, raised, small_macro, small_world
from validation.plain_path import Plain, by_quarter, solve


@pytest.mark.validation
@pytest.mark.parametrize(
    ("years", "by", "when", "least"),
    [(YEARS, "year", 2026, 1e-4), (range(2025, 2027), "quarter", "2025Q2", 1e-3)],
)
def test_every_mechanism_agrees_with_the_plain_program(years, by, when, least):
    world, macro = small_world(), small_macro()
    tariff, floor = raised(world), 0.995
    law = {
        2025: Wedges.of(world.economies, world.sectors, tariff=np.array(world.tariff)),
        when: Wedges.of(world.economies, world.sectors, tariff=tariff),
    }
    ours = path(
        world, law, years, by=by, macro=macro, parameters=Parameters(floor=floor), tolerance=1e-12
    )  # fmt: skip
    plain = Plain(
        world.trade_share, world.tariff, world.input_share, world.output, world.final_expenditure,
        world.deficit, macro.labour_share, macro.investment_share, macro.depreciation,
        [np.array(world.tariff), *[tariff] * len(ours.periods)],
        [np.asarray(theta[:, 0]) for theta in ours.problem.trade.elasticity], floor=floor,
    )  # fmt: skip
    periods, capital, labour, end = solve(by_quarter(plain) if by == "quarter" else plain)
    assert max(-one.employed.min() for one in periods) > least  # the floor binds
    np.testing.assert_allclose(ours.state.log_capital, capital, atol=1e-8)
    np.testing.assert_allclose(ours.state.log_labour, labour, atol=1e-8)
    for t, one in enumerate([*periods, end]):
        for name, theirs in (
            ("log_wage", one.wage), ("log_employment", one.employed), ("log_rent", one.rent),
            ("consumer_price", one.consumer_price), ("consumption", one.consumption),
            ("investment", one.investment), ("sales", one.sales),
        ):  # fmt: skip
            np.testing.assert_allclose(
                getattr(ours.found, name)[t], theirs, atol=1e-8, err_msg=f"{name}, {t}"
            )
