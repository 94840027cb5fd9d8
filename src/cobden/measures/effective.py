"""Averages of the law over product lines: by partner and sector, and as tariffs of a world."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.measures import schedule
from cobden.measures.goods import OTHER, SERVICES, sector_lines, sectors, six_digit_lines
from cobden.measures.schedule import US, Schedule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.law import Law
    from cobden.measures.measure import Tariff
    from cobden.world.world import World

ORDINARY = "ordinary"


@cache
def goods_sectors() -> tuple[str, ...]:
    """Return the sectors that bear tariffs."""
    return tuple(name for name in sectors() if name not in (SERVICES, OTHER))


def sector_means(
    lines: Schedule, values: "NDArray[np.float64]", names: tuple[str, ...]
) -> "NDArray[np.float64]":
    """Return the import-weighted mean of ``values`` [line] by sector; NaN without imports."""
    at = sector_index(lines, names)
    inside = at >= 0
    weight = np.bincount(at[inside], lines.imports[inside], len(names))
    total = np.bincount(at[inside], (lines.imports * values)[inside], len(names))
    return np.divide(total, weight, out=np.full(len(names), np.nan), where=weight > 0)


def sector_index(lines: Schedule, names: tuple[str, ...]) -> "NDArray[np.intp]":
    """Return the place in ``names`` of each line's sector, -1 where it has none."""
    known, code = np.unique(lines.sector, return_inverse=True)
    order = {name: k for k, name in enumerate(names)}
    return np.array([order.get(str(s), -1) for s in known], np.intp)[code]


def effective(law: "Law") -> xr.Dataset:
    """Return US rates (% of customs value) by layer, partner and sector, with 2024 import weights.

    Variables: ``rate`` [layer, partner, sector], ``total`` and ``imports`` (USD) [partner, sector].
    A layer is an authority; "ordinary" is the duty collected in 2024 without that year's
    surcharges. Cells without imports are NaN.
    """
    names, partners = goods_sectors(), schedule.us_partners()
    layers: dict[str, NDArray[np.float64]] = {}
    shape = (len(partners), len(names))
    imports = np.zeros(shape)
    for p, partner in enumerate(partners):
        exporter = "FRA" if partner == schedule.EU_BLOCK else partner  # one law for all members
        lines = schedule.with_claims(schedule.us_bought(partner), exporter, law.day)
        at = sector_index(lines, names)
        imports[p] = np.bincount(at[at >= 0], lines.imports[at >= 0], len(names))
        for layer, points in by_authority(law, US, exporter, lines).items():
            cells = layers.setdefault(layer, np.zeros(shape))
            cells[p] = 100.0 * sector_means(lines, points, names)
    rate = np.where(imports > 0, np.array(list(layers.values())), np.nan)
    where = {"partner": list(partners), "sector": list(names)}
    return xr.Dataset(
        {
            "rate": (("layer", "partner", "sector"), rate),
            "total": (("partner", "sector"), rate.sum(axis=0)),
            "imports": (("partner", "sector"), imports),
        },
        {"layer": list(layers), **where},
        {
            "date": str(law.day),
            "rate": "% of customs value",
            "imports": "USD of 2024",
            "source": "US Census Bureau, imports for consumption 2024; Cobden's tariff law",
        },
    )


def by_authority(
    law: "Law", importer: str, exporter: str, lines: Schedule
) -> "dict[str, NDArray[np.float64]]":
    """Return the points of the ordinary duty and of each authority [line], claims weighed in."""
    plain = _layers(law, importer, exporter, lines, claims=False)
    if lines.claimed is None:
        return plain
    claimed = _layers(law, importer, exporter, lines, claims=True)
    zero = np.zeros(len(lines.index))
    return {
        name: points + lines.claimed * (claimed.get(name, zero) - points)
        for name, points in plain.items()
    }


def _layers(
    law: "Law", importer: str, exporter: str, lines: Schedule, *, claims: bool
) -> "dict[str, NDArray[np.float64]]":
    found = law.stack(importer, exporter, lines, claims=claims)
    layers = {ORDINARY: found.ordinary}
    for tariff, points in zip(found.tariffs, found.points, strict=True):
        layers[tariff.authority] = layers.get(tariff.authority, 0.0) + points
    return layers


