"""What a party wants, as a value that the equilibrium can evaluate and differentiate."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True)
class Term:
    """One weighted outcome.

    ``kind`` names an entry of the table of outcomes (`cobden.outcomes`; ``docs/outcomes.md`` lists
    them with their units) that objectives may be about. ``economy`` is whose it is, ``partner`` and
    ``sector`` with whom and in what, where the kind needs them; ``axes`` names positions on axes of
    the kind's own, such as ``(("numeraire", "own wage"),)``, the usual one unless given.
    ``sector_weights`` [k] are those of a political income; ``product`` the six-digit code of one
    that an importer's trade tells apart.
    """

    kind: str
    economy: str
    partner: str | None = None
    sector: str | None = None
    sector_weights: tuple[float, ...] | None = None
    axes: tuple[tuple[str, str], ...] = ()
    weight: float = 1.0
    source: str = ""
    product: str | None = None


@dataclass(frozen=True)
class Objective:
    """A named sum of weighted terms. ``Objective.welfare("USA")`` is the commonest.

    >>> import cobden as cb
    >>> wish = cb.Objective.welfare('JPN') + 0.5 * cb.Objective.output('JPN', 'C29')
    >>> [term.kind for term in wish.terms]
    ['welfare', 'output']
    """

    name: str
    terms: tuple[Term, ...]

    @classmethod
    def welfare(cls, economy: str) -> Self:
        """Real income of ``economy``: % of benchmark."""
        return cls(f"welfare of {economy}", (Term("welfare", economy),))

    @classmethod
    def bilateral_balance(cls, economy: str, partner: str, sector: str | None = None) -> Self:
        """Exports minus imports of ``economy`` with ``partner``: % of world value added."""
        goods = f" in {sector}" if sector else ""
        name = f"balance of {economy} with {partner}{goods}"
        return cls(name, (Term("bilateral_balance", economy, partner, sector),))

    @classmethod
    def output(cls, economy: str, sector: str) -> Self:
        """Real output of ``sector`` in ``economy``: % change from benchmark."""
        return cls(f"output of {sector} in {economy}", (Term("output", economy, sector=sector),))

    @classmethod
    def product_imports(cls, economy: str, partner: str, product: str) -> Self:
        """Imports of one product by ``economy`` from ``partner``: % of world value added.

        In a world that knows the imports of ``economy`` by product (`World.with_products`).
        """
        name = f"imports of {product} by {economy} from {partner}"
        return cls(name, (Term("product_imports", economy, partner, product=product),))

    @classmethod
    def consumer_price(cls, economy: str, against: str = "world value added") -> Self:
        """Price of the consumption bundle of ``economy``: % change from benchmark.

        ``against`` is the numeraire: ``world value added``, ``own wage`` or ``own income``.
        """
        name = f"consumer prices of {economy} in {against}"
        return cls(name, (Term("consumer_price", economy, axes=(("numeraire", against),)),))

    def __add__(self, other: "Objective") -> "Objective":
        return Objective(f"{self.name} + {other.name}", self.terms + other.terms)

    def __mul__(self, weight: float) -> "Objective":
        terms = tuple(replace(term, weight=weight * term.weight) for term in self.terms)
        return Objective(f"{weight:g} x ({self.name})", terms)

    __rmul__ = __mul__
