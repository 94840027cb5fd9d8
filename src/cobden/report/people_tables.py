"""Who pays, as tables and as the rows of a map: households, prices, places and jobs."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cobden.households import (
    REVENUE,
    Households,
    Incidence,
    JobChanges,
    PlaceEffects,
    RegionEffects,
)
from cobden.report import names
from cobden.report.grid import Cell, Grid, Row
from cobden.report.words import number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from cobden.report import charts

MAPPED = "USA"
KNOWN = ("food", "clothing and shoes", "new cars", "used cars", "electronics", "petrol")
TENTHS = {"d1": "Poorest tenth", "d10": "Richest tenth"}


@dataclass(frozen=True)
class GroupEffectRow:
    """One group under one rule of handing revenue back: USD a household a year, and per cent."""

    group: str
    revenue_rule: str
    consumption: float
    cost_of_living: float
    living: float
    wages: float
    property: float
    transfers: float
    abroad: float
    revenue: float
    net: float
    percent: float
    of_income: float | None


@dataclass(frozen=True)
class KnownPriceRow:
    """One category of consumption: changes of its price, %, and what it costs a household, USD."""

    category: str
    share: float
    margin: float
    shop: float
    goods: float
    border: float | None
    dollars: float


@dataclass(frozen=True)
class PlaceEffectRow:
    """One place: jobs in thousands, output and income in %, exposures in % of its value added.

    ``answered`` is the change of jobs, thousands, that the others' answers alone make.
    """

    place: str
    title: str
    jobs: float
    change: float
    gained: float
    lost: float
    percent: float
    output: float
    earned: float
    protection: float
    inputs: float
    answers: float
    answered: float


@dataclass(frozen=True)
class RegionRow:
    """One place as a region of the equilibrium, with what is traded between places.

    Real income, real wage, output and labour that changes its sector, %; ``dollars`` billion;
    ``others``, % of its spending bought of the other regions; ``by_mix``, % of real income as its
    mix of industries alone would have it.
    """

    place: str
    title: str
    income: float
    dollars: float
    wage: float
    output: float
    moved: float
    others: float
    by_mix: float


@dataclass(frozen=True)
class HitRow:
    """Exports of a place that another economy's answer hits: million USD of duty, by sector."""

    place: str
    sector: str
    by: str
    duty: float


@dataclass(frozen=True)
class JobRow:
    """Jobs in one sector, thousands, and their change."""

    sector: str
    jobs: float
    change: float
    percent: float


@dataclass(frozen=True)
class CasePeople:
    """Who pays in one economy in the state that the brief shows (empty: not known there).

    ``country``: its equivalent variation as one economy, billion USD.
    """

    economy: str = ""
    country: float = 0.0
    groups: tuple[GroupEffectRow, ...] = ()
    prices: tuple[KnownPriceRow, ...] = ()
    places: tuple[PlaceEffectRow, ...] = ()
    regions: tuple[RegionRow, ...] = ()
    hits: tuple[HitRow, ...] = ()
    jobs: tuple[JobRow, ...] = ()
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def rows_of_households(
    found: "Mapping[str, Incidence]",
) -> tuple[tuple[GroupEffectRow, ...], tuple[KnownPriceRow, ...]]:
    """Return the rows of the groups under each rule, and those of the prices."""
    groups = tuple(
        GroupEffectRow(revenue_rule=rule, **row)
        for rule, one in found.items()
        for row in _records(one.table)
    )
    first = next(iter(found.values()))
    return groups, tuple(KnownPriceRow(**row) for row in _records(first.prices))


def rows_of_places(found: PlaceEffects, answers: PlaceEffects | None) -> tuple[PlaceEffectRow, ...]:
    """Return the rows of the places; ``answers``: the effects of the others' answers alone."""
    alone = [0.0] * len(found.table) if answers is None else answers.table.change.tolist()
    rows = _records(found.table)
    return tuple(
        PlaceEffectRow(answered=answered, **row) for answered, row in zip(alone, rows, strict=True)
    )


def rows_of_regions(found: RegionEffects, places: PlaceEffects) -> tuple[RegionRow, ...]:
    """Return the rows of the regions; ``places``: what their mix of industries alone would have."""
    rows = zip(_records(found.table), places.table.earned.tolist(), strict=True)
    return tuple(RegionRow(by_mix=earned, **row) for row, earned in rows)


