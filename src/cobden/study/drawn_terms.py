"""From a draw of what is uncertain to the world, the policy and the horizon that are solved."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from math import inf
from typing import Any

import numpy as np

from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.equilibrium import FIXITY, LONG_RUN, PASS_THROUGH, RESPONSE, YEARS, Horizon
from cobden.measures import Enacted
from cobden.study.drawn_rates import DrawnRate, at_rates
from cobden.world.world import World


def drawn_horizon(draw: Mapping[Any, Any], years: float) -> Horizon:
    """Return the horizon of a draw, ``years`` after the change where no years are drawn."""
    years = draw.get("years", years)
    if years == inf:
        return LONG_RUN
    return Horizon.after(
        years,
        response=draw.get("response", RESPONSE.value),
        pass_through=draw.get("pass-through", PASS_THROUGH.value),
        fixity=draw.get("fixity", FIXITY.value),
        to_long_run=draw.get("years to the long run", YEARS.value),
    )


def wedges_of(policy: Wedges | Enacted[Any]) -> Wedges:
    """Return the wedges of a policy, whatever instruments hold besides."""
    return policy.wedges if isinstance(policy, Enacted) else policy


def drawn_terms(
    policy: Wedges | Enacted[Any], world: World, draw: Mapping[Any, Any], rates: list[DrawnRate]
) -> Terms:
    """Return what a policy puts on a world at a draw, its instruments on the drawn duties."""
    wedges = drawn_wedges(at_rates(wedges_of(policy), rates, draw), world, draw)
    if isinstance(policy, Enacted):
        return replace(policy, wedges=wedges).terms(world)
    return Terms(wedges)


def drawn_wedges(wedges: Wedges, world: World, draw: Mapping[Any, Any]) -> Wedges:
    """Return wedges as a draw has them: every change of tariff scaled, and rates that are set."""
    set_rates = {name: value for name, value in draw.items() if name.startswith("tariff ")}
    if "duties" not in draw and not set_rates:
        return wedges
    tariff = np.array(wedges.tariff)
    times = draw.get("duties", 1.0)
    changed = np.nonzero(tariff != world.tariff)
    before = world.tariff[changed]
    tariff[changed] = before + times * (tariff[changed] - before)
    products = {
        trade.importer: trade.tariff + times * (wedges.by_product[trade.importer] - trade.tariff)
        for trade in world.products
        if trade.importer in wedges.by_product
    }
    apart = {
        trade.importer: parts.scaled(trade.tariff, times)
        for trade in world.products
        if (parts := wedges.varieties.get(trade.importer)) is not None
    }
    for name, rate in set_rates.items():
        _, importer, exporter, sector = name.split()
        cell = (
            world.sector_index(sector),
            world.economy_index(importer),
            world.economy_index(exporter),
        )
        tariff[cell] = rate
        trade = world.products_of(importer)
        if trade is not None and trade.importer in products:
            products[trade.importer][trade.sector == cell[0], cell[2]] = rate
            parts = apart.get(trade.importer)
            if parts is not None:
                here = (trade.sector[parts.product] == cell[0]) & (parts.exporter == cell[2])
                apart[trade.importer] = replace(parts, rate=np.where(here, rate, parts.rate))
    return replace(wedges, tariff=tariff, by_product=products, varieties=apart)


@lru_cache(maxsize=32)
def with_set(world: World, name: str) -> World:
    """Return the world with a published set of elasticities, the same object for the same set."""
    return world.with_elasticity(name)
