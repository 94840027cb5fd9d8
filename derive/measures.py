"""Derive the law that Cobden ships from the project's shared data.

    python -m derive.measures            rebuild src/cobden/measures/data
    python -m derive.measures --check    rebuild in memory and compare with what is committed

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

from cobden.measures.chapter99 import lists_in, read_chapter99
from derive.foreign_answers import (
    COLUMNS,
    answers_of_others,
    china_2018,
    china_lists,
    china_of_2025,
    china_stood,
    others_lists,
)

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "measures"
LAW = ROOT.parent / "shared" / "data" / "law"
CHAPTER_99 = LAW / "hts_2026_rev6_chapter99.txt.gz"
TARGET = ROOT / "src" / "cobden" / "measures" / "data"

NORTH_AMERICA = {1220: "CAN", 2010: "MEX"}  # the Census Bureau's country codes
CLAIM_MONTHS = ("2025_04", "2025_06", "2025_08", "2025_09", "2026_02")
METALS = {"steel": "steel_share", "aluminium": "aluminum_share", "copper": "copper_share"}
# Derivatives are taxed on their metal alone; goods of these chapters are metal through and through.
ALL_METAL = {"steel": ("72", "73", "76"), "aluminium": ("72", "73", "76"), "copper": ("74",)}

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

UNAPPLIED = [
    "id", "by", "on", "goods", "near", "rate", "mode", "start", "end", "authority", "why",
    "source", "where", "grade",
]  # fmt: skip
# Rows of the source that ``us_measures.csv`` replaces: metals before 12 March 2025, which named too
# many quotas, Russian aluminium, the chips of 2026, and annex II of 2026, which lists what is free.
REPLACED = ("M378", "M379", "M398", "M405", "M441")
STILL_COVERED = {
    "@s232_steel_deriv_20250312": "@s232_steel_deriv_20200208",
    "@s232_alu_deriv_20250312": "@s232_alu_deriv_20200208",
}
# Headings that are parts of vehicles by their own words; the rest of the list depends on the use.
VEHICLE_PARTS = (
    "401110", "40112010", "70072151", "70091000", "830120", "8407", "84082020", "8409911040",
    "8409991040", "8512", "852721", "852729", "8706", "8707", "8708", "940120",
)  # fmt: skip
CONDITIONAL_PARTS = {
    "@s232_auto_parts": ("end_use=vehicle", "vehicle"),
    "@s232_mhd_parts": ("end_use=truck", "truck"),
}
METALS_2026 = {
    "@s232_metals_annex_IA_20260406": "@s232_metals_50",
    "@s232_metals_annex_IB_20260406": "@s232_metals_25",
    "@s232_metals_annex_III_20260406": "@s232_metals_15",
}
ALL_OF_METAL = ("72", "73", "74", "76")  # chapters in which the metal's weight is not asked for
COLUMN_2 = "BLR CUB PRK RUS"
# Where a deal or an order frees civil aircraft: from when, from what.
CIVIL_AIRCRAFT = [
    ("GBR", "2025-06-30", "Proclamation of 16 Jun 2025, HTSUS 9903.96.01; US note 35(a)"),
    ("JPN", "2025-09-16", "90 FR 44638, HTSUS 9903.96.02; US note 35(b)"),
    ("EU27", "2025-09-01", "90 FR 46136, HTSUS 9903.02.76; US note 2(v)(xxii)"),
    ("KOR", "2025-11-14", "90 FR 55889, HTSUS 9903.02.81; US note 2"),
    ("CHE LIE", "2025-11-14", "90 FR 59281, HTSUS 9903.02.84 and .89; US note 2"),
]
AIRCRAFT_FREE_OF = ("IEEPA-reciprocal", "S232-steel", "S232-aluminium", "S232-copper",
                    "S232-metals")  # fmt: skip
# Chapter 97 (works of art) and films and recordings are informational materials too.
INFORMATIONAL = ("97", "3705", "3706", "852349", "85238010")
# Where a measure whose list is not known may reach: headings that its words speak of.
NEAR = {
    **dict.fromkeys(
        ("M442", "M443", "M444", "M445", "M446", "M447"), "2933 2934 2935 2937 2939 2941 30"
    ),
    "M406": "8415 8418 8432 8433 8436 8701", "M514": "8703 8704", "M516": "72 73 76 2208 8711",
    "M519": "0713 1514 2306", "M520": "0203 0301 0302 0303 0304 0306 0307 1604 1605",
    "M521": "0306 0713 2306",
}  # fmt: skip
# Derivatives of 2020 (Proclamation 9980, annexes I and II).
LISTS_2020 = {
    "s232_steel_deriv_20200208": (
        "7317003000", "7317005503", "7317005505", "7317005507", "7317005560", "7317005580",
        "7317006560", "8708103020", "8708292120",
    ),
    "s232_alu_deriv_20200208": (
        "76141050", "76149020", "76149040", "76149050", "8708103030", "8708292130",
    ),
}  # fmt: skip
# Lines that were others before 2022, by the list that those stood on: of 8541.40 the diodes, solar
# cells among them, were on list 2 and the rest on list 1, with 8541.50; gloves of 4015.19 on 4A.
FORMERLY = {
    "9903.88.01": ("85414970", "85414980", "85414995", "85415100", "85415900"),
    "9903.88.02": ("85414200", "85414300", "85414910"),
    "9903.88.15": ("40151210",),
}
# The waves of Section 301 in C. Bown's table, in their order.
WAVES = {
    "9903.88.01": "TT301_a", "9903.88.02": "TT301_b", "9903.88.03": "TT301_c",
    "9903.88.15": "TT301_e",
}  # fmt: skip
NOTES = {
    "M448": "Held unlawful for the plaintiffs on 7 May 2026; stayed on appeal on 12 May.",
    "M423": "Within a quota of 100,000 cars a year; 25% beyond it.",
    "M513": "List approximated: the March 2025 list cut down to chapters 72, 73 and 76.",
    "M504": "List known at six digits, but where the matrix of 28 March 2025 tells more.",
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
        applied = m.modelled in ("y", "in base")
        if m.authority in ("MFN", "S301") or m.id in REPLACED:
            continue
        if not (applied or announced or m.id == "M347"):
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
            "note": NOTES.get(m.id, ""),
            "collected_from": COLLECTED_FROM.get(m.id, ""),
            "collected_until": COLLECTED_UNTIL.get(m.id, ""),
        }  # fmt: skip
        if announced and m.modelled == "n" and m.partner not in ("CHN", "HKG"):
            row |= {"end": PAUSE[1], "suspended_from": PAUSE[0], "suspended_until": PAUSE[1]}
        if row["goods"] in STILL_COVERED:  # the derivatives of 2020 stayed on in March 2025
            row["goods"] += f" {STILL_COVERED[row['goods']]}"
        if m.id == "M347":  # collected, then undone from its first day
            row |= {"end": m.start, "collected_until": m.end}
        if m.end == VOID and m.authority.startswith("IEEPA") and str(m["mode"]) != "exempt":
            row["collected_until"] = VOID_COLLECTED
        if m.usmca.startswith("exempt from "):  # the exemption came later than the duty
            day = m.usmca.removeprefix("exempt from ")
            rows.append(row | {"end": day, "collected_until": ""})
            row |= {"id": f"{m.id}b", "start": day, "usmca": "exempt"}
        rows += metals_2026(row) or conditional_parts(row)
    return (
        rows + china_announced(raw) + cafta_textiles(raw) + civil_aircraft() + by_hand()
        + china_2018() + answers_of_others()
    )  # fmt: skip


def metals_2026(row: dict[str, str]) -> list[dict[str, str]]:
    """Return a metals duty of April 2026 by the lists of US note 16(c), or nothing for others.

    Copper pays the same from the United Kingdom as from others; outside the chapters of the metals
    the duty depends on the metal's weight; the 15% is a floor, 10% where the metal is American, but
    25% for column 2 countries.
    """
    name = METALS_2026.get(row["goods"])
    if name is None:
        return []
    weighed = {"condition": "metal_weight=15"}
    british = row["on"] == "GBR"
    if name == "@s232_metals_15":
        floor = row | {"on_except": COLUMN_2, "heading": "9903.82.10"}
        column2 = row | {"id": f"{row['id']}c", "on": COLUMN_2, "mode": "add", "rate_pct": "25",
                         "heading": "9903.82.12"}  # fmt: skip
        of_us = floor | {"id": f"{row['id']}u", "rate_pct": "10", "heading": "9903.82.07",
                         "condition": "metal_origin=US&metal_weight=15",
                         "source": f"{row['source']}; US note 16(e)"}  # fmt: skip
        other = {"condition": "metal_origin!=US&metal_weight=15"}
        listed = {"goods": f"{name}:other"}
        return [floor | listed | other, of_us | listed, column2 | listed | weighed]
    found = [row | {"goods": f"{name}:metal"}]
    if name == "@s232_metals_25":
        found.append(row | {"id": f"{row['id']}w", "goods": f"{name}:other"} | weighed)
    if not british:
        copper = row | {"id": f"{row['id']}k", "goods": f"{name}:copper", "on_except": ""}
        found.append(copper | (weighed if name == "@s232_metals_25" else {}))
    return found


def conditional_parts(row: dict[str, str]) -> list[dict[str, str]]:
    """Return ``row``, its mixed goods apart under the condition that they are vehicle parts."""
    held = CONDITIONAL_PARTS.get(row["goods"])
    if held is None:
        return [row]
    mixed = {"id": f"{row['id']}m", "goods": f"{row['goods']}:mixed", "condition": held[0]}
    return [row | {"goods": f"{row['goods']}:vehicle"}, row | mixed]


def by_hand() -> list[dict[str, str]]:
    """Return the measures of ``us_measures.csv``; the EU's aircraft duties end a week later."""
    with (ROOT / "derive" / "us_measures.csv").open(encoding="utf-8", newline="") as file:
        rows = [dict.fromkeys(COLUMNS, "") | row for row in csv.DictReader(file)]
    found = []
    for row in rows:
        partners = row["on"].split()
        if row["authority"] == "S301-aircraft" and "GBR" in partners and len(partners) > 1:
            rest = " ".join(p for p in partners if p != "GBR")
            found.append(row | {"id": f"{row['id']}u", "on": "GBR", "on_except": ""})
            found.append(row | {"on": rest, "end": "2021-03-11"})
        else:
            found.append(row)
    return found


