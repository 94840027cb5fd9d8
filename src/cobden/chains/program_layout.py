"""How a chain's program is laid out: blocks of variables and constraints, and what fills them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cobden.chains.chain import Chain
from cobden.chains.conditions import Conditions
from cobden.chains.end_use import bound_name
from cobden.chains.tree import Tree

Floats = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class ChainState:
    """What the past leaves: stocks [k], goods under way by arrival [good, place, period], the level
    of each option [o], and what each use took in the periods before, newest last [use, periods].
    """

    stock: Floats
    arriving: Floats
    option: Floats
    history: Floats


@dataclass(frozen=True, eq=False)
class Block:
    """Where a family of variables or constraints lies, [rows, nodes] in row-major order."""

    name: str
    offset: int
    rows: int
    nodes: int

    @property
    def index(self) -> Index:
        """The positions, [rows, nodes]."""
        return self.offset + np.arange(self.rows * self.nodes).reshape(self.rows, self.nodes)

    def of(self, vector: Floats) -> Floats:
        """Return the part of ``vector`` that belongs here, [rows, nodes]."""
        end = self.offset + self.rows * self.nodes
        return vector[self.offset : end].reshape(self.rows, self.nodes)


class Entries:
    """Entries of a sparse matrix, collected."""

    def __init__(self) -> None:
        self.row: list[Index] = []
        self.column: list[Index] = []
        self.value: list[Floats] = []

    def add(self, row: Index, column: Index, value: Floats | float) -> None:
        """Add ``value`` at each row and column; what stands there already is added to."""
        row, column, amount = np.broadcast_arrays(row, column, value)
        self.row.append(row.ravel())
        self.column.append(column.ravel())
        self.value.append(amount.ravel().astype(float))

    def matrix(self, shape: tuple[int, int]) -> sparse.csr_matrix:
        """Return all entries as a matrix."""
        if not self.row:
            return sparse.csr_matrix(shape)
        entries = (np.concatenate(self.row), np.concatenate(self.column))
        return sparse.csr_matrix((np.concatenate(self.value), entries), shape=shape)


@dataclass(frozen=True, eq=False)
class Plan:
    """What the constraints are built from."""

    conditions: Conditions
    state: ChainState
    tree: Tree
    variables: dict[str, Block]
    constraints: dict[str, Block]

    @cached_property
    def balances(self) -> Index:
        """The rows of the balances, [good, place, node]."""
        chain = self.conditions.chain
        shape = len(chain.goods), len(chain.places), -1
        return self.constraints["balance"].index.reshape(shape)

    @cached_property
    def _at(self) -> tuple[dict[str, int], dict[str, int]]:
        chain = self.conditions.chain
        goods, places = ([item.name for item in table] for table in (chain.goods, chain.places))
        return positions(goods), positions(places)

    def balance(self, good: str, place: str) -> Index:
        """Return the rows of the balance of a good at a place, [node]."""
        goods, places = self._at
        return self.balances[goods[good], places[place]]

    @cached_property
    def later(self) -> Index:
        """The nodes after the first."""
        return np.flatnonzero(self.tree.parent >= 0)


def positions(names: Iterable[str]) -> dict[str, int]:
    """Return where each name stands."""
    return {name: row for row, name in enumerate(names)}


def use_rows(chain: Chain) -> dict[tuple[str, str], int]:
    """Return the row of each use, by place and name."""
    return {(use.place, use.use): row for row, use in enumerate(chain.uses)}


def twins(conditions: Conditions) -> Index:
    """Return the positions of the goods that each route's bound part lands as, [route].

    That of the good itself where nothing of it is ever bound.
    """
    chain = conditions.chain
    good = positions([item.name for item in chain.goods])
    names = [bound_name(route.good) for route in chain.routes]
    return np.array(
        [good.get(name, good[r.good]) for name, r in zip(names, chain.routes, strict=True)],
        dtype=np.intp,
    )
