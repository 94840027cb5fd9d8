"""Derive the households, states and jobs that ship with Cobden from their sources.

    python -m derive.households            writes src/cobden/households/data/
    python -m derive.households --check    rebuilds and compares; exit code 1 if anything differs

Sources and rules stand in the README beside the tables. ``derive/us_incomes.csv`` holds the few
figures that were copied by hand.
"""

import csv
import gzip
import io
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from cobden.world import World
from cobden.world.embedded import table

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
PEOPLE, MACRO = SHARED / "people", SHARED / "macro"
TARGET = ROOT / "src" / "cobden" / "households" / "data"

HOUSEHOLDS = 131_434  # thousand, 2023: Census Bureau, Families and Living Arrangements
DECILES = [f"d{number}" for number in range(1, 11)]
MARGIN = "margin"

# Consumption lines that have a name of their own within their category, by line of the bridge.
NAMED = {
    "new cars": (7, 8, 9),
    "used cars": (13, 17),
    "electronics": (41, 42, 43, 47, 49, 51, 71),
    "petrol": (115,),
}
CATEGORIES = {
    4: "car parts", 5: "furnishings and appliances", 6: "other recreational goods",
    7: "other durable goods", 9: "food", 10: "clothing and shoes", 11: "other energy goods",
    12: "other nondurable goods", 15: "housing and utilities", 16: "health care",
    17: "transport services", 18: "recreation services", 19: "restaurants and hotels",
    20: "financial services", 21: "other services", 22: "nonprofit institutions",
}  # fmt: skip

# The sectors of the world by the first digits of BEA's codes (which are NAICS codes): the longest
# that fits counts. What nothing fits is a service.
SECTOR = {
    "111": "A01", "112": "A01", "115": "A01", "113": "A02", "114": "A03", "211": "B06",
    "2121": "B05", "2122": "B07", "2123": "B08", "213": "B09", "311": "C10T12", "312": "C10T12",
    "313": "C13T15", "314": "C13T15", "315": "C13T15", "316": "C13T15", "321": "C16",
    "322": "C17_18", "323": "C17_18", "324": "C19", "325": "C20", "3254": "C21", "326": "C22",
    "327": "C23", "3311": "C24A", "3312": "C24A", "33151": "C24A", "331": "C24B", "332": "C25",
    "333": "C28", "333314": "C26", "333316": "C26", "334": "C26", "335": "C27", "3361": "C29",
    "3362": "C29", "3363": "C29", "336": "C302T309", "3366": "C301", "337": "C31T33",
    "339": "C31T33",
}  # fmt: skip
USED = ("S00401", "S00402")  # scrap and used goods: priced as the other goods of their category
CARS, SPORT_UTILITY = "336111", "336112"  # customs lines do not tell the two apart

# Industries of BEA's state accounts, each with the sectors that it makes.
STATE = {
    "111-112": ["A01"], "113-115": ["A02", "A03"], "211": ["B06"], "212": ["B05", "B07", "B08"],
    "213": ["B09"], "311-312": ["C10T12"], "313-314": ["C13T15"], "315-316": ["C13T15"],
    "321": ["C16"], "322": ["C17_18"], "323": ["C17_18"], "324": ["C19"], "325": ["C20", "C21"],
    "326": ["C22"], "327": ["C23"], "331": ["C24A", "C24B"], "332": ["C25"], "333": ["C28"],
    "334": ["C26"], "335": ["C27"], "3361-3363": ["C29"], "3364-3369": ["C301", "C302T309"],
    "337": ["C31T33"], "339": ["C31T33"],
}  # fmt: skip


def baskets() -> str:
    """Return spending by group, category and sector, billion dollars of 2023."""
    content, weight = _content()
    spent: dict = defaultdict(float)
    for row in _read(PEOPLE / "us_pce_by_income_decile_2023.csv"):
        number, total = int(row["pce_mp"]), float(row["total_billions"])
        parts = {name: w for (n, name), w in weight.items() if n == number}
        shares = [float(row[decile]) for decile in DECILES]
        for name, part in parts.items():
            value = total * part / sum(parts.values())
            for sector, share in content[number, name].items():
                for decile, of in zip(DECILES, shares, strict=True):
                    spent[decile, name, sector] += value * share * of / sum(shares)
    rows = [[*key, f"{value:.3f}"] for key, value in spent.items() if value >= 5e-4]
    return _csv(["group", "category", "sector", "spending"], rows)


