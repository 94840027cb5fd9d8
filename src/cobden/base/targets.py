"""Quantities that policy sets, as plain data: lines of trade, and targets that hold on them."""

from dataclasses import dataclass, replace
from typing import Literal

Wedge = Literal["tariff", "export_tax", "trade_cost"]
Measured = Literal["volume", "price", "cost", "balance"]
Basis = Literal["absolute", "change", "added"]
Sense = Literal["equal", "at_most", "at_least"]


@dataclass(frozen=True)
class Line:
    """A part of what one economy sells to another in one sector: a variety of its own.

    - ``share``: of that flow at the benchmark (1: all of it);
    - ``elasticity``: trade elasticity (substitution less one) between this good, whoever sells it,
      and the rest of its sector; None: it is replaced as easily as the rest of its sector, and the
      split of the variety is exact under CES;
    - ``good``: lines of one importer and sector with the same name are sources of one good, told
      apart by exporter and ``maker``;
    - ``between``: trade elasticity between those sources;
    - ``product``: where the importer's trade is known by product, the code of the product that it
      is a part of; ``share`` is then of what the exporter sells of that product, and it substitutes
      as the product's exporters do;
    - ``tariff``, ``export_tax``: points on top of the flow's own rates; ``trade_cost`` a ratio
      (infinite: a ban).
    """

    sector: str
    importer: str
    exporter: str
    share: float = 1.0
    elasticity: float | None = None
    good: str = ""
    between: float | None = None
    tariff: float = 0.0
    export_tax: float = 0.0
    trade_cost: float = 1.0
    maker: str = ""
    product: str = ""


@dataclass(frozen=True)
class Target:
    """A condition on lines, and the premium on them that the equilibrium finds to meet it.

    - ``on``: positions of the lines that bear the premium; ``counts``: those that are measured
      (None: the same);
    - ``wedge``: whether the premium is a tariff (its revenue the importer's; below zero a subsidy
      that the buyer's treasury pays), an export tax (the exporter's), or a cost that is wasted;
    - ``measured``: ``volume`` at benchmark producer prices; ``price``, customs value over volume;
      ``cost``: what the premium costs the
      treasury that pays it; ``balance``: exports minus imports, at customs value, of ``economies``
      (first with second), in goods;
    - ``amount``, in world value added (a price in benchmark prices), or a ratio: ``absolute`` is
      the level, ``change`` the ratio to the equilibrium without the targets, ``added`` what is to
      be added to it;
    - ``sense``: ``equal``, or a limit that need not bind;
    - ``least``, ``most``: bounds of the premium as a rate; ``yields``: at them the condition gives
      way (a tariff-rate quota's) rather than fail;
    - ``passed_on``: the share of the premium on the ``amount`` that the importer hands to the
      exporter (licences given away), beyond what ``wedge`` says.
    """

    name: str
    on: tuple[int, ...]
    wedge: Wedge
    amount: float
    measured: Measured = "volume"
    basis: Basis = "absolute"
    sense: Sense = "equal"
    counts: tuple[int, ...] | None = None
    economies: tuple[str, str] | None = None
    least: float = -0.95
    most: float = 1e6
    yields: bool = False
    passed_on: float = 0.0


@dataclass(frozen=True)
class Targets:
    """All lines that are told apart on a world, and the targets on them."""

    lines: tuple[Line, ...] = ()
    targets: tuple[Target, ...] = ()

    def __add__(self, other: "Targets") -> "Targets":
        """Return both, the positions of the second's lines moved behind the first's."""
        by = len(self.lines)

        def moved(at: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(p + by for p in at)

        later = tuple(
            replace(t, on=moved(t.on), counts=None if t.counts is None else moved(t.counts))
            for t in other.targets
        )
        return Targets(self.lines + other.lines, self.targets + later)
