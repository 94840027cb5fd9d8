# ruff: noqa: E501  # rows of tables stand on one line each
"""From an act to a case: the rows of its tables that a ledger proposes, and putting them there.

An act in force, agreed or planned is a tariff (``measures.csv``) or an instrument
(``instruments.yaml``); one that is offered, asked or weighed is an item of talks (``talks.yaml``);
each that has a day is a line of ``timeline.csv``. What a person accepts is put into the files as
text, so that comments, unknown columns and everything else stay as they are, and the measures into a
state of ``case.yaml`` of their own, "as reported", which ``cobden run`` then computes.
"""

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Literal

import yaml
from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.base.printable import csv_text
from cobden.base.sources import Text, Value
from cobden.evidence.claims import Claim
from cobden.evidence.documents import Document
from cobden.evidence.knowledge import Knowledge
from cobden.evidence.ledger import Ledger
from cobden.evidence.mentions import good_row
from cobden.evidence.proposals import slug

PROPOSED_ROWS = "proposed_rows.csv"
_COLUMNS = ["decision", "file", "id", "row", "quote", "sources", "reason"]
_HOLDS = ("in force", "agreed", "planned", "conditional", "removed", "suspended")
_TALKED = ("offered", "asked", "considered", "threatened")
_STATE = "reported"
CaseFile = Literal["measures.csv", "instruments.yaml", "timeline.csv", "talks.yaml"]


class CaseRow(Value):
    """A row proposed to a file of a case: its ``cells``, the words it rests on, and a decision."""

    file: CaseFile
    id: Text
    cells: dict[str, object]
    quote: str
    sources: tuple[str, ...]
    reason: str = ""
    decision: Literal["", "accept", "reject"] = ""


def case_rows(ledger: Ledger, knowledge: Knowledge) -> tuple[CaseRow, ...]:
    """Return the rows that a ledger's acts propose; what cannot be right or is denied, none.

    Acts of several sources on one thing make one row, with the middle of their figures; where they
    disagree, its reason says what each has.
    """
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in ledger.claims:
        if claim.act and claim.by and claim.status != "cannot be right":
            key = (claim.act, claim.by, claim.on, claim.goods, claim.standing in _TALKED)
            groups.setdefault(key, []).append(claim)
    days = {d.name: d.published for d in ledger.documents}
    taken: set[str] = set()
    found: list[CaseRow] = []
    for group in groups.values():
        found += _rows(group, days, knowledge, taken)
    return tuple(found)


def _rows(
    group: list[Claim], days: dict[str, date | None], knowledge: Knowledge, taken: set[str]
) -> Iterable[CaseRow]:
    """Yield the rows of claims on one act."""
    example = max(group, key=lambda c: (c.value is not None, bool(c.in_force), len(c.quote)))
    sources = tuple(dict.fromkeys(slug(c.document) for c in group))
    shared = {"quote": " ".join(example.quote.split()), "sources": sources}
    stem = slug("-".join(p for p in (example.act, example.by, example.on, *example.goods[:1]) if p))
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    taken.add(name)
    day = _start(example, days)
    reason = _disagreement(group)
    if example.standing in _HOLDS:
        measure = _tariff(example, group, name, day, sources, knowledge)
        if measure:
            cells, why = measure
            yield CaseRow(
                file="measures.csv", id=name, cells=cells, reason=_both(reason, why), **shared
            )
        instrument = _instrument(example, name, day)
        spread = _over_years(example, day) if instrument and example.act == "buy" else (1.0, "")
        if instrument and example.act == "invest":
            spread = (
                1.0,
                f"what it makes of output is assumed, and that it is disbursed over {instrument['years']:g} years",
            )
        if instrument:
            yield CaseRow(
                file="instruments.yaml",
                id=name,
                cells=instrument,
                reason=_both(reason, spread[1]),
                **shared,
            )
    elif example.standing in _TALKED:
        item = _item(example, name, day, sources)
        if item:
            yield CaseRow(file="talks.yaml", id=name, cells=item, reason=reason, **shared)
    if example.in_force or example.announced or example.lapses[:1].isdigit():
        yield from _dated(example, name, sources, shared["quote"])


