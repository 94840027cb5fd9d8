"""What is short is shared by rules: minimum runs, contracts first, and prices called capped."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.chains import Chain, load, run
from cobden.chains.measures import ChainQuota, ExportBan
from cobden.chains.rows import Capacity, Good, Place, Process, Recycling, Route, Stock, Use
from cobden.chains.surplus import accounts, total_surplus

START = date(2025, 1, 1)
NEED, PRICE, ELASTICITY, CHOKE = 10.0, 5.0, -0.5, 50.0


def parts(supply: float, *uses: Use) -> Chain:
    """One place, one month, ``supply`` parts at no cost; one use unless others are given."""
    return Chain(
        "parts", "Parts", START, 1, (Place("A", "A"),), (Good("part", "t"),), uses or (use(),),
        (Process("make", "t", (("part", 1.0),)),), (Capacity("A", "make", limit=supply),),
    )  # fmt: skip


def use(name: str = "cars", **changes: Any) -> Use:
    given: dict[str, Any] = {
        "quantity": NEED,
        "price": PRICE,
        "elasticity": ELASTICITY,
        "choke": CHOKE,
    } | changes
    return Use("A", name, "part", **given)


def solved(chain: Chain) -> tuple[float, bool, dict[str, float]]:
    """Return price, whether it is capped, and what each use is served."""
    data = run(chain, (), tolerance=1e-8).data.isel(period=0, good=0, place=0)
    return float(data.price), bool(data.capped), data.served.to_series().to_dict()


def on_the_curve(share: float) -> float:
    return PRICE * share ** (1 / ELASTICITY)


@pytest.mark.parametrize(("supply", "price"), [(9.0, on_the_curve(0.9)), (8.1, on_the_curve(0.81))])
def test_above_the_minimum_lines_yield_to_the_price(supply: float, price: float):
    found, capped, _ = solved(parts(supply).with_lines("cars", minimum=0.8))
    assert found == pytest.approx(price, rel=1e-4)
    assert not capped


@pytest.mark.parametrize("supply", [7.5, 4.0, 1.0])
def test_below_the_minimum_some_lines_stop_at_the_choke_price(supply: float):
    found, capped, served = solved(parts(supply).with_lines("cars", minimum=0.8))
    assert found == pytest.approx(CHOKE, rel=1e-4)
    assert capped
    assert served["cars"] == pytest.approx(supply, rel=1e-4)
    mild, _, _ = solved(parts(supply))
    assert mild <= found * (1 + 1e-6)


def test_lines_that_run_in_full_or_not_at_all_are_a_fixed_need():
    lines = solved(parts(6.0).with_lines("cars"))
    fixed = solved(parts(6.0, use(elasticity=0.0)))
    assert lines[0] == pytest.approx(fixed[0], rel=1e-6)
    assert lines[2]["cars"] == pytest.approx(fixed[2]["cars"], rel=1e-6)


def test_a_minimum_that_the_curve_never_reaches_changes_nothing():
    loose = solved(parts(6.0).with_lines("cars", minimum=0.1))
    assert loose[0] == pytest.approx(solved(parts(6.0))[0], rel=1e-6)


def test_what_a_line_loses_stands_in_for_its_choke_price():
    found, capped, _ = solved(parts(4.0).with_lines("cars", worth={("A", "cars"): 700.0}))
    assert capped
    assert found == pytest.approx(700.0, rel=1e-4)


def test_contracts_are_served_first_and_the_spot_bears_what_is_missing():
    found, capped, served = solved(parts(7.0).with_contracts(0.5))
    assert found == pytest.approx(on_the_curve(2 / 5), rel=1e-4)  # two of five on the spot
    assert not capped
    assert served["cars"] == pytest.approx(7.0, rel=1e-4)


def test_where_contracts_take_all_the_spot_price_is_capped_and_nothing_trades_at_it():
    outcome = run(parts(3.0).with_contracts(0.5), (), tolerance=1e-8)
    assert outcome.data.price.item() == pytest.approx(CHOKE, rel=1e-6)
    assert outcome.data.capped.item()
    trades = outcome.trades("part").set_index("terms")
    assert trades.quantity["contract"] == pytest.approx(3.0, rel=1e-4)
    assert trades.quantity["spot"] == pytest.approx(0.0, abs=1e-5)
    assert trades.price["contract"] == PRICE


def test_a_contract_goes_before_a_dearer_user_on_the_spot():
    dear, firm = use("planes", choke=5000.0), use("cars", contract=1.0)
    _, _, served = solved(parts(12.0, dear, firm))
    assert served["cars"] == pytest.approx(NEED, rel=1e-5)
    assert served["planes"] == pytest.approx(2.0, rel=1e-3)


def test_more_under_contract_never_makes_the_spot_cheaper():
    prices = [solved(parts(8.0).with_contracts(share))[0] for share in (0.0, 0.3, 0.6, 0.79)]
    assert all(later >= price - 1e-6 for price, later in pairwise(prices))
    assert prices[-1] > 2 * prices[0]


def two_places(share: float) -> Chain:
    """China makes parts, Japan uses and stores them."""
    return Chain(
        "two", "Two", START, 4, (Place("China", "CHN"), Place("Japan", "JPN")),
        (Good("part", "t"),),
        tuple(Use(at, "cars", "part", NEED, PRICE, ELASTICITY, CHOKE) for at in ("China", "Japan")),
        (Process("make", "t", (("part", 1.0),)),),
        (Capacity("China", "make", limit=20, cost=5), Capacity("Japan", "make", limit=4, cost=20)),
        (Route("part", "China", "Japan", 0.1),),
        stocks=(Stock("Japan", "part", "firms", 6.0, 6.0, 0.01, 5.0),),
    ).with_contracts(share)  # fmt: skip


BAN = ExportBan(name="ban", by=("China",), goods=("part",), start=date(2025, 2, 1))


def test_surplus_adds_up_and_contracts_only_move_it():
    outcome = run(two_places(0.5), [BAN], tolerance=1e-8)
    book = accounts(outcome.path)
    assert book.sum() == pytest.approx(total_surplus(outcome.path), rel=1e-6)
    assert outcome.data.surplus.sel(account="contracts").sum("economy").values == pytest.approx(
        np.zeros(4), abs=1e-6
    )


def test_who_buys_under_contract_pays_less_and_the_supplier_gets_less():
    quota = ChainQuota(name="q", by=("China",), goods=("part",), start=START, quantity=5.0)
    outcome = run(two_places(0.5), [quota], tolerance=1e-8)
    contracts = outcome.data.surplus.sel(account="contracts", period="2025-04").to_series()
    price = outcome.data.price.sel(place="Japan", period="2025-04").item()
    made = outcome.data.made.sel(place="Japan", period="2025-04").item()
    saved, imported = 5.0 * (price - PRICE), 5.0 / (5.0 + made)
    assert price > 2 * PRICE
    assert 2 < made < 4
    assert contracts["JPN"] == pytest.approx(saved * imported, rel=1e-3)
    assert contracts["CHN"] == pytest.approx(-saved * imported, rel=1e-3)


def test_what_comes_back_serves_again():
    """A third of what was used a month ago comes back: supply 6 and 3 of 10 used before."""
    again = Recycling("A", "cars", "part", rate=0.3, lag=1.0, cost=0.1, limit=100.0)
    chain = replace(parts(6.0), recycling=(again,))
    found, _, served = solved(chain)
    assert served["cars"] == pytest.approx(9.0, rel=1e-4)
    assert found == pytest.approx(on_the_curve(0.9), rel=1e-3)


def test_rules_name_uses_that_are_there_and_shares_that_are_some():
    chain = parts(5.0)
    with pytest.raises(InputError, match="planes"):
        chain.with_contracts(0.5, "planes")
    with pytest.raises(InputError, match=r"contract is 1\.5"):
        chain.with_contracts(1.5)
    with pytest.raises(InputError, match="minimum is -1"):
        chain.with_lines("cars", minimum=-1)
    endless = replace(chain, uses=(use(elasticity=-1.5, choke=float("inf")),))
    with pytest.raises(InputError, match="no price at which a line stops"):
        endless.with_contracts(0.5)


def test_no_dysprosium_trades_at_what_is_quoted_in_europe_in_may_2025():
    """Less than one in a hundred of its tonnage was sold at 800 dollars or more (Adamas, 2026)."""
    outcome = run(load("rare_earths").with_contracts(0.8))
    trades = outcome.trades("dy")
    may: Any = trades[trades.period == "2025-05"]
    dear = may[may.price > 800e3].quantity.sum()
    assert may.quantity.sum() > 5  # tonnes
    assert dear < 0.01 * may.quantity.sum()
    europe = outcome.data.sel(good="dy", place="Europe", period="2025-05")
    assert bool(europe.capped)
    assert max(proof.worst for _, proof in outcome.certificates) < 1e-6
