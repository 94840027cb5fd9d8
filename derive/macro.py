"""Derive the tables of labour, capital, investment and people from their sources.

    python -m derive.macro            writes src/cobden/dynamics/data/, and who lives where
    python -m derive.macro --check    rebuilds and compares; exit code 1 if anything differs

Four tables: by economy (Penn World Table 10.01, means of 2015 to 2019), the share of investment in
final spending on each good (WIOD 2011; the United States: BEA 2024), labour's share of value
added by sector of the United States (BEA 2024), and population in 2019 (Penn World Table 10.01).
"""

import csv
import gzip
import io
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from cobden.world.embedded import table

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data" / "macro"
TARGET = ROOT / "src" / "cobden" / "dynamics" / "data"
PEOPLE = ROOT / "src" / "cobden" / "base" / "data" / "population.csv"

# The products of WIOD (release 2013) and the commodities of BEA's summary table, by our sectors.
WIOD = {
    "A01": [1], "A02": [1], "A03": [1], "B05": [2], "B06": [2], "B07": [2], "B08": [2], "B09": [2],
    "C10T12": [3], "C13T15": [4, 5], "C16": [6], "C17_18": [7], "C19": [8], "C20": [9],
    "C21": [9], "C22": [10], "C23": [11], "C24A": [12], "C24B": [12], "C25": [12], "C26": [14],
    "C27": [14], "C28": [13], "C29": [15], "C301": [15], "C302T309": [15], "C31T33": [16],
    "SERV": list(range(17, 36)),
}  # fmt: skip
BEA = {
    "A01": ["111CA"], "A02": ["113FF"], "A03": ["113FF"], "B05": ["212"], "B06": ["211"],
    "B07": ["212"], "B08": ["212"], "B09": ["213"], "C10T12": ["311FT"],
    "C13T15": ["313TT", "315AL"], "C16": ["321"], "C17_18": ["322", "323"], "C19": ["324"],
    "C20": ["325"], "C21": ["325"], "C22": ["326"], "C23": ["327"], "C24A": ["331"],
    "C24B": ["331"], "C25": ["332"], "C26": ["334"], "C27": ["335"], "C28": ["333"],
    "C29": ["3361MV"], "C301": ["3364OT"], "C302T309": ["3364OT"], "C31T33": ["337", "339"],
}  # fmt: skip
NO_COMMODITY = ("Used", "Other")  # used goods and adjustments: nobody makes them
CODES = {"ROM": "ROU"}  # WIOD's own code of Romania
PWT = "Penn World Table 10.01 (Feenstra, Inklaar & Timmer 2015), CC BY 4.0"