def rows_of_hits(found: PlaceEffects, most: int = 200) -> tuple[HitRow, ...]:
    """Return the rows of exports that are hit, those with most duty first."""
    return tuple(HitRow(**row) for row in _records(found.answers(most)))


def rows_of_jobs(found: JobChanges) -> tuple[JobRow, ...]:
    """Return the rows of the jobs by sector."""
    return tuple(JobRow(**row) for row in _records(found.table))


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """Return rows as plain values; what is not known is None."""
    return [
        {str(name): value for name, value in row.items()}
        for row in table.astype(object).where(table.notna(), None).to_dict("records")
    ]


def grids(people: CasePeople) -> list[Grid]:
    """Return the tables of those who pay; none where nothing is known."""
    made = [
        *([group_grid(people), price_grid(people)] if people.groups else []),
        *([job_grid(people)] if people.jobs else []),
        *([place_grid(people)] if people.places else []),
        *([region_grid(people)] if people.regions else []),
        *([hit_grid(people)] if people.hits else []),
    ]
    return made


def group_grid(people: CasePeople) -> Grid:
    """Return the groups, under every rule of handing revenue back."""
    rules = list(dict.fromkeys(row.revenue_rule for row in people.groups))
    by = {(row.group, row.revenue_rule): row for row in people.groups}
    rows = []
    for group in dict.fromkeys(row.group for row in people.groups):
        first = by[group, rules[0]]
        cells = [
            _dearer(first.cost_of_living, 2),
            Cell.signed(first.living + first.abroad + first.property + first.transfers, 0),
            *(
                Cell.signed(by[group, rule].net, 0, percent(by[group, rule].percent, 2))
                for rule in rules
            ),
        ]
        rows.append(Row(group_title(group), tuple(cells)))
    heads = {"per head": "revenue per head", "income": "as income", "income tax": "as income tax",
             "none": "not handed back"}  # fmt: skip
    return Grid(
        f"{names.economy(people.economy)}: households, dollars a year",
        ("", "cost of living, %", "before revenue", *(heads[rule] for rule in rules)),
        tuple(rows),
        "A household of each group, money wages as they were; what revenue would add is shown for "
        "each rule of handing it back, beneath it in per cent of consumption.",
    )


def price_grid(people: CasePeople) -> Grid:
    """Return the prices that people know, then those of the others that cost most."""
    first, *others = people.prices
    asked = sorted(
        (row for row in others if row.category in KNOWN), key=lambda row: KNOWN.index(row.category)
    )
    rest = sorted((r for r in others if r not in asked), key=lambda row: -abs(row.dollars))
    known = [*asked, *rest][:10]
    rows = [
        Row(
            row.category.capitalize(),
            (
                _dearer(row.shop, 1),
                Cell("–" if row.border is None else number(row.border, 1, signed=True)),
                Cell(number(row.margin, 0)),
                Cell(number(row.dollars, 0, signed=True)),
            ),
            strong=row is first,
        )
        for row in (first, *known)
    ]
    return Grid(
        f"{names.economy(people.economy)}: prices that people know",
        ("", "in the shop, %", "imports with duty, %", "margin, % of price", "$ a household"),
        tuple(rows),
        "Against money wages. Between border and shop stand home goods and what trade and "
        "transport add.",
    )


def job_grid(people: CasePeople) -> Grid:
    """Return the sectors that gain and lose most jobs."""
    ranked = sorted(people.jobs, key=lambda row: row.change)
    shown = [*ranked[:5], *ranked[-5:]] if len(ranked) > 10 else ranked
    gained = sum(row.change for row in people.jobs if row.change > 0)
    rows = [
        Row(
            names.sector(row.sector),
            (
                Cell(number(row.jobs, 0)),
                Cell.signed(row.change, 1),
                Cell(number(row.percent, 1, signed=True)),
            ),
        )
        for row in shown
    ]
    return Grid(
        f"{names.economy(people.economy)}: jobs by sector, thousands",
        ("", "jobs", "change", "%"),
        tuple(rows),
        f"{number(gained, 0)} thousand jobs move between sectors. All who work find work: the long "
        "run, with capital fixed, has no unemployment; the years (--path) do.",
    )


