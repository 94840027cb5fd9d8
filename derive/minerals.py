"""Build the table of the screen of minerals from the summaries of the Geological Survey.

``derive/minerals/picks.csv`` says which rows of the Mineral Commodity Summaries 2026 (public
domain) are a mineral's world output, price, use and imports; a number in its place states a value
that the rows do not tell apart. ``derive/minerals/stages.csv`` holds what they do not: whose share
of refining and of components is how large, as assumptions with a range and a reason, and
``derive/minerals/assumed.csv`` two minerals whose output is no longer stated. Figures such as ">50"
and "<50" stay ranges; what is withheld (W) is left out, not taken as zero.

    python -m derive.minerals            # rebuild src/cobden/chains/minerals
    python -m derive.minerals --check    # compare with what is shipped, exit 1 on a difference
"""

import csv
import io
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from cobden.base.economies import resolve
from cobden.base.errors import CobdenError

ROOT = Path(__file__).parents[1]
SUMMARIES = ROOT / ".." / "shared" / "data" / "commodities" / "usgs_mcs_2026.csv.gz"
PICKS = ROOT / "derive" / "minerals"
TARGET = ROOT / "src" / "cobden" / "chains" / "minerals"
YEAR, YEARS = "2024", "2021–24"
COLUMNS = ("mineral", "item", "economy", "low", "high", "unit", "note")
# tonnes in a unit of the summaries; what is no mass keeps its own unit
TONNES = {
    "metric tons": 1.0, "thousand metric tons": 1e3, "thousand metric dry tons": 1e3,
    "million metric tons": 1e6, "kilograms": 1e-3,
}  # fmt: skip
# dollars a tonne in a unit of price
DOLLARS = {
    "dollars per metric ton": 1.0, "dollars per ton": 1.0, "dollars per kilogram": 1e3,
    "dollars per pound": 2204.62, "cents per pound": 22.0462, "dollars per troy ounce": 32150.7,
    "dollars per short ton": 1.10231, "dollars per dry metric ton unit": 100.0,
    "dollars per metric ton unit": 100.0, "dollars per cubic meter": 1e6,
}  # fmt: skip
ORE = ("Mine", "Bauxite", "Mica", "Zirconium")  # what begins a table of mines
OTHERS = {"Other countries": "others", "World total": "world"}
NAMES = {"Burma": "MMR", "Congo (Kinshasa)": "COD", "Korea, Republic of": "KOR", "Korea": "KOR",
         "Congo (Brazzaville)": "COG", "Korea, North": "PRK", "Türkiye": "TUR"}  # fmt: skip


def summaries() -> Any:
    """Read the summaries; a dash is zero, other text without digits is not known."""
    table: Any = pd.read_csv(SUMMARIES, encoding="cp1252", dtype=str).fillna("")
    return table.rename(columns={"MCS chapter": "chapter", "Statistics_detail": "detail"})


def records(rows: Any) -> list[dict[str, str]]:
    """Return the rows as plain values."""
    return rows.to_dict("records")


def span(value: str) -> tuple[float, float] | None:
    """Return the range that a cell states, None where it states none."""
    text = value.replace(",", "").strip()
    if text in ("—", "–", "-"):
        return 0.0, 0.0
    if text == "E":  # net exporter
        return 0.0, 0.0
    digits = re.findall(r"\d+(?:\.\d+)?", text)
    if not digits:
        return None
    low, high = float(digits[0]), float(digits[-1])
    if text.startswith(">"):
        return low, float("inf")
    return (0.0, high) if text.startswith("<") else (low, high)


def economy(name: str) -> str | None:
    """Return the code of a country of the summaries; ``others`` for their remainder."""
    plain = re.sub(r"[0-9]+$", "", name).strip()
    if plain in OTHERS or plain in NAMES:
        return OTHERS.get(plain) or NAMES[plain]
    try:
        return resolve(plain)
    except CobdenError:
        return None


