"""The rows of a chain's tables, as values. Rates are per month, in the good's own unit."""

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Place:
    """Where goods are made, stored and used: an economy, several, or a part of one."""

    name: str
    economy: str
    members: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Good:
    """What is balanced and priced; ``sector`` is the world's sector that it is a variety of."""

    name: str
    unit: str
    title: str = ""
    sector: str = ""


@dataclass(frozen=True)
class Process:
    """What turns goods into goods. ``recipe``: good and amount per unit run, inputs negative."""

    name: str
    unit: str
    recipe: tuple[tuple[str, float], ...]
    title: str = ""
    place: str | None = None


@dataclass(frozen=True)
class Capacity:
    """One cost step of a process at a place.

    Running a further unit costs ``cost`` plus ``slope`` times the rate already run; ``limit`` is
    the greatest rate per month. From ``start`` the limit grows evenly over ``ramp`` months.
    """

    place: str
    process: str
    step: str = "existing"
    limit: float = float("inf")
    cost: float = 0.0
    slope: float = 0.0
    start: date | None = None
    ramp: float = 0.0
    end: date | None = None


@dataclass(frozen=True)
class Route:
    """A way from exporter to importer: cost per unit, months under way, limit per month."""

    good: str
    exporter: str
    importer: str
    cost: float
    via: str = ""
    months: float = 0.0
    limit: float = float("inf")


@dataclass(frozen=True)
class Passage:
    """A strait or canal: all of a good that goes ``via`` it, or leaves one of ``exporters``, shares
    ``limit`` per month."""

    name: str
    good: str
    via: str
    exporters: tuple[str, ...]
    limit: float

    def holds(self, route: Route) -> bool:
        """Whether a route goes through."""
        if route.good != self.good or (self.via and route.via != self.via):
            return False
        return not self.exporters or route.exporter in self.exporters


@dataclass(frozen=True)
class Use:
    """Final demand for a good at a place, calibrated at one point.

    ``quantity`` per month is bought at ``price``. ``elasticity`` is not positive; ``constant``
    keeps it along the curve, ``linear`` draws the tangent. Above ``choke`` nothing more is bought:
    buyers do without. An elasticity of zero is a fixed need up to the choke price,
    or whatever the price where there is none. ``season`` scales what is wanted in each month of the
    year, January first.

    Lines run at ``minimum`` of what they want or more, or stop. There are many, so some stop while
    others run: below the minimum no price short of the choke price makes users take less. The share
    ``contract`` is bought under contract, at ``price`` and before all others are served.
    """

    place: str
    use: str
    good: str
    quantity: float
    price: float
    elasticity: float
    choke: float = float("inf")
    form: Literal["constant", "linear"] = "constant"
    growth: float = 0.0
    sector: str = ""
    season: tuple[float, ...] = ()
    minimum: float = 0.0
    contract: float = 0.0

    @property
    def rigid(self) -> bool:
        """Whether no price short of the choke price changes what is wanted."""
        return self.elasticity == 0 or self.minimum == 1 or self.contract == 1


@dataclass(frozen=True)
class Option:
    """Another way to serve a use: a substitute good, or thrift where ``good`` is None.

    One unit of use takes ``amount`` of the good and costs ``cost``; it serves at most ``limit`` (a
    share of the calibrated use), and that share grows by at most ``speed`` per month.
    """

    place: str
    use: str
    name: str
    good: str | None
    amount: float
    cost: float
    limit: float
    speed: float
    start: date | None = None


@dataclass(frozen=True)
class Stock:
    """A store: what is in it at the start, what it holds, what a unit costs to hold a month,
    less the convenience of having it (so it may be negative).

    A ``strategic`` stock stays shut until a measure releases it. ``salvage`` is what a unit is
    worth to its owner when the solved time ends.
    """

    place: str
    good: str
    owner: str
    initial: float
    limit: float
    holding: float = 0.0
    salvage: float = 0.0
    strategic: bool = False


@dataclass(frozen=True)
class Contract:
    """A quantity per month that the buyer takes or pays ``penalty`` for each unit not taken."""

    good: str
    exporter: str
    importer: str
    quantity: float
    penalty: float
    price: float | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Recycling:
    """What comes back: at most ``rate`` of what was used ``lag`` months ago, at most ``limit``."""

    place: str
    use: str
    good: str
    rate: float
    lag: float
    cost: float
    limit: float
    start: date | None = None
    ramp: float = 0.0


@dataclass(frozen=True)
class Cross:
    """How one quantity at a place moves another's price, beside their own slopes.

    ``kind`` is ``use`` (two uses) or ``process`` (two processes); the inverse demand of the first
    falls, or the marginal cost of the first rises, by ``slope`` per unit and month of the second,
    and the other way round: the effects are symmetric, or no surplus would exist.
    """

    place: str
    kind: Literal["use", "process"]
    first: str
    second: str
    slope: float


@dataclass(frozen=True)
class Replay:
    """What of the chain an observed ``series`` is, and under which ``scenario``.

    Trade in ``goods`` from ``exporter`` to ``importer``, each one place or several, or all where
    none is named; or, where ``price_at`` is given, the price of the one good there. ``factor``, a
    formula of figures, brings the model's unit to that of the series.
    """

    series: str
    goods: tuple[str, ...]
    exporter: tuple[str, ...] = ()
    importer: tuple[str, ...] = ()
    price_at: str = ""
    factor: str = "1"
    scenario: str = ""


@dataclass(frozen=True)
class Observation:
    """What happened: one value of a named series in one month, with its source.

    ``month`` is one, or several together: ``2024-01..02``, ``2024-08..2025-03``, ``2025-Q1`` or
    ``2025``.
    """

    series: str
    month: str
    value: float
    unit: str
    source: str
    grade: str = ""
