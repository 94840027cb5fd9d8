"""Cobden's path and the plain program, which solves period by period, agree on a small world."""

import numpy as np
import pytest

from cobden.base.wedges import Wedges
from cobden.dynamics import Parameters, path
from small_path import YEARS, raised, small_macro, small_world
from validation.plain_path import Plain, solve


@pytest.mark.validation
def test_every_mechanism_agrees_with_the_plain_program():
    world, macro = small_world(), small_macro()
    tariff, floor = raised(world), 0.995
    law = {
        2025: Wedges.of(world.economies, world.sectors, tariff=np.array(world.tariff)),
        2026: Wedges.of(world.economies, world.sectors, tariff=tariff),
    }
    ours = path(
        world, law, YEARS, macro=macro, parameters=Parameters(floor=floor), tolerance=1e-12
    )  # fmt: skip
    plain = Plain(
        world.trade_share, world.tariff, world.input_share, world.output, world.final_expenditure,
        world.deficit, macro.labour_share, macro.investment_share, macro.depreciation,
        [np.array(world.tariff), *[tariff] * 5],
        [np.asarray(theta[:, 0]) for theta in ours.problem.trade.elasticity], floor=floor,
    )  # fmt: skip
    years, capital, labour, end = solve(plain)
    assert max(-year.employed.min() for year in years) > 1e-4  # the floor binds
    np.testing.assert_allclose(ours.state.log_capital, capital, atol=1e-8)
    np.testing.assert_allclose(ours.state.log_labour, labour, atol=1e-8)
    for t, year in enumerate([*years, end]):
        for name, theirs in (
            ("log_wage", year.wage), ("log_employment", year.employed), ("log_rent", year.rent),
            ("consumer_price", year.consumer_price), ("consumption", year.consumption),
            ("investment", year.investment), ("sales", year.sales),
        ):  # fmt: skip
            np.testing.assert_allclose(
                getattr(ours.found, name)[t], theirs, atol=1e-8, err_msg=f"{name}, {t}"
            )
