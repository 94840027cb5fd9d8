"""What an economy's own moves entail at home: the approximation behind the solver's steps.

Costs follow wages, rents and inputs; wages and rents follow sales; sales fall as costs rise and
grow with spending at home. All this is linear near the benchmark and small enough to be inverted,
economy by economy and year by year (block Jacobi). It shapes the path to a solution, never where
that lies.
"""

from functools import lru_cache
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from cobden.dynamics.macro import Macro
from cobden.world.world import World

Floats = NDArray[np.float64]
_KEPT = 0.999  # of what moves entail: an economy that does not trade has no level of its own


class Home(NamedTuple):
    """Moves by residuals.

    - ``inverse`` [t, n, 2k, 2k]: of log costs, then log sales, by the residuals of both;
    - ``labour`` [k, n]: shares of sectors in labour income;
    - ``moved`` [t]: the part of a lasting gap in wages that labour closes by moving.
    """

    inverse: Array
    labour: Array
    moved: Array


@lru_cache(maxsize=8)
def home(
    world: World, macro: Macro, theta: tuple[tuple[float, ...], ...], moved: tuple[float, ...],
    *, kept_return: frozenset[int],
) -> Home:  # fmt: skip
    """Return the approximation for trade elasticities ``theta`` [t][k].

    ``moved`` [t] is as in `Home` (1: one wage); ``kept_return``: entries along t, steady states in
    which the rent moves with the price of investment.
    """
    k, n = world.output.shape
    paid = world.value_added_share * world.output
    labour, rent = macro.labour_share * paid, (1 - macro.labour_share) * paid
    labour_weight, rent_weight = labour / labour.sum(axis=0), rent / rent.sum(axis=0)
    own = world.trade_share.diagonal(axis1=1, axis2=2)  # [k, n]
    there = world.output > 0
    per_output = np.divide(1, world.output, out=np.zeros_like(world.output), where=there)
    sold = world.flow * per_output[:, None, :]
    at_home = sold.diagonal(axis1=1, axis2=2)
    away = (sold * (1 - world.trade_share)).sum(axis=1)
    spending = np.where(world.expenditure > 0, world.expenditure, 1.0)
    invested = macro.investment_share * world.final_expenditure
    invested = invested / invested.sum(axis=0)
    wages_in_cost = world.value_added_share * macro.labour_share
    rents_in_cost = world.value_added_share * (1 - macro.labour_share)
    inputs_in_cost = world.input_share.transpose(2, 1, 0) * own.T[:, None, :]  # [n, q, k]
    by_sales = (
        world.input_share.transpose(2, 0, 1) * world.output.T[:, None, :]
        + world.consumption_share.T[:, :, None] * paid.T[:, None, :]
    )  # spending on k by log sales of q
    sales_by_sales = (at_home / spending).T[:, :, None] * by_sales * there.T[:, :, None]

    found = []
    for t, (elasticity, share) in enumerate(zip(theta, moved, strict=True)):
        by = np.zeros((n, 2 * k, 2 * k))
        wage = (1 - share) * np.eye(k) + share * labour_weight.T[:, None, :]
        by[:, :k, :k] = inputs_in_cost
        by[:, :k, k:] = wages_in_cost.T[:, :, None] * wage
        if t in kept_return:
            by[:, :k, :k] += rents_in_cost.T[:, :, None] * (invested * own).T[:, None, :]
        else:
            by[:, :k, k:] += rents_in_cost.T[:, :, None] * rent_weight.T[:, None, :]
        falls = np.maximum(np.array(elasticity), 0.0)[:, None] * away
        by[:, k:, :k] = -np.eye(k) * falls.T[:, None, :]
        by[:, k:, k:] = sales_by_sales
        found.append(np.linalg.inv(np.eye(2 * k) - _KEPT * by).astype(np.float32))
    return Home(jnp.asarray(np.array(found)), jnp.asarray(labour_weight), jnp.asarray(moved))


def moves(home: Home, log_cost: Array, log_sales: Array) -> tuple[Array, Array]:
    """Return moves of log costs and log sales [t, k, n] by their residuals."""
    goods = log_cost.shape[1]
    gap = jnp.concatenate([log_cost, log_sales], axis=1).transpose(0, 2, 1)
    rough = gap.astype(home.inverse.dtype)[..., None]
    move = jnp.matmul(home.inverse, rough)[..., 0].transpose(0, 2, 1).astype(gap.dtype)
    return move[:, :goods], move[:, goods:]
