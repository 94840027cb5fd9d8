"""The recipes of CONTRIBUTING, followed to the letter in a temporary folder."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PATH = r"`(src/cobden/[\w/.]+)`:\n\n"


def recipe(title: str) -> str:
    """Return the recipe under a heading."""
    return re.split(r"^#{2,3} ", TEXT.split(f"### {title}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


def block(text: str, language: str) -> str:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[-1]


def test_the_files_that_are_named_are_there():
    known = [path.as_posix() for path in (ROOT / "src" / "cobden").rglob("*.py")]
    new = re.findall(PATH + "```python", TEXT)
    for path in re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.py)`", TEXT):
        named = path if path.startswith(("src/", "tests/")) else f"/{path}"
        found = any(one.endswith(named) for one in known) or (ROOT / path).exists()
        assert found or path in new, path


def test_every_room_is_said_to_hold_something():
    rooms = {path.parent.name for path in (ROOT / "src" / "cobden").glob("*/__init__.py")}
    said = TEXT.split("## Where things are")[1].split("\n## ")[0]
    assert len(rooms) > 15
    assert not [room for room in sorted(rooms) if f"`{room}`" not in said]


@pytest.fixture
def follow(tmp_path):
    """Follow a recipe in a copy of the package, then run a program there; return what it says."""
    copy = tmp_path / "src" / "cobden"
    shutil.copytree(ROOT / "src" / "cobden", copy, ignore=shutil.ignore_patterns("__pycache__"))

    def followed(title: str, program: str) -> str:
        text = recipe(title)
        for path, code in re.findall(PATH + r"```python\n(.*?)^```$", text, re.M | re.S):
            assert not (tmp_path / path).exists()
            (tmp_path / path).write_text(code, encoding="utf-8")
        for path, edits in re.findall(PATH + r"((?:```diff\n.*?^```\n\n?)+)", text, re.M | re.S):
            whole = (tmp_path / path).read_text(encoding="utf-8")
            for edit in re.findall(r"```diff\n(.*?)^```$", edits, re.M | re.S):
                lines = edit.splitlines(keepends=True)
                before = "".join(line[1:] for line in lines if line[0] != "+").rstrip()
                after = "".join(line[1:] for line in lines if line[0] != "-").rstrip()
                assert whole.count(before) == 1, f"{path} does not hold:\n{before}"
                whole = whole.replace(before, after)
            (tmp_path / path).write_text(whole, encoding="utf-8")
        told = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(copy.parent)}, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr
        return told.stdout

    return followed


def test_add_an_instrument(follow, tmp_path):
    (tmp_path / "offer.yaml").write_text(
        block(recipe("Add an instrument"), "yaml"), encoding="utf-8"
    )
    said = follow(
        "Add an instrument",
        """
import numpy as np
import cobden as cb
from pathlib import Path
from cobden.measures.instrument import Setting

(found,) = cb.read_instruments(Path("offer.yaml"))
world = cb.World.load()
law = cb.Policy([]).on("2025-06-05")
setting = Setting(world, law.wedges(world), law.day)
like = cb.TradeCost(by="JPN", on="USA", goods="A01", change_of_cost=0.03, start="2025-06-05",
                    authority="x", source="x")
assert found.change(setting).lines == like.change(setting).lines
idle = found.model_copy(update={"days": 0.0})
assert {line.trade_cost for line in idle.change(setting).lines} == {1.0}
print(type(found).__name__, found.accounting)
""",
    )
    assert said.startswith("BorderDelay real resources")


def test_a_fault_in_the_new_instrument_names_its_place(follow, tmp_path):
    faulty = block(recipe("Add an instrument"), "yaml").replace("days: 5", "days: -1")
    (tmp_path / "offer.yaml").write_text(faulty, encoding="utf-8")
    said = follow(
        "Add an instrument",
        """
import cobden as cb
from pathlib import Path

try:
    cb.read_instruments(Path("offer.yaml"))
