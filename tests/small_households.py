"""Groups of households, places and imports by product on small worlds, made at random."""

from functools import cache

import numpy as np

from cobden.equilibrium import Result, solve
from cobden.households import Households, Places
from cobden.world import World
from cobden.world.close_products import close_products
from cobden.world.product_trade import ProductTrade
from small_path import raised, small_world


def small_households(
    seed: int = 5, alike: bool = False, of_final: float | None = 0.7
) -> Households:
    """Return two groups with two categories in the small world's first economy; 'alike': as it."""
    rng = np.random.default_rng(seed)
    spending = rng.uniform(0.2, 2.0, (2, 2, 3))
    if alike:
        share = small_world().consumption_share[:, 0]
        spending = np.ones((2, 2, 3)) * np.array([*share, 0.0]) * np.array([1, 3])[:, None, None]
    return Households(
        "USA",
        ("poor", "rich"),
        ("food", "rest"),
        ("G", "S", "margin"),
        spending,
        np.full((2, 2, 3), np.nan),
        np.array([10.0, 5.0]),
        of_final=None if of_final is None else np.full(3, of_final),
    )


def small_places() -> Places:
    """Return two places that make up the small world's first economy."""
    return Places(
        "USA", ("N", "S"), ("north", "south"), ("G", "S"), np.array([[0.8, 0.3], [0.2, 0.7]])
    )


@cache
def small_result(rate: float = 0.2) -> Result:
    """Return the small world's equilibrium with the first economy's tariffs raised."""
    world = small_world()
    return solve(world, tariff=raised(world, rate))


CODES = ("420100", "870321", "870322", "950300")


class SmallImports:
    """What the small world's first economy imports of its goods, by product.

    ``alike``: every exporter sells the same mix.
    """

    def __init__(self, alike: bool = False) -> None:
        self.alike = alike

    def on(self, world) -> ProductTrade:
        value = np.random.default_rng(4).uniform(0.5, 2.0, (len(CODES), len(world.economies)))
        if self.alike:
            value = value[:, :1] * value[:1]
        sector = np.zeros(len(CODES), dtype=np.intp)
        return close_products(world, "USA", np.array(CODES), sector, value, 0.05 * value)


def by_product(alike: bool = False) -> World:
    """Return the small world with what its first economy imports by product."""
    return small_world().with_products(SmallImports(alike))
