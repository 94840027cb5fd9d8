"""The answer to a scenario: columns of figures read off its equilibrium.

Money is in billions of dollars of the benchmark's year, changes are in per cent of the benchmark.
"""

from collections.abc import Iterable
from itertools import combinations
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from cobden.base.errors import unknown
from cobden.cases import Case
from cobden.equilibrium import Certificate
from cobden.live.models.answers import (
    BalanceColumns,
    EconomyColumns,
    FlowColumns,
    HeadlineFigure,
    Proof,
    ScenarioAnswer,
    SectorColumns,
    Shares,
)
from cobden.live.models.requests import Show
from cobden.live.reading import Outturn, Reading
from cobden.live.scenario import PosedScenario
from cobden.outcomes import columns
from cobden.report import names
from cobden.report.brief_rows import WORLD
from cobden.world.world import World

Floats = NDArray[np.float64]
WATCHED = 12  # origins shown of a market


def answer(case: Case, posed: PosedScenario, show: Show) -> ScenarioAnswer:
    """Return the answer to a scenario; ``show`` says whose sectors and flows.

    Raises ``InputError`` for an economy that the world does not have, ``NotConverged`` where
    there is no equilibrium.
    """
    began = perf_counter()
    world = posed.starting_point.world
    economy = _place(world, show.economy or case.home, "show.economy")
    importer = _place(world, show.importer or case.counterpart, "show.importer")
    exporter = _place(world, show.exporter or case.home, "show.exporter")
    result = posed.solve()
    before, then, now = (
        posed.starting_point.benchmark,
        posed.starting_point.outturn,
        Outturn.of(result),
    )
    pair = (slice(None), importer, exporter)
    return ScenarioAnswer(
        digest=posed.digest,
        converged=True,
        headline=headline(case, before, then, now),
        economies=_economies(before, then, now),
        sectors=_sectors(now, economy),
        flows=FlowColumns(
            importer=world.economies[importer],
            exporter=world.economies[exporter],
            before=_billions(world, before.flow[pair]),
            after=_billions(world, now.flow[pair]),
            tariff=short(100 * result.shock.wedges.tariff[pair]),
        ),
        balances=_balances(case, before, now),
        shares=[_shares(case, before, now, sector) for sector in case.file.brief.markets],
        certificate=proof(result.certificate),
        took_ms=round(1e3 * (perf_counter() - began), 1),
    )


def short(values: "Floats | Iterable[float]") -> list[float]:
    """Return figures with six significant digits."""
    return [float(f"{value:.6g}") for value in np.asarray(values).tolist()]


def proof(found: Certificate) -> Proof:
    """Return a certificate as it is sent."""
    return Proof(**{name: getattr(found, name) for name in Proof.model_fields})


def headline(case: Case, before: Reading, then: Outturn, now: Outturn) -> list[HeadlineFigure]:
    """Return the figures that the case puts in front, at the benchmark, on the day, and now."""
    world, home, other = now.world, case.home, case.counterpart
    n, i, unit = world.economy_index(home), world.economy_index(other), _unit(now.world)
    watched = [home, other, *(p.economy for p in case.parties if p.role == "third")][:3]
    found = []
    for code in watched:
        at, title = world.economy_index(code), f"Real income, {names.economy(code)}"
        values = (0.0, now.welfare[at], then.welfare[at])
        found.append(_figure(f"welfare:{code}", title, "%", values, 3))
    values = (0.0, now.worldwide, then.worldwide)
    found.append(_figure(f"welfare:{WORLD}", "Real income, world", "%", values, 3))
    values = tuple(unit * reading.balance[0, n, i] for reading in (before, now, then))
    title = f"{names.economy(home)}'s goods balance with {names.the(other)}"
    found.append(_figure(f"balance:{home}:{other}:goods", title, _MONEY, values, 2))
    values = tuple(unit * reading.revenue[i] for reading in (before, now, then))
    title = f"Tariff revenue, {names.economy(other)}"
    found.append(_figure(f"revenue:{other}", title, _MONEY, values, 1))
    for watched_sector in case.file.brief.markets[:1]:
        k = world.sector_index(watched_sector)
        for code, at in ((home, n), (other, i)):
            title = f"Output, {names.economy(code)}: {names.sector(watched_sector)}"
            values = (0.0, now.volume[k, at], then.volume[k, at])
            found.append(_figure(f"output:{code}:{watched_sector}", title, "%", values, 2))
    return found


