"""What items are worth to first order: one exact gradient for each party serves every item."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cobden.base.objective import Objective, Term
from cobden.base.targets import Line
from cobden.equilibrium import wedge_slopes
from cobden.study.package_equilibria import by_member, term, unit_of
from cobden.study.table_on_world import Negotiation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cobden.base.terms import Terms

    Floats = NDArray[np.float64]
    Slopes = tuple[Floats, ...]
    """By tariff, export tax and trade cost [k, n, i]; by tariff [j, i] of importers by product."""


def first_order(setting: Negotiation) -> "tuple[Floats, ...]":
    """Return what each level of each item brings by its measures [level, party], to first order.

    Tariffs count by their change in logs, times the gradient at how things stand. A promise counts
    by the premium that meets it with nothing else agreed, one solve for each.
    """
    slopes = [_slopes(setting, party) for party in setting.table.parties]
    found = []
    for place, item in enumerate(setting.table.items.values()):
        worth = np.zeros((len(item.levels), len(slopes)))
        for number, level in enumerate(item.levels.values()):
            if level.in_model:
                row = np.zeros(len(setting.table.items), dtype=int)
                row[place] = number
                moved = _moved(setting, setting.offers.terms(row))
                worth[number] = [
                    sum(float((slope * move).sum()) for slope, move in zip(own, moved, strict=True))
                    for own in slopes
                ]
        found.append(worth)
    return tuple(found)


def _slopes(setting: Negotiation, party: str) -> "Slopes":
    """Return a party's slopes by the logs of wedges; see ``Slopes``."""
    world, names = setting.world, list(setting.table.outcomes)
    aims = dict.fromkeys(names, 0.0)
    for aim in setting.table.parties[party].aims:
        aims[aim.outcome] += aim.weight.value
    terms: list[Term] = []
    for name, outcome in setting.table.outcomes.items():
        if not outcome.in_equilibrium:
            continue
        for part in by_member(outcome, world):
            weight = aims[name] * unit_of(part, world)
            terms.append(replace(term(part, world), weight=weight))
    start = setting.start
    found = wedge_slopes(start, Objective(party, tuple(terms)))
    by_rate, wedges = found.by_wedges, start.shock.wedges
    by_product = (
        slopes * (1 + world.product_rates(trade, wedges))
        for trade, slopes in zip(world.products, found.by_product, strict=True)
    )
    return (
        by_rate[0] * (1 + wedges.tariff),
        by_rate[1] * (1 + wedges.export_tax),
        by_rate[2] * wedges.trade_cost,
        *by_product,
    )


def _moved(setting: Negotiation, terms: "Terms") -> "Slopes":
    """Return by how many log points ``terms`` move each wedge; see ``Slopes``.

    Of a line inside a product the tariff moves the product's own; its other wedges count as so much
    of the sector's.
    """
    now, world = setting.start.shock.wedges, setting.world
    tariff = np.log((1 + terms.wedges.tariff) / (1 + now.tariff))
    moved = {"tariff": tariff, "export_tax": 0 * tariff, "trade_cost": 0 * tariff}
    products = {
        trade.importer: np.log(
            (1 + world.product_rates(trade, terms.wedges)) / (1 + world.product_rates(trade, now))
        )
        for trade in world.products
    }
    for trade in world.products:  # there each product counts by itself
        tariff[np.unique(trade.sector), world.economy_index(trade.importer)] = 0.0

    def add(wedge: str, line: Line, points: float) -> None:
        at = world.cell(line.sector, line.importer, line.exporter)
        trade = world.products_of(line.importer) if line.product else None
        if trade is not None and wedge == "tariff":
            products[trade.importer][trade.index(line.product), at[2]] += line.share * points
        else:
            part = line.share * world.flow_of(line) / float(world.flow[at])
            moved[wedge][at] += part * points

    for line in terms.targets.lines:
        add("tariff", line, np.log1p(line.tariff / (1 + world.rate_of(line, now))))
        add("export_tax", line, np.log1p(line.export_tax))
        add("trade_cost", line, np.log(line.trade_cost))
    if terms.targets.targets:
        reached = setting.solver.under(terms, np.asarray(setting.start.vector))[1]
        premiums = reached.held.log_premium
        for target, premium in zip(terms.targets.targets, premiums, strict=False):
            for line in (terms.targets.lines[at] for at in target.on):
                add(target.wedge, line, float(premium))
    return (*moved.values(), *products.values())
