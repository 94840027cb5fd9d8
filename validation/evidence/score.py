# ruff: noqa: E501  # rows of a printed table
"""Score the reader of reports: claims by hand against claims read, slot by slot.

    python -m validation.evidence.score [--half FOLDER] [--misses] [--write] [--confidence]

A document is a text with its claims under "=== claims", one a line, and those that are as well left
out under "=== optional":
quote | act | by | on | goods | value unit | standing | slot=value;...; "a/b" where either is fair.
A claim is found where one that was read overlaps its quote and has its value and unit (or, without
a figure, its act). It is right throughout where act, by, on, goods, standing and dates are all as
listed. Precision is over all claims with an act that were read of the document, and over the
figures of its story; acts that the reader is not sure of, and does not show, count as not read.
"""

import argparse
import csv
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cobden import evidence
from cobden.evidence.claims import Claim
from cobden.evidence.confidence import is_sure, told
from cobden.evidence.source_files import read_document
from cobden.study.known_facts import knowledge

HERE = Path(__file__).parent
BUILT_ON = ("dev", "held", "fresh", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
            "ninth", "tenth", "eleventh")  # fmt: skip
UNSEEN = "second_closed"  # no line of its errors was read, and none is to be
SLOTS = ("act", "by", "on", "goods", "standing", "dates")
_MARK = "\n=== claims"
_OPTIONAL = "=== optional"


@dataclass
class Listed:
    """A claim made by hand."""

    quote: str
    start: int
    slots: dict[str, str]
    value: float | None
    unit: str
    more: dict[str, str]
    optional: bool = False  # fair where it is read, no miss where it is not
    any_value: bool = False
    row: int = 0  # where the line of a table ends, whose first words the quote is


@dataclass
class Score:
    """Counts of a group of documents."""

    listed: int = 0
    found: int = 0
    right: int = 0
    read: int = 0
    read_right: int = 0
    slots: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    notes: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Return the part of the listed claims that are right throughout."""
        return self.right / self.listed if self.listed else float("nan")

    @property
    def precision(self) -> float:
        """Return the part of the claims read that are right throughout."""
        return self.read_right / self.read if self.read else float("nan")


def listed(path: Path) -> tuple[str, list[Listed]]:
    """Return a document's text and its claims by hand."""
    text, _, lines = path.read_text(encoding="utf-8").partition(_MARK)
    needed, _, fair = lines.partition(_OPTIONAL)
    found = [*_claims(text, needed, path), *_claims(text, fair, path, optional=True)]
    return text + "\n", found


def _claims(text: str, lines: str, path: Path, optional: bool = False) -> Iterator[Listed]:
    at = 0
    for line in lines.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        quote, act, by, on, goods, figure, standing, more = (cells + [""] * 8)[:8]
        quote = quote.replace("\\n", "\n")
        start = text.find(quote, at)
        if start < 0:
            start = text.find(quote)
        if start < 0:
            raise ValueError(f"{path.name}: no '{quote}'")
        at = start + 1
        value, _, unit = figure.partition(" ")
        yield Listed(
            quote, start, {"act": act, "by": by, "on": on, "goods": goods, "standing": standing},
            float(value) if value not in ("", "*") else None, unit,
            dict(p.split("=") for p in more.split(";") if p), optional=optional, any_value=value == "*",
        )  # fmt: skip


def _same(wanted: str, got: object) -> bool:
    said = ", ".join(got) if isinstance(got, tuple) else str(got)
    if wanted.startswith("*"):
        return True
    options = [set(filter(None, w.strip().split(", "))) for w in wanted.split("/")]
    return set(filter(None, said.split(", "))) in options


def faults(claim: Claim, wanted: Listed) -> list[str]:
    """Return the slots of a claim that are not as listed."""
    got = {"act": claim.act, "by": claim.by, "on": tuple(filter(None, claim.on.split(" "))), "goods": claim.goods,
           "standing": claim.standing}  # fmt: skip
    wrong = [slot for slot in got if not _same(wanted.slots[slot], got[slot])]
    for key, value in wanted.more.items():
        if key == "from":
            if claim.was != float(value):
                wrong.append("from")
        elif key == "bound":
            if claim.bound != value:
                wrong.append("bound")
        elif not str(getattr(claim, key)).startswith(value):
            wrong.append("dates")
    return wrong


