"""Derive the law that Cobden ships from the project's shared data.

    python derive/measures.py            rebuild src/cobden/measures/data
    python derive/measures.py --check    rebuild in memory and compare with what is committed

Facts are carried over as facts: rates, dates, codes and citations. ``src/cobden/measures/data/
README.md`` gives the provenance and the licences.
"""

import argparse
import csv
import io
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "measures"
TARGET = ROOT / "src" / "cobden" / "measures" / "data"

NORTH_AMERICA = {1220: "CAN", 2010: "MEX"}  # the Census Bureau's country codes
CLAIM_MONTHS = ("2025_04", "2025_06", "2025_08", "2025_09", "2026_02")
METALS = {"steel": "steel_share", "aluminium": "aluminum_share", "copper": "copper_share"}
# Derivatives are taxed on their metal alone; goods of these chapters are metal through and through.
ALL_METAL = {"steel": ("72", "73", "76"), "aluminium": ("72", "73", "76"), "copper": ("74",)}

# Section 301 on China: the rate of each heading, and the day the four-year review put it in force.
S301_HEADINGS = {
    "9903.88.01": (25, "add", "2018-07-06"),
    "9903.88.02": (25, "add", "2018-08-23"),
    "9903.88.03": (25, "add", "2018-09-24"),
    "9903.88.04": (25, "add", "2018-09-24"),
    "9903.88.15": (7.5, "add", "2019-09-01"),
    "9903.91.01": (25, "replace", "2024-09-27"),
    "9903.91.02": (50, "replace", "2024-09-27"),
    "9903.91.03": (100, "replace", "2024-09-27"),
}
# Amended with effect on the past: (legal from, collected from) of what came in, and the day until
# which the rate it replaced was collected.
COLLECTED_FROM = {
    "M348": "2025-09-16", "M349": "2025-09-16",  # Japan's floor, back to 7 August
    "M415": "2025-09-25", "M416": "2025-09-25",  # EU cars and parts, back to 1 August
    "M419": "2025-12-04", "M420": "2025-12-04",  # Korean cars and parts, back to 1 November
    "M357": "2025-12-04", "M431": "2025-12-04", "M437": "2025-12-04",  # Korea, back to 14 November
    "M362": "2025-12-18", "M367": "2025-12-18",  # Switzerland and Liechtenstein, the same
}  # fmt: skip
COLLECTED_UNTIL = {
    "M413": "2025-09-25", "M414": "2025-09-25", "M417": "2025-12-04", "M418": "2025-12-04",
    "M356": "2025-12-04", "M430": "2025-12-04", "M436": "2025-12-04", "M361": "2025-12-18",
    "M366": "2025-12-18",
}  # fmt: skip
VOID, VOID_COLLECTED = "2026-02-20", "2026-02-24"  # the ruling; the end of collection
PAUSE = ("2025-04-10", "2025-08-07")  # the country rates of 2 April: suspended, then terminated

COLUMNS = [
    "id", "by", "on", "on_except", "goods", "goods_except", "rate_pct", "mode", "content", "usmca",
    "start", "end", "suspended_from", "suspended_until", "collected_from", "collected_until",
    "embedded", "beyond_quota", "authority", "heading", "source", "where", "grade", "note",
]  # fmt: skip
UNAPPLIED = [
    "id", "by", "on", "goods", "rate", "mode", "start", "end", "authority", "why", "source",
    "where", "grade",
]  # fmt: skip
# The metals duties of 2018 are inside the duties of 2024. Primary steel is free of ordinary duty,
# so whatever was collected is Section 232; primary aluminium is not, so it counts as paid only
# where at least four fifths of its 10% was collected.
EMBEDDED = {"S232-steel": "0", "S232-aluminium": "0.8"}
NOTES = {
    "M448": "Held unlawful for the plaintiffs on 7 May 2026; stayed on appeal on 12 May.",
    "M423": "Within a quota of 100,000 cars a year; 25% beyond it.",
    "M513": "List approximated: the March 2025 list cut down to chapters 72, 73 and 76.",
    "M504": "List known at six digits only, which covers more than the original.",
}


def economies(text: str) -> str:
    """Return the source's partner codes in the product's words."""
    names = {"ALL": "all", "EUU": "EU27"}
    return " ".join(names.get(code, code) for code in text.split())


