"""Further wedges on what a problem tells apart: products, and parts of flows.

The parameters of slopes by rates. All are logs, zero where nothing is added.
"""

from typing import NamedTuple, Self

import jax.numpy as jnp
from jax import Array

from cobden.equilibrium._problem import Nest, PosedLines


class FurtherWedges(NamedTuple):
    """Logs of wedges on top of a nest's own, by product and exporter [b, j, i].

    On what of each cell has no line of its own.
    """

    tariff: Array
    export_tax: Array
    trade_cost: Array

    @classmethod
    def none(cls, nest: Nest) -> Self:
        """Return no further wedges."""
        return cls(*(jnp.zeros_like(nest.share) for _ in range(3)))

    def on(self, nest: Nest) -> Nest:
        """Return the nest with these wedges as well, and with what producers receive."""
        received = nest.customs if nest.producer is None else nest.producer
        return nest._replace(
            log_wedge=nest.log_wedge + self.tariff + self.export_tax + self.trade_cost,
            customs=nest.customs * jnp.exp(-self.tariff),
            producer=received * jnp.exp(-self.tariff - self.export_tax),
        )


class LineWedges(NamedTuple):
    """Logs of wedges on top of those of each line [l]."""

    tariff: Array
    export_tax: Array
    trade_cost: Array

    @classmethod
    def none(cls, lines: PosedLines) -> Self:
        """Return no further wedges."""
        return cls(*(jnp.zeros_like(lines.share) for _ in range(3)))

    def on(self, lines: PosedLines) -> PosedLines:
        """Return lines with these wedges as well."""
        return lines._replace(
            log_wedge=lines.log_wedge + sum(self),
            log_trade_cost=lines.log_trade_cost + self.trade_cost,
            customs=lines.customs * jnp.exp(-self.tariff),
            producer=lines.producer * jnp.exp(-self.export_tax),
        )

    def inside(self, nest: Nest) -> Nest:
        """Return a nest with these wedges on those of the lines that are parts of its products."""
        lines = nest.lines
        if lines is None:
            return nest
        tariff, export_tax, cost = (part[lines.line] for part in self)
        own = lines._replace(
            log_wedge=lines.log_wedge + tariff + export_tax + cost,
            log_trade_cost=lines.log_trade_cost + cost,
            customs=lines.customs * jnp.exp(-tariff),
            producer=lines.producer * jnp.exp(-tariff - export_tax),
        )
        return nest._replace(lines=own)