def civil_aircraft() -> list[dict[str, str]]:
    """Return what frees certified civil aircraft and parts: on a condition, so off by default."""
    deals = [
        (f"A{n:02d}.{authority}", partner, authority, start, "", source)
        for n, (partner, start, source) in enumerate(CIVIL_AIRCRAFT, 1)
        for authority in AIRCRAFT_FREE_OF
    ]
    surcharge = ("A00.S122", "all", "S122", "2026-02-24", "2026-07-24",
                 "Proclamation 11012; US note 2(aa)")  # fmt: skip
    return [
        dict.fromkeys(COLUMNS, "") | {
            "id": id_, "by": "USA", "on": partner, "goods": "@s232_civil_aircraft",
            "rate_pct": "0", "mode": "exempt", "start": start, "end": end,
            "authority": authority, "source": source, "condition": "end_use=civil_aircraft",
            "grade": "A",
        }
        for id_, partner, authority, start, end, source in (surcharge, *deals)
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
        "IEEPA (all)": "already stated by the end of each measure",
        "IEEPA-reciprocal": "agreed, and not found in force",
        "EU-retaliation": "suspended; list not obtained",
    }
    chosen = raw[
        (raw.modelled == "n")
        & ~raw.id.isin(REPLACED)
        & ~((raw.authority == "IEEPA-reciprocal") & (raw.partner != "TWN"))
        & ~((raw.authority == "IEEPA-reciprocal") & (raw.start == "2025-04-09"))
    ]
    rows = [
        {
            "id": m.id, "by": economies(m.reporter), "on": economies(m.partner),
            "goods": m.products.split(" (")[0].replace("ALL", "all"), "near": NEAR.get(m.id, ""),
            "rate": "" if m.source_grade.startswith("U") else m.rate_pct,
            "mode": m["mode"], "start": m.start, "end": m.end, "authority": m.authority,
            "why": why.get(m.authority, "proposed, never applied" if "never" in m.status
                           else "product list not obtained"),
            "source": m.source, "where": m.source_where.split(" ;")[0]
            if m.source_where.startswith("http") else "", "grade": m.source_grade.split()[0],
        }
        for _, m in chosen.iterrows()
    ]  # fmt: skip
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
    lists: dict[str, tuple[str, ...]] = {}
    for path in sorted((SHARED / "lists").glob("*.csv")):
        if path.name == "INDEX.csv" or path.stem.startswith("s232_metals_annex"):
            continue
        table = pd.read_csv(path, dtype=str)
        column = {"s301_china_lists": "ch99_code"}.get(path.stem)
        if column is None and "category" in table:
            column = "category"
        parts = [(path.stem, table)]
        if column is not None:
            parts = [(f"{path.stem}:{key}", part) for key, part in table.groupby(column)]
        lists |= {name: tuple(sorted(set(part["code"]))) for name, part in parts}
    earlier = lists["s301_china_lists:9903.88.15"]
    lists |= legal_lists()
    lists |= lists_of_2018(lists, earlier)
    lists["ieepa_statutory"] = (*lists["ieepa_statutory"], *INFORMATIONAL)
    kept = set(lists["ieepa_annex2_20251113"])  # wood that the text still lists never left it
    lists["ieepa_annex2_20251014"] = tuple(
        c for c in lists["ieepa_annex2_20250908"] if c[:2] != "44" or c in kept
    )
    for name in ("s232_auto_parts", "s232_mhd_parts"):
        codes = [c for c in lists.pop(name) if c != "8471"]
        own = [c for c in codes if c.startswith(VEHICLE_PARTS)]
        lists[f"{name}:vehicle"] = tuple(own)
        lists[f"{name}:mixed"] = tuple(c for c in codes if c not in own)
    lists |= china_lists() | china_stood() | china_of_2025() | LISTS_2020 | others_lists()
    names, owner, code, digits = sorted(lists), [], [], []
    for place, name in enumerate(names):
        codes = sorted(set(lists[name]))
        owner += [place] * len(codes)
        code += [int(c.ljust(10, "0")) for c in codes]
        digits += [len(c) for c in codes]
    return {
        "names": np.array(names),
        "owner": np.array(owner, np.uint8),
        "code": np.array(code, np.int64),
        "digits": np.array(digits, np.uint8),
    }


