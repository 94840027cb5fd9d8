"""An importer's product lines as bought from an exporter: weights, and the ordinary duty on each.

Only the United States has trade by line here (2024, Census Bureau). Every other importer has the
six-digit lines of the Harmonized System, each with the same weight in its sector and with the
sector's benchmark tariff as its ordinary duty; ``basis`` says so.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from cobden.base import economies
from cobden.base.errors import InputError
from cobden.measures.codes import DIGITS
from cobden.measures.goods import (
    ProductLines,
    covered,
    part_covered,
    six_digit_lines,
    table,
    us_lines,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.measure import Tariff

US = "USA"
EU_BLOCK = "EUU"  # the Census data give the European Union as one
OWN_TERMS = ("CAN", "CHN", "MEX")  # the duties collected from them hold for nobody else
CLAIMANTS = ("CAN", "MEX")  # of the USMCA
_BY_LINE = ("index", "imports", "duty", "claimed", "collected", "preferred", "estimated")


@dataclass(frozen=True, eq=False)
class Bought:
    """Lines of one importer as bought from one exporter.

    Axes: [line]. ``index`` places each line in ``lines``; ``imports`` is its value, the weight in
    any average; ``duty`` the ordinary duty without a claim (NaN: not known), ``preferred`` with
    the best claim (NaN: none to make), ``claimed`` the share of value that claims; ``estimated``
    marks the duties that depend on the price. ``collected`` is what was collected in 2024 over
    value, the surcharges of that year inside. ``finer`` are the importer's national lines where
    these are coarser and they are known. ``basis`` says what the weights and duties are.
    """

    lines: ProductLines
    index: "NDArray[np.intp]"
    imports: "NDArray[np.float64]"
    duty: "NDArray[np.float64]"
    claimed: "NDArray[np.float64] | None"
    basis: str
    collected: "NDArray[np.float64] | None" = None
    preferred: "NDArray[np.float64] | None" = None
    estimated: "NDArray[np.bool_] | None" = None
    finer: ProductLines | None = None

    @property
    def code(self) -> "NDArray[np.int64]":
        """The first ten-digit code of each line."""
        return self.lines.low[self.index]

    @property
    def sector(self) -> "NDArray[np.intp]":
        """The sector of each line, as its place in ``lines.sectors``."""
        return self.lines.sector[self.index]

    @property
    def value(self) -> float:
        """Imports on all lines together."""
        return float(self.imports.sum())

    def covers(self, tariff: "Tariff") -> "NDArray[np.bool_]":
        """Return which lines ``tariff`` names."""
        return covered(self.lines, tariff.goods, tariff.goods_except)[self.index]

    def part(self, tariff: "Tariff") -> "NDArray[np.float64]":
        """Return the part of each line that ``tariff`` names, by the finer ones in it."""
        if self.finer is None:
            return self.covers(tariff).astype(np.float64)
        whole = part_covered(self.lines, self.finer, tariff.goods, tariff.goods_except)
        return whole[self.index]

    def content(self, metal: str) -> "NDArray[np.float64]":
        """Return the share of ``metal`` in each line's value."""
        if metal not in self.lines.content:
            raise InputError(
                f"the {metal} content of these lines is not known.",
                where=self.basis,
                remedy="Content is known for US lines only.",
            )
        return self.lines.content[metal][self.index]

    @property
    def claiming(self) -> "NDArray[np.float64]":
        """The ordinary duty of what claims, where there is a claim to make."""
        if self.preferred is None:
            return self.duty
        return np.where(np.isnan(self.preferred), self.duty, self.preferred)

    @property
    def ordinary(self) -> "NDArray[np.float64]":
        """The ordinary duty with the claims that are made weighed in."""
        if self.claimed is None:
            return self.duty
        return self.duty + self.claimed * (self.claiming - self.duty)

    @cached_property
    def known(self) -> "Bought":
        """The lines whose ordinary duty is known; the same ones each time that they are asked."""
        inside = ~np.isnan(self.duty)
        return self if inside.all() else self.take(inside)

    def take(self, chosen: "NDArray[np.bool_]") -> Self:
        """Return the chosen lines alone."""
        found = {name: getattr(self, name) for name in _BY_LINE}
        return replace(self, **{n: None if v is None else v[chosen] for n, v in found.items()})

    def beside(self, more: "Bought") -> Self:
        """Return these lines and ``more`` of the same importer; without claims, none are made."""

        def both(name: str) -> "NDArray[Any] | None":
            parts = [getattr(lines, name) for lines in (self, more)]
            if name == "claimed" and any(part is not None for part in parts):
                parts = [
                    np.zeros(len(lines.index)) if part is None else part
                    for lines, part in zip((self, more), parts, strict=True)
                ]
            return None if any(part is None for part in parts) else np.concatenate(parts)

        return replace(self, **{name: both(name) for name in _BY_LINE})

    def with_duty(self, rate: "float | NDArray[np.float64]") -> Self:
        """Return the lines with ``rate`` as the ordinary duty, with a claim or without."""
        duty = np.broadcast_to(np.asarray(rate, np.float64), self.index.shape)
        return replace(self, duty=duty, preferred=None, estimated=None)

    def mean(self, values: "NDArray[np.float64]") -> float:
        """Return the import-weighted mean of ``values`` (the plain mean if nothing is imported)."""
        weight = self.imports if self.imports.sum() > 0 else np.ones(len(self.imports))
        return float(values @ weight / weight.sum())


