"""How firms compete: perfectly (the default), or as monopolists with or without new firms.

Monopolistic competition changes the income identities, so it is chosen when a world is calibrated:
the same flows then hold profits.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from cobden.base import labels
from cobden.base.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Competition:
    """Monopolistic competition.

    - ``entry``: ``restricted``, a fixed number of firms, who earn the markup as profit (Ossa 2014);
      or ``free``, no profits, and costs that fall as an industry grows, by new varieties or other
      external economies (Krugman 1980; Lashkaripour & Lugovskyy 2023);
    - ``markup`` [k]: price over unit cost, less 1. With free entry it is the scale elasticity, by
      how much unit cost falls with the inputs that an industry employs. With CES demand it is
      1 / theta in both, theta being the trade elasticity.
    """

    entry: Literal["restricted", "free"]
    markup: "NDArray[np.float64]"

    @classmethod
    def restricted_entry(cls, markup: "ArrayLike") -> Self:
        """A fixed number of firms with this markup [k]."""
        return cls("restricted", _checked(markup))

    @classmethod
    def free_entry(cls, scale_elasticity: "ArrayLike") -> Self:
        """Firms that come and go, and this scale elasticity [k]."""
        return cls("free", _checked(scale_elasticity))

    def check(
        self,
        sectors: tuple[str, ...],
        elasticity: "NDArray[np.float64]",
        input_share: "NDArray[np.float64]",
    ) -> None:
        """Raise ``InputError`` naming the first sector that cannot have this markup.

        Scale elasticity times trade elasticity must stay below 1, or an industry gathers in one
        place; near 1, and with input-output links, several equilibria may exist, of which the
        solver finds one near the benchmark. Profits and inputs must leave something for labour.
        """
        if self.markup.shape != elasticity.shape:
            raise InputError(
                f"markup has shape {self.markup.shape}.",
                where="market",
                remedy=f"Give one for each of the {len(sectors)} sectors.",
            )
        if self.entry == "free":
            faulty = np.flatnonzero(self.markup * elasticity >= 1)
            fault = "scale elasticity times trade elasticity is {:.3g}"
            sizes = self.markup * elasticity
        else:
            sizes = (input_share.sum(axis=0).max(axis=1) + self.profit_share[:, 0]).ravel()
            faulty = np.flatnonzero(sizes >= 1)
            fault = "inputs and profits take {:.3g} of revenue"
        if len(faulty):
            k = faulty[0]
            raise InputError(
                f"{fault.format(sizes[k])}.",
                where=f"market[{sectors[k]}]",
                remedy="It must stay below 1: lower the markup.",
            )

    @property
    def profit_share(self) -> "NDArray[np.float64]":
        """Profit per unit of revenue [q, 1]."""
        share = self.markup / (1 + self.markup) if self.entry == "restricted" else 0 * self.markup
        return share[:, None]


def _checked(markup: "ArrayLike") -> "NDArray[np.float64]":
    values = np.atleast_1d(labels.plain(markup, "market"))
    bad = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(bad):
        raise InputError(
            f"the markup is {values[bad[0]]}.",
            where=f"market[{bad[0]}]",
            remedy="It is a finite number, 0 or more.",
        )
    values.flags.writeable = False
    return values
