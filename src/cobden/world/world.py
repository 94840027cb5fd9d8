"""The benchmark economy as a frozen value.

It serves the Armington model: each economy's good of a sector is a variety of its own, and trade
shares answer its price with the trade elasticity.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, Protocol, Self

from cobden.base.errors import InputError
from cobden.world.benchmark_economy import BenchmarkEconomy, ImportShares
from cobden.world.elasticities import DEFAULT, elasticity_of

if TYPE_CHECKING:
    import numpy as np
    import xarray as xr
    from numpy.typing import ArrayLike, NDArray

    from cobden.world.calibrate import InputOutputTable
    from cobden.world.competition import Competition
    from cobden.world.product_trade import ProductTrade


class ProductSource(Protocol):
    """Anything that knows an importer's trade by product, such as a `ProductTable`."""

    def on(self, world: "World") -> "ProductTrade":
        """Return the trade as part of ``world``."""
        ...


@dataclass(frozen=True, eq=False, repr=False)
class World(BenchmarkEconomy):
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
        from cobden.world.years import load

        return load(cls, elasticities, year=year, import_shares=import_shares, short_run=short_run)

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
            cls, economies, sectors, trade_share, expenditure, input_share, consumption_share,
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
            cls, path, elasticities=elasticities, tariff=tariff, sectors=sectors,
            import_shares=import_shares, year=year,
        )  # fmt: skip

    @classmethod
    def from_table(
        cls,
        table: "InputOutputTable",
        *,
        elasticities: "str | Mapping[str, float] | ArrayLike" = DEFAULT,
        import_shares: ImportShares = "common",
    ) -> Self:
        """Return the world that a table of flows by use, at basic prices, describes.

        A reader of another data set fills the table. Raises ``InputError`` for elasticities that
        lack one of its sectors.
        """
        from cobden.world.calibrate import calibrate, check_form

        form = check_form(import_shares)
        return calibrate(
            cls, table, elasticity_of(elasticities, table.sectors, services=table.services), form
        )

    @classmethod
    def built(
        cls,
        name: str,
        *,
        elasticities: "str | Mapping[str, float] | ArrayLike" = DEFAULT,
        import_shares: ImportShares = "common",
    ) -> Self:
        """Return a world that was built from a download and kept (``cobden world build``).

        Raises ``InputError`` naming those there are.
        """
        from cobden.world.built import table
        from cobden.world.years import tariffs_of

        found = table(name)
        world = cls.from_table(found, elasticities=elasticities, import_shares=import_shares)
        return replace(world, tariffs_on=tariffs_of(found.year))

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
        return replace(
            self,
            elasticity=elasticity_of(elasticities, self.sectors, short_run, services=self.services),
        )

    # What it can be asked and made into

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