def overall(table: xr.Dataset) -> float:
    """Return the average US tariff (% of goods imports) of an ``effective`` table."""
    value = (table["total"].fillna(0.0) * table["imports"]).sum()
    return float(value / table["imports"].sum())


def coverage() -> float:
    """Return the share of the 2024 imports shown here that falls in goods sectors.

    The rest is returned goods, low-value shipments, art and electricity.
    """
    whole = [schedule.us_bought(p) for p in schedule.us_partners()]
    inside = sum(float(s.imports[sector_index(s, goods_sectors()) >= 0].sum()) for s in whole)
    return inside / sum(s.value for s in whole)


def tariffs_of(law: "Law", world: "World") -> "NDArray[np.float64]":
    """Return ``world``'s tariffs under ``law`` [k, importer, exporter].

    Each is the benchmark's plus what ``law`` adds to the law of 1 January 2025. Raises
    ``InputError`` where a measure falls on part of one of the world's economies, or on services.
    """
    members = {name: _members(name) for name in world.economies}
    _refuse_services(law.tariffs)
    before = law.at_benchmark()
    tariff = np.array(world.tariff, np.float64)
    lines_known = set(world.sectors) <= set(sectors())
    for n, importer in enumerate(world.economies):
        change = _ByBlock(law, before, world, n) if importer == US and lines_known else None
        for i, exporter in enumerate(world.economies):
            if i == n:
                continue
            new, old = (
                _between(part, members[importer], members[exporter]) for part in (law, before)
            )
            if new == old:
                continue
            source = members[exporter][0]
            if change is not None:
                tariff[:, n, i] += change(source, new, old)
            else:
                lines = six_digit_lines() if lines_known else sector_lines(world.sectors)
                base = schedule.sector_schedule(
                    lines, world.sectors, world.tariff[:, n, i], importer
                )
                rates = [
                    sector_means(
                        base, part.rates(members[importer][0], source, base), world.sectors
                    )
                    for part in (law, before)
                ]
                tariff[:, n, i] += np.nan_to_num(rates[0] - rates[1])
    return tariff


class _ByBlock:
    """US rates by sector, worked out once for exporters with the same trade and the same law."""

    def __init__(self, law: "Law", before: "Law", world: "World", importer: int) -> None:
        self.law, self.before, self.names = law, before, world.sectors
        self.known: dict[tuple, NDArray[np.float64]] = {}

    def __call__(
        self, exporter: str, new: "list[Tariff]", old: "list[Tariff]"
    ) -> "NDArray[np.float64]":
        """Return what the law adds to the rates on goods from ``exporter`` [k]."""
        block = schedule.block(exporter)
        rules = tuple(rule.holds(exporter, self.law.day) for rule in self.law.rules.yields)
        key = (block, tuple(map(id, new)), tuple(map(id, old)), rules)
        if key not in self.known:
            added = self._added(exporter, block)
            others = np.isnan(added)
            if others.any():
                added[others] = self._added(exporter, None)[others]
            self.known[key] = np.nan_to_num(added)
        return self.known[key]

    def _added(self, exporter: str, block: str | None) -> "NDArray[np.float64]":
        lines = schedule.us_bought(block)
        lines = schedule.with_claims(lines, exporter, self.law.day) if block else lines
        change = self.law.rates(US, exporter, lines) - self.before.rates(US, exporter, lines)
        return sector_means(lines, change, self.names)


def _members(name: str) -> tuple[str, ...]:
    """Return the economies in one of a world's (a group of that name stands for its members)."""
    return economies.group(name) or (economies.resolve(name, where="world"),)


def _between(law: "Law", importers: tuple[str, ...], exporters: tuple[str, ...]) -> "list[Tariff]":
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


def _refuse_services(tariffs: "tuple[Tariff, ...]") -> None:
    for tariff in tariffs:
        if SERVICES in tariff.goods:
            raise InputError(
                f"'{tariff.name}' is on services, which bear no tariff.",
                where="goods",
                remedy="Use a trade cost.",
            )
