"""The year 2025 on the path beside what was seen, and published models under their own law.

Tables for ``derive/what_happened.py``. What was seen is from the Budget Lab at Yale's tracker of 26
March 2026 (US Treasury, Census Bureau, BLS, BEA, BIS); trends are the tracker's own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from cobden.base.terms import Terms
from cobden.base.wedges import Wedges
from cobden.dynamics import Parameters, WorldPath, long_run, path
from cobden.dynamics.law_by_year import by_year
from cobden.measures import Law, Policy
from cobden.world.world import World

YEARS = range(2025, 2037)
ANNOUNCED, ANSWERED = "2 April, as announced", "2 April, with answers"
CHINA, AT_FIRST = ("M074", "M081"), 0.34  # China and Hong Kong, before the answers were answered
COLUMNS = {
    "U4": ("U4", "nominal_income"),
    "BLP": ("BLP", "nominal_income"),
    "U4, prices held": ("U4", "price_level"),
}


def announced(*, answered: bool) -> Law:
    """Return the law as announced on 2 April 2025: no pause, China at 34%.

    Without answers others' measures of 2025 are left out; with them those of 10 April are in.
    """
    policy = Policy.load()
    first = tuple(
        m.model_copy(update={"rate": AT_FIRST}) if m.id in CHINA else m for m in policy.measures
    )
    law = replace(policy, measures=first).without_suspension().on("2025-04-10")
    ours = tuple(t for t in law.tariffs if "USA" in t.by or t in law.benchmark)
    return law if answered else replace(law, tariffs=ours)


@cache
def world(elasticities: str) -> World:
    """Return the world with a set of elasticities."""
    return World.load(elasticities)


@cache
def dated() -> dict[int, Terms]:
    """Return the law of each year, averaged over its days."""
    return dict(zip(YEARS, by_year(world("U4"), Policy.load(), YEARS), strict=True))


@cache
def as_dated(column: str) -> WorldPath:
    """Return the path under the law as it is dated."""
    elasticities, anchor = COLUMNS[column]
    return path(world(elasticities), dated(), YEARS, anchor=anchor)


def _of_us(name: str) -> Callable[[WorldPath], float]:
    return lambda found: float(found.by_year[name].sel(economy="USA", year=2025))


def _duties(found: WorldPath) -> tuple[float, float, float]:
    """Return US imports of goods and duties of 2025 in world value added, and volumes of imports.

    Volumes are at the benchmark's prices.
    """
    n, p = found.world.economy_index("USA"), found.problem
    ratio = found.found.spending[0, :, n] / found.found.total[0, :, n]
    flow = p.trade.customs[0, :, n] * found.found.power[0] * ratio[:, None]
    abroad = np.ones_like(found.world.flow[:, n]) * found.world.goods[:, None]
    abroad[:, n] = 0
    volume = flow / np.exp(found.state.log_cost[0])
    duty = found.found.revenue[0, n]
    return float((flow * abroad).sum()), float(duty), float((volume * abroad).sum())


def effective_rate(found: WorldPath) -> float:
    """Return the rise of duties over imports of goods, points."""
    imports, duty, _ = _duties(found)
    n, base = found.world.economy_index("USA"), found.world
    before = base.flow[:, n] * base.goods[:, None]
    before[:, n] = 0
    return 100 * float(duty / imports - base.tariff_revenue[n] / before.sum())


def collected(found: WorldPath) -> float:
    """Return the rise of duties, billion USD of the benchmark's year."""
    n = found.world.economy_index("USA")
    return float(found.found.revenue[0, n] - found.world.tariff_revenue[n]) * (
        found.world.value_usd / 1e9
    )


def imported(found: WorldPath) -> float:
    """Return the change of the volume of imports of goods, %."""
    n, base = found.world.economy_index("USA"), found.world
    before = base.flow[:, n] * base.goods[:, None]
    before[:, n] = 0
    return 100 * (_duties(found)[2] / float(before.sum()) - 1)


