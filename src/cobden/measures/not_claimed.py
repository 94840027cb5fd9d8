"""Agreements whose cuts have not come down to a world's own duties, and so do nothing yet there."""

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.economies import GROUPS
from cobden.measures.goods import sector_shares

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cobden.measures.dated_law import DatedLaw
    from cobden.measures.measure import Tariff
    from cobden.world.world import World


def not_claimed(law: "DatedLaw", world: "World") -> tuple[str, ...]:
    """Return, in sentences, which agreed duties are above what ``world`` has anyhow.

    The world knows a mean for each sector, and a base that a treaty states for a line may lie above
    it: until cuts come below that mean, the mean stays.
    """
    found = []
    for tariff in law.tariffs:
        if tariff.at_most_own:
            above = _above(tariff, world)
            for sector, pairs in above.items():
                (own, importer, exporter), *more = sorted(pairs)
                text = f"{100 * own:.1f}% of {importer} on {exporter}"
                if more:
                    text += f", and of {len(more)} more pairs of economies"
                found.append(
                    f"{tariff.name}: {100 * tariff.rate:.1f}% on {sector} is above the world's own "
                    f"mean duty ({text}), which stays: a preference that costs more is not "
                    "claimed. Leave the base out, and cuts start from the world's own duty."
                )
    return tuple(found)


def _above(tariff: "Tariff", world: "World") -> dict[str, list[tuple[float, str, str]]]:
    pairs: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    importers, exporters = _shown(tariff.by, world), _shown(tariff.on, world)
    for k in sorted(_sectors(tariff, world)):
        for n in importers:
            for i in exporters:
                own = float(world.tariff[k, n, i])
                if n != i and tariff.rate > own + 1e-9 and world.flow[k, n, i] > 0:
                    pairs[world.sectors[k]].append((own, world.economies[n], world.economies[i]))
    return pairs


def _shown(names: "Iterable[str]", world: "World") -> list[int]:
    wanted = set(names)
    return [
        at
        for at, economy in enumerate(world.economies)
        if "all" in wanted or wanted & {economy, *GROUPS.get(economy, ())}
    ]


def _sectors(tariff: "Tariff", world: "World") -> set[int]:
    goods = set(np.flatnonzero(world.goods).tolist())
    found: set[int] = set()
    for name in tariff.goods:
        if name == "all":
            return goods
        if name in world.sectors:
            found.add(world.sectors.index(name))
        elif name[0].isdigit():
            sector = sector_shares(name)[0].sector
            found |= {world.sectors.index(sector)} if sector in world.sectors else set()
    return found & goods
