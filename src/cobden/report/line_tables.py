"""The brief's products: what an importer buys of each line from a party, sector by sector."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from cobden.measures.product_names import product_in_short
from cobden.report import names
from cobden.report.words import number, percent

if TYPE_CHECKING:
    import pandas as pd

MOST = 400  # lines of one exporter on a page
AT_ONCE = 8  # of them seen before anything is opened
_LEAST = 0.0005  # billion USD: what a line must move to be shown


@dataclass(frozen=True)
class ProductLineRow:
    """What ``importer`` buys of a product from ``exporter``, billion USD, before and after.

    ``tariff_before`` and ``tariff_after`` %, NaN where nothing was bought; ``price``: change of
    what buyers pay for the product whoever sells it, %; ``diverted``: how much more all others
    sell, ``gainer`` who of them most and its ``gain``.
    """

    importer: str
    exporter: str
    sector: str
    code: str
    before: float
    after: float
    change: float
    tariff_before: float
    tariff_after: float
    price: float
    diverted: float
    gainer: str
    gain: float


def product_rows(importer: str, exporter: str, lines: "pd.DataFrame") -> tuple[ProductLineRow, ...]:
    """Return the lines that move most, of a table as ``study.case_products.largest`` makes it."""
    moved: Any = lines[lines.change.abs() >= _LEAST].head(MOST)
    return tuple(
        ProductLineRow(importer, exporter, **{str(k): v for k, v in row.items()})
        for row in moved.to_dict("records")
    )


@dataclass(frozen=True)
class SectorLines:
    """A sector's lines as text: its title, its sums, and of each line the cells and the name."""

    title: str
    before: str
    after: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PairLines:
    """What one importer buys from one exporter: a title and sectors, what moves most first.

    ``first`` holds the lines that move most of all, as those of a sector are.
    """

    title: str
    sectors: tuple[SectorLines, ...]
    first: tuple[tuple[str, ...], ...]


def pairs(rows: Iterable[ProductLineRow]) -> tuple[PairLines, ...]:
    """Return the rows as the page sets them."""
    found = []
    for (importer, exporter), group in groupby(rows, lambda row: (row.importer, row.exporter)):
        lines, by_sector = list(group), dict[str, list[ProductLineRow]]()
        for row in lines:
            by_sector.setdefault(row.sector, []).append(row)
        order = sorted(by_sector.items(), key=lambda item: -sum(abs(r.change) for r in item[1]))
        sectors = tuple(_sector(name, lines) for name, lines in order)
        title = f"{names.economy(importer)} from {names.economy(exporter)}"
        most = sorted(lines, key=lambda row: -abs(row.change))[:AT_ONCE]
        found.append(PairLines(title[0].upper() + title[1:], sectors, tuple(map(_cells, most))))
    return tuple(found)


def _sector(name: str, lines: list[ProductLineRow]) -> SectorLines:
    before, after = (sum(getattr(row, at) for row in lines) for at in ("before", "after"))
    return SectorLines(
        names.sector(name), number(before, 2), number(after, 2), tuple(map(_cells, lines))
    )


def _cells(row: ProductLineRow) -> tuple[str, ...]:
    rate = "–" if row.tariff_before != row.tariff_before else number(row.tariff_before, 1)
    after = "–" if row.tariff_after != row.tariff_after else number(row.tariff_after, 1)
    most = names.economy(row.gainer) if row.gain > 0 else "–"
    return (
        f"{row.code[:4]}.{row.code[4:]}", number(row.before, 3), number(row.after, 3),
        number(row.change, 3, signed=True), f"{rate} to {after}", percent(row.price, 1),
        number(row.diverted, 3, signed=True), most, product_in_short(row.code[:6]),
    )  # fmt: skip
