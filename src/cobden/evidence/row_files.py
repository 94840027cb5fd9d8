# ruff: noqa: E501  # rows of tables stand on one line each
"""Rows proposed to a case: kept with a person's decisions, and put into its files as they stand.

What is accepted is put in as text, so that comments, unknown columns and everything else stay as they
are, and the measures into a state of ``case.yaml`` of their own, "as reported", which ``cobden run``
then computes.
"""

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

import yaml
from pydantic import ValidationError

from cobden.base.errors import InputError
from cobden.base.printable import csv_text
from cobden.evidence.case_rows import CaseRow, clashes
from cobden.evidence.documents import Document
from cobden.evidence.duty_rows import STACKING
from cobden.evidence.proposals import slug

PROPOSED_ROWS = "proposed_rows.csv"
_COLUMNS = ["decision", "file", "id", "row", "quote", "sources", "reason"]
_STATE = "reported"


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

    ``files`` are the texts by name ("measures.csv"); only those that change come back. Raises
    ``InputError`` where two accepted rows clash, with the words of both.
    """
    changed = dict(files)
    accepted = [row for row in rows if row.decision == "accept"]
    for one, other in clashes(accepted):
        raise InputError(
            f"'{one.id}' (\u201c{one.quote}\u201d, {_told(one)}) and '{other.id}' (\u201c{other.quote}\u201d, "
            f"{_told(other)}) cannot both be in force.",
            where=PROPOSED_ROWS,
            remedy="Accept one and reject the other, or change the goods, days or authority of one.",
        )
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
            columns = list(dict.fromkeys(column for cells in new for column in cells))
            changed[name] = _with_lines(changed.get(name, ""), new, columns)
    instruments = [row.cells for row in accepted if row.file == "instruments.yaml"]
    if instruments:
        changed["instruments.yaml"] = _with_instruments(
            changed.get("instruments.yaml", ""), instruments
        )
    items = [row for row in accepted if row.file == "talks.yaml"]
    if items and "talks.yaml" in changed:
        changed["talks.yaml"] = _with_items(changed["talks.yaml"], items, sources)
    if any(row.file == "measures.csv" for row in accepted):
        changed["stacking.toml"] = _with_stacking(changed.get("stacking.toml", ""))
    ids = [row.id for row in accepted if row.file in ("measures.csv", "instruments.yaml")]
    if ids:
        start = max(str(row.cells.get("start", "")) for row in accepted if row.id in ids)
        changed["case.yaml"] = _with_state(changed["case.yaml"], ids, start)
    return {name: text for name, text in changed.items() if text != files.get(name)}


def _told(row: CaseRow) -> str:
    return f"{100 * float(str(row.cells['rate'])):g}% on {row.cells['goods']} from {row.cells['start']}"


def _with_stacking(text: str) -> str:
    """Return the case's stacking rules with those of reported duties, if it lacks them."""
    if re.search(r'(?m)^name = "reported"', text):
        return text
    return f"{text.rstrip()}\n\n{STACKING}".lstrip()


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
