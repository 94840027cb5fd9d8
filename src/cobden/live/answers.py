"""The answer to a scenario: columns of figures read off its equilibrium.

Money is in billions of dollars of the benchmark's year, changes are in per cent of the benchmark.
"""

from collections.abc import Iterable
from itertools import combinations
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import unknown
from cobden.cases import Case
from cobden.equilibrium import Certificate, Result
from cobden.equilibrium.result import balances
from cobden.live import models
from cobden.live.scenario import Posed
from cobden.report import names
from cobden.report.effects import WORLD
from cobden.world.world import World

Floats = NDArray[np.float64]
VEHICLES = "C29"
WATCHED = 12  # origins shown of a market


def answer(case: Case, posed: Posed, show: models.Show) -> models.Answer:
    """Return the answer to a scenario; ``show`` says whose sectors and flows.

    Raises ``InputError`` for an economy that the world does not have, ``NotConverged`` where
    there is no equilibrium.
    """
    began = perf_counter()
    world = posed.ground.world
    economy = _place(world, show.economy or case.home, "show.economy")
    importer = _place(world, show.importer or case.counterpart, "show.importer")
    exporter = _place(world, show.exporter or case.home, "show.exporter")
    result = posed.solve()
    flow, tariff = result.customs_flow, result.shock.wedges.tariff
    return models.Answer(
        digest=posed.digest,
        converged=True,
        headline=headline(case, result, posed.ground.result),
        economies=_economies(result, posed.ground.result),
        sectors=_sectors(result, economy),
        flows=models.FlowColumns(
            importer=world.economies[importer],
            exporter=world.economies[exporter],
            before=_billions(world, world.flow[:, importer, exporter]),
            after=_billions(world, flow[:, importer, exporter]),
            tariff=short(100 * tariff[:, importer, exporter]),
        ),
        balances=_balances(case, result),
        shares=[_shares(case, result, sector) for sector in case.file.brief.markets],
        certificate=proof(result.certificate),
        took_ms=round(1e3 * (perf_counter() - began), 1),
    )


def short(values: "Floats | Iterable[float]") -> list[float]:
    """Return figures with six significant digits."""
    return [float(f"{value:.6g}") for value in np.asarray(values).tolist()]


def proof(found: Certificate) -> models.Proof:
    """Return a certificate as it is sent."""
    return models.Proof(**{name: getattr(found, name) for name in models.Proof.model_fields})


def headline(case: Case, result: Result, standing: Result) -> list[models.Figure]:
    """Return the figures that the case puts in front, at the benchmark, on the day, and now."""
    world, home, other = result.world, case.home, case.counterpart
    watched = [home, other, *(p.economy for p in case.parties if p.role == "third")][:3]
    found = [
        _figure(f"welfare:{code}", f"Real income, {names.economy(code)}", "%", 0.0,
                _welfare(result, code), _welfare(standing, code), 3)
        for code in (*watched, WORLD)
    ]  # fmt: skip
    n, i = world.economy_index(home), world.economy_index(other)
    before, now, then = (
        balances(world, flow)[0, n, i] * _unit(world)
        for flow in (world.flow, result.customs_flow, standing.customs_flow)
    )
    title = f"{names.economy(home)}'s goods balance with {names.the(other)}"
    found.append(_figure(f"balance:{home}:{other}:goods", title, _MONEY, before, now, then, 2))
    before, now, then = (
        float(revenue[i]) * _unit(world)
        for revenue in (
            world.tariff_revenue, result.accounts.tariff_revenue, standing.accounts.tariff_revenue
        )
    )  # fmt: skip
    title = f"Tariff revenue, {names.economy(other)}"
    found.append(_figure(f"revenue:{other}", title, _MONEY, before, now, then, 1))
    if VEHICLES in world.sectors:
        k = world.sector_index(VEHICLES)
        for code in (home, other):
            place = world.economy_index(code)
            now, then = (r.output.values[k, place] for r in (result, standing))
            title = f"Output of vehicles, {names.economy(code)}"
            found.append(_figure(f"output:{code}:{VEHICLES}", title, "%", 0.0, now, then, 2))
    return found


_MONEY = "billion USD"


def _figure(
    name: str, title: str, unit: str, before: float, value: float, standing: float, digits: int
) -> models.Figure:
    before, value, standing = short([before, value, standing])
    return models.Figure(
        id=name, title=title, unit=unit, value=value, before=before, standing=standing,
        digits=digits,
    )  # fmt: skip


def _welfare(result: Result, code: str) -> float:
    if code != WORLD:
        return float(result.welfare.values[result.world.economy_index(code)])
    income = result.world.income
    return float(result.welfare.values @ income / income.sum())


def _economies(result: Result, standing: Result) -> models.EconomyColumns:
    world = result.world
    own = np.einsum("knn->n", result.customs_flow)
    own_before = np.einsum("knn->n", world.flow)
    return models.EconomyColumns(
        code=list(world.economies),
        welfare=short(result.welfare.values),
        gain=short(result.equivalent_variation.values),
        real_wage=short(result.real_wage.values),
        exports=_billions(world, np.asarray(result.accounts.exports) - own),
        exports_before=_billions(world, world.flow.sum(axis=(0, 1)) - own_before),
        revenue=_billions(world, np.asarray(result.accounts.tariff_revenue)),
        revenue_before=_billions(world, world.tariff_revenue),
        standing=short(standing.welfare.values),
    )


def _sectors(result: Result, n: int) -> models.SectorColumns:
    world = result.world
    return models.SectorColumns(
        economy=world.economies[n],
        output=short(result.output.values[:, n]),
        price=short(result.price.values[:, n]),
        value_added=short(result.value_added.values[:, n]),
        value_added_before=_billions(world, (world.value_added_share * world.output)[:, n]),
        labour=short(result.labour.values[:, n]),
    )


def _balances(case: Case, result: Result) -> models.BalanceColumns:
    world = result.world
    pairs = list(combinations((party.economy for party in case.parties), 2))
    after = balances(world, result.customs_flow)
    before = balances(world, world.flow)
    at = [(world.economy_index(one), world.economy_index(other)) for one, other in pairs]

    def column(found: Floats, kind: int) -> list[float]:
        return _billions(world, np.array([found[kind, n, i] for n, i in at]))

    return models.BalanceColumns(
        economy=[one for one, _ in pairs],
        partner=[other for _, other in pairs],
        goods=column(after, 0),
        goods_before=column(before, 0),
        total=column(after, 1),
        total_before=column(before, 1),
    )


def _shares(case: Case, result: Result, sector: str) -> models.Shares:
    """Return who serves the counterpart's market for a good: itself, the parties, the largest."""
    world = result.world
    k, n = world.sector_index(sector), world.economy_index(case.counterpart)
    before, after = (100 * f[k, n] / f[k, n].sum() for f in (world.flow, result.customs_flow))
    parties = [world.economy_index(party.economy) for party in case.parties]
    largest = [int(i) for i in np.argsort(-before)]
    chosen = list(dict.fromkeys([n, *parties, *largest]))[:WATCHED]
    chosen.sort(key=lambda i: -before[i])
    return models.Shares(
        sector=sector,
        buyer=case.counterpart,
        origin=[world.economies[i] for i in chosen],
        before=short(before[chosen]),
        after=short(after[chosen]),
    )


def _place(world: World, code: str, where: str) -> int:
    if code not in world.economies:
        raise unknown("economy", code, world.economies, where=where)
    return world.economies.index(code)


def _unit(world: World) -> float:
    return world.value_usd / 1e9


def _billions(world: World, value: Floats) -> list[float]:
    return short(np.asarray(value) * _unit(world))
