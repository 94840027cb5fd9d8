"""Write docs/households.md from people.md: who pays, under the law of 2025.

python -m derive.people          computes everything (a minute) and writes the page
python -m derive.people --check  computes and compares; exit code 1 if anything differs
"""

import sys
from pathlib import Path

import numpy as np

import cobden as cb
from cobden.cases import load
from cobden.households import Incidence
from cobden.study.case_law import state_of
from cobden.study.case_people import people, regions_of
from cobden.study.case_products import solve_by_product
from cobden.study.people_files import PeopleTables
from cobden.world import World
from derive.pages import write_or_check
from validation import household_groups, plain_solver

PAGE = Path(__file__).parents[1] / "docs" / "households.md"
TEMPLATE = Path(__file__).with_suffix(".md")
FLOWS = Path(__file__).parents[2] / "shared" / "data" / "people" / "us_state_pair_flows.npz"
"""Modelled trade between states, summed over sectors (CC BY 4.0): not shipped."""
PUBLISHED = (
    # day, poorest and richest tenth, % of income and USD a household, and where that is stated
    ("2025-07-09", -3.3, -1.0, 1300, 4800, "letters of 7 and 9 July included"),
    ("2025-09-03", -3.5, -1.0, 1300, 5200, "3 September"),
    ("2025-11-17", -2.45, -0.77, 920, 3871, "17 November"),
)
"""The Budget Lab at Yale, State of U.S. Tariffs, editions of these days: short run."""
APRIL = ("about half", "below -3", "not stated", "about -1")
"""Rodríguez-Clare, Ulate & Vasquez, FRBSF working paper 2025-09 (April 2025): abstract, 2028."""
JULY = ("19", "below -2", "+1.7", "-0.4")
"""The same model: FRBSF Economic Letter of 14 July 2025, as Reuters reports it."""
LETTER, OTHERS = {"CAN": 0.25, "MEX": 0.25, "CHN": 0.30}, 0.10
NAMES = ["poorest", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "richest"]


GOODS = {
    "food": ["A01", "A02", "A03", "C10T12"],
    "clothing": ["C13T15"],
    "energy": ["B05", "B06", "B07", "B08", "B09", "C19"],
    "cars": ["C29", "C301", "C302T309"],
    "electronics": ["C26", "C27", "C28"],
    "other": ["C16", "C17_18", "C20", "C21", "C22", "C23", "C24A", "C24B", "C25", "C31T33"],
}


def small_world() -> World:
    """Return four economies and seven sectors."""
    return World.load().aggregate(economies=["USA", "CHN", "EU27"], sectors=GOODS)


def compared(rate: float, revenue: str = "per head") -> tuple[np.ndarray, np.ndarray]:
    """Return the effects on US tenths, %: read off, and with the groups inside."""
    world = small_world()
    n = world.economy_index("USA")
    tariff = np.array(world.tariff)
    tariff[: len(GOODS), n] += rate
    tariff[:, n, n] = world.tariff[:, n, n]
    table = cb.households.us_households()
    read = cb.households.incidence(cb.solve(world, tariff=tariff), table, revenue=revenue)
    basket = table.on(world)
    base = plain_solver.Base(
        np.array(world.trade_share), np.array(world.expenditure), np.array(world.input_share),
        np.array(world.consumption_share), np.array(world.value_added), np.array(world.deficit),
        np.array(world.tariff), np.array(world.elasticity),
    )  # fmt: skip
    handed = table.weight(revenue, basket.spent.sum(axis=1))
    groups = household_groups.Groups(n, basket.spent, basket.rest, handed)
    return read.table.percent.to_numpy(), household_groups.solve(base, tariff, groups)[1]


def incidence_on(world: cb.World, day: str, rule: str = "none") -> Incidence:
    """Return what the law of a day does to US tenths of households."""
    result = cb.solve(world, cb.Policy.load().on(day))
    return cb.households.incidence(result, cb.households.us_households(), revenue=rule)


