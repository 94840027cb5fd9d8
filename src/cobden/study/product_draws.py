"""Draws of the elasticities between a product's exporters."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from cobden.base.errors import unknown
from cobden.draws import Choice, Factor, Normal
from cobden.products import ElasticityEstimates, cepii_elasticities
from cobden.study.product_tables import PUBLISHED
from cobden.world.world import World

CHOSEN = "product elasticities"
SECTOR = "sector"
_SCORE = "estimate "

Estimates = Mapping[str, ElasticityEstimates]


def product_factors(world: World, estimates: Estimates) -> tuple[Factor, ...]:
    """Return what is in doubt about the elasticities of a world's products.

    Where an importer's are estimated, a standard normal score for each group of products, which
    moves it by its standard error and the others along; else whether every product has its
    sector's or its published one. All count as one driver.
    """
    scores = tuple(
        Normal(f"{_SCORE}{group} {importer}", 0.0, 1.0, group=CHOSEN)
        for importer, found in estimates.items()
        for group in found.usable
    )
    plain = any(trade.importer not in estimates for trade in world.products)
    return (*scores, *(Choice(CHOSEN, (SECTOR, PUBLISHED)),) * plain)


def is_score(name: str, estimates: Estimates) -> bool:
    """Whether a factor is a score of an estimate.

    Raises ``InputError`` for one of a group or an importer without.
    """
    if not name.startswith(_SCORE):
        return False
    group, _, importer = name.removeprefix(_SCORE).rpartition(" ")
    if importer not in estimates:
        raise unknown(
            "importer with estimates", importer, list(estimates) or ["(none)"], where="over"
        )
    if group not in estimates[importer].usable:
        raise unknown("estimate", group, estimates[importer].usable, where="over")
    return True


def with_scores(world: World, draw: Mapping[Any, Any], estimates: Estimates) -> World:
    """Return the world with the estimates as the scores of a draw move them; itself without any."""
    scores = {
        name: {
            key.removeprefix(_SCORE).rpartition(" ")[0]: float(value)
            for key, value in draw.items()
            if key.startswith(_SCORE) and key.endswith(f" {name}")
        }
        for name in estimates
    }
    if not any(scores.values()):
        return world
    products = tuple(
        trade.with_elasticities(estimates[trade.importer].by_product(scores[trade.importer]))
        if scores.get(trade.importer)
        else trade
        for trade in world.products
    )
    return replace(world, products=products)


@lru_cache(maxsize=16)
def with_choice(world: World, option: str, estimated: tuple[str, ...]) -> World:
    """Return the world with one option for all that is not ``estimated``: always the same object.

    Raises ``InputError`` for an unknown option.
    """
    if option not in (SECTOR, PUBLISHED):
        raise unknown(CHOSEN, option, (SECTOR, PUBLISHED), where="over")
    given = cepii_elasticities() if option == PUBLISHED else None
    products = tuple(
        trade if trade.importer in estimated else trade.with_elasticities(given)
        for trade in world.products
    )
    return replace(world, products=products)
