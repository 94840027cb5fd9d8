"""The benchmark economy as a frozen value.

It serves the Armington model: each economy's good of a sector is a variety of its own, and trade
shares answer its price with the trade elasticity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Literal, Protocol, Self

import numpy as np

from cobden.base import labels
from cobden.base.economies import ROW, group, names, not_known, resolve
from cobden.base.errors import InputError, unknown
from cobden.base.showing import Displayed, Summary
from cobden.world.elasticities import DEFAULT, elasticity_of

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import ArrayLike, NDArray

    from cobden.world.aggregate import Origin
    from cobden.world.competition import Competition
    from cobden.world.product_trade import ProductTrade
    from cobden.world.record import Adjustment

ImportShares = Literal["common", "by_use"]


class ProductSource(Protocol):
    """Anything that knows an importer's trade by product, such as a `ProductTable`."""

    def on(self, world: "World") -> "ProductTrade":
        """Return the trade as part of ``world``."""
        ...


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


@dataclass(frozen=True, eq=False, repr=False)
class World(Displayed):
    """A benchmark economy, in units of world value added (one unit is ``value_usd`` US dollars).

    Axes run goods first, then economies: sector k as the good, industry q as its user, importer n,
    exporter i. All arrays are float64 and read-only.

    - ``trade_share`` [k, n, i]: share of exporter i in n's spending on k at purchaser prices
      (tariff included); sums to 1 over i, or to 0 where nothing is bought;
    - ``final_trade_share`` [k, n, i] or None: the same for final demand alone; ``trade_share`` is
      then that of intermediate demand. None: one common share for both (Caliendo & Parro 2015);
    - ``expenditure`` [k, n]: spending on k at purchaser prices, intermediate and final;
    - ``input_share`` [k, q, n]: input of k per unit of q's gross output;
    - ``consumption_share`` [k, n]: share of k in final spending, sums to 1 over k;
    - ``value_added`` [n]; ``deficit`` [n]: net transfer received, sums to 0;
    - ``tariff`` [k, n, i]: ad-valorem rate at the benchmark;
    - ``elasticity`` [k]: trade elasticity theta of tariff-inclusive trade shares;
    - ``market``: monopolistic competition, or None for perfect competition;
    - ``services``: the sectors that are no goods, for balances of trade in goods;
    - ``record``: what was adjusted in the data to reach this benchmark;
    - ``products``: what importers buy by product, for those of which that is known;
    - ``origin``: the world that this one was merged or cut from, whose law holds in it;
    - ``tariffs_on``: the day whose law ``tariff`` holds; None: the benchmark that ships, with the
      United States' rates of 1 January 2025 and everybody else's of about 2021.

    >>> import cobden as cb
    >>> world = cb.World.load()
    >>> world.trade_share.shape  # [good, importer, exporter]
    (28, 81, 81)
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    trade_share: "NDArray[np.float64]"
    expenditure: "NDArray[np.float64]"
    input_share: "NDArray[np.float64]"
    consumption_share: "NDArray[np.float64]"
    value_added: "NDArray[np.float64]"
    deficit: "NDArray[np.float64]"
    tariff: "NDArray[np.float64]"
    elasticity: "NDArray[np.float64]"
    final_trade_share: "NDArray[np.float64] | None" = None
    market: "Competition | None" = None
    value_usd: float = 1.0
    year: int | None = None
    source: str = ""
    services: tuple[str, ...] = ()
    record: "tuple[Adjustment, ...]" = ()
    products: "tuple[ProductTrade, ...]" = ()
    origin: "Origin | None" = None
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

    # How a world is made

    @classmethod
    def load(
        cls,
        elasticities: "str | Mapping[str, float] | ArrayLike" = DEFAULT,
        *,
        year: int | None = None,
        import_shares: ImportShares = "common",
        short_run: float = 1.0,
    ) -> "World":
        """Return the embedded benchmark: OECD ICIO 2022, 81 economies by 28 sectors.

        ``year``: 2015 to 2021 have the flows and tariffs of the year, without the additional duties
        since 2018, and the input shares of 2022 (`cobden.world.years`).

        ``elasticities`` names a published set (`cobden.world.elasticities.SETS`) or gives the
        user's own: a mapping from every sector, an array, or the path of a CSV file.
        ``short_run`` multiplies them, whatever they are; how trade responds by year after a change
        is a matter of ``solve(..., horizon=years)``.
        ``import_shares`` is ``common`` (one share for all uses of a good) or ``by_use``.
        """
        from cobden.world.embedded import load

        return load(elasticities, year=year, import_shares=import_shares, short_run=short_run)

    @classmethod
    def from_shares(
        cls,
        economies: Sequence[str],
        sectors: Sequence[str],
        trade_share: "ArrayLike",
        expenditure: "ArrayLike",
        input_share: "ArrayLike",
        consumption_share: "ArrayLike",
        value_added: "ArrayLike",
        deficit: "ArrayLike",
        tariff: "ArrayLike",
        elasticity: "ArrayLike",
        *,
        final_trade_share: "ArrayLike | None" = None,
        market: "Competition | None" = None,
        value_usd: float | None = None,
        year: int | None = None,
        source: str = "",
        services: Sequence[str] = (),
    ) -> "World":
        """Return the world that these arrays describe (axes and meaning as in the class).

        Money may be in any one unit; it is divided by world value added, which ``value_usd`` gives
        in US dollars (by default the arrays are taken to be in dollars). Sums must hold to 1e-6
        and the accounts must close to 1e-5 of world value added; both are then made exact.

        Raises ``InputError`` naming the first offending cell.
        """
        from cobden.world.shares import from_shares

        return from_shares(
            economies, sectors, trade_share, expenditure, input_share, consumption_share,
            value_added, deficit, tariff, elasticity, final_trade_share=final_trade_share,
            market=market, value_usd=value_usd, year=year, source=source, services=services,
        )  # fmt: skip

    @classmethod
    def from_icio(
        cls,
        path: "str | PathLike[str]",
        *,
        elasticities: "str | Mapping[str, float] | ArrayLike" = DEFAULT,
        tariff: "ArrayLike | None" = None,
        sectors: Mapping[str, str] | None = None,
        import_shares: ImportShares = "common",
        year: int | None = None,
    ) -> "World":
        """Return the world in an ICIO table in the OECD's own CSV (``2022_SML.csv``, extended...).

        ``sectors`` maps industry codes to sectors; by default goods (A to C) stay as they are and
        all services become ``SERV``. ``tariff`` [k, n, i] are the rates; by default those of the
        embedded benchmark, which must then know every economy and sector. ``year`` is read from
        the file's name. Raises ``InputError`` naming the file and the row, column or cell at fault.
        """
        from cobden.world.icio import from_icio

        return from_icio(
            path, elasticities=elasticities, tariff=tariff, sectors=sectors,
            import_shares=import_shares, year=year,
        )  # fmt: skip

    def with_products(self, *tables: "ProductSource") -> Self:
        """Return this world with the trade by product of one importer or several.

        A table, such as `cobden.products.united_states`, says how each exporter's sales in a sector
        divide over products; flows and mean tariffs stay this world's. The law then counts line by
        line in that importer's market, and `Result.by_product` shows it.

        Raises ``InputError`` for an importer twice, and for a world whose final demand has import
        shares of its own.
        """
        if self.final_trade_share is not None:
            raise InputError(
                "final demand has import shares of its own here, and products have one for all.",
                where="with_products",
                remedy="Load the world with import_shares='common'.",
            )
        trade = (*self.products, *(table.on(self) for table in tables))
        importers = [one.importer for one in trade]
        twice = next((name for name in importers if importers.count(name) > 1), None)
        if twice is not None:
            raise InputError(
                f"the products of {twice} are given twice.", where="with_products",
                remedy="Give one table for each importer.",
            )  # fmt: skip
        return replace(self, products=trade)

    def with_tariffs(self, tariff: "NDArray[np.float64]", day: date) -> "World":
        """Return the same flows with ``tariff`` [k, n, i], the rates of ``day``, in the benchmark.

        `Policy.rebased` finds the rates. Raises ``InputError`` for a world that was merged, has
        products, or has import shares by use.
        """
        from cobden.world.retariff import with_tariffs

        return with_tariffs(self, tariff, day)

    def with_elasticity(
        self, elasticities: "str | Mapping[str, float] | ArrayLike", *, short_run: float = 1.0
    ) -> Self:
        """Return this world with other trade elasticities.

        ``elasticities`` is a set's name, a mapping from every sector, an array, or the path of a
        CSV file with the columns sector and elasticity. ``short_run`` multiplies them.
        """
        return replace(self, elasticity=elasticity_of(elasticities, self.sectors, short_run))

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
    def value_added_share(self) -> "NDArray[np.float64]":
        """Value added per unit of gross output [q, n]: one minus the input shares."""
        return _frozen(1 - self.input_share.sum(0))

    @cached_property
    def profit_share(self) -> "NDArray[np.float64]":
        """Profit per unit of gross output [q, 1]: zero but for firms with market power."""
        none = np.zeros((len(self.sectors), 1))
        return _frozen(none if self.market is None else self.market.profit_share)

    @cached_property
    def labour_share(self) -> "NDArray[np.float64]":
        """Wages per unit of gross output [q, n]: value added less profit."""
        return _frozen(self.value_added_share - self.profit_share)

    @cached_property
    def income(self) -> "NDArray[np.float64]":
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
    def final_expenditure(self) -> "NDArray[np.float64]":
        """Final spending on each good [k, n] at purchaser prices."""
        return _frozen(self.consumption_share * self.income)

    @cached_property
    def flow(self) -> "NDArray[np.float64]":
        """Sales [k, n, i] of i's good k to n at customs value (before the tariff)."""
        spending = self.trade_share * self.expenditure[:, :, None]
        if self.final_trade_share is not None:
            shift = self.final_trade_share - self.trade_share
            spending = spending + shift * self.final_expenditure[:, :, None]
        return _frozen(spending / (1 + self.tariff))

    @cached_property
    def output(self) -> "NDArray[np.float64]":
        """Gross output [k, i]: sales to all economies."""
        return _frozen(self.flow.sum(1))

    @cached_property
    def goods(self) -> "NDArray[np.bool_]":
        """Which sectors [k] are goods: all but the services."""
        return np.array([name not in self.services for name in self.sectors])

    @cached_property
    def tariff_revenue(self) -> "NDArray[np.float64]":
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

    def residuals(self) -> dict[str, float]:
        """Return how far each benchmark identity is from closing, in world value added.

        All are below 1e-9 in a world that Cobden made, so that solving with nothing changed
        returns nothing changed.
        """
        from cobden.world.closure import residuals

        return residuals(self)

    def view(self, name: str) -> "xr.DataArray":
        """Return the array called ``name`` as labelled xarray with its unit; money in USD."""
        from cobden.world.views import view

        return view(self, name)

    def aggregate(
        self,
        economies: "Mapping[str, str | Sequence[str]] | Sequence[str] | None" = None,
        sectors: "Mapping[str, str | Sequence[str]] | None" = None,
    ) -> "World":
        """Return the same world with economies or sectors merged.

        ``economies``: new label -> members (any usual names, groups such as EU27), the others are
        kept; or a list of economies and groups to keep apart, all others merged into ``ROW``.
        ``sectors``: new label -> members, the others are kept. Flows, inputs, value added and
        tariff revenue add up; elasticities are averaged by trade.
        """
        from cobden.world.aggregate import aggregate

        return aggregate(self, economies, sectors)

    def split(self, economy: str, parts: Mapping[str, float]) -> "World":
        """Return the same world with ``economy`` cut into ``parts`` (label: weight)."""
        from cobden.world.aggregate import split

        return split(self, economy, parts)


def codes(name: str) -> tuple[str, ...]:
    """Return the code of an economy, the codes of a group, or ``name`` if it is neither."""
    try:
        return group(name) or (resolve(name),)
    except InputError:
        return (name,)


def _frozen(array: "NDArray[np.float64]") -> "NDArray[np.float64]":
    array.flags.writeable = False
    return array
