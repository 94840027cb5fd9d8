import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from math import inf

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import cobden as cb
from cobden.base.errors import InputError, NotConverged
from cobden.cli import app
from cobden.draws import CONVERGED, Choice, Design, Range, run
from cobden.equilibrium import Horizon, solve_shock
from cobden.study import drawn_equilibria
from cobden.study.drawn_equilibria import Equilibria
from cobden.study.uncertain_figures import DUTIES, uncertain
from cobden.world.elasticities import SETS
from derive import duties

WORLD = cb.World.load().aggregate(["USA", "JPN", "CHN", "EU27"])


def wedges(world: cb.World) -> cb.Wedges:
    tariff = np.array(world.tariff)
    tariff[:-1, world.economy_index("USA"), world.economy_index("JPN")] += 0.2
    return cb.Wedges.of(world.economies, world.sectors, tariff=tariff)


def experiment(**given) -> Equilibria:
    return Equilibria(WORLD, {"now": wedges(WORLD)}, "JPN", "USA", **given)


def outcome(experiment: Equilibria, name: str, **draw) -> float:
    answer = experiment.evaluate(pd.DataFrame([draw], dtype=object))
    assert answer.status == (CONVERGED,)
    return float(answer.values[0, experiment.outcomes.index(f"now: {name}")])


def test_a_draw_is_the_equilibrium_with_what_was_drawn():
    found = outcome(
        experiment(), "welfare JPN", elasticities="FGO", deficits="purged", duties=0.5, years=2.0,
        response=0.4, fixity=0.7, **{"pass-through": 0.8, "years to the long run": 8.0},
    )  # fmt: skip
    base = cb.purge(WORLD.with_elasticity("FGO"))
    tariff = (wedges(base).tariff + base.tariff) / 2
    horizon = Horizon.after(2, response=0.4, pass_through=0.8, fixity=0.7, to_long_run=8)
    expected = cb.solve(base, tariff=tariff, horizon=horizon)
    assert found == pytest.approx(float(expected.welfare.sel(economy="JPN")), abs=1e-6)


def test_single_elasticities_and_rates_can_be_drawn():
    own = {"elasticity C29": 9.0, "tariff USA JPN C29": 0.4}
    theta = np.array(WORLD.elasticity)
    theta[WORLD.sector_index("C29")] = 9.0
    tariff = np.array(wedges(WORLD).tariff)
    cell = (WORLD.sector_index("C29"), WORLD.economy_index("USA"), WORLD.economy_index("JPN"))
    tariff[cell] = 0.4
    expected = cb.solve(WORLD.with_elasticity(theta), tariff=tariff)
    cars = expected.flow.values[cell] / (WORLD.flow[cell] * WORLD.value_usd / 1e9)
    assert outcome(experiment(), "exports C29 JPN USA", **own) == pytest.approx(
        100 * (cars - 1), abs=1e-5
    )


def test_the_long_run_is_the_default_and_what_is_not_drawn_stays():
    expected = float(cb.solve(WORLD, wedges(WORLD)).welfare.sel(economy="USA"))
    assert outcome(experiment(), "welfare USA", duties=1.0) == pytest.approx(expected, abs=1e-6)
    first_year = float(cb.solve(WORLD, wedges(WORLD), horizon=1).welfare.sel(economy="USA"))
    found = outcome(experiment(years=1.0), "welfare USA", duties=1.0)
    assert found == pytest.approx(first_year, abs=1e-6)


def test_what_is_uncertain_covers_sets_closures_and_sourced_ranges():
    long_run, first_year = uncertain(), uncertain(1)
    assert long_run[0] == Choice("elasticities", tuple(SETS))
    assert long_run[2] == Range("duties", DUTIES.low, DUTIES.high, mode=DUTIES.value)
    assert [factor.name for factor in first_year[3:]] == [
        "response", "pass-through", "fixity", "years to the long run",
    ]  # fmt: skip


