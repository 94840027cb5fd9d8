"""Licences that name the end user: nothing of it is sent on, whatever is made of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.chains import Chain, load, parse_measure, run
from cobden.chains.measures import Licence
from cobden.chains.rows import Capacity, Good, Place, Process, Route, Use

START = date(2025, 1, 1)


def chain(free: float = 0.0) -> Chain:
    """China digs ore; hubs make parts of it; Japan and the hub use parts. Carrying is cheap.

    ``free`` is what the hub digs itself.
    """
    places = tuple(Place(name, name) for name in ("China", "Hub", "Japan"))
    routes = tuple(
        Route(good, one.name, two.name, 0.1)
        for good in ("ore", "part")
        for one in places
        for two in places
        if one != two
    )
    return Chain(
        "parts", "Parts", START, 6, places, (Good("ore", "t"), Good("part", "t")),
        tuple(Use(at, "cars", "part", 10, 5, -0.3, choke=200) for at in ("China", "Hub", "Japan")),
        (Process("dig", "t", (("ore", 1.0),)),
         Process("make", "t", (("ore", -1.0), ("part", 1.0)))),
        (Capacity("China", "dig", limit=40, cost=1), Capacity("Hub", "dig", limit=free, cost=1),
         Capacity("China", "make", limit=15, cost=2), Capacity("Hub", "make", limit=40, cost=1.5),
         Capacity("Japan", "make", limit=5, cost=2)),
        routes,
    )  # fmt: skip


def licences(**changes: object) -> list[Licence]:
    both = {"kind": "licence", "by": ["China"], "goods": ["ore", "part"], "start": START,
            "delay": 0, "end_use": True} | changes  # fmt: skip
    return [
        parse_measure(both | {"name": "for all"}),
        parse_measure(both | {"name": "for Japan", "on": ["Japan"], "approval": 0.2}),
    ]


def test_without_a_named_user_goods_come_round_and_with_one_they_do_not():
    loose = run(chain(), licences(end_use=False))
    tight = run(chain(), licences())
    short = {"place": "Japan", "use": "cars"}
    assert float(loose.shortage.sel(short).max()) < 0.05
    assert float(tight.shortage.sel(short).min()) > 0.5
    onward = tight.data.flow.sel(exporter="Hub", importer="Japan")
    assert float(onward.max()) < 1e-5  # neither ore nor what is made of it
    assert float(loose.data.flow.sel(exporter="Hub", importer="Japan").max()) > 1
    assert max(c.worst for _, c in tight.certificates) < 1e-6


def test_a_quota_by_licence_holds_for_each_place_apart():
    """Twelve a month for the hub, three for Japan; whatever good it is, and nothing is sold on."""
    each = {"Hub": 12.0, "Japan": 3.0}
    quotas = [
        parse_measure(
            {"kind": "licence", "name": f"for {place}", "by": ["China"], "on": [place],
             "goods": ["ore", "part"], "start": "2025-02-01", "delay": 0, "end_use": True,
             "quota": amount}
        )
        for place, amount in each.items()
    ]  # fmt: skip
    outcome = run(chain(), quotas)
    for place, amount in each.items():
        landed = outcome.data.flow.sel(exporter="China", importer=place).sum("good")
        usual = outcome.baseline.flow.sel(exporter="China", importer=place).sum("good")
        assert float(landed.isel(period=-1)) <= amount * (1 + 1e-6)
        assert float(landed.isel(period=0)) == pytest.approx(float(usual.isel(period=0)), rel=1e-3)
    japan = outcome.data.served.sel(place="Japan", use="cars").isel(period=-1)
    assert float(japan) == pytest.approx(3.0, rel=1e-3)
    assert {"for Hub, to Hub", "for Japan, to Japan"} <= set(outcome.binding().name)


def test_what_is_not_licensed_may_still_be_sold_on():
    tight = run(chain(free=4.0), licences())
    onward = tight.data.flow.sel(exporter="Hub", importer="Japan").sum("good").isel(period=-1)
    assert float(onward) == pytest.approx(4, rel=1e-3)


def test_leakage_is_the_stated_share():
    tight = run(chain(), licences(leakage=0.1))
    onward = tight.data.flow.sel(exporter="Hub", importer="Japan").sum("good").isel(period=-1)
    landed = tight.data.flow.sel(exporter="China", importer="Hub").sum("good").isel(period=-1)
    assert 0 < float(onward) <= 0.1 * float(landed) + 1e-5


def test_all_leakage_is_a_licence_without_a_named_user():
    one, two = run(chain(), licences(end_use=False)), run(chain(), licences(leakage=1.0))
    np.testing.assert_allclose(one.data.served, two.data.served, rtol=1e-4)
    np.testing.assert_allclose(one.data.price, two.data.price, rtol=1e-3)


def test_a_licence_by_end_user_that_lets_all_go_and_binds_nobody_changes_nothing():
    """Where the hub sells nothing on, naming it as the end user costs nothing."""
    bound = replace(chain(), capacities=chain().capacities[:3] + chain().capacities[4:])
    only = licences()[:1]
    outcome = run(bound, only)
    np.testing.assert_allclose(outcome.data.served, outcome.baseline.served, rtol=1e-5)
    np.testing.assert_allclose(outcome.surplus.sum(), 0, atol=1e-2)


def test_announced_later_it_binds_what_lands_later():
    late = licences(start=date(2025, 4, 1))
    outcome = run(chain(), late)
    onward = outcome.data.flow.sel(exporter="Hub", importer="Japan").sum("good")
    assert float(onward.sel(period="2025-02")) > 1
    assert float(onward.sel(period="2025-05")) < 1e-5
    made, usual = (d.made.sel(period="2025-02") for d in (outcome.data, outcome.baseline))
    np.testing.assert_allclose(made, usual, rtol=1e-4, atol=1e-6)


def test_surplus_still_adds_up():
    from cobden.chains.surplus import accounts, total_surplus

    outcome = run(chain(free=4.0), licences(leakage=0.05))
    path = outcome.path
    assert accounts(path).sum() == pytest.approx(total_surplus(path), rel=1e-6)


def test_two_lists_of_goods_cannot_be_bound_apart():
    one, two = licences()
    with pytest.raises(InputError, match="name different goods: ore"):
        run(chain(), [one.model_copy(update={"goods": ("part",)}), two])


def test_japan_by_end_user_runs_short_of_motors_and_nobody_sells_on():
    outcome = run(load("rare_earths", scenario="2026 against Japan, by end user"))
    motors = outcome.shortage.sel(use="motors", period=slice("2025-08", "2025-12"))
    assert float(motors.sel(place="Japan").min()) > 0.03
    assert float(motors.sel(place="Japan").max()) > 0.045
    assert abs(motors.sel(place=["USA", "Europe", "Rest"])).max() < 0.02
    change = (outcome.data.flow - outcome.baseline.flow).sel(importer="Japan", good="magnet_heavy")
    lost = -float(change.sel(exporter="China").sum())
    sold_on = float(change.sel(exporter=["USA", "Europe"]).sum())
    assert sold_on < 0.1 * lost