class Table:
    """The rows of the shipped table, as they are found."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.unknown: set[str] = set()

    def add(self, mineral: str, item: str, at: str, value: tuple[float, float], unit: str,
            note: str = "") -> None:  # fmt: skip
        """Add a row; ``value`` is its low and its high."""
        low, high = (f"{number:.6g}" for number in value)
        self.rows.append((mineral, item, at, low, high, unit, note))

    def text(self) -> str:
        """Return the table as it is shipped."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(self.rows)
        return out.getvalue()


def scaled(value: tuple[float, float], factor: float) -> tuple[float, float]:
    """Return a range in another unit."""
    return value[0] * factor, value[1] * factor


def by_country(table: Table, pick: dict[str, str], rows: Any, item: str) -> None:
    """Add output or capacity by country; several details of one country are added up."""
    found: dict[str, list[float]] = {}
    unit = ""
    for row in records(rows):
        at, value = economy(row["Country"]), span(row["Value"])
        if at is None:
            table.unknown.add(row["Country"])
            at = "others"
        if value is None or at == "world":
            continue
        unit = "t" if row["Unit"] in TONNES else row["Unit"]
        low, high = scaled(value, TONNES.get(row["Unit"], 1.0))
        total = found.setdefault(at, [0.0, 0.0])
        total[0] += low
        total[1] += high if high != float("inf") else low
    for at, (low, high) in found.items():
        if high > 0:
            table.add(pick["mineral"], item, at, (low, high), f"{unit}/year")


def one(rows: Any, hint: str) -> tuple[tuple[float, float], str, str] | None:
    """Return the first stated value among the rows whose detail holds ``hint``, unit and detail."""
    for row in records(rows):
        value = span(row["Value"])
        if hint.lower() in row["detail"].lower() and value is not None:
            return value, row["Unit"], row["detail"]
    return None


def price(table: Table, pick: dict[str, str], salient: Any) -> None:
    """Add the price, in dollars a tonne of what is counted."""
    rows = salient[salient.Statistics == "Price"]
    hint = pick["price"]
    if hint.replace(".", "").isdigit():
        rows, hint = rows[rows.Value.str.replace(",", "") == hint], ""
    found = one(rows, hint)
    if found is None:
        return
    value, unit, detail = found
    factor = DOLLARS.get(unit.strip())
    if factor is None:
        table.unknown.add(unit)
        return
    if unit.strip() == "dollars per metric ton" and "metric ton unit" in detail:
        factor = 100.0
    grade = float(pick["per_tonne"] or 1)
    table.add(pick["mineral"], "price", "world", scaled(value, factor * grade), "USD/t", detail)


def united_states(table: Table, pick: dict[str, str], salient: Any) -> None:
    """Add what the United States use, import, keep, and how far they rely on imports."""
    hint = pick["consumption"]
    rows = salient[salient.Statistics == "Consumption"]
    if hint.isdigit():
        rows = rows[rows.Value.str.replace(",", "") == hint]
        hint = ""
    found = one(rows, hint) or one(rows, "")
    if found is not None and found[0][1] > 0:
        value = scaled(found[0], TONNES.get(found[1], 1.0))
        table.add(pick["mineral"], "use", "USA", value, "t/year", found[2])
    else:
        net_imports(table, pick, salient)
    reliance = one(salient[salient.Statistics == "Net import reliance"], pick["imports"])
    reliance = reliance or one(salient[salient.Statistics == "Net import reliance"], "")
    if reliance is not None:
        low, high = reliance[0]
        table.add(pick["mineral"], "reliance", "USA", (low / 100, min(high, 100) / 100), "1")
    stocks = [
        (span(row["Value"]), row["Unit"]) for row in records(salient[salient.Statistics == "Stock"])
    ]
    known = [value[0] * TONNES[unit] for value, unit in stocks if value and unit in TONNES]
    if known and sum(known) > 0:
        table.add(pick["mineral"], "stocks", "USA", (sum(known), sum(known)), "t")


