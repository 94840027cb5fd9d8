# ruff: noqa: E501  # sentences and reasons stand on one line each
"""From an act to a case: the rows of its tables that a ledger proposes, and the acts that make none.

An act in force, agreed or planned is a tariff (``measures.csv``) or an instrument
(``instruments.yaml``); one that is offered, asked or weighed is an item of talks (``talks.yaml``);
each that has a day is a line of ``timeline.csv``. Two duties that cannot both be in force are shown
as such where they are proposed, each with the words of the other.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from cobden.base import economies
from cobden.base.sources import Text, Value
from cobden.evidence.claims import Claim
from cobden.evidence.documents import Document, sentences
from cobden.evidence.duty_rows import UNDATED, NoRow, duty_row
from cobden.evidence.instrument_rows import INSTRUMENT_ACTS, dated_rows, instrument_row, item_row
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.evidence.proposals import slug
from cobden.evidence.quota_rows import Pieces, quota_row, quotas_in

_HOLDS = ("in force", "agreed", "planned", "conditional", "removed", "suspended")
_TALKED = ("offered", "asked", "considered", "threatened")
CaseFile = Literal["measures.csv", "instruments.yaml", "timeline.csv", "talks.yaml"]


_QUOTED = 60  # letters from which a claim's own words are enough to decide by
_AROUND = 90  # letters of its sentence shown on either side of a bare figure


class CaseRow(Value):
    """A row proposed to a file of a case: its ``cells``, the words it rests on, and a decision."""

    file: CaseFile
    id: Text
    cells: dict[str, object]
    quote: str
    sources: tuple[str, ...]
    reason: str = ""
    decision: Literal["", "accept", "reject"] = ""


@dataclass(frozen=True)
class ProposedRows:
    """The ``rows`` that a ledger proposes, and the acts ``left_out``, each with the reason."""

    rows: tuple[CaseRow, ...]
    left_out: tuple[tuple[Claim, str], ...]


def case_rows(ledger: Ledger, knowledge: Knowledge) -> ProposedRows:
    """Return the rows that a ledger's acts propose, and those that propose none, with the reason.

    Acts of several sources on one thing make one row, with the middle of their figures; where they
    disagree, its reason says what each has, and a duty takes their range. Figures of one source
    that differ make a row each, which clash.
    """
    taken: set[str] = set()
    rows: list[CaseRow] = []
    left_out: list[tuple[Claim, str]] = []
    pieces = list(quotas_in(ledger))
    for quota in pieces:
        made, why = _quota_rows(quota, ledger.document(quota.claim.document), taken)
        rows += made
        if why:
            left_out.append((quota.claim, why))
    apart = frozenset(id for quota in pieces for id in quota.ids)
    for group in _groups(ledger, left_out, apart):
        made, why = _rows(group, ledger.document(group[0].document), knowledge, taken)
        rows += made
        if why:
            left_out.append((group[0], why))
    rows = list(_repeated(list(_succeeded(rows))))
    return ProposedRows(tuple(_with_clashes(rows)), tuple(left_out))


def _groups(
    ledger: Ledger, left_out: list[tuple[Claim, str]], apart: frozenset[str]
) -> Iterator[list[Claim]]:
    """Yield the claims on one thing but those ``apart``, figures of one source that differ apart."""
    found: dict[tuple[object, ...], list[Claim]] = {}
    for claim in ledger.claims:
        if not claim.act or claim.id in apart:
            continue
        if claim.status == "cannot be right" or claim.standing == "denied":
            left_out.append((claim, claim.reason or "it is denied"))
        elif claim.standing in ("historic", "statistic"):
            left_out.append((claim, f"it is {claim.standing}: no act of the day"))
        elif not claim.by:
            left_out.append((claim, "it is not told who acts"))
        else:
            key = (claim.act, claim.by, claim.on, claim.goods, claim.standing in _TALKED)
            found.setdefault(key, []).append(claim)
    for group in found.values():
        by_source: dict[str, set[float | None]] = {}
        for claim in group:
            by_source.setdefault(claim.document, set()).add(claim.value)
        if group[0].value is not None and any(len(own) > 1 for own in by_source.values()):
            for value in dict.fromkeys(claim.value for claim in group):
                yield [claim for claim in group if claim.value == value]
        else:
            yield group


def _rows(
    group: list[Claim], document: Document, knowledge: Knowledge, taken: set[str]
) -> tuple[list[CaseRow], str]:
    """Return the rows of claims on one act, the first of them of ``document``, and why none computes."""
    published = document.published
    own = [claim for claim in group if claim.document == document.name]
    example = max(own, key=lambda c: (c.value is not None, bool(c.in_force), len(c.quote)))
    sources = tuple(dict.fromkeys(slug(c.document) for c in group))
    quote = _words(example, document)
    name = _name(example.act, example, taken)
    dated = [
        CaseRow(file="timeline.csv", id=f"{name}-{slot.replace('_', '-')}", cells=cells,
                quote=quote, sources=sources)
        for slot, cells in dated_rows(example, sources)
    ]  # fmt: skip
    file: CaseFile
    try:
        if example.standing in _TALKED:
            file, (cells, why) = "talks.yaml", item_row(example, published, sources)
        elif example.act in INSTRUMENT_ACTS:
            file, (cells, why) = "instruments.yaml", instrument_row(example, name, published)
        else:
            file = "measures.csv"
            cells, why = duty_row(group, name, published, sources, knowledge)
    except NoRow as none:
        taken.update([name] if dated else [])
        return dated, str(none)
    taken.add(name)
    reason = "; ".join(part for part in (_disagreement(group), why) if part)
    row = CaseRow(file=file, id=name, cells=cells, quote=quote, sources=sources, reason=reason)
    return [row, *dated], ""


def _name(act: str, claim: Claim, taken: set[str]) -> str:
    """Return a name of a row that none has yet."""
    stem = slug("-".join(p for p in (act, claim.by, claim.on, *claim.goods[:1]) if p))
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name


def _quota_rows(pieces: Pieces, document: Document, taken: set[str]) -> tuple[list[CaseRow], str]:
    """Return the row of a quota told in pieces, or why it makes none."""
    name = _name("quota", pieces.claim, taken)
    try:
        cells, why = quota_row(pieces, name, document.published)
    except NoRow as none:
        return [], str(none)
    taken.add(name)
    row = CaseRow(file="instruments.yaml", id=name, cells=cells, quote=_words(pieces.claim, document),
                  sources=(slug(document.name),), reason=why)  # fmt: skip
    return [row], ""


def _words(claim: Claim, document: Document) -> str:
    """Return a claim's words, a bare figure with those around it in its sentence."""
    said = " ".join(claim.quote.split())
    if len(said) > _QUOTED or claim.document != document.name:
        return said
    sentence = next((s for s in sentences(document.text) if s.start <= claim.start < s.end), None)
    if sentence is None:
        return said
    start = max(sentence.start, claim.start - _AROUND)
    end = min(sentence.end, claim.end + _AROUND)
    before = "" if start == sentence.start else "... "
    after = "" if end == sentence.end else " ..."
    whole = " ".join(document.text[start:end].split())
    if before:
        whole = whole.partition(" ")[2]
    return f"{before}{whole.rpartition(' ')[0] if after else whole}{after}"


