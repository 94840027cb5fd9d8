"""How well and how fast reports are read: precision and recall by kind of claim, and speed.

    python -m benchmarks.evidence [--reports FOLDER --ledger CSV] [--speed 1000]

Scores the reader on the invented reports in benchmarks/reports (the default), or on other reports
with a hand-made ledger of claims: columns report, kind, value, unit, quote, and offset or subject.
A listed claim is found when one of its kind overlaps its quote and states its value and unit (or
its person, day or house). Precision is over the claims that overlap a listed quote; a claim that
no line of the ledger speaks of is counted apart, since no ledger lists all that a report says.
"""

import argparse
import csv
import resource
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from cobden.evidence.claims import Claim
from cobden.evidence.dating import date_together
from cobden.evidence.documents import Document
from cobden.evidence.ledger import Ledger
from cobden.evidence.source_files import read_all, read_document
from cobden.study.known_facts import knowledge

HERE = Path(__file__).parent / "reports"
_MAGNITUDES = {"thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12}
_KIND = {"tariff": "measure"}  # what a ledger may call one of ours


@dataclass
class Score:
    """Counts of one kind of claim."""

    listed: int = 0
    found: int = 0
    wrong: int = 0
    unlisted: int = 0
    judged: int = 0
    judged_so: int = 0
    missed: list[str] = field(default_factory=list)
    mistaken: list[str] = field(default_factory=list)


def scored(ledger: Ledger, rows: list[dict[str, str]]) -> dict[str, Score]:
    """Return the score by kind, of a ledger against the lines of a hand-made one."""
    scores: dict[str, Score] = defaultdict(Score)
    used: set[str] = set()
    for row in rows:
        document = ledger.document(row["document"])
        kind = _KIND.get(row["kind"], row["kind"])
        start = int(row["offset"]) if row.get("offset") else _place(document, row, ledger)
        near = [c for c in ledger.claims if c.document == document.name and c.kind == kind
                and c.start < start + len(row["quote"]) and start < c.end]  # fmt: skip
        right = [c for c in near if _states(c, row)]
        score = scores[kind]
        score.listed += 1
        score.found += bool(right)
        used |= {c.id for c in near}
        if not right:
            score.missed.append(f"{document.name}:{start} {row['quote']}")
        if right and row.get("status"):
            score.judged += 1
            score.judged_so += any(c.status == row["status"] for c in right)
        if near and not right:
            score.wrong += 1
            score.mistaken.append(f"{near[0].id} {near[0].value} {near[0].unit}")
    for claim in ledger.claims:
        scores[claim.kind].unlisted += claim.id not in used
    return dict(scores)


def _place(document: Document, row: dict[str, str], ledger: Ledger) -> int:
    """Return where the quote stands; of several places, where a claim states what is listed."""
    places, at = [], document.text.find(row["quote"])
    while at >= 0:
        places.append(at)
        at = document.text.find(row["quote"], at + 1)
    own = [c for c in ledger.claims if (c.document, c.kind) == (document.name, row["kind"])]
    right = [c.start for c in own if _states(c, row)]
    return next((p for p in places if any(abs(p - r) < 20 for r in right)), places[0])


def _states(claim: Claim, row: dict[str, str]) -> bool:
    if claim.kind == "person":
        same = claim.person in ("", row["subject"])
        return same and row.get("status", "") in ("", claim.status)
    if claim.kind == "date":
        return claim.when == row["value"]
    if claim.kind == "attribution":
        return bool(claim.attribution)
    if claim.kind != "quantity":
        return True
    unit = row["unit"] == claim.unit or {row["unit"], claim.unit} <= {"count", "round", "meeting"}
    low, high = _interval(row["value"])
    if claim.value is None:
        inside = claim.low is not None and claim.high is not None and low <= claim.high
        return unit and inside and claim.low is not None and claim.low <= high
    return unit and low - 1e-9 <= claim.value <= high + 1e-9


def _interval(value: str) -> tuple[float, float]:
    """Return a listed value as an interval: "tens of billions" is 20 to 100 billion."""
    words = value.split()
    if words and words[-1] in _MAGNITUDES:
        scale = _MAGNITUDES[words[-1]] * {"tens": 10, "hundreds": 100}.get(words[0], 1)
        return 2 * scale, 10 * scale
    return float(value), float(value)


def own_reports() -> tuple[Ledger, list[dict[str, str]]]:
    """Return the ledger of the invented reports, and what should be in it."""
    documents = [read_document(path) for path in sorted(HERE.glob("*.txt"))]
    ledger = Ledger.of(documents, knowledge())
    with (HERE / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = [row | {"document": row["report"]} for row in csv.DictReader(file)]
    return ledger, rows


def other_reports(folder: Path, listed: Path) -> tuple[Ledger, list[dict[str, str]]]:
    """Return the ledger of the reports in a folder (report-N.txt), and what should be in it."""
    documents = [read_document(path) for path in sorted(folder.glob("*.txt"))]
    ledger = Ledger.of(date_together(documents, knowledge()), knowledge())
    with listed.open(encoding="utf-8", newline="") as file:
        rows = [row | {"document": f"report-{row['report']}"} for row in csv.DictReader(file)]
    return ledger, rows


def timed(count: int) -> None:
    """Read ``count`` reports of 1,000 words, made of the invented ones; print time and memory."""
    text = "\n\n".join(p.read_text(encoding="utf-8") for p in sorted(HERE.glob("*.txt")))
    words = text.split(" ")
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for i in range(count):
            path = Path(folder) / f"report-{i:04d}.txt"
            turn = i * 37 % len(words)
            path.write_text(" ".join((words[turn:] + words[:turn])[:1000]), encoding="utf-8")
            paths.append(path)
        start = time.perf_counter()
        ledger = read_all(paths, knowledge())
        seconds = time.perf_counter() - start
    usage = [resource.getrusage(who).ru_maxrss for who in
             (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]  # fmt: skip
    print(
        f"{count} reports of 1,000 words, {len(ledger.claims)} claims: {seconds:.1f} s; "
        f"most memory {usage[0] / 1024:.0f} MiB, of a reading process {usage[1] / 1024:.0f} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--speed", type=int, metavar="REPORTS")
    given = parser.parse_args()
    if given.speed:
        timed(given.speed)
        return
    ledger, rows = other_reports(given.reports, given.ledger) if given.reports else own_reports()
    print(
        f"{'kind':12} {'listed':>7} {'found':>6} {'recall':>7} {'precision':>9} {'status':>7} more"
    )
    for kind, score in sorted(scored(ledger, rows).items()):
        recall = score.found / score.listed if score.listed else float("nan")
        seen = score.found + score.wrong
        precision = score.found / seen if seen else float("nan")
        print(
            f"{kind:12} {score.listed:7} {score.found:6} {recall:7.1%} {precision:9.1%} "
            f"{score.judged_so:3}/{score.judged:<3} {score.unlisted:4}"
        )
        for line in score.missed:
            print(f"    missed {line}")
        for line in score.mistaken:
            print(f"    mistaken {line}")


if __name__ == "__main__":
    main()
