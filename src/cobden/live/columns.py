"""The answer to a scenario: columns of figures read off its equilibrium.

Money is in billions of dollars of the benchmark's year, changes are in per cent of the benchmark.
"""

from collections.abc import Iterable
from itertools import combinations
from time import perf_counter
from typing import Any

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
from cobden.live.scenario import Bench, PosedScenario
from cobden.outcomes import columns
from cobden.report import names
from cobden.report.brief_rows import WORLD
from cobden.world.world import World

Floats = NDArray[np.float64]
WATCHED = 12  # origins shown of a market


def answer(bench: Bench, posed: PosedScenario, show: Show) -> ScenarioAnswer:
    """Return the answer to a scenario; ``show`` says whose sectors and flows.

    Raises ``InputError`` for an economy that the world does not have, ``NotConverged`` where
    there is no equilibrium.
    """
    began = perf_counter()
    case = bench.case
    world = posed.starting_point.world
    economy = _known(case, world, show.economy or case.home, "show.economy")
    importer = _known(case, world, show.importer or case.counterpart, "show.importer")
    exporter = _known(case, world, show.exporter or case.home, "show.exporter")
    result = posed.solve()
    before, then, now = (
        posed.starting_point.benchmark,
        posed.starting_point.outturn,
        Outturn.of(result),
    )
    return ScenarioAnswer(
        digest=posed.digest,
        converged=True,
        headline=headline(case, before, then, now),
        economies=_economies(case, before, then, now),
        sectors=_sectors(now, economy),
        flows=_flows(before, now, importer, exporter),
        balances=_balances(case, before, now),
        shares=[_shares(case, before, now, sector) for sector in case.file.brief.markets],
        certificate=proof(result.certificate, posed.idle),
        overridden=bench.overridden(posed),
        took_ms=round(1e3 * (perf_counter() - began), 1),
    )


def short(values: "Floats | Iterable[float]") -> list[float]:
    """Return figures with six significant digits."""
    return [float(f"{value:.6g}") for value in np.asarray(values).tolist()]


def proof(found: Certificate, idle: tuple[str, ...] = ()) -> Proof:
    """Return a certificate as it is sent, with what of the input changes nothing."""
    kept: dict[str, Any] = {name: getattr(found, name) for name in Proof.model_fields}
    kept["cautions"] = [*found.cautions, *idle]
    return Proof(**kept)


def headline(case: Case, before: Reading, then: Outturn, now: Outturn) -> list[HeadlineFigure]:
    """Return the figures that the case puts in front, at the benchmark, on the day, and now."""
    world, home, other = now.world, case.home, case.counterpart
    ours, theirs, unit = world.positions(home), world.positions(other), _unit(now.world)
    watched = [home, other, *(p.economy for p in case.parties if p.role == "third")][:3]
    found = []
    for code in watched:
        at, title = world.positions(code), f"Real income, {names.economy(code)}"
        values = (0.0, *(float(reading.together("welfare", at)) for reading in (now, then)))
        found.append(_figure(f"welfare:{code}", title, "%", values, 3))
    values = (0.0, now.worldwide, then.worldwide)
    found.append(_figure(f"welfare:{WORLD}", "Real income, world", "%", values, 3))
    values = tuple(unit * reading.surplus(0, ours, theirs) for reading in (before, now, then))
    title = f"{names.economy(home)}'s goods balance with {names.the(other)}"
    found.append(_figure(f"balance:{home}:{other}:goods", title, _MONEY, values, 2))
    values = tuple(unit * float(reading.revenue[theirs].sum()) for reading in (before, now, then))
    title = f"Tariff revenue, {names.economy(other)}"
    found.append(_figure(f"revenue:{other}", title, _MONEY, values, 1))
    for watched_sector in case.file.brief.markets[:1]:
        k = world.sector_index(watched_sector)
        for code, at in ((home, ours), (other, theirs)):
            title = f"Output, {names.economy(code)}: {names.sector(watched_sector)}"
            values = (0.0, *(float(r.together("output", at)[k]) for r in (now, then)))
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


