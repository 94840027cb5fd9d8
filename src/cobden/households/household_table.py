"""Households by group: what each buys, and what each lives on.

A table is a folder of CSV files (``docs/households.md`` has an example of one):

- ``baskets.csv``: group, category, sector, spending, and optionally ``imported``. ``sector`` is one
  of the world's, or ``margin``: what trade and transport add between factory or port and shop;
- ``groups.csv``, optional: group, households (thousands), and where known income after taxes and
  transfers (money a household), the shares of ``labour``, ``property`` and ``transfers`` in it, and
  ``income_tax`` (money a household);
- ``final.csv``, optional: sector, ``of_final``, the part of households in the country's final
  spending on it; the rest is spent by governments and investors. Without it, all of it;
- ``lines.csv``, optional: category, product, spending, for worlds that know the economy's imports
  by product (`cobden.households.basket_products`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from cobden.base.economies import resolve
from cobden.base.errors import InputError, unknown
from cobden.base.files import is_there, read_csv
from cobden.base.sources import Text, Value
from cobden.households.basket_products import BasketProducts, read_lines
from cobden.households.baskets import Baskets, ratio
from cobden.world.world import World

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MARGIN = "margin"
SOURCES = ("labour", "property", "transfers")


class BasketRow(Value):
    """What a group spends on a sector's goods within a category; any one unit of money."""

    group: Text
    category: Text = "all"
    sector: Text
    spending: float = Field(ge=0)
    imported: float | None = Field(default=None, ge=0, le=1)


class GroupRow(Value):
    """How many households a group has, what they live on, and the income tax they pay."""

    group: Text
    households: float = Field(gt=0)
    income: float | None = Field(default=None, gt=0)
    labour: float | None = Field(default=None, ge=0, le=1)
    property: float | None = Field(default=None, ge=0, le=1)
    transfers: float | None = Field(default=None, ge=0, le=1)
    income_tax: float | None = None


class FinalRow(Value):
    """The part of households in the country's final spending on a sector's goods."""

    sector: Text
    of_final: float = Field(ge=0, le=1)


@dataclass(frozen=True, eq=False)
class Households:
    """Groups of an economy's households, with their baskets and what they live on.

    Axes: group g, category c, sector k in the order of ``sectors`` (the last is ``margin``).

    - ``spending`` [g, c, k]: in any one unit of money, at shop prices, margins apart;
    - ``imported`` [g, c, k]: the imported part of it; nan where the country's own share holds;
    - ``lines``: which products a category consists of, or None where not known;
    - ``of_final`` [k] or None: the part of households in final spending (None: all of it);
    - ``households`` [g]: thousands (one each where not known, see ``notes``);
    - ``income`` [g], ``sources`` [g, s] (labour, property, transfers; they sum to one) and
      ``income_tax`` [g], or None where not known.

    >>> import cobden as cb
    >>> deciles = cb.households.us_households()
    >>> deciles.groups[:2], deciles.categories[0]
    (('d1', 'd2'), 'new cars')
    """

    economy: str
    groups: tuple[str, ...]
    categories: tuple[str, ...]
    sectors: tuple[str, ...]
    spending: "Floats"
    imported: "Floats"
    households: "Floats"
    lines: BasketProducts | None = None
    of_final: "Floats | None" = None
    income: "Floats | None" = None
    sources: "Floats | None" = None
    income_tax: "Floats | None" = None
    source: str = ""
    notes: tuple[str, ...] = ()

    def on(self, world: World) -> "Baskets":
        """Return the baskets on the sectors of ``world``, closed on its final spending.

        Each sector's final spending, as far as it is households', is divided among the groups as
        they spend on it in the table; margins are bought from the services. Raises ``InputError``
        for a world without this economy or with other sectors.
        """
        n = world.economy_index(self.economy)
        into = _onto(self.sectors, world)
        buys = np.einsum("gck,mk->gcm", self.spending, into)
        part = (
            np.ones(len(world.sectors))
            if self.of_final is None
            else _of_final(self.of_final, into, world)
        )
        homes = part * world.final_expenditure[:, n]
        by_all = buys.sum(axis=2) / buys.sum()
        closed = homes * ratio(buys, buys.sum(axis=(0, 1)), by_all[:, :, None])
        trade = world.trade_share if world.final_trade_share is None else world.final_trade_share
        abroad = 1 - trade[:, n, n]
        own = np.where(np.isnan(self.imported), abroad @ into, self.imported)
        margin = self.spending[:, :, -1:] * into[:, -1]
        return Baskets(
            world,
            n,
            lines=self.lines,
            category=closed,
            margin=(closed * ratio(margin, buys, 0.0)).sum(axis=2),
            margin_of=into[:, -1],
            rest=world.final_expenditure[:, n] - homes,
            abroad=abroad,
            imported=ratio(
                np.einsum("gck,mk->gm", own * self.spending, into), buys.sum(axis=1), abroad
            ),
        )

    def weight(self, rule: str, spent: "Floats") -> "Floats":
        """Return the share of each group [g] in money handed back by a rule.

        ``spent`` [g] stands in for income where the table has none.
        """
        if rule == "none":
            return np.zeros(len(self.groups))
        if rule == "per head":
            basis = self.households
        elif rule == "income":
            basis = spent if self.income is None else self.income * self.households
        elif self.income_tax is None:
            raise InputError(
                "the income tax of the groups is not known.",
                where="revenue='income tax'",
                remedy="Add the column income_tax to groups.csv, or choose another rule.",
            )
        else:
            basis = np.maximum(self.income_tax, 0.0) * self.households
        return basis / basis.sum()


