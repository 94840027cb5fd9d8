"""A negotiation on a date, solved: what is worth what, what both would sign, what waiting costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cobden.base.errors import Infeasible, InputError
from cobden.base.showing import Displayed, Summary
from cobden.talks import packages
from cobden.talks.advice import Advice, advise
from cobden.talks.alternating_offers import OfferTerms, Play, discount_per_round, play
from cobden.talks.bargaining import Agreement, Deal, agree, rational, undominated, with_transfers
from cobden.talks.clock import Delay, delay
from cobden.talks.deciders import as_heard
from cobden.talks.effects import Model
from cobden.talks.keeping import KeptValue, kept_value
from cobden.talks.learning import Evidence, Told, told
from cobden.talks.member_gains import gains
from cobden.talks.packages import Chosen
from cobden.talks.robustness import Choices, choices, robustness, sensitivity
from cobden.talks.signature import Signature, signature
from cobden.talks.table_entries import MONEY
from cobden.talks.unknowns import Beliefs, prior
from cobden.talks.values import BreakEven, Move, Swap, break_even, item_values, next_moves, swaps
from cobden.talks.watched import WatchedTalks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False, repr=False)
class Talks(WatchedTalks, Displayed):
    """The talks on the date ``on``; payoffs are billions of dollars a year above how things stand.

    A package is given by name, by the levels of its items, or as a row of level numbers [item].
    ``third_parties`` and ``first_year`` (what the equilibrium says of packages in the year after
    they are struck) and ``first_order`` (what gradients say of each level of each item
    [level, party]) come from the study, as ``scenarios`` do; without them the methods that need
    them raise, but for the price of delay.

    >>> import cobden as cb
    >>> import numpy as np
    >>> from datetime import date
    >>> from cobden.cases import load
    >>> from cobden.study.negotiation import read_table
    >>> table = read_table(load('japan-us-2025').folder)
    >>> nothing = np.zeros((len(table.parties), len(table.outcomes)))
    >>> effects = cb.talks.evaluate(
    ...     table, lambda rows: np.zeros((len(rows), len(table.outcomes))), nothing, idle=True
    ... )
    >>> cb.Talks(effects, date(2025, 6, 5)).on
    datetime.date(2025, 6, 5)
    """

    first_year: Model | None = None
    first_order: "Callable[[], tuple[NDArray[np.float64], ...]] | None" = None

    def _summary(self) -> Summary:
        table = self.table
        possible = prod(len(item.levels) for item in table.items.values())
        named = ", ".join(table.packages) or "none"
        return Summary(
            f"Talks of {' and '.join(table.parties)} on {self.on}",
            (
                ("on the table", f"{len(table.items)} items, {possible:,} packages"),
                ("named packages", named),
                ("outcomes minded", str(len(table.outcomes))),
            ),
            ("party", "power", "walking out, billion USD a year"),
            tuple(
                (name, f"{power:.2f}", f"{worth:+.1f}")
                for name, power, worth in zip(self.parties, self.power, self.outside, strict=True)
            ),
        )

    def account(self, chosen: Chosen) -> xr.DataArray:
        """Return a package's payoff by party and outcome: what makes it worth what it is."""
        outcomes = self.effects.of(self.package(chosen)[None])[0]
        return xr.DataArray(
            self.weights * outcomes,
            coords={"party": list(self.parties), "outcome": list(self.table.outcomes)},
            attrs={"units": MONEY, "basis": self.effects.basis},
        )

    def members(self, party: str, chosen: Chosen) -> xr.Dataset:
        """Return what a package brings to each member of a group at the table [member].

        ``payoff`` above how things stand and ``outside``, of the group's walking out, are billions
        of dollars a year by the group's aims, and sum to the group's; ``income`` and ``population``
        are shares. Raises ``InputError`` for a party without members.
        """
        return gains(self, party, chosen)

    def value(
        self,
        chosen: Chosen | None = None,
        *,
        order: int | None = None,
    ) -> xr.Dataset:
        """Return what each item of a package is worth: alone, marginal and Shapley [item, party].

        Shapley values sum to the package's payoff. The level of each item is a coordinate. With
        ``order=1`` they are those of one gradient for each party, in which items do not interact,
        so that the three are one: enough to screen thousands of levels.
        """
        payoff = self.payoff if order is None else self._to_first_order(order)
        values = item_values(self.table, payoff, self.package(chosen))
        names = [value.item for value in values]
        dims = ("item", "party")
        return xr.Dataset(
            {
                name: (dims, np.array([getattr(value, name) for value in values]))
                for name in ("alone", "marginal", "shapley")
            },
            coords={
                "item": names,
                "party": list(self.parties),
                "level": ("item", [value.level for value in values]),
            },
            attrs={"units": MONEY, "basis": self.effects.basis},
        )

    def _to_first_order(self, order: int) -> "Callable[[NDArray[np.int_]], NDArray[np.float64]]":
        if order != 1 or self.first_order is None:
            raise InputError(
                f"these talks have no values of order {order}.",
                where="order",
                remedy="Take order=1 of study.talks, or leave it out: values are then exact.",
            )
        modelled = self.first_order()

        def payoff(rows: "NDArray[np.int_]") -> "NDArray[np.float64]":
            stated = (self.effects.of(rows) - self.effects.solved(rows)) @ self.weights.T
            return stated + sum(levels[rows[:, k]] for k, levels in enumerate(modelled))

        return payoff

    def frontier(self) -> xr.Dataset:
        """Return the packages that cannot be improved for all: payoffs [package, party].

        ``levels`` [package, item] describes them; ``in_zone`` [package] says which leave every
        party at least at its floor. Sorted by the first party's payoff.
        """
        rows = undominated(self.worth)
        rows = rows[np.argsort(self.worth[rows, 0])]
        inside = np.isin(rows, rational(self.worth, self.floor))
        names = [np.array(list(item.levels)) for item in self.table.items.values()]
        columns = zip(names, self.space[rows].T, strict=True)
        levels = np.stack([levels[column] for levels, column in columns], axis=1)
        return xr.Dataset(
            {
                "payoff": (("package", "party"), self.worth[rows]),
                "levels": (("package", "item"), levels),
                "in_zone": ("package", inside),
            },
            coords={"party": list(self.parties), "item": list(self.table.items)},
            attrs={"units": MONEY, "basis": self.effects.basis},
        )

    def zone(self) -> "NDArray[np.int_]":
        """Return the packages [package, item] that every party prefers to no deal: the zone."""
        return self.space[rational(self.worth, self.floor)]

    def solve(
        self,
        solution: str = "nash",
        *,
        power: "ArrayLike | None" = None,
        transfers: bool = False,
        deadline: bool = False,
    ) -> Deal:
        """Return the package that a bargaining solution chooses (see ``bargaining.agree``).

        The disagreement point is how things stand while talks go on, and walking out binds where
        it is better; at the ``deadline`` talks can go on no longer, and it is walking out (see
        ``worth_at_deadline``).
        ``power`` [party] is the table's unless given; with ``transfers`` the parties can also pay
        each other. Raises ``Infeasible`` where no package suits everyone.
        """
        shares = self.power if power is None else power
        transfer = np.zeros(len(self.parties))
        point = self.outside if deadline else transfer
        worth = self.worth_at_deadline if deadline else self.worth
        found: Agreement | None
        if transfers:
            divided = with_transfers(worth, np.maximum(point, self.outside), shares)
            found, transfer = divided if divided else (None, transfer)
        else:
            found = agree(worth, point, solution, shares, self.outside)
        if found is None:
            raise Infeasible(
                "no package leaves every party at least as well off as without a deal.",
                where="talks",
                remedy="Put more on the table, or look at talks.frontier() for the nearest.",
            )
        row = self.space[found.choice]
        return Deal(
            "transferable" if transfers else solution,
            row,
            packages.describe(self.table, row),
            found.payoff,
            transfer,
            len(found.ties) - 1,
        )

    def told(self, more: Sequence[Evidence[Beliefs]] = ()) -> Told | None:
        """Return what the log says before the day of the talks, and ``more`` evidence with it.

        None where nothing was seen. With what is learnt, ``knowing`` gives the same talks.
        """
        return told(self, self.on, more)

    def knowing(self, beliefs: Beliefs) -> "Talks":
        """Return the talks with other beliefs about the figures that have a range."""
        return replace(self, learnt=beliefs)

    def advise(self, party: str, demand: Chosen | None = None) -> Advice:
        """Return what ``party`` should offer, fall back on, swap and ask, by ``beliefs``.

        ``demand`` is a package that the other side asks for, to be answered.
        """
        self.number(party)
        return advise(self, party, demand)

    def swaps(self, chosen: Chosen) -> tuple[Swap, ...]:
        """Return the pairs of changes of a package from which every party gains, best first."""
        return swaps(self.table, self.payoff, self.package(chosen))

    def signature(
        self,
        chosen: Chosen,
        *,
        draws: int | None = None,
        seed: int = 1,
        scenarios: bool = False,
        deadline: bool = False,
    ) -> Signature:
        """Return the probability that a package is signed, by party and principal.

        It must be better than going on talking (see ``prospects``) and than walking out; at the
        ``deadline`` only the latter is left. With ``scenarios`` the draws run over elasticities
        and closures as well. ``draws`` are those of ``beliefs``, or so many new ones of the ranges.
        """
        row = self.package(chosen)
        heard = as_heard(self.table, row)
        every = [e for _, e in self.scenarios_of(heard)] if scenarios else [self.effects]
        beliefs = self.beliefs if draws is None else prior(self.table, draws, seed)
        return signature(every, row, beliefs, prospects=self.prospects, deadline=deadline)

    def play(self, rounds: int, *, first: str | None = None) -> Play:
        """Return the play of alternating offers in ``rounds`` rounds up to the breakdown.

        ``first`` proposes first (the last party of the table by default: who brings an offer).
        Waiting costs each party by its patience; after the last round all walk out. Two parties.
        """
        end = self.breakdown
        if end is None:
            raise InputError(
                f"no deadline lies ahead on {self.on}.",
                where="talks.clock",
                remedy="Add one to the clock, or use solve().",
            )
        starter = self.number(first or self.parties[-1])
        days = (end - self.on).days / rounds
        rates = [party.patience.value for party in self.table.parties.values()]
        discount = tuple(discount_per_round(rate, days) for rate in rates)
        outside = tuple(map(float, self.outside))
        terms = OfferTerms((discount[0], discount[1]), outside=(outside[0], outside[1]))
        return play(self.worth_at_deadline, terms, (starter + np.arange(rounds)) % 2, self.outside)

    def sensitivity(self, *chosen: Chosen) -> xr.DataArray:
        """Return payoffs [package, scenario, party] under other elasticities and closures."""
        return sensitivity(self, chosen or tuple(self.table.packages))

    def robustness(
        self,
        *chosen: Chosen,
        solution: str = "nash",
        candidates: int = 24,
    ) -> xr.Dataset:
        """Return how the answers move with elasticities and closures.

        ``payoff`` [package, scenario, party] and ``probability`` [package, scenario] of the
        packages ``chosen`` (those with a name unless given), weights and facts drawn over; and the
        package that ``solution`` picks in each scenario: its ``levels`` [scenario, item]. It is
        sought among the ``candidates`` packages that are best by it here, solved in each scenario.
        """
        return robustness(self, chosen or tuple(self.table.packages), solution, candidates)

    def choices(self) -> Choices:
        """Return what the Nash solution chooses when weights, powers and facts are drawn."""
        return choices(self)

    def break_even(self, base: Chosen, party: str) -> tuple[BreakEven, ...]:
        """Return, item by item, how much of it pays ``party`` for the package ``base``."""
        return break_even(self.table, self.payoff, self.package(base), self.number(party))

    def next_moves(self, chosen: Chosen, party: str) -> tuple[Move, ...]:
        """Return what ``party`` should ask for next: single changes that help it, best first."""
        row, number = self.package(chosen), self.number(party)
        return next_moves(self.table, self.payoff, row, number, self.floor)

    def delay(self, chosen: Chosen) -> Delay:
        """Return what waiting for a package costs each party: a month is a twelfth of a year.

        That is the first year after the deal, when trade has switched only in part and factors
        are tied to their sectors; without a model of it, any year.
        """
        row = self.package(chosen)[None]
        long_run = self.payoff(row)[0]
        if self.first_year is None:
            return delay(long_run, self.clock())
        outcomes = self.effects.of(row) - self.effects.solved(row) + self.first_year(row)
        return delay((outcomes @ self.weights.T)[0], self.clock(), long_run)

    def kept(self, chosen: Chosen) -> KeptValue:
        """Return what a package is worth when promises come in part and hazards may end it."""
        return kept_value(self, chosen)