def _content() -> tuple[dict, dict]:
    """Return what a category is made of (shares by sector, and margin), and its value.

    Both by (number of BEA's category, our name): a named line and the rest of its category.
    """
    number = {
        int(r["nipa_line"]): int(r["pce_mp"])
        for r in _read(PEOPLE / "nipa_line_to_decile_category.csv")
    }
    named = {line: name for name, lines in NAMED.items() for line in lines}
    value: dict = defaultdict(lambda: defaultdict(float))
    for row in _read(PEOPLE / "us_pce_bridge_detail.csv"):
        line, code = int(row["nipa_line"]), row["bea_code"]
        key = number[line], named.get(line, CATEGORIES[number[line]])
        made, paid = float(row["producers_value"]), float(row["purchasers_value"])
        value[key]["used" if code in USED else _sector(code)] += made
        value[key][MARGIN] += paid - made
    for (of, name), parts in value.items():
        used = parts.pop("used", 0.0)
        like = parts if name != "used cars" else value[of, "new cars"]
        goods = {k: v for k, v in like.items() if k != MARGIN}
        for sector, part in goods.items():
            parts[sector] = parts.get(sector, 0.0) + used * part / sum(goods.values())
    weight = {key: sum(parts.values()) for key, parts in value.items()}
    content = {key: {k: v / weight[key] for k, v in parts.items()} for key, parts in value.items()}
    return content, weight


def lines() -> str:
    """Return spending by category and product, million dollars of the bridge's year.

    What a category spends on a commodity is shared among the commodity's tariff lines as they are
    imported. A heading stands for all its products where they are bought as they are imported.
    """
    number = {
        int(r["nipa_line"]): int(r["pce_mp"])
        for r in _read(PEOPLE / "nipa_line_to_decile_category.csv")
    }
    named = {line: name for name, lines in NAMED.items() for line in lines}
    spent: dict = defaultdict(float)
    for row in _read(PEOPLE / "us_pce_bridge_detail.csv"):
        line, code = int(row["nipa_line"]), row["bea_code"]
        name = named.get(line, CATEGORIES[number[line]])
        if name != "used cars":  # they are priced as new ones
            spent[name, _told_apart(code)] += float(row["producers_value"])
    made = _commodity_lines()
    bought: dict = defaultdict(float)
    for (name, code), value in spent.items():
        of = {product: v for (commodity, product), v in made.items() if commodity == code}
        for product, imported in of.items():
            bought[name, product] += value * imported / sum(of.values())
            if name == "new cars":
                bought["used cars", product] += value * imported / sum(of.values())
    whole: dict = defaultdict(float)
    for (_, product), value in made.items():
        whole[product] += value
    rows = _by_heading(bought, whole)
    return _csv(["category", "product", "spending"], [[*k, f"{v:.0f}"] for k, v in rows.items()])


def _by_heading(bought: Mapping, whole: Mapping) -> dict[tuple[str, str], float]:
    """Return spending by category and heading, by product where a heading's are bought unevenly."""
    heading = defaultdict(list)
    for product in whole:
        heading[product[:4]].append(product)
    found = {}
    for name, head in dict.fromkeys((name, product[:4]) for name, product in bought):
        parts = {product: bought.get((name, product), 0.0) for product in heading[head]}
        ratio = [value / whole[product] for product, value in parts.items()]
        if max(ratio) <= 1.01 * min(ratio):
            parts = {head: sum(parts.values())}
        found |= {(name, code): value for code, value in parts.items() if value >= 0.5}
    return found


def _commodity_lines() -> dict[tuple[str, str], float]:
    """Return US imports of 2024 by commodity of the bridge and product of six digits."""
    shares = _read(SHARED / "measures" / "shares" / "metal_content_shares_bea_hs10.csv")
    commodity = {r["hs10"]: r["bea_detail_code"] for r in shares if r["bea_detail_code"] != "NA"}
    likely = {}  # of a line that the table does not have: that of most lines like it
    for digits in (4, 6, 8):
        of = defaultdict(Counter)
        for line, code in commodity.items():
            of[line[:digits]][code] += 1
        likely |= {start: counted.most_common(1)[0][0] for start, counted in of.items()}
    imports = pd.read_parquet(SHARED / "measures" / "us_imports_2024_hs10.parquet")
    found: dict = defaultdict(float)
    for line, value in imports.groupby("hs").value_usd.sum().items():
        starts = (str(line), str(line)[:8], str(line)[:6], str(line)[:4])
        codes = (commodity.get(starts[0]), *(likely.get(start) for start in starts[1:]))
        code = next(filter(None, codes), None)
        if code is not None and value > 0:
            found[_told_apart(code), str(line)[:6]] += float(value)
    return found


def _told_apart(code: str) -> str:
    """Return the commodity that customs lines can tell from others."""
    return CARS if code == SPORT_UTILITY else code


