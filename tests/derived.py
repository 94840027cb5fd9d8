"""What scripts under ``derive`` write is what they would write now."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def assert_derived(*names: str) -> None:
    """Run ``python -m derive --check`` for some scripts, from the root of the repository."""
    call = [sys.executable, "-m", "derive", "--check", *names]
    done = subprocess.run(call, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "left out" not in done.stdout, done.stdout
