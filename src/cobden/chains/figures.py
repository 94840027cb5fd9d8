"""The figures of a chain: every number once, by name, with its unit, its range and its basis.

The other tables of a chain hold no quantities. A cell names a figure, or joins several with ``*``
and ``/``: ``us_gulf_exports / gas_per_tonne``; pure numbers may stand among them, as in a recipe
that takes 0.5 of one good. So each number has one source, conversions stay visible
and are checked, and an ensemble draws over figures without knowing what they are used for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pydantic import Field

from cobden.base.errors import unknown
from cobden.base.files import read_csv
from cobden.base.sources import Quantity, Source
from cobden.chains.units import PURE, multiply, parse_unit

_PURE_NUMBER = re.compile(r"\d+(\.\d+)?(e-?\d+)?")


@dataclass(frozen=True)
class Figures:
    """Named quantities, read from ``figures.csv``."""

    quantities: Mapping[str, Quantity]
    place: str = "figures.csv"

    @property
    def assumptions(self) -> dict[str, Quantity]:
        """The figures that nobody states, with their range and reason."""
        return {name: q for name, q in self.quantities.items() if q.is_assumption}

    @property
    def facts(self) -> dict[str, Quantity]:
        """The figures that have a source."""
        return {name: q for name, q in self.quantities.items() if not q.is_assumption}

    def changed(self, values: Mapping[str, float]) -> "Figures":
        """Return the figures with other ``values`` for some names, as an ensemble draws them."""
        quantities = dict(self.quantities)
        for name, value in values.items():
            if name not in quantities:
                raise unknown("figure", name, quantities, where=self.place)
            old = quantities[name]
            quantities[name] = old.model_copy(update={"value": float(value)})
        return replace(self, quantities=quantities)

    def value(self, formula: str, unit: str, *, where: str) -> float:
        """Return the product that ``formula`` names, in ``unit``.

        Factors are names of figures, or pure numbers in digits: ``1000``, ``0.5``, ``2.5e-3``.
        """
        result, dimension = 1.0, PURE
        for sign, factor in re.findall(r"([*/]?)\s*([^*/]+)", formula):
            name, power = factor.strip(), -1 if sign == "/" else 1
            if _PURE_NUMBER.fullmatch(name):
                result *= float(name) ** power
                continue
            if name not in self.quantities:
                raise unknown("figure", name, self.quantities, where=where)
            quantity = self.quantities[name]
            result *= quantity.value**power
            dimension = multiply(dimension, parse_unit(quantity.unit, where=where), power)
        dimension = replace(dimension, text=_plain(formula, self.quantities))
        return result * dimension.factor_to(parse_unit(unit, where=where), where=where)


def _plain(formula: str, quantities: Mapping[str, Quantity]) -> str:
    units = [
        f"{sign}{quantities[name.strip()].unit}" if name.strip() in quantities else ""
        for sign, name in re.findall(r"([*/]?)\s*([^*/]+)", formula)
    ]
    return "".join(units).lstrip("*") or "1"


class _Stated(Quantity):
    """A row of ``figures.csv``: a quantity whose source, if any, stands in columns of its own."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    citation: str = ""
    where: str = ""
    date: str = ""
    grade: Literal["A", "B", "C"] = "B"
    licence: str = ""

    @property
    def is_assumption(self) -> bool:
        """Whether nobody states this figure."""
        return not self.citation

    def quantity(self) -> Quantity:
        """Return the figure with its source."""
        source = {key: getattr(self, key) for key in Source.model_fields if hasattr(self, key)}
        return Quantity(
            value=self.value, unit=self.unit, low=self.low, high=self.high, reason=self.reason,
            sources=() if self.is_assumption else (Source(**source),),
        )  # fmt: skip


def read_figures(path: Path) -> Figures:
    """Read ``figures.csv``; every row needs a source, or a range and a reason."""
    rows = read_csv(path, _Stated, key="name")
    for row in rows:
        parse_unit(row.unit, where=f"{path}: {row.name}")
    return Figures({row.name: row.quantity() for row in rows}, str(path))
