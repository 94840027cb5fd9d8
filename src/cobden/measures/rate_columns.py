"""The rates of one importer on one exporter, by sector, by product and by parts of products.

What differs from a known law on a few pairs alone is worked out pair by pair, and put into its
wedges here: in one place, so that a world that knows products is never met by sectors only.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cobden.base.wedges import Varieties, Wedges, exchanged
from cobden.measures.by_product import rates_of
from cobden.measures.law_wedges import tariffs_on
from cobden.measures.varieties import varieties_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw
    from cobden.world.world import World


class PartnerRates(NamedTuple):
    """Rates by sector [k]; by product [j] and of parts of products, None where not known."""

    by_sector: "NDArray[np.float64]"
    by_product: "NDArray[np.float64] | None"
    parts: Varieties | None


def column_of(law: "DatedLaw", world: "World", by: str, on: str) -> PartnerRates:
    """Return the rates of ``by`` on the goods of ``on`` under a law; raises as ``wedges`` does."""
    n, i = world.economy_index(by), world.economy_index(on)
    by_sector, trade = tariffs_on(law, world, n, [i])[:, 0], world.products_of(by)
    if trade is None:
        return PartnerRates(by_sector, None, None)
    by_product = rates_of(law, world, trade, [i])[:, i]
    return PartnerRates(by_sector, by_product, varieties_of(law, world, trade, [i]))


def with_columns(
    world: "World", wedges: Wedges, columns: Mapping[tuple[str, str], PartnerRates]
) -> Wedges:
    """Return wedges with the rates of some pairs of importer and exporter in place of theirs."""
    tariff = np.array(wedges.tariff)
    products = {name: np.array(rates) for name, rates in wedges.by_product.items()}
    apart = dict(wedges.varieties)
    for (by, on), column in columns.items():
        n, i = world.economy_index(by), world.economy_index(on)
        tariff[:, n, i] = column.by_sector
        if column.by_product is not None:
            products[by][:, i] = column.by_product
            left = exchanged(apart.pop(by, None), column.parts, [i])
            apart |= {} if left is None else {by: left}
    for values in (tariff, *products.values()):
        values.flags.writeable = False
    return replace(wedges, tariff=tariff, by_product=products, varieties=apart)