def net_imports(table: Table, pick: dict[str, str], salient: Any) -> None:
    """Add imports less exports of the form that the imports are told by, where use is withheld."""
    flows = []
    for kind in ("Import", "Export"):
        rows = salient[salient.Statistics == kind]
        found = one(rows, pick["imports"]) or (one(rows, "") if pick["imports"] == "All" else None)
        flows.append(found[0][1] * TONNES.get(found[1], 1.0) if found else 0.0)
    net = flows[0] - flows[1]
    if net > 0:
        table.add(pick["mineral"], "net imports", "USA", (net, net), "t/year")


def sources(table: Table, pick: dict[str, str], rows: Any) -> None:
    """Add whose share of American imports is how large."""
    details = list(dict.fromkeys(rows.detail))
    chosen = next((d for d in details if pick["imports"].lower() in d.lower()), None)
    if chosen is None:
        chosen = details[-1] if details else ""
    for row in records(rows[rows.detail == chosen]):
        at, value = economy(row["Country"]), span(row["Value"])
        if value is not None and value[1] > 0:
            low, high = (min(value[0], 100) / 100, min(value[1], 100) / 100)
            table.add(pick["mineral"], "import share", at or "others", (low, high), "1", chosen)


def build() -> Table:
    """Return the whole table."""
    data, table = summaries(), Table()
    with (PICKS / "picks.csv").open(encoding="utf-8", newline="") as file:
        picks = list(csv.DictReader(file))
    for pick in (pick for pick in picks if pick["chapter"]):
        chapter = data[data.chapter == pick["chapter"]]
        own = chapter[chapter.Commodity == pick["commodity"]] if pick["commodity"] else chapter
        world = own[own.Section.str.startswith("World")]
        made = world[(world.Statistics == "Production") & (world.Year == YEAR)]
        made = made[made.detail.str.startswith(pick["production"])]
        by_country(table, pick, made, "output")
        able = world[world.Statistics == "Capacity"]
        newest = able[able.Year == able.Year.max()]
        by_country(table, pick, newest, "capacity")
        salient = chapter[chapter.Section.str.startswith("Salient") & (chapter.Year == YEAR)]
        if pick["commodity"] and (salient.Commodity == pick["commodity"]).any():
            salient = salient[salient.Commodity == pick["commodity"]]
        price(table, pick, salient)
        united_states(table, pick, salient)
        sources(table, pick, chapter[chapter.Section.str.startswith("Import")])
        critical = (chapter["Is critical mineral 2025"] == "Yes").any()
        table.add(pick["mineral"], "critical", "USA", (float(critical), float(critical)), "1")
    with (PICKS / "assumed.csv").open(encoding="utf-8", newline="") as file:
        table.rows += [tuple(row[name] for name in COLUMNS) for row in csv.DictReader(file)]
    return table


def names() -> str:
    """Return the shipped list of minerals: titles, using sectors, customs headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("mineral", "title", "stage", "sectors", "hs"))
    with (PICKS / "picks.csv").open(encoding="utf-8", newline="") as file:
        for pick in csv.DictReader(file):
            stage = (
                "ore" if pick["production"].startswith(ORE) or not pick["chapter"] else "refined"
            )
            writer.writerow((pick["mineral"], pick["title"], stage, pick["sectors"], pick["hs"]))
    return out.getvalue()


def main() -> int:
    """Build or check the tables."""
    table = build()
    wanted = {
        "minerals.csv": names(),
        "balances.csv": table.text(),
        "stages.csv": (PICKS / "stages.csv").read_text(encoding="utf-8"),
    }
    differing = []
    for name, text in wanted.items():
        target = TARGET / name
        if "--check" in sys.argv:
            same = target.exists() and target.read_text(encoding="utf-8") == text
            differing += [] if same else [name]
        else:
            TARGET.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    if differing:
        print("differs from the summaries:", ", ".join(differing))
    elif table.unknown:
        print("read as other countries, or left out:", ", ".join(sorted(table.unknown)))
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
