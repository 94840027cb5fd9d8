"""A package of the table on the path: payoffs by year, by when it comes and how long it lasts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.errors import InputError
from cobden.dynamics import WorldPath
from cobden.dynamics.path_groups import over, weights
from cobden.dynamics.path_outcome import lasting
from cobden.report.timing_tables import PackageYears
from cobden.study.deal_years import PathAim, Timings, timings
from cobden.study.package_equilibria import by_member
from cobden.study.package_terms import Offers
from cobden.study.progress import Progress, quiet
from cobden.study.table_on_world import Negotiation
from cobden.talks.effects import weights as minded
from cobden.talks.packages import package
from cobden.talks.table_outcomes import TalksOutcome

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from cobden.base.terms import Terms
    from cobden.talks.packages import Chosen
    from cobden.world.world import World

    Floats = NDArray[np.float64]

SPAN = 12  # years


def _consumption(found: WorldPath, outcome: TalksOutcome) -> "Floats":
    """Return what real consumption changes by [t], billion USD of the benchmark."""
    n = found.world.economy_index(outcome.economy or "")
    spent = np.asarray(found.problem.final - found.problem.capital.investment)[n]
    return found.scaled("consumption")[:, n] / 100 * spent * (found.world.value_usd / 1e9)


def _revenue(found: WorldPath, outcome: TalksOutcome) -> "Floats":
    return found.scaled("revenue")[:, found.world.economy_index(outcome.economy or "")]


def _output(found: WorldPath, outcome: TalksOutcome) -> "Floats":
    k = found.world.sector_index(outcome.sector or "")
    n = found.world.economy_index(outcome.economy or "")
    return 100 * np.expm1(found.outcomes.output[:, k, n])


def _balance(found: WorldPath, outcome: TalksOutcome) -> "Floats":
    return found.balance_with(outcome.economy or "", outcome.partner or "", outcome.sector or "")


_READ: dict[str, Callable[[WorldPath, TalksOutcome], "Floats"]] = {
    "welfare": _consumption,
    "tariff_revenue": _revenue,
    "output": _output,
    "bilateral_balance": _balance,
}
"""Kinds of outcomes of the table that a path tells in every year [t], the steady state last."""


def package_years(
    setting: Negotiation,
    name: str,
    chosen: "Chosen",
    *,
    deadline: "date | None" = None,
    span: int = SPAN,
    progress: Progress = quiet,
) -> PackageYears:
    """Return what a package of the table is worth on the path, by its timing.

    The law of the day, the package's and the threat's (what the parties have on each other in the
    state that the first of them walks out into, from the year of the ``deadline``) hold from the
    first of January of their years; the path begins in the year of the talks. Raises as `timings`
    does, and ``InputError`` for an outcome of a year that is not on it.
    """
    table, world = setting.table, setting.world
    years = tuple(range(setting.law.day.year, setting.law.day.year + span))
    row = package(table, chosen)
    now, deal = (setting.offers.terms(r) for r in (row * 0, row))
    threat = None if deadline is None else _threat(setting)
    dated = {key: _aim(key, o, world, years) for key, o in table.outcomes.items() if o.year}
    timed = timings(
        world, now, deal, years, progress=progress, threat=threat,
        deadline=None if threat is None or deadline is None else deadline.year,
    )  # fmt: skip
    read, left_out = _reader(setting, row, deal, dated)
    payoff, worth, real = _valued(setting, timed, read)
    paths = list(timed.ways.values())
    return PackageYears(
        name,
        tuple(timed.ways),
        years,
        tuple(party.title for party in table.parties.values()),
        worth,
        payoff,
        tuple(f"{table.outcomes[key].title} ({table.outcomes[key].unit})" for key in dated),
        np.array([[aim.value(found) for aim in dated.values()] for found in paths]),
        real,
        left_out,
        paths[0].anchor,
        f"Without a deal the law of {setting.law.day:%-d %B %Y} goes on; each law is taken to hold "
        f"from 1 January of its year.",
    )


def _valued(
    setting: Negotiation, timed: Timings, read: "Callable[[WorldPath], Floats]"
) -> "tuple[Floats, Floats, Floats]":
    """Return payoffs [way, year, party], and [way, party] what they and real income are worth.

    Above no deal in the same years, worth for good; ``read`` returns the outcomes of a path
    [year, outcome].
    """
    parties = setting.table.parties
    pairs = list(zip(timed.ways.values(), timed.against.values(), strict=True))
    outcomes = np.array([read(found) - read(than) for found, than in pairs])
    payoff = outcomes @ np.array([minded(setting.table, party) for party in parties]).T
    sides = [(p.economy, 1 / (1 + p.patience.value)) for p in parties.values()]
    roots = [_root(pairs[0][0], economy) for economy, _ in sides]
    worth = [
        [lasting(one[:, p], b, roots[p]) for p, (_, b) in enumerate(sides)] for one in payoff
    ]  # fmt: skip
    real = [
        [found.worth(economy, b) - than.worth(economy, b) for economy, b in sides]
        for found, than in pairs
    ]
    return payoff, np.array(worth), np.array(real)


def _threat(setting: Negotiation) -> "Terms | None":
    """Return the law if the first party that has a state to walk out into does so."""
    for party in setting.table.parties.values():
        state = party.outside.state
        if state is not None:
            there = setting.between(state)
            offers = Offers(setting.table, setting.world, there.law, there.wedges)
            nothing = np.zeros(len(setting.table.items), dtype=int)
            return offers.terms(nothing)
    return None


def _aim(key: str, outcome: TalksOutcome, world: "World", years: tuple[int, ...]) -> PathAim:
    """Return an outcome of the table by a year as what is read off a path."""
    if isinstance(outcome.year, int) and outcome.year not in years:
        raise InputError(
            f"{outcome.year} is not on the path, which has {years[0]} to {years[-1]}.",
            where=f"talks.yaml: outcomes.{key}.year", remedy="Name one of these years, or 'after'.",
        )  # fmt: skip
    world.positions(outcome.economy or "")
    if outcome.sector:
        world.sector_index(outcome.sector)
    return PathAim(
        outcome.kind, outcome.economy or "", outcome.year or "", outcome.sector or ""
    )  # fmt: skip


def _reader(
    setting: Negotiation, row: "NDArray[np.int_]", deal: "Terms", dated: dict[str, PathAim]
) -> "tuple[Callable[[WorldPath], Floats], tuple[str, ...]]":
    """Return what reads the outcomes [year, outcome] of the table off a path, and what it cannot.

    What the package's levels declare counts in the years in which its law holds. What stands for
    the deadline does not: on the path that is a way of its own.
    """
    table = setting.table
    levels = [list(item.levels.values())[at] for item, at in zip(table.items.values(), row,
                                                                 strict=True)]  # fmt: skip
    adds = {
        key: sum(level.adds[key].value for level in levels if key in level.adds)
        for key in table.outcomes
    }
    weighed = [
        bool(column.any())
        for column in np.array([minded(table, party) for party in table.parties]).T
    ]
    left_out = tuple(
        outcome.title
        for (key, outcome), minded in zip(table.outcomes.items(), weighed, strict=True)
        if minded and key not in dated
        and (outcome.until_deadline or not (outcome.kind == "declared" or outcome.kind in _READ))
    )  # fmt: skip

    def read(found: WorldPath) -> "Floats":
        values = np.zeros((len(found.periods) + 1, len(table.outcomes)))
        holds = np.array([law is deal for law in (*found.law, found.always)], dtype=float)
        for column, (key, outcome) in enumerate(table.outcomes.items()):
            if outcome.until_deadline:
                continue
            if key in dated:
                values[found.time(dated[key].year), column] = dated[key].value(found)
                continue
            values[:, column] = adds[key] * holds
            if outcome.in_equilibrium and outcome.kind in _READ:
                for part in by_member(outcome, found.world):
                    values[:, column] += _READ[outcome.kind](found, part)
        return values

    return read, left_out


def _root(found: WorldPath, economy: str) -> float:
    """Return the root at which a party's consumption nears its end: of its members the mean."""
    at = found.world.positions(economy)
    weight = weights(found.problem, found.base, "consumption")[at]
    return float(over(np.asarray(found.problem.capital.root)[at], weight, "consumption"))
