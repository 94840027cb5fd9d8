"""What a party wants, as a value that the equilibrium can evaluate and differentiate."""

from dataclasses import dataclass, replace
from typing import Literal, Self

Kind = Literal[
    "welfare", "political_income", "bilateral_balance", "tariff_revenue", "output", "employment",
    "dependence",
]  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One weighted outcome.

    - ``welfare``: change of real income of ``economy``, % of benchmark;
    - ``political_income``: real income of ``economy`` with its sectors' factor income weighted by
      ``sector_weights`` (mean 1), % of benchmark (Ossa 2014, eq. 9; Grossman & Helpman 1994);
    - ``bilateral_balance``: exports minus imports of ``economy`` with ``partner`` (all sectors, or
      ``sector``), % of world value added;
    - ``tariff_revenue``: of ``economy``, % of world value added;
    - ``output``: real output of ``sector`` in ``economy``, % change from benchmark;
    - ``employment``: labour in ``sector`` of ``economy``, % change from benchmark;
    - ``dependence``: the share of ``partner`` in ``economy``'s spending on ``sector``, points.
    """

    kind: Kind
    economy: str
    partner: str | None = None
    sector: str | None = None
    sector_weights: tuple[float, ...] | None = None
    weight: float = 1.0
    source: str = ""


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

    def __add__(self, other: "Objective") -> "Objective":
        return Objective(f"{self.name} + {other.name}", self.terms + other.terms)

    def __mul__(self, weight: float) -> "Objective":
        terms = tuple(replace(term, weight=weight * term.weight) for term in self.terms)
        return Objective(f"{weight:g} x ({self.name})", terms)

    __rmul__ = __mul__
