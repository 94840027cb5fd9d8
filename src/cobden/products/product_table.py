"""Tables of trade by product: what an importer buys of each product from each exporter, in a year.

The table that ships (``united_states``) is the import table behind the US law. Others are read from
files (`cobden.products.readers`). `World.with_products` makes a table a part of a world.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cobden.base import economies
from cobden.base.economies import ROW, codes
from cobden.base.errors import InputError, unknown
from cobden.measures import goods
from cobden.measures.bought import US
from cobden.world.close_products import close_products
from cobden.world.product_trade import BETWEEN_PRODUCTS, PARTS, LinesBought, ProductTrade

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from cobden.world.world import World

SIX = 6  # digits of a product
PER_PRODUCT = 10 ** (goods.DIGITS - SIX)  # line numbers
_FAR = 50  # times the world's own flow: another unit, no other year


@dataclass(frozen=True, eq=False)
class ProductTable:
    """Imports of ``importer`` in ``year`` by product and origin.

    Axes: [row], one row for each product and origin. ``code`` holds six-digit numbers of the
    Harmonized System of 2022; ``origin`` places in ``origins`` (economies, or groups that stand for
    their members); ``value`` in US dollars at customs value, ``duty`` in US dollars (None: not
    known). ``notes`` say what was left out or divided on the way from a file.

    ``elasticity`` gives trade elasticities between the exporters of a product by its six-digit
    code; products that it leaves out have their sector's (None: all do). ``between`` is the trade
    elasticity between the products of a sector (None: the sector's own).

    ``line`` [row] are the ten-digit codes of US imports where the table holds them (0: none): the
    law's rates are then weighed by them, else by US imports of 2024. ``apart`` names parts of US
    products that bear rates of their own: ``claims`` (what claims a preference) and ``lines``.

    >>> import cobden as cb
    >>> cb.products.united_states().year
    2024
    """

    importer: str
    year: int
    origins: tuple[str, ...]
    code: "NDArray[np.int64]"
    origin: "NDArray[np.intp]"
    value: "NDArray[np.float64]"
    duty: "NDArray[np.float64] | None"
    source: str
    notes: tuple[str, ...] = ()
    elasticity: "Mapping[str, float] | None" = None
    between: float | None = BETWEEN_PRODUCTS
    line: "NDArray[np.int64] | None" = None
    apart: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        strange = next((name for name in self.apart if name not in PARTS), None)
        if strange is not None:
            raise unknown("part of products", strange, PARTS, where="apart")
        if self.apart and self.importer != US:
            raise InputError(
                f"lines and claims of {self.importer}'s imports are not known.",
                where="apart",
                remedy=f"Leave it out: the law by line is that of {US} alone.",
            )

    def on(self, world: "World") -> ProductTrade:
        """Return this trade as part of ``world``, closed on its flows and its tariffs.

        Raises ``InputError`` for an importer that the world does not know, or knows as several.
        """
        members = economies.group(self.importer)
        if members and self.importer not in world.economies:
            raise InputError(
                f"{self.importer} is {len(members)} economies, which this world tells apart.",
                where="with_products",
                remedy=f"Merge them first: world.aggregate(['{self.importer}', ...]); or give the "
                "table of each.",
            )
        sector = sectors_of(self.codes, world)
        known = sector >= 0
        places = self.origins_of(world.economies)
        none = np.zeros(len(self.value))
        value, duty = (
            _by_economy(self.dense(part)[known], places)
            for part in (self.value, none if self.duty is None else self.duty)
        )
        self._refuse_other_unit(world, sector[known], value)
        codes = np.array([f"{code:06d}" for code in self.codes[known]])
        found = close_products(
            world, self.importer, codes, sector[known], value, duty, source=self.source
        )
        return replace(
            found.with_elasticities(self.elasticity), between=self.between, apart=self.apart,
            lines=self._lines(world, places),
        )  # fmt: skip

    def _lines(self, world: "World", places: "list[list[int]]") -> LinesBought | None:
        """Return the table's ten-digit lines by exporter of a world; None where it has none."""
        if self.line is None:
            return None
        found = [(np.flatnonzero(np.isin(self.origin, of)), i) for i, of in enumerate(places)]
        rows = np.concatenate([at for at, _ in found])
        exporter = np.concatenate([np.full(len(at), i) for at, i in found])
        return LinesBought(self.line[rows], exporter, self.value[rows])

    def _refuse_other_unit(
        self, world: "World", sector: "NDArray[np.intp]", value: "NDArray[np.float64]"
    ) -> None:
        """Raise where values [j, i] are far beyond the world's own flows of a sector."""
        n = world.economy_index(self.importer)
        abroad = np.arange(len(world.economies)) != n
        mine = np.bincount(sector, value[:, abroad].sum(axis=1), len(world.sectors))
        whole = world.flow[:, n, abroad].sum(axis=1) * world.value_usd
        far = np.flatnonzero(mine > _FAR * whole)
        if len(far):
            k = far[0]
            times = mine[k] / whole[k] if whole[k] else np.inf
            raise InputError(
                f"imports of {world.sectors[k]} are {mine[k] / 1e9:,.0f} billion US dollars, "
                f"{times:,.0f} times the world's own {whole[k] / 1e9:,.1f}.",
                where=self.source,
                remedy="Check the unit of the values: a plain table is in US dollars; "
                "of another unit say what one is worth (usd=0.001).",
            )

    def beside(self, world: "World") -> "pd.DataFrame":
        """Return the table's imports by sector beside the world's, in billions of US dollars.

        Columns: sector, ``file``, ``world``, and which share of the world's is ``covered`` by
        exporters of whose products the table knows. Raises ``InputError`` where they are so far
        beyond the world's that they are in another unit.
        """
        import pandas as pd

        n = world.economy_index(self.importer)
        sector, value = sectors_of(self.codes, world), self.dense(self.value)
        places, known = self.origins_of(world.economies), sector >= 0
        self._refuse_other_unit(world, sector[known], _by_economy(value[known], places))
        rows = []
        for k, name in enumerate(world.sectors):
            mine = value[sector == k].sum(axis=0)
            flow = np.where(np.arange(len(places)) == n, 0.0, world.flow[k, n])
            seen = np.array([mine[of].sum() > 0 for of in places])
            if mine.sum() == 0 and name in world.services:
                continue
            covered = flow[seen].sum() / flow.sum() if flow.sum() > 0 else 0.0
            rows.append((name, mine.sum() / 1e9, flow.sum() * world.value_usd / 1e9, covered))
        return pd.DataFrame(rows, columns=["sector", "file", "world", "covered"])

    @cached_property
    def codes(self) -> "NDArray[np.int64]":
        """The products that are bought at all, in rising order."""
        return np.unique(self.code)

    def dense(self, values: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return ``values`` [row] as [product, origin]; absent cells are zero."""
        shape = (len(self.codes), len(self.origins))
        cell = np.searchsorted(self.codes, self.code) * shape[1] + self.origin
        return np.bincount(cell, values, shape[0] * shape[1]).astype(np.float64).reshape(shape)

    def origins_of(self, names: tuple[str, ...]) -> "list[list[int]]":
        """Return the places of the origins that stand for each economy of a world.

        Itself, the group that it is in, or the members that it is made of; for the rest of the
        world all that no other economy there stands for.
        """
        members = [set(codes(name)) for name in self.origins]
        told = {code for name in names if name != ROW for code in codes(name)}

        def standing(name: str) -> list[int]:
            if name == ROW:
                return [at for at, held in enumerate(members) if not held & told]
            if name in self.origins:
                return [self.origins.index(name)]
            own = set(codes(name))
            whole = [at for at, held in enumerate(members) if own <= held]
            return whole[:1] or [at for at, held in enumerate(members) if held <= own]

        return [standing(name) for name in names]


def united_states(*, apart: tuple[str, ...] = ()) -> ProductTable:
    """Return US imports for consumption of 2024 by product of six digits and origin.

    ``apart`` names parts of products that bear rates of their own, as varieties: ``claims`` (what
    claims a preference, such as the USMCA's) and ``lines`` of ten digits.

    Source: US Census Bureau, public domain (see ``derive/measures.py``).

    >>> import cobden as cb
    >>> table = cb.products.united_states()
    >>> table.importer
    'USA'
    """
    stored = goods.table("us_imports_2024.npz")
    partners = tuple(str(p) for p in stored["partners"])
    code = (stored["code"] // 10 ** (goods.DIGITS - SIX))[stored["line"]]
    key = code * len(partners) + stored["partner"]
    cells, at = np.unique(key, return_inverse=True)
    return ProductTable(
        importer="USA",
        year=2024,
        origins=tuple("EU27" if p == "EUU" else p for p in partners),
        code=cells // len(partners),
        origin=(cells % len(partners)).astype(np.intp),
        value=np.bincount(at, stored["value"]).astype(np.float64),
        duty=np.bincount(at, stored["duty"]).astype(np.float64),
        source="US Census Bureau, imports for consumption and calculated duty, 2024",
        apart=apart,
    )


def _by_economy(values: "NDArray[np.float64]", places: "list[list[int]]") -> "NDArray[np.float64]":
    """Return values [j, economy] from those by origin; zero for an economy of no origin."""
    return np.stack([values[:, of].sum(axis=1) for of in places], axis=1)


def sectors_of(codes: "NDArray[np.int64]", world: "World") -> "NDArray[np.intp]":
    """Return the place of each six-digit code's sector in the world's, -1 where it has none."""
    lines = goods.six_digit_lines()
    low = codes * 10 ** (goods.DIGITS - SIX)
    at = np.minimum(np.searchsorted(lines.low, low), len(lines.low) - 1)
    order = {name: k for k, name in enumerate(world.sectors)}
    place = np.array(
        [
            -1 if name in (goods.SERVICES, goods.OTHER) else order.get(name, -1)
            for name in lines.sectors
        ]
    )
    return np.where(lines.low[at] == low, place[lines.sector[at]], -1).astype(np.intp)
