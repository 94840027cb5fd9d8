"""The chains that ship with Cobden, beside what happened and what others estimate."""

import subprocess
import sys
from pathlib import Path

import pytest

from cobden.chains import load, run, scenarios, shipped
from cobden.chains.conditions import conditions
from cobden.link import linked
from cobden.world.world import World

ROOT = Path(__file__).parents[2]
SHARED = ROOT / ".." / "shared" / "data" / "commodities"


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_chain_loads_with_all_its_scenarios(name: str):
    for scenario in scenarios(name):
        chain = load(name, scenario=scenario)
        conditions(chain, chain.measures)
        for quantity in chain.figures.assumptions.values():
            assert quantity.low is not None
            assert quantity.low <= quantity.value
            assert quantity.reason


@pytest.mark.skipif(not SHARED.exists(), reason="the shared tables are not here")
def test_figures_are_those_of_the_shared_tables():
    done = subprocess.run(
        [sys.executable, str(ROOT / "derive" / "chains.py"), "--check"], check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_china_turns_american_gas_away_and_the_cargoes_change_places():
    outcome = run(load("lng", scenario="halt"))
    moved = outcome.diversion("lng")
    assert float(moved.sel(exporter="USA Gulf", importer="China")) < -100
    others = moved.sel(exporter="USA Gulf").drop_sel(importer="China").sum()
    assert float(others) > 0.9 * -float(moved.sel(exporter="USA Gulf", importer="China"))
    before, after = (d.price.sel(good="gas") for d in (outcome.baseline, outcome.data))
    ratio = (after / before).sel(place=["Japan", "China", "Europe", "India"])
    assert float(abs(ratio - 1).max()) < 0.03
    assert outcome.surplus.sel(economy="USA").sum() < 0


def test_the_gallium_ban_raises_the_price_abroad_as_usgs_expects_in_order():
    # USGS Open-File Report 2024-1057: 3.1 (1.7 to 8.2) billion USD of GDP; press summaries add a
    # price rise above 150%. The chain alone gives what users of the metal lose.
    outcome = run(load("gallium", scenario="full ban"))
    price = outcome.data.price.sel(good="gallium", place="USA").isel(period=slice(2, 6)).mean()
    before = outcome.baseline.price.sel(good="gallium", place="USA").isel(period=0)
    assert 0.5 < float(price / before) - 1 < 3
    lost = -float(outcome.surplus.sel(account="consumers", economy="USA").isel(period=2)) * 4
    assert 1e6 < lost < 1.7e9


@pytest.mark.validation
def test_chinas_magnet_exports_fall_and_recover_as_in_2025():
    outcome = run(load("rare_earths"))
    flow = outcome.data.flow.sel(good=["magnet_heavy", "magnet_light"], exporter="China")
    model = flow.sum("good").sum("importer").to_series()
    told = {o.month: o.value for o in outcome.chain.observed
            if o.series == "magnet exports of China"}  # fmt: skip
    assert model["2025-04"] == pytest.approx(told["2025-04"], rel=0.25)
    assert model["2025-06"] == pytest.approx(told["2025-06"], rel=0.35)
    for month in ("2025-08", "2025-09", "2025-12", "2026-03"):
        assert model[month] == pytest.approx(told[month], rel=0.2)


def test_the_link_counts_nothing_twice():
    # The economy is told quantities and transfers only, yet loses what the chain's accounts lose.
    outcome = run(load("gallium", scenario="full ban"))
    agreed = linked(World.load(), outcome)
    year = outcome.surplus.sum(("account", "economy")).isel(period=slice(2, 6)).sum()
    economy = float(agreed.result.equivalent_variation.sum()) * 1e9
    assert abs(agreed.transfer.sum()) < 1e-12
    assert economy == pytest.approx(float(year), rel=0.1)
