import json
import multiprocessing
import os
import signal
import time
from itertools import cycle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from draw_models import (
    FACTORS,
    Batched,
    design,
    fails_below_minus_one_half,
    one_by_one,
    run_batched,
)

from cobden.base.errors import InputError
from cobden.draws import CONVERGED, Design, Ensemble, OneByOne, Outcomes, Range, run
from cobden.draws.store import Store


def files(store: Path) -> dict[str, bytes]:
    """Every result file with its content: equal means equal to the last bit."""
    return {path.name: path.read_bytes() for path in sorted(store.glob("*.parquet"))}


def _count(store: Path) -> int:
    return sum(1 for _ in store.glob("*.parquet"))


def test_every_draw_is_evaluated_at_what_was_drawn(tmp_path):
    result = run(one_by_one, design(200), tmp_path, chunk=16)
    drawn, values, status = result.factors(), result.values(), result.store.status()
    assert len(drawn) == len(values) == result.done == 200
    for draw, row in drawn.iterrows():
        if status[draw] == CONVERGED:
            assert dict(values.loc[draw]) == fails_below_minus_one_half(row)


def test_draws_without_an_answer_are_counted_named_and_shown(tmp_path):
    seen = []
    result = run(one_by_one, design(200), tmp_path, chunk=16, progress=seen.append)
    expected = result.factors().query("x < -0.5")
    assert len(expected) > 10
    assert list(result.failures.index) == list(expected.index)
    assert set(result.failures["status"]) == {"solve: residual 0.3 after 500 steps."}
    pd.testing.assert_frame_equal(result.failures.drop(columns="status"), expected)
    assert result.values().loc[expected.index].isna().all(axis=None)
    assert (seen[-1].done, seen[-1].total, seen[-1].failed) == (200, 200, len(expected))
    assert result.ranges()["draws"].tolist() == [200 - len(expected)] * 2


def test_an_ensemble_shows_itself_in_ten_lines(tmp_path):
    result = run(one_by_one, design(200), tmp_path, chunk=16)
    shown = repr(result).splitlines()
    assert shown[0] == "Ensemble of 200 of 200 draws"
    assert shown[1].split() == ["without", "an", "answer", str(len(result.failures))]
    median = result.ranges(["product"], at=(0.5,)).loc["product", 0.5]
    assert shown[-1].split()[::2] == ["product", f"{median:.4g}"]
    assert len(shown) <= 10
    assert "median" in result._repr_html_()


def test_an_answer_that_is_not_finite_is_a_failure(tmp_path):
    def logarithm(draw):
        return {"log": float(np.log(draw["x"])) if draw["x"] > 0 else -np.inf}

    result = run(OneByOne(logarithm, ("log",), "log"), design(100), tmp_path)
    assert (result.failures["x"] <= 0).all()
    assert set(result.failures["status"]) == {"log is not finite"}
    assert result.values().drop(result.failures.index).notna().all(axis=None)


def test_a_defect_of_the_function_is_no_failed_draw(tmp_path):
    def broken(draw):
        return {"other": 1.0}

    with pytest.raises(KeyError):
        run(OneByOne(broken, ("sum",), "broken"), design(100), tmp_path)


def test_a_stopped_run_continues_and_ends_the_same(tmp_path):
    class Stop(Exception):
        pass

    def stop_at_half(progress):
        if progress.done >= 100:
            raise Stop

    whole = run(Batched(), design(200), tmp_path / "whole", chunk=8)
    with pytest.raises(Stop):
        run(Batched(), design(200), tmp_path / "parts", chunk=8, progress=stop_at_half)
    halfway = Ensemble(Store.open(tmp_path / "parts"))
    assert 100 <= halfway.done < 200
    assert halfway.ranges()["draws"].tolist() == [halfway.done] * 2

    evaluated = []

    class Counted(Batched):
        def evaluate(self, draws):
            evaluated.extend(draws.index)
            return super().evaluate(draws)

    run(Counted(), design(200), tmp_path / "parts", chunk=8)
    assert evaluated == list(range(104, 200))
    assert files(tmp_path / "parts") == files(tmp_path / "whole")
    pd.testing.assert_frame_equal(whole.values(), Ensemble(Store.open(tmp_path / "parts")).values())


def test_more_draws_continue_a_store_and_equal_a_fresh_one(tmp_path):
    run(Batched(), design(100), tmp_path / "grown", chunk=64)
    run(Batched(), design(300), tmp_path / "grown", chunk=64)
    run(Batched(), design(300), tmp_path / "fresh", chunk=64)
    assert files(tmp_path / "grown") == files(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("seed", "stops", "draws"),
    [
        (5, 4, 1_000),  # with those below, 204 moments in all
        *(pytest.param(seed, 20, 4_000, marks=pytest.mark.validation) for seed in range(10)),
    ],
)
def test_stopped_at_random_moments_a_run_ends_the_same_to_the_last_bit(
    tmp_path, seed, stops, draws
):
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["cobden.draws"])
    moments = np.random.default_rng(seed).uniform(0.0, 0.05, size=stops)
    for moment, how in zip(moments, cycle((signal.SIGKILL, signal.SIGINT, signal.SIGTERM))):
        before = _count(tmp_path / "killed")
        child = server.Process(target=run_batched, args=(str(tmp_path / "killed"), draws))
        child.start()
        # Wait until it is at work, so that the moment falls anywhere in computing and writing.
        deadline = time.monotonic() + 30
        while _count(tmp_path / "killed") == before and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(moment)
        assert child.pid is not None
        os.kill(child.pid, how)
        child.join()
        ended = {signal.SIGINT: 1}.get(how, -how)  # Ctrl-C is an exception
        assert child.exitcode == ended, "it ended before it could be stopped"
    assert _count(tmp_path / "killed") < draws / 4
    for folder in ("killed", "whole"):
        run_batched(str(tmp_path / folder), draws)
    assert files(tmp_path / "killed") == files(tmp_path / "whole")
    assert not list((tmp_path / "killed").glob("*.partial"))