def in_manufacturing(found: WorldPath) -> float:
    """Return the change of jobs in manufacturing, %."""
    base = found.world
    n = base.economy_index("USA")
    makes = [k for k, name in enumerate(base.sectors) if name.startswith("C")]
    weight = np.asarray(found.problem.money.labour_income)[makes, n]
    jobs = found.by_sector.jobs.sel(year=2025, economy="USA").values[makes]
    return float(weight @ jobs / weight.sum())


def dollar(found: WorldPath) -> float:
    """Return the change of the dollar against the money of those who sell to Americans, %."""
    n = found.world.economy_index("USA")
    weight = found.world.flow[:, n].sum(axis=0) * (np.arange(len(found.world.economies)) != n)
    return float(weight @ found.scaled("exchange_rate")[0] / weight.sum())


SEEN: tuple[tuple[str, str, Callable[[WorldPath], float], int], ...] = (
    ("duties over imports of goods, rise on 2024, points", "+5.5", effective_rate, 1),
    ("duties, rise on 2024, billion USD", "+185", collected, 0),
    ("consumer prices of goods, %", "+1.8 (core goods, against a trend)", _of_us("goods_price"), 1),
    ("consumer prices, %", "not parted from the rest", _of_us("consumer_price"), 1),
    ("import prices before duty, %", "+0.5 (against a trend)", _of_us("border_price"), 1),
    ("dollar, %", "−0.2 on 2024; −5.7 from December to December", dollar, 1),
    ("imports of goods, volume, %", "−0.2 (against a trend); April to December −6.2", imported, 1),
    ("jobs, %", "−0.6 (against a trend)", _of_us("employment"), 2),
    ("jobs in manufacturing, %", "−0.4 (against a trend)", in_manufacturing, 1),
    ("duty that shows in import prices, share", "0.94 at the border (Gopinath & Neiman)",
     _of_us("pass_through"), 2),
    ("the same in exporters' money, share", "0.94 at the border (Gopinath & Neiman)",
     _of_us("pass_through_exporter"), 2),
)  # fmt: skip


