"""Duties raised on all goods of somebody, products told apart included: an answer, or a threat."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.wedges import Wedges

if TYPE_CHECKING:
    from cobden.world.world import World


def with_raised_duties(
    wedges: Wedges, world: "World", by: Sequence[str], on: Sequence[int], rate: float
) -> Wedges:
    """Return the wedges when the economies ``by`` levy ``rate`` more on all goods of ``on``.

    ``on`` are positions of economies; ``rate`` is a rate (0.1 is ten points).
    """
    tariff = np.array(wedges.tariff)
    products, apart = dict(wedges.by_product), dict(wedges.varieties)
    goods, hit = np.flatnonzero(world.goods).tolist(), list(on)
    for name in by:
        tariff[np.ix_(goods, [world.economy_index(name)], hit)] += rate
        if name in products:
            products[name] = np.array(products[name])
            products[name][:, hit] += rate
        if name in apart:
            more = np.where(np.isin(apart[name].exporter, hit), rate, 0.0)
            apart[name] = replace(apart[name], rate=apart[name].rate + more)
    tariff.flags.writeable = False
    return replace(wedges, tariff=tariff, by_product=products, varieties=apart)
