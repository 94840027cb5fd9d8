"""Derive the table of deals of 2025 from the collected one: figures out of its words.

    python -m derive.deals            writes src/cobden/talks/data/deals_2025.csv
    python -m derive.deals --check    rebuilds and compares; exit code 1 if anything differs

What is read is written down here, deal by deal, and has to stand in the cell that it is from. Rates
are per cent; money is billions of dollars, sums over all years named; ``metals`` is 1 where the
duty on steel and aluminium was eased.
"""

import csv
import io
import re
import sys
from pathlib import Path

from derive.pages import write_or_check

ROOT = Path(__file__).parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "deals_2025.csv"
TARGET = ROOT / "src" / "cobden" / "talks" / "data" / "deals_2025.csv"

# partner: code, threat, signed, cars, metals eased, investment, purchases named. A truce takes back
# what both sides had raised: it is listed, and not reckoned with rates set under a threat.
READ = {
    "United Kingdom": ("GBR", "deal", "10", "10", "10", 1, "", "5"),
    "China (Geneva)": ("CHN", "truce", "145", "30", "", 0, "", ""),
    "China (London)": ("CHN", "truce", "", "30", "", 0, "", ""),
    "China (Busan)": ("CHN", "truce", "", "47", "", 0, "", ""),
    "Vietnam": ("VNM", "deal", "46", "20", "", 0, "", "8+2.9"),
    "Indonesia": ("IDN", "deal", "32", "19", "", 0, "", "15+4.5+3.2"),
    "Philippines": ("PHL", "deal", "20", "19", "", 0, "", ""),
    "Japan": ("JPN", "deal", "25", "15", "15", 0, "550", "8+7"),
    "European Union": ("EU27", "deal", "30", "15", "15", 0, "600", "750"),
    "Pakistan": ("PAK", "deal", "29", "19", "", 0, "", ""),
    "Korea": ("KOR", "deal", "25", "15", "15", 0, "350", "36+25"),
    "Cambodia": ("KHM", "deal", "36", "19", "", 0, "", ""),
    "Malaysia": ("MYS", "deal", "25", "19", "", 0, "70", "150"),
    "Thailand": ("THA", "deal", "36", "19", "", 0, "", ""),
}  # fmt: skip
HEADS = ("partner", "title", "announced", "kind", "threat", "signed", "cars", "metals",
         "investment", "purchases", "source", "grade")  # fmt: skip


def derive() -> str:
    """Return the table as CSV, its first line saying what it is."""
    rows = list(csv.DictReader(SOURCE.open(encoding="utf-8")))
    out = io.StringIO()
    out.write(
        "# Deals of the United States in 2025 (derive/deals.py): rates in per cent, money in "
        "billions of dollars. Facts from the sources named.\n"
    )
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADS)
    for row in rows:
        code, kind, threat, signed, cars, metals, investment, purchases = READ[row["partner"]]
        stated = {
            "threatened_rate": threat, "auto_terms": cars, "investment_usd_bn": investment,
            "purchases_usd_bn": purchases,
        }  # fmt: skip
        for column, text in stated.items():
            for figure in filter(None, text.split("+")):
                words = f"{row[column]} {row['concessions']}"
                assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d.]\d)", words), (row, column)
        assert signed in f"{row['signed_rate']} {row['other']}", row
        bought = sum(map(float, filter(None, purchases.split("+"))))
        source = row["source"].replace(" in shared/data/deals.md", "")
        source = source.replace("deals.md (qdnd)", "Quan doi nhan dan").removesuffix("; deals.md")
        writer.writerow(
            [code, row["partner"], row["announced"], kind, threat, signed, cars, metals,
             investment, f"{bought:g}" if purchases else "", source, row["grade"]]
        )  # fmt: skip
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(write_or_check(lambda: {TARGET: derive()}, __doc__))