def economies() -> str:
    """Return labour shares, depreciation, investment shares and sizes, by economy."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(SHARED / "pwt10_2015_19.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for key in ("labsh", "delta", "csh_i", "cgdpo"):
                if row[key]:
                    found[row["countrycode"]][key].append(float(row[key]))
    header = (
        f"# Source: {PWT}, means of 2015 to 2019. labour: share of labour compensation in GDP; "
        "depreciation: a year;\n# investment: share of gross capital formation in GDP at current "
        "PPPs; gdp: million 2017 USD at PPP. Rebuilt by derive/macro.py.\n"
    )
    rows = [
        [code, *(_mean(found[code][key], 4) for key in ("labsh", "delta", "csh_i")),
         _mean(found[code]["cgdpo"], 0)]
        for code in sorted(set(table().economies) & set(found))
    ]  # fmt: skip
    return header + _csv(["economy", "labour", "depreciation", "investment", "gdp"], rows)


def population() -> str:
    """Return how many people lived in each economy in 2019."""
    with gzip.open(SHARED / "pwt10_2015_19.csv.gz", "rt", encoding="utf-8") as file:
        rows = [
            [row["countrycode"], row["pop"]]
            for row in csv.DictReader(file)
            if row["year"] == "2019" and row["countrycode"] in table().economies
        ]
    header = (
        "# Population in 2019, millions. Source: Penn World Table 10.01 (Feenstra, Inklaar & "
        "Timmer\n# 2015), CC BY 4.0. Rebuilt by derive/macro.py.\n"
    )
    return header + _csv(["economy", "million"], sorted(rows))


def investment() -> str:
    """Return the share of investment in final spending on each good, by economy."""
    spent: dict[str, dict[int, np.ndarray]] = defaultdict(dict)
    with (SHARED / "wiod2011_final_demand_by_kind.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            kinds = [float(row[key]) for key in ("households", "npish", "government", "investment")]
            code = CODES.get(row["economy"], row["economy"])
            spent[code][int(row["industry"][1:])] = np.maximum(kinds, 0.0)
    shown = sorted(set(spent) & set(table().economies) - {"USA"})
    sectors = table().sectors
    rows = [
        [
            code,
            *(_share([spent[code][product] for product in WIOD[sector]]) for sector in sectors),
        ]
        for code in shown
    ]
    rows.append(["USA", *_american(sectors)])
    header = (
        "# Share of fixed investment in final spending on each good, domestic and imported. "
        "Source: WIOD,\n# release 2013, year 2011, CC BY; USA: BEA, Use of Commodities by "
        "Industry, 2024, public domain\n# (private and government). Rebuilt by derive/macro.py.\n"
    )
    return header + _csv(["economy", *sectors], sorted(rows))


def _american(sectors: tuple[str, ...]) -> list[str]:
    kinds: dict[str, np.ndarray] = {}
    with (SHARED / "bea_final_use_2024.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            consumed = sum(float(row[key] or 0) for key in ("F010", "F06C", "F07C", "F10C"))
            invested = sum(
                float(row[key] or 0)
                for key in row
                if key[:3] in ("F02", "F06", "F07", "F10") and key[3:] in ("S", "E", "N", "R")
            )
            kinds[row["code"]] = np.maximum([consumed, 0, 0, invested], 0.0)
    goods = {code for codes in BEA.values() for code in codes}
    rest = [
        code
        for code in kinds
        if code not in goods and code not in NO_COMMODITY and not code.startswith(("T", "V"))
    ]
    return [_share([kinds[code] for code in BEA.get(sector, rest)]) for sector in sectors]


def labour() -> str:
    """Return labour's share of value added at factor cost, by sector of the United States."""
    paid: dict[str, dict[str, float]] = {}
    with (SHARED / "bea_value_added_by_industry_2024.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["code"] in ("V001", "V003"):
                paid[row["code"]] = {
                    k: float(v) for k, v in row.items() if k not in ("code", "name")
                }
    wages, surplus = paid["V001"], paid["V003"]
    goods = {code for codes in BEA.values() for code in codes}
    industries = [code for code in wages if not code.startswith(("F", "T"))]
    rest = [code for code in industries if code not in goods]
    rows = []
    for sector in table().sectors:
        codes = BEA.get(sector, rest)
        w, s = (sum(part[code] for code in codes) for part in (wages, surplus))
        rows.append([sector, f"{w / (w + s):.4f}"])
    header = (
        "# Compensation of employees over itself and gross operating surplus, United States. "
        "Source: BEA, 2024, public\n# domain. The self-employed are in the surplus, so the product "
        "uses the pattern only. Rebuilt by derive/macro.py.\n"
    )
    return header + _csv(["sector", "labour"], rows)


def _mean(values: list[float], digits: int) -> str:
    return f"{np.mean(values):.{digits}f}" if values else ""


def _share(kinds: list[np.ndarray]) -> str:
    """Return the last kind's part of the sum of all, over several products."""
    total = np.sum(kinds, axis=0)
    return f"{total[-1] / total.sum():.4f}" if total.sum() > 0 else ""


def _csv(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def main(check: bool) -> int:
    """Write the tables, or compare what is there with what would be written."""
    made = {
        TARGET / "economies.csv": economies(),
        TARGET / "investment.csv": investment(),
        TARGET / "labour.csv": labour(),
        PEOPLE: population(),
    }
    if not check:
        for path, text in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return 0
    differ = [p.name for p, text in made.items() if p.read_text(encoding="utf-8") != text]
    print(f"differs: {', '.join(differ)}" if differ else "the macro tables are up to date")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
