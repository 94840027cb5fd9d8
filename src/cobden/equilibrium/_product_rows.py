"""Importers whose trade is known by product, as rows of the weights of trade at given costs.

For a model of trade that has this one's demand and another account of everything else, as the path
has: it folds the products at its own costs, solves, and folds again until nothing moves.
"""

from dataclasses import dataclass
from typing import Self

import jax.numpy as jnp
import numpy as np

from cobden.base.wedges import Wedges
from cobden.equilibrium._horizon import Horizon
from cobden.equilibrium._pose_products import nests_of
from cobden.equilibrium._problem import Nest
from cobden.equilibrium._product_demand import fold
from cobden.equilibrium._shock import Floats
from cobden.world.world import World


@dataclass(frozen=True, eq=False)
class ProductRows:
    """What importers buy by product under one law, to be put in place of their rows of weights."""

    nests: tuple[Nest, ...]

    @classmethod
    def of(cls, world: World, wedges: Wedges, horizon: Horizon) -> Self:
        """Return those of a world's importers with products; none, where it has no products.

        Raises ``InputError`` for rates by product that do not fit the products.
        """
        return cls(nests_of(world, wedges, horizon))

    def put(
        self, log_cost: Floats, purchase: Floats, customs: Floats, producer: Floats | None
    ) -> None:
        """Write the rows into weights [k, n, i] as they are at ``log_cost`` [k, i].

        Only imports of sectors with products are written; home output and other sectors stay.
        """
        for nest in self.nests:
            n = int(nest.importer)
            inside = np.repeat(np.asarray(nest.imported)[:, None] > 0, purchase.shape[2], axis=1)
            inside[:, n] = False
            bought, at_customs, sold = fold(nest, jnp.asarray(log_cost))
            for whole, row in (
                (purchase, bought),
                (customs, at_customs),
                (producer, at_customs if sold is None else sold),
            ):
                if whole is not None:
                    whole[:, n] = np.where(inside, row, whole[:, n])
