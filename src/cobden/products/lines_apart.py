"""US lines of ten digits, and what claims a preference in them, as varieties of their own.

A product's rate is otherwise the mean over its lines, of claimed and unclaimed goods alike. What
bears the higher of two rates is no longer bought, so that the mean overstates: goods that claim the
USMCA and goods that do not are two varieties, and so are two lines of one product.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.base.wedges import Varieties, Wedges
from cobden.measures.bought import US, Bought, block
from cobden.measures.codes import DIGITS
from cobden.measures.law_wedges import between, members_of
from cobden.products.product_table import SIX

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures import Law
    from cobden.world.product_trade import ProductTrade
    from cobden.world.world import World

_CUT = 10 ** (DIGITS - SIX)


def lines_apart(law: "Law", world: "World", *, lines: bool = True, claims: bool = True) -> Wedges:
    """Return the wedges of ``law`` with US imports told apart by line and by claim.

    ``lines``: the ten-digit lines of the US import table of 2024 are varieties of a product from
    an exporter; ``claims``: what claims a preference is another than what does not, with the shares
    of the month (USMCA) that the law's own rates weigh with. Varieties substitute as the product's
    exporters do. What was not imported in 2024 keeps the mean rate of its product.

    Raises ``InputError`` for a world that does not know US imports by product, or a merged one.

    >>> import cobden as cb
    >>> world = cb.World.load().with_products(cb.products.united_states())
    >>> wedges = cb.products.lines_apart(cb.Policy.load().on('2025-06-05'), world)
    >>> len(wedges.varieties['USA'].rate) > 100_000
    True
    """
    trade = world.products_of(US) if US in world.economies else None
    if trade is None or world.origin is not None:
        raise InputError(
            "US imports are not known by product here, or the world is merged from another.",
            where="lines_apart",
            remedy="Use cb.World.load().with_products(cb.products.united_states()).",
        )
    found, known = [], {}
    for i, name in enumerate(world.economies):
        asked = None if name == US else _asked(law, name)
        if asked is None:
            continue
        if asked not in known:
            known[asked] = _from_exporter(law, trade, members_of(name)[0], lines, claims)
        product, share, change = known[asked]
        rate = trade.tariff[product, i] + change
        found.append((product, np.full(len(product), i), share, rate))
    product, exporter, share, rate = (np.concatenate(part) for part in zip(*found, strict=True))
    varieties = Varieties(product, exporter, share, rate)
    return replace(law.wedges(world), varieties={US: varieties})


def _asked(law: "Law", name: str) -> "tuple[object, ...] | None":
    """Return what tells of US rates on goods of an economy; None where the law adds nothing."""
    members, before = members_of(name), law.at_benchmark()
    new, old = (between(part, (US,), members) for part in (law, before))
    if new == old:
        return None
    rules = tuple(rule.holds(members[0], law.day) for rule in law.rules.yields)
    mark = block(members[0])
    return mark, tuple(map(id, new)), tuple(map(id, old)), rules, law.columns(members[0])


def _from_exporter(
    law: "Law", trade: "ProductTrade", exporter: str, lines: bool, claims: bool
) -> "tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]":
    """Return product and share of each variety [q] from one exporter, and what the law adds."""
    codes = np.array([int(code) for code in trade.codes])
    bought = law.us_lines(exporter, whole=True)
    order = np.argsort(codes)
    near = np.searchsorted(codes, bought.code // _CUT, sorter=order)
    product = order[np.minimum(near, len(codes) - 1)]
    here = codes[product] == bought.code // _CUT
    here &= (bought.imports > 0) & ~np.isnan(bought.duty)
    product, bought = product[here], bought.take(here)
    parts = _parts(law, bought, exporter, claims=claims)
    if not lines:
        parts = [_of_products(product, len(codes), *part) for part in parts]
        product = np.arange(len(codes))
    value, change = (np.concatenate(column) for column in zip(*parts, strict=True))
    key = np.tile(product, len(parts))[value > 0]
    change, value = change[value > 0], value[value > 0]
    return key, value / np.bincount(key, value, len(codes))[key], change


def _of_products(
    product: "NDArray[np.intp]", count: int, value: "NDArray[np.float64]",
    change: "NDArray[np.float64]",
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":  # fmt: skip
    """Return value and mean change by product [j] of those of lines."""
    whole, moved = (
        np.bincount(product, w, count).astype(np.float64) for w in (value, value * change)
    )
    return whole, np.divide(moved, whole, out=np.zeros(count), where=whole > 0)


def _parts(
    law: "Law", bought: Bought, exporter: str, *, claims: bool
) -> "list[tuple[NDArray[np.float64], NDArray[np.float64]]]":
    """Return imports [line] and what the law adds to the rate, without a claim and with it."""
    before = law.at_benchmark()
    if bought.claimed is None or not claims:
        change = law.rates(US, exporter, bought) - before.rates(US, exporter, bought)
        return [(bought.imports, change)]
    new, old = (part.rates_apart(US, exporter, bought) for part in (law, before))
    value = bought.imports * (1 - bought.claimed), bought.imports * bought.claimed
    return [(of, now - then) for of, now, then in zip(value, new, old, strict=True)]
