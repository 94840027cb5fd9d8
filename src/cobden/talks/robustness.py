"""How the answers of talks move with what is not known of the world: elasticities and closures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cobden.talks.bargaining import agree, foremost
from cobden.talks.deciders import as_heard
from cobden.talks.going_on import nash_packages
from cobden.talks.packages import Chosen
from cobden.talks.signature import signature
from cobden.talks.table_entries import MONEY

if TYPE_CHECKING:
    from cobden.talks.solved import SolvedTalks


@dataclass(frozen=True)
class Choices:
    """What bargaining chooses when weights and powers are drawn.

    ``levels`` is the share of draws in which the Nash package has an item at a level; ``packages``
    how many differ, ``commonest`` the share of the commonest, ``none`` that without any.
    """

    levels: dict[str, dict[str, float]]
    packages: int
    commonest: float
    none: float


def choices(talks: "SolvedTalks") -> Choices:
    """Return what the Nash solution chooses over the draws of ``talks.beliefs``."""
    picked = nash_packages(talks.effects, talks.contenders, talks.beliefs)
    rows = talks.contenders[picked[picked >= 0]]
    counts = np.unique(picked[picked >= 0], return_counts=True)[1]
    levels = {
        name: {
            level: float((rows[:, place] == number).mean()) if len(rows) else 0.0
            for number, level in enumerate(item.levels)
        }
        for place, (name, item) in enumerate(talks.table.items.items())
    }
    most = counts.max(initial=0) / len(picked)
    return Choices(levels, len(counts), float(most), float((picked < 0).mean()))


def sensitivity(talks: "SolvedTalks", chosen: Sequence[Chosen]) -> xr.DataArray:
    """Return payoffs [package, scenario, party] in every scenario of ``talks``."""
    rows = np.array([talks.package(one) for one in chosen])
    found = talks.scenarios_of(rows)
    return xr.DataArray(
        np.stack([effects.of(rows) @ talks.weights.T for _, effects in found], axis=1),
        coords={
            "package": [str(one) for one in chosen],
            "scenario": [name for name, _ in found],
            "party": list(talks.parties),
        },
        attrs={"units": MONEY},
    )


def robustness(
    talks: "SolvedTalks",
    chosen: Sequence[Chosen],
    solution: str,
    candidates: int,
) -> xr.Dataset:
    """Return payoffs, probabilities and the solution in every scenario of ``talks``.

    See ``Talks.robustness``.
    """
    rows = np.array([talks.package(one) for one in chosen])
    best = talks.space[foremost(talks.worth, talks.floor, talks.power, solution, candidates)]
    forms = [as_heard(talks.table, row) for row in rows]
    asked = np.unique(np.vstack([*forms, best, np.zeros_like(rows[:1])]), axis=0)
    levels = [list(item.levels) for item in talks.table.items.values()]
    found = talks.scenarios_of(asked)
    payoffs, chances, picked = [], [], []
    for _, effects in found:
        payoffs.append(effects.of(rows) @ talks.weights.T)
        chances.append(
            [
                signature(effects, row, talks.beliefs, prospects=talks.prospects).probability
                for row in rows
            ]
        )
        outside = (talks.weights * effects.outside).sum(axis=1)
        worth = effects.of(best) @ talks.weights.T
        deal = agree(worth, np.zeros(len(talks.parties)), solution, talks.power, outside)
        row = np.zeros(len(levels), dtype=int) if deal is None else best[deal.choice]
        picked.append([names[number] for names, number in zip(levels, row, strict=True)])
    return xr.Dataset(
        {
            "payoff": (("scenario", "package", "party"), np.array(payoffs)),
            "probability": (("scenario", "package"), np.array(chances)),
            "levels": (("scenario", "item"), np.array(picked)),
        },
        coords={
            "scenario": [name for name, _ in found],
            "package": [str(one) for one in chosen],
            "party": list(talks.parties),
            "item": list(talks.table.items),
        },
        attrs={"units": MONEY, "basis": talks.effects.basis},
    )