def tariff_rows(raw: pd.DataFrame) -> list[dict[str, str]]:
    """Return the measures that can be computed, one row each."""
    rows = []
    for _, m in raw.iterrows():
        announced = m.authority == "IEEPA-reciprocal" and m.start == "2025-04-09"
        applied = m.modelled == "y" or (m.modelled == "in base" and m.authority != "S301")
        if m.authority == "MFN" or not (applied or announced or m.id == "M347"):
            continue
        row = dict.fromkeys(COLUMNS, "") | {
            "id": m.id, "by": economies(m.reporter), "on": economies(m.partner),
            "on_except": economies(m.partner_except),
            "goods": m.products.replace("ALL", "all").replace("|", " "),
            "goods_except": m.products_except.replace("|", " "),
            "rate_pct": m.rate_pct, "mode": m["mode"], "authority": m.authority,
            "content": m.value_base.split()[0] if "content" in m.value_base else "",
            "usmca": {"exempt": "exempt", "US content exempt": "us_content"}.get(m.usmca, ""),
            "start": m.start, "end": m.end, "heading": m.hts_heading, "source": m.source,
            "where": "" if m.source_where.startswith(("local", "ushs10", "tbl_")) else
            m.source_where.split(" ;")[0], "grade": m.source_grade.split()[0],
            "embedded": EMBEDDED.get(m.authority, "") if m.modelled == "in base" else "",
            "note": NOTES.get(m.id, ""),
            "collected_from": COLLECTED_FROM.get(m.id, ""),
            "collected_until": COLLECTED_UNTIL.get(m.id, ""),
        }  # fmt: skip
        if announced and m.modelled == "n" and m.partner not in ("CHN", "HKG"):
            row |= {"end": PAUSE[1], "suspended_from": PAUSE[0], "suspended_until": PAUSE[1]}
        if m.id in ("M401", "M403"):  # the headings exclude one another: III is out of I-B for now
            row["goods_except"] = "@s232_metals_annex_III_20260406"
        if m.id == "M347":  # collected, then undone from its first day
            row |= {"end": m.start, "collected_until": m.end}
        if m.end == VOID and m.authority.startswith("IEEPA") and str(m["mode"]) != "exempt":
            row["collected_until"] = VOID_COLLECTED
        if m.usmca.startswith("exempt from "):  # the exemption came later than the duty
            day = m.usmca.removeprefix("exempt from ")
            rows.append(row | {"end": day, "collected_until": ""})
            row |= {"id": f"{m.id}b", "start": day, "usmca": "exempt"}
        rows.append(row)
        if row["embedded"]:  # partners under a quota paid beyond it
            rows.append(
                row
                | {"id": f"{m.id}q", "on": row["on_except"], "on_except": "", "beyond_quota": "yes"}
            )
    return rows + section_301(raw) + china_announced(raw) + cafta_textiles(raw)


def section_301(raw: pd.DataFrame) -> list[dict[str, str]]:
    """Return the China lists of 2018-24, one measure per heading; the 2024 duties contain them."""
    m = raw[raw.authority == "S301"].iloc[0]
    return [
        dict.fromkeys(COLUMNS, "") | {
            "id": f"{m.id}.{heading[5:]}", "by": "USA", "on": "CHN",
            "goods": f"@s301_china_lists:{heading}", "rate_pct": f"{rate:g}", "mode": mode,
            "start": start, "embedded": "0", "authority": "S301", "heading": heading,
            "source": m.source, "grade": m.source_grade.split()[0],
        }
        for heading, (rate, mode, start) in S301_HEADINGS.items()
    ]  # fmt: skip


def china_announced(raw: pd.DataFrame) -> list[dict[str, str]]:
    """Return China's 34% of 2 April, of which Geneva suspended 24 points from 14 May 2025."""
    geneva = raw[raw.id == "M075"].iloc[0]
    return [
        dict.fromkeys(COLUMNS, "") | {
            "id": f"M075.{partner}", "by": "USA", "on": partner, "goods": "all",
            "goods_except": geneva.products_except.replace("|", " "), "rate_pct": "34",
            "mode": "replace", "start": "2025-05-14", "end": VOID,
            "suspended_from": "2025-05-14", "suspended_until": VOID,
            "authority": geneva.authority, "heading": geneva.hts_heading, "source": geneva.source,
            "where": geneva.source_where, "grade": geneva.source_grade.split()[0],
        }
        for partner in ("CHN", "HKG")
    ]  # fmt: skip


def cafta_textiles(raw: pd.DataFrame) -> list[dict[str, str]]:
    """Return the exemption of CAFTA-DR textiles and apparel from the surcharge of 2026."""
    m = raw[raw.authority == "S122"].iloc[0]
    row = {
        "id": f"{m.id}.cafta",
        "by": "USA",
        "on": "CRI DOM GTM HND NIC SLV",
        "goods": " ".join(str(chapter) for chapter in range(50, 64)),
        "rate_pct": "0",
        "mode": "exempt",
        "start": m.start,
        "end": m.end,
        "authority": "S122",
        "source": m.source,
        "grade": m.source_grade.split()[0],
        "note": "All goods of chapters 50 to 63 are taken to claim CAFTA-DR.",
    }
    return [dict.fromkeys(COLUMNS, "") | row]


