"""Two approximations behind the solver's longer steps, from the benchmark alone.

The moves that the solver makes (`_model.relax`) entail others. Within an economy,
what wages, costs and sales entail in each other is summed by sector, in one small matrix for each
economy (block Jacobi). Between economies it is summed for one good per economy: wages, unit costs
and outputs are then log changes that all sectors of an economy share (iterative aggregation). Both
shape the path to an equilibrium only, never where it ends.

An economy's moves are those of its wage, of its unit costs [k] and of the logs of its outputs [k],
in this order: 1 + 2k of them.
"""

from typing import NamedTuple

import numpy as np
from jax import device_put
from numpy.typing import NDArray

from cobden.equilibrium._problem import Aggregation
from cobden.world.world import World

Floats = NDArray[np.float64]
_SINGULAR = 1e-6  # of a singular value, relative to the largest


def aggregation(world: World, theta: Floats, response: Floats, wage_step: Floats) -> Aggregation:
    """Return both approximations for a world with trade elasticities ``theta`` [k, 1].

    ``response`` [k, i] is the fall of sales as cost rises, ``wage_step`` [n] one over the own-wage
    elasticity of labour demand. Constant returns, no profits and transfers as they are. Single
    precision will do: the digits that a step lacks, the next one finds.
    """
    first_order = Linearised.of(world, theta, response, wage_step)
    goods, economies = world.output.shape
    own = np.where(world.output.any(axis=0), world.output.sum(axis=0), 1.0)
    weight = world.output / own
    at_home = _inverse(np.eye(1 + 2 * goods) - first_order.at_home())

    # An economy's average moves, after all that they entail at home.
    average = np.zeros((economies, 3, 1 + 2 * goods))
    average[:, 0, 0] = 1
    average[:, 1, 1 : 1 + goods] = average[:, 2, 1 + goods :] = weight.T
    moves = (average @ at_home).transpose(1, 2, 0)
    shared = np.stack(
        [
            moves[:, 0],
            moves[:, 1 : 1 + goods].sum(axis=1),
            (moves[:, 1 + goods :] * (world.output > 0)).sum(axis=1),
        ]
    )
    at_once = np.einsum("trn,nm->rntm", shared, np.eye(economies))
    gap = at_once.reshape(3 * economies, -1) - first_order.between(moves)
    later = _inverse(gap) - np.eye(3 * economies)
    return Aggregation(*(device_put(p.astype(np.float32)) for p in (weight, at_home, later)))


