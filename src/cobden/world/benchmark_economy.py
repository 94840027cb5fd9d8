"""The benchmark as data: its arrays, and what follows from them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cobden.base import labels
from cobden.base.arrays import Floats, ratio
from cobden.base.economies import ROW, codes, group, names, not_known
from cobden.base.errors import InputError, unknown
from cobden.base.showing import Displayed, Summary
from cobden.base.targets import Line
from cobden.base.wedges import Wedges
from cobden.world.competition import Competition
from cobden.world.product_trade import ProductTrade
from cobden.world.record import Adjustment

ImportShares = Literal["common", "by_use"]

LETTERS = {
    "trade_share": "kni", "final_trade_share": "kni", "expenditure": "kn", "input_share": "kqn",
    "consumption_share": "kn", "value_added": "n", "deficit": "n", "tariff": "kni",
    "elasticity": "k",
}  # fmt: skip
"""The axes of a world's arrays, by the letters of the equations."""


def axes_of(
    name: str, economies: tuple[str, ...], sectors: tuple[str, ...]
) -> tuple[labels.Axis, ...]:
    """Return the axes of a world's array called ``name``."""
    return labels.axes(LETTERS[name], economies, sectors)


@dataclass(frozen=True, eq=False)
class Origin:
    """The ``world`` that another was made of by merging or cutting, and what of it is in what.

    ``sectors`` [new, old] and ``economies`` [new, old] are one where the new holds (a part of) the
    old.
    """

    world: "BenchmarkEconomy"
    sectors: Floats
    economies: Floats

    def members(self, n: int) -> list[int]:
        """Return the positions in the old world of what economy ``n`` of the new one holds."""
        return np.flatnonzero(self.economies[n]).tolist()

    def mean(self, rates: Floats) -> Floats:
        """Return rates on the old world [k, n, i] as the new world has them.

        Means weighted by customs value; where nothing is traded, plain ones.
        """
        flow = self.world.flow
        value, weighted, plain, cells = (
            summed(array, "kni", self.sectors, self.economies)
            for array in (flow, rates * flow, rates, np.ones_like(rates))
        )
        return np.where(value > 0, ratio(weighted, value), plain / cells)


def summed(
    array: Floats,
    axes: str,
    goods: Floats,
    places: Floats,
) -> Floats:
    """Return ``array`` summed into new sectors and economies [new, old], axis by axis."""
    for position, axis in enumerate(axes):
        summed = np.tensordot(goods if axis in "kq" else places, array, (1, position))
        array = np.moveaxis(summed, 0, position)
    return array


