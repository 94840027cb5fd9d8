"""Tables of others put on the sectors and economies of the benchmark that ships.

WIOD, FIGARO, EXIOBASE and GTAP have industries of their own. A map (``data/sector_maps.csv``)
names for each the sectors that it holds; one that holds several is divided as the OECD's table of
2022 divides them, flow by flow. So the law by product line, the elasticities and the cases hold on
every world. Economies that the benchmark has not are added to the rest of the world.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.arrays import ratio
from cobden.base.economies import ROW, resolve
from cobden.base.errors import InputError, unknown
from cobden.world import embedded
from cobden.world.calibrate import InputOutputTable, keep_value_added
from cobden.world.icio import SERVICES, known_tariffs
from cobden.world.record import Adjustment

if TYPE_CHECKING:
    from numpy.typing import NDArray

OWN_NAMES = {"ROM": "ROU", "RoW": ROW, "FIGW1": ROW, "ROW": ROW, "WRL_REST": ROW}
"""What tables call economies that no other name or code gives."""


@dataclass(frozen=True, eq=False)
class ForeignTable:
    """A table of another's industries, US dollars at basic prices.

    - ``kind``: whose map of sectors holds; ``codes``: its industries; ``regions``: its economies;
    - ``inputs`` [code, seller, code, user]; ``final`` [code, seller, user];
    - ``tariff`` [code, seller, user]: rates that the table has itself, or None.
    """

    kind: str
    regions: tuple[str, ...]
    codes: tuple[str, ...]
    inputs: "NDArray[np.float64]"
    final: "NDArray[np.float64]"
    year: int | None
    source: str
    file: str
    tariff: "NDArray[np.float64] | None" = None


@cache
def sector_map(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the benchmark's sectors that each industry of a table of ``kind`` holds."""
    text = (resources.files("cobden.world") / "data" / "sector_maps.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["table"] == kind]
    return {row["code"]: tuple(row["sectors"].split()) for row in rows}


def sectors_of(kind: str, code: str, file: str) -> tuple[str, ...]:
    """Return the sectors that industry ``code`` holds: its entry, or that of its longest prefix."""
    known = sector_map(kind)
    for length in range(len(code), 0, -1):
        if code[:length] in known:
            return known[code[:length]]
    raise InputError(
        f"the map of sectors has no industry '{code}'.",
        where=file,
        remedy=f"Known of {kind}: {', '.join(list(known)[:6])}, ... Is it another classification?",
    )


def on_benchmark(table: ForeignTable) -> InputOutputTable:
    """Return ``table`` on the benchmark's sectors, and its economies, ready to calibrate.

    Raises ``InputError`` for an industry without an entry in the map, an economy that nobody
    knows, or a negative input.
    """
    known = embedded.table()
    if table.inputs.min(initial=0.0) < 0:
        raise InputError(
            f"a negative input: {table.inputs.min():g}.",
            where=table.file,
            remedy="Only final demand may be negative (inventories).",
        )
    held = [[known.sectors.index(s) for s in sectors_of(table.kind, code, table.file)]
            for code in table.codes]  # fmt: skip
    economies, place = _economies(table, known.economies)
    inputs, final = (_merged(part, place, len(economies)) for part in (table.inputs, table.final))
    below = np.minimum(final, 0.0)
    guide = _Guide(known, economies)
    flows = guide.divided(held, np.moveaxis(inputs.sum(2), 1, 2))
    asked = guide.divided(held, np.moveaxis(np.maximum(final, 0.0), 1, 2))
    if table.tariff is None:
        rates, said = _tariffs(guide, table.year)
    else:
        total = inputs.sum(2) + np.maximum(final, 0.0)
        traded = table.final + table.inputs.sum(2)
        due = _merged(np.maximum(traded, 0.0) * table.tariff, place, len(economies))
        paid = guide.divided(held, np.moveaxis(due, 1, 2))
        rates, said = ratio(paid, guide.divided(held, np.moveaxis(total, 1, 2))), ""
        rates[:, range(len(economies)), range(len(economies))] = 0.0
    record = [_negatives(below, table.file)] if below.any() else []
    record += [_divided(held, final + inputs.sum(2), table)]
    return keep_value_added(
        InputOutputTable(
            economies=economies,
            sectors=known.sectors,
            intermediate=flows,
            final=asked,
            use=guide.used(held, inputs.sum(1)),
            tariff=rates,
            year=table.year,
            source=f"{table.source}, on the OECD's sectors{said}",
            services=known.services,
            record=tuple(record),
        )
    )


def _economies(table: ForeignTable, known: tuple[str, ...]) -> tuple[tuple[str, ...], list[int]]:
    """Return the world's economies, and the place of each region among them."""
    named = []
    for region in table.regions:
        rest = re.fullmatch(r"W[A-Z]", region) or (table.kind == "gtap" and region[0] == "X")
        code = OWN_NAMES.get(region) or (ROW if rest else None)
        code = code or resolve(region, where=f"{table.file}: region '{region}'")
        named.append(code if code in known else ROW)
    economies = (*dict.fromkeys(code for code in named if code != ROW),)
    if ROW in named:
        economies = (*economies, ROW)
    if len(economies) < 2:
        raise unknown("economy", table.regions[0], known, where=table.file)
    return economies, [economies.index(code) for code in named]


def _merged(values: "NDArray[np.float64]", place: list[int], count: int) -> "NDArray[np.float64]":
    """Add up regions [code, seller, ..., user] that are one economy of the world."""
    sellers = np.zeros((values.shape[0], count, *values.shape[2:]))
    np.add.at(np.moveaxis(sellers, 1, 0), place, np.moveaxis(values, 1, 0))
    users = np.zeros((*sellers.shape[:-1], count))
    np.add.at(np.moveaxis(users, -1, 0), place, np.moveaxis(sellers, -1, 0))
    return users


class _Guide:
    """How the OECD's table divides what another's holds together."""

    def __init__(self, known: InputOutputTable, economies: tuple[str, ...]) -> None:
        self.known, self.economies = known, economies
        inside = [known.economies.index(code) for code in economies]
        self.rest = [n for n, code in enumerate(known.economies) if code not in economies]
        if ROW in economies:
            self.rest.append(known.economies.index(ROW))
        self.members = [
            self.rest if code == ROW else [n] for n, code in zip(inside, economies, strict=True)
        ]
        whole = known.intermediate + known.final
        self.flow = self._over(self._over(whole, 1), 2)
        self.use = self._over(known.use, 2)

    def _over(self, values: "NDArray[np.float64]", axis: int) -> "NDArray[np.float64]":
        parts = [values.take(at, axis).sum(axis) for at in self.members]
        return np.stack(parts, axis)

    def divided(
        self, held: Sequence[list[int]], values: "NDArray[np.float64]"
    ) -> "NDArray[np.float64]":
        """Return flows by industry [code, user, seller] by sector [k, user, seller]."""
        found = np.zeros((len(self.known.sectors), *values.shape[1:]))
        for code, sectors in enumerate(held):
            weight = self.flow[sectors]
            usual = weight.sum((1, 2), keepdims=True)  # where the OECD has no flow at all
            weight = np.where(weight.sum(0) > 0, weight, usual)
            found[sectors] += values[code] * ratio(weight, weight.sum(0))
        return found

    def used(
        self, held: Sequence[list[int]], values: "NDArray[np.float64]"
    ) -> "NDArray[np.float64]":
        """Return inputs by industry [code, code, user] by sector [k, q, user]."""
        count = len(self.known.sectors)
        found = np.zeros((count, count, len(self.economies)))
        for code, goods in enumerate(held):
            for user, industries in enumerate(held):
                block = np.ix_(goods, industries)
                weight = self.use[block]
                usual = weight.sum(2, keepdims=True) + 1e-12
                weight = np.where(weight.sum((0, 1)) > 0, weight, usual)
                found[block] += values[code, user] * weight / weight.sum((0, 1))
        return found


def _tariffs(guide: _Guide, year: int | None) -> "tuple[NDArray[np.float64], str]":
    """Return the rates [k, n, i] known of the nearest year, means over what is merged."""
    known, said = known_tariffs(year)
    whole = known.intermediate + known.final
    paid, bought = (guide._over(guide._over(v, 1), 2) for v in (known.tariff * whole, whole))
    rates = ratio(paid, bought)
    own = np.arange(len(guide.economies))
    rates[:, own, own] = 0.0
    return rates, said


def _negatives(below: "NDArray[np.float64]", file: str) -> Adjustment:
    return Adjustment(
        what="negative final demand",
        where=file,
        before=float(below.sum() / 1e6),
        after=0.0,
        unit="USD million",
        cells=int((below < 0).sum()),
        reason="stocks run down by more than is used; set to zero, which raises gross output and "
        "value added of the seller by as much",
    )


def _divided(
    held: Sequence[list[int]], sales: "NDArray[np.float64]", table: ForeignTable
) -> Adjustment:
    several = [at for at, sectors in enumerate(held) if len(sectors) > 1]
    worth = float(np.maximum(sales[several], 0).sum() / 1e6)
    names = ", ".join(table.codes[at] for at in several) or "none"
    return Adjustment(
        what="industries divided",
        where=table.file,
        before=worth,
        after=worth,
        unit="USD million",
        cells=len(several),
        reason=f"they hold several of the OECD's sectors ({names}) and are divided as its table of "
        f"2022 divides them; services are together as {SERVICES}",
    )
