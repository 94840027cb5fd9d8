"""Draws of the years: nothing drawn is the path itself, a stopped run goes on, ranges hold."""

import numpy as np
import pandas as pd
import pytest

from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.draws import Design, run
from cobden.dynamics import Macro, path
from cobden.dynamics.periods import Calendar
from cobden.study.path_draws import QUANTITIES, Paths, counted, uncertain_years, year_ranges
from cobden.study.uncertain_figures import ranged
from small_path import YEARS, raised, small_world

WORLD = small_world()
LAW = Wedges.of(WORLD.economies, WORLD.sectors, tariff=raised(WORLD))
EXPERIMENT = Paths(WORLD, (Terms(LAW),) * len(YEARS), Calendar(tuple(YEARS)), ("USA", "JPN"))


def test_what_is_not_drawn_is_as_the_path_has_it():
    found = EXPERIMENT.evaluate(pd.DataFrame({"duties": [1.0]}))
    values = dict(zip(EXPERIMENT.outcomes, found.values[0], strict=True))
    straight = path(WORLD, LAW, YEARS, macro=Macro.of(WORLD))
    for name in ("gdp", "consumer_price"):
        expected = float(straight.by_year[name].sel(economy="JPN", year=2027))
        assert values[f"{name} JPN 2027"] == pytest.approx(expected, abs=1e-7)
    usa = straight.welfare.sel(economy="USA")
    assert values["consumption USA after"] == pytest.approx(float(usa.steady), abs=1e-7)
    assert values["worth USA"] == pytest.approx(float(usa.path), abs=1e-7)


def test_a_draw_without_a_path_says_why():
    found = EXPERIMENT.evaluate(pd.DataFrame({"duties": [1.0, -4.9], "discount": [0.96, 0.96]}))
    assert found.status[0] == "converged"
    assert found.status[1] == "converged" or np.isnan(found.values[1]).all()


def test_a_stopped_run_goes_on_and_ends_with_the_same_ranges(tmp_path):
    factors = (ranged("floor", QUANTITIES["floor"]), ranged("mobility", QUANTITIES["mobility"]))
    design = Design(factors, 8, 3)

    class Stopped(KeyboardInterrupt):
        pass

    def stop(at):
        if 0 < at.done < at.total:
            raise Stopped

    with pytest.raises(Stopped):
        run(EXPERIMENT, design, tmp_path / "a", chunk=4, progress=stop)
    made = run(EXPERIMENT, design, tmp_path / "a", chunk=4)
    whole = run(EXPERIMENT, design, tmp_path / "b", chunk=4)
    pd.testing.assert_frame_equal(made.values(), whole.values())
    ranges = year_ranges(EXPERIMENT, made)
    assert len(ranges) == 5 * 2 * len(YEARS)
    assert all(r.low <= r.lower <= r.median <= r.upper <= r.high for r in ranges)
    assert "nine in ten of 8 draws" in counted(made)


def test_every_figure_in_doubt_has_a_range_and_is_known():
    names = [factor.name for factor in uncertain_years()]
    assert names == ["elasticities", "duties", "discount", *QUANTITIES]