def place_grid(people: CasePeople, most: int = 6) -> Grid:
    """Return the places that lose and gain most."""
    ranked = sorted(people.places, key=lambda row: row.percent)
    few = len(ranked) <= 2 * most
    losing = sum(row.earned < 0 for row in ranked)
    rows = []
    for row in ranked if few else [*ranked[:most], *ranked[-most:]]:
        cells = (
            Cell.signed(row.change, 1, percent(row.percent, 2)),
            Cell.signed(row.earned, 2),
            Cell(number(row.protection, 1)),
            Cell(number(row.inputs, 1)),
            Cell(number(row.answers, 2)),
            Cell.signed(row.answered, 1),
        )
        rows.append(Row(row.title, cells))
    return Grid(
        f"{names.economy(people.economy)}: places",
        ("", "jobs, thousands", "income, %", "protection", "inputs", "answers",
         "jobs by answers alone"),
        tuple(rows),
        f"Real income earned falls in {losing} of {len(ranked)} places. Protection, inputs, "
        "answers: duties newly put on competing imports, on inputs and on exports, % of value "
        "added. An "
        "industry's change is the same wherever it is, and people may not move.",
    )  # fmt: skip


def region_grid(people: CasePeople, most: int = 8) -> Grid:
    """Return the regions of the equilibrium that lose and gain most."""
    ranked = sorted(people.regions, key=lambda row: row.income)
    few = len(ranked) <= 2 * most
    rows = [
        Row(
            row.title,
            (
                Cell.signed(row.income, 2),
                Cell.signed(row.dollars, 2),
                Cell(number(row.wage, 2, signed=True)),
                Cell(number(row.output, 2, signed=True)),
                Cell(number(row.others, 0)),
                Cell(number(row.by_mix, 2, signed=True)),
            ),
        )
        for row in (ranked if few else [*ranked[:most], *ranked[-most:]])
    ]
    losing = sum(row.income < 0 for row in ranked)
    together = sum(row.dollars for row in ranked)
    return Grid(
        f"{names.economy(people.economy)}: places as regions of the world",
        ("", "real income, %", "billion $", "real wage, %", "output, %",
         "bought of other regions, %", "by its mix alone, %"),
        tuple(rows),
        f"Real income falls in {losing} of {len(ranked)} regions; all together "
        f"{number(together, 1, signed=True)} billion dollars, as one economy "
        f"{number(people.country, 1, signed=True)}. Each has industries, a wage and imports of its "
        "own; people stay. By its mix: real income earned if each industry changed alike wherever "
        "it is.",
    )  # fmt: skip


def hit_grid(people: CasePeople, most: int = 10) -> Grid:
    """Return whose exports the answers of the others hit most."""
    rows = tuple(
        Row(
            f"{row.place}: {names.sector(row.sector).lower()}",
            (Cell(names.economy(row.by)), Cell(number(row.duty, 0))),
        )
        for row in people.hits[:most]
    )
    return Grid(
        f"{names.economy(people.economy)}: whose exports the answers hit",
        ("", "by", "million $ of duty"),
        rows,
        "Duties newly levied, at the flows of before; a place has its part of each industry's "
        "exports.",
    )


def map_rows(people: CasePeople) -> "charts.Rows":
    """Return the rows of the map of places, where there is a map of them."""
    if people.economy != MAPPED or not people.places:
        return []
    return [
        {
            "place": row.place,
            "value": row.percent,
            "label": f"{row.title}: {number(row.change, 1, signed=True)} thousand jobs, "
            f"{percent(row.percent)}",
        }
        for row in people.places
    ]


def group_title(group: str) -> str:
    """Return what a group is called: tenths by their number."""
    if group in TENTHS:
        return TENTHS[group]
    number_of = group.removeprefix("d")
    if group.startswith("d") and number_of.isdigit():
        ending = {"2": "nd", "3": "rd"}.get(number_of, "th")
        return f"{number_of}{ending}"
    return group


def _dearer(value: float, digits: int) -> Cell:
    """Return a change of a price: dearer is no gain."""
    return replace(Cell.signed(value, digits), sign=0)


def rules(households: Households) -> tuple[str, ...]:
    """Return the rules of handing revenue back that the table allows."""
    return tuple(r for r in REVENUE if r != "income tax" or households.income_tax is not None)
