"""A table set on a world: how things stand, what packages change, and what walking out brings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.closures import WORLD_SHARE, Closure, closure_of
from cobden.base.economies import codes, group
from cobden.base.errors import InputError, unknown
from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.equilibrium import LONG_RUN, Horizon, Result, Shock, rebased_for, solve_shock
from cobden.measures import Enacted, Instrument, Law
from cobden.outcomes import kind_of
from cobden.study.group_members import groups_at, members
from cobden.study.package_equilibria import PackageSolver, Row, solve_packages
from cobden.study.package_terms import Offers
from cobden.study.progress import Progress, quiet
from cobden.talks.effects import Effects, combinations_of, evaluate
from cobden.talks.members import Members
from cobden.talks.table import Table
from cobden.talks.table_entries import Level
from cobden.talks.table_outcomes import TalksOutcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.world.world import World


def _adds_up(outcome: TalksOutcome) -> bool:
    """Whether an outcome of a group is the sum of its members'."""
    kind = kind_of(outcome.kind)
    return kind.money or kind.as_money


@dataclass(frozen=True, eq=False)
class Negotiation:
    """A table set on a world under the ``law`` of a day.

    ``wedges`` are what the law puts on the world; ``outside`` maps the states of the case that
    parties walk out into to their laws. Of these only what lies between the parties counts: who
    walks out of talks changes nobody else's terms.
    """

    table: Table
    world: "World"
    law: Law
    wedges: Wedges
    outside: Mapping[str, Enacted[Any]]
    deficits: str | Closure = WORLD_SHARE
    horizon: Horizon = LONG_RUN

    def __post_init__(self) -> None:
        for key, outcome in self.table.outcomes.items():
            names = [name for name in (outcome.economy, outcome.partner) if name]
            for name in names if outcome.in_equilibrium else ():
                if not {name, *(group(name) or ())} & set(self.world.economies):
                    where = f"talks.yaml: outcomes.{key}"
                    raise unknown("economy", name, self.world.economies, where=where)
            several = any(group(name) and name not in self.world.economies for name in names)
            if outcome.in_equilibrium and several and not _adds_up(outcome):
                raise InputError(
                    f"{outcome.kind} of a group is no sum of its members'.",
                    where=f"talks.yaml: outcomes.{key}",
                    remedy="State an outcome in money (welfare, tariff_revenue, "
                    "bilateral_balance, value_added), or name one member.",
                )

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The parties that are groups whose members the world shows one by one."""
        return groups_at(self.table, self.world)

    @cached_property
    def offers(self) -> Offers:
        """What the packages put on the world."""
        return Offers(self.table, self.world, self.law, self.wedges)

    @cached_property
    def start(self) -> Result:
        """The equilibrium under the law of the day: how things stand."""
        return self._solve(self.offers.today)

    @cached_property
    def solver(self) -> PackageSolver:
        """What solves packages and reads the outcomes of the table."""
        return PackageSolver(self.world, self.deficits, self.table, self.horizon)

    def result(self, row: "NDArray[np.int_]") -> Result:
        """Return the equilibrium when the package ``row`` [item] is in force, with everything."""
        return self._solve(self.offers.terms(row))

    def _solve(self, terms: Terms) -> Result:
        shock = Shock.under(self.world, terms, self.horizon)
        return solve_shock(self.world, shock, self.deficits)

    def model(self, told: Progress) -> "Callable[[NDArray[np.int_]], NDArray[np.float64]]":
        """Return the function from packages [package, item] to outcomes [package, outcome]."""
        parts = self.parts(told)
        return lambda rows: parts(rows) @ self.solver.gather

    def parts(self, told: Progress) -> "Callable[[NDArray[np.int_]], NDArray[np.float64]]":
        """Return the function from packages [package, item] to parts of outcomes [package, part].

        The members of a group have theirs apart (`PackageSolver.read`).
        """

        def count(done: int, of: int) -> None:
            told("Packages", done, of)

        def terms(row: Row) -> Terms:
            return self.offers.terms(np.array(row), alike=True)

        def solved(rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
            seen = [self._seen(row) for row in rows.tolist()]
            nothing = (0,) * len(self.table.items)
            stands = np.asarray(self.start.vector)
            new = [row for row in (nothing, *seen) if row not in self._known]
            if new:
                found = solve_packages(self.solver, terms, new, stands, count)
                self._known.update({row: one.parts for row, one in found.items()})
            return np.array([self._known[row] for row in seen]) - self._known[nothing]

        return solved

    @cached_property
    def _known(self) -> "dict[Row, NDArray[np.float64]]":
        """Packages solved, and the parts of their outcomes."""
        return {}

    def _seen(self, row: list[int]) -> Row:
        """Return a package with only what the equilibrium sees of it."""
        return tuple(
            number if levels[number].in_model else 0
            for levels, number in zip(self._levels, row, strict=True)
        )

    @cached_property
    def _levels(self) -> list[list[Level]]:
        return [list(item.levels.values()) for item in self.table.items.values()]

    def outcomes(self, terms: Terms, near: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return the outcomes [outcome] of an equilibrium, looked for ``near`` another.

        From the benchmark, not from how things stand; those that items declare are zero.
        """
        return self._parts_under(terms, near) @ self.solver.gather

    def _parts_under(self, terms: Terms, near: "NDArray[np.float64]") -> "NDArray[np.float64]":
        return next(self.solver.group({(): terms}, lambda _: near))[1].parts

    @cached_property
    def walking_out(self) -> "NDArray[np.float64]":
        """What the equilibrium says of each party's outside option, in parts [party, part]."""
        zeros = np.zeros(len(self.table.items), dtype=int)

        def outcomes(law: Enacted[Any]) -> "NDArray[np.float64]":
            there = Offers(self.table, self.world, law.law, law.wedges)
            near = np.asarray(self.start.vector)
            return self._parts_under(there.terms(zeros, alike=True), near)

        zero = outcomes(Enacted(self.law, self.wedges))
        rows = []
        for key, party in self.table.parties.items():
            state = party.outside.state
            if state is not None and state not in self.outside:
                where = f"talks.yaml: parties.{key}.outside.state"
                raise unknown("state", state, self.outside, where=where)
            rows.append(zero * 0 if state is None else outcomes(self.between(state)) - zero)
        return np.array(rows)

    def between(self, state: str) -> Enacted[Any]:
        """Return the law of the day with what the parties have on each other in a state."""
        there = self.outside[state]
        members = [set(self.world.positions(p.economy)) for p in self.table.parties.values()]
        wedges = self.wedges
        for mine, theirs in permutations(members, 2):
            for n in sorted(mine):
                wedges = wedges.exchanged(there.wedges, n, sorted(theirs))
        parties = {code for party in self.table.parties.values() for code in codes(party.economy)}

        def theirs_alone(one: Instrument) -> bool:
            return {*one.by, *one.on} <= parties

        instruments = (
            *(one for one in self.law.instruments if not theirs_alone(one)),
            *(one for one in there.law.instruments if theirs_alone(one)),
        )
        law = replace(self.law, instruments=instruments)
        return Enacted(law, wedges)

    def effects(self, told: Progress, *, idle: bool = False) -> Effects:
        """Return the effects of all packages.

        Raises ``InputError`` for a level that changes nothing, unless ``idle`` ones are expected.
        """
        basis = (
            f"Caliendo-Parro equilibrium of {self.world.year}, trade deficits "
            f"{closure_of(self.deficits).title}, law of {self.law.day:%-d %B %Y}; declared "
            "outcomes as the table states them"
        )
        outside = self.walking_out @ self.solver.gather
        found = evaluate(self.table, self.model(told), outside, basis, idle=idle)
        return replace(found, members=self._members(combinations_of(self.table)[1], found))

    def _members(self, rows: "NDArray[np.int_]", like: Effects) -> dict[str, Members]:
        """Return the members of the groups at the table, known for ``rows`` [package, item]."""
        parts = self.parts(quiet)(rows)
        at = like.positions(rows)
        return {
            key: members(self.solver, key, like, at, parts, self.walking_out) for key in self.groups
        }

    def under(self, world: "World", deficits: str | Closure) -> "Negotiation":
        """Return the same negotiation with other elasticities, or another treatment of deficits."""
        world, closure = rebased_for(world, deficits)
        return replace(self, world=world, deficits=closure)

    def at(self, horizon: Horizon) -> "Negotiation":
        """Return the same negotiation when the world has adjusted only so far."""
        return replace(self, horizon=horizon)

    def partial(self, rows: "NDArray[np.int_]", like: Effects) -> Effects:
        """Return effects solved for ``rows`` [package, item] alone; others are not a number."""
        exact = np.full_like(like.exact, np.nan)
        exact[like.positions(rows)] = self.model(quiet)(rows)
        solved = self.walking_out @ self.solver.gather
        outside = like.outside - like.modelled_outside + solved
        found = replace(like, exact=exact, outside=outside, modelled_outside=solved)
        return replace(found, members=self._members(rows, found))
