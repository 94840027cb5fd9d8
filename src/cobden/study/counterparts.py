"""Several counterparts of one economy: deals that a case names, put on the table of its talks."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cobden.base.errors import Infeasible, InputError, unknown
from cobden.study.precedents import rates_at, signed_rate, terms_at
from cobden.study.third_party_effects import third_parties
from cobden.talks.deal_weights import PLEDGE
from cobden.talks.packages import crosses_red_lines
from cobden.talks.precedent_deals import Precedents, same_outcome
from cobden.talks.screening import payoffs
from cobden.talks.several_deals import Accord, SeveralDeals, answering, bargain
from cobden.talks.table import Table
from cobden.talks.table_entries import MONEY, CitedFigure, Item, Level
from cobden.talks.table_outcomes import TalksOutcome
from cobden.talks.table_parties import Aim, OutsideOption

if TYPE_CHECKING:
    from datetime import date as Date

    from numpy.typing import NDArray

    from cobden.study.progress import Progress
    from cobden.study.table_on_world import Negotiation
    from cobden.talks.precedent_deals import Precedent
    from cobden.talks.talks import Talks

STEP = 5.0
"""Points between the rates that a counterpart's deal is tried at."""

MOST = 3
"""Counterparts beside the table's own: each multiplies the equilibria to solve by four."""


def with_counterparts(
    talks: "Talks",
    setting: "Negotiation",
    precedents: Precedents,
    keys: Sequence[str],
    progress: "Progress",
) -> SeveralDeals:
    """Return what becomes of talks when the first party bargains with others beside.

    ``keys`` name deals of ``precedents``. The table's own deal is tried as its named packages and
    the Nash package; that with each counterpart at the rate signed, five points less and five more,
    with what it pledged. Every combination is solved; see ``widened``.
    """
    table = widened(talks.table, precedents, keys, talks.on)
    setting = replace(setting, table=table)
    model = setting.model(progress)
    answer = answering(table, third_parties(setting), np.ones(len(table.parties)))
    return bargain(
        table,
        lambda rows: payoffs(table, model, rows),
        list(_accords(talks, table)),
        np.r_[talks.floor, np.zeros(len(keys))],
        answer,
    )


def _accords(talks: "Talks", table: Table) -> Iterator[Accord]:
    """Yield the table's own deal, then those with counterparts."""
    own, wide = _own_terms(talks), len(table.items)
    rows = np.zeros((len(own), wide), dtype=int)
    rows[:, : own.shape[1]] = own
    yield Accord((0, 1), rows)
    keys = list(table.parties)
    for place, (name, item) in enumerate(list(table.items.items())[own.shape[1] :], own.shape[1]):
        rows = np.zeros((len(item.levels), wide), dtype=int)
        rows[:, place] = np.arange(len(item.levels))
        first, second = map(keys.index, table.signatories(name))
        yield Accord((first, second), rows)


def _own_terms(talks: "Talks") -> "NDArray[np.int_]":
    """Return no deal, the named packages within red lines, and what bargaining chooses."""
    table = talks.table
    named = [talks.package(name) for name in table.packages]
    with suppress(Infeasible):  # bargaining may choose nothing
        named.append(talks.solve("nash").row)
    kept = [row for row in named if not crosses_red_lines(table, row[None])[0]]
    nothing = np.zeros(len(table.items), dtype=int)
    return np.array(list(dict.fromkeys(map(tuple, [nothing, *kept]))))


def widened(table: Table, precedents: Precedents, keys: Sequence[str], on: "Date") -> Table:
    """Return a table with a party and an item more for each deal of ``keys``.

    Each counterpart minds its real income and what it pledges, as the table's own does; the first
    party minds of it what it minds of the table's own: the balance with it, what it announces, and
    what ends with a deadline. Counterparts have the power of the table's own, relative to it.
    Raises ``InputError`` for a table of more than two parties, more than ``MOST`` counterparts, or
    a deal that is not there.
    """
    if len(set(keys)) != len(keys) or len(keys) > MOST:
        raise InputError(
            f"{len(keys)} counterparts are named, or one of them twice.",
            where="--with",
            remedy=f"Name at most {MOST}, each once: each multiplies the equilibria by four.",
        )
    by, own = _sides(table, precedents)
    for key in keys:
        _can_be_tried(table, precedents, key, own)
    parties, outcomes, items = dict(table.parties), dict(table.outcomes), {}
    for name, item in table.items.items():
        items[name] = item.model_copy(update={"to": (own if item.giver == by else by,)})
    ours = list(parties[by].aims)
    for key in keys:
        deal, theirs = precedents.deals[key], []
        for outcome, aim, for_us, for_them in _minded(table, by, own, key, deal):
            outcomes[aim] = outcome
            ours += [Aim(outcome=aim, weight=for_us)] if for_us else []
            theirs += [Aim(outcome=aim, weight=for_them)] if for_them else []
        side = {"economy": deal.partner, "title": deal.title, "aims": tuple(theirs),
                "outside": OutsideOption(title="things stay as they stand"),
                "principals": {}, "rule": None, "red_lines": {}, "noise": None}  # fmt: skip
        parties[key] = parties[own].model_copy(update=side)
        items[key] = _item(table, precedents, key, by, on)
    parties[by] = parties[by].model_copy(update={"aims": tuple(ours)})
    total = sum(party.power.value for party in parties.values())
    parties = {
        key: party.model_copy(update={"power": _times(party.power, 1 / total)})
        for key, party in parties.items()
    }
    return Table(
        sources={**table.sources, **precedents.sources}, outcomes=outcomes, parties=parties,
        items=items, links=table.links, packages=table.packages, clock=table.clock,
        agreement=table.agreement,
    )  # fmt: skip


