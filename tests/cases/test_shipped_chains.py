"""The chains that ship with Cobden, beside what happened and what others estimate."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cobden.chains import ChainOutcome, load, promises, run, scenarios, shipped
from cobden.chains.application import conditions
from cobden.chains.figures import read_figures
from cobden.study.soft_link import linked
from cobden.world.world import World
from derived import assert_derived

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


@pytest.mark.skipif(
    not SHARED.exists(), reason="the sources that derive/chains.py reads are not on this machine"
)
def test_figures_are_those_of_the_shared_tables():
    assert_derived("chains")


@pytest.fixture(scope="module")
def halt():
    return run(load("lng", scenario="halt"))


def test_china_turns_american_gas_away_and_the_cargoes_change_places(halt: ChainOutcome):
    year = halt.data.period.sel(period=slice("2025-04", "2026-01")).values
    after, before = (d.flow.sel(good="lng", period=year) for d in (halt.data, halt.baseline))
    moved = (after - before).sum("period")
    assert float(after.sel(exporter="USA Gulf", importer="China").max()) < 0.1
    assert float(moved.sel(exporter="USA Gulf", importer="China")) < -100
    # America sells as much as before, China buys as much as before, from others.
    for side, place in (("exporter", "USA Gulf"), ("importer", "China")):
        other = "importer" if side == "exporter" else "exporter"
        usual = float(before.sel({side: place}).sum())
        assert float(moved.sel({side: place}).sum()) == pytest.approx(0, abs=0.005 * usual)
        assert float(moved.sel({side: place}).max(other)) > 50
    ratio = (halt.data.price / halt.baseline.price).sel(
        good="gas", place=["Japan", "China", "Europe", "India"]
    )
    assert float(abs(ratio - 1).max()) < 0.03


def test_what_is_lost_by_the_halt_is_the_longer_way_round_and_china_pays_it(halt: ChainOutcome):
    routes = halt.chain.routes
    paths = (halt.path.quantities["ship"], halt.baseline_path.quantities["ship"])
    freight = [sum(r.cost * q[n] for n, r in enumerate(routes)) for q in paths]
    longer = (freight[0] - freight[1])[1:5]
    assert (longer > 0).all()
    lost = halt.surplus.sum("account").isel(period=slice(2, 5))
    assert float(lost.sel(economy="CHN").max()) < -20
    assert float(abs(lost.drop_sel(economy="CHN")).max()) < 1
    assert -float(lost.sum("economy")[0]) == pytest.approx(longer[1], rel=0.1)


def test_japans_purchases_are_kept_and_add_nothing():
    outcome = run(load("lng", scenario="halt and purchases"))
    found = promises(outcome)
    assert (found.kept >= found.promised - 1e-4).all()
    assert (abs(found.added) < 1e-3 * found.promised).all()


def test_alaska_is_real_at_its_sponsors_cost_and_louisiana_lowers_the_price():
    alaska = run(load("lng_decade", scenario="Alaska"))
    found = promises(alaska).set_index("period")
    assert found.index[0] == "2031-01"
    assert found.promised["2034-01"] == pytest.approx(20 * 52)
    assert found.kept["2034-01"] == pytest.approx(20 * 52, rel=1e-3)
    sold = alaska.data.flow.sel(good="lng", exporter="USA Alaska", period="2034-01")
    assert float(sold.sel(importer="Japan")) > 0.9 * float(sold.sum())  # the shortest way
    cheaper = (alaska.data.price - alaska.baseline.price).sel(good="gas", period="2034-01")
    assert float(cheaper.sel(place="Japan")) == pytest.approx(-0.17, abs=0.02)
    assert abs(float(cheaper.sel(place="Europe"))) < 0.03
    dear = load("lng_decade", scenario="Alaska", values={"alaska_cost": 5.5})
    assert (promises(run(dear)).kept < 1e-3).all()

    plants = ("Woodside Louisiana", "Rio Grande", "Port Arthur phase 2")
    chain = replace(alaska.chain, measures=())
    rows = tuple(row for row in chain.capacities if row.step not in plants)
    assert len(rows) == len(chain.capacities) - len(plants)
    without = run(replace(chain, capacities=rows), ())
    more = (alaska.baseline.made - without.data.made).sel(process="liquefy", place="USA Gulf")
    change = (alaska.baseline.price - without.data.price).sel(period="2034-01")
    assert float(more.sel(period="2028-01")) == pytest.approx(0, abs=1e-3)
    assert float(more.sel(period="2034-01")) / 52 == pytest.approx(27.7, abs=0.5)
    # Abroad gas gets cheaper by a dollar; at the American well it gets a little dearer.
    assert float(change.sel(good="gas", place="Japan")) == pytest.approx(-1.07, abs=0.05)
    well = float(change.sel(good="well gas", place="USA Gulf"))
    assert well == pytest.approx(0.017, abs=0.003)


def test_an_offer_of_yards_is_real_where_a_slot_pays_for_it():
    outcome = run(load("ships"))
    found = promises(outcome).set_index(["promise", "period"])
    slot = float(outcome.data.price.sel(good="slots", place="USA", period="2030-01"))
    assert 6_000 < slot < 7_000  # half of 14,000 is the yards' own
    assert (found.kept["yards built with Japan"] < 1e-4).all()
    breakers = (found.kept / found.promised)["icebreakers from Japan"]
    assert breakers["2029-01"] == pytest.approx(0.25, abs=0.01)
    assert breakers["2031-01"] == pytest.approx(1, abs=1e-3)


def test_an_offer_to_buy_from_fabs_that_are_full_adds_no_chip():
    found = promises(run(load("chips")))
    assert (found.kept >= 0.999 * found.promised).all()
    assert (abs(found.added) < 1e-3 * found.promised).all()


def test_every_figure_of_a_shipped_chain_is_used():
    data = ROOT / "src" / "cobden" / "chains" / "data"
    texts = {path.parent.name: path.read_text("utf-8") for path in data.glob("*/chain.yaml")}
    for name in shipped():
        tables = [p for p in (data / name).glob("*.csv") if p.stem not in ("figures", "observed")]
        used = texts[name] + "".join(path.read_text("utf-8") for path in tables)
        used += texts["lng_decade"] if name == "lng" else ""
        words = set(re.findall(r"[a-z][a-z0-9_]*", used))
        own = data / name / "figures.csv"
        assert not set(read_figures(own).quantities if own.exists() else ()) - words


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
def test_the_worst_corner_found_of_the_assumptions_is_below_the_usgs_figure():
    worst = {"elasticity": -0.1, "choke": 40, "recycled": 30_000, "restart_ramp": 48,
             "cost_china": 150, "scrap_reserve": 10_000, "use_japan": 90_000}  # fmt: skip
    for name, value in worst.items():
        assumed = load("gallium").figures.assumptions[name]
        assert value in (assumed.low, assumed.high)
    outcome = run(load("gallium", scenario="full ban", values=worst))
    ratio = (outcome.data.price / outcome.baseline.price).sel(place="USA", good="gallium")
    assert float(ratio.max()) == pytest.approx(67, abs=1)
    lost = -float(outcome.surplus.sel(account="consumers", economy="USA").min()) * 4
    assert lost == pytest.approx(138e6, rel=0.01)
    assert lost < 1.7e9 / 12  # below the least that the Survey gives


@pytest.fixture(scope="module")
def spring():
    return run(load("rare_earths"))


def exports(outcome: ChainOutcome, *goods: str) -> dict[str, float]:
    """China's exports as customs count them, by month."""
    flow = outcome.data.exported.sel(good=list(goods), exporter="China")
    return flow.sum(("good", "importer")).to_series().to_dict()