def _shown(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return (text if float(text) else text[1:]).replace("-", "−")


def seen_years() -> list[str]:
    """Return the table of the United States in 2025 on the path beside what was seen."""
    heads = " | ".join(COLUMNS)
    lines = [f"| United States, 2025 | seen | {heads} |", "|---|---|" + "---|" * len(COLUMNS)]
    for what, seen, read, digits in SEEN:
        cells = [_shown(read(as_dated(column)), digits) for column in COLUMNS]
        lines.append(f"| {what} | {seen} | {' | '.join(cells)} |")
    return lines


@dataclass(frozen=True)
class Model:
    """A published figure: who, what kind, for whom, how much; and the like of it on the path.

    ``law`` is the day of a law or one as announced; ``until`` the last year in which it holds;
    ``read`` takes the like figure off a law.
    """

    who: str
    kind: str
    economy: str
    published: str
    law: str
    read: Callable[["Model"], float]
    until: int | None = None


@cache
def law_of(name: str) -> Wedges:
    """Return the wedges of a law by its day or by its name."""
    if name in (ANNOUNCED, ANSWERED):
        return announced(answered=name == ANSWERED).wedges(world("U4"))
    from derive import what_happened

    return what_happened.law(name)


@cache
def solved(law: str, until: int | None) -> WorldPath:
    """Return the path under a law in force from January 2025, with all mechanisms at work."""
    wedges: dict[int, Wedges] = {2025: law_of(law)}
    if until is not None:
        base = world("U4")
        wedges[until + 1] = Wedges.of(base.economies, base.sectors, tariff=base.tariff)
    return path(world("U4"), wedges, YEARS)


def on_path(name: str, year: int | str) -> Callable[[Model], float]:
    """Return what reads an outcome in a year, or ``after``, off a model's law."""

    def read(one: Model) -> float:
        found = solved(one.law, one.until)
        t, n = found.place(one.economy, year)
        return float(found.scaled(name)[t, n])

    return read


def with_capital(how: str) -> Callable[[Model], float]:
    """Return what reads consumption in the long run, capital fixed or adjusting."""
    return lambda one: float(
        long_run(world("U4"), law_of(one.law), capital=how).steady.consumption.sel(
            economy=one.economy
        )
    )


def with_revenue(how: str) -> Callable[[Model], float]:
    """Return what reads consumption in the long run, capital fixed, by what the revenue does."""

    def read(one: Model) -> float:
        found = path(
            world("U4"), law_of(one.law), YEARS, capital="fixed", labour="mobile", rigid=False,
            response="long_run", revenue=how, parameters=Parameters(labour_supply=0.5),
        )  # fmt: skip
        return float(found.steady.consumption.sel(economy=one.economy))

    return read


_RUV = "Rodríguez-Clare, Ulate & Vasquez"
MODELS = (
    Model(f"{_RUV}, April 2025", "real income in 2028", "USA", "−1.0", ANSWERED,
          on_path("consumption", 2028), 2028),
    Model(f"{_RUV}, April 2025", "real wage in 2028", "USA", "−1.4", ANSWERED,
          on_path("real_wage", 2028), 2028),
    Model(f"{_RUV}, later law", "real income in 2028", "USA", "−0.1", "2025-09-20",
          on_path("consumption", 2028), 2028),
    Model("Baqaee & Malmberg", "consumption, long run, capital fixed", "USA", "−0.6", ANSWERED,
          with_capital("fixed")),
    Model("Baqaee & Malmberg", "consumption, long run, capital adjusts", "USA", "to −2.6",
          ANSWERED, with_capital("adjusts")),
    Model("Ignatenko and others", "welfare, lump sum", "USA", "−0.01", ANNOUNCED,
          with_revenue("handed_back")),
    Model("Ignatenko and others", "welfare, tax relief", "USA", "+1.13", ANNOUNCED,
          with_revenue("labour_tax")),
    Model("Kiel", "output, one year", "USA", "−1.7", ANNOUNCED, on_path("gdp", 2025)),
    Model("Kiel", "output, one year", "DEU", "−0.3", ANNOUNCED, on_path("gdp", 2025)),
    Model("IMF, April 2025", "GDP, 2025, direct effect", "JPN", "−0.28", ANNOUNCED,
          on_path("gdp", 2025)),
    Model("Yale Budget Lab", "output, long run", "USA", "−0.4", "2025-09-20",
          on_path("gdp", "after")),
    Model("PIIE, 1 October 2025", "GDP in 2026, two years' lost growth", "USA", "−0.85",
          "2025-09-11", on_path("gdp", 2026)),
    Model("Daiwa, 28 April 2025", "GDP at 25%, first year", "JPN", "−1.3",
          "9 July, Japan's pause over", on_path("gdp", 2025)),
    Model("Daiwa, 28 April 2025", "GDP at 25%, fifth year", "JPN", "−3.7",
          "9 July, Japan's pause over", on_path("gdp", 2029)),
    Model("NRI", "GDP in about a year, the 15% deal", "JPN", "−0.55", "2025-09-20",
          on_path("gdp", 2025)),
)  # fmt: skip


def models() -> list[str]:
    """Return the table of published models, each beside the like figure under its own law."""
    lines = [
        "| who | kind of figure, % | for | published | law used here | Cobden's like of it |",
        "|---|---|---|---|---|---|",
    ]
    for one in MODELS:
        law = one.law + (f", to the end of {one.until}" if one.until else "")
        figure = _shown(one.read(one), 2)
        lines.append(
            f"| {one.who} | {one.kind} | {one.economy} | {one.published} | {law} | {figure} |"
        )
    return lines
