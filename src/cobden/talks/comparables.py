"""Deals already struck: what a point of relief cost, and which are like the one at hand."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from importlib.resources import files
from math import inf, log

from cobden.base.dates import parse_date

_FILE = "deals_2025.csv"


@dataclass(frozen=True)
class StruckDeal:
    """A deal of the United States in 2025; rates in per cent, money in billions of dollars.

    ``threat`` is the rate without it, where one was set; ``cars`` the rate on cars where the deal
    set it; ``metals`` whether the duty on metals was eased. ``investment`` and ``purchases`` are
    what was announced, over all years: None where nothing was, in so many dollars. A ``truce``
    takes back what both sides had raised. ``source`` and its ``grade`` (A official, C a
    compilation).
    """

    partner: str
    title: str
    announced: Date
    truce: bool
    threat: float | None
    signed: float
    cars: float | None
    metals: bool
    investment: float | None
    purchases: float | None
    source: str
    grade: str

    @property
    def relief(self) -> float | None:
        """Points by which the rate fell below the threat; None where there was no threat."""
        return None if self.threat is None or self.truce else self.threat - self.signed

    @property
    def pledged(self) -> float | None:
        """What was announced in all; None where no sum was."""
        named = [sum_ for sum_ in (self.investment, self.purchases) if sum_ is not None]
        return sum(named) if named else None

    @property
    def per_point(self) -> float | None:
        """Billions of dollars announced for each point of relief; None where there is neither."""
        if self.pledged is None or not self.relief:
            return None
        return self.pledged / self.relief


def struck(before: Date | None = None) -> tuple[StruckDeal, ...]:
    """Return the deals announced before a day (all unless given), in the order of their days."""
    lines = files("cobden.talks").joinpath("data", _FILE).read_text("utf-8").splitlines()
    deals = [_read(row) for row in csv.DictReader(line for line in lines if line[:1] != "#")]
    kept = [deal for deal in deals if before is None or deal.announced < before]
    return tuple(sorted(kept, key=lambda deal: deal.announced))


def _read(row: dict[str, str]) -> StruckDeal:
    def figure(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return StruckDeal(
        row["partner"], row["title"], parse_date(row["announced"], where=_FILE),
        row["kind"] == "truce", figure("threat"), float(row["signed"]), figure("cars"),
        row["metals"] == "1", figure("investment"), figure("purchases"), row["source"],
        row["grade"],
    )  # fmt: skip


TERMS = ("rate", "cars", "metals")
"""What a partner may claim because another has it: rates in per cent; relief from metals duties."""


@dataclass(frozen=True)
class Claims:
    """What most-favoured treatment would give the partner of a deal, and who had its terms after.

    ``better`` maps each of `TERMS` to the deal that has the best of it among all others, where
    that is better than its own; ``after`` are the later deals with as good a rate on goods.
    """

    deal: StruckDeal
    better: Mapping[str, StruckDeal]
    after: tuple[StruckDeal, ...]


def claims(deals: Sequence[StruckDeal]) -> tuple[Claims, ...]:
    """Return what partners could claim of each other's terms, in the order of their deals.

    A rate on cars counts where a deal set it; who has none bears more. A truce is no deal that
    others could claim: it takes back what both sides had raised.
    """
    struck_ = [deal for deal in deals if not deal.truce]
    found = []
    for deal in struck_:
        others = [other for other in struck_ if other is not deal]
        better = {}
        for term in TERMS:
            best = min(others, key=lambda other: _cost(other, term), default=None)
            if best is not None and _cost(best, term) < _cost(deal, term):
                better[term] = best
        later = [o for o in others if o.announced > deal.announced and o.signed <= deal.signed]
        found.append(Claims(deal, better, tuple(later)))
    return tuple(found)


def _cost(deal: StruckDeal, term: str) -> float:
    """Return what a term costs the partner: a rate; 1 where the duty on metals is kept."""
    if term == "metals":
        return float(not deal.metals)
    rate = deal.signed if term == "rate" else deal.cars
    return inf if rate is None else rate


def nearest(
    deals: Sequence[StruckDeal],
    threat: float,
    imports: float,
    of: Mapping[str, float],
    count: int = 3,
) -> tuple[StruckDeal, ...]:
    """Return the deals most like one under a ``threat`` (per cent) on ``imports`` (billion USD).

    By the distance in the logs of both, each a doubling; ``of`` gives the imports of each partner.
    Deals without a threat, or with a partner whose imports are not known, are like nothing.
    """

    def distance(deal: StruckDeal) -> float:
        if not deal.threat or deal.truce or deal.partner not in of:
            return inf
        apart = log(deal.threat / threat, 2) ** 2 + log(of[deal.partner] / imports, 2) ** 2
        return apart**0.5

    ranked = sorted(deals, key=distance)
    return tuple(deal for deal in ranked[:count] if distance(deal) < inf)
