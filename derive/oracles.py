"""Derive the published figures that the tests hold Cobden to, as compact tables of our own.

    python -m derive.oracles            writes tests/oracles/data/
    python -m derive.oracles --check    rebuilds and compares; exit code 1 if anything differs

Each table says where it is from and under which terms. What may not be passed on, the calibrated
inputs of Caliendo & Parro (2015) and of Ossa (2014), is not copied: their printed results are, and
the tests that need the inputs skip where those are absent.
"""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
VALIDATION = SHARED / "validation"
MEASURES = SHARED / "measures"
TARGET = ROOT / "tests" / "oracles" / "data"
OWN = "computed for this project"
WIOD = (
    "World Input-Output Database, 2016 release, year 2014 (Timmer et al. 2015, "
    "doi:10.34894/PJ2M1C, CC BY 4.0)"
)
SOURCES = {
    "caliendo_parro_2015": "Caliendo & Parro (2015), Review of Economic Studies 82(1): Tables 2, 9 "
    "and A4 as printed; base and def in full precision, " + OWN + "; % of the benchmark",
    "caliendo_parro_2015_imports": "Caliendo & Parro (2015), Review of Economic Studies 82(1), "
    "Table 5; growth in %",
    "ossa_2014": "Ossa (2014), American Economic Review 104(12), Tables 3a and 4a; %",
    "lashkaripour_lugovskyy_2023": "Lashkaripour & Lugovskyy (2023), American Economic Review "
    "113(10), Table 4 (every fourth country; gains in %), and its inputs: flows from the "
    + WIOD
    + ", balanced by the authors; tariffs, elasticities and markups from their replication package",
    "us_2022": "scenarios of the packages ahmadlp/us-tariff and ahmadlp/tariffwar, " + OWN + " (% "
    "of real income), on OECD, Inter-Country Input-Output Tables, 2025 edition, year 2022 (reuse "
    "with credit), tariffs of Teti's Global Tariff Database as bundled with the packages",
    "bargaining": "closed forms of bargaining theory, " + OWN,
    "packages": "packages drawn and solved to proven optimality, " + OWN,
    "spatial": "Takayama & Judge (1964), Journal of Farm Economics 46(1), in both of its codings, "
    "and a two-region market in closed form, " + OWN,
    "us_rates_on_japan": "all-in US rates on Japan in %, worked by hand from the legal texts",
    "us_effective_rates": "effective US rates in %, from the law on US imports of 2024 (US Census "
    "Bureau, public domain)",
    "us_effective_layers": "the same for all imports, by layer of the law; % and US dollars",
    "us_trackers": "average US rate in %: our reading of the law; ushs10 (MIT); Yale Budget Lab, "
    "before substitution; Tax Policy Center",
    "us_tracked_lists": "product lists as the tables of effective rates had them, where the legal "
    "text has others; Budget-Lab-Yale/tariff-rate-tracker and tradewartracker/"
    "trade-war-redux-2025 (both MIT)",
}
TRACKED = (
    "ieepa_annex2_20251113", "s232_metals_annex_IA_20260406", "s232_metals_annex_IB_20260406",
    "s232_metals_annex_III_20260406", "s232_metals_annex_II_removed_20260406",
)  # fmt: skip
EFFECTS = {
    "welfare": ("welfare_pct", "welfare_linear_pct"),
    "terms_of_trade": ("tot_pct",),
    "volume_of_trade": ("vot_pct",),
    "real_wage": ("real_wage_pct",),
    "welfare_exact": ("welfare_exact_pct",),
}
NAFTA = {
    "table2_nafta_welfare": "2",
    "table9_nafta_given_world": "9",
    "tableA4_nafta_with_deficits": "A4",
    "own_nafta_base": "base",
    "own_nafta_deficits": "def",
}


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cited(name: str) -> str:
    """Return where a table is from, as its first line."""
    return SOURCES[name.partition(".")[0]]


def text_of(rows: Iterable[dict[str, str]]) -> str:
    """Return rows as CSV; the columns are those of the first."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def caliendo_parro() -> str:
    """By table and country: the effects in %, as printed or, for two runs, in full precision."""
    return text_of(
        {"table": table, "country": row["country"]}
        | {
            item: next((row[name] for name in names if name in row), "")
            for item, names in EFFECTS.items()
        }
        for name, table in NAFTA.items()
        for row in read(VALIDATION / "cp2015" / f"{name}.csv")
    )


def import_growth() -> str:
    """Caliendo & Parro's Table 5: growth of imports in %."""
    return text_of(read(VALIDATION / "cp2015" / "table5_import_growth.csv"))


def ossa() -> str:
    """Ossa's Tables 3a and 4a: welfare in % and the median tariff, by region."""
    found = []
    for table in ("3a", "4a"):
        for row in read(VALIDATION / "ossa2014" / f"table{table}_baseline.csv"):
            found.append(
                {
                    "table": table,
                    "region": row["region"],
                    "welfare": row.get("welfare_own", row.get("welfare", "")),
                    "welfare_others": row.get("welfare_others_avg", ""),
                    "median_tariff": row["median_tariff"],
                }
            )
    return text_of(found)