def _sides(table: Table, precedents: Precedents) -> tuple[str, str]:
    economies = {party.economy: key for key, party in table.parties.items()}
    if len(economies) != 2 or precedents.by not in economies:
        raise InputError(
            "other counterparts can be set beside a table of two, one of which made the deals.",
            where="--with",
            remedy=f"Give a table between {precedents.by} and one other; a table of three or more "
            "shows its several deals without being asked.",
        )
    by = economies.pop(precedents.by)
    return by, next(iter(economies.values()))


def _can_be_tried(table: Table, precedents: Precedents, key: str, own: str) -> None:
    seated = {party.economy for party in table.parties.values()}
    open_ = [k for k, d in precedents.deals.items() if d.partner not in seated and d.laws is None]
    if key not in open_:
        if key in precedents.deals and precedents.deals[key].partner not in seated:
            raise InputError(
                f"in the deal with {precedents.deals[key].title} both sides' tariffs changed: it "
                "has no one rate to try.",
                where="--with",
                remedy=f"Name one of {', '.join(open_)}.",
            )
        raise unknown("deal", key, open_, where="--with")


def _minded(
    table: Table, by: str, own: str, key: str, deal: "Precedent"
) -> "list[tuple[TalksOutcome, str, CitedFigure | None, CitedFigure | None]]":
    """Return what changes with a counterpart: an outcome, its key, our weight and its weight."""
    ours = {aim.outcome: aim.weight for aim in table.parties[by].aims}
    theirs = {aim.outcome: aim.weight for aim in table.parties[own].aims}
    one = CitedFigure(value=1, unit=f"{MONEY} per {MONEY}", low=1, high=1, reason="the unit")
    minus = _times(PLEDGE, -1)
    income = TalksOutcome(
        title=f"Real income of {deal.title}", unit=MONEY, kind="welfare", economy=deal.partner
    )
    found: list[Any] = [(income, f"income_{key}", None, one)]
    balance = same_outcome(table, by, "balance")
    if balance is not None:
        with_it = {"title": f"Balance with {deal.title}", "partner": deal.partner}
        outcome = table.outcomes[balance].model_copy(update=with_it)
        found.append((outcome, f"balance_{key}", ours[balance], None))
    pledged = TalksOutcome(title=f"Announced by {deal.title}", unit="billion USD")
    announced = same_outcome(table, by, "headline")
    found.append((pledged, f"pledged_{key}", announced and ours[announced], minus))
    for name, outcome in table.outcomes.items():
        if outcome.until_deadline and name in ours and name in theirs:
            title = {"title": f"{outcome.title}: {deal.title}"}
            copy = outcome.model_copy(update=title)
            found.append((copy, f"{name}_{key}", ours[name], theirs[name]))
    return found


def _item(table: Table, precedents: Precedents, key: str, by: str, on: "Date") -> Item:
    """Return the item that is the deal with a counterpart, at the rate signed and two beside."""
    deal = precedents.deals[key]
    adds = {f"pledged_{key}": deal.headline} if deal.headline.value else {}
    adds |= {
        f"{name}_{key}": CitedFigure(value=1, unit=outcome.unit, sources=deal.rate.sources)
        for name, outcome in table.outcomes.items()
        if outcome.until_deadline
    }
    levels = {"stands": Level(title="as it stands")}
    signed = signed_rate(deal)
    for rate in (signed - STEP, signed, signed + STEP):
        goods, cars = rates_at(deal, rate)
        levels[f"{rate:g}"] = Level(
            title=f"{rate:g}%",
            tariffs=terms_at(precedents, deal, goods, cars, on),
            adds=adds,
            sources=deal.rate.sources,
        )
    return Item(title=f"Deal with {deal.title}", giver=by, to=(key,), levels=levels)


def _times(figure: CitedFigure, by: float) -> CitedFigure:
    low, high = sorted(by * end for end in figure.bounds)
    scaled = {"value": by * figure.value}
    if figure.is_assumption:
        scaled |= {"low": low, "high": high}
    return figure.model_copy(update=scaled)
