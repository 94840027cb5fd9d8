"""What must hold in every chain, whatever its numbers."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.chains import Chain, run
from cobden.chains.measures import (
    ChainQuota,
    ChainTariff,
    ExportBan,
    Licence,
    PriceFloor,
    SpecificDuty,
)
from cobden.chains.program import discounts
from cobden.chains.rows import Capacity, Good, Place, Process, Route, Stock, Use
from cobden.chains.surplus import accounts, total_surplus

START = date(2025, 1, 1)


def small_chain(seed: int) -> Chain:
    """Three places, two stages, six months, with stores and curved demand."""
    draw = np.random.default_rng(seed)
    names = ("A", "B", "C")
    goods = ("ore", "metal")
    return Chain(
        "small", "Small", START, 6, tuple(Place(n, n) for n in names),
        tuple(Good(g, "t") for g in goods),
        tuple(
            Use(n, "use", "metal", draw.uniform(0.5, 2), 10, -draw.uniform(0.2, 1.5), choke=100)
            for n in names
        ),
        (
            Process("mine", "t", (("ore", 1.0),)),
            Process("smelt", "t", (("ore", -1.2), ("metal", 1.0))),
        ),
        tuple(
            Capacity(n, p, step, limit=draw.uniform(0.5, 3), cost=draw.uniform(1, 4) * cost)
            for n in names for p in ("mine", "smelt") for step, cost in (("low", 1), ("high", 2))
        ),
        tuple(
            Route(g, i, j, draw.uniform(0.1, 2))
            for g in goods for i in names for j in names if i != j
        ),
        stocks=tuple(Stock(n, "metal", "firms", 0.2, 1.0, 0.05) for n in names), discount=0.05,
    )  # fmt: skip


seeds = st.integers(0, 10**6)
few = settings(max_examples=8, deadline=None, derandomize=True)


@few
@given(seeds)
def test_surplus_adds_up_and_no_arbitrage_is_left(seed: int):
    measures = [
        ChainTariff(name="t", by=("B",), goods=("metal",), start=START, rate=0.3),
        ChainQuota(name="q", by=("A",), goods=("ore",), start=date(2025, 3, 1), quantity=0.1),
        Licence(name="l", by=("C",), goods=("metal",), start=date(2025, 2, 1), delay=2),
    ]
    outcome = run(small_chain(seed), measures, tolerance=1e-7)
    for _, certificate in outcome.certificates:
        assert certificate.worst < 1e-7
    path = outcome.path
    parts = (accounts(path).sum(axis=(0, 1)) * discounts(outcome.chain)).sum()
    assert parts == pytest.approx(total_surplus(path), rel=1e-7)


@few
@given(seeds)
def test_a_tariff_on_a_route_nobody_uses_changes_nothing(seed: int):
    chain = small_chain(seed)
    base = run(chain, (), tolerance=1e-8)
    flow = base.data.flow.sum("period")
    idle = [
        route
        for route in chain.routes
        if float(flow.sel(good=route.good, exporter=route.exporter, importer=route.importer)) < 1e-7
    ]
    route = idle[0]
    tariff = ChainTariff(
        name="t", by=(route.importer,), on=(route.exporter,), goods=(route.good,), start=START,
        rate=0.5,
    )  # fmt: skip
    taxed = run(chain, [tariff], tolerance=1e-8)
    np.testing.assert_allclose(taxed.data.served, base.data.served, atol=1e-4)


@few
@given(seeds)
def test_a_ban_equals_a_prohibitive_tariff(seed: int):
    chain = small_chain(seed)
    ban = ExportBan(name="ban", by=("A",), goods=("ore", "metal"), start=START)
    duties = [
        SpecificDuty(name=good, by=("B", "C"), on=("A",), goods=(good,), start=START, amount=1000)
        for good in ("ore", "metal")
    ]
    banned, taxed = (run(chain, m, tolerance=1e-8).data.served for m in ([ban], duties))
    np.testing.assert_allclose(banned, taxed, atol=1e-4)


@few
@given(seeds, st.sampled_from("ABC"))
def test_more_capacity_of_a_single_good_never_raises_its_price(seed: int, place: str):
    chain = small_chain(seed)
    one = replace(
        chain, processes=(Process("smelt", "t", (("metal", 1.0),)),), goods=(Good("metal", "t"),),
        capacities=tuple(row for row in chain.capacities if row.process == "smelt"),
        routes=tuple(row for row in chain.routes if row.good == "metal"), stocks=(),
    )  # fmt: skip
    more = replace(
        one,
        capacities=tuple(
            replace(row, limit=row.limit * 1.5) if row.place == place else row
            for row in one.capacities
        ),
    )
    before, after = (run(c, (), tolerance=1e-8).data.price for c in (one, more))
    assert float((after - before).max()) < 1e-3


def test_rolling_foresight_without_surprises_is_perfect_foresight():
    chain = small_chain(3)
    tariff = ChainTariff(
        name="t", by=("B",), goods=("metal",), announced=START, start=date(2025, 4, 1), rate=0.3
    )
    perfect, rolling = (
        run(chain, [tariff], foresight=f).data.served for f in ("perfect", "rolling")
    )
    np.testing.assert_allclose(perfect, rolling, rtol=1e-5)


def test_a_surprise_costs_more_than_what_was_announced():
    chain = small_chain(3)
    ban = ExportBan(name="ban", by=("A", "B"), goods=("ore", "metal"), start=date(2025, 4, 1))
    known = total_surplus(run(chain, [ban], foresight="perfect").path)
    surprise = total_surplus(run(chain, [ban], foresight="rolling").path)
    assert surprise <= known + 1e-6


def test_knowing_less_never_helps_all_together():
    chain = small_chain(3)
    ban = ExportBan(
        name="ban", by=("A", "B"), goods=("ore", "metal"), announced=date(2025, 2, 1),
        start=date(2025, 4, 1), end=date(2025, 6, 1), end_announced=date(2025, 5, 1),
    )  # fmt: skip
    found = {f: run(chain, [ban], foresight=f) for f in ("perfect", "rolling", "none")}
    perfect, rolling, none = (total_surplus(outcome.path) for outcome in found.values())
    assert none <= rolling + 1e-6 <= perfect + 2e-6
    assert found["none"].known_from == ban.start
    assert found["rolling"].known_from == ban.announced
    unseen = ban.model_copy(update={"announced": None, "end_announced": ban.end})
    np.testing.assert_allclose(
        found["none"].data.served, run(chain, [unseen]).data.served, rtol=1e-6
    )  # fmt: skip


def test_a_licence_delays_and_a_quota_does_not():
    chain = replace(small_chain(1), stocks=())
    single = replace(
        chain, capacities=tuple(row for row in chain.capacities if row.place == "A"),
    )  # fmt: skip
    start = date(2025, 3, 1)
    licence = Licence(name="l", by=("A",), goods=("ore", "metal"), start=start, delay=2)
    served = run(single, [licence]).data.served.sel(place="B", use="use")
    assert float(served.isel(period=2)) == pytest.approx(0, abs=1e-6)
    assert float(served.isel(period=3)) == pytest.approx(0, abs=1e-6)
    assert float(served.isel(period=5)) > 0.1
    quota = ChainQuota(name="q", by=("A",), goods=("metal",), start=start, quantity=0.3)
    shipped = run(single, [quota]).data.flow.sel(good="metal", exporter="A").sum("importer")
    np.testing.assert_allclose(shipped.isel(period=slice(2, None)), 0.3, atol=1e-5)


def test_a_promised_price_is_paid_and_its_cost_is_booked():
    chain = small_chain(2)
    rows = tuple(row for row in chain.capacities if row.step == "low" or row.place != "B")
    chain = replace(chain, capacities=rows)
    floor = PriceFloor(
        name="floor", by=("B",), at="B", process="smelt", good="metal", start=START, floor=60,
        limit=10,
    )  # fmt: skip
    outcome = run(chain, [floor], tolerance=1e-6)
    price = outcome.data.price.sel(good="metal", place="B").values
    made = outcome.data.made.sel(process="smelt", place="B").values
    paid = -outcome.data.surplus.sel(account="subsidies", economy="B").values
    np.testing.assert_allclose(paid, np.maximum(60 - price, 0) * made, rtol=1e-4, atol=1e-4)
