"""From lines to a world: the law's rates by sector, as tariffs in place of the benchmark's.

How, and why by differences, stands at the head of ``cobden.measures.law``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.arrays import ratio
from cobden.base.errors import InputError
from cobden.measures import bought
from cobden.measures.bought import CLAIMANTS, US, Bought
from cobden.measures.goods import (
    SERVICES,
    national_lines,
    sector_lines,
    sectors,
    six_digit_lines,
)
from cobden.measures.never_below_free import never_below_free
from cobden.measures.ordinary import statutory, tops_up
from cobden.measures.sector_means import SectorMeans, sector_index
from cobden.measures.weights import by_product, weighed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.dated_law import DatedLaw
    from cobden.measures.measure import Tariff
    from cobden.world.benchmark_economy import BenchmarkEconomy, Origin

NO_LINES = "B09"  # mining support: a sector of the OECD tables without goods

Works = list[tuple["Tariff", "NDArray[np.float64]"]]
"""Tariffs, each with the share of an importer's purchases of a good that it works on [k]."""

Added = tuple["NDArray[np.float64]", Works]
Told = Callable[[int, int, Works], None]


def tariffs_of(
    law: "DatedLaw", world: "BenchmarkEconomy", told: Told | None = None
) -> "NDArray[np.float64]":
    """Return ``world``'s tariffs under ``law`` [k, importer, exporter].

    Each is the benchmark's plus what ``law`` adds to the law of 1 January 2025. ``told`` hears of
    each importer and exporter which tariffs work between them. Raises ``InputError`` where a
    measure falls on part of one of the world's economies, or on services.
    """
    _refuse_services(law.tariffs)
    _refuse_other_base(law, world)
    if world.origin is not None:
        whole, inside = _whole(world, world.origin), _in_old_names(law, world, world.origin)
        heard: _Heard = {}
        change = tariffs_of(inside, whole, _gather(heard) if told else None) - whole.tariff
        if told:
            _pass_on(heard, law, world, world.origin, told)
        return world.tariff + world.origin.mean(change)
    acting = {importer for t in (*law.tariffs, *law.benchmark) for importer in t.by}
    tariff = np.array(world.tariff, np.float64)
    for n, importer in enumerate(world.economies):
        if acting & set(members_of(importer)):
            exporters = [i for i in range(len(world.economies)) if i != n]
            tariff[:, n, exporters] = tariffs_on(law, world, n, exporters, told)
    return tariff


def tariffs_on(
    law: "DatedLaw",
    world: "BenchmarkEconomy",
    n: int,
    exporters: "Sequence[int]",
    told: Told | None = None,
) -> "NDArray[np.float64]":
    """Return the tariffs of importer ``n`` on some exporters under ``law`` [k, exporter].

    The same figures as ``tariffs_of``, without those of everybody else: none below zero, where what
    a repeal ends is more by the law's lines than by the world's table. Raises ``InputError``
    where a measure falls on part of one of the world's economies.
    """
    if world.origin is not None:
        return _merged_tariffs_on(law, world, world.origin, n, exporters)
    before = law.at_benchmark()
    importers = members_of(world.economies[n])
    added = _adder(law, before, world, n, importers[0])
    goods = world.goods & np.array([name != SERVICES for name in world.sectors])
    tariff = np.array(world.tariff[:, n, exporters], np.float64)
    for place, i in enumerate(exporters):
        members = members_of(world.economies[i])
        new, old = (between(part, importers, members) for part in (law, before))
        if new != old or (told and new):
            points, works = added(members[0], i, new, old)
            tariff[goods, place] += points[goods]
            own = world.tariff[:, n, i]
            tariff[:, place] = never_below_free(
                tariff[:, place], own, new, world.sectors, world.economies[n], world.economies[i]
            )
            if told:
                told(n, i, [(measure, share * goods) for measure, share in works])
    return tariff


def _merged_tariffs_on(
    law: "DatedLaw", world: "BenchmarkEconomy", origin: "Origin", n: int, exporters: "Sequence[int]"
) -> "NDArray[np.float64]":
    """Return the same where the world was merged or cut from another: that one's, weighted."""
    whole, law = _whole(world, origin), _in_old_names(law, world, origin)
    sellers = sorted({j for i in exporters for j in origin.members(i)})
    change = np.zeros_like(whole.tariff)
    for m in origin.members(n):
        others = [j for j in sellers if j != m]
        change[:, m, others] = tariffs_on(law, whole, m, others) - whole.tariff[:, m, others]
    return world.tariff[:, n, exporters] + origin.mean(change)[:, n, exporters]


