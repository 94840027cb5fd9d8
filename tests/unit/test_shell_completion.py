"""A shell completes commands and the names of cases."""

import os
import subprocess
import sys

import pytest

from cobden.cases.load import bundled


@pytest.mark.parametrize(
    ("words", "offered"), [("cobden ra", {"rate"}), ("cobden run us-", None)]
)  # fmt: skip
def test_what_is_begun_is_completed(words: str, offered: set[str] | None):
    asked = {
        "COMP_WORDS": words,
        "COMP_CWORD": str(words.count(" ")),
        "_COBDEN_COMPLETE": "complete_bash",
    }
    command = [sys.executable, "-c", "from cobden.cli import app; app(prog_name='cobden')"]
    done = subprocess.run(
        command, env=os.environ | asked, capture_output=True, text=True, check=False
    )
    expected = offered or {name for name in bundled() if name.startswith("us-")}
    assert set(done.stdout.split()) == expected
