"""From product trade and a shock to the nests that the equations work on."""

from functools import lru_cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, device_put
from numpy.typing import NDArray

from cobden.base.errors import InputError
from cobden.base.targets import Line
from cobden.base.wedges import Varieties, Wedges
from cobden.equilibrium._horizon import Horizon
from cobden.equilibrium._problem import Folded, Nest, NestLines, PosedLines, Weights
from cobden.equilibrium._product_demand import BLOCK, Slopes, folded_at, slopes, slopes_at
from cobden.equilibrium._shock import Floats, Shock
from cobden.world.product_trade import ProductTrade
from cobden.world.world import World

_NEAREST_ZERO = 1e-5


class Posed(NamedTuple):
    """The nests of a world's importers with products, and what stands for each in the equations.

    ``folded`` at the benchmark's costs; where ``plain``, at all costs, since one elasticity
    throughout leaves nothing to move.
    """

    nests: tuple[Nest, ...]
    folded: tuple[Folded, ...]
    plain: bool


def posed_products(world: World, shock: Shock, lines: PosedLines | None = None) -> Posed:
    """Return what a shock puts on the importers whose trade by product is known.

    ``lines`` are those of the shock, posed. Raises ``InputError`` where rates by product do not fit
    the products, or are given for an importer without, and where an instrument splits one of these
    imports without saying of which product it is a part.
    """
    _refuse_strangers(world, shock.wedges)
    _refuse_whole_flows(world, shock)
    posed = _posed_products(world, shock.wedges, shock.horizon)
    if lines is None or not any(line.product for line in shock.targets.lines):
        return posed
    nests = tuple(
        _with_lines(world, trade, nest, shock, lines)
        for trade, nest in zip(world.products, posed.nests, strict=True)
    )
    none, idle = _unmoved(world), device_put(np.zeros(lines.amount.shape))
    slopes = (
        slopes_at(nest, none, idle) if nest.lines is not None else Slopes(known.slopes)
        for nest, known in zip(nests, posed.folded, strict=True)
    )
    folded = tuple(
        folded_at(nest, none, idle, slope) for nest, slope in zip(nests, slopes, strict=True)
    )
    return Posed(nests, folded, plain=False)


def nests_of(world: World, wedges: Wedges, horizon: Horizon) -> tuple[Nest, ...]:
    """Return what wedges put on each importer with products; raises as ``posed_products`` does."""
    _refuse_strangers(world, wedges)
    return tuple(_nest_of(world, trade, wedges, horizon) for trade in world.products)


def _refuse_strangers(world: World, wedges: Wedges) -> None:
    known = {trade.importer for trade in world.products}
    strange = next((name for name in wedges.by_product if name not in known), None)
    if strange is not None:
        raise InputError(
            f"there are rates by product of {strange}, whose trade by product is not known here.",
            where="wedges",
            remedy="Derive the wedges from this world, or add its table: world.with_products(...).",
        )


def _refuse_whole_flows(world: World, shock: Shock) -> None:
    told = {
        (trade.importer, world.sectors[k]) for trade in world.products for k, _, _ in trade.bounds
    }
    for line in shock.targets.lines:
        apart = (line.importer, line.sector) in told and line.importer != line.exporter
        if apart and not line.product:
            raise InputError(
                f"an instrument is on a part of {line.importer}'s imports of {line.sector} from "
                f"{line.exporter}, which are known by product.",
                where="instruments",
                remedy="Name the product of each line: Line(..., product='870380').",
            )