def _whole(world: "BenchmarkEconomy", origin: "Origin") -> "BenchmarkEconomy":
    """Return the old world; members of an importer with products have its mix of them."""
    if not world.products:
        return origin.world
    place = origin.economies.argmax(axis=0)
    mixes = (
        replace(
            trade,
            importer=origin.world.economies[m],
            flow=trade.flow[:, place],
            tariff=trade.tariff[:, place],
        )
        for trade in world.products
        for m in origin.members(world.economy_index(trade.importer))
    )
    return replace(origin.world, products=tuple(mixes))


_Heard = dict[tuple[int, int], Works]


def _gather(heard: _Heard) -> Told:
    def told(n: int, i: int, works: Works) -> None:
        heard[n, i] = works

    return told


def _pass_on(
    heard: _Heard, law: "DatedLaw", world: "BenchmarkEconomy", origin: "Origin", told: Told
) -> None:
    """Tell what was ``heard`` of the old world's flows as shares of those of the new one."""
    own = {tariff.name: tariff for tariff in law.tariffs}
    flow = origin.world.flow
    for n in range(len(world.economies)):
        for i in range(len(world.economies)):
            pairs = [(m, j) for m in origin.members(n) for j in origin.members(i)]
            whole = origin.sectors @ sum(flow[:, m, j] for m, j in pairs)
            worked: dict[str, NDArray[np.float64]] = {}
            for m, j in pairs:
                for tariff, share in heard.get((m, j), ()):
                    part = origin.sectors @ (share * flow[:, m, j])
                    worked[tariff.name] = worked.get(tariff.name, 0.0) + part
            if worked:
                told(n, i, [(own[name], ratio(part, whole)) for name, part in worked.items()])


def held(world: "BenchmarkEconomy", n: int) -> tuple[str, ...]:
    """Return the economies (alpha-3 codes) that economy ``n`` of ``world`` is or holds."""
    if world.origin is None:
        return members_of(world.economies[n])
    inside = (held(world.origin.world, m) for m in world.origin.members(n))
    return tuple(dict.fromkeys(code for codes in inside for code in codes))


def _in_old_names(law: "DatedLaw", world: "BenchmarkEconomy", origin: "Origin") -> "DatedLaw":
    """Return ``law`` with the sectors that only the new world has replaced by what they hold."""
    old = origin.world.sectors
    held = {
        name: tuple(old[k] for k in np.flatnonzero(origin.sectors[at]))
        for at, name in enumerate(world.sectors)
        if name not in old
    }

    def renamed(tariff: "Tariff") -> "Tariff":
        if not held.keys() & {*tariff.goods, *tariff.goods_except}:
            return tariff
        goods, less = (
            tuple(part for name in names for part in held.get(name, (name,)))
            for names in (tariff.goods, tariff.goods_except)
        )
        return tariff.model_copy(update={"goods": goods, "goods_except": less})

    return replace(
        law,
        tariffs=tuple(renamed(t) for t in law.tariffs),
        benchmark=tuple(renamed(t) for t in law.benchmark),
    )


def _adder(
    law: "DatedLaw", before: "DatedLaw", world: "BenchmarkEconomy", n: int, importer: str
) -> "Callable[[str, int, list[Tariff], list[Tariff]], Added]":
    """Return what works out the points [k] that the law adds to importer ``n``'s rates."""
    known = {*world.sectors} - {*world.services} <= {*sectors(), NO_LINES}
    if importer == US and known:
        return _ByBlock(law, before, world)
    lines = six_digit_lines() if known else sector_lines(world.sectors)
    trade = world.products_of(world.economies[n])

    def added(exporter: str, i: int, new: "list[Tariff]", old: "list[Tariff]") -> Added:
        base = bought.by_sector(lines, world.sectors, world.tariff[:, n, i], importer)
        if known and tops_up((*new, *old)):
            base = statutory(base, law.schedule(importer), exporter, law.day)
        if trade is not None:
            base = by_product(base, trade, i)
        else:
            base = weighed(base, tuple(dict.fromkeys((*new, *old))))
        base = base.known
        then = None if new == old else before.rates(importer, exporter, base)
        return _added(law, then, importer, exporter, base, world.sectors)

    return added


