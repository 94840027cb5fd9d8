"""A figure of the page: an outcome of the table at a place, by a name such as ``output:JPN:C29``.

The name is the outcome's column, then what its axes ask for: economies first (who sells before who
buys), then the sector, then labels of the outcome's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from cobden.base.errors import unknown
from cobden.cases import Case
from cobden.equilibrium import Readable
from cobden.outcomes import OutcomeKind, columns
from cobden.report import names
from cobden.report.brief_rows import WORLD
from cobden.world.world import World

ECONOMIES = ("economy", "exporter", "partner", "importer")


@dataclass(frozen=True)
class ShownFigure:
    """An outcome, and the label on each of its axes."""

    column: str
    kind: OutcomeKind
    places: dict[str, str]

    @classmethod
    def named(cls, case: Case, world: World, column: str, parts: Sequence[str]) -> Self:
        """Return the figure of a column; parts that are not named are the case's own.

        Raises ``InputError`` for a column, an economy, a sector or a label that is not known.
        """
        known = columns()
        if column not in known:
            raise unknown("figure", column, known, where="figure")
        kind, places = known[column], dict[str, str]()
        given = iter(parts)
        for axis in sorted(kind.axes, key=_order):
            options, usual = _options(case, world, kind, axis)
            places[axis] = next(given, usual)
            if places[axis] not in options:
                what = "economy" if axis in ECONOMIES else axis
                raise unknown(what, places[axis], options, where="figure")
        return cls(column, kind, places)

    @property
    def id(self) -> str:
        """Its name."""
        return ":".join((self.column, *self.places.values()))

    @property
    def title(self) -> str:
        """Its name in words."""
        where = self.where
        return f"{self.what[0].upper()}{self.what[1:]}, {where}"

    @property
    def what(self) -> str:
        """What it is, whoever's it is: the outcome, with labels of its own and the sector."""
        own = [self.places[axis] for axis in self.kind.labels if axis in self.places]
        said = " of ".join((self.kind.heading, *own))
        sector = self.places.get("sector")
        return f"{said}: {names.sector(sector).lower()}" if sector else said

    @property
    def where(self) -> str:
        """Whose it is, in words."""
        at = {axis: names.economy(code) for axis, code in self.places.items() if axis in ECONOMIES}
        if "exporter" in at:
            return f"{at['exporter']} to {names.the(self.places['importer'])}"
        if "partner" in at:
            return f"{at['economy']} with {names.the(self.places['partner'])}"
        return at["economy"]

    @property
    def economies(self) -> tuple[str, ...]:
        """Whose it is, the world as a whole left out."""
        found = (code for axis, code in self.places.items() if axis in ECONOMIES)
        return tuple(code for code in found if code != WORLD)

    def read(self, seen: Readable) -> float:
        """Return the figure, in the unit of its outcome."""
        world, kind = seen.world, self.kind
        places = [_positions(world, self.places[axis]) for axis in kind.axes if axis in ECONOMIES]
        values = seen.together(kind.name, *places)
        rest = [axis for axis in kind.axes if axis not in ECONOMIES]
        at = tuple(
            world.sector_index(self.places[axis])
            if axis == "sector"
            else kind.labels[axis].index(self.places[axis])
            for axis in rest
        )
        return float(values[at])


def _order(axis: str) -> tuple[int, int]:
    """Economies first, then the sector, then what is the outcome's own."""
    if axis in ECONOMIES:
        return 0, ECONOMIES.index(axis)
    return (1, 0) if axis == "sector" else (2, 0)


def _options(case: Case, world: World, kind: OutcomeKind, axis: str) -> tuple[tuple[str, ...], str]:
    """Return the labels that an axis may have, and the usual one."""
    if axis in ECONOMIES:
        own = case.counterpart if axis in ("partner", "importer") else case.home
        return (*world.economies, *case.groups, WORLD), own
    if axis == "sector":
        return world.sectors, (*case.file.brief.markets, *world.sectors)[0]
    return kind.labels[axis], kind.labels[axis][-1]


def _positions(world: World, code: str) -> list[int]:
    return list(range(len(world.economies))) if code == WORLD else world.positions(code)