def read_households(folder: str | PathLike[str], economy: str, *, source: str = "") -> Households:
    """Return the households of ``economy`` in a folder of CSV files (see this module).

    Raises ``InputError`` naming file, row and field at fault.

    >>> import cobden as cb
    >>> try:
    ...     cb.households.read_households('no-such-folder', 'JPN')
    ... except cb.InputError as fault:
    ...     print(fault.what)
    there is no such file.
    """
    place = Path(folder)
    rows = read_csv(place / "baskets.csv", BasketRow)
    if not rows:
        raise InputError("it has no rows.", where=str(place / "baskets.csv"), remedy="Add some.")
    groups = tuple(dict.fromkeys(row.group for row in rows))
    categories = tuple(dict.fromkeys(row.category for row in rows))
    sectors = tuple(dict.fromkeys([*(r.sector for r in rows if r.sector != MARGIN), MARGIN]))
    spending = np.zeros((len(groups), len(categories), len(sectors)))
    imported = np.full(spending.shape, np.nan)
    for row in rows:
        at = groups.index(row.group), categories.index(row.category), sectors.index(row.sector)
        if spending[at]:
            raise InputError(
                f"{row.group}, {row.category}, {row.sector} stands twice.",
                where=str(place / "baskets.csv"), remedy="Add them up into one row.",
            )  # fmt: skip
        spending[at] = row.spending
        imported[at] = np.nan if row.imported is None else row.imported
    for at in np.flatnonzero(spending.sum(axis=(1, 2)) <= 0):
        raise InputError(
            f"group '{groups[at]}' spends nothing.",
            where=f"{place / 'baskets.csv'}: spending",
            remedy="Give its spending by sector, or leave the group out.",
        )
    known = _groups(place / "groups.csv", groups)
    final = _final(place / "final.csv", sectors)
    notes = (
        *known.pop("notes"),
        *(() if final is not None else ("All final spending is taken as households'.",)),
    )
    return Households(
        resolve(economy), groups, categories, sectors, spending, imported,
        lines=read_lines(place / "lines.csv", categories), of_final=final,
        source=source or str(place), notes=notes, **known,
    )  # fmt: skip


@cache
def us_households() -> Households:
    """Return the United States by tenth of household income, the poorest first.

    BEA, distribution of personal consumption 2023; see ``households/data/README.md``.

    >>> import cobden as cb
    >>> round(cb.households.us_households().spending.sum())  # billion dollars
    18822
    """
    with resources.as_file(resources.files("cobden.households") / "data" / "usa") as folder:
        return read_households(
            folder, "USA",
            source="BEA, personal consumption by decile of household income, 2023; incomes: CBO",
        )  # fmt: skip


