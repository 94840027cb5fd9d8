"""Facts proposed to a case from a ledger: value, unit, range, sources, status, and a decision.

A figure that several sources give becomes one proposal whose range holds all that they say; a
case's ``facts.csv`` and ``sources.csv`` take what a person accepts, as it stands or edited.
"""

import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Literal, Self

from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.base.files import refuse_twice
from cobden.base.printable import csv_text
from cobden.base.sources import Text, Value
from cobden.base.writing import write_together
from cobden.evidence.claims import Claim
from cobden.evidence.documents import Document
from cobden.evidence.ledger import Ledger
from cobden.evidence.same_thing import topic_key

PROPOSED = "proposed_facts.csv"
_FACT_COLUMNS = [
    "id",
    "statement",
    "value",
    "unit",
    "low",
    "high",
    "as_of",
    "sources",
    "status",
    "reason",
]
_SOURCE_COLUMNS = ["id", "citation", "where", "date", "url", "licence", "grade"]
_TOPICS = frozenset(
    [
        "balance",
        "pause",
        "tariff",
        "quota",
        "share",
        "losses",
        "purchases",
        "investment",
        "spending",
        "trade",
        "revenue",
        "growth",
        "price",
        "employment",
        "coverage",
        "round",
    ]
)


class Proposal(Value):
    """A figure proposed to a case: ``sources`` are the ids of sources that state it."""

    id: Text
    statement: Text
    value: float
    unit: Text
    low: float | None = None
    high: float | None = None
    as_of: str = ""
    sources: tuple[str, ...]
    status: Literal["agree", "disagree", "single source"] = "single source"
    reason: str = ""
    decision: Literal["", "accept", "reject"] = ""

    def edited(self, **changes: object) -> Self:
        """Return the proposal as a person changed it; raises ``InputError`` if it is no fact."""
        try:
            return type(self).model_validate(self.model_dump() | changes)
        except ValidationError as error:
            first = error.errors()[0]
            raise InputError(
                f"{'.'.join(map(str, first['loc']))}: {first['msg']}.", where=self.id
            ) from None


def proposals(ledger: Ledger) -> tuple[Proposal, ...]:
    """Return the facts that the ledger's figures propose; what cannot be right proposes nothing."""
    groups: dict[tuple, list[Claim]] = defaultdict(list)
    for claim in ledger.claims:
        wanted = claim.kind == "quantity" and claim.topic in _TOPICS and claim.low is not None
        if wanted and claim.status != "cannot be right" and claim.modality != "denied":
            key = topic_key(claim)
            alone = claim.status == "single source"
            groups[(*key, claim.id) if alone else key].append(claim)
    taken: set[str] = set()
    return tuple(_proposal(group, ledger, taken) for group in groups.values())


def _proposal(group: list[Claim], ledger: Ledger, taken: set[str]) -> Proposal:
    units = [c.unit for c in group]
    unit = max(units, key=units.count)
    group = [c for c in group if c.unit == unit]
    example = max(group, key=lambda c: (c.value is not None, len(c.subject)))
    low = min(c.low for c in group if c.low is not None)
    high = max(c.high for c in group if c.high is not None)
    values = [c.value for c in group if c.value is not None]
    value = median(values) if values else math.sqrt(low * high)
    scale, name = _scaled(value, unit)
    days = sorted(d.published.isoformat() for d in ledger.documents
                  if d.published and d.name in {c.document for c in group})  # fmt: skip
    status = example.status if example.status in ("agree", "disagree") else "single source"
    ranged = low < value or high > value
    per = f" a {example.per}" if example.per else ""
    who = f"{example.by}: " if example.by and example.by not in example.subject else ""
    return Proposal(
        id=_identifier(example, taken), statement=f"{who}{example.subject}",
        value=_round(value / scale), unit=f"{name}{per}",
        low=_round(low / scale) if ranged else None, high=_round(high / scale) if ranged else None,
        as_of=example.when or (days[-1] if days else ""),
        sources=tuple(dict.fromkeys(slug(c.document) for c in group)),
        status=status, reason=example.reason,
    )  # fmt: skip


