"""Time as a tree: what may come, each period of each future with the one before it and its chance.

A plan made for certain is a tree without branches. Where something may happen, those who plan keep
a trunk, on which nothing does, and for every period in which it may a branch that leaves the trunk
there (a scenario tree, as in multistage stochastic programming). Goods kept or shipped on the trunk
arrive in every branch that grows from it later, so one decision serves all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Tree:
    """The nodes of a plan, the trunk's first; every array is [node].

    ``period`` is the node's period, from the start of the solved time; ``parent`` the node before,
    -1 for the first; ``chance`` how likely it is that the node is reached; ``branch`` the future it
    belongs to, 0 for the trunk. All futures end in the same period.
    """

    period: Index
    parent: Index
    chance: Floats
    branch: Index

    @classmethod
    def grown(cls, first: int, periods: int, branches: Sequence[tuple[int, float]] = ()) -> "Tree":
        """Return the tree from ``first`` to the last of ``periods``.

        Each of ``branches`` leaves in a period after the first, with a chance given that the trunk
        was reached until then. What leaves together happens apart: their chances are scaled so that
        the trunk goes on as often as independent events leave it.
        """
        trunk = np.arange(first, periods)
        chance, grown = np.ones(len(trunk)), []
        for at in range(1, len(trunk)):
            leaving = np.array([p for period, p in branches if period == trunk[at]])
            stays = np.prod(1 - leaving)
            chance[at] = chance[at - 1] * stays
            share = (1 - stays) / leaving.sum() if leaving.sum() > 0 else 0.0
            grown.append(chance[at - 1] * share)
        period, parent = [trunk], [np.arange(len(trunk)) - 1]
        chances, branch, size = [chance], [np.zeros(len(trunk), dtype=np.intp)], len(trunk)
        for number, (leaves, p) in enumerate(branches, start=1):
            own = np.arange(leaves, periods)
            before = np.arange(size - 1, size - 1 + len(own))
            before[0] = leaves - first - 1
            period.append(own)
            parent.append(before)
            chances.append(np.full(len(own), p * grown[leaves - first - 1]))
            branch.append(np.full(len(own), number))
            size += len(own)
        return cls(
            np.concatenate(period), np.concatenate(parent), np.concatenate(chances),
            np.concatenate(branch),
        )  # fmt: skip

    @property
    def first(self) -> int:
        """The period in which the plan is made."""
        return int(self.period[0])

    @property
    def trunk(self) -> slice:
        """The nodes on which nothing happens."""
        return slice(0, int((self.branch == 0).sum()))

    @property
    def leaves(self) -> Index:
        """The nodes in which the solved time ends."""
        return np.flatnonzero(self.period == self.period.max())

    def ancestors(self, back: int) -> Index:
        """Return the node ``back`` periods before each, [node]; -1 before the first."""
        node = np.arange(len(self.period))
        for _ in range(back):
            node = np.where(node < 0, -1, self.parent[node])
        return node

    def arrivals(self, delay: Index) -> Iterator[tuple[Index, Index, Index]]:
        """Yield rows, where each leaves and where it lands, of what is under way for ``delay``.

        ``delay`` is [row, node] in periods; what leaves once lands in every future that follows.
        What would land after the solved time is left out.
        """
        for periods in np.unique(delay):
            left = self.ancestors(int(periods))
            landing = np.flatnonzero(left >= 0)
            row, at = np.nonzero(delay[:, left[landing]] == periods)
            yield row, left[landing[at]], landing[at]