def _groups(path: Path, groups: tuple[str, ...]) -> dict:
    """Return what ``groups.csv`` says, by field of `Households`."""
    if not is_there(path):
        note = "The number of households is not known: each group counts as one thousand."
        return {"households": np.ones(len(groups)), "notes": (note,)}
    rows = {row.group: row for row in read_csv(path, GroupRow, key="group")}
    for name in rows:
        if name not in groups:
            raise unknown("group", name, groups, where=str(path))
    for name in groups:
        if name not in rows:
            raise InputError(
                f"group '{name}' of baskets.csv is missing.", where=str(path), remedy="Add its row."
            )
    ordered = [rows[name] for name in groups]
    found: dict = {"households": np.array([row.households for row in ordered]), "notes": ()}
    for name in ("income", "income_tax"):
        found[name] = _column([getattr(row, name) for row in ordered], path, name)
    parts = [_column([getattr(row, name) for row in ordered], path, name) for name in SOURCES]
    given = [part for part in parts if part is not None]
    if given:
        if len(given) < len(SOURCES):
            raise InputError(
                "only some of the income sources are given.", where=str(path),
                remedy=f"Give all of {', '.join(SOURCES)}, or none.",
            )  # fmt: skip
        shares = np.stack(given, axis=1)
        for at in np.flatnonzero(np.abs(shares.sum(axis=1) - 1) > 1e-3):
            raise InputError(
                f"labour, property and transfers of '{groups[at]}' sum to {shares[at].sum():g}.",
                where=str(path),
                remedy="They are shares of income and sum to 1.",
            )
        found["sources"] = shares / shares.sum(axis=1, keepdims=True)
    else:
        found["notes"] = ("Income sources are not known: each group has the country's mix.",)
    return found


def _column(values: list, path: Path, name: str) -> "Floats | None":
    """Return a column, None where no row has it."""
    missing = [value is None for value in values]
    if all(missing):
        return None
    if any(missing):
        raise InputError(
            f"{name} is missing in row {missing.index(True) + 1}.", where=f"{path}: {name}",
            remedy="Give it for every group, or for none.",
        )  # fmt: skip
    return np.array(values, dtype=float)


def _final(path: Path, sectors: tuple[str, ...]) -> "Floats | None":
    """Return the part of households in final spending [k]; what the file leaves out is all."""
    if not is_there(path):
        return None
    rows: Mapping[str, float] = {
        r.sector: r.of_final for r in read_csv(path, FinalRow, key="sector")
    }
    return np.array([rows.get(name, 1.0) for name in sectors])


def _onto(sectors: tuple[str, ...], world: World) -> "Floats":
    """Return [m, k]: the part of a table's sector k (``margin`` among them) in the world's m."""
    into = np.zeros((len(world.sectors), len(sectors)))
    services = ~world.goods
    if not services.any():
        services = np.ones_like(services)
    spent = world.final_expenditure.sum(axis=1) * services
    old = () if world.origin is None else world.origin.world.sectors
    for k, name in enumerate(sectors):
        if name == MARGIN:
            into[:, k] = spent / spent.sum()
        elif name in world.sectors:
            into[world.sectors.index(name), k] = 1.0
        elif world.origin is not None and name in old:
            held = world.origin.sectors[:, old.index(name)]
            into[:, k] = held / held.sum()
        else:
            raise unknown("sector", name, [*world.sectors, MARGIN], where="households")
    return into


def _of_final(of_final: "Floats", into: "Floats", world: World) -> "Floats":
    """Return the part of households in final spending on the world's sectors [m]."""
    named = into[:, :-1]
    many = named.sum(axis=1)
    mean = (named * of_final[:-1]).sum(axis=1) / np.where(many > 0, many, 1.0)
    return np.where(many > 0, mean, 0.0)