def _with_lines(
    world: World, trade: ProductTrade, nest: Nest, shock: Shock, lines: PosedLines
) -> Nest:
    """Return the nest with parts of its cells told apart as lines."""
    inside = [
        (at, trade.index(line.product), world.economy_index(line.exporter), line.share)
        for at, line in enumerate(shock.targets.lines)
        if line.product and world.products_of(line.importer) is trade
    ]
    if not inside:
        return nest
    at, product, exporter, share = (np.array(column) for column in zip(*inside, strict=True))
    place = np.empty((len(trade.codes), 2), np.intp)
    placed = np.asarray(_places(trade))
    filled = placed >= 0
    place[placed[filled]] = np.argwhere(filled)
    block, slot = place[product].T
    spare = room(len(at)) - len(at)

    def padded(values: NDArray, filling: float = 0) -> NDArray:
        return np.pad(values, (0, spare), constant_values=filling)

    block, slot, exporter, share = map(padded, (block, slot, exporter, share))
    line = padded(at, len(lines.share))  # beyond all lines: writes nothing
    there, read = (block, slot, exporter), np.minimum(line, len(lines.share) - 1)

    def known(values: Array) -> NDArray:
        return np.asarray(values)[..., read]

    taken = np.zeros(nest.share.shape)
    np.add.at(taken, there, share)
    inside = np.asarray(nest.share)[there] * share * known(lines.allowed)
    log_wedge, customs = known(lines.log_wedge), known(lines.customs)
    least = np.array(nest.least)
    np.minimum.at(least, (block, slot), np.where(inside > 0, log_wedge, np.inf))
    own = (
        line, block, slot, exporter, inside, log_wedge, known(lines.log_trade_cost),
        customs, customs * known(lines.producer),
        *map(known, (lines.tariff, lines.export_tax, lines.trade_cost)),
    )  # fmt: skip
    return nest._replace(
        share=device_put(np.asarray(nest.share) * np.maximum(1 - taken, 0.0)),
        least=device_put(least),
        producer=nest.customs if nest.producer is None else nest.producer,
        lines=NestLines(*map(device_put, own)),
    )


def room(count: int) -> int:
    """Return the next power of two: code compiled for one number of lines serves others."""
    return 1 << max(count - 1, 0).bit_length()


@lru_cache(maxsize=4)  # a range asks for the same law under many closures
def _posed_products(world: World, wedges: Wedges, horizon: Horizon) -> Posed:
    nests = tuple(_nest_of(world, trade, wedges, horizon) for trade in world.products)
    none, idle = _unmoved(world), device_put(np.zeros(0))
    folded = tuple(
        folded_at(nest, none, idle, Slopes((slope, slope, slope)))
        for nest, slope in (
            (nest, _slopes(world, trade, horizon))
            for nest, trade in zip(nests, world.products, strict=True)
        )
    )
    return Posed(nests, folded, all(map(_one_elasticity, nests)))


def _unmoved(world: World) -> Array:
    """Return the log costs [k, i] of the benchmark."""
    return device_put(np.zeros((len(world.sectors), len(world.economies))))


def _one_elasticity(nest: Nest) -> bool:
    theta, filled = np.asarray(nest.theta), np.asarray(nest.weight) > 0
    of_sector = theta[np.asarray(nest.sector)][:, None]
    alike = (np.where(filled, nest.elasticity, of_sector) == of_sector).all()
    return bool(alike and (np.asarray(nest.between) == theta).all())


def _nest_of(world: World, trade: ProductTrade, wedges: Wedges, horizon: Horizon) -> Nest:
    n = world.economy_index(trade.importer)
    base = _at_benchmark(world, trade, horizon)
    cost = wedges.trade_cost[:, n]
    found = cell_wedges(world, trade, wedges, horizon)
    at_exit = None
    if horizon.pass_through != 1 or wedges.export_tax[:, n].any():
        at_exit = (1 + wedges.export_tax[:, n])[trade.sector] * (1 + found.margin)
    return base._replace(**_posed(base.share, _places(trade), found.ratio, found.at_customs,
                                  cost[trade.sector], at_exit))  # fmt: skip


class CellWedges(NamedTuple):
    """What tariffs do to each product from each exporter [j, i].

    The ``ratio`` of prices after the duty over the benchmark's, at given prices before it; what of
    a unit of spending is left ``at_customs``; exporters' ``margin``, a rate on the producer's
    value.
    """

    ratio: Floats
    at_customs: Floats
    margin: Floats


