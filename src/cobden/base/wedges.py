"""Wedges between the producer's and the purchaser's price, as plain labelled arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from cobden.base import labels
from cobden.base.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CELLS = 1 << 16  # more than there are exporters


@dataclass(frozen=True, eq=False)
class Varieties:
    """Parts of what exporters sell of a product, each with a rate of its own: lines, claims.

    By variety [q]: the place of its ``product`` and of its ``exporter``, its ``share`` in what that
    exporter sells of the product at the benchmark, and its new ``rate``. Shares of one product from
    one exporter add up to 1. Varieties substitute as the product's exporters do.

    Raises ``InputError`` for shares that do not, and for rates that are not above -1.

    >>> import cobden as cb
    >>> import numpy as np
    >>> half = np.array([0.5, 0.5])
    >>> cb.products.Varieties(np.array([0, 0]), np.array([3, 3]), half, np.array([0, 0.25])).rate
    array([0.  , 0.25])
    """

    product: "NDArray[np.intp]"
    exporter: "NDArray[np.intp]"
    share: "NDArray[np.float64]"
    rate: "NDArray[np.float64]"

    def __post_init__(self) -> None:
        remedy = (
            "Give each variety a share above 0 (those of one cell add up to 1), a rate above -1."
        )
        if not len(self.share):
            return
        cells, at = np.unique(self.cell, return_inverse=True)
        total = np.bincount(at, self.share)
        if not (self.share > 0).all() or not (np.abs(total - 1) < 1e-9).all():
            off = int(np.abs(total - 1).argmax())
            raise InputError(
                f"shares of product {cells[off] // _CELLS} from exporter {cells[off] % _CELLS} "
                f"add up to {total[off]:g}; the least of all is {self.share.min():g}.",
                where="varieties", remedy=remedy,
            )  # fmt: skip
        if not (np.isfinite(self.rate) & (self.rate > -1)).all():
            raise InputError(
                f"a rate is {self.rate.min():g}.", where="varieties", remedy=remedy
            )  # fmt: skip

    @property
    def columns(self) -> "tuple[NDArray, ...]":
        """All that is known of each variety [q]."""
        return self.product, self.exporter, self.share, self.rate

    def take(self, chosen: "NDArray[np.bool_]") -> "Varieties":
        """Return the ``chosen`` ones [q], which are all of each cell that they are of."""
        return self._at(np.flatnonzero(chosen))

    def by_cell(self) -> "Varieties":
        """Return them in the order of their cells, those of one cell as they stood."""
        return self._at(np.argsort(self.cell, kind="stable"))

    def _at(self, places: "NDArray[np.intp]") -> "Varieties":
        return Varieties(
            self.product[places], self.exporter[places], self.share[places], self.rate[places]
        )

    def scaled(self, before: "NDArray[np.float64]", times: float) -> "Varieties":
        """Return them with each rate's change from those ``before`` [j, i] so many times as far."""
        own = before[self.product, self.exporter]
        return replace(self, rate=own + times * (self.rate - own))

    def beside(self, more: "Varieties") -> "Varieties":
        """Return these and ``more``, of other cells."""
        return Varieties(
            np.concatenate([self.product, more.product]),
            np.concatenate([self.exporter, more.exporter]),
            np.concatenate([self.share, more.share]),
            np.concatenate([self.rate, more.rate]),
        )

    @property
    def cell(self) -> "NDArray[np.intp]":
        """A number for the product and exporter of each [q]."""
        return self.product * _CELLS + self.exporter


def exchanged(
    here: Varieties | None, there: Varieties | None, exporters: "Sequence[int]"
) -> Varieties | None:
    """Return varieties with those of some ``exporters`` [places] as they are ``there``."""
    kept = None if here is None else here.take(~np.isin(here.exporter, exporters))
    more = None if there is None else there.take(np.isin(there.exporter, exporters))
    if kept is None or more is None:
        return more if kept is None else kept
    return kept.beside(more)


