"""Seventy-five inputs that cannot be right, by the door they come to: each gets one clear sentence.

None is silent, none hangs, none ends in a traceback: every fault is an ``InputError`` that names
the place and says what to do, or, over HTTP, a refusal with the same parts.
"""

import json
import os
import shutil
import time
from itertools import pairwise
from pathlib import Path

import pytest

from cobden import cases
from cobden.base.errors import InputError
from cobden.base.files import csv_rows, read_text
from cobden.base.writing import write_text, write_together
from cobden.cases.load import load
from cobden.draws import Choice, Design, Range
from cobden.draws.store import Store
from cobden.evidence.ledger import Ledger
from cobden.world.elasticities import elasticity_of

SECONDS = 5.0  # of the processor: more would be hanging
LONG = "x" * 5_000


def own(folder: Path, **files: str | bytes | None) -> Path:
    """A case of one's own with files changed (None: removed), by name without its ending."""
    made = cases.new(folder / "case")
    for name, content in files.items():
        (path,) = [p for p in made.iterdir() if p.stem == name] or [made / f"{name}.csv"]
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return made


def special(folder: Path, name: str, make) -> Path:
    made = cases.new(folder / "case")
    (made / name).unlink(missing_ok=True)
    make(made / name)
    return made


def ledger(folder: Path, content: str | bytes) -> Path:
    path = folder / "ledger.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table(folder: Path, content: str | bytes) -> Path:
    path = folder / "elasticities.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rates(folder: Path, content: str | bytes):
    return elasticity_of(str(table(folder, content)), ("C29",))


def linked(folder: Path, target: str, name: str = "t.csv") -> Path:
    (folder / name).symlink_to(target)
    return folder / name


def pipe(folder: Path, name: str = "t.csv") -> Path:
    os.mkfifo(folder / name)
    return folder / name


