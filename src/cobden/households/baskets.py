"""Baskets of groups on the sectors of a world, and what an equilibrium makes of their prices."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.equilibrium import Result
from cobden.households.basket_products import BasketProducts, product_mix
from cobden.world.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Baskets:
    """The baskets of groups on the sectors of a world, in world value added.

    Axes: group g, category c, sector k. ``category`` [g, c, k], summed over both, and ``rest`` [k]
    (governments and investors) add up to the country's final spending. ``margin`` [g, c] is the
    part of a category that trade and transport add, bought from the sectors as ``margin_of`` [k]
    says. ``abroad`` [k] is the imported part of final spending, ``imported`` [g, k] that of the
    groups' own. ``lines`` say which products a category consists of (None: as the sector is
    imported).
    """

    world: World
    n: int
    lines: BasketProducts | None
    category: "Floats"
    margin: "Floats"
    margin_of: "Floats"
    rest: "Floats"
    abroad: "Floats"
    imported: "Floats"

    @property
    def spent(self) -> "Floats":
        """What each group spends on each sector [g, k]."""
        return self.category.sum(axis=1)

    @cached_property
    def bought(self) -> "Floats":
        """What is imported of each sector by category, and last by the rest [u, k].

        Together they are the country's final imports.
        """
        groups = np.einsum("gck,gk->ck", self.category, self.imported)
        whole = self.abroad * (self.rest + self.spent.sum(axis=0))
        return np.vstack([groups, np.maximum(whole - groups.sum(axis=0), 0.0)])

    @cached_property
    def products(self) -> "Floats | None":
        """What is bought of each imported product by category, and last by the rest [u, j].

        Together they are the world's mix of imports. None where the world does not know the
        economy's imports by product, or the table not of which the categories consist.
        """
        trade = self.world.products_of(self.world.economies[self.n])
        if trade is None or self.lines is None:
            return None
        return product_mix(self.lines, trade, self.bought)

    def log_prices(self, result: Result) -> "Floats":
        """Return the log change of what each group pays for a sector's goods [g, c, k].

        In world value added. A group buys own and imported goods in its own proportions, and
        substitutes between them with the sector's trade elasticity.
        """
        return self._together(self.imported[:, None, :], self.log_imports(result)[:-1], result)

    def log_rest(self, result: Result) -> "Floats":
        """Return the log change of what governments and investors pay [k]."""
        part = ratio(self.bought[-1], self.rest, self.abroad)
        return self._together(np.minimum(part, 1.0), self.log_imports(result)[-1], result)

    def _together(self, part: "Floats", imports: "Floats", result: Result) -> "Floats":
        """Return the log change of the price of own goods and, of ``part``, imports."""
        own, theta = self.log_origins(result)[0], self.world.elasticity
        return -np.log((1 - part) * np.exp(-theta * own) + part * np.exp(-theta * imports)) / theta

    def log_imports(self, result: Result) -> "Floats":
        """Return the log change of the price of imports, duties included, as ``bought`` [u, k].

        Of a buyer's own products where they are known, which substitute as products do in the
        equilibrium; else the sector's.
        """
        found = np.tile(self.log_origins(result)[1], (len(self.bought), 1))
        trade = self.world.products_of(self.world.economies[self.n])
        if trade is None or self.products is None:
            return found
        price = np.log1p(result.by_product(trade.importer).product_price.values / 100)
        for k, start, end in trade.bounds:
            mix = self.products[:, start:end]
            rho = self.world.elasticity[k] if trade.between is None else trade.between
            some = mix.sum(axis=1) > 0
            share = mix[some] / mix[some].sum(axis=1, keepdims=True)
            found[some, k] = -np.log(share @ np.exp(-rho * price[start:end])) / rho
        return found

    def log_origins(self, result: Result) -> "tuple[Floats, Floats]":
        """Return the log change of the price of own goods and of imports [k], duties included."""
        n, seen, elasticity = self.n, result.seen, self.world.elasticity
        now, trade = seen.accounts, seen.trade
        weight = trade.purchase if trade.final_purchase is None else trade.final_purchase
        total = now.final_market.total[:, n]
        own = np.asarray(weight[:, n, n] * now.power[:, n] / np.where(total > 0, total, 1.0))
        price = np.asarray(now.final_market.log_price[:, n])
        of_own = price - np.log(ratio(own, 1 - self.abroad, 1.0)) / elasticity
        of_imports = price - np.log(ratio(1 - own, self.abroad, 1.0)) / elasticity
        return of_own, of_imports


def ratio(part: "Floats", whole: "Floats", empty: "Floats | float") -> "Floats":
    """Return ``part`` over ``whole``, ``empty`` where there is nothing."""
    some = whole > 1e-12
    return np.where(some, part / np.where(some, whole, 1.0), empty)