@dataclass(frozen=True, eq=False)
class Wedges:
    """What policy puts between producer and purchaser, for every good and pair of economies.

    Axes of all arrays: [good k, importer n, exporter i], in the order of ``sectors`` and
    ``economies``.

    - ``tariff``: the new ad-valorem rate on the customs value, in place of the benchmark's;
    - ``export_tax``: the new rate on the producer's value, zero where there is none; the customs
      value includes it;
    - ``trade_cost``: iceberg cost, ratio to the benchmark's;
    - ``by_product``: for importers with product trade (`World.products`), the new rates [product,
      exporter] in place of the benchmark's; their ``tariff`` is then a mean, for information. An
      importer without an entry puts each sector's change of tariff on all its products alike;
    - ``varieties``: by such an importer, parts of its products with rates of their own, which take
      the place of ``by_product`` there.

    A purchaser pays producer price x (1 + export_tax) x trade_cost x (1 + tariff).

    >>> import cobden as cb
    >>> wedges = cb.Wedges.of(('JPN', 'USA'), ('C29',), tariff=[[[0, 0.1], [0.25, 0]]])
    >>> float(wedges.tariff[0, 1, 0])  # [good, importer, exporter]
    0.25
    """

    economies: tuple[str, ...]
    sectors: tuple[str, ...]
    tariff: "NDArray[np.float64]"
    export_tax: "NDArray[np.float64]"
    trade_cost: "NDArray[np.float64]"
    by_product: "Mapping[str, NDArray[np.float64]]" = field(default_factory=dict)
    varieties: "Mapping[str, Varieties]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        axes = labels.axes("kni", self.economies, self.sectors)
        for name in ("tariff", "export_tax", "trade_cost"):
            value = labels.kept(getattr(self, name), *axes, where=name)
            object.__setattr__(self, name, value)

    @classmethod
    def of(
        cls,
        economies: tuple[str, ...],
        sectors: tuple[str, ...],
        *,
        tariff: "NDArray[np.float64]",
        export_tax: "NDArray[np.float64] | None" = None,
        trade_cost: "NDArray[np.float64] | None" = None,
        by_product: "Mapping[str, NDArray[np.float64]] | None" = None,
        varieties: "Mapping[str, Varieties] | None" = None,
    ) -> Self:
        """Check the arrays, complete the missing ones with no wedge, and freeze them.

        Raises ``InputError`` naming the first cell that is not finite or lies outside its domain:
        rates must exceed -1, trade costs must be positive.
        """
        shape = (len(sectors), len(economies), len(economies))
        none = {
            "export_tax": np.broadcast_to(0.0, shape),
            "trade_cost": np.broadcast_to(1.0, shape),
        }
        given = {"tariff": tariff, "export_tax": export_tax, "trade_cost": trade_cost}
        floor = {"tariff": -1.0, "export_tax": -1.0, "trade_cost": 0.0}
        checked = {
            name: none[name]
            if array is None
            else _checked(name, array, floor[name], economies, sectors)
            for name, array in given.items()
        }
        products = {name: _rates_by_product(name, v) for name, v in (by_product or {}).items()}
        rates = checked["tariff"], checked["export_tax"], checked["trade_cost"]
        return cls(economies, sectors, *rates, products, varieties or {})

    def exchanged(self, there: "Wedges", n: int, exporters: "Sequence[int]") -> "Wedges":
        """Return these with the tariffs of importer ``n`` on some ``exporters`` as they are there.

        By product, and those on parts of products, as well. ``there`` is of the same world.
        """
        name, at = self.economies[n], list(exporters)
        tariff = np.array(self.tariff)
        tariff[:, n, at] = there.tariff[:, n, at]
        products, varieties = dict(self.by_product), dict(self.varieties)
        if name in products:
            own = np.array(products[name])
            own[:, at] = there.by_product[name][:, at]
            own.flags.writeable = False
            products[name] = own
        parts = exchanged(varieties.pop(name, None), there.varieties.get(name), at)
        if parts is not None:
            varieties[name] = parts
        return replace(self, tariff=tariff, by_product=products, varieties=varieties)

    def same(self, other: "Wedges") -> bool:
        """Return whether these are the same rates on everything, products and parts of them too."""
        if (
            self.by_product.keys() != other.by_product.keys()
            or self.varieties.keys() != other.varieties.keys()
        ):
            return False
        pairs = [(self.tariff, other.tariff), (self.export_tax, other.export_tax)]
        pairs += [(self.trade_cost, other.trade_cost)]
        pairs += [(rates, other.by_product[name]) for name, rates in self.by_product.items()]
        for name, own in self.varieties.items():
            pairs += zip(own.columns, other.varieties[name].columns, strict=True)
        return all(a is b or np.array_equal(a, b) for a, b in pairs)

    @classmethod
    def mean(cls, wedges: "Sequence[Wedges]", weight: "NDArray[np.float64]") -> Self:
        """Return the mean of rates, and of logs of trade costs, by ``weight`` that adds up to 1.

        Raises ``InputError`` where some have rates by product, or parts of products, and others
        have not the same.
        """

        def mean(arrays: "Sequence[NDArray[np.float64]]") -> "NDArray[np.float64]":
            return np.tensordot(weight, np.array(arrays), 1)

        first, costs = wedges[0], [one.trade_cost for one in wedges]
        if any(one.by_product.keys() != first.by_product.keys() for one in wedges):
            raise InputError(
                "rates by product are known on some days only.",
                where="wedges",
                remedy="Derive all of them from one law on one world.",
            )
        found = cls.of(
            first.economies, first.sectors,
            tariff=mean([one.tariff for one in wedges]),
            export_tax=mean([one.export_tax for one in wedges]),
            trade_cost=None
            if all((cost == 1).all() for cost in costs)
            else np.exp(mean([np.log(cost) for cost in costs])),
            by_product={
                name: mean([one.by_product[name] for one in wedges]) for name in first.by_product
            },
        )  # fmt: skip
        names = {name for one in wedges for name in one.varieties}
        apart = {name: _mean_varieties(wedges, weight, name) for name in sorted(names)}
        return replace(found, varieties=apart)