def _disagreement(group: list[Claim]) -> str:
    values = {c.value for c in group if c.value is not None}
    if len(values) < 2:
        return ""
    said = ", ".join(f"{c.value:g} ({c.document})" for c in group if c.value is not None)
    return f"the sources differ: {said}"


def clashes(rows: Iterable[CaseRow]) -> Iterator[tuple[CaseRow, CaseRow]]:
    """Yield the pairs of duties that cannot both be in force: of one authority, on the same goods."""
    duties = [row for row in rows if row.file == "measures.csv"]
    for one, other in combinations(duties, 2):
        a, b = one.cells, other.cells
        alike = a["by"] == b["by"] and a["authority"] == b["authority"]
        if alike and _share_goods(a, b) and _share_partners(a, b) and _share_days(a, b):
            yield one, other


def _succeeded(rows: list[CaseRow]) -> Iterator[CaseRow]:
    """Yield the rows, a duty ending where a later one on the same goods and partner begins."""
    named = ("by", "on", "goods", "authority")
    for row in rows:
        later = [
            other for other in rows
            if row.file == other.file == "measures.csv" and not row.cells["end"]
            and all(row.cells[name] == other.cells[name] for name in named)
            and str(other.cells["start"]) > str(row.cells["start"])
            and not (UNDATED in row.reason or UNDATED in other.reason)
        ]  # fmt: skip
        if later:
            follower = min(later, key=lambda other: str(other.cells["start"]))
            reason = "; ".join(p for p in (row.reason, f"until {follower.id} takes its place") if p)
            cells = row.cells | {"end": follower.cells["start"]}
            yield row.model_copy(update={"cells": cells, "reason": reason})
        else:
            yield row


def _repeated(rows: list[CaseRow]) -> Iterator[CaseRow]:
    """Yield the rows, a duty on some goods at the rate that all of them bear meant to be idle."""
    alike = ("by", "on", "rate", "mode")
    whole = [r for r in rows if r.file == "measures.csv" and r.cells["goods"] == "all"]
    for row in rows:
        same = next(
            (w for w in whole if row.file == w.file and row is not w
             and all(w.cells[name] == row.cells[name] for name in alike)), None,
        )  # fmt: skip
        if same is None:
            yield row
        else:
            reason = "; ".join(p for p in (row.reason, f"the same as {same.id} on all goods") if p)
            yield row.model_copy(update={"cells": row.cells | {"idle": "true"}, "reason": reason})


def _listed(cells: dict[str, object], column: str) -> set[str]:
    return {part.strip() for part in str(cells[column]).split(";")}


def _share_goods(a: dict[str, object], b: dict[str, object]) -> bool:
    one, other = _listed(a, "goods"), _listed(b, "goods")
    if "all" in one | other:
        return True
    return any(g == h or (g[0].isdigit() and h[0].isdigit() and (g.startswith(h) or h.startswith(g)))
               for g in one for h in other)  # fmt: skip


def _share_partners(a: dict[str, object], b: dict[str, object]) -> bool:
    one, other = (
        {code for name in _listed(cells, "on") for code in (economies.group(name) or (name,))}
        for cells in (a, b)
    )
    return bool(one & other)


def _share_days(a: dict[str, object], b: dict[str, object]) -> bool:
    ends = [str(cells["end"]) or "9999" for cells in (a, b)]
    return str(a["start"]) < ends[1] and str(b["start"]) < ends[0]


def _with_clashes(rows: list[CaseRow]) -> Iterator[CaseRow]:
    """Yield the rows, each that clashes with another saying so, with the other's words."""
    told: dict[str, list[str]] = {}
    for one, other in clashes(rows):
        for row, rival in ((one, other), (other, one)):
            rate = 100 * float(str(rival.cells["rate"]))
            told.setdefault(row.id, []).append(
                f"clashes with {rival.id} (\u201c{rival.quote}\u201d: {rate:g}%): accept one of them"
            )
    for row in rows:
        said = told.get(row.id, []) if row.file == "measures.csv" else []
        yield (
            row.model_copy(update={"reason": "; ".join([*said, row.reason]).rstrip("; ")})
            if said
            else row
        )