@dataclass(frozen=True, eq=False, repr=False)
class BenchmarkEconomy(Displayed):
    """The data of a `World`, which says what each is, and what follows from them."""

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    trade_share: Floats
    expenditure: Floats
    input_share: Floats
    consumption_share: Floats
    value_added: Floats
    deficit: Floats
    tariff: Floats
    elasticity: Floats
    final_trade_share: Floats | None = None
    market: Competition | None = None
    value_usd: float = 1.0
    year: int | None = None
    source: str = ""
    services: tuple[str, ...] = ()
    record: tuple[Adjustment, ...] = ()
    products: tuple[ProductTrade, ...] = ()
    origin: Origin | None = None
    tariffs_on: date | None = None

    def __post_init__(self) -> None:
        for name in ("economies", "sectors"):
            if type(getattr(self, name)) is not tuple:
                object.__setattr__(self, name, labels.ordered(getattr(self, name), name))
        for name in LETTERS:
            value = getattr(self, name)
            if value is not None:
                axes = axes_of(name, self.economies, self.sectors)
                object.__setattr__(self, name, labels.kept(value, *axes, where=name))
        if self.market is not None:
            self.market.check(self.sectors, self.elasticity, self.input_share)

    def _summary(self) -> Summary:
        billions = self.value_usd / 1e9
        sales = self.flow.sum(0)
        np.fill_diagonal(sales, 0.0)
        largest = np.argsort(-self.income, kind="stable")[:4]
        year = f", {self.year}" if self.year else ""
        low, high = self.elasticity.min(), self.elasticity.max()
        elasticity = f"{low:.1f}" if low == high else f"{low:.1f} to {high:.1f}"
        return Summary(
            f"World of {len(self.economies)} economies and {len(self.sectors)} sectors{year}",
            (
                ("value added", f"{billions:,.0f} billion USD"),
                ("trade elasticities", elasticity),
                ("competition", "perfect" if self.market is None else "monopolistic"),
                ("source", self.source or "not stated"),
            ),
            ("largest by income, billion USD", "income", "exports", "imports", "tariff revenue"),
            tuple(
                (
                    self.economies[n],
                    *(
                        f"{billions * float(value):,.0f}"
                        for value in (
                            self.income[n], sales[:, n].sum(), sales[n].sum(),
                            self.tariff_revenue[n],
                        )
                    ),
                )
                for n in largest
            ),
        )  # fmt: skip

    # Where things are

    def economy_index(self, name: str) -> int:
        """Return the position of the economy called ``name`` (any usual name, or its label)."""
        if name in self.economies:
            return self.economies.index(name)
        wanted = codes(name)
        for position, label in enumerate(self.economies):
            if codes(label) == wanted:
                return position
        if wanted == (name,):
            raise not_known(name, "this world", [*self.economies, *names()])
        raise InputError(
            f"'{name}' is not among the economies.",
            where="this world",
            remedy="It is inside the rest of the world: name ROW for all of that."
            if ROW in self.economies
            else f"Its economies: {', '.join(self.economies[:8])}.",
        )

    def positions(self, name: str) -> list[int]:
        """Return the position of the economy called ``name``, or those of a group's members.

        Members that the world does not show apart are left out; raises ``InputError`` where it
        shows none.
        """
        listed = None if name in self.economies else group(name)
        if listed is None:
            return [self.economy_index(name)]
        found = [self.economies.index(code) for code in listed if code in self.economies]
        if not found:
            raise InputError(
                f"this world shows no member of '{name}' on its own.",
                where="economies",
                remedy=f"Its economies: {', '.join(self.economies[:8])}, ...",
            )
        return found

    def sector_index(self, name: str) -> int:
        """Return the position of the sector called ``name``."""
        if name not in self.sectors:
            raise unknown("sector", name, self.sectors, where="this world")
        return self.sectors.index(name)

    def cell(self, sector: str, importer: str, exporter: str) -> tuple[int, int, int]:
        """Return the position [k, n, i] of a flow in the arrays of trade."""
        return (
            self.sector_index(sector),
            self.economy_index(importer),
            self.economy_index(exporter),
        )

    # What follows from it, in units of world value added

    @cached_property
    def value_added_share(self) -> Floats:
        """Value added per unit of gross output [q, n]: one minus the input shares."""
        return _frozen(1 - self.input_share.sum(0))

    @cached_property
    def profit_share(self) -> Floats:
        """Profit per unit of gross output [q, 1]: zero but for firms with market power."""
        none = np.zeros((len(self.sectors), 1))
        return _frozen(none if self.market is None else self.market.profit_share)

    @cached_property
    def labour_share(self) -> Floats:
        """Wages per unit of gross output [q, n]: value added less profit."""
        return _frozen(self.value_added_share - self.profit_share)

    @cached_property
    def income(self) -> Floats:
        """Income [n]: value added, tariff revenue and the transfer received."""
        duty = self.tariff / (1 + self.tariff)
        rest = self.value_added + self.deficit
        if self.final_trade_share is None:
            return _frozen(
                rest + np.einsum("kni,kni,kn->n", self.trade_share, duty, self.expenditure)
            )
        # Revenue depends on final spending, which depends on income: solve the one line for it.
        rate = np.einsum("kni,kni->kn", self.trade_share, duty)
        final_rate = np.einsum("kni,kni->kn", self.final_trade_share, duty)
        on_income = (self.consumption_share * (final_rate - rate)).sum(0)
        return _frozen((rest + (rate * self.expenditure).sum(0)) / (1 - on_income))

    @cached_property
    def final_expenditure(self) -> Floats:
        """Final spending on each good [k, n] at purchaser prices."""
        return _frozen(self.consumption_share * self.income)

    @cached_property
    def flow(self) -> Floats:
        """Sales [k, n, i] of i's good k to n at customs value (before the tariff)."""
        spending = self.trade_share * self.expenditure[:, :, None]
        if self.final_trade_share is not None:
            shift = self.final_trade_share - self.trade_share
            spending = spending + shift * self.final_expenditure[:, :, None]
        return _frozen(spending / (1 + self.tariff))

    @cached_property
    def output(self) -> Floats:
        """Gross output [k, i]: sales to all economies."""
        return _frozen(self.flow.sum(1))

    @cached_property
    def goods(self) -> NDArray[np.bool_]:
        """Which sectors [k] are goods: all but the services."""
        return np.array([name not in self.services for name in self.sectors])

    @cached_property
    def tariff_revenue(self) -> Floats:
        """Tariff revenue [n]."""
        return _frozen((self.tariff * self.flow).sum((0, 2)))

    def balance(self, economy: str, partner: str | None = None, *, goods: bool = False) -> float:
        """Return exports minus imports of ``economy`` in US dollars.

        With ``partner`` or all partners; of everything or of ``goods`` alone (customs value).
        Either may be a group, whose members are summed.
        """
        own = self.positions(economy)
        partners = self.positions(partner) if partner else range(len(self.economies))
        flow = (self.flow[self.goods] if goods else self.flow).sum(axis=0)
        net = flow[np.ix_(partners, own)].sum() - flow[np.ix_(own, partners)].sum()
        return float(net) * self.value_usd

    def flow_of(self, line: Line) -> float:
        """Return the benchmark flow that ``line`` is a part of, in world value added.

        The whole flow, or that of its product. Raises ``InputError`` for a product that the world
        does not know.
        """
        cell = self.cell(line.sector, line.importer, line.exporter)
        if not line.product:
            return float(self.flow[cell])
        trade = self.products_of(line.importer)
        if trade is None:
            raise InputError(
                f"the trade of {line.importer} by product is not known here.",
                where=f"product {line.product}",
                remedy="Add its table: world.with_products(...).",
            )
        return float(trade.flow[trade.index(line.product), cell[2]])

    def products_of(self, importer: str) -> ProductTrade | None:
        """Return what ``importer`` buys by product; None where that is not known."""
        name = self.economies[self.economy_index(importer)]
        return next((trade for trade in self.products if trade.importer == name), None)

    def rate_of(self, line: Line, wedges: Wedges) -> float:
        """Return the rate that wedges put on the flow, or the product, that a line is a part of."""
        cell = self.cell(line.sector, line.importer, line.exporter)
        trade = self.products_of(line.importer) if line.product else None
        if trade is None:
            return float(wedges.tariff[cell])
        return float(self.product_rates(trade, wedges)[trade.index(line.product), cell[2]])

    def product_rates(self, trade: ProductTrade, wedges: Wedges) -> Floats:
        """Return the new rates [product, exporter] that wedges put on an importer's products.

        Where they have none by product, each sector's change of tariff is on all its products
        alike. Raises ``InputError`` for rates of another shape.
        """
        given = wedges.by_product.get(trade.importer)
        if given is None:
            n = self.economy_index(trade.importer)
            change = (1 + wedges.tariff[:, n]) / (1 + self.tariff[:, n])
            return (1 + trade.tariff) * change[trade.sector] - 1
        if given.shape != trade.tariff.shape:
            raise InputError(
                f"the rates by product have shape {given.shape}.",
                where=f"by_product[{trade.importer}]",
                remedy=f"Expected {trade.tariff.shape}: one for each product and exporter.",
            )
        return given

    def refuse_products(self, where: str) -> None:
        """Raise ``InputError`` for a world with products, where only whole sectors are known."""
        if self.products:
            raise InputError(
                f"the products of {self.products[0].importer} are known in this world, and only "
                "whole sectors can be dealt with here.",
                where=where,
                remedy="Use the world without products, and add them afterwards: "
                "world.with_products(...).",
            )


def _frozen(array: Floats) -> Floats:
    array.flags.writeable = False
    return array
