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

Products stand in blocks b of equally many places j, each block of one sector; a place without a
product has no share. Axes run [b, j], then exporter i.
"""

from typing import NamedTuple, Self

import jax
import jax.numpy as jnp
from jax import Array

from cobden.equilibrium._problem import Folded, FoldSlopes, Nest, Weights

BLOCK = 64  # places in a block: few are empty, and a block's products fit a cache

_LONGEST = 2.0  # log points by which slopes move a weight: beyond, they say nothing


class Division(NamedTuple):
    """How spending on a sector's imports divides at given costs.

    ``power`` [b, j, i]: in proportion to what an exporter has of a product; ``total`` [b, j] of
    them; ``wanted`` [b, j]: the product's share in spending on imports of its sector; ``log_price``
    [b, j]: of a product; ``log_imports`` [k]: of all imports.
    """

    power: Array
    total: Array
    wanted: Array
    log_price: Array
    log_imports: Array


def divide(nest: Nest, log_cost: Array) -> Division:
    """Return how spending on imports divides over products and exporters at costs [k, i]."""
    price = nest.log_wedge + log_cost[nest.sector][:, None, :]
    relative = price - nest.least[:, :, None]
    power = nest.share * jnp.exp(-nest.elasticity[:, :, None] * relative)
    total = power.sum(axis=2)
    total = jnp.where(total > 0, total, 1.0)
    log_price = nest.least - jnp.log(total) / nest.elasticity
    rho = nest.between[nest.sector][:, None]
    wanted = nest.weight * jnp.exp(-rho * log_price)
    together = _by_sector(wanted.sum(axis=1), nest)
    together = jnp.where(together > 0, together, 1.0)
    share = wanted / together[nest.sector][:, None]
    return Division(power, total, share, log_price, -jnp.log(together) / nest.between)


@jax.jit
def fold(nest: Nest, log_cost: Array) -> tuple[Array, Array, Array | None]:
    """Return the weights [k, i] that stand for the nest at costs: see ``Folded``."""
    found = divide(nest, log_cost)
    per_sector = nest.theta[:, None] * (log_cost - found.log_imports[:, None])
    level = nest.imported[:, None] * jnp.exp(per_sector)

    def folded(power: Array) -> Array:
        value = jnp.einsum("bj,bji->bi", found.wanted / found.total, power)
        return level * _by_sector(value, nest)

    producer = None if nest.producer is None else folded(found.power * nest.producer)
    return folded(found.power), folded(found.power * nest.customs), producer


def folded_at(nest: Nest, log_cost: Array, slope: FoldSlopes) -> Folded:
    """Return what stands for the nest at costs, to move along given slopes."""
    purchase, customs, producer = fold(nest, log_cost)
    return Folded(nest.importer, log_cost, purchase, customs, producer, slope)


@jax.jit
def slopes(nest: Nest, log_cost: Array) -> FoldSlopes:
    """Return the slopes [k, i, i'] by log costs of the logs of the three weights.

    What the nest adds to the plain form's slopes: -theta_j with the cell's own cost, the difference
    of the elasticities times the exporter's share in the product, and rho less theta times its
    share in all (derivation in docs/products.md).
    """
    found = divide(nest, log_cost)
    of_product = found.power / found.total[:, :, None]
    spending = found.wanted[:, :, None] * of_product
    shares = _by_sector(spending.sum(axis=1), nest)
    theta = nest.elasticity[:, :, None]
    apart = theta - nest.between[nest.sector][:, None, None]

    def sloped(value: Array) -> Array:
        total = _by_sector(value.sum(axis=1), nest)
        per = jnp.where(total > 0, 1 / jnp.where(total > 0, total, 1.0), 0.0)
        own = -_by_sector((theta * value).sum(axis=1), nest) * per
        cross = _by_sector(jnp.einsum("bji,bjl->bil", apart * value, of_product), nest)
        slope = cross * per[:, :, None]
        slope = slope + ((nest.between - nest.theta)[:, None] * shares)[:, None, :]
        slope = slope + jax.vmap(jnp.diag)(own + nest.theta[:, None])
        return jnp.where((total > 0)[:, :, None], slope, 0.0)

    producer = None if nest.producer is None else sloped(spending * nest.producer)
    return sloped(spending), sloped(spending * nest.customs), producer


class FurtherWedges(NamedTuple):
    """Logs of wedges on top of a nest's own, by product and exporter [b, j, i]."""

    tariff: Array
    export_tax: Array
    trade_cost: Array

    @classmethod
    def none(cls, nest: Nest) -> Self:
        """Return no further wedges."""
        return cls(*(jnp.zeros_like(nest.share) for _ in range(3)))

    def on(self, nest: Nest) -> Nest:
        """Return the nest with these wedges as well, and with what producers receive."""
        received = nest.customs if nest.producer is None else nest.producer
        return nest._replace(
            log_wedge=nest.log_wedge + self.tariff + self.export_tax + self.trade_cost,
            customs=nest.customs * jnp.exp(-self.tariff),
            producer=received * jnp.exp(-self.tariff - self.export_tax),
        )


@jax.jit
def at_costs(weights: Weights, folds: tuple[Folded, ...], log_cost: Array) -> Weights:
    """Return ``weights`` with what importers buy by product added, as it is at these costs.

    Along the slopes from the costs of each fold; exact there.
    """
    purchase, customs, producer = weights
    for one in folds:
        moved = log_cost - one.log_cost

        def row(value: Array, slope: Array, moved: Array = moved) -> Array:
            by = jnp.matmul(slope, moved[:, :, None])[:, :, 0]
            return value * jnp.exp(jnp.clip(by, -_LONGEST, _LONGEST))

        purchase = purchase.at[:, one.importer].add(row(one.purchase, one.slopes[0]))
        customs = customs.at[:, one.importer].add(row(one.customs, one.slopes[1]))
        if producer is not None:  # some flow is taxed at its exit, perhaps none of these
            sold = (one.customs, one.slopes[1])
            if one.producer is not None and one.slopes[2] is not None:
                sold = (one.producer, one.slopes[2])
            producer = producer.at[:, one.importer].add(row(*sold))
    return weights._replace(purchase=purchase, customs=customs, producer=producer)


def _by_sector(values: Array, nest: Nest) -> Array:
    """Return the sums over the blocks of each sector [k, ...] of values [b, ...]."""
    return jax.ops.segment_sum(values, nest.sector, len(nest.theta))