def groups() -> str:
    """Return number, income and income sources of the groups."""
    rows = []
    for row in _read(Path(__file__).with_name("us_incomes.csv")):
        figure = {name: float(value) for name, value in row.items()}
        labour = figure["labour"]
        owned = figure["business"] + figure["capital"] + figure["pensions"]
        given = (figure["social_insurance"] + figure["means_tested"]) / figure["income"]
        kept = 1 - given
        shares = [kept * labour / (labour + owned), kept * owned / (labour + owned), given]
        rows.append(
            [f"d{row['decile']}", f"{HOUSEHOLDS / 10:.1f}", row["income"],
             *(f"{share:.4f}" for share in shares), row["income_tax"]]
        )  # fmt: skip
    header = ["group", "households", "income", "labour", "property", "transfers", "income_tax"]
    return _csv(header, rows)


def final() -> str:
    """Return the part of households in the country's final spending on each sector."""
    rest, homes = defaultdict(float), defaultdict(float)
    for row in _read(MACRO / "bea_final_use_2024.csv"):
        if row["code"].startswith(("T", "V")) or row["code"] in ("Used", "Other"):
            continue
        sector = _sector(row["code"])
        homes[sector] += max(float(row["F010"] or 0), 0.0)
        rest[sector] += sum(
            max(float(row[key] or 0), 0.0) for key in row if key[:3] in ("F02", "F06", "F07", "F10")
        )
    like = {
        "A03": "A02",
        "B05": "B07",
        "B08": "B07",
        "C21": "C20",
        "C24A": "C24B",
        "C301": "C302T309",
    }
    rows = []
    for sector in table().sectors:
        of = sector if homes[sector] + rest[sector] > 0 else like.get(sector, sector)
        total = homes[of] + rest[of]
        rows.append([sector, f"{homes[of] / total if total > 0 else 0.0:.4f}"])
    return _csv(["sector", "of_final"], rows)


def places() -> str:
    """Return each state's share of each sector's value added, 2017."""
    cells = _state_cells()
    national = cells.sum(axis=0)
    made = dict(zip((*STATE, "rest"), (cells / national).T, strict=True))
    value = dict(zip((*STATE, "rest"), national, strict=True))
    rows = []
    for sector in table().sectors:
        industries = [name for name, sectors in STATE.items() if sector in sectors] or ["rest"]
        weight = [value[name] for name in industries]
        share = np.average([made[name] for name in industries], axis=0, weights=weight)
        rows += [
            [code, name, sector, f"{part:.6f}"]
            for (code, name), part in zip(_states(), share, strict=True)
            if part >= 5e-7
        ]
    rows.sort(key=lambda row: row[0])
    return _csv(["place", "title", "sector", "value"], rows)


def _state_rows() -> dict[tuple[str, str], float]:
    """Return the value added of 2017 by place and industry (``all``: its total); blanks are nan."""
    found = {}
    for row in _read(PEOPLE / "us_state_gdp_by_industry_2016_18.csv"):
        name, text = row["IndustryClassification"].strip(), row["2017"]
        if float(row["IndustryId"]) == 1:
            name = "all"
        if name in (*STATE, "all", "11", "21", "31-33", "321,327-339", "311-316,322-326"):
            place = row["GeoFIPS"].strip()
            found.setdefault((place, name), float(text) if text else float("nan"))
    return found


def _states() -> list[tuple[str, str]]:
    """Return the states and the District of Columbia: postal code and name."""
    seen = {}
    for row in _read(PEOPLE / "us_state_gdp_by_industry_2016_18.csv"):
        fips = row["GeoFIPS"].strip()
        if "00000" < fips < "90000":
            seen[fips] = row["GeoName"].strip()
    return [(POSTAL[name], name) for name in seen.values()]


def _state_cells() -> np.ndarray:
    """Return value added [state, industry] (the industries of ``STATE``, then all others).

    A blank cell gets what its state's total of the branch leaves, shared among its blanks as the
    country's industries are; then each industry is scaled to the country's.
    """
    rows = _state_rows()
    fips = sorted({place for place, _ in rows if "00000" < place < "90000"})
    cells = np.array([[rows[place, name] for name in STATE] for place in fips])
    country = np.array([rows["00000", name] for name in STATE])
    branch = {"11": slice(0, 2), "21": slice(2, 5), "31-33": slice(5, None)}
    for at, place in enumerate(fips):
        for name, part in branch.items():
            known, total = cells[at, part], rows[place, name]
            blank = np.isnan(known)
            if not blank.any():
                continue
            if np.isnan(total):
                total = (
                    np.nansum(known)
                    + country[part][blank].sum() * rows[place, "all"] / (rows["00000", "all"])
                )
            left = max(total - np.nansum(known), 0.0)
            known[blank] = left * country[part][blank] / country[part][blank].sum()
    cells *= country / cells.sum(axis=0)
    rest = np.array([rows[place, "all"] for place in fips]) - cells.sum(axis=1)
    return np.column_stack([cells, rest])


