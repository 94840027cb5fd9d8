"""What each package changes, in the units of the table's outcomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.talks.packages import LARGEST_SPACE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.talks.members import Members
    from cobden.talks.table import Table
    from cobden.talks.table_entries import CitedFigure

Model = Callable[["NDArray[np.int_]"], "NDArray[np.float64]"]
"""Maps packages [package, item] to outcomes [package, outcome] of the equilibrium, relative to
how things stand; the columns of declared outcomes are zero."""


@dataclass(frozen=True, eq=False)
class Effects:
    """Outcomes of all packages, relative to how things stand.

    Items that the equilibrium sees interact, so each of their combinations is solved: ``exact``
    [combination, outcome], the items at the positions ``seen``. Declared outcomes add up:
    ``declared`` holds for each item an array [level, outcome]. ``outside`` [party, outcome] is
    what each party's walking out brings. ``basis`` says what the figures rest on. ``members`` are
    those of each party that is a group, ``share`` what of a declared outcome counts: all, but for
    a part.

    >>> import cobden as cb
    >>> import numpy as np
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> nothing = np.zeros((len(table.parties), len(table.outcomes)))
    >>> effects = cb.talks.evaluate(
    ...     table, lambda rows: np.zeros((len(rows), len(table.outcomes))), nothing, idle=True
    ... )
    >>> effects.outside.shape == nothing.shape
    True
    """

    table: "Table"
    seen: tuple[int, ...]
    exact: "NDArray[np.float64]"
    declared: "tuple[NDArray[np.float64], ...]"
    outside: "NDArray[np.float64]"
    modelled_outside: "NDArray[np.float64]"
    basis: str
    members: "Mapping[str, Members]" = field(default_factory=dict)
    share: float = 1.0

    def of(self, rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
        """Return the outcomes [package, outcome] of packages [package, item]."""
        return self.solved(rows) + sum(
            (table[rows[:, item]] for item, table in enumerate(self.declared)),
            start=np.zeros((len(rows), len(self.table.outcomes))),
        )

    def part(self, party: str, member: int) -> "Effects":
        """Return what one member of a group has of it: its own, and its share of what is declared.

        The parts of all members sum to the whole.
        """
        inside = self.members[party]
        share, place = float(inside.income[member]), list(self.table.parties).index(party)
        walked = self.modelled_outside.copy()
        walked[place] = inside.outside[member]
        return replace(
            self, exact=inside.exact[member], modelled_outside=walked, members={}, share=share,
            declared=tuple(share * levels for levels in self.declared),
            outside=walked + share * (self.outside - self.modelled_outside),
        )  # fmt: skip

    def or_else(self, other: "Effects") -> "Effects":
        """Return the same, with what ``other`` says of packages that are not known here."""

        def filled(mine: "NDArray[np.float64]", theirs: "NDArray[np.float64]"):
            return np.where(np.isnan(mine), theirs, mine)

        inside = {
            key: replace(one, exact=filled(one.exact, other.members[key].exact))
            for key, one in self.members.items()
        }
        return replace(self, exact=filled(self.exact, other.exact), members=inside)

    def solved(self, rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
        """Return the part of the outcomes that the equilibrium computes [package, outcome]."""
        if not self.seen:
            return np.zeros((len(rows), len(self.table.outcomes)))
        return self.exact[self.positions(rows)]

    def positions(self, rows: "NDArray[np.int_]") -> "NDArray[np.int_]":
        """Return where ``exact`` has packages [package, item]: the number of the combination."""
        if not self.seen:
            return np.zeros(len(rows), dtype=int)
        sizes = [self.table.sizes[item] for item in self.seen]
        return np.asarray(np.ravel_multi_index(tuple(rows[:, self.seen].T), sizes))


def evaluate(
    table: "Table",
    model: Model,
    outside: "NDArray[np.float64]",
    basis: str = "",
    *,
    idle: bool = False,
) -> Effects:
    """Return the effects of all packages, each combination of modelled items solved exactly.

    ``outside`` [party, outcome] is what the equilibrium says of the state that holds when a party
    walks out; its declared outcomes are added here. Raises ``InputError`` for an item that the
    equilibrium sees but that changes nothing, unless ``idle`` ones are expected: the law may have
    them already.

    >>> import cobden as cb
    >>> import numpy as np
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> nothing = np.zeros((len(table.parties), len(table.outcomes)))
    >>> effects = cb.talks.evaluate(
    ...     table, lambda rows: np.zeros((len(rows), len(table.outcomes))), nothing, idle=True
    ... )
    >>> effects.of(np.zeros((1, len(table.items)), int)).shape == (1, len(table.outcomes))
    True
    """
    names = list(table.outcomes)
    seen, rows = combinations_of(table)
    exact = np.asarray(model(rows), dtype=np.float64)
    if exact.shape != (len(rows), len(names)) or not np.isfinite(exact).all():
        raise InputError(
            f"the model returned outcomes of shape {exact.shape}, or figures that are not finite.",
            where="model",
            remedy=f"Expected {(len(rows), len(names))}: packages, then outcomes.",
        )
    solved = np.asarray(outside, dtype=np.float64)
    walked = solved + np.array(
        [_vector(party.outside.adds, names) for party in table.parties.values()]
    )
    effects = Effects(table, seen, exact, declared(table), walked, solved, basis)
    if not idle:
        _check_items_matter(effects)
    return effects


def combinations_of(table: "Table") -> "tuple[tuple[int, ...], NDArray[np.int_]]":
    """Return the positions of the items that the equilibrium sees, and all they combine to.

    The latter as packages [combination, item]. Raises ``InputError`` for too many.
    """
    seen = tuple(
        position
        for position, item in enumerate(table.items.values())
        if any(level.in_model for level in item.levels.values())
    )
    sizes = [table.sizes[item] for item in seen]
    if np.prod([float(n) for n in sizes]) > LARGEST_SPACE:
        raise InputError(
            f"{len(seen)} items with {sizes} levels make too many equilibria to solve.",
            where="items",
            remedy="Give fewer levels to items that are tariffs or trade.",
        )
    combinations = int(np.prod(sizes)) if seen else 1
    rows = np.zeros((combinations, len(table.items)), dtype=int)
    if seen:
        rows[:, seen] = np.stack(np.unravel_index(np.arange(combinations), sizes), axis=1)
    return seen, rows


def declared(table: "Table") -> "tuple[NDArray[np.float64], ...]":
    """Return, for each item, the outcomes that its levels state [level, outcome]."""
    names = list(table.outcomes)
    return tuple(
        np.array([_vector(level.adds, names) for level in item.levels.values()])
        for item in table.items.values()
    )


def _vector(adds: "dict[str, CitedFigure]", names: list[str]) -> "NDArray[np.float64]":
    return np.array([adds[name].value if name in adds else 0.0 for name in names])


def idle_levels(effects: Effects) -> tuple[tuple[str, str], ...]:
    """Return the items and levels (but the first) that change nothing by themselves."""
    found = []
    for position, (name, item) in enumerate(effects.table.items.items()):
        rows = np.zeros((len(item.levels), len(effects.table.items)), dtype=int)
        rows[:, position] = np.arange(len(item.levels))
        idle = np.flatnonzero(np.abs(effects.of(rows)[1:]).max(axis=1) < 1e-12)
        found += [(name, list(item.levels)[place + 1]) for place in idle]
    return tuple(found)


def _check_items_matter(effects: Effects) -> None:
    for name, level in idle_levels(effects)[:1]:
        raise InputError(
            f"'{effects.table.items[name].title}' at level '{level}' changes nothing.",
            where=f"items.{name}",
            remedy="Its measures may already hold on this date: correct them, or leave it out.",
        )


def weights(table: "Table", party: str, principal: str | None = None) -> "NDArray[np.float64]":
    """Return the weight of each outcome [outcome] for a party, or one of its principals."""
    side = table.parties[party]
    aims = side.principals[principal].aims if principal else ()
    names = list(table.outcomes)
    total = np.zeros(len(names))
    for aim in aims or side.aims:
        total[names.index(aim.outcome)] += aim.weight.value
    return total