def _both(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _disagreement(group: list[Claim]) -> str:
    values = {c.value for c in group if c.value is not None}
    if len(values) < 2:
        return ""
    said = ", ".join(f"{c.value:g} ({c.document})" for c in group if c.value is not None)
    return f"the sources differ: {said}"


def _start(claim: Claim, days: dict[str, date | None]) -> str:
    """Return the day from which an act holds: its own, the one announced, or its source's."""
    for said in (claim.in_force, claim.announced):
        if re.match(r"\d{4}-\d\d-\d\d", said):
            return said[:10]
    published = days.get(claim.document)
    return published.isoformat() if published else ""


def _goods(claim: Claim) -> tuple[list[str], str]:
    """Return the sectors of a claim's goods, and what that leaves open."""
    sectors: list[str] = []
    for good in claim.goods:
        for sector in good_row(good)["sector"].split():
            if re.fullmatch(r"[A-Z]\d\w*", sector) and sector not in sectors:
                sectors.append(sector)
    if not claim.goods:
        return ["all"], ""
    why = f"{', '.join(claim.goods)} stand for all of {', '.join(sectors)}: give their share"
    return sectors, why if sectors else ""


_RATES = ("percent", "percentage point")


def _tariff(
    claim: Claim, group: list[Claim], name: str, day: str, sources: tuple[str, ...],
    knowledge: Knowledge,
) -> tuple[dict[str, object], str] | None:  # fmt: skip
    """Return a row of ``measures.csv`` for an act on a duty, with what it takes for granted."""
    rates = [c.value for c in group if c.value is not None and c.unit in _RATES]
    acts = ("impose", "raise", "cut", "remove", "suspend")
    if claim.act not in acts or claim.topic == "purchases" or not day or not claim.on:
        return None
    if claim.act != "remove" and not rates:
        return None
    goods, why = _goods(claim)
    if not goods:
        return None
    value = 0.0 if claim.act in ("remove", "suspend") else float(median(rates))
    mode, authority, note = "add", "as reported", ""
    if claim.act == "raise" and claim.was is not None:
        value -= claim.was
        note = f"{value:g} points on top of the {claim.was:g}% that held"
    elif claim.act in ("cut", "remove"):
        mode, note = "ordinary", "taken as the ordinary duty"
        matched = _matched(claim, knowledge, day)
        if matched:
            mode, authority, note = "replace", matched, f"in place of what holds under {matched}"
    if claim.act == "suspend":
        held = _matched(claim.model_copy(update={"was": claim.value}), knowledge, day)
        if not held:
            return None  # what is suspended is not in the law of the day: nothing to replace
        mode, authority, note = "replace", held, f"nothing in place of {held} while it is suspended"
    if claim.bound == "at least":
        mode, note = "floor", "the higher of it and what holds"
    cells: dict[str, object] = {
        "id": name, "by": claim.by, "on": "; ".join(claim.on.split()), "goods": "; ".join(goods),
        "rate": f"{value / 100:g}", "mode": mode, "authority": authority, "start": day,
        "end": _end(claim, day) if claim.act in ("impose", "suspend") else "",
        "sources": "; ".join(sources),
    }  # fmt: skip
    return cells, _both(why, note)


def _end(claim: Claim, day: str) -> str:
    """Return the day on which an act lapses, '' where the source does not say."""
    if re.match(r"\d{4}-\d\d-\d\d", claim.lapses):
        return claim.lapses[:10]
    lasts = re.fullmatch(r"P(\d+)([DW])", claim.lapses)
    if not lasts:
        return ""
    days = int(lasts[1]) * (7 if lasts[2] == "W" else 1)
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def _matched(claim: Claim, knowledge: Knowledge, day: str) -> str:
    """Return the authority of the one measure of the law that a cut starts from, or ''."""
    if claim.was is None:
        return ""
    on = claim.on.split()
    held = {
        m.authority for m in knowledge.law(claim.by, date.fromisoformat(day))
        if m.rate is not None and abs(m.rate - claim.was) < 0.05 and (m.on in on or m.on == "ALL")
    }  # fmt: skip
    return held.pop() if len(held) == 1 else ""


# What a dollar invested makes of output a year: no report says, so the row says that it is assumed.
_MULTIPLIER: dict[str, object] = {"value": 0.2, "low": 0.0, "high": 0.4, "unit": "USD of output per USD",
                                  "reason": "assumed; no report says"}  # fmt: skip
_YEARS = 4.0  # over which an investment is disbursed where nobody says
_MONEY = re.compile(r"[A-Z]{3}")


def _instrument(claim: Claim, name: str, day: str) -> dict[str, object] | None:
    """Return an instrument for a promise to buy, a control of exports or a halt of imports."""
    goods, _ = _goods(claim)
    if not day or not claim.goods or not goods or not claim.on:
        return None
    common: dict[str, object] = {"id": name, "by": claim.by}
    ends: dict[str, object] = {"goods": goods, "start": day, "authority": "as reported",
                               "source": f"{claim.document}: {' '.join(claim.quote.split())}"}  # fmt: skip
    if claim.act == "buy" and claim.value is not None and _MONEY.fullmatch(claim.unit):
        amount = {
            "value": claim.value / 1e9 / _over_years(claim, day)[0],
            "unit": f"billion {claim.unit} of {day[:4]}",
            "additional": False,
        }
        return {"measure": "PurchaseCommitment", **common, "from_": claim.on, **amount, **ends}
    if (
        claim.act == "invest"
        and claim.value is not None
        and _MONEY.fullmatch(claim.unit)
        and len(goods) == 1
    ):
        last = re.match(r"(\d{4})-", claim.lapses)
        years = (
            float(int(last[1]) - int(day[:4])) if last and int(last[1]) > int(day[:4]) else _YEARS
        )
        return {"measure": "Investment", **common, "on": claim.on, "value": claim.value / 1e9, "unit": f"billion {claim.unit} of {day[:4]}",
                "years": years, "multiplier": _MULTIPLIER, **ends, "goods": goods[0]}  # fmt: skip
    if claim.act == "control":
        return {"measure": "ExportControl", **common, "on": claim.on, "licence_delay": 45, **ends}
    if claim.act == "halt":
        return {"measure": "ImportHalt", **common, "on": claim.on, **ends}
    return None


def _over_years(claim: Claim, day: str) -> tuple[float, str]:
    """Return over how many years a sum is bought, and what that takes for granted."""
    if claim.per == "year":
        return 1.0, ""
    last = re.match(r"(\d{4})-", claim.lapses)
    if last and int(last[1]) > int(day[:4]):
        years = int(last[1]) - int(day[:4])
        return float(years), f"the sum is spread evenly over {years} years"
    return 1.0, "the sum is taken as one year's: divide it if it is bought over several"


def _item(claim: Claim, name: str, day: str, sources: tuple[str, ...]) -> dict[str, object] | None:
    """Return an item of talks: a duty that is offered, asked for or weighed, beside as it stands."""
    goods, _ = _goods(claim)
    if (
        claim.act not in ("cut", "remove", "impose", "raise")
        or not day
        or not claim.on
        or not goods
    ):
        return None
    if claim.act != "remove" and (claim.value is None or claim.unit not in _RATES):
        return None
    rate = 0.0 if claim.act == "remove" else (claim.value or 0.0) / 100
    mode = "ordinary" if claim.act in ("cut", "remove") else "add"
    tariff = {"by": claim.by, "on": claim.on.split()[0], "goods": "; ".join(goods), "rate": rate, "mode": mode,
              "authority": "as reported", "start": day, "source": claim.document}  # fmt: skip
    what = ", ".join(claim.goods) or "goods"
    levels = {
        "as-it-stands": {"title": "As it stands"},
        "reported": {
            "title": f"{100 * rate:g}%, {claim.standing}",
            "tariffs": [tariff],
            "sources": list(sources),
        },
    }
    return {"title": f"Duty of {claim.by} on {what} of {claim.on}", "giver": claim.by, "sources": list(sources),
            "levels": levels}  # fmt: skip


def _dated(claim: Claim, name: str, sources: tuple[str, ...], quote: str) -> Iterable[CaseRow]:
    """Yield the lines of the timeline: the day of the act, and that on which it ends."""
    who = f"{claim.by}: {claim.subject}" + (
        f", {claim.value:g} {claim.unit}" if claim.value is not None else ""
    )
    for slot, said in (("in_force", "in force"), ("announced", "announced"), ("lapses", "lapses")):
        day = getattr(claim, slot)[:10]
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            cells = {
                "date": day,
                "event": f"{who} ({claim.standing}; {said})",
                "sources": "; ".join(sources),
            }
            yield CaseRow(file="timeline.csv", id=f"{name}-{slot.replace('_', '-')}", cells=cells,
                          quote=quote, sources=sources)  # fmt: skip


def write_rows(rows: Iterable[CaseRow]) -> bytes:
    """Return what is still to decide as the case's ``proposed_rows.csv``."""
    table: list[list[object]] = [list(_COLUMNS)]
    for row in rows:
        if not row.decision:
            cells = json.dumps(row.cells, ensure_ascii=False)
            table.append(
                ["", row.file, row.id, cells, row.quote, "; ".join(row.sources), row.reason]
            )
    return csv_text(table).encode()


def read_rows(folder: Path) -> tuple[CaseRow, ...]:
    """Read ``proposed_rows.csv`` with a person's decisions and edits.

    Raises ``InputError`` naming the line that is no row.
    """
    path = folder / PROPOSED_ROWS
    if not path.exists():
        return ()
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            try:
                cells = json.loads(row["row"].removeprefix("'"))
                found.append(CaseRow.model_validate({
                    "file": row["file"], "id": row["id"], "cells": cells, "quote": row["quote"],
                    "sources": tuple(re.split(r"; ?", row["sources"])), "reason": row["reason"],
                    "decision": row["decision"].strip().lower(),
                }))  # fmt: skip
            except (ValidationError, KeyError, ValueError, TypeError):
                raise InputError(
                    "this is no proposed row.", where=f"{path}, line {number}",
                    remedy="Keep its columns; 'row' is a JSON object, decision accept, reject or empty.",
                ) from None  # fmt: skip
    return tuple(found)


def with_rows(
    files: dict[str, str], rows: Iterable[CaseRow], documents: Iterable[Document]
) -> dict[str, str]:
    """Return the texts of a case's files with the accepted rows put in, all else as it was.

    ``files`` are the texts by name ("measures.csv"); only those that change come back.
    """
    changed = dict(files)
    accepted = [row for row in rows if row.decision == "accept"]
    cited = {name for row in accepted for name in row.sources}
    sources = [_source(d) for d in documents if slug(d.name) in cited]
    known = {line.split(",", 1)[0] for line in changed.get("sources.csv", "").splitlines()}
    fresh = [s for s in sources if s["id"] not in known]
    if fresh:
        changed["sources.csv"] = _with_lines(
            changed.get("sources.csv", ""), fresh, ["id", "citation", "date", "grade"]
        )
    for name in ("measures.csv", "timeline.csv"):
        new = [row.cells for row in accepted if row.file == name]
        if new:
            changed[name] = _with_lines(changed.get(name, ""), new, list(new[0]))
    instruments = [row.cells for row in accepted if row.file == "instruments.yaml"]
    if instruments:
        changed["instruments.yaml"] = _with_instruments(
            changed.get("instruments.yaml", ""), instruments
        )
    items = [row for row in accepted if row.file == "talks.yaml"]
    if items and "talks.yaml" in changed:
        changed["talks.yaml"] = _with_items(changed["talks.yaml"], items, sources)
    ids = [row.id for row in accepted if row.file in ("measures.csv", "instruments.yaml")]
    if ids:
        start = max(str(row.cells.get("start", "")) for row in accepted if row.id in ids)
        changed["case.yaml"] = _with_state(changed["case.yaml"], ids, start)
    return {name: text for name, text in changed.items() if text != files.get(name)}


def _source(document: Document) -> dict[str, object]:
    title = document.title or document.name
    citation = f"{document.publisher}: {title}" if document.publisher else title
    day = document.published.isoformat() if document.published else ""
    return {
        "id": slug(document.name),
        "citation": citation,
        "date": day,
        "url": document.url,
        "grade": "B",
    }


def _with_lines(text: str, rows: list[dict[str, object]], columns: list[str]) -> str:
    """Return a CSV table with rows added; columns that it lacks are put behind its own."""
    lines = text.splitlines()
    at = next((i for i, line in enumerate(lines) if line and not line.startswith("#")), None)
    header = next(csv.reader([lines[at]])) if at is not None else []
    needed = [
        c for c in columns if c not in header and any(row.get(c) not in (None, "") for row in rows)
    ]
    if at is None:
        lines.append(_line(columns))
        header, needed = list(columns), []
    elif needed:
        body = list(csv.reader(io.StringIO("\n".join(lines[at + 1 :]))))
        lines = [*lines[:at], _line([*header, *needed])]
        lines += [
            _line([*row, *[""] * len(needed)]) if row and not row[0].startswith("#") else _line(row)
            for row in body
        ]
    lines += [_line([row.get(c, "") for c in (*header, *needed)]) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[object]) -> str:
    return csv_text([list(cells)]).rstrip("\r\n")


def _with_instruments(text: str, rows: list[dict[str, object]]) -> str:
    """Return the YAML of instruments with some added at its end."""
    if not re.search(r"(?m)^measures:", text):
        text = f"{text.rstrip()}\nmeasures:\n".lstrip()
    text = re.sub(r"(?m)^measures: *\[\] *$", "measures:", text)
    blocks = [
        _indented(yaml.safe_dump([row], sort_keys=False, allow_unicode=True), 2) for row in rows
    ]
    return text.rstrip("\n") + "\n" + "".join(blocks)


def _indented(text: str, by: int) -> str:
    return "".join(f"{' ' * by}{line}\n" for line in text.splitlines())


def _with_items(text: str, rows: list[CaseRow], sources: list[dict[str, object]]) -> str:
    """Return the YAML of talks with items, and their sources, added at the head of their lists."""
    for key, entries in (
        ("items", {row.id: row.cells for row in rows}),
        ("sources", {s["id"]: {"citation": s["citation"], "date": s["date"]} for s in sources}),
    ):
        fresh = {
            k: v for k, v in entries.items() if not re.search(rf"(?m)^  {re.escape(str(k))}:", text)
        }
        block = (
            _indented(yaml.safe_dump(fresh, sort_keys=False, allow_unicode=True), 2)
            if fresh
            else ""
        )
        text = re.sub(rf"(?m)^{key}:[ \t]*\n", lambda m, b=block: m[0] + b, text, count=1)
    return text


def _with_state(text: str, ids: list[str], start: str) -> str:
    """Return ``case.yaml`` with the state "as reported", which adds the measures accepted."""
    known = re.search(rf"(?m)^( *)- id: {_STATE}\n((?:\1  .*\n)*)", text)
    if known:
        added = re.search(r"add: \[([^\]]*)\]", known[2])
        listed = [part.strip() for part in added[1].split(",") if part.strip()] if added else []
        new = f"add: [{', '.join(dict.fromkeys([*listed, *ids]))}]"
        return text.replace(added[0], new, 1) if added else text
    block = (
        f"  - id: {_STATE}\n    title: As reported\n    on: {start}\n    add: [{', '.join(ids)}]\n"
        "    note: What was accepted from reports; see proposed rows and sources.\n"
    )
    states = re.search(r"(?m)^states:[^\n]*\n(?:(?: .*|#.*|)\n)*?(?=\S|\Z)", text)
    if not states:
        raise InputError(
            "it has no list of states in block form.", where="case.yaml",
            remedy="Write 'states:' and each state on lines of its own.",
        )  # fmt: skip
    end = states.end()
    kept = text[:end].rstrip("\n")
    tail = re.search(r"(?:\n(?:#.*|\s*))*\Z", kept)
    cut = tail.start() if tail else len(kept)
    return text[:cut] + "\n" + block + text[cut:end] + text[end:]
