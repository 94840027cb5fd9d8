"""The stacking engine and the policy, on laws small enough to work by hand."""

import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobden.base.errors import InputError
from cobden.measures import Policy, Tariff
from cobden.measures.bought import Bought
from cobden.measures.goods import sector_lines
from cobden.measures.stacking import stack
from cobden.measures.stacking_rules import us_rules
from cobden.world.world import World

DAY = date(2025, 6, 5)


def tariff(goods="all", rate=0.1, **more):
    terms = {"by": "USA", "on": "JPN", "start": "2025-02-01", "source": "a test"}
    if more.get("mode") != "exempt":
        terms["rate"] = rate
    return Tariff(goods=goods, **(terms | {"authority": "IEEPA-reciprocal"} | more))


def on_car(*tariffs, duty=0.025, **more):
    """Return the all-in rate on one article with this ordinary duty."""
    lines = sector_lines(("C29",))
    one = Bought(lines, np.zeros(1, np.intp), np.ones(1), np.full(1, duty), None, "a test")
    return float(stack(tariffs, one, us_rules(), "JPN", DAY, **more).total[0])


def test_a_duty_adds_to_the_ordinary_one():
    assert on_car(tariff(rate=0.25, authority="S232-auto")) == pytest.approx(0.275)


def test_a_floor_tops_the_ordinary_duty_up():
    assert on_car(tariff(rate=0.15, mode="floor")) == pytest.approx(0.15)


def test_a_floor_leaves_a_higher_duty_alone():
    assert on_car(tariff(rate=0.15, mode="floor"), duty=0.25) == pytest.approx(0.25)


def test_autos_displace_the_reciprocal_duty():
    both = on_car(tariff(), tariff(rate=0.25, authority="S232-auto"))
    assert both == pytest.approx(0.275)


def test_autos_displace_parts_and_parts_steel():
    law = [tariff(rate=r, authority=a) for r, a in
           [(0.25, "S232-auto"), (0.2, "S232-parts"), (0.5, "S232-steel")]]  # fmt: skip
    assert on_car(*law) == pytest.approx(0.275)
    assert on_car(*law[1:]) == pytest.approx(0.225)


def test_chinas_fentanyl_duty_adds_to_everything():
    law = [tariff(rate=0.2, authority="IEEPA-fentanyl"), tariff(rate=0.25, authority="S232-auto")]
    assert on_car(*law) == pytest.approx(0.475)


def test_the_latest_replacement_wins():
    law = [tariff(), tariff(rate=0.24, mode="replace", start="2025-04-09"),
           tariff(rate=0.3, mode="replace", start="2025-04-10")]  # fmt: skip
    assert on_car(*law) == pytest.approx(0.325)


def test_an_exemption_wins_over_everything_of_its_authority():
    law = [tariff(), tariff(mode="exempt"), tariff(rate=0.24, mode="replace", start="2025-04-09")]
    assert on_car(*law) == pytest.approx(0.025)


def test_metal_content_splits_an_article_between_two_duties():
    # An excavator is a sixth steel: 50% on that part, the 15% floor on the rest.
    day = "2025-09-20"
    answer = Policy.load().on(day).rate("USA", "JPN", "8429521010", mfn=0.0)
    shares = {layer.authority: layer.share for layer in answer.layers}
    steel = shares["S232-steel"]
    assert steel == pytest.approx(0.16, abs=0.005)
    assert shares["IEEPA-reciprocal"] == pytest.approx(1 - steel)
    assert answer.all_in == pytest.approx(100 * (0.5 * steel + 0.15 * (1 - steel)))


AUTHORITIES = ["IEEPA-reciprocal", "IEEPA-fentanyl", "S232-auto", "S232-parts", "S232-steel",
               "S301", "S122"]  # fmt: skip


