"""Write docs/products.md from products.md: what products change, and how they fare.

python -m derive.products          computes everything (some minutes) and writes the page
python -m derive.products --check  computes and compares; exit code 1 if anything differs
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from cobden.equilibrium import solve
from cobden.measures import Policy
from cobden.products import cepii_elasticities, lines_apart, united_states
from cobden.world import World
from derive.pages import filled, write_or_check
from validation import trade_by_product as reality

PAGE = Path(__file__).parents[1] / "docs" / "products.md"
TEMPLATE = Path(__file__).with_suffix(".md")
DAYS = {"2025-04-10": "10 April 2025", "2025-06-05": "5 June 2025",
        "2025-09-20": "20 September 2025"}  # fmt: skip
PLACEBO = (2015, 2017)
COMPARED = (
    (reality.law_of_2018, "CHN", (2017, 2019)),
    (reality.law_of_2018, "CHN", PLACEBO),
    (reality.law_of_2018, "MEX", (2017, 2019)),
    (reality.law_of_2025, "CHN", (2024, 2025)),
    (reality.law_of_2025, "MEX", (2024, 2025)),
)
NAMES = {"CHN": "China", "MEX": "Mexico"}


def _worlds() -> dict[str, World]:
    table = united_states()
    plain = World.load()
    own = replace(table, elasticity=cepii_elasticities())
    return {
        "plain": plain,
        "products": plain.with_products(table),
        "own": plain.with_products(own),
    }


def _effects(world: World, day: str) -> tuple[float, float]:
    """Return the change of US imports from China at customs value, and of US real income, %."""
    law = Policy.load().without(by="CHN", on="USA").without(by="CAN", on="USA").on(day)
    result = solve(world, law)
    n, i = world.economy_index("USA"), world.economy_index("CHN")
    before = world.flow[:, n, i].sum() * world.value_usd / 1e9
    after = float(result.flow.sel(importer="USA", exporter="CHN").sum())
    return 100 * (after / before - 1), float(result.welfare.sel(economy="USA"))


def matters(worlds: dict[str, World], names: tuple[str, str], titles: tuple[str, str]) -> str:
    """Return the two effects under two treatments of products, by law."""
    first, second = titles
    lines = [
        f"| law of | US imports from China, {first} | {second} | US real income, {first} "
        f"| {second} |\n|---|---|---|---|---|\n"
    ]
    for day, title in DAYS.items():
        (china, income), (other, also) = (_effects(worlds[name], day) for name in names)
        cells = [f"{china:+.1f}%", f"{other:+.1f}%", f"{income:+.2f}%", f"{also:+.2f}%"]
        lines.append(f"| {title} | {' | '.join(cells).replace('-', '−')} |\n")
    return "".join(lines)


def confronted(worlds: dict[str, World]) -> str:
    """Return how predictions and what came agree, by partner, years and treatment."""
    lines = [
        "| US imports from | | products: rank | within | R² | their own elasticities: rank "
        "| within | R² | own tariff: rank | within | R² | sector means: rank |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|\n"
    ]
    for law, partner, (start, end) in COMPARED:
        cells = []
        for name in ("products", "own"):
            before, after = law(worlds[name])
            rows = reality.predicted(worlds[name], before, after, partner)
            found = {one.what: one for one in reality.confront(partner, start, end, rows)}
            cells += _cells(found.get("products"))
        cells += [*_cells(found.get("own tariff")), *_cells(found.get("sector means"))[:1]]
        years = f"{start} to {end}" + (
            ", before any tariff (placebo)" if (start, end) == PLACEBO else ""
        )
        lines.append(f"| {NAMES[partner]} | {years} | {' | '.join(cells)} |\n")
    return "".join(lines)


def estimated() -> str:
    """Return the elasticities of customs value of all goods and of sectors, with their errors."""
    whole, parts = reality.estimated("all"), reality.estimated("sector")
    lines = ["| | products | customs value falls by | standard error |\n|---|---|---|---|\n"]
    for found in (whole, parts):
        for row in found.table().to_dict("records"):
            kept = "" if row["group"] in found.usable else " (not used)"
            cells = [row["group"], f"{row['products']:,}", f"{row['customs_value']:.2f}{kept}",
                     f"{row['standard_error']:.2f}"]  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |\n".replace("-", "−"))
    return "".join(lines)


def bars(worlds: dict[str, World]) -> str:
    """Return what was asked of the comparison, beside what came of it."""
    before, after = reality.law_of_2018(worlds["products"])
    rows = reality.predicted(worlds["products"], before, after, "CHN")
    found = {one.what: one for one in reality.confront("CHN", 2017, 2019, rows)}
    placebo = {one.what: one for one in reality.confront("CHN", *PLACEBO, rows)}
    mine, own = found["products"], found["own tariff"]
    asked = (
        ("China 2017 to 2019, rank", "0.22 or more", f"{mine.rank:.2f}", mine.rank >= 0.22),
        ("within sectors", "0.35 or more", f"{mine.within:.2f}", mine.within >= 0.35),
        ("R²", f"no worse than the own tariff's less 0.10: {own.r2 - 0.1:.2f}", f"{mine.r2:.2f}",
         mine.r2 >= own.r2 - 0.10),
        ("rank of the placebo, 2015 to 2017", "near zero (within 0.15)",
         f"{placebo['products'].rank:.2f}", abs(placebo["products"].rank) <= 0.15),
    )  # fmt: skip
    said = {True: "hit", False: "missed"}
    lines = ["| | asked | found | |\n|---|---|---|---|\n"]
    lines += [
        f"| {what} | {wanted} | {got} | {said[hit]} |\n".replace("-0", "−0")
        for what, wanted, got, hit in asked
    ]
    return "".join(lines)


def claims(worlds: dict[str, World]) -> str:
    """Return what is left of US imports from Mexico in June 2025, the finer told apart the less.

    At given prices, of the goods, and in the equilibrium of US law alone.
    """
    plain, fine = worlds["plain"], worlds["products"]
    law = Policy.load().without(by="CHN", on="USA").without(by="CAN", on="USA").on("2025-06-05")
    trade, n, i = fine.products[0], plain.economy_index("USA"), plain.economy_index("MEX")
    mean, k = law.wedges(fine), np.unique(trade.sector)
    theta = plain.elasticity
    cases = [
        ("means of sectors", plain, law, k, plain.flow[k, n, i], mean.tariff[k, n, i],
         plain.tariff[k, n, i]),
        ("six digits", fine, law, trade.sector, trade.flow[:, i], mean.by_product["USA"][:, i],
         trade.tariff[:, i]),
    ]  # fmt: skip
    for title, how in (
        ("ten digits", {"claims": False}),
        ("six digits, claims apart", {"lines": False}),
        ("ten digits, claims apart", {}),
    ):
        wedges = lines_apart(law, fine, **how)
        own = wedges.varieties["USA"]
        mine = own.exporter == i
        alike = np.setdiff1d(np.arange(len(trade.codes)), own.product[mine])  # at one rate each
        j = np.append(own.product[mine], alike)
        share = np.append(own.share[mine], np.ones(len(alike)))
        rate = np.append(own.rate[mine], wedges.by_product["USA"][alike, i])
        cases.append((title, fine, wedges, trade.sector[j], trade.flow[j, i] * share, rate,
                      trade.tariff[j, i]))  # fmt: skip
    lines = ["| US imports from Mexico told apart by | at given prices | in the equilibrium, goods "
             "| with services | US real income |\n|---|---|---|---|---|\n"]  # fmt: skip
    for title, world, wedges, sector, flow, after, before in cases:
        given = flow @ ((1 + after) / (1 + before)) ** -(1 + theta[sector]) / flow.sum()
        result = solve(world, wedges)
        billions = world.flow[:, n, i] * world.value_usd / 1e9
        left = result.flow.sel(importer="USA", exporter="MEX").values
        goods = left[world.goods].sum() / billions[world.goods].sum()
        income = float(result.welfare.sel(economy="USA"))
        cells = f"{given:.2f} | {goods:.2f} | {left.sum() / billions.sum():.2f} | {income:+.3f}%"
        lines.append(f"| {title} | {cells} |\n".replace("-", "−"))
    return "".join(lines)


def _cells(found: "reality.Confrontation | None") -> list[str]:
    if found is None:
        return ["", "", ""]
    cells = f"{found.rank:+.2f} {found.within:+.2f}".replace("-", "−").split()
    return [*cells, f"{found.r2:.2f}"]


def written() -> str:
    """Return the page."""
    worlds = _worlds()
    tables = {
        "MATTERS": matters(worlds, ("plain", "products"), ("mean rates", "by product")),
        "OWN": matters(
            worlds, ("products", "own"), ("the sector's elasticity", "each product's own")
        ),
        "REALITY": confronted(worlds),
        "BARS": bars(worlds),
        "CLAIMS": claims(worlds),
        "ESTIMATES": estimated(),
    }
    return filled(TEMPLATE.read_text(encoding="utf-8"), tables)


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: written()}, __doc__))