def unapplied_rows(raw: pd.DataFrame) -> list[dict[str, str]]:
    """Return the measures that are facts to show, not to compute with, and why."""
    why = {
        "S232-semis": "the legal share of these lines is not known",
        "IEEPA (all)": "already stated by the end of each measure",
        "IEEPA-reciprocal": "agreed, and not found in force",
        "S301": "step-ups of 1 January 2025 and 2026 are not in the 2024 duties",
        "EU-retaliation": "suspended; list not obtained",
    }
    chosen = raw[
        (raw.modelled == "n")
        & ~((raw.authority == "IEEPA-reciprocal") & (raw.partner != "TWN"))
        & ~((raw.authority == "IEEPA-reciprocal") & (raw.start == "2025-04-09"))
    ]
    rows = [
        {
            "id": m.id, "by": economies(m.reporter), "on": economies(m.partner),
            "goods": m.products.split(" (")[0].replace("ALL", "all"),
            "rate": "" if m.source_grade.startswith("U") else m.rate_pct,
            "mode": m["mode"], "start": m.start, "end": m.end, "authority": m.authority,
            "why": why.get(m.authority, "proposed, never applied" if "never" in m.status
                           else "product list not obtained"),
            "source": m.source, "where": m.source_where.split(" ;")[0]
            if m.source_where.startswith("http") else "", "grade": m.source_grade.split()[0],
        }
        for _, m in chosen.iterrows()
    ]  # fmt: skip
    s301 = raw[raw.authority == "S301"].iloc[0]
    rows.append(
        {"id": "M002.step", "by": "USA", "on": "CHN", "rate": "25 to 100", "mode": "replace",
         "goods": "chips, polysilicon, wafers (2025); batteries, graphite, magnets (2026)",
         "start": "2025-01-01", "end": "", "authority": "S301", "why": why["S301"],
         "source": s301.source, "where": "", "grade": "B"}
    )  # fmt: skip
    return rows


def as_csv(rows: list[dict[str, str]], columns: list[str]) -> bytes:
    """Return the rows as CSV text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def product_lists() -> dict[str, np.ndarray]:
    """Return every list as (name, 10-digit code, digits); a category makes a list of its own."""
    names, owner, code, digits = [], [], [], []
    for path in sorted((SHARED / "lists").glob("*.csv")):
        if path.name == "INDEX.csv":
            continue
        table = pd.read_csv(path, dtype=str)
        column = {"s301_china_lists": "ch99_code"}.get(path.stem)
        if column is None and "category" in table:
            column = "category"
        parts = [(path.stem, table)]
        if column is not None:
            parts = [(f"{path.stem}:{key}", part) for key, part in table.groupby(column)]
        for name, part in parts:
            names.append(name)
            codes = sorted(set(part["code"]))
            owner += [len(names) - 1] * len(codes)
            code += [int(c.ljust(10, "0")) for c in codes]
            digits += [len(c) for c in codes]
    return {
        "names": np.array(names),
        "owner": np.array(owner, np.uint8),
        "code": np.array(code, np.int64),
        "digits": np.array(digits, np.uint8),
    }


def import_table() -> dict[str, np.ndarray]:
    """Return US imports and duty of 2024 by line and partner, with what the law asks of a line."""
    trade = pd.read_parquet(SHARED / "us_imports_2024_hs10.parquet")
    content = pd.read_csv(SHARED / "shares" / "metal_content_shares_bea_hs10.csv",
                          dtype={"hs10": str}).set_index("hs10")  # fmt: skip
    lines = np.array(sorted(set(trade.hs) | set(content.index)))
    partners = np.array(sorted(trade.partner.unique()))
    sectors = pd.read_csv(SHARED / "hs_to_icio.csv", dtype={"hs6": str}).set_index("hs6").sector
    names = sorted(set(sectors))
    of_line = pd.Series(lines).str[:6].map(sectors).fillna("UNMAPPED")
    trade = trade.sort_values(["partner", "hs"])
    table = {
        "code": lines.astype(np.int64),
        "sectors": np.array(names),
        "sector": np.array([names.index(s) for s in of_line], np.uint8),
        "partners": partners,
        "line": np.searchsorted(lines, trade.hs).astype(np.uint16),
        "partner": np.searchsorted(partners, trade.partner).astype(np.uint8),
        "value": trade.value_usd.to_numpy(np.int64),
        "duty": trade.duty_usd.to_numpy(np.int64),
        "hs6": sectors.index.to_numpy(np.int64),
        "hs6_sector": np.array([names.index(s) for s in sectors], np.uint8),
    }
    return table | contents(lines, content) | claims(lines)


def contents(lines: np.ndarray, table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return each line's share of steel, aluminium and copper in value (BEA input-output table).

    A line that the table lacks takes the mean of its eight-digit, else six-digit, neighbours.
    """
    shares = table[list(METALS.values())].clip(upper=1.0)
    full = shares.reindex(lines)
    for digits in (8, 6, 4):
        mean = pd.DataFrame(shares.groupby(shares.index.str[:digits]).mean())
        near = mean.reindex([s[:digits] for s in lines])
        full = full.fillna(near.set_axis(full.index))
    full = full.fillna(0.0)
    chapter = np.array([s[:2] for s in lines])
    for metal, column in METALS.items():
        full.loc[np.isin(chapter, ALL_METAL[metal]), column] = 1.0
    rows, place = np.unique(full.to_numpy(np.float64), axis=0, return_inverse=True)
    return {"metals": np.array(list(METALS)), "content": rows,
            "content_row": place.astype(np.uint16)}  # fmt: skip


