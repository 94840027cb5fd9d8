"""The link between deals already struck and the world economy: each solved at candidate rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.economies import group, resolve
from cobden.cases.beside import read_beside
from cobden.equilibrium import Result, solve
from cobden.measures import Policy, Tariff
from cobden.talks.precedent_deals import Precedent, Precedents, Trial

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.base.wedges import Wedges
    from cobden.world.world import World

CANDIDATES = (5.0, 10.0, 12.5, 15.0, 17.5, 20.0, 25.0, 30.0)


def read_precedents(folder: Path) -> Precedents:
    """Return the deals that a case compares itself with, from ``precedents.yaml``."""
    return read_beside(
        folder, "precedents.yaml", Precedents, absent="the case names no other deals.",
        page="docs/talks.md",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class DealsOnWorld:
    """Deals on a world, everybody else under the law of ``on``; ``candidates`` are rates tried."""

    deals: Precedents
    world: "World"
    policy: Policy
    on: Date
    candidates: tuple[float, ...] = CANDIDATES

    @cached_property
    def law(self) -> "Wedges":
        """The law of the day on the world."""
        return self.policy.on(self.on).wedges(self.world)

    @cached_property
    def _columns(self) -> "dict[tuple, Wedges]":
        return {}

    def trials(self) -> dict[str, Trial]:
        """Return each deal, alone, at candidate rates."""
        return {key: self._trial(key) for key in self.deals.deals}

    def _trial(self, key: str) -> Trial:
        deal = self.deals.deals[key]
        partners = _partners(deal)
        if deal.laws is not None:
            rates = np.array([deal.rate.value])
            results = [self._under(partners, deal.laws.signed)]
            threat = self._under(partners, deal.laws.threat)
        else:
            signed = signed_rate(deal)
            below = [r for r in self.candidates if r <= deal.threat.value or not _moves_goods(deal)]
            rates = np.array(sorted({*below, signed}))
            results = [self._solved({key: rates_at(deal, rate)}) for rate in rates]
            threat = self._solved({key: self._threat(deal)})
        signed_at = int(np.flatnonzero(rates == signed_rate(deal))[0])
        given = deal.headline.value
        return Trial(
            key,
            rates,
            np.array([self._outcomes(result, partners, given) for result in results]),
            np.array([_income(result, partners) for result in results]),
            signed_at,
            self._outcomes(threat, partners, 0.0),
            _income(threat, partners),
            deal.threat.value,
        )

    def _threat(self, deal: Precedent) -> tuple[float | None, float | None]:
        return (deal.threat.value if _moves_goods(deal) else None), None

    def _outcomes(
        self, result: Result, partners: Sequence[str], given: float
    ) -> "NDArray[np.float64]":
        """Return the outcomes of ``precedent_deals.OUTCOMES``, with ``given`` pledged."""
        by = self.deals.by
        balance = result.balance.sel(kind="goods", economy=by, partner=list(partners))
        found = [
            result.equivalent_variation.sel(economy=by),
            balance.sum(),
            result.tariff_revenue.sel(economy=by),
            result.output.sel(economy=by, sector=self.deals.sector),
        ]
        return np.array([*map(float, found), given])

    def _solved(self, chosen: Mapping[str, tuple[float | None, float | None]]) -> Result:
        """Return the equilibrium with the deals at these all-in rates on goods and on cars."""
        wedges, n = self.law, self.world.economies.index(self.deals.by)
        for key, (goods, cars) in chosen.items():
            places = self._places(_partners(self.deals.deals[key]))
            wedges = wedges.exchanged(self._rates(key, goods, cars), n, places)
        return solve(self.world, wedges)

    def _places(self, partners: Sequence[str]) -> list[int]:
        return [self.world.economies.index(partner) for partner in partners]

    def _under(self, partners: Sequence[str], day: Date) -> Result:
        """Return the equilibrium with both sides' tariffs on each other as on ``day``."""
        then, n = self.policy.on(day).wedges(self.world), self.world.economies.index(self.deals.by)
        wedges = self.law.exchanged(then, n, self._places(partners))
        for i in self._places(partners):
            wedges = wedges.exchanged(then, i, [n])
        return solve(self.world, wedges)

    def _rates(self, key: str, goods: float | None, cars: float | None) -> "Wedges":
        """Return wedges with the rates of a deal on its partners; None leaves the law as it is."""
        if (key, goods, cars) not in self._columns:
            self._columns[key, goods, cars] = self._resolved(self.deals.deals[key], goods, cars)
        return self._columns[key, goods, cars]

    def _resolved(self, deal: Precedent, goods: float | None, cars: float | None) -> "Wedges":
        terms = terms_at(self.deals, deal, goods, cars, self.on)
        partners = _partners(deal)
        replaced = {term.authority for term in terms}
        kept = tuple(
            measure.model_copy(update={"on": reached, "on_except": ()})
            for measure in self.policy.measures
            if measure.authority not in replaced
            and (reached := tuple(p for p in partners if measure.reaches(self.deals.by, p)))
        )
        return (Policy(kept, self.policy.rules) + terms).on(self.on).wedges(self.world)


def _partners(deal: Precedent) -> tuple[str, ...]:
    return group(deal.partner) or (resolve(deal.partner),)


def _moves_goods(deal: Precedent) -> bool:
    """Whether the deal set the rate on goods in general, not on cars alone."""
    return deal.rate.value != deal.threat.value


def signed_rate(deal: Precedent) -> float:
    """Return the rate that a deal signed: on cars, where it changed only that."""
    only_cars = deal.cars is not None and not _moves_goods(deal)
    return deal.cars.value if only_cars and deal.cars else deal.rate.value


def terms_at(
    deals: Precedents, deal: Precedent, goods: float | None, cars: float | None, day: Date
) -> tuple[Tariff, ...]:
    """Return the all-in tariffs of a deal at rates on goods and on cars; None leaves the law."""
    names = deals.authorities
    wanted = [
        ("goods", "all", deals.exempt, goods),
        ("cars", deals.lists["cars"], (), cars),
        ("parts", deals.lists["parts"], (), cars),
    ]
    return tuple(
        Tariff(
            by=(deals.by,), on=_partners(deal), goods=(covered,), goods_except=spared,
            rate=rate / 100, mode="floor", authority=names[kind], start=day,
            source="a candidate rate",
        )
        for kind, covered, spared, rate in wanted
        if rate is not None
    )  # fmt: skip


def rates_at(deal: Precedent, rate: float) -> tuple[float | None, float | None]:
    """Return the rates on goods and on cars when the deal is struck at ``rate``."""
    return (rate if _moves_goods(deal) else None), (rate if deal.cars else None)


def _income(result: Result, partners: Sequence[str]) -> float:
    return float(result.equivalent_variation.sel(economy=list(partners)).sum())
