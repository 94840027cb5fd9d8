"""A closure of a user's own in a case: its states, ranges, draws, brief and live page have it."""

import io
import json
import pickle
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

import cobden as cb
from cobden.base.closures import CLOSURES, PURGED, Closure, held_constant
from cobden.base.errors import InputError
from cobden.cases import load, new
from cobden.equilibrium import rebased_for
from cobden.report.terminal import show
from cobden.study import study, uncertain_figures
from cobden.study.drawn_equilibria import Equilibria
from cobden.world.elasticities import SETS
from cobden.world.world import World

HALF = """\
from cobden.base.closures import Closure, held_constant

half = Closure("half", "halved before the benchmark", "Half of each deficit is removed first.",
               transfers=held_constant, benchmark=lambda deficit: deficit / 2)
quarter = 0.25
"""


def written(folder, deficits="closures.py:half", text=HALF):
    """A case of the skeleton whose model names a closure."""
    made = new(folder)
    with (made / "case.yaml").open("a", encoding="utf-8") as file:
        file.write(f"model:\n  deficits: {deficits}\n")
    (made / "closures.py").write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module", autouse=True)
def smaller():
    world = World.load().aggregate(["USA", "DEU", "JPN", "ITA"])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(World, "load", lambda *_, **__: world)
        patched.setattr(study, "SETS", {"U4": SETS["U4"]})
        yield world


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(tmp_path_factory.mktemp("cases") / "mine")


@pytest.fixture(scope="module")
def found(folder):
    return study.run(folder)


def welfare(world, found, deficits):
    result = cb.solve(world, found.laws["after"], deficits=deficits)
    return float(result.welfare.sel(economy="DEU"))


def test_the_states_and_the_ranges_have_it(smaller, found):
    half = found.case.closure
    assert (half.name, half.benchmark(4.0)) == ("half", 2.0)
    shown = float(found.states["after"].welfare.sel(economy="DEU"))
    assert shown == pytest.approx(welfare(smaller, found, half), abs=1e-8)
    assert abs(shown - welfare(smaller, found, "world_share")) > 1e-4
    ranged = found.variants.sel(state="after", elasticity="U4", economy="DEU")
    assert list(ranged.deficits.values) == [*(one.name for one in CLOSURES), "half"]
    assert float(ranged.sel(deficits="half")) == pytest.approx(shown, abs=1e-5)
    assert float(ranged.sel(deficits="purged")) == pytest.approx(
        welfare(smaller, found, "purged"), abs=1e-5
    )


def test_the_brief_says_what_it_does(found):
    console = Console(width=160, record=True, file=io.StringIO())
    show(found.brief, console, full=True)
    said = console.export_text()
    assert "2014); deficits halved before the benchmark" in said
    assert said.count("halved before the benchmark") == 2  # the second among the ranges


def test_draws_have_it_and_another_rule_of_its_name_is_another_experiment(
    smaller, found, tmp_path, monkeypatch
):
    monkeypatch.setattr(uncertain_figures, "SETS", {"U4": SETS["U4"]})
    made = cb.ensemble(found.case, draws=30, store=tmp_path / "draws", seed=2)
    outcome, *_ = (name for name in made.outcomes if name.endswith("welfare DEU"))
    drawn = made.factors().join(made.values([outcome]))
    assert set(drawn.deficits) == {one.name for one in found.case.closures}
    once = drawn[drawn.deficits == "half"].iloc[0]
    wedges = found.laws["after"].wedges
    base, held = rebased_for(smaller, found.case.closure)
    tariff = base.tariff + once.duties * (wedges.tariff - base.tariff)
    expected = cb.solve(base, tariff=tariff, deficits=held).welfare.sel(economy="DEU")
    assert once[outcome] == pytest.approx(float(expected), abs=1e-5)
    experiment = Equilibria(smaller, {"after": wedges}, "DEU", "USA")
    other = replace(found.case.closure, benchmark=lambda deficit: deficit / 3)
    names = {
        replace(experiment, deficits=one, closures=(*CLOSURES, one)).identity
        for one in (found.case.closure, load(found.case.folder).closure, other)
    }
    assert len(names) == 2


@pytest.mark.parametrize(
    ("deficits", "text", "message"),
    [
        ("closures.py:haf", HALF, "has no closure 'haf'. Did you mean 'half'"),
        ("closures.py:quarter", HALF, "has no closure 'quarter'"),
        ("closure.py:half", HALF, r"closure\.py: there is no such file"),
        ("closures.py:half", "half = 1 +\n", r"closures\.py:1 cannot be run \(SyntaxError"),
        ("closures.py:half", "\nhalf = 1 / 0\n", r"closures\.py:2 cannot be run \(ZeroDivision"),
        ("no_such_module:half", HALF, "the module 'no_such_module' cannot be imported"),
        ("closures.py:half", HALF.replace('"half"', '"dollar"'), "name of a shipped one"),
        ("dolar", HALF, "Did you mean 'dollar'"),
    ],
)
def test_what_is_no_closure_is_refused_where_it_is_named(tmp_path, deficits, text, message):
    with pytest.raises(InputError, match=message) as refused:
        load(written(tmp_path / "mine", deficits, text))
    assert "case.yaml:" in refused.value.where
    assert "model.deficits" in refused.value.where


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (lambda paid: 0 * paid.deficit + 0.001, "transfers sum to 0.005 of world value added"),
        (lambda paid: paid.deficit[:2], r"transfers have shape \(2,\), for 5 economies"),
        (lambda paid: paid.deficit * np.nan, "transfers hold nan for the economy at position 0"),
        (lambda paid: paid.surplus, "transfers cannot be worked out: AttributeError"),
    ],
)
def test_transfers_that_cannot_be_right_are_refused(smaller, rule, message):
    with pytest.raises(InputError, match=message):
        cb.solve(smaller, deficits=Closure("mine", "held", "Held.", rule))
    benchmark = Closure("mine", "held", "Held.", held_constant, lambda deficit: deficit + 1)
    with pytest.raises(InputError, match="benchmark sum to 5"):
        cb.solve(smaller, deficits=benchmark)


def test_a_shipped_closure_travels_by_its_name():
    assert pickle.loads(pickle.dumps(PURGED)) is PURGED


def test_the_live_page_offers_it_and_saves_it(folder):
    pytest.importorskip("fastapi", reason="the live page needs the extra 'web'")
    from cobden.live.export import case_zip
    from cobden.live.info import case_info
    from cobden.live.models.requests import Scenario
    from cobden.live.scenario import Bench

    bench = Bench.of(load(folder))
    info = case_info(bench)
    assert [one.id for one in info.closures][-1] == info.deficits == "half"
    posed = bench.pose(Scenario())
    dollar = bench.pose(Scenario(deficits="dollar"))
    assert posed.digest != dollar.digest
    assert abs(posed.solve().welfare - dollar.solve().welfare).max() > 1e-4
    with pytest.raises(InputError, match="unknown closure of the deficits 'hal'"):
        bench.pose(Scenario(deficits="hal"))
    with zipfile.ZipFile(io.BytesIO(case_zip(bench, posed))) as saved:
        names = {name.split("/")[1]: name for name in saved.namelist()}
        assert b"deficits: closures.py:half" in saved.read(names["case.yaml"])
        assert saved.read(names["closures.py"]).decode() == HALF
    assert json.loads(info.model_dump_json())["closures"][-1]["why"].startswith("Half")