_MONEY = "billion USD"


def _figure(
    name: str, title: str, unit: str, values: tuple[float, ...], digits: int
) -> HeadlineFigure:
    """Return a figure from its values at the benchmark, now, and on the day."""
    before, value, standing = short(values)
    return HeadlineFigure(
        id=name, title=title, unit=unit, value=value, before=before, standing=standing,
        digits=digits,
    )  # fmt: skip


def _economies(before: Reading, then: Outturn, now: Outturn) -> EconomyColumns:
    world = now.world
    return EconomyColumns(
        code=list(world.economies),
        exports=_billions(world, now.exports),
        exports_before=_billions(world, before.exports),
        revenue_before=_billions(world, before.revenue),
        standing=short(then.welfare),
        **_read(now, EconomyColumns, ("economy",)),
    )


def _read(
    now: Outturn, shown: type[BaseModel], axes: tuple[str, ...], at: int | None = None
) -> dict[str, list[float]]:
    """Return the outcomes that a table by ``axes`` shows, by column; ``at`` one economy."""
    found = {}
    for column, kind in columns(*axes).items():
        if column in shown.model_fields:
            values = now.result.values(kind.name)
            values = values if at is None else values[..., at]
            found[column] = _billions(now.world, values) if kind.money else short(values)
    return found


def _sectors(now: Outturn, n: int) -> SectorColumns:
    world = now.world
    return SectorColumns(
        economy=world.economies[n],
        value_added_before=_billions(world, (world.value_added_share * world.output)[:, n]),
        **_read(now, SectorColumns, ("sector", "economy"), n),
    )


def _balances(case: Case, before: Reading, now: Reading) -> BalanceColumns:
    world = now.world
    pairs = list(combinations((party.economy for party in case.parties), 2))
    rows, columns = zip(
        *((world.economy_index(one), world.economy_index(other)) for one, other in pairs),
        strict=True,
    )

    def column(reading: Reading, kind: int) -> list[float]:
        return _billions(world, reading.balance[kind, rows, columns])

    return BalanceColumns(
        economy=[one for one, _ in pairs],
        partner=[other for _, other in pairs],
        goods=column(now, 0),
        goods_before=column(before, 0),
        total=column(now, 1),
        total_before=column(before, 1),
    )


def _shares(case: Case, before: Reading, now: Reading, sector: str) -> Shares:
    """Return who serves the counterpart's market for a good: itself, the parties, the largest."""
    world = now.world
    k, n = world.sector_index(sector), world.economy_index(case.counterpart)
    old, new = (100 * r.flow[k, n] / r.flow[k, n].sum() for r in (before, now))
    parties = [world.economy_index(party.economy) for party in case.parties]
    largest = [int(i) for i in np.argsort(-old)]
    chosen = list(dict.fromkeys([n, *parties, *largest]))[:WATCHED]
    chosen.sort(key=lambda i: -old[i])
    return Shares(
        sector=sector,
        buyer=case.counterpart,
        origin=[world.economies[i] for i in chosen],
        before=short(old[chosen]),
        after=short(new[chosen]),
    )


def _place(world: World, code: str, where: str) -> int:
    if code not in world.economies:
        raise unknown("economy", code, world.economies, where=where)
    return world.economies.index(code)


def _unit(world: World) -> float:
    return world.value_usd / 1e9


def _billions(world: World, value: Floats) -> list[float]:
    return short(np.asarray(value) * _unit(world))
