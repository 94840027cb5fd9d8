"""Rates on lines, cell by cell: what is bought there, at which rate, and rates put in place.

Where an importer's trade is known by product, a cell of trade in its market is one product from one
exporter.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cobden.base.errors import InputError
from cobden.base.wedges import Wedges
from cobden.equilibrium import Floats, Result
from cobden.strategy.lines import Lines
from cobden.world.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.world.product_trade import ProductTrade


class _There(NamedTuple):
    """The cells of one importer's products among those that lines cover.

    ``cells``: their places among the cells [c']; ``at``: product and exporter of each.
    """

    trade: "ProductTrade"
    place: int
    cells: "NDArray[np.intp]"
    at: "tuple[NDArray[np.intp], NDArray[np.intp]]"


def product_cells(lines: Lines, world: World) -> Iterator[_There]:
    """Yield, importer by importer, the cells that are products."""
    if lines.product is None:
        return
    for place, trade in enumerate(world.products):
        n = world.economy_index(trade.importer)
        cells = np.flatnonzero((lines.product >= 0) & (lines.cell[1] == n))
        yield _There(trade, place, cells, (lines.product[cells], lines.cell[2, cells]))


def bought_on_cells(lines: Lines, world: World) -> tuple[Floats, Floats, Floats]:
    """Return each cell's flow at customs value, its value and its share of its market [c].

    At the benchmark; a product's market is that of all its exporters.
    """
    cell = tuple(lines.cell)
    k, n, _ = cell
    flow, share = world.flow[cell], world.trade_share[cell]
    value = share * world.expenditure[k, n]
    for trade, _, cells, at in product_cells(lines, world):
        bought = trade.flow * (1 + trade.tariff)
        flow[cells], value[cells] = trade.flow[at], bought[at]
        share[cells] = bought[at] / bought.sum(axis=1)[at[0]]
    return flow, value, share


def elasticity_on_cells(lines: Lines, world: World) -> Floats:
    """Return the trade elasticity that each cell's rate works on [c]."""
    theta = world.elasticity[lines.cell[0]]
    for trade, _, cells, at in product_cells(lines, world):
        theta[cells] = trade.elasticities(world.elasticity)[at[0]]
    return theta


def rates_on_cells(lines: Lines, world: World, wedges: Wedges) -> Floats:
    """Return the rate that wedges put on each cell [c]."""
    cell = tuple(lines.cell)
    rates = np.where(lines.tariff, wedges.tariff[cell], wedges.export_tax[cell])
    for trade, _, cells, at in product_cells(lines, world):
        rates[cells] = world.product_rates(trade, wedges)[at]
    return rates


def with_rates(lines: Lines, rates: Floats, wedges: Wedges, world: World) -> Wedges:
    """Return ``wedges`` with the rates [line] in place on the cells that the lines cover."""
    tariff, export_tax = wedges.tariff.copy(), wedges.export_tax.copy()
    whole = np.ones(len(lines.line), dtype=bool) if lines.product is None else lines.product < 0
    for levied, of in ((tariff, lines.tariff & whole), (export_tax, ~lines.tariff)):
        cell = tuple(lines.cell[:, of])
        factor = np.ones_like(levied)  # two taxes on one flow compound
        np.multiply.at(factor, cell, 1 + rates[lines.line[of]])
        levied[cell] = factor[cell] - 1
    return Wedges.of(
        wedges.economies, wedges.sectors, tariff=tariff, export_tax=export_tax,
        trade_cost=wedges.trade_cost,
        by_product=_with_product_rates(lines, world, rates, wedges),
    )  # fmt: skip


def _with_product_rates(
    lines: Lines, world: World, rates: Floats, wedges: Wedges
) -> dict[str, Floats]:
    """Return the rates by product of ``wedges`` with those of lines [line] in place.

    Raises ``InputError`` where products have varieties, whose rates no line sets.
    """
    if wedges.varieties:
        raise InputError(
            "products have varieties with rates of their own, which no line here sets.",
            where="wedges",
            remedy="Start from the products' mean rates: law.wedges(world).",
        )
    found = {
        trade.importer: np.array(world.product_rates(trade, wedges)) for trade in world.products
    }
    for trade, _, cells, at in product_cells(lines, world):
        found[trade.importer][at] = rates[lines.line[cells]]
    return found


def purchases_by_product(lines: Lines, result: Result) -> tuple[Floats, Floats]:
    """Return each cell's value at a result and its share of its market [c]."""
    world, cell = result.world, tuple(lines.cell)
    share = result.trade_share.values[cell]
    spent = result.accounts.intermediate + result.accounts.final
    value = share * spent[cell[0], cell[1]]
    for trade, _, cells, at in product_cells(lines, world):
        told = result.by_product(trade.importer)
        bought = (told.after + told.duty).values * 1e9 / world.value_usd
        total = bought.sum(axis=1)
        value[cells] = bought[at]
        share[cells] = bought[at] / np.where(total > 0, total, 1.0)[at[0]]
    return value, share
