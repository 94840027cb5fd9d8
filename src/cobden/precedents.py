"""The link between deals already struck and the world economy: each solved at candidate rates."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.economies import group, resolve
from cobden.base.errors import InputError
from cobden.base.files import read_yaml
from cobden.equilibrium import Result, solve
from cobden.measures import Policy, Tariff
from cobden.talks.precedents import Precedent, Precedents, Trial

if TYPE_CHECKING:
    from datetime import date

    from cobden.base.wedges import Wedges
    from cobden.world.world import World

CANDIDATES = (5.0, 10.0, 12.5, 15.0, 17.5, 20.0, 25.0, 30.0)
VEHICLES = "C29"


def read_precedents(folder: Path) -> Precedents:
    """Return the deals that a case compares itself with, from ``precedents.yaml``."""
    path = folder / "precedents.yaml"
    if not path.exists():
        raise InputError(
            "the case names no other deals.",
            where=str(path),
            remedy="Write precedents.yaml beside case.yaml: docs/talks.md shows how.",
        )
    return read_yaml(path, Precedents)


def trials(deals: Precedents, world: "World", policy: Policy, on: "date") -> dict[str, Trial]:
    """Return each deal solved at candidate rates, everybody else's under the law of ``on``."""
    law = policy.on(on).wedges(world)
    return {key: _trial(key, deal, deals, world, policy, law) for key, deal in deals.deals.items()}


def _trial(
    key: str,
    deal: Precedent,
    deals: Precedents,
    world: "World",
    policy: Policy,
    law: "Wedges",
) -> Trial:
    partners = group(deal.partner) or (resolve(deal.partner),)
    moves_goods = deal.rate.value != deal.threat.value
    signed = (deal.rate if moves_goods or deal.cars is None else deal.cars).value
    below = [r for r in CANDIDATES if r <= deal.threat.value or not moves_goods]
    rates = np.array(sorted({*below, signed}))

    def solved(goods: float | None, cars: float | None) -> Result:
        terms = _terms(deals, partners, goods, cars, deal)
        return solve(world, _with(terms, partners, deals.by, world, policy, law))

    def outcomes(result: Result, headline: float) -> list[float]:
        balance = result.balance.sel(kind="goods", economy=deals.by, partner=list(partners))
        return [
            float(result.equivalent_variation.sel(economy=deals.by)),
            float(balance.sum()),
            float(result.tariff_revenue.sel(economy=deals.by)),
            float(result.output.sel(economy=deals.by, sector=VEHICLES)),
            headline,
        ]

    def income(result: Result) -> float:
        return float(result.equivalent_variation.sel(economy=list(partners)).sum())

    results = [solved(rate if moves_goods else None, rate if deal.cars else None) for rate in rates]
    threat = solved(deal.threat.value if moves_goods else None, None)
    return Trial(
        key,
        rates,
        np.array([outcomes(result, deal.headline.value) for result in results]),
        np.array([income(result) for result in results]),
        int(np.flatnonzero(rates == signed)[0]),
        np.array(outcomes(threat, 0.0)),
        income(threat),
    )


def _terms(
    deals: Precedents,
    partners: tuple[str, ...],
    goods: float | None,
    cars: float | None,
    deal: Precedent,
) -> tuple[Tariff, ...]:
    """Return the tariffs of a deal at these all-in rates; None leaves the law as it is."""
    wanted = [
        ("goods", "all", ("@ieepa_annex2_20250405", "@ieepa_statutory"), goods),
        ("cars", "@s232_auto_vehicles", (), cars),
        ("parts", "@s232_auto_parts", (), cars),
    ]
    return tuple(
        Tariff(
            by=(deals.by,), on=partners, goods=(covered,), goods_except=spared, rate=rate / 100,
            mode="floor", authority=deals.authorities[kind], start=deal.on,
            source="a candidate rate",
        )
        for kind, covered, spared, rate in wanted
        if rate is not None
    )  # fmt: skip


def _with(
    terms: tuple[Tariff, ...],
    partners: tuple[str, ...],
    by: str,
    world: "World",
    policy: Policy,
    law: "Wedges",
) -> "Wedges":
    """Return ``law`` with ``terms`` in place of the same authorities' tariffs on ``partners``."""
    if not terms:
        return law
    narrowed = tuple(
        measure.model_copy(update={"on": reached, "on_except": ()})
        for measure in policy.measures
        if (reached := tuple(p for p in partners if measure.reaches(by, p)))
    )
    authorities = {term.authority for term in terms}
    kept = tuple(m for m in narrowed if m.authority not in authorities)
    found = (Policy(kept, policy.rules) + terms).on(terms[0].start).wedges(world)
    tariff = np.array(law.tariff)
    n = world.economies.index(by)
    for partner in partners:
        i = world.economies.index(partner)
        tariff[:, n, i] = found.tariff[:, n, i]
    tariff.flags.writeable = False
    return replace(law, tariff=tariff)