def test_draws_that_do_not_converge_are_counted_named_and_shown(tmp_path, monkeypatch):
    def stalls(world, shock, closure, **given):
        if closure.name == "own_share":
            raise NotConverged("no equilibrium was found in 1,000 steps.", where="solve")
        return solve_shock(world, shock, closure, **given)

    monkeypatch.setattr(drawn_equilibria, "solve_shock", stalls)
    factors = (Range("duties", 0.9, 1.1), Choice("deficits", ("world_share", "own_share")))
    result = run(experiment(), Design(factors, 16, 1), tmp_path)
    stalled = result.factors().query("deficits == 'own_share'").index
    assert 0 < len(stalled) < 16
    assert list(result.failures.index) == list(stalled)
    assert set(result.failures["status"]) == {
        "now: solve: no equilibrium was found in 1,000 steps."
    }
    assert result.ranges(["now: welfare JPN"])["draws"].item() == 16 - len(stalled)


def test_the_identity_changes_with_what_the_answer_depends_on():
    assert experiment().identity == experiment().identity
    other = np.array(wedges(WORLD).tariff)
    other[0, 0, 1] += 1e-9
    changed = cb.Wedges.of(WORLD.economies, WORLD.sectors, tariff=other)
    others = {
        experiment().identity,
        experiment(years=1.0).identity,
        Equilibria(WORLD, {"now": changed}, "JPN", "USA").identity,
        Equilibria(WORLD.with_elasticity("FGO"), {"now": wedges(WORLD)}, "JPN", "USA").identity,
    }
    assert len(others) == 4


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("elasticitys", "Did you mean 'elasticities'"),
        ("elasticity C99", "unknown sector 'C99'"),
        ("tariff USA JPM C29", "unknown economy|names no economy"),
        ("tariff USA JPN", "unknown factor"),
    ],
)
def test_an_unknown_factor_is_an_error(name, message):
    with pytest.raises(InputError, match=message):
        cb.ensemble("japan-us-2025", draws=10, over=[Range(name, 0, 1)])


def test_an_unknown_state_is_an_error():
    with pytest.raises(InputError, match="Did you mean 'june'"):
        cb.ensemble("japan-us-2025", draws=10, states=["jun"])


def test_the_case_is_drawn_and_shown_with_its_ranges(tmp_path, monkeypatch):
    parties = [party.economy for party in cb.cases.load("japan-us-2025").parties]
    small = WORLD.load().aggregate(parties)
    monkeypatch.setattr(cb.World, "load", lambda *_, **__: small)
    arguments = ["run", "japan-us-2025", "--draws", "12", "--output", str(tmp_path)]
    printed = CliRunner().invoke(app, arguments)
    assert printed.exit_code == 0, printed.output
    assert "How sure it is" in printed.output
    assert "12 draws; too few to name drivers; all have an equilibrium" in " ".join(
        printed.output.split()
    )
    page = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert "How sure it is" in page
    kept = json.loads((tmp_path / "draws-long-run-0" / "ensemble.json").read_text())
    assert kept["draws"] == 12
    case = cb.ensemble("japan-us-2025", draws=12, store=tmp_path / "draws-long-run-0", years=inf)
    assert case.done == 12


@pytest.mark.validation
def test_two_workers_and_one_give_the_same_bits():
    """Whoever makes a draw, in whatever order: two other processes, or this one, one by one."""
    made = experiment()
    design = Design(uncertain(), 96, 3)
    parts = [design.rows(start, start + 16) for start in range(0, 96, 16)]
    here = [made.evaluate(part).values for part in reversed(parts)][::-1]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as workers:
        there = [found.values for found in workers.map(made.evaluate, parts)]
    assert np.isfinite(np.concatenate(here)).all()
    assert np.array_equal(np.concatenate(here), np.concatenate(there))


def test_the_range_of_the_duties_is_that_of_the_trackers():
    assert duties.main(check=True) == 0