def observed(outcome: ChainOutcome, series: str) -> dict[str, float]:
    return {item.month: item.value for item in outcome.chain.observed if item.series == series}


# The model's path and how far it misses what happened: a record, misses included, not a success.
MAGNETS = {
    "2025-01": (4968, -22), "2025-03": (4968, -7), "2025-04": (1127, -57), "2025-05": (1359, 10),
    "2025-06": (2850, -11), "2025-07": (3242, -42), "2025-08": (4574, -26), "2025-09": (4732, -18),
    "2025-10": (7326, 34), "2025-11": (4814, -22), "2025-12": (5356, -10), "2026-03": (5357, 2),
}  # fmt: skip


def test_the_whole_path_of_chinas_magnet_exports_beside_what_happened(spring: ChainOutcome):
    model = exports(spring, "magnet_heavy", "magnet_light")
    told = observed(spring, "magnet exports of China")
    page = (ROOT / "docs" / "chains.md").read_text(encoding="utf-8")
    assert set(told) == set(MAGNETS)
    for month, (tonnes, miss) in MAGNETS.items():
        assert model[month] == pytest.approx(tonnes, rel=0.005), month
        assert 100 * (model[month] / told[month] - 1) == pytest.approx(miss, abs=0.6), month
        sign = "+" if miss > 0 else "−"
        assert f"| {told[month]:,.0f} | {tonnes:,} | {sign}{abs(miss)}% |" in page


