"""How large the duties of 2025 really were: the range of the factor ``duties``.

    python -m derive.duties            prints the ratios
    python -m derive.duties --check    exit code 1 unless their range, rounded, is the one drawn

For every date on which a tracker states the average US rate: its rise over 2024, as a multiple of
the rise by the reading of the law that Cobden ships. The range is that of all of them.
"""

import csv
import sys
from pathlib import Path

TABLE = Path(__file__).parents[1] / "tests" / "oracles" / "data" / "us_trackers.csv"
TRACKERS = {
    "ushs10_daily": "ushs10, daily",
    "yale_presub": "Yale Budget Lab, before substitution",
    "tpc": "Tax Policy Center",
}
BEFORE = 2.4  # the average rate of 2024 as the trackers have it, %
YEAR = "2025"


def ratios() -> dict[tuple[str, str], float]:
    """Return, by date and tracker, the rise it states over the rise that Cobden computes."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        rows = [
            row
            for row in csv.DictReader(lines)
            if row["table"] == "totals" and row["date"].startswith(YEAR)
        ]
    base = float(rows[0]["ours"])
    return {
        (row["date"], name): (float(row[column]) - BEFORE) / (float(row["ours"]) - base)
        for row in rows[1:]
        for column, name in TRACKERS.items()
        if row[column]
    }


def main(check: bool) -> int:
    """Print the ratios; with ``check`` return 1 if the drawn range is another."""
    from cobden.study.uncertain_figures import DUTIES

    found = ratios()
    for (date, tracker), ratio in found.items():
        print(f"{date}  {tracker:38} {ratio:.3f}")
    low, high = min(found.values()), max(found.values())
    print(f"range {low:.3f} to {high:.3f}; drawn {DUTIES.low} to {DUTIES.high}")
    same = (DUTIES.low, DUTIES.high) == (round(low * 20) / 20, round(high * 20) / 20)
    return int(check and not same)


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
