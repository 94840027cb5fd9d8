"""How much of an importer's purchases the goods of a tariff are, where its trade is by sector only.

The six-digit lines of a sector then have equal weights, which for a single code is wrong by factors
of thirty: electric cars are one line of ninety, and no ninetieth of the trade in motor vehicles. A
tariff on codes therefore states its ``share``; lines keep the ratios that no share touches
(iterative proportional fitting: Deming & Stephan 1940, Annals of Mathematical Statistics 11(4)).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cobden.base.errors import InputError
from cobden.measures.bought import US, Bought
from cobden.measures.goods import DIGITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.measures.measure import Tariff
    from cobden.world.product_trade import ProductTrade
    from cobden.world.world import World

_ROUNDS = 500
_CLOSE = 1e-12


class _Part(NamedTuple):
    """A tariff's goods in a sector that it covers in part: which lines, and their stated share."""

    tariff: "Tariff"
    sector: int
    lines: "NDArray[np.bool_]"
    share: float | None


def weighed(lines: Bought, tariffs: "Sequence[Tariff]") -> Bought:
    """Return lines [line] of equal weights with the shares that tariffs on some of them state.

    Raises ``InputError`` for a tariff on codes without a share, for a share of goods that are whole
    sectors, and for shares that cannot hold together.
    """
    parts = [part for tariff in tariffs for part in _parts(lines, tariff)]
    stated = [part for part in parts if part.share is not None]
    for part in parts:
        if part.share is None and _by_code(part.tariff) and not _follows(part, stated):
            raise _unknown(part, lines)
    if not stated:
        return lines
    weight = lines.imports.copy()
    for sector in {part.sector for part in stated}:
        inside = lines.sector == sector
        here = [part for part in stated if part.sector == sector]
        weight[inside] = _fitted(weight[inside], [p._replace(lines=p.lines[inside]) for p in here])
    return replace(lines, imports=weight)


def by_product(lines: Bought, trade: "ProductTrade", exporter: int) -> Bought:
    """Return six-digit ``lines`` with an importer's trade by product for weights and duties.

    Sectors of which the trade tells nothing keep what they had.
    """
    row = {int(code) * 10 ** (DIGITS - 6): place for place, code in enumerate(trade.codes)}
    place = np.array([row.get(int(code), -1) for code in lines.code])
    told = np.isin(lines.sector, np.unique(lines.sector[place >= 0]))
    flow, tariff = trade.flow[place, exporter], trade.tariff[place, exporter]
    return replace(
        lines,
        imports=np.where(told, np.where(place >= 0, flow, 0.0), lines.imports),
        duty=np.where(place >= 0, tariff, lines.duty),
    )


def weights_of(tariff: "Tariff", world: "World") -> str:
    """Return in words what tells how much of a sector's trade the goods of ``tariff`` are."""
    coded = [name for name in (*tariff.goods, *tariff.goods_except) if name[0] in "@0123456789"]
    if not coded:
        return "whole sectors"
    if tariff.by == (US,):
        return "imports by line"
    known = {trade.importer for trade in world.products}
    if set(tariff.by) <= known:
        return "imports by product"
    return "share as stated" if tariff.share is not None else "equal over six-digit lines"


def _parts(lines: Bought, tariff: "Tariff") -> Iterator[_Part]:
    """Yield the parts of sectors that a tariff covers, with the share that it states."""
    shares = tariff.share
    if shares is None and not _by_code(tariff):
        return
    names = lines.lines.sectors
    covered = lines.covers(tariff)
    number = len(names)
    of = np.bincount(lines.sector, minlength=number)
    hit = np.bincount(lines.sector[covered], minlength=number)
    partly = np.flatnonzero((hit > 0) & (hit < of))
    if isinstance(shares, dict):
        strange = sorted(set(shares) - {names[k] for k in partly})
        if strange:
            raise InputError(
                f"'{tariff.name}' states a share of {strange[0]}, which its goods are no part of.",
                where=f"{tariff.id or tariff.name}: share",
                remedy=f"They are part of: {', '.join(names[k] for k in partly) or 'no sector'}.",
            )
    elif shares is not None and len(partly) != 1:
        parts = ", ".join(names[k] for k in partly)
        raise InputError(
            f"'{tariff.name}' states one share, and its goods are "
            + (f"parts of several sectors: {parts}." if parts else "whole sectors."),
            where=f"{tariff.id or tariff.name}: share",
            remedy=f"Give one for each: {names[partly[0]]}: {shares:g}; ..."
            if parts
            else "Leave it out.",
        )
    for k in partly:
        share = shares.get(names[k]) if isinstance(shares, dict) else shares
        yield _Part(tariff, int(k), covered & (lines.sector == k), share)


def _by_code(tariff: "Tariff") -> bool:
    return any(name.isdigit() for name in (*tariff.goods, *tariff.goods_except))


def _follows(part: _Part, stated: list[_Part]) -> bool:
    """Whether the share of a part follows from one that is stated: of the same lines."""
    return any(
        one.sector == part.sector and bool((one.lines == part.lines).all()) for one in stated
    )


def _fitted(weight: "NDArray[np.float64]", parts: list[_Part]) -> "NDArray[np.float64]":
    """Return weights of one sector's lines with the shares of its parts, nearest to ``weight``."""
    for _ in range(_ROUNDS):
        off = 0.0
        for part in parts:
            assert part.share is not None
            total, mine = weight.sum(), weight[part.lines].sum()
            if not 0 < mine < total:
                break
            off = max(off, abs(mine / total - part.share))
            scale = np.where(part.lines, part.share / mine, (1 - part.share) / (total - mine))
            weight = weight * scale * total
        else:
            if off < _CLOSE:
                return weight
            continue
        break
    names = ", ".join(part.tariff.id or part.tariff.name for part in parts)
    raise InputError(
        f"the shares of {names} cannot hold together.",
        where=f"{parts[0].tariff.id or parts[0].tariff.name}: share",
        remedy="Shares are of all that the importer buys in the sector: a part has less than what "
        "it is part of, and parts that do not overlap have at most 1 together.",
    )


def _unknown(part: _Part, lines: Bought) -> InputError:
    tariff, sector = part.tariff, lines.lines.sectors[part.sector]
    return InputError(
        f"'{tariff.name}' is on {int(part.lines.sum())} of the lines of {sector}, and how much of "
        f"{tariff.by[0]}'s imports of {sector} they are is not known.",
        where=f"{tariff.id or tariff.name}: share",
        remedy=f"State it (share: 0.35 is 35% of {sector}), or give the importer's trade by "
        "product: world: products in a case, world.with_products in Python; UN Comtrade, BACI and "
        "Eurostat Comext have it.",
    )