def _near(claim: Claim, wanted: Listed) -> bool:
    end = wanted.start + len(wanted.quote)
    if wanted.row:
        end = max(end, wanted.row)
    if not (claim.start < end and wanted.start < claim.end):
        return False
    if wanted.any_value:
        return True
    if wanted.value is None:
        return claim.value is None and claim.kind == "event"
    return claim.value is not None and abs(claim.value - wanted.value) <= 1e-6 * max(1, abs(wanted.value)) and (
        claim.unit == wanted.unit)  # fmt: skip


def score_document(
    text: str, wanted: list[Listed], claims: list[Claim], name: str, score: Score
) -> None:
    """Add a document's counts to ``score``."""
    used: set[str] = set()
    for one in wanted:
        near = [c for c in claims if _near(c, one)]
        if one.optional:
            fresh = [c for c in near if c.id not in used]
            used |= {c.id for c in fresh if not faults(c, one)}
            continue
        score.listed += 1
        if not near:
            score.notes.append(f"{name}: missed '{one.quote}'")
            continue
        best = min(near, key=lambda c: len(faults(c, one)))
        used |= {c.id for c in near}
        wrong = faults(best, one)
        score.found += 1
        for slot in set(wrong):
            score.slots[slot] += 1
        score.right += not wrong
        score.read += 1
        score.read_right += not wrong
        if wrong:
            score.notes.append(
                f"{name}: '{one.quote}' wrong in {', '.join(wrong)}: got {best.act} by {best.by} on {best.on} "
                f"{best.goods} {best.standing} was {best.was} {best.bound} {best.announced}|{best.in_force}|{best.lapses}")  # fmt: skip
    for claim in claims:
        if claim.id not in used and (
            claim.act
            or (
                claim.standing != "historic"
                and claim.kind == "quantity"
                and claim.topic in _COUNTED
            )
        ):
            score.read += 1
            score.notes.append(
                f"{name}: unlisted '{' '.join(claim.quote.split())}' {claim.act} by {claim.by} on {claim.on} {claim.goods} {claim.value} {claim.unit} {claim.standing}")  # fmt: skip


_COUNTED = ("tariff", "purchases", "investment", "quota")


def documents(half: str) -> Iterator[tuple[str, str, list[Listed], list[Claim]]]:
    """Yield each document of a half: its name, its text as read, what is listed, what is read."""
    import tempfile

    from cobden.evidence.extract import claims

    known = knowledge()
    for path in sorted((HERE / half).glob("*.txt")):
        text, wanted = listed(path)
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / path.name
            source.write_text(text, encoding="utf-8")
            document = read_document(source)
        # spans of the text as read (HTML differs): find the quotes there
        if document.text != text:
            at = 0
            for one in wanted:
                one.start = document.text.find(one.quote, at)
                if one.start < 0:
                    one.start = document.text.find(one.quote)
                at = max(one.start, 0) + 1
        for one in wanted if path.stem.split("-")[1] == "table" else ():
            one.row = (document.text + "\n").find("\n", one.start)
        yield path.stem, document.text, wanted, list(claims(document, known))


def run(half: str) -> dict[tuple[str, str], Score]:
    """Return the scores of a half by language and layout."""
    scores: dict[tuple[str, str], Score] = defaultdict(Score)
    for name, text, wanted, found in documents(half):
        code, layout = name.split("-")[:2]
        shown = [claim for claim in found if is_sure(claim)]
        score_document(text, wanted, shown, name, scores[code, layout])
    return scores


def calibrate() -> None:
    """Write how often acts told in one way were right, over what the reader was not built on.

    That is the half kept apart, and the last batch as it was first met.
    """
    counted: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in _rows("as_met_told.csv"):
        key = row["figure"], row["by"], row["on"]
        counted[key] = [int(row["right"]), int(row["read"])]
    for _, _, wanted, found in documents(UNSEEN):
        right = {c.id for w in wanted for c in found if _near(c, w) and not faults(c, w)}
        fair = {c.id for w in wanted if w.optional for c in found if _near(c, w)}
        for claim in found:
            if claim.act and (claim.id in right or claim.id not in fair):
                counted[told(claim)][0] += claim.id in right
                counted[told(claim)][1] += 1
    path = Path(evidence.__file__).parent / "data/confidence.csv"
    head = path.read_text(encoding="utf-8").splitlines()[:2]
    lines = [",".join([*key, *map(str, pair)]) for key, pair in sorted(counted.items())]
    path.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def _rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table that lies beside this file."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


