"""A chain as a frozen value: places, goods, processes, routes, uses, stocks, contracts.

Quantities are rates per month in the good's own unit, prices in money per that unit; the program
turns rates into quantities per period. A good is anything that has a balance and a price at each
place (an oxide, a cargo, a place in a shipyard); a process turns goods into goods.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain as joined
from typing import TYPE_CHECKING

from cobden.base.errors import InputError, unknown
from cobden.base.faults import tell_all
from cobden.chains.figures import Figures
from cobden.chains.rows import (
    Capacity,
    Contract,
    Cross,
    Good,
    Observation,
    Option,
    Passage,
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
    """A commodity from its source to its uses. ``step`` is the length of a period in months.

    >>> import cobden as cb
    >>> gas = cb.chains.load('lng')
    >>> isinstance(gas, cb.chains.Chain), gas.periods > 0
    (True, True)
    """

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
    passages: tuple[Passage, ...] = ()
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

    def process_at(self, name: str, place: str) -> Process | None:
        """Return a process as it runs at a place: the latest recipe of its own, or the general."""
        found: dict[str | None, Process] = {p.place: p for p in self.processes if p.name == name}
        return found.get(place) or found.get(None)

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

    def with_lines(
        self, *uses: str, minimum: float = 1.0,
        worth: Mapping[tuple[str, str], float] | None = None,
    ) -> "Chain":  # fmt: skip
        """Return the chain in which ``uses``, by name, are lines: they run or stand still.

        A line takes at least the share ``minimum`` of what it needs at any price up to the choke
        price, and stops there, so stores are used up before any line stops and those stop first for
        whom the good is worth least. ``worth``, by place and use in money per unit, stands in for
        the choke price: what a line loses that stops. Demand that yields to the price is the mild
        limit of this, lines that run in full or not at all the hard one. Raises ``InputError`` for
        a use that the chain does not have, or that has no choke price, or a share that is none.
        """
        where = f"chain {self.name}, lines"
        for name in uses:
            self._named(name, where)
        stops = worth or {}
        changed = [
            replace(use, minimum=minimum, choke=stops.get((use.place, use.use), use.choke))
            if use.use in uses
            else use
            for use in self.uses
        ]
        return replace(self, uses=tuple(changed))

    def with_contracts(self, share: float, *uses: str) -> "Chain":
        """Return the chain in which the ``share`` of ``uses`` (all if none is named) is under
        contract: served first, at the calibrated price.

        The rest bids on the spot, so what is missing is missing there first. Raises ``InputError``
        as :meth:`with_lines` does.
        """
        chosen = uses or tuple({use.use for use in self.uses})
        for name in chosen:
            self._named(name, f"chain {self.name}, contracts")
        changed = [replace(use, contract=share) if use.use in chosen else use for use in self.uses]
        return replace(self, uses=tuple(changed))

    def _named(self, name: str, where: str) -> None:
        """Raise ``InputError`` unless there is a use of that name, with a choke price."""
        if name not in (known := {use.use for use in self.uses}):
            raise unknown("use", name, sorted(known), where=where)
        if any(use.use == name and use.choke == float("inf") for use in self.uses):
            raise InputError(
                f"{name} has no price at which a line stops.",
                where=where,
                remedy="Give it a choke in uses.csv.",
            )

    def extended(self, **rows: tuple[object, ...]) -> "Chain":
        """Return the chain with further rows in the named tables."""
        return replace(self, **{name: getattr(self, name) + new for name, new in rows.items()})


def check(chain: "Chain") -> None:
    """Raise one ``InputError`` for all that cannot be right.

    Whether everything can be supplied is asked only of a chain whose names are known.
    """
    tell_all(
        joined(
            _faulty_names(chain),
            _faulty_replays(chain),
            _faulty_amounts(chain),
            _faulty_limits(chain),
        )
    )
    tell_all(_faulty_supply(chain))


def _faulty_names(chain: "Chain") -> Iterator[InputError]:
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
                    yield unknown(key, name, sorted(filter(None, known)), where=where[:160])
    for process in chain.processes:
        for name, _ in process.recipe:
            if name not in goods:
                yield unknown("good", name, goods, where=f"recipe of {process.name}")
    for row in (*chain.options, *chain.recycling):
        if (row.place, row.use) not in uses:
            known = [use for place, use in uses if place == row.place]
            yield unknown("use", row.use, known, where=f"{type(row).__name__} at {row.place}")
    arcs = {(route.good, route.exporter, route.importer) for route in chain.routes}
    for contract in chain.contracts:
        if (contract.good, contract.exporter, contract.importer) not in arcs:
            yield InputError(
                f"{contract.good} is contracted from {contract.exporter} to {contract.importer}, "
                "but no route joins them.",
                where=f"chain {chain.name}, contracts",
                remedy="Give the route its distance or cost.",
            )


def _faulty_replays(chain: "Chain") -> Iterator[InputError]:
    places = {place.name for place in chain.places}
    goods = {good.name for good in chain.goods}
    for passage in chain.passages:
        if not any(passage.holds(route) for route in chain.routes):
            yield InputError(
                f"no route of {passage.good} goes through {passage.name}.",
                where=f"chain {chain.name}, passages",
                remedy="Check good, via and exporters.",
            )
    series = {item.series for item in chain.observed}
    for replay in chain.replays:
        where = f"chain {chain.name}, replays: {replay.series}"
        ends = (*replay.exporter, *replay.importer, replay.price_at)
        for key, named, known in (
            ("series", (replay.series,), series),
            ("good", replay.goods, goods),
            ("place", list(filter(None, ends)), places),
        ):
            for name in named:
                if name not in known:
                    yield unknown(key, name, sorted(known), where=where)


def _faulty_amounts(chain: "Chain") -> Iterator[InputError]:
    for use in chain.uses:
        where = f"chain {chain.name}, use {use.use} at {use.place}"
        if use.elasticity > 0:
            yield InputError(
                f"demand has the elasticity {use.elasticity:g}.",
                where=where,
                remedy="Demand falls as the price rises: give a negative number.",
            )
        if use.quantity <= 0 or use.price <= 0:
            yield InputError(
                f"demand is calibrated at quantity {use.quantity:g} and price {use.price:g}.",
                where=where,
                remedy="Both must be positive.",
            )
        if use.season and (len(use.season) != 12 or min(use.season) <= 0):
            yield InputError(
                f"its season has {len(use.season)} months, the least {min(use.season):g}.",
                where=where,
                remedy="Give a positive factor for each of the twelve months.",
            )
        if use.choke <= use.price:
            yield InputError(
                f"buyers give up at {use.choke:g}, but pay {use.price:g} already.",
                where=where,
                remedy="The choke price must lie above the calibrated price.",
            )
        for key in ("minimum", "contract"):
            share = getattr(use, key)
            if not 0 <= share <= 1 or (share and use.choke == float("inf")):
                yield InputError(
                    f"{key} is {share:g}.",
                    where=where,
                    remedy="It is a share from 0 to 1, and needs a choke price.",
                )
        if use.form == "constant" and use.choke == float("inf") and -1 <= use.elasticity < 0:
            yield InputError(
                "demand of constant elasticity from -1 up is worth infinitely much.",
                where=where,
                remedy="Give a choke price, at which buyers do without, or use a linear form.",
            )


def _faulty_limits(chain: "Chain") -> Iterator[InputError]:
    for capacity in chain.capacities:
        where = f"chain {chain.name}, {capacity.process} at {capacity.place}, {capacity.step}"
        if capacity.limit < 0 or capacity.slope < 0 or capacity.ramp < 0:
            yield InputError("a limit, slope or ramp is negative.", where=where, remedy="Mend it.")
        if capacity.start and capacity.end and capacity.end <= capacity.start:
            yield InputError(
                f"it ends on {capacity.end}, before it starts on {capacity.start}.",
                where=where,
                remedy="Correct one of the dates.",
            )
    for row in (*chain.routes, *chain.contracts, *chain.stocks, *chain.recycling):
        for key in ("months", "limit", "quantity", "penalty", "initial", "rate", "lag"):
            if getattr(row, key, 0) < 0:
                yield InputError(
                    f"{key} is {getattr(row, key):g}.",
                    where=f"chain {chain.name}, {row}"[:160],
                    remedy="It cannot be negative.",
                )
    for stock in chain.stocks:
        if stock.initial > stock.limit:
            yield InputError(
                f"the stock begins with {stock.initial:g}, more than its limit {stock.limit:g}.",
                where=f"chain {chain.name}, stock of {stock.good} at {stock.place}",
                remedy="Raise the limit or lower the stock.",
            )


def _faulty_supply(chain: "Chain") -> Iterator[InputError]:
    """Every good that a use or a process takes must be makeable somewhere and reach the place."""
    at = _reached(chain)
    for use in chain.uses:
        if use.place not in at[use.good]:
            blame = next(
                (g.name for g in chain.goods if not at[g.name] and _needed(chain, g.name)), use.good
            )
            yield InputError(
                f"no one can supply {blame}, so {use.use} at {use.place} goes without {use.good}.",
                where=f"chain {chain.name}",
                remedy=f"Give a process that makes {blame} some capacity, a stock, or a route.",
            )


def _reached(chain: "Chain") -> dict[str, set[str]]:
    """Return the places where each good can be had."""
    running = {(row.place, row.process) for row in chain.capacities if row.limit > 0}
    at: dict[str, set[str]] = {good.name: set() for good in chain.goods}
    for row in (*chain.stocks, *chain.recycling):
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
            return at


def _needed(chain: "Chain", good: str) -> bool:
    return any(amount < 0 and name == good for p in chain.processes for name, amount in p.recipe)