except cb.InputError as fault:
    print(fault)
""",
    )
    assert "offer.yaml" in said
    assert "days" in said


def test_add_a_closure(follow):
    """One value in one file: it is solved, drawn, named by cases, and shown by the brief."""
    said = follow(
        "Add a closure",
        """
import cobden as cb
from cobden.base.closures import CLOSURES
from cobden.cases import load
from cobden.cases.schema import Model
from cobden.equilibrium import rebased_for
from cobden.study.uncertainty import uncertain

world = cb.World.load().aggregate(economies=["USA", "JPN", "CHN"])
halved, _ = rebased_for(world, "halved")
assert abs(halved.deficit - world.deficit / 2).max() < 1e-12
result = cb.solve(world, tariff=1.5 * world.tariff, deficits="halved")
assert abs(result.welfare - cb.solve(world, tariff=1.5 * world.tariff).welfare).max() > 1e-4
assert Model(deficits="halved").deficits == "halved"
(choice,) = (factor for factor in uncertain() if factor.name == "deficits")
assert choice.options[-1] == load("japan-us-2025").closures[-1].name == "halved"
print(CLOSURES[-1].title)
""",
    )
    assert "halved before the benchmark" in said


def test_add_a_reader(follow, tmp_path):
    random_flows = """
import numpy as np
import pandas as pd
import cobden as cb
from itertools import product
from cobden.world.long_table import FINAL, read_long

random = np.random.default_rng(3)
rows = [(i, k, n, q, float(random.gamma(2.0, 5.0) + (300 if q == FINAL else 0)))
        for i, k, n, q in product(["JPN", "ROW", "USA"], ["C29", "SERV"], ["JPN", "ROW", "USA"],
                                  ["C29", "SERV", FINAL])]
frame = pd.DataFrame(rows, columns=["exporter", "sector", "importer", "use", "usd"])
frame.to_csv("flows.csv", index=False)
world = read_long("flows.csv", {"C29": 4.0, "SERV": 5.0}, "an example")
sold = frame[(frame.exporter == "JPN") & (frame.importer == "USA") & (frame.sector == "C29")]
assert np.isclose(world.flow[world.cell("C29", "USA", "JPN")] * world.value_usd, sold.usd.sum())
assert max(world.residuals().values()) < 1e-12
frame.drop(columns="usd").to_csv("short.csv", index=False)
try:
    read_long("short.csv", {"C29": 4.0, "SERV": 5.0}, "an example")
except cb.InputError as fault:
    print(fault)
"""
    said = follow("Add a reader of a world's data", random_flows)
    assert "short.csv" in said
    assert "usd" in said


def test_an_outcome_is_added_as_the_recipe_says(follow):
    """It is labelled, differentiated and an outcome of talks, and what it says is right."""
    said = follow(
        "Add an outcome",
        """
import cobden as cb
from cobden.base.objective import Term
from cobden.equilibrium import value_of
from cobden.outcomes import OUTCOMES
from cobden.report.brief_rows import economies, record
from cobden.report.table_files import COLUMNS

world = cb.World.load().aggregate(economies=["USA", "JPN"])
result = cb.solve(world)
shown = float(result.outcome("openness").sel(economy="USA"))
flow = world.flow[:, 0].sum() - world.flow[:, 0, 0].sum()
assert abs(shown - 100 * flow / world.value_added[0]) < 1e-6, shown
aim = cb.Objective("openness", (Term("openness", "USA"),))
assert abs(value_of(result, aim) - shown) < 1e-9
assert float(cb.gradient(world, of=aim).tariff.sel(importer="USA", exporter="JPN").sum()) < 0
row = economies({"now": result}, None)[0]
assert abs(record(row)["openness"] - shown) < 1e-9
assert "openness_before" in COLUMNS["economies"]
print("talks count it in", OUTCOMES["openness"].talks_unit)
""",
    )
    assert "talks count it in percent" in said
