"""Groups of households and places on small worlds, made at random."""

from functools import cache

import numpy as np

from cobden.equilibrium import Result, solve
from cobden.households import Households, Places
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