def manifest(folder: Path, content: bytes) -> Path:
    (folder / "ensemble.json").write_bytes(content)
    return folder


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in pairwise("abcdefghi")
)
STORES = {
    "an empty folder": Store.open,
    "a folder that is not there": lambda f: Store.open(f / "gone"),
    "a file": lambda f: Store.open(table(f, "a")),
    "a name of 5,000 letters": lambda f: Store.open(f / LONG),
    "a NUL in the name": lambda f: Store.open(f / "a\0b"),
    "a manifest of another kind": lambda f: Store.open(manifest(f, b"seed: 3")),
    "an empty manifest": lambda f: Store.open(manifest(f, b"")),
    "a manifest that is true": lambda f: Store.open(manifest(f, b"true")),
    "a manifest without checksum": lambda f: Store.open(manifest(f, b'{"seed": 3}')),
    "a manifest of numbers beyond all": lambda f: Store.open(manifest(f, b"9" * 10_000)),
    "a device as manifest": lambda f: Store.open(linked(f, "/dev/zero", "ensemble.json").parent),
    "a pipe as manifest": lambda f: Store.open(pipe(f, "ensemble.json").parent),
    "draws of minus one": lambda f: Design((Range("x", 0, 1),), -1, 0),
    "an option twice": lambda f: Choice("c", ("a", "a")),
}
FILES = {
    "a pipe": lambda f: read_text(pipe(f), largest=100),
    "a device": lambda f: read_text(Path("/dev/zero"), largest=100),
    "a link to a device": lambda f: read_text(linked(f, "/dev/urandom"), largest=100),
    "a link to nothing": lambda f: read_text(linked(f, "gone"), largest=100),
    "a link to itself": lambda f: read_text(linked(f, "t.csv"), largest=100),
    "a folder": lambda f: read_text(f, largest=100),
    "below a file": lambda f: read_text(table(f, "a") / "b", largest=100),
    "a file of 101 bytes": lambda f: read_text(table(f, "a" * 101), largest=100),
    "bytes": lambda f: read_text(table(f, b"\0\1\2"), largest=100),
    "Latin-1": lambda f: read_text(table(f, "é".encode("latin-1")), largest=100),
    "a text over a folder": lambda f: write_text(f, "a"),
    "a text over a pipe": lambda f: write_text(pipe(f), "a"),
    "a text over a device": lambda f: write_text(Path("/dev/null"), "a"),
    "a text below a file": lambda f: write_text(table(f, "a") / "b", "a"),
    "a text of a name of 5,000": lambda f: write_text(f / LONG, "a"),
    "a text of a name with NUL": lambda f: write_text(f / "a\0", "a"),
    "two texts, one over a folder": lambda f: write_together({f / "a": b"1", f: b"2"}),
    "a new case in an old folder": cases.new,
    "a new case below a file": lambda f: cases.new(table(f, "a") / "b"),
    "a new case of a name of 5,000": lambda f: cases.new(f / LONG),
}
TABLES = {
    "a line of a million cells": lambda f: list(csv_rows(table(f, "a," * 1_000_000))),
    "a million rows": lambda f: list(csv_rows(table(f, "a\n" * 1_000_000))),
    "a quote that is not closed": lambda f: list(csv_rows(table(f, 'a,b\n"1,2\n'))),
    "a row that is too long": lambda f: list(csv_rows(table(f, "a,b\n1,2,3\n"))),
    "a cell of a million letters": lambda f: list(csv_rows(table(f, "a\n" + "1" * 900_000))),
    "no table at all": lambda f: rates(f, ""),
    "elasticities under other names": lambda f: rates(f, "good,theta\nC29,4\n"),
    "an elasticity in words": lambda f: rates(f, "sector,elasticity\nC29,four\n"),
    "an elasticity that is no number": lambda f: rates(f, "sector,elasticity\nC29,nan\n"),
    "an elasticity of 400 digits": lambda f: rates(f, f"sector,elasticity\nC29,{'9' * 400}\n"),
    "a sector twice": lambda f: rates(f, "sector,elasticity\nC29,4\nC29,5\n"),
    "a sector that is not": lambda f: rates(f, "sector,elasticity\nC99,4\n"),
    "a pipe of elasticities": lambda f: elasticity_of(str(pipe(f)), ("C29",)),
    "elasticities from nowhere": lambda f: elasticity_of(str(f / "gone.csv"), ("C29",)),
    "a file's name of 5,000": lambda f: elasticity_of(f"{LONG}.csv", ("C29",)),
    "a file's name with NUL": lambda f: elasticity_of("a\0.csv", ("C29",)),
    "a set's name of 5,000": lambda f: elasticity_of(LONG, ("C29",)),
}
CASES = {
    "a case of a name of 5,000": lambda f: load(LONG),
    "a case with NUL": lambda f: load("a\0b"),
    "a case file of dots": lambda f: load(own(f, case="...")),
    "a case file of bytes": lambda f: load(own(f, case=b"\0\xff")),
    "a case file of tabs": lambda f: load(own(f, case="title:\n\t- a")),
    "a case nested 10,000 deep": lambda f: load(own(f, case="[" * 10_000)),
    "a case nested 900,000 deep": lambda f: load(own(f, case="[{" * 450_000)),
    "a case of a billion laughs": lambda f: load(own(f, case=LAUGHS)),
    "a case that makes an object": lambda f: load(own(f, case="!!python/object/new:os.stat []")),
    "a case file that is a pipe": lambda f: load(special(f, "case.yaml", os.mkfifo)),
    "a case file that is a device": lambda f: load(
        special(f, "case.yaml", lambda p: p.symlink_to("/dev/zero"))),
    "facts behind a link to nothing": lambda f: load(
        special(f, "facts.csv", lambda p: p.symlink_to("gone"))),
    "facts from a pipe": lambda f: load(special(f, "facts.csv", os.mkfifo)),
    "sources in a folder": lambda f: load(special(f, "sources.csv", os.mkdir)),
    "sources without a head": lambda f: load(own(f, sources="\n\n\n")),
}  # fmt: skip
DOCUMENTS = {
    "a ledger of nothing known": lambda f: Ledger.load(ledger(f, '{"line": "guess"}\n')),
    "a ledger of lists": lambda f: Ledger.load(ledger(f, "[]\n")),
    "a ledger nested too deep": lambda f: Ledger.load(ledger(f, "[" * 5_000 + "\n")),
    "a ledger of bytes": lambda f: Ledger.load(ledger(f, b"\xff\xfe\0")),
    "a ledger that is a pipe": lambda f: Ledger.load(pipe(f)),
    "a ledger that is a folder": Ledger.load,
    "a ledger that is not there": lambda f: Ledger.load(f / "gone"),
    "a ledger of a name of 5,000": lambda f: Ledger.load(f / LONG),
    "a source that is not what it was": lambda f: Ledger.load(ledger(f, json.dumps(
        {"line": "source", "name": "a", "text": "b", "sha256": "0"}) + "\n")),
    "a figure of 400 digits": lambda f: Ledger.load(ledger(f, json.dumps(
        {"line": "claim", "value": 10**400}) + "\n")),
}  # fmt: skip
DOORS = {"store": STORES, "file": FILES, "table": TABLES, "case": CASES, "document": DOCUMENTS}
INPUTS = [
    pytest.param(given, id=f"{door}: {name}")
    for door, listed in DOORS.items()
    for name, given in listed.items()
]


def test_there_are_seventy_five():
    assert len(INPUTS) >= 75


@pytest.mark.parametrize("given", INPUTS)
def test_each_gets_one_clear_sentence(tmp_path, given):
    before, null = time.process_time(), Path("/dev/null").stat()
    with pytest.raises(InputError) as fault:
        given(tmp_path)
    assert time.process_time() - before < SECONDS
    assert len(str(fault.value)) < 900
    assert fault.value.where
    assert fault.value.what.endswith((".", "?"))
    assert Path("/dev/null").stat().st_mode == null.st_mode
    assert not list(tmp_path.rglob("*.partial"))


def test_what_stood_there_stays(tmp_path):
    made = cases.new(tmp_path / "case")
    before = {path.name: path.read_bytes() for path in made.iterdir() if path.is_file()}
    with pytest.raises(InputError, match="already there"):
        cases.new(made)
    assert {path.name: path.read_bytes() for path in made.iterdir() if path.is_file()} == before
    shutil.rmtree(made)
