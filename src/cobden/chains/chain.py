"""A chain as a frozen value: places, goods, processes, routes, uses, stocks, contracts.

Quantities are rates per month in the good's own unit, prices in money per that unit; the program
turns rates into quantities per period. A good is anything that has a balance and a price at each
place (an oxide, a cargo, a place in a shipyard); a process turns goods into goods.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from cobden.base.errors import InputError, unknown
from cobden.chains.figures import Figures

if TYPE_CHECKING:
    from cobden.chains.measures import Measure


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
class Use:
    """Final demand for a good at a place, calibrated at one point.

    ``quantity`` per month is bought at ``price``. ``elasticity`` is not positive; ``constant``
    keeps it along the curve, ``linear`` draws the tangent. Above ``choke`` nothing more is bought:
    buyers do without. An elasticity of zero is a fixed need up to the choke price.
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
    """A store: what is in it at the start, what it holds, what a unit costs to hold a month.

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
class Observation:
    """What happened: one value of a named series in one month, with its source."""

    series: str
    month: str
    value: float
    unit: str
    source: str
    grade: str = ""


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
    note: str = ""

    def __post_init__(self) -> None:
        _check(self)

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


def _check(chain: Chain) -> None:
    """Raise ``InputError`` for the first thing that cannot be right."""
    _check_names(chain)
    _check_amounts(chain)
    _check_supply(chain)


def _check_names(chain: Chain) -> None:
    places = {place.name for place in chain.places}
    goods = {good.name for good in chain.goods}
    processes = {process.name for process in chain.processes}
    uses = {(use.place, use.use) for use in chain.uses}
    for rows, keys in (
        (chain.capacities, {"place": places, "process": processes}),
        (chain.routes, {"exporter": places, "importer": places, "good": goods}),
        (chain.uses, {"place": places, "good": goods}),
        (chain.options, {"place": places, "good": goods | {None}}),
        (chain.stocks, {"place": places, "good": goods}),
        (chain.contracts, {"exporter": places, "importer": places, "good": goods}),
        (chain.recycling, {"place": places, "good": goods}),
    ):
        for row in rows:
            for key, known in keys.items():
                name = getattr(row, key)
                if name not in known:
                    where = f"chain {chain.name}, {type(row).__name__.lower()} of {row}"
                    raise unknown(key, name, sorted(filter(None, known)), where=where[:160])
    for process in chain.processes:
        for name, _ in process.recipe:
            if name not in goods:
                raise unknown("good", name, goods, where=f"recipe of {process.name}")
    for row in (*chain.options, *chain.recycling):
        if (row.place, row.use) not in uses:
            known = [use for place, use in uses if place == row.place]
            raise unknown("use", row.use, known, where=f"{type(row).__name__} at {row.place}")
    arcs = {(route.good, route.exporter, route.importer) for route in chain.routes}
    for contract in chain.contracts:
        if (contract.good, contract.exporter, contract.importer) not in arcs:
            raise InputError(
                f"{contract.good} is contracted from {contract.exporter} to {contract.importer}, "
                "but no route joins them.",
                where=f"chain {chain.name}, contracts",
                remedy="Give the route its distance or cost.",
            )


def _check_amounts(chain: Chain) -> None:
    for use in chain.uses:
        where = f"chain {chain.name}, use {use.use} at {use.place}"
        if use.elasticity > 0:
            raise InputError(
                f"demand has the elasticity {use.elasticity:g}.",
                where=where,
                remedy="Demand falls as the price rises: give a negative number.",
            )
        if use.quantity <= 0 or use.price <= 0:
            raise InputError(
                f"demand is calibrated at quantity {use.quantity:g} and price {use.price:g}.",
                where=where,
                remedy="Both must be positive.",
            )
        if use.choke <= use.price:
            raise InputError(
                f"buyers give up at {use.choke:g}, but pay {use.price:g} already.",
                where=where,
                remedy="The choke price must lie above the calibrated price.",
            )
        if use.form == "constant" and use.choke == float("inf") and use.elasticity > -1:
            raise InputError(
                "demand of constant elasticity above -1 is worth infinitely much.",
                where=where,
                remedy="Give a choke price, at which buyers do without, or use a linear form.",
            )
    for capacity in chain.capacities:
        where = f"chain {chain.name}, {capacity.process} at {capacity.place}, {capacity.step}"
        if capacity.limit < 0 or capacity.slope < 0 or capacity.ramp < 0:
            raise InputError("a limit, slope or ramp is negative.", where=where, remedy="Mend it.")
        if capacity.start and capacity.end and capacity.end <= capacity.start:
            raise InputError(
                f"it ends on {capacity.end}, before it starts on {capacity.start}.",
                where=where,
                remedy="Correct one of the dates.",
            )
    for row in (*chain.routes, *chain.contracts, *chain.stocks, *chain.recycling):
        for key in ("months", "limit", "quantity", "penalty", "initial", "holding", "rate", "lag"):
            if getattr(row, key, 0) < 0:
                raise InputError(
                    f"{key} is {getattr(row, key):g}.",
                    where=f"chain {chain.name}, {row}"[:160],
                    remedy="It cannot be negative.",
                )
    for stock in chain.stocks:
        if stock.initial > stock.limit:
            raise InputError(
                f"the stock begins with {stock.initial:g}, more than its limit {stock.limit:g}.",
                where=f"chain {chain.name}, stock of {stock.good} at {stock.place}",
                remedy="Raise the limit or lower the stock.",
            )


def _check_supply(chain: Chain) -> None:
    """Every good that a use or a process takes must be makeable somewhere and reach the place."""
    running = {(row.place, row.process) for row in chain.capacities if row.limit > 0}
    at: dict[str, set[str]] = {good.name: set() for good in chain.goods}
    for stock in chain.stocks:
        at[stock.good].add(stock.place)
    for row in chain.recycling:
        at[row.good].add(row.place)
    recipes = [
        (place, dict(process.recipe))
        for process in chain.processes
        for place, name in running
        if name == process.name and process.place in (None, place)
    ]
    while True:
        before = sum(map(len, at.values()))
        for place, recipe in recipes:
            if all(place in at[good] for good, amount in recipe.items() if amount < 0):
                for good, amount in recipe.items():
                    if amount > 0:
                        at[good].add(place)
        for route in chain.routes:
            if route.exporter in at[route.good]:
                at[route.good].add(route.importer)
        if sum(map(len, at.values())) == before:
            break
    for use in chain.uses:
        if use.place not in at[use.good]:
            blame = next(
                (g.name for g in chain.goods if not at[g.name] and _needed(chain, g.name)), use.good
            )
            raise InputError(
                f"no one can supply {blame}, so {use.use} at {use.place} goes without {use.good}.",
                where=f"chain {chain.name}",
                remedy=f"Give a process that makes {blame} some capacity, a stock, or a route.",
            )


def _needed(chain: Chain, good: str) -> bool:
    return any(amount < 0 and name == good for p in chain.processes for name, amount in p.recipe)
