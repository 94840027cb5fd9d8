"""Build the figures of the chains that ship with Cobden.

``derive/chains/NAME.csv`` says of each figure either which row of the shared tables states it
(``file`` and its keys), or that nobody does (value, low, high and a reason). This script looks the
facts up, gives them their unit and citation, and writes ``figures.csv`` and ``observed.csv`` beside
the chain's other tables. Rows marked as remembered or empty are refused, and so are the rows that
derive from a model under a copyleft licence.

    python -m derive.chains            # rebuild
    python -m derive.chains --check    # compare with what is shipped, exit 1 on a difference
"""

import csv
import io
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT / ".." / "shared" / "data" / "commodities"
DATA = ROOT / "src" / "cobden" / "chains" / "data"
PICKS = Path(__file__).parent / "chains"
GRADES = {"measured": "A", "secondary": "B", "estimate": "C"}
KEYS = {
    "re_stages": ("stage", "country_or_region", "item"),
    "gallium_graphite": ("stage", "country_or_region", "item"),
    "lng_exporters": ("exporter", "region", "item", "project"),
    "lng_importers": ("importer", "item", "detail"),
    "lng_flows": ("exporter", "importer", "item"),
    "lng_distances": ("origin", "destination", "route", "item"),
    "ships_chips": ("domain", "country_or_firm", "item"),
    "export_controls": ("actor", "measure", "item"),
}
COLUMNS: tuple[str, ...] = (
    "name", "value", "unit", "low", "high", "citation", "where", "date", "grade", "licence",
    "reason",
)  # fmt: skip


def rows_of(name: str) -> list[dict[str, str]]:
    """Read a shared table."""
    with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fact(pick: dict[str, str], table: list[dict[str, str]]) -> dict[str, str]:
    """Return the figure that one row of a shared table states.

    ``row`` gives the leading keys, joined by ``|``; where no row has just these, what begins so.
    """
    wanted = [part.strip() for part in pick["row"].split("|")]
    keys = [key for key in table[0] if key not in ("value", "unit", "source", "source_date",
                                                   "quality", "note", "year", "date")]  # fmt: skip
    told = [
        row
        for row in table
        if row["year"] == pick["year"]
        and (not pick["says"] or pick["says"] in row["source"] + row["note"] + row["value"])
    ]
    hits = [row for row in told if [row[k] for k in keys][: len(wanted)] == wanted] or [
        row for row in told if all(row[k].startswith(w) for k, w in zip(keys, wanted, strict=False))
    ]
    if len({row["value"] for row in hits}) != 1:
        raise SystemExit(f"{pick['name']}: {len(hits)} rows match {pick['row']}, {pick['year']}")
    row = hits[0]
    nobody = "lngmodel" in row["source"] or "URL not retained" in row["source"]
    if row["quality"] not in GRADES or nobody:
        raise SystemExit(f"{pick['name']}: its row is {row['quality']} from {row['source']}")
    return {
        "name": pick["name"], "value": row["value"], "unit": pick["unit"],
        "low": pick["low"], "high": pick["high"], "citation": row["source"],
        "where": ", ".join(filter(None, (*(row[k] for k in keys), row["year"]))),
        "date": row["source_date"], "grade": GRADES[row["quality"]],
        "licence": "public domain" if row["source"].startswith("USGS") else "", "reason": "",
    }  # fmt: skip


def figures(name: str) -> str:
    """Return the contents of a chain's ``figures.csv``."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    tables: dict[str, list[dict[str, str]]] = {}
    with (PICKS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for pick in csv.DictReader(file):
            if pick["file"]:
                table = tables.setdefault(pick["file"], rows_of(pick["file"]))
                writer.writerow(fact(pick, table))
            else:
                writer.writerow({key: pick.get(key, "") for key in COLUMNS})
    return out.getvalue()


def observed(name: str) -> str | None:
    """Return the contents of ``observed.csv``: dated values the model never sees."""
    source = PICKS / f"{name}-observed.csv"
    if not source.exists():
        return None
    out = io.StringIO()
    heading = ("series", "month", "value", "unit", "source", "grade")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    with source.open(encoding="utf-8", newline="") as file:
        for pick in csv.DictReader(file):
            if not pick["file"]:  # stated in the pick itself, with its own source
                writer.writerow([pick[name] for name in heading])
                continue
            for row in rows_of(pick["file"]):
                keys = [row[key] for key in KEYS[pick["file"]]]
                # A month, a day in it, or several months in one figure, as 2024-01..02.
                several = r"(\d{4}-\d{2}(?:\.\.(?:\d{4}-)?\d{2})?)(?:-\d{2})?"
                dated = re.fullmatch(several, row["year"])
                if keys == [part.strip() for part in pick["row"].split("|")] and dated:
                    writer.writerow(
                        (pick["series"], dated[1], row["value"], row["unit"], row["source"],
                         GRADES[row["quality"]])
                    )  # fmt: skip
    return out.getvalue()


def main() -> int:
    """Build or check every chain."""
    differing = []
    for path in sorted(PICKS.glob("*.csv")):
        if path.stem.endswith("-observed"):
            continue
        for file, text in (("figures", figures(path.stem)), ("observed", observed(path.stem))):
            target = DATA / path.stem / f"{file}.csv"
            if text is None:
                continue
            if "--check" in sys.argv:
                same = target.exists() and target.read_text(encoding="utf-8") == text
                differing += [] if same else [str(target.relative_to(ROOT))]
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
    if differing:
        print("differs from the shared tables:", ", ".join(differing))
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
