"""Gas by month: seasons, storage, pipelines, straits; the level of 2025 and the spring of 2026."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.chains import Chain, ChainOutcome, load, parse_measure, run

MT = 52  # TBtu in a million tonnes


@pytest.fixture(scope="module")
def gas() -> ChainOutcome:
    begun = perf_counter()
    outcome = run(load("gas"))
    assert perf_counter() - begun < 15
    assert max(c.worst for _, c in outcome.certificates) < 1e-6
    return outcome


def shipped(outcome: ChainOutcome, place: str, year: str) -> float:
    months = [month for month in outcome.data.period.values if str(month).startswith(year)]
    flow = outcome.data.flow.sel(good="lng", importer=place, period=months)
    return float(flow.sum()) / MT


def test_who_ships_in_how_much_in_2025(gas: ChainOutcome):
    assert 64 < shipped(gas, "China", "2025") < 70
    assert 100 < shipped(gas, "Europe", "2025") < 115  # with the United Kingdom
    months = [f"2025-{month:02d}" for month in range(1, 13)]
    sold = gas.data.flow.sel(good="lng", exporter=["USA Gulf", "USA Atlantic"], period=months)
    assert float(sold.sum()) / MT == pytest.approx(111, rel=0.03)


def test_storage_fills_in_summer_and_empties_in_winter(gas: ChainOutcome):
    stock = gas.data.stock.sel(good="gas", place="Europe")
    assert float(stock.sel(period="2025-10")) > 4 * float(stock.sel(period="2025-03"))
    assert float(stock.sel(period="2026-03")) < 0.2 * float(stock.sel(period="2025-10"))


def test_hormuz_shut_raises_prices_by_half_at_once(gas: ChainOutcome):
    calm = run(load("gas", scenario="without the events of 2026"), against=gas)
    price, before = (o.data.price.sel(good="lng", place="Japan") for o in (gas, calm))
    rise = price.sel(period="2026-03") / before.sel(period="2026-03") - 1
    assert 0.3 < float(rise) < 0.6  # seen: 10.4 in February, 20.2 in March
    held = gas.data.flow.sel(good="lng", exporter=["Qatar", "UAE"], period="2026-04").sum()
    assert float(held) < 1e-3
    assert float(abs(price / before - 1).sel(period=slice(None, "2026-02")).max()) < 0.02


def test_a_billion_cubic_feet_a_day_costs_the_well_two_to_four_cents():
    chain = load("gas", scenario="none")
    more = parse_measure({
        "kind": "new_capacity", "name": "one more", "by": ["USA"], "at": "USA Gulf",
        "process": "liquefy", "limit": 31.5, "cost": 0.3, "start": chain.start,
    })  # fmt: skip
    outcome = run(chain, [more])
    made, usual = (d.made.sel(process="produce", place="USA Gulf") for d in
                   (outcome.data, outcome.baseline))  # fmt: skip
    price, old = (d.price.sel(good="well gas", place="USA Gulf") for d in
                  (outcome.data, outcome.baseline))  # fmt: skip
    feet = float((made - usual).mean()) / 31.5  # billion cubic feet a day
    assert feet > 0.1
    assert 0.02 < float((price - old).mean()) / feet < 0.04


def test_a_canal_is_one_limit_for_all_that_go_through(gas: ChainOutcome):
    chain = gas.chain
    (panama,) = (passage for passage in chain.passages if passage.name == "Panama")
    through = [row for row, route in enumerate(chain.routes) if panama.holds(route)]
    assert len(through) > 5
    flow = gas.path.quantities["ship"][through].sum(axis=0)
    assert flow.max() <= panama.limit * (1 + 1e-6)


def test_a_season_moves_what_is_wanted_and_keeps_the_year():
    chain = load("gas", scenario="none")
    for use in chain.uses:
        if use.season:
            assert np.mean(use.season) == pytest.approx(1, abs=1e-6)
    with pytest.raises(InputError, match="its season has 2 months"):
        replace(chain, uses=(replace(chain.uses[0], season=(1.0, 1.0)), *chain.uses[1:]))


def test_passages_are_checked():
    chain: Chain = load("gas", scenario="none")
    (first, *rest) = chain.passages
    with pytest.raises(InputError, match="no route of lng goes through Panama"):
        replace(chain, passages=(replace(first, via="Suez"), *rest))
    shut = {"kind": "closure", "name": "x", "by": ["*"], "passage": "Hormus", "start": "2025-02-01"}
    with pytest.raises(InputError, match="Did you mean 'Hormuz'"):
        run(chain, [parse_measure(shut)])


def test_cargo_is_loaded_again_where_nothing_else_may_come_and_not_before(gas: ChainOutcome):
    onward = gas.data.flow.sel(good="lng", exporter=["Europe", "China"])
    assert float(onward.max()) < 1e-3
    sellers = [p.economy for p in gas.chain.places if p.name not in ("Japan", "Europe", "China")]
    ban = parse_measure({
        "kind": "export_ban", "name": "nobody sells to Japan", "by": sorted(set(sellers)),
        "on": ["JPN"], "goods": ["lng"], "start": "2025-06-01",
    })  # fmt: skip
    shut = run(gas.chain, [ban], against=gas)
    bought = shut.data.flow.sel(good="lng", importer="Japan", period="2025-07").to_series()
    assert bought["China"] + bought["Europe"] == pytest.approx(bought.sum(), rel=1e-6)
    assert bought["China"] > 0
    price = shut.data.price.sel(good="lng", period="2025-07").to_series()
    assert price["Japan"] > price["China"] + 0.8
