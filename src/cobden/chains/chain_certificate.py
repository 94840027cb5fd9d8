"""The proof of an equilibrium: how far it is from the conditions that define it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cobden.chains.convex import scales, worth_of
from cobden.chains.demand import Curves
from cobden.chains.program import Program

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ChainCertificate:
    """What proves an equilibrium; all relative to the values at stake, zero is perfect.

    - ``primal``: the largest overdrawn balance or limit;
    - ``dual``: the largest arbitrage left: a profit that no limit explains;
    - ``complementarity``: the largest product of a slack and its price, of a period's turnover;
    - ``gap``: the sum of all such products, which is primal less dual value;
    - ``iterations``: how many convex programs were solved.
    """

    primal: float
    dual: float
    complementarity: float
    gap: float
    iterations: int

    @property
    def worst(self) -> float:
        """The largest of the residuals."""
        return max(self.primal, self.dual, self.complementarity, abs(self.gap))


def certify(
    program: Program,
    curves: Curves,
    cost: Floats,
    answer: tuple[Floats, Floats],
    iterations: int,
) -> tuple[ChainCertificate, Floats]:
    """Return the certificate of quantities and multipliers, and each variable's loss per unit.

    ``cost`` is that of the program with charges at final prices; demand is measured on the curves
    themselves, not on their tangents.
    """
    values, multipliers = answer
    demand, weight = program.variables["demand"], program.weight
    gradient = cost + program.curvature @ values
    gradient[demand.index] -= weight * curves.marginal(demand.of(values))
    loss = gradient + program.matrix.T @ multipliers
    fixed = np.zeros(len(loss), dtype=bool)
    fixed[demand.index] = curves.fixed

    magnitude = np.abs(gradient) + abs(program.matrix.T) @ multipliers
    least = 1e-3 * worth_of(program.conditions.chain)
    unlimited = ~np.isfinite(program.upper) & ~fixed
    dual = np.max((-loss / np.maximum(magnitude, least))[unlimited], initial=0.0)
    slack = program.bound - program.matrix @ values
    products = np.concatenate(
        [
            np.where(fixed, 0.0, _idle_products(program, curves, values, loss)),
            multipliers * np.maximum(slack, 0.0),
        ]
    )
    at_stake = float((weight * curves.price * curves.quantity).sum())
    each = at_stake / curves.quantity.shape[1]
    certificate = ChainCertificate(
        primal=_overdrawn(program, values, slack),
        dual=float(dual),
        complementarity=float(products.max(initial=0.0) / each),
        gap=float(products.sum() / at_stake),
        iterations=iterations,
    )
    return certificate, loss


def _overdrawn(program: Program, values: Floats, slack: Floats) -> float:
    """The largest share by which a balance or a limit is overdrawn."""
    through = abs(program.matrix) @ np.abs(values) + np.abs(program.bound)
    return float(np.max(-slack / np.maximum(through, 1e-3 * scales(program)[1]), initial=0.0))


def _idle_products(program: Program, curves: Curves, values: Floats, loss: Floats) -> Floats:
    """For each variable its loss times its distance from zero, or its rent times its room.

    Only one of a loss and a rent is positive; either must meet a limit.
    """
    demand, lower = program.variables["demand"], program.lower.copy()
    lower[demand.index] = np.where(curves.fixed, demand.of(lower), curves.least())
    room = np.where(np.isfinite(program.upper), program.upper - values, 0.0)
    return np.maximum(loss, 0) * (values - lower) + np.maximum(-loss, 0) * room
