"""The figures of a chain: every number once, by name, with its unit, its range and its basis.

The other tables of a chain hold no numbers. A cell names a figure, or joins several with ``*`` and
``/``: ``us_gulf_exports / gas_per_tonne``. So each number has one source, conversions stay visible
and are checked, and an ensemble draws over figures without knowing what they are used for.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from cobden.base.errors import InputError, unknown
from cobden.base.sources import Quantity, Source
from cobden.chains.units import PURE, multiply, parse_unit

COLUMNS = (
    "name", "value", "unit", "low", "high", "citation", "where", "date", "grade", "licence",
    "reason",
)  # fmt: skip


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

        Factors are names of figures, or the pure numbers 1 to 1000 in digits, which only convert.
        """
        result, dimension = 1.0, PURE
        for sign, factor in re.findall(r"([*/]?)\s*([^*/]+)", formula):
            name, power = factor.strip(), -1 if sign == "/" else 1
            if name.isdigit():
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


def read_figures(path: Path) -> Figures:
    """Read ``figures.csv``; every row needs a source, or a range and a reason."""
    quantities: dict[str, Quantity] = {}
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            raise InputError(
                f"the columns {sorted(missing)} are missing.",
                where=str(path),
                remedy=f"The columns are {', '.join(COLUMNS)}.",
            )
        for line, row in enumerate(reader, start=2):
            where = f"{path}:{line}"
            name = (row["name"] or "").strip()
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
                raise InputError(
                    f"'{name}' cannot name a figure.",
                    where=where,
                    remedy="Use small letters, digits and underscores, beginning with a letter.",
                )
            if name in quantities:
                raise InputError(
                    f"the figure '{name}' appears twice.", where=where, remedy="Keep one."
                )
            quantities[name] = _quantity(row, where)
            parse_unit(quantities[name].unit, where=where)
    return Figures(quantities, str(path))


def _quantity(row: Mapping[str, str], where: str) -> Quantity:
    fields: dict[str, object] = {"value": row["value"], "unit": row["unit"]}
    fields |= {key: row[key] for key in ("low", "high", "reason") if row[key]}
    try:
        if row["citation"]:
            fields["sources"] = (
                Source.model_validate(
                    {
                        key: row[key]
                        for key in ("citation", "where", "date", "grade", "licence")
                        if row[key]
                    }
                ),
            )
        return Quantity.model_validate(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        what = fault["msg"].removeprefix("Value error, ")
        key = ".".join(str(part) for part in fault["loc"])
        raise InputError(
            f"figure '{row['name']}'{f', {key}' if key else ''}: {what}.",
            where=where,
            remedy="Give a citation, or low, high and a reason.",
        ) from None