# The quotas of 2010 and 2011, in tonnes and dollars a kilogram: model, and how far it misses.
QUOTAS = {
    "2010-01..09": (27_077, -16), "2010-10..11": (2_659, -5), "2011-01..09": (18_952, 72),
    "2011-10..11": (2_974, -21), "2011-01..12": (23_413, 39), "2012-01..06": (8_970, 79),
}  # fmt: skip
PRICES = {
    ("ce", "2011-04"): (9.6, 138), ("la", "2011-04"): (17.4, 135), ("dy", "2011-04"): (286, 921.2),
    ("ce", "2012-10"): (9.8, 11), ("la", "2012-10"): (17.8, 10), ("dy", "2012-10"): (294, 615),
}  # fmt: skip


def test_the_quotas_of_2010_cut_tonnes_as_they_did_and_explain_little_of_the_prices():
    outcome = run(load("rare_earths_2010"))
    licensed = outcome.data.exported.sel(exporter="China").drop_sel(importer="Unlicensed")
    quarters = licensed.sum(("good", "importer")).to_series()
    told = observed(outcome, "exports of China")
    page = (ROOT / "docs" / "chains.md").read_text(encoding="utf-8")
    assert set(told) == set(QUOTAS)
    for label, (tonnes, miss) in QUOTAS.items():
        year, first, last = int(label[:4]), int(label[5:7]), int(label[-2:])
        model = sum(
            quarters[f"{year}-{month - (month - 1) % 3:02d}"] / 3
            for month in range(first, last + 1)
        )
        assert model == pytest.approx(tonnes, rel=0.005), label
        assert 100 * (model / told[label] - 1) == pytest.approx(miss, abs=0.6), label
        assert (
            f"| {told[label]:,.0f} | {tonnes:,} | {'+' if miss > 0 else '−'}{abs(miss)}% |" in page
        )
    price = outcome.data.price.sel(place="Japan") / 1e3
    for (good, quarter), (dollars, _) in PRICES.items():
        assert float(price.sel(good=good, period=quarter)) == pytest.approx(dollars, rel=0.02)
    # One quota for all: a place in it costs each element the same, above its own duty.
    autumn = outcome.data.price.sel(period="2010-10")
    abroad, home = (autumn.sel(place=p) / 1e3 for p in ("Japan", "China"))
    duty = {"la": 0.15, "ce": 0.15, "nd": 0.15, "dy": 0.25}
    rents = [
        (float(abroad.sel(good=g)) - 0.4) / (1 + rate) - float(home.sel(good=g))
        for g, rate in duty.items()
    ]
    assert min(rents) > 10
    assert max(rents) == pytest.approx(min(rents), rel=1e-3)


@pytest.mark.validation
def test_one_corner_of_the_assumptions_has_the_height_of_2011_but_not_the_path():
    tight = {"elasticity": -0.1, "unlicensed": 10_000, "thrift_cost": 8, "thrift_limit": 0.2,
             "thrift_speed": 0.01, "choke": 40, "closed_part": 0.3, "stock_months": 2}  # fmt: skip
    assumed = load("rare_earths_2010").figures.assumptions
    for name, value in tight.items():
        low, high = assumed[name].low, assumed[name].high
        assert low is not None
        assert high is not None
        assert low <= value <= high
    price = run(load("rare_earths_2010", values=tight)).data.price.sel(place="Japan") / 1e3
    for (good, quarter), dollars in {
        ("ce", "2011-04"): 134, ("la", "2011-04"): 135, ("dy", "2011-04"): 1063,
        ("ce", "2010-10"): 216, ("la", "2012-10"): 70,
    }.items():  # fmt: skip
        assert float(price.sel(good=good, period=quarter)) == pytest.approx(dollars, rel=0.01)


@pytest.mark.validation
def test_the_halt_of_autumn_2010_moves_tonnes_from_japan_and_no_price():
    """How many is not said: where no price moves, one split of the tonnes is as good as another."""
    quotas = run(load("rare_earths_2010"))
    name = "quotas, and the halt of autumn 2010"
    halt = run(load("rare_earths_2010", scenario=name))
    autumn = slice("2010-07", "2010-10")
    moved = (halt.data.exported - quotas.data.exported).sel(exporter="China", period=autumn)
    tonnes = moved.sum(("good", "period"))
    assert float(tonnes.sel(importer="Japan")) < -100
    assert float(tonnes.sel(importer=["USA", "Rest"]).min()) > 0
    assert abs(float(tonnes.sum())) < 1
    lost = float(quotas.data.surplus.sum() - halt.data.surplus.sum())
    assert lost == pytest.approx(40_800, rel=0.02)  # dollars, at accuracies from 1e-6 to 1e-8
    prices = halt.data.price / quotas.data.price
    assert abs(prices.sel(place=["Japan", "USA"], period=autumn) - 1).max() < 0.002


