"""Instruments inside products: parts of a product's flow with wedges and premiums of their own."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from test_equilibrium import random_world
from test_products import SIZES, Table, uneven, wedges

from cobden.base.errors import InputError
from cobden.base.targets import Line, Target, Targets
from cobden.equilibrium import Shock, carried, delivered, solve
from cobden.equilibrium._compiled import residual_at
from cobden.equilibrium._pose import posed_lines
from cobden.equilibrium._pose_products import posed_products
from cobden.equilibrium._product_demand import fold, fold_lines, slopes_at

NAME, SELLER = "E1", 3
OWN = {"elasticity": np.linspace(0.5, 12, sum(SIZES))}


@pytest.fixture(scope="module")
def world():
    return random_world(3).with_products(Table(3, **OWN))


def line(world, product: int, **more) -> Line:
    trade = world.products[0]
    code = trade.codes[product]
    sector = world.sectors[trade.sector[product]]
    exporter = more.pop("exporter", world.economies[SELLER])
    return Line(sector, NAME, exporter, good=code, product=code, **more)


def solved(world, rates, lines, targets=()):
    found = Targets(tuple(lines), tuple(targets))
    return solve(world, wedges(world, rates), targets=found, tolerance=1e-11)


def test_a_cell_cut_in_parts_of_one_rate_is_the_same_cell(world):
    rates = uneven(world)
    whole = solve(world, wedges(world, rates), tolerance=1e-11)
    parts = [line(world, 2, share=0.3, maker="a"), line(world, 2, share=0.5, maker="b")]
    apart = solved(world, rates, parts)
    assert np.abs(whole.welfare - apart.welfare).max() < 1e-9
    one, other = (r.by_product(NAME) for r in (whole, apart))
    for name in ("after", "duty", "price", "tariff_after"):
        assert np.abs(one[name] - other[name]).max() < 1e-7, name


def test_a_rate_on_a_line_of_a_whole_product_is_a_rate_on_the_product(world):
    rates = uneven(world)
    there = rates.copy()
    there[2, SELLER] += 0.4
    as_law = solve(world, wedges(world, there), tolerance=1e-11)
    as_line = solved(world, rates, [line(world, 2, tariff=0.4)])
    assert np.abs(as_law.welfare - as_line.welfare).max() < 1e-9
    one, other = (r.by_product(NAME) for r in (as_law, as_line))
    for name in ("after", "duty", "price", "tariff_after"):
        assert np.abs(one[name] - other[name]).max() < 1e-7, name


def test_parts_at_several_rates_are_their_power_mean(world):
    """Spending on each part moves by its own wedge to the power of the product's elasticity."""
    rates = np.array(world.products[0].tariff)
    lines = [line(world, 2, share=0.3, maker="a", tariff=0.5), line(world, 2, share=0.3, maker="b")]
    found = solved(world, rates, lines)
    (before, high), (_, low) = (carried(found, [one]) for one in lines)
    theta = OWN["elasticity"][2]
    duty = 1 + rates[2, SELLER]
    assert before == pytest.approx(0.3 * world.products[0].flow[2, SELLER] * world.value_usd / 1e9)
    assert high / low == pytest.approx(((duty + 0.5) / duty) ** -(theta + 1), rel=1e-9)
    told = found.by_product(NAME)
    cell = {"product": world.products[0].codes[2], "exporter": world.economies[SELLER]}
    rest = float(told.after.sel(cell)) - high - low
    assert rest / low == pytest.approx(0.4 / 0.3, rel=1e-9)
    paid = high * (duty - 1 + 0.5) + (low + rest) * (duty - 1)
    assert float(told.duty.sel(cell)) == pytest.approx(paid)


@pytest.mark.parametrize("wedge", ["tariff", "export_tax", "trade_cost"])
def test_a_limit_is_met_and_is_the_wedge_that_it_leads_to(world, wedge):
    rates = uneven(world)
    limit = Target("half", (0,), wedge, 0.5, basis="change", sense="at_most", least=0.0)
    found = solved(world, rates, [line(world, 2)], [limit])
    (held,) = delivered(found)
    assert held.regime == "binding"
    assert held.volume == pytest.approx(0.5 * held.before, rel=1e-7)
    size = {"tariff": (1 + rates[2, SELLER]) * held.rate, "export_tax": held.rate,
            "trade_cost": 1 + held.rate}[wedge]  # fmt: skip
    fixed = solved(world, rates, [line(world, 2, **{wedge: size})])
    assert np.abs(found.welfare - fixed.welfare).max() < 1e-7
    assert found.certificate.targets < 1e-8