@pytest.mark.validation
def test_a_cluster_gives_the_same_numbers_though_a_worker_is_killed(tmp_path):
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    run(Batched(), design(400), tmp_path / "here", chunk=8)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        workers = [worker.pid for worker in cluster.workers.values()]
        assert len(set(workers)) == 2
        killed = []

        def kill_one_midway(progress):
            if progress.done >= 100 and not killed:
                os.kill(workers[0], signal.SIGKILL)
                killed.append(progress.done)

        result = run(
            Batched(pause=0.05),
            design(400),
            tmp_path / "there",
            chunk=8,
            dask=cluster.scheduler_address,
            progress=kill_one_midway,
        )
    assert killed
    assert killed[0] < 400
    assert result.done == 400
    assert files(tmp_path / "there") == files(tmp_path / "here")


def test_groups_and_choices_drive_what_they_should(tmp_path):
    result = run(Batched(), design(5 * 500 + 3), tmp_path)
    drivers = result.drivers()
    assert list(drivers.loc["sum"].index) == ["x", "y", "sign"]
    assert drivers.loc[("sum", "sign"), ["first", "total"]].abs().max() < 1e-12
    assert drivers.loc[("sum", "x"), "first"] > drivers.loc[("sum", "y"), "first"]
    assert (drivers["blocks"] == 500).all()


def test_an_outcome_that_does_not_vary_has_no_drivers(tmp_path):
    constant = OneByOne(lambda draw: {"one": 1.0}, ("one",), "constant")
    result = run(constant, design(100), tmp_path)
    assert result.drivers()[["first", "total"]].isna().all(axis=None)
    assert result.ranges().loc["one", 0.95] == 1.0


def test_a_store_describes_itself(tmp_path):
    run(Batched(), design(100), tmp_path)
    reopened = Ensemble(Store.open(tmp_path))
    assert reopened.design == Design(FACTORS, 100, 11)
    manifest = json.loads((tmp_path / "ensemble.json").read_text())
    assert manifest["software"]["numpy"] == np.__version__


class TestBadInputs:
    def test_another_experiment_seed_or_factor_is_refused(self, tmp_path):
        run(Batched(), design(100), tmp_path)
        with pytest.raises(InputError, match="another experiment: batched unit test, not unit"):
            run(one_by_one, design(100), tmp_path)
        with pytest.raises(InputError, match="another seed: 11, not 12"):
            run(Batched(), design(100, seed=12), tmp_path)
        with pytest.raises(InputError, match="another chunk"):
            run(Batched(), design(100), tmp_path, chunk=32)
        with pytest.raises(InputError, match="another factors"):
            run(Batched(), Design((Range("x", 0, 1), Range("y", 0, 1)), 100, 11), tmp_path)

    def test_drivers_of_draws_that_were_made_for_ranges(self, tmp_path):
        made = run(Batched(), Design(FACTORS, 8, 11, paired=False), tmp_path)
        with pytest.raises(InputError, match="made for ranges"):
            made.drivers()
        with pytest.raises(InputError, match="another paired: False, not True"):
            run(Batched(), design(8), tmp_path)

    def test_fewer_draws_than_the_store_holds_are_refused(self, tmp_path):
        run(Batched(), design(100), tmp_path)
        with pytest.raises(InputError, match="started for 100 draws, not 50"):
            run(Batched(), design(50), tmp_path)

    def test_a_folder_without_an_ensemble(self, tmp_path):
        with pytest.raises(InputError, match="holds no ensemble"):
            Store.open(tmp_path)

    def test_a_scheduler_that_does_not_answer(self, tmp_path, monkeypatch):
        pytest.importorskip("distributed", reason="Dask is not installed")
        with pytest.raises(InputError, match="no Dask scheduler answers at 'nonsense"):
            run(Batched(), design(10), tmp_path, dask="nonsense://here")

    def test_an_unknown_outcome_suggests_the_nearest(self, tmp_path):
        result = run(Batched(), design(100), tmp_path)
        with pytest.raises(InputError, match="Did you mean 'product'"):
            result.ranges(["produkt"])

    def test_too_few_draws_for_drivers(self, tmp_path):
        result = run(Batched(), design(9), tmp_path)
        with pytest.raises(InputError, match="too few for drivers"):
            result.drivers()

    def test_nothing_converged(self, tmp_path):
        nowhere = Design((Range("x", -1, -0.6), Range("y", 0, 1), FACTORS[2]), 20, 1)
        result = run(one_by_one, nowhere, tmp_path)
        with pytest.raises(InputError, match="no draw has an answer"):
            result.ranges()

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: Range("x", 2, 1), "not in order"),
            (lambda: Range("x", 0, np.inf), "not in order"),
            (lambda: Range("x", 0, 1, mode=2), "not in order"),
            (lambda: Design((), 10, 1), "no factor"),
            (lambda: Design((Range("x", 0, 1), Range("x", 0, 2)), 10, 1), "two factors"),
            (lambda: design(0), "no number of draws"),
            (lambda: design(10, seed=-1), "negative"),
        ],
    )
    def test_factors_and_designs_that_make_no_sense(self, make, message):
        with pytest.raises(InputError, match=message):
            make()

    def test_outcomes_of_the_wrong_shape(self, tmp_path):
        class Short(Batched):
            def evaluate(self, draws):
                return Outcomes(np.zeros((len(draws), 1)), (CONVERGED,) * len(draws))

        with pytest.raises(InputError, match="one row per draw, one column per outcome"):
            run(Short(), design(10), tmp_path)
