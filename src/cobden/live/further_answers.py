"""What the page tells beside the equilibrium: rates, mean duties by day, people, and years."""

from datetime import date as Date
from typing import Any

import numpy as np

from cobden.base.dates import day_in_words as day
from cobden.base.errors import InputError
from cobden.equilibrium import solve
from cobden.live.columns import short
from cobden.live.export import whole_law
from cobden.live.models.further_views import (
    AverageDuties,
    AverageDuty,
    GroupEffect,
    PeopleView,
    PlaceEffect,
    ProductRow,
    ProductsView,
    YearColumns,
    YearsView,
)
from cobden.live.models.requests import RateQuestion
from cobden.live.scenario import Bench, PosedScenario
from cobden.live.scenario_talks import Told
from cobden.measures import Enacted, Tariff
from cobden.measures.authority_titles import authority_title
from cobden.measures.law_wedges import tariffs_on
from cobden.measures.product_names import product_in_short, product_names
from cobden.report.people_tables import group_title
from cobden.study.case_people import people
from cobden.study.people_files import tables_of
from cobden.study.product_lines import largest
from cobden.study.product_tables import SHIPPED, table_of

MOST_PRODUCTS = 12
SPAN = 8  # years shown, the first that of the scenario's day
SHOWN = ("gdp", "consumption", "employment", "consumer_price")


def rate_of(posed: PosedScenario, question: RateQuestion) -> dict[str, Any]:
    """Return the duty on a product under a scenario's law, as ``cobden rate --json`` prints it.

    Beside each authority stands what people call it.
    """
    found = posed.law.rate(question.importer, question.exporter, question.product).as_json()
    for layer in (*found["layers"], *found["displaced"]):
        layer["title"] = authority_title(layer["authority"])
    for gone in found["displaced"]:
        gone["by_title"] = [authority_title(name) for name in gone["by"]]
    return found


def average_duties(bench: Bench) -> AverageDuties:
    """Return the mean duties between home and counterpart by day; none that never change."""
    home, other = bench.case.home, bench.case.counterpart
    found = [_average(bench, by, on) for by, on in ((other, home), (home, other))]
    return AverageDuties(duties=[one for one in found if len(set(one.rates)) > 1])


def _average(bench: Bench, by: str, on: str) -> AverageDuty:
    world = bench.starting_points.world
    importers, exporters = world.positions(by), world.positions(on)
    block = np.ix_(range(len(world.sectors)), importers, exporters)
    weight = world.flow[block][world.goods]
    days, rates = [], []
    for turn in _turns(bench, by, on):
        law = bench.starting_points.policy.on(turn)
        tariff = np.stack([tariffs_on(law, world, n, exporters) for n in importers], axis=1)
        rate = 100 * float((tariff[world.goods] * weight).sum() / weight.sum())
        if not rates or abs(rate - rates[-1]) > 1e-6:
            days.append(turn)
            rates += short([rate])
    return AverageDuty(by=by, on=on, days=days, rates=rates)


def _turns(bench: Bench, by: str, on: str) -> list[Date]:
    """Return the days within the case on which a measure of one on the other begins or ends."""
    world = bench.starting_points.world
    importers, exporters = (
        {world.economies[n] for n in world.positions(name)} for name in (by, on)
    )
    found = {bench.first}
    for one in bench.starting_points.policy.measures:
        acting = importers & set(one.by)
        if not isinstance(one, Tariff) or not acting:
            continue
        if not any(one.reaches(next(iter(acting)), p) for p in exporters):
            continue
        paused = [d for pause in one.suspensions for d in (pause.start, pause.end)]
        found |= {d for d in (one.start, one.end, *paused) if d and bench.first < d <= bench.last}
    return sorted(found)


def people_known(bench: Bench) -> str | None:
    """Return the first party of whose households or places something is known."""
    world = bench.starting_points.world
    for party in bench.case.parties:
        code = party.economy
        if code in world.economies and tables_of(bench.case.folder, code).known:
            return code
    return None


