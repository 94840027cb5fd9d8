"""A hundred and fifty faulty inputs by kind: none silent, none hanging, none a traceback.

Clear is an error that says where it is and what to do, or names the value and what was expected.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from click.exceptions import ClickException
from pydantic import ValidationError
from typer.testing import CliRunner

import cobden as cb
from cobden.base.errors import CobdenError
from cobden.base.files import csv_rows
from cobden.cli import app
from cobden.draws.store import Store
from cobden.live.models.requests import Scenario
from cobden.measures.rate_table import read_questions
from cobden.talks.table import Table
from cobden.world.elasticities import elasticity_of
from talks_example import assumed, example

WORLD = cb.World.load().aggregate(["USA", "JPN", "CHN"], {"goods": list(cb.World.load().sectors)})
SECONDS = 10.0  # of the processor, for one input
Case = tuple[str, Callable[[Path], object]]

AXES = {
    "tariff": ("sector", "importer", "exporter"), "export_tax": ("sector", "importer", "exporter"),
    "trade_cost": ("sector", "importer", "exporter"), "productivity": ("sector", "economy"),
    "labour": ("economy",), "transfer": ("economy",),
}  # fmt: skip


def labelled(name: str) -> xr.DataArray:
    axes = AXES[name]
    labels = {a: WORLD.sectors if a == "sector" else WORLD.economies for a in axes}
    start = 0.0 if name in ("tariff", "export_tax", "transfer") else 1.0
    return xr.DataArray(
        np.full([len(labels[a]) for a in axes], start),
        coords={a: list(labels[a]) for a in axes}, dims=axes,
    )  # fmt: skip


def relabelled(array: xr.DataArray, change: Callable[[list[str]], list[str]]) -> xr.DataArray:
    last = array.dims[-1]
    return array.assign_coords({last: change(list(array[last].values))})


def labels() -> Iterator[Case]:
    faults: dict[str, Callable[[xr.DataArray], object]] = {
        "a label missing": lambda a: a.isel({a.dims[-1]: slice(1, None)}),
        "a label unknown": lambda a: relabelled(a, lambda names: ["Atlantis", *names[1:]]),
        "a label twice": lambda a: relabelled(a, lambda names: [names[1], *names[1:]]),
        "a label empty": lambda a: relabelled(a, lambda names: ["", *names[1:]]),
        "numbers for labels": lambda a: a.assign_coords({a.dims[-1]: range(a.shape[-1])}),
        "an axis of another name": lambda a: a.rename({a.dims[-1]: "country"}),
        "an axis more": lambda a: a.expand_dims(year=[2022]),
        "a row too few": lambda a: a.values[..., 1:],
        "complex": lambda a: a.values + 1j,
        "text": lambda a: np.full(a.shape, "0.1"),
        "booleans": lambda a: np.ones(a.shape, dtype=bool),
        "not a number": lambda a: np.where(np.arange(a.size).reshape(a.shape) == 0, np.nan, a),
        "masked": lambda a: np.ma.masked_array(a.values, mask=True),
    }
    for name in AXES:
        for fault, make in faults.items():
            given = {name: make(labelled(name))}
            yield f"labels: {name}, {fault}", lambda _, g=given: cb.solve(WORLD, **g)


def bodies() -> Iterator[Case]:
    texts = (
        "", "null", "[]", "1", '"x"', "{", '{"state": 1}', '{"nonsense": 1}', '{"state": {}}',
        '{"law": []}', '{"rates": "25%"}', '{"rates": [1e400]}', '{"levers": {"a": NaN}}',
        '{"levers": [1]}', '{"state": "june", "state_": 1}', '{"elasticity": 4}',
        '{"deficits": {"a": 1}}', '{"at": "2025-02-30"}', '{"state": ["june"]}', "\ufeff{}x",
    )  # fmt: skip
    for text in texts:
        yield f"bodies: {text!r}", lambda _, t=text: Scenario.model_validate_json(t)


def commands() -> Iterator[Case]:
    lines = (
        "rate", "rate USA", "rate USA JPN", "rate USA Atlantis 870323", "rate Atlantis JPN 870323",
        "rate USA JPN cars", "rate USA JPN 8", "rate USA JPN 870323 --on tomorrow",
        "rate USA JPN 870323 --on 2025-02-30", "rate USA USA 870323", "optimal Atlantis",
        "optimal USA --over everything", "nash USA USA", "cooperate USA JPN --rule fair",
        "cooperate USA JPN --subsidies 2", "run no-such-case", "run japan-us-2025 --nonsense",
        "read no-such-file.txt", "chain run unobtainium", "products show no-such-case",
        "talks no-such-case", "nonsense", "world show Atlantis",
    )  # fmt: skip

    def ask(line: str) -> object:
        done = CliRunner().invoke(app, line.split())
        if isinstance(done.exception, SystemExit) and done.exit_code == 2:
            raise ClickException(done.output)
        if done.exception is not None:
            raise done.exception
        return done.output

    for line in lines:
        yield f"commands: {line}", lambda _, text=line: ask(text)


def tables_of_talks() -> Iterator[Case]:
    def changed(*path: str, to: object) -> Callable[[Path], object]:
        def ask(_: Path) -> object:
            data = example()
            node = data
            for step in path[:-1]:
                node = node[step]
            node[path[-1]] = to
            return Table.model_validate(data)

        return ask

    home, farm = ("parties", "home"), ("items", "farm")
    yield from {
        "talks: no parties": changed("parties", to={}),
        "talks: one party": changed("parties", to={"home": example()["parties"]["home"]}),
        "talks: no items": changed("items", to={}),
        "talks: parties in a list": changed("parties", to=[]),
        "talks: power of nan": changed(*home, "power", "value", to=float("nan")),
        "talks: power in words": changed(*home, "power", "value", to="half"),
        "talks: patience of two": changed(*home, "patience", to=assumed(2.0, "a year")),
        "talks: no aims": changed(*home, "aims", to=[]),
        "talks: an aim of nothing": changed(*home, "aims", to=[{"outcome": "peace"}]),
        "talks: a level alone": changed(*farm, "levels", to={"none": {"title": "none"}}),
        "talks: a day in words": changed("clock", to=[{"on": "soon", "kind": "news"}]),
        "talks: a kind of moment": changed("clock", to=[
            {"on": "2025-06-05", "kind": "party", "title": "x", "sources": ["gazette"]}]),
        "talks: a key with spaces": changed("items", "a b", to=example()["items"]["farm"]),
        "talks: an unknown key": changed(*home, "mood", to="good"),
        "talks: a package of an unknown item": changed("packages", "deal", to={"moon": "yes"}),
    }.items()  # fmt: skip


def stores() -> Iterator[Case]:
    def written(text: bytes | None) -> Callable[[Path], object]:
        def ask(folder: Path) -> object:
            store = folder / "store"
            store.mkdir(exist_ok=True)
            if text is not None:
                (store / "ensemble.json").write_bytes(text)
            return Store.open(store)

        return ask

    for text in (
        b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b'{"format": 999}', b'{"format": "x"}',
        b'{"design": 1}', None,
    ):  # fmt: skip
        yield f"stores: {text!r}", written(text)
    yield "stores: nowhere", lambda folder: Store.open(folder / "nowhere")
    yield "stores: a file", lambda _: Store.open(Path(__file__))


def tables() -> Iterator[Case]:
    texts = (
        "", "sector\nA01\n", "sector,elasticity\nA01\n", "sector,elasticity\nA01,four\n",
        "sector,elasticity\nA01,nan\n", "sector,elasticity\nA01,-2\n", "sector,elasticity\nX,4\n",
        "sector,elasticity\nA01,4\nA01,5\n", 'sector,elasticity\n"A01,4\n', "a\0b\n",
        "sector;elasticity\nA01;4\n",
    )  # fmt: skip

    def of(text: str, read: Callable[[Path], object]) -> Callable[[Path], object]:
        def ask(folder: Path) -> object:
            path = folder / "table.csv"
            path.write_text(text, encoding="utf-8")
            return read(path)

        return ask

    for text in texts:
        yield f"tables: {text!r}", of(text, lambda path: elasticity_of(str(path), ("A01",)))
    yield "tables: no columns of a question", of("a,b\n1,2\n", read_questions)
    yield "tables: cells too many", of("a,b\n1,2,3\n", lambda path: list(csv_rows(path)))
    yield "tables: twice", of("a,a\n1,2\n", lambda path: list(csv_rows(path)))
    yield "tables: a series of strings", lambda _: cb.World.from_shares(
        ["A"], ["x"], [[[1.0]]], [[1.0]], [[[0.0]]], [[1.0]], pd.Series({"A": "one"}), [0.0],
        [[[0.0]]], [4.0],
    )  # fmt: skip


KINDS = (labels, bodies, commands, tables_of_talks, stores, tables)


def outcome(ask: Callable[[Path], object], folder: Path) -> str:
    """Return clear, unclear, silent, slow or traceback."""
    began = time.process_time()
    try:
        ask(folder)
        found = "silent"
    except CobdenError as fault:
        named = any(mark in fault.what for mark in ("'", '"')) or any(map(str.isdigit, fault.what))
        found = "clear" if fault.where and (fault.remedy or named) else "unclear"
    except (ValidationError, ClickException) as fault:
        found = "clear" if str(fault) else "unclear"
    except Exception as fault:  # what nobody foresaw is what this looks for
        found = f"traceback: {fault!r}"
    return "slow" if time.process_time() - began > SECONDS else found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_faulty_inputs_are_told_clearly(kind, tmp_path):
    found = {name: outcome(ask, tmp_path) for name, ask in kind()}
    clear = sum(how == "clear" for how in found.values())
    print(f"{kind.__name__}: {len(found)} faulty inputs, {clear / len(found):.0%} clear")
    assert {name: how for name, how in found.items() if how not in ("clear", "unclear")} == {}
    assert clear >= 0.95 * len(found), [name for name, how in found.items() if how != "clear"]


def test_they_are_a_hundred_and_fifty():
    counts = {kind.__name__: len(list(kind())) for kind in KINDS}
    print(counts)
    assert counts["labels"] >= 75
    assert sum(counts.values()) >= 150