def tenths(found: dict[str, Incidence]) -> str:
    """Return the table of tenths under every rule."""
    head = "| tenth | cost of living, % | in % of income | " + " | ".join(found) + " |\n"
    lines = [head + "|---|---|---|" + "---|" * len(found) + "\n"]
    kept = found["none"].table
    for at, name in enumerate(NAMES):
        nets = " | ".join(f"{one.table.net[at]:+,.0f}" for one in found.values())
        lines.append(
            f"| {name} | {kept.cost_of_living[at]:+.2f} | {kept.of_income[at]:+.2f} | {nets} |\n"
        )
    return "".join(lines).strip()


def budget_lab(world: cb.World) -> str:
    """Return the published effects beside ours."""
    head = "| law | | poorest tenth, % | richest, % | ratio | poorest, $ | richest, $ |\n"
    lines = [head + "|---|---|---|---|---|---|---|\n"]
    for day, low, high, poor, rich, words in PUBLISHED:
        ours = incidence_on(world, day).table
        first, last = ours.iloc[0], ours.iloc[-1]
        lines += [
            f"| {words} | Budget Lab | {low:+.2f} | {high:+.2f} | {low / high:.1f} | {-poor:+,} | "
            f"{-rich:+,} |\n",
            f"| | Cobden | {first.of_income:+.2f} | {last.of_income:+.2f} | "
            f"{first.of_income / last.of_income:.1f} | {first.net:+,.0f} | {last.net:+,.0f} |\n",
        ]
    return "".join(lines).strip()


def prices(found: Incidence, by_product: Incidence) -> str:
    """Return the table of prices."""
    head = (
        "| | in the shop, % | imports with duty, % | margin, % of price | $ a household | "
        "by product: in the shop, % | imports, % | $ |\n|---|---|---|---|---|---|---|---|\n"
    )
    shown = ["all consumption", "food", "clothing and shoes", "new cars", "used cars",
             "electronics", "furnishings and appliances", "petrol"]  # fmt: skip
    rows, lined = (one.prices.set_index("category") for one in (found, by_product))
    return head + "".join(
        f"| {name} | {rows.shop[name]:+.1f} | {rows.border[name]:+.1f} | {rows.margin[name]:.0f} | "
        f"{rows.dollars[name]:+,.0f} | {lined.shop[name]:+.1f} | {lined.border[name]:+.1f} | "
        f"{lined.dollars[name]:+,.0f} |\n"
        for name in shown
    ).rstrip("\n")


def places(rows) -> str:
    """Return the states that lose and gain most."""
    head = (
        "| state | jobs, thousands | % | income, % | protection | inputs | answers | jobs by "
        "answers alone |\n|---|---|---|---|---|---|---|---|\n"
    )
    ranked = sorted(rows, key=lambda row: row.earned)
    return head + "".join(
        f"| {r.title} | {r.change:+.1f} | {r.percent:+.2f} | {r.earned:+.2f} | "
        f"{r.protection:.1f} | {r.inputs:.1f} | {r.answers:.2f} | {r.answered:+.1f} |\n"
        for r in (*ranked[:6], *ranked[-6:])
    ).rstrip("\n")


def example() -> str:
    """Return the regions of the example's tables, which are made up."""
    case = load("japan-us-2025")
    folder = Path(cb.households.__file__).parent / "example"
    places = cb.households.read_places(folder / "places.csv", "JPN")
    flows = cb.households.read_flows(folder / "flows.csv", places)
    tables = PeopleTables(None, places, flows)
    found = people(
        solve_by_product(case, None), "JPN", tables, regions_of(case, state_of(case, None), tables)
    )
    head = (
        "| | real income, % | billion $ | real wage, % | output, % | bought of other regions, % | "
        "by its mix alone, % |\n|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(
        f"| {r.title} | {r.income:+.2f} | {r.dollars:+.2f} | {r.wage:+.2f} | {r.output:+.2f} | "
        f"{r.others:.0f} | {r.by_mix:+.2f} |\n"
        for r in sorted(found.regions, key=lambda row: row.income)
    ).rstrip("\n")


def wide_world(world: World) -> World:
    """Return the world with the states as regions, by modelled trade between them."""
    table = cb.households.us_places()
    with np.load(FLOWS) as stored:
        order = [stored["states"].tolist().index(place) for place in table.places]
        sold = stored["g1.0"].astype(float)[np.ix_(order, order)]  # [seller, buyer]
    return cb.households.with_regions(world, table, np.maximum(sold.T, 1e-9 * sold.max()))