def claims(lines: np.ndarray) -> dict[str, np.ndarray]:
    """Return the share of Canada's and Mexico's value that claimed USMCA, by month and line.

    A line without trade in the month takes the share of its eight-, six-, four- or two-digit
    heading, or else of the partner.
    """
    shares = np.zeros((len(CLAIM_MONTHS), len(NORTH_AMERICA), len(lines)), np.float32)
    code = pd.Series(lines)
    for t, month in enumerate(CLAIM_MONTHS):
        path = SHARED / "shares" / f"usmca_product_shares_{month}.csv"
        table = pd.read_csv(path, dtype={"hts10": str})
        for p, partner in enumerate(NORTH_AMERICA):
            part = table[(table.cty_code == partner) & (table.total_value > 0)]
            values = pd.DataFrame(part[["usmca_value", "total_value"]])
            heading = pd.Series(part["hts10"])
            share = pd.Series(np.nan, code.index)
            for digits in (10, 8, 6, 4, 2, 0):
                sums = pd.DataFrame(values.groupby(heading.str[:digits]).sum())
                claimed = sums["usmca_value"] / sums["total_value"]
                share = share.fillna(code.str[:digits].map(claimed))
            shares[t, p] = share.fillna(0.0)
    months = np.array([month.replace("_", "-") for month in CLAIM_MONTHS])
    return {
        "claim_months": months,
        "claim_partners": np.array(list(NORTH_AMERICA.values())),
        "claim": np.round(shares, 4),
    }


def trackers() -> bytes:
    """Return published estimates of the US average tariff, per cent, beside the project's own."""
    table = pd.read_csv(SHARED / "compare_totals.csv")
    rows = []
    for row in table.to_dict("records"):
        for name, column in (("ushs10 daily", "ushs10_daily"), ("Yale Budget Lab", "yale_presub"),
                             ("Tax Policy Center", "tpc")):  # fmt: skip
            if pd.notna(row[column]):
                day = row["tpc_date"] if column == "tpc" else row["date"]
                rows.append({"date": row["date"], "tracker": name, "tracker_date": day,
                             "rate_pct": row[column]})  # fmt: skip
    return as_csv(rows, ["date", "tracker", "tracker_date", "rate_pct"])


def build() -> dict[str, bytes | dict[str, np.ndarray]]:
    """Return every file of the shipped law by name."""
    raw = pd.read_csv(SHARED / "measures.csv", dtype=str).fillna("")
    return {
        "measures.csv": as_csv(tariff_rows(raw), COLUMNS),
        "unapplied.csv": as_csv(unapplied_rows(raw), UNAPPLIED),
        "trackers.csv": trackers(),
        "lists.npz": product_lists(),
        "us_imports_2024.npz": import_table(),
    }


def differs(name: str, fresh: bytes | dict[str, np.ndarray]) -> bool:
    """Whether the committed file is not what the sources give."""
    path = TARGET / name
    if not path.exists():
        return True
    if isinstance(fresh, bytes):
        return path.read_bytes() != fresh
    with np.load(path) as kept:
        return set(kept) != set(fresh) or any(
            not np.array_equal(kept[key], fresh[key]) for key in fresh
        )


def main() -> int:
    """Rebuild or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    stale = []
    for name, fresh in build().items():
        if check:
            stale += [name] if differs(name, fresh) else []
        elif isinstance(fresh, bytes):
            (TARGET / name).write_bytes(fresh)
        else:
            with (TARGET / name).open("wb") as out:
                np.savez_compressed(out, **fresh)  # pyright: ignore[reportArgumentType]: numpy's stub
    if stale:
        print(f"differs from the sources: {', '.join(stale)}")
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
