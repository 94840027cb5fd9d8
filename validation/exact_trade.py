"""Caliendo & Parro (2015) and US scenarios of 2022: printed numbers beside Cobden's."""

from functools import cache

import numpy as np

from cobden.equilibrium import solve
from cobden.strategy import nash, optimal_tariffs
from cobden.world.world import World
from validation import caliendo_parro as paper
from validation import product, us_tariff_2022
from validation.published import printed, read
from validation.side_by_side import Computed, Printed, Table

HEADINGS = {
    "welfare": "welfare (eq. 16)",
    "terms_of_trade": "terms of trade",
    "volume_of_trade": "volume of trade",
    "real_wage": "real wage",
    "welfare_exact": "exact real income",
}
VARIANTS = {"one": "one sector", "nomat": "no materials", "noio": "no input-output links"}
SHOWN = ("USA", "CHN", "JPN", "DEU", "CAN", "IRL")
SCENARIOS = {
    "IS_uniform10_none": ("IS", None, 0.10, False),
    "IS_uniform10_reciprocal": ("IS", None, 0.10, True),
    "IS_CHN20_none": ("IS", ["CHN"], 0.20, False),
    "U4_JPN24_none": ("U4", ["JPN"], 0.24, False),
    "U4_JPN24_reciprocal": ("U4", ["JPN"], 0.24, True),
}


def caliendo_parro() -> list[Table]:
    """Tables 2, 5, 9 and A4, two runs in full precision, and the runs behind 7, 11, A3 and A9."""
    nafta, held = _effects("base", "nafta"), _effects("def", "nafta")
    return [
        table_2(),
        Table(
            "Table 5: growth of imports within NAFTA", "The same run, at customs value. Percent.",
            {"growth": (_growth_printed(), _growth("nafta"))},
        ),
        _by_country(
            "Table 9: NAFTA given the tariff cuts of the world",
            "All tariff cuts over all but NAFTA's, item by item; welfare is the sum. Percent.",
            _named("base", paper.nafta_given_world(product.solver)),
            "9",
        ),
        _by_country(
            "Table A4: NAFTA with the deficits of 1993",
            "Mexico's terms of trade are -0.4145 and the welfare of the United States 0.0850 in "
            "full precision, printed -0.42 and 0.09: the inputs are rounded. Percent.",
            held, "A4",
        ),
        _by_country(
            "NAFTA without deficits, in full precision",
            "An independent solution of the same equations on the same inputs. Percent.",
            nafta, "base",
        ),
        _by_country(
            "NAFTA with deficits, in full precision", "As above. Percent.",
            held, "def",
        ),
        _computed("The run behind Table A3", "NAFTA's cuts, every country. Percent.", nafta),
        _computed(
            "The run behind Table 7", "All tariffs from 1993 to 2005. Percent.",
            _effects("base", "world"),
        ),
        Table(
            "The run behind Table A9", "Imports within NAFTA after all tariff cuts. Percent.",
            {"growth": ({}, _growth("world"))},
        ),
        _table_11(),
    ]  # fmt: skip


def table_2() -> Table:
    """NAFTA's tariff cuts, the paper's headline."""
    return _by_country(
        "Table 2: welfare from NAFTA's tariff cuts",
        "Only tariffs among the three go from 1993 to 2005; no deficits. Percent.",
        _effects("base", "nafta"),
        "2",
    )


def _table_11() -> Table:
    columns = {}
    for variant, name in VARIANTS.items():
        welfare = _effects(variant, "nafta")["welfare"]
        columns[f"welfare, {name}"] = {}, {who: welfare[who] for who in paper.PARTNERS}
        growth = paper.import_growth_from_partners(product.solver, variant)
        columns[f"imports from NAFTA, {name}"] = {}, growth
    return Table(
        "The runs behind Table 11", "NAFTA's cuts in three simpler models. Percent.", columns
    )


@cache
def _effects(variant: str, run: str) -> dict[str, Computed]:
    return _named(variant, paper.effects(product.solver, variant, run))


def _named(variant: str, found: dict[str, np.ndarray]) -> dict[str, Computed]:
    names = paper.inputs(variant).countries
    return {item: dict(zip(names, map(float, found[item]), strict=True)) for item in found}


def _by_country(title: str, text: str, computed: dict[str, Computed], table: str) -> Table:
    """Set what a published table prints beside what is computed for the same countries."""
    beside: dict[str, tuple[Printed, Computed]] = {}
    for item, heading in HEADINGS.items():
        if source := printed("caliendo_parro_2015.csv", "country", item, table):
            beside[heading] = source, {country: computed[item][country] for country in source}
    return Table(title, text, beside)