def as_regions(result: cb.Result) -> np.ndarray:
    """Return the change of real income of the states as regions of the equilibrium, %."""
    return cb.households.RegionEffects(cb.households.us_places(), result).table.income.to_numpy()


def flat(world: World) -> np.ndarray:
    """Return tariffs with the letter's on top: all US imports of goods."""
    tariff = np.array(world.tariff)
    buyers = [n for n, name in enumerate(world.economies) if name.startswith("USA")]
    for i, seller in enumerate(world.economies):
        if i not in buyers:
            more = LETTER.get(seller, OTHERS)
            tariff[np.ix_(np.flatnonzero(world.goods), np.array(buyers), np.array([i]))] += more
    return tariff


def published_states(world: World, wide: World) -> str:
    """Return what others find for the states beside ours."""
    head = "| tariffs | | states that lose, of 50 | from, % | to, % | country, % |\n"
    lines = [head + "|---|---|---|---|---|---|\n"]
    table, policy = cb.households.us_places(), cb.Policy.load()
    fifty = np.array([place != "DC" for place in table.places])
    announced = policy.on("2025-04-09")
    for words, (losing, least, most, country), results in (
        ("announced to 2 April, and answers", APRIL,
         (cb.solve(world, announced), cb.solve(wide, announced))),
        ("25% Canada and Mexico, 30% China, 10% others", JULY,
         (cb.solve(world, tariff=flat(world)), cb.solve(wide, tariff=flat(wide)))),
    ):  # fmt: skip
        lines.append(f"| {words} | published | {losing} | {least} | {most} | {country} |\n")
        whole = float(results[0].welfare.sel(economy="USA"))
        mix = cb.households.place_effects(results[0], table).table.earned.to_numpy()[fifty]
        for name, found in (("by mix", mix), ("as regions", as_regions(results[1])[fifty])):
            lines.append(
                f"| | Cobden, {name} | {(found < 0).sum()} | {found.min():+.1f} | "
                f"{found.max():+.1f} | {whole:+.1f} |\n"
            )
    return "".join(lines).strip()


def page() -> str:
    """Return the page."""
    world = cb.World.load()
    found = {rule: incidence_on(world, "2025-06-05", rule) for rule in cb.households.REVENUE}
    kept = found["none"]
    table = kept.table
    first, last = table.iloc[0], table.iloc[-1]
    income = cb.households.us_households().income
    assert income is not None
    over_income = first.consumption / income[0] / (last.consumption / income[-1])
    of_living = first.cost_of_living / last.cost_of_living
    states = people(kept.result, "USA", PeopleTables(None, cb.households.us_places())).places
    earned = np.array([row.earned for row in states])
    read, inside = compared(0.10)
    wide = wide_world(world)
    apart = as_regions(cb.solve(wide, cb.Policy.load().on("2025-06-05")))
    lined = incidence_on(world.with_products(cb.products.united_states()), "2025-06-05")
    values = {
        "tenths": tenths(found),
        "budget_lab": budget_lab(world),
        "ratio": f"{first.of_income / last.of_income:.1f}",
        "over_income": f"{over_income:.2f}",
        "of_living": f"{of_living:.2f}",
        "mixed": f"{3.03 * of_living:.1f}",
        "cpi": f"{kept.prices.shop[0]:.1f}",
        "prices": prices(kept, lined),
        "lined_first": f"{lined.table.of_income.iloc[0]:+.2f}",
        "lined_last": f"{lined.table.of_income.iloc[-1]:+.2f}",
        "places": places(states),
        "example": example(),
        "published_states": published_states(world, wide),
        "losing": str((earned < 0).sum()),
        "lowest": f"{earned.min():+.1f}",
        "highest": f"{earned.max():+.1f}",
        "regions_losing": f"{100 * (apart < 0).mean():.0f}",
        "regions_lowest": f"{apart.min():+.1f}",
        "regions_highest": f"{apart.max():+.1f}",
        "regions_like": f"{np.corrcoef(apart, earned)[0, 1]:.2f}",
        "inside_low": f"{inside.min():+.2f}",
        "inside_high": f"{inside.max():+.2f}",
        "inside_error": f"{np.abs(read - inside).max():.4f}",
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: page()}, __doc__))