def people_of(bench: Bench, posed: PosedScenario, told: Told) -> PeopleView:
    """Return who pays under a scenario; raises ``InputError`` where no table is known."""
    code = people_known(bench)
    if code is None:
        raise InputError("nothing is known of households or places here.", where="people")
    told("Households and places", 0, 1)
    result = posed.solve()
    tables = tables_of(bench.case.folder, code)
    found = people(result, code, tables, deficits=posed.starting_point.deficits)
    whole = next((row for row in found.prices if row.category == "all consumption"), None)
    return PeopleView(
        digest=posed.digest,
        economy=code,
        price=None if whole is None else whole.shop,
        dollars=None if whole is None else whole.dollars,
        groups=[
            GroupEffect(id=row.group, title=group_title(row.group), rule=row.revenue_rule,
                        living=row.living, net=row.net, percent=row.percent)
            for row in found.groups
        ],
        places=[
            PlaceEffect(id=row.place, title=row.title, jobs=row.jobs, change=row.change,
                        percent=row.percent)
            for row in found.places
        ],
        notes=list(found.notes),
        sources=list(found.sources),
    )  # fmt: skip


def years_of(bench: Bench, posed: PosedScenario, told: Told) -> YearsView:
    """Return the years of a scenario: capital, labour, trade and wages that move slowly.

    Raises ``InputError`` for a law that sets quantities.
    """
    from cobden.dynamics import path  # read when asked

    told("Year by year", 0, 1)
    start, world = posed.starting_point.start.on, posed.starting_point.world
    law = Enacted(posed.law, posed.terms(posed.row).wedges)
    years = range(start.year, start.year + SPAN)
    found = path(world, law, years)
    table = {name: found.scaled(name)[: len(years)] for name in SHOWN}
    parties = [p.economy for p in bench.case.parties if p.economy in world.economies]
    return YearsView(
        digest=posed.digest,
        years=list(years),
        parties=[
            YearColumns(
                economy=code,
                **{name: short(rows[:, world.economy_index(code)]) for name, rows in table.items()},
            )
            for code in parties
        ],
        law=f"The scenario's law of {day(start)}, as if in force from 1 January {years[0]} and for "
        "good; the package's promises are left out.",
        notes=list(found.certificate.notes),
    )


def products_known(bench: Bench) -> bool:
    """Whether what the counterpart buys is known by product."""
    return bench.case.counterpart in SHIPPED


def products_of(bench: Bench, posed: PosedScenario, told: Told) -> ProductsView:
    """Return home's products whose sales to the counterpart move most under a scenario.

    Raises ``InputError`` where the counterpart's trade is not known by product.
    """
    importer, exporter = bench.case.counterpart, bench.case.home
    told("Trade by product", 0, 2)
    plain, start = posed.starting_point.world, posed.starting_point.start
    world = plain  # of a case that names the importer's products, it has them already
    if plain.products_of(importer) is None:
        world = bench.by_product.get(
            (start.elasticity, start.deficits), lambda: plain.with_products(table_of(importer))
        )
    told("The equilibrium", 1, 2)
    result = solve(world, whole_law(posed), deficits=posed.starting_point.deficits)
    sellers = [world.economies[n] for n in world.positions(exporter)]
    rows = largest(result.by_product(importer), sellers, MOST_PRODUCTS)
    rows["name"] = [product_names().get(code, "") for code in rows["code"].astype(str)]
    rows["short"] = [product_in_short(code) for code in rows["code"].astype(str)]
    kept = list(ProductRow.model_fields)
    return ProductsView(
        digest=posed.digest,
        importer=importer,
        exporter=exporter,
        products=[
            ProductRow.model_validate(dict(zip(kept, row, strict=True)))
            for row in rows[kept].astype({"code": str}).itertuples(index=False)
        ],
    )
