"""The link between the table of talks and the world economy.

For each package: its tariffs take their place in the law of the day, its purchases become
subsidies that buyers pay, the equilibrium is solved, and the outcomes that somebody at the table
minds are read off, relative to the law of the day.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError, NotConverged, unknown
from cobden.base.files import read_yaml
from cobden.base.wedges import Wedges
from cobden.equilibrium import Result, purge
from cobden.equilibrium.pose import Shock
from cobden.equilibrium.solve import solve_shock
from cobden.measures import Law, Tariff
from cobden.measures.wedges import tariffs_on
from cobden.talks.answers import Basis, Reaction
from cobden.talks.effects import Effects, evaluate
from cobden.talks.table import Item, Outcome, Purchase, Table
from cobden.talks.talks import Talks, ThirdParties

if TYPE_CHECKING:
    from jax import Array
    from numpy.typing import NDArray

    from cobden.world.world import World

Progress = Callable[[str, int, int], None]


def read_table(folder: Path) -> Table:
    """Return the table of a case, from ``talks.yaml`` in its folder."""
    path = folder / "talks.yaml"
    if not path.exists():
        raise InputError(
            "the case has nothing on the table.",
            where=str(path),
            remedy="Write talks.yaml: docs/talks.md shows how.",
        )
    return read_yaml(path, Table)


@dataclass(frozen=True, eq=False)
class Negotiation:
    """A table set on a world under the law of a day.

    ``wedges`` are what the law puts on the world; ``outside`` maps the states of the case that
    parties walk out into to theirs; ``subsidies`` remembers the rates that deliver purchases.
    """

    table: Table
    world: "World"
    law: Law
    wedges: Wedges
    outside: Mapping[str, Wedges]
    deficits: str = "world_share"
    subsidies: dict[tuple, float] = field(default_factory=dict)

    @cached_property
    def start(self) -> Result:
        """The equilibrium under the law of the day: how things stand."""
        return self._solve(self.wedges)

    @property
    def dollars(self) -> float:
        """Dollars of the time of the talks per dollar of the benchmark's year."""
        return 1.0 if self.table.dollars is None else self.table.dollars.value

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return tuple(self.table.items.values())

    def package_wedges(self, row: "NDArray[np.int_]") -> Wedges:
        """Return the wedges when the package ``row`` [item] is in force."""
        levels = [
            list(item.levels.values())[number]
            for item, number in zip(self._items, row, strict=True)
        ]
        tariff = np.array(self.wedges.tariff)
        terms = tuple(tariff for level in levels for tariff in level.tariffs)
        for by, on in {(t.by[0], t.on[0]) for t in terms}:
            mine = tuple(t for t in terms if (t.by[0], t.on[0]) == (by, on))
            n, i = self._economy(by), self._economy(on)
            tariff[:, n, i] = self._rates(mine, by, on)
        for level in levels:
            for purchase in level.purchases:
                _subsidise(tariff, self._cells(purchase), self.subsidy_for(purchase))
        return replace(self.wedges, tariff=_frozen(tariff))

    def pay_for(self, row: "NDArray[np.int_]") -> None:
        """Work out the subsidies of a package's purchases, and remember them."""
        for item, number in zip(self._items, row, strict=True):
            for purchase in list(item.levels.values())[number].purchases:
                self.subsidy_for(purchase)

    def subsidy_for(self, purchase: Purchase) -> float:
        """Return the subsidy rate that delivers a purchase with nothing else agreed."""
        key = (purchase.by, purchase.origin, purchase.goods, purchase.value)
        if key not in self.subsidies:
            self.subsidies[key] = self._subsidy(purchase)
        return self.subsidies[key]

    def _subsidy(self, purchase: Purchase) -> float:
        """Return the subsidy, as a share of the price, that delivers a purchase (secant steps)."""
        cells = self._cells(purchase)
        target = purchase.value / self.dollars
        before = self._volume(self.start, cells)

        def delivered(rate: float) -> float:
            tariff = np.array(self.wedges.tariff)
            _subsidise(tariff, cells, rate)
            now = self._solve(replace(self.wedges, tariff=_frozen(tariff)))
            return self._volume(now, cells) - before - target

        # Sales grow about as 1 / (1 - rate) to the trade elasticity plus one.
        power = float(self.world.elasticity[cells[0]].mean()) + 1
        low, high = 0.0, 1 - (1 + target / before) ** (-1 / power)
        miss_low, miss_high = -target, delivered(high)
        for _ in range(12):
            if abs(miss_high) <= 1e-4 * target:
                return high
            step = high - miss_high * (high - low) / (miss_high - miss_low)
            low, miss_low, high = high, miss_high, min(step, 0.95)
            miss_high = delivered(high)
        raise NotConverged(
            f"no subsidy delivers {purchase.value:g} billion USD of {'+'.join(purchase.goods)}.",
            where="talks.yaml: purchases",
            remedy="Promise less; most of the market may be taken already.",
        )

    def _volume(self, result: Result, cells: tuple) -> float:
        """Return what is bought at benchmark producer prices, billion USD."""
        goods, n, i = cells
        price = 1 + result.price.values[goods, i] / 100
        return float((result.flow.values[goods, n, i] / price).sum())

    def _cells(self, purchase: Purchase) -> tuple:
        goods = []
        for sector in purchase.goods:
            if sector not in self.world.sectors:
                raise unknown("sector", sector, self.world.sectors, where="talks.yaml: purchases")
            goods.append(self.world.sectors.index(sector))
        return np.array(goods), self._economy(purchase.by), self._economy(purchase.origin)

    def _economy(self, name: str) -> int:
        if name not in self.world.economies:
            raise unknown("economy", name, self.world.economies, where="talks.yaml")
        return self.world.economies.index(name)

    def _rates(self, terms: tuple[Tariff, ...], by: str, on: str) -> "NDArray[np.float64]":
        """Return the rates [k] of ``by`` on ``on`` once ``terms`` replace what they replace."""
        key = (terms, by, on)
        if key not in self._known_rates:
            law = self.law.exchanged(by, on, terms)
            n, i = self._economy(by), self._economy(on)
            self._known_rates[key] = tariffs_on(law, self.world, n, [i])[:, 0]
        return self._known_rates[key]

    @cached_property
    def _known_rates(self) -> "dict[tuple, NDArray[np.float64]]":
        return {}

    def _solve(self, wedges: Wedges, near: "Array | None" = None) -> Result:
        shock = Shock.on(self.world, wedges, None, None, None)
        return solve_shock(self.world, shock, self.deficits, start=near)

    def outcomes(self, result: Result) -> "NDArray[np.float64]":
        """Return the outcomes [outcome] of an equilibrium; those that items declare are zero."""
        return np.array([_read(outcome, result) for outcome in self.table.outcomes.values()])

    def model(self, told: Progress) -> "Callable[[NDArray[np.int_]], NDArray[np.float64]]":
        """Return the function from packages [package, item] to outcomes [package, outcome]."""

        def solved(rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
            zero = self.outcomes(self.start)
            steps = self._steps(rows)
            posed = [self.package_wedges(row) for row in rows]
            keys = [wedges.tariff.tobytes() for wedges in posed]
            first = {key: place for place, key in reversed(list(enumerate(keys)))}

            def outcome(place: int) -> "NDArray[np.float64]":
                near = self.start.vector + sum(steps[move] for move in _moves(rows[place]))
                return self.outcomes(self._solve(posed[place], near)) - zero

            found: dict[bytes, NDArray[np.float64]] = {}
            with ThreadPoolExecutor(2) as pool:  # solving leaves Python to the other thread
                for key, value in zip(first, pool.map(outcome, first.values()), strict=True):
                    told("Packages", len(found), len(first))
                    found[key] = value
            return np.array([found[key] for key in keys])

        return solved

    def _steps(self, rows: "NDArray[np.int_]") -> "dict[tuple[int, int], Array]":
        """Return by how much each level of each item, alone, moves the unknowns of the equilibrium.

        Their sum is where a package's equilibrium is looked for: only what the items do to each
        other is left to find.
        """
        steps: dict[tuple[int, int], Array] = {}
        for place, level in dict.fromkeys(move for row in rows for move in _moves(row)):
            row = np.zeros(len(self._items), dtype=int)
            row[place] = level
            alone = self._solve(self.package_wedges(row), self.start.vector)
            steps[place, level] = alone.vector - self.start.vector
        return steps

    def result(self, row: "NDArray[np.int_]") -> Result:
        """Return the equilibrium when a package is in force."""
        return self._solve(self.package_wedges(row), self.start.vector)

    def walking_out(self) -> "NDArray[np.float64]":
        """Return what the equilibrium says of each party's outside option [party, outcome]."""
        zero = self.outcomes(self.start)
        rows = []
        for key, party in self.table.parties.items():
            state = party.outside.state
            if state is None:
                rows.append(np.zeros(len(zero)))
                continue
            if state not in self.outside:
                where = f"talks.yaml: parties.{key}.outside.state"
                raise unknown("state", state, self.outside, where=where)
            rows.append(self.outcomes(self._solve(self.outside[state], self.start.vector)) - zero)
        return np.array(rows)

    def effects(self, told: Progress) -> Effects:
        """Return the effects of all packages."""
        basis = (
            f"Caliendo-Parro equilibrium of {self.world.year}, deficits {self.deficits}, law of "
            f"{self.law.day}; declared outcomes as the table states them"
        )
        return evaluate(self.table, self.model(told), self.walking_out(), basis)

    def thirds(self) -> ThirdParties:
        """Return what the equilibrium says of everybody else."""
        others = tuple(
            name
            for name in self.world.economies
            if name not in {party.economy for party in self.table.parties.values()}
        )
        solved: dict[bytes, Result] = {}

        def settled(row: "NDArray[np.int_]") -> Result:
            key = np.asarray(row).tobytes()
            if key not in solved:
                solved[key] = self.result(row)
            return solved[key]

        def injury(row: "NDArray[np.int_]", third: str, basis: Basis) -> float:
            after = settled(row)
            if basis == "value":
                return _exports(self.start, third) - _exports(after, third)
            if basis == "welfare":
                return _income(self.start, third) - _income(after, third)
            return self._margin(after, third)

        def respond(row: "NDArray[np.int_]", third: str, economy: str, rate: float) -> Reaction:
            before = settled(row)
            n, i = self._economy(third), self._economy(economy)
            goods = np.array([name not in self.world.services for name in self.world.sectors])
            tariff = np.array(before.shock.wedges.tariff)
            tariff[goods, n, i] += rate
            wedges = replace(before.shock.wedges, tariff=_frozen(tariff))
            after = self._solve(wedges, before.vector)
            return Reaction(
                _imports(before, third, economy) - _imports(after, third, economy),
                _income(before, economy) - _income(after, economy),
                _income(after, third) - _income(before, third),
            )

        return ThirdParties(others, injury, respond)

    def _margin(self, after: Result, third: str) -> float:
        """Return by how much less the first party now favours ``third``, weighted by its sales."""
        parties = [party.economy for party in self.table.parties.values()]
        n, i, j = (self._economy(name) for name in (*parties[:2], third))
        sold = self.start.flow.values[:, n, j]
        cut = self.wedges.tariff[:, n, i] - after.shock.wedges.tariff[:, n, i]
        return float(sold @ cut / sold.sum())

    def under(self, world: "World", deficits: str) -> "Negotiation":
        """Return the same negotiation with other elasticities, or another treatment of deficits."""
        if deficits == "purged":
            world, deficits = purge(world), "world_share"
        return replace(self, world=world, deficits=deficits, subsidies={})

    def partial(self, rows: "NDArray[np.int_]", like: Effects) -> Effects:
        """Return effects solved for ``rows`` [package, item] alone; others are not a number."""
        exact = np.full_like(like.exact, np.nan)
        sizes = [self.table.sizes[item] for item in like.seen]
        where = np.ravel_multi_index(tuple(rows[:, like.seen].T), sizes)
        exact[where] = self.model(_quiet)(rows)
        solved = self.walking_out()
        outside = like.outside - like.modelled_outside + solved
        return replace(like, exact=exact, outside=outside, modelled_outside=solved)


def negotiate(
    setting: Negotiation,
    *,
    variants: Sequence[tuple[str, "World", str]] = (),
    progress: Progress | None = None,
) -> Talks:
    """Return the talks, solved: every package's effects, third parties, and other worlds.

    ``variants`` name other worlds and treatments of deficits to ask (solved when asked).
    """
    told = progress or _quiet
    effects = setting.effects(told)

    def scenarios(rows: "NDArray[np.int_]") -> list[tuple[str, Effects]]:
        found = []
        for number, (name, world, deficits) in enumerate(variants):
            told("Other elasticities and closures", number, len(variants))
            found.append((name, setting.under(world, deficits).partial(rows, effects)))
        return found

    return Talks(effects, setting.law.day, setting.thirds(), scenarios if variants else None)


def _moves(row: "NDArray[np.int_]") -> list[tuple[int, int]]:
    """Return the (item, level) that a package changes."""
    return [(place, level) for place, level in enumerate(row.tolist()) if level]


def _read(outcome: Outcome, result: Result) -> float:
    """Return one outcome of an equilibrium, in billion USD or percent as its kind has it.

    By position, as thousands of packages are read: labels would take longer than the solution.
    """
    world = result.world
    n, partner = (
        0 if name is None else world.economy_index(name)
        for name in (outcome.economy, outcome.partner)
    )
    k = 0 if outcome.sector is None else world.sector_index(outcome.sector)
    match outcome.kind:
        case "declared":
            value = 0.0
        case "welfare":
            value = result.equivalent_variation.values[n]
        case "bilateral_balance":
            value = result.balance.values[0, n, partner]  # goods
        case "tariff_revenue":
            value = result.tariff_revenue.values[n]
        case "output":
            value = result.output.values[k, n]
        case "employment":
            value = result.labour.values[k, n]
        case "dependence":
            value = 100 * result.trade_share.values[k, n, partner]
        case kind:
            raise InputError(
                f"the outcome kind '{kind}' can't be a term of talks.",
                where="talks.yaml: outcomes",
                remedy="Use welfare, bilateral_balance, tariff_revenue, output or employment.",
            )
    return float(value)


def _income(result: Result, economy: str) -> float:
    return float(result.equivalent_variation.sel(economy=economy))


def _exports(result: Result, economy: str) -> float:
    sold = result.flow.sel(exporter=economy).sum("sector")
    return float(sold.sum() - sold.sel(importer=economy))


def _imports(result: Result, importer: str, exporter: str) -> float:
    return float(result.flow.sel(importer=importer, exporter=exporter).sum())


def _subsidise(tariff: "NDArray[np.float64]", cells: tuple, rate: float) -> None:
    tariff[cells] = (1 + tariff[cells]) * (1 - rate) - 1


def _quiet(what: str, done: int, of: int) -> None:
    """Tell nobody."""


def _frozen(array: "NDArray[np.float64]") -> "NDArray[np.float64]":
    array.flags.writeable = False
    return array
