"""From lines to products: the law's rates on each product that an importer buys from each exporter.

As with sectors (``cobden.measures.law_wedges``), a rate is the benchmark's plus what the law adds
to the law of 1 January 2025, both averaged over the lines of the product with the same imports.
"""

from typing import TYPE_CHECKING

import numpy as np

from cobden.measures import bought
from cobden.measures.bought import US, Bought
from cobden.measures.goods import DIGITS, six_digit_lines
from cobden.measures.law_wedges import between, held, members_of
from cobden.measures.never_below_free import never_below_free
from cobden.measures.ordinary import statutory, tops_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw
    from cobden.measures.measure import Tariff
    from cobden.world.benchmark_economy import BenchmarkEconomy
    from cobden.world.product_trade import ProductTrade
    from cobden.world.world import World

_SIX = 10 ** (DIGITS - 6)


def rates_by_product(law: "DatedLaw", world: "World") -> "Mapping[str, NDArray[np.float64]]":
    """Return the rates [product, exporter] of each importer whose trade by product is known.

    Raises ``InputError`` where a measure falls on part of one of the world's economies.
    """
    return {trade.importer: rates_of(law, world, trade) for trade in world.products}


def rates_of(
    law: "DatedLaw",
    world: "BenchmarkEconomy",
    trade: "ProductTrade",
    exporters: "Sequence[int] | None" = None,
) -> "NDArray[np.float64]":
    """Return the rates [product, exporter] of one importer, on all or on some ``exporters`` alone.

    Others keep the benchmark's. None falls below zero: a repeal takes away no more than was levied.
    Raises ``InputError`` where a negative rate would.
    """
    before = law.at_benchmark()
    importers = members_of(trade.importer)
    codes = np.array([int(code) for code in trade.codes])
    known: dict[tuple, NDArray[np.float64]] = {}
    rates = np.array(trade.tariff)
    n = world.economy_index(trade.importer)
    for i, exporter in enumerate(world.economies):
        if exporter == trade.importer or (exporters is not None and i not in exporters):
            continue
        met: list[Tariff] = []
        for members, weight in _parts_of(world, n, i):
            new, old = (between(part, importers, members) for part in (law, before))
            if new == old:
                continue
            block = bought.block(members[0])
            rules = tuple(rule.holds(members[0], law.day) for rule in law.rules.yields)
            # Where floors top up an ordinary duty, what the law adds depends on the exporter.
            columns = law.columns(members[0])
            key = (block, tuple(map(id, new)), tuple(map(id, old)), rules, columns)
            if importers[0] != US or key not in known:
                lines = _lines(trade, importers[0], members[0], law, i)
                if importers[0] != US and tops_up((*new, *old)):
                    lines = statutory(lines, law.schedule(importers[0]), members[0], law.day)
                change = law.rates(importers[0], members[0], lines)
                change = change - before.rates(importers[0], members[0], lines)
                known[key] = _means(codes, lines, change)
            rates[:, i] += weight[trade.sector] * known[key]
            met += new
        rates[:, i] = never_below_free(
            rates[:, i], trade.tariff[:, i], met, trade.codes, trade.importer, exporter
        )
    return rates


def _parts_of(
    world: "BenchmarkEconomy", n: int, i: int
) -> "Iterator[tuple[tuple[str, ...], NDArray[np.float64]]]":
    """Yield what exporter ``i`` holds, and which share of its sales to ``n`` in each sector [k]."""
    origin = world.origin
    if origin is None:
        yield members_of(world.economies[i]), np.ones(len(world.sectors))
        return
    inside, buyers = origin.members(i), origin.members(n)
    flow = origin.sectors @ origin.world.flow[:, buyers].sum(axis=1)[:, inside]
    total = flow.sum(axis=1, keepdims=True)
    share = np.where(total > 0, flow / np.where(total > 0, total, 1.0), 1 / len(inside))
    for j, weight in zip(inside, share.T, strict=True):
        yield held(origin.world, j), weight


def _lines(trade: "ProductTrade", importer: str, exporter: str, law: "DatedLaw", i: int) -> Bought:
    """Return the lines of an importer as bought from an exporter, whatever of them it bought."""
    if importer == US:
        whole = law.us_lines(exporter, whole=True)
        return whole.take(~np.isnan(whole.duty))  # over an unknown duty a floor is not known either
    lines = six_digit_lines()
    codes = np.array([int(code) for code in trade.codes]) * _SIX
    at = np.searchsorted(lines.low, codes)
    basis = f"{importer}: {trade.source}"
    return Bought(lines, at, trade.flow[:, i], trade.tariff[:, i], None, basis)


def _means(
    codes: "NDArray[np.int64]", lines: Bought, values: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """Return the means of ``values`` [line] by product, weighted by imports.

    Plain where nothing was imported from this exporter: what it may sell tomorrow bears a rate too.
    """
    order = np.argsort(codes)
    near = np.searchsorted(codes, lines.code // _SIX, sorter=order)
    at = order[np.minimum(near, len(codes) - 1)]
    inside = codes[at] == lines.code // _SIX
    at, value, weight = at[inside], values[inside], lines.imports[inside]
    total, imported = (np.bincount(at, w, len(codes)) for w in (weight * value, weight))
    plain, number = (np.bincount(at, w, len(codes)) for w in (value, np.ones(len(value))))
    plain = np.divide(plain, number, out=np.zeros_like(plain), where=number > 0)
    return np.divide(total, imported, out=plain, where=imported > 0)
