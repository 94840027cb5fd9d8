"""From lines to products: the law's rates on each product that an importer buys from each exporter.

As with sectors (``cobden.measures.law_wedges``), a rate is the benchmark's plus what the law adds
to the law of 1 January 2025, both averaged over the lines of the product with the same imports.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

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
    codes = trade.numbers
    known: dict[tuple[object, ...], NDArray[np.float64]] = {}
    rates = np.array(trade.tariff)
    for i, exporter in enumerate(world.economies):
        if exporter == trade.importer or (exporters is not None and i not in exporters):
            continue
        met: list[Tariff] = []
        for seller in treated_otherwise(law, world, trade, i):
            if seller.asked not in known:
                known[seller.asked] = _means(codes, *_changes(law, trade, seller))
            rates[:, i] += seller.weight[trade.sector] * known[seller.asked]
            met += seller.new
        rates[:, i] = never_below_free(
            rates[:, i], trade.tariff[:, i], met, trade.codes, trade.importer, exporter
        )
    return rates


class Seller(NamedTuple):
    """An economy inside exporter ``place`` of a world whose goods a law treats otherwise.

    Than the law of the benchmark does: tariffs ``new`` and ``old``. ``weight`` [k] is its share in
    the exporter's sales in each sector; sellers that are ``asked`` alike have the same answer.
    """

    place: int
    member: str
    weight: "NDArray[np.float64]"
    new: "list[Tariff]"
    old: "list[Tariff]"
    asked: tuple[object, ...]


def treated_otherwise(
    law: "DatedLaw", world: "BenchmarkEconomy", trade: "ProductTrade", i: int
) -> "Iterator[Seller]":
    """Yield what exporter ``i`` holds whose goods the law treats otherwise than the benchmark's."""
    before, importers = law.at_benchmark(), members_of(trade.importer)
    n = world.economy_index(trade.importer)
    for members, weight in _parts_of(world, n, i):
        new, old = (between(part, importers, members) for part in (law, before))
        if new == old:
            continue
        block = bought.block(members[0])
        rules = tuple(rule.holds(members[0], law.day) for rule in law.rules.yields)
        # Where floors top up an ordinary duty, what the law adds depends on the exporter.
        asked = (block, tuple(map(id, new)), tuple(map(id, old)), rules, law.columns(members[0]))
        shared = importers[0] == US and trade.lines is None
        yield Seller(i, members[0], weight, new, old, asked if shared else (*asked, i, members))


def _changes(
    law: "DatedLaw", trade: "ProductTrade", seller: Seller
) -> "tuple[Bought, NDArray[np.float64]]":
    """Return the lines that an importer buys of a seller, and what the law adds on each."""
    importer, before = members_of(trade.importer)[0], law.at_benchmark()
    lines = lines_of(trade, importer, seller.member, law, seller.place)
    if importer != US and tops_up((*seller.new, *seller.old)):
        lines = statutory(lines, law.schedule(importer), seller.member, law.day)
    change = law.rates(importer, seller.member, lines)
    return lines, change - before.rates(importer, seller.member, lines)


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


def lines_of(
    trade: "ProductTrade", importer: str, exporter: str, law: "DatedLaw", i: int
) -> Bought:
    """Return the lines of an importer as bought from an exporter, whatever of them it bought.

    Of the United States those of ten digits, weighed with the trade's own where it holds some of
    a product.
    """
    if importer == US:
        whole = law.us_lines(exporter, whole=True)
        whole = whole.take(~np.isnan(whole.duty))  # over an unknown duty no floor is known either
        if trade.lines is None:
            return whole
        own = trade.lines.of(whole.code, i)
        _, product = np.unique(whole.code // _SIX, return_inverse=True)
        known = np.bincount(product, own)[product] > 0  # weights count within a product alone
        return replace(whole, imports=np.where(known, own, whole.imports), basis=trade.source)
    lines = six_digit_lines()
    at = np.searchsorted(lines.low, trade.numbers * _SIX)
    basis = f"{importer}: {trade.source}"
    return Bought(lines, at, trade.flow[:, i], trade.tariff[:, i], None, basis)


def _means(
    codes: "NDArray[np.int64]", lines: Bought, values: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """Return the means of ``values`` [line] by product, weighted by imports.

    Plain where nothing was imported from this exporter: what it may sell tomorrow bears a rate too.
    """
    at, inside = products_at(codes, lines)
    at, value, weight = at[inside], values[inside], lines.imports[inside]
    total, imported = (np.bincount(at, w, len(codes)) for w in (weight * value, weight))
    plain, number = (np.bincount(at, w, len(codes)) for w in (value, np.ones(len(value))))
    plain = np.divide(plain, number, out=np.zeros_like(plain), where=number > 0)
    return np.divide(total, imported, out=plain, where=imported > 0)


def products_at(
    codes: "NDArray[np.int64]", lines: Bought
) -> "tuple[NDArray[np.intp], NDArray[np.bool_]]":
    """Return the place in ``codes`` of each line's product, and whether it is there at all."""
    order = np.argsort(codes)
    near = np.searchsorted(codes, lines.code // _SIX, sorter=order)
    at = order[np.minimum(near, len(codes) - 1)]
    return at, codes[at] == lines.code // _SIX
