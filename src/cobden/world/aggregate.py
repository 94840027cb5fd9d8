"""Merge the economies or sectors of a world, and cut an economy into proportional parts.

Money adds up: flows, purchases, inputs, value added, tariff revenue and transfers of the merged
world are sums of the old ones, so it closes as exactly. Where merged economies tax each other, the
merged economy has a tariff on its own sales, their import-weighted mean.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from cobden.base.arrays import ratio
from cobden.base.economies import ROW, group
from cobden.base.errors import InputError
from cobden.base.labels import ordered
from cobden.world.benchmark_accounts import BenchmarkAccounts, accounts_of
from cobden.world.benchmark_economy import BenchmarkEconomy, Origin, summed

if TYPE_CHECKING:
    from numpy.typing import NDArray

W = TypeVar("W", bound=BenchmarkEconomy)

AXES = {
    "flow": "kni", "spent": "kni", "inputs": "kqn", "final": "kn",
    "value_added": "n", "deficit": "n",
}  # fmt: skip


def aggregate(
    world: W,
    economies: Mapping[str, str | Sequence[str]] | Sequence[str] | None,
    sectors: Mapping[str, str | Sequence[str]] | None,
) -> W:
    """Return ``world`` with economies or sectors merged; see ``World.aggregate``."""
    world.refuse_products("aggregate")
    place_of, new_places = _places(world, economies)
    sector_of = _merged(world.sectors, sectors or {}, lambda name: [world.sector_index(name)])
    new_sectors = tuple(dict.fromkeys(sector_of))
    places, goods = _matrix(place_of, new_places), _matrix(sector_of, new_sectors)
    old, origin = accounts_of(world), Origin(world, goods, places)
    merged = BenchmarkAccounts(
        spent_final=None
        if old.spent_final is None
        else summed(old.spent_final, "kni", goods, places),
        **{name: summed(getattr(old, name), axes, goods, places) for name, axes in AXES.items()},
    )
    return replace(
        world,
        economies=new_places,
        sectors=new_sectors,
        **merged.shares(),  # pyright: ignore[reportArgumentType] - only one of them may be None
        tariff=origin.mean(world.tariff),
        origin=origin,
        elasticity=_merged_elasticity(world, goods),
        services=_services(world, goods, new_sectors),
    )


def split(world: W, economy: str, parts: Mapping[str, float]) -> W:
    """Return ``world`` with ``economy`` cut into ``parts``; see ``World.split``.

    Every part has the economy's technology, tastes and trade partners, and trades with the other
    parts as the economy trades with itself.
    """
    world.refuse_products("split")
    n = world.economy_index(economy)
    _check_parts(world, n, parts)
    origin = np.r_[:n, [n] * len(parts), n + 1 : len(world.economies)]
    weight = np.ones(len(origin))
    weight[n : n + len(parts)] = np.array(list(parts.values())) / sum(parts.values())
    final_share = world.final_trade_share
    labels = (*world.economies[:n], *parts, *world.economies[n + 1 :])
    whole = np.eye(len(world.economies))[origin]
    return replace(
        world,
        economies=labels,
        origin=Origin(world, np.eye(len(world.sectors)), whole),
        trade_share=world.trade_share[:, origin][:, :, origin] * weight,
        final_trade_share=None
        if final_share is None
        else final_share[:, origin][:, :, origin] * weight,
        expenditure=world.expenditure[:, origin] * weight,
        input_share=world.input_share[:, :, origin],
        consumption_share=world.consumption_share[:, origin],
        value_added=world.value_added[origin] * weight,
        deficit=world.deficit[origin] * weight,
        tariff=world.tariff[:, origin][:, :, origin],
    )


def _check_parts(world: BenchmarkEconomy, n: int, parts: Mapping[str, float]) -> None:
    if not parts:
        raise InputError("no parts given.", where="parts", remedy="Give label: weight pairs.")
    for label, weight in parts.items():
        if label in world.economies and label != world.economies[n]:
            raise InputError(f"'{label}' is taken.", where="parts", remedy="Choose a new label.")
        if not (np.isfinite(weight) and weight > 0):
            raise InputError(
                f"the weight is {weight}.",
                where=f"parts['{label}']",
                remedy="Weights are above 0; they are scaled to sum to 1.",
            )


def _places(
    world: BenchmarkEconomy, economies: Mapping[str, str | Sequence[str]] | Sequence[str] | None
) -> tuple[list[str], tuple[str, ...]]:
    """Return the new label of each of the world's economies, and the new labels in order."""

    if economies is None or isinstance(economies, Mapping):
        place_of = _merged(world.economies, economies or {}, world.positions)
        return place_of, tuple(dict.fromkeys(place_of))
    listed = [economies] if isinstance(economies, str) else ordered(economies, "economies")
    kept = {
        name if group(name) else world.economies[world.economy_index(name)]: name for name in listed
    }
    place_of = [
        label if label in kept else ROW for label in _merged(world.economies, kept, world.positions)
    ]
    order = dict.fromkeys([*kept, ROW] if ROW not in kept else kept)
    return place_of, tuple(label for label in order if label in place_of)


def _merged(
    labels: tuple[str, ...],
    mapping: Mapping[str, str | Sequence[str]],
    members: Callable[[str], list[int]],
) -> list[str]:
    """Return the new label of each old one; each may be named in one new label only."""
    new: dict[int, str] = {}
    for label, names in mapping.items():
        for name in [names] if isinstance(names, str) else names:
            for position in members(name):
                if new.setdefault(position, label) != label:
                    raise InputError(
                        f"'{labels[position]}' is in both '{new[position]}' and '{label}'.",
                        where=f"aggregate['{label}']",
                        remedy="Name each member once.",
                    )
    merged = [new.get(position, label) for position, label in enumerate(labels)]
    for position, label in enumerate(labels):
        if position not in new and label in mapping:
            raise InputError(
                f"'{label}' is the name of a member that stays out of it.",
                where=f"aggregate['{label}']",
                remedy="Name the merged one otherwise, or list the member in it.",
            )
    return merged


def _matrix(label_of: list[str], new: tuple[str, ...]) -> "NDArray[np.float64]":
    """Return [new, old]: one where the old belongs to the new."""
    return np.array([[float(label == name) for label in label_of] for name in new])


def _merged_elasticity(
    world: BenchmarkEconomy, goods: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """Return the trade-weighted mean elasticity; the simple mean where nothing is traded."""
    abroad = (world.flow * (1 - np.eye(len(world.economies)))).sum((1, 2))
    traded = goods @ abroad > 0
    mean = ratio(goods @ (abroad * world.elasticity), goods @ abroad)
    return np.where(traded, mean, goods @ world.elasticity / goods.sum(1))


def _services(
    world: BenchmarkEconomy, goods: "NDArray[np.float64]", sectors: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the new ``sectors`` [new, old] that hold services and nothing else."""
    held = goods @ world.goods
    return tuple(name for name, count in zip(sectors, held, strict=True) if count == 0)
