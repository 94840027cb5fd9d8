"""Write docs/products.md from products.md: what products change, and how they fare.

python -m derive.products          computes everything (some minutes) and writes the page
python -m derive.products --check  computes and compares; exit code 1 if anything differs
"""

import sys
from dataclasses import replace
from pathlib import Path

from cobden.equilibrium import solve
from cobden.measures import Policy
from cobden.products import cepii_elasticities, united_states
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
    left = [_left(worlds[name], "MEX", "2025-06-05") for name in ("plain", "products")]
    asked = (
        ("China 2017 to 2019, rank", "0.22 or more", f"{mine.rank:.2f}", mine.rank >= 0.22),
        ("within sectors", "0.35 or more", f"{mine.within:.2f}", mine.within >= 0.35),
        ("R²", f"no worse than the own tariff's less 0.10: {own.r2 - 0.1:.2f}", f"{mine.r2:.2f}",
         mine.r2 >= own.r2 - 0.10),
        ("rank of the placebo, 2015 to 2017", "near zero (within 0.15)",
         f"{placebo['products'].rank:.2f}", abs(placebo["products"].rank) <= 0.15),
        ("value left of US imports from Mexico, law of 5 June 2025",
         "0.58 by ten digits, 0.53 at sector means",
         f"{left[1]:.2f} by six digits, {left[0]:.2f} at sector means", None),
    )  # fmt: skip
    said = {True: "hit", False: "missed", None: "differs"}
    lines = ["| | asked | found | |\n|---|---|---|---|\n"]
    lines += [
        f"| {what} | {wanted} | {got} | {said[hit]} |\n".replace("-0", "−0")
        for what, wanted, got, hit in asked
    ]
    return "".join(lines)


def _left(world: World, partner: str, day: str) -> float:
    """Return which share of US imports from a partner is left under the law of a day."""
    law = Policy.load().without(by="CHN", on="USA").without(by="CAN", on="USA").on(day)
    n, i = world.economy_index("USA"), world.economy_index(partner)
    after = float(solve(world, law).flow.sel(importer="USA", exporter=partner).sum())
    return after / (world.flow[:, n, i].sum() * world.value_usd / 1e9)


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
        "ESTIMATES": estimated(),
    }
    return filled(TEMPLATE.read_text(encoding="utf-8"), tables)


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {PAGE: written()}, __doc__))