def legal_lists() -> dict[str, tuple[str, ...]]:
    """Return the lists that the official text of chapter 99 states, by the product's names."""
    found = {name: codes for name, (_, codes) in lists_in(read_chapter99(CHAPTER_99)).items()}
    lists = {
        name: codes for name, codes in found.items()
        if not name.startswith(("s232_metals_", "s232_copper_2026"))
    }  # fmt: skip
    copper = set(found["s232_copper_2026"]) - set(found["s232_aluminium_steel_25"])
    for name in ("s232_metals_50", "s232_metals_25", "s232_metals_15"):
        codes = [c for c in found[name] if c[:2] != "74" and c not in copper]
        lists[f"{name}:copper"] = tuple(c for c in found[name] if c not in codes)
        lists[f"{name}:metal"] = tuple(c for c in codes if c[:2] in ALL_OF_METAL)
        lists[f"{name}:other"] = tuple(c for c in codes if c[:2] not in ALL_OF_METAL)
    return {name: codes for name, codes in lists.items() if codes}


def lists_of_2018(
    lists: dict[str, tuple[str, ...]], earlier: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Return the China lists of 2018-19 with the lines that the steps of 2024-26 took out of them.

    The text of 2026 no longer has those. Each stood on the list of the wave that first reached its
    six digits (C. Bown), or those that it had before 2022; ``earlier`` is list 4A before the steps
    of 2026.
    """
    waves = pd.read_csv(LAW / "us_on_china_2018_19_hs6.csv", dtype=str).set_index("hs06")
    stepped = {
        code
        for name, codes in lists.items()
        if name.startswith("s301_china_lists:9903.91")
        for code in codes
    }
    found = {}
    for heading, wave in WAVES.items():
        name = f"s301_china_lists:{heading}"
        reached = {str(c) for c in waves.index[waves[wave].astype(float).to_numpy() > 0]}
        others = {c for h in WAVES if h != heading for c in lists[f"s301_china_lists:{h}"]}
        moved = {c for c in stepped if c[:6] in reached and c not in others}
        moved |= set(FORMERLY.get(heading, ()))
        found[name] = tuple(sorted({*lists[name], *moved}))
        stepped -= moved
    name = "s301_china_lists:9903.88.15"
    return found | {name: tuple(sorted({*found[name], *earlier}))}


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
