"""Rates reached step by step, and rates that are all that is due."""

from datetime import date

import pytest

import cobden as cb
from cobden.measures import history


@pytest.fixture(scope="module")
def world():
    return cb.World.load()


def duty(**fields) -> cb.Tariff:
    common = {"by": "IND", "on": "EU27", "goods": "C29", "rate": 0.0, "mode": "ordinary",
              "start": "2027-01-01", "authority": "agreement", "source": "an example"}  # fmt: skip
    return cb.Tariff(**(common | fields))


def due(world: cb.World, day: str, *tariffs: cb.Tariff, on: str = "DEU") -> float:
    return float(cb.Policy(tariffs).on(day).wedges(world).tariff[world.cell("C29", "IND", on)])


@pytest.mark.parametrize("words", ["from 25.7% to 0 in seven equal cuts", "from 25.7% in 7 cuts"])
def test_seven_equal_cuts(world, words):
    cut = duty(phase_in=words)
    own = float(world.tariff[world.cell("C29", "IND", "DEU")])
    assert due(world, "2026-12-31", cut) == own
    for made in range(1, 8):
        assert due(world, f"{2026 + made}-06-01", cut) == pytest.approx(0.257 * (1 - made / 7))
    assert due(world, "2050-01-01", cut) == pytest.approx(0, abs=1e-12)
    assert due(world, "2050-01-01", cut, on="USA") == world.tariff[world.cell("C29", "IND", "USA")]


def test_cuts_without_a_base_start_from_the_own_duty(world):
    own = float(world.tariff[world.cell("C29", "IND", "DEU")])
    cut = duty(phase_in="in 5 cuts of 6 months", rate=0.1)
    assert due(world, "2027-08-01", cut) == pytest.approx(own + 0.4 * (0.1 - own))
    assert due(world, "2029-01-01", cut) == pytest.approx(0.1)


def test_a_base_above_the_own_duty_raises_nothing(world):
    """Nobody claims a preference that costs more: what stays, and why, is on the certificate."""
    own = float(world.tariff[world.cell("C29", "IND", "DEU")])
    cut = duty(phase_in="from 60% in 6 equal cuts")  # 50, 40, 30, 20, 10, 0
    for year, left in ((2027, 0.5), (2029, 0.3), (2030, 0.2), (2032, 0.0)):
        assert due(world, f"{year}-06-01", cut) == pytest.approx(min(own, left))
    with pytest.raises(cb.InputError, match="changes nothing"):  # it is all that is asked
        cb.solve(world, cb.Policy([cut]).on("2027-06-01"))
    machines = float(world.tariff[world.cell("C28", "IND", "DEU")])
    policy = cb.Policy([duty(goods=("C28", "C29"), phase_in="from 24% in 6 equal cuts")])
    assert machines < 0.20 < own
    early, late = (cb.solve(world, policy.on(f"{year}-06-01")) for year in (2027, 2032))
    (said,) = early.certificate.not_applied
    assert "20.0% on C28 is above" in said
    assert "more pairs of economies" in said
    assert late.certificate.not_applied == ()
    tariff = policy.on("2027-06-01").wedges(world).tariff
    assert tariff[world.cell("C28", "IND", "DEU")] == pytest.approx(machines)


def test_a_rise_by_steps_is_no_preference(world):
    own = float(world.tariff[world.cell("C29", "IND", "DEU")])
    rise = duty(phase_in="from 40% to 80% in 2 steps", rate=0.8)
    assert due(world, "2027-06-01", rise) == pytest.approx(0.6)
    assert own < 0.6


def test_every_cut_is_a_turn_of_the_law(world):
    cut = duty(phase_in="in 3 equal cuts", start="2028-02-29")
    turns = [date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28)]
    assert list(cb.Policy([cut]).changes()) == turns
    ends = duty(phase_in="in 3 equal cuts", start="2028-02-29", end="2029-12-31")
    assert cb.Policy([ends]).changes()[-1] == date(2029, 12, 31)
    stages = duty(phase_in="from 30% in 3 cuts", on="USA", goods="870323", share=0.3)
    rates = history(cb.Policy([stages]), "IND", "USA", "870323", start="2026-06-01",
                    end="2030-01-01", mfn=0.3)  # fmt: skip
    assert [round(period.rate.all_in, 6) for period in rates] == [30, 20, 10, 0]


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        ("seven cuts", {}, "is no phase-in"),
        ("from 25.7 to 0 in seven equal cuts", {}, "write 25.7%"),
        ("from 25% to 5% in 3 cuts", {}, "say one"),
        ("from 5% to 25% in 3 cuts", {"rate": 0.25}, "the cuts go up"),
        ("from 25% in 3 cuts", {"rate": 0.25}, "the rate already"),
        ("in 1 cuts", {}, "greater than or equal to 2"),
        ("in 3 cuts", {"mode": "add", "rate": 0.2}, "mode ordinary"),
    ],
)
def test_other_words_are_refused(words, more, said):
    with pytest.raises(cb.InputError, match=said):
        duty(phase_in=words, **more)


def test_a_surcharge_may_come_by_steps(world):
    own = float(world.tariff[world.cell("C29", "IND", "DEU")])
    steps = duty(mode="add", rate=0.3, phase_in="from 0 in 3 steps")
    assert due(world, "2028-06-01", steps) == pytest.approx(own + 0.2)


def test_all_in_is_all_that_is_due(world):
    whole = duty(mode="all_in", rate=0.1)
    extra = duty(mode="add", rate=0.5, authority="retaliation")
    assert due(world, "2027-06-01", whole) == pytest.approx(0.1)
    assert due(world, "2027-06-01", whole, extra) == pytest.approx(0.1)
    later = duty(mode="all_in", rate=0.2, start="2027-05-01")
    assert due(world, "2027-06-01", whole, later) == pytest.approx(0.2)


def test_all_in_takes_the_place_of_a_stack_of_law():
    deal = duty(by="USA", on="JPN", goods="all", mode="all_in", rate=0.1, start="2025-06-05")
    deals = [deal]
    rate = (cb.Policy.load() + deals).on("2025-06-05").rate("USA", "JPN", "87032301")
    assert rate.all_in == pytest.approx(10)
    assert [layer.authority for layer in rate.layers] == ["MFN", "agreement"]


def test_cuts_that_are_still_above_the_worlds_own_duty_say_so(world):
    cut = duty(goods="C13T15", phase_in="from 60% in 7 equal cuts")
    with pytest.raises(cb.InputError, match=r"come to 51\.4% on that day.*name a later day"):
        cb.Policy([cut]).on("2027-06-01").enacted(world)