class Linearised(NamedTuple):
    """The moves of the solver's next step by those of this one, at the benchmark.

    - ``response`` [k, i], ``wage_step`` [n]: those of `aggregation`;
    - ``held`` [n, n]: moves of wages that are held at one in the world, by free ones;
    - ``kept`` [k, n, i]: what exporters get of a unit of spending;
    - ``per_output`` [k, i]: one over output, or zero where nothing is produced;
    - ``switched`` [k, n, i]: what buyers shift from exporters whose costs rise;
    - ``income_by_wage`` [n], ``income_by_cost`` [k, n, i], ``income_by_output`` [k, n]: incomes by
      log wages and costs, and by values of output, through tariff revenue.
    """

    world: World
    response: Floats
    wage_step: Floats
    held: Floats
    kept: Floats
    per_output: Floats
    switched: Floats
    income_by_wage: Floats
    income_by_cost: Floats
    income_by_output: Floats

    @classmethod
    def of(cls, world: World, theta: Floats, response: Floats, wage_step: Floats) -> "Linearised":
        """Return the derivatives at the benchmark of a world."""
        spending, sold, output = world.expenditure[:, :, None], world.flow, world.output
        kept = np.divide(sold, spending, out=np.zeros_like(sold), where=spending > 0)
        revenue = 1 - kept.sum(axis=2)
        per_income = 1 / (1 - (world.consumption_share * revenue).sum(axis=0))
        switched = theta[:, :, None] * sold
        diverted = switched - switched.sum(axis=2, keepdims=True) * world.trade_share
        return cls(
            world,
            response,
            wage_step,
            held=np.eye(len(wage_step)) - world.value_added / world.value_added.sum(),
            kept=kept,
            per_output=np.divide(1, output, out=np.zeros_like(output), where=output > 0),
            switched=switched,
            income_by_wage=world.value_added * per_income,
            income_by_cost=diverted * per_income[:, None],
            income_by_output=np.einsum("kqn,kn->qn", world.input_share, revenue) * per_income,
        )

    def at_home(self) -> Floats:
        """Return an economy's next moves by its own, all others at rest [n, 1 + 2k, 1 + 2k]."""
        world, consumed = self.world, self.world.consumption_share
        goods, economies = world.output.shape
        wage, cost, sales = 0, slice(1, 1 + goods), slice(1 + goods, None)
        held, (inputs, labour) = np.diag(self.held), self._cost_shares()
        earned = world.labour_share * world.output
        total = earned.sum(axis=0)
        earned = earned / np.where(total > 0, total, 1.0)
        own_share = world.trade_share.diagonal(axis1=1, axis2=2)  # [k, n]

        by = np.zeros((economies, 1 + 2 * goods, 1 + 2 * goods))
        by[:, wage, wage] = held * (1 - self.wage_step)
        by[:, wage, sales] = (held * self.wage_step * earned).T
        by[:, cost, cost] = np.einsum("kqn,kn->nqk", inputs, own_share)
        by[:, cost] += np.einsum("qn,nm->nqm", labour, by[:, wage])

        # Sales follow spending at home, and all buyers' tariff revenue; they fall as costs rise.
        sold = by[:, sales]
        at_home = self.kept.diagonal(axis1=1, axis2=2) * self.per_output
        sold[:, :, wage] = (at_home * consumed * self.income_by_wage).T
        by_income = consumed[:, :, None] * self.kept * self.per_output[:, None, :]
        sold[:, :, cost] = by_income.transpose(2, 0, 1) @ self.income_by_cost.transpose(2, 1, 0)
        spent = world.input_share + consumed[:, None] * self.income_by_output
        sold[:, :, sales] = np.einsum("kn,kqn->nkq", at_home, spent * world.output)
        sold -= np.einsum("kn,nkm->nkm", self.response, by[:, cost])
        return by

    def between(self, moves: Floats) -> Floats:
        """Return three sums of all economies' next moves by their average ones [3n, 3n].

        ``moves`` [3, 1 + 2k, n]: the weight of each move in the sums. Rows are grouped by sum,
        columns by wage, cost and output; within a group they are the economies.
        """
        world, (inputs, labour) = self.world, self._cost_shares()
        goods, economies = world.output.shape
        on_cost, on_sales = moves[:, 1 : 1 + goods], moves[:, 1 + goods :]
        fall = self.response * on_sales * (world.output > 0)  # that the step anticipates
        on_cost = on_cost - fall
        on_wage = moves[:, 0] + (on_cost * labour).sum(axis=1)
        used = np.einsum("rqn,kqn->rkn", on_cost, inputs)

        sales_by_wage, sales_by_cost, sales_by_output = self._sales(on_sales)
        by_wage = on_wage[:, :, None] * self.held * (1 - self.wage_step) + sales_by_wage
        by_cost = np.einsum("rkn,kni->rni", used, world.trade_share) + sales_by_cost
        by_cost += np.einsum("rn,ni->rni", fall.sum(axis=1), np.eye(economies))
        by_output = on_wage[:, :, None] * self.held * self.wage_step + sales_by_output
        return np.stack([by_wage, by_cost, by_output], axis=2).reshape(3 * economies, -1)

    def _cost_shares(self) -> tuple[Floats, Floats]:
        """Return the shares of inputs [k, q, n] and of value added [q, n] in cost."""
        return self.world.input_share / (1 - self.world.profit_share), self.world.value_added_share

    def _sales(self, moves: Floats) -> tuple[Floats, Floats, Floats]:
        """Return sums of log sales, by the wages, costs and outputs of each economy [3, i, n].

        ``moves`` [3, k, i]: the weight of each exporter's sales in the sums.
        """
        world, weight = self.world, moves * self.per_output
        inputs = np.einsum("kqn,qn->kn", world.input_share, world.output)
        consumed = self._sold(weight, world.consumption_share)
        income_by_output = (self.income_by_output * world.output).sum(axis=0)

        # What buyers shift goes to all exporters, in proportion to their shares.
        gained = np.matmul(self.switched.transpose(0, 2, 1), world.trade_share)
        switched = np.einsum("rki,kij->rij", weight, gained)
        lost = (weight * self.switched.sum(axis=1)).sum(axis=1)
        switched -= np.einsum("ri,ij->rij", lost, np.eye(lost.shape[1]))
        return (
            consumed * self.income_by_wage,
            consumed @ self.income_by_cost.sum(axis=0) + switched,
            consumed * income_by_output + self._sold(weight, inputs),
        )

    def _sold(self, weight: Floats, spending: Floats) -> Floats:
        """Return weighted sales of exporters by the spending of importers [3, i, n]."""
        return np.einsum("rki,kni->rin", weight, self.kept * spending[:, :, None])


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