def test_several_limits_in_one_product_and_in_several_hold_at_once(world):
    rates = uneven(world)
    lines = [line(world, 2), line(world, 2, exporter="E0"), line(world, 6)]
    limits = [
        Target(f"limit {at}", (at,), "tariff", 0.6, basis="change", sense="at_most", least=0.0)
        for at in range(3)
    ]
    found = solved(world, rates, lines, limits)
    for held in delivered(found):
        assert held.volume == pytest.approx(0.6 * held.before, rel=1e-7)
    assert found.certificate.largest < 1e-10
    assert float(residual_at(found.problem, found.vector)) < 1e-10


def test_a_minimum_price_raises_the_price_and_the_exporter_keeps_it(world):
    floor = Target("floor", (0,), "export_tax", 1.2, measured="price", basis="change",
                   sense="at_least", least=0.0, most=1e9)  # fmt: skip
    found = solved(world, uneven(world), [line(world, 2, share=0.4)], [floor])
    (held,) = delivered(found)
    assert held.to == "exporter"
    assert held.value / held.volume == pytest.approx(1.2, rel=0.05)
    assert held.rent == pytest.approx(held.value * held.rate / (1 + held.rate), rel=1e-9)


def test_a_ban_stops_the_line_and_leaves_the_rest(world):
    found = solved(world, uneven(world), [line(world, 2, trade_cost=np.inf)])
    told = found.by_product(NAME)
    assert float(told.after.sel(product=world.products[0].codes[2], exporter="E3")) == 0.0
    assert float(told.after.sel(exporter="E3").sum()) > 0


def test_slopes_by_premiums_and_costs_are_derivatives(world):
    lines = (line(world, 2), line(world, 2, exporter="E0", share=0.4), line(world, 6, share=0.7))
    limits = tuple(
        Target(str(at), (at,), wedge, 1.0, sense="at_most", least=0.0)
        for at, wedge in enumerate(("tariff", "export_tax", "trade_cost"))
    )
    shock = Shock.on(world, wedges(world, uneven(world)), targets=Targets(lines, limits))
    (nest,) = posed_products(world, shock, posed_lines(world, shock, None)).nests
    rng = np.random.default_rng(0)
    cost, way = (jnp.asarray(rng.normal(0, 0.2, (len(SIZES), 4))) for _ in range(2))
    premium, push = (jnp.asarray(rng.normal(0, 0.2, 4)) for _ in range(2))
    slopes = slopes_at(nest, cost, premium)

    def logs(values):
        return jnp.log(jnp.where(values > 0, values, 1.0))

    for at in range(3):
        _, along = jax.jvp(lambda c, u, at=at: logs(fold(nest, c, u)[at]), (cost, premium),
                           (way, push))  # fmt: skip
        ours = np.einsum("kij,kj->ki", slopes.costs[at], way) + slopes.premiums.weights[at] @ push
        assert np.abs(ours - along).max() < 1e-12
    _, along = jax.jvp(lambda c, u: logs(fold_lines(nest, c, u)), (cost, premium), (way, push))
    sector = nest.sector[nest.lines.block]
    ours = (slopes.premiums.by_cost * way[sector]).sum(axis=1) + slopes.premiums.by_premium @ push
    filled = np.asarray(nest.lines.share) > 0
    assert np.abs(np.where(filled, ours - along, 0)).max() < 1e-12


def test_lines_elsewhere_stay_what_they_are(world):
    """A limit on another importer's flow, beside one inside a product."""
    other = Line("G0", "E0", "E3", share=0.5)
    lines = [other, line(world, 2)]
    limits = [
        Target(str(at), (at,), "tariff", 0.7, basis="change", sense="at_most", least=0.0)
        for at in range(2)
    ]
    for held in delivered(solved(world, uneven(world), lines, limits)):
        assert held.volume == pytest.approx(0.7 * held.before, rel=1e-7)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (lambda w: [line(w, 2, share=0.7), line(w, 2, share=0.7, maker="b")], "1.4 of what E1"),
        (lambda w: [line(w, 2), line(w, 2)], "told apart twice"),
        (lambda w: [replace(line(w, 2), product="999999")], "no product '999999'"),
        (lambda w: [replace(line(w, 2), importer="E0")], "E0 by product is not known"),
        (lambda w: [Line("G0", NAME, "E0", share=0.5)], "part of E1's imports"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(world, lines, said):
    with pytest.raises(InputError, match=said):
        solve(world, targets=Targets(tuple(lines(world))))