def jobs() -> str:
    """Return persons engaged in 2019, thousand, and labour's share of GDP, by economy."""
    labour = defaultdict(list)
    engaged = {}
    for row in _read(MACRO / "pwt10_2015_19.csv.gz"):
        if row["labsh"]:
            labour[row["countrycode"]].append(float(row["labsh"]))
        if row["year"] == "2019" and row["emp"]:
            engaged[row["countrycode"]] = 1000 * float(row["emp"])
    rows = [
        [
            code,
            f"{engaged[code]:.0f}" if code in engaged else "",
            f"{np.mean(labour[code]):.4f}" if labour[code] else "",
        ]
        for code in sorted({*table().economies} & {*engaged, *labour})
    ]
    return _csv(["economy", "jobs", "labour"], rows)


def sectors() -> str:
    """Return labour's part of value added by sector, and jobs by sector in the United States.

    Jobs in mines and factories are those of the Census Bureau's County Business Patterns; those of
    farms, and what is left of the country's for services, are shared as compensation is.
    """
    paid = {row["code"]: row for row in _read(MACRO / "bea_value_added_by_industry_2024.csv")}
    of: dict = defaultdict(lambda: [0.0, 0.0])
    for code, wages in paid["V001"].items():
        if code in ("code", "name") or code.startswith(("F", "T")):
            continue
        for total, value in enumerate((wages, paid["V003"][code])):
            of[_sector(code)][total] += float(value)
    like = {
        "A03": "A02", "B05": "B07", "B08": "B07", "C21": "C20", "C24A": "C24B", "C301": "C302T309"
    }  # fmt: skip
    made = dict(zip(table().sectors, _american_value_added(), strict=True))
    rows, bill = [], {}
    for sector in table().sectors:
        wages, surplus = of[like.get(sector, sector)]
        part = wages / (wages + surplus)
        bill[sector] = part * made[sector]
        rows.append([sector, f"{part:.4f}"])
    employed = defaultdict(float)
    for row in _read(PEOPLE / "us_county_employment_naics2_2023.csv.gz"):
        employed[row["naics2c"]] += float(row["EMP_num"]) / 1000
    engaged = next(float(row[1]) for row in csv.reader(io.StringIO(jobs())) if row[0] == "USA")
    branch = {"B": employed["21"], "C": employed["31-33"]}
    other = engaged - sum(branch.values())
    for row in rows:
        letter = row[0][0]
        among = [s for s in bill if (s[0] == letter if letter in branch else s[0] in "AS")]
        total = branch.get(letter, other)
        row.append(f"{total * bill[row[0]] / sum(bill[s] for s in among):.1f}")
    return _csv(["sector", "labour", "us_jobs"], rows)


def _american_value_added() -> np.ndarray:
    """Return the United States' value added by sector in the world's table."""
    world = World.load()
    n = world.economy_index("USA")
    return world.value_added_share[:, n] * world.output[:, n]


def _sector(code: str) -> str:
    """Return the sector of BEA's commodity; services where nothing fits."""
    code = {"113FF": "113", "111CA": "111", "212": "2122", "3361MV": "3361"}.get(code, code)
    fits = [start for start in SECTOR if code.startswith(start)]
    return SECTOR[max(fits, key=len)] if fits else "SERV"


def _read(path: Path) -> list[Mapping[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _csv(header: list[str], rows: Iterable[Iterable]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


POSTAL = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA",
    "Colorado": "CO", "Connecticut": "CT", "Delaware": "DE", "District of Columbia": "DC",
    "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL",
    "Indiana": "IN", "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA",
    "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN",
    "Mississippi": "MS", "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV",
    "New Hampshire": "NH", "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY",
    "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR",
    "Pennsylvania": "PA", "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD",
    "Tennessee": "TN", "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA",
    "Washington": "WA", "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
}  # fmt: skip


def made() -> dict[str, str]:
    """Return every table by its path under the folder of data."""
    return {
        "usa/baskets.csv": baskets(), "usa/groups.csv": groups(), "usa/final.csv": final(),
        "usa/lines.csv": lines(), "usa/places.csv": places(), "jobs.csv": jobs(),
        "sectors.csv": sectors(),
    }  # fmt: skip


def main(check: bool) -> int:
    """Write the tables, or compare what is there with what would be written."""
    tables = made()
    if not check:
        (TARGET / "usa").mkdir(parents=True, exist_ok=True)
        for name, text in tables.items():
            (TARGET / name).write_text(text, encoding="utf-8")
        return 0
    differ = [n for n, text in tables.items() if (TARGET / n).read_text(encoding="utf-8") != text]
    print(f"differs: {', '.join(differ)}" if differ else "the tables of people are up to date")
    return int(bool(differ))


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