def _computed(title: str, text: str, computed: dict[str, Computed]) -> Table:
    return Table(title, text, {name: ({}, computed[item]) for item, name in HEADINGS.items()})


def _growth(run: str) -> Computed:
    found = paper.import_growth(product.solver, "base", run)
    return {f"{importer} from {exporter}": value for (importer, exporter), value in found.items()}


def _growth_printed() -> Printed:
    table = read("caliendo_parro_2015_imports.csv")
    return {f"{row['importer']} from {row['exporter']}": row["growth_pct"] for row in table}


def scenarios_of_2022() -> list[Table]:
    """Five scenarios, the Nash tariffs and the best uniform rate of the United States."""
    played = nash(
        world_of_2022("U4"),
        us_tariff_2022.countries(),
        "uniform",
        deficits="world_share",
        certify=["USA"],
    )
    rate = {who: 100 * float(played.rates[played.lines.labels.index(_line(who))]) for who in SHOWN}
    payoff = {who: played.payoffs[who] for who in SHOWN}
    best = {
        name: optimal_tariffs(world_of_2022(name), "USA", "uniform", starts=["low"])
        for name in ("IS", "U4")
    }
    return [
        scenario_table(tuple(SCENARIOS)),
        nash_table(),
        Table(
            "Mutual best responses in uniform tariffs, 81 economies",
            "The published rates are a formula's, which approximates a best response. At these the "
            "United States gains nothing by a full search, and by the plain solver neither it nor "
            "Norway nor Angola gains by a point more or less. Percent.",
            {
                "rate, %": (_chosen("U4_nash_tariff"), rate),
                "real income, %": (_chosen("U4_nash"), payoff),
            },
            digits={"rate, %": 3, "real income, %": 5},
        ),
        Table(
            "The best uniform tariff of the United States",
            "Published: direct maximisation. The formula of the packages gives 23.768% and "
            "26.717%, which bring 0.351939 and 0.481037.",
            {
                "rate, %": (
                    {"IS": "24.515", "U4": "27.405"},
                    {name: 100 * float(found.rates[0]) for name, found in best.items()},
                ),
                "gain, %": (
                    {"IS": "0.352129", "U4": "0.481194"},
                    {name: found.gain for name, found in best.items()},
                ),
            },
            digits={"rate, %": 3, "gain, %": 5},
        ),
    ]


def scenario_table(columns: tuple[str, ...]) -> Table:
    """Return scenarios of US tariffs, all 81 economies compared and some of them shown."""
    beside = {}
    for column in columns:
        elasticities, partners, rate, answered = SCENARIOS[column]
        names = us_tariff_2022.countries()
        tariff = us_tariff_2022.scenario(elasticities, partners or names, rate, answered=answered)
        beside[column] = _welfare(column, world_of_2022(elasticities), tariff)
    return Table(
        "US tariffs on the world of 2022",
        "Real income, percent. The name says the elasticities, the partners, the rate, and whether "
        "they answer in kind. All 81 economies are compared; these are shown.",
        beside,
        shown=SHOWN,
    )


def nash_table() -> Table:
    """Return real incomes at the published Nash tariffs."""
    table = {row["country"]: row["U4_nash_tariff"] for row in read(us_tariff_2022.WELFARE)}
    rates = [float(table[name]) / 100 for name in us_tariff_2022.countries()]
    tariff = us_tariff_2022.uniform(np.array(rates))
    return Table(
        "The published Nash tariffs",
        "Real income at these tariffs, percent. All 81 economies are compared; these are shown.",
        {"real income": _welfare("U4_nash", world_of_2022("U4"), tariff)},
        shown=SHOWN,
    )


@cache
def world_of_2022(elasticities: str) -> World:
    """Return the world of the scenarios under the elasticities ``IS`` or ``U4``."""
    names = tuple(us_tariff_2022.countries()), tuple(map(str, us_tariff_2022.stored()["sectors"]))
    return product.world_of(us_tariff_2022.base(elasticities), *names)


def _welfare(column: str, world: World, tariff: np.ndarray) -> tuple[Printed, Computed]:
    welfare = solve(world, tariff=tariff).welfare.values
    source = printed(us_tariff_2022.WELFARE, "country", column)
    return source, dict(zip(world.economies, map(float, welfare), strict=True))


def _chosen(column: str) -> Printed:
    source = printed(us_tariff_2022.WELFARE, "country", column)
    return {who: source[who] for who in SHOWN}


def _line(economy: str) -> str:
    return f"{economy}: tariff on all sectors from all"
