"""Parts of US products with rates of their own: ten-digit lines, and what claims a preference.

A product's rate is otherwise the mean over its lines, of claimed and unclaimed goods alike. What
bears the higher of two rates is no longer bought, so that the mean overstates: goods that claim the
USMCA and goods that do not are two varieties, and so are two lines of one product.
"""

from typing import TYPE_CHECKING

import numpy as np

from cobden.base.wedges import Varieties
from cobden.measures.bought import US
from cobden.measures.by_product import Seller, lines_of, products_at, treated_otherwise
from cobden.measures.law_wedges import held
from cobden.measures.never_below_free import never_below_free

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw
    from cobden.world.benchmark_economy import BenchmarkEconomy
    from cobden.world.product_trade import ProductTrade

    Floats = NDArray[np.float64]
    Parts = tuple[NDArray[np.intp], Floats, Floats]

_ALIKE = 1e-12  # rates that differ by less are one rate


def varieties_of(
    law: "DatedLaw",
    world: "BenchmarkEconomy",
    trade: "ProductTrade",
    exporters: "Sequence[int] | None" = None,
) -> Varieties | None:
    """Return what ``trade.apart`` tells apart in an importer's products, None where it is nothing.

    From all or from some ``exporters`` [places], but not from several economies that the world
    holds together. A product whose parts all bear one rate is not divided. Shares are those of the
    law's own weights: imports of 2024, or of the trade's own lines, and claims of the month.
    """
    if not trade.apart:
        return None
    found, known = [], {}
    n = world.economy_index(trade.importer)
    for i, exporter in enumerate(world.economies):
        if i == n or (exporters is not None and i not in exporters) or len(held(world, i)) > 1:
            continue
        for seller in treated_otherwise(law, world, trade, i):
            if seller.asked not in known:
                known[seller.asked] = _parts(law, trade, seller)
            product, share, change = known[seller.asked]
            if len(product):
                rate = never_below_free(
                    trade.tariff[product, i] + change, trade.tariff[product, i], seller.new,
                    [trade.codes[j] for j in product] if (change < 0).any() else trade.codes,
                    trade.importer, exporter,
                )  # fmt: skip
                found.append((product, np.full(len(product), i), share, rate))
    if not found:
        return None
    return Varieties(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _parts(law: "DatedLaw", trade: "ProductTrade", seller: Seller) -> "Parts":
    """Return product and share of a seller's varieties [q], and what the law adds to each rate."""
    codes = trade.numbers
    bought = lines_of(trade, US, seller.member, law, seller.place)
    product, here = products_at(codes, bought)
    here &= bought.imports > 0
    product, bought = product[here], bought.take(here)
    before = law.at_benchmark()
    if bought.claimed is None or "claims" not in trade.apart:
        if "lines" not in trade.apart:
            return _NOTHING
        change = law.rates(US, seller.member, bought) - before.rates(US, seller.member, bought)
        parts = [(bought.imports, change)]
    else:
        new, old = (part.rates_apart(US, seller.member, bought) for part in (law, before))
        value = bought.imports * (1 - bought.claimed), bought.imports * bought.claimed
        parts = [(of, now - then) for of, now, then in zip(value, new, old, strict=True)]
    if "lines" not in trade.apart:
        parts = [_of_products(product, len(codes), *part) for part in parts]
        product = np.arange(len(codes))
    value, change = (np.concatenate(column) for column in zip(*parts, strict=True))
    key = np.tile(product, len(parts))[value > 0]
    change, value = change[value > 0], value[value > 0]
    there = _several(key, change, len(codes))
    key, change, value = key[there], change[there], value[there]
    return key, value / np.bincount(key, value, len(codes))[key], change


def _several(key: "NDArray[np.intp]", change: "Floats", count: int) -> "NDArray[np.bool_]":
    """Return which parts are of products [key] whose parts do not all bear the same."""
    least, most = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(least, key, change)
    np.maximum.at(most, key, change)
    return (most - least > _ALIKE)[key]


_NOTHING: "Parts" = (np.zeros(0, np.intp), np.zeros(0), np.zeros(0))


def _above_zero(values: "Floats") -> "Floats":
    return np.where(values > 0, values, 1.0)


def _of_products(
    product: "NDArray[np.intp]", count: int, value: "Floats", change: "Floats"
) -> "tuple[Floats, Floats]":
    """Return value and mean change by product [j] of those of lines."""
    whole, moved = (
        np.bincount(product, w, count).astype(np.float64) for w in (value, value * change)
    )
    return whole, moved / _above_zero(whole)