@given(
    terms=st.lists(
        st.tuples(st.sampled_from(AUTHORITIES), st.floats(0, 2), st.sampled_from(["add", "floor"])),
        max_size=5,
        unique_by=lambda term: term[0],
    ),
    duty=st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_measures_are_given_never_matters(terms, duty):
    law = [tariff(rate=rate, authority=name, mode=mode) for name, rate, mode in terms]
    rates = {round(on_car(*order, duty=duty), 12) for order in itertools.permutations(law)}
    assert len(rates) == 1


@given(rate=st.floats(0, 2), duty=st.floats(0, 2))
@settings(max_examples=50, deadline=None)
def test_a_floor_never_lowers_and_never_exceeds(rate, duty):
    all_in = on_car(tariff(rate=rate, mode="floor"), duty=duty)
    assert all_in == pytest.approx(max(rate, duty))


def test_a_suspended_measure_lies_dormant_until_it_lapses():
    pause = [{"start": "2025-04-10", "end": "2025-07-09"}]
    policy = Policy([tariff(rate=0.24, suspensions=pause)])
    assert not policy.on("2025-06-05").tariffs
    assert policy.on("2025-07-09").tariffs
    assert policy.without_suspension(on="JPN").on("2025-06-05").tariffs
    with pytest.raises(InputError, match="no measure on KOR is ever suspended"):
        policy.without_suspension(on="KOR")


def test_the_last_day_is_the_day_before_the_end():
    policy = Policy([tariff(end="2025-06-05")])
    assert policy.on("2025-06-04").tariffs
    assert not policy.on("2025-06-05").tariffs


def test_the_announced_rate_replaces_the_baseline_for_japan_alone():
    law = Policy.load().without_suspension(on="JPN").on("2025-06-05")
    assert law.rate("USA", "JPN", "8458110050", mfn=0.044).all_in == pytest.approx(28.4)
    assert law.rate("USA", "VNM", "8458110050", mfn=0.044).all_in == pytest.approx(14.4)


def test_terms_of_another_day_for_one_partner():
    policy = Policy.load()
    deal = policy.on("2025-07-22").with_terms(
        "JPN", policy.on("2025-09-16"), authority=["IEEPA-reciprocal", "S232-auto", "S232-parts"]
    )
    assert deal.rate("USA", "JPN", "870323", mfn=0.025).all_in == pytest.approx(15.0)
    assert deal.rate("USA", "JPN", "7208390030", mfn=0.0).all_in == pytest.approx(50.0)
    assert deal.rate("USA", "KOR", "870323", mfn=0.0).all_in == pytest.approx(25.0)


def test_without_spares_one_partner_and_keeps_the_rest():
    law = Policy.load().without(on="JPN", authority="S232").on("2025-06-05")
    assert law.rate("USA", "JPN", "7208390030", mfn=0.0).all_in == pytest.approx(10.0)
    assert law.rate("USA", "BRA", "7208390030", mfn=0.0).all_in == pytest.approx(50.0)


def test_replace_puts_a_new_measure_in_place_of_its_authority():
    flat = tariff(rate=0.3, authority="IEEPA-reciprocal", id="flat")
    law = Policy.load().replace(flat).on("2025-06-05")
    assert law.rate("USA", "JPN", "8458110050", mfn=0.0).all_in == pytest.approx(30.0)
    assert law.rate("USA", "KOR", "8458110050", mfn=0.0).all_in == pytest.approx(10.0)


@pytest.fixture(scope="module")
def world():
    return World.load()


@pytest.mark.parametrize("day", ["2025-01-01", "2025-06-05"])
def test_what_is_repealed_stays_in_the_benchmark_that_holds_it(world, day):
    whole = Policy.load()
    rest = whole.without(authority="S301", on="CHN")
    law = whole.on(day)
    kept = tuple(t for t in law.tariffs if t.authority != "S301" or t.on != ("CHN",))
    assert len(kept) < len(law.tariffs)
    found = rest.on(day).wedges(world).tariff
    assert (found == replace(law, tariffs=kept).wedges(world).tariff).all()  # as a state's drop
    change = found - law.wedges(world).tariff
    usa, chn = (world.economies.index(name) for name in ("USA", "CHN"))
    assert change[world.sectors.index("C28"), usa, chn] < -0.1
    change[:, usa, chn] = 0
    assert (change == 0).all()


def test_a_replacement_acts_though_its_first_day_is_before_the_benchmarks(world):
    ten = tariff("all", 0.1, on="CHN", authority="S301", start="2018-07-06", id="ten")
    whole = Policy.load()
    k, n, i = (world.sectors.index("C28"), *map(world.economies.index, ("USA", "CHN")))
    old = tariff("all", 0.1, on="CHN", authority="hypothetical", start="2018-07-06")

    def after(policy):
        return policy.on("2025-01-01").wedges(world).tariff[k, n, i]

    assert after(whole.replace(ten)) < after(whole) - 0.05
    assert after(whole + Policy([old])) == after(whole)  # the benchmark's rates hold it


@pytest.mark.parametrize("day", ["2018-01-01", "2019-10-01", "2025-06-05", "2026-11-30"])
def test_a_repeal_never_leaves_less_than_nothing(world, day):
    policy = Policy.load()
    for law in (policy, policy.without(authority="S301"), policy.without(by="USA")):
        found = law.on(day).wedges(world).tariff
        assert found.min() >= 0
    free = policy.without(authority="S301", on="CHN").on("2025-01-01").wedges(world).tariff
    lines = world.sectors.index("B07"), *map(world.economies.index, ("USA", "CHN"))
    assert world.tariff[lines] < 0.05  # the table has less of it than the lists, 25%
    assert free[lines] == 0


def test_the_law_of_the_benchmark_gives_its_tariffs_back_exactly(world):
    wedges = Policy.load().on("2025-01-01").wedges(world)
    assert (wedges.tariff == world.tariff).all()


def test_a_plain_sector_tariff_adds_its_rate(world):
    policy = Policy([tariff("C29", 0.25, authority="S232")])
    change = policy.on(DAY).wedges(world).tariff - world.tariff
    place = (world.sectors.index("C29"), world.economies.index("USA"), world.economies.index("JPN"))
    assert change[place] == pytest.approx(0.25)
    change[place] = 0.0
    assert not change.any()


def test_retaliation_enters_on_the_retaliators_own_tariff(world):
    law = Policy.load().on(DAY)
    change = law.wedges(world).tariff - world.tariff
    china, usa = world.economies.index("CHN"), world.economies.index("USA")
    assert change[world.sectors.index("C26"), china, usa] == pytest.approx(0.10)
    assert change[world.sectors.index("SERV"), china, usa] == 0.0
    assert any("China" in note and "equal weight" in note for note in law.notes)


def test_members_of_the_european_union_share_their_rates(world):
    tariff_of = Policy.load().on("2025-09-20").wedges(world).tariff
    usa = world.economies.index("USA")
    added = tariff_of[:, usa] - world.tariff[:, usa]
    germany, france = (world.economies.index(code) for code in ("DEU", "FRA"))
    np.testing.assert_array_equal(added[:, germany] != 0, added[:, france] != 0)
    np.testing.assert_allclose(added[:, germany], added[:, france], atol=1e-12)


def test_a_world_with_sectors_of_its_own():
    shares = np.array([[[0.8, 0.2], [0.3, 0.7]]] * 2)
    small = World.from_shares(
        economies=["USA", "JPN"],
        sectors=["cars", "rest"],
        trade_share=shares,
        expenditure=np.ones((2, 2)),
        input_share=np.zeros((2, 2, 2)),
        consumption_share=np.full((2, 2), 0.5),
        value_added=[2.2, 1.8],
        deficit=[-0.2, 0.2],
        tariff=np.zeros((2, 2, 2)),
        elasticity=[4.0, 4.0],
    )
    law = Policy([tariff("cars", 0.25, authority="S232"), tariff("all", 0.1)]).on(DAY)
    np.testing.assert_allclose(law.wedges(small).tariff[:, 0, 1], [0.25, 0.10])
