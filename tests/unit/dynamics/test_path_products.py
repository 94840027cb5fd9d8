"""Years of a world that knows an importer's trade by product."""

from dataclasses import replace

import numpy as np
import pytest

from cobden.base.errors import InputError
from cobden.base.targets import Line, Target, Targets
from cobden.base.terms import Terms
from cobden.base.wedges import Varieties, Wedges
from cobden.dynamics import long_run, path, path_gradient
from cobden.equilibrium import Horizon, solve
from cobden.world.close_products import close_products
from cobden.world.product_trade import ProductTrade
from small_path import YEARS, raised, small_macro, small_world

PLAIN = small_world()
OFF = {"capital": "fixed", "labour": "mobile", "rigid": False, "anchor": "world_income"}
UNIFORM = small_macro(uniform=True)


class Table:
    """What the United States buy of the first good, in five products at random."""

    def __init__(self, **elasticities: object) -> None:
        self.elasticities = elasticities

    def on(self, world) -> ProductTrade:
        rng = np.random.default_rng(7)
        value = rng.gamma(0.5, 1.0, (5, 3))
        duty = value * rng.uniform(0, 0.4, value.shape)
        codes, sector = np.array([f"{j:06d}" for j in range(5)]), np.zeros(5, int)
        trade = close_products(world, "USA", codes, sector, value, duty)
        return replace(trade, **self.elasticities)


WORLD = PLAIN.with_products(Table(between=0.5, elasticity=np.array([2.0, 7, 3, np.nan, 5])))


def uneven(world=WORLD, most: float = 1.5) -> Wedges:
    trade = world.products[0]
    rates = trade.tariff + np.random.default_rng(5).uniform(0, most, trade.tariff.shape)
    return on(world, rates)


def on(world, rates) -> Wedges:
    return Wedges.of(world.economies, world.sectors, tariff=world.tariff, by_product={"USA": rates})


def real_income(found) -> np.ndarray:
    """Return the change of real income by year and in the end, %, as the static model has it."""
    p, at = found.problem, found.found
    saved = np.asarray(p.capital.investment / p.final)
    price = saved * at.investment_price + (1 - saved) * at.consumer_price
    return 100 * (np.asarray(at.income / p.final) / np.exp(price) - 1)


@pytest.fixture(scope="module")
def found():
    return path(WORLD, uneven(), YEARS, macro=small_macro())


def test_all_switched_off_is_the_static_model_by_product():
    static = solve(WORLD, uneven(), tolerance=1e-12)
    off = path(WORLD, uneven(), YEARS, response="long_run", macro=UNIFORM, tolerance=1e-11, **OFF)
    trade, tariff = WORLD.products[0], np.array(WORLD.tariff)
    paid = (trade.flow * uneven().by_product["USA"]).sum(axis=0)
    tariff[0, 0, 1:] = paid[1:] / trade.flow.sum(axis=0)[1:]
    at_mean = solve(PLAIN, Wedges.of(PLAIN.economies, PLAIN.sectors, tariff=tariff))
    assert np.abs(static.welfare.to_numpy() - at_mean.welfare.to_numpy()).max() > 1e-2
    np.testing.assert_allclose(real_income(off), np.tile(static.welfare, (6, 1)), atol=1e-8)


def test_elasticities_of_products_come_about_as_all_others_do():
    off = path(WORLD, uneven(), YEARS, macro=UNIFORM, tolerance=1e-11, **OFF)
    for t in (0, 3):
        pace = float((off.problem.trade.elasticity[t, 0, 0] + 1) / (WORLD.elasticity[0] + 1))
        horizon = Horizon(1.0, pace, pass_through=1.0, fixity=0.0)
        static = solve(WORLD, uneven(), horizon=horizon, tolerance=1e-12)
        assert 0 < pace < 1
        np.testing.assert_allclose(real_income(off)[t], static.welfare, atol=1e-8)


def test_products_made_alike_under_one_change_of_duty_change_nothing():
    alike = PLAIN.with_products(Table(between=None))
    wedges = Wedges.of(PLAIN.economies, PLAIN.sectors, tariff=raised(PLAIN))
    with_them, without = (
        path(world, wedges, YEARS, macro=small_macro(), tolerance=1e-11) for world in (alike, PLAIN)
    )
    for name in ("gdp", "consumption", "consumer_price", "employment"):
        np.testing.assert_allclose(
            with_them.by_year[name], without.by_year[name], atol=1e-7, err_msg=name
        )


def test_the_end_is_the_long_run_and_every_condition_holds(found):
    end = long_run(WORLD, uneven(), labour="gradual", macro=small_macro())
    assert found.certificate.largest < 1e-8
    assert found.certificate.walras < 1e-8
    np.testing.assert_allclose(found.steady.consumption, end.steady.consumption, atol=1e-6)


def test_what_is_believed_to_last_and_lasts_is_foresight(found):
    taken = path(WORLD, uneven(), YEARS, macro=small_macro(), expectations="surprise")
    np.testing.assert_allclose(taken.by_year.gdp, found.by_year.gdp, atol=1e-7)


def test_a_change_on_products_alone_is_a_surprise():
    mild = uneven(most=0.2)
    laws = {2025: mild, 2027: replace(uneven(), tariff=mild.tariff)}
    told = path(WORLD, laws, YEARS, macro=small_macro(), expectations="surprise")
    assert [first for first, _ in told.plans] == [0, 2]
    assert told.certificate.largest < 1e-8


def test_part_of_a_year_has_the_mean_of_rates_by_product():
    one, other = uneven(), on(WORLD, WORLD.products[0].tariff)
    mean = Wedges.mean([one, other], np.array([0.25, 0.75]))
    expected = 0.25 * one.by_product["USA"] + 0.75 * other.by_product["USA"]
    np.testing.assert_allclose(mean.by_product["USA"], expected)
    with pytest.raises(InputError, match="known on some days only"):
        Wedges.mean([one, replace(other, by_product={})], np.array([0.5, 0.5]))


def test_parts_of_products_have_the_mean_of_their_rates_and_shares():
    def claimed(share, rate):
        at = np.array([0, 0])
        parts = Varieties(at, at + 1, np.array([share, 1 - share]), np.array([0.0, rate]))
        return replace(uneven(), varieties={"USA": parts})

    mean = Wedges.mean([claimed(0.4, 0.25), claimed(0.8, 0.0)], np.array([0.5, 0.5]))
    np.testing.assert_allclose(mean.varieties["USA"].share, [0.6, 0.4])
    np.testing.assert_allclose(mean.varieties["USA"].rate, [0, 0.125])
    assert claimed(0.4, 0.25).same(claimed(0.4, 0.25))
    assert not claimed(0.4, 0.25).same(claimed(0.4, 0.2))
    assert path(WORLD, mean, YEARS, macro=small_macro()).certificate.largest < 1e-8


def test_what_a_path_does_not_know_of_products_is_refused(found):
    with pytest.raises(InputError, match="slopes by rates on products are not known"):
        path_gradient(found, "gdp", "USA", 2026)
    part = Line("G", "USA", "JPN", share=0.5)
    quota = Terms(uneven(), Targets((part,), (Target("a quota", (0,), "tariff", 0.01),)))
    with pytest.raises(InputError, match="known by product"):
        path(WORLD, quota, YEARS, macro=small_macro())
