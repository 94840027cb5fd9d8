"""Coverage-guided fuzzing where atheris is installed: a moment for each door."""

import subprocess
import sys
from pathlib import Path

import pytest
from test_fuzz import DOORS

pytest.importorskip("atheris", reason="coverage-guided fuzzing needs atheris")
SECONDS = 20
GUIDED = Path(__file__).with_name("guided.py")


@pytest.mark.validation
@pytest.mark.parametrize("door", DOORS)
def test_nothing_that_reaches_new_lines_is_a_traceback(door, tmp_path):
    done = subprocess.run(
        [sys.executable, str(GUIDED), door, str(SECONDS), str(tmp_path)],
        capture_output=True, text=True, encoding="utf-8",
        errors="replace", timeout=10 * SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done " in done.stderr