def _added(
    law: "DatedLaw",
    before: "NDArray[np.float64] | None",
    importer: str,
    exporter: str,
    lines: Bought,
    names: tuple[str, ...],
) -> Added:
    """Return what the law adds to the rates by sector, 0 without imports; and what works.

    Without rates [line] ``before`` it adds nothing: it is the same. The ordinary duty must be known
    on all ``lines``: others count for nothing, since over it a floor is not known either.
    """
    rates, working = law.levied(importer, exporter, lines)
    means = SectorMeans(lines, names)
    added = np.zeros(len(names)) if before is None else np.nan_to_num(means.of(rates - before))
    return added, [(tariff, means.part(at)) for tariff, at in working if at.any()]


class _ByBlock:
    """US rates by sector, worked out once for exporters and days with the same trade and law."""

    def __init__(self, law: "DatedLaw", before: "DatedLaw", world: "BenchmarkEconomy") -> None:
        self.law, self.before, self.names = law, before, world.sectors

    def __call__(self, exporter: str, i: int, new: "list[Tariff]", old: "list[Tariff]") -> Added:
        """Return what the law adds to the rates on goods from ``exporter`` [k], and what works."""
        law, day = self.law, self.law.day
        key = (
            bought.block(exporter),
            tuple(new),
            tuple(old),
            law.rules.holding(exporter, day),
            law.columns(exporter),
            # what is the same on most days
            (law.rules, law.collected, law.schedule(US), national_lines(US, day), self.before),
            day if exporter in CLAIMANTS else None,
            self.names,
        )
        return _shared(_Asked(key, lambda: self._find(exporter, new, old)))

    def _find(self, exporter: str, new: "list[Tariff]", old: "list[Tariff]") -> Added:
        lines, lent = self.law.us_lines(exporter).known, np.zeros(len(self.names), bool)
        if bought.block(exporter) is not None:
            others = self.law.us_lines(exporter, pooled=True).known
            lines, lent = _with_lent(lines, others, self.names)
        before = None if new == old else self.before.us_rates(exporter, lines)
        added, works = _added(self.law, before, US, exporter, lines, self.names)
        if lent.any():
            parts = ((t, share * part) for part in (~lent, lent) for t, share in works)
            works = [(t, share) for t, share in parts if share.any()]
        return added, works


@lru_cache(maxsize=256)  # the same on most days
def _with_lent(
    own: Bought, others: Bought, names: tuple[str, ...]
) -> "tuple[Bought, NDArray[np.bool_]]":
    """Return an exporter's lines, and those of all ``others`` in the sectors in which it sold none.

    And which of the sectors ``names`` these are [k].
    """
    lent = np.bincount(sector_index(own, names) + 1, minlength=len(names) + 1)[1:] == 0
    more = others.take(np.append(lent, False)[sector_index(others, names)])
    return own.beside(more), lent


@dataclass(frozen=True)
class _Asked:
    """A question to a law, the same as another of the same ``key``, and what answers it."""

    key: tuple[object, ...]
    find: Callable[[], Added] = field(compare=False)


@lru_cache(maxsize=2048)
def _shared(asked: _Asked) -> Added:
    """Return the answer to a question, worked out once: most of a law is the same for months."""
    return asked.find()


def members_of(name: str) -> tuple[str, ...]:
    """Return the economies in one of a world's (a group of that name stands for its members)."""
    return economies.group(name) or (economies.resolve(name, where="world"),)


def between(
    law: "DatedLaw", importers: tuple[str, ...], exporters: tuple[str, ...]
) -> "list[Tariff]":
    """Return the tariffs of a world's economy on another, the same for every member of both."""
    found = law.reaching(importers[0], exporters[0])
    for importer in importers:
        for exporter in exporters:
            if law.reaching(importer, exporter) != found:
                raise InputError(
                    f"the law of {law.day} treats {importer} and {importers[0]}, or {exporter} and "
                    f"{exporters[0]}, differently.",
                    where="world",
                    remedy="Keep them apart in the world, or aggregate after making the wedges.",
                )
    return found


def _refuse_other_base(law: "DatedLaw", world: "BenchmarkEconomy") -> None:
    """Raise ``InputError`` where the law is counted from another day than the world's tariffs."""
    if law.base != world.tariffs_on:
        counted, held = (day or "those that ship" for day in (law.base, world.tariffs_on))
        raise InputError(
            f"the law is counted from another benchmark ({counted}) than the world's tariffs "
            f"({held}).",
            where="law",
            remedy="Use policy.based_on(world.tariffs_on).",
        )


def _refuse_services(tariffs: "tuple[Tariff, ...]") -> None:
    for tariff in tariffs:
        if SERVICES in tariff.goods:
            raise InputError(
                f"'{tariff.name}' is on services, which bear no tariff.",
                where="goods",
                remedy="Use a trade cost.",
            )
