"""Instruments as governments write them, on the embedded world: shares, dollars, dates, rents."""

from datetime import date

import numpy as np
import pytest

import cobden.measures as m
from cobden.equilibrium import additionality, claims, delivered, departures, solve
from cobden.measures.amounts import money, of_benchmark, world_output
from cobden.measures.instrument import Setting
from cobden.world import World

COMMON = {"start": "2025-06-01", "authority": "an offer", "source": "a test"}
DAY = "2025-06-05"


@pytest.fixture(scope="module")
def world():
    return World.load().aggregate(economies=["USA", "JPN", "CHN", "TWN", "KOR", "EU27"])


def solved(world, *instruments, day=DAY, policy=None):
    return solve(world, ((policy or m.Policy(())) + instruments).on(day))


def commitment(**more):
    terms = {"by": "JPN", "from_": "USA", "goods": "C26", "value": 7, "unit": "billion USD"}
    return m.PurchaseCommitment(**(COMMON | terms | {"additional": True} | more))


def test_seven_billion_of_additional_chips(world):
    """The size stated in the literature of the case, on the law of the day."""
    found = additionality(solved(world, commitment(), policy=m.Policy.load()))
    assert found.additional == pytest.approx(7, rel=1e-8)
    assert found.rate == pytest.approx(0.16, abs=0.015)
    assert found.treasury == pytest.approx(2.0, abs=0.15)
    assert float(found.welfare.sel(economy="JPN")) == pytest.approx(-1.3, abs=0.1)
    assert float(found.welfare.sel(economy="USA")) == pytest.approx(1.1, abs=0.1)
    assert found.balance["goods"] == pytest.approx(6.5, abs=0.3)
    assert abs(found.balance["total, world"]) < 1e-5


def test_a_promise_in_physical_units_is_measured_by_what_is_bought_now(world):
    lng = commitment(goods="271111", share=0.9, value=5.5, unit="Mt", present=6.3, id="LNG")
    result = solved(world, lng)
    found = delivered(result)[0]
    assert found.volume / found.before == pytest.approx(1 + 5.5 / 6.3, rel=1e-8)


def test_a_promise_of_what_is_bought_anyway_buys_nothing(world):
    found = additionality(solved(world, commitment(additional=False, value=3)))
    assert found.additional == pytest.approx(0, abs=1e-9)
    assert found.anyway == pytest.approx(3)
    assert found.treasury == 0.0


def test_what_the_us_imports_is_known_by_line(world):
    control = m.ExportControl(
        by="CHN", on="USA", goods="850511", volume_change=-0.74, elasticity=-0.5, **COMMON
    )
    setting = Setting(world, m.Policy(()).on(DAY).wedges(world), date(2025, 6, 5))
    line = control.change(setting).lines[0]
    assert (line.sector, line.good) == ("C27", "850511")
    assert 0 < line.share < 0.02
    result = solved(world, control)
    found = delivered(result)[0]
    assert found.volume / found.before == pytest.approx(0.26, rel=1e-8)
    assert found.to == "exporter"
    assert found.rent > 0


@pytest.mark.parametrize("form", [{"ban": True}, {"licence_delay": 45}])
def test_bans_and_delays_need_no_target(world, form):
    control = m.ExportControl(by="CHN", on="USA", goods="2846", **form, **COMMON)
    result = solved(world, control)
    assert result.reference is None
    free = solve(world, tariff=world.tariff)
    assert result.welfare.sel(economy="USA") < free.welfare.sel(economy="USA")


def test_a_halt_is_more_than_the_tariff(world):
    halt = m.ImportHalt(by="CHN", on="USA", goods="271111", share=0.15, sector="B06", **COMMON)
    flow = {"importer": "CHN", "exporter": "USA", "sector": "B06"}
    before = float(solve(world, tariff=world.tariff).flow.sel(flow))
    after = float(solved(world, halt).flow.sel(flow))
    assert after == pytest.approx(0.85 * before, rel=0.05)


def test_a_tariff_rate_quota_on_cars(world):
    law = dict(by="USA", on="JPN", goods="C29", in_rate=0.10, out_rate=0.275, present=100, **COMMON)
    for value, regime in ((120, "not binding"), (60, "binding"), (20, "beyond")):
        quota = m.TariffRateQuota(value=value, unit="thousand cars", rent="exporter", **law)
        assert delivered(solved(world, quota))[0].regime == regime