def _scaled(value: float, unit: str) -> tuple[float, str]:
    if re.fullmatch(r"[A-Z]{3}", unit):
        for scale, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
            if value >= scale:
                return scale, f"{word} {unit}"
    return 1.0, unit


def _round(value: float) -> float:
    return float(f"{value:.6g}")


def slug(name: str) -> str:
    """Return a name as the id of a row: lower case, letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "source"


def _identifier(claim: Claim, taken: set[str]) -> str:
    parts = [claim.topic, claim.by, claim.on, *claim.goods[:1]]
    stem = slug("-".join(part for part in parts if part))
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    taken.add(found)
    return found


def write_proposed(folder: Path, proposed: Iterable[Proposal]) -> Path:
    """Write what is still to decide to the case's ``proposed_facts.csv``."""
    path = folder / PROPOSED
    rows = [p.model_dump() for p in proposed if p.decision == ""]
    write_together({path: _table([*_FACT_COLUMNS, "decision"], rows)})
    return path


def read_proposed(folder: Path) -> tuple[Proposal, ...]:
    """Read ``proposed_facts.csv`` with a person's decisions (accept, reject) and edits."""
    path = folder / PROPOSED
    found = []
    for number, row in enumerate(_rows(path), 2):
        cells = {k: v for k, v in row.items() if v not in ("", None)}
        try:
            found.append(
                Proposal.model_validate(
                    cells | {"sources": tuple(re.split(r"; ?", row["sources"]))}
                )
            )
        except (ValidationError, KeyError) as error:
            first = error.errors()[0] if isinstance(error, ValidationError) else None
            what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else str(error)
            raise InputError(
                f"{what}.", where=f"{path}, line {number}",
                remedy="Give value, low and high as numbers; decision is accept, reject or empty.",
            ) from None  # fmt: skip
    return tuple(found)


def accept(folder: Path, proposed: Iterable[Proposal], documents: Iterable[Document]) -> int:
    """Add the accepted proposals to the case's facts, with their sources; return how many.

    Rows already there are kept; an accepted proposal takes the place of the fact of its id.

    >>> import cobden as cb
    >>> from pathlib import Path
    >>> cb.evidence.accept(Path('my-case'), [], [])  # nothing accepted, nothing written
    0
    """
    accepted = {p.id: p for p in proposed if p.decision == "accept"}
    if not accepted:
        return 0
    facts = [row for row in _rows(folder / "facts.csv") if row["id"] not in accepted]
    cited = {name for p in accepted.values() for name in p.sources}
    sources = _rows(folder / "sources.csv")
    known = {row["id"] for row in sources}
    new = [_source(d) for d in documents if slug(d.name) in cited - known]
    proved = [p.model_dump() for p in accepted.values()]
    write_together(  # a fact without its source would not load
        {
            folder / "facts.csv": _table(_columns(facts, _FACT_COLUMNS), [*facts, *proved]),
            folder / "sources.csv": _table(_columns(sources, _SOURCE_COLUMNS), [*sources, *new]),
        }
    )
    return len(accepted)


def _columns(rows: list[dict[str, str]], ours: list[str]) -> list[str]:
    """Return the columns of a table as they stand, and behind them those that it lacks."""
    own = list(rows[0]) if rows else []
    return [*own, *(column for column in ours if column not in own)]


def _source(document: Document) -> dict[str, object]:
    title = document.title or document.name
    citation = f"{document.publisher}: {title}" if document.publisher else title
    day = document.published.isoformat() if document.published else ""
    return {"id": slug(document.name), "citation": citation, "date": day, "url": document.url,
            "grade": "B"}  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        refuse_twice(reader.fieldnames or (), str(path))
        return list(reader)


def _table(columns: list[str], rows: Iterable[dict]) -> bytes:
    return csv_text([columns, *([row.get(key, "") for key in columns] for row in rows)]).encode()
