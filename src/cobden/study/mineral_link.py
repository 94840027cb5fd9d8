"""From a screen of minerals to the whole economy: lines that stop make their sectors make less."""

from typing import Any

import numpy as np

from cobden.base.errors import InputError
from cobden.chains.mineral_screen import Screened
from cobden.equilibrium import Result, solve
from cobden.world.world import World


def economy_wide(
    screened: Screened, economy: str, *, at: float = 0.5, world: World | None = None, **options: Any
) -> Result:
    """Return the equilibrium at the draw whose loss to ``economy`` is the quantile ``at``.

    The mineral is a complement of all other inputs: where the dependent part of a sector stops, the
    sector makes that much less from the same inputs, everywhere at once, so what others can deliver
    instead, and what income is lost, is the equilibrium's to say. ``options`` go to
    :func:`cobden.equilibrium.solve`.

    Raises ``InputError`` where no price is known, so no dependent value added.
    """
    world = world or World.load()
    loss = screened.loss[:, screened.economies.index(economy)]
    if np.isnan(loss).any():
        raise InputError(
            f"no price of {screened.mineral.title} is known.",
            where="screen",
            remedy="Read the shortages: there is no loss to hand on.",
        )
    draw = int(np.argsort(loss, kind="stable")[round(at * (len(loss) - 1))])
    rows = [world.sector_index(name) for name in screened.mineral.sectors]
    made = np.asarray(world.output) * np.asarray(world.value_added_share) * world.value_usd
    productivity = np.ones(made.shape)
    productivity[rows] = 1 - screened.lost_by_sector[draw] / np.maximum(made[rows], 1e-9)
    return solve(world, productivity=np.maximum(productivity, 0.01), **options)
