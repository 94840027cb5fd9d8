"""A chain as a frozen value: places, goods, processes, routes, uses, stocks, contracts.

Quantities are rates per month in the good's own unit, prices in money per that unit; the program
turns rates into quantities per period. A good is anything that has a balance and a price at each
place (an oxide, a cargo, a place in a shipyard); a process turns goods into goods.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from cobden.base.errors import unknown
from cobden.chains.consistency import check
from cobden.chains.figures import Figures
from cobden.chains.rows import (
    Capacity,
    Contract,
    Cross,
    Good,
    Observation,
    Option,
    Place,
    Process,
    Recycling,
    Replay,
    Route,
    Stock,
    Use,
)  # fmt: skip

if TYPE_CHECKING:
    from cobden.chains.measures import Measure


@dataclass(frozen=True)
class Chain:
    """A commodity from its source to its uses. ``step`` is the length of a period in months."""

    name: str
    title: str
    start: date
    periods: int
    places: tuple[Place, ...]
    goods: tuple[Good, ...]
    uses: tuple[Use, ...]
    processes: tuple[Process, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    routes: tuple[Route, ...] = ()
    options: tuple[Option, ...] = ()
    stocks: tuple[Stock, ...] = ()
    contracts: tuple[Contract, ...] = ()
    recycling: tuple[Recycling, ...] = ()
    cross: tuple[Cross, ...] = ()
    step: int = 1
    tail: int = 0
    discount: float = 0.0
    money: str = "USD"
    reference: str = ""
    figures: Figures = field(default_factory=lambda: Figures({}))
    measures: "tuple[Measure, ...]" = ()
    observed: tuple[Observation, ...] = ()
    replays: tuple[Replay, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        check(self)

    @property
    def solved_periods(self) -> int:
        """Periods that are solved: those reported and the tail that keeps the end from biting."""
        return self.periods + self.tail

    @property
    def months(self) -> tuple[str, ...]:
        """The first month of every solved period, YYYY-MM."""
        return tuple(f"{day.year:04d}-{day.month:02d}" for day in self.period_starts[:-1])

    @property
    def period_starts(self) -> tuple[date, ...]:
        """The first day of every solved period, and of the one after the last."""
        first = self.start.year * 12 + self.start.month - 1
        ordinals = range(first, first + (self.solved_periods + 1) * self.step, self.step)
        return tuple(date(month // 12, month % 12 + 1, 1) for month in ordinals)

    def place_of(self, name: str) -> Place:
        """Return the place called ``name``."""
        return next(place for place in self.places if place.name == name)

    def places_in(self, names: Iterable[str], *, where: str) -> tuple[str, ...]:
        """Return the places that ``names`` mean: places, economies, or ``*`` for all."""
        found: dict[str, None] = {}
        for name in names:
            hits = [p.name for p in self.places if name in ("*", p.name, p.economy, *p.members)]
            if not hits:
                options = [p.name for p in self.places]
                raise unknown("place", name, options, where=where)
            found.update(dict.fromkeys(hits))
        return tuple(found)

    def extended(self, **rows: tuple[object, ...]) -> "Chain":
        """Return the chain with further rows in the named tables."""
        return replace(self, **{name: getattr(self, name) + new for name, new in rows.items()})