@pytest.mark.validation
def test_a_budget_is_spent(world):
    relief = m.Subsidy(
        by="JPN", on="all", goods="C29", kind="production", budget=6.2,
        unit="billion USD of 2025", **COMMON,
    )  # fmt: skip
    result = solved(world, relief)
    paid = delivered(result)[0].paid
    assert paid == pytest.approx(6.2 * world_output()[2022].value / world_output()[2025].value)
    assert float(result.output.sel(economy="JPN", sector="C29")) > 0


def test_cheaper_customs_help_both(world):
    free = solve(world, tariff=world.tariff).welfare
    for goods in ("C28", "all"):
        cost = m.TradeCost(by="JPN", on="USA", goods=goods, change_of_cost=-0.02, **COMMON)
        better = solved(world, cost).welfare - free
        assert (better.sel(economy=["JPN", "USA"]) > 0).all()


def test_investment_widens_the_deficit_first_and_yields_later(world):
    invest = m.Investment(
        by="JPN", on="USA", goods="C26", value=550, unit="billion USD", years=3.4, returns=0.05,
        multiplier={"value": 0.2, "low": 0.05, "high": 0.4, "unit": "USD of output per USD",
                    "reason": "a test"},
        **COMMON,
    )  # fmt: skip
    free = solve(world, tariff=world.tariff)
    building, paying = (solved(world, invest, day=d) for d in ("2025-07-01", "2030-01-01"))

    def balance(result):
        return float((result.balance - free.balance).sel(kind="total", economy="USA").sum())

    assert balance(building) == pytest.approx(-550 / 3.4, rel=1e-6)
    assert balance(paying) == pytest.approx(550 * 0.05, rel=1e-6)
    assert float(paying.output.sel(economy="USA", sector="C26")) > 5


def test_a_transfer_is_received_and_paid(world):
    gift = m.Transfer(by="JPN", on="USA", goods="all", value=10, unit="billion USD", **COMMON)
    moved = solved(world, gift).equivalent_variation
    assert float(moved.sel(economy="USA")) > 9.5
    assert float(moved.sel(economy="JPN")) < -9.5


@pytest.mark.validation
def test_sixty_billion_of_balance(world):
    """A tariff reaches it; the total balance stays; purchases of one good cannot."""
    free = solve(world, tariff=world.tariff)
    pair = float(free.balance.sel(kind="goods", economy="USA", partner="JPN"))
    terms = {"by": "USA", "on": "JPN", "unit": "billion USD", **COMMON}
    wish = m.BalanceTarget(goods="all", value=pair + 30, through="tariff", **terms)
    result = solved(world, wish)
    found = float(result.balance.sel(kind="goods", economy="USA", partner="JPN"))
    assert found == pytest.approx(pair + 30, rel=1e-7)
    moved = (result.balance - free.balance).sel(kind="total", economy="USA").sum()
    assert abs(float(moved)) < 1e-5


def test_dollars_of_a_year_become_the_benchmarks():
    paid = money(7, "billion USD of 2025")
    assert paid == (7e9, 2025)
    assert of_benchmark(paid, 2022) == pytest.approx(7e9 * 101.6 / 117.17)
    assert money(5.5, "Mt") is None


def test_every_instrument_states_its_accounts(world):
    law = m.Policy((commitment(), commitment(goods="C27", id="two"))).on(DAY)
    assert sum("treasury" in note for note in law.notes) == 2


def test_better_terms_for_one_are_claims_of_others(world):
    rate = np.array(world.tariff)
    rate[:, world.economy_index("USA")] += 0.1
    rate[:, world.economy_index("USA"), world.economy_index("JPN")] -= 0.1
    own = np.eye(len(world.economies), dtype=bool)
    rate[:, own] = world.tariff[:, own]
    result = solve(world, tariff=rate)
    assert "C29" in departures(result, "USA", "JPN")["KOR"]
    found = {claim.partner: claim for claim in claims(result, "USA", "JPN")}
    assert found["KOR"].exports > 0
    assert found["KOR"].welfare > 0
