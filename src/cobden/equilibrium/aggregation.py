"""The aggregate model behind the solver's longer steps, from the benchmark alone.

One good per economy. Wages w, unit costs c and outputs y are small log changes [n], the same for
all sectors of an economy; the solver's own moves (`cobden.equilibrium.model.relax`) are written out
for them to first order. What those moves entail in all later steps is then a sum of powers of one
small matrix. It shapes the path to an equilibrium only, never where it ends.
"""

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from cobden.equilibrium.model import Aggregation
from cobden.world.world import World

Floats = NDArray[np.float64]
_SINGULAR = 1e-6  # of a singular value, relative to the largest


def aggregation(world: World, theta: Floats, response: Floats, wage_step: Floats) -> Aggregation:
    """Return the coarse model of a world with trade elasticities ``theta`` [k].

    ``response`` [k, i] is the fall of sales as cost rises, ``wage_step`` [n] one over the own-wage
    elasticity of labour demand. Constant returns, no profits and transfers as they are.
    """
    own, weight = _output(world)
    one = np.eye(3 * len(own))
    later = _inverse(one - following(world, theta, response, wage_step)) - one
    return Aggregation(jnp.asarray(own), jnp.asarray(weight), jnp.asarray(later))


def following(world: World, theta: Floats, response: Floats, wage_step: Floats) -> Floats:
    """Return the matrix [3n, 3n] from (w, c, y) to what the solver's next step makes of them."""
    own, weight = _output(world)
    n = len(own)
    nothing, one = np.zeros((n, n)), np.eye(n)
    inputs, labour = world.input_share / (1 - world.profit_share), world.value_added_share

    # Wages move by their residual y - w over the elasticity, and are held at one in the world.
    free_w, free_y = np.diag(1 - wage_step), np.diag(wage_step)
    held = one - world.value_added / world.value_added.sum()
    wage_by = [held @ free_w, nothing, held @ free_y]

    # Costs follow the wages of the same step, and the costs of inputs.
    material = _through_inputs(weight, inputs, world.trade_share)
    paid = (weight * labour).sum(axis=0)
    cost_by = [paid[:, None] * wage_by[0], material, paid[:, None] * wage_by[2]]

    # Sales follow costs and spending; the fall that costs entail is anticipated.
    sales_by = _sales(world, theta)
    falling = response * weight
    lost = (falling * labour).sum(axis=0)
    through = _through_inputs(falling, inputs, world.trade_share)
    through -= np.diag(falling.sum(axis=0))
    output_by = [
        sales_by[0] / own[:, None] - lost[:, None] * wage_by[0],
        sales_by[1] / own[:, None] - through,
        sales_by[2] / own[:, None] - lost[:, None] * wage_by[2],
    ]
    return np.block([wage_by, cost_by, output_by])


def _output(world: World) -> tuple[Floats, Floats]:
    """Return the output of each economy [n] and each good's share in it [k, n]."""
    total = world.output.sum(axis=0)
    own = np.where(total > 0, total, 1.0)
    return own, world.output / own


def _inverse(matrix: Floats) -> Floats:
    """Return the inverse, or the pseudo-inverse of a matrix that is close to singular.

    An economy that does not trade has no wage relative to others': that direction is left alone.
    The pseudo-inverse takes twenty times as long, so it is not the rule.
    """
    try:
        inverse: Floats = np.linalg.inv(matrix).astype(np.float64, copy=False)
        if np.abs(inverse).max() < 1 / _SINGULAR**0.5:
            return inverse
    except np.linalg.LinAlgError:
        pass
    return np.linalg.pinv(matrix, rcond=_SINGULAR).astype(np.float64, copy=False)


def _through_inputs(weight: Floats, inputs: Floats, share: Floats) -> Floats:
    """Return by how much the weighted cost of each economy rises with each exporter's [n, i]."""
    return np.einsum("kn,kni->ni", np.einsum("qn,kqn->kn", weight, inputs), share)


def _sales(world: World, theta: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the sales of each economy by the wages, costs and outputs of each [i, n]."""
    share, spending, sold = world.trade_share, world.expenditure, world.flow
    kept = np.divide(
        sold, spending[:, :, None], out=np.zeros_like(sold), where=spending[:, :, None] > 0
    )
    revenue_share = 1 - kept.sum(axis=2)
    inputs = np.einsum("kqn,qn->kn", world.input_share, world.output)

    # Income: wages, and tariff revenue on inputs, as it moves with where goods are bought.
    per_income = 1 - (world.consumption_share * revenue_share).sum(axis=0)
    on_inputs = (inputs * revenue_share).sum(axis=0)
    diverted = sold - sold.sum(axis=2, keepdims=True) * share
    income_by = [
        np.diag(world.value_added / per_income),
        np.einsum("k,kni->ni", theta, diverted) / per_income[:, None],
        np.diag(on_inputs / per_income),
    ]

    # Sales: each market's spending, and what its buyers switch to as costs change.
    consumed = np.einsum("kni,kn->in", kept, world.consumption_share)
    used = np.einsum("kni,kn->in", kept, inputs)
    weighted = theta[:, None, None] * sold
    switched = np.matmul(weighted.transpose(0, 2, 1), share).sum(axis=0)
    switched -= np.diag(weighted.sum(axis=(0, 1)))
    return (
        consumed @ income_by[0],
        consumed @ income_by[1] + switched,
        consumed @ income_by[2] + used,
    )