def _mean_varieties(
    wedges: "Sequence[Wedges]", weight: "NDArray[np.float64]", importer: str
) -> Varieties:
    """Return varieties of an importer's products with the mean of their shares and rates.

    Where laws divide other products, or others into other parts, what is bought under each of them
    is a variety of its own, a product that a law does not divide a single one.
    """
    found = [one.varieties.get(importer) for one in wedges]
    known = [one for one in found if one is not None]
    first = known[0]
    if len(known) == len(found) and all(
        np.array_equal(one.product, first.product) and np.array_equal(one.exporter, first.exporter)
        for one in known
    ):
        share, rate = (
            np.tensordot(weight, np.array(part), 1)
            for part in ([one.share for one in known], [one.rate for one in known])
        )
        return replace(first, share=share, rate=rate)
    cells = np.unique(np.concatenate([one.cell for one in known]))
    parts: list[tuple[NDArray, ...]] = []
    for one, own, part in zip(wedges, found, weight, strict=True):
        whole = cells if own is None else np.setdiff1d(cells, own.cell)
        product, exporter = whole // _CELLS, whole % _CELLS
        rate = one.by_product[importer][product, exporter]
        parts.append((product, exporter, np.full(len(whole), part), rate))
        if own is not None:
            parts.append((own.product, own.exporter, part * own.share, own.rate))
    kept = [tuple(column[row[2] > 0] for column in row) for row in parts]
    product, exporter, share, rate = (np.concatenate(column) for column in zip(*kept, strict=True))
    return Varieties(product, exporter, share, rate)


def _checked(
    name: str,
    array: "NDArray[np.float64]",
    floor: float,
    economies: tuple[str, ...],
    sectors: tuple[str, ...],
) -> "NDArray[np.float64]":
    values = labels.aligned(array, *labels.axes("kni", economies, sectors), where=name)
    if not (values > floor).all() or not np.isfinite(values.max()):
        k, n, i = np.argwhere(~(np.isfinite(values) & (values > floor)))[0]
        raise InputError(
            f"{name} is {values[k, n, i]}.",
            where=f"{name}[{sectors[k]}, importer {economies[n]}, exporter {economies[i]}]",
            remedy=f"It must be a finite number above {floor:g}.",
        )
    return values


def _rates_by_product(importer: str, rates: "NDArray[np.float64]") -> "NDArray[np.float64]":
    values = np.array(rates, dtype=np.float64)
    bad = np.argwhere(~(np.isfinite(values) & (values > -1)))
    if len(bad):
        raise InputError(
            f"a rate is {values[tuple(bad[0])]}.",
            where=f"by_product[{importer}], product {bad[0][0]}, exporter {bad[0][1]}",
            remedy="It must be a finite number above -1.",
        )
    values.flags.writeable = False
    return values
