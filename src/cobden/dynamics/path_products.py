"""Products on a path: each year's purchases by product, folded into that year's weights of trade.

At given costs, products weigh in trade as a row of plain weights does (`ProductRows`), so that no
other equation of the path knows of them. Their elasticities come about with time as all others do.
What they fold into moves with costs: the path is solved, they are folded at its costs, and so on
until the exact weights meet the tolerance. The error falls some hundredfold each time.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from cobden.base.terms import Terms
from cobden.dynamics import path_solver as solver
from cobden.dynamics.mechanisms import Mechanisms
from cobden.dynamics.path_equations import PathProblem, PathState, still
from cobden.equilibrium import Floats, Horizon, ProductRows
from cobden.numerics.fixed_point import Point
from cobden.world.world import World

_MOST_FOLDS = 20
_FIRST = 1e-4  # how exactly the first fold is solved: it is itself no better


class Folds(NamedTuple):
    """Products under the law of each period and after [t], and the log costs [t, k, i] of folds."""

    rows: tuple[ProductRows, ...]
    log_cost: Floats

    @classmethod
    def of(
        cls, world: World, laws: Sequence[Terms], pace: Floats, log_cost: Floats | None = None
    ) -> "Folds | None":
        """Return those under each law, at a ``pace`` of trade [t]; None in a world without any.

        At the benchmark's costs, if no others are given. Raises ``InputError`` for rates by
        product that do not fit the world's products.
        """
        if not world.products:
            return None
        kept: dict[tuple[int, float], ProductRows] = {}
        rows = []
        for terms, share in zip(laws, pace, strict=True):
            key = id(terms.wedges), float(share)
            if key not in kept:
                horizon = Horizon(0.0, key[1], pass_through=1.0, fixity=0.0)
                kept[key] = ProductRows.of(world, terms.wedges, horizon)
            rows.append(kept[key])
        flat = np.zeros((len(rows), *world.output.shape))
        return cls(tuple(rows), flat if log_cost is None else log_cost)


def folding(
    folds: Folds | None, posed: Callable[[Folds | None], PathProblem], near: PathState | None,
    rules: Mechanisms, tolerance: float,
) -> tuple[PathProblem, Point]:  # fmt: skip
    """Return what is ``posed`` and its fixed point; products are folded at what is found.

    The search begins ``near`` a state, or where nothing has changed. Where a solve stalls, so does
    this: the residual says so.
    """
    if folds is not None and near is not None:
        folds = folds._replace(log_cost=np.asarray(near.log_cost))
    problem = posed(folds)
    start = solver.pack(still(problem) if near is None else near)
    if folds is None:
        return problem, solver.fixed_point(problem, start, rules, tolerance)
    point, steps, wanted = Point(start, jnp.array(jnp.inf), jnp.array(0)), 0, _FIRST
    for _ in range(_MOST_FOLDS):
        aim = max(tolerance / 2, wanted)
        point = solver.fixed_point(problem, point.x, rules, aim)
        steps += int(point.steps)
        stalled = not float(point.residual) <= aim
        log_cost = np.asarray(solver.unpack(point.x, problem).log_cost)
        problem = posed(folds._replace(log_cost=log_cost))
        residual = solver.residual_at(problem, point.x, rules)
        point = Point(point.x, residual, jnp.array(steps))
        if stalled or not float(residual) > tolerance:
            break
        wanted = 1e-3 * float(residual)
    return problem, point
