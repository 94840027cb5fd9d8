"""Demand curves: calibrated at one point, exact at every other.

A curve of constant elasticity cannot stand in a quadratic program, so the solver lays its tangent
at the last iterate (Newton's method). On the final iterate the tangent touches the curve, so no
error of representation is left; the certificate measures the distance to the curve itself.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cobden.chains.chain import Chain
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]

# Of what any user of the good pays on the spot before going without. Any number above one gives
# contracts the first place; what they would pay is never asked, for they pay the contract's price.
_FIRST = 2.0


@dataclass(frozen=True, eq=False)
class Curves:
    """All uses of a chain in the nodes of a tree. Arrays [use, node], quantities per period.

    ``firm`` is bought under contract, whatever the price; the curve is that of the rest. ``breach``
    is the cost of not serving a contract.
    """

    quantity: Floats
    price: Floats
    elasticity: Floats
    choke: Floats
    linear: NDArray[np.bool_]
    minimum: Floats
    firm: Floats
    breach: Floats

    @classmethod
    def of(cls, chain: Chain, tree: Tree) -> "Curves":
        """Return the curves of a chain, wherever time goes."""
        calibrated = np.array([use.quantity * chain.step for use in chain.uses])[:, None]
        quantity = calibrated * growth(chain)[:, tree.period]

        def column(name: str) -> Floats:
            values = np.array([getattr(use, name) for use in chain.uses], dtype=float)
            return np.broadcast_to(values[:, None], quantity.shape)

        linear = np.array([use.form == "linear" for use in chain.uses])[:, None]
        bends = ~np.array([use.rigid for use in chain.uses])[:, None]
        return cls(
            quantity, column("price"), bends * column("elasticity"), column("choke"),
            np.broadcast_to(linear, quantity.shape), column("minimum"),
            column("contract") * quantity, np.broadcast_to(_breach(chain), quantity.shape),
        )  # fmt: skip

    @property
    def fixed(self) -> NDArray[np.bool_]:
        """Which uses are a fixed need."""
        return self.elasticity == 0

    @property
    def spot(self) -> Floats:
        """What is not under contract, at the calibrated price."""
        return self.quantity - self.firm

    def _exponent(self) -> Floats:
        return 1 / np.where(self.fixed, -1.0, self.elasticity)

    def _ratio(self, q: Floats) -> Floats:
        """What is bought on the spot, of what is at the calibrated price."""
        return np.maximum((q - self.firm) / np.where(self.fixed, 1.0, self.spot), 1e-12)

    def marginal(self, q: Floats) -> Floats:
        """Return the price at which exactly ``q`` is wanted."""
        ratio, exponent = self._ratio(q), self._exponent()
        curve = np.where(self.linear, 1 + exponent * (ratio - 1), ratio**exponent)
        return np.where(self.fixed, 0.0, self.price * curve)

    def slope(self, q: Floats) -> Floats:
        """Return the derivative of :meth:`marginal`; not positive."""
        ratio, exponent = self._ratio(q), self._exponent()
        curve = np.where(self.linear, exponent, exponent * ratio ** (exponent - 1))
        return np.where(self.fixed, 0.0, self.price / np.where(self.fixed, 1.0, self.spot) * curve)

    def wanted(self, price: Floats) -> Floats:
        """Return how much is wanted at ``price``."""
        ratio = np.maximum(price, 0.0) / self.price
        with np.errstate(divide="ignore", over="ignore"):
            curve = np.where(
                self.linear,
                np.maximum(1 + self.elasticity * (ratio - 1), 0.0),
                np.maximum(ratio, 1e-9) ** self.elasticity,
            )
        return self.firm + self.spot * np.where(self.fixed, 1.0, curve)

    def least(self) -> Floats:
        """Return how much is still wanted at the choke price: no line runs on less."""
        bounded = np.where(np.isfinite(self.choke), self.choke, 1e6 * self.price)
        return np.maximum(self.wanted(bounded), self.firm + self.minimum * self.spot)

    def worth(self, q: Floats) -> Floats:
        """Return what ``q`` is worth: the area below the curve, the choke price for what lines need
        at least, and for what is under contract the cost of not serving it.

        Where there is no choke price, what is needed at least counts nothing.
        """
        choke = np.where(np.isfinite(self.choke), self.choke, 0.0)
        least, exponent = self.least(), self._exponent()
        ratio, base = self._ratio(q), self._ratio(least)
        straight = (1 - exponent) * (ratio - base) + exponent / 2 * (ratio**2 - base**2)
        power = exponent + 1
        unit = np.abs(power) < 1e-9
        safe = np.where(unit, 1.0, power)
        curved = np.where(unit, np.log(ratio / base), (ratio**safe - base**safe) / safe)
        area = self.spot * self.price * np.where(self.linear, straight, curved)
        needed = choke * (np.where(self.fixed, q, least) - self.firm)
        return np.where(self.fixed, 0.0, area) + needed + self.breach * self.firm


def _breach(chain: Chain) -> Floats:
    """Return the cost of not serving each use's contract, [use, 1], money per unit."""
    most: dict[str, float] = {}
    for use in chain.uses:
        choke = use.choke if np.isfinite(use.choke) else 0.0
        most[use.good] = max(most.get(use.good, 0.0), choke)
    return _FIRST * np.array([most[use.good] for use in chain.uses])[:, None]


def growth(chain: Chain) -> Floats:
    """Return how much of each use's calibrated quantity is wanted in each period, [use, t]."""
    years = np.arange(chain.solved_periods) * chain.step / 12
    rates = np.array([use.growth for use in chain.uses]).reshape(-1, 1)
    months = (chain.start.month - 1 + np.arange(chain.solved_periods * chain.step)) % 12
    seasons = np.array([use.season or (1.0,) * 12 for use in chain.uses]).reshape(-1, 12)
    season = seasons[:, months].reshape(len(chain.uses), chain.solved_periods, chain.step)
    return (1 + rates) ** years * season.mean(axis=2)