_PAGE = Path(__file__).parents[2] / "docs/evidence.md"
_BETWEEN = ("<!-- scores -->", "<!-- end of scores -->")
_AS_MET = ("<!-- as met -->", "<!-- end of as met -->")


def _summed(half: str) -> dict[str, Score]:
    """Return the scores of a half by language, by layout, and of all."""
    total: dict[str, Score] = defaultdict(Score)
    for (code, layout), score in run(half).items():
        for name in (code, layout, "all"):
            into = total[name]
            into.listed += score.listed
            into.right += score.right
            into.read += score.read
            into.read_right += score.read_right
    return total


def _percent(part: float) -> str:
    return "" if math.isnan(part) else f"{part:.0%}"


def _both(halves: dict[str, dict[str, Score]], name: str) -> Score:
    """Return the score of all that the reader was built on."""
    total = Score()
    for half in BUILT_ON:
        one = halves[half].get(name, Score())
        total.listed += one.listed
        total.right += one.right
        total.read += one.read
        total.read_right += one.read_right
    return total


def _write() -> None:
    """Put the scores of both halves into the page of evidence."""
    halves = {half: _summed(half) for half in (*BUILT_ON, UNSEEN)}
    lines = [
        "| | unseen | recall | precision | built on | recall | precision |",
        "|---|---|---|---|---|---|---|",
    ]
    both = {name: _both(halves, name) for name in {n for half in BUILT_ON for n in halves[half]}}
    for name in sorted(both, key=lambda n: (n == "all", len(n) > 2, n)):
        fresh, built = halves[UNSEEN].get(name, Score()), both[name]
        if built.listed:
            lines.append(
                f"| {name} | {fresh.listed} | {_percent(fresh.recall)} | {_percent(fresh.precision)} "
                f"| {built.listed} | {_percent(built.recall)} | {_percent(built.precision)} |")  # fmt: skip
    _put(_BETWEEN, lines)
    _put(_AS_MET, _as_met())


def _as_met() -> list[str]:
    """Return the table of how each batch scored when it was first met."""
    met = _rows("as_met.csv")
    batches = list(dict.fromkeys(row["batch"] for row in met))
    names = sorted(
        {r["name"] for r in met}, key=lambda n: (n == "all", len(n) > 2, n)
    )  # a language's code
    shown = {
        (r["batch"], r["name"]): f"{_part(r, 'right', 'listed')} | {_part(r, 'read_right', 'read')}"
        for r in met
    }
    heads = [f"{b}: recall | precision" for b in batches]
    lines = [f"| | {' | '.join(heads)} |", "|---" * (2 * len(batches) + 1) + "|"]
    return lines + [
        f"| {name} | {' | '.join(shown.get((b, name), ' | ') for b in batches)} |" for name in names
    ]


def _part(row: dict[str, str], part: str, whole: str) -> str:
    return f"{int(row[part]) / int(row[whole]):.0%}" if int(row[whole]) else ""


def _put(marks: tuple[str, str], lines: list[str]) -> None:
    """Put lines into the page, between its marks."""
    text = _PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(marks[0])
    _, _, after = rest.partition(marks[1])
    table = "\n".join(lines)
    _PAGE.write_text(f"{before}{marks[0]}\n{table}\n{marks[1]}{after}", encoding="utf-8")


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--half", default="dev")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument(
        "--write", action="store_true", help="put both halves' scores into the docs"
    )
    parser.add_argument(
        "--confidence", action="store_true", help="count anew how often acts are right"
    )
    given = parser.parse_args()
    if given.confidence:
        calibrate()
        return
    if given.write:
        _write()
        return
    scores = run(given.half)
    total: dict[str, Score] = defaultdict(Score)
    for (code, layout), score in scores.items():
        for name in (code, f"layout {layout}", "all"):
            into = total[name]
            into.listed += score.listed
            into.found += score.found
            into.right += score.right
            into.read += score.read
            into.read_right += score.read_right
            for slot, count in score.slots.items():
                into.slots[slot] += count
    print(
        f"{'':16} {'listed':>6} {'found':>6} {'right':>6} {'recall':>7} {'read':>5} {'prec':>7}  slots wrong"
    )
    for name, s in sorted(total.items()):
        print(
            f"{name:16} {s.listed:6} {s.found:6} {s.right:6} {s.recall:7.1%} {s.read:5} {s.precision:7.1%}  {dict(s.slots)}"
        )
    if given.misses:
        for score in scores.values():
            print("\n".join(score.notes))


if __name__ == "__main__":
    main()
