"""Small worlds that move through time: made at random, or one economy with one good."""

import numpy as np

from cobden.dynamics import Macro
from cobden.world import World

YEARS = range(2025, 2030)


def small_world(seed: int = 3, tariffs: float = 0.1) -> World:
    """Return three economies and two goods with inputs, tariffs and an unbalanced trade."""
    rng = np.random.default_rng(seed)
    k, n = 2, 3
    share = 0.3 * rng.dirichlet(np.ones(n), (k, n)) + 0.7 * np.eye(n)
    inputs = rng.uniform(0.05, 0.25, (k, k, n))
    consumption = rng.dirichlet(np.full(k, 5.0), n).T
    tariff = rng.uniform(0, tariffs, (k, n, n))
    tariff[:, range(n), range(n)] = 0
    deficit = np.array([0.01, -0.01, 0.0])
    spending = np.ones((k, n))
    for _ in range(4000):
        flow = share * spending[:, :, None] / (1 + tariff)
        output = flow.sum(axis=1)
        value_added = ((1 - inputs.sum(axis=0)) * output).sum(axis=0)
        income = value_added + (tariff * flow).sum(axis=(0, 2)) + deficit * value_added.sum()
        spending = np.einsum("kqn,qn->kn", inputs, output) + consumption * income
        spending /= value_added.sum()
    return World.from_shares(
        ["USA", "JPN", "CHN"], ["G", "S"], share, spending, inputs, consumption,
        value_added / value_added.sum(), deficit, tariff, [4.0, 6.0], services=["S"],
    )  # fmt: skip


def small_macro(*, uniform: bool = False) -> Macro:
    """Return labour shares that differ by sector (or do not), and investment in both goods."""
    labour = np.full((2, 3), 0.6) if uniform else np.array([[0.5, 0.6, 0.7], [0.7, 0.6, 0.55]])
    return Macro(
        labour_share=labour,
        investment_share=np.array([[0.3, 0.4, 0.5], [0.15, 0.2, 0.3]]),
        depreciation=np.array([0.05, 0.06, 0.07]),
    )


def alone() -> World:
    """Return one economy with one good and no inputs."""
    one = np.ones((1, 1, 1))
    return World.from_shares(
        ["USA"], ["G"], one, [[1.0]], 0 * one, [[1.0]], [1.0], [0.0], 0 * one, [4.0]
    )


def raised(world: World, rate: float = 0.2, importer: int = 0) -> np.ndarray:
    """Return the world's tariffs with those of one economy raised on all others' first good."""
    tariff = np.array(world.tariff)
    tariff[0, importer] += rate
    tariff[0, importer, importer] = 0
    return tariff
