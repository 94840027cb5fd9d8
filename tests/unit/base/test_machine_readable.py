"""JSON for machines: one object with its version, and what is not known is null."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from cobden.base.machine_readable import SCHEMA_VERSION, as_json

COMMANDS = Path(__file__).parents[3] / "src" / "cobden" / "cli"


def test_an_object_has_its_version_first_and_rows_stand_in_one():
    assert list(json.loads(as_json({"rate": 1.5}))) == ["schema_version", "rate"]
    assert json.loads(as_json([1, 2])) == {"schema_version": SCHEMA_VERSION, "rows": [1, 2]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.float64("nan")])
def test_what_is_not_known_is_null_at_any_depth(value: float):
    told = json.loads(as_json({"a": [{"b": (value, 1.0)}]}), parse_constant=pytest.fail)
    assert told["a"] == [{"b": [None, 1.0]}]


def test_every_command_prints_its_json_by_one_door():
    # What is recorded for the next run is no answer, and a ledger is one line for each claim.
    for path in COMMANDS.glob("*.py"):
        if path.name != "recorded.py":
            assert not re.search(r"json\.dumps", path.read_text("utf-8")), path.name
