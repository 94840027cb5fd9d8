"""Demand curves: calibrated at one point, exact at every other.

A curve of constant elasticity cannot stand in a quadratic program, so the solver lays its tangent
at the last iterate (Newton's method). On the final iterate the tangent touches the curve, so no
error of representation is left; the certificate measures the distance to the curve itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cobden.chains.chain import Chain
from cobden.chains.program import growth
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curves:
    """All uses of a chain in the nodes of a tree. Arrays [use, node], quantities per period."""

    quantity: Floats
    price: Floats
    elasticity: Floats
    choke: Floats
    linear: NDArray[np.bool_]

    @classmethod
    def of(cls, chain: Chain, tree: Tree) -> "Curves":
        """Return the curves of a chain, wherever time goes."""
        calibrated = np.array([use.quantity * chain.step for use in chain.uses])[:, None]
        quantity = calibrated * growth(chain)[:, tree.period]

        def column(name: str) -> Floats:
            values = np.array([getattr(use, name) for use in chain.uses], dtype=float)
            return np.broadcast_to(values[:, None], quantity.shape)

        linear = np.array([use.form == "linear" for use in chain.uses])[:, None]
        return cls(
            quantity, column("price"), column("elasticity"), column("choke"),
            np.broadcast_to(linear, quantity.shape),
        )  # fmt: skip

    @property
    def fixed(self) -> NDArray[np.bool_]:
        """Which uses are a fixed need."""
        return self.elasticity == 0

    def _exponent(self) -> Floats:
        return 1 / np.where(self.fixed, -1.0, self.elasticity)

    def marginal(self, q: Floats) -> Floats:
        """Return the price at which exactly ``q`` is wanted."""
        ratio = np.maximum(q / self.quantity, 1e-12)
        exponent = self._exponent()
        curve = np.where(self.linear, 1 + exponent * (ratio - 1), ratio**exponent)
        return np.where(self.fixed, 0.0, self.price * curve)

    def slope(self, q: Floats) -> Floats:
        """Return the derivative of :meth:`marginal`; not positive."""
        ratio = np.maximum(q / self.quantity, 1e-12)
        exponent = self._exponent()
        curve = np.where(self.linear, exponent, exponent * ratio ** (exponent - 1))
        return np.where(self.fixed, 0.0, self.price / self.quantity * curve)

    def wanted(self, price: Floats) -> Floats:
        """Return how much is wanted at ``price``."""
        ratio = np.maximum(price, 0.0) / self.price
        with np.errstate(divide="ignore", over="ignore"):
            curve = np.where(
                self.linear,
                np.maximum(1 + self.elasticity * (ratio - 1), 0.0),
                np.maximum(ratio, 1e-9) ** self.elasticity,
            )
        return self.quantity * np.where(self.fixed, 1.0, curve)

    def least(self) -> Floats:
        """Return how much is still wanted at the choke price."""
        bounded = np.where(np.isfinite(self.choke), self.choke, 1e6 * self.price)
        return self.wanted(bounded)

    def gross(self, q: Floats) -> Floats:
        """Return the surplus of ``q`` above that of the choke quantity: the area below the curve.

        For a fixed need it is the need times the choke price.
        """
        ratio = np.maximum(q / self.quantity, 1e-12)
        base = np.maximum(self.least() / self.quantity, 1e-12)
        exponent = self._exponent()
        straight = (1 - exponent) * (ratio - base) + exponent / 2 * (ratio**2 - base**2)
        power = exponent + 1
        unit = np.abs(power) < 1e-9
        safe = np.where(unit, 1.0, power)
        curved = np.where(unit, np.log(ratio / base), (ratio**safe - base**safe) / safe)
        area = self.quantity * self.price * np.where(self.linear, straight, curved)
        need = np.where(np.isfinite(self.choke), self.choke, 0.0) * q
        return np.where(self.fixed, need, area)
