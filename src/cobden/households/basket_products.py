"""Which products a category of spending consists of, as far as they are imported.

A CSV file: ``category``, ``product`` (two, four or six digits of the Harmonized System: a heading
stands for its products, which share its spending as they are imported; within a category the
longest that fits counts) and ``spending``, any one unit for each category.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field, field_validator

from cobden.base.errors import InputError, unknown
from cobden.base.files import is_there, read_csv
from cobden.base.sources import Text, Value
from cobden.households.fitting import fitted
from cobden.world.product_trade import ProductTrade

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CLOSE = 1e-9  # of what is imported of a sector
UNTOLD = 0.01  # of a category is bought as the sector is imported: no table knows of every product


class LineRow(Value):
    """What a category spends on a product or heading."""

    category: Text
    product: Text
    spending: float = Field(ge=0)

    @field_validator("product")
    @classmethod
    def _is_a_code(cls, value: str) -> str:
        if re.fullmatch(r"(\d\d){1,3}", value) is None:
            raise ValueError(f"'{value}' is no product: give two, four or six digits, as 0901")
        return value


@dataclass(frozen=True, eq=False)
class BasketProducts:
    """What each category spends on products and headings; its unit may differ by category.

    ``spending`` [c]: by digits.
    """

    spending: tuple[dict[str, float], ...]

    def on(self, trade: ProductTrade) -> "Floats":
        """Return what each category spends on the products of ``trade`` [c, j], imports alone.

        Raises ``InputError`` for a table of which not one product is imported.
        """
        imported = (trade.flow * (1 + trade.tariff)).sum(axis=1)
        found = np.zeros((len(self.spending), len(imported)))
        places = self._places(trade.codes)
        for c, spent in enumerate(self.spending):
            heading = np.full(len(imported), -1)
            for at, name in sorted(enumerate(spent), key=lambda one: len(one[1])):
                heading[places.get(name, [])] = at  # the longest comes last, and stays
            told = heading >= 0
            whole = np.bincount(heading[told], imported[told], len(spent))
            told[told] = whole[heading[told]] > 0
            at, value = heading[told], np.array(list(spent.values()))
            found[c, told] = value[at] * imported[told] / whole[at]
        if found.sum() <= 0:
            raise InputError(
                f"{trade.importer} imports none of its products.", where="lines.csv: product",
                remedy=f"Give digits of the Harmonized System, such as {trade.codes[0]}.",
            )  # fmt: skip
        return found

    def _places(self, codes: Sequence[str]) -> dict[str, list[int]]:
        """Return which products begin with the digits of a heading, for all lengths of heading."""
        found: dict[str, list[int]] = {}
        for digits in {len(name) for spent in self.spending for name in spent}:
            for j, code in enumerate(codes):
                found.setdefault(code[:digits], []).append(j)
        return found


def product_mix(lines: BasketProducts, trade: ProductTrade, bought: "Floats") -> "Floats":
    """Return what is bought of each product [u, j] by buyers of ``bought`` [u, k] of each sector.

    The first buyers are the categories of ``lines``, the last is everybody else, who buys as the
    sector is imported. Within each sector the table is like that, but adds up: to what each buyer
    buys of the sector, and over buyers to what is imported of each product. Zero in sectors without
    products.
    """
    like = np.vstack([lines.on(trade), np.zeros(len(trade.codes))])
    imported = (trade.flow * (1 + trade.tariff)).sum(axis=1)
    found = np.zeros_like(like)
    for k, start, end in trade.bounds:
        total = bought[:, k].sum()
        if total <= 0 or imported[start:end].sum() <= 0:
            continue
        mix = imported[start:end] / imported[start:end].sum()
        told = like[:, start:end].sum(axis=1, keepdims=True)
        own = np.divide(like[:, start:end], told, out=np.tile(mix, (len(like), 1)), where=told > 0)
        buys = bought[:, k] / total
        seed = buys[:, None] * ((1 - UNTOLD) * own + UNTOLD * mix)
        found[:, start:end] = total * fitted(seed, buys, mix, CLOSE)
    return found


def read_lines(path: Path, categories: Sequence[str]) -> BasketProducts | None:
    """Return the products of ``categories`` in a CSV file (see this module); None without a file.

    Raises ``InputError`` naming file, row and field at fault.
    """
    if not is_there(path):
        return None
    spent: dict[str, dict[str, float]] = {name: {} for name in categories}
    for row in read_csv(path, LineRow):
        if row.category not in spent:
            raise unknown("category", row.category, categories, where=str(path))
        if row.product in spent[row.category]:
            raise InputError(
                f"product {row.product} of '{row.category}' stands twice.",
                where=str(path), remedy="Add them up into one row.",
            )  # fmt: skip
        spent[row.category][row.product] = row.spending
    return BasketProducts(tuple(spent.values()))