def block(exporter: str) -> str | None:
    """Return the partner under which US imports from ``exporter`` are recorded, or None."""
    if exporter in us_partners():
        return exporter
    return EU_BLOCK if exporter in economies.GROUPS["EU27"] else None


@cache
def us_partners() -> tuple[str, ...]:
    """Return the partners of the US import table."""
    return tuple(str(p) for p in table("us_imports_2024.npz")["partners"])


@cache
def us_imports(partner: str | None) -> Bought:
    """Return every US line as bought from ``partner`` (None: see below), duties not yet known.

    Without a partner it pools all of them but Canada, China and Mexico: the trade of economies
    that the import table does not show.
    """
    stored = table("us_imports_2024.npz")
    names = us_partners()
    own = [names.index(p) for p in OWN_TERMS]
    if partner is None:
        rows = ~np.isin(stored["partner"], own)
        basis = "2024 US imports from all partners but Canada, China and Mexico"
    else:
        rows = stored["partner"] == names.index(partner)
        shown = "the European Union" if partner == EU_BLOCK else economies.shown(partner)
        basis = f"2024 US imports from {shown}"
    value, duty = _summed(rows)
    rate = np.divide(duty, value, out=np.zeros_like(duty), where=value > 0)
    return Bought(
        us_lines(), np.arange(len(value)), value, np.full(len(value), np.nan), None, basis, rate
    )


def us_collected(partners: tuple[str, ...]) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return the value and the duty of 2024 on every US line from ``partners`` together."""
    names = us_partners()
    stored = table("us_imports_2024.npz")["partner"]
    return _summed(np.isin(stored, [names.index(partner) for partner in partners]))


def _summed(rows: "NDArray[np.bool_]") -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    stored = table("us_imports_2024.npz")
    value, duty = (
        np.bincount(
            stored["line"][rows], weights=stored[key][rows], minlength=len(us_lines().low)
        ).astype(np.float64)
        for key in ("value", "duty")
    )
    return value, duty


@cache
def us_bought(partner: str | None) -> Bought:
    """Return the US lines that are bought from ``partner``, their ordinary duty not yet known."""
    whole = us_imports(partner)
    return whole.take(whole.imports > 0)


def us_parts(
    partner: str | None, goods: tuple[str, ...], less: tuple[str, ...], codes: "NDArray[np.str_]"
) -> list[float]:
    """Return what part of each six-digit product of ``codes`` some goods are, by US imports.

    By the number of lines where nothing was imported.
    """
    lines = us_lines()
    product = lines.low // 10 ** (DIGITS - 6)
    meant = covered(lines, goods, less)
    wanted = codes.astype(np.int64)
    order = np.argsort(wanted)
    at = np.minimum(np.searchsorted(wanted, product, sorter=order), len(wanted) - 1)
    place = np.where(wanted[order[at]] == product, order[at], len(wanted))

    def part(weight: "NDArray[np.float64]") -> "NDArray[np.float64]":
        whole, mine = (
            np.bincount(place, w, len(wanted) + 1)[:-1] for w in (weight, weight * meant)
        )
        return np.divide(mine, whole, out=np.full(len(wanted), np.nan), where=whole > 0)

    bought = part(us_imports(partner).imports)
    found = np.where(np.isnan(bought), part(np.ones(len(product))), bought)
    return np.nan_to_num(found).tolist()


def claims_of(bought: Bought, exporter: str, day: date) -> "NDArray[np.float64] | None":
    """Return the share of value that claims the USMCA, in the last month known on ``day``.

    Before the first month known (April 2025) that month stands in. None for other exporters.
    """
    stored = table("us_imports_2024.npz")
    if exporter not in CLAIMANTS:
        return None
    months = [str(m) for m in stored["claim_months"]]
    known = [t for t, month in enumerate(months) if month <= f"{day:%Y-%m}"]
    claimants = [str(p) for p in stored["claim_partners"]]
    share = stored["claim"][known[-1] if known else 0, claimants.index(exporter)]
    return share[bought.index].astype(np.float64)


def by_sector(
    lines: ProductLines, sectors: tuple[str, ...], tariff: "NDArray[np.float64]", importer: str
) -> Bought:
    """Return a schedule of equal weights from benchmark tariffs by sector [k]."""
    order = {name: k for k, name in enumerate(sectors)}
    place = np.array([order.get(name, -1) for name in lines.sectors])[lines.sector]
    index = np.flatnonzero(place >= 0)
    kind = "plain means over six-digit lines" if lines is six_digit_lines() else "whole sectors"
    return Bought(
        lines,
        index,
        np.ones(len(index)),
        tariff[place[index]],
        None,
        f"{importer}: only sector data; {kind}, on the benchmark's sector tariffs",
    )


def claim_months() -> tuple[date, ...]:
    """Return the first day of each month for which USMCA claims are known."""
    months = table("us_imports_2024.npz")["claim_months"]
    return tuple(date.fromisoformat(f"{month}-01") for month in months)
