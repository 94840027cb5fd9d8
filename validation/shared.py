"""Where the published inputs lie when they are there: beside the repository, in ``../shared``."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
VALIDATION = DATA / "validation"
ABSENT = "the published inputs (../shared/data) are not on this machine"