def test_graphite_exports_stop_and_return_slowly_but_the_rush_is_in_the_wrong_good():
    outcome = run(load("graphite", scenario="licences of december 2023"))
    flake, spheres = exports(outcome, "flake"), exports(outcome, "spheres")
    told = observed(outcome, "flake exports of China")
    assert told == {"2023-11": 23502, "2023-12": 1427, "2024-01..02": 3236}
    recorded = {
        "2023-09": (30130, 4330), "2023-11": (0, 4167), "2023-12": (0, 0), "2024-01": (0, 0),
        "2024-02": (6567, 944), "2024-06": (22614, 3250), "2024-12": (28623, 4113),
    }  # fmt: skip
    for month, pair in recorded.items():
        assert (flake[month], spheres[month]) == pytest.approx(pair, rel=0.01, abs=20), month


def test_a_licence_is_a_limit_on_each_of_its_goods():
    chain = load("graphite", scenario="licences of december 2023")
    usual = run(chain, ()).path.quantities["ship"]
    held = conditions(chain, chain.measures, usual=usual)
    names = {group.name for group in held.groups}
    assert names == {"licences, flake", "licences, spheres", "licences, anode"}
    for group in held.groups:
        assert len({chain.routes[arc].good for arc in group.arcs}) == 1
        assert group.limit.min() < 0.3 * usual[group.arcs].mean(axis=1).sum()


def test_the_link_counts_nothing_twice():
    # The economy is told quantities and transfers only, yet loses what the chain's accounts lose.
    outcome = run(load("gallium", scenario="full ban"))
    agreed = linked(World.load(), outcome)
    year = outcome.surplus.sum(("account", "economy")).isel(period=slice(2, 6)).sum()
    economy = float(agreed.result.equivalent_variation.sum()) * 1e9
    assert abs(agreed.transfer.sum()) < 1e-12
    assert economy == pytest.approx(float(year), rel=0.1)


def test_gas_costs_the_economy_what_it_costs_the_chain_over_the_same_months(halt: ChainOutcome):
    # Over six quarters the chain loses 156 million; the link takes the first four.
    outcome = halt
    agreed = linked(World.load(), outcome, months=12)
    losses = outcome.surplus.sum("account")
    assert float(losses.isel(period=slice(0, 6)).sum()) == pytest.approx(-156, rel=0.01)
    year = losses.isel(period=slice(0, 4)).sum("period")
    economy = agreed.result.equivalent_variation * 1e3
    assert float(economy.sum()) == pytest.approx(float(year.sum()), rel=0.02)
    # What one pays another earns: incomes move and the world's does not.
    assert abs(agreed.transfer.sum()) < 1e-12
    assert abs(agreed.transfer).sum() > 0
    for code in ("USA", "CHN", "JPN", "AUS", "KOR"):
        assert float(economy.sel(economy=code)) == pytest.approx(
            float(year.sel(economy=code)), rel=0.25
        )


@pytest.mark.validation
def test_a_feared_cut_fills_stores_of_cerium_before_july_2010():
    plain = run(load("rare_earths_2010"))
    feared = run(load("rare_earths_2010", scenario="quotas, and a cut feared"))
    cerium = [o.data.stock.sel(good="ce").sum("place").to_series() for o in (plain, feared)]
    assert cerium[0]["2010-04"] < cerium[0]["2009-04"]
    assert cerium[1]["2010-04"] > 1.5 * cerium[1]["2009-04"]
    abroad = [o.data.price.sel(good="ce", place="Japan").to_series() for o in (plain, feared)]
    assert abroad[1]["2009-07"] > 1.4 * abroad[0]["2009-07"]
    assert abroad[1]["2010-10"] < abroad[0]["2010-10"]


@pytest.mark.validation
def test_to_doubt_the_october_package_changes_no_export():
    chain = load("rare_earths")
    doubted = [
        m.model_copy(update={"likely": 0.5}) if m.name == "the October package" else m
        for m in chain.measures
    ]
    magnets = {"good": ["magnet_heavy", "magnet_light"], "exporter": "China", "period": "2025-10"}
    sure, unsure = (
        float(run(chain, measures).data.exported.sel(magnets).sum())
        for measures in (chain.measures, doubted)
    )
    assert unsure == pytest.approx(sure, rel=1e-3)