@lru_cache(maxsize=8)
def cell_wedges(world: World, trade: ProductTrade, wedges: Wedges, horizon: Horizon) -> CellWedges:
    """Return what tariffs do to each product from each exporter, its varieties together."""
    tariff = world.product_rates(trade, wedges)
    margin = horizon.margin(tariff, trade.tariff)
    found = CellWedges((1 + tariff) / (1 + trade.tariff), 1 / (1 + tariff), margin)
    if trade.importer in wedges.varieties:
        own = from_places(trade, np.asarray(_at_benchmark(world, trade, horizon).elasticity))
        _put_varieties(wedges.varieties[trade.importer], trade, own, horizon, found)
    return found


def rate_on(world: World, line: Line, wedges: Wedges, horizon: Horizon) -> float:
    """Return the rate on the flow, or the product, that a line is a part of.

    Of a product whose parts bear rates of their own the mean by what is bought.
    """
    trade = world.products_of(line.importer) if line.product else None
    if trade is None or line.importer not in wedges.varieties:
        return world.rate_of(line, wedges)
    at = trade.index(line.product), world.economy_index(line.exporter)
    return float(1 / cell_wedges(world, trade, wedges, horizon).at_customs[at] - 1)


def _put_varieties(
    of: Varieties, trade: ProductTrade, elasticity: Floats, horizon: Horizon, into: CellWedges
) -> None:
    """Put in place what varieties do to each cell [j, i].

    They substitute as the product's exporters do, so that the price is a power mean, whatever
    costs are: two wedges then stand for them, one for price and one for value, and a third where
    exporters bear part of the duty.
    """
    shape = into.ratio.shape
    cell = of.product * shape[1] + of.exporter
    theta, before = elasticity[of.product], trade.tariff[of.product, of.exporter]
    bears = 1 + horizon.margin(of.rate, before)
    power = of.share * ((1 + of.rate) / (1 + before) * bears) ** -theta
    there = np.unique(cell)
    whole, customs, producer = (
        np.bincount(cell, w)[there]
        for w in (power, power / (1 + of.rate), power / (1 + of.rate) / bears)
    )
    at = np.unravel_index(there, shape)
    into.margin[at] = customs / producer - 1
    into.ratio[at] = whole ** (-1 / elasticity[at[0]]) / (1 + into.margin[at])
    into.at_customs[at] = customs / whole


@lru_cache(maxsize=16)
def _places(trade: ProductTrade) -> Array:
    """Return which product stands in each place [b, j], -1 in empty ones."""
    rows = []
    for _, start, end in trade.bounds:
        for first in range(start, end, BLOCK):
            row = np.arange(first, first + BLOCK)
            rows.append(np.where(row < end, row, -1))
    return device_put(np.stack(rows))


@lru_cache(maxsize=32)
def _at_benchmark(world: World, trade: ProductTrade, horizon: Horizon) -> Nest:
    """Return the nest in which nothing is shocked."""
    n = world.economy_index(trade.importer)
    places = np.asarray(_places(trade))

    def responds(values: NDArray[np.float64]) -> NDArray[np.float64]:
        found = horizon.elasticity(values)
        return np.where(np.abs(found) < _NEAREST_ZERO, _NEAREST_ZERO, found)

    theta = responds(world.elasticity)
    own = responds(trade.elasticities(world.elasticity))
    between = theta
    if trade.between is not None:
        between = np.broadcast_to(responds(np.array(trade.between)), theta.shape)
    sectors = trade.sector[places[:, 0]]
    with_products = np.bincount(sectors, minlength=len(theta)) > 0
    imported = (world.trade_share[:, n].sum(axis=1) - world.trade_share[:, n, n]) * with_products
    share, weight, nothing = _bought(trade, len(world.sectors))
    return Nest(
        importer=device_put(np.int64(n)),
        sector=device_put(sectors),
        share=share,
        weight=weight,
        least=device_put(np.zeros(places.shape)),
        log_wedge=nothing,
        customs=nothing,
        producer=None,
        elasticity=device_put(np.where(places >= 0, own[places], 1.0)),
        between=device_put(np.array(between)),
        theta=device_put(theta),
        imported=device_put(imported),
    )


