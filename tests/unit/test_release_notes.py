"""Fragments of release notes: named as the release tool reads them, and all of them read."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FRAGMENTS = sorted(path for path in (ROOT / "changes").iterdir() if path.name != "README.md")


def test_every_fragment_is_read():
    done = subprocess.run(
        [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    shown = " ".join(done.stdout.split())
    for path in FRAGMENTS:
        text = " ".join(path.read_text(encoding="utf-8").split())
        assert path.name.startswith("+"), f"{path.name}: a fragment is called +NAME.KIND.md"
        assert text in shown, f"{path.name}: KIND is added, changed, fixed or removed"
