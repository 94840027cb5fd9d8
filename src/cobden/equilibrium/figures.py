"""What the accounts of an equilibrium show, as plain arrays; ``result`` adds labels and units.

Axes as in ``accounts``: by economy [n], by good and producer [k, i]. Changes are from the
benchmark, in per cent.
"""

import numpy as np
from numpy.typing import ArrayLike

from cobden.equilibrium.accounts import Accounts
from cobden.equilibrium.pose import Floats
from cobden.world.world import World


def real_income(world: World, found: Accounts) -> Floats:
    """Return the exact change of real income [n]: C-P's I/P."""
    return _real(found.income / world.income, found)


def real_wage(found: Accounts) -> Floats:
    """Return the change of the wage over the price of final spending [n]."""
    return _real(np.exp(found.log_wage), found)


def producer_price(found: Accounts) -> Floats:
    """Return the change of producer prices [k, i], in world value added."""
    return 100 * np.expm1(found.log_cost)


def volume(world: World, found: Accounts) -> Floats:
    """Return the change of the volume of output [k, i]; zero where nothing is produced."""
    made = world.output > 0
    before = np.where(made, world.output, 1)
    ratio = np.where(made, found.output, 1) / before / np.exp(found.log_cost)
    return 100 * np.where(made, ratio - 1, 0)


def labour(world: World, found: Accounts) -> Floats:
    """Return the change of labour employed [k, i], in points of the economy's labour."""
    share = world.labour_share
    before = share * world.output
    after = share * found.output / np.exp(found.log_return)
    return 100 * (after / after.sum(axis=0) - before / before.sum(axis=0))


def _real(ratio: ArrayLike, found: Accounts) -> Floats:
    return 100 * (np.asarray(ratio) / np.exp(np.asarray(found.log_consumer_price)) - 1)
