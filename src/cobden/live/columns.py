"""The answer to a scenario: columns of figures read off its equilibrium.

Money is in billions of dollars of the benchmark's year, changes are in per cent of the benchmark.
"""

from collections.abc import Callable, Iterable
from itertools import combinations
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cobden.base.errors import unknown
from cobden.cases import Case
from cobden.equilibrium import Certificate, Readable, Result
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
from cobden.live.scenario import Bench, PosedScenario
from cobden.live.shown_figure import ShownFigure
from cobden.outcomes import columns, kind_of
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
    before, then = posed.starting_point.benchmark, posed.starting_point.result
    return ScenarioAnswer(
        digest=posed.digest,
        converged=True,
        headline=_headline(case, before, then, result),
        economies=_economies(case, before, then, result),
        sectors=_sectors(before, result, economy),
        flows=_flows(before, result, importer, exporter),
        balances=_balances(case, before, result),
        shares=[_shares(case, before, result, sector) for sector in case.file.brief.markets],
        certificate=proof(result.certificate, posed.idle),
        overridden=bench.overridden(posed),
        took_ms=round(1e3 * (perf_counter() - began), 1),
    )


def looked_at(
    bench: Bench, posed: PosedScenario, economies: Iterable[str]
) -> tuple[dict[str, SectorColumns], dict[str, FlowColumns]]:
    """Return the sectors of economies, and what they sell each other by "EXPORTER IMPORTER"."""
    codes = list(economies)
    before, now = posed.starting_point.benchmark, posed.solve()
    flows = {f"{i} {n}": _flows(before, now, n, i) for i in codes for n in codes}
    return {code: _sectors(before, now, code) for code in codes}, flows


def short(values: "Floats | Iterable[float]") -> list[float]:
    """Return figures with six significant digits."""
    listed = values.tolist() if isinstance(values, np.ndarray) else values
    return [float(f"{value:.6g}") for value in listed]


def proof(found: Certificate, idle: tuple[str, ...] = ()) -> Proof:
    """Return a certificate as it is sent, with what of the input changes nothing."""
    kept: dict[str, Any] = {name: getattr(found, name) for name in Proof.model_fields}
    kept["cautions"] = [*found.cautions, *idle]
    return Proof(**kept)


def front(case: Case, world: World) -> list[tuple[ShownFigure, int]]:
    """Return the figures that a case puts in front, and with how many decimals."""
    home, other = case.home, case.counterpart
    watched = [home, other, *(p.economy for p in case.parties if p.role == "third")][:3]
    chosen = [(("welfare", code), 3) for code in (*watched, WORLD)]
    chosen += [(("balance", home, other, "goods"), 2), (("revenue", other), 1)]
    for sector in case.file.brief.markets[:1]:
        chosen += [(("output", code, sector), 2) for code in (home, other)]
    return [
        (ShownFigure.named(case, world, column, parts), digits)
        for (column, *parts), digits in chosen
    ]


def _headline(case: Case, before: Readable, then: Readable, now: Readable) -> list[HeadlineFigure]:
    """Return the figures that the case puts in front, at the benchmark, on the day, and now."""
    found = []
    for figure, digits in front(case, now.world):
        earlier, value, standing = short(figure.read(seen) for seen in (before, now, then))
        found.append(
            HeadlineFigure(
                id=figure.id, title=figure.title, what=figure.what,
                whose=list(figure.economies) or [WORLD], change=figure.kind.change,
                unit=figure.kind.unit, value=value, before=earlier, standing=standing,
                digits=digits,
            )
        )  # fmt: skip
    return found


def _economies(case: Case, before: Readable, then: Readable, now: Readable) -> EconomyColumns:
    """Return every economy, then the groups among the parties, each as one."""
    world = now.world
    places = [[n] for n in range(len(world.economies))]
    places += [world.positions(name) for name in case.groups]

    def each(seen: Readable, name: str) -> list[float]:
        groups = places[len(world.economies) :]
        return short(np.append(seen.in_unit(name), [seen.together(name, at) for at in groups]))

    def exports(seen: Readable) -> list[float]:
        sales = seen.in_unit("flow").sum(axis=0)  # [importer, exporter]
        return short(sales[:, at].sum() - sales[np.ix_(at, at)].sum() for at in places)

    return EconomyColumns.model_validate(
        {
            "code": [*world.economies, *case.groups],
            "exports": exports(now),
            "exports_before": exports(before),
            "standing": each(then, "welfare"),
            **_outcomes(before, now, ("economy",), each),
        }
    )


def _outcomes(
    before: Readable,
    now: Readable,
    axes: tuple[str, ...],
    read: Callable[[Readable, str], list[float]],
) -> dict[str, list[float]]:
    """Return the outcomes that tables by ``axes`` show, by column; levels at the benchmark too."""
    found = {}
    for column, kind in columns(*axes).items():
        found[column] = read(now, kind.name)
        if not kind.change:
            found[f"{column}_before"] = read(before, kind.name)
    return found


def _sectors(before: Readable, now: Readable, name: str) -> SectorColumns:
    at = now.world.positions(name)

    def each(seen: Readable, outcome: str) -> list[float]:
        return short(seen.together(outcome, at))

    told = _outcomes(before, now, ("sector", "economy"), each)
    return SectorColumns.model_validate({"economy": name, **told})


def _flows(before: Readable, now: Result, importer: str, exporter: str) -> FlowColumns:
    """Return what one sells the other; the duty of several is weighed by what is sold."""
    world = now.world
    n, i = world.positions(importer), world.positions(exporter)
    tariff = now.shock.wedges.tariff[:, n][:, :, i]
    sold = now.in_unit("flow", np.ix_(range(len(world.sectors)), n, i))
    after, due = sold.sum(axis=(1, 2)), (tariff * sold).sum(axis=(1, 2))
    mean = np.where(after > 0, due / np.where(after > 0, after, 1.0), tariff.mean(axis=(1, 2)))
    return FlowColumns(
        importer=importer,
        exporter=exporter,
        before=short(before.together("flow", n, i)),
        after=short(after),
        tariff=short(100 * mean),
    )


def _balances(case: Case, before: Readable, now: Readable) -> BalanceColumns:
    world = now.world
    at = {party.economy: world.positions(party.economy) for party in case.parties}
    pairs = [pair for pair in combinations(at, 2) if not set(at[pair[0]]) & set(at[pair[1]])]
    kinds = kind_of("bilateral_balance").labels["kind"]
    found = {}
    for end, seen in (("", now), ("_before", before)):
        each = [seen.together("bilateral_balance", at[one], at[other]) for one, other in pairs]
        for kind, name in enumerate(kinds):
            found[name + end] = short(values[kind] for values in each)
    return BalanceColumns(
        economy=[one for one, _ in pairs], partner=[other for _, other in pairs], **found
    )


def _shares(case: Case, before: Readable, now: Readable, sector: str) -> Shares:
    """Return who serves the counterpart's market for a good: itself, the parties, the largest.

    Groups stand in the place of their members.
    """
    world = now.world
    k, buyers = world.sector_index(sector), world.positions(case.counterpart)
    inside = {n for name in case.groups for n in world.positions(name)}
    single = [code for n, code in enumerate(world.economies) if n not in inside]
    origins = {name: world.positions(name) for name in (*case.groups, *single)}

    def shares(seen: Readable) -> dict[str, float]:
        bought = seen.values("flow")[k, buyers].sum(axis=0)
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