def rates_on_japan() -> str:
    """Worked all-in US rates on Japan in %, rounded twice in one table and to 0.01 in the other."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (MEASURES / "stacking.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    head = next(row for row in cells if row[0] == "good" and row[1] == "HTS10")
    dates = head[3:]
    rounded = [
        {"table": "rounded", "good": row[0], "code": row[1], "mfn": row[2]}
        | dict(zip(dates, row[3:], strict=True))
        for row in cells
        if len(row) == len(head) and row[1].isdigit()
    ]
    exact = [
        {"table": "exact", "good": row["good"], "code": row["hs10"], "mfn": row["mfn_pct"]}
        | {date: row[date] for date in dates}
        for row in read(MEASURES / "japan_examples.csv")
    ]
    return text_of([*rounded, *exact])


def effective_rates() -> str:
    """Effective US rates in %, by partner and sector, one column for each date."""
    table: dict[tuple[str, str], dict[str, str]] = {}
    rows = read(MEASURES / "effective_2025.csv")
    dates = sorted({row["date"] for row in rows})
    for row in rows:
        table.setdefault((row["partner"], row["sector"]), {})[row["date"]] = row["total"]
    return text_of(
        {"partner": partner, "sector": sector} | {date: cells.get(date, "") for date in dates}
        for (partner, sector), cells in sorted(table.items())
    )


def trackers() -> str:
    """What trackers of US tariffs state for a date in %, beside our reading of the law."""
    later = read(MEASURES / "compare_later_dates.csv")
    names = ("date", "ours", "ushs10_daily", "yale_presub", "tpc")
    rows = [
        {"table": "totals"} | {name: row[name] for name in names}
        for row in read(MEASURES / "compare_totals.csv")
    ]
    rows += [
        {"table": "later"}
        | dict.fromkeys(names, "")
        | {"date": row["date"], "ours": row["ours"], "ushs10_daily": row["ushs10"]}
        for row in later
    ]
    return text_of(rows)


def tracked_lists() -> str:
    """The lists of goods behind the effective rates, one a line."""
    codes = {name: {row["code"] for row in read(MEASURES / "lists" / f"{name}.csv")}
             for name in TRACKED}  # fmt: skip
    return text_of({"list": name, "codes": " ".join(sorted(codes[name]))} for name in TRACKED)


def packages() -> str:
    """Three packages of 300 items each, with their proven optima; a line for each case."""
    given = json.loads((VALIDATION / "packages.json").read_text(encoding="utf-8"))
    cases = ",\n".join(json.dumps(case, separators=(",", ":")) for case in given["cases"])
    return f'{{"about":{json.dumps(given["about"])},\n"cases":[\n{cases}\n]}}\n'


def spatial() -> str:
    """Spatial equilibria in one line."""
    given = json.loads((VALIDATION / "spatial.json").read_text(encoding="utf-8"))
    return json.dumps(given, separators=(",", ":")) + "\n"


TEXTS: dict[str, Callable[[], str]] = {
    "caliendo_parro_2015.csv": caliendo_parro,
    "caliendo_parro_2015_imports.csv": import_growth,
    "ossa_2014.csv": ossa,
    "lashkaripour_lugovskyy_2023.csv": lambda: text_of(read(VALIDATION / "ll2023" / "table4.csv")),
    "us_2022.csv": lambda: text_of(read(VALIDATION / "us_tariff_2022" / "welfare.csv")),
    "bargaining.csv": lambda: text_of(read(VALIDATION / "bargaining.csv")),
    "packages.json": packages,
    "spatial.json": spatial,
    "us_rates_on_japan.csv": rates_on_japan,
    "us_effective_rates.csv": effective_rates,
    "us_effective_layers.csv": lambda: text_of(read(MEASURES / "effective_totals.csv")),
    "us_trackers.csv": trackers,
    "us_tracked_lists.csv": tracked_lists,
}
ARRAYS = {
    "us_2022.npz": (
        VALIDATION / "us_tariff_2022" / "us_tariff_2022.npz",
        ("countries", "sectors", "expenditure_raw", "tariff", "sigma_IS", "sigma_U4"),
    ),
    "lashkaripour_lugovskyy_2023.npz": (
        VALIDATION / "ll2023" / "ll2023.npz",
        (
            "countries",
            "sectors",
            "expenditure",
            "expenditure_free_entry",
            "expenditure_unbalanced",
            "tariff",
            "sigma",
            "mu",
        ),
    ),
}


def table(name: str) -> str:
    """Return a table of text with its source: the first line, or the first entry of JSON."""
    made = TEXTS[name]()
    if name.endswith(".csv"):
        return f"# {cited(name)}\n{made}"
    return made.replace("{", f'{{"source":{json.dumps(cited(name))},\n', 1)


def arrays(name: str) -> dict[str, np.ndarray]:
    """Return the arrays that are kept of a source, and what that is."""
    source, kept = ARRAYS[name]
    with np.load(source) as stored:
        return {array: stored[array] for array in kept} | {"source": np.array(cited(name))}


def differing() -> list[str]:
    """Return the files that are not what the sources give."""
    found = []
    for name in TEXTS:
        if (TARGET / name).read_text(encoding="utf-8") != table(name):
            found.append(name)
    for name in ARRAYS:
        made = arrays(name)
        with np.load(TARGET / name) as stored:
            if set(stored) != set(made) or any(
                not np.array_equal(stored[n], made[n]) for n in made
            ):
                found.append(name)
    return found


def main() -> int:
    """Write the tables, or compare them."""
    if "--check" in sys.argv[1:]:
        found = differing()
        print("differs from the sources: " + ", ".join(found) if found else "current")
        return int(bool(found))
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in TEXTS:
        (TARGET / name).write_text(table(name), encoding="utf-8", newline="\n")
    for name in ARRAYS:
        np.savez_compressed(TARGET / name, allow_pickle=False, **arrays(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