@lru_cache(maxsize=16)
def _bought(trade: ProductTrade, sectors: int) -> tuple[Array, Array, Array]:
    """Return the shares and weights of a nest, which no elasticity enters, and zeros [b, j, i]."""
    places = np.asarray(_places(trade))
    bought = trade.flow * (1 + trade.tariff)
    of_product = bought.sum(axis=1)
    of_sector = np.bincount(trade.sector, of_product, sectors)
    share = _put(bought / of_product[:, None], places)
    weight = _put(of_product / of_sector[trade.sector], places)
    return share, weight, device_put(np.zeros(share.shape))


def _put(values: NDArray[np.float64], places: NDArray[np.intp]) -> Array:
    """Return values [j, ...] as they stand in blocks [b, j, ...], zero in empty places."""
    filled = places.reshape(*places.shape, *(1,) * (values.ndim - 1)) >= 0
    return device_put(np.where(filled, values[places], 0.0))


@jax.jit
def _posed(
    share: Array, places: Array, ratio: Array, at_customs: Array, cost: Array,
    at_exit: Array | None,
) -> dict[str, Array | None]:  # fmt: skip
    """Return what wedges [j, i] put on a nest: see ``Nest``."""
    ratio = ratio * cost
    at_producer = None
    if at_exit is not None:
        ratio = ratio * at_exit
        at_producer = (at_customs / at_exit)[places]
    log_wedge = jnp.log(ratio)[places]
    least = jnp.where(share > 0, log_wedge, jnp.inf).min(axis=2)
    least = jnp.where(jnp.isfinite(least), least, 0.0)
    return {"log_wedge": log_wedge, "least": least, "customs": at_customs[places],
            "producer": at_producer}  # fmt: skip


@lru_cache(maxsize=32)
def _slopes(world: World, trade: ProductTrade, horizon: Horizon) -> Array:
    """Return the slopes [k, i, i'] of weights by costs at the benchmark, for a solver's steps."""
    nest = _at_benchmark(world, trade, horizon)
    return _of_purchases(nest, _unmoved(world))


@jax.jit
def _of_purchases(nest: Nest, log_cost: Array) -> Array:
    return slopes(nest, log_cost)[0]  # the others are not compiled


def beside(weights: Weights, nests: tuple[Nest, ...]) -> Weights:
    """Return weights less what the nests stand for: imports in sectors with products."""
    for nest in nests:
        weights = _beside(weights, nest)
    return weights


@jax.jit
def _beside(weights: Weights, nest: Nest) -> Weights:
    n, exporters = nest.importer, jnp.arange(weights.purchase.shape[2])
    inside = (nest.imported > 0)[:, None] & (exporters != n)
    return jax.tree.map(lambda w: w.at[:, n].set(jnp.where(inside, 0.0, w[:, n])), weights)


def place_of(world: World, trade: ProductTrade, code: str) -> tuple[int, int]:
    """Return the block and place of a product among those of all the world's importers.

    Raises ``InputError`` for one that is not bought.
    """
    before = sum(len(_places(one)) for one in world.products[: world.products.index(trade)])
    ((block, slot),) = np.argwhere(np.asarray(_places(trade)) == trade.index(code))
    return before + int(block), int(slot)


def in_places(world: World) -> NDArray[np.float64]:
    """Return the benchmark's imports by product [b, j, i], of all importers with products."""
    return np.concatenate(
        [np.asarray(_put(t.flow, np.asarray(_places(t)))) for t in world.products]
    )


def from_places(trade: ProductTrade, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values [j, ...] by product from those by place [b, j, ...]."""
    places = np.asarray(_places(trade))
    found = np.zeros((len(trade.codes), *values.shape[2:]))
    filled = places >= 0
    found[places[filled]] = values[filled]
    return found
