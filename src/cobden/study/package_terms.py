"""What a package of the table puts on the world: its tariffs and its instruments, in the law."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.economies import codes
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.measures import Instrument, Law, Tariff
from cobden.measures.enactment import together
from cobden.measures.instrument import Change, Setting, places
from cobden.measures.rate_columns import PartnerRates, column_of, with_columns
from cobden.talks.table import Table
from cobden.talks.table_entries import Item, Level

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.world.world import World


@dataclass(frozen=True, eq=False)
class Offers:
    """The packages of a ``table`` in the ``law`` of a day, as terms on a ``world``.

    ``wedges`` are what the law puts on the world.
    """

    table: Table
    world: "World"
    law: Law
    wedges: Wedges

    @cached_property
    def today(self) -> Terms:
        """All that the law of the day puts on the world, with nothing agreed."""
        return together(self.wedges, self._changes(self.law.instruments, self.wedges))

    def terms(self, row: "NDArray[np.int_]", *, alike: bool = False) -> Terms:
        """Return what holds when the package ``row`` [item] is in force.

        With ``alike``, promises that it does not hold stand in their place all the same, idle: a
        premium of zero meets them. So code compiled for one package serves all.
        """
        levels = self._levels(row)
        wedges = self._with_tariffs(tuple(t for level in levels for t in level.tariffs))
        changes = self._changes(self.law.instruments, wedges)
        for item, level in zip(self._items, levels, strict=True):
            changes += self._changes([m.settled() for m in level.measures], wedges)
            if alike and not level.measures:
                others = (other.measures for other in item.levels.values() if other.measures)
                absent = self._changes([m.settled() for m in next(others, ())], wedges)
                changes += [_idle(change) for change in absent if _promises(change)]
        return together(wedges, changes)

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return tuple(self.table.items.values())

    def _levels(self, row: "NDArray[np.int_]") -> list[Level]:
        pairs = zip(self._items, row.tolist(), strict=True)
        return [list(item.levels.values())[number] for item, number in pairs]

    def _changes(self, instruments: Sequence[Instrument], wedges: Wedges) -> list[Change]:
        setting = Setting(self.world, wedges, self.law.day)
        return [instrument.change(setting) for instrument in instruments]

    def _with_tariffs(self, terms: tuple[Tariff, ...]) -> Wedges:
        """Return the wedges once ``terms`` are law; the same value for the same terms."""
        key = tuple(map(id, terms))  # the table keeps them alive
        if key not in self._known_wedges:
            pairs = {
                (by, on)
                for t in terms
                for by in places(self.world, t.by)
                for on in places(self.world, t.on)
                if by != on
            }
            columns = {}
            for by, on in sorted(pairs):
                mine = tuple(t for t in terms if t.reaches(codes(by)[0], codes(on)[0]))
                columns[by, on] = self._column(mine, by, on)
            self._known_wedges[key] = with_columns(self.world, self.wedges, columns)
        return self._known_wedges[key]

    @cached_property
    def _known_wedges(self) -> dict[tuple[int, ...], Wedges]:
        return {}

    def _column(self, terms: tuple[Tariff, ...], by: str, on: str) -> PartnerRates:
        """Return the rates of ``by`` on ``on`` once ``terms`` replace what they replace."""
        key = (tuple(map(id, terms)), by, on)
        if key not in self._known_columns:
            law = self.law.exchanged(codes(by), codes(on), terms)
            self._known_columns[key] = column_of(law, self.world, by, on)
        return self._known_columns[key]

    @cached_property
    def _known_columns(self) -> dict[tuple[Any, ...], PartnerRates]:
        return {}


def is_idle(terms: Terms) -> bool:
    """Whether no promise or limit of ``terms`` is in force."""
    return all(target.least == target.most == 0 for target in terms.targets.targets)


def _idle(change: Change) -> Change:
    """Return a change whose targets a premium of zero meets."""
    nothing = {"least": 0.0, "most": 0.0, "yields": True}
    return change._replace(targets=tuple(replace(t, **nothing) for t in change.targets))


def _promises(change: Change) -> bool:
    """Whether a change does nothing once its targets are idle."""
    plain = all((x.tariff, x.export_tax, x.trade_cost) == (0.0, 0.0, 1.0) for x in change.lines)
    return plain and change.transfer is None and change.productivity is None
