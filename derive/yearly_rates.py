"""Rebuild src/cobden/measures/data/yearly_rates.csv: means of a year's daily reference rates.

    python -m derive.yearly_rates [--check]

From src/cobden/evidence/data/exchange_rates.csv; only whole years are kept.
"""

import csv
import sys
from io import StringIO
from pathlib import Path
from statistics import fmean

ROOT = Path(__file__).parents[1] / "src" / "cobden"
SOURCE = ROOT / "evidence" / "data" / "exchange_rates.csv"
TARGET = ROOT / "measures" / "data" / "yearly_rates.csv"
FIRST = 2015


def text() -> str:
    """Return the file."""
    lines = [x for x in SOURCE.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
    days = list(csv.DictReader(lines))
    names = [name for name in days[0] if name != "date"]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["year", *names])
    for year in sorted({day["date"][:4] for day in days}):
        own = [day for day in days if day["date"].startswith(year)]
        if int(year) < FIRST or own[-1]["date"][5:7] != "12":
            continue
        means = [[float(day[name]) for day in own if day[name]] for name in names]
        writer.writerow([year, *(f"{fmean(m):.6g}" if m else "" for m in means)])
    return out.getvalue()


def main(check: bool) -> int:
    """Write the file, or compare it with what would be written."""
    if not check:
        TARGET.write_text(text(), encoding="utf-8")
        return 0
    same = TARGET.read_text(encoding="utf-8") == text()
    print("the yearly rates are up to date" if same else "differs: yearly_rates.csv")
    return int(not same)


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
