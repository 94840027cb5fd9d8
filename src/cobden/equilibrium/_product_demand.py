"""Products inside the equilibrium: nests of imported products, written as the weights of a flow.

In the market of an importer with product trade, demand for a sector has three tiers (all CES, each
exponent a trade elasticity of tariff-inclusive shares):

- home output and imports substitute as the sector's exporters do everywhere else (theta);
- imported products j of the sector substitute with elasticity rho;
- exporters i of a product substitute with the product's own elasticity, theta_j.

With one elasticity throughout, this is the plain Armington demand of the model: products then only
replace the mean of a sector's wedges by its exact power mean. ``fold`` returns, at given costs, the
weights with which the plain form has the same price, shares of spending and customs value, so that
no other equation of the model knows of products. Their logs are exact there together with their
slopes by log costs, and ``at_costs`` moves along these; the solver refolds until the exact weights
meet its tolerance, which takes three or four folds: what a fold leaves out is of second order.

A part of what one exporter sells of a product may have wedges of its own, and a premium that a
target sets on it: a line inside the nest. It substitutes as the product's exporters do, so that
cutting a cell in parts of one price changes nothing. What it weighs is folded with the rest, and
moves along slopes by costs and premiums as that does.

Products stand in blocks b of equally many places j, each block of one sector; a place without a
product has no share. Axes run [b, j], then exporter i.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from cobden.equilibrium._problem import (
    Folded,
    FoldSlopes,
    Nest,
    NestLines,
    PosedLines,
    PremiumSlopes,
    Weights,
)

BLOCK = 64  # places in a block: few are empty, and a block's products fit a cache

_LONGEST = 2.0  # log points by which slopes move a weight: beyond, they say nothing


class Division(NamedTuple):
    """How spending on a sector's imports divides at given costs.

    ``power`` [b, j, i]: in proportion to what an exporter has of a product, but for what lines have
    of it, ``line`` [q]; ``total`` [b, j] of both; ``wanted`` [b, j]: the product's share in
    spending on imports of its sector; ``log_price`` [b, j]: of a product; ``log_imports`` [k]: of
    all imports.
    """

    power: Array
    line: Array | None
    total: Array
    wanted: Array
    log_price: Array
    log_imports: Array


def premiums_on(lines: PosedLines | NestLines, log_premium: Array) -> tuple[Array, Array, Array]:
    """Return the log premium on each line as tariff, export tax and trade cost."""
    return (
        log_premium @ lines.tariff,
        log_premium @ lines.export_tax,
        log_premium @ lines.trade_cost,
    )


def divide(nest: Nest, log_cost: Array, log_premium: Array | None = None) -> Division:
    """Return how spending on imports divides over products and exporters at costs [k, i].

    And at log premiums [m], which a nest with lines needs.
    """
    price = nest.log_wedge + log_cost[nest.sector][:, None, :]
    relative = price - nest.least[:, :, None]
    power = nest.share * jnp.exp(-nest.elasticity[:, :, None] * relative)
    total, line = power.sum(axis=2), None
    if nest.lines is not None:
        line = _line_power(nest, nest.lines, log_cost, log_premium)
        total = total.at[nest.lines.block, nest.lines.slot].add(line)
    sold = total > 0
    total = jnp.where(sold, total, 1.0)
    log_price = nest.least - jnp.log(total) / nest.elasticity
    rho = nest.between[nest.sector][:, None]
    wanted = jnp.where(sold, nest.weight, 0.0) * jnp.exp(-rho * log_price)
    together = _by_sector(wanted.sum(axis=1), nest)
    together = jnp.where(together > 0, together, 1.0)
    share = wanted / together[nest.sector][:, None]
    log_imports = -jnp.log(together) / nest.between
    return Division(power, line, total, share, log_price, log_imports)


def _line_power(nest: Nest, lines: NestLines, log_cost: Array, log_premium: Array | None) -> Array:
    """Return in proportion to what each line [q] has of its product."""
    assert log_premium is not None
    cost = log_cost[nest.sector[lines.block], lines.exporter]
    price = lines.log_wedge + cost + sum(premiums_on(lines, log_premium))
    at = lines.block, lines.slot
    return lines.share * jnp.exp(-nest.elasticity[at] * (price - nest.least[at]))


def reaching(
    nest: Nest, found: Division, log_premium: Array | None
) -> tuple[Array, Array, Array | None]:
    """Return ``power`` with that of lines added [b, j, i], as it is spent and received.

    By the buyer, at customs, and by the producer (None: what customs sees).
    """
    of_producer = None if nest.producer is None else found.power * nest.producer
    spent, at_customs = found.power, found.power * nest.customs
    if nest.lines is None:
        return spent, at_customs, of_producer
    assert found.line is not None
    assert log_premium is not None
    assert of_producer is not None
    lines = nest.lines
    tariff, export_tax, _ = premiums_on(lines, log_premium)
    place = lines.block, lines.slot, lines.exporter
    customs = found.line * lines.customs * jnp.exp(-tariff)
    producer = found.line * lines.producer * jnp.exp(-tariff - export_tax)
    return (
        spent.at[place].add(found.line),
        at_customs.at[place].add(customs),
        of_producer.at[place].add(producer),
    )


def _level(nest: Nest, found: Division, log_cost: Array) -> Array:
    """Return the weight [k, i] of what takes all spending on imports of a sector."""
    return nest.imported[:, None] * jnp.exp(
        nest.theta[:, None] * (log_cost - found.log_imports[:, None])
    )


@jax.jit
def fold(
    nest: Nest, log_cost: Array, log_premium: Array | None = None
) -> tuple[Array, Array, Array | None]:
    """Return the weights [k, i] that stand for the nest at costs: see ``Folded``."""
    found = divide(nest, log_cost, log_premium)
    level = _level(nest, found, log_cost)

    def folded(power: Array | None) -> Array | None:
        if power is None:
            return None
        value = jnp.einsum("bj,bji->bi", found.wanted / found.total, power)
        return level * _by_sector(value, nest)

    purchase, customs, producer = map(folded, reaching(nest, found, log_premium))
    assert purchase is not None
    assert customs is not None
    return purchase, customs, producer


@jax.jit
def fold_lines(nest: Nest, log_cost: Array, log_premium: Array) -> Array:
    """Return what each line inside a nest [q] has of the weight ``purchase`` at costs."""
    found, lines = divide(nest, log_cost, log_premium), nest.lines
    assert lines is not None
    assert found.line is not None
    at = lines.block, lines.slot
    level = _level(nest, found, log_cost)[nest.sector[lines.block], lines.exporter]
    return level * (found.wanted / found.total)[at] * found.line


class Slopes(NamedTuple):
    """How what a nest folds into moves: by log costs, and by log premiums where it has lines."""

    costs: FoldSlopes
    premiums: PremiumSlopes | None = None


def folded_at(nest: Nest, log_cost: Array, log_premium: Array, slopes: Slopes) -> Folded:
    """Return what stands for the nest at costs and premiums, to move along given slopes."""
    purchase, customs, producer = fold(nest, log_cost, log_premium)
    line = None if nest.lines is None else fold_lines(nest, log_cost, log_premium)
    return Folded(
        nest.importer, log_cost, log_premium, purchase, customs, producer, slopes.costs, line,
        nest.lines, slopes.premiums,
    )  # fmt: skip


@jax.jit
def slopes_at(nest: Nest, log_cost: Array, log_premium: Array) -> Slopes:
    """Return how what a nest folds into moves with costs and premiums."""
    premiums = None if nest.lines is None else premium_slopes(nest, log_cost, log_premium)
    return Slopes(slopes(nest, log_cost, log_premium), premiums)


@jax.jit
def slopes(nest: Nest, log_cost: Array, log_premium: Array | None = None) -> FoldSlopes:
    """Return the slopes [k, i, i'] by log costs of the logs of the three weights.

    What the nest adds to the plain form's slopes: -theta_j with the cell's own cost, the difference
    of the elasticities times the exporter's share in the product, and rho less theta times its
    share in all (derivation in docs/products.md).
    """
    found = divide(nest, log_cost, log_premium)
    spent, customs, producer = reaching(nest, found, log_premium)
    of_product = spent / found.total[:, :, None]
    shares = _by_sector((found.wanted[:, :, None] * of_product).sum(axis=1), nest)
    theta = nest.elasticity[:, :, None]
    apart = theta - nest.between[nest.sector][:, None, None]
    per_power = (found.wanted / found.total)[:, :, None]

    def sloped(value: Array) -> Array:
        total = _by_sector(value.sum(axis=1), nest)
        per = _over(total)
        own = -_by_sector((theta * value).sum(axis=1), nest) * per
        cross = _by_sector(jnp.einsum("bji,bjl->bil", apart * value, of_product), nest)
        slope = cross * per[:, :, None]
        slope = slope + ((nest.between - nest.theta)[:, None] * shares)[:, None, :]
        slope = slope + jax.vmap(jnp.diag)(own + nest.theta[:, None])
        return jnp.where((total > 0)[:, :, None], slope, 0.0)

    received = None if producer is None else sloped(per_power * producer)
    return sloped(per_power * spent), sloped(per_power * customs), received


@jax.jit
def premium_slopes(nest: Nest, log_cost: Array, log_premium: Array) -> PremiumSlopes:
    """Return the slopes by log premiums of all that a nest with lines folds into.

    A premium is to its line what cost is to an exporter: the terms are those of ``slopes``, and
    what customs and producer receive falls by the premium itself where it is a tariff or a tax.
    """
    found, lines = divide(nest, log_cost, log_premium), nest.lines
    assert lines is not None
    assert found.line is not None
    at, sector = (lines.block, lines.slot), nest.sector[lines.block]
    theta, plain = nest.elasticity[at], nest.theta[sector]
    apart = theta - nest.between[sector]
    bears = (lines.tariff + lines.export_tax + lines.trade_cost).T  # [q, m]
    per_power = found.wanted / found.total
    of_product = found.line / found.total[at]
    of_imports = per_power[at] * found.line
    sectors = len(nest.theta)
    outer = (nest.between - nest.theta)[:, None] * jax.ops.segment_sum(
        of_imports[:, None] * bears, sector, sectors
    )
    reached = reaching(nest, found, log_premium)
    lost = (jnp.zeros_like(bears), lines.tariff.T, (lines.tariff + lines.export_tax).T)
    kept = (jnp.ones_like(of_imports), *_content(lines, log_premium))

    def sloped(power: Array, kept: Array, lost: Array) -> Array:
        value = per_power[:, :, None] * power
        per = _over(_by_sector(value.sum(axis=1), nest))
        moved = (apart * of_product)[:, None] * value[at]  # [q, i]
        slope = jax.ops.segment_sum(moved[:, :, None] * bears[:, None, :], sector, sectors)
        own = -(of_imports * kept)[:, None] * (theta[:, None] * bears + lost)
        slope = slope.at[sector, lines.exporter].add(own) * per[:, :, None]
        return jnp.where((per > 0)[:, :, None], slope + outer[:, None, :], 0.0)

    purchase, customs, producer = (
        sloped(power, share, loss)
        for power, share, loss in zip(reached, kept, lost, strict=True)
        if power is not None
    )
    inside = jnp.zeros((*nest.weight.shape, bears.shape[1]))
    inside = inside.at[at].add(of_product[:, None] * bears)[at]
    by_premium = apart[:, None] * inside + outer[sector] - theta[:, None] * bears
    everyone = reached[0] / found.total[:, :, None]
    shares = _by_sector((found.wanted[:, :, None] * everyone).sum(axis=1), nest)
    by_cost = apart[:, None] * everyone[at]
    by_cost = by_cost + ((nest.between - nest.theta)[:, None] * shares)[sector]
    by_cost = by_cost.at[jnp.arange(len(theta)), lines.exporter].add(plain - theta)
    return PremiumSlopes((purchase, customs, producer), by_cost, by_premium)


def _content(lines: NestLines, log_premium: Array) -> tuple[Array, Array]:
    """Return what of a unit of spending on each line reaches customs and the producer [q]."""
    tariff, export_tax, _ = premiums_on(lines, log_premium)
    return lines.customs * jnp.exp(-tariff), lines.producer * jnp.exp(-tariff - export_tax)


def _over(total: Array) -> Array:
    return jnp.where(total > 0, 1 / jnp.where(total > 0, total, 1.0), 0.0)


@jax.jit
def at_costs(
    weights: Weights, folds: tuple[Folded, ...], log_cost: Array, log_premium: Array
) -> Weights:
    """Return ``weights`` with what importers buy by product added, as it is at these costs.

    Along the slopes from the costs and premiums of each fold; exact there.
    """
    purchase, customs, producer = weights
    for one in folds:
        row = [_moved(one, at, log_cost, log_premium) for at in range(3)]
        purchase = purchase.at[:, one.importer].add(row[0])
        customs = customs.at[:, one.importer].add(row[1])
        if producer is not None:  # some flow is taxed at its exit, perhaps none of these
            producer = producer.at[:, one.importer].add(row[1] if row[2] is None else row[2])
    return weights._replace(purchase=purchase, customs=customs, producer=producer)


def _moved(one: Folded, at: int, log_cost: Array, log_premium: Array) -> Array | None:
    """Return one of the three weights [k, i] of a fold, moved along its slopes."""
    value, slope = (one.purchase, one.customs, one.producer)[at], one.slopes[at]
    if value is None or slope is None:
        return None
    by = jnp.matmul(slope, (log_cost - one.log_cost)[:, :, None])[:, :, 0]
    if one.premium_slopes is not None:
        further = one.premium_slopes.weights[at]
        assert further is not None
        by = by + further @ (log_premium - one.log_premium)
    return value * jnp.exp(jnp.clip(by, -_LONGEST, _LONGEST))


def lines_at(
    lines: PosedLines, folds: tuple[Folded, ...], log_cost: Array, log_premium: Array
) -> tuple[Array, PosedLines]:
    """Return what lines inside products have of the weight ``purchase`` [l], zero for all others.

    And the lines with what the nests know of their wedges.
    """
    weight = jnp.zeros(lines.share.shape)
    for one in folds:
        inside, slopes = one.nest_lines, one.premium_slopes
        if inside is None or slopes is None or one.line is None:
            continue
        at = inside.line
        sector = lines.sector[at]
        by = (slopes.by_cost * (log_cost - one.log_cost)[sector]).sum(axis=1)
        by = by + slopes.by_premium @ (log_premium - one.log_premium)
        moved = one.line * jnp.exp(jnp.clip(by, -_LONGEST, _LONGEST))
        filled = inside.share > 0
        weight = weight.at[at].add(jnp.where(filled, moved, 0.0))
        lines = lines._replace(
            customs=lines.customs.at[at].set(inside.customs),
            producer=lines.producer.at[at].set(inside.producer / inside.customs),
            log_trade_cost=lines.log_trade_cost.at[at].set(inside.log_trade_cost),
        )
    return weight, lines


def _by_sector(values: Array, nest: Nest) -> Array:
    """Return the sums over the blocks of each sector [k, ...] of values [b, ...]."""
    return jax.ops.segment_sum(values, nest.sector, len(nest.theta))