def _economies(case: Case, before: Reading, then: Outturn, now: Outturn) -> EconomyColumns:
    """Return every economy, then the groups among the parties, each as one."""
    world = now.world
    groups = [world.positions(name) for name in case.groups]
    found = _read(now, EconomyColumns, ("economy",))
    for column, kind in columns("economy").items():
        if column in found:
            found[column] += short(float(now.together(kind.name, at)) for at in groups)

    def with_groups(values: Floats, of_groups: Iterable[float]) -> list[float]:
        return _billions(world, np.append(values, list(of_groups)))

    found["revenue"] = with_groups(now.revenue, (now.revenue[at].sum() for at in groups))
    return EconomyColumns(
        code=[*world.economies, *case.groups],
        exports=with_groups(now.exports, map(now.exported, groups)),
        exports_before=with_groups(before.exports, map(before.exported, groups)),
        revenue_before=with_groups(before.revenue, (before.revenue[at].sum() for at in groups)),
        standing=short([*then.welfare, *(float(then.together("welfare", at)) for at in groups)]),
        **found,
    )


def _read(
    now: Outturn, shown: type[BaseModel], axes: tuple[str, ...], at: list[int] | None = None
) -> dict[str, list[float]]:
    """Return the outcomes that a table by ``axes`` shows, by column; ``at`` some as one."""
    found = {}
    for column, kind in columns(*axes).items():
        if column in shown.model_fields and at is not None:
            found[column] = short(now.together(kind.name, at))
        elif column in shown.model_fields:
            values = now.result.values(kind.name)
            found[column] = _billions(now.world, values) if kind.money else short(values)
    return found


def _sectors(now: Outturn, name: str) -> SectorColumns:
    world, at = now.world, now.world.positions(name)
    return SectorColumns(
        economy=name,
        value_added_before=_billions(
            world, (world.value_added_share * world.output)[:, at].sum(axis=1)
        ),
        **_read(now, SectorColumns, ("sector", "economy"), at),
    )


def _flows(before: Reading, now: Outturn, importer: str, exporter: str) -> FlowColumns:
    """Return what one sells the other; the duty of several is weighed by what is sold."""
    world = now.world
    n, i = world.positions(importer), world.positions(exporter)
    after, tariff = now.sold(n, i), now.result.shock.wedges.tariff[:, n][:, :, i]
    due = (tariff * now.flow[:, n][:, :, i]).sum(axis=(1, 2))
    mean = np.where(after > 0, due / np.where(after > 0, after, 1.0), tariff.mean(axis=(1, 2)))
    return FlowColumns(
        importer=importer,
        exporter=exporter,
        before=_billions(world, before.sold(n, i)),
        after=_billions(world, after),
        tariff=short(100 * mean),
    )


def _balances(case: Case, before: Reading, now: Reading) -> BalanceColumns:
    world = now.world
    at = {party.economy: world.positions(party.economy) for party in case.parties}
    pairs = [pair for pair in combinations(at, 2) if not set(at[pair[0]]) & set(at[pair[1]])]

    def column(reading: Reading, kind: int) -> list[float]:
        return _billions(world, np.array([reading.surplus(kind, at[a], at[b]) for a, b in pairs]))

    return BalanceColumns(
        economy=[one for one, _ in pairs],
        partner=[other for _, other in pairs],
        goods=column(now, 0),
        goods_before=column(before, 0),
        total=column(now, 1),
        total_before=column(before, 1),
    )


def _shares(case: Case, before: Reading, now: Reading, sector: str) -> Shares:
    """Return who serves the counterpart's market for a good: itself, the parties, the largest.

    Groups stand in the place of their members.
    """
    world = now.world
    k, buyers = world.sector_index(sector), world.positions(case.counterpart)
    inside = {n for name in case.groups for n in world.positions(name)}
    single = [code for n, code in enumerate(world.economies) if n not in inside]
    origins = {name: world.positions(name) for name in (*case.groups, *single)}

    def shares(reading: Reading) -> dict[str, float]:
        bought = reading.flow[k, buyers].sum(axis=0)
        return {name: 100 * bought[at].sum() / bought.sum() for name, at in origins.items()}

    old, new = shares(before), shares(now)
    parties = [p.economy for p in case.parties if p.economy in origins]
    largest = sorted(origins, key=lambda name: -old[name])
    chosen = list(dict.fromkeys([case.counterpart, *parties, *largest]))[:WATCHED]
    chosen.sort(key=lambda name: -old[name])
    return Shares(
        sector=sector,
        buyer=case.counterpart,
        origin=chosen,
        before=short([old[name] for name in chosen]),
        after=short([new[name] for name in chosen]),
    )


def _known(case: Case, world: World, code: str, where: str) -> str:
    """Return an economy's or a party's code; raises ``InputError`` for any other."""
    if code not in (*world.economies, *case.groups):
        raise unknown("economy", code, (*world.economies, *case.groups), where=where)
    return code


def _unit(world: World) -> float:
    return world.value_usd / 1e9


def _billions(world: World, value: Floats) -> list[float]:
    return short(np.asarray(value) * _unit(world))
